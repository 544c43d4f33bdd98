//! How much alike two articles are, as far as their terms tell.

use super::Term;

/// What two articles have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Likeness {
    /// Cosine of the angle between their terms, 0 to 1.
    pub(super) cosine: f32,
    /// The part of the poorer one's terms that the other has, 0 to 1.
    pub(super) part: f32,
    /// Weight of what they share.
    pub(super) shared: f32,
}

/// Lengths of an article's terms as a vector, among articles of its language and of others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths {
    within: f32,
    across: f32,
}

impl Lengths {
    pub(super) fn of(terms: &[Term]) -> Self {
        let length = |weight: fn(&Term) -> f32| {
            terms.iter().map(|term| weight(term).powi(2)).sum::<f32>().sqrt().max(1e-3)
        };
        Self { within: length(|term| term.weight), across: length(|term| term.cross_weight) }
    }
}

/// One of two articles that are compared; its terms are sorted by key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'t> {
    pub(super) terms: &'t [Term],
    pub(super) lengths: Lengths,
}

/// What was found so far.
struct Sum<F> {
    dot: f32,
    shared: f32,
    worth: F,
}

impl<F: Fn(u32) -> f32> Sum<F> {
    fn add(&mut self, key: u32, left: f32, right: f32) {
        let worth = (self.worth)(key);
        self.dot += left * right * worth * worth;
        self.shared += left.min(right) * worth;
    }
}

/// Part of its weight that a name keeps whose spellings differ.
const OTHER_SPELLING: f32 = 0.8;

/// Compares two articles; `worth` says how much of a term's weight is left after what the stream has taught, 0 to 1.
pub(super) fn likeness(
    one: Side<'_>,
    other: Side<'_>,
    same_language: bool,
    worth: impl Fn(u32) -> f32,
) -> Likeness {
    let mut sum = Sum { dot: 0.0, shared: 0.0, worth };
    let by_sound = |term: &Term| other.terms.iter().find(|o| term.cross != 0 && o.cross == term.cross);
    for term in one.terms {
        let same =
            if same_language { other.terms.binary_search_by_key(&term.key, |o| o.key).ok() } else { None };
        if let Some(at) = same {
            sum.add(term.key, term.weight, other.terms[at].weight);
        } else if let Some(like) = by_sound(term) {
            let kept = if same_language { OTHER_SPELLING } else { 1.0 };
            sum.add(term.cross, term.cross_weight * kept, like.cross_weight * kept);
        }
    }
    let of = |lengths: Lengths| if same_language { lengths.within } else { lengths.across };
    let (left, right) = (of(one.lengths), of(other.lengths));
    Likeness {
        cosine: (sum.dot / (left * right)).min(1.0),
        part: (sum.dot / left.min(right).powi(2)).min(1.0),
        shared: sum.shared,
    }
}
