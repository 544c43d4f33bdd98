//! Feeds that began together do not stay together.

use std::time::Duration;

use crate::model::{FeedId, Timestamp};

/// A poll is put off by at most this part of its interval to come nearer to the feed's own phase.
const PART: u32 = 10;
/// More overdue feeds than this are spread.
const FEW: usize = 64;
/// How far apart overdue feeds are set.
const GAP: Duration = Duration::from_millis(100);
/// All of them are polled within this time.
const WINDOW: Duration = Duration::from_mins(5);

/// How much later than `at` a feed polled every `interval` is polled, to come to its phase; under a tenth of the interval.
///
/// Each feed has a phase of its own, made of its id: the moment within its interval at which it is polled.
/// `base` is another one, that its publisher names (`sy:updateBase`). A feed comes to its phase by small delays, each
/// once, so a thousand feeds read for the first time in one second lie spread over their interval after ten polls.
/// It is never polled sooner, and one that is a little behind its phase stays there: no poll is paid for it.
/// `is_first` shifts the second poll of a feed whatever its phase.
#[must_use]
pub fn phase_shift(
    feed: FeedId,
    base: Option<Timestamp>,
    at: Timestamp,
    interval: Duration,
    is_first: bool,
) -> Duration {
    let Ok(interval) = i64::try_from(interval.as_millis()) else { return Duration::ZERO };
    let most = interval / i64::from(PART);
    if most < 1 {
        return Duration::ZERO;
    }
    let own = scattered(feed.get());
    if is_first && base.is_none() {
        return Duration::from_millis(scattered(own.cast_signed()) % most.unsigned_abs());
    }
    let phase = base.map_or_else(|| (own % interval.unsigned_abs()).cast_signed(), Timestamp::millis);
    let ahead = phase.saturating_sub(at.millis()).rem_euclid(interval);
    let shift = if ahead > interval - most { 0 } else { ahead.min(most) };
    Duration::from_millis(shift.unsigned_abs())
}

/// `SplitMix64`: neighbouring numbers become unlike ones, the same on every machine.
const fn scattered(number: i64) -> u64 {
    let mut z = number.cast_unsigned().wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A feed whose poll is overdue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The feed.
    pub feed: FeedId,
    /// The interval in force.
    pub interval: Duration,
    /// When it was due.
    pub due_at: Timestamp,
}

/// When overdue feeds are polled after downtime: those of short intervals first, among them the longest overdue, a tenth
/// of a second apart, all within five minutes. Up to 64 are not spread: nothing is returned for them.
#[must_use]
pub fn spread(mut overdue: Vec<Overdue>, now: Timestamp) -> Vec<(FeedId, Timestamp)> {
    if overdue.len() <= FEW {
        return Vec::new();
    }
    overdue.sort_by_key(|late| (late.interval, late.due_at, late.feed));
    let count = u32::try_from(overdue.len()).unwrap_or(u32::MAX);
    let window = GAP.saturating_mul(count).min(WINDOW);
    let place =
        |index: u32| now + Duration::from_millis(millis(window) * u64::from(index) / u64::from(count));
    overdue.iter().zip(0..).map(|(late, index)| (late.feed, place(index))).collect()
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
