use std::collections::BTreeSet;
use std::time::Duration;

use crate::model::{Name, Priority, RuleName, Timestamp, Zone};
use crate::schedule::{Calendar, QuietHours};

/// Which topics a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TopicSelection {
    /// `["*"]`
    All,
    /// Those named.
    Some(BTreeSet<Name>),
}

impl TopicSelection {
    /// Whether a topic is selected.
    #[must_use]
    pub fn contains(&self, topic: &Name) -> bool {
        match self {
            Self::All => true,
            Self::Some(names) => names.contains(topic),
        }
    }
}

/// `[alerts.NAME]`: stories at once.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertRule {
    /// Name.
    pub name: Name,
    /// Which topics.
    pub topics: TopicSelection,
    /// To whom.
    pub channels: Vec<Name>,
    /// How long the first story of a message waits for company.
    pub group_wait: Duration,
    /// Least time between two messages.
    pub group_interval: Duration,
    /// Stories in one message.
    pub max_items: usize,
    /// Older than this since the match: into the next digest, marked late.
    pub max_age: Duration,
    /// Topics below are left out.
    pub min_priority: Priority,
    /// Hours in which it holds: nights, weekends.
    pub quiet: Vec<QuietHours>,
    /// Of its channels, those that can answer in the thread of what they told: they hear when more outlets have a story.
    pub threads: Vec<Name>,
}

/// `[digests.NAME]`: stories on a calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct DigestRule {
    /// Name.
    pub name: Name,
    /// Shown in subject and heading; the name when not given.
    pub title: String,
    /// Which topics.
    pub topics: TopicSelection,
    /// To whom.
    pub channels: Vec<Name>,
    /// When.
    pub calendar: Calendar,
    /// Zone of the calendar and of times shown.
    pub zone: Zone,
    /// Stories in one digest.
    pub max_items: usize,
    /// Whether an empty digest is sent ("all quiet").
    pub send_empty: bool,
}

/// Every rule of a configuration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// Alerts.
    pub alerts: Vec<AlertRule>,
    /// Digests.
    pub digests: Vec<DigestRule>,
}

/// What the store knows of one rule's open items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRule {
    /// The rule.
    pub rule: RuleName,
    /// Its unsent items, whatever their `ready_at`.
    pub open: usize,
    /// The earliest `ready_at` among them.
    pub first_ready_at: Option<Timestamp>,
    /// The earliest `ready_at` among those of priority `urgent`: they pass quiet hours.
    pub first_urgent_at: Option<Timestamp>,
    /// Its last message.
    pub last_composed_at: Option<Timestamp>,
    /// Its last slot, sent, empty or `start`.
    pub last_slot_at: Option<Timestamp>,
}

/// Send now or hold, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Compose now.
    Send {
        /// The digest's slot; `None` for alerts.
        slot_at: Option<Timestamp>,
    },
    /// Nothing to do before then.
    Hold {
        /// When to look again; `None` when only a new item changes it.
        until: Option<Timestamp>,
        /// `group_wait`, `group_interval`, `quiet hours`, `not due`, `nothing open`.
        why: &'static str,
    },
}
