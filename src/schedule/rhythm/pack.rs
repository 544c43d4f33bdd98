//! A rhythm as bytes.

use super::{HALVES, HOURS, Rhythm, WEEKS};

const VERSION: u8 = 1;
/// The size of a packed rhythm.
pub const PACKED_BYTES: usize = 2 + 3 * 4 + 2 + 2 * (HOURS + HALVES + WEEKS);

impl Rhythm {
    /// As it is stored: a version, then little-endian numbers.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(PACKED_BYTES);
        bytes.extend([VERSION, self.coarse]);
        for number in [self.since, self.as_of, self.observed] {
            bytes.extend(number.to_le_bytes());
        }
        let ago = u16::try_from(self.as_of.saturating_sub(self.last)).unwrap_or(u16::MAX);
        bytes.extend(ago.to_le_bytes());
        for number in self.hours.iter().chain(&self.halves).chain(&self.longest) {
            bytes.extend(number.to_le_bytes());
        }
        bytes
    }

    /// Reads what [`pack`](Self::pack) wrote; `None` for anything else, such as a later version's: it is then learned anew.
    #[must_use]
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        let (&[version, coarse], rest) = bytes.split_first_chunk()?;
        if version != VERSION || coarse > 4 || bytes.len() != PACKED_BYTES {
            return None;
        }
        let mut rest = Bytes(rest);
        let (since, as_of, observed) = (rest.long()?, rest.long()?, rest.long()?);
        let last = as_of.saturating_sub(rest.short()?.into());
        let mut rhythm = Self {
            since,
            as_of,
            last,
            observed,
            coarse,
            hours: [0; HOURS],
            halves: [0; HALVES],
            longest: [0; WEEKS],
        };
        let numbers = rhythm.hours.iter_mut().chain(&mut rhythm.halves).chain(&mut rhythm.longest);
        for number in numbers {
            *number = rest.short()?;
        }
        (since <= as_of).then_some(rhythm)
    }
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*first)
    }

    fn long(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn short(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }
}
