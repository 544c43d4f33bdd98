//! WebSub for subscribers (W3C recommendation of 2018-01-23): what a hub's words mean, decided without a clock.

use std::time::Duration;

use ring::hmac;
use url::form_urlencoded;

use super::result::IntervalReason;
use super::update::FeedUpdate;
use crate::model::{FeedId, Name, Timestamp, words};

/// Longer challenges are no challenges.
const LONGEST_CHALLENGE: usize = 4096;
/// Leases are taken to be within these bounds, whatever a hub says.
const LEASE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_hours(24 * 366));
/// No lease is renewed sooner, as no feed is polled more often: one that is shorter runs out, and the feed is polled as usual.
const SOONEST_RENEWAL: Duration = Duration::from_secs(10);
/// A hub that heard no answer verifies once more; later than this it means something else.
const REPEATED: Duration = Duration::from_mins(5);
/// Where a hub says nothing of the lease.
const USUAL_LEASE: Duration = Duration::from_hours(24);
/// While a hub pushes, its feed is polled this many times less often.
const SLOWER: u32 = 12;
/// But at least this often, unless it is configured to be polled more seldom.
const SAFETY: Duration = Duration::from_hours(6);
/// An entry this young may still be on its way from the hub.
const ON_ITS_WAY: Duration = Duration::from_mins(10);

words! {
    /// Where a subscription stands.
    SubscriptionState, "state of a subscription" {
        /// The hub is still to be asked.
        Unasked = "unasked",
        /// It was asked and has not verified yet.
        Asked = "asked",
        /// It pushes.
        Verified = "verified",
        /// It denied the subscription.
        Refused = "refused",
        /// The feed is no longer wanted: the hub is to be told.
        Leaving = "leaving",
    }
}

/// A feed's subscription at a hub.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The feed.
    pub feed_id: FeedId,
    /// Its name when it was last configured.
    pub feed: Name,
    /// The hub's address.
    pub hub: String,
    /// What is asked for there.
    pub topic: String,
    /// The unguessable end of the callback's address.
    pub path: String,
    /// What pushed content is signed with.
    pub secret: String,
    /// Where it stands.
    pub state: SubscriptionState,
    /// When something was asked of the hub that it has not verified yet.
    pub asked_at: Option<Timestamp>,
    /// Until when the hub pushes.
    pub lease_until: Option<Timestamp>,
    /// When something is to be done.
    pub next_at: Option<Timestamp>,
    /// Failed requests, unanswered ones and missed entries since the hub was last well.
    pub failures: u32,
    /// Why, for people.
    pub reason: Option<String>,
    /// The last push that was taken.
    pub pushed_at: Option<Timestamp>,
    /// The callback as the hub was last told.
    pub callback: Option<String>,
    /// When the feed would be polled if there were no hub; `None` while it is polled as usual.
    pub poll_at: Option<Timestamp>,
}

impl std::fmt::Debug for Subscription {
    /// Without the path and the secret: whoever knows them can push.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscription")
            .field("feed", &self.feed)
            .field("state", &self.state.as_str())
            .field("asked_at", &self.asked_at)
            .field("lease_until", &self.lease_until)
            .field("next_at", &self.next_at)
            .field("failures", &self.failures)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl Subscription {
    /// Whether the hub can be relied on: it pushes, its lease runs and is renewed before it ends, and nothing has failed since
    /// the hub was last well.
    #[must_use]
    pub fn is_healthy(&self, now: Timestamp) -> bool {
        self.state == SubscriptionState::Verified
            && self.failures == 0
            && self
                .lease_until
                .is_some_and(|until| until > now && self.next_at.is_none_or(|next| next < until))
    }

    /// When the hub verified the subscription that runs, as its lease and the time of its [`renewal`] tell; `None` where it was
    /// asked again since.
    fn verified_at(&self) -> Option<Timestamp> {
        let (until, renewed) = (self.lease_until?, self.next_at?);
        if self.state != SubscriptionState::Verified || self.failures > 0 {
            return None;
        }
        let at = until - until.since(renewed) * 5;
        Some(at.min(renewed - SOONEST_RENEWAL))
    }

    /// Whether its lease ends before it may be renewed: a hub that gives no longer ones is of no use.
    pub(super) fn is_too_short(&self) -> bool {
        let (Some(until), Some(renewed)) = (self.lease_until, self.next_at) else { return false };
        self.state == SubscriptionState::Verified
            && self.asked_at.is_none()
            && renewed >= until
            && renewed.since(until) < SOONEST_RENEWAL
    }

    /// What a request to the callback asks for, and whether that is what was asked of the hub (section 5.3).
    #[must_use]
    pub fn verify(&self, query: &str, now: Timestamp) -> Verification {
        let value = |name: &str| {
            form_urlencoded::parse(query.as_bytes())
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        if value("hub.topic").as_deref() != Some(self.topic.as_str()) {
            return Verification::NotOurs;
        }
        let mode = value("hub.mode").unwrap_or_default();
        if mode == "denied" && self.state != SubscriptionState::Leaving {
            let reason = value("hub.reason").unwrap_or_default();
            let reason: String = reason.chars().filter(|c| !c.is_control()).take(200).collect();
            return Verification::Denied { reason };
        }
        let challenge = value("hub.challenge").filter(|text| (1..=LONGEST_CHALLENGE).contains(&text.len()));
        let may_ask = self.asked_at.is_some()
            || self.verified_at().is_some_and(|at| now.since(at).max(at.since(now)) <= REPEATED);
        let Some(challenge) = challenge.filter(|_| may_ask) else { return Verification::NotOurs };
        match (mode.as_str(), self.state) {
            ("subscribe", SubscriptionState::Asked | SubscriptionState::Verified) => {
                let seconds = value("hub.lease_seconds").and_then(|text| text.trim().parse().ok());
                let lease = seconds.map_or(USUAL_LEASE, Duration::from_secs).clamp(LEASE.0, LEASE.1);
                Verification::Subscribed { challenge, lease }
            }
            ("unsubscribe", SubscriptionState::Leaving) => Verification::Unsubscribed { challenge },
            _ => Verification::NotOurs,
        }
    }
}

/// What a hub's request to the callback is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// What we asked for: the challenge is echoed, the lease runs.
    Subscribed {
        /// To be echoed byte for byte.
        challenge: String,
        /// Bounded.
        lease: Duration,
    },
    /// The end that we asked for.
    Unsubscribed {
        /// To be echoed byte for byte.
        challenge: String,
    },
    /// The hub will not, or no longer, push.
    Denied {
        /// The hub's words, cleaned.
        reason: String,
    },
    /// Nothing that we asked for.
    NotOurs,
}

/// When a lease is renewed: at 80 % of its time, after ten seconds at the soonest.
#[must_use]
pub fn renewal(now: Timestamp, lease: Duration) -> Timestamp {
    now + lease.mul_f64(0.8).max(SOONEST_RENEWAL)
}

/// Whether pushed bytes bear the secret's signature (section 7.1), compared in constant time.
///
/// SHA-1 is accepted beside SHA-256, -384 and -512: the most used hubs sign with nothing else, and as a keyed hash it is not
/// broken.
///
/// ```
/// use vigie::feed::is_signed;
/// let header = "sha1=104152c5bfdca07bc633eebd46199f0255c9f49d";
/// assert!(!is_signed("secret", Some(header), b"another body"));
/// assert!(!is_signed("secret", None, b"body"), "unsigned content is not taken");
/// ```
#[must_use]
pub fn is_signed(secret: &str, header: Option<&str>, body: &[u8]) -> bool {
    let Some((method, written)) = header.and_then(|header| header.trim().split_once('=')) else {
        return false;
    };
    let algorithm = match method.trim().to_ascii_lowercase().as_str() {
        "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        "sha256" => hmac::HMAC_SHA256,
        "sha384" => hmac::HMAC_SHA384,
        "sha512" => hmac::HMAC_SHA512,
        _ => return false,
    };
    let Some(signature) = bytes_of_hex(written.trim()) else { return false };
    hmac::verify(&hmac::Key::new(algorithm, secret.as_bytes()), body, &signature).is_ok()
}

fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    if text.len() > 128 || !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// Puts the next poll of a feed whose hub is well at the slow rate that only guards against the hub: twelve times the usual
/// interval, at most six hours, never less than the usual one. Returns when it would have been polled without a hub.
///
/// A poll that failed, and a feed that is gone, keep what was decided.
pub fn slow_down(update: &mut FeedUpdate) -> Option<Timestamp> {
    let usual_at = update.next_poll_at.filter(|_| update.is_ok())?;
    let usual = usual_at.since(update.at);
    let slow = usual.saturating_mul(SLOWER).min(SAFETY).max(usual);
    if slow == usual {
        return None;
    }
    update.next_poll_at = Some(update.at + slow);
    update.interval = slow;
    update.interval_why = IntervalReason::Pushed;
    Some(usual_at)
}

/// Entries a slow poll found that the hub should have pushed by then.
#[must_use]
pub fn missed(update: &FeedUpdate) -> usize {
    let late = |at: Option<Timestamp>| at.is_none_or(|at| at + ON_ITS_WAY < update.at);
    update.new.iter().filter(|new| late(new.entry.published.or(new.entry.updated))).count()
}
