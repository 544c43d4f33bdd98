//! When the page of an article that people were told of is read again.

use std::time::Duration;

use crate::model::Timestamp;

/// After the first message that told of it: most corrections come within hours, and a day later an article is old news.
const RECHECKS: [Duration; 3] = [Duration::from_mins(30), Duration::from_hours(3), Duration::from_hours(24)];

/// The first recheck after `now` of an article told at `told_at`: 30 minutes, 3 hours and 24 hours after; then no more. Those
/// missed while nobody watched are made up for by the next one.
///
/// ```
/// use std::time::Duration;
/// use vigie::{model::Timestamp, schedule::next_recheck};
/// let told = Timestamp::from_millis(0);
/// let hours = |n| told + Duration::from_hours(n);
/// assert_eq!(next_recheck(told, told), Some(told + Duration::from_mins(30)));
/// assert_eq!(next_recheck(told, hours(3)), Some(hours(24)));
/// assert_eq!(next_recheck(told, hours(24)), None);
/// ```
#[must_use]
pub fn next_recheck(told_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    RECHECKS.iter().map(|after| told_at + *after).find(|due| *due > now)
}
