//! Which entry is which, poll after poll.

use super::types::Entry;
use crate::model::Hash16;

/// Identity keys of entries, in their order: guid, else canonical link, else title and date;
/// guids that occur twice in one feed fall back to guid and link.
#[must_use]
pub fn identity_keys(entries: &[Entry]) -> Vec<Hash16> {
    let _ = entries;
    todo!()
}
