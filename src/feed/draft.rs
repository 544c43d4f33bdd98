//! A feed and its entries while they are being read: of several words for one thing, the best one stays.

use super::base::{Base, is_link};
use super::dates::{parse_date, parse_date_in};
use super::entities::decode_entities;
use super::escape::escape;
use super::plain::collapse;
use super::text::Words;
use super::types::{Enclosure, Entry, FeedHead};
use crate::model::{Language, Timestamp, without_nul};

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

    /// Takes what another one holds where this holds nothing.
    fn complete(&mut self, other: Self) {
        if self.0.is_none() {
            *self = other;
        }
    }

    /// Takes what another one holds where this holds nothing as good.
    fn improve(&mut self, other: Self) {
        if let Some((rank, value)) = other.0 {
            self.offer(rank, value);
        }
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

/// When something happened, or the words for it that only the language of the text tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Moment {
    time: Option<Timestamp>,
    words: Option<Box<str>>,
}

impl Moment {
    fn take(&mut self, text: &str) {
        if self.time.is_none() {
            self.time = parse_date(text);
            // Most are read, and the words of the others are short.
            let is_unread = self.time.is_none() && self.words.is_none() && text.len() <= LONGEST_MOMENT;
            self.words = self.words.take().or_else(|| is_unread.then(|| text.into()));
        }
    }

    fn read(&self, language: Option<Language>) -> Option<Timestamp> {
        self.time.or_else(|| parse_date_in(self.words.as_deref()?, Some(language?)))
    }
}

/// Bytes; no date has more.
const LONGEST_MOMENT: usize = 200;

/// Moments by the word the feed used for them.
#[derive(Clone, Debug, Default)]
pub(super) struct Dates {
    published: Moment,
    updated: Moment,
    created: Moment,
    /// `dc:date`, which means either.
    plain: Moment,
}

/// The same, read.
pub(super) struct DatesRead {
    pub(super) published: Option<Timestamp>,
    pub(super) updated: Option<Timestamp>,
    pub(super) created: Option<Timestamp>,
    pub(super) plain: Option<Timestamp>,
}

impl Dates {
    /// Takes a date by its field's name; false when the name is no date's.
    pub(super) fn take(&mut self, name: &str, text: &str) -> bool {
        let moment = match name {
            "pubdate" | "published" | "issued" | "publication_date" => &mut self.published,
            "updated" | "modified" | "lastbuilddate" | "lastmod" => &mut self.updated,
            "created" => &mut self.created,
            "date" => &mut self.plain,
            _ => return false,
        };
        moment.take(text);
        true
    }

    /// Whether nothing was said that is a date in any language.
    fn is_empty(&self) -> bool {
        let Self { published, updated, created, plain } = self;
        [published, updated, created, plain].iter().all(|moment| moment.time.is_none())
    }

    /// What was said, in a language.
    pub(super) fn read(&self, language: Option<Language>) -> DatesRead {
        let Self { published, updated, created, plain } = self;
        DatesRead {
            published: published.read(language),
            updated: updated.read(language),
            created: created.read(language),
            plain: plain.read(language),
        }
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
    pub(super) language: Ranked<Language>,
    pub(super) dates: Dates,
    pub(super) authors: Vec<String>,
    pub(super) summary: Ranked<String>,
    pub(super) content: Ranked<String>,
    pub(super) categories: Vec<String>,
    pub(super) enclosures: Vec<Enclosure>,
}

/// What holds for the entries of a feed that do not say otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OfFeed<'a> {
    pub(super) authors: &'a [String],
    /// As the feed says.
    pub(super) language: Option<Language>,
    /// As the operator says, who knows better.
    pub(super) configured: Option<Language>,
}

/// A language as feeds write it; none of what says nothing.
pub(super) fn language_of(written: &str) -> Option<Language> {
    let language: Language = written.parse().ok()?;
    // ISO 639: undetermined, several, none, without a code.
    (!matches!(language.as_str(), "und" | "mul" | "zxx" | "mis")).then_some(language)
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

    /// Takes from another one of the same entry what this does not say.
    pub(super) fn complete(&mut self, other: Self) {
        self.id.complete(other.id);
        self.permalink = self.permalink.take().or(other.permalink);
        // A picture's caption is no headline where there is one.
        self.title.improve(other.title);
        self.link.complete(other.link);
        self.language.complete(other.language);
        self.summary.improve(other.summary);
        self.content.improve(other.content);
        if self.dates.is_empty() {
            self.dates = other.dates;
        }
        let lists = [(&mut self.authors, other.authors), (&mut self.categories, other.categories)];
        for (list, others) in lists {
            if list.is_empty() {
                *list = others;
            }
        }
        if self.enclosures.is_empty() {
            self.enclosures = other.enclosures;
        }
    }

    /// Whether it says nothing at all.
    pub(super) fn is_empty(&self) -> bool {
        let texts = [&self.id, &self.link, &self.summary, &self.content];
        self.title.get().is_none()
            && texts.iter().all(|text| text.get().is_none())
            && self.permalink.is_none()
            && self.dates.is_empty()
            && self.authors.is_empty()
            && self.categories.is_empty()
            && self.enclosures.is_empty()
    }

    /// Takes a language as the feed writes it; what is none is left alone.
    pub(super) fn language(&mut self, rank: u8, written: &str) {
        if let Some(language) = language_of(written) {
            self.language.offer(rank, language);
        }
    }

    /// The entry, with what its feed says where it says nothing itself.
    pub(super) fn finish(self, of_feed: &OfFeed<'_>) -> Entry {
        let language = self.language.take().or(of_feed.language);
        let dates = self.dates.read(of_feed.configured.or(language));
        let title = self.title.take();
        let (title, line) = title.map_or((None, None), |title| (text(title.markup), text(title.line)));
        let authors = if self.authors.is_empty() { of_feed.authors.to_vec() } else { self.authors };
        Entry {
            id: self.id.take().and_then(text),
            title,
            title_text: line,
            link: [self.link.take(), self.permalink]
                .into_iter()
                .flatten()
                .filter_map(text)
                .find(|link| is_link(link)),
            published: dates.published.or(dates.created).or(dates.plain),
            updated: dates.updated.or(dates.plain.filter(|_| dates.published.is_some())),
            language,
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
    pub(super) fn finish(self, configured: Option<Language>) -> FeedHead {
        let dates = self.dates.read(configured.or_else(|| self.spoken()));
        FeedHead {
            title: self.title.take().map(|title| title.markup).and_then(text),
            link: self.link.take().and_then(text).filter(|link| is_link(link)),
            description: self.description.take().and_then(text),
            language: self.language.take().and_then(text),
            updated: dates.updated.or(dates.published).or(dates.plain).or(dates.created),
        }
    }

    /// The language of the feed, where it says one.
    pub(super) fn spoken(&self) -> Option<Language> {
        language_of(self.language.get()?)
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
