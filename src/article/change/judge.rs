//! What a reworded sentence says otherwise: a number, a name, a denial, or only the spelling of a word; and what a sentence that
//! is gone took with it.

use std::collections::HashMap;
use std::ops::Range;

use imara_diff::Algorithm;

use super::difference::hunks;
use super::facts::Facts;
use super::names::{Said, Writing, is_of_calendar};
use super::sentence::{Role, Sentence, Word};
use super::swap;
use crate::article::select::ends_sentence;
use crate::language::fold;

/// How often each word stands in the editions, and what words of their language say.
pub(super) struct Counts<'s> {
    by_form: HashMap<&'s str, (usize, usize)>,
    writing: &'s Writing,
    /// Of the old edition, and of the new one.
    said: [Said; 2],
}

impl<'s> Counts<'s> {
    /// Of the old and of the new sentences, and of what the editions say.
    pub(super) fn of(
        old: &'s [Sentence<'s>],
        new: &'s [Sentence<'s>],
        writing: &'s Writing,
        said: [Said; 2],
    ) -> Self {
        let mut by_form: HashMap<&str, (usize, usize)> = HashMap::new();
        for word in old.iter().flat_map(|sentence| &sentence.words) {
            by_form.entry(&word.form).or_default().0 += 1;
        }
        for word in new.iter().flat_map(|sentence| &sentence.words) {
            by_form.entry(&word.form).or_default().1 += 1;
        }
        Self { by_form, writing, said }
    }

    fn get(&self, form: &str) -> (usize, usize) {
        self.by_form.get(form).copied().unwrap_or_default()
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

    /// The text that a sentence is not of says such a number nowhere.
    fn is_unheard_of(&self, form: &str, side: Side) -> bool {
        let (old, new) = self.get(form);
        match side {
            Side::Old => new == 0,
            Side::New => old == 0,
        }
    }

    /// The edition that a sentence is not of says such a name nowhere, in none of its forms.
    fn is_nowhere(&self, name: &str, side: Side) -> bool {
        let other = match side {
            Side::Old => 1,
            Side::New => 0,
        };
        !self.said[other].has(name)
    }
}

/// The edition that words stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Old,
    New,
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

/// Words that went from a sentence, and those that came in their place.
struct Hunk<'h, 't> {
    old: &'h [Word<'t>],
    new: &'h [Word<'t>],
    gone: Range<usize>,
    come: Range<usize>,
}

impl<'h, 't> Hunk<'h, 't> {
    fn removed(&self) -> &'h [Word<'t>] {
        &self.old[self.gone.clone()]
    }

    fn added(&self) -> &'h [Word<'t>] {
        &self.new[self.come.clone()]
    }
}

/// Judges a sentence and what became of it.
pub(super) fn judge(old: &Sentence<'_>, new: &Sentence<'_>, counts: &Counts<'_>) -> Verdict {
    let mut verdict = Verdict {
        is_denied: denials(old, counts.writing.facts) != denials(new, counts.writing.facts),
        ..Verdict::default()
    };
    let forms = |words: &[Word<'_>]| words.iter().map(|word| word.form.clone()).collect::<Vec<_>>();
    let (before, after) = (forms(&old.words), forms(&new.words));
    let found = hunks(Algorithm::Myers, before.iter().map(String::as_str), after.iter().map(String::as_str));
    for (gone, come) in found {
        let hunk = Hunk { old: &old.words, new: &new.words, gone, come };
        if is_spelling(hunk.removed(), hunk.added(), counts) {
            continue;
        }
        verdict.is_reworded = true;
        swapped_numbers(&hunk, counts, &mut verdict.numbers);
        swapped_names(&hunk, counts, &mut verdict.names);
        swapped_terms(hunk.removed(), hunk.added(), counts, &mut verdict.names);
    }
    swap::units(&old.words, &new.words, &mut verdict.numbers);
    verdict.is_reworded |= !verdict.numbers.0.is_empty();
    if verdict.numbers.0.is_empty() && verdict.numbers.1.is_empty() {
        verdict.numbers = swap::order(old, new, Role::Number, counts.writing.facts).unwrap_or_default();
    }
    if verdict.names.0.is_empty() && verdict.names.1.is_empty() {
        verdict.names = swap::order(old, new, Role::Name, counts.writing.facts).unwrap_or_default();
    }
    verdict
}

/// What a sentence that is gone said and the new edition says nowhere: numbers, and names. Lines that are no sentences, as
/// headings and credits, say nothing.
pub(super) fn lost(sentence: &Sentence<'_>, counts: &Counts<'_>) -> (Vec<String>, Vec<String>) {
    if !ends_sentence(sentence.text) {
        return (Vec::new(), Vec::new());
    }
    let words = &sentence.words;
    let numbers = (0..words.len()).filter(|&i| {
        is_told_alone(words, i, Side::Old, counts) && counts.is_unheard_of(&words[i].form, Side::Old)
    });
    let numbers = numbers.map(|i| words[i].text.to_owned()).collect();
    (numbers, names_alone(words, 0..words.len(), Side::Old, counts))
}

/// Whether nothing but words of one role stand in the place of such words: who did it to whom may have been swapped, though the
/// text as a whole says each as often as before.
fn is_in_place(removed: &[Word<'_>], added: &[Word<'_>], role: Role) -> bool {
    let all = |words: &[Word<'_>]| !words.is_empty() && words.iter().all(|word| word.role == role);
    all(removed) && all(added)
}

/// A number in the place of another; one that the sentence no longer says and the text says less often than before; or one that
/// the old text said nowhere.
fn swapped_numbers(hunk: &Hunk<'_, '_>, counts: &Counts<'_>, numbers: &mut (Vec<String>, Vec<String>)) {
    let of = |words: &[Word<'_>], range: &Range<usize>, is_changed: &dyn Fn(usize) -> bool| -> Vec<String> {
        let changed = range.clone().filter(|&i| words[i].role == Role::Number && is_changed(i));
        changed.map(|i| words[i].text.to_owned()).collect()
    };
    let (old, new) = (hunk.old, hunk.new);
    if is_in_place(hunk.removed(), hunk.added(), Role::Number) {
        numbers.0.extend(of(old, &hunk.gone, &|_| true));
        numbers.1.extend(of(new, &hunk.come, &|_| true));
        return;
    }
    let gone = of(old, &hunk.gone, &|i| counts.is_fewer(&old[i].form));
    let come = of(new, &hunk.come, &|i| counts.is_more(&new[i].form));
    if !gone.is_empty() && !come.is_empty() {
        numbers.0.extend(gone);
        numbers.1.extend(come);
        return;
    }
    let gone = |i: usize| counts.is_fewer(&old[i].form) && is_told_alone(old, i, Side::Old, counts);
    let come =
        |i: usize| counts.is_unheard_of(&new[i].form, Side::New) && is_told_alone(new, i, Side::New, counts);
    numbers.0.extend(of(old, &hunk.gone, &gone));
    numbers.1.extend(of(new, &hunk.come, &come));
}

/// An article in many languages, and said without being told.
const ONE: &str = "1";

/// Whether a number that nothing stands in the place of says something: `one` is an article, a day tells a date more exactly, and
/// what is only converted in brackets (`(64 km)`) was said before.
fn is_told_alone(words: &[Word<'_>], i: usize, side: Side, counts: &Counts<'_>) -> bool {
    let word = &words[i];
    if word.role != Role::Number || word.form == ONE {
        return false;
    }
    let is_dated = || {
        let mut beside = [i.checked_sub(1), Some(i + 1)].into_iter().flatten().filter_map(|at| words.get(at));
        beside.any(is_of_calendar)
    };
    let is_converted = || {
        let other =
            i.checked_sub(1).and_then(|at| words[..=at].iter().rev().find(|word| word.role == Role::Number));
        word.unit.is_some()
            && other.is_some_and(|other| {
                other.unit.is_some() && word.start > other.end() && !counts.is_unheard_of(&other.form, side)
            })
            && words[i - 1].unit.is_none()
            && word.start >= words[i - 1].end() + 2
    };
    !is_dated() && !is_converted()
}

/// A name in the place of another, or one of which the other edition says nothing.
fn swapped_names(hunk: &Hunk<'_, '_>, counts: &Counts<'_>, names: &mut (Vec<String>, Vec<String>)) {
    let (removed, added) = (hunk.removed(), hunk.added());
    if let ([old], [new]) = (removed, added)
        && [old, new].iter().any(|word| word.role == Role::Head)
        && [old, new].iter().all(|word| matches!(word.role, Role::Head | Role::Name))
    {
        names.0.push(old.text.to_owned());
        names.1.push(new.text.to_owned());
        return;
    }
    let of = |words: &[Word<'_>], is_changed: &dyn Fn(&str) -> bool| -> Vec<String> {
        let runs = words.chunk_by(|a, b| a.role == Role::Name && b.role == Role::Name);
        runs.filter(|run| run.iter().any(|word| word.role == Role::Name && is_changed(&word.form)))
            .map(joined)
            .collect()
    };
    let is_in_place = is_in_place(removed, added, Role::Name);
    let gone = of(removed, &|form| is_in_place || counts.is_fewer(form));
    let come = of(added, &|form| is_in_place || counts.is_more(form));
    if !gone.is_empty() && !come.is_empty() {
        names.0.extend(gone);
        names.1.extend(come);
        return;
    }
    names.0.extend(names_alone(hunk.old, hunk.gone.clone(), Side::Old, counts));
    names.1.extend(names_alone(hunk.new, hunk.come.clone(), Side::New, counts));
}

/// Names among some words of a sentence of which the other edition says no part. What only completes a name beside it, as the
/// first name or the title, is none of its own.
fn names_alone(words: &[Word<'_>], range: Range<usize>, side: Side, counts: &Counts<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut start = range.start;
    for run in words[range.clone()].chunk_by(|a, b| a.role == Role::Name && b.role == Role::Name) {
        let stop = start + run.len();
        let behind = words.get(stop).filter(|_| stop == range.end);
        let before = start.checked_sub(1).filter(|_| start == range.start).map(|at| &words[at]);
        let is_completing = behind.is_some_and(|behind| is_title_of(&run[run.len() - 1], behind))
            || before.is_some_and(|before| is_short_for(&run[0], before));
        let is_new = run.iter().all(|word| {
            word.role == Role::Name && (is_of_calendar(word) || counts.is_nowhere(&word.form, side))
        });
        let is_told = counts.writing.is_name_alone(run) && !run.iter().all(is_of_calendar);
        if is_new && is_told && !is_completing {
            found.push(joined(run));
        }
        start = stop;
    }
    found
}

/// Whether a name stands before another as a title does, or a first name.
fn is_title_of(word: &Word<'_>, name: &Word<'_>) -> bool {
    name.role == Role::Name && name.start <= word.end() + 1
}

/// Whether a word is the letters, in brackets, that stand for the name before it.
fn is_short_for(word: &Word<'_>, name: &Word<'_>) -> bool {
    let is_in_brackets = word.start == name.end() + " (".len();
    name.role == Role::Name && is_in_brackets && word.form.chars().all(char::is_uppercase)
}

fn joined(run: &[Word<'_>]) -> String {
    run.iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
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
