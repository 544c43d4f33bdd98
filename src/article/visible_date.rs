//! Dates as pages write them for their readers.

use std::ops::Range;

use chrono::NaiveDate;

use super::clock;
use super::months;
use super::page_time::PageTime;
use super::solar;
use super::stamp::Label;
use crate::language::{digit, starts_digit};
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

    /// English, or nobody says.
    fn is_english(self) -> bool {
        self.language.is_none_or(|language| language.as_str() == "en")
    }

    /// Where years of four digits that are too small for another calendar are Iran's.
    fn is_persian(self) -> bool {
        self.language.is_some_and(|language| matches!(language.as_str(), "fa" | "ps"))
    }

    /// The same in a language that is known better than by the tag, if there is one.
    #[must_use]
    pub fn in_language(self, language: Option<Language>) -> Self {
        Self { language: language.or(self.language), ..self }
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

/// No date has fewer digits.
const FEWEST_DIGITS: usize = 3;

/// Whether a text of the page, uncleaned, may hold a date: no date has fewer than three digits. A reference to a digit is
/// written with one at least; of digits of other scripts only the first byte is looked for.
pub fn may_be_in(raw: &str) -> bool {
    // All bytes are looked at, so that the compiler makes vectors of them.
    let may_have_others = raw.bytes().fold(false, |found, byte| found | starts_digit(byte));
    may_have_others || raw.bytes().filter(u8::is_ascii_digit).count() >= FEWEST_DIGITS
}

/// A date in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownDate {
    /// The day, with the time that stands beside it.
    pub time: PageTime,
    /// Where it stands in the text's lower case.
    pub range: Range<usize>,
}

/// More dates of one text are not looked for.
const MOST_DATES: usize = 4;

/// The first date in visible text: `11 June 2026`, `June 11, 2026`, `11.06.2026`, `2026年6月11日`; with the time beside it.
pub fn find(text: &str, habits: DateHabits) -> Option<PageTime> {
    each(text, habits).into_iter().next().map(|date| date.time)
}

/// The dates in visible text, in order.
pub fn each(text: &str, habits: DateHabits) -> Vec<ShownDate> {
    let mut found: Vec<ShownDate> = Vec::new();
    if !may_be_in(text) || text.chars().filter(|c| digit(*c).is_some()).nth(FEWEST_DIGITS - 1).is_none() {
        return found;
    }
    let lower = text.to_lowercase();
    let written = (lower.len() == text.len()).then_some(text);
    let (pieces, places) = pieces(&lower);
    let mut at = 0;
    while at < pieces.len() && found.len() < MOST_DATES {
        let rest = &pieces[at..];
        let Some((day, length)) = day(rest, habits) else {
            at += 1;
            continue;
        };
        let (start, end) = (places[at].start, places[at + length - 1].end);
        let end = lower.len() - lower[end..].trim_start_matches(DAY).len();
        let before = &lower[found.last().map_or(0, |date| date.range.end)..start];
        let seasonal = habits.is_english().then_some(day);
        let from = start - before.len();
        let earlier = clock::before(before, written.and_then(|text| text.get(from..start)), seasonal);
        let (beside, apart) = (earlier.filter(|found| found.is_beside), earlier);
        let earlier =
            |found: Option<clock::Before>| found.map(|found| (found.clock, start - found.length..end));
        let later = || {
            let (clock, bytes) =
                clock::behind(&lower[end..], written.and_then(|text| text.get(end..)), seasonal)?;
            let gap = lower[end..].split(|c: char| digit(c).is_some()).next().unwrap_or_default();
            // Behind the label of another date stands the time of that one.
            let is_another = Label::of(gap).is_some() && has_day(&rest[length..], habits);
            (!is_another).then_some((clock, start..end + bytes))
        };
        let clock = earlier(beside).or_else(later).or_else(|| earlier(apart));
        let (time, range) = clock.map_or((PageTime::of_date(day), start..end), |(clock, range)| {
            (PageTime::of(day, Some(clock.time), clock.zone), range)
        });
        at += length;
        while at < pieces.len() && places[at].start < range.end {
            at += 1;
        }
        found.extend(time.map(|time| ShownDate { time, range }));
    }
    found
}

/// Whether a day stands anywhere in pieces.
fn has_day(pieces: &[Piece<'_>], habits: DateHabits) -> bool {
    (0..pieces.len()).any(|at| day(&pieces[at..], habits).is_some())
}

/// The day that pieces begin with, and how many they are.
fn day(pieces: &[Piece<'_>], habits: DateHabits) -> Option<(NaiveDate, usize)> {
    if let Some((date, length)) = in_persian(pieces, habits) {
        return Some((date, length));
    }
    let ((year, month, day), length) = in_numbers(pieces, habits.is_month_first)
        .or_else(|| with_name(pieces, habits.language))
        .or_else(|| in_vietnamese(pieces))
        .or_else(|| in_mongolian(pieces))?;
    let year = if (2500..2700).contains(&year) { year - BUDDHIST } else { year };
    Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, length))
}

/// `26 آبان 1405`, and in Persian `1405/08/26`.
fn in_persian(pieces: &[Piece<'_>], habits: DateHabits) -> Option<(NaiveDate, usize)> {
    let ((year, month, day), length) = match *pieces {
        [Piece::Number(day, 1 | 2), Piece::Word(name), Piece::Number(year, 4), ..]
        | [Piece::Number(year, 4), Piece::Word(name), Piece::Number(day, 1 | 2), ..] => {
            ((year, solar::month(name)?, day), 3)
        }
        [Piece::Number(1300..=1500, 4), Piece::Sign(_), ..] if habits.is_persian() => {
            in_numbers(pieces, false)?
        }
        _ => return None,
    };
    Some((solar::date(year, month, day)?, length))
}

/// A year, a month, a day.
type Numbers = (u32, u32, u32);

/// `2026年6月11日`, `2026년 6월 11일`, `2026-06-11`, `2026.6.11`, `11.06.2026`, `11/6/2026`.
fn in_numbers(pieces: &[Piece<'_>], is_month_first: bool) -> Option<(Numbers, usize)> {
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
    let numbers = match (length, last) {
        (4, 1 | 2) => (first, second, third),
        // Years of two digits are this century's.
        (1 | 2, 2 | 4) if sign == other && matches!(sign, '.' | '/' | '-') && (last == 4 || sign != '-') => {
            let year = if last == 2 { 2000 + third } else { third };
            let is_month_first = second > 12 || (is_month_first && first <= 12 && sign == '/');
            if is_month_first { (year, first, second) } else { (year, second, first) }
        }
        _ => return None,
    };
    Some((numbers, 5))
}

/// `11 June 2026`, `June 11, 2026`, `2026 June 11`, with full stops and hyphens between.
fn with_name(pieces: &[Piece<'_>], language: Option<Language>) -> Option<(Numbers, usize)> {
    let parts = pieces.iter().enumerate().take(5);
    let mut parts = parts.filter(|(_, piece)| !matches!(piece, Piece::Sign('.' | '-' | '/')));
    let (one, two, (end, three)) = (parts.next()?.1, parts.next()?.1, parts.next()?);
    let (year, name, day) = match (one, two, three) {
        (&Piece::Number(day, 1 | 2), &Piece::Word(name), &Piece::Number(year, 4))
        | (&Piece::Word(name), &Piece::Number(day, 1 | 2), &Piece::Number(year, 4))
        | (&Piece::Number(year, 4), &Piece::Word(name), &Piece::Number(day, 1 | 2))
        | (&Piece::Number(year, 4), &Piece::Number(day, 1 | 2), &Piece::Word(name)) => (year, name, day),
        // Thai pages shorten the year of their calendar, too.
        (&Piece::Number(day, 1 | 2), &Piece::Word(name), &Piece::Number(year @ 50.., 2))
            if name.starts_with(is_thai) =>
        {
            (2500 + year, name, day)
        }
        _ => return None,
    };
    Some(((year, months::month(name, language)?, day), end + 1))
}

/// `14 tháng 3, 2026`, `14 tháng 3 năm 2026`: the day, the month and the year are numbers with a word before them.
fn in_vietnamese(pieces: &[Piece<'_>]) -> Option<(Numbers, usize)> {
    let &[Piece::Number(day, 1 | 2), Piece::Word("tháng"), Piece::Number(month, 1 | 2), ref rest @ ..] =
        pieces
    else {
        return None;
    };
    let skipped = usize::from(matches!(rest.first(), Some(Piece::Sign('/' | '-'))));
    match rest.get(skipped) {
        Some(&Piece::Number(year, 4)) => Some(((year, month, day), 4 + skipped)),
        _ => None,
    }
}

/// `2026 оны 3-р сарын 14`: the year, the month and the day are numbers with words behind them.
fn in_mongolian(pieces: &[Piece<'_>]) -> Option<(Numbers, usize)> {
    let &[Piece::Number(year, 4), Piece::Word("оны"), Piece::Number(month, 1 | 2), ref rest @ ..] = pieces
    else {
        return None;
    };
    let skipped = usize::from(rest.first() == Some(&Piece::Sign('-')));
    match rest.get(skipped..) {
        Some(&[Piece::Word("сарын"), Piece::Number(day, 1 | 2), ..]) => {
            Some(((year, month, day), 5 + skipped))
        }
        _ => None,
    }
}

/// Years that are counted from the beginning of a reign or of the republic, and the year before their first.
const ERAS: [(&str, u32); 5] =
    [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("民國", 1911), ("民国", 1911)];

/// Behind the number of a day in Japanese, Chinese and Korean.
const DAY: [char; 2] = ['日', '일'];

fn is_date_sign(sign: char) -> bool {
    matches!(sign, '年' | '月' | '년' | '월' | '-' | '.' | '/')
}

/// Words that stand inside of dates and say nothing.
pub const FILLERS: &[&str] = &[
    "de", "del", "do", "of", "st", "nd", "rd", "th", "di", "er", "den", "d", "the", "일", "日", "año", "a",
    "m", "gada", "g", "р", "г", "год", "года", "року", "năm", "ngày", "พ.ศ", "ค.ศ", "من", "في", "thn",
    "tahun", "ماه",
];

/// Of text in lower case, with their places.
fn pieces(text: &str) -> (Vec<Piece<'_>>, Vec<Range<usize>>) {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let mut length = c.len_utf8();
        let mut piece = None;
        if digit(c).is_some() {
            let (number, digits, bytes) = number(rest);
            length = bytes;
            piece = Some(number.map_or(Piece::Word(""), |number| of_era(number, digits, pieces.last())));
        } else if is_date_sign(c) {
            piece = Some(Piece::Sign(c));
        } else if is_letter(c) {
            length = word(rest);
            let word = rest[..length].trim_end_matches('.');
            piece = (!FILLERS.contains(&word)).then_some(Piece::Word(word));
        }
        if let Some(piece) = piece {
            pieces.push(piece);
            places.push(at..at + length);
        }
        at += length;
    }
    (pieces, places)
}

/// A number; behind the name of an era it is that year of it.
fn of_era<'t>(number: u32, digits: usize, before: Option<&Piece<'t>>) -> Piece<'t> {
    let first = match before {
        Some(Piece::Word(word)) if digits <= 3 => ERAS.iter().find(|(era, _)| word.ends_with(era)),
        _ => None,
    };
    first.map_or(Piece::Number(number, digits), |(_, year)| Piece::Number(year + number, 4))
}

/// Letters, the marks that Indic, Burmese and Thai scripts write over and under them, and what joins two words.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        || c == '_'
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{e30}'..='\u{e4e}' | '\u{200d}')
        || matches!(c, '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{103f}') && !c.is_numeric()
}

fn is_thai(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e4e}')
}

/// Names of months that are written in two words.
const TWO_WORDS: [&str; 2] = ["كانون ", "تشرين "];

/// The bytes of the word at the start of a text; a full stop inside of a Thai one belongs to it.
fn word(text: &str) -> usize {
    let is_thai = text.starts_with(is_thai);
    let from = TWO_WORDS.iter().find(|first| text.starts_with(**first)).map_or(0, |first| first.len());
    text[from..]
        .find(|c: char| !(is_letter(c) || is_thai && c == '.') || !is_thai && is_date_sign(c))
        .map_or(text.len(), |length| from + length)
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
