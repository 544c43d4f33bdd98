//! What was told and then corrected by its publisher is owed to those who were told.

use std::collections::{BTreeMap, BTreeSet};

use crate::article::ChangeKind;
use crate::model::{ArticleId, IdMint, MessageId, Timestamp};

use super::owed::Asker;
use super::{Item, Reason, Rules, StoryDetail, changes};

/// What an item of [`Reason::Correction`] corrects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The version of the article's text that people were told.
    pub from: i64,
    /// The one that corrects it.
    pub to: i64,
    /// The message that it answers: the rule's first that told it; for each channel [`super::audiences`] puts that channel's first
    /// in its place.
    pub answers: MessageId,
}

impl Correction {
    /// Both of one article: from what was told to what is said now.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            from: self.from.min(other.from),
            to: self.to.max(other.to),
            answers: self.answers.min(other.answers),
        }
    }
}

/// A correction that nobody is owed yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Corrected {
    /// The article.
    pub article_id: ArticleId,
    /// The version of its text that people were told.
    pub from: i64,
    /// The one that corrects it.
    pub to: i64,
    /// Items that were told with the article's words, oldest first, and their messages.
    pub told: Vec<(Item, MessageId)>,
}

/// Owes corrections to the rules that told what they correct, once each: whoever was told twice of an article that is wrong hears
/// once that it was. Which message that answers is found for each channel when it is told.
///
/// A digest's readers get it with their next digest; an alert's at once, after its quiet hours unless the story is urgent.
/// A rule that is gone owes nothing any more.
#[must_use]
pub fn corrections(corrected: &[Corrected], rules: &Rules, ids: &IdMint, now: Timestamp) -> Vec<Item> {
    let mut items = Vec::new();
    for Corrected { article_id, from, to, told } in corrected {
        let mut owed = BTreeSet::new();
        for (item, message) in told {
            let Some(asker) = Asker::all(rules).find(|asker| asker.rule() == item.rule) else { continue };
            if !owed.insert(item.rule.clone()) {
                continue;
            }
            items.push(Item {
                id: ids.next(now),
                article_id: *article_id,
                reason: Reason::Correction,
                created_at: now,
                ready_at: asker.ready_at(Reason::Correction, item.priority, now),
                correction: Some(Correction { from: *from, to: *to, answers: *message }),
                only: None,
                ..item.clone()
            });
        }
    }
    items
}

/// Of each article that these items correct more than once, one item from what was told to what is said now.
#[must_use]
pub fn recorrected(items: &[Item]) -> Vec<Item> {
    let mut by_article: BTreeMap<ArticleId, (Item, usize)> = BTreeMap::new();
    for item in items {
        let Some(correction) = item.correction else { continue };
        let (all, count) = by_article.entry(item.article_id).or_insert_with(|| (item.clone(), 0));
        all.correction = Some(all.correction.map_or(correction, |before| before.and(correction)));
        *count += 1;
    }
    by_article.into_values().filter(|(_, count)| *count > 1).map(|(item, _)| item).collect()
}

/// These items without the corrections that came to nothing: the details of [`recorrected`] show that what was told is what is
/// said again.
#[must_use]
pub fn corrections_left(mut items: Vec<Item>, recorrected: &[StoryDetail]) -> Vec<Item> {
    let undone: BTreeSet<ArticleId> = recorrected
        .iter()
        .filter(|detail| {
            changes::since_told(detail).is_some_and(|change| change.kind != ChangeKind::Substance)
        })
        .map(|detail| detail.item.article_id)
        .collect();
    items.retain(|item| item.correction.is_none() || !undone.contains(&item.article_id));
    items
}

/// Of an alert's items those that one message can tell: news, or the corrections of one message, which are its answer, or that
/// more outlets have one story. Whichever is oldest goes first, more outlets last.
#[must_use]
pub fn one_message(mut items: Vec<Item>) -> Vec<Item> {
    let is_more = |item: &Item| item.reason == Reason::Sources;
    let answers = |item: &Item| {
        let thread = is_more(item).then_some(item.story_id);
        (thread, item.correction.map(|correction| correction.answers))
    };
    let first = items.iter().min_by_key(|item| (is_more(item), item.created_at, item.id)).map(answers);
    items.retain(|item| Some(answers(item)) == first);
    items
}
