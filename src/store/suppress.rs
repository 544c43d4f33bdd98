//! Who must not be written to: mailboxes that do not exist, and people who unsubscribed.

use super::rows::Suppression;
use super::tx::Tx;
use super::value::{Param, Row, params};
use super::{Result, StoreError};
use crate::deliver::{Settlement, Unwanted, mailbox_key};
use crate::model::{DeliveryId, MessageId, Name};

/// What T6 made of a refused recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suppressing {
    /// The recipient is suppressed.
    pub is_suppressed: bool,
    /// Those who were suppressed for the same message and are so no more, as addresses are compared.
    pub freed: Vec<String>,
}

// Rows here have addresses as they are compared ([`mailbox_key`]); deliveries have them as the configuration did.

/// A recipient who must not be written to, or not of some rules: what waits for him is dropped too. `refused` is the delivery that
/// his server refused; without it a person asked for it. False when all of it was so already.
pub(super) async fn add(tx: &Tx, suppression: &Suppression, refused: Option<DeliveryId>) -> Result<bool> {
    let Suppression { channel, recipient, what, reason, at } = suppression;
    let (recipient, rule) = (&mailbox_key(recipient), what.to_string());
    let mut new = 0;
    // What a server said may be taken back: where a person says as much, or less, that is kept beside it.
    let known = tx
        .query(
            "SELECT rule FROM suppressions WHERE channel = $1 AND recipient = $2 \
             AND (delivery_id IS NULL OR CAST($3 AS BIGINT) IS NOT NULL)",
            &params![channel, recipient, refused],
        )
        .await?
        .into_iter()
        .map(|mut row| row.take())
        .collect::<Result<Vec<Unwanted>>>()?;
    if !known.iter().any(|known| known.includes(what)) {
        let sql = "INSERT INTO suppressions (channel, recipient, rule, at, reason, delivery_id) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (channel, recipient, rule) DO NOTHING";
        new = tx.execute(sql, &params![channel, recipient, &rule, *at, reason, refused]).await?;
    }
    let sql = format!(
        "UPDATE deliveries SET state = 'dropped', outcome = 'recipient suppressed', settled_at = $3, next_at = NULL, \
         dropped_for = $5 \
         WHERE settled_at IS NULL AND state <> 'sending' AND channel = $1 AND lower(recipient) = $2 AND {}",
        covers("CAST($4 AS TEXT)")
    );
    tx.execute(&sql, &params![channel, recipient, *at, &rule, refused]).await?;
    Ok(new > 0)
}

/// The condition that a suppression's rule covers a delivery, as [`Unwanted::covers`] says.
pub(super) fn covers(rule: &str) -> String {
    format!(
        "({rule} = '' OR {rule} = deliveries.rule OR ({rule} = '*' AND deliveries.rule NOT IN ('operator', 'test')))"
    )
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
    // Whoever unsubscribed meanwhile is suppressed for no delivery.
    let sql = "SELECT s.recipient, d.id FROM suppressions s JOIN deliveries d ON d.id = s.delivery_id \
               WHERE d.message_id = $1 AND d.channel = $2 AND s.channel = $2 AND s.rule = '' ORDER BY s.recipient";
    let mut freed = Vec::new();
    for mut row in tx.query(sql, &of_message).await? {
        let (recipient, refused): (String, DeliveryId) = (row.take()?, row.take()?);
        let whole = Some(Unwanted::Everything);
        remove(tx, &(settlement.channel.clone(), recipient.clone(), whole)).await?;
        let sql = format!(
            "UPDATE deliveries SET state = 'pending', outcome = NULL, dropped_for = NULL, settled_at = NULL, next_at = $3 \
             WHERE channel = $1 AND state = 'dropped' AND dropped_for = $2 AND NOT EXISTS (SELECT 1 FROM suppressions s \
             WHERE s.channel = deliveries.channel AND s.recipient = lower(deliveries.recipient) AND {})",
            covers("s.rule")
        );
        tx.execute(&sql, &params![&settlement.channel, refused, settlement.finished_at]).await?;
        freed.push(recipient);
    }
    Ok(freed)
}

/// Undoes a suppression, or all of a recipient.
pub(super) async fn remove(
    tx: &Tx,
    (channel, recipient, what): &(Name, String, Option<Unwanted>),
) -> Result<bool> {
    let sql = "DELETE FROM suppressions WHERE channel = $1 AND recipient = $2 AND rule = COALESCE($3, rule)";
    let rule = what.as_ref().map(ToString::to_string);
    Ok(tx.execute(sql, &params![channel, &mailbox_key(recipient), rule.as_deref()]).await? > 0)
}

/// Who must not be written to.
pub(super) async fn all(tx: &Tx, (): &()) -> Result<Vec<Suppression>> {
    let sql =
        "SELECT channel, recipient, rule, reason, at FROM suppressions ORDER BY channel, recipient, rule";
    let rows = tx.query(sql, &[]).await?;
    let read = |mut row: Row| {
        Ok(Suppression {
            channel: row.take()?,
            recipient: row.take()?,
            what: row.take()?,
            reason: row.take()?,
            at: row.take()?,
        })
    };
    rows.into_iter().map(read).collect()
}
