//! The channels of a configuration as the store knows them.

use std::collections::{HashMap, HashSet};

use super::Result;
use super::tx::Tx;
use super::value::params;
use crate::config::{Channel, ChannelKind, OnUncertain};
use crate::deliver;
use crate::model::{DeliveryId, Hash16, Name, Timestamp};

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
    /// Mail addresses as they are compared; empty where the channel is the recipient.
    recipients: Vec<String>,
}

impl WantedChannel {
    pub(super) fn of(channel: &Channel) -> Self {
        Self {
            name: channel.name.clone(),
            address_hash: address_hash(channel),
            holds: channel.on_uncertain == OnUncertain::Hold,
            recipients: deliver::recipients(channel).iter().map(|to| deliver::mailbox_key(to)).collect(),
        }
    }
}

/// Which disabled channels a person says, or a test has shown, to work again.
pub(super) enum Enabled {
    All,
    Named(Name),
    /// As long as the address that was tried is the one that messages go to.
    Tried(WantedChannel),
}

/// Lets disabled channels send again what waits; which they were, by name.
pub(super) async fn enable(tx: &Tx, enabled: &Enabled) -> Result<Vec<Name>> {
    let (name, address) = match enabled {
        Enabled::All => (None, None),
        Enabled::Named(name) => (Some(name), None),
        Enabled::Tried(channel) => (Some(&channel.name), Some(&channel.address_hash)),
    };
    let sql = "UPDATE channel_states SET disabled_why = NULL, failures = 0, not_before_at = 0 \
               WHERE disabled_why IS NOT NULL AND channel = COALESCE($1, channel) \
               AND (address_hash IS NULL OR address_hash = COALESCE($2, address_hash)) RETURNING channel";
    let rows = tx.query(sql, &params![name, address]).await?;
    let mut names: Vec<Name> = rows.into_iter().map(|mut row| row.take()).collect::<Result<_>>()?;
    names.sort();
    Ok(names)
}

/// Whom a channel writes to in the configuration in force.
pub(super) struct Recipients(Option<HashSet<String>>);

impl Recipients {
    /// From the column `recipients` of `channel_states`.
    pub(super) fn read(column: Option<String>) -> Result<Self> {
        Ok(Self(column.map(|json| serde_json::from_str(&json)).transpose()?))
    }

    /// Whether it writes to this one; where nobody is named the channel itself is meant.
    pub(super) fn has(&self, recipient: &str) -> bool {
        let named = |known: &HashSet<String>| known.contains(&deliver::mailbox_key(recipient));
        recipient.is_empty() || self.0.as_ref().is_none_or(named)
    }
}

/// Gives up a delivery to somebody whom its channel no longer writes to: whoever was taken off the list gets nothing more,
/// not even what was composed before.
pub(super) async fn drop_stranger(tx: &Tx, id: DeliveryId, now: Timestamp) -> Result<()> {
    drop_waiting(tx, id, "no longer a recipient of the channel", now).await
}

/// Gives up a delivery that is not on its way.
pub(super) async fn drop_waiting(tx: &Tx, id: DeliveryId, why: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE deliveries SET state = 'dropped', outcome = $3, settled_at = $2, next_at = NULL \
         WHERE id = $1 AND settled_at IS NULL AND state <> 'sending'",
        &params![id, now, why],
    )
    .await?;
    Ok(())
}

/// Mail that waits for those who were taken off its channel. What is being sent is looked at when it is claimed again.
async fn drop_strangers(tx: &Tx, wanted: &[WantedChannel], now: Timestamp) -> Result<()> {
    let known: HashMap<&str, &[String]> =
        wanted.iter().map(|channel| (channel.name.as_str(), channel.recipients.as_slice())).collect();
    let sql = "SELECT id, channel, recipient FROM deliveries WHERE settled_at IS NULL AND state <> 'sending' \
               AND recipient <> ''";
    for mut row in tx.query(sql, &[]).await? {
        let (id, channel, recipient): (DeliveryId, String, String) = (row.take()?, row.take()?, row.take()?);
        let key = deliver::mailbox_key(&recipient);
        // What waits for a channel that is gone waits for its name.
        if known.get(channel.as_str()).is_some_and(|to| !to.contains(&key)) {
            drop_stranger(tx, id, now).await?;
        }
    }
    Ok(())
}

/// A channel whose address changed is no longer held or disabled for what its old address did.
pub(super) async fn sync_channels(tx: &Tx, wanted: &[WantedChannel], now: Timestamp) -> Result<()> {
    for WantedChannel { name, address_hash, holds, recipients } in wanted {
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
        let recipients = serde_json::to_string(recipients)?;
        let sql = "UPDATE channel_states SET recipients = $2 \
                   WHERE channel = $1 AND (recipients IS NULL OR recipients <> $2)";
        tx.execute(sql, &params![name, &recipients]).await?;
    }
    drop_strangers(tx, wanted, now).await
}
