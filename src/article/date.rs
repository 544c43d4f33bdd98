//! Dates as pages write them for machines.

use chrono::{DateTime, NaiveDate, NaiveTime, Timelike as _};

use super::months::{self, Named};
use super::page_time::PageTime;

/// Reads a date of a machine-readable attribute. `None` when it is none, or no plausible one.
pub fn machine(text: &str) -> Option<PageTime> {
    let text = text.trim().trim_matches('"');
    // Scripts write the name of the zone, in the reader's language, behind its offset.
    let text = text.split_once(" (").map_or(text, |(time, _)| time);
    if !text.is_ascii() || text.len() < 8 || text.len() > 64 {
        return None;
    }
    iso(text).or_else(|| rfc_2822(text)).or_else(|| epoch(text)).or_else(|| scripted(text))
}

/// `Thu Jun 11 2026 09:30:00 GMT+0200`, as JavaScript writes a date.
fn scripted(text: &str) -> Option<PageTime> {
    let time = DateTime::parse_from_str(text, "%a %b %d %Y %H:%M:%S GMT%z").ok()?;
    PageTime::of(time.date_naive(), Some(time.time()), Some(time.offset().local_minus_utc() / 60))
}

/// `2026-06-11`, `20260611T0930Z`, `2026-06-11 09:30:00.000 +0200` and what lies between.
fn iso(text: &str) -> Option<PageTime> {
    let (date, rest) = iso_date(text)?;
    let rest = rest.trim_start_matches(|c: char| c == 'T' || c == 't' || c == ',' || c.is_whitespace());
    match clock(rest) {
        Some((time, rest)) => PageTime::of(date, Some(time), zone(rest)),
        None => PageTime::of_date(date),
    }
}

fn iso_date(text: &str) -> Option<(NaiveDate, &str)> {
    let number = |from: usize, to: usize| -> Option<u32> {
        let digits = text.get(from..to)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let year = i32::try_from(number(0, 4)?).ok()?;
    if let Some(separator @ ('-' | '/' | '.')) = text[4..].chars().next() {
        let month_end = if number(5, 7).is_some() { 7 } else { 6 };
        let month = number(5, month_end)?;
        if !text[month_end..].starts_with(separator) {
            return None;
        }
        let day_at = month_end + 1;
        let day_end = if number(day_at, day_at + 2).is_some() { day_at + 2 } else { day_at + 1 };
        return Some((NaiveDate::from_ymd_opt(year, month, number(day_at, day_end)?)?, &text[day_end..]));
    }
    let date = NaiveDate::from_ymd_opt(year, number(4, 6)?, number(6, 8)?)?;
    let rest = &text[8..];
    (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some((date, rest))
}

/// `09:30`, `0930`, `09:30:15.123`, `9:30 PM`.
fn clock(text: &str) -> Option<(NaiveTime, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (hour, minute, mut rest) = match digits {
        1 | 2 => {
            let after = text[digits..].strip_prefix(':')?;
            (text[..digits].parse::<u32>().ok()?, after.get(..2)?.parse::<u32>().ok()?, &after[2..])
        }
        4 | 6 => (text[..2].parse().ok()?, text[2..4].parse().ok()?, &text[4..]),
        _ => return None,
    };
    if hour > 24 {
        return None;
    }
    let mut second = 0;
    let seconds = rest.strip_prefix(':').unwrap_or(rest);
    if let Some(found) = seconds.get(..2).filter(|s| s.bytes().all(|b| b.is_ascii_digit())) {
        second = found.parse().ok()?;
        rest = &seconds[2..];
        if let Some(fraction) = rest.strip_prefix(['.', ',']) {
            rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    let lower = rest.trim_start().to_ascii_lowercase();
    let half = lower.get(..2).filter(|half| matches!(*half, "am" | "pm"));
    let hour = match (hour, half) {
        (12, Some("am")) => 0,
        (1..=11, Some("pm")) => hour + 12,
        _ => hour,
    };
    if half.is_some() {
        rest = &rest.trim_start()[2..];
    }
    // A leap second is the second before; hour 24 is written for the end of a day.
    let time = NaiveTime::from_hms_opt(hour.min(23), minute, u32::min(second, 59))?;
    Some((time, rest))
}

/// Minutes east of Greenwich; `None` when the text names no zone.
pub fn zone(text: &str) -> Option<i32> {
    let text = text.trim();
    // `GMT+0100`, as scripts write it.
    let text = ["GMT", "UTC"]
        .iter()
        .find_map(|zero| text.strip_prefix(zero).filter(|offset| offset.starts_with(['+', '-'])))
        .unwrap_or(text);
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => {
            return match text.split(|c: char| !c.is_ascii_alphabetic()).next()? {
                "Z" | "z" | "GMT" | "UTC" | "WET" => Some(0),
                "CET" | "BST" | "MEZ" | "WEST" | "WAT" => Some(60),
                "CEST" | "MESZ" | "EET" | "SAST" | "CAT" => Some(120),
                "EEST" | "MSK" | "TRT" | "EAT" => Some(180),
                "IST" => Some(330),
                "WIB" => Some(420),
                "JST" | "KST" => Some(540),
                "AEST" => Some(600),
                "AEDT" => Some(660),
                "BRT" | "ART" => Some(-180),
                "EDT" => Some(-240),
                "EST" | "CDT" => Some(-300),
                "CST" | "MDT" => Some(-360),
                "PDT" | "MST" => Some(-420),
                "PST" => Some(-480),
                _ => None,
            };
        }
    };
    let digits: String = text[1..].chars().filter(char::is_ascii_digit).take(4).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits[..2].parse().ok()?, digits[2..].parse::<i32>().ok()?),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn rfc_2822(text: &str) -> Option<PageTime> {
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    // A leap second is the second before.
    let time = date.time().with_nanosecond(0)?;
    PageTime::of(date.date_naive(), Some(time), Some(date.offset().local_minus_utc() / 60))
}

/// Seconds or milliseconds since 1970.
fn epoch(text: &str) -> Option<PageTime> {
    let digits = text.split('.').next()?;
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let seconds = match digits.len() {
        13 => number / 1000,
        9 | 10 => number,
        _ => return None,
    };
    let date = DateTime::from_timestamp(seconds, 0)?;
    PageTime::of(date.date_naive(), Some(date.time()), Some(0))
}

/// The date in an address: `/2026/06/11/`, `/2026/jun/11/`, `/2026-06-11-`, `/20260611/`, `A20260611093000123`.
pub fn in_address(path: &str) -> Option<PageTime> {
    let bytes = path.as_bytes();
    for at in 1..bytes.len().min(400) {
        if bytes[at - 1].is_ascii_digit() || !matches!(bytes.get(at..at + 2), Some(b"19" | b"20")) {
            continue;
        }
        // Not inside of a longer character: what stands here is ASCII.
        let rest = &path[at..];
        if let Some(found) = stamped(rest) {
            return Some(found);
        }
        let Some((date, rest)) = iso_date(rest).or_else(|| named_date(rest)) else { continue };
        // Eight digits in a row may be any number: they count as a date only when they stand alone.
        let is_bare = bytes.get(at + 4).is_some_and(u8::is_ascii_digit);
        let stands_alone = !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        let is_fenced = matches!(bytes[at - 1], b'/' | b'-' | b'_' | b'.' | b'=');
        if (is_fenced || !is_bare)
            && stands_alone
            && let Some(found) = PageTime::of_date(date)
        {
            return Some(found);
        }
    }
    None
}

/// `2026/jun/11`: folders of an address, and what follows the day.
fn named_date(text: &str) -> Option<(NaiveDate, &str)> {
    let (year, rest) = text.split_once('/').filter(|(year, _)| year.len() == 4)?;
    let (name, rest) = rest.split_once('/')?;
    let Named::One(month) = months::named(&name.to_lowercase())? else { return None };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (day, rest) = rest.split_at_checked(digits).filter(|_| digits <= 2)?;
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, month, day.parse().ok()?)?;
    Some((date, rest))
}

/// The day of a number that begins with a date and a time of day: of any twelve digits one in ten thousand does so by chance.
fn stamped(text: &str) -> Option<PageTime> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(12..=20).contains(&digits) {
        return None;
    }
    let number = |from: usize, to: usize| text[from..to].parse::<u32>().ok();
    let is_time = number(8, 10)? < 24 && number(10, 12)? < 60;
    let date = NaiveDate::from_ymd_opt(text[..4].parse().ok()?, number(4, 6)?, number(6, 8)?)?;
    PageTime::of_date(date).filter(|_| is_time)
}
