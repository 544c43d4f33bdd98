//! What the words of a sentence alone do not tell: which of the same numbers is of which unit, and in which order the same numbers
//! and names stand.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::names::is_and;
use super::quantity::Measure;
use super::sentence::{Role, Sentence, Word};

/// A number that was of one unit and is of another: `3 hours`, then `3 days`. One that lost its unit, or got one, says the same.
pub(super) fn units(old: &[Word<'_>], new: &[Word<'_>], numbers: &mut (Vec<String>, Vec<String>)) {
    // Of each number, by unit: how often the old sentence has it more than the new one.
    let mut balance: BTreeMap<&str, BTreeMap<&str, (i64, Measure<'_>)>> = BTreeMap::new();
    for (words, one) in [(old, 1), (new, -1)] {
        for word in words {
            let Some(measure) = word.unit else { continue };
            let units = balance.entry(&word.form).or_default();
            units.entry(measure.unit).or_insert((0, measure)).0 += one;
        }
    }
    for units in balance.values() {
        let of = |is_wanted: fn(i64) -> bool| {
            units
                .values()
                .filter(move |(count, _)| is_wanted(*count))
                .map(|(_, measure)| measure.text.to_owned())
        };
        for (gone, come) in of(|count| count > 0).zip(of(|count| count < 0)) {
            numbers.0.push(gone);
            numbers.1.push(come);
        }
    }
}

/// The numbers or the names of two sentences that are the same but for their order: who beat whom, and by which score. The members
/// of a list may change places.
pub(super) fn order(
    old: &Sentence<'_>,
    new: &Sentence<'_>,
    role: Role,
    facts: Facts,
) -> Option<(Vec<String>, Vec<String>)> {
    let (before, after) = (&old.words, &new.words);
    if before.len() != after.len() {
        return None;
    }
    let mut moved = Vec::new();
    for (i, (one, other)) in before.iter().zip(after).enumerate() {
        if one.form == other.form {
            continue;
        }
        if one.role != role || other.role != role {
            return None;
        }
        moved.push(i);
    }
    let (first, last) = (*moved.first()?, *moved.last()?);
    let forms = |words: &[Word<'_>]| {
        let mut forms: Vec<String> = moved.iter().map(|i| words[*i].form.clone()).collect();
        forms.sort_unstable();
        forms
    };
    if forms(before) != forms(after) {
        return None;
    }
    let mut between = before[first..=last].iter().filter(|word| word.role != role).peekable();
    let is_list = match role {
        // A score has no words between its numbers.
        Role::Number => between.peek().is_some() && between.all(|word| is_and(word, facts)),
        _ => between.all(|word| is_and(word, facts)),
    };
    let texts = |words: &[Word<'_>]| moved.iter().map(|i| words[*i].text.to_owned()).collect();
    (!is_list).then(|| (texts(before), texts(after)))
}
