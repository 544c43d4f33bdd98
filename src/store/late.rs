//! Alerts that waited in the outbox for longer than they are worth an interruption.

use std::collections::HashMap;

use super::compose::{ITEM, read_item};
use super::telling::REACHED;
use super::tx::Tx;
use super::value::{Param, params};
use super::{Result, Store, story};
use crate::digest::{self, Handing, Item, Own};
use crate::model::{DeliveryId, ItemId, MessageId, Name, RuleName, Timestamp};

/// Deliveries looked at in one turn.
const BATCH: i64 = 200;

/// A delivery that waits, and what its message tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// Through which channel.
    pub channel: Name,
    /// When its message was composed.
    pub composed_at: Timestamp,
    /// All that its message took.
    pub items: Vec<Item>,
}

/// What takes the place of a delivery.
struct HandOver {
    delivery_id: DeliveryId,
    why: String,
    items: Vec<Item>,
    at: Timestamp,
}

impl Store {
    /// Deliveries of a rule through these channels that wait to be sent and tell nothing that was matched since
    /// `matched_by`: those behind the delivery `after`, oldest first, a few hundred at most. One that is being sent, waits for a
    /// person, or was asked for by one is not among them.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn waiting(
        &self,
        rule: &RuleName,
        channels: &[Name],
        matched_by: Timestamp,
        after: Option<DeliveryId>,
    ) -> Result<Vec<Waiting>> {
        let wanted = (rule.to_string(), channels.to_vec(), matched_by, after);
        self.read(wanted, |tx, wanted| Box::pin(waiting(tx, wanted))).await
    }

    /// Gives a waiting delivery up because these items take its place, as far as their rules have not told it through the channel
    /// that they are for, in one transaction; false when it is sent, or on its way, and nothing was changed.
    ///
    /// # Errors
    /// The store cannot be used.
    pub async fn hand_over(
        &self,
        delivery_id: DeliveryId,
        why: &str,
        items: Vec<Item>,
        now: Timestamp,
    ) -> Result<bool> {
        let hand_over = HandOver { delivery_id, why: why.to_owned(), items, at: now };
        self.write(0, hand_over, |tx, input| Box::pin(hand_over_delivery(tx, input))).await
    }
}

async fn waiting(
    tx: &Tx,
    (rule, channels, matched_by, after): &(String, Vec<Name>, Timestamp, Option<DeliveryId>),
) -> Result<Vec<Waiting>> {
    let list: Vec<Param<'_>> = channels.iter().map(Param::from).collect();
    let sql = "SELECT d.id, d.channel, m.composed_at, d.message_id FROM deliveries d JOIN messages m ON m.id = d.message_id \
               WHERE d.settled_at IS NULL AND d.rule = $1 AND d.next_at IS NOT NULL AND d.state <> 'sending' \
               AND d.by_hand = 0 AND NOT EXISTS (SELECT 1 FROM items i \
               WHERE i.message_id = d.message_id AND i.created_at > $2) AND d.channel IN ({in}) \
               AND d.id > COALESCE($4, CAST(0 AS BIGINT)) ORDER BY d.id LIMIT $3";
    let mut found: Vec<(DeliveryId, Name, Timestamp, MessageId)> = Vec::new();
    for mut row in tx.query_in(sql, &params![rule, *matched_by, BATCH, *after], &list).await? {
        found.push((row.take()?, row.take()?, row.take()?, row.take()?));
    }
    let messages: Vec<Param<'_>> = found.iter().map(|(.., message)| Param::from(*message)).collect();
    let mut items: HashMap<MessageId, Vec<Item>> = HashMap::new();
    let sql = format!("SELECT {ITEM}, i.message_id FROM items i WHERE i.message_id IN ({{in}})");
    for mut row in tx.query_in(&sql, &[], &messages).await? {
        let item = read_item(&mut row)?;
        items.entry(row.take()?).or_default().push(item);
    }
    let mut waiting = Vec::with_capacity(found.len());
    for (delivery_id, channel, composed_at, message) in found {
        let mut items = items.get(&message).cloned().unwrap_or_default();
        items.sort_by_key(|item| item.id);
        waiting.push(Waiting { delivery_id, channel, composed_at, items });
    }
    Ok(waiting)
}

async fn hand_over_delivery(tx: &Tx, HandOver { delivery_id, why, items, at }: &HandOver) -> Result<bool> {
    let given_up = tx
        .execute(
            "UPDATE deliveries SET state = 'dropped', outcome = $2, next_at = NULL, settled_at = $3 \
             WHERE id = $1 AND settled_at IS NULL AND state <> 'sending' AND by_hand = 0",
            &params![*delivery_id, why, *at],
        )
        .await?;
    if given_up == 0 {
        return Ok(false);
    }
    owe(tx, items).await?;
    Ok(true)
}

/// Owes digests what an alert could not tell in time: only what they have not told, through the channel that an item is for where
/// it is for one, and are not about to tell.
pub(super) async fn owe(tx: &Tx, items: &[Item]) -> Result<()> {
    let mut owed = Vec::new();
    for item in items {
        match digest::hand_on(item, &own(tx, item).await?) {
            Handing::Owed => owed.push(item.clone()),
            Handing::Open(open) => mark_late(tx, open).await?,
            Handing::Told => {}
        }
    }
    story::write_items(tx, &owed).await
}

/// What the rule of an item is about to tell of its story, and what it told, through the item's channel where it is for one. What
/// was left out of a message was not told by it.
async fn own(tx: &Tx, item: &Item) -> Result<Vec<Own>> {
    let sql = format!(
        "SELECT i.id, i.topics, i.message_id FROM items i WHERE i.rule = $1 AND i.story_id = $2 AND i.answers IS NULL \
         AND i.channel IN ('', COALESCE($3, '')) \
         AND (i.message_id IS NULL OR EXISTS (SELECT 1 FROM shown h JOIN deliveries r ON r.message_id = h.message_id \
         AND r.channel = h.channel WHERE h.message_id = i.message_id AND h.story_id = i.story_id \
         AND h.channel = COALESCE($3, h.channel) AND {REACHED})) ORDER BY i.id"
    );
    let mut own = Vec::new();
    for mut row in tx.query(&sql, &params![&item.rule.to_string(), item.story_id, item.only.as_ref()]).await?
    {
        let (id, topics) = (row.take()?, serde_json::from_str(&row.take::<String>()?)?);
        own.push(Own { id, topics, is_open: row.take::<Option<MessageId>>()?.is_none() });
    }
    Ok(own)
}

/// An open item is told as late, unless its article was told so before.
async fn mark_late(tx: &Tx, item: ItemId) -> Result<()> {
    let sql = "UPDATE items SET reason = 'late' WHERE id = $1 AND message_id IS NULL AND NOT EXISTS \
               (SELECT 1 FROM items o WHERE o.rule = items.rule AND o.story_id = items.story_id \
               AND o.article_id = items.article_id AND o.version = items.version AND o.channel = items.channel \
               AND o.reason = 'late')";
    tx.execute(sql, &params![item]).await?;
    Ok(())
}
