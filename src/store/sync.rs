//! The configuration as the store knows it: feeds, topics with their versions, rules, channels.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::channels::{WantedChannel, sync_channels};
use super::due::UNCONDITIONAL;
use super::identity::given;
use super::poll::bucket;
use super::reselect::{reselect, selectors_of};
use super::tx::{Insert, Tx};
use super::value::{Param, params};
use super::{Result, StoreError};
use crate::config::{Config, FeedConfig};
use crate::feed::IntervalReason;
use crate::model::{FeedId, FeedState, Hash16, IdMint, Name, RuleName, Timestamp, TopicId, TopicVersionId};
use crate::schedule::Cadence;
use crate::topic::TopicVersion;

/// What a configuration wants of the store, taken from it before the transaction.
pub(super) struct Wanted {
    now: Timestamp,
    ids: Arc<IdMint>,
    slot: u16,
    hash: Hash16,
    feeds: Vec<WantedFeed>,
    selectors: Vec<(Name, String)>,
    topics: Vec<TopicVersion>,
    rules: Vec<RuleName>,
    channels: Vec<WantedChannel>,
}

struct WantedFeed {
    name: Name,
    url: String,
    host: String,
    attributes: String,
    cadence: String,
    /// When it would be polled next if it had just been polled.
    next_at: Option<Timestamp>,
    enabled: bool,
}

impl Wanted {
    pub(super) fn of(config: &Config, ids: Arc<IdMint>, slot: u16, now: Timestamp) -> Result<Self> {
        let alerts = config.alerts.keys().cloned().map(RuleName::Alert);
        let digests = config.digests.keys().cloned().map(RuleName::Digest);
        Ok(Self {
            now,
            ids,
            slot,
            hash: config.hash,
            feeds: config.feeds.values().map(|feed| WantedFeed::of(feed, now)).collect::<Result<_>>()?,
            selectors: config.feeds.values().filter_map(selectors_of).collect(),
            topics: config.index.versions().to_vec(),
            rules: alerts.chain(digests).collect(),
            channels: config.channels.values().map(WantedChannel::of).collect(),
        })
    }
}

impl WantedFeed {
    fn of(feed: &FeedConfig, now: Timestamp) -> Result<Self> {
        let (mut cadence, next_at) = match &feed.policy.cadence {
            Cadence::Every(span) => (format!("{} ms", span.as_millis()), Some(now + *span)),
            Cadence::Adaptive(span) => (format!("adaptive {} ms", span.as_millis()), Some(now + *span)),
            Cadence::Cron(line) => (format!("{} {}", line.text, line.zone), line.next_after(now)),
        };
        cadence += if feed.policy.obey_hints { "" } else { " heedless" };
        Ok(Self {
            name: feed.name.clone(),
            url: feed.url.to_string(),
            host: feed.url.host_str().unwrap_or_default().to_owned(),
            attributes: serde_json::to_string(&feed.tags)?,
            cadence,
            next_at,
            enabled: feed.enabled,
        })
    }
}

/// Writes a configuration.
pub(super) async fn commit(tx: &Tx, wanted: &Wanted) -> Result<()> {
    tx.execute(
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        &params![IN_FORCE, &format!("{} {}", wanted.hash, wanted.slot)],
    )
    .await?;
    sync_feeds(tx, wanted).await?;
    reselect(tx, &wanted.selectors, wanted.now).await?;
    sync_topics(tx, wanted).await?;
    sync_rules(tx, wanted).await?;
    sync_channels(tx, &wanted.channels, wanted.now).await
}

/// The configuration written last, and the slot of the worker that wrote it.
const IN_FORCE: &str = "configuration";

/// Whether a configuration is in force: written last, or by nobody else who has been heard of since `heard_since`.
///
/// While several workers are brought to a new configuration one by one, those of the old one see leftovers in what is new.
pub(super) async fn is_in_force(tx: &Tx, (hash, heard_since): &(Hash16, Timestamp)) -> Result<bool> {
    let Some(last) = given(tx, &IN_FORCE).await? else { return Ok(true) };
    let (written, slot) = last.split_once(' ').unwrap_or_default();
    if written == hash.to_string() {
        return Ok(true);
    }
    let slot: i64 =
        slot.parse().map_err(|_| StoreError::Other(format!("`{last}` is not a configuration")))?;
    let sql = "SELECT 1 FROM workers WHERE slot = $1 AND beat_at >= $2";
    Ok(tx.query_one(sql, &params![slot, *heard_since]).await?.is_none())
}

/// A feed as the store has it.
struct Stored {
    id: FeedId,
    name: Name,
    url: String,
    url_in_use: Option<String>,
    attributes: String,
    cadence: String,
    state: FeedState,
}

async fn sync_feeds(tx: &Tx, wanted: &Wanted) -> Result<()> {
    let mut stored: BTreeMap<Name, Stored> = BTreeMap::new();
    let sql = "SELECT f.id, f.name, f.url, f.attributes, f.cadence, s.state, s.url FROM feeds f \
               JOIN feed_states s ON s.feed_id = f.id";
    for mut row in tx.query(sql, &[]).await? {
        let feed = Stored {
            id: row.take()?,
            name: row.take()?,
            url: row.take()?,
            attributes: row.take()?,
            cadence: row.take()?,
            state: row.take()?,
            url_in_use: row.take()?,
        };
        stored.insert(feed.name.clone(), feed);
    }
    let names: HashSet<&Name> = wanted.feeds.iter().map(|f| &f.name).collect();
    // Of vanished feeds with one address, one that was polled until now comes before one removed long ago.
    let mut vanished: HashMap<String, Name> = HashMap::new();
    let (gone, left): (Vec<&Stored>, Vec<&Stored>) =
        stored.values().filter(|f| !names.contains(&f.name)).partition(|f| f.state == FeedState::Removed);
    for feed in gone.into_iter().chain(left) {
        vanished.insert(feed.url.clone(), feed.name.clone());
    }
    let mut new = Vec::new();
    for feed in &wanted.feeds {
        if let Some(known) = stored.remove(&feed.name) {
            update_feed(tx, &known, feed, wanted.now).await?;
        } else if let Some(known) = vanished.remove(&feed.url).and_then(|name| stored.remove(&name)) {
            tx.execute("UPDATE feeds SET name = $2 WHERE id = $1", &params![known.id, &feed.name]).await?;
            update_feed(tx, &known, feed, wanted.now).await?;
        } else {
            new.push(feed);
        }
    }
    for feed in stored.values().filter(|f| f.state != FeedState::Removed) {
        tx.execute("UPDATE feeds SET removed_at = $2 WHERE id = $1", &params![feed.id, wanted.now]).await?;
        let sql = "UPDATE feed_states SET state = 'removed', next_poll_at = NULL WHERE feed_id = $1";
        tx.execute(sql, &params![feed.id]).await?;
    }
    insert_feeds(tx, wanted, &new).await
}

/// Brings a known feed in line; a feed that did not change costs no statement.
async fn update_feed(tx: &Tx, known: &Stored, feed: &WantedFeed, now: Timestamp) -> Result<()> {
    let is_rewritten = known.url != feed.url;
    let is_in_use = known.url_in_use.as_deref() == Some(feed.url.as_str());
    let moved = is_rewritten && !is_in_use;
    if is_rewritten
        || known.attributes != feed.attributes
        || known.cadence != feed.cadence
        || known.state == FeedState::Removed
    {
        tx.execute(
            "UPDATE feeds SET url = $2, host = $3, bucket = $4, attributes = $5, cadence = $6, removed_at = NULL \
             WHERE id = $1",
            &params![
                known.id,
                &feed.url,
                &feed.host,
                bucket(&feed.host),
                &feed.attributes,
                &feed.cadence
            ],
        )
        .await?;
    }
    if is_rewritten && is_in_use {
        // Where redirects led is written into the configuration now: it is the same feed.
        let sql = "UPDATE feed_states SET bucket = $2, url = NULL, moved_url = NULL, moved_seen = 0 WHERE feed_id = $1";
        tx.execute(sql, &params![known.id, bucket(&feed.host)]).await?;
    }
    if moved {
        // Another address is another feed to its server, and the backlog rule applies to it anew.
        let sql = format!(
            "UPDATE feed_states SET {UNCONDITIONAL}, bucket = $2, url = NULL, last_ok_at = NULL, failures = 0, \
             reason = NULL, came = NULL, moved_url = NULL, moved_seen = 0, parts = NULL, rhythm = NULL, silent_at = NULL, \
             address_no = address_no + 1 WHERE feed_id = $1"
        );
        tx.execute(&sql, &params![known.id, bucket(&feed.host)]).await?;
    }
    let polled = match known.state {
        FeedState::Active | FeedState::Gone => true,
        FeedState::Paused | FeedState::Removed => false,
    };
    if !feed.enabled {
        if known.state != FeedState::Paused {
            let sql = "UPDATE feed_states SET state = 'paused', next_poll_at = NULL WHERE feed_id = $1";
            tx.execute(sql, &params![known.id]).await?;
        }
    } else if moved || !polled {
        // A feed that was put away for a moment is not asked sooner for it; one at another address is.
        let sql = "UPDATE feed_states SET state = 'active', next_poll_at = CASE WHEN CAST($3 AS BIGINT) = 0 \
                   AND last_poll_at + interval_ms > $2 THEN last_poll_at + interval_ms ELSE $2 END \
                   WHERE feed_id = $1";
        tx.execute(sql, &params![known.id, now, moved]).await?;
    } else if known.cadence != feed.cadence {
        // A shorter interval holds from now on, not after the end of the longer one. Back-off goes on.
        tx.execute(
            "UPDATE feed_states SET next_poll_at = $2 \
             WHERE feed_id = $1 AND failures = 0 AND next_poll_at > $2",
            &params![known.id, feed.next_at],
        )
        .await?;
    }
    Ok(())
}

async fn insert_feeds(tx: &Tx, wanted: &Wanted, new: &[&WantedFeed]) -> Result<()> {
    const FEEDS: Insert = Insert::new("feeds (id, name, url, host, bucket, attributes, cadence)", "");
    const STATES: Insert = Insert::new(
        "feed_states (feed_id, bucket, next_poll_at, state, failures, interval_ms, interval_why, moved_seen, \
         articles, recent)",
        "",
    );
    // In parts: ten thousand feeds at once would be all that the process ever holds.
    for part in new.chunks(256) {
        let (mut feeds, mut states) = (Vec::new(), Vec::new());
        for feed in part {
            let id: FeedId = wanted.ids.next(wanted.now);
            let bucket = bucket(&feed.host);
            let (name, attributes, cadence) = (&feed.name, &feed.attributes, &feed.cadence);
            feeds.extend(params![id, name, &feed.url, &feed.host, bucket, attributes, cadence]);
            states.extend(params![
                id,
                bucket,
                feed.enabled.then_some(wanted.now),
                if feed.enabled { FeedState::Active } else { FeedState::Paused },
                0i64,
                0i64,
                IntervalReason::Unpolled,
                0i64,
                0i64,
                "[]",
            ]);
        }
        tx.insert(&FEEDS, &feeds).await?;
        tx.insert(&STATES, &states).await?;
    }
    Ok(())
}

async fn sync_topics(tx: &Tx, wanted: &Wanted) -> Result<()> {
    let mut known: HashMap<Name, (TopicId, TopicVersionId, bool)> = HashMap::new();
    for mut row in tx.query("SELECT name, id, version_id, removed_at FROM topics", &[]).await? {
        let name = row.take()?;
        known.insert(name, (row.take()?, row.take()?, row.take::<Option<Timestamp>>()?.is_some()));
    }
    for topic in &wanted.topics {
        let was = known.remove(&topic.name);
        let topic_id = was.map_or_else(|| wanted.ids.next(wanted.now), |(id, ..)| id);
        let version = version_of(tx, wanted, topic_id, topic).await?;
        if was != Some((topic_id, version, false)) {
            tx.execute(
                "INSERT INTO topics (id, name, version_id) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET \
                 version_id = excluded.version_id, removed_at = NULL",
                &params![topic_id, &topic.name, version],
            )
            .await?;
        }
    }
    let removed: Vec<Param<'_>> =
        known.values().filter(|(.., removed)| !removed).map(|(id, ..)| Param::from(*id)).collect();
    tx.execute_in("UPDATE topics SET removed_at = $1 WHERE id IN ({in})", &params![wanted.now], &removed)
        .await?;
    Ok(())
}

/// The id of a topic's wording, written when it is new.
async fn version_of(
    tx: &Tx,
    wanted: &Wanted,
    topic_id: TopicId,
    topic: &TopicVersion,
) -> Result<TopicVersionId> {
    let sql = "SELECT id FROM topic_versions WHERE topic_id = $1 AND hash = $2";
    if let Some(mut row) = tx.query_one(sql, &params![topic_id, &topic.hash]).await? {
        return row.take();
    }
    let id: TopicVersionId = wanted.ids.next(wanted.now);
    tx.execute(
        "INSERT INTO topic_versions (id, topic_id, hash, definition, seen_at) VALUES ($1, $2, $3, $4, $5)",
        &params![id, topic_id, &topic.hash, &topic.definition, wanted.now],
    )
    .await?;
    Ok(id)
}

/// A rule the store has not met starts now: its first digest tells what comes from here on.
async fn sync_rules(tx: &Tx, wanted: &Wanted) -> Result<()> {
    for rule in wanted.rules.iter().map(RuleName::to_string) {
        let new = tx
            .execute(
                "INSERT INTO rules (rule, last_slot_at) VALUES ($1, $2) ON CONFLICT (rule) DO NOTHING",
                &params![&rule, wanted.now],
            )
            .await?;
        if new == 1 {
            tx.execute(
                "INSERT INTO slots (rule, slot_at) VALUES ($1, $2) ON CONFLICT (rule, slot_at) DO NOTHING",
                &params![&rule, wanted.now],
            )
            .await?;
        }
    }
    Ok(())
}
