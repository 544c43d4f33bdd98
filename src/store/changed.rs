//! The part of T1 that deals with entries whose words changed.

use std::borrow::Cow;
use std::time::Duration;

use super::jobs::{self, Known, NewJob};
use super::read::{self, Words};
use super::relink::relink;
use super::rows::PollCommitted;
use super::tx::Tx;
use super::value::params;
use super::words::{self, Compared, TextVersion};
use super::{Base, Result, recheck, shared};
use crate::article::{self, ChangeKind, Edition};
use crate::feed::{ChangedEntry, FeedUpdate};
use crate::model::{FeedId, Hash16, JobKind, TextState, Timestamp};
use crate::schedule::WAIT_FOR_PAGE;

/// The words of a changed entry, with all that can be worked out before the transaction.
#[derive(Debug)]
pub(super) struct ChangedWords {
    /// Its number is not known yet.
    text: TextVersion,
    tokens: String,
    content: Option<Hash16>,
    /// What they change in what people were told, as far as that was known when they were worked out.
    compared: Option<Compared>,
}

impl ChangedWords {
    pub(super) fn of(entry: &mut ChangedEntry, at: Timestamp) -> Result<Self> {
        let article = &entry.article;
        Ok(Self {
            text: TextVersion::of_feed(entry.article_id, 0, article, at)?,
            content: article::content_hash(&article.title, &article.body),
            tokens: match &mut entry.indexed {
                Some(indexed) => std::mem::take(&mut indexed.tokens),
                None => words::search_tokens(article),
            },
            compared: None,
        })
    }

    /// Works out what they change in the words that people were told.
    pub(super) fn compare(&mut self, entry: &ChangedEntry, base: &Base) -> Result<()> {
        self.compared = Some(compare(entry, base)?);
        Ok(())
    }
}

/// Writes one changed entry: its old title as a version, its new words, and its page to be read again.
pub(super) async fn commit(
    tx: &Tx,
    update: &FeedUpdate,
    (entry, words): (&ChangedEntry, &ChangedWords),
    done: &mut PollCommitted,
) -> Result<()> {
    let Some(is_reworded) = write_entry(tx, update, entry).await? else { return Ok(()) };
    done.changed += 1;
    let Some(mut row) = tx
        .query_one(
            &format!("SELECT feed_id, text_state FROM articles WHERE id = $1{}", tx.for_update()),
            &params![entry.article_id],
        )
        .await?
    else {
        // Swept meanwhile: nothing is left to correct.
        return Ok(());
    };
    let (owner, state): (FeedId, TextState) = (row.take()?, row.take()?);
    match &entry.relinked {
        Some(key) if owner == update.feed_id => relink(tx, entry, key).await?,
        // Another feed's article stays where that one says.
        Some(_) if !is_reworded => return Ok(()),
        _ => {}
    }
    let is_its_page = entry.page.is_some() && !shared::shares_its_link(tx, entry.article_id).await?;
    let page = entry.page.as_ref().filter(|_| is_its_page);
    if let Some(page) = page {
        let (article_id, kind, due_at) = (entry.article_id, JobKind::Recheck, update.at);
        let job = NewJob { article_id, host: &page.host, url: &page.url, kind, due_at };
        jobs::write(tx, [job], Known::IsDueAgain).await?;
        done.pages += 1;
    }
    // The page's words stand until it is read again; another feed's article is not ours to reword.
    if state == TextState::Read || owner != update.feed_id || !is_reworded {
        return Ok(());
    }
    let version = read::next_version(tx, entry.article_id).await?;
    let compared = compared(tx, entry, words).await?;
    if let Some(change) = compared.as_ref().filter(|change| change.kind == ChangeKind::Substance) {
        recheck::mark(tx, entry.article_id, version, change.with, update.at).await?;
    }
    words::write_text(tx, &words.text, version, compared.as_deref()).await?;
    // Matched on the feed's words, as a new entry is: its page may never be read.
    let pending = page.is_some();
    let wait = if pending { WAIT_FOR_PAGE } else { Duration::ZERO };
    read::replace_words(
        tx,
        entry.article_id,
        update.at,
        &Words {
            article: &entry.article,
            version,
            matched: entry.indexed.as_ref().map(|indexed| &indexed.matched),
            content_hash: words.content,
            tokens: &words.tokens,
            state: if pending { TextState::Pending } else { TextState::Feed },
            place_at: update.at + wait,
        },
    )
    .await
}

/// What changed in the feed's words of an article that people were told of in them: as it was worked out, unless they are measured
/// by other words by now.
async fn compared<'a>(
    tx: &Tx,
    entry: &ChangedEntry,
    words: &'a ChangedWords,
) -> Result<Option<Cow<'a, Compared>>> {
    if recheck::told_at(tx, entry.article_id).await?.is_none() {
        return Ok(None);
    }
    let Some(version) = recheck::base_version(tx, entry.article_id).await? else { return Ok(None) };
    if let Some(known) = words.compared.as_ref().filter(|known| known.with == version) {
        return Ok(Some(Cow::Borrowed(known)));
    }
    let base = recheck::bases_of_feed(tx, &[entry.article_id]).await?.remove(&entry.article_id);
    base.map(|base| Ok(Cow::Owned(compare(entry, &base)?))).transpose()
}

fn compare(entry: &ChangedEntry, base: &Base) -> Result<Compared> {
    let old = Edition { title: &base.title, text: &base.body, is_live: false };
    let new = Edition { title: &entry.article.title, text: &entry.article.body, is_live: false };
    Compared::of(base.version, &article::compare(&old, &new))
}

/// Rewrites the entry; whether its words are others. `None` when it has these words and this link already.
async fn write_entry(tx: &Tx, update: &FeedUpdate, entry: &ChangedEntry) -> Result<Option<bool>> {
    let link = entry.relinked.and(entry.entry.link.as_ref());
    let Some(mut row) = tx
        .query_one(
            "SELECT title, changed_at, content_hash FROM entries WHERE feed_id = $1 AND key = $2 AND (content_hash <> $3 \
             OR (CAST($4 AS TEXT) IS NOT NULL AND COALESCE(link, '') <> $4))",
            &params![update.feed_id, &entry.key, &entry.content_hash, link],
        )
        .await?
    else {
        return Ok(None);
    };
    let (title, since): (String, Timestamp) = (row.take()?, row.take()?);
    let is_reworded = row.take::<Hash16>()? != entry.content_hash;
    if title != entry.article.title {
        tx.execute(
            "INSERT INTO entry_versions (feed_id, key, seen_at, title) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (feed_id, key, seen_at) DO NOTHING",
            &params![update.feed_id, &entry.key, since, &title],
        )
        .await?;
    }
    tx.execute(
        "UPDATE entries SET title = $3, content_hash = $4, changed_at = $5, seen_at = $5, \
         link = COALESCE($6, link), relinked = relinked + CAST($7 AS BIGINT) WHERE feed_id = $1 AND key = $2",
        &params![
            update.feed_id,
            &entry.key,
            &entry.article.title,
            &entry.content_hash,
            update.at,
            link,
            link.is_some(),
        ],
    )
    .await?;
    Ok(Some(is_reworded))
}
