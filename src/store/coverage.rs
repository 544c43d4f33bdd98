//! Q12: how well Vigie sees, for the footer of a digest.

use std::collections::BTreeSet;

use super::Result;
use super::pauses::{holds, is_not_paused};
use super::silence::unheard;
use super::tx::Tx;
use super::value::params;
use crate::digest::{BlindFeed, Coverage, PausedFeed, PausedTopic, SilentTopic};
use crate::feed::HELD;
use crate::model::{ArticleId, FeedId, FeedState, Name, PauseKind, Timestamp, TopicId};

/// Whether feed `f` is watched at `$1`: what is paused is neither healthy nor blind, because nobody looks.
fn watched() -> String {
    is_not_paused(PauseKind::Feed, "f.name", 1)
}

/// Q12. A feed that was never polled is neither healthy nor blind yet.
pub(super) async fn coverage(tx: &Tx, (silent_before, now): &(Timestamp, Timestamp)) -> Result<Coverage> {
    let paused_feeds = paused_feeds(tx, *now).await?;
    let paused: BTreeSet<&Name> = paused_feeds.iter().map(|paused| &paused.feed).collect();
    let mut healthy = answering(tx, *now).await?;
    let mut blind = failing(tx, *now).await?;
    for feed in unheard(tx, now).await?.into_iter().filter(|feed| !paused.contains(&feed.feed)) {
        healthy.remove(&feed.feed);
        blind.push(BlindFeed { feed: feed.feed, since: feed.since, why: HELD.to_owned() });
    }
    for feed in silent(tx, *now).await? {
        if healthy.remove(&feed.feed) {
            blind.push(feed);
        }
    }
    blind.sort_by(|one, other| one.feed.cmp(&other.feed));
    Ok(Coverage {
        sources: healthy.len() + blind.len() + paused_feeds.len(),
        healthy: healthy.len(),
        blind,
        paused_feeds,
        silent_topics: silent_topics(tx, *silent_before).await?,
        paused_topics: paused_topics(tx, *now).await?,
    })
}

/// Feeds whose last poll succeeded.
async fn answering(tx: &Tx, now: Timestamp) -> Result<BTreeSet<Name>> {
    let sql = format!(
        "SELECT f.name FROM feed_states s JOIN feeds f ON f.id = s.feed_id WHERE s.state = 'active' \
         AND s.failures = 0 AND s.last_poll_at IS NOT NULL AND {}",
        watched()
    );
    tx.query(&sql, &params![now]).await?.into_iter().map(|mut row| row.take()).collect()
}

/// Feeds that are gone, or whose last poll failed.
async fn failing(tx: &Tx, now: Timestamp) -> Result<Vec<BlindFeed>> {
    let sql = format!(
        "SELECT f.name, f.id, s.last_ok_at, s.state, s.reason FROM feed_states s JOIN feeds f ON f.id = s.feed_id \
         WHERE (s.state = 'gone' OR (s.state = 'active' AND s.failures > 0)) AND {} ORDER BY f.name",
        watched()
    );
    let mut failing = Vec::new();
    for mut row in tx.query(&sql, &params![now]).await? {
        let (feed, id, last_ok): (_, FeedId, Option<Timestamp>) = (row.take()?, row.take()?, row.take()?);
        let (state, reason): (FeedState, Option<String>) = (row.take()?, row.take()?);
        failing.push(BlindFeed {
            feed,
            since: last_ok.unwrap_or_else(|| id.created_at()),
            why: reason.unwrap_or_else(|| state.to_string()),
        });
    }
    Ok(failing)
}

/// Feeds that answer, and have had nothing new for longer than their rhythm allows.
async fn silent(tx: &Tx, now: Timestamp) -> Result<Vec<BlindFeed>> {
    let sql = format!(
        "SELECT f.name, f.id, s.last_new_at FROM alarms a JOIN feeds f ON f.name = a.subject \
         JOIN feed_states s ON s.feed_id = f.id WHERE a.cleared_at IS NULL AND a.kind = 'silent' \
         AND s.state = 'active' AND {} ORDER BY f.name",
        watched()
    );
    let mut silent = Vec::new();
    for mut row in tx.query(&sql, &params![now]).await? {
        let (feed, id, last_new): (_, FeedId, Option<Timestamp>) = (row.take()?, row.take()?, row.take()?);
        let why = "answers, but is silent beyond its rhythm".to_owned();
        silent.push(BlindFeed { feed, since: last_new.unwrap_or_else(|| id.created_at()), why });
    }
    Ok(silent)
}

/// Feeds that would be polled if nobody had paused them.
async fn paused_feeds(tx: &Tx, now: Timestamp) -> Result<Vec<PausedFeed>> {
    let sql = format!(
        "SELECT f.name, p.until_at FROM pauses p JOIN feeds f ON f.name = p.name JOIN feed_states s \
         ON s.feed_id = f.id WHERE p.kind = 'feed' AND s.state IN ('active', 'gone') AND {} ORDER BY f.name",
        holds(1)
    );
    let rows = tx.query(&sql, &params![now]).await?;
    rows.into_iter().map(|mut row| Ok(PausedFeed { feed: row.take()?, until: row.take()? })).collect()
}

/// Topics without a match since then.
async fn silent_topics(tx: &Tx, before: Timestamp) -> Result<Vec<SilentTopic>> {
    let topics = tx
        .query(
            "SELECT t.name, t.id, m.at, m.article_id, m.quiet FROM topics t LEFT JOIN matches m ON m.topic_id = t.id \
             AND m.current = 1 AND m.article_id = (SELECT MAX(n.article_id) FROM matches n WHERE n.topic_id = t.id \
             AND n.current = 1) WHERE t.removed_at IS NULL ORDER BY t.name",
            &[],
        )
        .await?;
    let mut silent = Vec::new();
    for mut row in topics {
        let (topic, id): (_, TopicId) = (row.take()?, row.take()?);
        let (last, article): (Option<Timestamp>, Option<ArticleId>) = (row.take()?, row.take()?);
        // A rematch says when it was made, not when there was news.
        let quiet = row.take::<Option<i64>>()? == Some(1);
        let last = if quiet { article.map(ArticleId::created_at) } else { last };
        let since = last.unwrap_or_else(|| id.created_at());
        if since < before {
            silent.push(SilentTopic { topic, since });
        }
    }
    Ok(silent)
}

/// Topics of which nothing is told at the moment.
async fn paused_topics(tx: &Tx, now: Timestamp) -> Result<Vec<PausedTopic>> {
    let sql = format!(
        "SELECT t.name, p.until_at FROM pauses p JOIN topics t ON t.name = p.name WHERE p.kind = 'topic' \
         AND t.removed_at IS NULL AND {} ORDER BY t.name",
        holds(1)
    );
    let rows = tx.query(&sql, &params![now]).await?;
    rows.into_iter().map(|mut row| Ok(PausedTopic { topic: row.take()?, until: row.take()? })).collect()
}
