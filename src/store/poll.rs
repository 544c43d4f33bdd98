//! T1: what one poll changes, all or nothing; and what the poller asks before it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;

use super::changed::ChangedWords;
use super::jobs::{self, Known, NewJob};
use super::rows::PollCommitted;
use super::silence::hold_host;
use super::tx::{Found, Insert, Tx};
use super::value::{Param, params};
use super::words::{self, ArticleMatches, TextVersion};
use super::{Base, Result, StoreError, changed, shared};
use crate::feed::{Entry, FeedUpdate, NewEntry, PageTarget, Telling, recent_json};
use crate::model::{ArticleId, FeedId, Hash16, JobKind, Language, TextState, Timestamp, host_of};
use crate::schedule::WAIT_FOR_PAGE;

/// What a poll changes, with all that can be worked out before its transaction: texts packed, search tokens cut.
#[derive(Debug)]
pub struct PreparedPoll {
    weight: usize,
    update: FeedUpdate,
    /// `feed_states.recent` and `feed_states.last_body`.
    recent: String,
    body: Option<String>,
    rhythm: Option<Vec<u8>>,
    /// For each new entry.
    words: Vec<EntryWords>,
    /// For each changed entry.
    changed: Vec<ChangedWords>,
}

#[derive(Debug)]
struct EntryWords {
    text: TextVersion,
    tokens: String,
    /// Only of articles that match: only they are compared with others.
    content: Option<Hash16>,
    count: usize,
}

/// Bytes that a poll's transaction moves, about.
fn weight(update: &FeedUpdate) -> usize {
    let new: usize = update.new.iter().map(|e| e.article.body.len() + e.article.title.len() + 400).sum();
    let changed: usize = update.changed.iter().map(|e| e.article.body.len() + 400).sum();
    new + changed
}

impl PreparedPoll {
    /// Does the work that needs no store; for a feed of many entries it belongs on a thread for such work.
    ///
    /// # Errors
    /// A text cannot be packed.
    pub fn of(mut update: FeedUpdate) -> Result<Self> {
        let weight = weight(&update);
        let words =
            update.new.iter_mut().map(|entry| EntryWords::of(entry, update.at)).collect::<Result<_>>()?;
        let at = update.at;
        let changed = update.changed.iter_mut().map(|entry| ChangedWords::of(entry, at));
        let changed = changed.collect::<Result<_>>()?;
        for new in &mut update.new {
            // What waits for its commit need not hold its text twice.
            new.article.body = String::new();
            let link = new.entry.link.take();
            new.entry = Entry { link, ..Entry::default() };
        }
        let body = update.body.as_ref().map(serde_json::to_string).transpose()?;
        let rhythm = update.rhythm.as_ref().map(|(rhythm, _)| rhythm.pack());
        Ok(Self { weight, recent: recent_json(&update.recent), body, rhythm, words, changed, update })
    }

    /// The articles whose words change.
    pub(super) fn changed_articles(&self) -> Vec<ArticleId> {
        self.update.changed.iter().map(|entry| entry.article_id).collect()
    }

    /// Works out what the changed words change in those that people were told.
    pub(super) fn compare(&mut self, bases: &HashMap<ArticleId, Base>) -> Result<()> {
        for (entry, words) in self.update.changed.iter().zip(&mut self.changed) {
            if let Some(base) = bases.get(&entry.article_id) {
                words.compare(entry, base)?;
            }
        }
        Ok(())
    }

    pub(super) const fn weight(&self) -> usize {
        self.weight
    }

    pub(super) const fn update(&self) -> &FeedUpdate {
        &self.update
    }

    pub(super) const fn rhythm(&self) -> Option<&Vec<u8>> {
        self.rhythm.as_ref()
    }
}

impl EntryWords {
    fn of(entry: &mut NewEntry, at: Timestamp) -> Result<Self> {
        let is_told = matches_something(entry);
        let article = &entry.article;
        let content = is_told.then(|| crate::article::content_hash(&article.title, &article.body)).flatten();
        Ok(Self {
            text: TextVersion::of_feed(entry.article_id, 1, article, at)?,
            tokens: match &mut entry.indexed {
                Some(indexed) => std::mem::take(&mut indexed.tokens),
                None => words::search_tokens(article),
            },
            content,
            count: words::count(&article.body),
        })
    }
}

fn matches_something(entry: &NewEntry) -> bool {
    entry.matched().is_some_and(|m| !m.matches.is_empty())
}

/// T1.
pub(super) async fn commit(tx: &Tx, poll: &PreparedPoll) -> Result<PollCommitted> {
    tx.is("poll");
    let update = &poll.update;
    if !write_state(tx, poll).await? {
        return Ok(PollCommitted { is_stale: true, ..PollCommitted::default() });
    }
    if let Some(until) = update.host_not_before {
        let sql = "SELECT COALESCE(CAST($2 AS TEXT), host) FROM feeds WHERE id = $1";
        let host = tx.query_one(sql, &params![update.feed_id, &update.held_host]).await?;
        if let Some(mut row) = host {
            let host: String = row.take()?;
            // A feed may be well while the host of one of its parts is not.
            hold_host(tx, &host, until, update.reason.as_deref().or(Some("told to wait"))).await?;
        }
    }
    write_rest(tx, poll).await
}

/// The entries of a poll or a push: the row of the feed's state is locked.
pub(super) async fn write_rest(tx: &Tx, poll: &PreparedPoll) -> Result<PollCommitted> {
    let update = &poll.update;
    let mut done = PollCommitted::default();
    if !update.new.is_empty() {
        write_new(tx, poll, &mut done).await?;
    }
    for entry in update.changed.iter().zip(&poll.changed) {
        changed::commit(tx, update, entry, &mut done).await?;
    }
    if done.new_articles > 0 {
        tx.execute(
            "UPDATE feed_states SET articles = articles + $2 WHERE feed_id = $1",
            &params![update.feed_id, done.new_articles],
        )
        .await?;
    }
    Ok(done)
}

/// Q4. The first statement of T1: its row lock keeps two polls of one feed apart. False when the feed has another address by now;
/// what was asked for by hand meanwhile stands.
async fn write_state(tx: &Tx, poll: &PreparedPoll) -> Result<bool> {
    let update = &poll.update;
    let (etag, modified) =
        update.validators.as_ref().map_or((None, None), |v| (v.etag.as_ref(), v.last_modified.as_ref()));
    let touched = tx
        .execute(
            "UPDATE feed_states SET last_poll_at = $2, \
             next_poll_at = CASE WHEN state <> 'active' THEN NULL WHEN hand_no = $27 THEN CAST($3 AS BIGINT) ELSE next_poll_at END, \
             interval_ms = $4, interval_why = $5, \
             etag = CASE WHEN CAST($6 AS BIGINT) = 1 AND force_no = $28 THEN $7 ELSE etag END, \
             last_modified = CASE WHEN CAST($6 AS BIGINT) = 1 AND force_no = $28 THEN $8 ELSE last_modified END, \
             validators_url = CASE WHEN CAST($6 AS BIGINT) = 1 AND force_no = $28 THEN $22 ELSE validators_url END, \
             body_hash = CASE WHEN force_no = $28 THEN COALESCE($9, body_hash) ELSE body_hash END, \
             last_body_at = CASE WHEN CAST($10 AS BIGINT) = 1 THEN $2 ELSE last_body_at END, \
             last_ok_at = CASE WHEN CAST($11 AS BIGINT) = 1 THEN $2 ELSE last_ok_at END, \
             last_new_at = CASE WHEN CAST($12 AS BIGINT) = 1 THEN $2 ELSE last_new_at END, \
             failures = $13, reason = $14, came = $29, \
             state = CASE WHEN CAST($15 AS BIGINT) = 1 AND state = 'active' THEN 'gone' ELSE state END, \
             url = COALESCE($16, url), bucket = COALESCE(CAST($25 AS BIGINT), bucket), moved_url = $17, moved_seen = $18, recent = $19, \
             parts = CASE WHEN force_no = $28 THEN COALESCE($20, parts) ELSE parts END, last_body = COALESCE($21, last_body), rhythm = COALESCE($23, rhythm), \
             silent_at = CASE WHEN $23 IS NULL THEN silent_at ELSE CAST($24 AS BIGINT) END \
             WHERE feed_id = $1 AND address_no = $26",
            &params![
                update.feed_id,
                update.at,
                if update.is_gone() { None } else { update.next_poll_at },
                i64::try_from(update.interval.as_millis()).unwrap_or(i64::MAX),
                update.interval_why,
                update.validators.is_some(),
                etag,
                modified,
                &update.body_hash,
                update.body_hash.is_some(),
                update.is_ok(),
                !update.new.is_empty(),
                update.failures,
                &update.reason,
                update.is_gone(),
                &update.new_url,
                update.moved.as_ref().map(|m| &m.0),
                update.moved.as_ref().map_or(0, |m| m.1),
                &poll.recent,
                &update.parts,
                &poll.body,
                update.validators.as_ref().and_then(|v| v.url.as_ref()),
                &poll.rhythm,
                update.rhythm.as_ref().and_then(|(_, silent_at)| *silent_at),
                update.new_url.as_deref().map(bucket_of),
                update.basis.address,
                update.basis.by_hand,
                update.basis.by_force,
                &update.came.to_string(),
            ],
        )
        .await?;
    if touched == 0 {
        check_known(tx, update.feed_id).await?;
    }
    Ok(touched > 0)
}

async fn check_known(tx: &Tx, feed: FeedId) -> Result<()> {
    let known = tx.query_one("SELECT 1 FROM feed_states WHERE feed_id = $1", &params![feed]).await?;
    known.map(drop).ok_or_else(|| StoreError::Other(format!("there is no feed {feed}")))
}

/// A new entry and its words.
type Fresh<'a> = (&'a NewEntry, &'a EntryWords);

/// A new entry with the article it leads to.
struct Placed<'a> {
    fresh: Fresh<'a>,
    article_id: ArticleId,
    begins: bool,
}

async fn write_new(tx: &Tx, poll: &PreparedPoll, done: &mut PollCommitted) -> Result<()> {
    let update = &poll.update;
    let keys: Vec<Param<'_>> = update.new.iter().map(|e| Param::from(&e.key)).collect();
    let sql = "SELECT key FROM entries WHERE feed_id = $1 AND key IN ({in})";
    let mut known = HashSet::new();
    for mut row in tx.query_each(sql, &params![update.feed_id], &keys).await? {
        known.insert(row.take::<Hash16>()?);
    }
    let fresh = update.new.iter().zip(&poll.words).filter(|(entry, _)| known.insert(entry.key)).collect();
    let placed = place(tx, fresh).await?;
    let begun: Vec<Fresh<'_>> = placed.iter().filter(|p| p.begins).map(|p| p.fresh).collect();
    done.new_articles = begun.len();
    shared::note(tx, begun.iter().map(|(entry, _)| *entry), update.at).await?;
    write_entries(tx, update, &placed).await?;
    write_articles(tx, update, &begun).await?;
    done.pages = write_jobs(tx, update, &begun).await?;
    Ok(())
}

/// Addresses that lead to articles. One that leads to an article already stays that one's.
pub(super) const ADDRESSES: Insert =
    Insert::new("article_addresses (url_key, article_id)", "ON CONFLICT (url_key) DO NOTHING");

/// Q3: an address that already leads to an article adds the entry to it.
async fn place<'a>(tx: &Tx, entries: Vec<Fresh<'a>>) -> Result<Vec<Placed<'a>>> {
    let keys: BTreeSet<&Hash16> = entries.iter().flat_map(|(entry, _)| &entry.url_keys).collect();
    let list: Vec<Param<'_>> = keys.into_iter().map(Param::from).collect();
    let sql = "SELECT url_key, article_id FROM article_addresses WHERE url_key IN ({in})";
    let mut leads_to: HashMap<Hash16, ArticleId> = HashMap::new();
    for mut row in tx.query_each(sql, &[], &list).await? {
        leads_to.insert(row.take()?, row.take()?);
    }
    let (mut placed, mut added) = (Vec::with_capacity(entries.len()), Vec::new());
    for fresh in entries {
        let (entry, _) = fresh;
        let known = entry.url_keys.iter().find_map(|key| leads_to.get(key)).copied();
        let article_id = known.unwrap_or(entry.article_id);
        for key in &entry.url_keys {
            if leads_to.insert(*key, article_id).is_none() {
                added.push((key, article_id));
            }
        }
        placed.push(Placed { fresh, article_id, begins: known.is_none() });
    }
    // In one order on every worker, so that two of them never wait for each other.
    added.sort_unstable();
    let values: Vec<Param<'_>> = added.iter().flat_map(|(key, id)| params![*key, *id]).collect();
    if tx.insert(&ADDRESSES, &values).await? < added.len() {
        return Err(StoreError::Conflict("another worker met the same address".to_owned()));
    }
    Ok(placed)
}

async fn write_entries(tx: &Tx, update: &FeedUpdate, placed: &[Placed<'_>]) -> Result<()> {
    const ENTRIES: Insert = Insert::new(
        "entries (feed_id, key, article_id, link, title, content_hash, first_seen_at, changed_at, seen_at)",
        "",
    );
    let mut values = Vec::with_capacity(placed.len() * 9);
    for Placed { fresh: (entry, _), article_id, .. } in placed {
        values.extend(params![
            update.feed_id,
            &entry.key,
            *article_id,
            &entry.entry.link,
            &entry.article.title,
            &entry.content_hash,
            update.at,
            update.at,
            update.at,
        ]);
    }
    tx.insert(&ENTRIES, &values).await?;
    Ok(())
}

async fn write_articles(tx: &Tx, update: &FeedUpdate, begun: &[Fresh<'_>]) -> Result<()> {
    const ARTICLES: Insert = Insert::new(
        "articles (id, feed_id, url, site, title, language, language_sure, published_at, first_seen_at, \
         text_state, text_version, content_hash, words, quiet_backlog, story_at)",
        "",
    );
    let mut values = Vec::with_capacity(begun.len() * 15);
    for (entry, words) in begun {
        let article = &entry.article;
        let wait = if entry.page.is_some() { WAIT_FOR_PAGE } else { Duration::ZERO };
        values.extend(params![
            entry.article_id,
            update.feed_id,
            &article.url,
            article.site.as_deref().unwrap_or_default(),
            &article.title,
            entry.matched().map_or(&Language::UNDETERMINED, |m| &m.language),
            entry.matched().is_some_and(|m| m.language_sure),
            article.published,
            update.at,
            if entry.page.is_some() { TextState::Pending } else { TextState::Feed },
            1i64,
            &words.content,
            words.count,
            telling_code(entry.telling),
            matches_something(entry).then(|| update.at + wait),
        ]);
    }
    tx.insert(&ARTICLES, &values).await?;
    words::write_texts(tx, begun.iter().map(|(_, words)| &words.text)).await?;
    let found = |(entry, words): &Fresh<'_>| Found {
        article_id: entry.article_id,
        tokens: words.tokens.clone(),
        known: false,
    };
    words::write_search(tx, begun.iter().map(found)).await?;
    let matches: Vec<ArticleMatches<'_>> = begun
        .iter()
        .filter_map(|(entry, _)| {
            let matches = &entry.matched()?.matches;
            Some(ArticleMatches { article_id: entry.article_id, text_version: 1, matches })
        })
        .filter(|m| !m.matches.is_empty())
        .collect();
    words::write_matches(tx, &matches, update.at, false).await
}

async fn write_jobs(tx: &Tx, update: &FeedUpdate, begun: &[Fresh<'_>]) -> Result<usize> {
    let jobs = begun.iter().filter_map(|(entry, _)| {
        let PageTarget { host, url } = entry.page.as_ref()?;
        let (article_id, due_at) = (entry.article_id, update.at);
        Some(NewJob { article_id, host, url, kind: JobKind::First, due_at })
    });
    jobs::write(tx, jobs, Known::Stays).await
}

/// Which of 1,024 parts of the work a host belongs to.
pub(super) fn bucket(host: &str) -> i64 {
    let hash = Hash16::of(host.as_bytes());
    i64::from(u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]]) % 1024)
}

/// The same of an address.
fn bucket_of(url: &str) -> i64 {
    bucket(&host_of(url).unwrap_or_default())
}

/// `articles.quiet_backlog`.
pub(super) const fn telling_code(telling: Telling) -> i64 {
    match telling {
        Telling::All => 0,
        Telling::DigestsOnly => 1,
        Telling::Nothing => 2,
    }
}

/// Undoes [`telling_code`].
pub(super) const fn telling_of(code: i64) -> Telling {
    match code {
        0 => Telling::All,
        1 => Telling::DigestsOnly,
        _ => Telling::Nothing,
    }
}
