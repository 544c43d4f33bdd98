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

/// Where such a file begins among what stands before it.
pub(super) fn gzip_within(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, MAGIC)
}

/// Inflates a `.gz` file, all its members, to at most `cap` bytes. All that was packed must come out; that the length and sum
/// behind it are missing, or that junk follows, harms nothing.
///
/// # Errors
/// See [`GunzipError`].
pub fn gunzip(packed: &[u8], cap: u64) -> Result<Vec<u8>, GunzipError> {
    match inflate(packed, cap)? {
        (plain, true) => Ok(plain),
        (plain, false) if ends_loosely(packed) => Ok(plain),
        (_, false) => Err(GunzipError::Broken),
    }
}

/// Inflates what HTTP calls `deflate`: zlib's form of it (RFC 9110 section 8.4.1.2), or the bare one that some servers send.
///
/// # Errors
/// See [`GunzipError`].
pub fn undeflate(packed: &[u8], cap: u64) -> Result<Vec<u8>, GunzipError> {
    if is_zlib(packed)
        && let (plain, true) = inflate_zlib(packed, cap)?
    {
        return Ok(plain);
    }
    match unpack(flate2::read::DeflateDecoder::new(packed), cap)? {
        (plain, true) if !plain.is_empty() => Ok(plain),
        _ => Err(GunzipError::Broken),
    }
}

/// Inflates the start of a `.gz` file that may be cut off: at most `most` bytes.
#[must_use]
pub fn gunzip_start(packed: &[u8], most: usize) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut start = flate2::read::MultiGzDecoder::new(packed).take(most as u64);
    // What cannot be read ends it, as the end does.
    let _ = start.read_to_end(&mut plain);
    plain
}

/// Whether every member of a `.gz` file was whole where one could not be read to its end.
fn ends_loosely(packed: &[u8]) -> bool {
    let (mut rest, mut whole) = (packed, 0);
    while let Some(stream) = behind_header(rest) {
        let mut inflated = flate2::bufread::DeflateDecoder::new(stream);
        let mut sum = flate2::CrcWriter::new(std::io::sink());
        if std::io::copy(&mut inflated, &mut sum).is_err() {
            return false;
        }
        let end = usize::try_from(inflated.total_in()).unwrap_or(usize::MAX);
        let behind = stream.get(end..).unwrap_or_default();
        let Some((trailer, next)) = behind.split_first_chunk::<8>() else { return true };
        if trailer[..4] != sum.crc().sum().to_le_bytes() {
            return false;
        }
        whole += 1;
        rest = next;
    }
    whole > 0
}

/// What follows the header of a member (RFC 1952 section 2.3).
fn behind_header(member: &[u8]) -> Option<&[u8]> {
    const SUM: u8 = 2;
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    let flags = *member.get(3).filter(|_| is_gzip(member))?;
    let mut rest = member.get(10..)?;
    if flags & EXTRA != 0 {
        let (length, behind) = rest.split_first_chunk::<2>()?;
        rest = behind.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            rest = &rest[memchr::memchr(0, rest)? + 1..];
        }
    }
    if flags & SUM != 0 { rest.get(2..) } else { Some(rest) }
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
