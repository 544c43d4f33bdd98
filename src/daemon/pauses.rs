//! What is paused, as clusterer and composer ask it.

use std::collections::HashSet;

use crate::digest::{self, Item};
use crate::model::{Pausable, RuleName, StoryId, Timestamp};
use crate::store::{Pause, StoreError};

use super::app::App;

/// The topics that are paused at a time.
#[derive(Debug, Default)]
pub(super) struct PausedTopics {
    pub(super) names: HashSet<String>,
}

impl PausedTopics {
    pub(super) async fn at(app: &App, now: Timestamp) -> Result<Self, StoreError> {
        Ok(Self::of(&app.store.pauses(now).await?))
    }

    fn of(pauses: &[Pause]) -> Self {
        let topic = |pause: &Pause| match &pause.what {
            Pausable::Topic(name) => Some(name.to_string()),
            Pausable::Feed(_) | Pausable::Channel(_) | Pausable::Story(_) => None,
        };
        Self { names: pauses.iter().filter_map(topic).collect() }
    }
}

/// The topics and stories that are paused at a time.
#[derive(Debug)]
pub(super) struct Paused {
    topics: PausedTopics,
    stories: HashSet<StoryId>,
    /// The end of the first of these pauses to end by itself.
    pub(super) ends_at: Option<Timestamp>,
}

impl Paused {
    pub(super) async fn at(app: &App, now: Timestamp) -> Result<Self, StoreError> {
        let mut pauses = app.store.pauses(now).await?;
        pauses.retain(|pause| matches!(pause.what, Pausable::Topic(_) | Pausable::Story(_)));
        let story = |pause: &Pause| match pause.what {
            Pausable::Story(id) => Some(id),
            Pausable::Feed(_) | Pausable::Topic(_) | Pausable::Channel(_) => None,
        };
        Ok(Self {
            topics: PausedTopics::of(&pauses),
            stories: pauses.iter().filter_map(story).collect(),
            ends_at: pauses.iter().filter_map(|pause| pause.until).min(),
        })
    }

    /// Whether anything is held back.
    pub(super) fn holds(&self) -> bool {
        !self.topics.names.is_empty() || !self.stories.is_empty()
    }

    /// What of these items no pause holds back.
    pub(super) fn tellable(&self, mut items: Vec<Item>) -> Vec<Item> {
        items.retain(|item| !self.stories.contains(&item.story_id));
        digest::tellable(items, &self.topics.names)
    }

    /// The open items of a rule that are ready by `ready_by` and that no pause holds back.
    pub(super) async fn tellable_items(
        &self,
        app: &App,
        rule: &RuleName,
        ready_by: Timestamp,
    ) -> Result<Vec<Item>, StoreError> {
        Ok(self.tellable(app.store.open_items(rule, ready_by).await?))
    }
}
