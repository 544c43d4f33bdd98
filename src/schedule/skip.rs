use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Weekdays;
use crate::model::Timestamp;

const HOUR_MS: i64 = 3_600_000;
/// Hours of a week: whoever skips them all asks for nothing that can be kept.
const WEEK_HOURS: i64 = 7 * 24;
/// 1970 began on a Thursday; days are counted from Monday.
const EPOCH_DAY: i64 = 3;

/// Hours of the day and days of the week, in GMT, at which a feed asks not to be polled (RSS 2.0, `skipHours` and
/// `skipDays`).
///
/// ```
/// use vigie::model::Timestamp;
/// use vigie::schedule::SkipTimes;
/// let mut skips = SkipTimes::default();
/// skips.add_hour(7);
/// skips.add_hour(8);
/// let at = Timestamp::parse_rfc3339("2026-06-11T07:20:00Z").unwrap();
/// assert_eq!(skips.after(at), Timestamp::parse_rfc3339("2026-06-11T09:00:00Z").unwrap());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SkipTimes(
    /// Bits 0 to 23 are hours, 24 to 30 days from Monday.
    u32,
);

impl SkipTimes {
    /// Nothing is skipped.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// Skips an hour of the day; 24 is midnight, as some feeds write it, and more is no hour.
    pub fn add_hour(&mut self, hour: u8) {
        if hour <= 24 {
            self.0 |= 1 << (hour % 24);
        }
    }

    /// Skips a day of the week by its English name, `Monday` or `mon`; other words are no day.
    pub fn add_day(&mut self, name: &str) {
        let start: String = name.trim().chars().take(3).map(|c| c.to_ascii_lowercase()).collect();
        if let Some(day) = Weekdays::named(&start) {
            self.0 |= 1 << (24 + day.num_days_from_monday());
        }
    }

    /// The first moment at or after `at` that is not skipped; `at` itself when every hour of the week is.
    #[must_use]
    pub fn after(&self, at: Timestamp) -> Timestamp {
        if self.is_empty() {
            return at;
        }
        let first = at.millis().div_euclid(HOUR_MS);
        match (first..=first.saturating_add(WEEK_HOURS)).find(|hour| !self.holds(*hour)) {
            Some(hour) if hour > first => {
                let wait = hour.saturating_mul(HOUR_MS).saturating_sub(at.millis());
                at + Duration::from_millis(u64::try_from(wait).unwrap_or(0))
            }
            _ => at,
        }
    }

    /// Whether an hour, counted from 1970, is skipped.
    fn holds(self, hour: i64) -> bool {
        let day = (hour.div_euclid(24) + EPOCH_DAY).rem_euclid(7);
        self.0 >> hour.rem_euclid(24) & 1 == 1 || self.0 >> (24 + day) & 1 == 1
    }
}
