use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How pressing a topic is; the order is low, normal, urgent.
///
/// `low` goes to digests only; `urgent` skips quiet hours and `group_wait`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// Digests only.
    Low,
    /// Alerts and digests, within quiet hours and grouping.
    #[default]
    Normal,
    /// At once.
    Urgent,
}

impl Priority {
    /// The word used in configuration, store and messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::Urgent => "urgent",
        }
    }
}

/// The text is not a priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a priority: write `low`, `normal` or `urgent`")]
pub struct InvalidPriority;

impl FromStr for Priority {
    type Err = InvalidPriority;

    fn from_str(text: &str) -> Result<Self, InvalidPriority> {
        [Self::Low, Self::Normal, Self::Urgent]
            .into_iter()
            .find(|p| p.as_str() == text)
            .ok_or(InvalidPriority)
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
