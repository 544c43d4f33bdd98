//! Looking without touching: what is due, what there is, how well Vigie sees.

use super::learnt;
use super::read::{FRESH, RECHECK};
use super::rows::{Attempt, DeliveryFilter, DeliveryRow, DeliveryTrail, FeedRow, NextDue};
use super::silence::unheard_until;
use super::tx::Tx;
use super::value::{Param, Row, params};
use super::{Hosts, Result};
use crate::feed::Validators;
use crate::model::{DeliveryId, Timestamp};

pub(super) async fn one_time(tx: &Tx, sql: &str, params: &[Param<'_>]) -> Result<Option<Timestamp>> {
    tx.query_one(sql, params).await?.map_or(Ok(None), |mut row| row.take())
}

/// The earliest time each loop has something to do; what a held host or a leased channel keeps back counts from
/// the end of that.
pub(super) async fn next_due(tx: &Tx, hosts: Hosts) -> Result<NextDue> {
    let story = one_time(tx, "SELECT MIN(story_at) FROM articles WHERE story_at IS NOT NULL", &[]).await?;
    Ok(NextDue {
        feed: next_feed(tx, hosts).await?,
        page: next_read(tx, hosts).await?,
        story,
        delivery: next_delivery(tx).await?,
        hub: one_time(tx, "SELECT MIN(look_at) FROM websub WHERE look_at IS NOT NULL", &[]).await?,
    })
}

/// When the first poll of these hosts may be made.
async fn next_feed(tx: &Tx, hosts: Hosts) -> Result<Option<Timestamp>> {
    let ours = Hosts::among("s.bucket", 1);
    let feed = format!(
        "SELECT s.next_poll_at FROM feed_states s JOIN feeds f ON f.id = s.feed_id \
         WHERE s.next_poll_at IS NOT NULL AND {ours} AND NOT EXISTS \
         (SELECT 1 FROM hosts h WHERE h.host = f.host AND h.not_before_at > s.next_poll_at) AND NOT EXISTS \
         (SELECT 1 FROM pauses p WHERE p.kind = 'feed' AND p.name = f.name) \
         ORDER BY s.next_poll_at LIMIT 1"
    );
    // Without an end: nothing until it is resumed, which wakes whoever waits.
    let paused = format!(
        "SELECT MIN(CASE WHEN s.next_poll_at > p.until_at THEN s.next_poll_at ELSE p.until_at END) FROM pauses p \
         JOIN feeds f ON f.name = p.name JOIN feed_states s ON s.feed_id = f.id \
         WHERE p.kind = 'feed' AND p.until_at IS NOT NULL AND s.next_poll_at IS NOT NULL AND {ours}"
    );
    let held = format!(
        "SELECT MIN(h.not_before_at) FROM hosts h WHERE EXISTS (SELECT 1 FROM feeds f JOIN feed_states s \
         ON s.feed_id = f.id WHERE f.host = h.host AND s.next_poll_at < h.not_before_at AND {ours})"
    );
    let mut times = Vec::new();
    for sql in [feed, paused, held] {
        times.extend(one_time(tx, &sql, &params![hosts]).await?);
    }
    Ok(times.into_iter().min())
}

/// When the first page of these hosts may be read.
async fn next_read(tx: &Tx, hosts: Hosts) -> Result<Option<Timestamp>> {
    let ours = Hosts::among("bucket", 1);
    // A host with a page in hand has its share; the reader looks again when that page is done.
    let next = |kind: &str| {
        format!(
            "SELECT due_at FROM page_jobs WHERE {kind} AND until_at IS NULL AND {ours} AND NOT EXISTS \
             (SELECT 1 FROM hosts h WHERE h.host = page_jobs.host AND h.not_before_at > page_jobs.due_at) AND NOT EXISTS \
             (SELECT 1 FROM page_jobs o WHERE o.host = page_jobs.host AND o.until_at IS NOT NULL) ORDER BY due_at LIMIT 1"
        )
    };
    let leased = format!("SELECT MIN(until_at) FROM page_jobs WHERE until_at IS NOT NULL AND {ours}");
    let held = format!(
        "SELECT MIN(h.not_before_at) FROM hosts h WHERE EXISTS \
         (SELECT 1 FROM page_jobs WHERE page_jobs.host = h.host AND due_at < h.not_before_at AND {ours})"
    );
    let mut times = Vec::new();
    for sql in [next(FRESH), next(RECHECK), leased, held] {
        times.extend(one_time(tx, &sql, &params![hosts]).await?);
    }
    Ok(times.into_iter().min())
}

/// When the first head of a queue may go.
async fn next_delivery(tx: &Tx) -> Result<Option<Timestamp>> {
    let rows = tx
        .query(
            "SELECT d.next_at, c.not_before_at, c.until_at, p.until_at FROM deliveries d JOIN channel_states c \
             ON c.channel = d.channel LEFT JOIN pauses p ON p.kind = 'channel' AND p.name = d.channel \
             WHERE (p.kind IS NULL OR p.until_at IS NOT NULL) AND d.settled_at IS NULL AND c.disabled_why IS NULL AND d.id IN \
             (SELECT MIN(e.id) FROM deliveries e WHERE e.settled_at IS NULL AND e.next_at IS NOT NULL \
             GROUP BY e.channel, e.rule, e.recipient)",
            &[],
        )
        .await?;
    let mut next: Option<Timestamp> = None;
    for mut row in rows {
        let (due, held): (Timestamp, Timestamp) = (row.take()?, row.take()?);
        let leased: Option<Timestamp> = row.take()?;
        let paused: Option<Timestamp> = row.take()?;
        let at = due.max(held).max(leased.unwrap_or(due)).max(paused.unwrap_or(due));
        next = Some(next.map_or(at, |n| n.min(at)));
    }
    Ok(next)
}

/// Every feed with its state, by name.
pub(super) async fn feed_list(tx: &Tx, now: &Timestamp) -> Result<Vec<FeedRow>> {
    let sql = format!(
        "SELECT f.id, f.name, f.url, s.state, s.next_poll_at, s.last_poll_at, s.last_ok_at, s.last_new_at, \
             s.failures, s.reason, s.interval_ms, s.interval_why, s.etag, s.last_modified, s.url, s.moved_url, \
             s.moved_seen, s.articles, s.recent, s.last_body, h.not_before_at, h.reason, p.since_at, p.until_at, s.rhythm, \
             s.silent_at, {} \
             FROM feeds f JOIN feed_states s ON s.feed_id = f.id LEFT JOIN hosts h ON h.host = f.host \
             LEFT JOIN pauses p ON p.kind = 'feed' AND p.name = f.name WHERE s.state <> 'removed' ORDER BY f.name",
        unheard_until()
    );
    let rows = tx.query(&sql, &params![*now]).await?;
    rows.into_iter()
        .map(|mut row| {
            let (id, name) = (row.take()?, row.take()?);
            Ok(FeedRow {
                id,
                url: row.take()?,
                state: row.take()?,
                next_poll_at: row.take()?,
                last_poll_at: row.take()?,
                last_ok_at: row.take()?,
                last_new_at: row.take()?,
                failures: row.take()?,
                reason: row.take()?,
                interval_ms: row.take()?,
                interval_why: row.take()?,
                validators: Validators { etag: row.take()?, last_modified: row.take()?, url: None },
                url_in_use: row.take()?,
                moved: {
                    let (url, seen): (Option<String>, u32) = (row.take()?, row.take()?);
                    url.map(|url| (url, seen))
                },
                articles: row.take()?,
                recent: learnt::polls(&name, row.take::<Option<String>>()?.as_deref()),
                body: learnt::json(&name, "last_body", row.take::<Option<String>>()?.as_deref()),
                host_held: {
                    let (until, why): (Option<Timestamp>, Option<String>) = (row.take()?, row.take()?);
                    until.map(|until| (until, why.unwrap_or_default()))
                },
                paused: {
                    let (since, until): (Option<Timestamp>, Option<Timestamp>) = (row.take()?, row.take()?);
                    since.map(|since| (since, until))
                },
                rhythm: learnt::rhythm(&name, row.take()?),
                silent_at: row.take()?,
                unheard_until: row.take()?,
                name,
            })
        })
        .collect()
}

/// The columns of [`read_delivery`], over `deliveries d` and `messages m`.
pub(super) const DELIVERY: &str = "d.id, d.message_id, d.rule, d.channel, d.recipient, d.stable_id, d.state, \
                                   d.attempts, d.next_at, d.settled_at, d.outcome, m.subject, m.composed_at";

pub(super) fn read_delivery(row: &mut Row) -> Result<DeliveryRow> {
    Ok(DeliveryRow {
        id: row.take()?,
        message_id: row.take()?,
        rule: row.take()?,
        channel: row.take()?,
        recipient: row.take()?,
        stable_id: row.take()?,
        state: row.take()?,
        attempts: row.take()?,
        next_at: row.take()?,
        settled_at: row.take()?,
        outcome: row.take()?,
        subject: row.take()?,
        composed_at: row.take()?,
    })
}

/// Deliveries, newest first.
pub(super) async fn deliveries(tx: &Tx, filter: &DeliveryFilter) -> Result<Vec<DeliveryRow>> {
    let mut values = params![filter.limit.unwrap_or(usize::MAX)].to_vec();
    let mut wanted = String::new();
    let conditions = [
        ("d.channel = ", filter.channel.as_ref().map(Param::from)),
        ("d.state = ", filter.state.map(Param::from)),
        ("d.message_id = ", filter.message.map(Param::from)),
        ("m.composed_at >= ", filter.since.map(Param::from)),
    ];
    for (condition, value) in conditions {
        if let Some(value) = value {
            values.push(value);
            wanted.push_str(if wanted.is_empty() { "WHERE " } else { " AND " });
            wanted.push_str(&[condition, "$", &values.len().to_string()].concat());
        }
    }
    let sql = format!(
        "SELECT {DELIVERY} FROM deliveries d JOIN messages m ON m.id = d.message_id {wanted} \
         ORDER BY d.id DESC LIMIT $1"
    );
    let rows = tx.query(&sql, &values).await?;
    rows.into_iter().map(|mut row| read_delivery(&mut row)).collect()
}

/// One delivery with its attempts and bytes.
pub(super) async fn delivery(tx: &Tx, id: &DeliveryId) -> Result<Option<DeliveryTrail>> {
    let sql =
        format!("SELECT {DELIVERY} FROM deliveries d JOIN messages m ON m.id = d.message_id WHERE d.id = $1");
    let id: [Param<'_>; 1] = params![*id];
    let Some(mut row) = tx.query_one(&sql, &id).await? else { return Ok(None) };
    let attempts = tx
        .query(
            "SELECT n, started_at, finished_at, outcome, detail FROM delivery_attempts \
             WHERE delivery_id = $1 ORDER BY n",
            &id,
        )
        .await?;
    let attempts = attempts
        .into_iter()
        .map(|mut row| {
            Ok(Attempt {
                number: row.take()?,
                started_at: row.take()?,
                finished_at: row.take()?,
                outcome: row.take()?,
                detail: row.take()?,
            })
        })
        .collect::<Result<_>>()?;
    let bytes = tx.query_one("SELECT bytes FROM delivery_bodies WHERE delivery_id = $1", &id).await?;
    let bytes = bytes.map(|mut row| row.take()).transpose()?;
    Ok(Some(DeliveryTrail { row: read_delivery(&mut row)?, attempts, bytes }))
}
