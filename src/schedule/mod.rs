//! When to poll, when to read again and when to send: cron lines, intervals, back-off, quiet hours. Pure.
//!
//! Clocks change twice a year and every rule here is right on those days too: cron lines follow Vixie cron,
//! quiet hours hold for as long as a clock on the wall would show a quiet time.

mod backoff;
mod cron;
mod interval;
mod local;
mod phase;
mod quiet;
mod recheck;
mod rhythm;
mod skip;
mod weekdays;

use std::time::Duration;

pub use backoff::{backoff, delivery_retry};
pub use cron::{CronError, CronLine};
pub use interval::{Cadence, Calendar};
pub use phase::{Overdue, phase_shift, spread};
pub use quiet::{QuietHours, quiet_between, quiet_until};
pub use recheck::next_recheck;
pub use rhythm::{Look, PACKED_BYTES, Rhythm, longest_wait};
pub use skip::SkipTimes;
pub use weekdays::{DaysError, Weekdays};

/// How long an article that matched on its feed's words waits for its page; then the feed's words go on alone.
pub const WAIT_FOR_PAGE: Duration = Duration::from_mins(1);
