//! When to poll and when to send: cron lines, intervals, back-off, quiet hours. Pure.

use std::time::Duration;

use chrono::NaiveTime;

use crate::model::{Timestamp, Zone};

/// A five-field cron line in a zone, walked as Vixie cron does over both clock changes.
#[derive(Clone, Debug, PartialEq)]
pub struct CronLine {
    /// The line as written.
    pub text: String,
    /// The zone whose clocks it follows.
    pub zone: Zone,
}

/// Why a cron line cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CronError(pub String);

impl CronLine {
    /// Reads `minute hour day-of-month month day-of-week`; 0 and 7 are Sunday.
    ///
    /// # Errors
    /// A field out of range, another number of fields, `?`, `@daily`, or a line that can never fire (`0 8 31 2 *`).
    pub fn parse(text: &str, zone: Zone) -> Result<Self, CronError> {
        let _ = (text, zone);
        todo!()
    }

    /// The first time after `after` that it fires.
    #[must_use]
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        let _ = after;
        todo!()
    }
}

/// How often a feed is polled.
#[derive(Clone, Debug, PartialEq)]
pub enum Cadence {
    /// A fixed interval.
    Every(Duration),
    /// A calendar.
    Cron(CronLine),
}

/// When a digest goes out: the earliest of its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// At least one line (`at = ["07:30", "18:00"]` becomes two).
    pub lines: Vec<CronLine>,
}

impl Calendar {
    /// The first slot after `after`.
    #[must_use]
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        self.lines.iter().filter_map(|line| line.next_after(after)).min()
    }
}

/// Hours in which alerts are held; may cross midnight.
#[derive(Clone, Debug, PartialEq)]
pub struct QuietHours {
    /// First quiet minute.
    pub from: NaiveTime,
    /// First minute no longer quiet.
    pub to: NaiveTime,
    /// Whose clocks.
    pub zone: Zone,
    /// Days on which a window begins, Monday first.
    pub days: [bool; 7],
}

impl QuietHours {
    /// The end of the quiet window `now` lies in (adjoining windows joined), or `None` outside of any.
    #[must_use]
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        let _ = now;
        todo!()
    }
}

/// Doubling back-off: `base * 2^(failures - 1)`, at most `cap`, times `0.8 + 0.4 * jitter` with `jitter` in 0..1.
#[must_use]
pub fn backoff(failures: u32, base: Duration, cap: Duration, jitter: f64) -> Duration {
    let _ = (failures, base, cap, jitter);
    todo!()
}

/// Delay before delivery attempt `attempts + 1`: 5 s, 1 m, 5 m, 30 m, 2 h, 5 h, 10 h, then daily;
/// `None` when three days have been spent since the first attempt. ±20 % by `jitter` in 0..1.
#[must_use]
pub fn delivery_retry(attempts: u32, since_first: Duration, jitter: f64) -> Option<Duration> {
    let _ = (attempts, since_first, jitter);
    todo!()
}
