//! Words that papers are full of.

use std::sync::LazyLock;

use super::COMMON;
use crate::language::{fold, is_function_word_of};
use crate::model::Language;
use crate::topic::word::Wildcard;

/// Function words, folded, with their language.
static FUNCTION_WORDS: LazyLock<Vec<&'static (Language, String)>> =
    LazyLock::new(|| COMMON.iter().filter(|(language, word)| is_function_word_of(word, *language)).collect());

/// The language whose papers are full of a word: that of a line, and without one any that has it as a function word.
pub(super) fn language_of(written: &str, language: Option<Language>) -> Option<Language> {
    let folded = fold(written);
    if let Some(only) = language {
        return COMMON.iter().any(|(of, word)| *of == only && *word == folded).then_some(only);
    }
    FUNCTION_WORDS.iter().find(|(_, word)| *word == folded).map(|(of, _)| *of)
}

/// A function word that a pattern without `*` fits.
pub(super) fn fitting(wildcard: &Wildcard, language: Option<Language>) -> Option<(Language, &'static str)> {
    let is_read = |of: Language| language.is_none_or(|only| only == of);
    let fits = |(of, word): &&&(Language, String)| is_read(*of) && wildcard.fits(word);
    FUNCTION_WORDS.iter().find(fits).map(|(of, word)| (*of, word.as_str()))
}
