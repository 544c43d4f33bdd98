//! A page becomes an article: charset, main text, metadata, canonical address. Pure.

use serde::Serialize;
use url::Url;

use crate::model::{Hash16, Language, Timestamp};

/// A page as it came from the network or a file.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The body after content decoding.
    pub bytes: &'a [u8],
    /// The `Content-Type` header, for its charset.
    pub content_type: Option<&'a str>,
    /// The address it was read from, after redirects.
    pub url: Option<&'a Url>,
}

/// What the extractor reads from a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Extracted {
    /// The address given in [`Page::url`].
    pub url: Option<String>,
    /// The address the page says it has, cleaned; never a site's root.
    pub canonical_url: Option<String>,
    /// Headline, site name trimmed.
    pub title: Option<String>,
    /// Names only, in order, no duplicates.
    pub authors: Vec<String>,
    /// First published.
    pub published: Option<Timestamp>,
    /// Last changed.
    pub modified: Option<Timestamp>,
    /// Declared by the page.
    pub language: Option<Language>,
    /// Name of the publication.
    pub site_name: Option<String>,
    /// Address of the lead image.
    pub image: Option<String>,
    /// Main text, paragraphs separated by a blank line; `None` when there is none to trust.
    pub text: Option<String>,
    /// How the text was found (`article`, `density`, `json-ld` …).
    pub method: &'static str,
    /// What was odd about the page.
    pub problems: Vec<String>,
}

/// Reads a page; bounded in time and memory whatever the bytes, never panics.
#[must_use]
pub fn extract(page: &Page<'_>) -> Extracted {
    let _ = page;
    todo!()
}

/// An address without fragment, default port, tracking parameters and trailing noise:
/// two addresses with the same normal form lead to the same page.
#[must_use]
pub fn normalise_url(url: &Url) -> Url {
    let _ = url;
    todo!()
}

/// The key of `article_addresses`: hash of the normal form, scheme and `www.` left out.
#[must_use]
pub fn url_key(url: &Url) -> Hash16 {
    let _ = url;
    todo!()
}

/// The host without `www.`, `m.` and `amp.`, as `site:` and messages show it.
#[must_use]
pub fn site_of(url: &Url) -> String {
    let _ = url;
    todo!()
}

/// Hash of title and text with white space and case folded: equal for verbatim copies.
/// `None` when the text is under 200 characters, too short to call two articles copies.
#[must_use]
pub fn content_hash(title: &str, text: &str) -> Option<Hash16> {
    let _ = (title, text);
    todo!()
}
