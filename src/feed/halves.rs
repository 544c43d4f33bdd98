//! Tags that lost one of their brackets, and what tells them from text.

use super::tokens::Tag;

/// Elements of feeds that hold a text and nothing else.
const TEXTS: [&str; 12] = [
    "title",
    "link",
    "guid",
    "id",
    "description",
    "pubDate",
    "updated",
    "published",
    "summary",
    "author",
    "dc:creator",
    "dc:date",
];

/// Whether an element holds a text of its own.
pub(super) fn holds_text(name: &str) -> bool {
    TEXTS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// An opening tag without its first bracket at the start of a text, `title>Storm` or `link href="…"/>`, and the bytes up to
/// its inside.
pub(super) fn opening(text: &str) -> Option<(Tag<'_>, usize)> {
    let tag = text.trim_ascii_start();
    // No name is longer.
    let end = tag.as_bytes().iter().take(12).position(|b| *b == b'>' || b.is_ascii_whitespace())?;
    let name = &tag[..end];
    let is_known = holds_text(name) || ["item", "entry"].iter().any(|known| known.eq_ignore_ascii_case(name));
    let close = end + memchr::memchr(b'>', &tag.as_bytes()[end..]).filter(|_| is_known)?;
    let written = &tag[end..close];
    // Where it is no tag but a word, no attribute follows.
    if !written.trim_ascii().is_empty() && !written.contains("=\"") {
        return None;
    }
    let open = written.strip_suffix('/');
    let tag_of = Tag { name, attributes: open.unwrap_or(written), empty: open.is_some() };
    Some((tag_of, text.len() - tag.len() + close + 1))
}

/// A text without the closing tag at its end that lost its first bracket: `Storm/title>`.
pub(super) fn without_closing<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let tag = text.trim_ascii_end().strip_suffix('>')?;
    let start = tag.len().checked_sub(name.len() + 1)?;
    let is_closing =
        tag.as_bytes()[start] == b'/' && tag.as_bytes()[start + 1..].eq_ignore_ascii_case(name.as_bytes());
    is_closing.then(|| &tag[..start])
}

/// Whether a tag begins with the name of a feed's own element, and nothing else: `title>`, `link rel=`.
pub(super) fn starts_feed_name(behind: &[u8]) -> bool {
    const NAMES: [&[u8]; 14] = [
        b"title",
        b"link",
        b"item",
        b"entry",
        b"guid",
        b"id",
        b"description",
        b"pubDate",
        b"updated",
        b"summary",
        b"content",
        b"author",
        b"category",
        b"channel",
    ];
    let name = behind.iter().take(16).take_while(|b| b.is_ascii_alphabetic()).count();
    let (name, rest) = behind.split_at(name);
    let attributed = || {
        let rest = rest.trim_ascii_start();
        let attribute = rest.iter().take(32).take_while(|b| b.is_ascii_alphanumeric() || **b == b':').count();
        attribute > 0 && rest.get(attribute) == Some(&b'=')
    };
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
        && (matches!(rest.first(), Some(b'>' | b'/')) || attributed())
}
