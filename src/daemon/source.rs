//! What a source's bytes are: a feed, or a page that selectors read as one.

use url::Url;

use crate::article::Page;
use crate::feed::{self, FailureReason, ParseError, ParseHints, ParsedFeed, Selectors};
use crate::model::Language;

/// Bytes of a source, and what came with them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent<'a> {
    pub(super) bytes: &'a [u8],
    /// As in [`Fetched::Body`](feed::Fetched::Body).
    pub(super) is_cut: bool,
    pub(super) content_type: Option<&'a str>,
    pub(super) url: Option<&'a Url>,
}

/// Reads bytes as the feed they are, or as the page that `selectors` describe. `language`: as the operator says.
///
/// # Errors
/// What came instead, by its name.
pub(super) fn read(
    sent: Sent<'_>,
    selectors: Option<&Selectors>,
    language: Option<Language>,
) -> Result<ParsedFeed, FailureReason> {
    let read = read_all(sent, selectors, language);
    if !sent.is_cut {
        return read;
    }
    let short = || FailureReason::Body("cut short: fewer bytes came than were announced".to_owned());
    match read {
        // Where half a page ends no selector tells.
        Ok(_) if selectors.is_some() => Err(short()),
        Ok(feed) if feed.entries.is_empty() && feed.truncated => Err(short()),
        Ok(feed) if feed.format == "sitemap-index" && feed.hints.sitemaps.is_empty() => Err(short()),
        Ok(mut feed) => {
            feed.truncated = true;
            feed.problems.push("fewer bytes came than the server announced: its entries are read".to_owned());
            Ok(feed)
        }
        Err(told @ (FailureReason::Challenge(_) | FailureReason::Login(_))) => Err(told),
        Err(_) => Err(short()),
    }
}

fn read_all(
    sent: Sent<'_>,
    selectors: Option<&Selectors>,
    language: Option<Language>,
) -> Result<ParsedFeed, FailureReason> {
    let Sent { bytes, content_type, url, .. } = sent;
    if let Some(selectors) = selectors {
        return feed::select(&Page { bytes, content_type, url }, selectors, language).map_err(|error| {
            match error {
                feed::SelectError::NoItems if feed::looks_like_login(bytes) => FailureReason::Login(200),
                error => error.into(),
            }
        });
    }
    feed::parse(bytes, ParseHints { content_type, url, language }).map_err(|error| match error {
        ParseError::Html { challenge: false } if feed::looks_like_login(bytes) => FailureReason::Login(200),
        error => error.into(),
    })
}
