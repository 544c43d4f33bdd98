//! What answers say of how long they hold (RFC 9111 section 4.2).

use std::time::Duration;

use super::recent::RecentPoll;

/// What an answer's `Cache-Control` and `Expires` say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Freshness {
    /// Neither is there: of a 304 what was said before holds on.
    #[default]
    Unsaid,
    /// `max-age`, and the `Age` that the answer came with.
    MaxAge {
        /// For how long an answer holds that was just made.
        max_age: Duration,
        /// How old it was already.
        age: Duration,
    },
    /// `Expires − Date`; nothing where it is stale already, or may not be kept.
    Left(Duration),
}

impl Freshness {
    /// How long the answer holds from now on; `None` when nothing is said, or it is stale.
    #[must_use]
    pub fn left(self) -> Option<Duration> {
        let left = match self {
            Self::Unsaid => Duration::ZERO,
            Self::MaxAge { max_age, age } => max_age.saturating_sub(age),
            Self::Left(left) => left,
        };
        (!left.is_zero()).then_some(left)
    }

    /// How long it holds again once a 304 without a word of its own confirms it (section 4.3.4). An `Expires` is a moment,
    /// which no 304 moves.
    #[must_use]
    pub const fn renewed(self) -> Option<Duration> {
        match self {
            Self::MaxAge { max_age, .. } => Some(max_age),
            Self::Unsaid | Self::Left(_) => None,
        }
    }

    /// What a 304 says together with the answer that it confirms; `recent` as in [`Due::recent`](super::Due::recent).
    #[must_use]
    pub fn confirming(self, recent: &[RecentPoll]) -> Self {
        let before = || recent.first().and_then(|poll| poll.fresh_s).map(Duration::from_secs);
        match self {
            Self::Unsaid => before().map_or(self, |max_age| Self::MaxAge { max_age, age: Duration::ZERO }),
            said => said,
        }
    }
}
