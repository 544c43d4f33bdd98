//! How near a clause that failed came.

use super::ast::Nearness;
use super::evaluate::{Evaluation, Place, Units};
use super::explain::{Clause, ClauseKind, Explanation};
use super::program::{Op, OpId};

/// Pairs of places compared; more say nothing more.
const MOST_PAIRS: usize = 20_000;

impl Explanation {
    /// The clauses that led to the failure, from the query down to the first that failed by itself; empty when the query
    /// holds. Where any of several would have done, it ends at what they have in common.
    #[must_use]
    pub fn failure(&self) -> Vec<&Clause> {
        let mut path = Vec::new();
        let mut next = (!self.clause.holds).then_some(&self.clause);
        while let Some(clause) = next {
            path.push(clause);
            next = match clause.kind {
                ClauseKind::All => clause.clauses.iter().find(|part| !part.holds),
                ClauseKind::Near | ClauseKind::Count if clause.note.is_none() => {
                    clause.clauses.iter().find(|part| !part.holds)
                }
                ClauseKind::Any if clause.clauses.len() == 1 => clause.clauses.first(),
                ClauseKind::Not => clause.clauses.first(),
                _ => None,
            };
        }
        path
    }
}

impl<U: Units> Evaluation<'_, U> {
    /// What to say of an operation that does not hold although its parts are there.
    pub(super) fn near_miss(&self, op: OpId) -> Option<String> {
        match self.program.op(op) {
            Op::Near { left, right, nearness, .. } => {
                let (left, right) = (self.places(*left), self.places(*right));
                if left.is_empty() || (right.is_empty() && !matches!(nearness, Nearness::Without(_))) {
                    return None;
                }
                Some(self.missed_by(&left, &right, *nearness))
            }
            Op::AtLeast { child, .. } => match self.count(*child) {
                0 => None,
                count => Some(format!("found {count}")),
            },
            Op::Phrase { terms, .. } => {
                let terms = self.program.terms(terms);
                let found = terms.iter().filter(|term| self.scratch.has(**term)).count();
                (found > 0).then(|| {
                    if found == terms.len() {
                        "its words are there, but not in a row".to_owned()
                    } else {
                        format!("{found} of its {} words are there", terms.len())
                    }
                })
            }
            _ => None,
        }
    }

    fn missed_by(&self, left: &[Place], right: &[Place], nearness: Nearness) -> String {
        if matches!(nearness, Nearness::Without(_)) {
            return "wherever the first stands, the second is near".to_owned();
        }
        let in_title = |place: &Place| self.reading.in_title(place.start);
        let pairs = left.iter().flat_map(|one| right.iter().map(move |other| (one, other))).take(MOST_PAIRS);
        let nearest = pairs
            .filter(|(one, other)| in_title(one) == in_title(other) && !one.shares_token(other))
            .min_by_key(|(one, other)| one.distance(other));
        let Some((one, other)) = nearest else {
            return "found, but one in the title and the other in the text, or in the same word".to_owned();
        };
        let distance = one.distance(other);
        match nearness {
            Nearness::Ordered(reach) if distance <= reach => "found in the other order".to_owned(),
            Nearness::Sentence => format!("found {distance} words apart, not in one sentence"),
            Nearness::Paragraph => format!("found {distance} words apart, not in one paragraph"),
            _ => format!("found at distance {distance}"),
        }
    }
}
