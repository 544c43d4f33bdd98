use std::time::Duration;

use super::CronLine;
use crate::model::Timestamp;

/// How often a feed is polled.
#[derive(Clone, Debug, PartialEq)]
pub enum Cadence {
    /// A fixed interval.
    Every(Duration),
    /// The feed's own rhythm, this interval being the shortest; see [`Rhythm::next_poll`](super::Rhythm::next_poll).
    Adaptive(Duration),
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

/// Why `days` cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day: write `mon` to `sun`, ranges such as `mon-fri`, and commas between them")]
pub struct DaysError(pub String);

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Reads `mon-fri`, `sat,sun`, `fri-mon`: which days of the week, Monday first.
///
/// ```
/// use vigie::schedule::days_of_week;
/// assert_eq!(days_of_week("sat-mon").unwrap(), [true, false, false, false, false, true, true]);
/// ```
///
/// # Errors
/// The part that is no day and no range of days.
pub fn days_of_week(text: &str) -> Result<[bool; 7], DaysError> {
    let mut days = [false; 7];
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (day(first)?, day(last)?);
        let length = (last + 7 - first) % 7;
        for step in 0..=length {
            days[(first + step) % 7] = true;
        }
    }
    Ok(days)
}

fn day(text: &str) -> Result<usize, DaysError> {
    let name = text.trim();
    let error = || DaysError(name.chars().take(40).collect());
    NAMES.iter().position(|day| day.eq_ignore_ascii_case(name)).ok_or_else(error)
}
