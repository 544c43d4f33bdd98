//! An XML document of any dialect becomes a feed.

use super::base::Base;
use super::draft::{EntryDraft, HeadDraft, OfFeed, inherited};
use super::fields::{self, Hints, attribute, own_base};
use super::names::Space;
use super::reader::{Event, Reader};
use super::sitemap;
use super::text::text_of;
use super::tokens::Token;
use super::types::{Entry, ParsedFeed};
use crate::model::Language;

/// More entries than this are counted as lost: 14 MB of tiny items would take a quarter of a gigabyte.
pub(super) const MAX_ENTRIES: usize = 20_000;

/// A document read as a feed.
pub(super) struct Document {
    pub(super) feed: ParsedFeed,
    pub(super) root: Root,
}

/// What of a feed a document has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Root {
    /// Nothing.
    #[default]
    None,
    /// Entries that no feed's root holds.
    Entries,
    /// A feed's root within another document, or behind something else.
    Within,
    /// It is a feed.
    Own,
}

/// Reads a whole document. `language`: as the operator says.
pub(super) fn read(text: &str, base: Base, language: Option<Language>, problems: Vec<String>) -> Document {
    let mut reader = Reader::new(text);
    let feed = ParsedFeed { problems, ..ParsedFeed::default() };
    let mut draft = FeedDraft { base, feed, configured: language, ..FeedDraft::default() };
    while let Some(event) = reader.next() {
        match event {
            Event::Head(container) => draft.head(container.name, container.attributes),
            Event::Entry(container) => draft.entry(container.attributes),
            Event::EntryEnd => draft.entry_end(reader.said()),
            Event::Field(field) => draft.field(&field),
        }
    }
    let (truncated, repairs) = (reader.truncated(), &reader.repairs);
    let root = if reader.rooted { draft.root() } else { Root::None };
    // One that says nothing yet is no entry; nor is one beyond those that are read. Half of one is lost: without its id or its
    // link it would be taken for another one.
    let half_entry = reader.half_entry()
        && draft.feed.lost == 0
        && draft.entries.pop().is_some_and(|last| !last.is_empty());
    draft.feed.problems.extend(repairs.problems());
    if truncated {
        let within = if half_entry { ", within an entry" } else { "" };
        draft.feed.problems.push(format!("it ends before its last element is closed{within}"));
    }
    // What a stray or doubled tag began, and nothing was said in; or nothing that was understood.
    draft.entries.retain(|entry| !entry.is_empty());
    let unread = draft.unread;
    if unread > 0 {
        draft.feed.problems.push(format!("{unread} entries of which nothing was understood: left out"));
    }
    let mut feed = draft.finish();
    feed.truncated = truncated;
    feed.lost += usize::from(half_entry) + unread;
    Document { feed, root }
}

#[derive(Default)]
struct FeedDraft {
    feed: ParsedFeed,
    head: HeadDraft,
    hints: Hints,
    /// Base of the feed's own fields; the channel's when it has one.
    base: Base,
    /// The language, as the operator says.
    configured: Option<Language>,
    entry: Option<OpenEntry>,
    entries: Vec<EntryDraft>,
    /// Entries of which nothing was understood, though they said something.
    unread: usize,
    /// Something that is no feed's root stands around it or before it.
    is_within: bool,
}

/// The entry that is read.
#[derive(Default)]
struct OpenEntry {
    draft: EntryDraft,
    /// What its fields under a prefix that nobody knows would say without it.
    guess: Option<Box<EntryDraft>>,
    base: Base,
    /// Whether one of its fields held anything.
    is_told: bool,
}

impl FeedDraft {
    fn head(&mut self, name: &str, raw: &str) {
        let local = name.rsplit(':').next().unwrap_or(name);
        let format = format_of(local, raw);
        self.is_within |= format.is_none() && self.feed.format.is_empty();
        if let Some(format) = format
            && (self.feed.format.is_empty() || self.feed.format == "cdf")
        {
            self.feed.format = format;
        }
        self.base = own_base(raw, &self.base);
        fields::head_attributes(&mut self.head, raw, &self.base);
    }

    /// Of a document that has something of a feed.
    fn root(&self) -> Root {
        match (self.feed.format, self.is_within) {
            ("", _) => Root::Entries,
            (_, true) => Root::Within,
            (_, false) => Root::Own,
        }
    }

    fn entry(&mut self, raw: &str) {
        self.is_within |= self.feed.format.is_empty();
        let most = if self.feed.format.ends_with("sitemap") { sitemap::MAX_URLS } else { MAX_ENTRIES };
        if self.entries.len() >= most {
            self.feed.lost += 1;
            return;
        }
        let base = own_base(raw, &self.entry_base());
        let mut entry = EntryDraft::default();
        fields::entry_attributes(&mut entry, raw, &base);
        self.entry = Some(OpenEntry { draft: entry, base, ..OpenEntry::default() });
    }

    /// Without an address of the document, the site the feed belongs to is the best guess.
    fn entry_base(&self) -> Base {
        match self.head.link.get() {
            Some(link) if !self.base.is_known() => self.base.below(link),
            _ => self.base.clone(),
        }
    }

    /// Ends an entry. `said`: text stood in it outside of its fields.
    fn entry_end(&mut self, said: bool) {
        let Some(OpenEntry { mut draft, guess, is_told, .. }) = self.entry.take() else { return };
        if let Some(guess) = guess {
            draft.complete(*guess);
        }
        self.unread += usize::from((is_told || said) && draft.is_empty());
        self.entries.push(draft);
    }

    fn field(&mut self, field: &super::reader::Field<'_, '_>) {
        if field.space == Space::News && self.feed.format.ends_with("sitemap") {
            self.feed.format = "news-sitemap";
            sitemap::publication(&mut self.head, field, &self.base);
            if let Some(entry) = self.entry.as_mut().filter(|_| field.name.as_str() == "language") {
                entry.draft.language(0, &text_of(field.inside));
            }
        }
        match &mut self.entry {
            Some(entry) => entry.field(field),
            None if self.feed.lost > 0 => {}
            None => fields::head_field(&mut self.head, &mut self.hints, field, &self.base),
        }
    }

    fn finish(mut self) -> ParsedFeed {
        self.entry_end(false);
        if self.feed.lost > 0 {
            self.feed.problems.push(format!("only the first {} entries are read", self.entries.len()));
        }
        if self.feed.format.is_empty() {
            self.feed.format = "rss20";
        }
        let authors = std::mem::take(&mut self.head.authors);
        // RSS names an editor for letters to the editor; only Atom's feed author wrote the entries.
        let authors: &[String] = if self.feed.format.starts_with("atom") { inherited(&authors) } else { &[] };
        let theirs = OfFeed { authors, language: self.head.spoken(), configured: self.configured };
        self.feed.entries =
            self.entries.into_iter().map(|entry| entry.finish(&theirs)).collect::<Vec<Entry>>();
        self.feed.feed = self.head.finish(self.configured);
        self.feed.hints = self.hints.finish();
        self.feed
    }
}

impl OpenEntry {
    fn field(&mut self, field: &super::reader::Field<'_, '_>) {
        let is_blank = |token: &Token<'_>| matches!(token, Token::Text(text) if text.trim_ascii().is_empty());
        self.is_told |= !field.attributes.is_empty() || !field.inside.iter().all(is_blank);
        if field.space == Space::Undeclared {
            let of_feed = super::reader::Field { space: Space::Feed, ..*field };
            fields::entry_field(self.guess.get_or_insert_default(), &of_feed, &self.base);
        } else {
            fields::entry_field(&mut self.draft, field, &self.base);
        }
    }
}

/// The dialect by the name and attributes of a root.
fn format_of(local: &str, raw: &str) -> Option<&'static str> {
    let version = attribute(raw, "version").unwrap_or_default();
    Some(match local.to_ascii_lowercase().as_str() {
        "rss" if version.starts_with("0.9") => "rss09x",
        "rss" if version.starts_with('1') => "rss10",
        "rss" => "rss20",
        "rdf" if raw.contains("my.netscape.com") || raw.contains("channel.netscape.com") => "rss09x",
        "rdf" => "rss10",
        "feed" if version.starts_with("0.") || raw.contains("purl.org/atom") => "atom03",
        "feed" => "atom10",
        "urlset" => "sitemap",
        "channel" => "cdf",
        _ => return None,
    })
}
