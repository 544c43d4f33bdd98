//! Dates as feeds write them: RFC 822 and 3339, their many near misses, and a few languages.
//!
//! A text is cut into numbers, words and signs, and must be explained whole: what is left over makes it no date,
//! because a wrong date is worse than none.

mod east;
mod scan;
mod worded;
mod words;

use std::borrow::Cow;

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;

use self::east::eastern;
use self::scan::{Scan, with_half};
use self::worded::worded;
use self::words::weekdays_of;
use super::plain::collapse;
use crate::language::digit;
use crate::model::{Language, Timestamp};

/// Longer texts are no dates.
const MAX_CHARS: usize = 100;

/// Whether a field of this name may hold a date.
pub(super) fn is_date_name(name: &str) -> bool {
    matches!(
        name,
        "pubdate"
            | "published"
            | "issued"
            | "publication_date"
            | "updated"
            | "modified"
            | "lastbuilddate"
            | "lastmod"
            | "created"
            | "date"
    )
}

/// Reads a date; without a zone it is UTC, without a time it is midnight.
///
/// ```
/// use vigie::feed::parse_date;
/// let date = |text| parse_date(text).map(|t| t.to_string());
/// assert_eq!(date("Thu, 11 Jun 2026 09:30:00 +0200").as_deref(), Some("2026-06-11T07:30:00Z"));
/// assert_eq!(date("11 juin 2026").as_deref(), Some("2026-06-11T00:00:00Z"));
/// assert_eq!(date("yesterday"), None);
/// ```
#[must_use]
pub fn parse_date(text: &str) -> Option<Timestamp> {
    parse_date_in(text, None)
}

/// As [`parse_date`], of a text in a language: it tells which month is meant by a name that several languages have, as `lis` is
/// November in Polish and October in Croatian.
///
/// ```
/// use vigie::feed::{parse_date, parse_date_in};
/// let date = |code: &str| parse_date_in("7 lis 2026", code.parse().ok()).map(|t| t.to_string());
/// assert_eq!(date("pl").as_deref(), Some("2026-11-07T00:00:00Z"));
/// assert_eq!(date("hr").as_deref(), Some("2026-10-07T00:00:00Z"));
/// assert_eq!(parse_date("7 lis 2026"), None);
/// ```
#[must_use]
pub fn parse_date_in(text: &str, language: Option<Language>) -> Option<Timestamp> {
    let text = collapse(text);
    if text.chars().nth(MAX_CHARS).is_some() {
        return None;
    }
    let ascii = in_ascii_digits(&text);
    let is_same = *ascii == *text;
    let (text, zone) = annotated(&ascii);
    let moment = numeric(text)
        .or_else(|| day_first(text))
        .or_else(|| one_way(text))
        .or_else(|| compact(text))
        .or_else(|| eastern(text))
        .or_else(|| worded(text, language))
        // `۱۴۰۴/۰۳/۱۵` is a date of another calendar.
        .filter(|moment| is_same || moment.year() >= 1900)?;
    let Some(zone) = zone else { return Some(Timestamp::from(moment.and_utc())) };
    Some(Timestamp::from(zone.from_local_datetime(&moment).earliest()?.to_utc()))
}

/// Reads a moment given as seconds since 1970, or as thousandths of them. `None` where a feed cannot mean it.
pub(super) fn from_epoch(number: f64) -> Option<Timestamp> {
    // From 1990 to 2100: no feed is older than the web.
    const SECONDS: std::ops::Range<f64> = 631_152_000.0..4_102_444_800.0;
    let seconds = [number, number / 1000.0].into_iter().find(|seconds| SECONDS.contains(seconds))?;
    let since = std::time::Duration::try_from_secs_f64(seconds).ok()?;
    Some(Timestamp::from_millis(i64::try_from(since.as_millis()).ok()?))
}

/// `٥ يونيو ٢٠٢٦` in the digits that all else here is told by.
fn in_ascii_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let of =
        |c: char| if c.is_ascii() { c } else { digit(c).and_then(|d| char::from_digit(d, 10)).unwrap_or(c) };
    Cow::Owned(text.chars().map(of).collect())
}

/// Takes off what RFC 9557 adds behind a time in brackets: `[Europe/Paris]`. The zone counts only where no offset
/// stands before it (section 3.4: of the two the offset is the older promise).
fn annotated(text: &str) -> (&str, Option<Tz>) {
    let Some((before, annotations)) = text.strip_suffix(']').and_then(|text| text.split_once('[')) else {
        return (text, None);
    };
    let clock = before.find(':').map_or("", |at| &before[at..]);
    let zone = || annotations.split(']').next()?.trim_start_matches('!').parse().ok();
    if clock.contains(['Z', 'z', '+', '-']) { (before, None) } else { (before, zone()) }
}

/// `29.11.2026 10:00`: with dots the day always stands first.
fn day_first(text: &str) -> Option<NaiveDateTime> {
    let mut scan = Scan::new(text);
    let (day, 1 | 2) = scan.number()? else { return None };
    scan.take('.')?;
    scan.take_any(&[' ']);
    let (month, 1 | 2) = scan.number()? else { return None };
    scan.take('.')?;
    scan.take_any(&[' ']);
    let (year, 4) = scan.number()? else { return None };
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    scan.take_any(&[' ', ',', '.', '-', '\u{2013}']);
    if scan.at_end() {
        return date.and_hms_opt(0, 0, 0);
    }
    let time = scan.time(None)?;
    scan.take_any(&[' ']);
    let clock = scan.clone();
    if !matches!(scan.word().as_deref(), Some("uhr" | "h" | "г" | "ч")) {
        scan = clock;
    }
    let offset = scan.offset()?;
    scan.at_end().then_some(())?;
    shifted(date, time, offset)
}

/// `2026-06-11T09:30:00.5+02:00`, cut anywhere, with other separators, also `2026-162`, and as SQL writes it.
fn numeric(text: &str) -> Option<NaiveDateTime> {
    let mut scan = Scan::new(text);
    // `Fri, 2006/09/15`: a weekday in front says nothing new.
    if let Some(word) = scan.word() {
        if !weekdays_of(&word).is_any() && !scan.at_comma() {
            return None;
        }
        scan.take_any(&[',', '.', ' ']);
    }
    let (year, width) = scan.number()?;
    if width == 2 && scan.peek() == Some('-') {
        // `03-12-31`
        scan.take('-')?;
        let (month, 2) = scan.number()? else { return None };
        scan.take('-')?;
        let (day, 2) = scan.number()? else { return None };
        return scan.at_end().then(|| at_midnight(full_year(year, 2), month, day)).flatten();
    }
    if width != 4 {
        return None;
    }
    let year = i32::try_from(year).ok()?;
    let date = match scan.peek() {
        None => NaiveDate::from_ymd_opt(year, 1, 1),
        Some(separator @ ('-' | '/' | '.')) => {
            scan.take(separator)?;
            let (month, width) = scan.number()?;
            if width == 3 {
                NaiveDate::from_yo_opt(year, month)
            } else if scan.peek() == Some(separator) {
                scan.take(separator)?;
                let (day, width) = scan.number()?;
                NaiveDate::from_ymd_opt(year, month, day).filter(|_| width <= 2)
            } else {
                return scan
                    .at_end()
                    .then(|| NaiveDate::from_ymd_opt(year, month, 1))
                    .flatten()?
                    .and_hms_opt(0, 0, 0);
            }
        }
        Some(_) => return None,
    }?;
    if scan.at_end() {
        return date.and_hms_opt(0, 0, 0);
    }
    if scan.take('T').or_else(|| scan.take('t')).is_none() {
        scan.take_any(&[' ', ',', '_']);
    }
    at_clock(date, scan)
}

/// A time to the end of a text: `09:30:00.5 +0200`, `7:00 AM`, `07:00:00 +0000 UTC`.
fn at_clock(date: NaiveDate, mut scan: Scan<'_>) -> Option<NaiveDateTime> {
    let before = scan.half_of_day();
    let mut time = scan.time(before)?;
    if before.is_none()
        && let Some(half) = scan.half_of_day()
    {
        time.0 = with_half(time.0, half)?;
    }
    let offset = scan.offset()?;
    scan.skip_zone_of(offset)?;
    shifted(date, time, offset)
}

/// `25/06/2026 7:00 PM`, `06/25/2026`: where the day and the month can be told apart, or are the same number.
fn one_way(text: &str) -> Option<NaiveDateTime> {
    let mut scan = Scan::new(text);
    let (first, 1 | 2) = scan.number()? else { return None };
    let separator = scan.peek().filter(|c| matches!(c, '/' | '-'))?;
    scan.take(separator)?;
    let (second, 1 | 2) = scan.number()? else { return None };
    scan.take(separator)?;
    let (year, 4) = scan.number()? else { return None };
    let (month, day) = match (first > 12, second > 12) {
        (true, false) => (second, first),
        (false, true) => (first, second),
        _ if first == second => (first, second),
        _ => return None,
    };
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    scan.take_any(&[' ', ',']);
    if scan.at_end() {
        return date.and_hms_opt(0, 0, 0);
    }
    at_clock(date, scan)
}

/// `20260611`, `20260611T093000Z`, `260611`, `-2606`, `26162` with a leading zero.
fn compact(text: &str) -> Option<NaiveDateTime> {
    let dashed = text.strip_prefix('-');
    let digits = dashed.unwrap_or(text);
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = digits.split_at(length);
    let part = |range: std::ops::Range<usize>| number.get(range)?.parse::<u32>().ok();
    if dashed.is_some() {
        // ISO 8601:1988 section 5.2.1.3: `-YYMM` and `-YY-MM`.
        let month = rest.strip_prefix('-').or((length == 4).then_some(rest))?;
        let month = if length == 4 {
            part(2..4)?
        } else {
            (length == 2 && month.len() == 2).then(|| month.parse().ok())??
        };
        return (length == 2 || rest.is_empty())
            .then(|| at_midnight(full_year(part(0..2)?, 2), month, 1))
            .flatten();
    }
    match (length, rest) {
        (6, "") => at_midnight(full_year(part(0..2)?, 2), part(2..4)?, part(4..6)?),
        // Without its leading zero nobody could tell it from a damaged year.
        (5, "") if number.starts_with('0') => {
            NaiveDate::from_yo_opt(full_year(part(0..2)?, 2), part(2..5)?)?.and_hms_opt(0, 0, 0)
        }
        (7, "") => {
            NaiveDate::from_yo_opt(i32::try_from(part(0..4)?).ok()?, part(4..7)?)?.and_hms_opt(0, 0, 0)
        }
        (8, "") => at_midnight(i32::try_from(part(0..4)?).ok()?, part(4..6)?, part(6..8)?),
        (8, rest) => {
            let date = NaiveDate::from_ymd_opt(i32::try_from(part(0..4)?).ok()?, part(4..6)?, part(6..8)?)?;
            let time = rest.trim_start_matches(['T', 't', ' ']);
            let clock = time.bytes().take_while(u8::is_ascii_digit).count();
            let unit = |range| time.get(range).map_or(Some(0), |digits: &str| digits.parse::<u32>().ok());
            let clock_time = match clock {
                4 => (unit(0..2)?, unit(2..4)?, 0),
                6 => (unit(0..2)?, unit(2..4)?, unit(4..6)?),
                _ => {
                    let mut scan = Scan::new(time);
                    let time = scan.time(None)?;
                    let offset = scan.offset()?;
                    return scan.at_end().then(|| shifted(date, time, offset)).flatten();
                }
            };
            let mut scan = Scan::new(&time[clock..]);
            let offset = scan.offset()?;
            scan.at_end().then(|| shifted(date, clock_time, offset)).flatten()
        }
        (14, "") => {
            let date = NaiveDate::from_ymd_opt(i32::try_from(part(0..4)?).ok()?, part(4..6)?, part(6..8)?)?;
            shifted(date, (part(8..10)?, part(10..12)?, part(12..14)?), 0)
        }
        _ => None,
    }
}

fn at_midnight(year: i32, month: u32, day: u32) -> Option<NaiveDateTime> {
    NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(0, 0, 0)
}

/// Two-digit years: RFC 2822 section 4.3.
fn full_year(year: u32, width: usize) -> i32 {
    let year = i32::try_from(year).unwrap_or(0);
    match width {
        2 if year < 50 => year + 2000,
        2 | 3 => year + 1900,
        _ => year,
    }
}

/// A local time at an offset as UTC; 24:00 is the next day's midnight.
fn shifted(date: NaiveDate, (hour, minute, second): (u32, u32, u32), offset: i64) -> Option<NaiveDateTime> {
    let (date, hour) = match (hour, minute, second) {
        (24, 0, 0) => (date.checked_add_days(Days::new(1))?, 0),
        _ => (date, hour),
    };
    let local = date.and_time(NaiveTime::from_hms_opt(hour, minute, second)?);
    local.checked_sub_signed(TimeDelta::try_seconds(offset)?)
}
