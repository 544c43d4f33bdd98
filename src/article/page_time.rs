//! A time as a page gives it: a day, a time, or a time with its zone.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat};
use serde::Serialize;

use crate::model::Timestamp;

/// Years a page can be from: no news page is older than the web, and the last leaves room for clocks that are wrong.
/// What is later than now is for [`super::Hints::now`] to refuse.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// How much of a time the page gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// A day alone; it counts from its midnight in UTC.
    Day,
    /// A time without a zone; it counts as UTC.
    Time,
    /// A time with its zone.
    Zoned {
        /// Minutes east of Greenwich, less than a day either way.
        offset_minutes: i32,
    },
}

impl Precision {
    /// How long what it tells lasts: a day, or the minute of a time.
    #[must_use]
    pub const fn length(self) -> Duration {
        match self {
            Self::Day => Duration::from_hours(24),
            Self::Time | Self::Zoned { .. } => Duration::from_mins(1),
        }
    }
}

/// A time as a page gives it, in 1990 to 2100.
///
/// It is shown, and written in JSON, as RFC 3339 on the page's own clock, so that its day is the day that readers saw.
///
/// ```
/// let given = vigie::article::page_date("2026-06-11T00:30:00+09:00", vigie::article::DateHabits::of(None)).unwrap();
/// assert_eq!(given.to_string(), "2026-06-11T00:30:00+09:00");
/// assert_eq!(given.time().to_string(), "2026-06-10T15:30:00Z");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageTime {
    time: Timestamp,
    precision: Precision,
}

impl PageTime {
    /// A day; `None` when it is out of range.
    pub(super) fn of_date(date: NaiveDate) -> Option<Self> {
        Self::of(date, None, None)
    }

    /// What was read of a date, a time and minutes east of Greenwich; `None` when it is out of range.
    pub(super) fn of(date: NaiveDate, time: Option<NaiveTime>, offset_minutes: Option<i32>) -> Option<Self> {
        use chrono::Datelike as _;
        if !YEARS.contains(&date.year()) {
            return None;
        }
        let precision = match (time, offset_minutes) {
            (None, _) => Precision::Day,
            (Some(_), None) => Precision::Time,
            (Some(_), Some(offset_minutes)) => Precision::Zoned { offset_minutes },
        };
        let offset = FixedOffset::east_opt(time.and(offset_minutes).unwrap_or(0).checked_mul(60)?)?;
        let local = NaiveDateTime::new(date, time.unwrap_or(NaiveTime::MIN));
        let local: DateTime<FixedOffset> = local.and_local_timezone(offset).single()?;
        Some(Self { time: Timestamp::from_millis(local.timestamp_millis()), precision })
    }

    /// The instant; of a day alone, its midnight in UTC.
    #[must_use]
    pub const fn time(self) -> Timestamp {
        self.time
    }

    /// How much of it the page gave.
    #[must_use]
    pub const fn precision(self) -> Precision {
        self.precision
    }

    /// Whether `other` tells the time of the very day that this one is.
    pub(super) fn is_told_closer_by(self, other: Self) -> bool {
        self.precision == Precision::Day
            && other.precision != Precision::Day
            && self.local().date_naive() == other.local().date_naive()
    }

    /// Whether this is before `other`, a day alone counting for all of its hours.
    pub(super) fn is_before(self, other: Self) -> bool {
        let in_days = self.precision == Precision::Day || other.precision == Precision::Day;
        if in_days { self.local().date_naive() < other.local().date_naive() } else { self.time < other.time }
    }

    fn local(self) -> DateTime<FixedOffset> {
        let minutes = match self.precision {
            Precision::Zoned { offset_minutes } => offset_minutes,
            Precision::Day | Precision::Time => 0,
        };
        let utc = self.time.to_utc();
        FixedOffset::east_opt(minutes * 60).map_or_else(|| utc.into(), |offset| utc.with_timezone(&offset))
    }
}

impl fmt::Display for PageTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.local().to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl Serialize for PageTime {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
