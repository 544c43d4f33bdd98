//! A feed and its entries while they are being read: of several words for one thing, the best one stays.

use super::base::Base;
use super::dates::parse_date;
use super::entities::decode_entities;
use super::escape::escape;
use super::plain::collapse;
use super::text::Words;
use super::types::{Enclosure, Entry, FeedHead};
use crate::model::{Timestamp, without_nul};

/// A value and how much its source is worth; a later one of equal worth does not replace it.
#[derive(Clone, Debug)]
pub(super) struct Ranked<T>(Option<(u8, T)>);

impl<T> Default for Ranked<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Ranked<T> {
    /// Lower ranks are better.
    pub(super) fn offer(&mut self, rank: u8, value: T) {
        if self.0.as_ref().is_none_or(|(have, _)| rank < *have) {
            self.0 = Some((rank, value));
        }
    }

    pub(super) fn take(self) -> Option<T> {
        self.0.map(|(_, value)| value)
    }

    /// What it was offered with.
    pub(super) fn rank(&self) -> Option<u8> {
        self.0.as_ref().map(|(rank, _)| *rank)
    }

    pub(super) fn get(&self) -> Option<&T> {
        self.0.as_ref().map(|(_, value)| value)
    }
}

/// Markup and, for titles, the same on one plain line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Title {
    pub(super) markup: String,
    pub(super) line: String,
}

impl Title {
    pub(super) fn of(words: &Words<'_>, base: &Base) -> Self {
        let line = words.line();
        // Escaped once too often: no headline speaks of numbers of characters.
        if memchr::memmem::find(line.as_bytes(), b"&#").is_some() {
            let line = decode_entities(&line).into_owned();
            return Self { markup: escape(&line).into_owned(), line: collapse(&line) };
        }
        Self { markup: words.markup(base), line }
    }
}

/// When something happened, by the word the feed used for it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Dates {
    pub(super) published: Option<Timestamp>,
    pub(super) updated: Option<Timestamp>,
    pub(super) created: Option<Timestamp>,
    /// `dc:date`, which means either.
    pub(super) plain: Option<Timestamp>,
}

impl Dates {
    /// Takes a date by its field's name; false when the name is no date's.
    pub(super) fn take(&mut self, name: &str, text: &str) -> bool {
        let slot = match name {
            "pubdate" | "published" | "issued" | "publication_date" => &mut self.published,
            "updated" | "modified" | "lastbuilddate" | "lastmod" => &mut self.updated,
            "created" => &mut self.created,
            "date" => &mut self.plain,
            _ => return false,
        };
        if slot.is_none() {
            *slot = parse_date(text);
        }
        true
    }
}

/// An entry while it is read.
#[derive(Debug, Default)]
pub(super) struct EntryDraft {
    pub(super) id: Ranked<String>,
    /// The guid is an address, and the feed does not deny it.
    pub(super) permalink: Option<String>,
    pub(super) title: Ranked<Title>,
    pub(super) link: Ranked<String>,
    pub(super) dates: Dates,
    pub(super) authors: Vec<String>,
    pub(super) summary: Ranked<String>,
    pub(super) content: Ranked<String>,
    pub(super) categories: Vec<String>,
    pub(super) enclosures: Vec<Enclosure>,
}

/// More names, terms or media than this are noise.
const MAX_LIST: usize = 200;

impl EntryDraft {
    pub(super) fn author(&mut self, name: &str) {
        push_once(&mut self.authors, name);
    }

    pub(super) fn category(&mut self, term: &str) {
        push_once(&mut self.categories, term);
    }

    pub(super) fn enclosure(&mut self, enclosure: Enclosure) {
        let known = self.enclosures.iter().any(|have| have.url == enclosure.url);
        if !known && !enclosure.url.is_empty() && self.enclosures.len() < MAX_LIST {
            self.enclosures.push(enclosure);
        }
    }

    /// Whether it says nothing at all.
    pub(super) fn is_empty(&self) -> bool {
        let dates = [self.dates.published, self.dates.updated, self.dates.created, self.dates.plain];
        let texts = [&self.id, &self.link, &self.summary, &self.content];
        self.title.get().is_none()
            && texts.iter().all(|text| text.get().is_none())
            && self.permalink.is_none()
            && dates.iter().all(Option::is_none)
            && self.authors.is_empty()
            && self.categories.is_empty()
            && self.enclosures.is_empty()
    }

    pub(super) fn finish(self, feed_authors: &[String]) -> Entry {
        let title = self.title.take();
        let (title, line) = title.map_or((None, None), |title| (text(title.markup), text(title.line)));
        let authors = if self.authors.is_empty() { feed_authors.to_vec() } else { self.authors };
        Entry {
            id: self.id.take().and_then(text),
            title,
            title_text: line,
            link: self.link.take().or(self.permalink).and_then(text),
            published: self.dates.published.or(self.dates.created).or(self.dates.plain),
            updated: self.dates.updated.or(self.dates.plain.filter(|_| self.dates.published.is_some())),
            authors,
            summary: self.summary.take().and_then(text),
            content: self.content.take().and_then(text),
            categories: self.categories,
            enclosures: self.enclosures,
        }
    }
}

/// A feed's head while it is read.
#[derive(Debug, Default)]
pub(super) struct HeadDraft {
    pub(super) title: Ranked<Title>,
    pub(super) link: Ranked<String>,
    pub(super) description: Ranked<String>,
    pub(super) language: Ranked<String>,
    pub(super) dates: Dates,
    pub(super) authors: Vec<String>,
}

impl HeadDraft {
    pub(super) fn finish(self) -> FeedHead {
        FeedHead {
            title: self.title.take().map(|title| title.markup).and_then(text),
            link: self.link.take().and_then(text),
            description: self.description.take().and_then(text),
            language: self.language.take().and_then(text),
            updated: self.dates.updated.or(self.dates.published).or(self.dates.plain).or(self.dates.created),
        }
    }
}

/// Text that is there.
pub(super) fn text(value: String) -> Option<String> {
    let value = without_nul(value);
    if value.trim().len() == value.len() {
        return (!value.is_empty()).then_some(value);
    }
    let trimmed = value.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// The authors of a feed that its entries take over when they name none: as many as would fit into a byline, because
/// every entry gets a copy.
pub(super) fn inherited(authors: &[String]) -> &[String] {
    const BYLINE_BYTES: usize = 500;
    let mut room = BYLINE_BYTES;
    let fits = |name: &&String| match room.checked_sub(name.len()) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    };
    &authors[..authors.iter().take_while(fits).count()]
}

pub(super) fn push_once(list: &mut Vec<String>, value: &str) {
    let value = collapse(value);
    if !value.is_empty() && list.len() < MAX_LIST && !list.contains(&value) {
        list.push(value);
    }
}
