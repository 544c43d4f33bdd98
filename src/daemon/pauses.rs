//! Which topics are paused, as clusterer and composer ask it.

use std::collections::HashSet;

use crate::digest::{self, Item};
use crate::model::{RuleName, Timestamp};
use crate::store::StoreError;

use super::app::App;

/// The topics that are paused at a time.
#[derive(Debug, Default)]
pub(super) struct PausedTopics {
    pub(super) names: HashSet<String>,
    /// The end of the first of these pauses to end by itself.
    pub(super) ends_at: Option<Timestamp>,
}

impl PausedTopics {
    pub(super) async fn at(app: &App, now: Timestamp) -> Result<Self, StoreError> {
        let mut paused = Self::default();
        for pause in app.store.pauses(now).await?.into_iter().filter(|pause| pause.kind == "topic") {
            paused.ends_at = [paused.ends_at, pause.until].into_iter().flatten().min();
            paused.names.insert(pause.name);
        }
        Ok(paused)
    }
}

/// The open items of a rule that are ready by `ready_by` and that no pause of a topic holds back at `now`.
pub(super) async fn tellable_items(
    app: &App,
    rule: &RuleName,
    ready_by: Timestamp,
    now: Timestamp,
) -> Result<Vec<Item>, StoreError> {
    let paused = PausedTopics::at(app, now).await?;
    Ok(digest::tellable(app.store.open_items(rule, ready_by).await?, &paused.names))
}
