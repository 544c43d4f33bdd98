//! Documents in two encodings: templates in one, texts of a database in another, put together byte by byte.

use encoding_rs::Encoding;

use super::entities::cp1252;
use crate::article::is_utf8_with_scars;

/// Texts that are surely UTF-8 must be at least this share of those that are surely not.
const ONE_IN: usize = 4;

/// Reads each text between tags for itself where some are surely UTF-8 and others are not; `None` where it is one
/// encoding. `guess` says what the others look like.
pub(super) fn read(bytes: &[u8], guess: impl FnOnce(&[u8]) -> &'static Encoding) -> Option<String> {
    let (mut sure, mut others, mut specks, mut cut) = (0, 0, 0, 0);
    let mut foreign = Vec::new();
    for piece in pieces(bytes) {
        match Piece::of(piece) {
            Piece::Plain => {}
            Piece::Utf8 => sure += 1,
            Piece::Cut => {
                cut += 1;
                sure += usize::from(is_utf8_with_scars(piece));
            }
            Piece::Foreign => {
                others += 1;
                foreign.extend_from_slice(piece);
            }
            Piece::Speck => {
                specks += 1;
                foreign.extend_from_slice(piece);
            }
        }
    }
    if sure == 0 || sure * ONE_IN < others || others + specks + cut == 0 {
        return None;
    }
    let encoding = guess(&foreign);
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for piece in pieces(bytes) {
        match Piece::of(piece) {
            Piece::Foreign | Piece::Speck => text.push_str(&encoding.decode_without_bom_handling(piece).0),
            _ => push_with_scars(&mut text, piece),
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
    /// UTF-8 that lost bytes, or got some that are not its own.
    Cut,
    Foreign,
    /// One byte that is none among letters of ASCII: it says little of the whole.
    Speck,
}

impl Piece {
    fn of(piece: &[u8]) -> Self {
        if piece.is_ascii() {
            return Self::Plain;
        }
        let (mut two, mut three, mut lone, mut marks, mut begun, mut done) = (0, 0, 0, 0, 0, 0);
        let mut is_end = false;
        for chunk in piece.utf8_chunks() {
            for c in chunk.valid().chars().filter(|c| !c.is_ascii()) {
                if u32::from(c) < 0x800 { two += 1 } else { three += 1 }
            }
            done += chunk.valid().len() + chunk.invalid().len();
            match chunk.invalid() {
                [] => {}
                [byte] => {
                    lone += 1;
                    marks += usize::from(is_mark(*byte));
                    is_end = begins_at_end(*byte, piece, done);
                }
                _ => begun += 1,
            }
        }
        match (lone, begun) {
            (0, 0) if three > 0 || two > 2 => Self::Utf8,
            (0, 0) => Self::Plain,
            (1, 0) if is_end => Self::Cut,
            // Whole sequences beside it are no chance: other encodings have few of them among many bytes that are none.
            _ if lone <= two + three || lone == marks => Self::Cut,
            _ if lone == 1 => Self::Speck,
            _ => Self::Foreign,
        }
    }
}

/// Whether a byte is the first of two at which a text was cut: the capital letter that it is in encodings of one byte ends no word.
/// `behind`: where what follows it begins.
fn begins_at_end(byte: u8, piece: &[u8], behind: usize) -> bool {
    const DOTS: [&[u8]; 3] = ["…".as_bytes(), b"&hellip;", b"&#8230;"];
    let rest = piece[behind..].trim_ascii_start();
    let rest = DOTS.iter().find_map(|dots| rest.strip_prefix(*dots)).unwrap_or(rest);
    matches!(byte, 0xc2..=0xde)
        && !piece[..behind - 1].last().is_some_and(u8::is_ascii_uppercase)
        && rest.iter().all(|b| b.is_ascii() && !b.is_ascii_alphanumeric())
}

/// Quotes, dashes, dots and hard spaces of windows-1252, as they are pasted into texts of any encoding.
const fn is_mark(byte: u8) -> bool {
    matches!(byte, 0x82 | 0x84 | 0x85 | 0x91..=0x97 | 0xa0 | 0xab | 0xbb)
}

/// UTF-8 in which some bytes are none: marks of windows-1252 are what people pasted, all else is lost.
fn push_with_scars(text: &mut String, piece: &[u8]) {
    let mut done = 0;
    for chunk in piece.utf8_chunks() {
        text.push_str(chunk.valid());
        done += chunk.valid().len() + chunk.invalid().len();
        let meant = match chunk.invalid() {
            [] => continue,
            [byte @ 0x80..0xa0] if is_mark(*byte) => cp1252(u32::from(*byte)),
            [byte] if is_mark(*byte) => char::from(*byte),
            // A letter within a word.
            [byte @ 0xc0..=0xff] if piece.get(done).is_some_and(u8::is_ascii_alphabetic) => char::from(*byte),
            _ => char::REPLACEMENT_CHARACTER,
        };
        text.push(meant);
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
