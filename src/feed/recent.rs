//! The last polls of a feed, as `feed why` tells them.

use serde::{Deserialize, Serialize};

use crate::model::Timestamp;

/// How many polls are remembered.
const KEPT: usize = 20;

/// One poll, in few bytes: twenty of them are stored with every feed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecentPoll {
    /// When it ended.
    pub at: Timestamp,
    /// `200`, `304`, `same` (a whole body, byte for byte as before), or why it failed.
    pub result: String,
    /// Entries never seen before.
    #[serde(skip_serializing_if = "is_zero")]
    pub new: usize,
    /// Entries whose words changed.
    #[serde(skip_serializing_if = "is_zero")]
    pub changed: usize,
    /// Entries in the feed.
    #[serde(skip_serializing_if = "is_zero")]
    pub entries: usize,
    /// Seconds between polls the feed last asked for in its body; a 304 has none and repeats it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asks_s: Option<u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// Reads [`Due::recent`](super::Due::recent), newest first; what cannot be read is no poll.
#[must_use]
pub fn recent_polls(json: &str) -> Vec<RecentPoll> {
    serde_json::from_str(json).unwrap_or_default()
}

/// Puts a poll in front and forgets the oldest.
pub(super) fn remember(mut polls: Vec<RecentPoll>, poll: RecentPoll) -> String {
    polls.insert(0, poll);
    polls.truncate(KEPT);
    serde_json::to_string(&polls).unwrap_or_default()
}
