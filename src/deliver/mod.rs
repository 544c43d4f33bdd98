//! Messages out, outcomes back: the only room that talks to mail servers, chats and webhooks.

mod chat;
mod decide;
mod dkim;
mod email;
mod file;
mod post;
mod slack;
mod unwanted;
mod webhook;

pub use decide::{Settlement, held, settle};
pub use unwanted::Unwanted;

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::config::{Channel, ChannelKind, FileFormat, SmtpConfig};
use crate::fetch::Client;
use crate::model::{DeliveryId, MessageId, Name, RuleName, Timestamp};
use crate::render::{self, Links, Medium};

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
    /// The receipt of the message of the same rule that told these stories first.
    pub thread: Option<String>,
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
        /// What the receiver calls the message, where an answer in its thread can name it.
        receipt: Option<String>,
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
    /// The channel is disabled and the operator told (410, `no_service`, `channel_is_archived`); the message waits until it is
    /// enabled again.
    DisableChannel,
    /// The recipient is suppressed (hard bounce).
    SuppressRecipient,
}

/// Sends through every channel of a configuration. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Sender {
    client: Client,
    smtp: Option<Arc<Smtp>>,
    clock: Clock,
}

impl Sender {
    /// A sender over the guarded client; mail connections are kept between messages.
    ///
    /// # Errors
    /// A sentence when the mail set-up cannot be used.
    pub fn new(client: Client, smtp: Option<&SmtpConfig>, clock: Clock) -> Result<Self, String> {
        let smtp = smtp.map(|config| Smtp::new(config, clock.clone())).transpose()?.map(Arc::new);
        Ok(Self { client, smtp, clock })
    }

    /// One attempt. Each request has a total time-out of 20 s (a Slack bot may need two), mail one of 60 s.
    pub async fn send(&self, channel: &Channel, claim: &Claim) -> Outcome {
        let client = &self.client;
        match &channel.kind {
            ChannelKind::Email { .. } => self.mail(claim).await,
            ChannelKind::Slack { url } => slack::send(client, url, claim).await,
            ChannelKind::SlackBot { api_url, token, channel: _ } => {
                slack::send_as_bot(client, api_url, token, claim).await
            }
            ChannelKind::Teams { url } => chat::teams(client, url, claim).await,
            ChannelKind::Discord { url } => chat::discord(client, url, claim).await,
            ChannelKind::Mattermost { url } => chat::mattermost(client, url, claim).await,
            ChannelKind::Ntfy { url, topic: _, token } => {
                chat::ntfy(client, url, token.as_ref(), claim).await
            }
            ChannelKind::Telegram { api_url, token, chat_id: _ } => {
                chat::telegram(client, api_url, token, claim).await
            }
            ChannelKind::Webhook { url, secrets } => {
                webhook::send(client, url, secrets, claim, self.clock.now()).await
            }
            ChannelKind::File { path, format } => file::write(path, *format, claim).await,
            ChannelKind::Stdout { .. } => file::print(claim).await,
        }
    }

    async fn mail(&self, claim: &Claim) -> Outcome {
        match &self.smtp {
            // In a place of its own: what a mail needs on its way would make every send of any channel as large.
            Some(smtp) => Box::pin(smtp.send(claim)).await,
            None => Outcome::Retry {
                after: None,
                why: "the configuration has no [smtp]".to_owned(),
                fault: Fault::Endpoint,
            },
        }
    }
}

/// The form a channel's messages take; `None` for mail without `[smtp]`. `links` lead to the pages of `[web]`, where people
/// can reach them.
#[must_use]
pub fn medium(channel: &Channel, smtp: Option<&SmtpConfig>, links: Option<Links>) -> Option<Medium> {
    Some(match &channel.kind {
        ChannelKind::Email { to } => Medium::Email { from: smtp?.from.clone(), to: to.clone(), links },
        ChannelKind::Slack { .. } => Medium::Slack,
        ChannelKind::SlackBot { channel, .. } => Medium::SlackBot { channel: channel.clone() },
        ChannelKind::Teams { .. } => Medium::Teams,
        ChannelKind::Discord { .. } => Medium::Discord,
        ChannelKind::Mattermost { .. } => Medium::Mattermost,
        ChannelKind::Ntfy { topic, .. } => Medium::Ntfy { topic: topic.clone() },
        ChannelKind::Telegram { chat_id, .. } => Medium::Telegram { chat_id: chat_id.clone() },
        ChannelKind::Webhook { .. } => Medium::Webhook,
        ChannelKind::File { format, .. } | ChannelKind::Stdout { format } => match format {
            FileFormat::Jsonl => Medium::JsonLine,
            FileFormat::Json => Medium::Webhook,
            FileFormat::Html => Medium::Page,
            FileFormat::Text => Medium::Text,
        },
    })
}

/// A mail address as it is compared: whatever case it is written in, its domain as the wire has it.
#[must_use]
pub fn mailbox_key(address: &str) -> String {
    let parsed = address.parse::<lettre::Address>();
    parsed
        .map_or_else(|_| address.to_owned(), |to| render::ascii_address(&to).to_string())
        .to_ascii_lowercase()
}

/// Whom a channel writes to one by one, as its deliveries name them; empty where the channel is the recipient.
#[must_use]
pub fn recipients(channel: &Channel) -> Vec<String> {
    match &channel.kind {
        ChannelKind::Email { to } => {
            to.iter().map(|to| render::ascii_address(&to.email).to_string()).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a channel writes to somebody; it does where it is the recipient itself.
#[must_use]
pub fn writes_to(channel: &Channel, recipient: &str) -> bool {
    let key = mailbox_key(recipient);
    recipient.is_empty() || recipients(channel).iter().any(|to| mailbox_key(to) == key)
}
