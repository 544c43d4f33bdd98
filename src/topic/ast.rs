//! A query as a tree, and its canonical text.

use std::fmt::{self, Display as _};
use std::ops::Range;

use super::QueryError;
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
        !self.root.any(&|node| matches!(node, Node::Term(_) | Node::Concept { .. }))
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
    /// Both, few tokens apart.
    Near {
        /// One side.
        left: Box<Node>,
        /// The other.
        right: Box<Node>,
        /// Positions of the nearest edges differ by at most this.
        distance: u32,
        /// `ONEAR`: left before right.
        ordered: bool,
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
            Self::Not(inner) | Self::Within { inner, .. } => inner.visit(see),
            Self::Near { left, right, .. } => {
                left.visit(see);
                right.visit(see);
            }
            Self::Term(_) | Self::Concept { .. } | Self::Known(_) => {}
        }
    }

    /// Whether `test` holds for this node or one below it.
    pub fn any(&self, test: &impl Fn(&Node) -> bool) -> bool {
        let mut found = false;
        self.visit(&mut |node| found |= test(node));
        found
    }

    /// Whether it can stand beside a `NEAR`: it says where it hits, with nothing to be absent.
    #[must_use]
    pub fn has_places(&self) -> bool {
        !self.any(&|node| matches!(node, Node::And(_) | Node::Not(_) | Node::Known(_)))
    }
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

impl fmt::Display for TextField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title => f.write_str("title:"),
            Self::Lead => f.write_str("lead:"),
            Self::Body => f.write_str("body:"),
            Self::First(tokens) => write!(f, "first/{tokens}:"),
        }
    }
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
}

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

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(nodes) => join(f, nodes, " AND "),
            Self::Or(nodes) => join(f, nodes, " OR "),
            Self::Not(inner) => write!(f, "NOT {}", Operand(inner)),
            Self::Near { left, right, distance, ordered } => {
                let operator = if *ordered { "ONEAR" } else { "NEAR" };
                write!(f, "{} {operator}/{distance} {}", Operand(left), Operand(right))
            }
            Self::Within { field, inner } => write!(f, "{field}{}", Operand(inner)),
            Self::Term(term) => term.fmt(f),
            Self::Concept { name, .. } => write!(f, "concept:{name}"),
            Self::Known(known) => known.fmt(f),
        }
    }
}

/// A node where only a primary may stand: in brackets unless it is one.
struct Operand<'n>(&'n Node);

impl fmt::Display for Operand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Node::And(_) | Node::Or(_) | Node::Near { .. } => write!(f, "({})", self.0),
            _ => self.0.fmt(f),
        }
    }
}

fn join(f: &mut fmt::Formatter<'_>, nodes: &[Node], operator: &str) -> fmt::Result {
    for (i, node) in nodes.iter().enumerate() {
        if i > 0 {
            f.write_str(operator)?;
        }
        match node {
            Node::Near { .. } => node.fmt(f)?,
            _ => Operand(node).fmt(f)?,
        }
    }
    Ok(())
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TermKind::Stemmed if is_bare(&self.text) => f.write_str(&self.text),
            TermKind::Stemmed => write!(f, "\"{}\"", self.text),
            TermKind::Form => write!(f, "'{}'", self.text),
            TermKind::Exact => write!(f, "=\"{}\"", self.text),
        }
    }
}

/// Whether a word can stand without quotes and mean the same.
fn is_bare(text: &str) -> bool {
    !matches!(text, "AND" | "OR" | "NOT" | "NEAR" | "ONEAR") && text.chars().all(char::is_alphanumeric)
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, value) = match self {
            Self::Site(value) => ("site", value),
            Self::Url(value) => ("url", value),
            Self::Author(value) => ("author", value),
            Self::Country(value) => ("country", value),
            Self::Group(value) => ("group", value),
            Self::Tag(value) => ("tag", value),
            Self::Language(language) => return write!(f, "lang:{language}"),
            Self::Words { more, than } => return write!(f, "words{}{than}", if *more { '>' } else { '<' }),
        };
        let plain = value.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/'));
        if plain { write!(f, "{key}:{value}") } else { write!(f, "{key}:\"{value}\"") }
    }
}
