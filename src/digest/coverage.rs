use serde::Serialize;

use crate::model::{Name, Timestamp};

/// How well Vigie could see: the footer of every digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Feeds that are polled.
    pub sources: usize,
    /// Those whose last poll succeeded.
    pub healthy: usize,
    /// The others.
    pub blind: Vec<BlindFeed>,
    /// Topics without a match for long.
    pub silent_topics: Vec<SilentTopic>,
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
