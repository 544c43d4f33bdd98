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

pub use backoff::{backoff, delivery_retry};
pub use cron::{CronError, CronLine};
pub use interval::{Cadence, Calendar};
pub use phase::{Overdue, phase_shift, spread};
pub use quiet::{QuietHours, quiet_between, quiet_until};
pub use recheck::next_recheck;
pub use rhythm::{Look, PACKED_BYTES, Rhythm, longest_wait};
pub use skip::SkipTimes;
pub use weekdays::{DaysError, Weekdays};
