//! What an outcome means for the delivery and for its channel. Pure.

use crate::model::{DeliveryId, Name, Timestamp};

use super::{Claim, Outcome};

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
    /// `sent`, `retry`, `uncertain`, `dead`.
    pub state: &'static str,
    /// One line for `delivery_attempts` and `delivery show`.
    pub detail: String,
    /// When it is tried again (`retry`, `uncertain`).
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
}

/// Decides what one attempt means. `jitter` is in 0..1.
#[must_use]
pub fn settle(
    claim: &Claim,
    outcome: &Outcome,
    started_at: Timestamp,
    finished_at: Timestamp,
    jitter: f64,
) -> Settlement {
    let _ = (claim, outcome, started_at, finished_at, jitter);
    todo!()
}
