//! Apostrophes between two letters: elided articles, endings, and letters of a word.

use super::chars::{Class, class};
use crate::model::Language;

/// What an apostrophe between two letters is.
pub(super) enum Apostrophe {
    /// The word before is an elided article or pronoun: it takes no position.
    Elision,
    /// The next so many bytes are an ending: they take no position.
    Suffix(usize),
    /// Part of the word, as in `сім’я` or `O’Brien`.
    Letter,
}

/// French, Italian and Catalan words that lose their vowel before another.
const ELIDED: [&str; 44] = [
    "l", "d", "j", "m", "t", "s", "n", "c", "v", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "un", "dell",
    "all", "dall", "nell", "sull", "coll", "quell", "quest", "bell", "tutt", "anch", "com", "dov", "cos",
    "mezz", "grand", "nessun", "qualcun", "ciascun", "gl", "agl", "degl", "dagl", "negl", "sugl", "pell",
    "senz", "vent", "trent",
];

/// Endings that Turkish and Azerbaijani hang on names (`NATO’nun`), with the vowels folded to `e` and `i`.
const CASE_ENDINGS: [&str; 62] = [
    "in", "nin", "i", "yi", "ni", "e", "ye", "ne", "de", "te", "nde", "den", "ten", "nden", "le", "yle",
    "nle", "ler", "leri", "lerin", "lerini", "lere", "lerde", "lerden", "lerle", "lerinin", "lerine",
    "lerinde", "lerinden", "li", "lik", "liler", "lilerin", "si", "siz", "deki", "teki", "ndeki", "dekiler",
    "dir", "tir", "ydi", "ydi", "ymis", "im", "imiz", "ce", "nce", "ken", "yken", "ki", "nki", "dan",
    "sinin", "sine", "sinde", "sini", "sinden", "lu", "luk", "den", "ya",
];

/// Languages that hang a single letter on a name (`Trump'a`, Polish `Vance'a`, Estonian `Macron'i`). Elsewhere it belongs to the
/// name: Sana'a, Shi'a, Baha'i.
const SHORT_ENDINGS: [&str; 4] = ["tr", "az", "pl", "et"];

/// What the apostrophe between two parts of a text is, in its language.
pub(super) fn apostrophe(before: &str, after: &str, language: Language) -> Apostrophe {
    let ending_bytes =
        after.find(|c| !matches!(class(c), Class::Letter | Class::Mark)).unwrap_or(after.len());
    let ending = &after[..ending_bytes];
    let lower: String = before.chars().take(10).flat_map(char::to_lowercase).collect();
    let english = matches!(ending, "s" | "S" | "re" | "ve" | "ll" | "d" | "m" | "RE" | "VE" | "LL");
    // Nothing elided stands before a lone consonant: `Kim Jong Un's` is English, `un'idea` Italian.
    if ELIDED.contains(&lower.as_str()) && !(english && lower.len() > 1) {
        return Apostrophe::Elision;
    }
    let first = before.chars().next().unwrap_or(' ');
    if !is_latin_or_digit(first) || ending.len() > 16 {
        return Apostrophe::Letter;
    }
    if english && lower != "o" {
        return Apostrophe::Suffix(ending_bytes);
    }
    if first.is_lowercase() || before.chars().count() < 2 {
        return Apostrophe::Letter;
    }
    let folded: String = ending.chars().map(front_vowel).collect();
    let is_long = || folded.chars().nth(1).is_some();
    if CASE_ENDINGS.contains(&folded.as_str()) && (is_long() || SHORT_ENDINGS.contains(&language.as_str())) {
        return Apostrophe::Suffix(ending_bytes);
    }
    Apostrophe::Letter
}

/// Suffixes are hung on with an apostrophe in languages in Latin letters alone.
fn is_latin_or_digit(c: char) -> bool {
    c.is_ascii_digit() || (c.is_alphabetic() && c < '\u{250}')
}

/// Turkish endings follow the vowels of the word: one form stands for all.
fn front_vowel(c: char) -> char {
    match c {
        'a' | 'ə' => 'e',
        'ı' | 'u' | 'ü' => 'i',
        'ş' => 's',
        'ğ' => 'g',
        'ç' => 'c',
        other => other,
    }
}
