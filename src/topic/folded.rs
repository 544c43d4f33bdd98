//! The text that regular expressions see.

use regex::Regex;

use super::dictionary::plain_sign;
use crate::language::{Token, fold_into};

/// More bytes of a field are not searched, and more places of one expression not looked for: to find all places may take the
/// length of the text for each of them.
const MAX_BYTES: usize = 1 << 20;
const MAX_PLACES: usize = 1_000;

/// A field as words compare: folded, with where its tokens stand in it.
#[derive(Debug)]
pub(super) struct Folded {
    text: String,
    /// First byte of each token, and one past its last.
    tokens: Vec<(usize, usize)>,
}

impl Folded {
    /// Folds a text that was cut into these tokens.
    pub(super) fn of(text: &str, tokens: &[Token]) -> Self {
        let mut folded =
            Self { text: String::with_capacity(text.len()), tokens: Vec::with_capacity(tokens.len()) };
        let mut at = 0;
        for token in tokens {
            let start = token.start as usize;
            folded.push_gap(text.get(at..start).unwrap_or_default());
            let from = folded.text.len();
            fold_into(token.text(text), &mut folded.text);
            folded.tokens.push((from, folded.text.len()));
            at = token.end as usize;
            if folded.text.len() > MAX_BYTES {
                return folded;
            }
        }
        folded.push_gap(text.get(at..).unwrap_or_default());
        folded
    }

    /// What stands between words, with the hyphens that an expression has from a keyboard.
    fn push_gap(&mut self, gap: &str) {
        if gap.is_ascii() {
            fold_into(gap, &mut self.text);
        } else {
            fold_into(&gap.chars().map(plain_sign).collect::<String>(), &mut self.text);
        }
    }

    /// First and last token of each stretch that an expression matches, in order; stretches without a token have no place.
    pub(super) fn found(&self, pattern: &Regex) -> impl Iterator<Item = (usize, usize)> {
        pattern.find_iter(&self.text).take(MAX_PLACES).filter_map(|found| {
            let first = self.tokens.partition_point(|(_, end)| *end <= found.start());
            let behind = self.tokens.partition_point(|(start, _)| *start < found.end());
            (first < behind && !found.is_empty()).then(|| (first, behind - 1))
        })
    }
}
