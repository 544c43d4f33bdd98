//! Dates as pages write them for their readers.

use super::months;
use super::page_time::PageTime;
use crate::model::Language;

/// Years of the Buddhist calendar, which Thai pages count in, are this many more.
const BUDDHIST: u32 = 543;

/// How the readers of a page write dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateHabits {
    /// Where the same word names different months.
    language: Option<Language>,
    /// `06/11/2026` is a day in June.
    is_month_first: bool,
}

impl DateHabits {
    /// Those of a language tag such as `en-GB`: the month comes first in American and in unspecified English, and where the
    /// language is unknown.
    #[must_use]
    pub fn of(tag: Option<&str>) -> Self {
        let lower = tag.unwrap_or("en").trim().replace('_', "-").to_ascii_lowercase();
        Self {
            language: tag.and_then(|tag| tag.parse().ok()),
            is_month_first: matches!(lower.as_str(), "en" | "en-us" | "en-ph"),
        }
    }
}

/// A word or number of a visible date.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece<'t> {
    /// And how many digits it has.
    Number(u32, usize),
    Sign(char),
    /// The name of a month or anything else: looked up only between numbers.
    Word(&'t str),
}

/// Whether a text of the page, uncleaned, may hold a date: no date has no digit, and digits of other scripts and references
/// to them are not looked for here.
pub fn may_be_in(raw: &str) -> bool {
    raw.bytes().any(|byte| byte.is_ascii_digit() || byte == b'&' || !byte.is_ascii())
}

/// The first date in visible text: `11 June 2026`, `June 11, 2026`, `11.06.2026`, `2026年6月11日`.
pub fn find(text: &str, habits: DateHabits) -> Option<PageTime> {
    // Most texts have no date, and no date has no digit.
    if !may_be_in(text) || !text.chars().any(char::is_numeric) {
        return None;
    }
    let lower = joined(text.to_lowercase());
    let pieces = pieces(&lower);
    (0..pieces.len()).find_map(|at| {
        let rest = &pieces[at..];
        let (year, month, date) =
            in_numbers(rest, habits.is_month_first).or_else(|| with_name(rest, habits.language))?;
        let year = if (2500..2700).contains(&year) { year - BUDDHIST } else { year };
        PageTime::day(i32::try_from(year).ok()?, month, date)
    })
}

/// `2026年6月11日`, `2026년 6월 11일`, `2026-06-11`, `2026.6.11`, `11.06.2026`, `11/6/2026`.
fn in_numbers(pieces: &[Piece<'_>], is_month_first: bool) -> Option<(u32, u32, u32)> {
    let &[
        Piece::Number(first, length),
        Piece::Sign(sign),
        Piece::Number(second, 1 | 2),
        Piece::Sign(other),
        Piece::Number(third, last),
        ..,
    ] = pieces
    else {
        return None;
    };
    match (length, last) {
        (4, 1 | 2) => Some((first, second, third)),
        // Years of two digits are this century's.
        (1 | 2, 2 | 4) if sign == other && matches!(sign, '.' | '/' | '-') && (last == 4 || sign != '-') => {
            let year = if last == 2 { 2000 + third } else { third };
            let is_month_first = second > 12 || (is_month_first && first <= 12 && sign == '/');
            Some(if is_month_first { (year, first, second) } else { (year, second, first) })
        }
        _ => None,
    }
}

/// `11 June 2026`, `June 11, 2026`, `2026 June 11`, with full stops and hyphens between.
fn with_name(pieces: &[Piece<'_>], language: Option<Language>) -> Option<(u32, u32, u32)> {
    let mut parts = pieces.iter().take(5).filter(|piece| !matches!(piece, Piece::Sign('.' | '-' | '/')));
    let ((&Piece::Number(day, 1 | 2), &Piece::Word(name), &Piece::Number(year, 4))
    | (&Piece::Word(name), &Piece::Number(day, 1 | 2), &Piece::Number(year, 4))
    | (&Piece::Number(year, 4), &Piece::Word(name), &Piece::Number(day, 1 | 2))
    | (&Piece::Number(year, 4), &Piece::Number(day, 1 | 2), &Piece::Word(name))) =
        (parts.next()?, parts.next()?, parts.next()?)
    else {
        return None;
    };
    Some((year, months::month(name, language)?, day))
}

fn is_date_sign(sign: char) -> bool {
    matches!(sign, '年' | '月' | '년' | '월' | '-' | '.' | '/')
}

/// Words that stand inside of dates and say nothing.
const FILLERS: &[&str] = &[
    "de", "del", "do", "of", "st", "nd", "rd", "th", "di", "er", "den", "d", "the", "일", "日", "año", "a",
    "m", "gada", "g", "р", "г", "год", "года", "року", "năm", "พ.ศ", "ค.ศ", "من", "في", "thn", "tahun",
];

/// Of text in lower case.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        if digit(c).is_some() {
            let (number, digits, bytes) = number(rest);
            length = bytes;
            pieces.push(number.map_or(Piece::Word(""), |number| Piece::Number(number, digits)));
        } else if is_date_sign(c) {
            pieces.push(Piece::Sign(c));
        } else if is_letter(c) {
            length = word(rest);
            let word = rest[..length].trim_end_matches('.');
            if !FILLERS.contains(&word) {
                pieces.push(Piece::Word(word));
            }
        }
        rest = &rest[length..];
    }
    pieces
}

/// Names of months that are written in two words become one, and Vietnamese "month 2 year 2026" becomes numbers.
fn joined(text: String) -> String {
    const TWO_WORDS: [(&str, &str); 4] =
        [("كانون ", "كانون_"), ("تشرين ", "تشرين_"), (" tháng ", "/"), (" năm ", "/")];
    if text.is_ascii() {
        return text;
    }
    TWO_WORDS.into_iter().fold(
        text,
        |text, (apart, together)| {
            if text.contains(apart) { text.replace(apart, together) } else { text }
        },
    )
}

/// Letters, the marks that Indic and Thai scripts write over and under them, and what joins two words.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        || c == '_'
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{965}' | '\u{981}'..='\u{9e5}' | '\u{e30}'..='\u{e4e}')
}

/// The bytes of the word at the start of a text; a full stop inside of a Thai one belongs to it.
fn word(text: &str) -> usize {
    let is_thai = text.starts_with(|c| matches!(c, '\u{e00}'..='\u{e4e}'));
    text.find(|c: char| !(is_letter(c) || is_thai && c == '.') || !is_thai && is_date_sign(c))
        .unwrap_or(text.len())
}

/// The number at the start of a text, in any script's digits: its value, its digits, its bytes.
fn number(text: &str) -> (Option<u32>, usize, usize) {
    let (mut value, mut digits, mut bytes) = (Some(0_u32), 0, 0);
    for c in text.chars() {
        let Some(digit) = digit(c) else { break };
        value = value.and_then(|value| value.checked_mul(10)?.checked_add(digit));
        digits += 1;
        bytes += c.len_utf8();
    }
    (value, digits, bytes)
}

/// The value of a decimal digit: of ASCII, or of Arabic, Persian, Hindi, Bengali, Thai or full width.
fn digit(c: char) -> Option<u32> {
    const ZEROS: [char; 7] = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}', '\u{ff10}'];
    ZEROS.iter().find_map(|&zero| u32::from(c).checked_sub(u32::from(zero)).filter(|value| *value < 10))
}
