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
    let text = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
    if text.is_empty() {
        *rest = text;
        return None;
    }
    let bytes = text.as_bytes();
    // A name may begin with `=` (HTML standard, 13.2.5.32).
    let name_length = 1 + bytes[1..]
        .iter()
        .position(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'/'))
        .unwrap_or(bytes.len() - 1);
    // The first byte may begin a longer character: never cut inside one.
    let name_length =
        (name_length..=bytes.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(bytes.len());
    let name = &text[..name_length];
    let after = text[name_length..].trim_start_matches(|c: char| c.is_ascii_whitespace());
    let Some(value) = after.strip_prefix('=') else {
        *rest = after;
        return Some((name, ""));
    };
    let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let (value, left) = if let Some(&quote @ (b'"' | b'\'')) = value.as_bytes().first() {
        let inside = &value[1..];
        memchr(quote, inside.as_bytes()).map_or((inside, ""), |end| (&inside[..end], &inside[end + 1..]))
    } else {
        let end = value.bytes().position(|b| b.is_ascii_whitespace()).unwrap_or(value.len());
        value.split_at(end)
    };
    *rest = left;
    Some((name, value))
}

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
