//! Lexemes to a tree, with a precise complaint about the first mistake.

use std::ops::Range;

use super::QueryError;
use super::ast::{Known, Node, Query};
use super::foreign::Behind;
use super::key::Key;
use super::lexer::{Lexed, Lexeme, Lexer, error, shortened};
use super::shape::{check_counted, check_field, check_patterns, check_side, is_positive};
use crate::model::site_named;

/// Longer queries are refused.
const MAX_BYTES: usize = 100_000;
/// Deeper nesting of brackets, NOT and fields is refused.
const MAX_DEPTH: usize = 50;

type Parsed = Result<(Node, Range<usize>), QueryError>;

/// Parses a query; see [`Query::parse`].
pub(super) fn parse(text: &str) -> Result<Query, QueryError> {
    if text.len() > MAX_BYTES {
        let end = text.floor_char_boundary(40);
        let message = format!("the query is {} bytes long, more than {MAX_BYTES}", text.len());
        return error(0..end, message, "put the words into the lines of a concept, or split the topic");
    }
    if text.trim().is_empty() {
        return error(0..text.len(), "the query is empty", "write a word, a \"phrase\" or concept:NAME");
    }
    let mut parser = Parser { lexer: Lexer::new(text), ahead: Ahead::Unread, depth: 0, end: text.len() };
    let (root, span) = parser.group(None)?;
    if let Some((_, place)) = parser.peek()? {
        return error(place.clone(), "`)` closes nothing", "remove it, or open a bracket before");
    }
    if !is_positive(&root, true) {
        return error(
            span,
            "it would match almost every article: the query, or one side of an OR, only says what must not be",
            "say what the article must have, then what it must not: `drone -toy`",
        );
    }
    check_patterns(&root, &span)?;
    Ok(Query { root })
}

/// The next lexeme, when it was looked at.
enum Ahead {
    Unread,
    Read(Option<(Lexeme, Range<usize>)>),
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    ahead: Ahead,
    depth: usize,
    end: usize,
}

/// The operands of one bracket, with the operator before each but the first.
struct Operands {
    nodes: Vec<Node>,
    /// `true` is AND, written or by a space.
    ands: Vec<(bool, Range<usize>)>,
}

impl Parser<'_> {
    /// The next lexeme, which stays the next.
    fn peek(&mut self) -> Result<Option<&(Lexeme, Range<usize>)>, QueryError> {
        if matches!(self.ahead, Ahead::Unread) {
            self.ahead = Ahead::Read(self.lexer.next()?);
        }
        match &self.ahead {
            Ahead::Read(next) => Ok(next.as_ref()),
            Ahead::Unread => Ok(None),
        }
    }

    fn take(&mut self) -> Lexed {
        match std::mem::replace(&mut self.ahead, Ahead::Unread) {
            Ahead::Read(next) => Ok(next),
            Ahead::Unread => self.lexer.next(),
        }
    }

    /// Everything to the closing bracket or the end.
    fn group(&mut self, open: Option<&Range<usize>>) -> Parsed {
        let (first, mut span) = self.near(open.cloned(), Behind::Nothing)?;
        let mut operands = Operands { nodes: vec![first], ands: Vec::new() };
        while let Some((lexeme, place)) = self.peek()? {
            let written = match lexeme {
                Lexeme::Close => break,
                Lexeme::And => Some((true, place.clone())),
                Lexeme::Or => Some((false, place.clone())),
                _ => None,
            };
            if written.is_some() {
                self.take()?;
            }
            let before = written.as_ref().map(|(_, place)| place.clone());
            let (node, at) = self.near(before, Behind::Something)?;
            span.end = at.end;
            operands.ands.push(written.unwrap_or((true, at)));
            operands.nodes.push(node);
        }
        Ok((operands.combine()?, span))
    }

    /// A primary where an operator of another language may stand in its place.
    fn operand(&mut self, before: Option<Range<usize>>, behind: Behind<'_>) -> Parsed {
        self.refuse_foreign(behind)?;
        self.primary(before)
    }

    /// Refuses a word that is an operator in another language and stands before an operand.
    fn refuse_foreign(&mut self, behind: Behind<'_>) -> Result<(), QueryError> {
        let Some((Lexeme::Term(_), place)) = self.peek()? else { return Ok(()) };
        let place = place.clone();
        self.lexer.foreign(&place, behind).map_or(Ok(()), Err)
    }

    /// One operand of AND or OR: a primary, or two joined by NEAR.
    fn near(&mut self, before: Option<Range<usize>>, behind: Behind<'_>) -> Parsed {
        let (left, left_span) = self.operand(before, behind)?;
        let Some((Lexeme::Near(nearness), place)) = self.peek()? else { return Ok((left, left_span)) };
        let (nearness, place) = (*nearness, place.clone());
        self.take()?;
        let (right, right_span) = self.operand(Some(place), Behind::Something)?;
        for (side, at) in [(&left, &left_span), (&right, &right_span)] {
            check_side(side, at)?;
        }
        if let Some((Lexeme::Near(second), next)) = self.peek()? {
            let (second, next) = (*second, next.clone());
            self.take()?;
            let third =
                self.primary(Some(next.clone())).map_or_else(|_| "…".to_owned(), |(node, _)| shown(&node));
            let (one, two) = (shown(&left), shown(&right));
            let help = format!(
                "write `({one} {nearness} {two}) {second} {third}` or `{one} {nearness} ({two} {second} {third})`"
            );
            return error(next, "a second NEAR follows: chained NEARs need brackets", &shortened(&help));
        }
        let span = left_span.start..right_span.end;
        Ok((Node::Near { left: left.into(), right: right.into(), nearness }, span))
    }

    /// A term, a bracket, or one of them behind NOT, `-` or a field. `before` is what asks for it.
    fn primary(&mut self, before: Option<Range<usize>>) -> Parsed {
        self.depth += 1;
        let parsed = self.primary_at_depth(before);
        self.depth -= 1;
        parsed
    }

    fn primary_at_depth(&mut self, before: Option<Range<usize>>) -> Parsed {
        let Some((lexeme, place)) = self.take()? else {
            let place = before.unwrap_or(self.end.saturating_sub(1)..self.end);
            return error(
                place,
                "something is missing after this",
                "write a word, a \"phrase\" or a bracket behind it",
            );
        };
        if self.depth > MAX_DEPTH {
            return error(place, format!("more than {MAX_DEPTH} brackets deep"), "move parts into a concept");
        }
        match lexeme {
            Lexeme::Term(term) => Ok((Node::Term(term), place)),
            Lexeme::Pattern(pattern) => Ok((Node::Pattern(pattern), place)),
            Lexeme::AtLeast(count) => {
                let (inner, at) = self.primary(Some(place.clone()))?;
                check_counted(&inner, &at)?;
                Ok((Node::AtLeast { count, inner: inner.into() }, place.start..at.end))
            }
            Lexeme::Known(known) => Ok((Node::Known(known), place)),
            Lexeme::Concept(name, at) => Ok((Node::Concept { name, place: at }, place)),
            Lexeme::Key(key) => self.known(key, place),
            Lexeme::Open => self.brackets(place),
            Lexeme::Not | Lexeme::Minus => {
                if lexeme == Lexeme::Not {
                    self.refuse_foreign(Behind::Not(&place))?;
                }
                let (inner, at) = self.primary(Some(place.clone()))?;
                Ok((Node::Not(inner.into()), place.start..at.end))
            }
            Lexeme::Field(field) => {
                let (inner, at) = self.primary(Some(place.clone()))?;
                let span = place.start..at.end;
                check_field(field, &inner, &place)?;
                Ok((Node::Within { field, inner: inner.into() }, span))
            }
            Lexeme::Close => match before {
                Some(open) => error(
                    open.start..place.end,
                    "nothing stands before this `)`",
                    "write a word, or remove the brackets",
                ),
                None => error(place, "`)` closes nothing", "remove it, or open a bracket before"),
            },
            Lexeme::And | Lexeme::Or | Lexeme::Near(_) => error(
                place,
                "an operator stands where a word was due",
                "write a word before it; to look for the word itself, quote it",
            ),
        }
    }

    fn brackets(&mut self, open: Range<usize>) -> Parsed {
        let (node, _) = self.group(Some(&open))?;
        match self.take()? {
            Some((Lexeme::Close, close)) => Ok((node, open.start..close.end)),
            _ => error(open, "this `(` is never closed", "add `)` where the group ends"),
        }
    }

    /// `site:value`, or `site:(one OR other)`.
    fn known(&mut self, key: Key, place: Range<usize>) -> Parsed {
        if let Some((text, at)) = self.lexer.value()? {
            return Ok((Node::Known(known(key, &text, &place, &at)?), place.start..at.end));
        }
        let open = self.take()?.map_or(place.clone(), |(_, at)| at);
        let mut any = Vec::new();
        loop {
            if let Some((text, at)) = self.lexer.value()? {
                // A closing bracket right behind the value ends its run, so it is never part of it.
                any.push(Node::Known(known(key, &text, &place, &at)?));
            }
            match self.take()? {
                Some((Lexeme::Or, _)) => {}
                Some((Lexeme::Close, close)) => {
                    let node = if any.len() == 1 { any.swap_remove(0) } else { Node::Or(any) };
                    return Ok((node, place.start..close.end));
                }
                Some((_, at)) => {
                    let help = format!("write `{}`", key.several());
                    return error(at, "only values joined by OR can stand here", &help);
                }
                None => return error(open, "this `(` is never closed", "add `)` where the group ends"),
            }
        }
    }
}

fn known(key: Key, text: &str, place: &Range<usize>, at: &Range<usize>) -> Result<Known, QueryError> {
    let value = match key {
        Key::Site => site_named(text.trim()),
        _ => text.trim().to_owned(),
    };
    // Of a full stop alone no site is left.
    if value.is_empty() {
        let help = format!("write it right behind the colon: `{}`", key.example());
        return error(place.clone(), "this field has no value", &help);
    }
    Ok(match key {
        Key::Site => Known::Site(value),
        Key::Url => Known::Url(value),
        Key::Author => Known::Author(value),
        Key::Country => Known::Country(value.to_lowercase()),
        Key::Group => Known::Group(value),
        Key::Tag => Known::Tag(value),
        Key::Language => match value.parse() {
            Ok(language) => Known::Language(language),
            Err(invalid) => return error(at.clone(), format!("`{value}` is {invalid}"), "write `lang:fr`"),
        },
    })
}

impl Operands {
    fn combine(mut self) -> Result<Node, QueryError> {
        if self.nodes.len() == 1 {
            return Ok(self.nodes.swap_remove(0));
        }
        let first_and = self.ands.iter().position(|(and, _)| *and);
        let first_or = self.ands.iter().position(|(and, _)| !*and);
        match (first_and, first_or) {
            (Some(and), Some(or)) => self.mixed(and.max(or)),
            (Some(_), None) => Ok(Node::And(flattened(self.nodes, |n| matches!(n, Node::And(_))))),
            _ => Ok(Node::Or(flattened(self.nodes, |n| matches!(n, Node::Or(_))))),
        }
    }

    /// The complaint about AND and OR side by side, with the two readings.
    fn mixed(self, at: usize) -> Result<Node, QueryError> {
        let tightly = |joins: bool| {
            let mut outer: Vec<Vec<String>> = vec![vec![shown(&self.nodes[0])]];
            for (node, (and, _)) in self.nodes[1..].iter().zip(&self.ands) {
                if *and == joins {
                    outer.last_mut().into_iter().for_each(|group| group.push(shown(node)));
                } else {
                    outer.push(vec![shown(node)]);
                }
            }
            let (inside, between) = if joins { (" AND ", " OR ") } else { (" OR ", " AND ") };
            let groups = outer.iter().map(|group| match group.as_slice() {
                [one] => one.clone(),
                many => format!("({})", many.join(inside)),
            });
            shortened(&groups.collect::<Vec<_>>().join(between))
        };
        let help = format!("write `{}` or `{}`", tightly(true), tightly(false));
        error(self.ands[at].1.clone(), "AND and OR are mixed without brackets (a space is AND)", &help)
    }
}

fn shown(node: &Node) -> String {
    match node {
        Node::And(_) | Node::Or(_) | Node::Near { .. } => format!("({node})"),
        _ => node.to_string(),
    }
}

/// Puts the children of nested nodes of the same operator into one list.
fn flattened(nodes: Vec<Node>, same: fn(&Node) -> bool) -> Vec<Node> {
    let mut flat = Vec::with_capacity(nodes.len());
    for node in nodes {
        if same(&node) {
            if let Node::And(inner) | Node::Or(inner) = node {
                flat.extend(inner);
            }
        } else {
            flat.push(node);
        }
    }
    flat
}
