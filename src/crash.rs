//! Failpoints, where a test lets the program die: on either side of the commit of each of the six transactions, and of a send.
//!
//! `VIGIE_DIE_AT=settle:before` names a place and a side of it. The process ends there as in a crash, with nothing drained, flushed or
//! told. Places are `poll`, `read`, `story`, `compose`, `claim`, `settle` (*before*: everything is written and not committed; *after*:
//! committed, and nobody knows yet) and `send` (*before* the first byte; *after* the receiver's answer, which nobody has noted).
//! A release build has none of it and does not look at the variable.

use std::sync::OnceLock;

/// The variable that names the place.
const VARIABLE: &str = "VIGIE_DIE_AT";

static WANTED: OnceLock<Option<String>> = OnceLock::new();

/// A side of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Before,
    After,
}

/// Dies here when that was asked for.
pub(crate) fn point(place: &str, side: Side) {
    if cfg!(debug_assertions) {
        let wanted = WANTED.get_or_init(|| std::env::var(VARIABLE).ok());
        let here = wanted.as_deref().and_then(|wanted| wanted.split_once(':'));
        let side = if side == Side::Before { "before" } else { "after" };
        if here == Some((place, side)) {
            std::process::abort();
        }
    }
}
