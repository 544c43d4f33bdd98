use serde::{Deserialize, Serialize};

use super::{Language, Timestamp};

/// What the configuration says of a feed and every article inherits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceTags {
    /// The language the feed is declared to be written in; a hint, not a verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Country of the publisher, as written in the configuration (`fr`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Groups the feed belongs to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
}

/// An article as the topics see it: the words, and what is known of them.
///
/// This is also one line of the JSONL that `vigie topic match` and `vigie story group` read.
/// `body` separates paragraphs by a blank line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Article {
    /// Headline, plain text.
    pub title: String,
    /// Main text, plain, paragraphs separated by a blank line.
    pub body: String,
    /// Address shown to people.
    pub url: Option<String>,
    /// Host of the publisher without `www.`, such as `bbc.co.uk`.
    pub site: Option<String>,
    /// Declared language; detection confirms or corrects it.
    pub language: Option<Language>,
    /// What the feed says of its language where nobody who knows it has declared one. Many say what their software came with, so
    /// that it chooses between languages that may be and makes none sure.
    pub hint: Option<Language>,
    /// Names of the authors.
    pub authors: Vec<String>,
    /// Categories the feed or page gave.
    pub tags: Vec<String>,
    /// Country of the publisher.
    pub country: Option<String>,
    /// Groups of the feed.
    pub groups: Vec<String>,
    /// When the publisher says it appeared.
    pub published: Option<Timestamp>,
}
