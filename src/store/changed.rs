//! The part of T1 that deals with entries whose words changed.

use std::borrow::Cow;
use std::time::Duration;

use super::poll::{WAIT_FOR_PAGE, bucket};
use super::read::{self, Words};
use super::rows::PollCommitted;
use super::tx::Tx;
use super::value::params;
use super::{Result, recheck, words};
use crate::article::{self, Change, ChangeKind, Edition};
use crate::feed::{ChangedEntry, FeedUpdate};
use crate::model::{FeedId, TextState, Timestamp};

/// Writes one changed entry: its old title as a version, its new words, and its page to be read again.
pub(super) async fn commit(
    tx: &Tx,
    update: &FeedUpdate,
    entry: &ChangedEntry,
    done: &mut PollCommitted,
) -> Result<()> {
    if !write_entry(tx, update, entry).await? {
        return Ok(());
    }
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
    if let Some(page) = &entry.page {
        tx.execute(
            "INSERT INTO page_jobs (article_id, host, bucket, url, kind, due_at, attempts, token) \
             VALUES ($1, $2, $3, $4, 'recheck', $5, 0, 0) ON CONFLICT (article_id) DO UPDATE SET \
             due_at = excluded.due_at, url = excluded.url, attempts = 0, until_at = NULL, token = page_jobs.token + 1",
            &params![entry.article_id, &page.host, bucket(&page.host), &page.url, update.at],
        )
        .await?;
        done.pages += 1;
    }
    // The page's words stand until it is read again; another feed's article is not ours to reword.
    if state == TextState::Read || owner != update.feed_id {
        return Ok(());
    }
    let version = read::next_version(tx, entry.article_id).await?;
    let mut text = words::TextVersion::of_feed(entry.article_id, version, &entry.article, update.at)?;
    if let Some((with, change)) = compared(tx, entry).await? {
        text.change = Some(words::Compared::of(with, &change)?);
        if change.kind == ChangeKind::Substance {
            recheck::mark(tx, entry.article_id, version, with, update.at).await?;
        }
    }
    words::write_texts(tx, &[text]).await?;
    // Matched on the feed's words, as a new entry is: its page may never be read.
    let pending = entry.page.is_some();
    let wait = if pending { WAIT_FOR_PAGE } else { Duration::ZERO };
    let tokens = entry.indexed.as_ref().map(|indexed| Cow::Borrowed(&*indexed.tokens));
    let tokens = tokens.unwrap_or_else(|| words::search_tokens(&entry.article).into());
    read::replace_words(
        tx,
        entry.article_id,
        update.at,
        &Words {
            article: &entry.article,
            version,
            matched: entry.indexed.as_ref().map(|indexed| &indexed.matched),
            content_hash: article::content_hash(&entry.article.title, &entry.article.body),
            tokens: &tokens,
            state: if pending { TextState::Pending } else { TextState::Feed },
            place_at: update.at + wait,
        },
    )
    .await
}

/// What changed in the feed's words of an article that people were told of in them.
async fn compared(tx: &Tx, entry: &ChangedEntry) -> Result<Option<(i64, Change)>> {
    if recheck::told_at(tx, entry.article_id).await?.is_none() {
        return Ok(None);
    }
    let Some(base) = recheck::base_of_feed(tx, entry.article_id).await? else { return Ok(None) };
    let old = Edition { title: &base.title, text: &base.body, is_live: false };
    let new = Edition { title: &entry.article.title, text: &entry.article.body, is_live: false };
    Ok(Some((base.version, article::compare(&old, &new))))
}

/// Rewrites the entry; false when it has these words already.
async fn write_entry(tx: &Tx, update: &FeedUpdate, entry: &ChangedEntry) -> Result<bool> {
    let Some(mut row) = tx
        .query_one(
            "SELECT title, changed_at FROM entries WHERE feed_id = $1 AND key = $2 AND content_hash <> $3",
            &params![update.feed_id, &entry.key, &entry.content_hash],
        )
        .await?
    else {
        return Ok(false);
    };
    let (title, since): (String, Timestamp) = (row.take()?, row.take()?);
    if title != entry.article.title {
        tx.execute(
            "INSERT INTO entry_versions (feed_id, key, seen_at, title) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (feed_id, key, seen_at) DO NOTHING",
            &params![update.feed_id, &entry.key, since, &title],
        )
        .await?;
    }
    tx.execute(
        "UPDATE entries SET title = $3, content_hash = $4, published_at = $5, changed_at = $6, seen_at = $6 \
         WHERE feed_id = $1 AND key = $2",
        &params![
            update.feed_id,
            &entry.key,
            &entry.article.title,
            &entry.content_hash,
            entry.entry.published,
            update.at
        ],
    )
    .await?;
    Ok(true)
}
