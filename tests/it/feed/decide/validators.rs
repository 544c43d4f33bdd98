//! Which validators are kept, and what vouches for nothing.

use std::collections::HashMap;
use std::time::Duration;

use vigie::feed::{Fetched, ParseHints, Read, body_hash, identity_keys, parse, recent_json, recent_polls};

use super::{
    HOUR, MINUTE, body, check_interval, due, entry, new_of, not_modified, parsed, policy, update, validators,
};

#[test]
fn a_304_keeps_what_it_does_not_carry() {
    let quiet = update(&due(), &policy(), &not_modified(), None);
    assert_eq!((quiet.ok, quiet.validators.as_ref(), quiet.body_hash), (true, None, None));
    check_interval(&quiet, 10 * MINUTE, "configured");
    let carried = Fetched::NotModified {
        validators: validators("\"newer\"", ""),
        fresh_for: Some(HOUR),
        moved_to: None,
    };
    let refreshed = update(&due(), &policy(), &carried, None);
    assert_eq!(refreshed.validators, Some(validators("\"newer\"", "Thu, 11 Jun 2026 06:00:00 GMT")));
    check_interval(&refreshed, HOUR, "asked by the server");
}

#[test]
fn a_200_replaces_the_whole_set() {
    let update = new_of(&due(), &policy(), vec![entry(1)]);
    assert_eq!(update.validators, Some(validators("\"new\"", "")));
    assert_eq!(update.body_hash, Some(body_hash(b"new body")));
    assert_eq!((update.ok, update.failures, update.new.len()), (true, 0, 1));
}

#[test]
fn a_truncated_body_vouches_for_nothing() {
    let mut read = parsed(vec![entry(1), entry(2)]);
    read.parsed.truncated = true;
    let update = update(&due(), &policy(), &body(b"new body"), Some(read));
    // Those of the last whole answer stay: a 304 to them hides nothing, and the next request is not unconditional.
    assert_eq!((update.validators, update.body_hash), (None, None));
    assert_eq!((update.ok, update.new.len()), (true, 2), "every entry was closed before the end");
}

#[test]
fn half_an_entry_is_not_taken_and_counts_as_lost() {
    let cut = "<rss version='2.0'><channel><item><guid>1</guid><title>Ferry 1</title></item><item><title>Fer";
    let parsed = parse(cut.as_bytes(), ParseHints::default()).expect("a feed");
    let (keys, lost) = (identity_keys(&parsed.entries), parsed.lost);
    let read = Read { parsed, keys, known: HashMap::new() };
    let update = update(&due(), &policy(), &body(cut.as_bytes()), Some(read));
    assert_eq!(update.new.iter().map(|new| new.entry.id.as_deref()).collect::<Vec<_>>(), [Some("1")]);
    // What a poll notes is what `feed parse` shows.
    assert_eq!((update.validators, update.body.expect("a note").lost, lost), (None, 1, 1));
}

#[test]
fn the_same_body_again_widens_the_interval_up_to_twice() {
    let mut due = due();
    for (times, minutes) in [(1, 12.5), (2, 15.0), (3, 17.5), (4, 20.0), (5, 20.0)] {
        let update = update(&due, &policy(), &body(b"old body"), None);
        assert!(update.ok && update.new.is_empty());
        check_interval(&update, Duration::from_secs_f64(minutes * 60.0), "body unchanged");
        due.recent = recent_json(&update.recent);
        assert_eq!(recent_polls(&due.recent).len(), times);
    }
}

#[test]
fn a_body_that_is_no_feed_is_a_failure() {
    let update = update(&due(), &policy(), &body(b"<html>"), None);
    assert_eq!((update.ok, update.failures, update.validators), (false, 1, None));
    assert_eq!(update.reason.as_deref(), Some("not a feed"));
}
