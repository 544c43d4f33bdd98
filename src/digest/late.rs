use std::collections::BTreeSet;

use crate::model::{IdMint, ItemId, Name, RuleName, Timestamp};

use super::age::Ages;
use super::{AlertRule, DigestRule, Item, Pausing, Reason, Rules};

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
/// the next digest. That more outlets have a story has its place in a thread only: too old, it is left out.
///
/// Age runs from the match. Time in which quiet hours or pauses held an item does not count: held is a promise to tell when they
/// end. The digests that get it are those about one of its topics that share a channel with the alert, or,
/// where none does, every digest about one of its topics.
#[must_use]
pub fn roll_late(
    rule: &AlertRule,
    items: Vec<Item>,
    rules: &Rules,
    pausings: &[Pausing],
    ids: &IdMint,
    now: Timestamp,
) -> Aged {
    let mut aged = Aged::default();
    let reckoned = Ages::of(rule, &items, pausings, now, now);
    for mut item in items {
        // Who was told something wrong hears it however late, and nobody else.
        if item.correction.is_some() || !reckoned.is_old(&item) {
            aged.fresh.push(item);
            continue;
        }
        let digests = takers(rule, &item, rules);
        if item.reason == Reason::Sources {
            aged.expired.push(item);
        } else if digests.is_empty() {
            item.reason = Reason::Late;
            aged.fresh.push(item);
        } else {
            aged.rolled.extend(digests.into_iter().map(|digest| late(digest, &item, ids, now)));
            aged.expired.push(item);
        }
    }
    aged
}

/// What the digests of a channel get instead of an alert's message, composed at a time, that waits to be sent there, once
/// everything it tells is older than `max_age`. `None` while it is to be sent as it is: something in it is young enough, or
/// answers what was told, or is in no digest of that channel. Only the channel's own digests take it, and tell it there alone: the
/// alert's other channels may have it.
#[must_use]
pub fn overdue(
    rule: &AlertRule,
    (channel, composed_at): (&Name, Timestamp),
    items: &[Item],
    rules: &Rules,
    pausings: &[Pausing],
    ids: &IdMint,
    now: Timestamp,
) -> Option<Vec<Item>> {
    let reckoned = Ages::of(rule, items, pausings, composed_at.min(now), now);
    let mut rolled = Vec::new();
    for item in items {
        let takes =
            |digest: &&DigestRule| digest.channels.contains(channel) && !selected(digest, item).is_empty();
        let before = rolled.len();
        if !item.is_answer() && reckoned.is_old(item) {
            let here = |digest| Item { only: Some(channel.clone()), ..late(digest, item, ids, now) };
            rolled.extend(rules.digests.iter().filter(takes).map(here));
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

/// An item by which a digest has told a story, or is about to.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// The item.
    pub id: ItemId,
    /// What the story was about.
    pub topics: Vec<Name>,
    /// No message has taken it yet.
    pub is_open: bool,
}

/// What becomes of an item that a digest is to tell late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handing {
    /// The digest owes it.
    Owed,
    /// The digest is about to tell all of it by this item of its own, which is late.
    Open(ItemId),
    /// The digest has told all of it: whoever reads it heard of the story already.
    Told,
}

/// Whether a digest needs an item to tell late what an alert could not tell in time; `own` are its own of that story, as far as the
/// same channels hear of them. Whatever an alert is owed a digest is mostly owed too, and tells it once. What is late in one channel
/// has an item beside the one that tells it to the others, where it is not late.
#[must_use]
pub fn hand_on(late: &Item, own: &[Own]) -> Handing {
    let covered_by = |own: &mut dyn Iterator<Item = &Own>| {
        let told: BTreeSet<&Name> = own.flat_map(|own| &own.topics).collect();
        late.topics.iter().all(|topic| told.contains(topic))
    };
    let open = own.iter().find(|own| own.is_open);
    match open {
        _ if covered_by(&mut own.iter().filter(|own| !own.is_open)) => Handing::Told,
        Some(open) if late.only.is_none() && covered_by(&mut own.iter()) => Handing::Open(open.id),
        _ => Handing::Owed,
    }
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
