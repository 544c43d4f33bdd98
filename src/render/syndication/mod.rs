//! What people subscribe to or look at: all stories, those of a topic, or the digests that went out, as Atom 1.0 (RFC 4287),
//! as JSON Feed 1.1 and as a page.

mod atom;
mod content;
mod json;
mod page;

pub use content::digest_content;

use crate::digest::ToldStory;
use crate::model::{Hash16, Language, MessageId, Name, StoryId, Timestamp, Zone};

use super::clean;
use super::view::{MAX_EXCERPT_CHARS, MAX_NAME_CHARS, MAX_TITLE_CHARS};

/// The path of the page of all stories below the desk, without its end.
pub const STORIES_PATH: &str = "/stories";
/// Of all their contents together; the newest entry is there whatever its size.
const MAX_CONTENT_BYTES: usize = 1 << 20;
/// Other outlets linked from one entry.
const MAX_SOURCES: usize = 20;

/// In what a feed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FeedForm {
    /// Atom 1.0.
    Atom,
    /// JSON Feed 1.1.
    Json,
    /// A page, for those who have no reader.
    Html,
}

impl FeedForm {
    /// All of them, the one that every reader knows first.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Json, Self::Html];

    /// The end of its address.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Json => "json",
            Self::Html => "html",
        }
    }

    /// Entries at most: the newest. A reader keeps what it has seen; a page is all that somebody has.
    #[must_use]
    pub const fn max_entries(self) -> usize {
        match self {
            Self::Atom | Self::Json => 50,
            Self::Html => 200,
        }
    }

    /// What it is served as, without its charset: RFC 4287 section 7, JSON Feed 1.1 "Discovery".
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
            Self::Html => "text/html",
        }
    }

    /// The form that an address ends in.
    ///
    /// ```
    /// use vigie::render::FeedForm;
    /// assert_eq!(FeedForm::of_extension("atom"), Some(FeedForm::Atom));
    /// assert_eq!(FeedForm::of_extension("rss"), None);
    /// ```
    #[must_use]
    pub fn of_extension(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.extension() == text)
    }
}

/// A feed before it is put into a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Syndication {
    /// For ever: [`Syndication::id_of`].
    pub id: String,
    /// What it is called in a reader.
    pub title: String,
    /// One sentence about it.
    pub about: String,
    /// `[newsroom] name`, its author.
    pub newsroom: String,
    /// Of title and labels.
    pub language: Language,
    /// Address of the desk.
    pub home: String,
    /// Its own address, without the end that says the form.
    pub address: String,
    /// Whose clocks the page shows.
    pub zone: Zone,
    /// The last change worth a reader's while.
    pub updated: Timestamp,
    /// The latest change first.
    pub entries: Vec<SyndicationEntry>,
}

/// A story or a digest in a feed.
#[derive(Clone, Debug, PartialEq)]
pub struct SyndicationEntry {
    /// For ever, and the same in every feed that has it.
    pub id: String,
    /// Headline.
    pub title: String,
    /// Where it leads.
    pub url: Option<String>,
    /// The site that is shown, of a story.
    pub author: Option<String>,
    /// Of title and content.
    pub language: Language,
    /// When it was published.
    pub published: Timestamp,
    /// When it last changed in substance.
    pub updated: Timestamp,
    /// Whether that was a correction.
    pub is_corrected: bool,
    /// The matched sentences, plain.
    pub summary: String,
    /// HTML: headings, paragraphs, lists, links to the web, `<mark>`; all of it written by us from text.
    pub content: String,
    /// The topics it is about: name and title.
    pub topics: Vec<(Name, String)>,
    /// Other outlets that have the story: site and address.
    pub related: Vec<(String, String)>,
}

impl Syndication {
    /// The id of a feed: a UUID of version 8 (RFC 9562) from the installation's name and the feed's, so that no change of
    /// address makes a reader take everything for new.
    #[must_use]
    pub fn id_of(store_id: &str, kind: &str, name: &str) -> String {
        uuid(&[store_id.as_bytes(), kind.as_bytes(), name.as_bytes()])
    }

    /// The feed as it goes over the wire, in UTF-8.
    #[must_use]
    pub fn write(&self, form: FeedForm) -> Vec<u8> {
        match form {
            FeedForm::Atom => atom::write(self),
            FeedForm::Json => json::write(self),
            FeedForm::Html => page::write(self),
        }
    }

    /// Its address in a form.
    fn address_as(&self, form: FeedForm) -> String {
        format!("{}.{}", self.address, form.extension())
    }

    /// The entries that find room in a form.
    fn shown(&self, form: FeedForm) -> impl Iterator<Item = &SyndicationEntry> {
        let mut left = Some(MAX_CONTENT_BYTES);
        self.entries.iter().take(form.max_entries()).enumerate().map_while(move |(at, entry)| {
            left = left.and_then(|left| left.checked_sub(entry.content.len()));
            (at == 0 || left.is_some()).then_some(entry)
        })
    }
}

impl SyndicationEntry {
    /// A story as the feed of a topic tells it: it became one of the topic's at `since` and, where that
    /// is later, was corrected at `updated`; times in it are those of `zone`.
    #[must_use]
    pub fn of_story(
        story: &ToldStory,
        store_id: &str,
        (since, updated): (Timestamp, Timestamp),
        zone: Zone,
    ) -> Self {
        let line = |text: &str| clean::line(text, MAX_NAME_CHARS);
        let topics = story.topics.iter().map(|topic| (topic.name.clone(), line(&topic.title)));
        let others = story.sources.iter().filter(|source| source.site != story.site).take(MAX_SOURCES);
        let related =
            others.filter_map(|source| Some((line(&source.site), clean::link(source.url.as_deref())?)));
        Self {
            id: story_id(store_id, story.id),
            title: clean::line(&story.title.text, MAX_TITLE_CHARS),
            url: clean::link(story.url.as_deref()),
            author: Some(line(&story.site)).filter(|site| !site.is_empty()),
            language: story.language,
            // A publisher's date may be wrong; no reader likes one that is to come.
            published: story.published.filter(|at| *at <= since).unwrap_or(since),
            updated,
            is_corrected: updated > since,
            summary: clean::line(&story.excerpt.text, MAX_EXCERPT_CHARS),
            content: content::story_content(story, since, zone),
            topics: topics.collect(),
            related: related.collect(),
        }
    }

    /// A digest as it went out, with what [`digest_content`] made of it then.
    #[must_use]
    pub fn of_digest(
        id: MessageId,
        store_id: &str,
        subject: &str,
        language: Language,
        at: Timestamp,
        content: String,
    ) -> Self {
        Self {
            id: uuid(&[store_id.as_bytes(), b"message", id.to_string().as_bytes()]),
            title: clean::line(subject, MAX_TITLE_CHARS),
            url: None,
            author: None,
            language,
            published: at,
            updated: at,
            is_corrected: false,
            summary: String::new(),
            content,
            topics: Vec::new(),
            related: Vec::new(),
        }
    }
}

fn story_id(store_id: &str, story: StoryId) -> String {
    uuid(&[store_id.as_bytes(), b"story", story.to_string().as_bytes()])
}

/// `urn:uuid:…` of a hash, marked as version 8 and of RFC 9562's variant.
fn uuid(parts: &[&[u8]]) -> String {
    let mut bytes = *Hash16::of_parts(parts).as_bytes();
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = u128::from_be_bytes(bytes);
    let part = |from: u32, digits: u32| (hex >> from) & ((1 << (4 * digits)) - 1);
    format!(
        "urn:uuid:{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        part(96, 8),
        part(80, 4),
        part(64, 4),
        part(48, 4),
        part(0, 12)
    )
}

/// The value of `xml:lang` and of JSON Feed's `language`; `None` where it is not known.
fn language_tag(language: Language) -> Option<String> {
    (language != Language::UNDETERMINED).then(|| language.to_string())
}
