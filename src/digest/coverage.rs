use serde::Serialize;

use crate::model::{Name, Timestamp};

/// How well Vigie could see: the footer of every digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Feeds that are watched, or would be if they were not paused.
    pub sources: usize,
    /// Those that are polled, and whose last poll succeeded.
    pub healthy: usize,
    /// Those that cannot be read.
    pub blind: Vec<BlindFeed>,
    /// Those that are paused: nobody looks at them.
    pub paused_feeds: Vec<PausedFeed>,
    /// Topics without a match for long.
    pub silent_topics: Vec<SilentTopic>,
    /// Of the rule's topics, those that are paused: nothing is told of them.
    pub paused_topics: Vec<PausedTopic>,
}

/// A feed that a person paused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PausedFeed {
    /// Name.
    pub feed: Name,
    /// The end of its pause; `None`: until a person resumes it.
    pub until: Option<Timestamp>,
}

/// A topic that a person paused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PausedTopic {
    /// Name.
    pub topic: Name,
    /// The end of its pause; `None`: until a person resumes it.
    pub until: Option<Timestamp>,
}

/// A feed that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BlindFeed {
    /// Name.
    pub feed: Name,
    /// Since the last success, or since it was added.
    pub since: Timestamp,
    /// Named reason.
    pub why: String,
}

/// A topic without a match for at least a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SilentTopic {
    /// Name.
    pub topic: Name,
    /// Its last match, or when it was added.
    pub since: Timestamp,
}
