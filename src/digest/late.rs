use crate::model::{IdMint, Name, RuleName, Timestamp};

use super::{AlertRule, DigestRule, Item, Reason, Rules};

/// The open items of an alert, parted by age.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Aged {
    /// To be told by the alert now. Too old ones that no digest would take are among them, marked late: told late
    /// is better than not told.
    pub fresh: Vec<Item>,
    /// The alert's items that are too old to interrupt anybody: taken without a message.
    pub expired: Vec<Item>,
    /// What the digests get instead, marked late. Commit these before `expired` is taken: doing it twice
    /// changes nothing, because the reason is part of an item's key.
    pub rolled: Vec<Item>,
}

/// Parts an alert's open items into those still worth an interruption and those older than `max_age`, which go into
/// the next digest.
///
/// Age runs from the match. The time a quiet window held an item does not count: held is a promise to tell when the
/// window ends. The digests that get it are those about one of its topics that share a channel with the alert, or,
/// where none does, every digest about one of its topics.
#[must_use]
pub fn roll_late(rule: &AlertRule, items: Vec<Item>, rules: &Rules, ids: &IdMint, now: Timestamp) -> Aged {
    let mut aged = Aged::default();
    for mut item in items {
        // Who was told something wrong hears it however late, and nobody else; and an answer has its place in a thread only.
        if item.is_answer() || now.since(age_starts_at(rule, &item)) <= rule.max_age {
            aged.fresh.push(item);
            continue;
        }
        let digests = takers(rule, &item, rules);
        if digests.is_empty() {
            item.reason = Reason::Late;
            aged.fresh.push(item);
            continue;
        }
        aged.rolled.extend(digests.into_iter().map(|digest| late(digest, &item, ids, now)));
        aged.expired.push(item);
    }
    aged
}

/// What the digests of a channel get instead of an alert's message that waits to be sent there, once everything it tells is
/// older than `max_age`. `None` while it is to be sent as it is: something in it is young enough, or corrects what was told,
/// or is in no digest of that channel. Only the channel's own digests take it: the alert's other channels may have it.
#[must_use]
pub fn overdue(
    rule: &AlertRule,
    channel: &Name,
    items: &[Item],
    rules: &Rules,
    ids: &IdMint,
    now: Timestamp,
) -> Option<Vec<Item>> {
    let mut rolled = Vec::new();
    for item in items {
        let is_old = !item.is_answer() && now.since(age_starts_at(rule, item)) > rule.max_age;
        let takes =
            |digest: &&DigestRule| digest.channels.contains(channel) && !selected(digest, item).is_empty();
        let before = rolled.len();
        if is_old {
            rolled.extend(rules.digests.iter().filter(takes).map(|digest| late(digest, item, ids, now)));
        }
        if rolled.len() == before {
            return None;
        }
    }
    (!rolled.is_empty()).then_some(rolled)
}

fn late(digest: &DigestRule, item: &Item, ids: &IdMint, now: Timestamp) -> Item {
    Item {
        id: ids.next(now),
        rule: RuleName::Digest(digest.name.clone()),
        reason: Reason::Late,
        topics: selected(digest, item),
        ready_at: now,
        ..item.clone()
    }
}

/// The match, or the end of the quiet window that held the item.
fn age_starts_at(rule: &AlertRule, item: &Item) -> Timestamp {
    if item.ready_at > item.created_at + rule.group_wait { item.ready_at } else { item.created_at }
}

fn selected(digest: &DigestRule, item: &Item) -> Vec<Name> {
    item.topics.iter().filter(|topic| digest.topics.contains(topic)).cloned().collect()
}

fn takers<'a>(rule: &AlertRule, item: &Item, rules: &'a Rules) -> Vec<&'a DigestRule> {
    let about: Vec<&DigestRule> =
        rules.digests.iter().filter(|digest| !selected(digest, item).is_empty()).collect();
    let near: Vec<&DigestRule> = about
        .iter()
        .copied()
        .filter(|digest| digest.channels.iter().any(|channel| rule.channels.contains(channel)))
        .collect();
    if near.is_empty() { about } else { near }
}
