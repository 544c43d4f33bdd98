//! What a correction changed, in sentences that people read.

use crate::article::{self, Change, Edit, Edition, Piece};
use crate::model::MessageId;

use super::tell::{MAX_SENTENCE_CHARS, shown_marks};
use super::{Highlighted, Notice, StoryDetail, Told, ToldStory};

/// Changes shown with one story.
const MAX_CHANGES: usize = 4;

/// What a correction changed, for people to read.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldCorrection {
    /// The message that told what is corrected.
    pub answers: MessageId,
    /// What changed: the headline first, then what is said otherwise or no longer, then what is new.
    pub changes: Vec<ToldChange>,
    /// Changes left out.
    pub more: usize,
}

/// A headline or a sentence before and after; the words that differ are marked.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldChange {
    /// It is the headline, which every message of the article had.
    pub is_headline: bool,
    /// As it was when people were told of it; empty where it is new.
    pub before: Highlighted,
    /// As it is now; empty where it is gone.
    pub after: Highlighted,
}

impl Notice {
    /// The message that this one answers: all it tells are corrections of that one.
    #[must_use]
    pub fn answers(&self) -> Option<MessageId> {
        let Told::Stories { stories, .. } = &self.told else { return None };
        let answers = |story: &ToldStory| story.correction.as_ref().map(|correction| correction.answers);
        let first = stories.first().and_then(answers);
        first.filter(|_| stories.iter().all(|story| answers(story) == first))
    }
}

/// The judgement of what changed between what was told and what is said now; `None` where the item is no correction.
pub(super) fn since_told(detail: &StoryDetail) -> Option<Change> {
    let (title, text) = detail.before.as_ref()?;
    let old = Edition { title, text, is_live: false };
    let new = Edition { title: &detail.title, text: &detail.body, is_live: false };
    Some(article::compare(&old, &new))
}

/// The difference between what was told and what is said now; `None` where the item is no correction.
pub(super) fn correction(detail: &StoryDetail) -> Option<ToldCorrection> {
    let answers = detail.item.correction?.answers;
    let change = since_told(detail)?;
    let headline = change.title.as_ref().map(|(old, new)| altered(true, &article::word_difference(old, new)));
    let edits = || change.difference.0.iter();
    let otherwise = edits().filter_map(|edit| match edit {
        Edit::Altered(pieces) => Some(altered(false, pieces)),
        Edit::Removed(text) => Some(sentence(whole(text), Highlighted::default())),
        Edit::Kept(_) | Edit::Added(_) | Edit::More(_) => None,
    });
    let added = edits().filter_map(|edit| match edit {
        Edit::Added(text) => Some(sentence(Highlighted::default(), whole(text))),
        _ => None,
    });
    let unseen: usize = edits().map(|edit| if let Edit::More(more) = edit { *more } else { 0 }).sum();
    let mut changes: Vec<ToldChange> = headline.into_iter().chain(otherwise).chain(added).collect();
    let more = changes.len().saturating_sub(MAX_CHANGES) + unseen;
    changes.truncate(MAX_CHANGES);
    Some(ToldCorrection { answers, changes, more })
}

fn sentence(before: Highlighted, after: Highlighted) -> ToldChange {
    ToldChange { is_headline: false, before, after }
}

fn whole(text: &str) -> Highlighted {
    shown_marks(text, &[], MAX_SENTENCE_CHARS)
}

/// Both wordings of a sentence, the words of each that the other has not marked.
fn altered(is_headline: bool, pieces: &[Piece]) -> ToldChange {
    let (mut before, mut after) = (Highlighted::default(), Highlighted::default());
    for piece in pieces {
        match piece {
            Piece::Same(text) => {
                before.text.push_str(text);
                after.text.push_str(text);
            }
            Piece::Removed(text) => mark(&mut before, text),
            Piece::Added(text) => mark(&mut after, text),
        }
    }
    let shown = |side: &Highlighted| shown_marks(&side.text, &side.marks, MAX_SENTENCE_CHARS);
    ToldChange { is_headline, before: shown(&before), after: shown(&after) }
}

fn mark(side: &mut Highlighted, text: &str) {
    let start = side.text.len();
    side.text.push_str(text);
    side.marks.push(start..side.text.len());
}
