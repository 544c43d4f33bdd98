use std::collections::HashSet;
use std::time::Duration;

use crate::model::{Priority, StoryId, Timestamp};
use crate::schedule::{Calendar, quiet_until};

use super::{AlertRule, DigestRule, Item, OpenRule, Verdict};

/// Whether an alert goes out now.
///
/// The first story waits `group_wait` for company, and messages keep `group_interval` between them. In quiet
/// hours only urgent stories go; the others leave together when the window ends. `run --once` passes `flush`:
/// both waits count as over, because nobody would be there at their end; quiet hours still hold.
#[must_use]
pub fn decide_alert(rule: &AlertRule, open: &OpenRule, now: Timestamp, flush: bool) -> Verdict {
    let quiet_end = quiet_end(rule, now);
    let first = if quiet_end.is_some() { open.first_urgent_at } else { open.first_ready_at };
    let Some(first) = first.filter(|_| open.open > 0) else {
        return if open.open == 0 {
            Verdict::Hold { until: None, why: "nothing open" }
        } else {
            Verdict::Hold { until: quiet_end, why: "quiet hours" }
        };
    };
    if first > ready_by(rule, quiet_end.is_some(), now, flush) {
        let why = if first.since(now) > rule.group_wait { "quiet hours" } else { "group_wait" };
        return Verdict::Hold { until: Some(first), why };
    }
    // A message of a time to come was composed under a wrong clock, and nobody knows how long ago that was.
    let last = open.last_composed_at.filter(|at| *at <= now);
    let interval_end = last.map(|at| at + rule.group_interval);
    match interval_end.filter(|end| *end > now && !flush) {
        Some(end) => Verdict::Hold { until: Some(end), why: "group_interval" },
        None => Verdict::Send { slot_at: None },
    }
}

/// Which open items of an alert go into the message that [`decide_alert`] lets out at `now`.
///
/// Ask the store for items ready by `now + group_wait`: once the first story has waited, those that came after it
/// go with it. In quiet hours only urgent ones do.
#[must_use]
pub fn sendable(rule: &AlertRule, items: &[Item], now: Timestamp) -> Vec<Item> {
    let quiet = quiet_end(rule, now).is_some();
    let ready_by = ready_by(rule, quiet, now, true);
    let goes = |item: &&Item| item.ready_at <= ready_by && (!quiet || item.priority == Priority::Urgent);
    items.iter().filter(goes).cloned().collect()
}

/// Those items with whatever else of an alert's `open` ones is of their stories: a story is told whole, so that what quiet hours
/// hold of one that became urgent is not told once more when they end. Answers keep to messages of their own.
#[must_use]
pub fn whole(items: Vec<Item>, open: &[Item]) -> Vec<Item> {
    let told: HashSet<StoryId> =
        items.iter().filter(|item| !item.is_answer()).map(|item| item.story_id).collect();
    let goes: HashSet<_> = items.iter().map(|item| item.id).collect();
    let held = open.iter().filter(|item| told.contains(&item.story_id) && !item.is_answer());
    let held: Vec<Item> = held.filter(|item| !goes.contains(&item.id)).cloned().collect();
    [items, held].concat()
}

fn quiet_end(rule: &AlertRule, now: Timestamp) -> Option<Timestamp> {
    quiet_until(&rule.quiet, now)
}

fn ready_by(rule: &AlertRule, quiet: bool, now: Timestamp, waived: bool) -> Timestamp {
    if waived && !quiet { now + rule.group_wait } else { now }
}

/// Whether a digest goes out now: missed slots collapse into the latest.
///
/// A due slot is to be sent even when nothing is open: the composer then writes it as empty, or tells that all is
/// quiet where the rule asks for it. It takes every open item, whenever it was matched. A digest that
/// was never synchronised has no slot to count from and waits for its first. One whose only slot lies ahead, because it was
/// written under a wrong clock, counts from the first story it owes.
#[must_use]
pub fn decide_digest(rule: &DigestRule, open: &OpenRule, now: Timestamp) -> Verdict {
    let since_owed = || open.first_ready_at.map_or(now, |ready| ready.min(now));
    let last = open.last_slot_at.map(|last| if last <= now { last } else { since_owed() });
    match last.and_then(|last| latest_slot(&rule.calendar, last, now)) {
        Some(slot) => Verdict::Send { slot_at: Some(slot) },
        None => Verdict::Hold { until: rule.calendar.next_after(now), why: "not due" },
    }
}

/// The last slot in `(after, now]`. Looks back in doubling spans, so that a year of missed minutes costs no more
/// than one missed day.
fn latest_slot(calendar: &Calendar, after: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let due = |from: Timestamp| calendar.next_after(from).filter(|slot| *slot <= now);
    let mut span = Duration::from_mins(1);
    let mut slot = loop {
        let from = (now - span).max(after);
        if let Some(slot) = due(from) {
            break slot;
        }
        if from <= after {
            return None;
        }
        span = span.saturating_mul(2);
    };
    while let Some(later) = due(slot) {
        if later <= slot {
            break;
        }
        slot = later;
    }
    Some(slot)
}
