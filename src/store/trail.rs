//! Q11: everything known of one article; and matches to compare two stores by.

use std::collections::HashMap;

use super::compose::{ITEM, read_item};
use super::details::text;
use super::look::{DELIVERY, read_delivery};
use super::poll::telling_of;
use super::rows::{ArticleTrail, LostMatch, MatchRow};
use super::tx::Tx;
use super::value::{Param, Row, params};
use super::words::read_match;
use super::{Corrects, EditionRow, Evidence, Result, StoreError, Watch, pack};
use crate::model::{ArticleId, FeedId, Hash16, JobKind, Name, StoryId, Timestamp, hexadecimal, sha256};

/// A feed's entry that leads to an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The feed.
    pub feed: Name,
    /// When the entry was first seen.
    pub at: Timestamp,
    /// Its title now.
    pub title: String,
    /// The titles it had before, oldest first, each with a time at which it stood there.
    pub earlier: Vec<(String, Timestamp)>,
}

/// Everything known of the article an address leads to.
pub(super) async fn trail(tx: &Tx, url_key: &Hash16) -> Result<Option<ArticleTrail>> {
    let sql = "SELECT article_id FROM article_addresses WHERE url_key = $1";
    match tx.query_one(sql, &params![url_key]).await? {
        Some(mut row) => trail_of(tx, row.take()?).await,
        None => Ok(None),
    }
}

/// Everything known of an article.
pub(super) async fn trail_of(tx: &Tx, article_id: ArticleId) -> Result<Option<ArticleTrail>> {
    let Some(mut row) = tx
        .query_one(
            "SELECT a.text_version, a.url, a.site, a.title, a.language, a.language_sure, a.published_at, \
             a.first_seen_at, a.text_state, a.text_reason, a.words, a.quiet_backlog, a.story_id, a.relation \
             FROM articles a WHERE a.id = $1",
            &params![article_id],
        )
        .await?
    else {
        return Ok(None);
    };
    let version: i64 = row.take()?;
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
        telling: telling_of(row.take()?),
        entries: Vec::new(),
        job: None,
        watch: None,
        editions: Vec::new(),
        matches: Vec::new(),
        quiet: Vec::new(),
        lost: Vec::new(),
        body: text(tx, article_id, version).await?.1,
        story: None,
        story_articles: 0,
        earlier: None,
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
    trail.entries = announcements(tx, trail.article_id).await?;
    page_side(tx, trail).await?;
    let sql = "SELECT m.at, m.quiet, t.name, v.hash, m.score, m.priority, m.spans FROM matches m \
               JOIN topics t ON t.id = m.topic_id JOIN topic_versions v ON v.id = m.topic_version_id \
               WHERE m.article_id = $1 AND m.current = 1 ORDER BY t.name";
    for mut row in tx.query(sql, &id).await? {
        let (at, quiet) = (row.take()?, row.take()?);
        let found = read_match(&mut row)?;
        if quiet {
            trail.quiet.push(found.topic.clone());
        }
        trail.matches.push((found, at));
    }
    let sql = "SELECT t.name, v.hash, m.at, CAST(CASE WHEN m.topic_version_id <> t.version_id THEN 1 ELSE 0 END AS BIGINT) FROM matches m \
               JOIN topics t ON t.id = m.topic_id JOIN topic_versions v ON v.id = m.topic_version_id \
               WHERE m.article_id = $1 AND m.current = 0 ORDER BY t.name";
    for mut row in tx.query(sql, &id).await? {
        let (topic, version, at) = (row.take()?, row.take()?, row.take()?);
        trail.lost.push(LostMatch { topic, version, at, is_edited: row.take()? });
    }
    Ok(())
}

async fn announcements(tx: &Tx, article: ArticleId) -> Result<Vec<Announcement>> {
    let mut earlier: HashMap<(FeedId, Hash16), Vec<(String, Timestamp)>> = HashMap::new();
    let sql = "SELECT v.feed_id, v.key, v.title, v.seen_at FROM entries e JOIN entry_versions v \
               ON v.feed_id = e.feed_id AND v.key = e.key WHERE e.article_id = $1 ORDER BY v.seen_at";
    for mut row in tx.query(sql, &params![article]).await? {
        let entry = (row.take()?, row.take()?);
        earlier.entry(entry).or_default().push((row.take()?, row.take()?));
    }
    let sql = "SELECT e.feed_id, e.key, f.name, e.first_seen_at, e.title FROM entries e \
               JOIN feeds f ON f.id = e.feed_id WHERE e.article_id = $1 ORDER BY e.first_seen_at, f.name";
    let mut announcements = Vec::new();
    for mut row in tx.query(sql, &params![article]).await? {
        let entry = (row.take()?, row.take()?);
        announcements.push(Announcement {
            feed: row.take()?,
            at: row.take()?,
            title: row.take()?,
            earlier: earlier.remove(&entry).unwrap_or_default(),
        });
    }
    Ok(announcements)
}

/// Its page: what is still to be read, what was, and what changed.
async fn page_side(tx: &Tx, trail: &mut ArticleTrail) -> Result<()> {
    let id: [Param<'_>; 1] = params![trail.article_id];
    let sql = "SELECT kind, due_at, attempts, reason FROM page_jobs WHERE article_id = $1";
    let mut kind: Option<JobKind> = None;
    if let Some(mut row) = tx.query_one(sql, &id).await? {
        kind = Some(row.take()?);
        trail.job = Some((row.take()?, row.take()?, row.take()?));
    }
    let sql =
        "SELECT told_at, reads, withdrawn_at, last_at, result, reason FROM rechecks WHERE article_id = $1";
    if let Some(mut row) = tx.query_one(sql, &id).await? {
        let (told_at, reads, withdrawn_at) = (row.take()?, row.take()?, row.take()?);
        let (last_at, result): (Option<Timestamp>, Option<String>) = (row.take()?, row.take()?);
        let reason = row.take()?;
        let last = last_at.zip(result).map(|(at, result)| (at, result, reason));
        let recheck = if kind == Some(JobKind::Recheck) { trail.job.take() } else { None };
        let next_at = recheck.map(|(due_at, ..)| due_at);
        trail.watch = Some(Watch { told_at, next_at, reads, last, withdrawn_at });
    }
    let sql = "SELECT t.version, t.origin, t.title, t.fetched_at, t.page_url, t.page_sha256, t.compared_with, \
               t.change, c.version, c.told_at FROM article_texts t LEFT JOIN corrections c \
               ON c.article_id = t.article_id AND c.version = t.version WHERE t.article_id = $1 ORDER BY t.version";
    for mut row in tx.query(sql, &id).await? {
        trail.editions.push(edition(&mut row)?);
    }
    Ok(())
}

fn edition(row: &mut Row) -> Result<EditionRow> {
    let (version, origin, title) = (row.take()?, row.take()?, row.take()?);
    let (at, page_url) = (row.take()?, row.take()?);
    let page_sha256 = row.take::<Option<Vec<u8>>>()?.map(|hash| hexadecimal(&hash));
    let (with, json): (Option<i64>, Option<String>) = (row.take()?, row.take()?);
    let change = match with.zip(json) {
        Some((with, json)) => Some((with, serde_json::from_str(&json)?)),
        None => None,
    };
    let corrects = match (row.take::<Option<i64>>()?, row.take()?) {
        (None, _) => Corrects::Nothing,
        (Some(_), None) => Corrects::Untold,
        (Some(_), Some(at)) => Corrects::Told(at),
    };
    Ok(EditionRow { version, origin, title, at, page_url, page_sha256, change, corrects })
}

/// A page kept as evidence: of a version, or of the newest that has one.
pub(super) async fn evidence(
    tx: &Tx,
    (url_key, version): &(Hash16, Option<i64>),
) -> Result<Option<Evidence>> {
    let sql = "SELECT t.version, t.page_url, t.fetched_at, t.page_sha256, t.page FROM article_addresses x \
               JOIN article_texts t ON t.article_id = x.article_id WHERE x.url_key = $1 AND t.page IS NOT NULL \
               AND (CAST($2 AS BIGINT) IS NULL OR t.version = $2) ORDER BY t.version DESC LIMIT 1";
    let Some(mut row) = tx.query_one(sql, &params![url_key, *version]).await? else { return Ok(None) };
    let (version, url, at) = (row.take()?, row.take()?, row.take()?);
    let stored: Option<Vec<u8>> = row.take()?;
    let html = pack::unpack_bytes(row.take()?)?;
    let found = hexadecimal(&sha256(&html));
    // Pages kept before their hashes were have none to be checked against.
    if stored.is_some_and(|stored| hexadecimal(&stored) != found) {
        return Err(StoreError::Other(format!(
            "the page kept as version {version} is not the one that was read"
        )));
    }
    Ok(Some(Evidence { version, url, at, sha256: found, html }))
}

/// Where it went: story, items, deliveries.
async fn reader_side(tx: &Tx, story: StoryId, trail: &mut ArticleTrail) -> Result<()> {
    let story: [Param<'_>; 1] = params![story];
    let sql = "SELECT s.articles, e.id, e.title FROM stories s LEFT JOIN stories e ON e.id = s.earlier_id WHERE s.id = $1";
    if let Some(mut row) = tx.query_one(sql, &story).await? {
        trail.story_articles = row.take()?;
        let (id, title): (Option<StoryId>, Option<String>) = (row.take()?, row.take()?);
        trail.earlier = id.zip(title);
    }
    let sql = format!("SELECT {ITEM}, i.message_id FROM items i WHERE i.story_id = $1 ORDER BY i.id");
    for mut row in tx.query(&sql, &story).await? {
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
