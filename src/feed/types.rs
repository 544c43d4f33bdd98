//! What a feed says: its head, its entries, its hints.

use std::time::Duration;

use serde::Serialize;
use url::Url;

use super::links::Hubs;
use super::sitemap::SitemapRef;
use crate::model::{Language, Timestamp};
use crate::schedule::SkipTimes;

/// A feed as parsed; parsing never fails half-way.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ParsedFeed {
    /// `rss20`, `rss10`, `rss09x`, `atom10`, `atom03`, `json` …
    pub format: &'static str,
    /// Encoding the bytes were read in, as WHATWG names it.
    pub encoding: &'static str,
    /// The feed itself.
    pub feed: FeedHead,
    /// In the feed's order.
    pub entries: Vec<Entry>,
    /// What was repaired, one sentence each.
    pub problems: Vec<String>,
    /// Entries that could not be saved, and the one that the end of the document cut off: without its id or its link it would
    /// be taken for another one.
    pub lost: usize,
    /// What the feed asks of its readers.
    #[serde(skip)]
    pub hints: FeedHints,
    /// The document ends before its root does: entries may be missing, so its validators vouch for nothing.
    #[serde(skip)]
    pub truncated: bool,
}

/// What a feed says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FeedHead {
    /// Title, sanitised markup.
    pub title: Option<String>,
    /// The site it belongs to.
    pub link: Option<String>,
    /// Subtitle.
    pub description: Option<String>,
    /// As declared.
    pub language: Option<String>,
    /// Last change.
    pub updated: Option<Timestamp>,
}

/// What a feed asks of its readers about polling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedHints {
    /// `ttl` or `sy:updatePeriod`/`sy:updateFrequency`.
    pub interval: Option<Duration>,
    /// `sy:updateBase`: from when the feed counts its intervals.
    pub base: Option<Timestamp>,
    /// `skipHours` and `skipDays`.
    pub skips: SkipTimes,
    /// Hubs that push it, and the address it has there.
    pub hubs: Hubs,
    /// Of a sitemap index: what it names, in its order.
    pub sitemaps: Vec<SitemapRef>,
}

/// One entry: what the feed said, never mixed with what the page says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Entry {
    /// guid, rdf:about or atom:id as given.
    pub id: Option<String>,
    /// Sanitised markup.
    pub title: Option<String>,
    /// The title as plain text.
    pub title_text: Option<String>,
    /// Absolute where that could be told.
    pub link: Option<String>,
    /// First published.
    pub published: Option<Timestamp>,
    /// Last changed.
    pub updated: Option<Timestamp>,
    /// As it declares, else as its feed does: a hint, because many declare what their software came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Names.
    pub authors: Vec<String>,
    /// Sanitised markup.
    pub summary: Option<String>,
    /// Sanitised markup.
    pub content: Option<String>,
    /// Terms.
    pub categories: Vec<String>,
    /// Attached media.
    pub enclosures: Vec<Enclosure>,
}

impl Entry {
    /// Whether it says anything to people: words, or where there are some.
    pub(super) const fn is_told(&self) -> bool {
        self.title.is_some() || self.link.is_some() || self.summary.is_some() || self.content.is_some()
    }
}

/// Attached media of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Enclosure {
    /// Absolute address.
    pub url: String,
    /// Media type as given.
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    /// Bytes as given.
    pub length: Option<u64>,
}

/// What is known of bytes before they are parsed.
#[derive(Clone, Copy, Debug, Default)]
pub struct ParseHints<'a> {
    /// The `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// Where the bytes came from, for relative addresses.
    pub url: Option<&'a Url>,
    /// The language the operator says it is in, for dates with words.
    pub language: Option<Language>,
}

/// Why bytes are no feed at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Nothing there.
    #[error("the body is empty")]
    Empty,
    /// A web page where a feed was due.
    #[error("a web page came where a feed was due{}", if *challenge { " (a challenge page against robots)" } else { "" })]
    Html {
        /// It looks like a challenge page.
        challenge: bool,
    },
    /// Neither XML nor JSON of a known feed form.
    #[error("not a feed: {0}")]
    NotAFeed(String),
}
