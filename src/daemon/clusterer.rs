//! Gives matched articles their stories and writes down to whom they are owed.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::digest;
use crate::model::{ArticleId, StoryId, Timestamp};
use crate::store::{Duty, StoreError, StoryCommit};
use crate::story::{self, Assignment, Candidate};

use super::app::App;
use super::health::LoopName;
use super::pauses::PausedTopics;
use super::remembered::{Remembered, report};
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
    let at = app.clock.now();
    // Held to the end: one batch at a time. What fails on the way leaves nothing remembered, and the next batch reads it again.
    let mut remembered = app.remembered.lock().await;
    let mut taken = std::mem::take(&mut *remembered);
    taken.read(app, at).await?;
    let articles = candidates.len();
    let (candidates, assignments, taken) = assign(app, candidates, taken, at).await?;
    let before = app.store.story_states(assignments.iter().map(|a| a.story_id).collect()).await?;
    let begun: HashSet<StoryId> = assignments.iter().filter(|a| a.begins).map(|a| a.story_id).collect();
    if assignments.iter().any(|a| !begun.contains(&a.story_id) && !before.contains_key(&a.story_id)) {
        // The story has left the store since it was remembered.
        return Err(StoreError::Fenced);
    }
    let paused = PausedTopics::at(app, now).await?;
    let rules = Arc::clone(&app.setup().rules);
    let items =
        digest::owed(&assignments, &told(&candidates, &paused.names), &before, &rules, app.store.ids(), at);
    let (stories, owed) = (begun.len(), items.len());
    let commit = StoryCommit { candidates, assignments, items, at, ..StoryCommit::default() };
    app.store.commit_stories(commit).await?;
    *remembered = taken;
    app.metrics.stories.inc_by(stories as u64);
    if owed > 0 {
        app.call(&app.wake.composer);
    }
    Ok(Clustered { articles, stories, items: owed })
}

/// Gives the candidates their stories, by the words that the archive has of them now.
async fn assign(
    app: &Arc<App>,
    candidates: Vec<Candidate>,
    mut remembered: Remembered,
    at: Timestamp,
) -> Result<(Vec<Candidate>, Vec<Assignment>, Remembered), StoreError> {
    let ids: Vec<ArticleId> = candidates.iter().map(|c| c.article_id).collect();
    let archived = app.store.archived(&ids).await?;
    let known = app.store.stories_by_content(&candidates).await?;
    let store = app.store.clone();
    let work = move || {
        let reports = archived.iter().map(report).collect::<Result<Vec<_>, _>>()?;
        let reports = reports.into_iter().map(|report| (report.article_id, report)).collect();
        let assignments =
            story::assign(&candidates, &reports, &known, &mut remembered.memory, store.ids(), at);
        Ok((candidates, assignments, remembered))
    };
    app.cpu.run(work).await?
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
    const DUTY: Option<Duty> = Some(Duty::Clusterer);

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
