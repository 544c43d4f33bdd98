//! Queries compiled to flat operations over terms.

use std::ops::Range;
use std::sync::Arc;

use super::ast::{Known, Nearness, Node, Scope, Term, TermKind};
use super::dictionary::{Builder, TermId, composed, narrowed};
use crate::language::tokens;
use crate::model::Language;

/// An operation of the program.
pub(super) type OpId = u32;
/// A concept under one scope.
pub(super) type UnitId = u32;

/// One operation; children come before their parents.
#[derive(Clone, Debug)]
pub(super) enum Op {
    Term {
        term: TermId,
        scope: u32,
        label: u32,
    },
    /// `solid`: nothing but white space stands between its words.
    Phrase {
        terms: Range<u32>,
        exact: Option<u32>,
        solid: bool,
        scope: u32,
        label: u32,
    },
    Near {
        left: OpId,
        right: OpId,
        nearness: Nearness,
        label: u32,
    },
    AtLeast {
        count: u32,
        child: OpId,
        label: u32,
    },
    Pattern {
        pattern: u32,
        scope: u32,
        label: u32,
    },
    And(Range<u32>),
    Or(Range<u32>),
    Not(OpId),
    Concept(UnitId),
    Known {
        known: u32,
        label: u32,
    },
}

/// The characters an exact term compares around and between its tokens.
#[derive(Debug)]
pub(super) struct Exact {
    /// Right before the first token.
    pub before: String,
    /// From the first token to the last, composed, white space single.
    pub core: String,
    /// Right after the last token.
    pub after: String,
}

/// All operations of all topics.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub ops: Vec<Op>,
    pub children: Vec<OpId>,
    pub terms: Vec<TermId>,
    pub exacts: Vec<Exact>,
    pub patterns: Vec<regex::Regex>,
    pub scopes: Vec<Scope>,
    pub knowns: Vec<Known>,
    pub labels: Vec<Arc<str>>,
}

impl Program {
    pub(super) fn op(&self, id: OpId) -> &Op {
        &self.ops[id as usize]
    }

    pub(super) fn children(&self, range: &Range<u32>) -> &[OpId] {
        &self.children[range.start as usize..range.end as usize]
    }

    pub(super) fn terms(&self, range: &Range<u32>) -> &[TermId] {
        &self.terms[range.start as usize..range.end as usize]
    }

    pub(super) fn label(&self, label: u32) -> &Arc<str> {
        &self.labels[label as usize]
    }

    pub(super) fn scope(&self, scope: u32) -> Scope {
        self.scopes[scope as usize]
    }
}

/// Under which conditions a text is compiled.
#[derive(Clone, Copy)]
pub(super) struct Mode {
    /// False: words compare by their folded form alone.
    pub stemmed: bool,
    /// The only language the text is used in.
    pub language: Option<Language>,
    /// The label every hit bears instead of its own term.
    pub label: Option<u32>,
}

/// Adds queries to a program.
#[derive(Default)]
pub(super) struct Emitter {
    pub program: Program,
    pub dictionary: Builder,
}

impl Emitter {
    /// Compiles a node; `unit` gives the unit of a concept under a scope.
    pub(super) fn emit(
        &mut self,
        node: &Node,
        scope: Scope,
        mode: Mode,
        unit: &mut impl FnMut(&mut Self, &Node, Scope) -> UnitId,
    ) -> OpId {
        let op = match node {
            Node::And(nodes) => Op::And(self.list(nodes, scope, mode, unit)),
            Node::Or(nodes) => Op::Or(self.list(nodes, scope, mode, unit)),
            Node::Not(inner) => Op::Not(self.emit(inner, scope, mode, unit)),
            Node::Within { field, inner } => return self.emit(inner, scope.within(*field), mode, unit),
            Node::Near { left, right, nearness } => {
                let left = self.emit(left, scope, mode, unit);
                let right = self.emit(right, scope, mode, unit);
                let label = mode.label.unwrap_or_else(|| self.label(node.to_string()));
                Op::Near { left, right, nearness: *nearness, label }
            }
            Node::AtLeast { count, inner } => {
                let child = self.emit(inner, scope, mode, unit);
                let label = mode.label.unwrap_or_else(|| self.label(node.to_string()));
                Op::AtLeast { count: *count, child, label }
            }
            Node::Pattern(pattern) => {
                self.program.patterns.push(pattern.regex.clone());
                let label = mode.label.unwrap_or_else(|| self.label(node.to_string()));
                Op::Pattern { pattern: id(self.program.patterns.len() - 1), scope: self.scope(scope), label }
            }
            Node::Term(term) => self.term(term, scope, mode),
            Node::Concept { .. } => Op::Concept(unit(self, node, scope)),
            Node::Known(known) => {
                self.program.knowns.push(known.clone());
                let label = mode.label.unwrap_or_else(|| self.label(known.to_string()));
                Op::Known { known: id(self.program.knowns.len() - 1), label }
            }
        };
        self.program.ops.push(op);
        id(self.program.ops.len() - 1)
    }

    /// An operation that holds when any of these does.
    pub(super) fn any(&mut self, ops: Vec<OpId>) -> OpId {
        let from = id(self.program.children.len());
        self.program.children.extend(ops);
        self.program.ops.push(Op::Or(from..id(self.program.children.len())));
        id(self.program.ops.len() - 1)
    }

    fn list(
        &mut self,
        nodes: &[Node],
        scope: Scope,
        mode: Mode,
        unit: &mut impl FnMut(&mut Self, &Node, Scope) -> UnitId,
    ) -> Range<u32> {
        let ops: Vec<OpId> = nodes.iter().map(|node| self.emit(node, scope, mode, unit)).collect();
        let from = id(self.program.children.len());
        self.program.children.extend(ops);
        from..id(self.program.children.len())
    }

    pub(super) fn label(&mut self, text: String) -> u32 {
        self.program.labels.push(text.into());
        id(self.program.labels.len() - 1)
    }

    fn scope(&mut self, scope: Scope) -> u32 {
        let known = self.program.scopes.iter().position(|s| *s == scope);
        id(known.unwrap_or_else(|| {
            self.program.scopes.push(scope);
            self.program.scopes.len() - 1
        }))
    }

    fn term(&mut self, term: &Term, scope: Scope, mode: Mode) -> Op {
        let label = mode.label.unwrap_or_else(|| self.label(term.to_string()));
        let scope = self.scope(scope);
        let stemmed = mode.stemmed && term.kind == TermKind::Stemmed;
        let ids: Vec<TermId> =
            term.words.iter().map(|word| self.dictionary.intern(word, stemmed, mode.language)).collect();
        let exact =
            (term.kind == TermKind::Exact).then(|| exact(&term.text)).filter(|e| !e.is_one_token(ids.len()));
        if let ([term], None) = (ids.as_slice(), &exact) {
            return Op::Term { term: *term, scope, label };
        }
        let exact = exact.map(|exact| {
            self.program.exacts.push(exact);
            id(self.program.exacts.len() - 1)
        });
        let from = id(self.program.terms.len());
        self.program.terms.extend(ids);
        let solid = term.kind != TermKind::Exact && is_unbroken(&term.text, term.words.len());
        Op::Phrase { terms: from..id(self.program.terms.len()), exact, solid, scope, label }
    }
}

/// Whether words were written without anything between them, as in scripts without spaces: where the text parts them by a sign
/// they are not this word.
fn is_unbroken(text: &str, words: usize) -> bool {
    let cut = tokens(text);
    cut.len() == words && cut.windows(2).all(|pair| pair[0].end == pair[1].start)
}

fn exact(text: &str) -> Exact {
    let cut = tokens(text);
    let start = cut.first().map_or(0, |t| t.start as usize);
    let end = cut.last().map_or(text.len(), |t| t.end as usize);
    let piece = |range: Range<usize>| composed(text.get(range).unwrap_or_default());
    Exact { before: piece(0..start), core: piece(start..end), after: piece(end..text.len()) }
}

impl Program {
    /// Characters that an operation compares before its first word and behind its last.
    pub(super) fn signs(&self, op: OpId) -> (u32, u32) {
        let Op::Phrase { exact: Some(exact), .. } = self.op(op) else { return (0, 0) };
        let Exact { before, after, .. } = &self.exacts[*exact as usize];
        (id(before.chars().count()), id(after.chars().count()))
    }
}

impl Exact {
    fn is_one_token(&self, tokens: usize) -> bool {
        tokens == 1 && self.before.is_empty() && self.after.is_empty()
    }

    /// Whether a stretch of a text from `start` to `end` (bytes) is these characters.
    pub(super) fn fits(&self, text: &str, start: usize, end: usize) -> bool {
        let (Some(before), Some(core), Some(after)) =
            (text.get(..start), text.get(start..end), text.get(end..))
        else {
            return false;
        };
        let is = |text: &str, wanted: &str| {
            let text = composed(text);
            text == wanted || narrowed(&text) == wanted
        };
        let before = before.char_indices().rev().nth(self.before.chars().count().wrapping_sub(1));
        let ends_so =
            self.before.is_empty() || before.is_some_and(|(at, _)| is(&text[at..start], &self.before));
        let begins_so = self.after.is_empty() || {
            let length =
                after.char_indices().nth(self.after.chars().count()).map_or(after.len(), |(at, _)| at);
            is(&after[..length], &self.after)
        };
        if !ends_so || !begins_so {
            return false;
        }
        let is_core = |text: &str| single_spaced(text) == self.core;
        core == self.core || is_core(&composed(core)) || is_core(&narrowed(&composed(core)))
    }
}

fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if !c.is_whitespace() {
            out.push(c);
        } else if !space {
            out.push(' ');
        }
        space = c.is_whitespace();
    }
    out
}

/// Ids are 32 bits: a set of topics that needs more does not fit in memory.
pub(super) fn id(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
