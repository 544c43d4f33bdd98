//! Where a feed's subscription at its hub stands, as people are shown it.

use serde::Serialize;

use super::shown::coarse_span;
use crate::cli::beside::ago;
use crate::feed::{Subscription, SubscriptionState};
use crate::model::{Timestamp, Zone};

/// The subscription in the JSON of `feed list` and `feed why`.
#[derive(Serialize)]
pub(super) struct HubJson<'a> {
    url: &'a str,
    /// `unasked`, `asked`, `verified`, `refused`, `leaving`.
    state: &'static str,
    /// Until when the hub pushes.
    verified_until: Option<Timestamp>,
    last_push_at: Option<Timestamp>,
    /// When the hub is asked next.
    next_at: Option<Timestamp>,
    failures: u32,
    reason: Option<&'a str>,
}

impl<'a> HubJson<'a> {
    pub(super) fn of(of: &'a Subscription) -> Self {
        Self {
            url: &of.hub,
            state: of.state.as_str(),
            verified_until: of.lease_until.filter(|_| of.state == SubscriptionState::Verified),
            last_push_at: of.pushed_at,
            next_at: of.next_at,
            failures: of.failures,
            reason: of.reason.as_deref(),
        }
    }
}

/// In at most 13 columns, beside the interval.
pub(super) fn brief(of: &Subscription, now: Timestamp) -> String {
    match (of.state, of.lease_until) {
        (SubscriptionState::Verified, _) if of.failures > 0 => "hub lags".to_owned(),
        (SubscriptionState::Verified, Some(until)) if until > now => {
            format!("hub, {} left", coarse_span(until.since(now).as_secs()))
        }
        (SubscriptionState::Verified, _) => "hub ended".to_owned(),
        (SubscriptionState::Refused, _) => "hub refused".to_owned(),
        (SubscriptionState::Unasked | SubscriptionState::Asked, _) if of.failures > 0 => {
            "hub fails".to_owned()
        }
        (SubscriptionState::Asked, _) => "hub asked".to_owned(),
        (SubscriptionState::Unasked | SubscriptionState::Leaving, _) => String::new(),
    }
}

/// In full.
pub(super) fn words(of: &Subscription, now: Timestamp, zone: Zone) -> String {
    let until = of.lease_until.filter(|until| *until > now);
    let mut text = match (of.state, until) {
        (SubscriptionState::Verified, Some(until)) => {
            format!("verified until {} ({})", until.on_clocks(zone), ago(until, now))
        }
        (SubscriptionState::Verified, None) => "its lease is over: polling only".to_owned(),
        (SubscriptionState::Asked, _) => "asked, not verified yet: polling only".to_owned(),
        (SubscriptionState::Unasked, _) => "to be asked: polling only".to_owned(),
        (SubscriptionState::Refused, _) => "refused: polling only".to_owned(),
        (SubscriptionState::Leaving, _) => "being told that nothing is wanted any more".to_owned(),
    };
    if let Some(at) = of.pushed_at {
        text = format!("{text}; last push {}", ago(at, now));
    }
    if let Some(reason) = &of.reason {
        text = format!("{text}; {reason}");
    }
    if let Some(at) = of.next_at.filter(|at| of.state != SubscriptionState::Leaving && *at > now) {
        text = format!("{text}; asked again {}", ago(at, now));
    }
    format!("{}: {text}", of.hub)
}
