//! Articles that people were told of: their pages are read again, and what changed in substance is marked.
//!
//! The course begins with the message (T4), not with its delivery: the words are frozen there, each recipient gets them at another
//! time or never, and the times of the rechecks must not hang on that.

use std::collections::{BTreeSet, HashMap};

use super::jobs::{self, Known, NewJob};
use super::rows::MessageCommit;
use super::tx::Tx;
use super::value::{Param, params};
use super::{Base, KnownPage, PageJob, Result, pack};
use crate::feed::Validators;
use crate::model::{ArticleId, JobKind, TextState, Timestamp, host_of};
use crate::schedule::next_recheck;

/// Part of T4: the articles a message tells are watched from now on, those that were told before as they are. Pages that were
/// read get a job; those still to be read get theirs when they are.
pub(super) async fn begin(tx: &Tx, commit: &MessageCommit) -> Result<()> {
    let told: BTreeSet<ArticleId> = commit.told.iter().map(|told| told.article_id).collect();
    let told: Vec<Param<'_>> = told.into_iter().map(Param::from).collect();
    // The lock keeps T2 from ending a first read between the two statements; one order on every worker.
    let sql = format!(
        "SELECT a.id, a.text_state, COALESCE((SELECT t.page_url FROM article_texts t WHERE t.article_id = a.id \
         AND t.origin = 'page' ORDER BY t.version DESC LIMIT 1), a.url), CAST(CASE WHEN EXISTS (SELECT 1 FROM shared_links s \
         WHERE s.article_id = a.id) THEN 1 ELSE 0 END AS BIGINT) FROM articles a WHERE a.id IN ({{in}}) \
         ORDER BY a.id{}",
        tx.for_update()
    );
    for mut row in tx.query_in(&sql, &[], &told).await? {
        let (id, state): (ArticleId, TextState) = (row.take()?, row.take()?);
        let url: Option<String> = row.take()?;
        let shares_its_link: bool = row.take()?;
        let is_new = tx
            .execute(
                "INSERT INTO rechecks (article_id, told_at, reads) VALUES ($1, $2, 0) \
                 ON CONFLICT (article_id) DO NOTHING",
                &params![id, commit.composed_at],
            )
            .await?;
        let due = next_recheck(commit.composed_at, commit.composed_at);
        let host = url.as_deref().and_then(host_of);
        let (Some(url), Some(host), Some(due)) = (url, host, due) else { continue };
        if is_new == 1 && state == TextState::Read && !shares_its_link {
            let (host, url, kind) = (host.as_str(), url.as_str(), JobKind::Recheck);
            let job = NewJob { article_id: id, host, url, kind, due_at: due };
            jobs::write(tx, [job], Known::Stays).await?;
        }
    }
    Ok(())
}

/// Whether anybody was told of an article, and when.
pub(super) async fn told_at(tx: &Tx, id: ArticleId) -> Result<Option<Timestamp>> {
    let row = tx.query_one("SELECT told_at FROM rechecks WHERE article_id = $1", &params![id]).await?;
    row.map(|mut row| row.take()).transpose()
}

/// Ends a page job: the next recheck takes its place when there is one.
pub(super) async fn finish(tx: &Tx, id: ArticleId, now: Timestamp, for_good: bool) -> Result<()> {
    let next = if for_good { None } else { told_at(tx, id).await?.and_then(|told| next_recheck(told, now)) };
    match next {
        Some(due) => {
            let sql = "UPDATE page_jobs SET kind = 'recheck', due_at = $2, attempts = 0, reason = NULL, \
                       until_at = NULL WHERE article_id = $1";
            tx.execute(sql, &params![id, due]).await?;
        }
        None => {
            tx.execute("DELETE FROM page_jobs WHERE article_id = $1", &params![id]).await?;
        }
    }
    Ok(())
}

/// How a recheck ended.
pub(super) struct Ending<'a> {
    pub(super) result: &'a str,
    pub(super) reason: Option<&'a str>,
    /// `Some`: whether the page is gone; `None`: it was not asked, or did not say.
    pub(super) is_gone: Option<bool>,
}

/// Notes how a recheck ended; articles nobody was told of have no such note.
pub(super) async fn note(tx: &Tx, id: ArticleId, at: Timestamp, ending: &Ending<'_>) -> Result<()> {
    tx.execute(
        "UPDATE rechecks SET reads = reads + 1, last_at = $2, result = $3, reason = $4, withdrawn_at = \
         CASE CAST($5 AS BIGINT) WHEN 1 THEN COALESCE(withdrawn_at, $2) WHEN 0 THEN NULL ELSE withdrawn_at END \
         WHERE article_id = $1",
        &params![id, at, ending.result, ending.reason, ending.is_gone],
    )
    .await?;
    Ok(())
}

/// Marks a version as a correction; whoever tells it finds it by `told_at`.
pub(super) async fn mark(tx: &Tx, id: ArticleId, version: i64, with: i64, at: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO corrections (article_id, version, compared_with, at) VALUES ($1, $2, $3, $4)",
        &params![id, version, with, at],
    )
    .await?;
    Ok(())
}

/// The validators of a page that says what it said, beside the newest words read from it.
pub(super) async fn refresh(tx: &Tx, id: ArticleId, validators: &Validators, is_304: bool) -> Result<()> {
    let newest = "WHERE article_id = $1 AND version = (SELECT MAX(o.version) FROM article_texts o \
                  WHERE o.article_id = $1 AND o.origin = 'page')";
    let sql = if is_304 {
        // What a 304 leaves out stays (RFC 9110 section 15.4.5).
        "SET etag = COALESCE($2, etag), last_modified = COALESCE($3, last_modified), \
         page_url = COALESCE($4, page_url)"
    } else {
        "SET etag = $2, last_modified = $3, page_url = COALESCE($4, page_url)"
    };
    let values = params![id, &validators.etag, &validators.last_modified, &validators.url];
    tx.execute(&format!("UPDATE article_texts {sql} {newest}"), &values).await?;
    Ok(())
}

/// Fills in what the pages of rechecks said before, and which articles were told.
pub(super) async fn fill(tx: &Tx, jobs: &mut [PageJob], ids: &[Param<'_>]) -> Result<()> {
    let mut known: HashMap<ArticleId, KnownPage> = HashMap::new();
    let sql = "SELECT t.article_id, t.version, t.title, t.body, t.etag, t.last_modified, t.page_url, t.change_kind \
               FROM article_texts t JOIN page_jobs j ON j.article_id = t.article_id \
               WHERE t.article_id IN ({in}) AND j.kind = 'recheck' AND t.origin = 'page' \
               ORDER BY t.article_id, t.version";
    for mut row in tx.query_in(sql, &[], ids).await? {
        let page = known.entry(row.take()?).or_default();
        let version = row.take()?;
        (page.title, page.body) = (row.take()?, pack::unpack(row.take()?)?);
        page.validators = Validators { etag: row.take()?, last_modified: row.take()?, url: row.take()? };
        if page.validators.url.is_none() {
            // Written before addresses were: nobody knows whose they are.
            page.validators = Validators::default();
        }
        if is_base(row.take::<Option<String>>()?.as_deref()) {
            page.base = Base { version, title: page.title.clone(), body: page.body.clone() };
        }
    }
    let mut told: BTreeSet<ArticleId> = BTreeSet::new();
    for mut row in tx.query_in("SELECT article_id FROM rechecks WHERE article_id IN ({in})", &[], ids).await?
    {
        told.insert(row.take()?);
    }
    for job in jobs {
        job.known = known.remove(&job.article_id).map(Box::new);
        job.told = told.contains(&job.article_id);
    }
    Ok(())
}

/// Whether later versions are compared with one of this `change_kind`: what people were first told, and each correction since. What
/// only grew was told to nobody.
fn is_base(kind: Option<&str>) -> bool {
    matches!(kind, None | Some("substance"))
}

/// Of the feed's words those that later ones are measured by, the newest: see [`is_base`].
const BASE_OF_FEED: &str = "SELECT MAX(o.version) FROM article_texts o WHERE o.article_id = $ID AND o.origin = 'feed' \
                            AND (o.change_kind IS NULL OR o.change_kind = 'substance')";

/// The number of the feed's words that changes are measured by.
pub(super) async fn base_version(tx: &Tx, id: ArticleId) -> Result<Option<i64>> {
    let row = tx.query_one(&BASE_OF_FEED.replace("$ID", "$1"), &params![id]).await?;
    row.map_or(Ok(None), |mut row| row.take())
}

/// The feed's words that changes are measured by, of the articles that people were told of.
pub(super) async fn bases_of_feed(tx: &Tx, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Base>> {
    let list: Vec<Param<'_>> = ids.iter().map(|id| Param::from(*id)).collect();
    let sql = format!(
        "SELECT t.article_id, t.version, t.title, t.body FROM article_texts t JOIN rechecks r \
         ON r.article_id = t.article_id WHERE t.article_id IN ({{in}}) AND t.version = ({})",
        BASE_OF_FEED.replace("$ID", "t.article_id")
    );
    let rows = tx.query_in(&sql, &[], &list).await?.into_iter();
    rows.map(|mut row| {
        let id = row.take()?;
        Ok((id, Base { version: row.take()?, title: row.take()?, body: pack::unpack(row.take()?)? }))
    })
    .collect()
}
