//! How much alike two articles are, as far as their terms tell.

use super::Term;
use super::sound::Spoken;

/// What two articles have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Likeness {
    /// Cosine of the angle between their terms, 0 to 1.
    pub(super) cosine: f32,
    /// The part of the poorer one's terms that the other has, 0 to 1.
    pub(super) part: f32,
    /// Weight of what they share.
    pub(super) shared: f32,
    /// The same without the term that weighs most.
    pub(super) beside: f32,
    /// The part of either one's headline that the other has, 0 to 1; the mean of the two. Of one language alone.
    pub(super) headlines: f32,
}

/// What comparisons need of an article's terms again and again.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// Length of its terms as a vector, among articles of its language.
    within: f32,
    /// The same among articles of other languages.
    across: f32,
    /// What its terms are across languages and what that weighs, sorted.
    sounds: Vec<(u32, f32)>,
}

impl Shape {
    pub(super) fn of(terms: &[Term]) -> Self {
        let length = |weight: fn(&Term) -> f32| {
            terms.iter().map(|term| weight(term).powi(2)).sum::<f32>().sqrt().max(1e-3)
        };
        let sounding = terms.iter().filter_map(|term| Some((term.cross?.get(), term.cross_weight)));
        let mut sounds: Vec<(u32, f32)> = sounding.collect();
        sounds.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        sounds.dedup_by_key(|(cross, _)| *cross);
        Self { within: length(|term| term.weight), across: length(|term| term.cross_weight), sounds }
    }

    /// The sound of a term of another article that is here, too, and what it weighs here.
    fn by_sound(&self, term: &Term) -> Option<(u32, f32)> {
        self.sound(term.cross?.get())
    }

    /// A sound that is here, and what it weighs.
    fn sound(&self, sound: u32) -> Option<(u32, f32)> {
        let at = self.sounds.binary_search_by_key(&sound, |(cross, _)| *cross).ok()?;
        self.sounds.get(at).copied()
    }
}

/// One of two articles that are compared; its terms are sorted by key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'t> {
    pub(super) terms: &'t [Term],
    pub(super) shape: &'t Shape,
    /// Which of the terms its headline has, a bit each.
    pub(super) told: u128,
    /// Its names as they sound, if they are compared so.
    pub(super) spoken: &'t [Spoken],
}

impl Side<'_> {
    /// The part of the headline's terms that another article has, 0 to 1; `had` has a bit for each term that is known to be there.
    fn headline_in(&self, other: Side<'_>, had: u128) -> f32 {
        let (mut all, mut told) = (0.0, 0.0);
        let mut left = self.told;
        while let Some(term) = self.terms.get(left.trailing_zeros() as usize) {
            let bit = left & left.wrapping_neg();
            left ^= bit;
            all += term.weight;
            if had & bit != 0 || other.shape.by_sound(term).is_some() {
                told += term.weight;
            }
        }
        told / f32::max(all, 1e-3)
    }

    /// Whether it has a term of another article, in whatever spelling.
    pub(super) fn has(&self, term: &Term) -> bool {
        self.terms.binary_search_by_key(&term.key, |own| own.key).is_ok()
            || self.shape.by_sound(term).is_some()
    }
}

/// What was found so far.
struct Sum<F> {
    dot: f32,
    shared: f32,
    most: f32,
    worth: F,
}

impl<F: Fn(u32) -> f32> Sum<F> {
    fn add(&mut self, key: u32, left: f32, right: f32) {
        let worth = (self.worth)(key);
        self.dot += left * right * worth * worth;
        let shared = left.min(right) * worth;
        self.shared += shared;
        self.most = self.most.max(shared);
    }
}

/// Length at least where names are compared by their sound alone: of those that were not understood nothing is known.
const NOT_UNDERSTOOD: f32 = 3.0;
/// Part of its weight that a name keeps whose spellings differ.
const OTHER_SPELLING: f32 = 0.8;

/// Compares two articles; `worth` says how much of a term's weight is left after what the stream has taught, 0 to 1.
pub(super) fn likeness(
    one: Side<'_>,
    other: Side<'_>,
    same_language: bool,
    worth: impl Fn(u32) -> f32,
) -> Likeness {
    let mut sum = Sum { dot: 0.0, shared: 0.0, most: 0.0, worth };
    let (mut had, mut had_by_other) = (0_u128, 0_u128);
    if same_language {
        for (at_one, term) in one.terms.iter().enumerate() {
            if let Ok(at) = other.terms.binary_search_by_key(&term.key, |o| o.key) {
                sum.add(term.key, term.weight, other.terms[at].weight);
                had |= 1 << at_one;
                had_by_other |= 1 << at;
            } else if let Some((sound, weight)) = other.shape.by_sound(term) {
                sum.add(sound, term.cross_weight * OTHER_SPELLING, weight * OTHER_SPELLING);
            }
        }
    } else {
        // Several words of one meaning are told once.
        for (sound, weight) in &one.shape.sounds {
            if let Some((_, other)) = other.shape.sound(*sound) {
                sum.add(*sound, *weight, other);
            }
        }
    }
    for name in one.spoken {
        if let Ok(at) = other.spoken.binary_search_by_key(&name.sound, |spoken| spoken.sound) {
            // Other names may sound so: the weaker of the two says how sure that is.
            let weight = name.weight.min(other.spoken[at].weight);
            sum.add(name.key(false), weight, weight);
        }
    }
    let of = |shape: &Shape| if same_language { shape.within } else { shape.across };
    let least = if other.spoken.is_empty() { 0.0 } else { NOT_UNDERSTOOD };
    let (left, right) = (of(one.shape), of(other.shape));
    let headlines = if same_language {
        f32::midpoint(one.headline_in(other, had), other.headline_in(one, had_by_other))
    } else {
        0.0
    };
    Likeness {
        cosine: (sum.dot / (left * right)).min(1.0),
        part: (sum.dot / left.min(right).max(least).powi(2)).min(1.0),
        shared: sum.shared,
        beside: sum.shared - sum.most,
        headlines,
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    fn terms(keys: std::ops::RangeInclusive<u32>) -> Vec<Term> {
        keys.map(|key| Term { key, cross: NonZeroU32::new(key), weight: 2.0, cross_weight: 2.0 }).collect()
    }

    #[test]
    fn headlines_are_told_by_the_part_of_each_that_the_other_has() {
        let (one, other) = (terms(1..=4), terms(2..=6));
        let (one_shape, other_shape) = (Shape::of(&one), Shape::of(&other));
        // Headlines of 1, 2 and 3, 4 and 6.
        let one = Side { terms: &one, shape: &one_shape, told: 0b0111, spoken: &[] };
        let other = Side { terms: &other, shape: &other_shape, told: 0b1_0100, spoken: &[] };
        let headlines = likeness(one, other, true, |_| 1.0).headlines;
        assert!((headlines - f32::midpoint(2.0 / 3.0, 0.5)).abs() < 1e-6);
        let silent = Side { told: 0, ..one };
        assert!((likeness(silent, other, true, |_| 1.0).headlines - 0.25).abs() < 1e-6);
        assert!(likeness(one, other, false, |_| 1.0).headlines.abs() < 1e-6);
    }
}
