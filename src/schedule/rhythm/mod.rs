//! The rhythm of a feed: when its entries come, learned from the entries themselves. Pure.
//!
//! **Model.** Entries come at a rate that depends on the hour of the day and the half day of the week, both in UTC:
//! `rate = mean × hour × half day`. Each factor is a count divided by the count expected without it, both shrunk
//! towards each other by a few entries, so that a feed with little to learn from stays at its mean. Counts lose 16 % a
//! week (half in four weeks): a feed that changes is learned anew.
//!
//! **What counts as a time.** The date an entry gives itself, when it lies between the last two looks at the feed;
//! else the middle between the two. Time in which nobody looked teaches nothing.
//!
//! From it follow the next poll of an adaptive feed ([`Rhythm::next_poll`]) and the moment its silence becomes odd
//! ([`Rhythm::silent_at`]). A rhythm is packed into [`PACKED_BYTES`] bytes and written only when entries came.

mod learn;
mod pack;
mod rate;
mod silence;
mod wait;
mod words;

pub use learn::Look;
pub use pack::PACKED_BYTES;
pub use wait::longest_wait;

use crate::model::Timestamp;

const HOURS: usize = 24;
/// Half days of a week, Monday 00:00 UTC first.
const HALVES: usize = 14;
/// Weeks whose longest pause is remembered, the present one included.
const WEEKS: usize = 5;
const MINUTES_A_DAY: u32 = 1_440;
const MINUTES_A_WEEK: u32 = 7 * MINUTES_A_DAY;
/// A count of one entry, before [`Rhythm::coarse`].
const ENTRY: u32 = 16;
/// One expected entry in the longest pauses.
const EXPECTED: f64 = 32.0;

/// What was learned of one feed. Whole numbers only: the same on every machine and in both stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// Minute of the first look.
    since: u32,
    /// Minute of the last look that brought entries: what follows describes the feed as of then.
    as_of: u32,
    /// Minute of the last entry, not after `as_of`, at most 45 days before it.
    last: u32,
    /// Minutes in which somebody looked, faded like the counts.
    observed: u32,
    /// Counts are halved this many times, for feeds with very many entries.
    coarse: u8,
    /// Entries by hour of the day, in sixteenths of an entry.
    hours: [u16; HOURS],
    /// Entries by half day of the week, in sixteenths of an entry.
    halves: [u16; HALVES],
    /// The longest pause of the present week and the weeks before, in the entries expected meanwhile.
    longest: [u16; WEEKS],
}

/// Minute of an instant, 1970 to the year 10136.
fn minute(at: Timestamp) -> u32 {
    u32::try_from(at.millis().div_euclid(60_000).max(0)).unwrap_or(u32::MAX)
}

fn instant(minute: u32) -> Timestamp {
    Timestamp::from_millis(i64::from(minute) * 60_000)
}

/// Hour of the week of a minute, Monday 00:00 UTC first; 1970 began on a Thursday.
const fn hour_of_week(minute: u32) -> usize {
    ((minute / 60 + 3 * 24) % 168) as usize
}

/// Number of the week of a minute.
const fn week(minute: u32) -> u32 {
    (minute / 60 + 3 * 24) / 168
}
