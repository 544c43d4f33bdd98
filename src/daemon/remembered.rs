//! The stories of the last days, as the clusterer knows them: read from the store, never the only copy.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::app::App;
use super::fault::Fault;
use crate::model::{ArticleId, StoryId, Timestamp};
use crate::store::{Archived, StoreError};
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
        let new: Vec<(ArticleId, StoryId)> =
            placed.into_iter().filter(|(article, _)| !self.memory.knows(*article)).collect();
        self.memory.forget_before(oldest);
        for chunk in new.chunks(CHUNK) {
            let ids: Vec<ArticleId> = chunk.iter().map(|(article, _)| *article).collect();
            let stories: HashMap<ArticleId, StoryId> = chunk.iter().copied().collect();
            let archived = app.store.archived(&ids).await?;
            let mut memory = std::mem::take(&mut self.memory);
            let work = move || {
                // The archive gives the newest first.
                for archived in archived.iter().rev() {
                    let Some(story) = stories.get(&archived.id) else { continue };
                    match report_of(archived) {
                        Ok(report) => memory.recall(&report, *story),
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
        canonical_url: archived.canonical_url.clone(),
        first_seen_at: archived.first_seen_at,
    })
}
