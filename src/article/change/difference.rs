//! The readable difference of two texts: sentences kept, removed, added, and the words altered inside.

use imara_diff::{Algorithm, Diff, InternedInput};
use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation as _;

use super::facts::Facts;
use super::names::Writing;
use super::sentence::cut;
use crate::language;

/// Text in one difference, bytes; what goes beyond it is only counted.
const MOST_BYTES: usize = 64 << 10;
/// A longer sentence, in bytes, is shown removed and added as a whole.
const LONGEST_SENTENCE: usize = 8 << 10;

/// How one text became another, in order. Furniture is left out on both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference(pub Vec<Edit>);

/// One step, sentence by sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Edit {
    /// So many sentences stayed.
    Kept(usize),
    /// A sentence went.
    Removed(String),
    /// A sentence came.
    Added(String),
    /// A sentence was reworded.
    Altered(Vec<Piece>),
    /// So many steps more than are shown: nothing follows.
    More(usize),
}

/// A part of a reworded sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Piece {
    /// In both.
    Same(String),
    /// In the old one.
    Removed(String),
    /// In the new one.
    Added(String),
}

impl Difference {
    /// Adds a step; runs of kept sentences become one.
    pub(super) fn push(&mut self, edit: Edit) {
        match (self.0.last_mut(), edit) {
            (Some(Edit::Kept(before)), Edit::Kept(more)) => *before += more,
            (_, Edit::Kept(0)) => {}
            (_, edit) => self.0.push(edit),
        }
    }

    /// Cuts a difference that is too long to keep.
    pub(super) fn bound(&mut self) {
        let mut bytes = 0;
        let fits = self.0.iter().take_while(|edit| {
            bytes += edit.bytes();
            bytes <= MOST_BYTES
        });
        let kept = fits.count();
        if kept < self.0.len() {
            let more = self.0.len() - kept;
            self.0.truncate(kept);
            self.0.push(Edit::More(more));
        }
    }

    /// The sentences of the new text, made of the old one; those that stayed in the old one's typography. `None` when this is no
    /// difference of that text, or one that was cut short.
    #[must_use]
    pub fn apply(&self, old: &str) -> Option<Vec<String>> {
        // What words count for changes nothing in where sentences end.
        let old = cut(old, &language::tokens(old), &Writing::new(Facts::of("", old)));
        let mut rest = old.iter().map(|sentence| sentence.text);
        let mut out = Vec::new();
        for edit in &self.0 {
            match edit {
                Edit::Kept(count) => {
                    for _ in 0..*count {
                        out.push(rest.next()?.to_owned());
                    }
                }
                Edit::Removed(text) => {
                    rest.next().filter(|old| old == text)?;
                }
                Edit::Added(text) => out.push(text.clone()),
                Edit::Altered(pieces) => {
                    let before: String = pieces.iter().filter_map(Piece::before).collect();
                    rest.next().filter(|old| *old == before)?;
                    out.push(pieces.iter().filter_map(Piece::after).collect());
                }
                Edit::More(_) => return None,
            }
        }
        rest.next().is_none().then_some(out)
    }
}

impl Edit {
    fn bytes(&self) -> usize {
        match self {
            Self::Removed(text) | Self::Added(text) => text.len(),
            Self::Altered(pieces) => pieces.iter().map(|piece| piece.text().len()).sum(),
            Self::Kept(_) | Self::More(_) => 0,
        }
    }
}

impl Piece {
    fn text(&self) -> &str {
        match self {
            Self::Same(text) | Self::Removed(text) | Self::Added(text) => text,
        }
    }

    fn before(&self) -> Option<&str> {
        (!matches!(self, Self::Added(_))).then(|| self.text())
    }

    fn after(&self) -> Option<&str> {
        (!matches!(self, Self::Removed(_))).then(|| self.text())
    }
}

/// Marks what was replaced, in plain text: `The mayor has [-40-]{+400+} drones.`
#[must_use]
pub fn marked(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        let (open, close) = match piece {
            Piece::Same(_) => ("", ""),
            Piece::Removed(_) => ("[-", "-]"),
            Piece::Added(_) => ("{+", "+}"),
        };
        out.push_str(open);
        out.push_str(piece.text());
        out.push_str(close);
    }
    out
}

/// Hunks of two lists: equal runs are left out.
pub(super) fn hunks<'a>(
    algorithm: Algorithm,
    old: impl Iterator<Item = &'a str>,
    new: impl Iterator<Item = &'a str>,
) -> Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let mut input = InternedInput::default();
    input.update_before(old);
    input.update_after(new);
    let mut diff = Diff::compute(algorithm, &input);
    diff.postprocess_no_heuristic(&input);
    let range = |range: std::ops::Range<u32>| range.start as usize..range.end as usize;
    diff.hunks().map(|hunk| (range(hunk.before), range(hunk.after))).collect()
}

/// How one sentence, or title, became another, word by word.
#[must_use]
pub fn word_difference(old: &str, new: &str) -> Vec<Piece> {
    let whole = || vec![Piece::Removed(old.to_owned()), Piece::Added(new.to_owned())];
    if old.len() > LONGEST_SENTENCE || new.len() > LONGEST_SENTENCE {
        return whole();
    }
    let before: Vec<&str> = old.split_word_bounds().collect();
    let after: Vec<&str> = new.split_word_bounds().collect();
    let mut out: Vec<Piece> = Vec::new();
    let mut at = 0;
    let found = hunks(Algorithm::Myers, before.iter().copied(), after.iter().copied());
    for (removed, added) in joined(found, &before) {
        push(&mut out, Piece::Same(before[at..removed.start].concat()));
        push(&mut out, Piece::Removed(before[removed.clone()].concat()));
        push(&mut out, Piece::Added(after[added].concat()));
        at = removed.end;
    }
    push(&mut out, Piece::Same(before[at..].concat()));
    out
}

fn push(out: &mut Vec<Piece>, piece: Piece) {
    if !piece.text().is_empty() {
        out.push(piece);
    }
}

type Hunk = (std::ops::Range<usize>, std::ops::Range<usize>);

/// Hunks that only white space parts are one: `[-forty two-]{+fifty one+}`.
fn joined(hunks: Vec<Hunk>, before: &[&str]) -> Vec<Hunk> {
    let mut out: Vec<Hunk> = Vec::new();
    for (removed, added) in hunks {
        if let Some((old, new)) = out.last_mut()
            && before[old.end..removed.start].iter().all(|unit| unit.trim().is_empty())
        {
            old.end = removed.end;
            new.end = added.end;
            continue;
        }
        out.push((removed, added));
    }
    out
}
