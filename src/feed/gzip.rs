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
    match inflate(packed, cap)? {
        (plain, true) => Ok(plain),
        (_, false) => Err(GunzipError::Broken),
    }
}

/// Inflates as much as there is, and says whether that was all of it.
///
/// # Errors
/// When nothing was inflated, or too much.
pub(super) fn inflate(packed: &[u8], cap: u64) -> Result<(Vec<u8>, bool), GunzipError> {
    unpack(flate2::read::MultiGzDecoder::new(packed), cap)
}

/// Whether bytes begin as zlib's do (RFC 1950 section 2.2): some servers pack so and say nothing of it.
pub(super) fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..])
}

/// As [`inflate`], for the format of zlib.
///
/// # Errors
/// When nothing was inflated, or too much.
pub(super) fn inflate_zlib(packed: &[u8], cap: u64) -> Result<(Vec<u8>, bool), GunzipError> {
    unpack(flate2::read::ZlibDecoder::new(packed), cap)
}

fn unpack(unpacker: impl std::io::Read, cap: u64) -> Result<(Vec<u8>, bool), GunzipError> {
    let mut plain = Vec::new();
    let mut unpacker = unpacker.take(cap.saturating_add(1));
    let whole = unpacker.read_to_end(&mut plain).is_ok();
    if plain.len() as u64 > cap {
        return Err(GunzipError::TooLarge);
    }
    if plain.is_empty() && !whole { Err(GunzipError::Broken) } else { Ok((plain, whole)) }
}
