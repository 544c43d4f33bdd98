//! Hours and days at which a feed asks not to be polled.

use vigie::model::Timestamp;
use vigie::schedule::SkipTimes;

#[track_caller]
fn check(hours: &[u8], days: &[&str], at: &str, expected: &str) {
    let mut skips = SkipTimes::default();
    for hour in hours {
        skips.add_hour(*hour);
    }
    for day in days {
        skips.add_day(day);
    }
    let time = |text| Timestamp::parse_rfc3339(text).expect("a time");
    assert_eq!(skips.after(time(at)), time(expected), "{hours:?} {days:?}");
}

#[test]
fn nothing_skipped_defers_nothing() {
    check(&[], &[], "2026-06-11T07:20:00Z", "2026-06-11T07:20:00Z");
    check(&[25, 200], &["Someday", ""], "2026-06-11T07:20:00Z", "2026-06-11T07:20:00Z");
    check(&[8], &[], "2026-06-11T07:20:00Z", "2026-06-11T07:20:00Z");
}

#[test]
fn skipped_hours_defer_to_the_next_that_is_not_over_midnight_too() {
    check(&[7], &[], "2026-06-11T07:00:00Z", "2026-06-11T08:00:00Z");
    check(&[22, 23, 24, 1], &[], "2026-06-11T22:59:59Z", "2026-06-12T02:00:00Z");
}

#[test]
fn skipped_days_defer_to_the_next_day_in_gmt() {
    // 11 June 2026 is a Thursday.
    check(&[], &["Saturday", "sun"], "2026-06-13T00:00:00Z", "2026-06-15T00:00:00Z");
    check(&[], &["Saturday", "sun"], "2026-06-12T23:59:59Z", "2026-06-12T23:59:59Z");
    check(&[0], &["THURSDAY"], "2026-06-11T07:00:00Z", "2026-06-12T01:00:00Z");
}

#[test]
fn a_feed_that_skips_the_whole_week_is_not_heeded() {
    let hours: Vec<u8> = (0..24).collect();
    check(&hours, &[], "2026-06-11T07:20:00Z", "2026-06-11T07:20:00Z");
    check(
        &[],
        &["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        "2026-06-11T07:20:00Z",
        "2026-06-11T07:20:00Z",
    );
}
