//! From counts to a rate for each hour of the week.

use super::{ENTRY, HALVES, HOURS, MINUTES_A_DAY, Rhythm, hour_of_week};

/// Entries that speak for the mean in each hour of the day and in each half day of the week.
const SHRINK: f64 = 3.0;
/// Before anything is known a feed counts as one that had one entry in this many minutes.
const PRIOR_MINUTES: f64 = 144.0;

/// Entries a minute, for each hour of the week.
#[derive(Clone, Debug)]
pub(super) struct Rates {
    hours: [f64; HOURS],
    halves: [f64; HALVES],
}

impl Rates {
    pub(super) fn of(rhythm: &Rhythm) -> Self {
        let unit = f64::from(ENTRY) / f64::from(1_u32 << rhythm.coarse);
        let count = |units: u16| f64::from(units) / unit;
        let total: f64 = rhythm.hours.iter().copied().map(count).sum();
        let mean = (total + 1.0) / (f64::from(rhythm.observed) + PRIOR_MINUTES);
        let seen = Seen::of(rhythm);
        let mut hours = [0.0; HOURS];
        for (hour, rate) in hours.iter_mut().enumerate() {
            let expected = total * seen.hours[hour];
            *rate = (count(rhythm.hours[hour]) + SHRINK) / (expected + SHRINK);
        }
        // The share of each half of the day that the hours alone predict.
        let half = |first: usize| hours[first..first + 12].iter().sum::<f64>() / 12.0;
        let by_hours = [half(0), half(12)];
        let mut halves = [0.0; HALVES];
        for (index, rate) in halves.iter_mut().enumerate() {
            let expected = total * seen.halves[index] * by_hours[index % 2];
            *rate = mean * (count(rhythm.halves[index]) + SHRINK) / (expected + SHRINK);
        }
        Self { hours, halves }
    }

    /// Entries a minute at a minute.
    pub(super) fn at(&self, minute: u32) -> f64 {
        self.in_hour(hour_of_week(minute))
    }

    pub(super) fn in_hour(&self, hour: usize) -> f64 {
        self.hours[hour % HOURS] * self.halves[hour / 12 % HALVES]
    }

    /// Entries in a week.
    pub(super) fn weekly(&self) -> f64 {
        (0..168).map(|hour| self.in_hour(hour)).sum::<f64>() * 60.0
    }

    /// Entries expected from one minute to another.
    pub(super) fn expected(&self, from: u32, to: u32) -> f64 {
        let weeks = to.saturating_sub(from) / super::MINUTES_A_WEEK;
        let mut sum = if weeks > 0 { self.weekly() * f64::from(weeks) } else { 0.0 };
        let mut at = from + weeks * super::MINUTES_A_WEEK;
        while at < to {
            let end = (at / 60 + 1).saturating_mul(60).min(to);
            sum += self.at(at) * f64::from(end - at);
            at = end;
        }
        sum
    }

    /// The minute by which so many entries are expected after `from`; `None` beyond a year.
    pub(super) fn when(&self, from: u32, entries: f64) -> Option<u32> {
        let weekly = self.weekly();
        let weeks = (entries / weekly).floor();
        if !weeks.is_finite() || weeks > 52.0 {
            return None;
        }
        let mut left = (entries - weeks * weekly).max(0.0);
        let mut at = from.checked_add(whole(weeks) * super::MINUTES_A_WEEK)?;
        // A week and an hour: what is left is less than a week's entries, but for rounding.
        for _ in 0..=169 {
            let end = (at / 60 + 1).checked_mul(60)?;
            let rate = self.at(at);
            let here = rate * f64::from(end - at);
            if here >= left {
                return at.checked_add(whole((left / rate).ceil()));
            }
            left -= here;
            at = end;
        }
        Some(at)
    }
}

/// A number that is known to be small and not negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "callers pass 0 to 2^31; others saturate"
)]
pub(super) fn whole(number: f64) -> u32 {
    number as u32
}

/// Which share of the observed time fell into each hour of the day and half day of the week.
///
/// It matters in the first days; later every share is nearly the same.
struct Seen {
    hours: [f64; HOURS],
    halves: [f64; HALVES],
}

impl Seen {
    fn of(rhythm: &Rhythm) -> Self {
        let end = rhythm.as_of / 60;
        // What was observed, as if it had been observed in one piece until now; fading makes it eight weeks at most.
        let length = (rhythm.observed.min(8 * super::MINUTES_A_WEEK) / 60).max(1).min(end + 1);
        let begin = end + 1 - length;
        let days = f64::from(length / 24);
        let mut seen = Self { hours: [days; HOURS], halves: [f64::from(length / 168) * 12.0; HALVES] };
        for hour in begin..begin + length % 24 {
            seen.hours[(hour % 24) as usize] += 1.0;
        }
        let mut hour = begin;
        let last = begin + length % 168;
        while hour < last {
            let next = (hour / 12 + 1) * 12;
            seen.halves[hour_of_week(hour * 60) / 12] += f64::from(next.min(last) - hour);
            hour = next;
        }
        let length = f64::from(length);
        seen.hours.iter_mut().for_each(|hours| *hours /= length);
        seen.halves.iter_mut().for_each(|hours| *hours /= length);
        seen
    }
}

/// Entries a day at the mean of the week.
pub(super) fn daily(rates: &Rates) -> f64 {
    rates.weekly() / 7.0
}

const _: () = assert!(MINUTES_A_DAY == 24 * 60);
