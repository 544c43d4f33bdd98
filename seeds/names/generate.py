#!/usr/bin/env python3
"""Writes countries.toml: a concept per country and region, with its names in thirty languages.

usage: generate.py FOLDER
FOLDER is `main` of the npm package cldr-localenames-full (Unicode CLDR, Unicode License v3; LICENSE-UNICODE beside this file).
What CLDR does not know is in exceptions.toml: names that newspapers use besides, and lines for names that are also words.
A name of one word becomes the list of its forms; a longer one a phrase whose words may end otherwise. Python 3.11, no packages.
"""
import json
import pathlib
import re
import sys
import tomllib
import unicodedata

HERE = pathlib.Path(__file__).parent
EXCEPTIONS = tomllib.loads((HERE / "exceptions.toml").read_text(encoding="utf-8"))
LANGUAGES = "en fr de es it pt nl pl cs sk uk ru bg sv da no fi ro hu tr el ar he fa hi id vi zh ja ko".split()
# ISO 3166-1 but for what nobody lives in; XK is Kosovo's by use.
COUNTRIES = """
AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU
CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE
IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ
SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
""".split()
REGIONS = {
    "002": "africa", "019": "americas", "142": "asia", "150": "europe", "009": "oceania", "AQ": "antarctica", "003": "north-america",
    "005": "south-america", "013": "central-america", "419": "latin-america", "029": "caribbean", "011": "western-africa",
    "014": "eastern-africa", "015": "northern-africa", "202": "sub-saharan-africa", "143": "central-asia", "030": "eastern-asia",
    "034": "southern-asia", "035": "southeast-asia", "145": "western-asia", "151": "eastern-europe", "154": "northern-europe",
    "039": "southern-europe", "155": "western-europe", "EZ": "eurozone",
}
AND = {"en": "and", "de": "und", "es": "y", "it": "e", "pt": "e", "nl": "en", "pl": "i", "fr": "et", "da": "og", "no": "og", "sv": "och", "ro": "și"}

# Endings by what a name ends in, the first rule that fits; "-" stands for nothing. Forms that no one writes cost nothing.
ENDINGS = {
    "pl": "ka:ka ki ce kę ką|ga:ga gi dze gę gą|ta:ta ty cie tę tą|da:da dy dzie dę dą|ra:ra ry rze rę rą|la:la li lę lą|ja:ja ji ję ją|ia:ia ii ię ią"
    "|a:a y ie i ę ą|o:o a u em iem ie|ś:ś si sią|t:t tu tem cie|d:d du dem dzie|r:r ru rem rze|l:l lu la lowi lem|?:- u a owi em iem ie",
    "cs": "ka:ka ky ce ku kou|ga:ga gy ze gu gou|ra:ra ry ře ru rou|ie:ie ii ií|a:a y e ě u ou|o:o a u em ě|e:e i í|?:- u e em ě ovi a i",
    "sk": "ia:ia ie ii iu iou|a:a y e u ou|o:o a u om e|?:- u e om i a",
    "uk": "ія:ія ії ію ією|ка:ка ки ці ку кою|га:га ги зі гу гою|а:а и і у ою ею|я:я і ю ею ї єю|ь:ь і ю я ем ссю|и:и ів ам ами ах -|й:й ю я єм ї|о:о|[еіуює]:-|?:- у а ом ові і",
    "ru": "[ие]я:я и ю ей|[шжчщ]а:а и е у ей|[кгх]а:а и е у ой|а:а ы е у ой|я:я и ю ей|ь:ь и ью я ю ем е|й:й я ю ем е|ы:ы ов ам ами ах -|[еиоуюэ]:-|?:- а у ом е",
    "ro": "a:a ei|[eiouăy]:-|?:- ul ului",
    "el": "ία:ία ίας|α:α ας|η:η ης|ος:ος ο ου|ός:ός ό ού|ο:ο ου|ό:ό ού|?:-",
}
ARABIC = "- و ب ل ف ك ول وب".split()
HEBREW = "- ב ל מ ו ש וב ול ומ שב".split()
KOREAN = "- 가 이 는 은 를 을 의 에 에서 에는 와 과 도 로 으로 에게 까지 부터 만 측 군 인 산 내 과의 와의".split()
FINNISH = "- n ssa sta lla lta lle ksi na a".split()
HUNGARIAN = "- t ban ben ba be ból ből nak nek val vel hoz hez tól től ról ről n on en ra re ért ig".split()
GENITIVE_S = {"de", "nl", "sv", "da", "no"}
# Territories with other names in a language's other lands.
ALSO = {"zh": ["zh-Hant"], "pt": ["pt-PT"]}
# What a word of a longer name loses before its `*`.
TAILS = {
    "pl": "aeiouyąęó", "cs": "aeiouyáéíýůúě", "sk": "aeiouyáéíýú", "uk": "аеиоуюяьйії", "ru": "аеиоуыюяьйэ", "ro": "aăeiu", "fi": "aeiouyä", "hu": "",
    "el": "αεηιοωςάέήίόύν",
}


def split_rule(language: str, name: str) -> list[str]:
    """The forms of a name of one word."""
    for rule in ENDINGS[language].split("|"):
        pattern, endings = rule.split(":")
        endings = ["" if e == "-" else e for e in endings.split()]
        if pattern == "?":
            return [name + e for e in endings]
        found = re.search(f"{pattern}$", name)
        if found:
            # A class in a pattern stays: only what follows it is exchanged.
            whole = pattern.startswith("[") and endings != [""]
            kept = name[: found.start() + 1] if whole else name if endings == [""] else name[: found.start()]
            return [kept + e for e in endings]
    raise ValueError(name)


def finnish(name: str) -> list[str]:
    weak = re.sub(r"(kk|pp|tt)([aeiouyäö])$", lambda m: m[1][0] + m[2], name)
    if name[-1] not in "aeiouyäöé":
        return [name] + [f"{name}i{e}" for e in FINNISH[1:]] + [f"{name}iin"]
    return [name] + [f"{weak}{e}" for e in FINNISH[1:]] + [f"{name}{name[-1]}n", f"{name}a"]


def hungarian(name: str) -> list[str]:
    if name.endswith("ország"):
        return [f"{name}*"]
    last, stem = name[-1], name[:-1] + {"a": "á", "e": "é"}.get(name[-1], name[-1])
    doubled = [f"{name}{last}{e}" for e in ("al", "el")] if last not in "aáeéiíoóöőuúüű" else []
    return [name] + [stem + e for e in HUNGARIAN[1:]] + doubled


def forms(language: str, name: str) -> list[str]:
    if language in ENDINGS:
        return split_rule(language, name)
    if language == "fi":
        return finnish(name)
    if language == "hu":
        return hungarian(name)
    before = {"ar": ARABIC, "he": HEBREW}.get(language, ["-"])
    if len(before) > 1 and len(name) >= 3:
        article = [f"{p}لل{name[2:]}" for p in ("", "و")] if language == "ar" and name.startswith("ال") else []
        return [("" if p == "-" else p) + name for p in before] + article
    if language == "ko" and len(name) == 2:
        return [name + ("" if e == "-" else e) for e in KOREAN]
    if language in GENITIVE_S and not name.endswith(("s", "x", "z")):
        return [name, name + "s"]
    return [name]


def phrase(language: str, words: list[str]) -> str:
    if language in TAILS:
        out = []
        for word in words:
            cut = word.rstrip(TAILS[language])
            out.append(f"{cut}*" if len(cut) >= 3 and (cut != word or word is words[-1]) else word)
        return '"' + " ".join(out) + '"'
    if language in GENITIVE_S:
        return '"' + " ".join(words) + '"'
    if language in ("ar", "he") and len(words[0]) >= 3:
        return '"' + " ".join(["*" + words[0], *words[1:]]) + '"'
    if any("'" in word for word in words):
        return '"' + " ".join(words) + '"'
    return "'" + " ".join(words) + "'"


def line(language: str, name: str, capital: bool) -> list[str]:
    """The lines of one name."""
    if language == "vi":
        # Without its accents and capitals nearly every Vietnamese syllable is a common word.
        return [f'="{name}"' if " " in name else f"={name}"]
    if language in ("zh", "ja"):
        return [name]
    words = re.sub(r"[-\u200c/,·]", " ", name).split()
    if language == "ko" and len(name) != 2:
        return [f'"{" ".join(words)}*"' if len(words) > 1 else f"{name}*" if len(name) >= 3 else name]
    if len(words) > 1:
        return [phrase(language, words)]
    each = list(dict.fromkeys(forms(language, name)))
    if capital:
        return [" OR ".join(f"={form}" for form in each)]
    if each[0].endswith("*"):
        return each
    # Accents are folded: of forms that differ in them one is enough.
    different = {}
    for form in each:
        different.setdefault(folded(form), form)
    return [" OR ".join(f"'{form}'" for form in different.values())]


def folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def cleaned(language: str, name: str) -> str | None:
    """A name as a newspaper writes it, or nothing."""
    name = re.sub(r"\s*[(（].*$", "", name).strip()
    name = name.replace(" - ", " ").replace(" – ", " ").replace("’", "'").replace("St. ", "Saint ")
    name = name.replace("о-ва", "острова").replace("о-в", "остров").replace("Св.", "Святой")
    if "&" in name and language in AND:
        name = name.replace("&", AND[language])
    if re.search(r"[.&]|SAR|-variant|Čína|Kitajska|特[别別]行政[区區]|中国香港|中国澳门", name) or len(name) < 2 or re.fullmatch(r"[A-ZА-Я]{2,3}", name):
        return None
    return name


def territories(folder: pathlib.Path, language: str) -> dict[str, str]:
    read = json.loads((folder / language / "territories.json").read_text(encoding="utf-8"))
    return read["main"][language]["localeDisplayNames"]["territories"]


def lines_of(code: str, language: str, names: dict[str, dict[str, str]]) -> list[str]:
    own = EXCEPTIONS.get(language, {})
    instead, more = own.get(code), own.get("more", {}).get(code, [])
    others = EXCEPTIONS["not"].get(code, {}).get(language)
    if instead is None:
        capital = own.get("capitals") == "*" or code in own.get("capitals", "").split()
        sources = [language, *ALSO.get(language, [])]
        found = [names[s].get(code + alt) for s in sources for alt in ("", "-alt-short", "-alt-variant")]
        found = dict.fromkeys(n for n in (cleaned(language, f) for f in found if f) if n)
        instead = list(dict.fromkeys(x for name in found for x in line(language, name, capital)))
        if others:
            instead = [f"{bracketed(one)} NOT NEAR/2 {bracketed(others)}" for one in instead]
    written = {one if "=" in one else folded(one): one for one in [*more, *instead]}.values()
    return [f"{one[:-2]} NEAR/4 ({own['beside']})" if one.endswith(" ~") else one for one in written]


def bracketed(query: str) -> str:
    return f"({query})" if " OR " in query else query


def quoted(text: str) -> str:
    return f'"{text}"' if "'" in text and '"' not in text and "\\" not in text else f"'{text}'" if "'" not in text else f"'''{text}'''"


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    names = {language: territories(folder, language) for language in [*LANGUAGES, *(other for others in ALSO.values() for other in others)]}
    out = [(HERE / "header.txt").read_text(encoding="utf-8")]
    concepts = [(f"country-{code.lower()}", code) for code in COUNTRIES] + [(f"region-{name}", code) for code, name in REGIONS.items()]
    for concept, code in sorted(concepts):
        out.append(f"\n[concepts.{concept}]  # {names['en'].get(code, '')}\n")
        common = EXCEPTIONS.get("all", {}).get(code, [])
        if common:
            out.append(f"all = [{', '.join(map(quoted, common))}]\n")
        for language in LANGUAGES:
            lines = lines_of(code, language, names)
            if lines:
                out.append(f"{language} = [{', '.join(map(quoted, lines))}]\n")
    (HERE / "countries.toml").write_text("".join(out), encoding="utf-8")


if __name__ == "__main__":
    main()
