//! A query as a tree.

use std::ops::Range;

use super::{QueryError, Word};
use crate::model::{Language, Name};

/// A query that was parsed; prints in a canonical form that parses to itself.
///
/// ```
/// use vigie::topic::Query;
/// let query = Query::parse("missile (Patriot OR 'IRIS-T') -game").unwrap();
/// assert_eq!(query.to_string(), "missile AND (Patriot OR 'IRIS-T') AND NOT game");
/// assert_eq!(Query::parse(&query.to_string()).unwrap(), query);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The whole of it.
    pub root: Node,
}

impl Query {
    /// Parses a query.
    ///
    /// # Errors
    /// The first mistake, with its place in `text` and what to write instead.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        super::parser::parse(text)
    }

    /// Whether the query looks at nothing but metadata: such a topic matches every article of a site, say.
    #[must_use]
    pub fn is_metadata_alone(&self) -> bool {
        !self.root.any(&|node| matches!(node, Node::Term(_) | Node::Pattern(_) | Node::Concept { .. }))
    }

    /// The concepts it uses, in order of appearance, with their places in the text.
    #[must_use]
    pub fn concepts(&self) -> Vec<(&Name, Range<usize>)> {
        let mut found = Vec::new();
        self.root.visit(&mut |node| {
            if let Node::Concept { name, place } = node {
                found.push((name, place.0.clone()));
            }
        });
        found
    }
}

/// A place in the source; any two are equal, so that queries compare by meaning.
#[derive(Clone, Debug, Default)]
pub struct Place(pub Range<usize>);

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Place {}

/// A part of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// All of them; two at least, none of them an `And`.
    And(Vec<Node>),
    /// Any of them; two at least, none of them an `Or`.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// Two sides in one place, or one without the other.
    Near {
        /// One side.
        left: Box<Node>,
        /// The other.
        right: Box<Node>,
        /// How they must stand.
        nearness: Nearness,
    },
    /// So many occurrences in all.
    AtLeast {
        /// Two at least.
        count: u32,
        /// What is counted.
        inner: Box<Node>,
    },
    /// Within a field.
    Within {
        /// The field.
        field: TextField,
        /// What must stand there.
        inner: Box<Node>,
    },
    /// A word or phrase.
    Term(Term),
    /// A regular expression on the folded text.
    Pattern(Pattern),
    /// A concept's lines.
    Concept {
        /// Its name.
        name: Name,
        /// Where the name stands in the source.
        place: Place,
    },
    /// What is known of the article.
    Known(Known),
}

impl Node {
    /// Calls `see` on this node and all below it, in reading order.
    pub fn visit<'n>(&'n self, see: &mut impl FnMut(&'n Node)) {
        see(self);
        match self {
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().for_each(|n| n.visit(see)),
            Self::Not(inner) | Self::Within { inner, .. } | Self::AtLeast { inner, .. } => inner.visit(see),
            Self::Near { left, right, .. } => {
                left.visit(see);
                right.visit(see);
            }
            Self::Term(_) | Self::Pattern(_) | Self::Concept { .. } | Self::Known(_) => {}
        }
    }

    /// Whether `test` holds for this node or one below it.
    pub fn any(&self, test: &impl Fn(&Node) -> bool) -> bool {
        let mut found = false;
        self.visit(&mut |node| found |= test(node));
        found
    }

    /// Whether it can stand beside a `NEAR` or be counted: it says where it hits.
    #[must_use]
    pub fn has_places(&self) -> bool {
        !self.any(&|node| matches!(node, Node::And(_) | Node::Not(_) | Node::Known(_) | Node::AtLeast { .. }))
    }
}

/// How the two sides of a [`Node::Near`] must stand. One token never serves both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nearness {
    /// `NEAR/n`: positions of the nearest edges differ by at most this.
    Within(u32),
    /// `ONEAR/n`: the same, left before right.
    Ordered(u32),
    /// `NOT NEAR/n`: left, with no right so near.
    Without(u32),
    /// `SAME/s`: in one sentence.
    Sentence,
    /// `SAME/p`: in one paragraph.
    Paragraph,
}

/// A field that a term or group can be bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextField {
    /// `title:`
    Title,
    /// `lead:`, the title and the first paragraph.
    Lead,
    /// `body:`
    Body,
    /// `first/50:`, so many tokens of the body.
    First(u32),
}

/// Where in an article a term may hit: fields intersected from the outside in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// In the title.
    pub title: bool,
    /// In the body, as far as the limits below allow.
    pub body: bool,
    /// In the first paragraph of the body only.
    pub first_paragraph: bool,
    /// In the first so many tokens of the body only.
    pub first_tokens: u32,
}

impl Scope {
    /// Title and body.
    pub const ALL: Self = Self { title: true, body: true, first_paragraph: false, first_tokens: u32::MAX };

    /// This scope, narrowed to a field.
    #[must_use]
    pub fn within(self, field: TextField) -> Self {
        match field {
            TextField::Title => Self { body: false, ..self },
            TextField::Lead => Self { first_paragraph: true, ..self },
            TextField::Body => Self { title: false, ..self },
            TextField::First(n) => Self { title: false, first_tokens: self.first_tokens.min(n), ..self },
        }
    }

    /// Whether nothing can hit in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        !self.title && !self.body
    }
}

/// How the words of a term are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermKind {
    /// Any inflection: stems in the article's language.
    Stemmed,
    /// `'form'`: this form, case and accents folded.
    Form,
    /// `=exact`: these characters.
    Exact,
}

/// A word or phrase.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// How it is compared.
    pub kind: TermKind,
    /// As written, without quotes, white space single.
    pub text: String,
    /// What each of its words is compared with; at least one.
    pub words: Vec<Word>,
}

/// A regular expression, compiled when it was parsed.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written, without the slashes.
    pub text: String,
    /// What it was compiled to: for folded text, without regard to case.
    pub regex: regex::Regex,
    /// Letters that stand in every text it matches.
    pub literal: usize,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

/// A condition on what is known of the article beside its words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Known {
    /// The publisher's host or one above it.
    Site(String),
    /// A part of the address.
    Url(String),
    /// Words of an author's name.
    Author(String),
    /// The language it was read in.
    Language(Language),
    /// The publisher's country.
    Country(String),
    /// A group of the feed.
    Group(String),
    /// A category of feed or page.
    Tag(String),
    /// Tokens of the body.
    Words {
        /// More, or fewer.
        more: bool,
        /// Than so many.
        than: u32,
    },
}
