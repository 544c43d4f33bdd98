//! A [`Notice`] becomes the bytes a channel takes: one file per kind of channel. Pure.

mod catalogue;
mod clean;
mod email;
mod html;
mod slack;
mod subject;
mod text;
mod view;
mod webhook;

pub use html::html;
pub use subject::subject;
pub use text::{Shown, mail_text, shown, terminal};

use lettre::message::Mailbox;

use crate::digest::Notice;
use crate::model::Hash16;

/// The form of a channel, with what its rendering needs.
#[derive(Clone, Debug)]
pub enum Medium {
    /// One mail a recipient.
    Email {
        /// `From`.
        from: Mailbox,
        /// Recipients.
        to: Vec<Mailbox>,
    },
    /// Slack Block Kit for an incoming webhook.
    Slack,
    /// The JSON body of the contract.
    Webhook,
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
    let bytes = match medium {
        Medium::Email { from, to } => return email::render(notice, from, to, channel, store_id),
        Medium::Slack => slack::render(notice),
        Medium::Webhook => webhook::render(notice),
    };
    let stable_id = format!("vigie_{}_{}", notice.id, stable_hash(notice, channel, "", store_id));
    vec![Rendered { recipient: String::new(), stable_id, bytes }]
}

/// What tells apart the deliveries of one message, and of two installations.
fn stable_hash(notice: &Notice, channel: &str, recipient: &str, store_id: &str) -> Hash16 {
    let id = notice.id.to_string();
    Hash16::of_parts(&[store_id.as_bytes(), id.as_bytes(), channel.as_bytes(), recipient.as_bytes()])
}
