//! When an adaptive feed is polled next.

use std::time::Duration;

use super::rate::Rates;
use super::{Rhythm, minute};
use crate::model::Timestamp;

/// An adaptive feed waits at most this many times its `every`.
const LONGEST: u32 = 12;
/// And never longer than this, unless `every` is longer.
const LONGEST_WAIT: Duration = Duration::from_hours(4);
/// Entries that may wait for as long as `every`: at this many in one `every` the feed is polled each time.
const WAITING: f64 = 0.5;

/// The longest interval of an adaptive feed: twelve times `every`, at most four hours, never less than `every`.
#[must_use]
pub fn longest_wait(every: Duration) -> Duration {
    every.saturating_mul(LONGEST).min(LONGEST_WAIT).max(every)
}

impl Rhythm {
    /// When to look again after a look at `now`, between `every` and [`longest_wait`] from then.
    ///
    /// A request is worth as much as half an entry that waits for as long as `every`. Of all ways to place a
    /// number of requests, the least time is lost when each comes as the *entries expected to wait, times how long
    /// each has waited*, reach one bound: intervals then follow the inverse square root of the rate.
    #[must_use]
    pub fn next_poll(&self, now: Timestamp, every: Duration) -> Timestamp {
        let most = longest_wait(every);
        let wait = self.worth_waiting(now, WAITING * every.as_secs_f64() / 60.0, most.as_secs_f64() / 60.0);
        let wait = Duration::from_secs_f64((wait * 60.0).clamp(0.0, 1e9));
        now + wait.clamp(every, most)
    }

    /// Minutes until expected entries have waited `bound` entry-minutes together, at most `most`.
    fn worth_waiting(&self, now: Timestamp, bound: f64, most: f64) -> f64 {
        let rates = Rates::of(self);
        let (mut waited, mut waiting, mut left) = (0.0, 0.0, bound);
        let mut at = minute(now);
        while waited < most {
            let end = (at / 60 + 1).saturating_mul(60);
            if end <= at {
                break;
            }
            let (rate, span) = (rates.at(at), f64::from(end - at));
            let here = waiting * span + rate * span * span / 2.0;
            if here >= left {
                return (waited + ((waiting * waiting + 2.0 * rate * left).sqrt() - waiting) / rate)
                    .min(most);
            }
            left -= here;
            waiting += rate * span;
            waited += span;
            at = end;
        }
        most
    }
}
