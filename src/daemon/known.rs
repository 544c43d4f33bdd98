//! What the store knows of a body's entries, by their keys and by what keys do not tell.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::app::App;
use super::poll::Parsed;
use crate::feed::{self, Read};
use crate::model::{ArticleId, FeedId, Hash16};
use crate::store::StoreError;

/// Looks a body's entries up; those that their keys mistake get the keys they should have.
pub(super) async fn known(app: &App, feed_id: FeedId, (parsed, keys): Parsed) -> Result<Read, StoreError> {
    let known = app.store.known_entries(feed_id, &keys).await?;
    let mut read = Read { parsed, keys, known, shared: HashMap::new() };
    let reused = feed::part_reused(&mut read);
    if !reused.is_empty() {
        read.known.extend(app.store.known_entries(feed_id, &reused).await?);
    }
    let unknown = feed::unknown_links(&read);
    if !unknown.is_empty() {
        let links: BTreeSet<Hash16> = unknown.iter().map(|unknown| unknown.link).collect();
        let found = app.store.entries_at(feed_id, links.into_iter().collect()).await?;
        let doubtful = feed::in_doubt(&read, &unknown, &found);
        let texts = texts(app, &doubtful).await?;
        feed::rejoin(&mut read, &unknown, &found, &texts);
    }
    Ok(read)
}

/// The texts of articles; one that cannot be read tells nothing.
async fn texts(app: &App, articles: &[ArticleId]) -> Result<BTreeMap<ArticleId, String>, StoreError> {
    if articles.is_empty() {
        return Ok(BTreeMap::new());
    }
    let archived = app.store.archived(articles).await?;
    Ok(archived.iter().filter_map(|one| Some((one.id, one.article().ok()?.body))).collect())
}
