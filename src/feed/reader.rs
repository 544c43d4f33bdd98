//! Walks an XML feed: containers (feed, channel, entry) and the fields in them, closing what was left open.
//!
//! Fields are read whole as flat lists of tokens, so that memory is bounded by the largest field and nothing
//! recurses. What the fields mean is decided in [`fields`](super::fields).

mod field;
mod mending;

use self::mending::LostEntry;
use super::halves;
use super::names::{Lower, Space, Spaces, default_space, is_stray};
use super::repairs::Repairs;
use super::tokens::{Tag, Token, Tokens};

/// Containers deeper than this are noise.
const MAX_CONTAINERS: usize = 64;
/// A document is read again where a field had no end, this many times its length in all.
const MAX_READINGS: usize = 8;

/// Something a feed says.
#[derive(Debug)]
pub(super) enum Event<'a, 'r> {
    /// A feed, channel or other root begins.
    Head(Container<'a>),
    /// An entry begins; the one before it has ended.
    Entry(Container<'a>),
    /// An entry ends.
    EntryEnd,
    /// A field of the entry that is open, or of the feed when none is.
    Field(Field<'a, 'r>),
}

/// An element that holds fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Container<'a> {
    pub(super) name: &'a str,
    pub(super) attributes: &'a str,
}

/// An element that says one thing.
#[derive(Debug)]
pub(super) struct Field<'a, 'r> {
    pub(super) space: Space,
    /// Local name in lower case.
    pub(super) name: Lower,
    pub(super) attributes: &'a str,
    /// What is inside, its own tags left out.
    pub(super) inside: &'r [Token<'a>],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `<rss>`, `<rdf:RDF>`, or whatever else surrounds the feed.
    Root,
    /// `<channel>` or `<feed>`.
    Feed,
    Entry,
    /// An element whose children are fields of what surrounds it (`media:group`).
    Group,
}

/// Where in its document a walk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before the end of its root.
    Within,
    /// All that was open has been closed.
    Behind,
    /// At its end, which came within an entry.
    HalfEntry,
}

/// What an entry holds besides fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Own {
    Nothing,
    Words,
    /// Its tag closed itself: it ends with the next call.
    End,
}

/// The walk through one document.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    tokens: Tokens<'a>,
    spaces: Spaces<'a>,
    open: Vec<(Kind, &'a str)>,
    inside: Vec<Token<'a>>,
    /// The root is a sitemap's: its `<url>` are entries.
    sitemap: bool,
    own: Own,
    lost: LostEntry,
    /// Bytes that may yet be read again.
    again: usize,
    /// A feed's own element was seen.
    pub(super) rooted: bool,
    place: Place,
    pub(super) repairs: Repairs<'a>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            tokens: Tokens::new(text),
            spaces: Spaces::default(),
            open: Vec::new(),
            inside: Vec::new(),
            sitemap: false,
            own: Own::Nothing,
            lost: LostEntry::default(),
            again: text.len().saturating_mul(MAX_READINGS),
            rooted: false,
            place: Place::Within,
            repairs: Repairs::default(),
        }
    }

    /// Whether the document ends before its feed does. What stands behind the end of its root is no part of it, whether it is
    /// whole or not.
    pub(super) fn truncated(&self) -> bool {
        (self.tokens.cut_off && self.place != Place::Behind)
            || self.open.iter().any(|(kind, _)| matches!(kind, Kind::Feed | Kind::Entry))
    }

    /// Whether the document ended within an entry.
    pub(super) fn half_entry(&self) -> bool {
        self.place == Place::HalfEntry
    }

    pub(super) fn in_entry(&self) -> bool {
        self.open.iter().any(|(kind, _)| *kind == Kind::Entry)
    }

    /// Whether text stands in the entry that is read, or just ended, outside of its fields.
    pub(super) fn said(&self) -> bool {
        self.own == Own::Words
    }

    /// The next thing the feed says.
    pub(super) fn next(&mut self) -> Option<Event<'a, '_>> {
        if self.own == Own::End {
            self.own = Own::Nothing;
            return Some(Event::EntryEnd);
        }
        loop {
            let at = self.tokens.position();
            let Some(token) = self.tokens.next() else {
                // What is still open at the end is remembered: it says that the document was cut.
                let entry_open = self.in_entry() && self.tokens_ended();
                return entry_open.then_some(Event::EntryEnd);
            };
            let step = match self.whole_tag(token, at) {
                Token::Close(name) if self.close(name) => Step::EntryEnd,
                Token::Close(name) if self.begins_late(name) => {
                    Step::Entry(Container { name, attributes: "" })
                }
                Token::Open(tag) => self.opened(tag, at),
                Token::Text(text) | Token::Cdata(text) => {
                    if !text.trim_ascii().is_empty() && self.in_entry() {
                        self.own = Own::Words;
                    }
                    Step::Nothing
                }
                Token::Close(_) => Step::Nothing,
            };
            return Some(match step {
                Step::Nothing => continue,
                Step::Head(container) => Event::Head(container),
                Step::Entry(container) => Event::Entry(container),
                Step::EntryEnd => Event::EntryEnd,
                Step::Field(space, name, attributes) => {
                    Event::Field(Field { space, name, attributes, inside: &self.inside })
                }
            });
        }
    }

    /// Takes in a tag that was read `at` a place of the document, with what is inside when it is a field.
    fn opened(&mut self, mut tag: Tag<'a>, at: usize) -> Step<'a> {
        if tag.empty && halves::holds_text(tag.name) && self.text_follows(tag.name) {
            self.repairs.tags += 1;
            tag.empty = false;
        }
        self.spaces.declare(tag.attributes);
        self.spaces.adopt_root(tag.name);
        let container = Container { name: tag.name, attributes: tag.attributes };
        let role = self.role(&tag);
        match role {
            Role::Entry if self.in_entry() => {
                // The entry before was never closed: end it first, then read this tag again.
                self.repairs.tags += 1;
                self.tokens.back_to(at);
                self.pop_entry();
                return Step::EntryEnd;
            }
            Role::Entry => {
                self.note(&tag, role);
                self.begin_entry(tag);
                return Step::Entry(container);
            }
            Role::Head(kind) => {
                self.note(&tag, role);
                self.sitemap |= is_local(tag.name, "urlset");
                self.rooted |= kind == Kind::Feed || is_root(tag.name);
                self.push(kind, &tag);
                return Step::Head(container);
            }
            Role::Stray => self.repairs.tags += 1,
            Role::Group => self.push(Kind::Group, &tag),
            Role::GroupField(space, name) => {
                self.note(&tag, role);
                self.push(Kind::Group, &tag);
                self.inside.clear();
                return Step::Field(space, name, tag.attributes);
            }
            Role::Field(space, name) => {
                self.note(&tag, role);
                self.remember(at, space, name.as_str());
                self.read_field(&tag, space, name.as_str());
                return Step::Field(space, name, tag.attributes);
            }
        }
        Step::Nothing
    }

    fn begin_entry(&mut self, mut tag: Tag<'a>) {
        (self.lost.at, self.lost.any_entry) = (None, true);
        self.sitemap |= is_local(tag.name, "url");
        self.rooted = true;
        if tag.empty && self.field_follows() {
            self.repairs.tags += 1;
            tag.empty = false;
        }
        self.push(Kind::Entry, &tag);
        self.own = if tag.empty { Own::End } else { Own::Nothing };
    }

    /// Ends the entry open at the end of the document, once.
    fn tokens_ended(&mut self) -> bool {
        self.tokens.cut_off = true;
        self.place = Place::HalfEntry;
        self.pop_entry();
        true
    }

    fn push(&mut self, kind: Kind, tag: &Tag<'a>) {
        if !tag.empty && self.open.len() < MAX_CONTAINERS {
            self.open.push((kind, tag.name));
            self.place = Place::Within;
        }
    }

    fn pop_entry(&mut self) {
        if let Some(place) = self.open.iter().rposition(|(kind, _)| *kind == Kind::Entry) {
            self.open.truncate(place);
        }
    }

    /// Closes a container; true when an entry ended with it.
    fn close(&mut self, name: &str) -> bool {
        let is_own = |(_, open): &(Kind, &str)| name.is_empty() || open.eq_ignore_ascii_case(name);
        let Some(place) = self.open.iter().rposition(is_own) else {
            self.repairs.tags += 1;
            return false;
        };
        let entry = self.open[place..].iter().any(|(kind, _)| *kind == Kind::Entry);
        self.repairs.tags += usize::from(place + 1 != self.open.len());
        self.open.truncate(place);
        if self.rooted && self.open.is_empty() {
            self.place = Place::Behind;
        }
        entry
    }

    fn role(&self, tag: &Tag<'a>) -> Role {
        let (space, local) = self.spaces.resolve(tag.name);
        let name = Lower::of(local);
        let space = own_space(space, tag);
        let in_feed = self.open.iter().any(|(kind, _)| matches!(kind, Kind::Feed | Kind::Entry));
        match (space, name.as_str()) {
            (Space::Feed, "item" | "entry") => Role::Entry,
            (Space::Undeclared, "item" | "entry") if !self.in_entry() => Role::Entry,
            // A sitemap that lost its root begins with an entry.
            (Space::Feed, "url") if self.sitemap || !self.rooted => Role::Entry,
            (Space::Feed, "channel" | "feed" | "urlset") if !self.in_entry() => Role::Head(Kind::Feed),
            (Space::Feed, "rss" | "rdf") | (Space::Rdf, "rdf") if !in_feed => Role::Head(Kind::Root),
            (Space::Media, "group") | (Space::News, "news" | "publication") => Role::Group,
            (Space::Media, "content") if !tag.empty => Role::GroupField(space, name),
            (Space::Feed, stray) if in_feed && is_stray(stray) => Role::Stray,
            _ if in_feed || self.rooted => Role::Field(space, name),
            _ => Role::Head(Kind::Root),
        }
    }
}

/// What a token of the document comes to; a field's inside is in [`Reader::inside`].
#[derive(Debug)]
enum Step<'a> {
    Nothing,
    Head(Container<'a>),
    Entry(Container<'a>),
    EntryEnd,
    /// Its namespace, local name and attributes.
    Field(Space, Lower, &'a str),
}

#[derive(Clone, Copy, Debug)]
enum Role {
    Head(Kind),
    Entry,
    /// A tag that belongs to no feed: as if it were not there.
    Stray,
    Group,
    /// A field whose children are fields too.
    GroupField(Space, Lower),
    Field(Space, Lower),
}

/// An element's own `xmlns` overrides what its bare name means, unless it is a feed's anyway.
fn own_space(space: Space, tag: &Tag<'_>) -> Space {
    if space != Space::Feed || tag.name.contains(':') {
        return space;
    }
    match default_space(tag.attributes) {
        Some(declared @ (Space::Xhtml | Space::Dc | Space::Content | Space::Itunes | Space::Media)) => {
            declared
        }
        _ => space,
    }
}

fn is_local(name: &str, local: &str) -> bool {
    name.rsplit(':').next().is_some_and(|found| found.eq_ignore_ascii_case(local))
}

fn is_root(name: &str) -> bool {
    ["rss", "rdf", "feed", "channel"].iter().any(|root| is_local(name, root))
}
