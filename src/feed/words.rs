//! The article an entry gives by its own words.

use url::Url;

use super::plain::plain_text;
use super::types::Entry;
use crate::article::site_of;
use crate::model::{Article, SourceTags};

/// The article an entry gives by its own words: plain title, plain body (content, else summary). `link` is the entry's
/// link where it was read before.
#[must_use]
pub fn entry_article(entry: &Entry, tags: &SourceTags, link: Option<&Url>) -> Article {
    let read = || Url::parse(entry.link.as_deref()?).ok();
    let site = link.map(site_of).or_else(|| read().as_ref().map(site_of));
    Article {
        title: entry.title_text.clone().unwrap_or_default(),
        body: body_text(entry),
        url: entry.link.clone(),
        site: site.filter(|site| !site.is_empty()),
        language: tags.language.or(entry.language),
        authors: entry.authors.clone(),
        tags: entry.categories.clone(),
        country: tags.country.clone(),
        groups: tags.groups.clone(),
        published: entry.published.or(entry.updated),
    }
}

/// What the feed itself says of an entry, as plain paragraphs.
pub(super) fn body_text(entry: &Entry) -> String {
    let content = entry.content.as_deref().map(plain_text).unwrap_or_default();
    if content.is_empty() { entry.summary.as_deref().map(plain_text).unwrap_or_default() } else { content }
}
