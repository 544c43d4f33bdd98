use chrono::{NaiveTime, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;
use vigie::model::Timestamp;
use vigie::schedule::{QuietHours, Weekdays, quiet_between, quiet_until};

use super::at;

const PARIS: Tz = chrono_tz::Europe::Paris;

fn quiet(from: &str, to: &str, days: &str, zone: Tz) -> QuietHours {
    let time = |text| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
    QuietHours { from: time(from), to: time(to), zone, days: days.parse().unwrap() }
}

fn until(quiet: &QuietHours, now: Timestamp) -> Option<Timestamp> {
    quiet_until(std::slice::from_ref(quiet), now)
}

/// What `until` says at `now`, on the clocks of the zone.
#[track_caller]
fn check(quiet: &QuietHours, now: &str, expected: &str) {
    let shown = until(quiet, at(now)).map(|t| t.in_zone(quiet.zone).format("%a %m-%d %H:%M%:z").to_string());
    assert_eq!(shown.as_deref().unwrap_or("not quiet"), expected, "at {now}");
}

#[test]
fn a_window_within_a_day_holds_from_its_first_minute_to_its_last() {
    let lunch = quiet("12:00", "14:00", "mon-fri", PARIS);
    check(&lunch, "2026-06-12T11:59:59.999+02:00", "not quiet");
    check(&lunch, "2026-06-12T12:00:00+02:00", "Fri 06-12 14:00+02:00");
    check(&lunch, "2026-06-12T13:59:59.999+02:00", "Fri 06-12 14:00+02:00");
    check(&lunch, "2026-06-12T14:00:00+02:00", "not quiet");
    check(&lunch, "2026-06-13T13:00:00+02:00", "not quiet");
}

#[test]
fn a_window_may_cross_midnight_and_belongs_to_the_day_it_begins_on() {
    let night = quiet("22:00", "06:30", "fri", PARIS);
    check(&night, "2026-06-12T21:00:00+02:00", "not quiet");
    check(&night, "2026-06-12T23:00:00+02:00", "Sat 06-13 06:30+02:00");
    check(&night, "2026-06-13T06:29:00+02:00", "Sat 06-13 06:30+02:00");
    check(&night, "2026-06-13T23:00:00+02:00", "not quiet");
}

#[test]
fn adjoining_windows_are_one() {
    let weekend = quiet("00:00", "00:00", "sat,sun", PARIS);
    check(&weekend, "2026-06-12T23:59:00+02:00", "not quiet");
    check(&weekend, "2026-06-13T00:00:00+02:00", "Mon 06-15 00:00+02:00");
    check(&weekend, "2026-06-14T12:00:00+02:00", "Mon 06-15 00:00+02:00");
    let from_friday_evening = quiet("18:00", "18:00", "fri-sun", PARIS);
    check(&from_friday_evening, "2026-06-12T19:00:00+02:00", "Mon 06-15 18:00+02:00");
    let overlapping = quiet("20:00", "19:59", "fri,sat", PARIS);
    check(&overlapping, "2026-06-13T19:59:30+02:00", "not quiet");
}

#[test]
fn the_quiet_times_between_two_moments_are_cut_at_both() {
    let hours = [quiet("22:00", "06:30", "mon-sun", PARIS), quiet("06:00", "07:00", "sat", PARIS)];
    let between = |from: &str, to: &str| {
        let clock = |at: Timestamp| at.in_zone(PARIS).format("%d %H:%M").to_string();
        let spans = quiet_between(&hours, at(from), at(to));
        spans.into_iter().map(|(from, to)| format!("{} - {}", clock(from), clock(to))).collect::<Vec<_>>()
    };
    assert_eq!(
        between("2026-06-12T02:00:00+02:00", "2026-06-13T23:00:00+02:00"),
        ["12 02:00 - 12 06:30", "12 22:00 - 13 07:00", "13 22:00 - 13 23:00"]
    );
    let nothing: [&str; 0] = [];
    assert_eq!(between("2026-06-12T06:30:00+02:00", "2026-06-12T22:00:00+02:00"), nothing);
    assert_eq!(between("2026-06-12T23:00:00+02:00", "2026-06-12T22:30:00+02:00"), nothing);
}

#[test]
fn nights_and_weekends_are_one() {
    let hours = [quiet("22:00", "06:30", "mon-sun", PARIS), quiet("00:00", "00:00", "sat,sun", PARIS)];
    let until = |now: &str| {
        quiet_until(&hours, at(now)).map(|t| t.in_zone(PARIS).format("%a %m-%d %H:%M%:z").to_string())
    };
    assert_eq!(until("2026-06-12T21:00:00+02:00"), None);
    assert_eq!(until("2026-06-12T23:00:00+02:00").as_deref(), Some("Mon 06-15 06:30+02:00"));
    assert_eq!(until("2026-06-14T12:00:00+02:00").as_deref(), Some("Mon 06-15 06:30+02:00"));
    assert_eq!(until("2026-06-16T02:00:00+02:00").as_deref(), Some("Tue 06-16 06:30+02:00"));
    assert_eq!(quiet_until(&[], at("2026-06-16T02:00:00+02:00")), None);
}

#[test]
fn every_hour_quiet_has_an_end_far_ahead() {
    let always = quiet("08:00", "08:00", "mon-sun", PARIS);
    let now = at("2026-06-12T12:00:00Z");
    assert!(until(&always, now).unwrap().since(now).as_secs() > 6 * 86_400);
}

#[test]
fn no_day_is_never_quiet() {
    let never = QuietHours { days: Weekdays::default(), ..quiet("22:00", "06:00", "mon", PARIS) };
    check(&never, "2026-06-12T23:00:00Z", "not quiet");
}

#[test]
fn a_night_is_an_hour_shorter_or_longer_when_the_clocks_change() {
    let night = quiet("22:00", "06:30", "mon-sun", PARIS);
    check(&night, "2026-03-29T00:30:00+01:00", "Sun 03-29 06:30+02:00");
    check(&night, "2026-10-25T02:30:00+02:00", "Sun 10-25 06:30+01:00");
    check(&night, "2026-10-25T02:30:00+01:00", "Sun 10-25 06:30+01:00");
}

#[test]
fn an_end_in_the_repeated_hour_is_its_second_pass() {
    let night = quiet("22:00", "02:30", "mon-sun", PARIS);
    check(&night, "2026-10-25T02:40:00+02:00", "Sun 10-25 02:30+01:00");
    check(&night, "2026-10-25T02:30:00+01:00", "not quiet");
    let within = quiet("02:15", "02:45", "sun", PARIS);
    check(&within, "2026-10-25T02:14:00+02:00", "not quiet");
    check(&within, "2026-10-25T02:15:00+02:00", "Sun 10-25 02:45+01:00");
}

#[test]
fn an_end_in_the_skipped_hour_is_the_first_minute_after_it() {
    let night = quiet("22:00", "02:30", "mon-sun", PARIS);
    check(&night, "2026-03-29T01:59:00+01:00", "Sun 03-29 03:00+02:00");
    check(&night, "2026-03-29T03:00:00+02:00", "not quiet");
    check(&quiet("02:15", "02:45", "sun", PARIS), "2026-03-29T03:00:00+02:00", "not quiet");
}

#[test]
fn quiet_hours_follow_the_clocks_of_their_zone() {
    let night = quiet("22:00", "06:00", "mon-sun", chrono_tz::Asia::Tokyo);
    check(&night, "2026-06-12T14:00:00Z", "Sat 06-13 06:00+09:00");
    check(&night, "2026-06-12T22:00:00Z", "not quiet");
}

const DAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

proptest! {
    #[test]
    fn quiet_is_what_a_clock_on_the_wall_reads(
        from in 0_u32..1_440, to in 0_u32..1_440, days in any::<[bool; 7]>(), start in 0_i64..4_000_000_000,
        zone in prop::sample::select(vec![PARIS, chrono_tz::America::New_York, chrono_tz::Asia::Kathmandu, Tz::UTC]),
    ) {
        let time = |minute: u32| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap();
        let every = DAYS.into_iter().zip(days);
        let days: Weekdays = every.filter_map(|(day, on)| on.then_some(day)).collect();
        let quiet = QuietHours { from: time(from), to: time(to), zone, days };
        let now = Timestamp::from_millis(start * 1_000);
        let end = until(&quiet, now);
        prop_assert!(end.is_none_or(|end| end > now));
        if reads_quiet(&quiet, now) {
            prop_assert!(end.is_some(), "a clock reads a quiet time at {now}");
        }
        if let Some(end) = end && days != Weekdays::ALL {
            prop_assert!(!reads_quiet(&quiet, end), "quiet goes on after {end}");
        }
    }

    #[test]
    fn no_instant_is_too_far(millis in any::<i64>()) {
        let _ = until(&quiet("22:00", "06:30", "mon-sun", PARIS), Timestamp::from_millis(millis));
    }
}

/// Whether the local reading lies in a window, by plain arithmetic on readings.
fn reads_quiet(quiet: &QuietHours, now: Timestamp) -> bool {
    use chrono::{Datelike, Days};
    let reading = now.in_zone(quiet.zone).naive_local();
    [0, 1].into_iter().any(|back| {
        let day = reading.date() - Days::new(back);
        let (from, mut to) = (day.and_time(quiet.from), day.and_time(quiet.to));
        if to <= from {
            to = to + Days::new(1);
        }
        quiet.days.holds(day.weekday()) && from <= reading && reading < to
    })
}
