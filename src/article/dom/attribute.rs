//! Attributes, read from the source only when someone asks.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

/// More than any page needs, fewer than would cost time.
const MOST_ATTRIBUTES: usize = 256;

/// The attributes of a start tag in order: names as written, values raw. The first of a name counts.
pub fn all(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = raw;
    std::iter::from_fn(move || next(&mut rest)).take(MOST_ATTRIBUTES)
}

/// The decoded value of an attribute whose name is given in lower case.
pub fn find<'a>(raw: &'a str, name: &str) -> Option<Cow<'a, str>> {
    if raw.len() < name.len() {
        return None;
    }
    all(raw)
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| super::entity::decode(value))
}

fn next<'a>(rest: &mut &'a str) -> Option<(&'a str, &'a str)> {
    let text = *rest;
    let bytes = text.as_bytes();
    let start = skip(bytes, 0, SPACE | SLASH);
    if start >= bytes.len() {
        *rest = "";
        return None;
    }
    // A name may begin with `=` (HTML standard, 13.2.5.32); its first byte may begin a longer character.
    let mut name_end = skip(bytes, start + 1, OTHER);
    while !text.is_char_boundary(name_end) {
        name_end += 1;
    }
    let name = &text[start..name_end];
    let equals = skip(bytes, name_end, SPACE);
    if bytes.get(equals) != Some(&b'=') {
        *rest = &text[equals..];
        return Some((name, ""));
    }
    let from = skip(bytes, equals + 1, SPACE);
    let (value, end) = if let Some(&quote @ (b'"' | b'\'')) = bytes.get(from) {
        let inside = from + 1;
        memchr(quote, &bytes[inside..]).map_or((&text[inside..], text.len()), |length| {
            (&text[inside..inside + length], inside + length + 1)
        })
    } else {
        let end = skip(bytes, from, OTHER | SLASH | EQUALS);
        (&text[from..end], end)
    };
    *rest = &text[end..];
    Some((name, value))
}

/// The first place from `at` on whose byte is of none of these kinds.
fn skip(bytes: &[u8], mut at: usize, kinds: u8) -> usize {
    while at < bytes.len() && KINDS[usize::from(bytes[at])] & kinds != 0 {
        at += 1;
    }
    at
}

const SPACE: u8 = 1;
const SLASH: u8 = 2;
const EQUALS: u8 = 4;
const OTHER: u8 = 8;

/// The kind of every byte: a look-up costs less than five comparisons, and most of a page is attributes.
const KINDS: [u8; 256] = {
    let mut kinds = [OTHER; 256];
    kinds[b'\t' as usize] = SPACE;
    kinds[b'\n' as usize] = SPACE;
    kinds[0x0C] = SPACE;
    kinds[b'\r' as usize] = SPACE;
    kinds[b' ' as usize] = SPACE;
    kinds[b'/' as usize] = SLASH;
    kinds[b'=' as usize] = EQUALS;
    kinds
};

/// The length of a tag's inside up to its closing `>`, which quoted values may hold; `None` when it never closes.
pub fn length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut close = memchr(b'>', bytes)?;
    loop {
        if close < at {
            close = memchr(b'>', &bytes[at..])? + at;
        }
        let Some(quote) = memchr2(b'"', b'\'', &bytes[at..close]).map(|found| found + at) else {
            return Some(close);
        };
        // A quote opens a value only after `=`; elsewhere it is a stray.
        let before = bytes[..quote].iter().rposition(|b| !b.is_ascii_whitespace());
        if before.is_none_or(|before| bytes[before] != b'=') {
            at = quote + 1;
            continue;
        }
        match memchr(bytes[quote], &bytes[quote + 1..]) {
            Some(end) => at = quote + 1 + end + 1,
            // The quote is never closed: better the tag ends here than the page.
            None => return Some(close),
        }
    }
}
