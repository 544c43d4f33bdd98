//! Evaluates operations on one article: whether they hold, and where.

use std::ops::Range;

use super::ast::{Nearness, Scope};
use super::dictionary::TermId;
use super::program::{Exact, Op, OpId, Program, UnitId};
use super::reading::{Reading, Scratch};
use crate::language::Token;

/// Places of one clause that are kept; texts built to have more lose the later ones.
const MAX_PLACES: usize = 50_000;
/// Pairs of places that one NEAR compares in an article; texts built to have more lose what comes later. A book of a million words
/// that has both sides on every page needs a tenth of them.
const MAX_PAIRS: u32 = 2_000_000;

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

    /// The runs to show: none goes on from one sentence into the next. Empty where that is one stretch.
    pub(super) fn shown(&self, reading: &Reading<'_>) -> Vec<(u32, u32)> {
        let mut shown: Vec<(u32, u32)> = Vec::new();
        for (from, to) in self.runs() {
            let mut start = from;
            for at in (from..to).filter(|at| reading.token(*at).sentence != reading.token(at + 1).sentence) {
                shown.push((start, at));
                start = at + 1;
            }
            shown.push((start, to));
        }
        if shown.len() > 1 { shown } else { Vec::new() }
    }

    pub(super) fn shares_token(&self, other: &Self) -> bool {
        if self.end < other.start || other.end < self.start {
            return false;
        }
        self.runs().any(|(from, to)| other.runs().any(|(start, end)| from <= end && start <= to))
    }

    /// Whether every token of another place is one of its own.
    fn covers(&self, other: &Self) -> bool {
        other.runs().all(|(start, end)| self.runs().any(|(from, to)| from <= start && end <= to))
    }

    /// Between the nearest edges; 0 when they overlap.
    pub(super) fn distance(&self, other: &Self) -> u32 {
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

/// The places of one side of a NEAR, by where they start.
struct Side<'p> {
    places: &'p [Place],
    /// The furthest end of each and those before it.
    ends: Vec<u32>,
}

impl<'p> Side<'p> {
    fn of(places: &'p [Place]) -> Self {
        let furthest = |so_far: &mut u32, place: &Place| {
            *so_far = place.end.max(*so_far);
            Some(*so_far)
        };
        Self { places, ends: places.iter().scan(0, furthest).collect() }
    }

    /// The first place that reaches a position or goes beyond it.
    fn first_to(&self, position: u32) -> usize {
        self.ends.partition_point(|end| *end < position)
    }

    /// The first place that starts at a position or behind it, and the last position where one may start.
    fn within(&self, (from, to): (u32, u32)) -> (usize, u32) {
        (self.places.partition_point(|place| place.start < from), to)
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
            Op::Phrase { terms, exact, solid, scope, .. } => {
                self.phrase(terms, (*exact, *solid), self.program.scope(*scope)).next().is_some()
            }
            Op::Near { .. } | Op::Pattern { .. } => !self.places(op).is_empty(),
            Op::AtLeast { count, child, .. } => self.count(*child) >= *count as usize,
            Op::And(children) => self.program.children(children).iter().all(|child| self.holds(*child)),
            Op::Or(children) => self.program.children(children).iter().any(|child| self.holds(*child)),
            Op::Not(child) => !self.holds(*child),
            Op::Concept(unit) => self.units.holds(*unit),
            Op::Known { known, .. } => self.reading.knows(&self.program.knowns[*known as usize]),
        }
    }

    /// The places of an operation that has places, in order, each once.
    ///
    /// Of a concept's line with AND, NOT or ATLEAST they are those of what it asks for, where the whole of it holds.
    pub(super) fn places(&self, op: OpId) -> Vec<Place> {
        let mut places: Vec<Place> = match self.program.op(op) {
            Op::Term { term, scope, .. } => {
                let scope = self.program.scope(*scope);
                self.terms(*term, scope).map(|at| Place::solid(at, at)).take(MAX_PLACES).collect()
            }
            Op::Phrase { terms, exact, solid, scope, .. } => {
                let found = self.phrase(terms, (*exact, *solid), self.program.scope(*scope));
                found.take(MAX_PLACES).map(|(start, end)| Place::solid(start, end)).collect()
            }
            Op::Near { left, right, nearness, .. } => {
                let left = self.places(*left);
                if left.is_empty() { left } else { self.near(left, &self.places(*right), *nearness) }
            }
            Op::Pattern { pattern, scope, .. } => {
                let scope = self.program.scope(*scope);
                let found = self.reading.found(&self.program.patterns[*pattern as usize]);
                let found = found.filter(|(start, end)| {
                    self.reading.in_scope(*start, scope) && self.reading.in_scope(*end, scope)
                });
                found.map(|(start, end)| Place::solid(start, end)).take(MAX_PLACES).collect()
            }
            Op::And(_) | Op::AtLeast { .. } if !self.holds(op) => Vec::new(),
            Op::AtLeast { child, .. } => self.places(*child),
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

    /// The positions of a term in a scope, ascending.
    pub(super) fn terms(&self, term: TermId, scope: Scope) -> impl Iterator<Item = u32> {
        let positions = self.scratch.positions(term).iter().copied();
        positions.filter(move |at| scope == Scope::ALL || self.reading.in_scope(*at, scope))
    }

    /// First and last position of each place of a phrase, ascending.
    pub(super) fn phrase(
        &self,
        terms: &Range<u32>,
        (exact, solid): (Option<u32>, bool),
        scope: Scope,
    ) -> impl Iterator<Item = (u32, u32)> {
        let terms = self.program.terms(terms);
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
                && (!solid || self.is_solid(start, end))
                && exact.is_none_or(|exact| self.is_exact(exact, start, end));
            fits.then_some((start, end))
        })
    }

    /// In one paragraph of one field.
    pub(super) fn is_together(&self, start: u32, end: u32) -> bool {
        let reading = self.reading;
        reading.in_title(start) == reading.in_title(end)
            && reading.token(start).paragraph == reading.token(end).paragraph
    }

    /// Nothing but white space between neighbours: a line may end within a word of a script without spaces, a sentence may not.
    fn is_solid(&self, start: u32, end: u32) -> bool {
        let text = self.reading.text(start);
        (start..end).all(|at| {
            let (from, to) = (self.reading.token(at).end as usize, self.reading.token(at + 1).start as usize);
            from == to || text.get(from..to).is_some_and(|gap| gap.chars().all(is_blank))
        })
    }

    fn is_exact(&self, exact: &Exact, start: u32, end: u32) -> bool {
        let (first, last) = (self.reading.token(start), self.reading.token(end));
        exact.fits(self.reading.text(start), first.start as usize, last.end as usize)
    }

    fn near(&self, left: Vec<Place>, right: &[Place], nearness: Nearness) -> Vec<Place> {
        let right = Side::of(right);
        let mut left_over = MAX_PAIRS;
        let reach = match nearness {
            Nearness::Within(n) | Nearness::Ordered(n) | Nearness::Without(n) => n,
            Nearness::Sentence | Nearness::Paragraph => u32::MAX,
        };
        let without = matches!(nearness, Nearness::Without(_));
        let mut found = Vec::new();
        for one in left {
            let mut is_refused = false;
            for other in self.beside(&one, &right, nearness, reach) {
                let Some(fewer) = left_over.checked_sub(1) else { return found };
                left_over = fewer;
                if self.stands(&one, other, nearness, reach) {
                    if without {
                        is_refused = true;
                        break;
                    }
                    found.push(one.join(other));
                    if found.len() > MAX_PLACES {
                        return found;
                    }
                }
            }
            if without && !is_refused {
                found.push(one);
            }
        }
        found
    }

    /// The places of the right side that can stand as they must beside one of the left.
    fn beside<'p>(
        &self,
        one: &Place,
        right: &'p Side<'p>,
        nearness: Nearness,
        reach: u32,
    ) -> impl Iterator<Item = &'p Place> + use<'p, U> {
        let (first, to) = match nearness {
            Nearness::Sentence => right.within(self.bounds(one, |token| token.sentence)),
            Nearness::Paragraph => right.within(self.bounds(one, |token| token.paragraph)),
            Nearness::Ordered(_) => right.within((one.start + 1, one.end.saturating_add(reach))),
            Nearness::Within(_) | Nearness::Without(_) => {
                (right.first_to(one.start.saturating_sub(reach)), one.end.saturating_add(reach))
            }
        };
        right.places[first..].iter().take_while(move |place| place.start <= to)
    }

    /// First and last position of the sentence or paragraph that a place begins in.
    fn bounds(&self, one: &Place, of: fn(&Token) -> u32) -> (u32, u32) {
        let tokens = &self.reading.tokens;
        let (from, to) = self.reading.field(one.start);
        if self.reading.in_title(one.start) {
            return (from, to);
        }
        let (from, to) = (from as usize, to as usize);
        let own = of(self.reading.token(one.start));
        let first = from + tokens[from..to].partition_point(|token| of(token) < own);
        let end = from + tokens[from..to].partition_point(|token| of(token) <= own);
        (super::program::id(first), super::program::id(end.saturating_sub(1)))
    }

    /// Whether two places that are close stand as they must.
    fn stands(&self, one: &Place, other: &Place, nearness: Nearness, reach: u32) -> bool {
        let reading = self.reading;
        let of_one = |of: fn(&Token) -> u32| {
            // In the title, which is one sentence and one paragraph, everything is together.
            let own = of(reading.token(one.start));
            reading.in_title(one.start)
                || [one.end, other.start, other.end].iter().all(|at| of(reading.token(*at)) == own)
        };
        // A word never serves as both sides; yet what NOT NEAR refuses may hold the word and more.
        let is_another = match nearness {
            Nearness::Without(_) => !one.covers(other),
            _ => !one.shares_token(other),
        };
        reading.in_title(one.start) == reading.in_title(other.start)
            && is_another
            && match nearness {
                Nearness::Within(_) | Nearness::Without(_) => one.distance(other) <= reach,
                Nearness::Ordered(_) => one.distance(other) <= reach && one.start < other.start,
                Nearness::Sentence => of_one(|token| token.sentence),
                Nearness::Paragraph => of_one(|token| token.paragraph),
            }
    }

    /// The most places that do not overlap.
    pub(super) fn count(&self, op: OpId) -> usize {
        let (mut count, mut next) = (0, 0);
        let mut places = self.places(op);
        // Of all that may come next the one that ends first leaves most room.
        places.sort_unstable_by_key(|place| place.end);
        for place in places {
            if place.start >= next {
                count += 1;
                next = place.end + 1;
            }
        }
        count
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

/// White space, or what nobody sees.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}
