//! When things happen: cron lines and quiet hours over both clock changes, back-off.

mod backoff;
mod cron;
mod days;
mod phase;
mod quiet;
mod rhythm;
mod skip;
mod vixie;

use vigie::model::Timestamp;

/// An instant, written in RFC 3339.
#[track_caller]
fn at(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap_or_else(|| panic!("{text} is no time"))
}
