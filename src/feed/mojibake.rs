//! UTF-8 that was taken for windows-1252 and encoded again: `Ã©` was `é`.

use std::borrow::Cow;

use super::entities::{Reference, cp1252, decode_where};

/// How often a whole document is undone: it happens in chains.
const TIMES: usize = 3;

/// Undoes it over the whole document, or else in those texts between tags that were encoded twice.
pub(super) fn undo_double_encoding<'a>(text: Cow<'a, str>, problems: &mut Vec<String>) -> Cow<'a, str> {
    let mut text = named_undone(text);
    for _ in 0..TIMES {
        let Some(whole) = undone(&text, |_| true) else { break };
        problems.push("encoded twice: undone".to_owned());
        text = Cow::Owned(whole.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(whole));
    }
    match undone_in_pieces(&text) {
        Some((pieces, count)) => {
            problems.push(format!("{count} texts were encoded twice: undone"));
            Cow::Owned(pieces)
        }
        None => text,
    }
}

/// The characters themselves where the two that a letter became were written as references: `&Atilde;&copy;`.
fn named_undone(text: Cow<'_, str>) -> Cow<'_, str> {
    const SIGNS: [&[u8]; 5] =
        [b"&Atilde;&", b"&acirc;&euro;", b"&#195;&#", b"&#226;&#128;", b"&#226;&#8364;"];
    if !SIGNS.iter().any(|sign| memchr::memmem::find(text.as_bytes(), sign).is_some()) {
        return text;
    }
    // What is markup stays as it was written.
    let is_beyond = |_: &str, found: Reference, _: &str| matches!(found, (Some(c), None, _) if !c.is_ascii());
    Cow::Owned(decode_where(&text, is_beyond).into_owned())
}

/// Undoes it in each text that stands between tags.
fn undone_in_pieces(text: &str) -> Option<(String, usize)> {
    let first = first_suspect(text)?;
    let start = memchr::memrchr2(b'<', b'>', &text.as_bytes()[..first]).map_or(0, |at| at + 1);
    let mut out = text[..start].to_owned();
    let mut count = 0;
    for piece in text[start..].split_inclusive(['<', '>']) {
        let better = || undone(piece, is_plausible).or_else(|| undone_beside_signs(piece));
        match first_suspect(piece).and_then(|_| better()) {
            Some(better) => {
                out.push_str(&better);
                count += 1;
            }
            None => out.push_str(piece),
        }
    }
    (count > 0).then_some((out, count))
}

/// Where a character stands that could be the first byte of a sequence, followed by one that could be its second.
fn first_suspect(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // U+00C2 to U+00F4 are 0xC3 0x82 to 0xC3 0xB4 in UTF-8; seconds are beyond ASCII as well.
    memchr::memchr_iter(0xc3, bytes).find(|at| {
        bytes.get(at + 1).is_some_and(|b| (0x82..=0xb4).contains(b))
            && text[at + 2..]
                .chars()
                .next()
                .and_then(byte_of)
                .is_some_and(|byte| (0x80..0xc0).contains(&byte))
    })
}

/// Whether sequences with these first bytes are what people write. `É…` and `Ü»` are sequences of UTF-8 too.
fn is_plausible(firsts: &[u8]) -> bool {
    let known = |byte: &u8| matches!(byte, 0xc2..=0xc5 | 0xce..=0xd1 | 0xd7..=0xdb | 0xe0..=0xf4);
    let sure = firsts.iter().filter(|byte| matches!(byte, 0xc2 | 0xc3 | 0xe0..=0xf4)).count();
    firsts.iter().all(known) && (sure >= 1 || firsts.len() >= 3)
}

/// A text taken back to its bytes and read as UTF-8, if it is UTF-8 through and through.
fn undone(text: &str, plausible: impl Fn(&[u8]) -> bool) -> Option<String> {
    // The first two characters beyond ASCII must be the bytes of one sequence of UTF-8.
    let mut beyond = text[crate::article::first_beyond_ascii(text.as_bytes())..].chars();
    beyond.next().and_then(byte_of).filter(|byte| (0xc2..=0xf4).contains(byte))?;
    beyond.next().and_then(byte_of).filter(|byte| (0x80..0xc0).contains(byte))?;
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        bytes.push(byte_of(c)?);
    }
    let text = String::from_utf8(bytes).ok()?;
    let firsts: Vec<u8> = text.bytes().filter(|byte| *byte >= 0xc2).take(64).collect();
    plausible(&firsts).then_some(text)
}

/// The same for a text whose quotes and dashes were references and so were encoded once: every letter beyond ASCII must
/// belong to a sequence, and two sequences at least must be what no letter before a closing quote looks like.
fn undone_beside_signs(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let (mut firsts, mut sure) = (Vec::new(), 0);
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match byte_of(c) {
            Some(first @ 0xc2..=0xf4) => {
                let mut sequence = [first, 0, 0, 0];
                let length = first.leading_ones() as usize;
                for byte in &mut sequence[1..length] {
                    *byte = rest.next().and_then(byte_of)?;
                }
                out.push_str(std::str::from_utf8(&sequence[..length]).ok()?);
                let closes = |byte: &u8| matches!(byte, 0x85 | 0x91..=0x97 | 0xa0 | 0xab | 0xbb);
                sure += usize::from(!sequence[1..length].iter().all(closes));
                firsts.push(first);
            }
            _ if !c.is_ascii() && c.is_alphabetic() => return None,
            _ => out.push(c),
        }
    }
    (sure >= 2 && is_plausible(&firsts)).then_some(out)
}

/// The windows-1252 byte of a character, C1 controls included.
fn byte_of(c: char) -> Option<u8> {
    let code = u32::from(c);
    if code < 0x100 {
        return u8::try_from(code).ok();
    }
    (0x80..=0x9f_u8).find(|byte| cp1252(u32::from(*byte)) == c)
}
