//! What an outcome means for the delivery and for its channel. Pure.

use std::time::Duration;

use crate::config::OnUncertain;
use crate::model::{DeliveryId, DeliveryState, Name, Timestamp};
use crate::schedule::delivery_retry;

use super::{Claim, Consequence, Fault, Outcome};

/// A server that asks for a longer silence is asked again after a day.
const MAX_RETRY_AFTER: Duration = Duration::from_hours(24);
/// Endpoint failures in a row that open the breaker.
const BREAKER_FAILURES: u32 = 5;
/// The longest wait between two probes of an open breaker.
const MAX_PROBE_MINUTES: u64 = 15;

/// What T6 commits for one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// Its channel.
    pub channel: Name,
    /// Its recipient, for a suppression.
    pub recipient: String,
    /// The lease it was sent under; a stale token changes nothing.
    pub token: i64,
    /// Where the delivery stands after it.
    pub state: DeliveryState,
    /// One line for `delivery_attempts` and `delivery show`.
    pub detail: String,
    /// When it is tried again (`retry`, `uncertain`); an uncertain one without waits for a person.
    pub next_at: Option<Timestamp>,
    /// Start of the attempt.
    pub started_at: Timestamp,
    /// End of the attempt.
    pub finished_at: Timestamp,
    /// Endpoint failures in a row from now on; five open the breaker.
    pub channel_failures: u32,
    /// Nothing through this channel before then (breaker, Retry-After, rate).
    pub channel_not_before: Option<Timestamp>,
    /// The channel is disabled, with the reason.
    pub disable: Option<String>,
    /// The recipient is suppressed, with the reason.
    pub suppress: Option<String>,
    /// What the receiver calls the message.
    pub receipt: Option<String>,
}

/// Decides what one attempt means. `jitter` is in 0..1.
///
/// A retry follows [`delivery_retry`], or the server's Retry-After where that is
/// longer (at most 24 h); after three days the delivery is dead. Five endpoint failures in a row open the
/// breaker: then the channel is probed after 1, 2, 4, 8, then every 15 minutes, and the delivery at hand is the
/// probe. An answer of any kind closes it. What shows that a channel is gone was refused for the channel's sake: it waits for the
/// channel to be enabled, as all behind it does. An uncertain delivery is sent again under the same id, unless its channel holds
/// such deliveries for a person to decide.
#[must_use]
pub fn settle(
    claim: &Claim,
    outcome: &Outcome,
    on_uncertain: OnUncertain,
    started_at: Timestamp,
    finished_at: Timestamp,
    jitter: f64,
) -> Settlement {
    let mut settlement = Settlement {
        delivery_id: claim.delivery_id,
        channel: claim.channel.clone(),
        recipient: claim.recipient.clone(),
        token: claim.token,
        state: DeliveryState::Sent,
        detail: String::new(),
        next_at: None,
        started_at,
        finished_at,
        channel_failures: 0,
        channel_not_before: None,
        disable: None,
        suppress: None,
        receipt: None,
    };
    match outcome {
        Outcome::Sent { detail, pause, receipt } => {
            settlement.detail = one_line(detail);
            settlement.receipt.clone_from(receipt);
            settlement.channel_not_before =
                (!pause.is_zero()).then_some(finished_at + (*pause).min(MAX_RETRY_AFTER));
        }
        Outcome::Retry { after, why, fault } => {
            settlement.state = DeliveryState::Retry;
            settlement.detail = one_line(why);
            again(&mut settlement, claim, *after, *fault, jitter);
        }
        Outcome::Uncertain { why } => {
            settlement.state = DeliveryState::Uncertain;
            settlement.detail = one_line(why);
            again(&mut settlement, claim, None, Fault::Endpoint, jitter);
            if on_uncertain == OnUncertain::Hold {
                // It waits for a person, however old it is.
                (settlement.state, settlement.next_at) = (DeliveryState::Uncertain, None);
                settlement.detail = one_line(why);
            }
        }
        Outcome::GiveUp { why, consequence } => {
            let why = one_line(why);
            settlement.state = DeliveryState::Dead;
            match consequence {
                Consequence::None => {}
                Consequence::DisableChannel => {
                    settlement.state = DeliveryState::Retry;
                    settlement.next_at = Some(finished_at);
                    settlement.disable = Some(why.clone());
                }
                Consequence::SuppressRecipient => settlement.suppress = Some(why.clone()),
            }
            settlement.detail = why;
        }
    }
    settlement
}

/// Fills in when the delivery is tried again, and what its failure does to the channel.
fn again(settlement: &mut Settlement, claim: &Claim, after: Option<Duration>, fault: Fault, jitter: f64) {
    let now = settlement.finished_at;
    let after = after.map(|wait| wait.min(MAX_RETRY_AFTER));
    let since_first = now.since(claim.first_started_at);
    let scheduled = delivery_retry(claim.attempts, since_first, jitter);
    let mut next_at = scheduled.map(|wait| now + wait.max(after.unwrap_or_default()));
    if fault == Fault::Endpoint {
        settlement.channel_failures = claim.channel_failures.saturating_add(1);
        let probe = probe_delay(settlement.channel_failures).map(|wait| now + wait);
        settlement.channel_not_before = probe.max(after.map(|wait| now + wait));
        // While the breaker is open the next probe is this delivery's: it need not wait for its own schedule.
        if probe.is_some() {
            next_at = next_at.and(settlement.channel_not_before);
        }
    }
    if next_at.is_none() {
        settlement.state = DeliveryState::Dead;
        settlement.detail = format!("given up after 3 days: {}", settlement.detail);
    }
    settlement.next_at = next_at;
}

/// What the operator is told of a delivery that waits for a person.
#[must_use]
pub fn held(channel: &Name, id: DeliveryId, why: &str) -> String {
    format!(
        "perhaps sent through channel {channel}, and held: {why}; look there, then `vigie delivery drop {id}`, or `vigie \
         delivery retry {id}` to send it again"
    )
}

/// How long an open breaker waits before its next probe; `None` while it is closed.
fn probe_delay(failures: u32) -> Option<Duration> {
    let beyond = failures.checked_sub(BREAKER_FAILURES)?;
    let minutes = 1_u64.checked_shl(beyond).unwrap_or(u64::MAX).min(MAX_PROBE_MINUTES);
    Some(Duration::from_secs(minutes * 60))
}

/// One line without control characters, at most 500 characters: servers' words end in logs and terminals.
fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(2_000).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(500).collect()
}
