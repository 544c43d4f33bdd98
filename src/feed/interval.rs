//! When a feed is polled next, and why then.

use std::time::Duration;

use super::poll::{Due, PollPolicy};
use super::recent::Trouble;
use super::result::IntervalReason;
use crate::model::Timestamp;
use crate::schedule::{Cadence, Rhythm, SkipTimes, backoff, longest_wait, phase_shift};

/// A feed never makes us wait longer than this by hints, and errors never slow it further.
pub(super) const DAY: Duration = Duration::from_hours(24);
/// First step of the back-off when a host says "too many" without saying how long.
pub const THROTTLED: Duration = Duration::from_mins(15);
/// Back-off never starts with less, however short the interval.
const SHORTEST_BACKOFF: Duration = Duration::from_mins(1);
/// A feed that sends the same bytes again is asked at most this seldom for it, unless its interval is longer.
const WIDEST_UNCHANGED: Duration = Duration::from_hours(4);

/// The next poll and its reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Next {
    pub(super) at: Timestamp,
    /// How much of the wait only keeps feeds apart.
    pub(super) shift: Duration,
    pub(super) why: IntervalReason,
}

impl Next {
    pub(super) const fn at(at: Timestamp, why: IntervalReason) -> Self {
        Self { at, shift: Duration::ZERO, why }
    }
}

/// What lengthens the interval of a feed that answers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked {
    /// `ttl` or `sy:updatePeriod`.
    pub(super) by_feed: Option<Duration>,
    /// `sy:updateBase`.
    pub(super) base: Option<Timestamp>,
    /// `Cache-Control` or `Expires`.
    pub(super) by_server: Option<Duration>,
    /// Whole bodies in a row that held nothing new.
    pub(super) unchanged: usize,
    /// `skipHours` and `skipDays`.
    pub(super) skips: SkipTimes,
}

/// After an answer: the configured cadence, or later when feed or server ask for it.
pub(super) fn after_answer(
    due: &Due,
    policy: &PollPolicy,
    rhythm: Option<&Rhythm>,
    asked: Asked,
    now: Timestamp,
) -> Next {
    let mut next = rhythmic(policy, rhythm, now).unwrap_or_else(|| configured(policy, now));
    if let Some(at) = widened(policy, next.at.since(now), asked.unchanged).map(|wait| now + wait)
        && at > next.at
    {
        next = Next::at(at, IntervalReason::Unchanged);
    }
    if policy.obey_hints {
        for (hint, who) in [(asked.by_feed, IntervalReason::Feed), (asked.by_server, IntervalReason::Server)]
        {
            let at = hint.map(|hint| not_before(policy, now + hint.min(DAY)));
            if let Some(at) = at.filter(|at| *at > next.at) {
                next = Next::at(at, who);
            }
        }
    }
    apart(due, policy, asked.base, &mut next, now);
    deferred(policy, asked.skips, next)
}

/// The wait after the same bytes came again behind a 200 so many times: each adds a quarter, up to twice the wait. A calendar is
/// kept.
fn widened(policy: &PollPolicy, wait: Duration, times: usize) -> Option<Duration> {
    let longest = match &policy.cadence {
        Cadence::Every(every) => WIDEST_UNCHANGED.max((*every).max(policy.min_interval)),
        Cadence::Adaptive(every) => longest_wait((*every).max(policy.min_interval)),
        Cadence::Cron(_) => return None,
    };
    let quarters = u32::try_from(times.min(4)).unwrap_or(4);
    Some((wait + wait / 4 * quarters).min(longest))
}

/// Keeps feeds of one interval from being polled in one second; calendars are kept to the minute.
fn apart(due: &Due, policy: &PollPolicy, base: Option<Timestamp>, next: &mut Next, now: Timestamp) {
    if matches!(policy.cadence, Cadence::Cron(_)) {
        return;
    }
    let base = base.filter(|_| policy.obey_hints);
    next.shift = phase_shift(due.feed_id, base, next.at, next.at.since(now), due.last_ok_at.is_none());
    next.at = next.at + next.shift;
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
        next = Next::at(not_before(policy, at), IntervalReason::Skipped);
    }
    next
}

/// After a failure: doubling from the configured interval to a day, never sooner than configured.
pub(super) fn after_failure(
    trouble: Trouble,
    policy: &PollPolicy,
    skips: SkipTimes,
    now: Timestamp,
    jitter: f64,
) -> Next {
    let base = match &policy.cadence {
        Cadence::Every(every) | Cadence::Adaptive(every) => {
            (*every).max(policy.min_interval).max(SHORTEST_BACKOFF)
        }
        Cadence::Cron(_) => SHORTEST_BACKOFF.max(policy.min_interval),
    };
    let wait = backoff(trouble.failures.saturating_add(1), base, DAY.max(base), jitter);
    let at = configured(policy, now).at.max(not_before(policy, now + wait));
    let next = deferred(policy, skips, Next::at(at, IntervalReason::Backoff));
    Next { why: IntervalReason::Backoff, ..next }
}

/// How long a host that throttles is left alone: what it says, else a back-off that doubles with each time it says so in a
/// row. What else went wrong with one of its feeds is no matter of the host's.
pub(super) fn silence(
    trouble: Trouble,
    retry_after: Option<Duration>,
    now: Timestamp,
    jitter: f64,
) -> Timestamp {
    let wait =
        retry_after.unwrap_or_else(|| backoff(trouble.throttled.saturating_add(1), THROTTLED, DAY, jitter));
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
    Some(Next::at(at, IntervalReason::Adaptive))
}

pub(super) fn configured(policy: &PollPolicy, now: Timestamp) -> Next {
    let floor = now + policy.min_interval;
    let at = match &policy.cadence {
        Cadence::Every(every) | Cadence::Adaptive(every) => floor.max(now + *every),
        // A line that can never fire is refused with the configuration; a day is the slowest we poll.
        Cadence::Cron(line) => line.next_after(now).unwrap_or(now + DAY).max(floor),
    };
    Next::at(at, IntervalReason::Configured)
}
