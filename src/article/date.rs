//! Dates as pages write them, for machines and for readers.

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

/// Months by the first letters of their names, lower case, in the languages of the press; the longest match counts.
const MONTHS: &[(&str, u32)] = &[
    // English, German, French, Spanish, Italian, Portuguese, Dutch, Nordic: shared beginnings first.
    ("jan", 1),
    ("jän", 1),
    ("ene", 1),
    ("gen", 1),
    ("févr", 2),
    ("feb", 2),
    ("fev", 2),
    ("fév", 2),
    ("helmi", 2),
    ("tammi", 1),
    ("mar", 3),
    ("mär", 3),
    ("maa", 3),
    ("mrt", 3),
    ("mrz", 3),
    ("apr", 4),
    ("abr", 4),
    ("avr", 4),
    ("huhti", 4),
    ("may", 5),
    ("mai", 5),
    ("maj", 5),
    ("mag", 5),
    ("mei", 5),
    ("touko", 5),
    ("jun", 6),
    ("juin", 6),
    ("giu", 6),
    ("kesä", 6),
    ("jul", 7),
    ("juil", 7),
    ("lug", 7),
    ("heinä", 7),
    ("aug", 8),
    ("aoû", 8),
    ("ago", 8),
    ("aou", 8),
    ("elo", 8),
    ("sep", 9),
    ("set", 9),
    ("syys", 9),
    ("oct", 10),
    ("okt", 10),
    ("out", 10),
    ("ott", 10),
    ("loka", 10),
    ("nov", 11),
    ("marras", 11),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
    ("des", 12),
    ("joulu", 12),
    // Polish, Czech, Turkish, Hungarian, Romanian.
    ("stycz", 1),
    ("styczn", 1),
    ("lut", 2),
    ("kwie", 4),
    ("maja", 5),
    ("czerw", 6),
    ("lipi", 7),
    ("lipc", 7),
    ("sierp", 8),
    ("wrze", 9),
    ("paźd", 10),
    ("listopadu", 11),
    ("listopada", 11),
    ("grud", 12),
    ("led", 1),
    ("únor", 2),
    ("břez", 3),
    ("dub", 4),
    ("květ", 5),
    ("červn", 6),
    ("červe", 7),
    ("srp", 8),
    ("září", 9),
    ("říj", 10),
    ("pros", 12),
    ("oca", 1),
    ("şub", 2),
    ("nis", 4),
    ("haz", 6),
    ("tem", 7),
    ("ağu", 8),
    ("eyl", 9),
    ("eki", 10),
    ("kas", 11),
    ("ara", 12),
    ("márc", 3),
    ("ápr", 4),
    ("máj", 5),
    ("jún", 6),
    ("júl", 7),
    ("szept", 9),
    ("ian", 1),
    ("iun", 6),
    ("iul", 7),
    ("noi", 11),
    // Russian, Ukrainian, Bulgarian, Greek.
    ("янв", 1),
    ("фев", 2),
    ("мар", 3),
    ("апр", 4),
    ("мая", 5),
    ("май", 5),
    ("июн", 6),
    ("июл", 7),
    ("авг", 8),
    ("сен", 9),
    ("окт", 10),
    ("ноя", 11),
    ("ное", 11),
    ("дек", 12),
    ("січ", 1),
    ("лют", 2),
    ("бер", 3),
    ("кві", 4),
    ("тра", 5),
    ("чер", 6),
    ("лип", 7),
    ("сер", 8),
    ("вер", 9),
    ("жов", 10),
    ("лис", 11),
    ("гру", 12),
    ("ιαν", 1),
    ("φεβ", 2),
    ("μαρ", 3),
    ("απρ", 4),
    ("μαΐ", 5),
    ("μαϊ", 5),
    ("ιουν", 6),
    ("ιουλ", 7),
    ("αυγ", 8),
    ("σεπ", 9),
    ("οκτ", 10),
    ("νοε", 11),
    ("δεκ", 12),
    // Arabic (Egypt and the Levant), Hebrew, Indonesian.
    ("يناير", 1),
    ("فبراير", 2),
    ("مارس", 3),
    ("أبريل", 4),
    ("ابريل", 4),
    ("مايو", 5),
    ("يونيو", 6),
    ("يوليو", 7),
    ("أغسطس", 8),
    ("اغسطس", 8),
    ("سبتمبر", 9),
    ("أكتوبر", 10),
    ("اكتوبر", 10),
    ("نوفمبر", 11),
    ("ديسمبر", 12),
    ("ינואר", 1),
    ("פברואר", 2),
    ("מרץ", 3),
    ("אפריל", 4),
    ("מאי", 5),
    ("יוני", 6),
    ("יולי", 7),
    ("אוגוסט", 8),
    ("ספטמבר", 9),
    ("אוקטובר", 10),
    ("נובמבר", 11),
    ("דצמבר", 12),
    ("agu", 8),
];

fn month(word: &str) -> Option<u32> {
    let word = word.trim_start_matches("de ");
    MONTHS
        .iter()
        .filter(|(start, _)| word.starts_with(start))
        .max_by_key(|(start, _)| start.len())
        .map(|&(_, n)| n)
}

/// A word or number of a visible date.
#[derive(Debug, PartialEq)]
enum Piece {
    Number(u32, usize),
    Month(u32),
    Sign(char),
    Word,
}

/// The first date in visible text: `11 June 2026`, `June 11, 2026`, `11.06.2026`, `2026年6月11日`. Of `06/11/2026` the
/// month comes first where `is_month_first`.
pub fn visible(text: &str, is_month_first: bool) -> Option<Timestamp> {
    let pieces = pieces(text);
    (0..pieces.len()).find_map(|at| {
        let rest = &pieces[at..];
        let (year, month, date) = in_numbers(rest, is_month_first).or_else(|| with_name(rest))?;
        day(i32::try_from(year).ok()?, month, date)
    })
}

/// `2026年6月11日`, `2026년 6월 11일`, `2026-06-11`, `2026.6.11`, `11.06.2026`, `11/6/2026`.
fn in_numbers(pieces: &[Piece], is_month_first: bool) -> Option<(u32, u32, u32)> {
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
        (1 | 2, 4) if sign == other && matches!(sign, '.' | '/' | '-') => {
            let is_month_first = second > 12 || (is_month_first && first <= 12 && sign == '/');
            Some(if is_month_first { (third, first, second) } else { (third, second, first) })
        }
        _ => None,
    }
}

/// `11 June 2026`, `June 11, 2026`, `2026 June 11`, with full stops and hyphens between.
fn with_name(pieces: &[Piece]) -> Option<(u32, u32, u32)> {
    let mut parts = pieces.iter().take(5).filter(|piece| !matches!(piece, Piece::Sign('.' | '-' | '/')));
    match (parts.next()?, parts.next()?, parts.next()?) {
        (&Piece::Number(day, 1 | 2), &Piece::Month(month), &Piece::Number(year, 4))
        | (&Piece::Month(month), &Piece::Number(day, 1 | 2), &Piece::Number(year, 4))
        | (&Piece::Number(year, 4), &Piece::Month(month), &Piece::Number(day, 1 | 2)) => {
            Some((year, month, day))
        }
        _ => None,
    }
}

fn is_date_sign(sign: char) -> bool {
    matches!(sign, '年' | '月' | '년' | '월' | '-' | '.' | '/')
}

fn pieces(text: &str) -> Vec<Piece> {
    let lower = text.to_lowercase();
    let mut pieces = Vec::new();
    let mut rest = lower.as_str();
    while let Some(c) = rest.chars().next() {
        let length;
        if c.is_ascii_digit() {
            length = rest.bytes().take_while(u8::is_ascii_digit).count();
            pieces.push(rest[..length].parse().map_or(Piece::Word, |n| Piece::Number(n, length)));
        } else if is_date_sign(c) {
            length = c.len_utf8();
            pieces.push(Piece::Sign(c));
        } else if c.is_alphabetic() {
            length = rest.find(|c: char| !c.is_alphabetic() || is_date_sign(c)).unwrap_or(rest.len());
            let word = &rest[..length];
            if let Some(month) = month(word) {
                pieces.push(Piece::Month(month));
            } else if !matches!(
                word,
                "de" | "del" | "of" | "st" | "nd" | "rd" | "th" | "di" | "er" | "den" | "일" | "日"
            ) {
                pieces.push(Piece::Word);
            }
        } else {
            length = c.len_utf8();
        }
        rest = &rest[length..];
    }
    pieces
}
