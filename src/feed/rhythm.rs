//! What a poll teaches of the feed's rhythm.

use std::time::Duration;

use super::poll::Due;
use super::recent::RecentPoll;
use super::types::Entry;
use super::update::{NewEntry, Telling};
use crate::model::Timestamp;
use crate::schedule::{Look, Rhythm};

/// The rhythm after a poll, with when silence becomes odd; `None` when the poll taught nothing.
///
/// `entries` are the dates of all entries of the body: at the first look they say how often entries came before.
pub(super) fn learned(
    due: &Due,
    entries: &[Option<Timestamp>],
    new: &[NewEntry],
    recent: &[RecentPoll],
    now: Timestamp,
) -> Option<(Rhythm, Option<Timestamp>)> {
    // A feed refilled or seen again after a blind spell brings old entries: they are no rhythm.
    let dates: Vec<Option<Timestamp>> =
        new.iter().filter(|new| new.telling == Telling::All).map(|new| new.entry.published).collect();
    if new.is_empty() {
        return None;
    }
    let mut look = Look { dates: &dates, before: due.last_ok_at, planned: planned(due, recent), now };
    let rhythm = match &due.rhythm {
        Some(rhythm) if due.last_ok_at.is_some() => {
            let mut rhythm = rhythm.clone();
            rhythm.learn(&look);
            rhythm
        }
        _ => {
            look.dates = entries;
            Rhythm::first(&look)
        }
    };
    let silent_at = rhythm.silent_at();
    Some((rhythm, silent_at))
}

/// How long after the last good poll this one was planned.
fn planned(due: &Due, recent: &[RecentPoll]) -> Duration {
    let last = recent.iter().find(|poll| due.last_ok_at.is_some_and(|at| poll.at <= at));
    last.map_or(Duration::ZERO, |poll| Duration::from_secs(poll.next_s))
}

/// The dates of entries, as they stand in the feed.
pub(super) fn dates(entries: &[Entry]) -> Vec<Option<Timestamp>> {
    entries.iter().map(|entry| entry.published).collect()
}
