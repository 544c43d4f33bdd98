//! What the poller asks before a poll: which feeds are due, which entries are known.

use std::time::Duration;

use super::learnt;
use super::pauses::is_not_paused;
use super::tx::Tx;
use super::value::{Param, Row, params};
use super::{Hosts, Result, Store};
use crate::feed::{Basis, Due, EntryAt, KnownEntry, Parts, Validators};
use crate::model::{FeedId, Hash16, Name, PauseKind, Timestamp};
use crate::schedule::{Overdue, spread};

/// An entry found in its feed is noted as still there when it was last noted longer ago than this; less than
/// [`super::sweep`] allows for.
const TOUCH_AFTER: Duration = Duration::from_hours(6 * 24);

impl Store {
    /// Makes feeds due that were polled in what is the future by now, as after a clock that was ahead; how many.
    ///
    /// # Errors
    /// See [`StoreError`](super::StoreError).
    pub async fn wake_from_the_future(&self, now: Timestamp) -> Result<usize> {
        if !self.read(now, |tx, now| Box::pin(is_ahead(tx, now))).await? {
            return Ok(0);
        }
        self.write(0, now, |tx, now| Box::pin(come_back(tx, now))).await
    }

    /// The entries of a feed at these links, those whose articles share a link before the others, the newest first. Those whose
    /// articles the links lead to are still in the feed, under other guids.
    ///
    /// # Errors
    /// See [`StoreError`](super::StoreError).
    pub async fn entries_at(&self, feed: FeedId, links: Vec<Hash16>) -> Result<Vec<EntryAt>> {
        let (led_to, sharing) = self.read((feed, links), |tx, input| Box::pin(entries_at(tx, input))).await?;
        self.note_seen(feed, &led_to).await?;
        let at = |is_led_to| move |(key, entry, _)| EntryAt { key, entry, is_led_to };
        Ok(sharing.into_iter().map(at(false)).chain(led_to.into_iter().map(at(true))).collect())
    }

    /// Notes of entries found in their feed that they are still there, where that was long ago.
    pub(super) async fn note_seen(
        &self,
        feed: FeedId,
        rows: &[(Hash16, KnownEntry, Timestamp)],
    ) -> Result<()> {
        let now = self.0.clock.now();
        let stale = rows.iter().filter(|(.., seen)| *seen + TOUCH_AFTER < now);
        let stale: Vec<Hash16> = stale.map(|(key, ..)| *key).collect();
        if stale.is_empty() {
            return Ok(());
        }
        self.write(0, (feed, stale, now), |tx, input| Box::pin(touch_entries(tx, input))).await
    }
}

/// What makes a feed's next poll unconditional.
pub(super) const UNCONDITIONAL: &str =
    "etag = NULL, last_modified = NULL, validators_url = NULL, body_hash = NULL";

const DUE: &str = "SELECT f.id, f.name, COALESCE(s.url, f.url), s.next_poll_at, s.etag, s.last_modified, \
                   s.validators_url, s.body_hash, s.failures, s.last_ok_at, s.last_new_at, s.moved_url, \
                   s.moved_seen, s.recent, s.parts, s.rhythm, s.silent_at, \
                   CASE WHEN s.url <> f.url THEN f.url END, s.address_no, s.hand_no, s.force_no \
                   FROM feed_states s JOIN feeds f ON f.id = s.feed_id \
                   WHERE s.next_poll_at IS NOT NULL";

/// Q1.
pub(super) async fn due_feeds(tx: &Tx, (now, limit, hosts): &(Timestamp, usize, Hosts)) -> Result<Vec<Due>> {
    let sql = format!(
        "{DUE} AND s.next_poll_at <= $1 AND {} \
         AND NOT EXISTS (SELECT 1 FROM hosts h WHERE h.host = f.host AND h.not_before_at > $1) \
         AND {} ORDER BY s.next_poll_at, s.feed_id LIMIT $2",
        Hosts::among("s.bucket", 3),
        is_not_paused(PauseKind::Feed, "f.name", 1)
    );
    tx.query(&sql, &params![*now, *limit, *hosts]).await?.into_iter().map(due).collect()
}

/// A feed as if it were due, for what its hub pushes; none when it is not polled, or paused.
pub(super) async fn pushed_feed(tx: &Tx, (feed, now): &(FeedId, Timestamp)) -> Result<Option<Due>> {
    let sql = format!(
        "{DUE} AND s.feed_id = $1 AND s.state = 'active' AND {}",
        is_not_paused(PauseKind::Feed, "f.name", 2)
    );
    tx.query_one(&sql, &params![*feed, *now]).await?.map(due).transpose()
}

fn due(mut row: Row) -> Result<Due> {
    let (feed_id, name) = (row.take()?, row.take()?);
    Ok(Due {
        feed_id,
        url: row.take()?,
        due_at: row.take()?,
        validators: Validators { etag: row.take()?, last_modified: row.take()?, url: row.take()? },
        body_hash: row.take()?,
        failures: row.take()?,
        last_ok_at: row.take()?,
        last_new_at: row.take()?,
        moved: {
            let (url, seen): (Option<String>, u32) = (row.take()?, row.take()?);
            url.map(|url| (url, seen))
        },
        recent: learnt::polls(&name, row.take::<Option<String>>()?.as_deref()),
        parts: learnt::text::<Parts>(&name, "parts", row.take()?),
        rhythm: learnt::rhythm(&name, row.take()?),
        silent_at: row.take()?,
        moved_from: row.take()?,
        basis: Basis { address: row.take()?, by_hand: row.take()?, by_force: row.take()? },
        name,
    })
}

/// An entry by its key, and when it was last known to be in its feed.
type Noted = (Hash16, KnownEntry, Timestamp);

/// Entries that share a link which are looked at.
const NEWEST: i64 = 8;

/// Q2, with the time each entry was last known to be in its feed.
pub(super) async fn known_entries(
    tx: &Tx,
    (feed, keys): &(FeedId, Vec<Hash16>),
) -> Result<Vec<(Hash16, KnownEntry, Timestamp)>> {
    let list: Vec<Param<'_>> = keys.iter().map(Param::from).collect();
    let sql = "SELECT key, article_id, content_hash, title, link, relinked, seen_at FROM entries WHERE feed_id = $1 AND key IN ({in})";
    tx.query_in(sql, &params![*feed], &list).await?.into_iter().map(known).collect()
}

/// Entries of a feed whose articles these links lead to, and those whose articles share them, the newest first; as
/// [`known_entries`].
async fn entries_at(tx: &Tx, (feed, links): &(FeedId, Vec<Hash16>)) -> Result<(Vec<Noted>, Vec<Noted>)> {
    let list: Vec<Param<'_>> = links.iter().map(Param::from).collect();
    let select = "SELECT e.key, e.article_id, e.content_hash, e.title, e.link, e.relinked, e.seen_at";
    let order = "ORDER BY e.first_seen_at DESC, e.key";
    let sql = format!(
        "{select} FROM article_addresses a JOIN entries e ON e.article_id = a.article_id AND e.feed_id = $1 \
         WHERE a.url_key IN ({{in}}) {order}"
    );
    let led_to =
        tx.query_in(&sql, &params![*feed], &list).await?.into_iter().map(known).collect::<Result<_>>()?;
    let mut sharing = Vec::new();
    for link in links {
        // A link may be shared by all that a feed ever told.
        let sql = format!(
            "{select} FROM shared_links a JOIN entries e ON e.article_id = a.article_id AND e.feed_id = $1 \
             WHERE a.url_key = $2 {order} LIMIT $3"
        );
        for row in tx.query(&sql, &params![*feed, link, NEWEST]).await? {
            sharing.push(known(row)?);
        }
    }
    Ok((led_to, sharing))
}

fn known(mut row: Row) -> Result<Noted> {
    let key = row.take()?;
    let known = KnownEntry {
        article_id: row.take()?,
        content_hash: row.take()?,
        title: row.take()?,
        link: row.take()?,
        relinked: row.take()?,
    };
    Ok((key, known, row.take()?))
}

/// A clock may be set back by so much while all is well.
const AHEAD: Duration = Duration::from_hours(1);

async fn is_ahead(tx: &Tx, now: &Timestamp) -> Result<bool> {
    let sql = "SELECT 1 FROM feed_states WHERE last_poll_at > $1 AND next_poll_at > $1 LIMIT 1";
    Ok(tx.query_one(sql, &params![*now + AHEAD]).await?.is_some())
}

async fn come_back(tx: &Tx, now: &Timestamp) -> Result<usize> {
    let sql = "UPDATE feed_states SET next_poll_at = $2 WHERE last_poll_at > $1 AND next_poll_at > $1";
    tx.execute(sql, &params![*now + AHEAD, *now]).await
}

/// `feed poll NAME`.
pub(super) async fn make_due(tx: &Tx, (feed, now): &(Name, Timestamp)) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE feed_states SET next_poll_at = $2, state = 'active', hand_no = hand_no + 1 \
             WHERE state IN ('active', 'gone') AND feed_id = (SELECT id FROM feeds WHERE name = $1)",
            &params![feed, *now],
        )
        .await?;
    Ok(changed > 0)
}

/// Notes that entries are still in their feed, so that retention keeps their keys.
async fn touch_entries(tx: &Tx, (feed, keys, now): &(FeedId, Vec<Hash16>, Timestamp)) -> Result<()> {
    let list: Vec<Param<'_>> = keys.iter().map(Param::from).collect();
    let sql = "UPDATE entries SET seen_at = $1 WHERE feed_id = $2 AND key IN ({in})";
    tx.execute_in(sql, &params![*now, *feed], &list).await?;
    Ok(())
}

/// Spreads the feeds that are overdue, when they are many; says how many were moved. None is polled sooner than it was due.
pub(super) async fn spread_overdue(tx: &Tx, (now, hosts): &(Timestamp, Hosts)) -> Result<usize> {
    let sql = format!(
        "SELECT feed_id, interval_ms, next_poll_at FROM feed_states \
         WHERE next_poll_at IS NOT NULL AND next_poll_at <= $1 AND last_poll_at IS NOT NULL AND {}",
        Hosts::among("bucket", 2)
    );
    let mut overdue = Vec::new();
    for mut row in tx.query(&sql, &params![*now, *hosts]).await? {
        let (feed, interval): (FeedId, i64) = (row.take()?, row.take()?);
        let interval = Duration::from_millis(u64::try_from(interval).unwrap_or(0));
        overdue.push(Overdue { feed, interval, due_at: row.take()? });
    }
    let mut places = spread(overdue, *now);
    // In one order on every worker, so that two of them never wait for each other.
    places.sort_unstable();
    for (feed, at) in &places {
        let sql = "UPDATE feed_states SET next_poll_at = $2 WHERE feed_id = $1 AND next_poll_at <= $3";
        tx.execute(sql, &params![*feed, *at, *now]).await?;
    }
    Ok(places.len())
}
