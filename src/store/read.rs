//! T2: a page was read, or was not; and the pages to read.

use std::collections::{BTreeSet, HashMap};

use super::lease::Lease;
use super::poll::ADDRESSES;
use super::recheck::{self, Ending};
use super::silence::hold_host;
use super::tx::{Found, Tx};
use super::value::{Param, Row, params};
use super::words::{self, ArticleMatches, Attributes, Compared, TextVersion};
use super::{Hosts, PageJob, PageText, ReadCommit, ReadOutcome, Result, StoreError, pack, story};
use crate::article::ChangeKind;
use crate::model::{Article, ArticleId, Hash16, JobKind, StoryId, TextState, Timestamp, TopicId, sha256};
use crate::topic::Matched;

/// What a reader asks for.
pub(super) struct PageClaim {
    pub(super) now: Timestamp,
    pub(super) limit: usize,
    pub(super) per_host: usize,
    pub(super) lease: Lease,
    pub(super) hosts: Hosts,
}

/// Due jobs looked at in one statement.
const LOOK_AHEAD: usize = 500;
/// Statements spent on passing by hosts that have their share.
const LOOKS: usize = 8;
/// Pages that nobody has read yet; and those that are read again, which wait until no first read is due that their host has
/// room for. Each has an index of its own.
pub(super) const FRESH: &str = "kind <> 'recheck'";
/// See [`FRESH`].
pub(super) const RECHECK: &str = "kind = 'recheck'";

/// Q5: leases due jobs, fresh news first, at most `per_host` of one host, those in flight counted.
pub(super) async fn claim(tx: &Tx, claim: &PageClaim) -> Result<Vec<PageJob>> {
    let mut busy: HashMap<String, usize> = HashMap::new();
    let sql =
        "SELECT host, COUNT(*) FROM page_jobs WHERE until_at IS NOT NULL AND until_at > $1 GROUP BY host";
    let lease = claim.lease.span(tx, claim.now).await?;
    for mut row in tx.query(sql, &params![lease.now]).await? {
        busy.insert(row.take()?, row.take()?);
    }
    let mut picked: Vec<ArticleId> = Vec::new();
    for kind in [FRESH, RECHECK] {
        pick(tx, (claim, lease.now), kind, &mut busy, &mut picked).await?;
    }
    if picked.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Param<'_>> = picked.iter().map(|id| Param::from(*id)).collect();
    let sql = "UPDATE page_jobs SET token = token + 1, until_at = $1 WHERE article_id IN ({in})";
    tx.execute_in(sql, &params![lease.until], &ids).await?;
    jobs(tx, &ids).await
}

/// Adds due jobs of a kind, at most as many as are free.
async fn pick(
    tx: &Tx,
    (claim, lease_now): (&PageClaim, Timestamp),
    kind: &str,
    busy: &mut HashMap<String, usize>,
    picked: &mut Vec<ArticleId>,
) -> Result<()> {
    for _ in 0..LOOKS {
        if picked.len() >= claim.limit {
            break;
        }
        let full: BTreeSet<&String> =
            busy.iter().filter(|(_, n)| **n >= claim.per_host).map(|(host, _)| host).collect();
        let rows = due_jobs(tx, (claim, lease_now), kind, &full, picked).await?;
        let seen = rows.len();
        for mut row in rows {
            let (article_id, host): (ArticleId, String) = (row.take()?, row.take()?);
            let count = busy.entry(host).or_default();
            if picked.len() < claim.limit && *count < claim.per_host {
                *count += 1;
                picked.push(article_id);
            }
        }
        if seen < LOOK_AHEAD {
            break;
        }
    }
    Ok(())
}

/// Due jobs that nobody has in hand, of hosts that may be asked, oldest first.
async fn due_jobs(
    tx: &Tx,
    (claim, lease_now): (&PageClaim, Timestamp),
    kind: &str,
    full: &BTreeSet<&String>,
    picked: &[ArticleId],
) -> Result<Vec<Row>> {
    // Both lists are bounded. An empty one gets a name that no host has, so that the text of the statement is the same every
    // time and is prepared once.
    let mut values: Vec<Param<'_>> = full.iter().take(LOOK_AHEAD).map(|host| Param::from(*host)).collect();
    let hosts = list(4, &mut values, Param::Text(""));
    let mut ids: Vec<Param<'_>> = picked.iter().map(|id| Param::from(*id)).collect();
    let articles = list(4 + values.len(), &mut ids, Param::Int(0));
    let sql = format!(
        "SELECT article_id, host FROM page_jobs WHERE {kind} AND due_at <= $1 AND (until_at IS NULL OR until_at <= $2) \
         AND {} AND host NOT IN ({hosts}) AND article_id NOT IN ({articles}) \
         AND NOT EXISTS (SELECT 1 FROM hosts h WHERE h.host = page_jobs.host AND h.not_before_at > $1) \
         ORDER BY due_at, article_id LIMIT {LOOK_AHEAD}{}",
        Hosts::among("bucket", 3),
        tx.skip_locked()
    );
    let mut all = params![claim.now, lease_now, claim.hosts].to_vec();
    all.append(&mut values);
    all.append(&mut ids);
    tx.query(&sql, &all).await
}

/// Pads a list to a power of two and gives its placeholders.
fn list<'a>(first: usize, values: &mut Vec<Param<'a>>, filler: Param<'a>) -> String {
    let length = values.len().max(1).next_power_of_two();
    values.resize(length, filler);
    (first..first + length).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

async fn jobs(tx: &Tx, ids: &[Param<'_>]) -> Result<Vec<PageJob>> {
    let sql = "SELECT j.article_id, f.name, j.url, j.host, j.attempts, j.token, a.url, a.site, t.title, t.body, t.published_at, t.attributes, j.due_at \
               FROM page_jobs j JOIN articles a ON a.id = j.article_id JOIN feeds f ON f.id = a.feed_id \
               JOIN article_texts t ON t.article_id = a.id AND t.version = (SELECT MAX(o.version) \
               FROM article_texts o WHERE o.article_id = a.id AND o.origin = 'feed') \
               WHERE j.article_id IN ({in})";
    let mut jobs = Vec::with_capacity(ids.len());
    for mut row in tx.query_in(sql, &[], ids).await? {
        let mut job = PageJob {
            article_id: row.take()?,
            feed: row.take()?,
            url: row.take()?,
            host: row.take()?,
            attempts: row.take()?,
            token: row.take()?,
            feed_words: Article::default(),
            told: false,
            known: None,
        };
        let (url, site): (Option<String>, String) = (row.take()?, row.take()?);
        let words = (row.take()?, pack::unpack(row.take()?)?);
        let published = row.take()?;
        job.feed_words = Attributes::article(&row.take::<String>()?, words, published)?;
        job.feed_words.url = url;
        job.feed_words.site = (!site.is_empty()).then_some(site);
        jobs.push((row.take::<Timestamp>()?, job));
    }
    jobs.sort_by_key(|(due_at, job)| (*due_at, job.article_id));
    let mut jobs: Vec<PageJob> = jobs.into_iter().map(|(_, job)| job).collect();
    recheck::fill(tx, &mut jobs, ids).await?;
    Ok(jobs)
}

/// A read page with all that can be worked out of it before its transaction.
pub(super) struct Read {
    commit: ReadCommit,
    /// Of a page that was read.
    words: Option<Prepared>,
}

struct Prepared {
    /// Its text, whose number is not known yet.
    version: TextVersion,
    change: Option<Compared>,
    /// Its search tokens.
    tokens: String,
}

impl Read {
    pub(super) fn of(commit: ReadCommit) -> Result<Self> {
        let words = match &commit.outcome {
            ReadOutcome::Text(text) => {
                let version = TextVersion {
                    origin: "page",
                    etag: text.validators.etag.clone(),
                    last_modified: text.validators.last_modified.clone(),
                    page: text.page.as_deref().map(pack::pack_bytes).transpose()?,
                    page_url: text.page_url.clone(),
                    page_sha256: text.page.as_deref().map(|page| sha256(page).to_vec()),
                    ..TextVersion::of_feed(commit.article_id, 0, &text.article, commit.at)?
                };
                let change = text.change.as_ref();
                let change = change.map(|(with, change)| Compared::of(*with, change)).transpose()?;
                Some(Prepared { version, change, tokens: text.indexed.tokens.clone() })
            }
            _ => None,
        };
        Ok(Self { commit, words })
    }
}

/// T2.
pub(super) async fn commit(tx: &Tx, read: &Read) -> Result<()> {
    tx.is("read");
    let (commit, id) = (&read.commit, read.commit.article_id);
    let held = params![id, commit.token];
    let sql = format!(
        "SELECT host, kind, due_at FROM page_jobs WHERE article_id = $1 AND token = $2 AND until_at IS NOT NULL{}",
        tx.for_update()
    );
    let mut job = tx.query_one(&sql, &held).await?.ok_or(StoreError::Fenced)?;
    let (host, kind): (String, JobKind) = (job.take()?, job.take()?);
    // A clock that was set back must not make the same recheck due again.
    let done_at = job.take::<Timestamp>()?.max(commit.at);
    // T4 looks at the article's state under the same lock ([`recheck::begin`]).
    tx.query(&format!("SELECT id FROM articles WHERE id = $1{}", tx.for_update()), &params![id]).await?;
    let mut for_good = false;
    let ending = match &commit.outcome {
        ReadOutcome::Later { due_at, reason, host_not_before, held_host } => {
            put_off(tx, id, *due_at, reason, true).await?;
            if let Some(until) = host_not_before {
                hold_host(tx, held_host.as_deref().unwrap_or(&host), *until, Some(reason)).await?;
            }
            return Ok(());
        }
        ReadOutcome::Held { due_at, reason } => {
            return put_off(tx, id, *due_at, reason, false).await;
        }
        ReadOutcome::Never { state, reason } => {
            give_up(tx, id, *state, reason, commit.at).await?;
            for_good = true;
            None
        }
        ReadOutcome::Text(text) => {
            if let Some(words) = &read.words {
                write_page(tx, commit, text, words).await?;
            }
            let result = text.change.as_ref().map_or("read", |(_, change)| change.kind.as_str());
            Some(Ending { result, reason: None, is_gone: Some(false) })
        }
        ReadOutcome::Same { validators, is_304, result } => {
            recheck::refresh(tx, id, validators, *is_304).await?;
            Some(Ending { result, reason: None, is_gone: Some(false) })
        }
        ReadOutcome::Missed { reason, host_not_before, held_host } => {
            if let Some(until) = host_not_before {
                hold_host(tx, held_host.as_deref().unwrap_or(&host), *until, Some(reason)).await?;
            }
            Some(Ending { result: "failed", reason: Some(reason), is_gone: None })
        }
        ReadOutcome::Withdrawn { reason, for_good: is_final } => {
            for_good = *is_final;
            Some(Ending { result: "withdrawn", reason: Some(reason), is_gone: Some(true) })
        }
    };
    if let Some(ending) = ending.filter(|_| kind == JobKind::Recheck) {
        recheck::note(tx, id, commit.at, &ending).await?;
    }
    recheck::finish(tx, id, done_at, for_good).await
}

/// The page is asked for at another time; `attempted`: it was asked for in vain now.
async fn put_off(tx: &Tx, id: ArticleId, due_at: Timestamp, reason: &str, attempted: bool) -> Result<()> {
    tx.execute(
        "UPDATE page_jobs SET due_at = $2, reason = $3, attempts = attempts + $4, until_at = NULL, \
         kind = CASE WHEN $4 = 1 AND kind = 'first' THEN 'retry' ELSE kind END WHERE article_id = $1",
        &params![id, due_at, reason, i64::from(attempted)],
    )
    .await?;
    Ok(())
}

/// A text that was read before stands; matches on the feed's words wait no longer.
async fn give_up(tx: &Tx, id: ArticleId, state: TextState, reason: &str, at: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE articles SET text_state = CASE WHEN text_state = 'read' THEN text_state ELSE $2 END, \
         text_reason = $3, story_at = CASE WHEN story_at > $4 THEN $4 ELSE story_at END WHERE id = $1",
        &params![id, state, reason, at],
    )
    .await?;
    Ok(())
}

async fn write_page(tx: &Tx, commit: &ReadCommit, text: &PageText, words: &Prepared) -> Result<()> {
    let id = commit.article_id;
    let version = next_version(tx, id).await?;
    words::write_text(tx, &words.version, version, words.change.as_ref()).await?;
    if let Some(change) = words.change.as_ref().filter(|change| change.kind == ChangeKind::Substance) {
        recheck::mark(tx, id, version, change.with, commit.at).await?;
    }
    // An address that leads to another article stays its own: a site that gives every page one canonical
    // address must not swallow articles. Copies meet in their story.
    let keys: BTreeSet<&Hash16> = text.url_keys.iter().collect();
    let values: Vec<Param<'_>> = keys.into_iter().flat_map(|key| params![key, id]).collect();
    tx.insert(&ADDRESSES, &values).await?;
    // Readers are not sent to the address of another article.
    let claimed = text.url_keys.get(1).copied();
    tx.execute(
        "UPDATE articles SET canonical_url = CASE WHEN EXISTS (SELECT 1 FROM article_addresses WHERE url_key = $5 \
         AND article_id <> $1) THEN NULL ELSE $2 END, site = COALESCE($3, site), text_reason = $4 \
         WHERE id = $1",
        &params![
            id,
            &text.extracted.canonical_url,
            &text.article.site,
            text.extracted.verdict.reason(),
            &claimed,
        ],
    )
    .await?;
    let words = Words {
        article: &text.article,
        version,
        matched: Some(&text.indexed.matched),
        content_hash: text.content_hash,
        tokens: &words.tokens,
        state: TextState::Read,
        place_at: commit.at,
    };
    replace_words(tx, id, commit.at, &words).await
}

/// The number of an article's next text version.
pub(super) async fn next_version(tx: &Tx, article_id: ArticleId) -> Result<i64> {
    let sql = "SELECT COALESCE(MAX(version), CAST(0 AS BIGINT)) FROM article_texts WHERE article_id = $1";
    let row = tx.query_one(sql, &params![article_id]).await?;
    row.map_or(Ok(1), |mut row| Ok(row.take::<i64>()? + 1))
}

/// Words that take the place of those an article had.
pub(super) struct Words<'a> {
    pub(super) article: &'a Article,
    pub(super) version: i64,
    /// `None`: not matched anew; what it matched stands.
    pub(super) matched: Option<&'a Matched>,
    pub(super) content_hash: Option<Hash16>,
    pub(super) tokens: &'a str,
    pub(super) state: TextState,
    /// When its story is looked for, if that is due.
    pub(super) place_at: Timestamp,
}

/// Gives an article new words: title, search tokens, matches; and makes its story due when there is reason to.
pub(super) async fn replace_words(tx: &Tx, id: ArticleId, at: Timestamp, words: &Words<'_>) -> Result<()> {
    tx.execute(
        "UPDATE articles SET title = $2, published_at = COALESCE($3, published_at), text_state = $4, \
         text_version = $5, content_hash = $6, words = $7 WHERE id = $1",
        &params![
            id,
            &words.article.title,
            words.article.published,
            words.state,
            words.version,
            &words.content_hash,
            words::count(&words.article.body),
        ],
    )
    .await?;
    words::write_search(tx, [Found { article_id: id, tokens: words.tokens.to_owned(), known: true }]).await?;
    let Some(matched) = words.matched else { return Ok(()) };
    let of_article =
        ArticleMatches { article_id: id, text_version: words.version, matches: &matched.matches };
    words::write_matches(tx, &[of_article], at, true).await?;
    let due = story_is_due(tx, id).await?;
    tx.execute(
        "UPDATE articles SET language = $2, language_sure = $3, story_at = $4 WHERE id = $1",
        &params![id, &matched.language, matched.language_sure, due.then_some(words.place_at)],
    )
    .await?;
    Ok(())
}

/// Whether an article with new words is to be placed: it has a match and no story, or one that it may leave for another, or that
/// does not know the match. What a rematch found is no reason.
pub(super) async fn story_is_due(tx: &Tx, id: ArticleId) -> Result<bool> {
    let mut matched = BTreeSet::new();
    let sql = "SELECT topic_id FROM matches WHERE article_id = $1 AND current = 1 AND quiet = 0";
    for mut row in tx.query(sql, &params![id]).await? {
        matched.insert(row.take::<TopicId>()?);
    }
    let row = tx.query_one("SELECT story_id FROM articles WHERE id = $1", &params![id]).await?;
    let story: Option<StoryId> = row.map_or(Ok(None), |mut row| row.take())?;
    if let Some(story) = story {
        if !matched.is_empty() && !story::loose(tx, &params![story]).await?.is_empty() {
            return Ok(true);
        }
        for mut row in
            tx.query("SELECT topic_id FROM story_topics WHERE story_id = $1", &params![story]).await?
        {
            matched.remove(&row.take::<TopicId>()?);
        }
    }
    Ok(!matched.is_empty())
}
