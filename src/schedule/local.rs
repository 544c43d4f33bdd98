//! Local clock readings to instants, over both clock changes.

use chrono::{NaiveDateTime, Offset, TimeDelta, TimeZone, offset::LocalResult};

use crate::model::{Timestamp, Zone};

/// What a clock in `zone` reads at `at`.
pub fn reading(zone: Zone, at: Timestamp) -> NaiveDateTime {
    // chrono cannot show the last hours of its own range in a zone; no clock is set beyond the year 9999.
    at.clamp(Timestamp::from_millis(-Timestamp::MAX.millis()), Timestamp::MAX).in_zone(zone).naive_local()
}

/// How far `zone` is ahead of UTC at `at`.
pub fn offset(zone: Zone, at: Timestamp) -> TimeDelta {
    let seconds = zone.offset_from_utc_datetime(&at.to_utc().naive_utc()).fix().local_minus_utc();
    TimeDelta::seconds(i64::from(seconds))
}

/// The first instant at which a clock in `zone` reads `naive`, or the first one after the gap that swallowed it.
pub fn first_at(zone: Zone, naive: NaiveDateTime) -> Timestamp {
    match zone.from_local_datetime(&naive) {
        LocalResult::Single(t) | LocalResult::Ambiguous(t, _) => Timestamp::from_millis(t.timestamp_millis()),
        LocalResult::None => gap_end(zone, naive),
    }
}

/// The last instant at which a clock in `zone` reads `naive`, or the first one after the gap that swallowed it.
pub fn last_at(zone: Zone, naive: NaiveDateTime) -> Timestamp {
    match zone.from_local_datetime(&naive) {
        LocalResult::Single(t) | LocalResult::Ambiguous(_, t) => Timestamp::from_millis(t.timestamp_millis()),
        LocalResult::None => gap_end(zone, naive),
    }
}

/// The first instant in `(from, to]` at which `changed` holds, to the second, given that it holds at `to` and not at `from`.
pub fn bisect(from: Timestamp, to: Timestamp, changed: impl Fn(Timestamp) -> bool) -> Timestamp {
    let (mut low, mut high) = (from.millis().div_euclid(1_000), to.millis().div_euclid(1_000));
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if changed(Timestamp::from_millis(middle * 1_000)) { high = middle } else { low = middle }
    }
    Timestamp::from_millis(high * 1_000)
}

/// No zone is further from UTC, and no gap longer, than this.
const REACH_MS: i64 = 50 * 3_600 * 1_000;

fn gap_end(zone: Zone, naive: NaiveDateTime) -> Timestamp {
    let centre = naive.and_utc().timestamp_millis();
    let (from, to) = (Timestamp::from_millis(centre - REACH_MS), Timestamp::from_millis(centre + REACH_MS));
    bisect(from, to, |t| reading(zone, t) > naive)
}
