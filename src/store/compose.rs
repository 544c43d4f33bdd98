//! T4: open items become a message, frozen into deliveries.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::rows::MessageCommit;
use super::tx::{Insert, Tx};
use super::value::{Param, Row, params};
use super::{Result, StoreError, correct, recheck, syndication, telling};
use crate::deliver::{Unwanted, mailbox_key};
use crate::digest::{Correction, Item, OpenRule};
use crate::model::{DeliveryId, DeliveryState, IdMint, MessageId, Name, RuleName, Timestamp};
use crate::render::Rendered;

/// Items of one rule that a message may take.
const MAX_ITEMS: i64 = 20_000;

/// Unsent items of a rule: how many, the earliest `ready_at`, the earliest of the urgent ones.
type Open = (usize, Option<Timestamp>, Option<Timestamp>);

/// Q7.
pub(super) async fn open_rules(tx: &Tx, now: &Timestamp) -> Result<Vec<OpenRule>> {
    let mut open: HashMap<String, Open> = HashMap::new();
    let sql = "SELECT rule, COUNT(*), MIN(ready_at), MIN(CASE WHEN priority = 'urgent' THEN ready_at END) \
               FROM items WHERE message_id IS NULL GROUP BY rule";
    for mut row in tx.query(sql, &[]).await? {
        open.insert(row.take()?, (row.take()?, row.take()?, row.take()?));
    }
    let mut rules = Vec::new();
    // A last slot that lies ahead was taken under a wrong clock: what counts is the one before it.
    let sql = "SELECT rule, last_composed_at, CASE WHEN last_slot_at > $1 THEN COALESCE((SELECT MAX(s.slot_at) FROM slots s \
               WHERE s.rule = rules.rule AND s.slot_at <= $1), last_slot_at) ELSE last_slot_at END FROM rules";
    for mut row in tx.query(sql, &params![*now]).await? {
        let rule: String = row.take()?;
        let open = open.remove(&rule).unwrap_or_default();
        rules.push(open_rule(&rule, open, (row.take()?, row.take()?))?);
    }
    for (rule, open) in open {
        rules.push(open_rule(&rule, open, (None, None))?);
    }
    rules.sort_by(|a, b| a.rule.cmp(&b.rule));
    Ok(rules)
}

/// When each rule last answered that more outlets have a story.
pub(super) async fn answered(tx: &Tx, (): &()) -> Result<Vec<(RuleName, Timestamp)>> {
    let sql = "SELECT rule, last_answered_at FROM rules WHERE last_answered_at IS NOT NULL ORDER BY rule";
    let rows = tx.query(sql, &[]).await?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

fn open_rule(rule: &str, open: Open, last: (Option<Timestamp>, Option<Timestamp>)) -> Result<OpenRule> {
    Ok(OpenRule {
        rule: parse_rule(rule)?,
        open: open.0,
        first_ready_at: open.1,
        first_urgent_at: open.2,
        last_composed_at: last.0,
        last_slot_at: last.1,
    })
}

fn parse_rule(text: &str) -> Result<RuleName> {
    text.parse().map_err(|e: crate::model::InvalidName| StoreError::Other(e.to_string()))
}

/// The columns of an item, for [`read_item`].
pub(super) const ITEM: &str = "i.id, i.rule, i.story_id, i.article_id, i.reason, i.topics, i.priority, i.created_at, i.ready_at, \
     i.corrects, i.version, i.answers, i.channel";

/// Reads an item from the columns of [`ITEM`].
pub(super) fn read_item(row: &mut Row) -> Result<Item> {
    Ok(Item {
        id: row.take()?,
        rule: row.take()?,
        story_id: row.take()?,
        article_id: row.take()?,
        reason: row.take::<String>()?.parse().map_err(StoreError::Other)?,
        topics: serde_json::from_str(&row.take::<String>()?)?,
        priority: row.take()?,
        created_at: row.take()?,
        ready_at: row.take()?,
        correction: {
            let (from, to) = (row.take()?, row.take()?);
            row.take::<Option<MessageId>>()?.map(|answers| Correction { from, to, answers })
        },
        only: Some(row.take::<String>()?)
            .filter(|channel| !channel.is_empty())
            .map(|channel| {
                channel.parse().map_err(|e: crate::model::InvalidName| StoreError::Other(e.to_string()))
            })
            .transpose()?,
    })
}

/// The open items of a rule, oldest first.
pub(super) async fn open_items(tx: &Tx, (rule, ready_by): &(String, Timestamp)) -> Result<Vec<Item>> {
    let sql = format!(
        "SELECT {ITEM} FROM items i WHERE i.message_id IS NULL AND i.rule = $1 AND i.ready_at <= $2 ORDER BY i.id LIMIT $3"
    );
    let rows = tx.query(&sql, &params![rule, *ready_by, MAX_ITEMS]).await?;
    rows.into_iter().map(|mut row| read_item(&mut row)).collect()
}

/// T4, with the mint that numbers its deliveries.
pub(super) async fn commit(tx: &Tx, (commit, ids): &(MessageCommit, Arc<IdMint>)) -> Result<bool> {
    tx.is("compose");
    let rule = commit.rule.to_string();
    let id = commit.deliveries.as_ref().map(|_| commit.id);
    // Items that were handed on (an alert grown too old) belong to a message that nobody gets.
    let needs_row = id.is_some() || !commit.items.is_empty();
    let fresh = !needs_row || write_message(tx, commit, &rule).await?;
    if !fresh || !take_slot(tx, commit, &rule, id).await? || !take_items(tx, commit).await? {
        tx.spoil();
        return Ok(false);
    }
    if let Some(deliveries) = &commit.deliveries {
        let to = correct::recipients(tx, commit.id).await?;
        let written = write_deliveries(tx, commit, deliveries, to.as_ref(), ids).await?;
        if written == 0 && !deliveries.is_empty() && has_news(tx, commit.id).await? {
            // All are suppressed since the rule was looked at: what nobody would get is not told.
            tx.spoil();
            return Ok(false);
        }
        if written > 0 {
            recheck::begin(tx, commit).await?;
            telling::show(tx, commit).await?;
            correct::told(tx, commit).await?;
        }
        if let Some(content) = &commit.content {
            syndication::keep(tx, commit.id, &rule, content).await?;
        }
    }
    tx.execute(
        "INSERT INTO rules (rule, last_composed_at, last_slot_at, last_answered_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (rule) DO UPDATE SET last_composed_at = COALESCE(excluded.last_composed_at, rules.last_composed_at), \
         last_slot_at = COALESCE(excluded.last_slot_at, rules.last_slot_at), \
         last_answered_at = COALESCE(excluded.last_answered_at, rules.last_answered_at)",
        &params![
            &rule,
            id.filter(|_| !commit.is_answer).map(|_| commit.composed_at),
            commit.slot_at,
            id.filter(|_| commit.is_answer).map(|_| commit.composed_at),
        ],
    )
    .await?;
    if !super::alarms::told(tx, &commit.alarms, commit.composed_at).await? {
        tx.spoil();
        return Ok(false);
    }
    Ok(true)
}

/// Whether a message tells anything that is for all who read its rule: neither an answer to an earlier one, nor late in one
/// channel.
async fn has_news(tx: &Tx, message: MessageId) -> Result<bool> {
    let sql = "SELECT 1 FROM items WHERE message_id = $1 AND answers IS NULL AND channel = '' LIMIT 1";
    Ok(tx.query_one(sql, &params![message]).await?.is_some())
}

/// Writes the message's row; false when this very message was committed before.
async fn write_message(tx: &Tx, commit: &MessageCommit, rule: &str) -> Result<bool> {
    let written = tx
        .execute(
            "INSERT INTO messages (id, rule, slot_at, composed_at, stories, more, subject) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
            &params![
                commit.id,
                rule,
                commit.slot_at,
                commit.composed_at,
                commit.stories,
                commit.more,
                &commit.subject,
            ],
        )
        .await?;
    Ok(written == 1)
}

/// Takes the digest's slot; false when it was taken before.
async fn take_slot(tx: &Tx, commit: &MessageCommit, rule: &str, id: Option<MessageId>) -> Result<bool> {
    let Some(slot_at) = commit.slot_at else { return Ok(true) };
    // The slot is the latest until now: those after it were taken under a wrong clock, and are to come.
    let sql = "DELETE FROM slots WHERE rule = $1 AND slot_at > $2";
    tx.execute(sql, &params![rule, slot_at]).await?;
    let taken = tx
        .execute(
            "INSERT INTO slots (rule, slot_at, message_id) VALUES ($1, $2, $3) ON CONFLICT (rule, slot_at) DO NOTHING",
            &params![rule, slot_at, id],
        )
        .await?;
    Ok(taken == 1)
}

/// Takes exactly the items given; false when one of them is another message's already.
async fn take_items(tx: &Tx, commit: &MessageCommit) -> Result<bool> {
    let wanted: BTreeSet<_> = commit.items.iter().copied().collect();
    let list: Vec<Param<'_>> = wanted.iter().map(|item| Param::from(*item)).collect();
    let sql = "UPDATE items SET message_id = $1 WHERE message_id IS NULL AND id IN ({in})";
    Ok(tx.execute_in(sql, &params![commit.id], &list).await? == wanted.len())
}

/// Writes what goes out, to those in `only` where it is given, addresses as they are compared; how many.
async fn write_deliveries(
    tx: &Tx,
    commit: &MessageCommit,
    deliveries: &[(Name, Rendered)],
    only: Option<&HashSet<(String, String)>>,
    ids: &IdMint,
) -> Result<usize> {
    const DELIVERIES: Insert = Insert::new(
        "deliveries (id, message_id, rule, channel, recipient, stable_id, state, attempts, next_at)",
        "",
    );
    const BODIES: Insert = Insert::new("delivery_bodies (delivery_id, bytes)", "");
    const CHANNELS: Insert = Insert::new(
        "channel_states (channel, token, failures, not_before_at)",
        "ON CONFLICT (channel) DO NOTHING",
    );
    let channels: BTreeSet<&str> = deliveries.iter().map(|(channel, _)| channel.as_str()).collect();
    let list: Vec<Param<'_>> = channels.into_iter().map(Param::from).collect();
    let mut suppressed: HashSet<(String, String)> = HashSet::new();
    let sql = "SELECT channel, recipient, rule FROM suppressions WHERE channel IN ({in})";
    for mut row in tx.query_in(sql, &[], &list).await? {
        let whom = (row.take()?, row.take()?);
        if row.take::<Unwanted>()?.covers(&commit.rule) {
            suppressed.insert(whom);
        }
    }
    let states: Vec<Param<'_>> =
        list.iter().flat_map(|channel| [*channel, Param::Int(0), Param::Int(0), Param::Int(0)]).collect();
    tx.insert(&CHANNELS, &states).await?;
    let rule = commit.rule.to_string();
    let mut seen = HashSet::new();
    let (mut rows, mut bodies) = (Vec::new(), Vec::new());
    for (channel, rendered) in deliveries {
        let to = (channel.to_string(), mailbox_key(&rendered.recipient));
        let is_wanted = only.is_none_or(|only| only.contains(&to)) && !suppressed.contains(&to);
        if !is_wanted || !seen.insert(to) {
            continue;
        }
        let id: DeliveryId = ids.next(commit.composed_at);
        rows.extend(params![
            id,
            commit.id,
            &rule,
            channel,
            &rendered.recipient,
            &rendered.stable_id,
            DeliveryState::Pending,
            0i64,
            commit.composed_at,
        ]);
        bodies.extend(params![id, &rendered.bytes]);
    }
    tx.insert(&DELIVERIES, &rows).await?;
    tx.insert(&BODIES, &bodies).await
}
