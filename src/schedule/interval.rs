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
