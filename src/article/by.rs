//! The words around the names in a byline, in the languages of the press.

use std::sync::LazyLock;

use super::east;

/// Words that stand before the names, lower case.
#[rustfmt::skip]
const BEFORE: &[&str] = &[
    // English
    "by", "by:", "byline:", "article by", "written by", "posted by", "published by", "story by", "words by", "words:",
    "reported by", "reporting by", "authored by", "authored by:", "author", "author:", "authors:", "writer:", "reporter:",
    "opinion by", "analysis by", "review by", "comment by", "commentary by", "column by", "essay by", "feature by",
    "report by", "perspective by", "interview by", "interviewed by", "as told to",
    "submitted by", "contributed by", "guest post by", "a guest post by", "this is a guest post by", "text by", "from our correspondent",
    // German
    "von", "von:", "autor", "autor:", "autorin:", "autoren:", "text:", "text von", "interview:", "interview von", "ein artikel von",
    "ein beitrag von", "ein gastbeitrag von", "ein kommentar von", "kommentar von", "eine analyse von", "ein bericht von",
    "geschrieben von", "verfasst von", "publiziert von", "veröffentlicht von",
    // French
    "par", "par:", "par :", "auteur", "auteur:", "auteur :", "auteurs :", "autrice :", "écrit par", "rédigé par", "publié par",
    "un article de", "texte :", "texte de", "texte par", "propos recueillis par", "entretien réalisé par",
    "entretien mené par", "interview réalisée par",
    // Spanish, Portuguese, Catalan, Galician
    "por", "por:", "texto:", "texto de", "escrito por", "publicado por", "redactado por", "redacción:", "autora:", "una nota de", "entrevista por",
    "entrevista realizada por",
    "reportagem de", "reportagem:", "per:", "text de", "escrit per",
    // Italian, Romanian
    "di", "di:", "a cura di", "scritto da", "pubblicato da", "articolo di", "testo di", "intervista di", "autore:", "autore", "de:", "scris de",
    "publicat de", "autor :", "articol de",
    // Dutch, Danish, Norwegian, Swedish, Icelandic
    "door", "door:", "geschreven door", "tekst:", "tekst van", "auteurs:", "av", "av:", "af", "af:", "skrevet av", "skrevet af",
    "skriven av", "text av", "tekst av", "tekst af", "text och foto:", "journalist:", "höfundur:", "eftir",
    // Finnish, Estonian, Hungarian
    "kirjoittanut", "kirjoittaja:", "teksti:", "toimittaja:", "autor(id):", "kirjutas", "írta", "írta:", "szerző:", "szerző",
    "szöveg:",
    // Polish, Czech, Slovak, Croatian, Serbian, Slovene, Lithuanian, Latvian
    "autorzy:", "autorka:", "oprac.", "oprac.:", "opracował", "opracowała", "napisał", "napisała", "tekst", "rozmawiał", "rozmawiała", "napsal", "napsala",
    "autoři:", "napísal", "napísala", "piše", "piše:", "pišu:", "napisao", "napisala", "autor teksta:", "avtor:", "autorius:",
    "parengė", "autors:", "sagatavoja",
    // Turkish, Albanian
    "yazan:", "yazar:", "haber:", "muhabir:", "nga", "nga:", "shkruan", "shkruan:",
    // Russian, Ukrainian, Bulgarian, Belarusian, Macedonian
    "автор", "автор:", "авторы:", "текст:", "текст", "беседовал", "беседовала", "розмовляв", "розмовляла", "от", "автори:", "аўтар:", "журналист:", "журналіст:", "пише:", "пише",
    // Georgian, Armenian
    "ავტორი:", "ავტორი", "հեղինակ՝", "հեղինակ:", "հեղինակ",
    // Greek
    "του", "της", "των", "γράφει", "γράφει ο", "γράφει η", "γράφουν οι", "συντάκτης:", "από",
    // Arabic, Persian, Urdu, Hebrew
    "بقلم", "بقلم:", "كتب", "كتب:", "كتبت", "كتبت:", "الكاتب:", "إعداد:", "نویسنده:", "نویسنده", "به قلم", "تحریر:", "از:", "מאת",
    "מאת:", "כתב:", "כתבה:", "כותב:",
    // Hindi, Bengali
    "लेखक:", "द्वारा", "रिपोर्ट:", "लेखक", "লেখক:", "প্রতিবেদক:",
    // Indonesian, Malay, Vietnamese, Thai, Swahili
    "oleh", "oleh:", "penulis:", "reporter :", "penulis :", "tác giả:", "bài:", "bài và ảnh:", "โดย", "เรื่อง:", "ผู้เขียน:",
    "na mwandishi", "imeandikwa na",
    // Chinese, Japanese, Korean
    "文", "文/", "文／", "文：", "文＝", "作者", "作者:", "作者：", "记者", "記者", "本报记者", "记者：", "記者：", "撰文：", "撰文", "執筆：",
    "著者：", "著者", "取材・文：", "取材・文＝", "文・", "글", "글:", "글 |", "기자", "작성자:",
];

/// What others than the authors of a text made, before the word `by`. Lower case.
const OTHER_WORKS: &[&str] = &[
    "photo",
    "photos",
    "photograph",
    "photographs",
    "photography",
    "picture",
    "pictures",
    "image",
    "images",
    "video",
    "videos",
    "graphic",
    "graphics",
    "illustration",
    "illustrations",
    "editing",
    "edited",
    "produced",
    "translated",
    "translation",
];

/// Words that stand behind a name, lower case.
#[rustfmt::skip]
const AFTER: &[&str] = &[
    "기자", "특파원", "선임기자", "객원기자", "記者", "记者", "报道", "報導", "編集委員", "さん", "氏", "tarafından", "द्वारा", "yazdı", "writes",
    "schreibt", "berichtet",
];

/// Particles that also begin family names: `Di Maio` is no byline.
const PARTICLES: &[&str] = &["von", "di", "de", "af", "av", "da"];

/// Words of scripts without spaces that a name may follow at once; of others it would be the rest of a longer word.
const JOINED: &[&str] = &["作者", "本报记者", "撰文", "著者"];

/// [`BEFORE`] by their first two letters; those of one letter stand by it alone.
static BY_LETTERS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let mut by_letters = vec![Vec::new(); PLACES];
    for by in BEFORE {
        let mut letters = by.chars();
        by_letters[place(letters.next(), letters.next())].push(*by);
    }
    by_letters
});

/// A power of two.
const PLACES: usize = 1024;

fn place(first: Option<char>, second: Option<char>) -> usize {
    let number = |letter: Option<char>| letter.map_or(0, |letter| letter as usize);
    (number(first) * 31 + number(second)) % PLACES
}

/// The part of a byline that holds names, without the words before them; `None` when it does not begin like one.
pub fn names_part(text: &str) -> Option<&str> {
    let text = text.trim();
    if !text.is_ascii() {
        if !east::chinese(text).is_empty() {
            // What reporters are called parts their names, too.
            return Some(text);
        }
        if let Some(names) = east::korean(text) {
            return Some(names);
        }
    }
    let mut letters = text.chars().filter_map(lower);
    let (first, second) = (Some(letters.next()?), letters.next());
    let ends_word = |by: &str, rest: &str| {
        by.ends_with([':', '：', '/', '／', '＝', '|', '・', '՝'])
            || !rest.starts_with(char::is_alphanumeric)
            || JOINED.contains(&by)
    };
    let candidates = [place(first, second), place(first, None)].map(|place| &BY_LETTERS[place]);
    let (by, rest) = candidates
        .into_iter()
        .flatten()
        .filter_map(|by| Some((*by, without_start(text, by)?)))
        .filter(|(by, rest)| ends_word(by, rest))
        .min_by_key(|(_, rest)| rest.len())?;
    let names = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_family_name = PARTICLES.contains(&by) && names.split_whitespace().take(2).count() == 1;
    (!is_family_name && !rest.starts_with(['\'', '’', '-', '.'])).then_some(names)
}

/// Whether a part of a byline begins or goes on with a word that stands before names.
pub fn tells_names(text: &str) -> bool {
    names_part(text).is_some() || labelled_part(text).is_some()
}

/// The names behind a label inside of a line, in scripts without spaces: `2026-03-14 来源：… 作者：王小明`.
pub fn labelled_part(text: &str) -> Option<&str> {
    if text.is_ascii() {
        return None;
    }
    let mut words = text.match_indices(char::is_whitespace).map(|(at, space)| &text[at + space.len()..]);
    let is_label = |rest: &&str| {
        let mut behind = LABELS.iter().filter_map(|label| rest.strip_prefix(label));
        behind.any(|behind| behind.starts_with([':', '：']))
    };
    names_part(words.find(is_label)?)
}

/// Labels of [`BEFORE`] that stand inside of lines.
const LABELS: [&str; 5] = ["作者", "记者", "記者", "撰文", "기자"];

/// What follows a beginning that is given in lower case.
fn without_start<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    let is_start = start.chars().all(|c| rest.next().and_then(lower) == Some(c));
    is_start.then_some(rest.as_str())
}

fn lower(c: char) -> Option<char> {
    if c.is_ascii() { Some(c.to_ascii_lowercase()) } else { c.to_lowercase().next() }
}

/// A name without the words behind it.
pub fn without_role(name: &str) -> &str {
    let mut name = name.trim_end();
    for after in AFTER {
        if let Some(rest) = name.strip_suffix(after)
            && rest.chars().count() >= 2
            && (rest.ends_with(char::is_whitespace) || is_east_asian(after))
        {
            name = rest.trim_end();
        }
    }
    name
}

/// Whether a text is nothing but words of a byline.
pub fn is_only_words(lower: &str) -> bool {
    BEFORE.contains(&lower) || AFTER.contains(&lower)
}

/// Whether a part of a byline tells who had another part in it: `Video by Jo Li`.
pub fn is_other_work(lower: &str) -> bool {
    lower.split_once(" by ").is_some_and(|(work, _)| OTHER_WORKS.contains(&work))
}

fn is_east_asian(word: &str) -> bool {
    word.chars()
        .all(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

/// What stands between names and a date, a place or a kicker.
pub const BREAKS: [char; 6] = ['|', '•', '·', '\n', '–', '—'];

/// What stands between breaks.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    // Their first bytes: most texts have none and are one part.
    // All bytes are looked at, so that the compiler makes vectors of them.
    let is_sign = |byte: u8| matches!(byte, b'|' | b'\n' | 0xC2 | 0xE2);
    let has_break = text.bytes().fold(false, |found, byte| found | is_sign(byte));
    let whole = (!has_break).then_some(text);
    whole.into_iter().chain(has_break.then(|| text.split(BREAKS)).into_iter().flatten())
}
