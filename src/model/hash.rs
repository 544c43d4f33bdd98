use std::fmt;

use sha2::{Digest as _, Sha256};

/// The whole SHA-256 of some bytes, for people who check evidence.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The first 16 bytes of a SHA-256, the form of every hash in the store.
///
/// ```
/// use vigie::model::Hash16;
/// assert_eq!(Hash16::of(b"abc").to_string(), "ba7816bf8f01cfea414140de5dae2223");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash16([u8; 16]);

impl Hash16 {
    /// Hash of one run of bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::of_parts(&[bytes])
    }

    /// Hash of several parts, each preceded by its length so that no two lists collide by joining.
    /// A single part is hashed bare.
    #[must_use]
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        let mut sha = Sha256::new();
        for part in parts {
            if parts.len() > 1 {
                sha.update((part.len() as u64).to_le_bytes());
            }
            sha.update(part);
        }
        let mut first = [0; 16];
        first.copy_from_slice(&sha.finalize()[..16]);
        Self(first)
    }

    /// From the bytes a store holds; `None` unless there are exactly 16.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes as a store holds them.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Bytes in hexadecimal, two small digits each.
///
/// ```
/// assert_eq!(vigie::model::hexadecimal(&[0, 171]), "00ab");
/// ```
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| digits(*byte).map(char::from)).collect()
}

fn digits(byte: u8) -> [u8; 2] {
    let digit = |half: u8| b"0123456789abcdef"[usize::from(half)];
    [digit(byte >> 4), digit(byte & 15)]
}

impl fmt::Display for Hash16 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Each match prints one: a formatter's call for every byte would be felt.
        let mut text = [0; 32];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&digits(byte));
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl serde::Serialize for Hash16 {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl fmt::Debug for Hash16 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
