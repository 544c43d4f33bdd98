//! The steps from bytes to a feed: unpack, decode, sniff, read by kind.

use std::borrow::Cow;

use url::Url;

use super::base::Base;
use super::decode::{Decoded, decode};
use super::entities::decode_entities;
use super::gzip::{GunzipError, inflate, is_gzip};
use super::sniff::{Kind, kind_of, looks_like_challenge};
use super::types::{ParseError, ParseHints, ParsedFeed};
use super::{json, sitemap, xml};

/// Packed feeds are read up to this size.
const MAX_UNPACKED: u64 = 64 << 20;

/// Reads a feed of any known form.
///
/// # Errors
/// Only when the bytes are no feed; damage is repaired and listed in `problems`.
pub fn parse(bytes: &[u8], hints: ParseHints<'_>) -> Result<ParsedFeed, ParseError> {
    let mut problems = Vec::new();
    let bytes = unpacked(bytes, &mut problems)?;
    let Decoded { text, encoding } = decode(&bytes, hints.content_type, &mut problems);
    let mut feed = read(&text, hints.url, problems).or_else(|error| match unwrapped(&text) {
        Some(inner) => {
            let undone = vec!["escaped as a whole: undone".to_owned()];
            read(&inner, hints.url, undone).map_err(|_| error)
        }
        None => Err(error),
    })?;
    feed.encoding = encoding;
    Ok(feed)
}

/// Undoes gzip, also where a server packed what was packed already; what is packed more often was made to hurt.
fn unpacked<'a>(bytes: &'a [u8], problems: &mut Vec<String>) -> Result<Cow<'a, [u8]>, ParseError> {
    let mut bytes = Cow::Borrowed(bytes);
    for _ in 0..2 {
        if !is_gzip(&bytes) {
            break;
        }
        let (plain, whole) = inflate(&bytes, MAX_UNPACKED).map_err(|error| {
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

fn read(text: &str, url: Option<&Url>, problems: Vec<String>) -> Result<ParsedFeed, ParseError> {
    let base = Base::new(url, text.len());
    match kind_of(text) {
        Kind::Empty => Err(ParseError::Empty),
        Kind::Json(start) => json::read(&text[start..], &base, problems),
        Kind::Markup if sitemap::is_index(text) => Ok(sitemap::read_index(text, &base, problems)),
        Kind::Markup => {
            let document = xml::read(text, base, problems);
            if document.rooted { Ok(document.feed) } else { Err(no_feed(text)) }
        }
        Kind::Other => Err(ParseError::NotAFeed("neither XML nor JSON".to_owned())),
    }
}

/// The feed in a document that was escaped once more as a whole, or put in a section or a page as text.
fn unwrapped(text: &str) -> Option<String> {
    let roots = ["&lt;rss", "&lt;feed", "&lt;rdf:RDF", "&lt;?xml"];
    let escaped =
        roots.iter().filter_map(|root| memchr::memmem::find(text.as_bytes(), root.as_bytes())).min();
    if let Some(start) = escaped {
        return Some(decode_entities(&text[start..]).into_owned());
    }
    if memchr::memmem::find(text.as_bytes(), b"\"items\"").is_some() {
        return text.find('{').map(|start| text[start..].to_owned());
    }
    let section = text.trim_start().strip_prefix("<![CDATA[")?;
    Some(section.trim_end().strip_suffix("]]>").unwrap_or(section).to_owned())
}

/// What markup without a feed in it is.
fn no_feed(text: &str) -> ParseError {
    if super::sniff::is_html(text) {
        return ParseError::Html { challenge: looks_like_challenge(text.as_bytes()) };
    }
    ParseError::NotAFeed("XML, but of no feed".to_owned())
}
