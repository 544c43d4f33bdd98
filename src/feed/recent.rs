//! The last polls of a feed, as `feed why` tells them.

use serde::{Deserialize, Serialize};

use super::older;
use super::result::{IntervalReason, PollResult, of_word};
use super::types::ParsedFeed;
use crate::model::Timestamp;
use crate::schedule::SkipTimes;

/// How many polls are remembered.
const KEPT: usize = 20;
/// No failure's words are kept longer.
pub(super) const SAID_CHARACTERS: usize = 160;

/// One poll, in few bytes: twenty of them are stored with every feed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecentPoll {
    /// When it ended.
    pub at: Timestamp,
    /// What it came to. A list without is an older version's.
    #[serde(deserialize_with = "of_word")]
    pub came: PollResult,
    /// A failure in its own words, for people; else empty.
    #[serde(default, rename = "result", skip_serializing_if = "String::is_empty")]
    pub said: String,
    /// Entries never seen before.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub new: usize,
    /// Entries whose words changed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub changed: usize,
    /// Entries in the feed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub entries: usize,
    /// Decoded bytes of the body.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub bytes: usize,
    /// From the first step of the request to the last byte, waiting for the host's turn included.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub took_ms: u64,
    /// Seconds until the next poll; 0 when there is none.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub next_s: u64,
    /// Why then: [`Told`](IntervalReason::Told) after a failure whose server said when, and is obeyed.
    #[serde(default, deserialize_with = "of_word", skip_serializing_if = "is_configured")]
    pub why: IntervalReason,
    /// Seconds between polls the feed last asked for in its body; a 304 has none and repeats it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks_s: Option<u64>,
    /// Seconds for which an answer of its server holds (`max-age`), repeated likewise: what a 304 does not say stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fresh_s: Option<u64>,
    /// From when the feed counts them (`sy:updateBase`); repeated likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Timestamp>,
    /// Hours and days the feed last asked to be left alone at; repeated in the same way.
    #[serde(default, skip_serializing_if = "SkipTimes::is_empty")]
    pub skips: SkipTimes,
}

impl RecentPoll {
    /// What it came to in words, for people.
    #[must_use]
    pub fn result(&self) -> &str {
        self.came.in_words().unwrap_or(&self.said)
    }
}

/// What went wrong since the last good answer, as far as it makes the next wait longer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Trouble {
    /// Bad polls that double the feed's interval: all but those whose server said for how long, and was obeyed.
    pub(super) failures: u32,
    /// Answers, the last in a row, by which the host asked for silence.
    pub(super) throttled: u32,
}

impl Trouble {
    /// Of a feed with so many bad polls in a row, the last of them in `recent`.
    pub(super) fn of(failures: u32, recent: &[RecentPoll]) -> Self {
        let bad: Vec<&RecentPoll> = recent
            .iter()
            .take_while(|poll| !poll.came.is_good())
            .filter(|poll| poll.came.was_made())
            .collect();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let obeyed = bad.iter().filter(|poll| poll.why == IntervalReason::Told).count();
        let throttled = bad.iter().take_while(|poll| matches!(poll.came, PollResult::Throttled(_))).count();
        // Where some do not count, those that are remembered decide: they are enough to reach the longest wait.
        let failures = if obeyed == 0 { failures } else { number(bad.len() - obeyed) };
        Self { failures, throttled: number(throttled) }
    }
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
fn is_configured(why: &IntervalReason) -> bool {
    *why == IntervalReason::Configured
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_nothing(n: &u64) -> bool {
    *n == 0
}

/// Reads a list of polls as [`recent_json`] or an older version wrote it, newest first; what cannot be read is no poll.
#[must_use]
pub fn recent_polls(json: &str) -> Vec<RecentPoll> {
    serde_json::from_str(json).unwrap_or_else(|_| older::polls(json))
}

/// Puts a poll in front and forgets the oldest.
pub(super) fn remember(polls: &[RecentPoll], poll: RecentPoll) -> Vec<RecentPoll> {
    std::iter::once(poll).chain(polls.iter().take(KEPT - 1).cloned()).collect()
}

/// Writes what [`recent_polls`] reads.
#[must_use]
pub fn recent_json(polls: &[RecentPoll]) -> String {
    serde_json::to_string(polls).unwrap_or_default()
}
