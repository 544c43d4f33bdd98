//! Quantities: a number with its words of magnitude, and what it is of. `5 Mio. Euro`, `€5m` and `5,000,000 euros` are one.

use std::sync::LazyLock;

use super::facts::Facts;
use super::numerals;
use super::sentence::{Role, Word};
use super::table::{Table, folded, lines};
use crate::language::{digit, fold, is_function_word};
use crate::model::Language;

/// What a number is of: two words for one unit say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measure<'t> {
    pub(super) unit: &'static str,
    /// The number with its unit, as written.
    pub(super) text: &'t str,
    /// One past its last byte in the text.
    end: usize,
}

/// By how much a word makes a number larger: a factor, and zeros behind it. `None`: it is about a number, of its own.
type Size = Option<(u64, usize)>;

struct Magnitudes {
    anywhere: Table<Size>,
    behind: Table<Size>,
    paid: Table<Size>,
    glued: Vec<(String, Size)>,
}

static MAGNITUDES: LazyLock<Magnitudes> = LazyLock::new(|| {
    let mut all =
        Magnitudes { anywhere: Table::new(), behind: Table::new(), paid: Table::new(), glued: Vec::new() };
    for (language, kind, words) in lines(include_str!("magnitudes.txt")) {
        for word in words.split_whitespace() {
            let (word, value) = word.split_once('=').unwrap_or((word, ""));
            let size = match value.strip_prefix('e') {
                Some(zeros) => zeros.parse().ok().map(|zeros| (1, zeros)),
                None => value.parse().ok().map(|factor| (factor, 0)),
            };
            match kind {
                "behind" => all.behind.add(language, word, size),
                "paid" => all.paid.add(language, word, size),
                "glued" => all.glued.push((folded(word), size)),
                _ => all.anywhere.add(language, word, size),
            }
        }
    }
    all
});

struct Units {
    behind: Table<&'static str>,
    /// Currencies.
    before: Table<&'static str>,
    /// The longest first.
    glued: Vec<(String, &'static str)>,
}

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let mut all = Units { behind: Table::new(), before: Table::new(), glued: Vec::new() };
    for (language, head, words) in lines(include_str!("units.txt")) {
        let (unit, kind) = head.split_once(' ').unwrap_or((head, ""));
        for word in words.split_whitespace() {
            if kind == "glued" {
                all.glued.push((folded(word), unit));
                continue;
            }
            all.behind.add(language, word, unit);
            if kind == "before" {
                all.before.add(language, word, unit);
            }
        }
    }
    all.glued.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    all
});

/// Units that money is counted in, which a number of millions is of where `m` is no metre.
const MONEY: [&str; 18] = [
    "baht", "crown", "dollar", "euro", "forint", "franc", "hryvnia", "lira", "peso", "pound", "rand", "real",
    "ruble", "rupee", "rupiah", "yen", "yuan", "zloty",
];

/// Joins numbers with their words of magnitude, and finds what each is of.
pub(super) fn gather<'t>(text: &'t str, mut words: Vec<Word<'t>>, facts: Facts) -> Vec<Word<'t>> {
    numerals::mark(&mut words);
    let mut words = numerals::join(text, words);
    for i in 0..words.len() {
        if words[i].role == Role::Number {
            part_suffix(&mut words, i, facts);
        }
    }
    let mut joined: Vec<Word<'t>> = Vec::with_capacity(words.len());
    let mut i = 0;
    while i < words.len() {
        let mut word = words[i].clone();
        i += 1;
        while word.role == Role::Number
            && let Some((form, end)) = larger(text, joined.last(), &word, &words[i..], facts.language())
        {
            word.text = &text[word.start..end];
            word.form = form;
            while words.get(i).is_some_and(|next| next.start < end) {
                i += 1;
            }
        }
        joined.push(word);
    }
    for i in 0..joined.len() {
        if joined[i].role == Role::Number && joined[i].unit.is_none() {
            joined[i].unit = unit(text, &joined, i, facts.language());
            let end = joined[i].unit.map_or(0, |measure| measure.end);
            // "Cent" of "pour cent" is no number.
            joined[i + 1..]
                .iter_mut()
                .take_while(|word| word.start < end)
                .for_each(|word| word.role = Role::Plain);
        }
    }
    joined
}

/// Parts a number from what is written together with it: `5bn`, `40km`, `4th`, `5만`.
fn part_suffix(words: &mut [Word<'_>], i: usize, facts: Facts) {
    let form = words[i].form.clone();
    let Some(at) = form.rfind(|c: char| c.is_ascii_digit()).map(|at| at + 1).filter(|at| *at < form.len())
    else {
        return;
    };
    let (number, mut suffix) = (form[..at].to_owned(), fold(&form[at..]));
    if !number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-')) {
        return;
    }
    let mut number = number;
    let language = facts.language();
    if facts.is_order(&suffix) {
        words[i].form = format!("{number}º");
        return;
    }
    let all = &*MAGNITUDES;
    let is_paid = is_paid(i.checked_sub(1).map(|at| &words[at]), words.get(i + 1), language);
    let size = all.behind.get(&suffix, language).or_else(|| all.anywhere.get(&suffix, language));
    let size = size.or_else(|| all.paid.get(&suffix, language).filter(|_| is_paid));
    if let Some(form) = size.and_then(|size| scaled(&number, size)) {
        words[i].form = form;
        return;
    }
    while let Some((form, rest)) = all.glued.iter().find_map(|(word, size)| {
        let rest = suffix.strip_prefix(word.as_str())?;
        Some((scaled(&number, *size)?, rest.to_owned()))
    }) {
        (number, suffix) = (form, rest);
    }
    let units = &*UNITS;
    let glued = || units.glued.iter().find(|(word, _)| *word == suffix).map(|(_, unit)| *unit);
    let unit = units.behind.get(&suffix, language).or_else(glued);
    words[i].unit = unit.map(|unit| Measure { unit, text: words[i].text, end: words[i].end() });
    words[i].form = if unit.is_some() { number } else { number + &suffix };
}

/// The form of a number with the magnitude behind it, and where that ends.
fn larger(
    text: &str,
    before: Option<&Word<'_>>,
    number: &Word<'_>,
    behind: &[Word<'_>],
    language: Language,
) -> Option<(String, usize)> {
    let next = behind.first()?;
    if number.unit.is_some() || is_year(&number.form) {
        return None;
    }
    let all = &*MAGNITUDES;
    let rest = text[number.end()..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    if rest.starts_with(|c: char| !c.is_ascii())
        && let Some((word, size)) = all.glued.iter().find(|(word, _)| rest.starts_with(word.as_str()))
    {
        let end = text.len() - rest.len() + word.len();
        return Some((scaled(&number.form, *size)?, end));
    }
    if !is_near(text, number, next) {
        return None;
    }
    let word = fold(next.text);
    let size = all.behind.get(&word, language).or_else(|| all.anywhere.get(&word, language));
    let paid = || all.paid.get(&word, language).filter(|_| is_paid(before, behind.get(1), language));
    Some((scaled(&number.form, size.or_else(paid)?)?, next.end()))
}

/// Whether what stands before a number, or behind it, is a currency.
fn is_paid(before: Option<&Word<'_>>, behind: Option<&Word<'_>>, language: Language) -> bool {
    let units = &*UNITS;
    let before = before.and_then(|word| units.before.get(&fold(word.text), language));
    let behind = || behind.and_then(|word| units.behind.get(&fold(word.text), language));
    before.or_else(behind).is_some_and(|unit| MONEY.contains(&unit))
}

/// A number that is most likely a year: `in 2024 thousands fled`.
fn is_year(form: &str) -> bool {
    form.len() == 4 && (form.starts_with("19") || form.starts_with("20")) && !form.ends_with("00")
}

/// What a number is of: the words behind it, or the currency before it.
fn unit<'t>(text: &'t str, words: &[Word<'t>], i: usize, language: Language) -> Option<Measure<'t>> {
    let units = &*UNITS;
    let number = &words[i];
    let measure = |unit, from: usize, to: usize| Measure { unit, text: &text[from..to], end: to };
    let rest = text[number.end()..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    if rest.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii())
        && let Some((word, unit)) = units.glued.iter().find(|(word, _)| rest.starts_with(word.as_str()))
    {
        return Some(measure(unit, number.start, text.len() - rest.len() + word.len()));
    }
    if let Some(next) = words.get(i + 1).filter(|next| is_near(text, number, next)) {
        let first = fold(next.text);
        if let Some(second) = words.get(i + 2).filter(|second| is_near(text, next, second)) {
            let last = fold(second.text);
            let both = units.behind.get(&format!("{first} {last}"), language);
            // "40 square kilometres", "3 long hours".
            let is_qualified = next.role == Role::Plain && !is_function_word(&first);
            let unit = both
                .or_else(|| units.behind.get(&first, language))
                .or_else(|| units.behind.get(&last, language).filter(|_| is_qualified));
            if let Some(unit) = unit {
                return Some(measure(unit, number.start, if both.is_some() { second } else { next }.end()));
            }
        } else if let Some(unit) = units.behind.get(&first, language) {
            return Some(measure(unit, number.start, next.end()));
        }
    }
    let before = words[..i].last().filter(|before| is_near(text, before, number))?;
    let unit = units.before.get(&fold(before.text), language)?;
    Some(measure(unit, before.start, number.end()))
}

/// Whether nothing but a space, a hyphen or the dot of `p.m` stands between two words.
fn is_near(text: &str, one: &Word<'_>, other: &Word<'_>) -> bool {
    let gap = text.get(one.end()..other.start).unwrap_or("?");
    gap.chars().count() <= 2
        && gap.chars().all(|c| c.is_whitespace() && c != '\n' || matches!(c, '-' | '\u{2011}'))
        || (gap == "." && other.text.len() == 1 && one.text.len() == 1 && digit_free(one.text))
}

fn digit_free(text: &str) -> bool {
    text.chars().all(|c| digit(c).is_none())
}

/// The form of a number made larger; `None` where it is no plain number.
fn scaled(form: &str, size: Size) -> Option<String> {
    const LONGEST: usize = 24;
    let (factor, zeros) = size?;
    let (sign, value) = form.strip_prefix('-').map_or(("", form), |value| ("-", value));
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let is_plain = !whole.is_empty()
        && form.len() <= LONGEST
        && whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
    if !is_plain {
        return None;
    }
    if factor != 1 {
        let value: u64 = if fraction.is_empty() { whole.parse().ok()? } else { return None };
        return Some(format!("{sign}{}", value.checked_mul(factor)?));
    }
    let digits = format!("{whole}{fraction}{}", "0".repeat(zeros.saturating_sub(fraction.len())));
    let (whole, fraction) = digits.split_at((whole.len() + zeros).min(digits.len()));
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn a_number_is_made_larger_digit_by_digit() {
        for (form, size, large) in [
            ("5", (1, 6), "5000000"),
            ("1.5", (1, 6), "1500000"),
            ("-1.25", (1, 1), "-12.5"),
            ("0.5", (1, 3), "500"),
            ("2", (12, 0), "24"),
        ] {
            assert_eq!(scaled(form, Some(size)).as_deref(), Some(large), "{form}");
        }
        assert_eq!(scaled("12.6.2026", Some((1, 3))), None);
    }
}
