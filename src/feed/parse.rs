//! The steps from bytes to a feed: unpack, decode, sniff, read by kind.

use std::borrow::Cow;

use base64::Engine as _;
use serde_json::Value;

use super::base::Base;
use super::chunks::unchunked;
use super::decode::{Decoded, decode};
use super::entities::decode_entities;
use super::gzip::{GunzipError, gzip_within, inflate, inflate_zlib, is_gzip, is_zlib, undeflate};
use super::json_lists::holds_items;
use super::page::{is_page, shown};
use super::sniff::{Kind, beginning, is_blank, is_html, kind_of, looks_like_challenge, other_kind};
use super::types::{ParseError, ParseHints, ParsedFeed};
use super::xml::Root;
use super::{json, page, sitemap, xml};
use crate::model::Language;

/// Packed feeds are read up to this size.
const MAX_UNPACKED: u64 = 64 << 20;

/// Reads a feed of any known form.
///
/// # Errors
/// Only when the bytes are no feed; damage is repaired and listed in `problems`.
pub fn parse(bytes: &[u8], hints: ParseHints<'_>) -> Result<ParsedFeed, ParseError> {
    let mut problems = Vec::new();
    let bytes = unpacked(bytes, &mut problems)?;
    read_bytes(&bytes, hints, problems).or_else(|error| {
        let undone = || vec!["packed or encoded without saying so: undone".to_owned()];
        let read = disguised(&bytes).and_then(|plain| read_bytes(&plain, hints, undone()).ok());
        read.ok_or_else(|| match (error, other_kind(&bytes)) {
            // Among so many bytes there are letters of tags.
            (ParseError::NotAFeed(_) | ParseError::Html { .. }, Some(kind)) => ParseError::NotAFeed(kind),
            (error, _) => error,
        })
    })
}

/// Reads a feed that is not packed.
fn read_bytes(
    bytes: &[u8],
    hints: ParseHints<'_>,
    mut problems: Vec<String>,
) -> Result<ParsedFeed, ParseError> {
    let Decoded { text, encoding } = decode(bytes, hints.content_type, &mut problems);
    // A string of JSON looks like markup with odd quotes.
    let quoted = string_start(&text).and_then(|start| within_json(&text[start..]));
    if quoted.is_some() {
        problems.push("a string of JSON around it: undone".to_owned());
    }
    let text = quoted.map_or(text, Cow::Owned);
    let mut feed = read(&text, hints, problems).or_else(|error| {
        let undone = || vec!["escaped as a whole: undone".to_owned()];
        let inner = |unwrap: &Unwrap| read(&unwrap(&text)?, hints, undone()).ok();
        // A page that only holds a feed somewhere is none.
        let wrappings: &[Unwrap] = if is_page(&text) { &[shown] } else { &WRAPPINGS };
        wrappings.iter().find_map(inner).ok_or(error)
    })?;
    if feed.entries.is_empty() {
        let inner = |unwrap: &Unwrap| {
            let undone = vec!["its entries were wrapped as text: undone".to_owned()];
            read(&unwrap(&text)?, hints, undone).ok().filter(|feed| !feed.entries.is_empty())
        };
        feed = ENTRIES_AS_TEXT.iter().find_map(inner).unwrap_or(feed);
    }
    feed.encoding = encoding;
    Ok(feed)
}

/// Wrappings undone, one within the other; what is packed more often was made to hurt.
const MOST_WRAPPINGS: usize = 4;

/// A document within bytes that are none: gzip behind what a server said before it, deflate without a frame, or base64.
fn disguised(bytes: &[u8]) -> Option<Vec<u8>> {
    let is_control = |b: &u8| *b < b' ' && !b.is_ascii_whitespace();
    let start = &bytes[..bytes.len().min(256)];
    let plain = if let Some(at) = gzip_within(&bytes[..bytes.len().min(SAID_BEFORE)]) {
        inflate(&bytes[at..], MAX_UNPACKED).ok()?.0
    } else if start.iter().any(is_control) {
        undeflate(bytes, MAX_UNPACKED).ok()?
    } else {
        let letters: Vec<u8> = bytes.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
        base64::engine::general_purpose::STANDARD.decode(letters).ok()?
    };
    let mut begins = plain.trim_ascii_start();
    // What was packed may have a mark of its own, or two.
    while let Some(behind) = begins.strip_prefix(b"\xef\xbb\xbf") {
        begins = behind.trim_ascii_start();
    }
    matches!(begins.first(), Some(b'<' | b'{')).then_some(plain)
}

/// A mark, line breaks or a warning before gzip are shorter.
const SAID_BEFORE: usize = 1024;

/// Undoes gzip, zlib and chunks, also where a server packed what was packed already.
fn unpacked<'a>(bytes: &'a [u8], problems: &mut Vec<String>) -> Result<Cow<'a, [u8]>, ParseError> {
    let mut bytes = Cow::Borrowed(bytes);
    for _ in 0..MOST_WRAPPINGS {
        let packed = if is_gzip(&bytes) {
            inflate(&bytes, MAX_UNPACKED)
        } else if is_zlib(&bytes) {
            inflate_zlib(&bytes, MAX_UNPACKED)
        } else if let Some(plain) = unchunked(&bytes) {
            problems.push("the sizes of HTTP's chunks were left in: taken out".to_owned());
            bytes = Cow::Owned(plain);
            continue;
        } else {
            break;
        };
        let (plain, whole) = packed.map_err(|error| {
            ParseError::NotAFeed(match error {
                GunzipError::Broken => "gzip that is cut short or broken".to_owned(),
                GunzipError::TooLarge => format!("gzip of more than {MAX_UNPACKED} bytes"),
            })
        })?;
        if !whole {
            problems.push("the gzip around it is cut short or has junk behind it".to_owned());
        }
        bytes = Cow::Owned(plain);
    }
    Ok(bytes)
}

fn read(text: &str, hints: ParseHints<'_>, mut problems: Vec<String>) -> Result<ParsedFeed, ParseError> {
    let base = Base::new(hints.url, text.len());
    match kind_of(text) {
        Kind::Empty => Err(ParseError::Empty),
        Kind::Json(start) => json::read(&text[start..], &base, hints.language, problems),
        Kind::Markup if sitemap::is_index(text) => Ok(sitemap::read_index(text, &base, problems)),
        Kind::Markup => {
            problems.extend(junk_before(text));
            let document = xml::read(text, base.clone(), hints.language, problems);
            match document.root {
                Root::Own => Ok(document.feed),
                Root::Within | Root::Entries if !is_page(text) => Ok(document.feed),
                Root::None | Root::Entries => Err(no_feed(text)),
                Root::Within => within_page(text, base, hints.language).ok_or_else(|| no_feed(text)),
            }
        }
        Kind::Other => Err(ParseError::NotAFeed("neither XML nor JSON".to_owned())),
    }
}

/// The feed that a web page was put around.
fn within_page(text: &str, base: Base, language: Option<Language>) -> Option<ParsedFeed> {
    let problems = vec!["a web page stands around it: left out".to_owned()];
    let document = xml::read(&page::without_code(text), base, language, problems);
    (matches!(document.root, Root::Own | Root::Within) && page::is_feed(&document.feed))
        .then_some(document.feed)
}

/// What a server said before the document, as PHP does of its troubles.
fn junk_before(text: &str) -> Option<String> {
    let start = text.trim_start_matches(is_blank);
    let is_said = !start.starts_with('<')
        || ["<br", "<b>", "<p>", "<pre", "<div"].iter().any(|tag| start.starts_with(tag));
    let end = start
        .char_indices()
        .skip(1)
        .find(|(_, c)| *c == '<' || c.is_control())
        .map_or(start.len(), |(at, _)| at);
    let words = start[..end].trim_end();
    let shown: String = words.chars().take(LONGEST_JUNK).collect();
    let dots = if shown.len() < words.len() { "…" } else { "" };
    is_said.then(|| format!("`{shown}{dots}` stands before it: left out"))
}

/// Characters of it that are shown.
const LONGEST_JUNK: usize = 40;

/// Takes a document out of what holds it as text.
type Unwrap = fn(&str) -> Option<String>;

/// Ways in which a document may hold a feed as text.
const WRAPPINGS: [Unwrap; 4] = [within_json, behind_junk, escaped, within_section];

/// JSON behind a warning, or in a call.
fn behind_junk(text: &str) -> Option<String> {
    if !["\"items\"", "&quot;items&quot;"].iter().any(|key| text.contains(key)) {
        return None;
    }
    // A brace in the warning has no name behind it.
    let names = |at: &usize| text[at + 1..].trim_start().starts_with(['"', '&']);
    let mut braces = memchr::memchr_iter(b'{', text.as_bytes());
    let (before, json) = text.split_at(braces.find(names).or_else(|| text.find('{'))?);
    if before.contains("<script") {
        return None;
    }
    // As a text of a page it is escaped.
    Some(if before.contains("<pre") { decode_entities(json).into_owned() } else { json.to_owned() })
}

/// A document that was escaped once more as a whole, or several times.
fn escaped(text: &str) -> Option<String> {
    let roots = ["&lt;rss", "&lt;feed", "&lt;rdf:RDF", "&lt;?xml"];
    let mut text = Cow::Borrowed(text);
    for _ in 0..MOST_WRAPPINGS {
        let found = roots.iter().filter_map(|root| memchr::memmem::find(text.as_bytes(), root.as_bytes()));
        if let Some(start) = found.min() {
            return Some(decode_entities(&text[start..]).into_owned());
        }
        if !text.contains("&amp;lt;") && !text.contains("&amp;amp;") {
            return None;
        }
        text = Cow::Owned(decode_entities(&text).into_owned());
    }
    None
}

/// Ways in which a feed may hold its entries as text.
const ENTRIES_AS_TEXT: [Unwrap; 3] = [escaped_entries, entries_in_sections, fields_as_text];

/// Entries that were escaped within a feed that was not.
fn escaped_entries(text: &str) -> Option<String> {
    let is_escaped = ["&lt;item", "&lt;entry"].iter().any(|tag| text.contains(tag));
    is_escaped.then(|| decode_entities(text).into_owned())
}

/// Entries in sections: each, or all of them, perhaps behind the fields of their channel.
fn entries_in_sections(text: &str) -> Option<String> {
    const START: &str = "<![CDATA[";
    let begins = |rest: &str| {
        let section = &rest[..memchr::memmem::find(rest.as_bytes(), b"]]>").unwrap_or(rest.len())];
        section.trim_ascii_start().starts_with('<')
            && ["<item", "<entry"].iter().any(|tag| section.contains(tag))
    };
    let ends =
        |before: &str| ["</item>", "</entry>"].iter().any(|tag| before.trim_ascii_end().ends_with(tag));
    let mut out = String::with_capacity(text.len());
    let mut is_found = false;
    for (at, piece) in text.split(START).enumerate() {
        let is_wrapping = at > 0 && begins(piece);
        is_found |= is_wrapping;
        if at > 0 && !is_wrapping {
            out.push_str(START);
        }
        let mut parts = piece.split("]]>").peekable();
        while let Some(part) = parts.next() {
            out.push_str(part);
            if parts.peek().is_some() && !ends(part) {
                out.push_str("]]>");
            }
        }
    }
    is_found.then_some(out)
}

/// Entries whose fields are text: in one section, or escaped.
fn fields_as_text(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut is_found) = (text, false);
    while let Some((start, end)) = inside_entry(rest) {
        out.push_str(&rest[..start]);
        let inside = rest[start..end].trim_ascii();
        let section = inside.strip_prefix("<![CDATA[").filter(|section| section.contains('<'));
        is_found |= section.is_some() || inside.starts_with("&lt;");
        match section {
            Some(section) => out.push_str(section.strip_suffix("]]>").unwrap_or(section)),
            None if inside.starts_with("&lt;") => out.push_str(&decode_entities(inside)),
            None => out.push_str(inside),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    is_found.then_some(out)
}

/// From where to where the inside of the next entry goes.
fn inside_entry(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let (at, close) = memchr::memchr_iter(b'<', bytes).find_map(|at| {
        let close = [("<item", "</item"), ("<entry", "</entry")]
            .into_iter()
            .find(|(open, _)| text[at..].starts_with(open))
            .map(|(_, close)| close);
        close.map(|close| (at, close))
    })?;
    let start = at + memchr::memchr(b'>', &bytes[at..])? + 1;
    Some((start, start + memchr::memmem::find(&bytes[start..], close.as_bytes())?))
}

/// A document in a section as a whole.
fn within_section(text: &str) -> Option<String> {
    let section = text.trim_start().strip_prefix("<![CDATA[")?;
    Some(section.trim_end().strip_suffix("]]>").unwrap_or(section).to_owned())
}

/// Where JSON begins whose strings may hold a document: at the start, or behind the name of a call or variable when the first tag stands in
/// a string.
fn string_start(text: &str) -> Option<usize> {
    let start = text.find(|c| !is_blank(c))?;
    match text.as_bytes()[start] {
        b'<' | b'{' | b'[' => return None,
        b'"' => return Some(start),
        _ => {}
    }
    let before = &text[..memchr::memchr(b'<', text.as_bytes())?];
    let name = before.find(['"', '{', '['])?;
    before.ends_with('"').then_some(name)
}

/// A feed that an answer of JSON holds as a string, or is.
fn within_json(text: &str) -> Option<String> {
    let text = text.trim_start_matches(is_blank);
    if !text.starts_with(['"', '{', '[']) {
        return None;
    }
    // What closes a call stands behind it.
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut open: Vec<Value> = vec![values.next()?.ok()?];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if is_document(&text) => return Some(text),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
            Value::Array(values) => open.extend(values),
            // What names its items is a feed, in whatever envelope.
            Value::Object(map) if map.get("items").is_some_and(holds_items) => {
                return serde_json::to_string(&map).ok();
            }
            Value::Object(map) => open.extend(map.into_iter().map(|(_, value)| value)),
        }
    }
    None
}

fn is_document(text: &str) -> bool {
    let holds = |root: &str| memchr::memmem::find(text.as_bytes(), root.as_bytes()).is_some();
    let text = text.trim_start_matches(is_blank);
    (text.starts_with('<') && ["<?xml", "<rss", "<feed", "<rdf:RDF", "<urlset"].into_iter().any(holds))
        || (text.starts_with('{') && holds("\"items\""))
}

/// What markup without a feed in it is.
fn no_feed(text: &str) -> ParseError {
    let start = beginning(text);
    let is_picture = || {
        let svg = start.find("<svg");
        svg.is_some_and(|svg| !is_html(&start[..svg]))
    };
    if !is_page(text) && start.contains("<opml") {
        return ParseError::NotAFeed("a list of feeds (OPML): `vigie feed import` takes it".to_owned());
    }
    if is_picture() {
        return ParseError::NotAFeed("a picture (SVG)".to_owned());
    }
    if is_html(&start) {
        return ParseError::Html { challenge: looks_like_challenge(text.as_bytes()) };
    }
    ParseError::NotAFeed("XML, but of no feed".to_owned())
}
