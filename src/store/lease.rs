//! How long a lease lasts, and by whose clock.

use std::time::Duration;

use super::tx::Tx;
use super::{Backend, Result, Store};
use crate::model::Timestamp;

/// A lease to be taken.
#[derive(Clone, Copy, Debug)]
pub(super) enum Lease {
    /// By the clock of a database with many workers: one whose own clock is wrong must not take what another has in hand.
    ByDatabase { lasts: Duration },
    /// By the caller's clock: the one machine's, or one that a test moves.
    ByCaller { until: Timestamp },
}

/// A lease's time by the clock that counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) now: Timestamp,
    pub(super) until: Timestamp,
}

impl Store {
    /// A lease that ends then by the caller's clock.
    pub(super) fn lease(&self, until: Timestamp) -> Lease {
        match &self.0.backend {
            Backend::Postgres(_) if self.0.clock.is_of_the_machine() => {
                Lease::ByDatabase { lasts: until.since(self.0.clock.now()) }
            }
            Backend::Postgres(_) | Backend::Sqlite(_) => Lease::ByCaller { until },
        }
    }
}

impl Lease {
    /// Its time, where it is `now` for the caller.
    pub(super) async fn span(self, tx: &Tx, now: Timestamp) -> Result<Span> {
        let lasts = match self {
            Self::ByCaller { until } => return Ok(Span { now, until }),
            Self::ByDatabase { lasts } => lasts,
        };
        let now = tx.database_now().await?;
        Ok(Span { now, until: now + lasts })
    }
}
