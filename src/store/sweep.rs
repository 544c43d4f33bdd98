//! Retention, in slices: what nobody is owed any more and no feed still holds.

use std::time::Duration;

use super::Result;
use super::tx::Tx;
use super::value::{Param, Row, params};
use crate::model::{FeedId, IdMint, MessageId, StoryId, Timestamp};

/// Articles, stories and messages of one slice.
const SLICE: i64 = 1000;
/// An entry noted in its feed less than this before the feed's last new body was in that body:
/// the poller notes entries again well before (`TOUCH_AFTER` in [`super::due`]).
const STILL_THERE: Duration = Duration::from_hours(7 * 24);

/// Deletes a slice of what is older than `before`; how many articles and messages went.
pub(super) async fn sweep(tx: &Tx, before: &Timestamp) -> Result<usize> {
    let bound = IdMint::floor(*before);
    let articles = ids(old_articles(tx, bound, *before).await?)?;
    delete_articles(tx, &articles).await?;
    sweep_stories(tx, bound).await?;
    let messages = sweep_messages(tx, bound).await?;
    sweep_slots(tx, *before).await?;
    tx.execute("DELETE FROM hosts WHERE not_before_at < $1", &params![*before]).await?;
    tx.execute("DELETE FROM past_pauses WHERE until_at < $1", &params![*before]).await?;
    tx.execute("DELETE FROM pauses WHERE until_at < $1", &params![*before]).await?;
    tx.execute("DELETE FROM headline_translations WHERE at < $1", &params![*before]).await?;
    tx.execute("DELETE FROM alarms WHERE cleared_at < $1 AND told_at IS NOT NULL", &params![*before]).await?;
    Ok(articles.len() + messages)
}

fn ids(rows: Vec<Row>) -> Result<Vec<Param<'static>>> {
    rows.into_iter().map(|mut row| row.take::<i64>().map(Param::Int)).collect()
}

/// Old articles whose story is told to everyone it is owed to, and whose entries have left their feeds.
async fn old_articles(tx: &Tx, bound: i64, before: Timestamp) -> Result<Vec<Row>> {
    let still_there = i64::try_from(STILL_THERE.as_millis()).unwrap_or(i64::MAX);
    tx.query(
        "SELECT a.id FROM articles a WHERE a.id < $1 AND a.story_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM items i WHERE i.story_id = a.story_id AND i.message_id IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM items i JOIN deliveries d ON d.message_id = i.message_id \
         WHERE i.story_id = a.story_id AND d.settled_at IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM entries e JOIN feed_states s ON s.feed_id = e.feed_id \
         WHERE e.article_id = a.id AND s.state <> 'removed' AND (e.seen_at >= $2 OR s.last_body_at IS NULL \
         OR e.seen_at >= s.last_body_at - $3)) ORDER BY a.id LIMIT $4",
        &params![bound, before, still_there, SLICE],
    )
    .await
}

async fn delete_articles(tx: &Tx, articles: &[Param<'_>]) -> Result<()> {
    // On PostgreSQL both tables have a partition a day, dropped whole when the day's last article is gone, or thinned a week later.
    let bulky: [&str; 2] = if tx.is_postgres() {
        ["article_search_rest WHERE article_id", "article_texts_rest WHERE article_id"]
    } else {
        ["article_search WHERE rowid", "article_texts WHERE article_id"]
    };
    for table in bulky {
        tx.execute_in(&format!("DELETE FROM {table} IN ({{in}})"), &[], articles).await?;
    }
    tx.execute_in(
        "DELETE FROM entry_versions WHERE (feed_id, key) IN \
         (SELECT e.feed_id, e.key FROM entries e WHERE e.article_id IN ({in}))",
        &[],
        articles,
    )
    .await?;
    let tables = [
        "matches",
        "article_addresses",
        "shared_links",
        "entries",
        "page_jobs",
        "rechecks",
        "corrections",
        "shown",
    ];
    for table in tables {
        tx.execute_in(&format!("DELETE FROM {table} WHERE article_id IN ({{in}})"), &[], articles).await?;
    }
    let sql = "SELECT feed_id, COUNT(*) FROM articles WHERE id IN ({in}) GROUP BY feed_id";
    for mut row in tx.query_in(sql, &[], articles).await? {
        let (feed, count): (FeedId, i64) = (row.take()?, row.take()?);
        let sql = "UPDATE feed_states SET articles = articles - $2 WHERE feed_id = $1";
        tx.execute(sql, &params![feed, count]).await?;
    }
    tx.execute_in("DELETE FROM articles WHERE id IN ({in})", &[], articles).await?;
    Ok(())
}

/// Stories without articles go with the items that were told of them.
async fn sweep_stories(tx: &Tx, bound: i64) -> Result<()> {
    let rows = tx
        .query(
            "SELECT s.id FROM stories s WHERE s.id < $1 \
             AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.story_id = s.id) \
             AND NOT EXISTS (SELECT 1 FROM items i WHERE i.story_id = s.id AND i.message_id IS NULL) \
             ORDER BY s.id LIMIT $2",
            &params![StoryId::from(bound), SLICE],
        )
        .await?;
    let stories = ids(rows)?;
    for sql in [
        "DELETE FROM items WHERE story_id IN ({in})",
        "DELETE FROM story_topics WHERE story_id IN ({in})",
        "DELETE FROM stories WHERE id IN ({in})",
    ] {
        tx.execute_in(sql, &[], &stories).await?;
    }
    Ok(())
}

/// Slots that told nobody anything; those of messages go with them. Each rule keeps its newest, which says that it was taken.
async fn sweep_slots(tx: &Tx, before: Timestamp) -> Result<()> {
    let sql = "DELETE FROM slots WHERE slot_at < $1 AND message_id IS NULL \
               AND slot_at < (SELECT MAX(s.slot_at) FROM slots s WHERE s.rule = slots.rule)";
    tx.execute(sql, &params![before]).await?;
    Ok(())
}

/// Messages that are settled with everyone and of whose stories nothing is left.
async fn sweep_messages(tx: &Tx, bound: i64) -> Result<usize> {
    let rows = tx
        .query(
            "SELECT m.id FROM messages m WHERE m.id < $1 \
             AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.message_id = m.id AND d.settled_at IS NULL) \
             AND NOT EXISTS (SELECT 1 FROM items i WHERE i.message_id = m.id) ORDER BY m.id LIMIT $2",
            &params![MessageId::from(bound), SLICE],
        )
        .await?;
    let messages = ids(rows)?;
    let of_message = "delivery_id IN (SELECT id FROM deliveries WHERE message_id IN ({in}))";
    for sql in [
        &format!("DELETE FROM delivery_attempts WHERE {of_message}"),
        &format!("DELETE FROM delivery_bodies WHERE {of_message}"),
        "DELETE FROM deliveries WHERE message_id IN ({in})",
        "DELETE FROM slots WHERE message_id IN ({in})",
        "DELETE FROM digest_contents WHERE message_id IN ({in})",
        "DELETE FROM messages WHERE id IN ({in})",
    ] {
        tx.execute_in(sql, &[], &messages).await?;
    }
    Ok(messages.len())
}
