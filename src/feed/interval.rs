//! When a feed is polled next, and why then.

use std::time::Duration;

use super::poll::{Due, PollPolicy};
use crate::model::Timestamp;
use crate::schedule::{Cadence, Rhythm, SkipTimes, backoff};

/// A feed never makes us wait longer than this by hints, and errors never slow it further.
pub(super) const DAY: Duration = Duration::from_hours(24);
/// First step of the back-off when a host says "too many" without saying how long.
const THROTTLED: Duration = Duration::from_mins(15);
/// Back-off never starts with less, however short the interval.
const SHORTEST_BACKOFF: Duration = Duration::from_mins(1);
/// A feed that sends the same bytes again is asked at most this seldom for it.
const WIDEST_UNCHANGED: Duration = Duration::from_hours(1);

/// No poll is put off by more than this for the sake of spreading.
const LATEST: Duration = Duration::from_mins(10);

/// The next poll and its reason.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Next {
    pub(super) at: Timestamp,
    pub(super) why: String,
}

/// What lengthens the interval of a feed that answers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked {
    /// `ttl` or `sy:updatePeriod`.
    pub(super) by_feed: Option<Duration>,
    /// `Cache-Control` or `Expires`.
    pub(super) by_server: Option<Duration>,
    /// Whole bodies in a row that held nothing new.
    pub(super) unchanged: usize,
    /// `skipHours` and `skipDays`.
    pub(super) skips: SkipTimes,
    /// In 0..1; see [`late`].
    pub(super) jitter: f64,
}

/// After an answer: the configured cadence, or later when feed or server ask for it.
pub(super) fn after_answer(
    policy: &PollPolicy,
    rhythm: Option<&Rhythm>,
    asked: Asked,
    now: Timestamp,
) -> Next {
    let mut next = rhythmic(policy, rhythm, now).unwrap_or_else(|| configured(policy, now));
    if let Cadence::Every(every) = &policy.cadence {
        let every = (*every).max(policy.min_interval);
        // Each repetition adds a quarter, up to twice the interval.
        let quarters = u32::try_from(asked.unchanged.min(4)).unwrap_or(4);
        let wide = (every + every / 4 * quarters).min(WIDEST_UNCHANGED.max(every));
        if now + wide > next.at {
            next = Next { at: now + wide, why: "body unchanged".to_owned() };
        }
    }
    if policy.obey_hints {
        for (hint, name) in [(asked.by_feed, "asked by the feed"), (asked.by_server, "asked by the server")] {
            let at = hint.map(|hint| not_before(policy, now + hint.min(DAY)));
            if let Some(at) = at.filter(|at| *at > next.at) {
                next = Next { at, why: name.to_owned() };
            }
        }
    }
    if !matches!(policy.cadence, Cadence::Cron(_)) {
        next.at = next.at + late(next.at.since(now), asked.jitter);
    }
    deferred(policy, asked.skips, next)
}

/// Half of the polls are made on time, the others up to a twentieth of their wait late and never early: feeds that began
/// together, or became overdue together, do not come back together for ever.
fn late(wait: Duration, jitter: f64) -> Duration {
    let share = (jitter - 0.5).clamp(0.0, 0.5) / 10.0;
    let share = if share.is_finite() { share } else { 0.0 };
    wait.mul_f64(share).min(LATEST)
}

/// Out of the hours and days at which the feed asks to be left alone.
pub(super) fn deferred(policy: &PollPolicy, skips: SkipTimes, mut next: Next) -> Next {
    if !policy.obey_hints || skips.is_empty() {
        return next;
    }
    // A calendar may lead from one skipped time into another: as many steps as an hourly one has in a week.
    for _ in 0..168 {
        let at = skips.after(next.at);
        if at <= next.at {
            break;
        }
        next = Next { at: not_before(policy, at), why: "skipped by the feed".to_owned() };
    }
    next
}

/// After a failure: doubling from the configured interval to a day, never sooner than configured.
pub(super) fn after_failure(
    due: &Due,
    policy: &PollPolicy,
    skips: SkipTimes,
    why: &str,
    now: Timestamp,
    jitter: f64,
) -> Next {
    let base = match &policy.cadence {
        Cadence::Every(every) | Cadence::Adaptive(every) => {
            (*every).max(policy.min_interval).max(SHORTEST_BACKOFF)
        }
        Cadence::Cron(_) => SHORTEST_BACKOFF.max(policy.min_interval),
    };
    let wait = backoff(due.failures.saturating_add(1), base, DAY.max(base), jitter);
    let at = configured(policy, now).at.max(not_before(policy, now + wait));
    let next = deferred(policy, skips, Next { at, why: String::new() });
    Next { why: format!("backoff: {why}"), ..next }
}

/// How long a host that throttles is left alone: what it says, else a long back-off.
pub(super) fn silence(due: &Due, retry_after: Option<Duration>, now: Timestamp, jitter: f64) -> Timestamp {
    let wait = retry_after.unwrap_or_else(|| backoff(due.failures.saturating_add(1), THROTTLED, DAY, jitter));
    (now + wait).min(Timestamp::MAX)
}

/// The first time of the cadence at or after `earliest`.
pub(super) fn not_before(policy: &PollPolicy, earliest: Timestamp) -> Timestamp {
    match &policy.cadence {
        Cadence::Every(_) | Cadence::Adaptive(_) => earliest,
        Cadence::Cron(line) => line.next_after(earliest - Duration::from_millis(1)).unwrap_or(earliest),
    }
}

/// The next poll of an adaptive feed whose rhythm is known.
fn rhythmic(policy: &PollPolicy, rhythm: Option<&Rhythm>, now: Timestamp) -> Option<Next> {
    let Cadence::Adaptive(every) = &policy.cadence else { return None };
    let at = rhythm?.next_poll(now, (*every).max(policy.min_interval));
    Some(Next { at, why: "adaptive".to_owned() })
}

fn configured(policy: &PollPolicy, now: Timestamp) -> Next {
    let floor = now + policy.min_interval;
    let at = match &policy.cadence {
        Cadence::Every(every) | Cadence::Adaptive(every) => floor.max(now + *every),
        // A line that can never fire is refused with the configuration; a day is the slowest we poll.
        Cadence::Cron(line) => line.next_after(now).unwrap_or(now + DAY).max(floor),
    };
    Next { at, why: "configured".to_owned() }
}
