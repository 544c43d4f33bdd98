//! What a source's bytes are: a feed, or a page that selectors read as one.

use url::Url;

use crate::article::Page;
use crate::feed::{self, FailureReason, ParseError, ParseHints, ParsedFeed, Selectors};
use crate::model::Language;

/// Reads bytes as the feed they are, or as the page that `selectors` describe. `language`: as the operator says.
///
/// # Errors
/// What came instead, by its name.
pub(super) fn read(
    bytes: &[u8],
    content_type: Option<&str>,
    url: Option<&Url>,
    selectors: Option<&Selectors>,
    language: Option<Language>,
) -> Result<ParsedFeed, FailureReason> {
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
