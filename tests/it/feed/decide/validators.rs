//! Which validators are kept, and what vouches for nothing.

use std::collections::HashMap;
use std::time::Duration;

use vigie::feed::{
    Due, Fetched, Freshness, IntervalReason, ParseHints, PollPolicy, PollResult, Read, RecentPoll, body_hash,
    identity_keys, parse,
};
use vigie::schedule::{Cadence, CronLine, Look, Rhythm, longest_wait};

use super::{
    HOUR, MINUTE, body, check_interval, due, entry, kept, new_of, not_modified, now, parsed, policy, update,
    validators,
};

#[test]
fn a_304_keeps_what_it_does_not_carry() {
    let quiet = update(&due(), &policy(), &not_modified(), None);
    assert_eq!((quiet.is_ok(), quiet.validators.as_ref(), quiet.body_hash), (true, None, None));
    check_interval(&quiet, 10 * MINUTE, IntervalReason::Configured);
    let carried = Fetched::NotModified {
        validators: validators("\"newer\"", ""),
        freshness: Freshness::Left(HOUR),
        moved_to: None,
    };
    let refreshed = update(&due(), &policy(), &carried, None);
    assert_eq!(refreshed.validators, Some(validators("\"newer\"", "Thu, 11 Jun 2026 06:00:00 GMT")));
    check_interval(&refreshed, HOUR, IntervalReason::Server);
}

#[test]
fn a_200_replaces_the_whole_set() {
    let update = new_of(&due(), &policy(), vec![entry(1)]);
    assert_eq!(update.validators, Some(validators("\"new\"", "")));
    assert_eq!(update.body_hash, Some(body_hash(b"new body")));
    assert_eq!((update.is_ok(), update.failures, update.new.len()), (true, 0, 1));
}

#[test]
fn a_truncated_body_vouches_for_nothing() {
    let mut read = parsed(vec![entry(1), entry(2)]);
    read.parsed.truncated = true;
    let update = update(&due(), &policy(), &body(b"new body"), Some(read));
    assert_eq!((update.is_ok(), update.new.len()), (true, 2), "every entry was closed before the end");
    // Those of the last whole answer stay: a 304 to them hides nothing, and the next request is not unconditional.
    assert_eq!((update.validators, update.body_hash), (None, None));
}

#[test]
fn half_an_entry_is_not_taken_and_counts_as_lost() {
    let cut = "<rss version='2.0'><channel><item><guid>1</guid><title>Ferry 1</title></item><item><title>Fer";
    let parsed = parse(cut.as_bytes(), ParseHints::default()).expect("a feed");
    let (keys, lost) = (identity_keys(&parsed.entries), parsed.lost);
    let read = Read { parsed, keys, known: HashMap::new(), shared: HashMap::new() };
    let update = update(&due(), &policy(), &body(cut.as_bytes()), Some(read));
    assert_eq!(update.new.iter().map(|new| new.entry.id.as_deref()).collect::<Vec<_>>(), [Some("1")]);
    // What a poll notes is what `feed parse` shows.
    assert_eq!((update.validators, update.body.expect("a note").lost, lost), (None, 1, 1));
}

#[test]
fn a_body_that_came_short_vouches_for_nothing_even_where_its_bytes_are_known() {
    let mut cut = body(b"old body");
    if let Fetched::Body { is_cut, .. } = &mut cut {
        *is_cut = true;
    }
    let update = update(&due(), &policy(), &cut, None);
    assert_eq!((update.is_ok(), update.validators, update.body_hash), (true, None, None));
}

/// The intervals after the same body came again and again.
fn after_repetitions(cadence: Cadence) -> Vec<(Duration, IntervalReason)> {
    let policy = PollPolicy { cadence, ..policy() };
    let mut due = due();
    let mut found = Vec::new();
    for times in 1..=5 {
        let update = update(&due, &policy, &body(b"old body"), None);
        assert!(update.is_ok() && update.new.is_empty());
        found.push((update.interval, update.interval_why));
        due.recent = kept(&update.recent);
        assert_eq!(due.recent.len(), times);
    }
    found
}

#[test]
fn the_same_body_again_widens_the_interval_up_to_twice_and_four_hours() {
    for (every, minutes) in [
        (10 * MINUTE, [12.5, 15.0, 17.5, 20.0, 20.0]),
        (HOUR, [75.0, 90.0, 105.0, 120.0, 120.0]),
        (3 * HOUR, [225.0, 240.0, 240.0, 240.0, 240.0]),
    ] {
        let unchanged =
            minutes.map(|minutes| (Duration::from_secs_f64(minutes * 60.0), IntervalReason::Unchanged));
        assert_eq!(after_repetitions(Cadence::Every(every)), unchanged);
    }
    let seldom = after_repetitions(Cadence::Every(5 * HOUR));
    assert_eq!(seldom, vec![(5 * HOUR, IntervalReason::Configured); 5]);
    let calendar = CronLine::parse("*/15 * * * *", chrono_tz::Europe::Paris).unwrap();
    assert_eq!(
        after_repetitions(Cadence::Cron(calendar)),
        vec![(15 * MINUTE, IntervalReason::Configured); 5]
    );
}

#[test]
fn the_same_body_again_widens_the_interval_of_an_adaptive_feed_within_its_own_bounds() {
    let look = Look { dates: &[None, None], before: None, planned: Duration::ZERO, now: now() };
    let rhythm = Rhythm::first(&look);
    let usual = rhythm.next_poll(now(), MINUTE).since(now());
    let adaptive = PollPolicy { cadence: Cadence::Adaptive(MINUTE), ..policy() };
    let repeated = kept(&vec![RecentPoll { came: PollResult::Same, ..RecentPoll::default() }; 5]);
    let due = Due { rhythm: Some(rhythm), recent: repeated, ..due() };
    let same = update(&due, &adaptive, &body(b"old body"), None);
    assert_eq!(same.interval, (usual * 2).min(longest_wait(MINUTE)), "{usual:?}");
    assert!(same.interval > usual || usual == longest_wait(MINUTE));
}

#[test]
fn a_body_that_is_no_feed_is_a_failure() {
    let update = update(&due(), &policy(), &body(b"<html>"), None);
    assert_eq!((update.is_ok(), update.failures, update.validators), (false, 1, None));
    assert_eq!(update.reason.as_deref(), Some("not a feed"));
}
