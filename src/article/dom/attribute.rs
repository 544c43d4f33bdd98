//! Attributes, read from the source only when someone asks; which ones an element has is known from the start.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

/// More than any page needs, fewer than would cost time.
const MOST_ATTRIBUTES: usize = 256;

/// A set of attributes that reading a page asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Names(u16);

impl Names {
    /// None of them.
    pub const NONE: Self = Self(0);
    pub const CLASS: Self = Self(1);
    pub const ID: Self = Self(1 << 1);
    pub const ROLE: Self = Self(1 << 2);
    pub const STYLE: Self = Self(1 << 3);
    pub const HIDDEN: Self = Self(1 << 4);
    pub const ARIA_HIDDEN: Self = Self(1 << 5);
    pub const ITEMPROP: Self = Self(1 << 6);
    pub const HREF: Self = Self(1 << 7);
    pub const REL: Self = Self(1 << 8);

    /// The attribute of a name; none where nobody asks for it.
    pub fn of(name: &[u8]) -> Self {
        match (name.len(), name.first()) {
            (2, Some(b'i' | b'I')) => Self::ID.if_same(name, b"id"),
            (3, Some(b'r' | b'R')) => Self::REL.if_same(name, b"rel"),
            (4, Some(b'h' | b'H')) => Self::HREF.if_same(name, b"href"),
            (4, Some(b'r' | b'R')) => Self::ROLE.if_same(name, b"role"),
            (5, Some(b'c' | b'C')) => Self::CLASS.if_same(name, b"class"),
            (5, Some(b's' | b'S')) => Self::STYLE.if_same(name, b"style"),
            (6, Some(b'h' | b'H')) => Self::HIDDEN.if_same(name, b"hidden"),
            (8, Some(b'i' | b'I')) => Self::ITEMPROP.if_same(name, b"itemprop"),
            (11, Some(b'a' | b'A')) => Self::ARIA_HIDDEN.if_same(name, b"aria-hidden"),
            _ => Self::NONE,
        }
    }

    fn if_same<const LENGTH: usize>(self, name: &[u8], known: &[u8; LENGTH]) -> Self {
        if name == known || name.eq_ignore_ascii_case(known) { self } else { Self::NONE }
    }

    /// These and those.
    pub const fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// These without those.
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// What is in both.
    pub const fn of_these(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Whether any of those is among these.
    pub const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }
}

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
    let mut name_end = skip(bytes, start + 1, OTHER | CLOSE);
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
        let end = skip(bytes, from, OTHER | SLASH | EQUALS | CLOSE);
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
const CLOSE: u8 = 8;
const OTHER: u8 = 16;

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
    kinds[b'>' as usize] = CLOSE;
    kinds
};

/// What stands in a start tag behind its name.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// The length up to its closing `>`, which quoted values may hold.
    pub length: usize,
    /// Its attributes.
    pub names: Names,
    /// Where the value of its first `class` stands.
    pub class: Range<usize>,
}

/// Scans a tag behind its name; `None` when it never closes.
pub fn scan(text: &str) -> Option<Scan> {
    let bytes = text.as_bytes();
    let mut scan = Scan::default();
    let mut at = 0;
    loop {
        at = skip(bytes, at, SPACE | SLASH);
        if *bytes.get(at)? == b'>' {
            return Some(Scan { length: at, ..scan });
        }
        let name_end = skip(bytes, at + 1, OTHER);
        let name = Names::of(&bytes[at..name_end]);
        let is_class = name == Names::CLASS && !scan.names.has(name);
        scan.names = scan.names.with(name);
        at = skip(bytes, name_end, SPACE);
        if bytes.get(at) != Some(&b'=') {
            continue;
        }
        at = skip(bytes, at + 1, SPACE);
        let value = if let quote @ (b'"' | b'\'') = *bytes.get(at)? {
            let Some(length) = memchr(quote, &bytes[at + 1..]) else {
                // The quote is never closed: better the tag ends here than the page.
                return memchr(b'>', &bytes[at..]).map(|close| Scan { length: at + close, ..scan });
            };
            at + 1..at + 1 + length
        } else {
            at..skip(bytes, at, OTHER | SLASH | EQUALS)
        };
        // A quoted value is followed by its quote.
        at = value.end + usize::from(value.start > at);
        if is_class {
            scan.class = value;
        }
    }
}
