//! Sitemaps as sources (sitemaps.org 0.9, and Google's extension for news).

use url::Url;

use super::base::Base;
use super::dates::parse_date;
use super::draft::{HeadDraft, Title};
use super::entities::decode_entities;
use super::reader::Field;
use super::text::{Habit, text_of, words};
use super::tokens::{Token, Tokens};
use super::types::{Entry, ParseError, ParsedFeed};
use crate::model::Timestamp;

/// Addresses of one sitemap, as many as its protocol allows.
pub(super) const MAX_URLS: usize = 50_000;
/// Sitemaps of one index, likewise.
const MAX_SITEMAPS: usize = 50_000;

/// Takes what an entry's `news:publication` says of the whole: the first name and language stand for the feed.
pub(super) fn publication(head: &mut HeadDraft, field: &Field<'_, '_>, base: &Base) {
    match field.name.as_str() {
        "name" => {
            let words = words(field.attributes, field.inside, Habit::Guess);
            if !words.is_blank() {
                head.title.offer(5, Title::of(&words, base));
            }
        }
        "language" => head.language.offer(5, text_of(field.inside).trim().to_owned()),
        _ => {}
    }
}

/// A sitemap that an index names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitemapRef {
    /// Absolute.
    pub url: String,
    /// When it last changed, as the index says.
    pub lastmod: Option<Timestamp>,
    /// The index gives only the day.
    pub is_day: bool,
}

/// Whether a document is an index of sitemaps, by its first element.
pub(super) fn is_index(text: &str) -> bool {
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next() {
        if let Token::Open(tag) = token {
            return local(tag.name).eq_ignore_ascii_case("sitemapindex");
        }
    }
    false
}

/// Reads an index: a feed without entries of its own, whose sitemaps are in its hints.
pub(super) fn read_index(text: &str, base: &Base, problems: Vec<String>) -> ParsedFeed {
    let mut feed = ParsedFeed { format: "sitemap-index", problems, ..ParsedFeed::default() };
    let mut tokens = Tokens::new(text);
    let (mut url, mut lastmod, mut field, mut left_out) = (String::new(), String::new(), "", 0);
    while let Some(token) = tokens.next() {
        match token {
            Token::Open(tag) => {
                field = local(tag.name);
                if field.eq_ignore_ascii_case("sitemap") {
                    left_out += finish(&mut feed, &mut url, &mut lastmod, base);
                }
            }
            Token::Close(_) => field = "",
            Token::Text(text) if field.eq_ignore_ascii_case("loc") => url.push_str(&decode_entities(text)),
            Token::Cdata(text) if field.eq_ignore_ascii_case("loc") => url.push_str(text),
            Token::Text(text) | Token::Cdata(text) if field.eq_ignore_ascii_case("lastmod") => {
                lastmod.push_str(text);
            }
            Token::Text(_) | Token::Cdata(_) => {}
        }
    }
    left_out += finish(&mut feed, &mut url, &mut lastmod, base);
    if left_out > 0 {
        feed.problems.push(format!("only the first {MAX_SITEMAPS} sitemaps are known, {left_out} are not"));
    }
    feed.feed.updated = feed.hints.sitemaps.iter().filter_map(|sitemap| sitemap.lastmod).max();
    let count = feed.hints.sitemaps.len();
    feed.problems.push(format!("an index of {count} sitemaps: a poll reads the newest of them"));
    feed
}

/// Takes the sitemap read so far; returns how many were left out.
fn finish(feed: &mut ParsedFeed, url: &mut String, lastmod: &mut String, base: &Base) -> usize {
    let (url, lastmod) = (std::mem::take(url), std::mem::take(lastmod));
    if url.trim().is_empty() {
        return 0;
    }
    let url = base.absolute(url.trim());
    let usable = Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if !usable || feed.hints.sitemaps.iter().rev().take(100).any(|known| known.url == url) {
        return 0;
    }
    if feed.hints.sitemaps.len() >= MAX_SITEMAPS {
        return 1;
    }
    let is_day = !lastmod.contains(':');
    feed.hints.sitemaps.push(SitemapRef { url, lastmod: parse_date(lastmod.trim()), is_day });
    0
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Of a plain sitemap, only what changed since `since` is news: the rest is the whole site. Those for news are left as they are.
///
/// # Errors
/// It has addresses, and none with a date: nothing tells the new ones.
pub fn keep_recent(feed: &mut ParsedFeed, since: Timestamp) -> Result<(), ParseError> {
    if feed.format != "sitemap" {
        return Ok(());
    }
    let date = |entry: &Entry| entry.published.or(entry.updated);
    if !feed.entries.is_empty() && feed.entries.iter().all(|entry| date(entry).is_none()) {
        let why = "a sitemap without dates, so nothing tells its new pages from its old ones";
        return Err(ParseError::NotAFeed(why.to_owned()));
    }
    feed.entries.retain(|entry| date(entry).is_some_and(|at| at >= since));
    Ok(())
}
