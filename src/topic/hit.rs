//! Where a clause hits, before its words are copied.

use std::ops::RangeInclusive;

use super::Field;
use super::index::Line;
use super::reading::Reading;

/// A place where a clause holds; its words are copied once it is known that they are shown.
#[derive(Clone, Debug)]
pub(super) struct Hit<'a> {
    pub field: Field,
    /// First character and one past the last, as in [`super::Span`].
    pub start: u32,
    pub end: u32,
    tokens: RangeInclusive<u32>,
    /// Characters before its first token and behind its last that it asked for: the signs of `="C++"`.
    signs: (u32, u32),
    /// The runs of tokens that hit, where others stand between.
    pub runs: Vec<(u32, u32)>,
    pub label: u32,
    pub line: Option<&'a Line>,
}

impl<'a> Hit<'a> {
    pub(super) fn new(
        reading: &Reading<'_>,
        tokens: RangeInclusive<u32>,
        label: u32,
        line: Option<&'a Line>,
    ) -> Self {
        Self {
            field: if reading.in_title(*tokens.start()) { Field::Title } else { Field::Body },
            start: reading.token(*tokens.start()).char_start,
            end: reading.token(*tokens.end()).char_end,
            tokens,
            signs: (0, 0),
            runs: Vec::new(),
            label,
            line,
        }
    }

    /// The same with the runs it is made of, and with signs before and behind it.
    pub(super) fn made_of(self, runs: Vec<(u32, u32)>, signs: (u32, u32)) -> Self {
        let (start, end) = (self.start.saturating_sub(signs.0), self.end + signs.1);
        Self { start, end, signs, runs, ..self }
    }

    /// Its words in the text, with the signs that it asked for.
    pub(super) fn text<'t>(&self, reading: &Reading<'t>) -> &'t str {
        let text = reading.text(*self.tokens.start());
        let (first, last) = (reading.token(*self.tokens.start()), reading.token(*self.tokens.end()));
        let (before, behind) = text.split_at(first.start as usize);
        let from: usize = before.chars().rev().take(self.signs.0 as usize).map(char::len_utf8).sum();
        let behind = &behind[(last.end - first.start) as usize..];
        let to: usize = behind.chars().take(self.signs.1 as usize).map(char::len_utf8).sum();
        &text[first.start as usize - from..last.end as usize + to]
    }

    /// The sentence of its field that it begins in, from 1; a headline is one.
    pub(super) fn sentence(&self, reading: &Reading<'_>) -> u32 {
        match self.field {
            Field::Title => 1,
            Field::Body => reading.token(*self.tokens.start()).sentence + 1,
        }
    }
}
