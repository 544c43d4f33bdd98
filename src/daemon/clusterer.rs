//! Gives matched articles their stories and writes down to whom they are owed.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::digest;
use crate::model::Timestamp;
use crate::store::{StoreError, StoryCommit};
use crate::story;

use super::app::App;
use super::health::LoopName;
use super::work::{Next, Work};

/// Articles clustered in one transaction.
const BATCH: usize = 500;

/// What one batch came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clustered {
    /// Articles that were given a story.
    pub(super) articles: usize,
    /// Stories begun.
    pub(super) stories: usize,
    /// Items owed.
    pub(super) items: usize,
}

/// Clusters one batch of what is due at `now` (T3).
pub(super) async fn cluster(app: &Arc<App>, now: Timestamp) -> Result<Clustered, StoreError> {
    let candidates = app.store.candidates(now, BATCH).await?;
    if candidates.is_empty() {
        return Ok(Clustered::default());
    }
    let neighbours = app.store.neighbours(&candidates).await?;
    let (store, rules, at) = (app.store.clone(), Arc::clone(&app.setup().rules), app.clock.now());
    let articles = candidates.len();
    let work = move || {
        let assignments = story::assign(&candidates, &neighbours, store.ids(), at);
        let items = digest::owed(&assignments, &candidates, &neighbours, &rules, store.ids(), at);
        StoryCommit { candidates, assignments, items, at }
    };
    let commit = app.cpu.run(work).await.map_err(|fault| StoreError::Other(fault.to_string()))?;
    let stories = commit.assignments.iter().filter(|a| a.begins).count();
    let items = commit.items.len();
    app.store.commit_stories(commit).await?;
    app.metrics.stories.inc_by(stories as u64);
    if items > 0 {
        app.wake.composer.notify_one();
    }
    Ok(Clustered { articles, stories, items })
}

/// The loop around [`cluster`].
#[derive(Debug)]
pub(super) struct Clusterer;

impl Work for Clusterer {
    const NAME: LoopName = LoopName::Clusterer;

    fn wake(app: &App) -> &Notify {
        &app.wake.clusterer
    }

    async fn turn(&mut self, app: &Arc<App>) -> Result<Next, StoreError> {
        if cluster(app, app.clock.now()).await?.articles > 0 {
            return Ok(Next::Now);
        }
        Ok(Next::at(app.store.next_due().await?.story))
    }
}
