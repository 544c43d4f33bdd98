use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::model::Timestamp;

/// What an alarm is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlarmKind {
    /// A feed cannot be read.
    Blind,
    /// A feed answers, and has had nothing new for longer than its rhythm allows.
    Silent,
    /// A feed is gone for good.
    Gone,
    /// A feed has another address now.
    Moved,
    /// A delivery was given up.
    Dead,
    /// A delivery waits for a person.
    Held,
    /// Nothing goes through a channel any more.
    Disabled,
    /// A recipient is not written to any more.
    Suppressed,
    /// A rule reaches nobody.
    Unheard,
    /// Messages or stories wait for a channel or a rule that the configuration no longer has.
    Orphaned,
    /// Somebody paused a topic by a link in a message.
    Paused,
    /// The disk was full.
    Disk,
    /// The store could not be used.
    Store,
    /// A rule's template failed.
    Template,
    /// A rule's message or an article's story fails for a reason of its own, and is put off.
    Stuck,
    /// A configuration was refused.
    Config,
}

impl AlarmKind {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Blind,
        Self::Silent,
        Self::Gone,
        Self::Moved,
        Self::Dead,
        Self::Held,
        Self::Disabled,
        Self::Suppressed,
        Self::Unheard,
        Self::Orphaned,
        Self::Paused,
        Self::Disk,
        Self::Store,
        Self::Template,
        Self::Stuck,
        Self::Config,
    ];

    /// The word used in the store, in logs and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blind => "blind",
            Self::Silent => "silent",
            Self::Gone => "gone",
            Self::Moved => "moved",
            Self::Dead => "dead",
            Self::Held => "held",
            Self::Disabled => "disabled",
            Self::Suppressed => "suppressed",
            Self::Unheard => "unheard",
            Self::Orphaned => "orphaned",
            Self::Paused => "paused",
            Self::Disk => "disk",
            Self::Store => "store",
            Self::Template => "template",
            Self::Stuck => "stuck",
            Self::Config => "config",
        }
    }
}

impl fmt::Display for AlarmKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AlarmKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let kind = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        kind.ok_or_else(|| format!("`{text}` is no kind of alarm"))
    }
}

impl Serialize for AlarmKind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

/// Something the operator must hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What it is.
    pub kind: AlarmKind,
    /// What it is about: a feed, a channel, a rule, a delivery.
    pub subject: String,
    /// Since when.
    pub since: Timestamp,
    /// One sentence.
    pub detail: String,
    /// It is over.
    pub cleared: bool,
    /// When what the operator has not heard of it happened: its beginning, or its end. From then on it waits for company.
    pub news_at: Timestamp,
}
