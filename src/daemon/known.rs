//! What the store knows of a body's entries, by their keys and by what keys do not tell.

use super::app::App;
use super::poll::Parsed;
use crate::feed::{self, Read};
use crate::model::FeedId;
use crate::store::StoreError;

/// Looks a body's entries up; those that their keys mistake get the keys they should have.
pub(super) async fn known(app: &App, feed_id: FeedId, (parsed, keys): Parsed) -> Result<Read, StoreError> {
    let known = app.store.known_entries(feed_id, &keys).await?;
    let mut read = Read { parsed, keys, known };
    let reused = feed::part_reused(&mut read);
    if !reused.is_empty() {
        read.known.extend(app.store.known_entries(feed_id, &reused).await?);
    }
    let unknown = feed::unknown_links(&read);
    if !unknown.is_empty() {
        let links = unknown.iter().map(|(_, link)| *link).collect();
        let found = app.store.entries_at(feed_id, links).await?;
        feed::rejoin(&mut read, &unknown, found);
    }
    Ok(read)
}
