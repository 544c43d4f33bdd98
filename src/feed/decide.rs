//! One poll's outcome becomes one update. Pure.

use super::articles::{Known, read_entries};
use super::freshness::Freshness;
use super::identity::body_hash;
use super::interval::{self, Asked, Next};
use super::poll::{Due, FailureReason, Fetched, PollPolicy, Validators};
use super::recent::{BodyNote, RecentPoll, SAID_CHARACTERS, Trouble, remember, short};
use super::result::{FailureKind, IntervalReason, PollResult};
use super::rhythm;
use super::update::{FeedUpdate, Read};
use crate::model::{IdMint, SourceTags, Timestamp};
use crate::schedule::SkipTimes;

/// Permanent redirects in a row, each leading to a valid feed, before the address is changed.
const MOVES_BELIEVED: u32 = 3;

/// Bad polls in a row at the address a feed moved to, before the configured one is asked again.
const MOVES_DOUBTED: u32 = 5;

/// Later than this, a poll is overdue.
const OVERDUE: std::time::Duration = std::time::Duration::from_mins(1);

/// Decides what one poll changes. No clock, no randomness: both come in.
///
/// `read` is given for [`Fetched::Body`] whose bytes parsed and whose hash is new; `jitter` is in 0..1.
/// A body without `read` is either the one we know already, or no feed.
#[must_use]
#[expect(clippy::too_many_arguments, reason = "a pure decision names everything it depends on")]
pub fn decide(
    due: &Due,
    policy: &PollPolicy,
    tags: &SourceTags,
    fetched: &Fetched,
    read: Option<Read>,
    ids: &IdMint,
    now: Timestamp,
    jitter: f64,
) -> FeedUpdate {
    let poll = Poll { due, policy, now, jitter };
    match fetched {
        Fetched::NotModified { validators, freshness, moved_to } => {
            poll.not_modified(validators, *freshness, moved_to.as_deref())
        }
        Fetched::Body { bytes, is_cut, validators, freshness, moved_to, .. } => match read {
            Some(read) => {
                let known = Known { due, policy, tags, ids, now };
                poll.body(&known, read, bytes, validators, *freshness, moved_to.as_deref())
            }
            None if due.body_hash == Some(body_hash(bytes)) => {
                // What did not come whole brings no validators, not even with the bytes that are known.
                let validators = (!is_cut).then_some(validators);
                poll.same_body(bytes.len(), validators, *freshness, moved_to.as_deref())
            }
            None => poll.failed(&FailureReason::NotAFeed("not a feed".to_owned())),
        },
        Fetched::Gone if due.moved_from.is_some() => poll.gone_elsewhere(),
        Fetched::Gone => poll.gone(),
        Fetched::Throttled { status, challenge, retry_after, host } => {
            let (what, kind) = if *challenge {
                let reason = FailureReason::Challenge(*status);
                (reason.to_string(), reason.kind())
            } else {
                (format!("HTTP {status}"), FailureReason::Status(*status).kind())
            };
            FeedUpdate { held_host: host.clone(), ..poll.throttled(kind, &what, *retry_after) }
        }
        Fetched::Held(left) => poll.unasked(PollResult::Held, IntervalReason::Held, *left),
        Fetched::Skipped => {
            poll.unasked(PollResult::Skipped, IntervalReason::Skipped, std::time::Duration::ZERO)
        }
        Fetched::Failed(reason) => poll.failed(reason),
    }
}

/// Whether a feed that is overdue, as after a time when Vigie did not run, asked not to be polled now.
///
/// One that is on time is not looked at: its time was chosen so, or somebody asks for it by hand.
#[must_use]
pub fn is_skipped(due: &Due, policy: &PollPolicy, now: Timestamp) -> bool {
    policy.obey_hints
        && now.since(due.due_at) > OVERDUE
        && due.recent.first().is_some_and(|poll| poll.skips.after(now) > now)
}

struct Poll<'a> {
    due: &'a Due,
    policy: &'a PollPolicy,
    now: Timestamp,
    jitter: f64,
}

impl Poll<'_> {
    fn not_modified(self, carried: &Validators, freshness: Freshness, moved_to: Option<&str>) -> FeedUpdate {
        let freshness = freshness.confirming(&self.due.recent);
        let asked = Asked { by_server: freshness.left(), ..self.asked_before() };
        let next = interval::after_answer(self.due, self.policy, self.due.rhythm.as_ref(), asked, self.now);
        // RFC 9111 section 4.3.4: a 304 refreshes the validators it carries.
        let kept = &self.due.validators;
        let validators = (carried.etag.is_some() || carried.last_modified.is_some()).then(|| Validators {
            etag: carried.etag.clone().or_else(|| kept.etag.clone()),
            last_modified: carried.last_modified.clone().or_else(|| kept.last_modified.clone()),
            url: carried.url.clone(),
        });
        let poll = RecentPoll { came: PollResult::NotModified, fresh_s: seconds(freshness), ..self.asks() };
        let mut update = self.answered(next, poll, moved_to);
        update.validators = validators;
        update
    }

    fn same_body(
        self,
        bytes: usize,
        validators: Option<&Validators>,
        freshness: Freshness,
        moved_to: Option<&str>,
    ) -> FeedUpdate {
        let unchanged = 1 + self.due.recent.iter().take_while(|poll| poll.came == PollResult::Same).count();
        let asked = Asked { by_server: freshness.left(), unchanged, ..self.asked_before() };
        let next = interval::after_answer(self.due, self.policy, self.due.rhythm.as_ref(), asked, self.now);
        let fresh_s = seconds(freshness);
        let poll = RecentPoll { came: PollResult::Same, bytes, fresh_s, ..self.asks() };
        let mut update = self.answered(next, poll, moved_to);
        update.validators = validators.cloned();
        update
    }

    fn body(
        self,
        known: &Known<'_>,
        read: Read,
        bytes: &[u8],
        validators: &Validators,
        freshness: Freshness,
        moved_to: Option<&str>,
    ) -> FeedUpdate {
        let (by_feed, base, skips) =
            (read.parsed.hints.interval, read.parsed.hints.base, read.parsed.hints.skips);
        let first = self.due.rhythm.is_none() || self.due.last_ok_at.is_none();
        let dates = if first { rhythm::dates(&read.parsed.entries) } else { Vec::new() };
        let (truncated, note) = (read.parsed.truncated, BodyNote::of(&read.parsed));
        let (new, changed) = read_entries(known, read);
        let learned = rhythm::learned(self.due, &dates, &new, &self.due.recent, self.now);
        let asked = Asked { by_feed, base, by_server: freshness.left(), unchanged: 0, skips };
        let rhythm = learned.as_ref().map(|(rhythm, _)| rhythm).or(self.due.rhythm.as_ref());
        let next = interval::after_answer(self.due, self.policy, rhythm, asked, self.now);
        let poll = RecentPoll {
            came: if truncated { PollResult::Cut } else { PollResult::Whole },
            new: new.len(),
            changed: changed.len(),
            entries: note.entries,
            bytes: bytes.len(),
            asks_s: by_feed.map(|asked| asked.as_secs()),
            fresh_s: seconds(freshness),
            base,
            skips,
            ..RecentPoll::default()
        };
        let mut update = self.answered(next, poll, moved_to);
        // A feed cut short is read for what it has, but its validators would answer 304 for the entries that were
        // cut off: those of the last whole answer stay.
        update.validators = (!truncated).then(|| validators.clone());
        update.body_hash = (!truncated).then(|| body_hash(bytes));
        update.body = Some(note);
        update.rhythm = learned;
        update.new = new;
        update.changed = changed;
        update
    }

    fn gone(self) -> FeedUpdate {
        let next = Next::at(self.now, IntervalReason::Gone);
        let update = self.unanswered(next, IntervalReason::Gone, PollResult::Gone, "");
        FeedUpdate { next_poll_at: None, interval: std::time::Duration::ZERO, ..update }
    }

    fn throttled(
        self,
        kind: FailureKind,
        what: &str,
        retry_after: Option<std::time::Duration>,
    ) -> FeedUpdate {
        let (trouble, rhythm) = (self.trouble(), self.due.rhythm.as_ref());
        let until = interval::silence(trouble, retry_after, self.now, self.jitter);
        let mut next = interval::after_failure(trouble, self.policy, self.skips(), self.now, self.jitter);
        let usual = interval::after_answer(self.due, self.policy, rhythm, Asked::default(), self.now);
        // A time of at least the interval is kept to as it was given. A shorter one asks for nothing that the interval
        // would not give: whoever says no again and again is asked ever more seldom.
        let is_obeyed = retry_after.is_some() && until >= usual.at - usual.shift;
        let why = if is_obeyed { IntervalReason::Told } else { IntervalReason::Backoff };
        next.why = why;
        if is_obeyed {
            next.at = interval::not_before(self.policy, until);
        }
        next.at = next.at.max(until);
        let next = interval::deferred(self.policy, self.skips(), next);
        let said = format!("{what}, told to wait");
        let update = self.unanswered(next, why, PollResult::Throttled(kind), &said);
        FeedUpdate { host_not_before: Some(until), ..update }
    }

    /// The feed was not asked, so nothing is known of it that was not known before: it fails no more than it did.
    fn unasked(self, came: PollResult, why: IntervalReason, left: std::time::Duration) -> FeedUpdate {
        let next = Next::at(interval::not_before(self.policy, self.now + left), why);
        let next = interval::deferred(self.policy, self.skips(), next);
        let failures = self.due.failures;
        // The interval is what it was: its poll is only put off.
        let interval = interval::configured(self.policy, self.now).at.since(self.now);
        FeedUpdate { interval, failures, ..self.unanswered(next, next.why, came, "") }
    }

    fn failed(self, reason: &FailureReason) -> FeedUpdate {
        self.failed_as(reason.kind(), &reason.to_string())
    }

    fn failed_as(self, kind: FailureKind, said: &str) -> FeedUpdate {
        let next = interval::after_failure(self.trouble(), self.policy, self.skips(), self.now, self.jitter);
        let due = self.due;
        let mut update = self.unanswered(next, next.why, PollResult::Failed(kind), said);
        if update.failures >= MOVES_DOUBTED {
            go_home(due, &mut update);
        }
        update
    }

    /// What is gone for good is the place that redirects led to, not the one that the operator wrote: that one is asked next.
    fn gone_elsewhere(self) -> FeedUpdate {
        let due = self.due;
        let mut update = self.failed_as(FailureKind::Gone, "HTTP 410: gone for good where it had moved to");
        go_home(due, &mut update);
        update
    }

    fn trouble(&self) -> Trouble {
        Trouble::of(self.due.failures, &self.due.recent)
    }

    /// What the feed's body and its server asked for when they last said so.
    fn asks(&self) -> RecentPoll {
        let last = self.due.recent.first();
        RecentPoll {
            asks_s: last.and_then(|poll| poll.asks_s),
            fresh_s: last.and_then(|poll| poll.fresh_s),
            base: last.and_then(|poll| poll.base),
            skips: self.skips(),
            ..RecentPoll::default()
        }
    }

    fn asked_before(&self) -> Asked {
        let RecentPoll { asks_s, base, skips, .. } = self.asks();
        Asked { by_feed: asks_s.map(std::time::Duration::from_secs), base, skips, ..Asked::default() }
    }

    fn skips(&self) -> SkipTimes {
        self.due.recent.first().map(|poll| poll.skips).unwrap_or_default()
    }

    fn answered(self, next: Next, mut poll: RecentPoll, moved_to: Option<&str>) -> FeedUpdate {
        poll.at = self.now;
        (poll.next_s, poll.why) = (next.at.since(self.now).as_secs(), next.why);
        let (new_url, moved) = moved(self.due, moved_to);
        let blank = blank(self.due, next, poll.came, self.now);
        FeedUpdate { new_url, moved, recent: remember(&self.due.recent, poll), ..blank }
    }

    /// `why` is noted of the poll, whatever put the next one off further; `said` is a failure in its own words.
    fn unanswered(self, next: Next, why: IntervalReason, came: PollResult, said: &str) -> FeedUpdate {
        let poll = RecentPoll {
            at: self.now,
            came,
            said: short(said, SAID_CHARACTERS),
            next_s: next.at.since(self.now).as_secs(),
            why,
            ..self.asks()
        };
        FeedUpdate {
            failures: self.due.failures.saturating_add(1),
            reason: Some(came.in_words().unwrap_or(said).to_owned()),
            moved: self.due.moved.clone(),
            recent: remember(&self.due.recent, poll),
            ..blank(self.due, next, came, self.now)
        }
    }
}

/// For how long an answer holds once a bare 304 confirms it.
fn seconds(freshness: Freshness) -> Option<u64> {
    freshness.renewed().map(|time| time.as_secs())
}

/// Back to the configured address, where redirects led away from it.
fn go_home(due: &Due, update: &mut FeedUpdate) {
    let Some(home) = &due.moved_from else { return };
    // They vouch for what stood at the other address, and go to no other.
    let url = due.validators.url.clone().or_else(|| Some(due.url.clone()));
    update.validators = Some(Validators { url, ..due.validators.clone() });
    update.new_url = Some(home.clone());
}

/// Counts permanent redirects; the third in a row to the same place is believed.
fn moved(due: &Due, moved_to: Option<&str>) -> (Option<String>, Option<(String, u32)>) {
    let Some(target) = moved_to.filter(|target| *target != due.url) else { return (None, None) };
    let before = due.moved.as_ref().filter(|(url, _)| url == target).map_or(0, |(_, times)| *times);
    let times = before.saturating_add(1);
    if times >= MOVES_BELIEVED {
        (Some(target.to_owned()), None)
    } else {
        (None, Some((target.to_owned(), times)))
    }
}

fn blank(due: &Due, next: Next, came: PollResult, now: Timestamp) -> FeedUpdate {
    FeedUpdate {
        feed_id: due.feed_id,
        basis: due.basis,
        at: now,
        next_poll_at: Some(next.at),
        interval: (next.at - next.shift).since(now),
        interval_why: next.why,
        validators: None,
        body_hash: None,
        came,
        failures: 0,
        reason: None,
        host_not_before: None,
        held_host: None,
        new_url: None,
        moved: None,
        recent: Vec::new(),
        body: None,
        parts: None,
        rhythm: None,
        new: Vec::new(),
        changed: Vec::new(),
    }
}
