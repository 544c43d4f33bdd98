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

/// Bytes behind the bracket of a closing tag up to its name, where something stands before its slash: `< /title>`, `< / title>`, and
/// `<\/title>` as programs write it.
pub(super) fn late_slash(behind: &[u8]) -> Option<usize> {
    let trimmed = |bytes: &[u8]| bytes.len() - bytes.trim_ascii_start().len();
    let before = if behind.first() == Some(&b'\\') { 1 } else { trimmed(behind) };
    let is_late = before > 0 && behind.get(before) == Some(&b'/');
    let start = before + 1;
    let name = behind.get(start..).filter(|_| is_late)?.trim_ascii_start();
    let length = name
        .iter()
        .take(32)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(**b, b':' | b'_' | b'-'))
        .count();
    let is_named = name.first().is_some_and(u8::is_ascii_alphabetic);
    (is_named && name[length..].trim_ascii_start().first() == Some(&b'>')).then_some(start)
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
