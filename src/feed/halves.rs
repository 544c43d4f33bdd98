//! Tags that lost one of their brackets, and what tells them from text.

use super::names::Lower;
use super::tokens::{Tag, name_at};

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

/// Whether a tag begins with the name of an element of feeds, and nothing else: `title>`, `dc:creator>`, `link rel=`.
pub(super) fn starts_feed_name(behind: &[u8]) -> bool {
    let name = behind.iter().take(32).take_while(|b| b.is_ascii_alphabetic() || **b == b':').count();
    let (name, rest) = behind.split_at(name);
    let attributed = || {
        let rest = rest.trim_ascii_start();
        let attribute = rest.iter().take(32).take_while(|b| b.is_ascii_alphanumeric() || **b == b':').count();
        attribute > 0 && rest.get(attribute) == Some(&b'=')
    };
    std::str::from_utf8(name).is_ok_and(is_element)
        && (matches!(rest.first(), Some(b'>' | b'/')) || attributed())
}

/// Whether a name is an element's of feeds: one of their own, or one with a prefix.
fn is_element(name: &str) -> bool {
    if let Some((prefix, local)) = name.split_once(':') {
        return !prefix.is_empty() && local.starts_with(|c: char| c.is_ascii_alphabetic());
    }
    matches!(
        Lower::of(name).as_str(),
        "title"
            | "link"
            | "item"
            | "entry"
            | "guid"
            | "id"
            | "description"
            | "pubdate"
            | "published"
            | "updated"
            | "issued"
            | "modified"
            | "created"
            | "lastbuilddate"
            | "summary"
            | "content"
            | "author"
            | "contributor"
            | "creator"
            | "name"
            | "email"
            | "uri"
            | "category"
            | "comments"
            | "enclosure"
            | "source"
            | "subtitle"
            | "tagline"
            | "rights"
            | "copyright"
            | "generator"
            | "language"
            | "ttl"
            | "image"
            | "channel"
            | "feed"
            | "rss"
            | "urlset"
            | "url"
            | "loc"
            | "lastmod"
    )
}

/// The field of an opening tag that lost its last bracket, before its text: `<title Storm</title>`, `<titleStorm</title>`. `written`:
/// between its name and the next tag; `behind`: from that on.
pub(super) fn field_without_end<'t>(name: &'t str, written: &str, behind: &str) -> Option<&'t str> {
    if written.contains("=\"") {
        return None;
    }
    if holds_text(name) {
        return Some(name);
    }
    // What the first word of its text ran into is told by the tag that closes it.
    let close = name_at(behind.strip_prefix("</")?.trim_ascii_start());
    name.get(..close.len()).filter(|own| own.eq_ignore_ascii_case(close) && is_element(own))
}

/// Whether the slash at the end of a tag belongs to the last value before it, which has no quotes: to a namespace's always, because
/// roots are never empty, to another one's where the element is closed later. `behind`: from the tag's end on.
pub(super) fn slash_is_value(before: &str, name: &str, behind: &str) -> bool {
    let last = before.rsplit(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
    if last.ends_with(['"', '\'']) {
        return false;
    }
    let is_value = || last.split_once('=').is_some_and(|(_, value)| !value.is_empty());
    last.starts_with("xmlns") || (is_value() && holds_words(name) && closes(behind, name))
}

/// Whether an element holds a text or markup, of those that have attributes: few, because [`closes`] looks ahead for each.
fn holds_words(name: &str) -> bool {
    ["content", "content:encoded", "subtitle", "tagline", "rights", "category", "name"].contains(&name)
        || holds_text(name)
}

/// Whether a tag closes an element before the next of its name begins, and before the entry ends.
fn closes(behind: &str, name: &str) -> bool {
    memchr::memchr_iter(b'<', behind.as_bytes()).find_map(|at| {
        let tag = &behind[at + 1..];
        let (is_close, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let is_own = |own: &str| {
            tag.get(..own.len()).is_some_and(|start| start.eq_ignore_ascii_case(own))
                && tag[own.len()..].starts_with(|c: char| !c.is_ascii_alphanumeric() && c != ':')
        };
        if is_own(name) {
            return Some(is_close);
        }
        ["item", "entry"].into_iter().any(is_own).then_some(false)
    }) == Some(true)
}
