//! The last polls of a feed, as `feed why` tells them.

use serde::{Deserialize, Serialize};

use super::types::ParsedFeed;
use crate::model::Timestamp;
use crate::schedule::SkipTimes;

/// How many polls are remembered.
const KEPT: usize = 20;
/// No reason is kept longer.
pub(super) const WHY_CHARACTERS: usize = 60;
/// No result is kept longer.
pub(super) const RESULT_CHARACTERS: usize = 160;

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
    /// Decoded bytes of the body.
    #[serde(skip_serializing_if = "is_zero")]
    pub bytes: usize,
    /// From the first step of the request to the last byte, waiting for the host's turn included.
    #[serde(skip_serializing_if = "is_nothing")]
    pub took_ms: u64,
    /// Seconds until the next poll; 0 when there is none.
    #[serde(skip_serializing_if = "is_nothing")]
    pub next_s: u64,
    /// Why then, at most 60 characters; empty when it is as configured, `backoff` after a failure.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Seconds between polls the feed last asked for in its body; a 304 has none and repeats it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asks_s: Option<u64>,
    /// From when the feed counts them (`sy:updateBase`); repeated likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<Timestamp>,
    /// Hours and days the feed last asked to be left alone at; repeated in the same way.
    #[serde(skip_serializing_if = "SkipTimes::is_empty")]
    pub skips: SkipTimes,
}

/// What was seen of the last body that parsed, in few bytes: it is stored with every feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BodyNote {
    /// See [`ParsedFeed::format`].
    pub format: String,
    /// See [`ParsedFeed::encoding`].
    pub encoding: String,
    /// Entries read.
    pub entries: usize,
    /// Entries that could not be saved.
    #[serde(skip_serializing_if = "is_zero")]
    pub lost: usize,
    /// What was repaired: the first few sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
}

impl BodyNote {
    /// What is worth keeping of a parsed body: at most five problems of at most 160 characters.
    #[must_use]
    pub fn of(parsed: &ParsedFeed) -> Self {
        Self {
            format: parsed.format.to_owned(),
            encoding: parsed.encoding.to_owned(),
            entries: parsed.entries.len(),
            lost: parsed.lost,
            problems: parsed.problems.iter().take(5).map(|problem| short(problem, 160)).collect(),
        }
    }
}

/// The first characters of a text, with `…` where it goes on.
pub(super) fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_nothing(n: &u64) -> bool {
    *n == 0
}

/// Reads [`Due::recent`](super::Due::recent), newest first; what cannot be read is no poll.
#[must_use]
pub fn recent_polls(json: &str) -> Vec<RecentPoll> {
    serde_json::from_str(json).unwrap_or_default()
}

/// Puts a poll in front and forgets the oldest.
pub(super) fn remember(mut polls: Vec<RecentPoll>, poll: RecentPoll) -> Vec<RecentPoll> {
    polls.truncate(KEPT - 1);
    polls.insert(0, poll);
    polls
}

/// Writes what [`recent_polls`] reads.
#[must_use]
pub fn recent_json(polls: &[RecentPoll]) -> String {
    serde_json::to_string(polls).unwrap_or_default()
}
