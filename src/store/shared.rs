//! Links that entries share which tell different things: each has an article of its own, and no address leads to it.

use std::collections::BTreeSet;

use super::trail;
use super::tx::{Insert, Tx};
use super::value::{Param, params};
use super::{ArticleTrail, Result, Store};
use crate::feed::NewEntry;
use crate::model::{ArticleId, Hash16, Timestamp};

/// An article that shares its link with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// Its id.
    pub article_id: ArticleId,
    /// Its headline.
    pub title: String,
    /// When Vigie first saw it.
    pub first_seen_at: Timestamp,
}

impl Store {
    /// The articles that share a link, the newest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn sharing(&self, url_key: Hash16) -> Result<Vec<Sharing>> {
        self.read(url_key, |tx, key| Box::pin(sharing(tx, key))).await
    }

    /// Q11: everything known of an article.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn trail_of(&self, article_id: ArticleId) -> Result<Option<ArticleTrail>> {
        self.read(article_id, |tx, id| Box::pin(trail::trail_of(tx, *id))).await
    }
}

async fn sharing(tx: &Tx, key: &Hash16) -> Result<Vec<Sharing>> {
    let sql = "SELECT a.id, a.title, a.first_seen_at FROM shared_links s JOIN articles a ON a.id = s.article_id \
               WHERE s.url_key = $1 ORDER BY a.id DESC";
    let rows = tx.query(sql, &params![key]).await?.into_iter();
    rows.map(|mut row| {
        Ok(Sharing { article_id: row.take()?, title: row.take()?, first_seen_at: row.take()? })
    })
    .collect()
}

/// Whether an article shares its link, so that the page there is not its own.
pub(super) async fn shares_its_link(tx: &Tx, id: ArticleId) -> Result<bool> {
    let sql = "SELECT 1 FROM shared_links WHERE article_id = $1 LIMIT 1";
    Ok(tx.query_one(sql, &params![id]).await?.is_some())
}

/// The part of T1 that notes who shares a link. An article that it led to until now keeps the words it has: the page is not read for
/// it any more, because it tells of something else.
pub(super) async fn note<'a>(
    tx: &Tx,
    entries: impl Iterator<Item = &'a NewEntry>,
    at: Timestamp,
) -> Result<()> {
    const SHARED: Insert = Insert::new("shared_links (url_key, article_id)", "ON CONFLICT DO NOTHING");
    let (mut sharing, mut parted) = (BTreeSet::new(), BTreeSet::new());
    for entry in entries {
        if let Some(link) = &entry.shared {
            sharing.insert((link.key, entry.article_id));
            parted.extend(link.parts.map(|article| (article, link.key)));
        }
    }
    for (article, key) in parted {
        let sql = "UPDATE articles SET text_state = CASE WHEN text_state = 'pending' THEN 'feed' ELSE text_state END, \
                   story_at = CASE WHEN story_at > $2 THEN $2 ELSE story_at END WHERE id = $1";
        if tx.execute(sql, &params![article, at]).await? > 0 {
            sharing.insert((key, article));
        }
        let sql = "DELETE FROM article_addresses WHERE url_key = $1 AND article_id = $2";
        tx.execute(sql, &params![&key, article]).await?;
        tx.execute("DELETE FROM page_jobs WHERE article_id = $1", &params![article]).await?;
    }
    let values: Vec<Param<'_>> = sharing.iter().flat_map(|(key, article)| params![key, *article]).collect();
    tx.insert(&SHARED, &values).await?;
    Ok(())
}
