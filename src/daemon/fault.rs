//! Why a piece of a loop's work was not done, and what it is put off by.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use super::cpu::Panicked;
use super::health::is_outage;
use crate::model::Timestamp;
use crate::random::NoRandomness;
use crate::schedule::backoff;
use crate::store::StoreError;

/// What was put off is tried again after this, then after twice as long …
const FIRST_PAUSE: Duration = Duration::from_secs(10);
/// … but at least so often.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// Why a piece of work was not done.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store did not do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The work panicked: a fault of this program, met by one input.
    #[error("internal fault; please report it with what led to it")]
    Internal,
    /// The system has no randomness to give.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

impl From<Panicked> for Fault {
    fn from(_: Panicked) -> Self {
        Self::Internal
    }
}

impl Fault {
    /// Whether it speaks of the whole store: everything waits.
    pub(super) const fn is_outage(&self) -> bool {
        matches!(self, Self::Store(error) if is_outage(error))
    }

    /// Whether another worker was faster: nothing is wrong.
    pub(super) const fn is_race(&self) -> bool {
        matches!(self, Self::Store(StoreError::Fenced | StoreError::Overtaken))
    }

    /// Whether it may be met by this one rule, article or feed alone, so that the others can go on.
    pub(super) const fn is_of_one(&self) -> bool {
        matches!(self, Self::Internal | Self::Store(StoreError::Other(_)))
    }
}

/// What failed for a reason of its own: how often, and until when it is left alone.
#[derive(Debug)]
pub(super) struct Postponed<K>(HashMap<K, (u32, Timestamp)>);

impl<K> Default for Postponed<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Postponed<K> {
    /// It failed once more; how often it has by now, and until when it is left alone.
    pub(super) fn add(&mut self, one: K, now: Timestamp, jitter: f64) -> (u32, Timestamp) {
        let (times, until) = self.0.entry(one).or_insert((0, now));
        *times += 1;
        *until = now + backoff(*times, FIRST_PAUSE, LONGEST_PAUSE, jitter);
        (*times, *until)
    }

    /// It went well, or is gone; whether it had failed before.
    pub(super) fn remove(&mut self, one: &K) -> bool {
        self.0.remove(one).is_some()
    }

    /// How many have failed and not gone well since.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Until when it is left alone, where that is to come.
    pub(super) fn until(&self, one: &K, now: Timestamp) -> Option<Timestamp> {
        self.0.get(one).map(|(_, until)| *until).filter(|until| *until > now)
    }
}
