//! How much of what goes through a channel a recipient is not sent.

use std::fmt;
use std::str::FromStr;

use super::mailbox_key;
use crate::digest::AlarmSubject;
use crate::model::{InvalidName, Name, RuleName};

/// What is not sent to a recipient of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Unwanted {
    /// Anything: the mailbox takes no mail.
    Everything,
    /// Alerts and digests, which the recipient ended all at once. Notices to the operator are nobody's to end by a link.
    Subscriptions,
    /// What this alert or digest tells.
    Rule(RuleName),
}

impl Unwanted {
    /// Whether what a rule sends is not sent.
    ///
    /// ```
    /// use vigie::deliver::Unwanted;
    /// let rule = |text: &str| text.parse().unwrap();
    /// assert!(Unwanted::Subscriptions.covers(&rule("alert:breaking")));
    /// assert!(!Unwanted::Subscriptions.covers(&rule("operator")));
    /// assert!(!Unwanted::Rule(rule("digest:morning")).covers(&rule("alert:breaking")));
    /// ```
    #[must_use]
    pub fn covers(&self, rule: &RuleName) -> bool {
        match self {
            Self::Everything => true,
            Self::Subscriptions => matches!(rule, RuleName::Alert(_) | RuleName::Digest(_)),
            Self::Rule(own) => own == rule,
        }
    }

    /// Whether all that another says is said with this.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Everything, _) | (Self::Subscriptions, Self::Subscriptions) => true,
            (_, Self::Rule(rule)) => self.covers(rule),
            (_, Self::Everything) | (Self::Rule(_), Self::Subscriptions) => false,
        }
    }

    /// What the alarm is about that a recipient is not sent so much: the same person may read through several channels, and end one
    /// alone, or one rule of it.
    #[must_use]
    pub fn alarm(&self, channel: &Name, recipient: &str) -> AlarmSubject {
        let rule = match self {
            Self::Everything | Self::Subscriptions => None,
            Self::Rule(rule) => Some(rule.clone()),
        };
        AlarmSubject::Suppressed { channel: Some(channel.clone()), recipient: mailbox_key(recipient), rule }
    }

    /// For people: `everything`, `alerts and digests`, `alert:breaking`.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Everything => "everything".to_owned(),
            Self::Subscriptions => "alerts and digests".to_owned(),
            Self::Rule(rule) => rule.to_string(),
        }
    }
}

/// The word used in the store: empty for everything, as in stores from before there was a choice.
impl fmt::Display for Unwanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => Ok(()),
            Self::Subscriptions => f.write_str("*"),
            Self::Rule(rule) => rule.fmt(f),
        }
    }
}

impl FromStr for Unwanted {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        match text {
            "" => Ok(Self::Everything),
            "*" => Ok(Self::Subscriptions),
            rule => rule.parse().map(Self::Rule),
        }
    }
}
