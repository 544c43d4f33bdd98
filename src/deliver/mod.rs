//! Messages out, outcomes back: the only room that talks to mail servers, Slack and webhooks.

mod decide;
mod email;
mod post;
mod slack;
mod webhook;

pub use decide::{Settlement, settle};

use std::sync::Arc;
use std::time::Duration;

use lettre::Address;

use crate::clock::Clock;
use crate::config::{Channel, ChannelKind, SmtpConfig};
use crate::fetch::Client;
use crate::model::{DeliveryId, MessageId, Name, RuleName, Timestamp};
use crate::render::Medium;

use email::Smtp;

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
    client: Client,
    smtp: Option<Arc<Smtp>>,
    mail_limit: Duration,
    clock: Clock,
}

/// Of one mail, from connect to the answer after the message.
const MAIL_LIMIT: Duration = Duration::from_mins(1);

impl Sender {
    /// A sender over the guarded client; mail connections are kept between messages.
    ///
    /// # Errors
    /// A sentence when the mail set-up cannot be used.
    pub fn new(client: Client, smtp: Option<&SmtpConfig>, clock: Clock) -> Result<Self, String> {
        let smtp = smtp.map(Smtp::new).transpose()?.map(Arc::new);
        Ok(Self { client, smtp, mail_limit: MAIL_LIMIT, clock })
    }

    /// The same sender with another total time-out for mail than 60 s.
    #[must_use]
    pub fn with_mail_limit(self, mail_limit: Duration) -> Self {
        Self { mail_limit, ..self }
    }

    /// One attempt, under a total time-out of 20 s (mail: 60 s).
    pub async fn send(&self, channel: &Channel, claim: &Claim) -> Outcome {
        match (&channel.kind, &self.smtp) {
            (ChannelKind::Email { .. }, Some(smtp)) => smtp.send(claim, self.mail_limit).await,
            (ChannelKind::Email { .. }, None) => Outcome::Retry {
                after: None,
                why: "the configuration has no [smtp]".to_owned(),
                fault: Fault::Endpoint,
            },
            (ChannelKind::Slack { url }, _) => slack::send(&self.client, url, claim).await,
            (ChannelKind::Webhook { url, secrets }, _) => {
                webhook::send(&self.client, url, secrets, claim, self.clock.now()).await
            }
        }
    }
}

/// The form a channel's messages take; `None` for mail without `[smtp]`.
#[must_use]
pub fn medium(channel: &Channel, smtp: Option<&SmtpConfig>) -> Option<Medium> {
    Some(match &channel.kind {
        ChannelKind::Email { to } => Medium::Email { from: smtp?.from.clone(), to: to.clone() },
        ChannelKind::Slack { .. } => Medium::Slack,
        ChannelKind::Webhook { .. } => Medium::Webhook,
    })
}

/// An address with its domain in ASCII (RFC 5890), as envelopes want it.
fn ascii_address(address: &Address) -> Address {
    match url::Host::parse(address.domain()) {
        Ok(url::Host::Domain(domain)) => {
            Address::new(address.user(), domain).unwrap_or_else(|_| address.clone())
        }
        _ => address.clone(),
    }
}
