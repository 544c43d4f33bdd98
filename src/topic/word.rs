//! The words of a term: what each token of an article is compared with.

use std::borrow::Cow;

use super::ast::TermKind;
use crate::language::{fold, stands_alone, tokens};

/// Letters that stand for `*` and `?` while a term is cut into tokens: no writing system in use has them.
const STAR: char = '\u{a7f7}';
const ANY: char = '\u{a78f}';
/// A word with `*` needs so many letters of its own.
const MIN_LITERALS: usize = 3;

/// One word of a term.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Word {
    /// Compared by stem and folded form; as written.
    Stemmed(String),
    /// Compared by folded form.
    Folded(String),
    /// A hashtag, folded, without `#`.
    Hashtag(String),
    /// Compared by its characters.
    Exact(String),
    /// Compared by pattern with the folded form.
    Wildcard(Wildcard),
}

/// A folded word with `?` for one character, and `*` at either end for any number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wildcard {
    /// It finds hashtags alone.
    pub hashtag: bool,
    /// `*` at the start.
    pub open_start: bool,
    /// `*` at the end.
    pub open_end: bool,
    /// What is between: `None` is any one character.
    pub middle: Vec<Option<char>>,
}

impl Wildcard {
    /// Whether a folded word fits, a hashtag's without its `#`.
    #[must_use]
    pub fn fits(&self, folded: &str) -> bool {
        let count = self.middle.len();
        let at = |rest: &str| {
            let mut chars = rest.chars();
            let fits =
                self.middle.iter().all(|want| chars.next().is_some_and(|c| want.is_none_or(|w| w == c)));
            fits.then_some(chars.as_str().is_empty())
        };
        match (self.open_start, self.open_end) {
            (false, open_end) => at(folded).is_some_and(|whole| whole || open_end),
            (true, false) => {
                let start = folded.char_indices().rev().nth(count.saturating_sub(1)).map(|(i, _)| i);
                start.is_some_and(|i| at(&folded[i..]) == Some(true))
            }
            (true, true) => folded.char_indices().any(|(i, _)| at(&folded[i..]).is_some()),
        }
    }
}

/// Message and help of a term that cannot be looked for.
pub(super) type BadTerm = (String, String);

/// The words of a term, at least one.
pub(super) fn words(kind: TermKind, written: &str) -> Result<Vec<Word>, BadTerm> {
    let text = match kind {
        TermKind::Exact => Cow::Borrowed(written),
        _ => masked(written)?,
    };
    let cut = tokens(&text);
    if cut.is_empty() {
        return Err(nothing(written));
    }
    cut.iter()
        .map(|token| {
            let word = token.text(&text);
            if kind == TermKind::Exact {
                return Ok(Word::Exact(word.to_owned()));
            }
            if word.contains([STAR, ANY]) {
                let wildcard = wildcard(&fold(word), written)?;
                return Ok(Word::Wildcard(Wildcard { hashtag: token.hashtag, ..wildcard }));
            }
            Ok(match kind {
                _ if token.hashtag => Word::Hashtag(fold(word)),
                TermKind::Stemmed if has_stem(word) => Word::Stemmed(word.to_owned()),
                _ => Word::Folded(fold(word)),
            })
        })
        .collect()
}

/// Numbers, signs and single characters have no inflection.
fn has_stem(word: &str) -> bool {
    word.chars().any(char::is_alphabetic) && !word.chars().next().is_some_and(stands_alone)
}

fn nothing(text: &str) -> BadTerm {
    let shown: String = text.chars().take(40).collect();
    let help = "a term needs a letter, a digit, `%` or a currency sign";
    (format!("there is nothing to find in `{shown}`"), help.to_owned())
}

/// The text with letters in the place of its wildcards.
fn masked(text: &str) -> Result<Cow<'_, str>, BadTerm> {
    if !text.is_ascii() && text.contains([STAR, ANY]) {
        return Err(nothing(text));
    }
    if !text.contains(['*', '＊', '?']) {
        return Ok(Cow::Borrowed(text));
    }
    Ok(Cow::Owned(text.replace(['*', '＊'], &STAR.to_string()).replace('?', &ANY.to_string())))
}

fn wildcard(folded: &str, text: &str) -> Result<Wildcard, BadTerm> {
    let bad = |message: String, help: &str| Err((message, help.to_owned()));
    let open_start = folded.starts_with(STAR);
    let bare = folded.strip_prefix(STAR).unwrap_or(folded);
    let open_end = bare.ends_with(STAR);
    let bare = bare.strip_suffix(STAR).unwrap_or(bare);
    if bare.contains(STAR) {
        return bad(
            format!("`*` stands inside a word of `{text}`"),
            "`*` goes at a word's start or end; inside, `?` is one character",
        );
    }
    let literals: usize = bare.chars().filter(|c| *c != ANY).map(letters_in).sum();
    if literals == 0 && text.chars().any(stands_alone) {
        return bad(
            format!("`{text}` needs no wildcard"),
            "in this script a term matches inside any word: leave it out",
        );
    }
    if literals == 0 {
        return bad(format!("`{text}` is all wildcard"), "write some of the word's letters");
    }
    if literals < MIN_LITERALS && (open_start || open_end) {
        return bad(
            format!("`*` in `{text}` has fewer than {MIN_LITERALS} letters beside it"),
            "write more of the word, or its forms joined by OR",
        );
    }
    let middle = bare.chars().map(|c| (c != ANY).then_some(c)).collect();
    Ok(Wildcard { hashtag: false, open_start, open_end, middle })
}

/// A Hangul syllable is two or three letters.
fn letters_in(c: char) -> usize {
    if ('\u{ac00}'..='\u{d7a3}').contains(&c) { 2 } else { 1 }
}
