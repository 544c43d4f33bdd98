//! The time of day beside a date, as pages write it for their readers.

use chrono::{NaiveDate, NaiveTime, Offset as _, TimeZone as _};
use chrono_tz::{America, Tz};

use super::date;
use crate::language::digit;

/// No more stands between a date and its time, in bytes.
const MOST_BETWEEN: usize = 28;

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// On the page's own clock.
    pub time: NaiveTime,
    /// Minutes east of Greenwich, where the page names its zone.
    pub zone: Option<i32>,
}

/// The time that a text in lower case begins with, behind a few small words, and where it ends: `, 9.05pm EDT`, ` à 21 h 05`,
/// ` 오후 9:05`. `written` is the same text with its capitals, which tell zones from words; on a
/// `seasonal` day `ET` and its like are zones, too.
pub fn behind(lower: &str, written: Option<&str>, seasonal: Option<NaiveDate>) -> Option<(Clock, usize)> {
    let start = lower.find(|c: char| digit(c).is_some()).filter(|&start| start <= MOST_BETWEEN)?;
    let (gap, rest) = lower.split_at(start);
    let half = if has_any(gap, &["오후", "下午", "午後", "晚上"]) {
        Some(Half::Afternoon)
    } else if has_any(gap, &["오전", "上午", "午前", "凌晨"]) {
        Some(Half::Morning)
    } else {
        None
    };
    let (time, length) = time(rest, half)?;
    let end = start + length;
    let zone = written.and_then(|written| {
        let rest = written.get(end..)?;
        zone(rest).or_else(|| american(rest, seasonal?, time))
    });
    Some((Clock { time, zone: zone.map(|(minutes, _)| minutes) }, end + zone.map_or(0, |(_, length)| length)))
}

/// Colons of a time and of its zone.
const MOST_COLONS: usize = 3;

/// A time before a date.
#[derive(Clone, Copy, Debug)]
pub struct Before {
    /// With its zone.
    pub clock: Clock,
    /// How much of the text's end it is, up to the date.
    pub length: usize,
    /// Nothing but signs and one word, as that of a weekday, stand between the two.
    pub is_beside: bool,
}

/// The time that a text ends with, `21:05 | `, `2:05 pm EDT, Sun `; the arguments are those of [`behind`].
pub fn before(lower: &str, written: Option<&str>, seasonal: Option<NaiveDate>) -> Option<Before> {
    let written = written.unwrap_or(lower);
    let colons = lower.match_indices(':').map(|(colon, _)| colon);
    // Seconds and `GMT+01:00` have colons, too.
    let start = colons.rev().take(MOST_COLONS).find_map(|colon| {
        let digits = lower[..colon].bytes().rev().take(3).take_while(u8::is_ascii_digit).count();
        let start = colon - digits;
        ((1..=2).contains(&digits) && !lower[..start].ends_with(['+', '-', ':'])).then_some(start)
    })?;
    let (time, length) = time(&lower[start..], None)?;
    let rest = written.get(start + length..)?;
    let zone = zone(rest).or_else(|| american(rest, seasonal?, time));
    let gap = rest.get(zone.map_or(0, |(_, length)| length)..)?;
    let is_close = gap.len() <= MOST_BETWEEN && !gap.contains(|c: char| c.is_numeric() || c == ':');
    let words = gap.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    is_close.then(|| Before {
        clock: Clock { time, zone: zone.map(|(minutes, _)| minutes) },
        length: lower.len() - start,
        is_beside: words.count() <= 1,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// The time at the start of a text, and its length: `21:05`, `21.05`, `21h05`, `21 h 05`, `21時05分`, `9pm`, `9:05:30 p.m.`.
fn time(text: &str, half: Option<Half>) -> Option<(NaiveTime, usize)> {
    let (hour, mut rest) = number(text)?;
    let mut minute = None;
    let mut second = 0;
    if let Some(behind) = rest.strip_prefix([':', '.', '：']) {
        let (found, behind) = two_digits(behind)?;
        // Another number behind a full stop: a date.
        if behind.strip_prefix('.').is_some_and(|more| more.starts_with(|c: char| digit(c).is_some())) {
            return None;
        }
        (minute, rest) = (Some(found), behind);
        if let Some((found, behind)) = rest.strip_prefix(':').and_then(two_digits) {
            (second, rest) = (found, behind);
        }
    } else if let Some(behind) = ["時", "时", "點", "点", "시", "h", "ч"]
        .iter()
        .find_map(|sign| rest.trim_start_matches(' ').strip_prefix(sign))
        .filter(|behind| !behind.starts_with(char::is_alphabetic) || is_east_asian(rest))
    {
        rest = behind;
        minute = Some(0);
        if let Some((found, behind)) = two_digits(behind.trim_start_matches(' ')) {
            rest = behind.strip_prefix(['分', '분']).unwrap_or(behind);
            minute = Some(found);
        }
    }
    let mut half = half;
    for (sign, meant) in [
        ("am", Half::Morning),
        ("a.m.", Half::Morning),
        ("a. m.", Half::Morning),
        ("pm", Half::Afternoon),
        ("p.m.", Half::Afternoon),
        ("p. m.", Half::Afternoon),
    ] {
        if let Some(behind) = rest.trim_start().strip_prefix(sign)
            && !behind.starts_with(char::is_alphanumeric)
        {
            (half, rest) = (Some(meant), behind);
            // An hour needs no minutes then.
            minute = minute.or(Some(0));
            break;
        }
    }
    let hour = match (hour, half) {
        (12, Some(Half::Morning)) => 0,
        (1..=11, Some(Half::Afternoon)) => hour + 12,
        _ => hour,
    };
    let time = NaiveTime::from_hms_opt(hour, minute?, second)?;
    Some((time, text.len() - rest.len()))
}

fn is_east_asian(text: &str) -> bool {
    text.starts_with(|c: char| matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

/// A number of one or two digits, in any script's.
fn number(text: &str) -> Option<(u32, &str)> {
    let rest = text.trim_start_matches(|c: char| digit(c).is_some());
    let digits = text[..text.len() - rest.len()].chars().filter_map(digit);
    let is_short = (1..=2).contains(&digits.clone().count());
    is_short.then(|| (digits.fold(0, |number, digit| number * 10 + digit), rest))
}

fn two_digits(text: &str) -> Option<(u32, &str)> {
    let (number, rest) = number(text)?;
    (text[..text.len() - rest.len()].chars().count() == 2).then_some((number, rest))
}

/// Zones of North America that are called the same in winter and summer.
const AMERICAN: [(&str, Tz); 4] = [
    ("ET", America::New_York),
    ("CT", America::Chicago),
    ("MT", America::Denver),
    ("PT", America::Los_Angeles),
];

/// The zone that a text begins with, ` ET`, as it is on a day: in minutes east of Greenwich, and its length.
fn american(text: &str, day: NaiveDate, time: NaiveTime) -> Option<(i32, usize)> {
    let rest = text.trim_start_matches([' ', '(', ',']);
    let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let (_, zone) = AMERICAN.iter().find(|(name, _)| *name == &rest[..length])?;
    let local = zone.from_local_datetime(&day.and_time(time)).earliest()?;
    Some((local.offset().fix().local_minus_utc() / 60, text.len() - rest.len() + length))
}

/// Minutes that Moscow is east of Greenwich.
const MOSCOW: i32 = 180;

/// The zone that a text begins with, in minutes east of Greenwich, and its length: ` EDT`, ` Uhr MEZ`, ` (GMT+1)`, `+01:00`.
fn zone(text: &str) -> Option<(i32, usize)> {
    let mut rest = text.trim_start_matches([' ', '(', ',']);
    for word in ["Uhr", "hrs", "hs", "h", "Hrs"] {
        if let Some(behind) = rest.strip_prefix(word) {
            rest = behind.trim_start_matches([' ', '(', ',']);
            break;
        }
    }
    for moscow in ["МСК", "мск"] {
        if let Some(behind) =
            rest.strip_prefix(moscow).filter(|behind| !behind.starts_with(char::is_alphanumeric))
        {
            return Some((MOSCOW, text.len() - behind.len()));
        }
    }
    let length = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | ':')))
        .unwrap_or(rest.len());
    let word = &rest[..length];
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let behind = &word[letters..];
    let is_offset = behind.strip_prefix(['+', '-']).is_some_and(|digits| {
        let count = digits.bytes().filter(u8::is_ascii_digit).count();
        // A dash before a number is none.
        letters > 0 || count == 4
    });
    if !(letters >= 2 && behind.is_empty() || is_offset) {
        return None;
    }
    date::zone(word).map(|minutes| (minutes, text.len() - rest.len() + length))
}
