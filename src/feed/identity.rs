//! Which entry is which, poll after poll, by keys: a headline edit is the same entry, a new guid is not (see `again`).

use std::collections::HashMap;

use url::Url;

use super::plain::{collapse, plain_line};
use super::types::Entry;
use crate::article::url_key;
use crate::model::Hash16;

/// Identity keys of entries, in their order: guid, else canonical link, else title and date.
///
/// A guid that stands for several links in one feed tells nothing alone: those entries are told by guid and link. An
/// entry that is merely listed twice keeps its key, so that it is the same when it is listed once again.
#[must_use]
pub fn identity_keys(entries: &[Entry]) -> Vec<Hash16> {
    let mut times: HashMap<&str, u32> = HashMap::with_capacity(entries.len());
    for id in entries.iter().filter_map(guid) {
        *times.entry(id).or_default() += 1;
    }
    let mut links: HashMap<&str, (Option<Hash16>, bool)> = HashMap::new();
    for entry in entries {
        if let Some(id) = guid(entry).filter(|id| times.get(id).is_some_and(|n| *n > 1)) {
            let link = link_key(entry);
            let (first, several) = links.entry(id).or_insert((link, false));
            *several |= *first != link;
        }
    }
    let key = |entry: &Entry| match guid(entry) {
        Some(id) if links.get(id).is_some_and(|(_, several)| *several) => {
            let link = link_key(entry).unwrap_or_else(|| words_key(entry));
            Hash16::of_parts(&[b"guid+link", id.as_bytes(), link.as_bytes()])
        }
        Some(id) => key_of(id),
        None => match link_key(entry) {
            Some(link) => Hash16::of_parts(&[b"link", link.as_bytes()]),
            None => words_key(entry),
        },
    };
    entries.iter().map(key).collect()
}

/// The key of an entry whose guid tells it from all others; none without a guid.
pub(super) fn guid_key(entry: &Entry) -> Option<Hash16> {
    guid(entry).map(key_of)
}

/// The key of an entry whose guid the feed uses for one thing after another: not by its link, which may be another at every poll.
pub(super) fn guid_title_key(entry: &Entry) -> Option<Hash16> {
    let title = collapse(entry.title_text.as_deref().unwrap_or_default());
    guid(entry).map(|id| Hash16::of_parts(&[b"guid+title", id.as_bytes(), title.as_bytes()]))
}

fn key_of(guid: &str) -> Hash16 {
    Hash16::of_parts(&[b"guid", guid.as_bytes()])
}

/// Hash of an entry's words: title, summary and content as a reader sees them. Markup, white space and
/// addresses are left out, because publishers change them at every poll without having said anything new.
#[must_use]
pub fn content_hash(entry: &Entry) -> Hash16 {
    let words = |markup: Option<&str>| markup.map(plain_line).unwrap_or_default();
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
