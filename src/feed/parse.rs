//! The steps from bytes to a feed: sniff, decode, read by kind.

use super::decode::{Decoded, decode};
use super::gzip::{GunzipError, gunzip, is_gzip};
use super::sanitise::Base;
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
    if is_gzip(bytes) {
        let plain = gunzip(bytes, MAX_UNPACKED).map_err(|error| {
            ParseError::NotAFeed(match error {
                GunzipError::Broken => "gzip that is cut short or broken".to_owned(),
                GunzipError::TooLarge => format!("gzip of more than {MAX_UNPACKED} bytes"),
            })
        })?;
        // Once: what is packed twice was made to hurt.
        return parse_plain(&plain, hints);
    }
    parse_plain(bytes, hints)
}

fn parse_plain(bytes: &[u8], hints: ParseHints<'_>) -> Result<ParsedFeed, ParseError> {
    let mut problems = Vec::new();
    let Decoded { text, encoding } = decode(bytes, hints.content_type, &mut problems);
    let base = Base::new(hints.url.cloned());
    let mut feed = match kind_of(&text) {
        Kind::Empty => return Err(ParseError::Empty),
        Kind::Json(start) => json::read(&text[start..], &base, problems)?,
        Kind::Markup if sitemap::is_index(&text) => sitemap::read_index(&text, &base, problems),
        Kind::Markup => {
            let document = xml::read(&text, base, problems);
            if !document.rooted {
                return Err(no_feed(&text, bytes));
            }
            document.feed
        }
        Kind::Other => return Err(ParseError::NotAFeed("neither XML nor JSON".to_owned())),
    };
    feed.encoding = encoding;
    Ok(feed)
}

/// What markup without a feed in it is.
fn no_feed(text: &str, bytes: &[u8]) -> ParseError {
    if super::sniff::is_html(text) {
        return ParseError::Html { challenge: looks_like_challenge(bytes) };
    }
    ParseError::NotAFeed("XML, but of no feed".to_owned())
}
