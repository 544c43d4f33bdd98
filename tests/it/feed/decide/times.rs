//! When the next poll is: hints, floors, calendars and hours to be left alone.

use std::time::Duration;

use vigie::feed::{Due, Fetched, PollPolicy, Validators, is_skipped, recent_json};
use vigie::schedule::{Cadence, CronLine};

use super::{
    HOUR, MINUTE, body, check_interval, due, entry, failed, not_modified, now, parsed, policy, update,
};

#[test]
fn hints_lengthen_the_interval_and_never_shorten_it() {
    let asked = |hint: Option<Duration>, fresh: Option<Duration>, obey: bool| {
        let mut read = parsed(vec![entry(1)]);
        read.parsed.hints.interval = hint;
        let Fetched::Body { bytes, content_type, validators, final_url, moved_to, hubs, .. } =
            body(b"new body")
        else {
            unreachable!()
        };
        let fetched =
            Fetched::Body { bytes, content_type, validators, fresh_for: fresh, final_url, moved_to, hubs };
        update(&due(), &PollPolicy { obey_hints: obey, ..policy() }, &fetched, Some(read))
    };
    check_interval(&asked(Some(HOUR), None, true), HOUR, "asked by the feed");
    check_interval(&asked(Some(HOUR), Some(2 * HOUR), true), 2 * HOUR, "asked by the server");
    check_interval(&asked(Some(MINUTE), Some(MINUTE), true), 10 * MINUTE, "configured");
    check_interval(&asked(Some(900 * HOUR), None, true), 24 * HOUR, "asked by the feed");
    check_interval(&asked(Some(HOUR), Some(HOUR), false), 10 * MINUTE, "configured");
}

#[test]
fn what_the_body_asked_for_holds_through_the_304s_behind_it() {
    let mut read = parsed(vec![entry(1)]);
    read.parsed.hints.interval = Some(HOUR);
    let first = update(&due(), &policy(), &body(b"new body"), Some(read));
    let second =
        update(&Due { recent: recent_json(&first.recent), ..due() }, &policy(), &not_modified(), None);
    let third =
        update(&Due { recent: recent_json(&second.recent), ..due() }, &policy(), &not_modified(), None);
    check_interval(&third, HOUR, "asked by the feed");
}

#[test]
fn intervals_never_fall_under_the_floor() {
    let hasty = PollPolicy { cadence: Cadence::Every(Duration::from_secs(1)), ..policy() };
    check_interval(&update(&due(), &hasty, &not_modified(), None), Duration::from_secs(10), "configured");
}

#[test]
fn calendars_are_kept_and_hints_skip_their_times() {
    let line = CronLine::parse("*/15 * * * *", chrono_tz::Europe::Paris).unwrap();
    let policy = PollPolicy { cadence: Cadence::Cron(line), ..policy() };
    check_interval(&update(&due(), &policy, &not_modified(), None), 15 * MINUTE, "configured");
    let fresh = Fetched::NotModified {
        validators: Validators::default(),
        fresh_for: Some(20 * MINUTE),
        moved_to: None,
    };
    check_interval(&update(&due(), &policy, &fresh, None), 30 * MINUTE, "asked by the server");
    check_interval(
        &update(&due(), &policy, &failed("no such host"), None),
        15 * MINUTE,
        "backoff: DNS: no such host",
    );
}

#[test]
fn hours_the_feed_wants_to_be_left_alone_at_are_skipped_after_answers_304s_and_failures() {
    // It is 07:00 GMT, and the feed is polled every ten minutes.
    let mut read = parsed(vec![entry(1)]);
    for hour in 7..12 {
        read.parsed.hints.skips.add_hour(hour);
    }
    let first = update(&due(), &policy(), &body(b"new body"), Some(read.clone()));
    assert_eq!(first.next_poll_at, Some(now() + 5 * HOUR), "{first:?}");
    assert_eq!(first.interval_why, "skipped by the feed");
    let told = Due { recent: recent_json(&first.recent), ..due() };
    for fetched in [not_modified(), failed("no such host"), Fetched::Held(MINUTE)] {
        let next = update(&told, &policy(), &fetched, None);
        assert_eq!(next.next_poll_at, Some(now() + 5 * HOUR), "{fetched:?}");
    }
    let late = Due { due_at: now() - HOUR, ..told.clone() };
    assert!(is_skipped(&late, &policy(), now()) && !is_skipped(&told, &policy(), now()));
    assert!(!is_skipped(&late, &policy(), now() + 5 * HOUR));
    let skipped = update(&late, &policy(), &Fetched::Skipped, None);
    assert_eq!((skipped.next_poll_at, skipped.failures), (Some(now() + 5 * HOUR), late.failures));
    let deaf = PollPolicy { obey_hints: false, ..policy() };
    assert!(!is_skipped(&late, &deaf, now()));
    let heard = update(&due(), &deaf, &body(b"new body"), Some(read));
    assert_eq!(heard.interval, 10 * MINUTE);
}
