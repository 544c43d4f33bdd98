//! Evaluates operations on one article: whether they hold, and where.

use std::ops::Range;

use super::ast::Scope;
use super::dictionary::TermId;
use super::program::{Exact, Op, OpId, Program, UnitId};
use super::reading::{Reading, Scratch};

/// Places of one clause that are kept; texts built to have more lose the later ones.
const MAX_PLACES: usize = 50_000;

/// A stretch of tokens, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub start: u32,
    pub end: u32,
    /// The runs of tokens it is made of when it is not solid: a NEAR's two sides and no token between.
    runs: Vec<(u32, u32)>,
}

impl Place {
    fn solid(start: u32, end: u32) -> Self {
        Self { start, end, runs: Vec::new() }
    }

    fn runs(&self) -> impl Iterator<Item = (u32, u32)> {
        let whole = self.runs.is_empty().then_some((self.start, self.end));
        whole.into_iter().chain(self.runs.iter().copied())
    }

    fn shares_token(&self, other: &Self) -> bool {
        if self.end < other.start || other.end < self.start {
            return false;
        }
        self.runs().any(|(from, to)| other.runs().any(|(start, end)| from <= end && start <= to))
    }

    /// Between the nearest edges; 0 when they overlap.
    fn distance(&self, other: &Self) -> u32 {
        if self.end < other.start { other.start - self.end } else { self.start.saturating_sub(other.end) }
    }

    fn join(&self, other: &Self) -> Self {
        let mut runs: Vec<(u32, u32)> = self.runs().chain(other.runs()).collect();
        runs.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(runs.len());
        for (from, to) in runs {
            match merged.last_mut() {
                Some(last) if from <= last.1 + 1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        let (start, end) = (self.start.min(other.start), self.end.max(other.end));
        Self { start, end, runs: if merged.len() > 1 { merged } else { Vec::new() } }
    }
}

/// The concept units of an index, as an evaluation needs them.
pub(super) trait Units {
    /// Whether one of its lines holds.
    fn holds(&self, unit: UnitId) -> bool;
    /// The roots of its lines that hold.
    fn roots(&self, unit: UnitId) -> Vec<OpId>;
}

/// Evaluates operations on one article.
pub(super) struct Evaluation<'a, U> {
    pub program: &'a Program,
    pub scratch: &'a Scratch,
    pub reading: &'a Reading<'a>,
    pub units: U,
}

impl<U: Units> Evaluation<'_, U> {
    /// Whether an operation holds.
    pub(super) fn holds(&self, op: OpId) -> bool {
        match self.program.op(op) {
            Op::Term { term, scope, .. } => {
                let scope = self.program.scope(*scope);
                self.scratch.has(*term) && (scope == Scope::ALL || self.terms(*term, scope).next().is_some())
            }
            Op::Phrase { terms, exact, scope, .. } => self.phrase(terms, *exact, *scope).next().is_some(),
            Op::Near { .. } => !self.places(op).is_empty(),
            Op::And(children) => self.program.children(children).iter().all(|child| self.holds(*child)),
            Op::Or(children) => self.program.children(children).iter().any(|child| self.holds(*child)),
            Op::Not(child) => !self.holds(*child),
            Op::Concept(unit) => self.units.holds(*unit),
            Op::Known { known, .. } => self.reading.knows(&self.program.knowns[*known as usize]),
        }
    }

    /// The places of an operation that has places, in order, each once.
    pub(super) fn places(&self, op: OpId) -> Vec<Place> {
        let mut places: Vec<Place> = match self.program.op(op) {
            Op::Term { term, scope, .. } => {
                let scope = self.program.scope(*scope);
                self.terms(*term, scope).map(|at| Place::solid(at, at)).take(MAX_PLACES).collect()
            }
            Op::Phrase { terms, exact, scope, .. } => {
                let length = terms.end - terms.start;
                let starts = self.phrase(terms, *exact, *scope).take(MAX_PLACES);
                starts.map(|start| Place::solid(start, start + length - 1)).collect()
            }
            Op::Near { left, right, distance, ordered, .. } => {
                let left = self.places(*left);
                if left.is_empty() {
                    left
                } else {
                    self.near(&left, &self.places(*right), *distance, *ordered)
                }
            }
            Op::And(children) | Op::Or(children) => {
                self.program.children(children).iter().flat_map(|child| self.places(*child)).collect()
            }
            Op::Concept(unit) => {
                self.units.roots(*unit).into_iter().flat_map(|root| self.places(root)).collect()
            }
            Op::Not(_) | Op::Known { .. } => Vec::new(),
        };
        places.sort_unstable();
        places.dedup();
        places.truncate(MAX_PLACES);
        places
    }

    fn terms(&self, term: TermId, scope: Scope) -> impl Iterator<Item = u32> {
        let positions = self.scratch.positions(term).iter().copied();
        positions.filter(move |at| scope == Scope::ALL || self.reading.in_scope(*at, scope))
    }

    /// First positions of a phrase.
    fn phrase(&self, terms: &Range<u32>, exact: Option<u32>, scope: u32) -> impl Iterator<Item = u32> {
        let terms = self.program.terms(terms);
        let scope = self.program.scope(scope);
        let exact = exact.map(|exact| &self.program.exacts[exact as usize]);
        let rarest = (0..terms.len()).min_by_key(|i| self.scratch.positions(terms[*i]).len()).unwrap_or(0);
        let anchors = terms.get(rarest).map_or(&[][..], |term| self.scratch.positions(*term));
        anchors.iter().filter_map(move |at| {
            let start = at.checked_sub(super::program::id(rarest))?;
            let end = start + super::program::id(terms.len()) - 1;
            let fits = end < super::program::id(self.reading.tokens.len())
                && self.is_together(start, end)
                && terms
                    .iter()
                    .zip(start..)
                    .all(|(term, at)| self.scratch.positions(*term).binary_search(&at).is_ok())
                && self.reading.in_scope(end, scope)
                && exact.is_none_or(|exact| self.is_exact(exact, start, end));
            fits.then_some(start)
        })
    }

    /// In one paragraph of one field.
    fn is_together(&self, start: u32, end: u32) -> bool {
        let reading = self.reading;
        reading.in_title(start) == reading.in_title(end)
            && reading.token(start).paragraph == reading.token(end).paragraph
    }

    fn is_exact(&self, exact: &Exact, start: u32, end: u32) -> bool {
        let (first, last) = (self.reading.token(start), self.reading.token(end));
        exact.fits(self.reading.text(start), first.start as usize, last.end as usize)
    }

    fn near(&self, left: &[Place], right: &[Place], distance: u32, ordered: bool) -> Vec<Place> {
        let longest = right.iter().map(|place| place.end - place.start).max().unwrap_or(0);
        let mut found = Vec::new();
        for one in left {
            let from = one.start.saturating_sub(distance.saturating_add(longest));
            let to = one.end.saturating_add(distance);
            let first = right.partition_point(|place| place.start < from);
            for other in right[first..].iter().take_while(|place| place.start <= to) {
                let fits = one.distance(other) <= distance
                    && (!ordered || one.start < other.start)
                    && self.reading.in_title(one.start) == self.reading.in_title(other.start)
                    && !one.shares_token(other);
                if fits {
                    found.push(one.join(other));
                }
            }
            if found.len() > MAX_PLACES {
                break;
            }
        }
        found
    }
}

/// The places that hold no other of them: what is shown of a NEAR.
pub(super) fn innermost(places: Vec<Place>) -> Vec<Place> {
    let mut places = places;
    places.sort_unstable_by(|a, b| b.start.cmp(&a.start).then(a.end.cmp(&b.end)));
    let mut nearest_end = u32::MAX;
    places.retain(|place| {
        let inner = place.end < nearest_end;
        nearest_end = nearest_end.min(place.end);
        inner
    });
    places.reverse();
    places
}
