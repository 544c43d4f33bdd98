//! Which topics are worth a look: postings from a word that must be there to the topics that need it.

use super::ast::Nearness;
use super::dictionary::Builder;
use super::program::{Op, OpId, Program, UnitId, id};

/// A term or a concept unit whose presence is known before topics are looked at.
pub(super) type Feature = u32;

/// The concept of this unit is thought about as common as this.
const UNIT_WEIGHT: f32 = 0.05;
/// A posting asks for so many more clauses at most, …
const MAX_CLAUSES: usize = 3;
/// … and a clause with more features is left to the evaluation.
const MAX_CLAUSE: usize = 16;
/// Marks the last feature of a clause.
const LAST: u32 = 1 << 31;

/// One way to become a candidate: the anchor is present, and of each clause at least one feature.
#[derive(Clone, Debug)]
struct Way {
    anchor: Feature,
    clauses: Vec<Vec<Feature>>,
    /// How often this way is thought to be open, from 0 to 1.
    weight: f32,
}

/// Candidates by feature.
///
/// The postings of a feature lie one behind the other, each with all that it asks, so that memory is read in one
/// direction: on many topics, jumping to each costs more than all else.
#[derive(Debug, Default)]
pub(super) struct Triggers {
    /// Where the postings of each feature begin.
    starts: Vec<u32>,
    /// Of each posting the target, how many features its clauses have in all, and those.
    postings: Vec<u32>,
    /// Targets that no feature announces: looked at for every article.
    pub always: Vec<u32>,
}

impl Triggers {
    /// Appends the targets that a present feature makes candidates, `has` telling what else is present.
    pub(super) fn follow(&self, feature: Feature, has: impl Fn(Feature) -> bool, out: &mut Vec<u32>) {
        let (Some(from), Some(to)) =
            (self.starts.get(feature as usize), self.starts.get(feature as usize + 1))
        else {
            return;
        };
        let mut rest = self.postings.get(*from as usize..*to as usize).unwrap_or_default();
        while let [target, count, behind @ ..] = rest {
            let (clauses, next) = behind.split_at((*count as usize).min(behind.len()));
            if are_met(clauses, &has) {
                out.push(*target);
            }
            rest = next;
        }
    }
}

fn are_met(clauses: &[u32], has: &impl Fn(Feature) -> bool) -> bool {
    let mut met = false;
    for feature in clauses {
        met = met || has(feature & !LAST);
        if feature & LAST != 0 {
            if !met {
                return false;
            }
            met = false;
        }
    }
    true
}

/// Collects triggers.
pub(super) struct TriggerBuilder<'p> {
    program: &'p Program,
    dictionary: &'p Builder,
    /// Units are features numbered from here.
    terms: u32,
    /// Anchor, target and what else is asked for.
    all: Vec<(Feature, u32, Vec<u32>)>,
    always: Vec<u32>,
}

impl<'p> TriggerBuilder<'p> {
    pub(super) fn new(program: &'p Program, dictionary: &'p Builder, terms: usize) -> Self {
        Self { program, dictionary, terms: id(terms), all: Vec::new(), always: Vec::new() }
    }

    pub(super) fn add(&mut self, root: OpId, target: u32) {
        match self.ways(root) {
            Some(ways) => {
                self.all.extend(ways.into_iter().map(|way| (way.anchor, target, marked(&way.clauses))));
            }
            None => self.always.push(target),
        }
    }

    pub(super) fn finish(mut self, features: usize) -> Triggers {
        self.all.sort_unstable();
        self.all.dedup();
        let mut starts = Vec::with_capacity(features + 1);
        let mut postings = Vec::new();
        let mut all = self.all.iter().peekable();
        for feature in 0..id(features) {
            starts.push(id(postings.len()));
            while let Some((_, target, clauses)) = all.next_if(|(anchor, ..)| *anchor == feature) {
                postings.extend([*target, id(clauses.len())]);
                postings.extend(clauses);
            }
        }
        starts.push(id(postings.len()));
        Triggers { starts, postings, always: self.always }
    }

    fn weight(&self, feature: Feature) -> f32 {
        if feature < self.terms { self.dictionary.weight(feature) } else { UNIT_WEIGHT }
    }

    fn one(&self, feature: Feature) -> Vec<Way> {
        vec![Way { anchor: feature, clauses: Vec::new(), weight: self.weight(feature) }]
    }

    /// The ways of which one must be open for the operation to hold; `None` when it may hold without any.
    fn ways(&self, op: OpId) -> Option<Vec<Way>> {
        match self.program.op(op) {
            Op::Term { term, .. } => Some(self.one(*term)),
            Op::Phrase { terms, .. } => {
                let all = self.program.terms(terms).iter().map(|term| self.one(*term));
                self.narrowest(all.collect())
            }
            Op::Near { left, nearness: Nearness::Without(_), .. } => self.ways(*left),
            Op::AtLeast { child, .. } => self.ways(*child),
            Op::Near { left, right, .. } => {
                self.narrowest([left, right].iter().filter_map(|side| self.ways(**side)).collect())
            }
            Op::And(children) => {
                let children = self.program.children(children);
                self.narrowest(children.iter().filter_map(|child| self.ways(*child)).collect())
            }
            Op::Or(children) => {
                let children = self.program.children(children);
                let each: Option<Vec<_>> = children.iter().map(|child| self.ways(*child)).collect();
                each.map(|each| each.concat())
            }
            Op::Concept(unit) => Some(self.one(self.unit(*unit))),
            Op::Not(_) | Op::Pattern { .. } | Op::Known { .. } => None,
        }
    }

    fn unit(&self, unit: UnitId) -> Feature {
        self.terms + unit
    }

    /// Of sets of ways of which each must have an open one, the set that seldom has, narrowed by the others.
    fn narrowest(&self, mut sets: Vec<Vec<Way>>) -> Option<Vec<Way>> {
        let cost = |set: &Vec<Way>| set.iter().map(|way| way.weight).sum::<f32>();
        sets.sort_by(|a, b| cost(a).total_cmp(&cost(b)));
        let mut sets = sets.into_iter();
        let mut best = sets.next()?;
        let others = sets.filter(|set| set.len() <= MAX_CLAUSE).map(|set| {
            let mut clause: Vec<Feature> = set.iter().map(|way| way.anchor).collect();
            clause.sort_unstable();
            clause.dedup();
            clause
        });
        for clause in others.take(MAX_CLAUSES) {
            let open = clause.iter().map(|feature| self.weight(*feature)).sum::<f32>().min(1.0);
            let narrowed = best
                .iter_mut()
                .filter(|way| way.clauses.len() < MAX_CLAUSES && !clause.contains(&way.anchor));
            for way in narrowed {
                way.clauses.push(clause.clone());
                way.weight *= open;
            }
        }
        Some(best)
    }
}

fn marked(clauses: &[Vec<Feature>]) -> Vec<u32> {
    let mut marked = clauses.concat();
    let mut end = 0;
    for clause in clauses {
        end += clause.len();
        marked[end - 1] |= LAST;
    }
    marked
}
