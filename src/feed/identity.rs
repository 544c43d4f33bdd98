//! Which entry is which, poll after poll: a headline edit is the same entry, a new guid is not.

use std::collections::HashMap;

use url::Url;

use super::plain::{collapse, plain_text};
use super::types::Entry;
use crate::article::url_key;
use crate::model::Hash16;

/// Identity keys of entries, in their order: guid, else canonical link, else title and date;
/// guids that occur twice in one feed fall back to guid and link.
#[must_use]
pub fn identity_keys(entries: &[Entry]) -> Vec<Hash16> {
    let mut times: HashMap<&str, u32> = HashMap::with_capacity(entries.len());
    for entry in entries {
        if let Some(id) = guid(entry) {
            *times.entry(id).or_default() += 1;
        }
    }
    entries
        .iter()
        .map(|entry| match (guid(entry), link_key(entry)) {
            (Some(id), link) if times.get(id).is_some_and(|n| *n > 1) => {
                let link = link.unwrap_or_else(|| words_key(entry));
                Hash16::of_parts(&[b"guid+link", id.as_bytes(), link.as_bytes()])
            }
            (Some(id), _) => Hash16::of_parts(&[b"guid", id.as_bytes()]),
            (None, Some(link)) => Hash16::of_parts(&[b"link", link.as_bytes()]),
            (None, None) => words_key(entry),
        })
        .collect()
}

/// Hash of an entry's words: title, summary and content as a reader sees them. Markup, white space and
/// addresses are left out, because publishers change them at every poll without having said anything new.
#[must_use]
pub fn content_hash(entry: &Entry) -> Hash16 {
    let words = |markup: Option<&str>| markup.map(plain_text).map(|text| collapse(&text)).unwrap_or_default();
    Hash16::of_parts(&[
        collapse(entry.title_text.as_deref().unwrap_or_default()).as_bytes(),
        words(entry.summary.as_deref()).as_bytes(),
        words(entry.content.as_deref()).as_bytes(),
    ])
}

/// Hash of a body, to know it again without parsing it.
#[must_use]
pub fn body_hash(bytes: &[u8]) -> Hash16 {
    Hash16::of(bytes)
}

fn guid(entry: &Entry) -> Option<&str> {
    entry.id.as_deref().map(str::trim).filter(|id| !id.is_empty())
}

fn link_key(entry: &Entry) -> Option<Hash16> {
    let link = entry.link.as_deref().map(str::trim).filter(|link| !link.is_empty())?;
    Some(Url::parse(link).map_or_else(|_| Hash16::of(link.as_bytes()), |url| url_key(&url)))
}

fn words_key(entry: &Entry) -> Hash16 {
    let title = collapse(entry.title_text.as_deref().unwrap_or_default());
    let date = entry.published.or(entry.updated).map(|t| t.millis().to_string()).unwrap_or_default();
    // An entry without title and date is told from others by what it says.
    let words =
        if title.is_empty() && date.is_empty() { content_hash(entry).to_string() } else { String::new() };
    Hash16::of_parts(&[b"words", title.as_bytes(), date.as_bytes(), words.as_bytes()])
}
