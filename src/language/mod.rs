//! Text to words: which language it is, its tokens, their folded forms and stems.
//!
//! Pure: no clock, no I/O. The topic room matches on these tokens; the store indexes them.

use crate::model::Language;

/// What language a text is written in, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// [`Language::UNDETERMINED`] when nothing could be told.
    pub language: Language,
    /// False for a small margin or fewer than 40 letters: then every language's concept lines apply.
    pub sure: bool,
}

/// Tells the language of a title and the first 600 characters of a body.
///
/// Script and the declared language come first, confirmed by function words.
#[must_use]
pub fn detect(title: &str, body: &str, declared: Option<Language>) -> Detected {
    let _ = (title, body, declared);
    todo!()
}

/// The folded tokens of a text joined by spaces, as the full-text index is fed:
/// case and diacritics folded, Han, kana, Thai, Lao, Khmer and Burmese one character each.
#[must_use]
pub fn search_tokens(text: &str) -> String {
    let _ = text;
    todo!()
}
