//! When the next poll is: hints, floors, calendars and hours to be left alone.

use std::time::Duration;

use vigie::feed::{Due, FeedUpdate, Fetched, Freshness, IntervalReason, PollPolicy, Validators, is_skipped};
use vigie::schedule::{Cadence, CronLine};

use super::{
    HOUR, MINUTE, body, check_interval, due, entry, failed, kept, not_modified, now, parsed, policy, update,
};

/// A 200 that says how long it holds.
fn fresh_body(said: Freshness) -> Fetched {
    let mut fetched = body(b"new body");
    if let Fetched::Body { freshness, .. } = &mut fetched {
        *freshness = said;
    }
    fetched
}

fn fresh_304(freshness: Freshness) -> Fetched {
    Fetched::NotModified { validators: Validators::default(), freshness, moved_to: None }
}

#[test]
fn hints_lengthen_the_interval_and_never_shorten_it() {
    let asked = |hint: Option<Duration>, fresh: Option<Duration>, obey: bool| {
        let mut read = parsed(vec![entry(1)]);
        read.parsed.hints.interval = hint;
        let fetched = fresh_body(fresh.map_or(Freshness::Unsaid, Freshness::Left));
        update(&due(), &PollPolicy { obey_hints: obey, ..policy() }, &fetched, Some(read))
    };
    check_interval(&asked(Some(HOUR), None, true), HOUR, IntervalReason::Feed);
    check_interval(&asked(Some(HOUR), Some(2 * HOUR), true), 2 * HOUR, IntervalReason::Server);
    check_interval(&asked(Some(MINUTE), Some(MINUTE), true), 10 * MINUTE, IntervalReason::Configured);
    check_interval(&asked(Some(900 * HOUR), None, true), 24 * HOUR, IntervalReason::Feed);
    check_interval(&asked(Some(HOUR), Some(HOUR), false), 10 * MINUTE, IntervalReason::Configured);
}

#[test]
fn what_the_body_asked_for_holds_through_the_304s_behind_it() {
    let mut read = parsed(vec![entry(1)]);
    read.parsed.hints.interval = Some(HOUR);
    let first = update(&due(), &policy(), &body(b"new body"), Some(read));
    let second = update(&Due { recent: kept(&first.recent), ..due() }, &policy(), &not_modified(), None);
    let third = update(&Due { recent: kept(&second.recent), ..due() }, &policy(), &not_modified(), None);
    check_interval(&third, HOUR, IntervalReason::Feed);
}

/// The updates of polls that answer so, one after the other.
fn lived(answers: &[Fetched]) -> Vec<FeedUpdate> {
    let mut due = due();
    let live = |fetched: &Fetched| {
        let read = matches!(fetched, Fetched::Body { .. }).then(|| parsed(vec![entry(1)]));
        let update = update(&due, &policy(), fetched, read);
        due.recent = kept(&update.recent);
        update
    };
    answers.iter().map(live).collect()
}

#[test]
fn what_a_304_does_not_say_of_freshness_stays_as_the_answer_it_confirms_said() {
    let hours = |hours: u32| Freshness::MaxAge { max_age: hours * HOUR, age: Duration::ZERO };
    let old = Freshness::MaxAge { max_age: 3 * HOUR, age: HOUR };
    let bare = || fresh_304(Freshness::Unsaid);
    let lived = lived(&[
        fresh_body(old),
        bare(),
        failed("no such host"),
        bare(),
        // What it says replaces what was said, also that it may not be kept.
        fresh_304(hours(2)),
        bare(),
        fresh_304(Freshness::Left(Duration::ZERO)),
        bare(),
        // An `Expires` is a moment, which no 304 moves.
        fresh_body(Freshness::Left(5 * HOUR)),
        bare(),
        fresh_body(hours(4)),
        fresh_body(Freshness::Unsaid),
        bare(),
    ]);
    let server = IntervalReason::Server;
    for (place, hours, why) in
        [(0, 2, server), (1, 3, server), (3, 3, server), (4, 2, server), (5, 2, server)]
    {
        check_interval(&lived[place], hours * HOUR, why);
    }
    check_interval(&lived[8], 5 * HOUR, server);
    check_interval(&lived[10], 4 * HOUR, server);
    for place in [6, 7, 9, 11, 12] {
        check_interval(&lived[place], 10 * MINUTE, IntervalReason::Configured);
    }
}

#[test]
fn intervals_never_fall_under_the_floor() {
    let hasty = PollPolicy { cadence: Cadence::Every(Duration::from_secs(1)), ..policy() };
    check_interval(
        &update(&due(), &hasty, &not_modified(), None),
        Duration::from_secs(10),
        IntervalReason::Configured,
    );
}

#[test]
fn calendars_are_kept_and_hints_skip_their_times() {
    let line = CronLine::parse("*/15 * * * *", chrono_tz::Europe::Paris).unwrap();
    let policy = PollPolicy { cadence: Cadence::Cron(line), ..policy() };
    check_interval(&update(&due(), &policy, &not_modified(), None), 15 * MINUTE, IntervalReason::Configured);
    let fresh = Fetched::NotModified {
        validators: Validators::default(),
        freshness: Freshness::Left(20 * MINUTE),
        moved_to: None,
    };
    check_interval(&update(&due(), &policy, &fresh, None), 30 * MINUTE, IntervalReason::Server);
    check_interval(
        &update(&due(), &policy, &failed("no such host"), None),
        15 * MINUTE,
        IntervalReason::Backoff,
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
    assert_eq!(first.interval_why, IntervalReason::Skipped);
    let told = Due { recent: kept(&first.recent), ..due() };
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
