//! How near a clause that failed came.

use super::ast::{Nearness, Scope};
use super::dictionary::TermId;
use super::evaluate::{Evaluation, Place, Units};
use super::explain::{Clause, ClauseKind, Explanation};
use super::program::{Op, OpId, id};

/// Pairs of places compared; more say nothing more.
const MOST_PAIRS: usize = 20_000;

/// How near a clause came whose parts are there.
pub(super) struct Missed {
    /// In words.
    pub said: String,
    /// From 0 to 1, nearer is more.
    pub closeness: f32,
}

impl Missed {
    fn new(said: impl Into<String>, closeness: f32) -> Self {
        Self { said: said.into(), closeness }
    }
}

/// How near a clause came to holding, from 0 to 1: by what is said of it, else by its parts.
pub(super) fn closeness(kind: ClauseKind, holds: bool, missed: Option<&Missed>, parts: &[Clause]) -> f32 {
    if holds {
        return 1.0;
    }
    if let Some(missed) = missed {
        return missed.closeness;
    }
    let each = parts.iter().map(|part| part.closeness);
    match kind {
        ClauseKind::Any => each.fold(0.0, f32::max),
        ClauseKind::All | ClauseKind::Near | ClauseKind::Count => {
            each.sum::<f32>() / parts.len().max(1) as f32 * PARTS
        }
        // Nothing is missing but that something is there.
        ClauseKind::Not => PARTS,
        ClauseKind::Score | ClauseKind::Term | ClauseKind::Concept | ClauseKind::Known => 0.0,
    }
}

/// What parts are worth that do not make a whole.
const PARTS: f32 = 0.7;
/// What both sides of a NEAR are worth, however far apart.
const APART: f32 = 0.8;
/// What the words of a phrase are worth that stand in a row, with something between or beside them that must not be.
const IN_A_ROW: f32 = 0.6;
/// What a word in the wrong field is worth, or a phrase whose words are scattered.
const SCATTERED: f32 = 0.4;

impl Explanation {
    /// The clauses that led to the failure, from the query down to the first that failed by itself; empty when the query
    /// holds. Where any of several would have done, it goes on to the one that came nearest, if one came near at all;
    /// below a NOT it goes on to what is there.
    #[must_use]
    pub fn failure(&self) -> Vec<&Clause> {
        self.clause.failure()
    }
}

impl Clause {
    /// The same of one clause, such as a signal.
    #[must_use]
    pub fn failure(&self) -> Vec<&Self> {
        let mut path = Vec::new();
        let mut next = (!self.holds).then_some(self);
        while let Some(clause) = next {
            path.push(clause);
            next = match clause.kind {
                ClauseKind::All if clause.holds => None,
                ClauseKind::All => clause.clauses.iter().find(|part| !part.holds),
                ClauseKind::Near | ClauseKind::Count if clause.note.is_none() => {
                    clause.clauses.iter().find(|part| !part.holds)
                }
                ClauseKind::Any if clause.holds => {
                    clause.clauses.iter().find(|part| part.holds).filter(|part| part.text.is_empty())
                }
                ClauseKind::Any if clause.clauses.len() == 1 => clause.clauses.first(),
                ClauseKind::Any => nearest(&clause.clauses),
                ClauseKind::Not => clause.clauses.first(),
                _ => None,
            };
        }
        path
    }
}

/// The first of those that came nearest; none when none came near.
fn nearest(clauses: &[Clause]) -> Option<&Clause> {
    let near = clauses.iter().filter(|part| part.closeness > 0.0);
    near.reduce(|best, part| if part.closeness > best.closeness { part } else { best })
}

impl<U: Units> Evaluation<'_, U> {
    /// What to say of an operation that does not hold although its parts are there.
    pub(super) fn near_miss(&self, op: OpId) -> Option<Missed> {
        match self.program.op(op) {
            Op::Near { left, right, nearness, .. } => {
                let (left, right) = (self.places(*left), self.places(*right));
                if left.is_empty() || (right.is_empty() && !matches!(nearness, Nearness::Without(_))) {
                    return None;
                }
                Some(self.missed_by(&left, &right, *nearness))
            }
            Op::AtLeast { count: wanted, child, .. } => match self.count(*child) {
                0 => None,
                count => Some(Missed::new(format!("found {count}"), PARTS * count as f32 / *wanted as f32)),
            },
            Op::Term { term, scope, .. } if self.program.scope(*scope) != Scope::ALL => {
                self.terms(*term, Scope::ALL).next().map(|at| self.elsewhere(at, at, Scope::ALL))
            }
            Op::Phrase { terms, exact, solid, scope, .. } => {
                if let Some((start, end)) = self.phrase(terms, (*exact, *solid), Scope::ALL).next() {
                    return Some(self.elsewhere(start, end, self.program.scope(*scope)));
                }
                let terms = self.program.terms(terms);
                if let Some(missed) = self.in_a_row(terms, exact.is_some()) {
                    return Some(missed);
                }
                let found = terms.iter().filter(|term| self.scratch.has(**term)).count();
                let share = SCATTERED * found as f32 / terms.len() as f32;
                (found > 0).then(|| {
                    if found == terms.len() {
                        Missed::new("its words are there, but not in a row", share)
                    } else {
                        Missed::new(format!("{found} of its {} words are there", terms.len()), share / 2.0)
                    }
                })
            }
            Op::Known { known, .. } => {
                let instead = self.reading.instead_of(&self.program.knowns[*known as usize])?;
                Some(Missed::new(instead, 0.0))
            }
            _ => None,
        }
    }

    /// The same of a concept's line, whose parts all bear its text: said of the line as a whole.
    pub(super) fn near_miss_of_line(&self, op: OpId) -> Option<Missed> {
        match self.program.op(op) {
            Op::And(children) => {
                let children = self.program.children(children);
                let missing = children.iter().filter(|child| !self.holds(**child));
                let (refused, missing): (Vec<&OpId>, Vec<&OpId>) =
                    missing.partition(|child| matches!(self.program.op(**child), Op::Not(_)));
                match (missing.as_slice(), refused.len()) {
                    ([], _) => Some(Missed::new("found, with what its NOT refuses", PARTS)),
                    ([one], 0) => self.near_miss_of_line(**one),
                    _ => None,
                }
            }
            Op::Or(children) => {
                let each = self.program.children(children).iter();
                let missed = each.filter_map(|child| self.near_miss_of_line(*child));
                missed.reduce(|best, next| if next.closeness > best.closeness { next } else { best })
            }
            _ => self.near_miss(op),
        }
    }

    /// The text a clause is shown with: of a concept's line the line's, wherever in it.
    pub(super) fn label_of(&self, op: OpId) -> Option<&str> {
        match self.program.op(op) {
            Op::Term { label, .. }
            | Op::Phrase { label, .. }
            | Op::Near { label, .. }
            | Op::AtLeast { label, .. }
            | Op::Pattern { label, .. }
            | Op::Known { label, .. } => Some(self.program.label(*label)),
            Op::And(children) | Op::Or(children) => {
                self.program.children(children).iter().find_map(|child| self.label_of(*child))
            }
            Op::Not(child) => self.label_of(*child),
            Op::Concept(_) => None,
        }
    }

    /// Where a word or phrase stands that is bound to a scope and not all in it.
    fn elsewhere(&self, start: u32, end: u32, scope: Scope) -> Missed {
        let word = |at: u32| at - self.reading.title + 1;
        let said = if self.reading.in_title(start) {
            "it stands in the title".to_owned()
        } else if start < end && self.reading.in_scope(start, scope) {
            format!("it goes from word {} of the body to word {}", word(start), word(end))
        } else {
            format!("it stands at word {} of the body", word(start))
        };
        Missed::new(said, SCATTERED)
    }

    /// What to say of a phrase whose words stand in a row and yet are not it.
    fn in_a_row(&self, terms: &[TermId], exact: bool) -> Option<Missed> {
        let is_there = |term: TermId, at: u32| self.scratch.positions(term).binary_search(&at).is_ok();
        let first = self.scratch.positions(*terms.first()?).iter().copied();
        let rows = first.filter(|start| terms.iter().zip(*start..).all(|(term, at)| is_there(*term, at)));
        let rows = rows.map(|start| (start, start + id(terms.len()) - 1));
        let whole = rows.clone().find(|(start, end)| self.is_together(*start, *end));
        let (start, end) = whole.or_else(|| rows.clone().next())?;
        let said = match whole {
            Some(_) if exact && start == end => "its word is there, but with other signs beside it",
            Some(_) if exact => "its words are there in a row, but with other signs",
            Some(_) => "its characters are there in a row, but a sign parts them",
            None if self.reading.in_title(start) != self.reading.in_title(end) => {
                "its words are there in a row, but the title ends between them"
            }
            None => "its words are there in a row, but a paragraph ends between them",
        };
        Some(Missed::new(said, IN_A_ROW))
    }

    fn missed_by(&self, left: &[Place], right: &[Place], nearness: Nearness) -> Missed {
        if matches!(nearness, Nearness::Without(_)) {
            return Missed::new("wherever the first stands, the second is near", PARTS);
        }
        let in_title = |place: &Place| self.reading.in_title(place.start);
        let nearest = |fits: fn(&Place, &Place) -> bool| {
            let pairs = left.iter().flat_map(|one| right.iter().map(move |other| (one, other)));
            pairs
                .take(MOST_PAIRS)
                .filter(|(one, other)| in_title(one) == in_title(other) && !one.shares_token(other))
                .filter(|(one, other)| fits(one, other))
                .map(|(one, other)| one.distance(other))
                .min()
        };
        let Some(distance) = nearest(|_, _| true) else {
            let said = "found, but one in the title and the other in the text, or in the same word";
            return Missed::new(said, SCATTERED);
        };
        let said = match nearness {
            Nearness::Ordered(reach) => match nearest(|one, other| one.start < other.start) {
                Some(ordered) if ordered == distance => format!("found at distance {distance}"),
                Some(ordered) => format!("found at distance {ordered}, in the other order at {distance}"),
                None if distance <= reach => "found in the other order".to_owned(),
                None => format!("found in the other order, at distance {distance}"),
            },
            Nearness::Sentence => format!("found {distance} words apart, not in one sentence"),
            Nearness::Paragraph => format!("found {distance} words apart, not in one paragraph"),
            _ => format!("found at distance {distance}"),
        };
        Missed::new(said, APART + (1.0 - APART) / (1.0 + distance as f32))
    }
}
