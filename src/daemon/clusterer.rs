//! Gives matched articles their stories and writes down to whom they are owed.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::digest;
use crate::model::Timestamp;
use crate::store::{StoreError, StoryCommit};
use crate::story::{self, Candidate};

use super::app::App;
use super::health::LoopName;
use super::pauses::PausedTopics;
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
    let paused = PausedTopics::at(app, now).await?;
    let (store, rules, at) = (app.store.clone(), Arc::clone(&app.setup().rules), app.clock.now());
    let articles = candidates.len();
    let work = move || {
        let assignments = story::assign(&candidates, &neighbours, store.ids(), at);
        let told = told(&candidates, &paused.names);
        let items = digest::owed(&assignments, &told, &neighbours, &rules, store.ids(), at);
        StoryCommit { candidates, assignments, items, corrections: Vec::new(), at }
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

/// The candidates as rules see them: a paused topic is matched, stored and shown, but nothing is owed for it.
fn told<'c>(candidates: &'c [Candidate], paused: &HashSet<String>) -> Cow<'c, [Candidate]> {
    if paused.is_empty() {
        return Cow::Borrowed(candidates);
    }
    let mut told = candidates.to_vec();
    for candidate in &mut told {
        candidate.topics.retain(|hit| !paused.contains(hit.topic.as_str()));
    }
    Cow::Owned(told)
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
