//! Headlines that one desk writes by one pattern: "Quake of 4.1 near Ardal", "Quake of 3.8 near Belmar".

use super::hash;
use super::numerals::{Numeral, numerals};
use crate::model::Language;

/// Words of a headline that are compared.
pub(super) const WORDS: usize = 24;
/// Digits of a number that counts through a series; a longer one is news: "12,000 evacuated", then "40,000 evacuated".
const SMALL: usize = 3;

/// A word of a headline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadlineWord {
    hash: u32,
    /// It counts through a series: a number of at most three digits, or one from one to twenty that is spelled.
    small_number: bool,
}

/// The first words of a headline in a language, each with the hash of its folded form.
///
/// A spelled number counts through a series where it is an ordinal ("tenth day"), or a cardinal or a Roman numeral behind what is
/// counted ("part two", "act IV"); "two killed" is news.
pub(super) fn headline<'t>(
    words: impl Iterator<Item = (&'t str, u64)>,
    language: Language,
) -> Box<[HeadlineWord]> {
    let numerals = numerals(language);
    let mut is_counted = false;
    let word = |(word, hash): (&str, u64)| {
        let digits = word.len() <= SMALL && word.bytes().all(|byte| byte.is_ascii_digit());
        let spelled;
        (spelled, is_counted) = match numerals.and_then(|numerals| numerals.get(&hash)) {
            Some(Numeral::Ordinal) => (true, false),
            // "Twenty-one" and "dix-sept" are two words.
            Some(Numeral::Cardinal) => (is_counted, is_counted),
            Some(Numeral::Counted) => (false, true),
            None => (false, false),
        };
        HeadlineWord { hash: hash::short(hash), small_number: digits || spelled }
    };
    words.take(WORDS).map(word).collect()
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

/// Whether half of the shorter of two headlines stands in the other, or it has no words.
pub(super) fn share_half(one: &[HeadlineWord], other: &[HeadlineWord]) -> bool {
    in_order(one, other) * 2 >= one.len().min(other.len())
}

/// Whether two headlines are one, word by word.
pub(super) fn is_one_headline(one: &[HeadlineWord], other: &[HeadlineWord]) -> bool {
    !one.is_empty() && one == other
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

    fn words(headline: &str) -> Box<[HeadlineWord]> {
        words_in("en", headline)
    }

    fn words_in(code: &'static str, headline: &str) -> Box<[HeadlineWord]> {
        let words = headline.split(' ').map(|word| (word, hash::of(crate::language::fold(word).as_bytes())));
        super::headline(words, Language::from_static(code))
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

    #[test]
    fn a_spelled_number_counts_as_an_ordinal_or_behind_what_is_counted() {
        let numbered = |(code, one, other): &(&'static str, &str, &str)| {
            are_numbered(&words_in(code, one), &words_in(code, other))
        };
        let series = [
            ("en", "Drone number one", "Drone number two"),
            ("en", "Inside the port Part One", "Inside the port Part Two"),
            ("en", "Ferry strike day ten", "Ferry strike day twenty one"),
            ("en", "The long siege part III", "The long siege part IV"),
            ("en", "Third suspect held in Belmar", "Fourth suspect held in Belmar"),
            ("fr", "Procès d'Ardal jour dix sept", "Procès d'Ardal jour trois"),
            ("fr", "Le deuxième drone abattu", "Le onzième drone abattu"),
            ("de", "Prozess in Ardal Tag zwölf", "Prozess in Ardal Tag fünf"),
            ("de", "Der dritte Streiktag", "Der vierte Streiktag"),
            ("es", "El puerto por dentro capítulo dieciséis", "El puerto por dentro capítulo seis"),
            ("es", "La séptima jornada de huelga", "La décima jornada de huelga"),
            ("it", "Il porto visto da dentro parte due", "Il porto visto da dentro parte sei"),
            ("it", "Il quarto giorno di sciopero", "Il decimo giorno di sciopero"),
            ("pl", "Strajk dzień piąty", "Strajk dzień dziesiąty"),
            ("pl", "Port od środka część druga", "Port od środka część trzecia"),
            ("uk", "Страйк день п’ятий", "Страйк день дев'ятий"),
            ("uk", "Порт зсередини частина друга", "Порт зсередини частина третя"),
            ("ru", "Забастовка день седьмой", "Забастовка день двадцатый"),
            ("ru", "Порт изнутри часть первая", "Порт изнутри часть вторая"),
            ("ru", "Дрон номер один", "Дрон номер два"),
        ];
        for pair in &series {
            assert!(numbered(pair), "{pair:?}");
        }
        let news = [
            ("en", "Two killed in Belmar", "Three killed in Belmar"),
            ("en", "Blast in Belmar kills two", "Blast in Belmar kills three"),
            ("en", "Xi visits Belmar", "Visits Belmar"),
            ("en", "Drone number one", "Drone number one"),
            ("fr", "Deux morts à Belmar", "Trois morts à Belmar"),
            ("de", "Zwei Tote in Belmar", "Drei Tote in Belmar"),
            ("ru", "Двое погибших в Ардале", "Трое погибших в Ардале"),
            ("ja", "Part one", "Part two"),
        ];
        for pair in &news {
            assert!(!numbered(pair), "{pair:?}");
        }
    }
}
