//! Dates as pages write them for machines.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

use crate::model::Timestamp;

/// Years a news page can be from: the first are older than the web, the last leave room for clocks that are wrong.
const YEARS: std::ops::RangeInclusive<i32> = 1985..=2100;

/// Reads a date of a machine-readable attribute; a time without a zone counts as UTC, a date alone as its midnight.
/// `None` when it is none, or no plausible one.
pub fn machine(text: &str) -> Option<Timestamp> {
    let text = text.trim().trim_matches('"');
    if !text.is_ascii() || text.len() < 8 || text.len() > 64 {
        return None;
    }
    iso(text).or_else(|| rfc_2822(text)).or_else(|| epoch(text))
}

fn plausible(date: NaiveDate) -> Option<NaiveDate> {
    use chrono::Datelike as _;
    YEARS.contains(&date.year()).then_some(date)
}

fn at(date: NaiveDate, time: NaiveTime, offset_minutes: i32) -> Option<Timestamp> {
    let date = plausible(date)?;
    let offset = FixedOffset::east_opt(offset_minutes.checked_mul(60)?)?;
    let local: DateTime<FixedOffset> = NaiveDateTime::new(date, time).and_local_timezone(offset).single()?;
    Some(Timestamp::from_millis(local.timestamp_millis()))
}

/// Midnight of a day.
pub fn day(year: i32, month: u32, day: u32) -> Option<Timestamp> {
    at(NaiveDate::from_ymd_opt(year, month, day)?, NaiveTime::MIN, 0)
}

/// `2026-06-11`, `20260611T0930Z`, `2026-06-11 09:30:00.000 +0200` and what lies between.
fn iso(text: &str) -> Option<Timestamp> {
    let (date, rest) = iso_date(text)?;
    let rest = rest.trim_start_matches(|c: char| c == 'T' || c == 't' || c == ',' || c.is_whitespace());
    let (time, rest) = clock(rest).unwrap_or((NaiveTime::MIN, rest));
    at(date, time, zone(rest.trim()).unwrap_or(0))
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
    let hour = match (hour, lower.get(..2)) {
        (12, Some("am")) => 0,
        (1..=11, Some("pm")) => hour + 12,
        _ => hour,
    };
    // A leap second is the second before; hour 24 is written for the end of a day.
    let time = NaiveTime::from_hms_opt(hour.min(23), minute, u32::min(second, 59))?;
    Some((time, rest.trim_start().trim_start_matches(['a', 'A', 'p', 'P', 'm', 'M'])))
}

/// Minutes east of Greenwich.
fn zone(text: &str) -> Option<i32> {
    let text = text.trim();
    let sign = match text.as_bytes().first()? {
        b'Z' | b'z' => return Some(0),
        b'+' => 1,
        b'-' => -1,
        _ => {
            return match text.split(|c: char| !c.is_ascii_alphabetic()).next()? {
                "CET" | "BST" | "MEZ" | "WEST" => Some(60),
                "CEST" | "MESZ" | "EET" | "SAST" => Some(120),
                "EEST" | "MSK" => Some(180),
                "EDT" => Some(-240),
                "EST" | "CDT" => Some(-300),
                "CST" | "MDT" => Some(-360),
                "PDT" | "MST" => Some(-420),
                "PST" => Some(-480),
                "JST" | "KST" => Some(540),
                "IST" => Some(330),
                _ => Some(0),
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

fn rfc_2822(text: &str) -> Option<Timestamp> {
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    plausible(date.date_naive())?;
    Some(Timestamp::from_millis(date.timestamp_millis()))
}

/// Seconds or milliseconds since 1970, between 1990 and 2100.
fn epoch(text: &str) -> Option<Timestamp> {
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
    (631_152_000..4_102_444_800).contains(&seconds).then(|| Timestamp::from_millis(seconds * 1000))
}

/// The date in an address: `/2026/06/11/`, `/2026-06-11-`, `/20260611/`.
pub fn in_address(path: &str) -> Option<Timestamp> {
    let bytes = path.as_bytes();
    for at in 1..bytes.len().min(400) {
        if bytes[at - 1].is_ascii_digit()
            || !matches!(bytes.get(at..at + 2), Some(b"19" | b"20"))
            || !path.is_char_boundary(at)
        {
            continue;
        }
        let Some((date, rest)) = iso_date(&path[at..]) else { continue };
        // Eight digits in a row may be any number: they count as a date only when they stand alone.
        let is_bare = bytes.get(at + 4).is_some_and(u8::is_ascii_digit);
        let stands_alone = !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        let is_fenced = matches!(bytes[at - 1], b'/' | b'-' | b'_' | b'.' | b'=');
        if (is_fenced || !is_bare)
            && stands_alone
            && let Some(found) = at_midnight(date)
        {
            return Some(found);
        }
    }
    None
}

fn at_midnight(date: NaiveDate) -> Option<Timestamp> {
    at(date, NaiveTime::MIN, 0)
}
