//! What failures, silence, moves and the end of a feed do.

use std::time::Duration;

use vigie::feed::{
    Due, FailureKind, FailureReason, FeedUpdate, Fetched, Freshness, IntervalReason, PollResult, Validators,
};
use vigie::model::Timestamp;

use super::{HOUR, MINUTE, check_interval, due, failed, kept, now, policy, update};

#[test]
fn failures_back_off_to_a_day_and_never_end() {
    let wait = |failures| {
        let update = update(&Due { failures, ..due() }, &policy(), &failed("no such host"), None);
        assert_eq!((update.is_ok(), update.failures, update.is_gone()), (false, failures + 1, false));
        assert_eq!(update.reason.as_deref(), Some("DNS: no such host"));
        update.next_poll_at.unwrap().since(now())
    };
    let waits: Vec<Duration> = [0, 1, 2, 6, 10, 4_000_000_000].map(wait).to_vec();
    assert_eq!(waits, [10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 640 * MINUTE, 24 * HOUR, 24 * HOUR]);
}

#[test]
fn a_failure_keeps_validators_hash_and_the_count_of_redirects() {
    let moved = Some(("https://press.example/new".to_owned(), 2));
    let update = update(&Due { moved: moved.clone(), ..due() }, &policy(), &failed("no such host"), None);
    assert_eq!((update.validators, update.body_hash, update.moved), (None, None, moved));
}

#[test]
fn a_host_that_throttles_is_left_alone_as_long_as_it_says() {
    let throttled = |seconds| Fetched::Throttled {
        status: 429,
        challenge: false,
        retry_after: Some(Duration::from_secs(seconds)),
        host: None,
    };
    let long = update(&due(), &policy(), &throttled(7200), None);
    assert_eq!(long.host_not_before, Some(now() + 2 * HOUR));
    check_interval(&long, 2 * HOUR, IntervalReason::Told);
    let short = update(&due(), &policy(), &throttled(5), None);
    check_interval(&short, 10 * MINUTE, IntervalReason::Backoff);
    assert_eq!(short.reason.as_deref(), Some("HTTP 429, told to wait"));
    let endless = update(&due(), &policy(), &throttled(u64::MAX), None);
    assert_eq!(endless.host_not_before, Some(Timestamp::MAX));
}

#[test]
fn a_host_that_throttles_without_a_time_is_left_alone_for_long() {
    let fetched = Fetched::Throttled { status: 429, challenge: false, retry_after: None, host: None };
    let first = update(&due(), &policy(), &fetched, None);
    assert_eq!(first.host_not_before, Some(now() + 15 * MINUTE));
    let third = after(&[fetched.clone(), fetched.clone(), fetched]);
    assert_eq!(third.host_not_before, Some(now() + HOUR));
    assert!(third.next_poll_at >= third.host_not_before);
}

/// What the last of these answers changes, each decided with what the ones before left behind.
fn after(answers: &[Fetched]) -> FeedUpdate {
    let mut due = due();
    let mut last = None;
    for fetched in answers {
        let update = update(&due, &policy(), fetched, None);
        (due.failures, due.recent) = (update.failures, kept(&update.recent));
        last = Some(update);
    }
    last.expect("an answer")
}

#[test]
fn what_else_failed_at_a_feed_silences_its_host_no_longer() {
    let bare = Fetched::Throttled { status: 429, challenge: false, retry_after: None, host: None };
    let lost = Fetched::Failed(FailureReason::Status(404));
    let nine = vec![lost.clone(); 9];
    let sick = after(&[nine, vec![bare.clone()]].concat());
    assert_eq!(sick.host_not_before, Some(now() + 15 * MINUTE));
    assert_eq!(sick.next_poll_at, Some(now() + 24 * HOUR), "the feed itself is asked as seldom as before");
    let again = after(&[bare.clone(), Fetched::Held(MINUTE), bare.clone()]);
    assert_eq!(again.host_not_before, Some(now() + 30 * MINUTE), "polls that were not made part no row");
    let parted = after(&[bare.clone(), lost, bare]);
    assert_eq!(parted.host_not_before, Some(now() + 15 * MINUTE));
}

#[test]
fn a_wait_shorter_than_the_interval_backs_off_as_a_failure_does() {
    let told = |seconds| Fetched::Throttled {
        status: 503,
        challenge: false,
        retry_after: Some(Duration::from_secs(seconds)),
        host: None,
    };
    let wait = |answers: &[Fetched]| after(answers).next_poll_at.expect("another poll").since(now());
    let waits = [1, 2, 3, 8, 20].map(|times| wait(&vec![told(0); times]));
    assert_eq!(waits, [10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 1280 * MINUTE, 24 * HOUR]);
    assert_eq!(
        wait(&[told(0), told(0), failed("no such host")]),
        40 * MINUTE,
        "it goes on, and does not jump"
    );
    // A host that says when, and is obeyed, makes no failure longer.
    let obeyed = [vec![told(3600); 23], vec![failed("no such host")]].concat();
    assert_eq!((wait(&obeyed[..23]), wait(&obeyed)), (HOUR, 10 * MINUTE));
    assert_eq!(after(&obeyed).recent[1].why, IntervalReason::Told);
    assert_eq!(after(&obeyed).failures, 24, "none of them was an answer");
}

#[test]
fn a_challenge_that_asks_for_silence_keeps_its_name() {
    let fetched = Fetched::Throttled { status: 429, challenge: true, retry_after: None, host: None };
    let told = update(&due(), &policy(), &fetched, None);
    assert_eq!(told.reason.as_deref(), Some("challenge page (HTTP 429), told to wait"));
    assert_eq!(told.came, PollResult::Throttled(FailureKind::Challenge));
    assert_eq!(told.host_not_before, Some(now() + 15 * MINUTE));
}

#[test]
fn a_feed_that_was_not_asked_because_its_host_wants_silence_fails_no_more_than_before() {
    for failures in [0, 3] {
        let held = update(&Due { failures, ..due() }, &policy(), &Fetched::Held(2 * HOUR), None);
        assert_eq!((held.is_ok(), held.failures, held.host_not_before), (false, failures, None));
        assert_eq!(held.next_poll_at, Some(now() + 2 * HOUR));
        assert_eq!((held.came, held.interval_why), (PollResult::Held, IntervalReason::Held));
        assert_eq!(held.reason.as_deref(), Some("its host asked for silence"));
    }
}

#[test]
fn the_host_that_throttles_is_named_when_redirects_led_to_it() {
    let host = Some("cdn.example".to_owned());
    let fetched =
        Fetched::Throttled { status: 503, challenge: false, retry_after: Some(HOUR), host: host.clone() };
    let throttled = update(&due(), &policy(), &fetched, None);
    assert_eq!((throttled.host_not_before, throttled.held_host), (Some(now() + HOUR), host));
}

#[test]
fn a_410_ends_the_polling() {
    let update = update(&due(), &policy(), &Fetched::Gone, None);
    assert_eq!((update.is_gone(), update.is_ok(), update.next_poll_at), (true, false, None));
}

#[test]
fn a_410_where_a_feed_had_moved_to_leads_back_to_the_configured_address() {
    let home = "https://old.example/feed".to_owned();
    let update = update(&Due { moved_from: Some(home.clone()), ..due() }, &policy(), &Fetched::Gone, None);
    assert_eq!((update.is_gone(), update.is_ok(), update.new_url), (false, false, Some(home)));
    assert!(update.next_poll_at.is_some());
    assert_eq!(update.validators, Some(Validators { url: Some(due().url), ..due().validators }));
}

#[test]
fn the_third_permanent_redirect_in_a_row_is_believed() {
    let redirected = |to: Option<&str>| {
        let moved_to = to.map(str::to_owned);
        Fetched::NotModified { validators: Validators::default(), freshness: Freshness::default(), moved_to }
    };
    let poll = |moved: Option<(String, u32)>, to: Option<&str>| {
        let update = update(&Due { moved, ..due() }, &policy(), &redirected(to), None);
        (update.new_url, update.moved)
    };
    let (a, b) = ("https://press.example/a", "https://press.example/b");
    assert_eq!(poll(None, Some(a)), (None, Some((a.to_owned(), 1))));
    assert_eq!(poll(Some((a.to_owned(), 1)), Some(a)), (None, Some((a.to_owned(), 2))));
    assert_eq!(poll(Some((a.to_owned(), 2)), Some(a)), (Some(a.to_owned()), None));
    assert_eq!(poll(Some((a.to_owned(), 2)), Some(b)), (None, Some((b.to_owned(), 1))));
    assert_eq!(poll(Some((a.to_owned(), 2)), None), (None, None));
}

#[test]
fn a_move_is_taken_back_when_the_new_address_fails_again_and_again() {
    let home = "https://old.example/feed".to_owned();
    let lost = Fetched::Failed(FailureReason::Status(404));
    let poll = |failures| {
        let due = Due { moved_from: Some(home.clone()), failures, ..due() };
        update(&due, &policy(), &lost, None)
    };
    let (fourth, fifth) = (poll(3), poll(4));
    assert_eq!((fourth.new_url, fourth.validators), (None, None));
    assert_eq!(fifth.new_url, Some(home));
    // The validators go to nobody but the address that gave them.
    assert_eq!(fifth.validators, Some(Validators { url: Some(due().url), ..due().validators }));
    assert_eq!(update(&Due { failures: 9, ..due() }, &policy(), &lost, None).new_url, None);
}
