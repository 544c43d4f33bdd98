//! Text to words: which language it is, its tokens, their folded forms and stems.
//!
//! Pure: no clock, no I/O. The topic room matches on these tokens; the store indexes them.

mod apostrophe;
mod chars;
mod detect;
mod fold;
mod hinted;
mod kin;
mod plausible;
mod script;
mod stem;
mod stop;
mod token;
mod trigram;
mod units;

pub use detect::{Detected, detect, function_words_of, is_function_word, is_function_word_of};
pub use fold::{fold, fold_into};
pub use hinted::detect_article;
pub use plausible::plausibility;
pub use stem::Stemmer;
pub use token::{Token, tokens, tokens_in, tokens_into};
pub use units::units;

/// Whether a character belongs to a script written without spaces (Han, kana, Thai, Lao, Khmer, Burmese):
/// each is a token, and a term of them matches inside any word.
#[must_use]
pub fn stands_alone(c: char) -> bool {
    chars::stands_alone(c)
}

/// Whether a character is one of the apostrophes that fold to `'`.
#[must_use]
pub fn is_apostrophe(c: char) -> bool {
    chars::is_apostrophe(c)
}

/// The value of a decimal digit of a living script (Unicode, category Nd).
///
/// ```
/// assert_eq!("7٧۷७৭๗７".chars().map(vigie::language::digit).collect::<Vec<_>>(), [Some(7); 7]);
/// assert_eq!(vigie::language::digit('七'), None);
/// ```
#[must_use]
pub fn digit(c: char) -> Option<u32> {
    chars::digit(c)
}

/// Whether a byte of UTF-8 begins a digit beyond ASCII: where there is none, a text has no such digit. It begins other
/// characters as well.
///
/// ```
/// let may_have = |text: &str| text.bytes().any(vigie::language::starts_digit);
/// assert!(may_have("٧ मार्च") && !may_have("7 – « mars »"));
/// ```
#[must_use]
pub fn starts_digit(byte: u8) -> bool {
    chars::starts_digit(byte)
}

/// The folded tokens of a text joined by spaces, as the full-text index is fed:
/// case and diacritics folded, Han, kana, Thai, Lao, Khmer and Burmese one character each.
///
/// ```
/// assert_eq!(vigie::language::search_tokens("L’Otan à Kyïv : 防空"), "otan a kyiv 防 空");
/// ```
#[must_use]
pub fn search_tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for token in tokens(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        fold_into(token.text(text), &mut out);
    }
    out
}
