//! Q11: everything known of one article; and matches to compare two stores by.

use super::Result;
use super::compose::{read_item, text};
use super::look::{DELIVERY, read_delivery};
use super::rows::{ArticleTrail, MatchRow};
use super::tx::Tx;
use super::value::{Param, params};
use super::words::read_match;
use crate::model::{ArticleId, Hash16, StoryId};

/// Everything known of the article an address leads to.
pub(super) async fn trail(tx: &Tx, url_key: &Hash16) -> Result<Option<ArticleTrail>> {
    let Some(mut row) = tx
        .query_one(
            "SELECT a.id, a.text_version, a.url, a.site, a.title, a.language, a.language_sure, a.published_at, \
             a.first_seen_at, a.text_state, a.text_reason, a.words, a.quiet_backlog, a.story_id, a.relation \
             FROM article_addresses x JOIN articles a ON a.id = x.article_id WHERE x.url_key = $1",
            &params![url_key],
        )
        .await?
    else {
        return Ok(None);
    };
    let (article_id, version): (ArticleId, i64) = (row.take()?, row.take()?);
    let mut trail = ArticleTrail {
        article_id,
        url: row.take::<Option<String>>()?.unwrap_or_default(),
        site: row.take()?,
        title: row.take()?,
        language: (row.take()?, row.take()?),
        published_at: row.take()?,
        first_seen_at: row.take()?,
        text_state: row.take()?,
        text_reason: row.take()?,
        words: row.take()?,
        backlog: row.take::<i64>()? != 0,
        entries: Vec::new(),
        job: None,
        matches: Vec::new(),
        body: text(tx, article_id, version).await?.1,
        story: None,
        story_articles: 0,
        items: Vec::new(),
        deliveries: Vec::new(),
    };
    let story: Option<StoryId> = row.take()?;
    let relation: Option<String> = row.take()?;
    source_side(tx, &mut trail).await?;
    if let Some(story) = story {
        trail.story = Some((story, relation.unwrap_or_default()));
        reader_side(tx, story, &mut trail).await?;
    }
    Ok(Some(trail))
}

/// Where it came from: entries, page job, matches.
async fn source_side(tx: &Tx, trail: &mut ArticleTrail) -> Result<()> {
    let id: [Param<'_>; 1] = params![trail.article_id];
    let sql = "SELECT f.name, e.first_seen_at, e.title FROM entries e JOIN feeds f ON f.id = e.feed_id \
               WHERE e.article_id = $1 ORDER BY e.first_seen_at, f.name";
    for mut row in tx.query(sql, &id).await? {
        trail.entries.push((row.take()?, row.take()?, row.take()?));
    }
    let sql = "SELECT due_at, attempts, reason FROM page_jobs WHERE article_id = $1";
    if let Some(mut row) = tx.query_one(sql, &id).await? {
        trail.job = Some((row.take()?, row.take()?, row.take()?));
    }
    let sql = "SELECT m.at, t.name, v.hash, m.score, m.priority, m.spans FROM matches m \
               JOIN topics t ON t.id = m.topic_id JOIN topic_versions v ON v.id = m.topic_version_id \
               WHERE m.article_id = $1 AND m.current = 1 ORDER BY t.name";
    for mut row in tx.query(sql, &id).await? {
        let at = row.take()?;
        trail.matches.push((read_match(&mut row)?, at));
    }
    Ok(())
}

/// Where it went: story, items, deliveries.
async fn reader_side(tx: &Tx, story: StoryId, trail: &mut ArticleTrail) -> Result<()> {
    let story: [Param<'_>; 1] = params![story];
    if let Some(mut row) = tx.query_one("SELECT articles FROM stories WHERE id = $1", &story).await? {
        trail.story_articles = row.take()?;
    }
    let sql = "SELECT id, rule, story_id, article_id, reason, topics, priority, created_at, ready_at, message_id \
               FROM items WHERE story_id = $1 ORDER BY id";
    for mut row in tx.query(sql, &story).await? {
        let item = read_item(&mut row)?;
        trail.items.push((item, row.take()?));
    }
    let sql = format!(
        "SELECT {DELIVERY} FROM deliveries d JOIN messages m ON m.id = d.message_id WHERE d.message_id IN \
         (SELECT i.message_id FROM items i WHERE i.story_id = $1 AND i.message_id IS NOT NULL) ORDER BY d.id"
    );
    for mut row in tx.query(&sql, &story).await? {
        trail.deliveries.push(read_delivery(&mut row)?);
    }
    Ok(())
}

/// Current matches of the newest articles, in order of address and topic.
pub(super) async fn all_matches(tx: &Tx, limit: &usize) -> Result<Vec<MatchRow>> {
    let sql = "SELECT a.url, a.title, t.name, v.hash, m.score, m.priority, m.spans FROM matches m \
               JOIN articles a ON a.id = m.article_id JOIN topics t ON t.id = m.topic_id \
               JOIN topic_versions v ON v.id = m.topic_version_id WHERE m.current = 1 \
               ORDER BY m.article_id DESC, t.name LIMIT $1";
    let rows = tx.query(sql, &params![*limit]).await?;
    let mut matches = rows
        .into_iter()
        .map(|mut row| {
            let (url, title): (Option<String>, String) = (row.take()?, row.take()?);
            Ok(MatchRow { url: url.unwrap_or_default(), title, matched: read_match(&mut row)? })
        })
        .collect::<Result<Vec<_>>>()?;
    matches.sort_by(|a, b| (&a.url, &a.matched.topic).cmp(&(&b.url, &b.matched.topic)));
    Ok(matches)
}
