//! How old it is what an alert owes: time in which it was not to be told does not count.

use crate::model::{Pausable, Priority, Timestamp};
use crate::schedule::quiet_between;

use super::{AlertRule, Item, Reason};

/// A pause of a topic or a story, over or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pausing {
    /// What was not told.
    pub what: Pausable,
    /// Since when.
    pub since: Timestamp,
    /// Until when; `None`: until somebody ends it.
    pub until: Option<Timestamp>,
}

impl Pausing {
    fn holds(&self, at: Timestamp) -> bool {
        self.since <= at && self.until.is_none_or(|until| at < until)
    }
}

/// What the age of an alert's items is reckoned by.
pub(super) struct Ages<'a> {
    rule: &'a AlertRule,
    pausings: &'a [Pausing],
    /// The rule's quiet times, in order.
    quiet: Vec<(Timestamp, Timestamp)>,
    /// Until when items can have been held: then they went into a message.
    taken_at: Timestamp,
    now: Timestamp,
}

impl<'a> Ages<'a> {
    pub(super) fn of(
        rule: &'a AlertRule,
        items: &[Item],
        pausings: &'a [Pausing],
        taken_at: Timestamp,
        now: Timestamp,
    ) -> Self {
        let first = items.iter().map(|item| item.created_at).min().unwrap_or(now);
        let quiet = quiet_between(&rule.quiet, first, taken_at);
        Self { rule, pausings, quiet, taken_at, now }
    }

    /// Whether an item is older than its alert's `max_age`. Age runs from the match; that of an answer, which waits on purpose,
    /// from when it was ready.
    pub(super) fn is_old(&self, item: &Item) -> bool {
        let from = if item.reason == Reason::Sources { item.ready_at } else { item.created_at };
        let max_age = self.rule.max_age;
        self.now.since(from) > max_age && self.now.since(from) > max_age + self.held(item, from)
    }

    /// How long an item was held since then.
    fn held(&self, item: &Item, from: Timestamp) -> std::time::Duration {
        let quiet = self.quiet.iter().flat_map(|(from, to)| [*from, *to]);
        let paused =
            self.pausings.iter().flat_map(|pausing| [pausing.since, pausing.until.unwrap_or(self.now)]);
        let mut edges: Vec<Timestamp> = quiet.chain(paused).chain([item.ready_at]).collect();
        edges.retain(|edge| (from..self.taken_at).contains(edge));
        edges.extend([from, self.taken_at.max(from)]);
        edges.sort_unstable();
        // Between two edges nothing begins and nothing ends.
        let between = edges.windows(2).filter(|span| self.holds(item, span[0]));
        between.map(|span| span[1].since(span[0])).sum()
    }

    /// Whether the item was not to be told at a time: in quiet hours that its rule has, or had when it was owed, or because of a
    /// pause.
    fn holds(&self, item: &Item, at: Timestamp) -> bool {
        let begun = self.quiet.partition_point(|(from, _)| *from <= at);
        let is_quiet = self.quiet[..begun].last().is_some_and(|(_, to)| at < *to);
        let was_quiet = item.ready_at > item.created_at + self.rule.group_wait && at < item.ready_at;
        let is_paused =
            |what: &Pausable| self.pausings.iter().any(|pausing| pausing.what == *what && pausing.holds(at));
        (is_quiet && item.priority < Priority::Urgent)
            || was_quiet
            || is_paused(&Pausable::Story(item.story_id))
            || item.topics.iter().all(|topic| is_paused(&Pausable::Topic(topic.clone())))
    }
}
