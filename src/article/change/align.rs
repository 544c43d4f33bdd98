//! Which sentence became which.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use imara_diff::Algorithm;

use super::difference::hunks;
use super::sentence::Sentence;

/// Sentences alike in this share of their words are one sentence reworded.
const ALIKE: f64 = 0.5;
/// Comparisons of sentences in one place of change; beyond it only neighbours are compared.
const MOST_COMPARISONS: usize = 4096;
/// Neighbours compared then.
const NEIGHBOURS: usize = 16;

/// One step from the old sentences to the new ones, by their places.
pub(super) enum Step {
    Kept(usize),
    Removed(usize),
    Added(usize),
    Altered(usize, usize),
}

/// How the old sentences became the new ones, in order.
pub(super) fn steps(before: &[Sentence<'_>], after: &[Sentence<'_>]) -> Vec<Step> {
    let hunks = hunks(
        Algorithm::Histogram,
        before.iter().map(|sentence| sentence.key.as_str()),
        after.iter().map(|sentence| sentence.key.as_str()),
    );
    let mut steps = Vec::new();
    let mut at = 0;
    for (removed, added) in hunks {
        steps.push(Step::Kept(removed.start - at));
        at = removed.end;
        pair(before, after, removed, added, &mut steps);
    }
    steps.push(Step::Kept(before.len() - at));
    steps
}

/// In one place of change: which removed sentence became which added one, in their order.
fn pair(
    before: &[Sentence<'_>],
    after: &[Sentence<'_>],
    removed: Range<usize>,
    added: Range<usize>,
    steps: &mut Vec<Step>,
) {
    let reach = if removed.len() * added.len() <= MOST_COMPARISONS { added.len() } else { NEIGHBOURS };
    let bags: Vec<Vec<u64>> = after[added.clone()].iter().map(bag).collect();
    let mut next = added.start;
    for i in removed {
        let words = bag(&before[i]);
        let mut best: Option<(f64, usize)> = None;
        let near = next..added.end.min(next + reach);
        for j in near {
            let alike = likeness(&words, &bags[j - added.start]);
            if alike >= ALIKE && best.is_none_or(|(most, _)| alike > most) {
                best = Some((alike, j));
            }
        }
        match best {
            Some((_, j)) => {
                steps.extend((next..j).map(Step::Added));
                steps.push(Step::Altered(i, j));
                next = j + 1;
            }
            None => steps.push(Step::Removed(i)),
        }
    }
    steps.extend((next..added.end).map(Step::Added));
}

/// The words of a sentence as numbers in order: two such lists are compared in one pass, as often as need be.
fn bag(sentence: &Sentence<'_>) -> Vec<u64> {
    let hash = |form: &str| {
        let mut hasher = DefaultHasher::new();
        form.hash(&mut hasher);
        hasher.finish()
    };
    let mut words: Vec<u64> = sentence.words.iter().map(|word| hash(&word.form)).collect();
    words.sort_unstable();
    words
}

/// The share of their words that two sentences have in common (the coefficient of Dice).
fn likeness(one: &[u64], other: &[u64]) -> f64 {
    let all = one.len() + other.len();
    // Lengths too far apart cannot be alike enough.
    if one.len().min(other.len()) as f64 * 2.0 < all as f64 * ALIKE {
        return 0.0;
    }
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(left), Some(right)) = (one.get(i), other.get(j)) {
        common += usize::from(left == right);
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
    2.0 * common as f64 / all as f64
}
