//! What a reworded sentence says otherwise: a number, a name, a denial, or only the spelling of a word.

use std::collections::HashMap;

use imara_diff::Algorithm;

use super::difference::hunks;
use super::facts::Facts;
use super::sentence::{Role, Sentence, Word};
use crate::language::fold;

/// How often each word stands in a text, and what words of its language say.
pub(super) struct Counts<'s> {
    counts: HashMap<&'s str, (usize, usize)>,
    facts: Facts,
}

impl<'s> Counts<'s> {
    /// Of the old and of the new sentences.
    pub(super) fn of(old: &'s [Sentence<'s>], new: &'s [Sentence<'s>], facts: Facts) -> Self {
        let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
        for word in old.iter().flat_map(|sentence| &sentence.words) {
            counts.entry(&word.form).or_default().0 += 1;
        }
        for word in new.iter().flat_map(|sentence| &sentence.words) {
            counts.entry(&word.form).or_default().1 += 1;
        }
        Self { counts, facts }
    }

    fn get(&self, form: &str) -> (usize, usize) {
        self.counts.get(form).copied().unwrap_or_default()
    }

    /// The old text says it more often than the new one.
    fn is_fewer(&self, form: &str) -> bool {
        let (old, new) = self.get(form);
        new < old
    }

    /// The new text says it more often than the old one.
    fn is_more(&self, form: &str) -> bool {
        let (old, new) = self.get(form);
        new > old
    }
}

/// What a reworded sentence comes to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// More than spelling changed.
    pub(super) is_reworded: bool,
    /// It denies what it said, or no longer does.
    pub(super) is_denied: bool,
    /// Numbers that went, and that came.
    pub(super) numbers: (Vec<String>, Vec<String>),
    /// Names that went, and that came.
    pub(super) names: (Vec<String>, Vec<String>),
}

/// Judges a sentence and what became of it.
pub(super) fn judge(old: &Sentence<'_>, new: &Sentence<'_>, counts: &Counts<'_>) -> Verdict {
    let mut verdict =
        Verdict { is_denied: denials(old, counts.facts) != denials(new, counts.facts), ..Verdict::default() };
    let forms = |words: &[Word<'_>]| words.iter().map(|word| word.form.clone()).collect::<Vec<_>>();
    let (before, after) = (forms(&old.words), forms(&new.words));
    let found = hunks(Algorithm::Myers, before.iter().map(String::as_str), after.iter().map(String::as_str));
    for (removed, added) in found {
        let (removed, added) = (&old.words[removed], &new.words[added]);
        if is_spelling(removed, added, counts) {
            continue;
        }
        verdict.is_reworded = true;
        swapped_numbers(removed, added, counts, &mut verdict.numbers);
        swapped_names(removed, added, counts, &mut verdict.names);
        swapped_terms(removed, added, counts, &mut verdict.names);
    }
    verdict
}

/// Whether nothing but words of one role stand in the place of such words: who did it to whom may have been swapped, though the
/// text as a whole says each as often as before.
fn is_in_place(removed: &[Word<'_>], added: &[Word<'_>], role: Role) -> bool {
    let all = |words: &[Word<'_>]| !words.is_empty() && words.iter().all(|word| word.role == role);
    all(removed) && all(added)
}

/// A number in the place of another, or one that the sentence no longer says and the text says less often than before.
fn swapped_numbers(
    removed: &[Word<'_>],
    added: &[Word<'_>],
    counts: &Counts<'_>,
    numbers: &mut (Vec<String>, Vec<String>),
) {
    let of = |words: &[Word<'_>], is_changed: &dyn Fn(&str) -> bool| -> Vec<String> {
        let numbers = words.iter().filter(|word| word.role == Role::Number && is_changed(&word.form));
        numbers.map(|word| word.text.to_owned()).collect()
    };
    if is_in_place(removed, added, Role::Number) {
        numbers.0.extend(of(removed, &|_| true));
        numbers.1.extend(of(added, &|_| true));
        return;
    }
    let gone = of(removed, &|form| counts.is_fewer(form));
    if !gone.is_empty() {
        numbers.0.extend(gone);
        numbers.1.extend(of(added, &|form| counts.is_more(form)));
    }
}

/// A name in the place of another.
fn swapped_names(
    removed: &[Word<'_>],
    added: &[Word<'_>],
    counts: &Counts<'_>,
    names: &mut (Vec<String>, Vec<String>),
) {
    let of = |words: &[Word<'_>], is_changed: &dyn Fn(&str) -> bool| -> Vec<String> {
        let runs = words.chunk_by(|a, b| a.role == Role::Name && b.role == Role::Name);
        runs.filter(|run| run.iter().any(|word| word.role == Role::Name && is_changed(&word.form)))
            .map(|run| run.iter().map(|word| word.text).collect::<Vec<_>>().join(" "))
            .collect()
    };
    let is_in_place = is_in_place(removed, added, Role::Name);
    let gone = of(removed, &|form| is_in_place || counts.is_fewer(form));
    let come = of(added, &|form| is_in_place || counts.is_more(form));
    if !gone.is_empty() && !come.is_empty() {
        names.0.extend(gone);
        names.1.extend(come);
    }
}

/// In scripts without capitals a name cannot be told from a word. What was said twice or more, every time, and is now said nowhere
/// is taken for one, and so are words of katakana or with a middle dot: names of foreigners.
fn swapped_terms(
    removed: &[Word<'_>],
    added: &[Word<'_>],
    counts: &Counts<'_>,
    names: &mut (Vec<String>, Vec<String>),
) {
    let caseless =
        |words: &[Word<'_>]| !words.is_empty() && words.iter().all(|word| word.role == Role::Caseless);
    if !caseless(removed) || !caseless(added) {
        return;
    }
    let is_gone = |word: &Word<'_>| matches!(counts.get(&word.form), (2.., 0));
    let is_foreign =
        |words: &[Word<'_>]| words.len() > 1 && words.iter().all(|word| word.form.chars().all(is_katakana));
    if removed.iter().any(is_gone) || (is_foreign(removed) && is_foreign(added)) {
        let joined = |words: &[Word<'_>]| {
            let glue = if words.iter().all(|word| word.form.chars().all(crate::language::stands_alone)) {
                ""
            } else {
                " "
            };
            words.iter().map(|word| word.text).collect::<Vec<_>>().join(glue)
        };
        names.0.push(joined(removed));
        names.1.push(joined(added));
    }
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30fe}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
}

/// Whether words differ in spelling alone, one by one.
fn is_spelling(removed: &[Word<'_>], added: &[Word<'_>], counts: &Counts<'_>) -> bool {
    let folded = |words: &[Word<'_>]| words.iter().map(|word| fold(&word.form)).collect::<String>();
    // One word written as two, or with other accents.
    if folded(removed) == folded(added) {
        return true;
    }
    removed.len() == added.len()
        && removed.iter().zip(added).all(|(old, new)| is_typing_error(old, new, counts))
}

/// Whether a word was typed wrong and is now right: near it, with the same first letter, and the wrong form stands nowhere else. A
/// name is only mistyped where the text spelt it right elsewhere; otherwise it is another name.
fn is_typing_error(old: &Word<'_>, new: &Word<'_>, counts: &Counts<'_>) -> bool {
    if old.role == Role::Number || new.role == Role::Number {
        return false;
    }
    if (old.role == Role::Name || new.role == Role::Name) && counts.get(&new.form).0 == 0 {
        return false;
    }
    let (before, after) = (fold(&old.form), fold(&new.form));
    if before == after {
        return true;
    }
    let length = before.chars().count().max(after.chars().count());
    let most = match length {
        0..=4 => return false,
        5..=8 => 1,
        _ => 2,
    };
    before.chars().next() == after.chars().next()
        && counts.get(&old.form).0 <= 1
        && strsim::damerau_levenshtein(&before, &after) <= most
}

/// How often a sentence denies.
fn denials(sentence: &Sentence<'_>, facts: Facts) -> usize {
    let words = sentence.words.iter().filter(|word| facts.denies(&fold(&word.form)));
    words.count() + Facts::denying_parts(sentence.text)
}
