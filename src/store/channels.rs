//! The channels of a configuration as the store knows them.

use super::Result;
use super::tx::Tx;
use super::value::params;
use crate::config::{Channel, ChannelKind, OnUncertain};
use crate::model::{Hash16, Name};

/// Changes when a channel leads somewhere else: then what was learned of the old address no longer holds.
fn address_hash(channel: &Channel) -> Hash16 {
    match &channel.kind {
        ChannelKind::Email { to } => {
            let to: Vec<String> = to.iter().map(ToString::to_string).collect();
            Hash16::of_parts(&[b"email", to.join(",").as_bytes()])
        }
        ChannelKind::Slack { url } => Hash16::of_parts(&[b"slack", url.reveal().as_bytes()]),
        ChannelKind::SlackBot { api_url, token, channel } => Hash16::of_parts(&[
            b"slack bot",
            api_url.as_str().as_bytes(),
            token.reveal().as_bytes(),
            channel.as_bytes(),
        ]),
        ChannelKind::Teams { url } => Hash16::of_parts(&[b"teams", url.reveal().as_bytes()]),
        ChannelKind::Discord { url } => Hash16::of_parts(&[b"discord", url.reveal().as_bytes()]),
        ChannelKind::Mattermost { url } => Hash16::of_parts(&[b"mattermost", url.reveal().as_bytes()]),
        ChannelKind::Ntfy { url, topic, token } => {
            let token = token.as_ref().map_or("", |token| token.reveal());
            Hash16::of_parts(&[b"ntfy", url.as_str().as_bytes(), topic.as_bytes(), token.as_bytes()])
        }
        ChannelKind::Telegram { api_url, token, chat_id } => Hash16::of_parts(&[
            b"telegram",
            api_url.as_str().as_bytes(),
            token.reveal().as_bytes(),
            chat_id.as_bytes(),
        ]),
        ChannelKind::Webhook { url, .. } => Hash16::of_parts(&[b"webhook", url.reveal().as_bytes()]),
        ChannelKind::File { path, .. } => Hash16::of_parts(&[b"file", path.as_os_str().as_encoded_bytes()]),
        ChannelKind::Stdout { .. } => Hash16::of_parts(&[b"stdout"]),
    }
}

/// A channel as the configuration has it.
pub(super) struct WantedChannel {
    name: Name,
    address_hash: Hash16,
    holds: bool,
}

impl WantedChannel {
    pub(super) fn of(channel: &Channel) -> Self {
        Self {
            name: channel.name.clone(),
            address_hash: address_hash(channel),
            holds: channel.on_uncertain == OnUncertain::Hold,
        }
    }
}

/// A channel whose address changed is no longer held or disabled for what its old address did.
pub(super) async fn sync_channels(tx: &Tx, wanted: &[WantedChannel]) -> Result<()> {
    for WantedChannel { name, address_hash, holds } in wanted {
        tx.execute(
            "INSERT INTO channel_states (channel, token, failures, not_before_at, address_hash) \
             VALUES ($1, 0, 0, 0, $2) ON CONFLICT (channel) DO UPDATE SET address_hash = excluded.address_hash, \
             failures = 0, not_before_at = 0, disabled_why = NULL \
             WHERE channel_states.address_hash IS NULL OR channel_states.address_hash <> excluded.address_hash",
            &params![name, address_hash],
        )
        .await?;
        let sql = "UPDATE channel_states SET holds = $2 WHERE channel = $1 AND holds <> $2";
        tx.execute(sql, &params![name, *holds]).await?;
    }
    Ok(())
}
