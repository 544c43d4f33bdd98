//! Our walk beside a model of the daemon: Vixie cron's rule for clock changes (cron(8), "daylight saving time"), minute by minute.

use std::collections::BTreeSet;

use chrono::{Datelike, Timelike};
use chrono_tz::Tz;
use vigie::model::Timestamp;
use vigie::schedule::CronLine;

use super::at;

const LINES: [&str; 9] = [
    "30 2 * * *",
    "30 1,2,3 * * *",
    "0,20,40 1-3 * * *",
    "59 1 * * *",
    "0 3 * * sun",
    "*/15 * * * *",
    "30 * * * *",
    "*/20 2 * * *",
    "5-55/25 2,3 * 3,10,11 *",
];

/// Whether one field of a line, of numbers alone, holds `value`.
fn holds(field: &str, value: u32) -> bool {
    field.split(',').any(|part| {
        let (range, step) = part.split_once('/').unwrap_or((part, "1"));
        let number = |text: &str| if text == "sun" { 0 } else { text.parse().expect("a number") };
        let (first, last) = match range.split_once('-') {
            _ if range == "*" => (0, 59),
            Some((first, last)) => (number(first), number(last)),
            None => (number(range), number(range)),
        };
        (first..=last).contains(&value) && (value - first).is_multiple_of(number(step))
    })
}

fn matches(line: &str, minute: i64) -> bool {
    let reading = chrono::DateTime::from_timestamp(minute * 60, 0).expect("a time");
    let fields: Vec<&str> = line.split_whitespace().collect();
    let values = [
        reading.minute(),
        reading.hour(),
        reading.day(),
        reading.month(),
        reading.weekday().num_days_from_sunday(),
    ];
    fields.iter().zip(values).all(|(field, value)| holds(field, value))
}

/// When the daemon runs a job: one whose minute or hour begins with `*` whenever the clock on the wall says so; any other for every
/// reading once, those that were skipped right after, those that come again not a second time.
fn daemon(line: &str, zone: Tz, from: Timestamp, to: Timestamp) -> BTreeSet<Timestamp> {
    let follows =
        line.starts_with('*') || line.split_whitespace().nth(1).is_some_and(|hour| hour.starts_with('*'));
    let reading = |minute: i64| {
        Timestamp::from_millis(minute * 60_000).in_zone(zone).naive_local().and_utc().timestamp() / 60
    };
    let (first, last) = (from.millis() / 60_000, to.millis() / 60_000);
    let mut seen = reading(first);
    let mut runs = BTreeSet::new();
    for minute in first + 1..=last {
        let now = reading(minute);
        let runs_now =
            if follows { matches(line, now) } else { (seen + 1..=now).any(|skipped| matches(line, skipped)) };
        seen = seen.max(now);
        if runs_now {
            runs.insert(Timestamp::from_millis(minute * 60_000));
        }
    }
    runs
}

fn walk(line: &str, zone: Tz, from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
    let line = CronLine::parse(line, zone).expect("a cron line");
    let next = |now: &Timestamp| line.next_after(*now).filter(|next| *next <= to);
    std::iter::successors(next(&from), next).collect()
}

#[test]
fn nine_lines_fire_as_the_daemon_runs_them_over_both_changes_in_two_zones() {
    let changes = [
        (chrono_tz::Europe::Paris, ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"]),
        (chrono_tz::America::New_York, ["2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z"]),
    ];
    let day = std::time::Duration::from_hours(24);
    for (zone, changes) in changes {
        for change in changes.map(at) {
            for line in LINES {
                let (from, to) = (change - day, change + day);
                let expected: Vec<Timestamp> = daemon(line, zone, from, to).into_iter().collect();
                assert!(!expected.is_empty(), "`{line}` fires in two days");
                assert_eq!(walk(line, zone, from, to), expected, "`{line}` in {zone} around {change}");
            }
        }
    }
}

/// Two decades of a daily and an hourly line. Every zone where `VIGIE_ALL_ZONES` is set; else some, others than round numbers give.
#[test]
fn no_firing_of_two_decades_comes_before_another() {
    let every = if std::env::var_os("VIGIE_ALL_ZONES").is_some() { 1 } else { 67 };
    let (from, to) = (at("2020-01-01T00:00:00Z"), at("2040-01-01T00:00:00Z"));
    for zone in chrono_tz::TZ_VARIANTS.iter().step_by(every) {
        for (line, least) in [("30 2 * * *", 7_300), ("0 */6 * * sun", 4_000)] {
            let fired = walk(line, *zone, from, to);
            assert!(fired.len() >= least, "`{line}` in {zone}: {}", fired.len());
            let backwards = fired.windows(2).filter(|pair| pair[1] <= pair[0]).count();
            assert_eq!(backwards, 0, "`{line}` in {zone}");
        }
    }
}
