//! Copies and stories: which articles tell the same thing. Pure.
//!
//! A [`Fingerprinter`] reads an article into a [`Fingerprint`]; a [`Window`] holds those of the last days and places the next
//! article: a copy shares half of the smaller text's shingles (`copies`); another report of the event shares its telling terms
//! (`event`), which across languages are what translation leaves alone: meanings of the lexicon, names by their sound
//! (`skeleton`; in Chinese, Japanese and Korean `syllables`; in Arabic, Persian, Hebrew and the scripts of India `consonants`),
//! numbers (`quantity`).

mod assign;
mod background;
mod consonants;
mod copies;
mod draft;
mod event;
mod fingerprint;
mod hash;
mod lexicon;
mod likeness;
mod memory;
mod numerals;
mod quantity;
mod series;
mod skeleton;
mod sound;
mod syllables;
mod terms;
mod window;

pub use assign::assign;
pub use fingerprint::{Fingerprint, Fingerprinter};
pub use hash::key_of;
pub use memory::{Memory, Report};
pub use series::HeadlineWord;
pub use terms::Term;
pub use window::{Address, Placement, Seen, WINDOW, Window};

use crate::feed::Telling;
use crate::model::{ArticleId, Hash16, Name, Priority, StoryId, Timestamp};

/// An article with a match that waits for its story.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The article.
    pub article_id: ArticleId,
    /// The story it already belongs to, when its topics grew since.
    pub story_id: Option<StoryId>,
    /// Its site.
    pub site: String,
    /// Its headline.
    pub title: String,
    /// See [`crate::article::content_hash`].
    pub content_hash: Option<Hash16>,
    /// As the publisher says.
    pub published_at: Option<Timestamp>,
    /// When Vigie first saw it.
    pub first_seen_at: Timestamp,
    /// The backlog rule.
    pub telling: Telling,
    /// The page's text was not there in time: matched on the feed's words.
    pub text_pending: bool,
    /// Its story is its own alone, and nobody was told of it: it is placed anew, by the words that came since.
    pub is_loose: bool,
    /// Its current matches; never empty.
    pub topics: Vec<TopicHit>,
}

/// One topic an article or story is about.
#[derive(Clone, Debug, PartialEq)]
pub struct TopicHit {
    /// The topic.
    pub topic: Name,
    /// Score of the match.
    pub score: f64,
    /// The topic's priority at the match.
    pub priority: Priority,
    /// An edit of the topic brought it, not news: nobody is owed anything for it.
    pub quiet: bool,
}

/// How an article relates to its story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// It began the story.
    First,
    /// It repeats an article of the story.
    Copy,
    /// It tells the same event in its own words.
    SameEvent,
}

/// The story an article was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The article.
    pub article_id: ArticleId,
    /// Its story.
    pub story_id: StoryId,
    /// The story begins here.
    pub begins: bool,
    /// How they relate. Decided once: of an article that had its story before, the store keeps the relation it has.
    pub relation: Relation,
    /// Where a story begins: the story of the same matter that it goes on from.
    pub earlier: Option<StoryId>,
    /// The story that it leaves, and that ends with it: it was its only article.
    pub leaves: Option<StoryId>,
}
