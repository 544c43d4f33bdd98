//! Where a clause hits, before its words are copied.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::evaluate::{Evaluation, innermost};
use super::index::{Active, Line, MarkedUnits, TopicIndex};
use super::program::{Op, OpId};
use super::reading::Reading;
use super::{Field, Match, Span};

/// Spans kept of one match, titles first.
const MAX_SPANS: usize = 500;
/// Places of one clause that become spans.
const MAX_SPANS_PER_CLAUSE: usize = 200;
/// A hit in the title counts so many times.
const TITLE_HITS: usize = 3;
const MAX_SCORE: usize = 100;

/// A place where a clause holds; its words are copied once it is known that they are shown.
#[derive(Clone, Debug)]
pub(super) struct Hit<'a> {
    pub field: Field,
    /// First character and one past the last, as in [`super::Span`].
    pub start: u32,
    pub end: u32,
    tokens: RangeInclusive<u32>,
    /// Characters before its first token and behind its last that it asked for: the signs of `="C++"`.
    signs: (u32, u32),
    /// The runs of tokens that hit, where others stand between.
    pub runs: Vec<(u32, u32)>,
    pub label: u32,
    pub line: Option<&'a Line>,
}

impl<'a> Hit<'a> {
    pub(super) fn new(
        reading: &Reading<'_>,
        tokens: RangeInclusive<u32>,
        label: u32,
        line: Option<&'a Line>,
    ) -> Self {
        Self {
            field: if reading.in_title(*tokens.start()) { Field::Title } else { Field::Body },
            start: reading.token(*tokens.start()).char_start,
            end: reading.token(*tokens.end()).char_end,
            tokens,
            signs: (0, 0),
            runs: Vec::new(),
            label,
            line,
        }
    }

    /// The same with signs before and behind it.
    pub(super) fn with_signs(self, signs: (u32, u32)) -> Self {
        Self { start: self.start.saturating_sub(signs.0), end: self.end + signs.1, signs, ..self }
    }

    /// The same with the runs it is made of.
    pub(super) fn made_of(self, runs: Vec<(u32, u32)>) -> Self {
        Self { runs, ..self }
    }

    /// Its words in the text, with the signs that it asked for.
    pub(super) fn text<'t>(&self, reading: &Reading<'t>) -> &'t str {
        let text = reading.text(*self.tokens.start());
        let (first, last) = (reading.token(*self.tokens.start()), reading.token(*self.tokens.end()));
        let (before, behind) = text.split_at(first.start as usize);
        let from: usize = before.chars().rev().take(self.signs.0 as usize).map(char::len_utf8).sum();
        let behind = &behind[(last.end - first.start) as usize..];
        let to: usize = behind.chars().take(self.signs.1 as usize).map(char::len_utf8).sum();
        &text[first.start as usize - from..last.end as usize + to]
    }

    /// The sentence of its field that it begins in, from 1; a headline is one.
    pub(super) fn sentence(&self, reading: &Reading<'_>) -> u32 {
        match self.field {
            Field::Title => 1,
            Field::Body => reading.token(*self.tokens.start()).sentence + 1,
        }
    }
}

impl TopicIndex {
    /// A match of a topic that holds; `hits` is room to work in, kept from one topic to the next.
    pub(super) fn describe<'a>(
        &'a self,
        evaluation: &Evaluation<'a, MarkedUnits<'a>>,
        topic: u32,
        hits: &mut Vec<Hit<'a>>,
    ) -> Match {
        let version = &self.compiled.versions[topic as usize];
        let compiled = &self.compiled.topics[topic as usize];
        self.find_hits(evaluation, compiled.root, hits);
        let title = hits.iter().filter(|hit| hit.field == Field::Title).count();
        let score = match &compiled.score {
            Some(score) => usize::try_from(score.sum(evaluation)).unwrap_or(0),
            // A query about metadata alone hits once.
            None => (title * TITLE_HITS + hits.len() - title).max(1),
        };
        let spans = hits.iter().take(MAX_SPANS).map(|hit| self.span(evaluation.reading, hit)).collect();
        Match {
            topic: version.name.clone(),
            version: version.hash,
            score: score.min(MAX_SCORE) as f64,
            priority: compiled.priority,
            spans,
        }
    }

    /// Finds where an operation that holds does so, in order of place, one for each stretch: the first clause that hit it.
    pub(super) fn find_hits<'a>(
        &'a self,
        evaluation: &Evaluation<'a, MarkedUnits<'a>>,
        op: OpId,
        hits: &mut Vec<Hit<'a>>,
    ) {
        hits.clear();
        self.report(evaluation, op, None, hits);
        let place = |hit: &Hit<'_>| (hit.field, hit.start, hit.end);
        hits.sort_by_key(place);
        hits.dedup_by_key(|hit| place(hit));
    }

    /// Appends the hits of an operation that holds; none of one that has no children and does not.
    fn report<'a>(
        &'a self,
        evaluation: &Evaluation<'a, MarkedUnits<'a>>,
        op: OpId,
        line: Option<&'a Line>,
        out: &mut Vec<Hit<'a>>,
    ) {
        match self.compiled.program.op(op) {
            Op::Term { term, scope, label } => {
                let places = evaluation.terms(*term, self.compiled.program.scope(*scope));
                let places = places.take(MAX_SPANS_PER_CLAUSE);
                out.extend(places.map(|at| Hit::new(evaluation.reading, at..=at, *label, line)));
            }
            Op::Phrase { terms, exact, solid, scope, label } => {
                let found = evaluation.phrase(terms, (*exact, *solid), self.compiled.program.scope(*scope));
                let signs = self.compiled.program.signs(op);
                out.extend(found.take(MAX_SPANS_PER_CLAUSE).map(|(start, end)| {
                    Hit::new(evaluation.reading, start..=end, *label, line).with_signs(signs)
                }));
            }
            Op::Pattern { label, .. } | Op::Near { label, .. } => {
                let places = innermost(evaluation.places(op));
                let places = places.into_iter().take(MAX_SPANS_PER_CLAUSE);
                out.extend(places.map(|at| {
                    let hit = Hit::new(evaluation.reading, at.start..=at.end, *label, line);
                    hit.made_of(at.shown(evaluation.reading))
                }));
            }
            Op::And(children) => {
                for child in self.compiled.program.children(children) {
                    self.report(evaluation, *child, line, out);
                }
            }
            Op::Or(children) => {
                // What stands alone is asked for its places at once, rather than first whether it has any.
                let hits = |op: OpId| match self.compiled.program.op(op) {
                    Op::And(_) | Op::AtLeast { .. } => evaluation.holds(op),
                    _ => true,
                };
                for child in self.compiled.program.children(children).iter().filter(|child| hits(**child)) {
                    self.report(evaluation, *child, line, out);
                }
            }
            Op::AtLeast { child, .. } => self.report(evaluation, *child, line, out),
            Op::Concept(unit) => {
                for line in evaluation.units.lines(*unit) {
                    self.report(evaluation, line.root, Some(line), out);
                }
            }
            Op::Not(_) | Op::Known { .. } => {}
        }
    }

    /// A hit in words.
    pub(super) fn span(&self, reading: &Reading<'_>, hit: &Hit<'_>) -> Span {
        let (language, fallback) = match hit.line.map(|line| line.active) {
            Some(Active::Certain(language)) => (Some(language), false),
            Some(Active::Fallback(language)) => (Some(language), true),
            Some(Active::Always) | None => (None, false),
        };
        Span {
            field: hit.field,
            start: hit.start as usize,
            end: hit.end as usize,
            text: hit.text(reading).to_owned(),
            term: Arc::clone(self.compiled.program.label(hit.label)),
            concept: hit.line.map(|line| self.compiled.units[line.unit as usize].concept.clone()),
            language,
            fallback,
            parts: hit
                .runs
                .iter()
                .map(|(from, to)| {
                    (reading.token(*from).char_start as usize, reading.token(*to).char_end as usize)
                })
                .collect(),
        }
    }
}
