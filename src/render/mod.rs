//! A [`Notice`] becomes the bytes a channel takes: one file per kind of channel. Pure.

use lettre::message::Mailbox;

use crate::digest::Notice;

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
#[must_use]
pub fn render(notice: &Notice, medium: &Medium, channel: &str, store_id: &str) -> Vec<Rendered> {
    let _ = (notice, medium, channel, store_id);
    todo!()
}

/// The subject line of a notice.
#[must_use]
pub fn subject(notice: &Notice) -> String {
    let _ = notice;
    todo!()
}

/// The notice as plain text for a terminal; `colour` switches highlights to ANSI.
#[must_use]
pub fn terminal(notice: &Notice, colour: bool) -> String {
    let _ = (notice, colour);
    todo!()
}

/// The notice as the HTML of a mail.
#[must_use]
pub fn html(notice: &Notice) -> String {
    let _ = notice;
    todo!()
}
