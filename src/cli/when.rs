//! Times as people write them, on the newsroom's clocks.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _};

use crate::config::parse_duration;
use crate::model::{Timestamp, Zone};

/// Which end of a stretch of the past a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// A day counts from its first instant.
    First,
    /// A day counts to its last instant.
    Last,
}

/// A local time as an instant; one that the clocks skip is an hour later, one that comes twice the first.
pub(super) fn local(naive: NaiveDateTime, zone: Zone) -> Option<Timestamp> {
    let later = || {
        let hour_later = naive.checked_add_signed(chrono::TimeDelta::hours(1))?;
        zone.from_local_datetime(&hour_later).earliest()
    };
    zone.from_local_datetime(&naive).earliest().or_else(later).map(|at| at.to_utc().into())
}

/// Reads RFC 3339, or date and time of day without a zone.
pub(super) fn date_and_time(text: &str, zone: Zone) -> Option<Timestamp> {
    let forms = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"];
    let read = || forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    Timestamp::parse_rfc3339(text).or_else(|| local(read()?, zone))
}

/// The last time that clocks showed a time of day, such as `07:30`.
fn time_of_day(text: &str, now: Timestamp, zone: Zone) -> Option<Timestamp> {
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok()?;
    let today = now.in_zone(zone).date_naive();
    let on = |day: NaiveDate| local(day.and_time(time), zone);
    on(today).filter(|at| *at <= now).or_else(|| on(today.pred_opt()?))
}

/// Reads a time of the past: `30d` (so long ago), `07:00` (the last), `2026-06-01` (that day), `2026-06-01 07:00` or RFC 3339.
///
/// # Errors
/// A sentence that says what to write.
pub(super) fn past(text: &str, now: Timestamp, zone: Zone, end: End) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Ok(span) = parse_duration(text) {
        return Ok(now - span);
    }
    let day = || {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        let day = if end == End::Last { day.checked_add_days(Days::new(1))? } else { day };
        local(day.and_time(NaiveTime::MIN), zone)
    };
    date_and_time(text, zone).or_else(|| time_of_day(text, now, zone)).or_else(day).ok_or_else(|| {
        format!("`{text}` is no time: write `30d`, `07:00`, `2026-06-01`, `2026-06-01 07:00` or `2026-06-01T07:00:00+02:00`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_is_a_span_a_day_or_a_time() {
        let (zone, now) =
            (chrono_tz::Europe::Paris, Timestamp::parse_rfc3339("2026-06-11T12:00:00Z").unwrap());
        let read = |text, end| past(text, now, zone, end).map(|at| at.to_string());
        for (text, end, expected) in [
            ("30d", End::First, "2026-05-12T12:00:00Z"),
            ("14:00", End::First, "2026-06-11T12:00:00Z"),
            ("14:01", End::First, "2026-06-10T12:01:00Z"),
            ("7:30", End::Last, "2026-06-11T05:30:00Z"),
            ("2026-06-01", End::First, "2026-05-31T22:00:00Z"),
            ("2026-06-01", End::Last, "2026-06-01T22:00:00Z"),
            ("2026-06-01 07:00", End::Last, "2026-06-01T05:00:00Z"),
            ("2026-06-01T07:00:00Z", End::First, "2026-06-01T07:00:00Z"),
        ] {
            assert_eq!(read(text, end).as_deref(), Ok(expected), "{text}");
        }
        assert!(read("24:00", End::First).is_err());
        assert!(read("yesterday", End::First).unwrap_err().contains("`yesterday` is no time"));
    }
}
