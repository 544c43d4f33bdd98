//! Durations and sizes as people write them.

use std::time::Duration;

/// Why a duration or size cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct UnitError {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// Units of time from the longest to the shortest, in milliseconds.
const TIME: [(&str, u64); 6] =
    [("w", 7 * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// Longer than anything here makes sense for, and far from any overflow.
const LONGEST_MS: u64 = 100 * 366 * 86_400_000;

/// Reads `90s`, `15m`, `1h30m`, `30d`: whole numbers with `w`, `d`, `h`, `m`, `s` or `ms`, the longest first.
///
/// ```
/// use std::time::Duration;
/// use vigie::config::parse_duration;
/// assert_eq!(parse_duration("1h30m").unwrap(), Duration::from_secs(5_400));
/// assert!(parse_duration("90").is_err());
/// ```
///
/// # Errors
/// No number, no unit, an unknown unit, units out of order, or more than a hundred years.
pub fn parse_duration(text: &str) -> Result<Duration, UnitError> {
    let help = || "write a number and a unit, such as `90s`, `15m`, `1h30m` or `30d`".to_owned();
    let error = |message: String| UnitError { message, help: help() };
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(error("an empty text is no duration".to_owned()));
    }
    let (mut total_ms, mut units) = (0_u64, TIME.as_slice());
    while !rest.is_empty() {
        let (number, after) = digits(rest);
        if number.is_empty() {
            return Err(error(format!("`{}` is no duration", brief(text))));
        }
        let after = after.trim_start();
        let end = after.find(|c: char| c.is_ascii_digit() || c.is_whitespace()).unwrap_or(after.len());
        let (unit, next) = after.split_at(end);
        if unit.is_empty() {
            let mut error = error(format!("`{}` has no unit", brief(text)));
            if total_ms == 0 {
                error.help = format!("did you mean `{number}s` or `{number}m`?");
            }
            return Err(error);
        }
        let Some(index) = units.iter().position(|(name, _)| *name == unit) else {
            return Err(unknown_unit(text, number, unit, &help()));
        };
        let part = number.parse::<u64>().ok().and_then(|n| n.checked_mul(units[index].1));
        total_ms = part
            .and_then(|part| total_ms.checked_add(part))
            .filter(|total| *total <= LONGEST_MS)
            .ok_or_else(|| error(format!("`{}` is longer than a hundred years", brief(text))))?;
        units = &units[index + 1..];
        rest = next.trim_start();
    }
    Ok(Duration::from_millis(total_ms))
}

fn unknown_unit(text: &str, number: &str, unit: &str, help: &str) -> UnitError {
    if TIME.iter().any(|(name, _)| *name == unit) {
        let message = format!("`{}` has its units out of order", brief(text));
        return UnitError {
            message,
            help: "write the longest unit first and each once, such as `1h30m`".to_owned(),
        };
    }
    let meant = match unit.trim_end_matches(['s', '.']).to_ascii_lowercase().as_str() {
        "sec" | "second" | "s" => Some("s"),
        "min" | "minute" | "mn" => Some("m"),
        "hour" | "hr" | "h" => Some("h"),
        "day" | "d" | "j" => Some("d"),
        "week" | "wk" | "w" => Some("w"),
        _ => None,
    };
    UnitError {
        message: format!("`{}` is no unit of time", brief(unit)),
        help: meant.map_or_else(|| help.to_owned(), |meant| format!("did you mean `{number}{meant}`?")),
    }
}

/// Units of size.
const SIZES: [(&str, u64); 7] = [
    ("B", 1),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

/// Reads `8 MiB`, `500 kB`, `1024 B`: a whole number of bytes with a unit.
///
/// ```
/// use vigie::config::parse_size;
/// assert_eq!(parse_size("8 MiB").unwrap(), 8 * 1024 * 1024);
/// assert!(parse_size("8").is_err());
/// ```
///
/// # Errors
/// No number, no unit, an unknown unit, or 2^63 bytes and more.
pub fn parse_size(text: &str) -> Result<u64, UnitError> {
    let (number, unit) = digits(text.trim());
    let unit = unit.trim_start();
    let error = |message: String, help: String| UnitError { message, help };
    let usual = "write a number and a unit, such as `8 MiB` or `500 kB`".to_owned();
    if number.is_empty() {
        return Err(error(format!("`{}` is no size", brief(text)), usual));
    }
    let Some((_, factor)) = SIZES.iter().find(|(name, _)| *name == unit) else {
        let lower = unit.to_ascii_lowercase();
        let meant = SIZES.iter().map(|(name, _)| *name).find(|name| name.eq_ignore_ascii_case(unit));
        let meant = meant.or(match lower.as_str() {
            "k" | "ki" | "kb" => Some("KiB"),
            "" if number.len() > 4 => Some("B"),
            "" | "m" | "mi" | "mo" => Some("MiB"),
            "g" | "gi" | "go" => Some("GiB"),
            _ => None,
        });
        let what = if unit.is_empty() {
            "has no unit".to_owned()
        } else {
            format!("has an unknown unit `{}`", brief(unit))
        };
        let help = meant.map_or(usual, |meant| format!("did you mean `{number} {meant}`?"));
        return Err(error(format!("the size `{}` {what}", brief(text)), help));
    };
    let bytes = number.parse::<u64>().ok().and_then(|n| n.checked_mul(*factor));
    bytes
        .filter(|bytes| i64::try_from(*bytes).is_ok())
        .ok_or_else(|| error(format!("`{}` is too large", brief(text)), usual))
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// Long input is not repeated whole in a message.
fn brief(text: &str) -> String {
    text.chars().take(40).collect()
}
