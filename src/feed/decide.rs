//! One poll's outcome becomes one update. Pure.

use super::poll::{Due, Fetched, PollPolicy};
use super::update::{FeedUpdate, Read};
use crate::model::{IdMint, SourceTags, Timestamp};

/// Decides what one poll changes. No clock, no randomness: both come in.
///
/// `read` is given for [`Fetched::Body`] whose bytes parsed and whose hash is new; `jitter` is in 0..1.
#[must_use]
#[expect(clippy::too_many_arguments, reason = "a pure decision names everything it depends on")]
pub fn decide(
    due: &Due,
    policy: &PollPolicy,
    tags: &SourceTags,
    fetched: &Fetched,
    read: Option<Read>,
    ids: &IdMint,
    now: Timestamp,
    jitter: f64,
) -> FeedUpdate {
    let _ = (due, policy, tags, fetched, read, ids, now, jitter);
    todo!()
}
