//! Documents in two encodings: templates in one, texts of a database in another, put together byte by byte.

use encoding_rs::Encoding;

/// Texts that are surely UTF-8 must be at least this share of those that are surely not.
const ONE_IN: usize = 4;

/// Reads each text between tags for itself where some are surely UTF-8 and others are not; `None` where it is one
/// encoding. `guess` says what the others look like.
pub(super) fn read(bytes: &[u8], guess: impl FnOnce(&[u8]) -> &'static Encoding) -> Option<String> {
    let (mut sure, mut others, mut cut) = (0, 0, 0);
    let mut foreign = Vec::new();
    for piece in pieces(bytes) {
        match Piece::of(piece) {
            Piece::Plain => {}
            Piece::Utf8 => sure += 1,
            Piece::Cut => cut += 1,
            Piece::Foreign => {
                others += 1;
                foreign.extend_from_slice(piece);
            }
        }
    }
    if sure == 0 || sure * ONE_IN < others || others + cut == 0 {
        return None;
    }
    let encoding = guess(&foreign);
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for piece in pieces(bytes) {
        match Piece::of(piece) {
            Piece::Foreign => text.push_str(&encoding.decode_without_bom_handling(piece).0),
            _ => text.push_str(&String::from_utf8_lossy(piece)),
        }
    }
    Some(text)
}

/// Up to and with each angle: no encoding of feeds but UTF-16 has them within a character.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|byte| matches!(byte, b'<' | b'>'))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// Nothing to tell by.
    Plain,
    /// Sequences that no other encoding has by chance.
    Utf8,
    /// UTF-8 that lost bytes.
    Cut,
    Foreign,
}

impl Piece {
    fn of(piece: &[u8]) -> Self {
        if piece.is_ascii() {
            return Self::Plain;
        }
        let (mut two, mut three, mut lone, mut begun) = (0, 0, 0, 0);
        for chunk in piece.utf8_chunks() {
            for c in chunk.valid().chars().filter(|c| !c.is_ascii()) {
                if u32::from(c) < 0x800 { two += 1 } else { three += 1 }
            }
            match chunk.invalid().len() {
                0 => {}
                1 => lone += 1,
                _ => begun += 1,
            }
        }
        match (lone, begun) {
            (0, 0) if three > 0 || two > 2 => Self::Utf8,
            (0, 0) => Self::Plain,
            // Sequences that begin well and break off.
            (0, _) => Self::Cut,
            _ => Self::Foreign,
        }
    }
}

/// Characters beyond the first plane, each half encoded for itself (CESU-8): as some databases write them.
pub(super) fn joined_halves(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut done = 0;
    for at in memchr::memchr_iter(0xed, bytes) {
        let Some(
            &[
                0xed,
                high @ 0xa0..=0xaf,
                high_low @ 0x80..=0xbf,
                0xed,
                low @ 0xb0..=0xbf,
                low_low @ 0x80..=0xbf,
            ],
        ) = bytes.get(at..at + 6)
        else {
            continue;
        };
        let half = |one: u8, other: u8| u32::from(one & 0x0f) << 6 | u32::from(other & 0x3f);
        let code = 0x1_0000 + (half(high, high_low) << 10) + half(low & 0x0f, low_low);
        let Some(c) = char::from_u32(code) else { continue };
        out.extend_from_slice(&bytes[done..at]);
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        done = at + 6;
    }
    if done == 0 {
        return None;
    }
    out.extend_from_slice(&bytes[done..]);
    Some(out)
}
