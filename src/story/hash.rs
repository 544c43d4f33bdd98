//! A hash that is the same in every build and on every machine, so that two workers and two runs choose the same story.

use std::num::NonZeroU64;

/// Where every hash begins.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;

/// Adds bytes to a hash (FNV-1a, the Fowler–Noll–Vo hash).
pub(super) fn add(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The hash of bytes, every bit of it as good as any other.
pub(super) fn of(bytes: &[u8]) -> u64 {
    mix(add(BASIS, bytes))
}

/// The hash of a word in lower case, of which `word` holds only ASCII.
pub(super) fn of_ascii_lower(word: &[u8]) -> u64 {
    let lower =
        |hash: u64, byte: &u8| (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3);
    mix(word.iter().fold(BASIS, lower))
}

/// Two hashes to one; their order counts.
pub(super) fn join(left: u64, right: u64) -> u64 {
    mix(left.rotate_left(23) ^ right.wrapping_mul(PRIME))
}

/// Spreads every bit over all (the finaliser of `SplitMix64`).
pub(super) fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// The half of a hash that a word is kept by, never 0.
pub(super) fn short(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or_default().max(1)
}

/// The key of a site or an address, as a [`Seen`](super::Seen) holds it.
#[must_use]
pub fn key_of(bytes: &[u8]) -> NonZeroU64 {
    NonZeroU64::new(of(bytes)).unwrap_or(NonZeroU64::MIN)
}
