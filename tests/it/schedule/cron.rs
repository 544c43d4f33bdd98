use chrono_tz::Tz;
use proptest::prelude::*;
use vigie::model::Timestamp;
use vigie::schedule::CronLine;

use super::at;

const PARIS: Tz = chrono_tz::Europe::Paris;

/// The first firings of `line` after `after`, on the clocks of `zone`: month, day, time and offset.
#[track_caller]
fn check(line: &str, zone: Tz, after: &str, expected: &[&str]) {
    let line = CronLine::parse(line, zone).unwrap();
    let mut now = at(after);
    let mut fired = Vec::new();
    for _ in expected {
        now = line.next_after(now).expect("it fires again");
        fired.push(now.in_zone(zone).format("%m-%d %H:%M%:z").to_string());
    }
    assert_eq!(fired, expected, "`{}` in {zone} after {after}", line.text);
}

#[track_caller]
fn refused(line: &str, expected: &str) {
    let error = CronLine::parse(line, PARIS).expect_err(line);
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_line_fires_at_its_minute_on_its_days() {
    check(
        "30 7 * * mon-fri",
        PARIS,
        "2026-06-12T07:30:00+02:00",
        &["06-15 07:30+02:00", "06-16 07:30+02:00"],
    );
    check("0 0 1 jan *", PARIS, "2026-06-12T00:00:00Z", &["01-01 00:00+01:00"]);
    check("*/20 6-7 * * *", PARIS, "2026-06-12T06:30:00+02:00", &["06-12 06:40+02:00", "06-12 07:00+02:00"]);
    check("5,10-12 3 29 2 *", PARIS, "2026-06-12T00:00:00Z", &["02-29 03:05+01:00", "02-29 03:10+01:00"]);
}

#[test]
fn a_firing_is_strictly_after_the_time_given() {
    check("30 7 * * *", PARIS, "2026-06-12T07:29:59.999+02:00", &["06-12 07:30+02:00"]);
    check("30 7 * * *", PARIS, "2026-06-12T07:30:00.001+02:00", &["06-13 07:30+02:00"]);
}

#[test]
fn sunday_is_0_and_7_and_weeks_go_round() {
    let sunday = &["06-14 09:00+02:00", "06-21 09:00+02:00"];
    check("0 9 * * 0", PARIS, "2026-06-12T00:00:00Z", sunday);
    check("0 9 * * 7", PARIS, "2026-06-12T00:00:00Z", sunday);
    check("0 9 * * SUN", PARIS, "2026-06-12T00:00:00Z", sunday);
    let long_weekend = &["06-12 09:00+02:00", "06-13 09:00+02:00", "06-14 09:00+02:00", "06-19 09:00+02:00"];
    check("0 9 * * 5-7", PARIS, "2026-06-12T00:00:00Z", long_weekend);
    check("0 9 * * fri-sun", PARIS, "2026-06-12T00:00:00Z", long_weekend);
    check("0 9 * * sat-mon", PARIS, "2026-06-14T12:00:00Z", &["06-15 09:00+02:00", "06-20 09:00+02:00"]);
}

#[test]
fn either_day_field_suffices_when_both_are_restricted() {
    check(
        "0 9 1 * mon",
        PARIS,
        "2026-06-12T00:00:00Z",
        &["06-15 09:00+02:00", "06-22 09:00+02:00", "06-29 09:00+02:00", "07-01 09:00+02:00"],
    );
    // The 30th of February never comes, but Mondays do.
    check("0 9 30 2 mon", PARIS, "2026-06-12T00:00:00Z", &["02-01 09:00+01:00"]);
    // A field that begins with `*` is no restriction of its own: both must hold.
    check("0 9 */2 * mon", PARIS, "2026-06-12T00:00:00Z", &["06-15 09:00+02:00", "06-29 09:00+02:00"]);
}

#[test]
fn a_fixed_time_in_the_skipped_hour_fires_once_right_after_it() {
    check("30 2 * * *", PARIS, "2026-03-28T12:00:00Z", &["03-29 03:00+02:00", "03-30 02:30+02:00"]);
    check(
        "30 1,2,3 * * *",
        PARIS,
        "2026-03-29T00:00:00+01:00",
        &["03-29 01:30+01:00", "03-29 03:00+02:00", "03-29 03:30+02:00"],
    );
    check(
        "0,30 2,3 * * *",
        PARIS,
        "2026-03-29T00:00:00+01:00",
        &["03-29 03:00+02:00", "03-29 03:30+02:00", "03-30 02:00+02:00"],
    );
}

#[test]
fn a_fixed_time_in_the_repeated_hour_fires_in_the_first_pass_only() {
    check("30 2 * * *", PARIS, "2026-10-24T12:00:00Z", &["10-25 02:30+02:00", "10-26 02:30+01:00"]);
    check(
        "30 1,2,3 * * *",
        PARIS,
        "2026-10-25T00:00:00+02:00",
        &["10-25 01:30+02:00", "10-25 02:30+02:00", "10-25 03:30+01:00"],
    );
    // Asked from within the second pass.
    check("30 2 * * *", PARIS, "2026-10-25T02:10:00+01:00", &["10-26 02:30+01:00"]);
}

#[test]
fn a_wildcard_follows_real_time() {
    check(
        "*/15 * * * *",
        PARIS,
        "2026-03-29T01:30:00+01:00",
        &["03-29 01:45+01:00", "03-29 03:00+02:00", "03-29 03:15+02:00"],
    );
    check(
        "*/30 * * * *",
        PARIS,
        "2026-10-25T01:30:00+02:00",
        &[
            "10-25 02:00+02:00",
            "10-25 02:30+02:00",
            "10-25 02:00+01:00",
            "10-25 02:30+01:00",
            "10-25 03:00+01:00",
        ],
    );
    check(
        "30 * * * *",
        PARIS,
        "2026-10-25T01:30:00+02:00",
        &["10-25 02:30+02:00", "10-25 02:30+01:00", "10-25 03:30+01:00"],
    );
    // Hour 2 does not happen on that day.
    check("*/30 2 * * *", PARIS, "2026-03-28T12:00:00Z", &["03-30 02:00+02:00", "03-30 02:30+02:00"]);
    // The second pass is not forgotten when the next reading is a year away.
    check("*/15 2 25 10 *", PARIS, "2026-10-25T02:50:00+02:00", &["10-25 02:00+01:00", "10-25 02:15+01:00"]);
}

#[test]
fn other_zones_have_other_clock_changes() {
    // Half an hour back and forth.
    let lord_howe = chrono_tz::Australia::Lord_Howe;
    check("15 2 * * *", lord_howe, "2026-10-03T12:00:00Z", &["10-04 02:30+11:00", "10-05 02:15+11:00"]);
    check("45 1 * * *", lord_howe, "2026-04-04T12:00:00Z", &["04-05 01:45+11:00", "04-06 01:45+10:30"]);
    // A day that never was.
    check(
        "0 12 * * *",
        chrono_tz::Pacific::Apia,
        "2011-12-29T12:00:00-10:00",
        &["12-31 00:00+14:00", "12-31 12:00+14:00"],
    );
    // Midnight is skipped.
    check(
        "0 0 * * *",
        chrono_tz::Africa::Cairo,
        "2026-04-23T12:00:00Z",
        &["04-24 01:00+03:00", "04-25 00:00+03:00"],
    );
    check(
        "30 1 * * *",
        chrono_tz::America::New_York,
        "2026-10-31T12:00:00Z",
        &["11-01 01:30-04:00", "11-02 01:30-05:00"],
    );
    check("30 2 * * *", Tz::UTC, "2026-03-28T12:00:00Z", &["03-29 02:30+00:00"]);
}

#[test]
fn a_line_that_is_not_understood_is_refused_with_a_reason() {
    refused("@daily", "`@daily` is a nickname: write its five fields, such as `0 0 * * *`");
    refused(
        "0 30 7 * * *",
        "a cron line has five fields (minute, hour, day of the month, month, day of the week), not 6",
    );
    refused(
        "",
        "a cron line has five fields (minute, hour, day of the month, month, day of the week), not 0",
    );
    refused("0 8 ? * mon", "`?` cannot be the day of the month: `?` is not used here, write `*`");
    refused("61 * * * *", "`61` cannot be the minute: it goes from 0 to 59");
    refused("0 24 * * *", "`24` cannot be the hour: it goes from 0 to 23");
    refused("0 8 0 * *", "`0` cannot be the day of the month: it goes from 1 to 31");
    refused("0 8 * juin *", "`juin` cannot be the month: it goes from 1 to 12 or `jan` to `dec`");
    refused("0 8 * * 8", "`8` cannot be the day of the week: it goes from 0 to 7 or `sun` to `sat`");
    refused("0 10-8 * * *", "`10-8` cannot be the hour: the range runs backwards");
    refused("5/10 * * * *", "`5/10` cannot be the minute: a step needs a range, write `5-59/10`");
    refused("*/0 * * * *", "`*/0` cannot be the minute: a step is a number from 1 to 59");
    refused("+5 * * * *", "`+5` cannot be the minute: it goes from 0 to 59");
    refused("1,,2 * * * *", "`` cannot be the minute: it goes from 0 to 59");
}

#[test]
fn a_line_that_can_never_fire_is_refused() {
    refused("0 8 31 2 *", "`0 8 31 2 *` can never fire: no month of those has such a day");
    refused("0 8 31 4,6,9,11 *", "`0 8 31 4,6,9,11 *` can never fire: no month of those has such a day");
    assert!(CronLine::parse("0 8 29 2 *", PARIS).is_ok());
}

#[test]
fn the_ends_of_time_are_no_trouble() {
    let line = CronLine::parse("30 7 * * *", PARIS).unwrap();
    assert_eq!(
        line.next_after(Timestamp::from_millis(i64::MIN)).unwrap().to_string(),
        "1970-01-01T06:30:00Z"
    );
    assert_eq!(line.next_after(Timestamp::from_millis(i64::MAX)), None);
    assert_eq!(line.next_after(at("2100-12-31T23:59:00Z")), None);
}

fn zones() -> impl Strategy<Value = Tz> {
    prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec())
}

/// Lines of numbers, ranges and stars; some never fire.
fn lines() -> impl Strategy<Value = String> {
    let field = |last: u32| {
        prop_oneof![
            Just("*".to_owned()),
            (2..9_u32).prop_map(|n| format!("*/{n}")),
            (1..=last).prop_map(|n| n.to_string())
        ]
    };
    (field(59), field(23), field(31), field(12), field(7))
        .prop_map(|(a, b, c, d, e)| format!("{a} {b} {c} {d} {e}"))
}

proptest! {
    #[test]
    fn firings_go_forward_and_show_an_allowed_reading(line in lines(), zone in zones(), start in 0_i64..4_000_000_000_000) {
        let Ok(line) = CronLine::parse(&line, zone) else { return Ok(()) };
        let mut now = Timestamp::from_millis(start);
        for _ in 0..5 {
            let Some(next) = line.next_after(now) else { break };
            prop_assert!(next > now);
            // Asked from anywhere in between, the answer is the same.
            let middle = Timestamp::from_millis(now.millis() + (next.millis() - now.millis()) / 2);
            prop_assert_eq!(line.next_after(middle), Some(next));
            now = next;
        }
    }

    #[test]
    fn any_text_is_a_line_or_a_reason(text in "[0-9a-z*/,? @-]{0,30}|.{0,40}") {
        let _ = CronLine::parse(&text, PARIS);
    }
}
