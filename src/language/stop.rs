//! Full stops that end no sentence.

use crate::model::Language;

/// Abbreviations before what has a capital: titles, forms of companies.
const KNOWN: [&str; 27] = [
    "mr", "mrs", "ms", "dr", "st", "ste", "prof", "gen", "lt", "col", "sgt", "capt", "sen", "gov", "jr",
    "sr", "vs", "ca", "bzw", "mme", "mlle", "dott", "ks", "tzv", "inc", "corp", "ltd",
];
/// The same, as they are written alone: a sales rep, the bank ING and Polish `co` end sentences.
const AS_WRITTEN: [&str; 4] = ["Rep", "Co", "ing", "Ing"];
/// Before a number alone: modern art ends a sentence, and so does a no.
const BEFORE_NUMBERS: [&str; 3] = ["no", "nr", "art"];
/// Abbreviations before what has a capital in one language: streets, mountains, saints, ladies.
const KNOWN_IN: [(&str, &[&str]); 14] = [
    ("en", &["hon", "messrs"]),
    ("es", &["sra", "srta", "dra", "gral", "avda"]),
    ("pt", &["sra", "dra", "av"]),
    ("it", &["sig", "avv"]),
    ("fr", &["bd", "av"]),
    ("de", &["hl"]),
    ("nl", &["mevr", "dhr"]),
    ("pl", &["ul", "św", "płk", "ppłk", "mjr", "abp", "bp"]),
    ("cs", &["sv", "ul", "nám", "tř"]),
    ("sk", &["sv", "ul", "nám"]),
    ("sl", &["sv", "ul"]),
    ("hr", &["sv", "ul"]),
    ("ru", &["ул", "им", "св", "просп"]),
    ("uk", &["вул", "ім", "св", "просп"]),
];
/// The same as written alone: five feet end a sentence, and Fort Hood does not.
const AS_WRITTEN_IN: [(&str, &[&str]); 1] = [("en", &["Mt", "Ft", "Rev", "Adm", "Maj"])];
/// Before a number in one language: months, pages, hours. French `sept` is seven, and a Spanish `mar` the sea.
const BEFORE_NUMBERS_IN: [(&str, &[&str]); 13] = [
    (
        "en",
        &[
            "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "fig",
            "figs", "approx", "nos", "vol", "pp", "para",
        ],
    ),
    (
        "de",
        &[
            "jan", "feb", "mrz", "apr", "jun", "jul", "aug", "sept", "okt", "nov", "dez", "abs", "abb", "bd",
            "tel",
        ],
    ),
    ("fr", &["janv", "févr", "avr", "juil", "oct", "nov", "déc", "env", "fig"]),
    ("es", &["ene", "feb", "abr", "ago", "sept", "oct", "nov", "dic", "núm", "aprox"]),
    ("pt", &["jan", "fev", "abr", "ago", "set", "out", "nov", "dez", "núm"]),
    ("it", &["gen", "feb", "apr", "giu", "lug", "ott", "nov", "dic"]),
    ("nl", &["jan", "feb", "mrt", "apr", "aug", "sept", "okt", "nov", "dec"]),
    ("da", &["jan", "feb", "apr", "aug", "sept", "okt", "nov", "dec", "kl"]),
    ("nb", &["jan", "feb", "apr", "aug", "sept", "okt", "nov", "des", "kl"]),
    ("sv", &["jan", "feb", "apr", "aug", "sept", "okt", "nov", "dec", "kl"]),
    ("pl", &["godz", "ok", "poz", "str", "tel"]),
    ("cs", &["str", "odst", "tel"]),
    ("ru", &["ст", "стр", "рис", "тел"]),
];
/// Languages that write ordinals with a full stop: `24. Juni`.
const ORDINALS: [&str; 22] = [
    "de", "da", "nb", "is", "fo", "lb", "cs", "sk", "pl", "fi", "et", "hu", "sl", "hr", "sr", "bs", "cnr",
    "lv", "tr", "az", "eu", "mk",
];

/// Abbreviations in one language or one spelling, of which [`AS_WRITTEN`] has the spelling.
const IN_SOME: [&str; 4] = ["rep", "co", "ing", "im"];

/// Whether the full stop behind a word seldom ends a sentence, `next` being the first character behind it.
///
/// Where the language is not known, all that may be an abbreviation is one. The differences between an article's versions are
/// cut so and kept by the number of their sentences: what this says then must never change.
pub(super) fn is_abbreviation(word: &str, next: char, language: Language) -> bool {
    let is_unknown = language == Language::UNDETERMINED;
    let among = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    if word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()) {
        return is_unknown || ORDINALS.contains(&language.as_str());
    }
    // `ulica im. Jana Pawła`: named for.
    let is_named = word == "im" && language.as_str() == "pl";
    word.chars().count() == 1
        || among(&KNOWN)
        || AS_WRITTEN.contains(&word)
        || is_named
        || ((is_unknown || next.is_numeric()) && among(&BEFORE_NUMBERS))
        || is_in(&AS_WRITTEN_IN, language, |known| known == word)
        || is_in(&KNOWN_IN, language, |known| is_word(known, word))
        || (next.is_numeric() && is_in(&BEFORE_NUMBERS_IN, language, |known| is_word(known, word)))
        || (is_unknown && among(&IN_SOME))
}

/// Whether a word is one of a language's.
fn is_in(lists: &[(&str, &[&str])], language: Language, is_word: impl Fn(&str) -> bool) -> bool {
    let list = lists.iter().find(|(code, _)| *code == language.as_str());
    list.is_some_and(|(_, words)| words.iter().any(|known| is_word(known)))
}

/// Whether a word is an abbreviation, in small letters or with a capital.
fn is_word(known: &str, word: &str) -> bool {
    known == word
        || (word.len() == known.len() && known.chars().eq(word.chars().flat_map(char::to_lowercase)))
}
