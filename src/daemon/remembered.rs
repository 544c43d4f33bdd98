//! The stories of the last days, as the clusterer knows them: read from the store, never the only copy.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::app::App;
use super::fault::Fault;
use crate::model::{ArticleId, Timestamp};
use crate::store::{Archived, PlacedArticle, StoreError};
use crate::story::{Memory, Report, WINDOW};

/// Articles read at once.
const CHUNK: usize = 500;
/// A story is looked at again for so long after its last article was seen: that article may have waited for its page.
const SLACK: Duration = Duration::from_mins(10);

/// What is remembered, and up to when the store was read for it.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    pub(super) memory: Memory,
    read_to: Option<Timestamp>,
}

impl Remembered {
    /// Reads what was placed since the last time, by this process or another; at first, all of the window.
    pub(super) async fn read(&mut self, app: &Arc<App>, now: Timestamp) -> Result<(), Fault> {
        let oldest = now - WINDOW;
        let since = self.read_to.map_or(oldest, |read_to| (read_to - SLACK).max(oldest));
        let placed = app.store.placed(since, oldest).await?;
        let new: Vec<PlacedArticle> =
            placed.into_iter().filter(|placed| !self.memory.knows(placed.article_id)).collect();
        self.memory.forget_before(oldest);
        for chunk in new.chunks(CHUNK) {
            let ids: Vec<ArticleId> = chunk.iter().map(|placed| placed.article_id).collect();
            let stories: HashMap<ArticleId, PlacedArticle> =
                chunk.iter().map(|placed| (placed.article_id, *placed)).collect();
            let archived = app.store.archived(&ids).await?;
            let mut memory = std::mem::take(&mut self.memory);
            let work = move || {
                // The archive gives the newest first.
                for archived in archived.iter().rev() {
                    let Some(placed) = stories.get(&archived.id) else { continue };
                    match report_of(archived) {
                        Ok(report) => {
                            memory.recall(&report, placed.story_id);
                            let (published, first_seen) = placed.began;
                            memory.began(placed.story_id, published, first_seen);
                        }
                        // Nothing joins a story by words that cannot be read; the others are remembered all the same.
                        Err(error) => tracing::debug!(article = %archived.id, "not remembered: {error}"),
                    }
                }
                memory
            };
            self.memory = app.cpu.run(work).await?;
        }
        self.read_to = Some(now);
        Ok(())
    }
}

/// An article of the archive as stories read it.
pub(super) fn report_of(archived: &Archived) -> Result<Report, StoreError> {
    Ok(Report {
        article_id: archived.id,
        article: archived.article()?,
        address: archived.own_address().map(str::to_owned),
        first_seen_at: archived.first_seen_at,
    })
}
