//! The only reader of time. Loops wait only through here, so that a test can move the clock.

use std::sync::Arc;
use std::time::Duration;

use crate::model::Timestamp;

/// A source of time; cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<Manual>),
}

#[derive(Debug)]
struct Manual {
    now: tokio::sync::watch::Sender<Timestamp>,
    waiting: std::sync::Mutex<Vec<Timestamp>>,
}

impl Manual {
    /// A panic elsewhere while the list was held leaves it usable.
    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Timestamp>> {
        self.waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is moved.
    #[must_use]
    pub fn manual(start: Timestamp) -> (Self, ManualClock) {
        let manual = Arc::new(Manual {
            now: tokio::sync::watch::Sender::new(start),
            waiting: std::sync::Mutex::default(),
        });
        (Self(Source::Manual(Arc::clone(&manual))), ManualClock(manual))
    }

    /// Whether this is the machine's clock, not one that a test moves.
    #[must_use]
    pub const fn is_of_the_machine(&self) -> bool {
        matches!(self.0, Source::System)
    }

    /// Now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => chrono::Utc::now().into(),
            Source::Manual(manual) => *manual.now.borrow(),
        }
    }

    /// Waits until `until`; returns at once when that is past, and at the latest after the time that is left now: when the
    /// machine's clock is set back meanwhile, `until` is still to come then.
    #[expect(clippy::disallowed_methods, reason = "the one place that waits")]
    pub async fn sleep_until(&self, until: Timestamp) {
        match &self.0 {
            // The wall clock may be set while we wait: look again at least once a minute.
            Source::System => {
                let end = tokio::time::Instant::now() + until.since(self.now());
                loop {
                    let ahead = end.saturating_duration_since(tokio::time::Instant::now());
                    let left = until.since(self.now()).min(ahead);
                    if left.is_zero() {
                        return;
                    }
                    tokio::time::sleep(left.min(Duration::from_mins(1))).await;
                }
            }
            Source::Manual(manual) => {
                manual.waiting().push(until);
                let mut now = manual.now.subscribe();
                // The sender lives in `manual`, which we hold: waiting cannot fail.
                let _ = now.wait_for(|now| *now >= until).await;
            }
        }
    }

    /// A number in 0..1 that spreads what would otherwise happen at once; a manual clock always says 0.5.
    ///
    /// It comes from the standard library's hash seeds: good enough against herds, no secret.
    #[must_use]
    pub fn jitter(&self) -> f64 {
        use std::hash::{BuildHasher as _, RandomState};
        match &self.0 {
            Source::System => {
                (RandomState::new().hash_one(self.now().millis()) >> 11) as f64 / (1_u64 << 53) as f64
            }
            Source::Manual(_) => 0.5,
        }
    }

    /// Waits for a span of time.
    pub async fn sleep(&self, span: Duration) {
        self.sleep_until(self.now() + span).await;
    }
}

/// The hand that moves a manual clock.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Manual>);

impl ManualClock {
    /// Moves the clock to `to`; never backwards.
    pub fn advance_to(&self, to: Timestamp) {
        self.0.now.send_if_modified(|now| {
            let later = to > *now;
            if later {
                *now = to;
            }
            later
        });
        let now = *self.0.now.borrow();
        self.0.waiting().retain(|until| *until > now);
    }

    /// Moves the clock by a span.
    pub fn advance(&self, span: Duration) {
        let now = *self.0.now.borrow();
        self.advance_to(now + span);
    }

    /// The earliest time anybody waits for. Waits that were given up may still be counted.
    #[must_use]
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.0.waiting().iter().min().copied()
    }
}
