//! The canonical text of a query: what parses to the same tree again.

use std::fmt::{self, Display as _};

use super::ast::{Known, Nearness, Node, Query, Term, TermKind, TextField};
use super::foreign;

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
            Self::Near { left, right, nearness } => {
                write!(f, "{} {nearness} {}", Operand(left), Operand(right))
            }
            Self::AtLeast { count, inner } => write!(f, "ATLEAST/{count}({inner})"),
            Self::Within { field, inner } => write!(f, "{field}{}", Operand(inner)),
            Self::Term(term) => term.fmt(f),
            Self::Pattern(pattern) => write!(f, "/{}/", pattern.text),
            Self::Concept { name, .. } => write!(f, "concept:{name}"),
            Self::Known(known) => known.fmt(f),
        }
    }
}

impl fmt::Display for Nearness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within(distance) => write!(f, "NEAR/{distance}"),
            Self::Ordered(distance) => write!(f, "ONEAR/{distance}"),
            Self::Without(distance) => write!(f, "NOT NEAR/{distance}"),
            Self::Sentence => f.write_str("SAME/s"),
            Self::Paragraph => f.write_str("SAME/p"),
        }
    }
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
    !matches!(text, "SAME" | "ATLEAST")
        && !foreign::is_operator(text)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '*' | '?'))
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
