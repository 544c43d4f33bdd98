//! Bytes become a feed.

use super::types::{ParseError, ParseHints, ParsedFeed};

/// Reads a feed of any known form.
///
/// # Errors
/// Only when the bytes are no feed; damage is repaired and listed in `problems`.
pub fn parse(bytes: &[u8], hints: ParseHints<'_>) -> Result<ParsedFeed, ParseError> {
    let _ = (bytes, hints);
    todo!()
}
