//! Processor time, which a busy machine does not stretch as it does the clock on the wall.

use std::time::Duration;

pub use rustix::time::ClockId as Clock;

/// Seconds of a core that were spent so far, by this thread or by the whole process.
pub fn seconds_of(clock: Clock) -> f64 {
    Duration::try_from(rustix::time::clock_gettime(clock)).unwrap_or_default().as_secs_f64()
}
