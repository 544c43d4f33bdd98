//! Headlines that one desk writes by one pattern: "Quake of 4.1 near Ardal", "Quake of 3.8 near Belmar".

use super::hash;

/// Words of a headline that are compared.
pub(super) const WORDS: usize = 24;
/// Digits of a number that counts through a series; a longer one is news: "12,000 evacuated", then "40,000 evacuated".
const SMALL: usize = 3;

/// A word of a headline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadlineWord {
    hash: u32,
    /// It is a number of at most three digits.
    small_number: bool,
}

impl HeadlineWord {
    pub(super) fn new(word: &str, hash: u64) -> Self {
        let small_number = word.len() <= SMALL && word.bytes().all(|byte| byte.is_ascii_digit());
        Self { hash: hash::short(hash), small_number }
    }
}

/// Whether two headlines are of one pattern with other words in it.
///
/// Half of the longer one's words stand in both in the same order, and each has a word of its own. A headline that only grew
/// ("Ferry aground: what we know") tells the same still.
pub(super) fn are_of_one_pattern(one: &[HeadlineWord], other: &[HeadlineWord]) -> bool {
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    // With one word less than the shorter has, they must still share half of the longer.
    if shorter == 0 || (shorter - 1) * 2 < longer {
        return false;
    }
    let common = in_order(one, other);
    common * 2 >= longer && common < shorter
}

/// Whether two headlines differ in small numbers alone.
pub(super) fn are_numbered(one: &[HeadlineWord], other: &[HeadlineWord]) -> bool {
    one != other && words_of(one).eq(words_of(other)) && words_of(one).next().is_some()
}

fn words_of(headline: &[HeadlineWord]) -> impl Iterator<Item = &HeadlineWord> {
    headline.iter().filter(|word| !word.small_number)
}

/// Length of the longest sequence of words that both have in order.
fn in_order(one: &[HeadlineWord], other: &[HeadlineWord]) -> usize {
    let mut row = [0_usize; WORDS + 1];
    for word in one {
        let mut diagonal = 0;
        for (at, another) in other.iter().take(WORDS).enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == another { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[other.len().min(WORDS)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(headline: &str) -> Vec<HeadlineWord> {
        headline.split(' ').map(|word| HeadlineWord::new(word, hash::of(word.as_bytes()))).collect()
    }

    #[test]
    fn a_headline_with_another_word_in_it_is_of_one_pattern_and_one_that_grew_is_not() {
        let pattern = |one: &str, other: &str| {
            let (one, other) = (words(one), words(other));
            assert_eq!(are_of_one_pattern(&one, &other), are_of_one_pattern(&other, &one));
            are_of_one_pattern(&one, &other)
        };
        assert!(pattern("quake of 4.1 near ardal", "quake of 3.8 near belmar"));
        assert!(pattern("warning 17 for the coast", "warning 18 for the coast"));
        assert!(!pattern("ferry aground off belmar", "ferry aground off belmar what we know"));
        assert!(!pattern("ferry aground off belmar", "ferry aground off belmar"));
        assert!(!pattern("ferry aground off belmar", "all safe after stranding of the ferry"));
    }

    #[test]
    fn a_number_of_a_series_counts_and_one_of_people_is_news() {
        let numbered = |one: &str, other: &str| are_numbered(&words(one), &words(other));
        assert!(numbered("warning 17 for the coast", "warning 18 for the coast"));
        assert!(!numbered("12000 evacuated", "40000 evacuated"));
        assert!(!numbered("warning 17 for the coast", "warning 17 for the coast"));
        assert!(!numbered("warning 17 for the coast", "warning 18 for the bay"));
        assert!(!numbered("17", "18"));
    }
}
