//! A [`Notice`] becomes the bytes a channel takes: one file per kind of channel; stories and digests become feeds. Pure.

mod catalogue;
mod clean;
mod correction;
mod discord;
mod earlier;
mod email;
mod escape;
mod group;
mod html;
mod items;
mod links;
mod mattermost;
mod ntfy;
mod paused;
mod quiet;
mod slack;
mod subject;
mod syndication;
mod teams;
mod telegram;
mod template;
mod text;
mod view;
mod webhook;

pub use email::ascii_address;
pub use html::html;
pub use links::{LinkKey, Links};
pub use subject::subject;
pub use syndication::{FeedForm, STORIES_PATH, Syndication, SyndicationEntry, digest_content};
pub use template::{Layout, Own, Part, Template, TemplateError};
pub use text::{Shown, mail_text, shown, terminal};

use lettre::message::Mailbox;

use crate::digest::Notice;
use crate::model::{Hash16, MessageId};

/// The form of a channel, with what its rendering needs.
#[derive(Clone, Debug)]
pub enum Medium {
    /// One mail a recipient.
    Email {
        /// `From`.
        from: Mailbox,
        /// Recipients.
        to: Vec<Mailbox>,
        /// To the page where a recipient unsubscribes.
        links: Option<Links>,
    },
    /// Slack Block Kit for an incoming webhook.
    Slack,
    /// The same for `chat.postMessage`.
    SlackBot {
        /// The conversation's id.
        channel: String,
    },
    /// An Adaptive Card for Microsoft Teams.
    Teams,
    /// Embeds for Discord.
    Discord,
    /// Markdown for Mattermost.
    Mattermost,
    /// A notification for ntfy.
    Ntfy {
        /// Who is subscribed to it is told.
        topic: String,
    },
    /// HTML for Telegram.
    Telegram {
        /// The chat.
        chat_id: String,
    },
    /// The JSON body of the contract.
    Webhook,
    /// The same as a line of a file.
    JsonLine,
    /// The page that a mail shows.
    Page,
    /// Plain text as a terminal shows it.
    Text,
}

/// A message in its final form, frozen from here on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Mail address, or empty where the channel is the recipient.
    pub recipient: String,
    /// `Message-ID` or `webhook-id`: the same on every attempt.
    pub stable_id: String,
    /// What goes over the wire.
    pub bytes: Vec<u8>,
}

/// Renders a notice for one channel; one [`Rendered`] a recipient. `store_id` names this installation in stable ids.
///
/// The same arguments give the same bytes: the boundary, the date and every id come from the notice.
#[must_use]
pub fn render(notice: &Notice, medium: &Medium, channel: &str, store_id: &str) -> Vec<Rendered> {
    render_own(notice, &Own::default(), medium, channel, store_id)
}

/// The same, with what a rule's own templates wrote in place of the built-in layout of a mail, a page and plain text.
#[must_use]
pub fn render_own(
    notice: &Notice,
    own: &Own,
    medium: &Medium,
    channel: &str,
    store_id: &str,
) -> Vec<Rendered> {
    let bytes = match medium {
        Medium::Email { from, to, links } => {
            let sender = email::Sender { from, own, links: links.as_ref(), channel, store_id };
            return email::render(notice, &sender, to);
        }
        Medium::Slack => slack::webhook(notice),
        Medium::SlackBot { channel } => slack::bot(notice, channel),
        Medium::Teams => teams::render(notice),
        Medium::Discord => discord::render(notice),
        Medium::Mattermost => mattermost::render(notice),
        Medium::Ntfy { topic } => ntfy::render(notice, topic),
        Medium::Telegram { chat_id } => telegram::render(notice, chat_id),
        Medium::Webhook => webhook::render(notice),
        Medium::JsonLine => [webhook::render(notice), b"\n".to_vec()].concat(),
        Medium::Page => own.page(notice).into_bytes(),
        Medium::Text => own.text.clone().unwrap_or_else(|| text::terminal(notice, false)).into_bytes(),
    };
    let stable_id = format!("vigie_{}_{}", notice.id, stable_hash(notice.id, channel, "", store_id));
    vec![Rendered { recipient: String::new(), stable_id, bytes }]
}

/// What tells apart the deliveries of one message, and of two installations.
fn stable_hash(message: MessageId, channel: &str, recipient: &str, store_id: &str) -> Hash16 {
    let id = message.to_string();
    Hash16::of_parts(&[store_id.as_bytes(), id.as_bytes(), channel.as_bytes(), recipient.as_bytes()])
}
