//! What a message about stories is put together by: how widely each is carried.

use std::collections::{BTreeSet, HashMap};

use super::tx::Tx;
use super::value::Param;
use super::{Result, Store};
use crate::digest::Item;
use crate::model::StoryId;

impl Store {
    /// How many sites carry the stories of these items, for [`crate::digest::rank`].
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn outlets(&self, items: &[Item]) -> Result<HashMap<StoryId, usize>> {
        let stories: BTreeSet<StoryId> = items.iter().map(|item| item.story_id).collect();
        self.read(stories, |tx, stories| Box::pin(outlets(tx, stories))).await
    }
}

async fn outlets(tx: &Tx, stories: &BTreeSet<StoryId>) -> Result<HashMap<StoryId, usize>> {
    let stories: Vec<Param<'_>> = stories.iter().map(|id| Param::from(*id)).collect();
    let rows = tx.query_in("SELECT id, sites FROM stories WHERE id IN ({in})", &[], &stories).await?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}
