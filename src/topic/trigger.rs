//! Which topics are worth a look: postings from a word that must be there to the topics that need it.

use super::ast::Nearness;
use super::dictionary::Builder;
use super::program::{Op, OpId, Program, UnitId};

/// A term or a concept unit whose presence is known before topics are looked at.
pub(super) type Feature = u32;

/// The concept of this unit is thought about as common as this.
const UNIT_WEIGHT: f32 = 0.05;

/// One way to become a candidate: both features present.
#[derive(Clone, Copy, Debug)]
struct Pair {
    first: Feature,
    second: Option<Feature>,
    weight: f32,
}

/// Candidates by feature.
#[derive(Debug, Default)]
pub(super) struct Triggers {
    /// Where the postings of each feature begin.
    starts: Vec<u32>,
    postings: Vec<(Option<Feature>, u32)>,
    /// Targets that no feature announces: looked at for every article.
    pub always: Vec<u32>,
}

impl Triggers {
    /// What a present feature makes candidates: the second feature needed, and the target.
    pub(super) fn of(&self, feature: Feature) -> &[(Option<Feature>, u32)] {
        let (Some(from), Some(to)) =
            (self.starts.get(feature as usize), self.starts.get(feature as usize + 1))
        else {
            return &[];
        };
        &self.postings[*from as usize..*to as usize]
    }
}

/// Collects triggers.
pub(super) struct TriggerBuilder<'p> {
    program: &'p Program,
    dictionary: &'p Builder,
    /// Units are features numbered from here.
    terms: u32,
    all: Vec<(Feature, Option<Feature>, u32)>,
    always: Vec<u32>,
}

impl<'p> TriggerBuilder<'p> {
    pub(super) fn new(program: &'p Program, dictionary: &'p Builder, terms: usize) -> Self {
        Self { program, dictionary, terms: super::program::id(terms), all: Vec::new(), always: Vec::new() }
    }

    pub(super) fn add(&mut self, root: OpId, target: u32) {
        match self.pairs(root) {
            Some(pairs) => self.all.extend(pairs.iter().map(|pair| (pair.first, pair.second, target))),
            None => self.always.push(target),
        }
    }

    pub(super) fn finish(mut self, features: usize) -> Triggers {
        self.all.sort_unstable();
        self.all.dedup();
        let mut starts = vec![0; features + 1];
        for (feature, ..) in &self.all {
            starts[*feature as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let postings = self.all.into_iter().map(|(_, second, target)| (second, target)).collect();
        Triggers { starts, postings, always: self.always }
    }

    fn weight(&self, feature: Feature) -> f32 {
        if feature < self.terms { self.dictionary.weight(feature) } else { UNIT_WEIGHT }
    }

    fn one(&self, feature: Feature) -> Pair {
        Pair { first: feature, second: None, weight: self.weight(feature) }
    }

    /// The pairs of which one must be present for the operation to hold; `None` when it may hold without any.
    fn pairs(&self, op: OpId) -> Option<Vec<Pair>> {
        match self.program.op(op) {
            Op::Term { term, .. } => Some(vec![self.one(*term)]),
            Op::Phrase { terms, .. } => {
                let all = self.program.terms(terms).iter().map(|term| vec![self.one(*term)]);
                self.rarest(all.collect())
            }
            Op::Near { left, nearness: Nearness::Without(_), .. } => self.pairs(*left),
            Op::AtLeast { child, .. } => self.pairs(*child),
            Op::Near { left, right, .. } => {
                self.rarest([left, right].iter().filter_map(|side| self.pairs(**side)).collect())
            }
            Op::And(children) => {
                let children = self.program.children(children);
                self.rarest(children.iter().filter_map(|child| self.pairs(*child)).collect())
            }
            Op::Or(children) => {
                let children = self.program.children(children);
                let each: Option<Vec<_>> = children.iter().map(|child| self.pairs(*child)).collect();
                each.map(|each| each.concat())
            }
            Op::Concept(unit) => Some(vec![self.one(self.unit(*unit))]),
            Op::Not(_) | Op::Pattern { .. } | Op::Known { .. } => None,
        }
    }

    fn unit(&self, unit: UnitId) -> Feature {
        self.terms + unit
    }

    /// Of sets of pairs that must each be met, the one met least often, sharpened by the next where that is one feature.
    fn rarest(&self, mut sets: Vec<Vec<Pair>>) -> Option<Vec<Pair>> {
        let cost = |set: &Vec<Pair>| set.iter().map(|pair| pair.weight).sum::<f32>();
        sets.sort_by(|a, b| cost(a).total_cmp(&cost(b)));
        let second = sets.get(1).filter(|set| set.len() == 1).map(|set| set[0].first);
        let mut best = sets.into_iter().next()?;
        if let Some(second) = second {
            for pair in &mut best {
                if pair.second.is_none() && pair.first != second {
                    pair.second = Some(second);
                    pair.weight *= self.weight(second).min(1.0);
                }
            }
        }
        Some(best)
    }
}
