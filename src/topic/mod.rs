//! Watch topics: query text to [`Query`], many queries and one article to matches with spans.

mod ast;
mod cache;
mod compile;
mod dictionary;
mod display;
mod evaluate;
mod explain;
mod folded;
mod foreign;
mod hit;
mod index;
mod key;
mod lexer;
mod lint;
mod near_miss;
mod numbers;
mod packs;
mod parser;
mod pattern;
mod program;
mod quote;
mod reading;
mod search;
mod shape;
mod suggest;
mod trigger;
mod word;

pub use ast::{Known, Nearness, Node, Pattern, Place, Query, Scope, Term, TermKind, TextField};
pub use explain::{Clause, ClauseKind, ClauseSpan, Explanation};
pub use index::TopicIndex;
pub use lint::{Doubt, KnownValue};
pub use packs::{Pack, name_packs, packs};
pub use search::{Candidates, search_tokens};
pub use suggest::{Suggestion, Suggestions, Survey};
pub use word::{Wildcard, Word};

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Article, Hash16, Language, Name, Priority};

/// A watch topic as the configuration states it, before its query is compiled.
#[derive(Clone, Debug, PartialEq)]
pub struct TopicDefinition {
    /// Its key in `[topics.NAME]`.
    pub name: Name,
    /// Shown to people.
    pub title: String,
    /// How pressing a match is.
    pub priority: Priority,
    /// What an article must be to match.
    pub query: TopicQuery,
    /// Texts that must match; `vigie test` tries them.
    pub must_match: Vec<Article>,
    /// Texts that must not match.
    pub must_not_match: Vec<Article>,
}

/// What a topic asks of an article.
///
/// ```
/// use vigie::topic::{Signal, TopicQuery};
/// let plain = TopicQuery::from("missile -game");
/// assert_eq!(plain.queries().collect::<Vec<_>>(), ["missile -game"]);
/// let signal = |query: &str, weight| Signal { query: query.to_owned(), weight };
/// let scored = TopicQuery::Scored { signals: vec![signal("missile", 3), signal("game", -2)], threshold: 2 };
/// assert_eq!(scored.queries().count(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TopicQuery {
    /// That a query, as written, holds.
    Plain(String),
    /// That signals add up.
    Scored {
        /// At least one of them with a positive weight.
        signals: Vec<Signal>,
        /// The weights of those that hold must add up to this, 1 or more.
        threshold: i32,
    },
}

/// A query that speaks for a topic, or against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signal {
    /// As written.
    pub query: String,
    /// From -100 to 100 and not 0; counted once, however often the query hits.
    pub weight: i32,
}

impl TopicQuery {
    /// The texts of its queries.
    pub fn queries(&self) -> impl Iterator<Item = &str> {
        let (plain, signals) = match self {
            Self::Plain(query) => (Some(query.as_str()), &[][..]),
            Self::Scored { signals, .. } => (None, signals.as_slice()),
        };
        plain.into_iter().chain(signals.iter().map(|signal| signal.query.as_str()))
    }
}

impl From<&str> for TopicQuery {
    fn from(query: &str) -> Self {
        Self::Plain(query.to_owned())
    }
}

/// The lines of a concept, for every language (`all`) and for single ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConceptDefinition {
    /// Lines that hold in any language.
    pub all: Vec<String>,
    /// Lines for articles of one language.
    pub by_language: BTreeMap<Language, Vec<String>>,
}

/// Concepts by name: the embedded packs', overridden by the configuration's own.
pub type Concepts = BTreeMap<Name, ConceptDefinition>;

/// A mistake in a query, pointing into its text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// What is wrong, lower-case.
    pub message: String,
    /// Byte range of the query text it is about; never empty unless the query is.
    pub span: Range<usize>,
    /// What to write instead.
    pub help: Option<String>,
}

/// A mistake found while compiling a set of topics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// Where the query text stands.
    pub origin: Origin,
    /// The mistake, its span relative to that text.
    pub error: QueryError,
}

/// Which text of the configuration a query came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `[topics.NAME] query`
    Topic(Name),
    /// The query of one of `[topics.NAME] signals`.
    Signal {
        /// The topic.
        topic: Name,
        /// Which of its signals, from 0.
        index: usize,
    },
    /// Line `index` of `[concepts.NAME]`, under a language or `all` (`None`).
    Concept {
        /// The concept.
        name: Name,
        /// Its language key; `None` is `all`.
        language: Option<Language>,
        /// Which line, from 0.
        index: usize,
    },
}

/// A field of an article that a span can lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The headline.
    Title,
    /// The main text.
    Body,
}

/// A hit: where in the article, and which words of the topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Field of the article.
    pub field: Field,
    /// First character, in Unicode scalar values of the field.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The words hit, as the article spells them.
    pub text: String,
    /// The term or concept line that hit; the same text for all of its hits.
    pub term: Arc<str>,
    /// The concept the term came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<Name>,
    /// The language whose concept lines applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// True when the article's language was uncertain or has no lines, so every language's applied.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fallback: bool,
    /// Where words between the two sides of a NEAR are no part of the hit: its sides, each from its first character to one past
    /// its last. Empty where the hit is one stretch. Kept in the store; people and programs are told the whole.
    #[serde(default, skip_serializing)]
    pub parts: Vec<(usize, usize)>,
}

impl Span {
    /// The stretches that hit.
    pub fn stretches(&self) -> impl Iterator<Item = (usize, usize)> {
        let whole = self.parts.is_empty().then_some((self.start, self.end));
        whole.into_iter().chain(self.parts.iter().copied())
    }
}

/// One topic that an article is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Match {
    /// The topic.
    pub topic: Name,
    /// Hash of the definition that matched (query and the concepts it uses).
    pub version: Hash16,
    /// 0 to 100.
    pub score: f64,
    /// The topic's priority.
    pub priority: Priority,
    /// At least one, unless the query is about metadata alone; in order of field and start.
    pub spans: Vec<Span>,
}

/// What the index says of one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Matched {
    /// The language the article was read in.
    pub language: Language,
    /// Whether that is certain.
    pub language_sure: bool,
    /// Topics in order of name.
    pub matches: Vec<Match>,
}

/// What the index says of an article that is to be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Indexed {
    /// What it matches.
    pub matched: Matched,
    /// What the archive finds it by, as [`search_tokens`] writes it.
    pub tokens: String,
}

/// Hash of the definition of one compiled topic, as [`Match::version`] prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicVersion {
    /// The topic.
    pub name: Name,
    /// Hash of the query and of every concept line it uses.
    pub hash: Hash16,
    /// The definition as JSON, kept so that an old alert can be explained.
    pub definition: String,
}
