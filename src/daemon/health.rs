//! Whether the loops are alive and the store can be written.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::sync::watch;

use crate::digest::AlarmSubject;
use crate::model::{Timestamp, words};
use crate::store::StoreError;

words! {
    /// A loop that must make progress for the daemon to count as alive.
    LoopName, "loop" {
        /// Polls feeds.
        Poller = "poller",
        /// Reads pages.
        Reader = "reader",
        /// Groups articles into stories.
        Clusterer = "clusterer",
        /// Composes messages.
        Composer = "composer",
        /// Sends them.
        Courier = "courier",
        /// Keeps the house.
        Keeper = "keeper",
        /// Speaks to the hubs of feeds.
        Subscriber = "subscriber",
        /// Not a loop of ours: the store answered a write, even if with an error.
        Writer = "writer",
    }
}

/// Why the store cannot be used at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreTrouble {
    /// Since when.
    pub since: Timestamp,
    /// The store's own sentence, the newest.
    pub sentence: String,
    /// There was no room for what was written.
    pub is_full: bool,
}

impl StoreTrouble {
    /// What the operator is told of.
    pub(super) const fn alarm(&self) -> AlarmSubject {
        if self.is_full { AlarmSubject::Disk } else { AlarmSubject::Store }
    }
}

/// Beats of the loops and the state of the store.
#[derive(Debug)]
pub struct Health {
    beats: [AtomicI64; LoopName::ALL.len()],
    store: watch::Sender<Option<StoreTrouble>>,
}

impl Health {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { beats: std::array::from_fn(|_| AtomicI64::new(now.millis())), store: watch::Sender::new(None) }
    }

    /// A loop made progress, or looked and found nothing to do.
    pub(super) fn beat(&self, name: LoopName, now: Timestamp) {
        self.beats[name as usize].store(now.millis(), Ordering::Relaxed);
    }

    /// Loops among `names` that made no progress for longer than `patience`.
    #[must_use]
    pub fn stuck(&self, names: &[LoopName], patience: Duration, now: Timestamp) -> Vec<LoopName> {
        let late = |name: &LoopName| {
            // A clock that was set back leaves beats in the future. Nobody knows how old they are: patience begins with this look.
            let beat = self.beats[*name as usize].fetch_min(now.millis(), Ordering::Relaxed);
            now.since(Timestamp::from_millis(beat)) > patience
        };
        names.iter().copied().filter(late).collect()
    }

    /// What is wrong with the store, if anything.
    #[must_use]
    pub fn store_trouble(&self) -> Option<StoreTrouble> {
        self.store.borrow().clone()
    }

    /// Resolves when the store may be used.
    pub(super) async fn store_usable(&self) {
        let mut state = self.store.subscribe();
        // The sender lives in `self`: waiting cannot fail.
        let _ = state.wait_for(Option::is_none).await;
    }

    /// Resolves when the store may not be used, with the reason.
    pub(super) async fn store_failed(&self) -> Option<StoreTrouble> {
        let mut state = self.store.subscribe();
        state.wait_for(Option::is_some).await.ok().and_then(|state| state.clone())
    }

    /// Takes note of an error; returns whether it closes the store to the loops and is the first to do so. What keeps it closed
    /// is said as it is now: a server that was restarted may refuse us for another reason than that it was away.
    pub(super) fn note(&self, error: &StoreError, now: Timestamp) -> bool {
        if !is_outage(error) {
            return false;
        }
        let (sentence, is_full) = (error.to_string(), matches!(error, StoreError::Full(_)));
        self.store.send_if_modified(|state| {
            if let Some(trouble) = state {
                trouble.sentence = sentence;
                // A full disk may show in other ways too before there is room again.
                trouble.is_full |= is_full;
                return false;
            }
            *state = Some(StoreTrouble { since: now, sentence, is_full });
            true
        })
    }

    /// The store works again; returns what was wrong.
    pub(super) fn mended(&self) -> Option<StoreTrouble> {
        self.store.send_replace(None)
    }
}

/// Whether an error speaks of the whole store, not of one operation.
pub(super) const fn is_outage(error: &StoreError) -> bool {
    match error {
        StoreError::Full(_)
        | StoreError::ReadOnly(_)
        | StoreError::Unreachable(_)
        | StoreError::Locked { .. } => true,
        StoreError::Newer(_)
        | StoreError::Changed(_)
        | StoreError::Conflict(_)
        | StoreError::Denied(_)
        | StoreError::Fenced
        | StoreError::Overtaken
        | StoreError::Other(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_back_hides_no_stuck_loop() {
        let patience = Duration::from_secs(45);
        let behind = Timestamp::from_millis(10_000_000);
        let ahead = behind + Duration::from_hours(1);
        let health = Health::new(ahead);
        let stuck = |now| health.stuck(&[LoopName::Poller, LoopName::Courier], patience, now);
        assert_eq!(stuck(behind), [], "nobody knows yet");
        let later = behind + patience + Duration::from_secs(1);
        health.beat(LoopName::Poller, later);
        assert_eq!(stuck(later), [LoopName::Courier], "the other has beaten since");
        assert_eq!(stuck(later + patience), [LoopName::Courier]);
        assert_eq!(stuck(later + patience * 2), [LoopName::Poller, LoopName::Courier]);
    }

    #[test]
    fn trouble_is_told_as_it_is_now_and_began_when_it_began() {
        let (health, start) = (Health::new(Timestamp::from_millis(0)), Timestamp::from_millis(1_000));
        let unreachable = |why: &str| StoreError::Unreachable(why.to_owned());
        assert!(health.note(&unreachable("connection closed"), start));
        assert!(!health.note(&unreachable("password authentication failed"), start + Duration::from_secs(9)));
        let trouble = health.store_trouble().expect("trouble");
        assert_eq!((trouble.since, trouble.is_full), (start, false));
        assert!(trouble.sentence.contains("password"), "{}", trouble.sentence);
        assert!(!health.note(&StoreError::Full("no space".to_owned()), start));
        assert!(!health.note(&unreachable("disk I/O error"), start));
        assert!(health.store_trouble().expect("trouble").is_full, "until there is room");
    }
}
