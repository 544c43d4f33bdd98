//! What a rule may tell while topics are paused, and what it holds.

use std::collections::HashSet;

use crate::model::{Name, Priority, StoryId, Timestamp};
use crate::schedule::quiet_until;

use super::{AlertRule, Item, OpenRule};

/// What of these items may be told while some topics are paused.
///
/// A story is told under its other topics. One that has no other stays untaken, and so waits for the end of the pause:
/// what a rule owes is held, never dropped.
#[must_use]
pub fn tellable<S: std::hash::BuildHasher>(items: Vec<Item>, paused: &HashSet<String, S>) -> Vec<Item> {
    if paused.is_empty() {
        return items;
    }
    let under_others = |mut item: Item| {
        item.topics.retain(|topic| !paused.contains(topic.as_str()));
        (!item.topics.is_empty()).then_some(item)
    };
    items.into_iter().filter_map(under_others).collect()
}

/// What of these items is still about a topic: `lost` are topics of stories that were edited since, and that nothing in the
/// story matches any more. An answer to what was told is for those who were told, whatever became of the topic.
#[must_use]
pub fn still_about<S: std::hash::BuildHasher>(
    items: Vec<Item>,
    lost: &HashSet<(StoryId, Name), S>,
) -> Vec<Item> {
    let holds = |mut item: Item| {
        if !item.is_answer() {
            item.topics.retain(|topic| !lost.contains(&(item.story_id, topic.clone())));
        }
        (!item.topics.is_empty()).then_some(item)
    };
    if lost.is_empty() { items } else { items.into_iter().filter_map(holds).collect() }
}

impl OpenRule {
    /// The same rule as if nothing but these items of it were open.
    #[must_use]
    pub fn with_only(self, items: &[Item]) -> Self {
        let first = |items: &mut dyn Iterator<Item = &Item>| items.map(|item| item.ready_at).min();
        Self {
            open: items.len(),
            first_ready_at: first(&mut items.iter()),
            first_urgent_at: first(&mut items.iter().filter(|item| item.priority == Priority::Urgent)),
            ..self
        }
    }
}

/// From when to when quiet hours held the first of an alert's items and the last, in a message that goes out `now`; `None` where
/// they held none. An item waits for company no longer than `group_wait`: what is ready later than that was held. What an urgent
/// story takes along before that ([`super::whole`]) was not, and neither is anything that is told in quiet hours.
#[must_use]
pub fn held(rule: &AlertRule, items: &[Item], now: Timestamp) -> Option<(Timestamp, Timestamp)> {
    if quiet_until(&rule.quiet, now).is_some() {
        return None;
    }
    let is_held =
        |item: &&Item| item.ready_at <= now && item.ready_at.since(item.created_at) > rule.group_wait;
    let held = || items.iter().filter(is_held);
    let from = held().map(|item| item.created_at).min()?;
    let to = held().map(|item| item.ready_at).max()?;
    (!rule.quiet.is_empty()).then_some((from, to))
}
