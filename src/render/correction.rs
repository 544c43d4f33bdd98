//! What a correction changed, as readers see it: in every form of a message it stands where the matched sentences do.

use crate::digest::{Highlighted, ToldCorrection};

use super::catalogue as say;
use super::clean::{self, Piece};

/// A line with less room than this says nothing.
const SHORTEST_LINE: usize = 80;

/// A line of a correction: a label of ours, and after it what the article says or said.
pub(super) struct Quote {
    pub(super) label: String,
    /// In the article's language and direction; empty where the label says all.
    pub(super) words: Vec<Piece>,
    /// Whether a change begins with it.
    pub(super) begins: bool,
}

/// The changes, what was said and what is said now each on a line of its own, in at most `max_chars` characters of the article's.
pub(super) fn quotes(correction: &ToldCorrection, max_chars: usize) -> Vec<Quote> {
    let (mut quotes, mut left) = (Vec::new(), max_chars);
    for change in &correction.changes {
        let (before, now) = if change.is_headline {
            (say::HEADLINE_BEFORE, say::HEADLINE_NOW)
        } else {
            (say::BEFORE, say::NOW)
        };
        let mut quote = |label: &str, said: &Highlighted, begins| {
            let words = clean::pieces(said, left);
            left = left.saturating_sub(words.iter().map(|piece| piece.text.chars().count()).sum());
            quotes.push(Quote { label: label.to_owned(), words, begins });
        };
        let told = !change.before.text.is_empty();
        if told {
            quote(before, &change.before, true);
        }
        if change.after.text.is_empty() {
            quote(say::NO_LONGER_SAID, &change.after, false);
        } else {
            quote(if told { now } else { say::ADDED }, &change.after, !told);
        }
        if left < SHORTEST_LINE {
            break;
        }
    }
    if correction.more > 0 {
        let label = format!("… {}", say::and_more(correction.more));
        quotes.push(Quote { label, words: Vec::new(), begins: true });
    }
    quotes
}

/// The lines as one text for forms without blocks. Where the article runs from right to left its words are isolated, so that
/// they neither turn our labels around nor are torn apart by them.
pub(super) fn flat(quotes: &[Quote], dir: &str) -> Vec<Piece> {
    let (open, close) = if dir == "ltr" { ("", "") } else { ("\u{2068}", "\u{2069}") };
    let ours = |text: String| Piece { text, hit: false };
    let mut pieces = Vec::new();
    for quote in quotes {
        if !pieces.is_empty() {
            pieces.push(ours("\n".to_owned()));
        }
        if quote.words.is_empty() {
            pieces.push(ours(quote.label.clone()));
            continue;
        }
        pieces.push(ours(format!("{} {open}", quote.label)));
        pieces.extend(quote.words.iter().cloned());
        pieces.extend((!close.is_empty()).then(|| ours(close.to_owned())));
    }
    pieces
}
