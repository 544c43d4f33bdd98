use std::collections::BTreeMap;

use super::Correction;
use crate::model::{ArticleId, ItemId, Name, Priority, RuleName, StoryId, Timestamp, words};

words! {
    /// Why a story is owed to a rule.
    Reason, "reason" {
        /// Never told to this rule.
        New = "new",
        /// Its topics grew since it was told.
        Grew = "grew",
        /// It became urgent.
        Urgent = "urgent",
        /// It changed in substance.
        Correction = "correction",
        /// An alert too old to send, handed to the digest.
        Late = "late",
        /// More outlets have it: an answer in the thread of what told it.
        Sources = "sources",
    }
}

/// One story owed to one rule: membership, written with the story.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// The rule that owes it.
    pub rule: RuleName,
    /// The story.
    pub story_id: StoryId,
    /// The article that made it owed.
    pub article_id: ArticleId,
    /// Why.
    pub reason: Reason,
    /// The rule's topics the story is about.
    pub topics: Vec<Name>,
    /// Highest of those topics.
    pub priority: Priority,
    /// When the match was told to the rule.
    pub created_at: Timestamp,
    /// End of `group_wait` or of the quiet window; for digests, `created_at`.
    pub ready_at: Timestamp,
    /// Of a correction: what it corrects.
    pub correction: Option<Correction>,
    /// Of one that is late in one channel: that channel, which alone is told it. The rule's other channels may have had the alert.
    pub only: Option<Name>,
}

impl Item {
    /// Whether it is for those alone who were told before: a correction, or more outlets.
    #[must_use]
    pub const fn is_answer(&self) -> bool {
        self.correction.is_some() || matches!(self.reason, Reason::Sources)
    }
}

/// What a story was before a batch of articles came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoryState {
    /// Its topics.
    pub topics: BTreeMap<Name, Priority>,
    /// Items that exist for it.
    pub items: Vec<OwedItem>,
    /// Silenced until then.
    pub muted_until: Option<Timestamp>,
}

/// An item that exists for a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwedItem {
    /// The rule that owes it.
    pub rule: RuleName,
    /// Why.
    pub reason: Reason,
    /// It is part of a message.
    pub is_told: bool,
}
