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
        // Who was told something wrong hears it however late, and nobody else.
        if item.correction.is_some() || now.since(age_starts_at(rule, &item)) <= rule.max_age {
            aged.fresh.push(item);
            continue;
        }
        let digests = takers(rule, &item, rules);
        if digests.is_empty() {
            item.reason = Reason::Late;
            aged.fresh.push(item);
            continue;
        }
        for digest in digests {
            aged.rolled.push(Item {
                id: ids.next(now),
                rule: RuleName::Digest(digest.name.clone()),
                reason: Reason::Late,
                topics: selected(digest, &item),
                ready_at: now,
                ..item.clone()
            });
        }
        aged.expired.push(item);
    }
    aged
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
