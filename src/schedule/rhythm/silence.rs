//! When a feed's silence is odd.

use super::rate::Rates;
use super::{EXPECTED, MINUTES_A_DAY, Rhythm, instant, minute};
use crate::model::Timestamp;

/// Nothing is odd before a feed was watched for so long: each day of the week twice.
const WATCHED_MINUTES: u32 = 14 * MINUTES_A_DAY;
/// Nor before so many entries were seen, faded ones counted in part.
const LEAST_ENTRIES: f64 = 10.0;
/// How much longer than the longest usual pause a silence must be.
const BEYOND: f64 = 1.4;
/// No silence is odd within this many minutes.
const LEAST_MINUTES: u32 = 120;

impl Rhythm {
    /// When silence since the last entry becomes odd; `None` while too little was learned.
    ///
    /// Silence is measured in the entries that were expected meanwhile, so nights and weekends count for as little
    /// as they usually bring. The *cadence* of a feed is its longest usual pause, measured so: the longest of
    /// the last five weeks, or what chance alone makes of as many entries, whichever is longer. Silence is odd when it
    /// is longer by four tenths, and at the latest after twice the time in which the cadence's entries are expected.
    #[must_use]
    pub fn silent_at(&self) -> Option<Timestamp> {
        let rates = Rates::of(self);
        let cadence = self.cadence_of(&rates)?;
        let (usual, beyond) = (rates.when(self.last, cadence)?, rates.when(self.last, cadence * BEYOND)?);
        // Even where a night or a weekend lies between: never later than twice the cadence.
        let twice = usual.saturating_add(usual - self.last);
        let at = beyond.min(twice).max(self.last.saturating_add(LEAST_MINUTES));
        Some(instant(at))
    }

    /// When the last entry came.
    #[must_use]
    pub fn last_entry_at(&self) -> Timestamp {
        instant(self.last)
    }

    /// The longest usual pause, in entries expected meanwhile; `None` while too little was learned.
    #[must_use]
    pub fn cadence(&self) -> Option<f64> {
        self.cadence_of(&Rates::of(self))
    }

    /// Entries expected between two instants.
    #[must_use]
    pub fn expected(&self, from: Timestamp, to: Timestamp) -> f64 {
        Rates::of(self).expected(minute(from), minute(to))
    }

    pub(super) fn allowance(&self, rates: &Rates) -> Option<f64> {
        self.cadence_of(rates).map(|cadence| cadence * BEYOND)
    }

    fn cadence_of(&self, rates: &Rates) -> Option<f64> {
        let weekly = rates.weekly();
        let entries = weekly * f64::from(self.observed) / f64::from(super::MINUTES_A_WEEK);
        if self.as_of - self.since < WATCHED_MINUTES || entries < LEAST_ENTRIES {
            return None;
        }
        let longest = self.longest.iter().copied().max().map_or(0.0, f64::from) / EXPECTED;
        // The longest of n pauses of a Poisson stream is ln n + 0.58 on average.
        Some(longest.max((weekly * 30.0 / 7.0).max(1.0).ln() + 0.58))
    }
}
