//! Which sentence became which.

use std::collections::HashMap;
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
    let keys = |sentences: &'_ [Sentence<'_>]| sentences.iter().map(|s| s.key.clone()).collect::<Vec<_>>();
    let (old_keys, new_keys) = (keys(before), keys(after));
    let hunks =
        hunks(Algorithm::Histogram, old_keys.iter().map(String::as_str), new_keys.iter().map(String::as_str));
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
    let mut next = added.start;
    for i in removed {
        let mut best: Option<(f64, usize)> = None;
        let near = next..added.end.min(next + reach);
        for (j, sentence) in near.clone().zip(&after[near]) {
            let alike = likeness(&before[i], sentence);
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

/// The share of their words that two sentences have in common (the coefficient of Dice).
fn likeness(one: &Sentence<'_>, other: &Sentence<'_>) -> f64 {
    let all = one.words.len() + other.words.len();
    let (less, more) = (one.words.len().min(other.words.len()), all);
    // Lengths too far apart cannot be alike enough.
    if less as f64 * 2.0 < more as f64 * ALIKE {
        return 0.0;
    }
    let mut counts: HashMap<&str, usize> = HashMap::with_capacity(one.words.len());
    for word in &one.words {
        *counts.entry(&word.form).or_default() += 1;
    }
    let common = other.words.iter().filter(|word| match counts.get_mut(word.form.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    });
    2.0 * common.count() as f64 / all as f64
}
