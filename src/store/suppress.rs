//! Who must not be written to: mailboxes that do not exist, and people who unsubscribed.

use super::rows::Suppression;
use super::tx::Tx;
use super::value::{Param, Row, params};
use super::{Result, StoreError};
use crate::deliver::{Settlement, mailbox_key};
use crate::model::{MessageId, Name, Timestamp};

/// What T6 made of a refused recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suppressing {
    /// The recipient is suppressed.
    pub is_suppressed: bool,
    /// Those who were suppressed for the same message and are so no more, as addresses are compared.
    pub freed: Vec<String>,
}

// Rows here have addresses as they are compared ([`mailbox_key`]); deliveries have them as the configuration did.

/// A recipient who must not be written to: what waits for him is dropped too. False when he was one already.
pub(super) async fn add(tx: &Tx, suppression: &Suppression) -> Result<bool> {
    let Suppression { channel, recipient, reason, at } = suppression;
    let recipient = &mailbox_key(recipient);
    let new = tx
        .execute(
            "INSERT INTO suppressions (channel, recipient, at, reason) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (channel, recipient) DO NOTHING",
            &params![channel, recipient, *at, reason],
        )
        .await?;
    tx.execute(
        "UPDATE deliveries SET state = 'dropped', outcome = 'recipient suppressed', settled_at = $3, next_at = NULL \
         WHERE settled_at IS NULL AND state <> 'sending' AND channel = $1 AND lower(recipient) = $2",
        &params![channel, recipient, *at],
    )
    .await?;
    Ok(new > 0)
}

/// Where a message was refused for every recipient of its channel, the server speaks of itself, not of their mailboxes: those
/// suppressed for it are written to again, and what was dropped for that waits as before. Returns who they are.
pub(super) async fn free(tx: &Tx, settlement: &Settlement) -> Result<Vec<String>> {
    let mut message = tx
        .query_one("SELECT message_id FROM deliveries WHERE id = $1", &params![settlement.delivery_id])
        .await?
        .ok_or(StoreError::Fenced)?;
    let of_message: [Param<'_>; 2] = params![message.take::<MessageId>()?, &settlement.channel];
    let others = "SELECT 1 FROM deliveries WHERE message_id = $1 AND channel = $2 \
                  AND state NOT IN ('dead', 'dropped') LIMIT 1";
    if tx.query_one(others, &of_message).await?.is_some() {
        return Ok(Vec::new());
    }
    // Whoever unsubscribed meanwhile has another reason than the server's.
    let sql = "SELECT s.recipient, s.at FROM suppressions s JOIN deliveries d ON d.channel = s.channel \
               AND lower(d.recipient) = s.recipient AND d.outcome = s.reason WHERE d.message_id = $1 AND d.channel = $2";
    let mut freed = Vec::new();
    for mut row in tx.query(sql, &of_message).await? {
        let (recipient, since): (String, Timestamp) = (row.take()?, row.take()?);
        remove(tx, &(settlement.channel.clone(), recipient.clone())).await?;
        tx.execute(
            "UPDATE deliveries SET state = 'pending', outcome = NULL, settled_at = NULL, next_at = $4 \
             WHERE channel = $1 AND lower(recipient) = $2 AND settled_at >= $3 AND state = 'dropped' \
             AND outcome = 'recipient suppressed'",
            &params![&settlement.channel, &recipient, since, settlement.finished_at],
        )
        .await?;
        freed.push(recipient);
    }
    Ok(freed)
}

/// Undoes a suppression.
pub(super) async fn remove(tx: &Tx, (channel, recipient): &(Name, String)) -> Result<bool> {
    let sql = "DELETE FROM suppressions WHERE channel = $1 AND recipient = $2";
    Ok(tx.execute(sql, &params![channel, &mailbox_key(recipient)]).await? > 0)
}

/// Who must not be written to.
pub(super) async fn all(tx: &Tx, (): &()) -> Result<Vec<Suppression>> {
    let sql = "SELECT channel, recipient, reason, at FROM suppressions ORDER BY channel, recipient";
    let rows = tx.query(sql, &[]).await?;
    let read = |mut row: Row| {
        Ok(Suppression { channel: row.take()?, recipient: row.take()?, reason: row.take()?, at: row.take()? })
    };
    rows.into_iter().map(read).collect()
}
