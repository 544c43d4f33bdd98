//! Feeds that lie packed on a disk and are served as they lie.

use std::io::Read as _;

/// The first bytes of every gzip member of the one method there is (RFC 1952 section 2.3.1).
const MAGIC: &[u8] = &[0x1f, 0x8b, 0x08];

/// Why packed bytes were not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GunzipError {
    /// Cut short, or never whole.
    Broken,
    /// It would inflate to more than the cap.
    TooLarge,
}

/// Whether bytes begin like a `.gz` file.
#[must_use]
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Inflates a `.gz` file, all its members, to at most `cap` bytes.
///
/// # Errors
/// See [`GunzipError`].
pub fn gunzip(packed: &[u8], cap: u64) -> Result<Vec<u8>, GunzipError> {
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(packed)
        .take(cap.saturating_add(1))
        .read_to_end(&mut plain)
        .map_err(|_| GunzipError::Broken)?;
    if plain.len() as u64 > cap { Err(GunzipError::TooLarge) } else { Ok(plain) }
}
