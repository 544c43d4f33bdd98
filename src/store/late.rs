//! Alerts that waited in the outbox for longer than they are worth an interruption.

use std::collections::HashMap;

use super::compose::{ITEM, read_item};
use super::rows::StoryCommit;
use super::tx::Tx;
use super::value::{Param, params};
use super::{Result, Store, story};
use crate::digest::Item;
use crate::model::{DeliveryId, MessageId, Name, RuleName, Timestamp};

/// Deliveries looked at in one turn.
const BATCH: i64 = 200;

/// A delivery that waits, and what its message tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// Through which channel.
    pub channel: Name,
    /// All that its message took.
    pub items: Vec<Item>,
}

/// What takes the place of a delivery.
struct HandOver {
    delivery_id: DeliveryId,
    why: String,
    items: StoryCommit,
}

impl Store {
    /// Deliveries of a rule through these channels that wait to be sent and tell nothing that was matched since
    /// `matched_by`: those behind the delivery `after`, oldest first, a few hundred at most. One that is being sent, or waits
    /// for a person, is not among them.
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

    /// Gives a waiting delivery up because these items take its place, in one transaction; false when it is sent, or on its way,
    /// and nothing was changed.
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
        let items = StoryCommit { items, at: now, ..StoryCommit::default() };
        let hand_over = HandOver { delivery_id, why: why.to_owned(), items };
        self.write(0, hand_over, |tx, input| Box::pin(hand_over_delivery(tx, input))).await
    }
}

async fn waiting(
    tx: &Tx,
    (rule, channels, matched_by, after): &(String, Vec<Name>, Timestamp, Option<DeliveryId>),
) -> Result<Vec<Waiting>> {
    let list: Vec<Param<'_>> = channels.iter().map(Param::from).collect();
    let sql = "SELECT d.id, d.channel, d.message_id FROM deliveries d WHERE d.settled_at IS NULL AND d.rule = $1 \
               AND d.next_at IS NOT NULL AND d.state <> 'sending' AND NOT EXISTS (SELECT 1 FROM items i \
               WHERE i.message_id = d.message_id AND i.created_at > $2) AND d.channel IN ({in}) AND d.id > COALESCE($4, CAST(0 AS BIGINT)) ORDER BY d.id LIMIT $3";
    let mut found: Vec<(DeliveryId, Name, MessageId)> = Vec::new();
    for mut row in tx.query_in(sql, &params![rule, *matched_by, BATCH, *after], &list).await? {
        found.push((row.take()?, row.take()?, row.take()?));
    }
    let messages: Vec<Param<'_>> = found.iter().map(|(.., message)| Param::from(*message)).collect();
    let mut items: HashMap<MessageId, Vec<Item>> = HashMap::new();
    let sql = format!("SELECT {ITEM}, i.message_id FROM items i WHERE i.message_id IN ({{in}})");
    for mut row in tx.query_in(&sql, &[], &messages).await? {
        let item = read_item(&mut row)?;
        items.entry(row.take()?).or_default().push(item);
    }
    let with_items = |(delivery_id, channel, message): (DeliveryId, Name, MessageId)| {
        let mut items = items.get(&message).cloned().unwrap_or_default();
        items.sort_by_key(|item| item.id);
        Waiting { delivery_id, channel, items }
    };
    Ok(found.into_iter().map(with_items).collect())
}

async fn hand_over_delivery(tx: &Tx, HandOver { delivery_id, why, items }: &HandOver) -> Result<bool> {
    let given_up = tx
        .execute(
            "UPDATE deliveries SET state = 'dropped', outcome = $2, next_at = NULL, settled_at = $3 \
             WHERE id = $1 AND settled_at IS NULL AND state <> 'sending'",
            &params![*delivery_id, why, items.at],
        )
        .await?;
    if given_up > 0 {
        story::write_items(tx, items).await?;
    }
    Ok(given_up > 0)
}
