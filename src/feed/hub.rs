//! What becomes of a subscription at a hub: what is due, and what each of the hub's words and silences means for it.

use std::time::Duration;

use super::websub::{Subscription, SubscriptionState, renewal};
use crate::model::{FeedId, Name, Timestamp};
use crate::schedule::backoff;

/// A hub is asked again after this, then after twice as long …
const ASK_AGAIN: Duration = Duration::from_mins(10);
/// … but at least so often; a hub that denied a subscription is asked again after as long.
const ASK_SELDOM: Duration = Duration::from_hours(24);
/// A hub that does not confirm an end is told so often.
const FAREWELLS: u32 = 3;

/// What is to be done about a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HubTask {
    /// The hub is to be asked, or asked again.
    Subscribe,
    /// The lease is over: polled as usual, then asked again.
    Lost,
    /// Its feed or the way to us is gone.
    Leave,
    /// The hub is to be told that nothing is wanted any more.
    Farewell,
}

impl Subscription {
    /// Bytes of randomness in a callback's path, and in a secret.
    pub const WORD_BYTES: usize = 24;
    /// Characters of a callback's path, in hexadecimal.
    pub const PATH_LENGTH: usize = 2 * Self::WORD_BYTES;

    /// A subscription of which the hub does not know yet. Path and secret are of [`WORD_BYTES`](Self::WORD_BYTES) each.
    #[must_use]
    pub fn new(
        (feed_id, feed): (FeedId, Name),
        (hub, topic): (String, String),
        (path, secret): (String, String),
        now: Timestamp,
    ) -> Self {
        Self {
            feed_id,
            feed,
            hub,
            topic,
            path,
            secret,
            state: SubscriptionState::Unasked,
            asked_at: None,
            lease_until: None,
            next_at: Some(now),
            failures: 0,
            reason: None,
            pushed_at: None,
            callback: None,
            poll_at: None,
        }
    }

    /// Where the hub finds us whose pages are under `base`.
    #[must_use]
    pub fn callback_under(&self, base: &str) -> String {
        format!("{base}/websub/{}", self.path)
    }

    /// Whether it is at this hub for this topic, and goes on.
    #[must_use]
    pub fn is_at(&self, hub: &str, topic: &str) -> bool {
        self.hub == hub && self.topic == topic && self.state != SubscriptionState::Leaving
    }

    /// What is to be done now. `base` is where hubs reach us; `None` where its feed is wanted no more, or nobody reaches us.
    #[must_use]
    pub fn task(&self, base: Option<&str>, now: Timestamp) -> Option<HubTask> {
        let is_due = self.next_at.is_some_and(|at| at <= now);
        match (self.state, base) {
            (SubscriptionState::Leaving, _) => is_due.then_some(HubTask::Farewell),
            (_, None) => Some(HubTask::Leave),
            (SubscriptionState::Verified, _) if self.lease_until.is_none_or(|until| until <= now) => {
                Some(HubTask::Lost)
            }
            (_, Some(base)) => {
                let told = self.callback.as_deref();
                let has_moved = told.is_some_and(|told| told != self.callback_under(base));
                (is_due || has_moved).then_some(HubTask::Subscribe)
            }
        }
    }

    /// When it is to be looked at again: its time has come, or a hub that was relied on stops pushing.
    #[must_use]
    pub fn next_look(&self) -> Option<Timestamp> {
        let lease_end = self.lease_until.filter(|_| self.state == SubscriptionState::Verified);
        self.next_at.into_iter().chain(lease_end).min()
    }

    /// The hub pushes from now on.
    pub fn verified(&mut self, lease: Duration, now: Timestamp) {
        self.state = SubscriptionState::Verified;
        (self.asked_at, self.failures, self.reason) = (None, 0, None);
        self.lease_until = Some(now + lease);
        self.next_at = Some(renewal(now, lease));
    }

    /// The hub will not push; it is asked again much later.
    pub fn denied(&mut self, reason: &str, now: Timestamp) {
        self.state = SubscriptionState::Refused;
        (self.asked_at, self.lease_until) = (None, None);
        self.failures += 1;
        self.reason = Some(format!("denied: {reason}"));
        self.next_at = Some(now + ASK_SELDOM);
    }

    /// The lease is over: the hub let it end and is to be asked anew, or gives none that are long enough, and is asked again much
    /// later.
    pub fn lost(&mut self, now: Timestamp) {
        let (state, next_at, reason) = if self.is_too_short() {
            let reason = "its leases are too short to be renewed".to_owned();
            (SubscriptionState::Refused, now + ASK_SELDOM, Some(reason))
        } else {
            (SubscriptionState::Unasked, now, self.reason.take())
        };
        (self.state, self.next_at, self.reason) = (state, Some(next_at), reason);
        (self.lease_until, self.asked_at) = (None, None);
        self.failures += 1;
    }

    /// Nothing is wanted any more: the hub is to be told.
    pub const fn leave(&mut self, now: Timestamp) {
        self.state = SubscriptionState::Leaving;
        (self.next_at, self.asked_at, self.failures) = (Some(now), None, 0);
    }

    /// The hub is asked now. Asked before and not verified since: that was a failure.
    pub fn asked(&mut self, callback: String, now: Timestamp, jitter: f64) {
        if self.asked_at.is_some() {
            self.failures += 1;
            self.reason = Some("the hub did not verify the subscription".to_owned());
        }
        if self.state != SubscriptionState::Verified {
            self.state = SubscriptionState::Asked;
        }
        self.asked_at = Some(now);
        self.next_at = Some(now + backoff(self.failures.max(1), ASK_AGAIN, ASK_SELDOM, jitter));
        self.callback = Some(callback);
    }

    /// The hub did not take the request, and is not asked again before `wait` is over.
    pub fn failed(&mut self, reason: String, wait: Duration, now: Timestamp, jitter: f64) {
        self.failures += 1;
        self.next_at = Some(now + backoff(self.failures, ASK_AGAIN, ASK_SELDOM, jitter).max(wait));
        self.reason = Some(reason);
    }

    /// Where the hub is told now that nothing is wanted any more; `None` when it need not be told, or was often enough.
    pub fn farewell(&mut self, now: Timestamp, jitter: f64) -> Option<String> {
        let callback = self.callback.clone().filter(|_| self.failures < FAREWELLS)?;
        self.failures += 1;
        self.asked_at = Some(now);
        self.next_at = Some(now + backoff(self.failures, ASK_AGAIN, ASK_SELDOM, jitter));
        Some(callback)
    }

    /// As it was before the hub was to be asked: its host wants silence, so it was not, and is owed no answer. Put off.
    #[must_use]
    pub fn unasked_until(self, until: Timestamp) -> Self {
        Self { next_at: Some(until), ..self }
    }
}
