//! The archive's full text: the tokens an article is found by, and what a query asks of them.
//!
//! Both sides stand here because they must agree: a query's [`Candidates`] hold for the tokens of every article that
//! the query matches. They hold for others too, since tokens know no places; the index decides on those they let pass.

mod candidates;
mod tokens;

pub use candidates::Candidates;
pub use tokens::search_tokens;
pub(super) use tokens::{push_word_tokens, tokens_read};

use crate::model::Language;

/// Longer tokens are cut: base64, hashes, rows of letters.
const MAX_TOKEN_BYTES: usize = 120;
/// The token of an article that has more of them than are kept: it is a candidate of every query. No word folds to it.
const OVERFULL: &str = "…";

fn cut(token: &str) -> &str {
    &token[..token.floor_char_boundary(MAX_TOKEN_BYTES)]
}

/// The token of a language. Norwegian is found by the code that it had when the first stores were written, whose tokens nothing
/// can rename: of an article's tokens the index keeps only where they lead.
fn language_token(language: Language) -> String {
    const NORWEGIAN: Language = Language::from_static("nb");
    format!("lang:{}", if language == NORWEGIAN { "no" } else { language.as_str() })
}

/// One token, whatever the value: two values that become the same one only share their candidates.
fn known_token(key: &str, value: &str) -> String {
    let mut token = String::with_capacity(key.len() + 1 + value.len());
    token.push_str(key);
    token.push(':');
    token.extend(value.chars().map(|c| if is_kept(c) { c } else { '_' }));
    token.truncate(cut(&token).len());
    token
}

/// Whether a character of a value can stand in a token of either store.
fn is_kept(c: char) -> bool {
    c.is_alphanumeric() || c.is_ascii_punctuation()
}
