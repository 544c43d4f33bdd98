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
/// Languages that write ordinals with a full stop: `24. Juni`.
const ORDINALS: [&str; 22] = [
    "de", "da", "no", "is", "fo", "lb", "cs", "sk", "pl", "fi", "et", "hu", "sl", "hr", "sr", "bs", "cnr",
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
        || (is_unknown && among(&IN_SOME))
}
