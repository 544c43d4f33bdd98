//! Gives matched articles their stories and writes down to whom they are owed.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use tokio::sync::Notify;

use crate::digest;
use crate::model::{ArticleId, StoryId, Timestamp};
use crate::store::{Duty, StoreError, StoryCommit};
use crate::story::{self, Assignment, Candidate};

use super::app::App;
use super::fault::{Fault, Postponed};
use super::health::LoopName;
use super::pauses::PausedTopics;
use super::remembered::{Remembered, report_of};
use super::stuck;
use super::work::{Next, Work, report};

/// Articles clustered in one transaction.
const BATCH: usize = 500;
/// Articles put off at a time of which the operator is told one by one.
const TOLD_AT_MOST: usize = 10;

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

/// Clusters one batch of what is due at `due_by` (T3). An article that fails for a reason of its own goes into `postponed` and is
/// due later, and the operator hears of it; the others of its batch go on.
pub(super) async fn cluster(
    app: &Arc<App>,
    due_by: Timestamp,
    postponed: &mut Postponed<ArticleId>,
) -> Result<Clustered, Fault> {
    let candidates = app.store.candidates(due_by, BATCH).await?;
    if candidates.is_empty() {
        return Ok(Clustered::default());
    }
    let mut done = Clustered { articles: candidates.len(), ..Clustered::default() };
    // Held to the end: one batch at a time.
    let mut remembered = app.remembered.lock().await;
    let mut parts = vec![candidates];
    while let Some(mut part) = parts.pop() {
        match place(app, &mut remembered, part.clone(), due_by).await {
            Ok(placed) => {
                done.stories += placed.stories;
                done.items += placed.items;
                let unread: HashSet<ArticleId> =
                    placed.unreadable.iter().map(|(c, _)| c.article_id).collect();
                for candidate in part.iter().filter(|candidate| !unread.contains(&candidate.article_id)) {
                    postponed.remove(&candidate.article_id);
                }
                for (candidate, fault) in placed.unreadable {
                    put_off(app, &candidate, &fault, due_by, postponed).await?;
                }
            }
            Err(fault) if !fault.is_of_one() => return Err(fault),
            Err(fault) if part.len() == 1 => put_off(app, &part[0], &fault, due_by, postponed).await?,
            Err(_) => {
                // One of them, we do not know which: halves, the older one first.
                let younger = part.split_off(part.len() / 2);
                parts.extend([younger, part]);
            }
        }
    }
    Ok(done)
}

/// An article that cannot be given a story is due again later: in the store, so that it takes up no place in a batch.
async fn put_off(
    app: &App,
    candidate: &Candidate,
    fault: &Fault,
    due_by: Timestamp,
    postponed: &mut Postponed<ArticleId>,
) -> Result<(), Fault> {
    let Candidate { article_id, title, site, .. } = candidate;
    let (times, until) = postponed.add(*article_id, due_by, app.clock.jitter());
    report(app, LoopName::Clusterer, fault, times);
    app.store.put_off_story(*article_id, until).await?;
    // Where many fail, a few speak for all; the log names each.
    if postponed.len() <= TOLD_AT_MOST {
        stuck::tell_of_article(app, (*article_id, title, site), fault, app.clock.now()).await?;
    }
    Ok(())
}

/// What articles placed together came to.
struct Placed {
    stories: usize,
    items: usize,
    /// Those whose words cannot be read.
    unreadable: Vec<(Candidate, Fault)>,
}

/// Gives the candidates their stories and commits them. What fails on the way leaves nothing remembered, and the next batch reads
/// it again.
async fn place(
    app: &Arc<App>,
    remembered: &mut Remembered,
    candidates: Vec<Candidate>,
    due_by: Timestamp,
) -> Result<Placed, Fault> {
    let at = app.clock.now();
    let mut taken = std::mem::take(remembered);
    taken.read(app, at).await?;
    let Assigned { candidates, assignments, remembered: taken, unreadable } =
        assign(app, candidates, taken, at).await?;
    if candidates.is_empty() {
        *remembered = taken;
        return Ok(Placed { stories: 0, items: 0, unreadable });
    }
    let before = app.store.story_states(assignments.iter().map(|a| a.story_id).collect()).await?;
    let begun: HashSet<StoryId> = assignments.iter().filter(|a| a.begins).map(|a| a.story_id).collect();
    if assignments.iter().any(|a| !begun.contains(&a.story_id) && !before.contains_key(&a.story_id)) {
        // The story has left the store since it was remembered.
        return Err(StoreError::Overtaken.into());
    }
    let paused = PausedTopics::at(app, due_by).await?;
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
    Ok(Placed { stories, items: owed, unreadable })
}

/// What candidates were assigned, under what is remembered with them.
struct Assigned {
    candidates: Vec<Candidate>,
    assignments: Vec<Assignment>,
    remembered: Remembered,
    unreadable: Vec<(Candidate, Fault)>,
}

/// Gives the candidates their stories, by the words that the archive has of them now.
async fn assign(
    app: &Arc<App>,
    candidates: Vec<Candidate>,
    mut remembered: Remembered,
    at: Timestamp,
) -> Result<Assigned, Fault> {
    let ids: Vec<ArticleId> = candidates.iter().map(|c| c.article_id).collect();
    let archived = app.store.archived(&ids).await?;
    let known = app.store.stories_by_content(&candidates).await?;
    let store = app.store.clone();
    let work = move || {
        let (mut reports, mut broken) = (BTreeMap::new(), HashMap::new());
        for archived in &archived {
            match report_of(archived) {
                Ok(report) => drop(reports.insert(archived.id, report)),
                Err(error) => drop(broken.insert(archived.id, error)),
            }
        }
        let (candidates, unread): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|candidate| !broken.contains_key(&candidate.article_id));
        let with_fault = |candidate: Candidate| {
            let error = broken.remove(&candidate.article_id)?;
            Some((candidate, Fault::from(error)))
        };
        let unreadable = unread.into_iter().filter_map(with_fault).collect();
        let assignments =
            story::assign(&candidates, &reports, &known, &mut remembered.memory, store.ids(), at);
        Assigned { candidates, assignments, remembered, unreadable }
    };
    Ok(app.cpu.run(work).await?)
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
#[derive(Debug, Default)]
pub(super) struct Clusterer {
    postponed: Postponed<ArticleId>,
}

impl Work for Clusterer {
    const NAME: LoopName = LoopName::Clusterer;
    const DUTY: Option<Duty> = Some(Duty::Clusterer);

    fn wake(app: &App) -> &Notify {
        &app.wake.clusterer
    }

    async fn turn(&mut self, app: &Arc<App>) -> Result<Next, Fault> {
        if cluster(app, app.clock.now(), &mut self.postponed).await?.articles > 0 {
            return Ok(Next::Now);
        }
        Ok(Next::at(app.store.next_due().await?.story))
    }
}
