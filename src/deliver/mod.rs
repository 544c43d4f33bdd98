//! Messages out, outcomes back: the only room that talks to mail servers, Slack and webhooks.

mod decide;

pub use decide::{Settlement, settle};

use std::time::Duration;

use crate::clock::Clock;
use crate::config::{Channel, SmtpConfig};
use crate::fetch::Client;
use crate::model::{DeliveryId, MessageId, Name, RuleName, Timestamp};

/// One delivery claimed for sending: its channel's lease is ours until it is settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// Its message.
    pub message_id: MessageId,
    /// Who tells it.
    pub rule: RuleName,
    /// Through which channel.
    pub channel: Name,
    /// Mail address, or empty.
    pub recipient: String,
    /// `Message-ID` or `webhook-id`.
    pub stable_id: String,
    /// Frozen bytes.
    pub bytes: Vec<u8>,
    /// Attempts so far, this one included.
    pub attempts: u32,
    /// When it was composed.
    pub composed_at: Timestamp,
    /// Start of the first attempt.
    pub first_started_at: Timestamp,
    /// The channel lease's fencing token.
    pub token: i64,
    /// Endpoint failures of the channel in a row, before this attempt.
    pub channel_failures: u32,
}

/// What came of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Accepted.
    Sent {
        /// The server's words.
        detail: String,
        /// How long the channel rests before its next message (Slack: 1 s); usually zero.
        pause: Duration,
    },
    /// Not accepted; worth another try.
    Retry {
        /// Told to wait that long.
        after: Option<Duration>,
        /// Named reason.
        why: String,
        /// Whose fault.
        fault: Fault,
    },
    /// Written, and no answer came.
    Uncertain {
        /// Named reason.
        why: String,
    },
    /// Refused for good.
    GiveUp {
        /// Named reason.
        why: String,
        /// What to do about its like.
        consequence: Consequence,
    },
}

/// Whose fault a failure is: an endpoint's opens the breaker, a message's own never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The server, the network, the credentials.
    Endpoint,
    /// This message or this recipient.
    Message,
}

/// What a refusal for good means for later messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// Nothing.
    None,
    /// The channel is disabled and the operator told (410, `no_service`, `channel_is_archived`).
    DisableChannel,
    /// The recipient is suppressed (hard bounce).
    SuppressRecipient,
}

/// Sends through every channel of a configuration. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Sender {
    _client: Client,
    _clock: Clock,
}

impl Sender {
    /// A sender over the guarded client; mail connections are pooled.
    ///
    /// # Errors
    /// A sentence when the mail set-up cannot be used.
    pub fn new(client: Client, smtp: Option<&SmtpConfig>, clock: Clock) -> Result<Self, String> {
        let _ = smtp;
        Ok(Self { _client: client, _clock: clock })
    }

    /// One attempt, under a total time-out of 20 s (mail: 60 s).
    pub async fn send(&self, channel: &Channel, claim: &Claim) -> Outcome {
        let _ = (channel, claim);
        todo!()
    }
}
