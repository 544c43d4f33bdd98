//! Numbers by their value: "281 752", "281,752" and "281.752" are one, and so are "40 млн", "40 million" and "4000万".

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt as _};

use super::hash;
use crate::language::{Token, digit, fold};
use crate::model::Language;

/// What a number tells by its length.
const YEAR: f32 = 1.0;
const ONE_DIGIT: f32 = 0.5;
const TWO_DIGITS: f32 = 1.0;
const NUMBER: f32 = 3.0;
/// Digits of a group.
const GROUP: usize = 3;
/// Groups of one number; more are a table's.
const GROUPS: usize = 5;
/// Words behind one number that multiply it: "5 тысяч миллиардов", "3 mil millones".
const MULTIPLIERS: usize = 2;
/// Languages that part the groups of a long number by a plain space, which elsewhere parts two numbers.
const SPACED: [&str; 22] = [
    "be", "bg", "ca", "cs", "de", "es", "et", "fi", "fr", "hu", "it", "kk", "lt", "lv", "nb", "pl", "pt",
    "ru", "sk", "sl", "sv", "uk",
];

/// A number as a text writes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quantity {
    /// Equal for equal values, in any language.
    pub(super) key: u32,
    /// How much it tells.
    pub(super) weight: f32,
    /// Tokens that it takes.
    pub(super) tokens: usize,
}

/// The number that the first of some tokens begins, with what follows and belongs to it; `None` if it begins with no digit.
pub(super) fn quantity(text: &str, tokens: &[Token], language: Language) -> Option<Quantity> {
    let first = tokens.first()?.text(text);
    first.chars().next().and_then(digit)?;
    let folded = fold(first);
    let written = Written::read(&folded);
    let as_written =
        |spelled: &str| Some(Quantity { key: key_of(spelled), weight: written.weight(), tokens: 1 });
    let Some(mut value) = written.value() else { return as_written(&written.digits) };
    let magnitudes = MAGNITUDES.get(&language);
    if !written.ending.is_empty() {
        let power = magnitudes.and_then(|all| power_of(all, written.ending, true));
        let Some(power) = power else { return as_written(&folded) };
        value.power += power;
        return Some(value.quantity(NUMBER, 1));
    }
    let mut taken = 1;
    let is_spaced = SPACED.contains(&language.as_str());
    while written.may_go_on() && taken < GROUPS {
        let Some(group) = group_behind(text, &tokens[taken - 1..], is_spaced) else { break };
        value.digits.push_str(group);
        taken += 1;
    }
    for _ in 0..MULTIPLIERS {
        let power = magnitudes.and_then(|all| power_behind(all, text, &tokens[taken - 1..]));
        let Some(power) = power else { break };
        value.power += power;
        taken += 1;
    }
    let weight = if taken == 1 { written.weight() } else { NUMBER };
    Some(value.quantity(weight, taken))
}

/// A word that begins with a digit.
#[derive(Debug, Default)]
struct Written<'w> {
    /// Its digits, without what stands between them.
    digits: String,
    /// Digits before, between and behind the separators.
    groups: Vec<usize>,
    separators: Vec<char>,
    /// What comes behind the digits.
    ending: &'w str,
}

impl<'w> Written<'w> {
    fn read(folded: &'w str) -> Self {
        let mut written = Self { groups: vec![0], ..Self::default() };
        for (at, c) in folded.char_indices() {
            if let Some(value) = digit(c).and_then(|value| char::from_digit(value, 10)) {
                written.digits.push(value);
                if let Some(group) = written.groups.last_mut() {
                    *group += 1;
                }
            } else if matches!(c, '.' | ',') {
                written.separators.push(c);
                written.groups.push(0);
            } else {
                written.ending = &folded[at..];
                break;
            }
        }
        written
    }

    /// What it is worth; `None` for a day or a version ("17.05.2020").
    fn value(&self) -> Option<Value> {
        let [first, others @ ..] = &*self.groups else { return None };
        let [between @ .., _] = &*self.separators else { return Some(Value::new(&self.digits, 0)) };
        let grouped =
            |groups: &[usize]| (1..=GROUP).contains(first) && groups.iter().all(|group| *group == GROUP);
        let zero = self.digits.starts_with('0');
        if !zero && grouped(others) {
            return Some(Value::new(&self.digits, 0));
        }
        let (decimals, whole) = others.split_last()?;
        let other_sign = between.iter().all(|sign| Some(sign) != self.separators.last());
        let is_decimal = whole.is_empty() || (other_sign && grouped(whole));
        is_decimal.then(|| Value::new(&self.digits, -i32::try_from(*decimals).unwrap_or(i32::MAX)))
    }

    /// Whether groups of three more may follow.
    fn may_go_on(&self) -> bool {
        self.separators.is_empty() && self.digits.len() <= GROUP && !self.digits.starts_with('0')
    }

    fn weight(&self) -> f32 {
        let plain = self.separators.is_empty() && self.ending.is_empty();
        let century = self.digits.starts_with("19") || self.digits.starts_with("20");
        match self.digits.len() {
            4 if century => YEAR,
            1 if plain => ONE_DIGIT,
            2 if plain => TWO_DIGITS,
            _ => NUMBER,
        }
    }
}

/// Digits and the power of ten that they are multiplied by.
#[derive(Debug)]
struct Value {
    digits: String,
    power: i32,
}

impl Value {
    fn new(digits: &str, power: i32) -> Self {
        Self { digits: digits.to_owned(), power }
    }

    fn quantity(&self, weight: f32, tokens: usize) -> Quantity {
        let digits = self.digits.trim_start_matches('0');
        // Version 1.10 is another than 1.1.
        let telling = if self.power < 0 { digits } else { digits.trim_end_matches('0') };
        let zeros = i32::try_from(digits.len() - telling.len()).unwrap_or(i32::MAX);
        let power = if telling.is_empty() { 0 } else { self.power.saturating_add(zeros) };
        let key = hash::join(hash::of(telling.as_bytes()), u64::from(power.cast_unsigned()));
        Quantity { key: hash::short(key), weight, tokens }
    }
}

fn key_of(spelled: &str) -> u32 {
    hash::short(hash::of(spelled.as_bytes()))
}

/// The three digits behind the first of some tokens that go on with its number.
fn group_behind<'t>(text: &'t str, tokens: &[Token], is_spaced: bool) -> Option<&'t str> {
    let [last, next, ..] = tokens else { return None };
    let group = next.text(text);
    let parts = match text.get(last.end as usize..next.start as usize)? {
        "\u{a0}" | "\u{202f}" | "\u{2009}" | "'" | "’" => true,
        " " => is_spaced,
        _ => false,
    };
    (parts && group.len() == GROUP && group.bytes().all(|byte| byte.is_ascii_digit())).then_some(group)
}

/// A word that multiplies the number before it.
#[derive(Debug)]
struct Magnitude {
    /// In folded letters.
    spelling: String,
    power: i32,
    /// Longer words that begin so mean the same.
    is_stem: bool,
    /// It is written right behind the digits alone.
    is_ending: bool,
}

/// The words of a language that multiply a number.
type Magnitudes = Vec<Magnitude>;

/// The power of ten that a word says; `right_behind` the digits, or as a word of its own.
fn power_of(magnitudes: &Magnitudes, folded: &str, right_behind: bool) -> Option<i32> {
    let says = |magnitude: &&Magnitude| {
        let is_it =
            folded == magnitude.spelling || (magnitude.is_stem && folded.starts_with(&magnitude.spelling));
        is_it && (right_behind || !magnitude.is_ending)
    };
    magnitudes.iter().find(says).map(|magnitude| magnitude.power)
}

/// The power that the token behind the first of some says.
fn power_behind(magnitudes: &Magnitudes, text: &str, tokens: &[Token]) -> Option<i32> {
    let [last, next, ..] = tokens else { return None };
    let between = text.get(last.end as usize..next.start as usize)?;
    let is_near = between.chars().all(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '-'));
    if is_near { power_of(magnitudes, &fold(next.text(text)), false) } else { None }
}

static MAGNITUDES: LazyLock<HashMap<Language, Magnitudes>> =
    LazyLock::new(|| read(include_str!("magnitudes.txt")));

fn read(table: &'static str) -> HashMap<Language, Magnitudes> {
    let mut all: HashMap<Language, Magnitudes> = HashMap::new();
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    for (code, columns) in lines.filter_map(|line| line.split_once(": ")) {
        let of = all.entry(Language::from_static(code)).or_default();
        for (power, words) in columns.split(" | ").filter_map(|column| column.split_once(' ')) {
            let Ok(power) = power.parse() else { continue };
            of.extend(words.split_whitespace().map(|word| {
                let (is_ending, word) = word.strip_prefix('-').map_or((false, word), |word| (true, word));
                let (is_stem, word) = word.strip_suffix('*').map_or((false, word), |word| (true, word));
                Magnitude { spelling: fold(word), power, is_stem, is_ending }
            }));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens_in;

    /// The first number of a text in a language, and the tokens it takes.
    fn first(code: &'static str, text: &str) -> (u32, usize) {
        let language = Language::from_static(code);
        let found = tokens_in(text, language);
        let number = found.iter().enumerate().find_map(|(at, _)| quantity(text, &found[at..], language));
        number.map_or((0, 0), |number| (number.key, number.tokens))
    }

    #[test]
    fn a_value_is_one_however_a_language_writes_it() {
        let equal = [
            (
                "281752",
                &[
                    ("ru", "281 752 случая"),
                    ("en", "281,752 cases"),
                    ("de", "281.752 Fälle"),
                    ("fr", "281\u{202f}752 cas"),
                ][..],
            ),
            (
                "40000000",
                &[
                    ("en", "40 million"),
                    ("ru", "40 млн"),
                    ("de", "40 Mio. Euro"),
                    ("zh", "4000万"),
                    ("ko", "4000만명"),
                    ("en", "40m"),
                ],
            ),
            (
                "1300000000",
                &[
                    ("en", "$1.3bn"),
                    ("fr", "1,3 milliard"),
                    ("ja", "13億"),
                    ("es", "1.300 millones"),
                    ("hi", "130 करोड़"),
                ],
            ),
            ("5000000000", &[("es", "5 mil millones"), ("en", "5-billion"), ("tr", "5 milyar")]),
            ("1234.5", &[("en", "1,234.5"), ("de", "1.234,5")]),
            ("312", &[("en", "312 dead"), ("ar", "٣١٢ قتيلا"), ("fa", "۳۱۲ کشته")]),
            ("0.5", &[("en", "00.5"), ("pl", "0,5")]),
        ];
        for (plain, written) in equal {
            for (code, text) in written {
                assert_eq!(first(code, text).0, first("en", plain).0, "{code} {text}");
            }
        }
    }

    #[test]
    fn numbers_that_stand_side_by_side_and_what_is_no_value_stay_what_they_are() {
        let unlike = [
            (("en", "17 281"), ("en", "17281")),
            (("ru", "2019 300"), ("ru", "2019300")),
            (("ru", "007 123"), ("ru", "7123")),
            (("en", "1.3"), ("en", "13")),
            (("en", "1.10"), ("en", "1.1")),
            (("en", "5G"), ("en", "5")),
            (("en", "20 m"), ("en", "20 million")),
            (("en", "17.05.2020"), ("en", "1705.2020")),
            (("en", "0"), ("en", "10")),
        ];
        for ((code, one), (other_code, other)) in unlike {
            assert_ne!(first(code, one).0, first(other_code, other).0, "{one} {other}");
        }
        assert_eq!(first("de", "281 752 Fälle").1, 2);
        assert_eq!(first("uk", "5 тисяч мільярдів гривень").1, 3);
        assert_eq!(first("en", "no number"), (0, 0));
    }

    #[test]
    fn numbers_of_any_length_have_a_value() {
        let long = "9".repeat(100_000);
        assert_eq!(first("en", &format!("{long} billion")).1, 1, "a number of more than 128 digits is cut");
        assert_ne!(first("en", "000000").0, 0);
    }
}
