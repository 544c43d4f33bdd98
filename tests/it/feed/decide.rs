//! One poll's outcome becomes one update.

use std::collections::HashMap;
use std::time::Duration;

use vigie::feed::{
    Due, Entry, FailureReason, FeedUpdate, Fetched, FullText, Hubs, KnownEntry, ParsedFeed, PollPolicy, Read,
    Telling, Validators, body_hash, content_hash, decide, identity_keys, is_skipped, recent_json,
    recent_polls,
};
use vigie::model::{ArticleId, FeedId, IdMint, SourceTags, Timestamp};
use vigie::schedule::{Cadence, CronLine};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").unwrap()
}

/// A feed polled every ten minutes, well until now.
pub(super) fn due() -> Due {
    Due {
        feed_id: FeedId::from(7),
        name: "pier".parse().unwrap(),
        url: "https://press.example/feed".to_owned(),
        moved_from: None,
        due_at: now(),
        validators: validators("\"old\"", "Thu, 11 Jun 2026 06:00:00 GMT"),
        body_hash: Some(body_hash(b"old body")),
        failures: 0,
        last_ok_at: Some(now() - 10 * MINUTE),
        last_new_at: None,
        moved: None,
        recent: String::new(),
        parts: String::new(),
        rhythm: None,
        silent_at: None,
    }
}

pub(super) fn policy() -> PollPolicy {
    PollPolicy {
        cadence: Cadence::Every(10 * MINUTE),
        min_interval: Duration::from_secs(10),
        obey_hints: true,
        full_text: FullText::Always,
        backlog: 24 * HOUR,
    }
}

fn validators(etag: &str, last_modified: &str) -> Validators {
    let bytes = |text: &str| (!text.is_empty()).then(|| text.as_bytes().to_vec());
    Validators { etag: bytes(etag), last_modified: bytes(last_modified), url: None }
}

pub(super) fn body(bytes: &[u8]) -> Fetched {
    Fetched::Body {
        bytes: bytes.to_vec(),
        content_type: None,
        validators: validators("\"new\"", ""),
        fresh_for: None,
        final_url: due().url,
        moved_to: None,
        hubs: Hubs::default(),
    }
}

fn not_modified() -> Fetched {
    Fetched::NotModified { validators: Validators::default(), fresh_for: None, moved_to: None }
}

fn failed(reason: &str) -> Fetched {
    Fetched::Failed(FailureReason::Dns(reason.to_owned()))
}

fn entry(n: usize) -> Entry {
    Entry {
        id: Some(format!("id-{n}")),
        title: Some(format!("Ferry {n}")),
        title_text: Some(format!("Ferry {n}")),
        link: Some(format!("https://press.example/ferry/{n}")),
        published: Some(now() - HOUR),
        summary: Some("<p>It is late again.</p>".to_owned()),
        ..Entry::default()
    }
}

fn parsed(entries: Vec<Entry>) -> Read {
    let keys = identity_keys(&entries);
    Read { parsed: ParsedFeed { entries, ..ParsedFeed::default() }, keys, known: HashMap::new() }
}

fn update(due: &Due, policy: &PollPolicy, fetched: &Fetched, read: Option<Read>) -> FeedUpdate {
    decide(due, policy, &SourceTags::default(), fetched, read, &IdMint::new(1), now(), 0.5)
}

fn new_of(due: &Due, policy: &PollPolicy, entries: Vec<Entry>) -> FeedUpdate {
    update(due, policy, &body(b"new body"), Some(parsed(entries)))
}

/// How long until the next poll, and why.
#[track_caller]
fn check_interval(update: &FeedUpdate, wait: Duration, why: &str) {
    let at = update.next_poll_at.expect("another poll");
    assert_eq!((update.interval, update.interval_why.as_str()), (wait, why));
    let shift = at.since(now()).checked_sub(wait).expect("never sooner");
    assert!(shift <= wait / 10, "{shift:?} only keeps feeds apart");
}

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
    let mut read = parsed(vec![entry(1), entry(2)]);
    (read.parsed.truncated, read.parsed.half_entry) = (true, true);
    let update = update(&due(), &policy(), &body(b"new body"), Some(read));
    assert_eq!(update.new.iter().map(|new| new.entry.clone()).collect::<Vec<_>>(), [entry(1)]);
    assert_eq!((update.validators, update.body.expect("a note").lost), (None, 1));
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
fn failures_back_off_to_a_day_and_never_end() {
    let wait = |failures| {
        let update = update(&Due { failures, ..due() }, &policy(), &failed("no such host"), None);
        assert_eq!((update.ok, update.failures, update.gone), (false, failures + 1, false));
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
    check_interval(&long, 2 * HOUR, "backoff: HTTP 429, told to wait");
    let short = update(&due(), &policy(), &throttled(5), None);
    check_interval(&short, 10 * MINUTE, "backoff: HTTP 429, told to wait");
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
        (due.failures, due.recent) = (update.failures, recent_json(&update.recent));
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
    assert_eq!(after(&obeyed).recent[1].why, "told to wait");
    assert_eq!(after(&obeyed).failures, 24, "none of them was an answer");
}

#[test]
fn a_challenge_that_asks_for_silence_keeps_its_name() {
    let fetched = Fetched::Throttled { status: 429, challenge: true, retry_after: None, host: None };
    let told = update(&due(), &policy(), &fetched, None);
    assert_eq!(told.reason.as_deref(), Some("challenge page (HTTP 429), told to wait"));
    assert_eq!(told.host_not_before, Some(now() + 15 * MINUTE));
}

#[test]
fn a_feed_that_was_not_asked_because_its_host_wants_silence_fails_no_more_than_before() {
    for failures in [0, 3] {
        let held = update(&Due { failures, ..due() }, &policy(), &Fetched::Held(2 * HOUR), None);
        assert_eq!((held.ok, held.failures, held.host_not_before), (false, failures, None));
        assert_eq!(held.next_poll_at, Some(now() + 2 * HOUR));
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

#[test]
fn a_410_ends_the_polling() {
    let update = update(&due(), &policy(), &Fetched::Gone, None);
    assert_eq!((update.gone, update.ok, update.next_poll_at), (true, false, None));
}

#[test]
fn the_third_permanent_redirect_in_a_row_is_believed() {
    let redirected = |to: Option<&str>| {
        let moved_to = to.map(str::to_owned);
        Fetched::NotModified { validators: Validators::default(), fresh_for: None, moved_to }
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

#[test]
fn known_entries_are_not_new_and_changed_words_are_a_version() {
    let mut read = parsed(vec![entry(1), entry(2), entry(3)]);
    let stored = |n: i64, hash| KnownEntry { article_id: ArticleId::from(100 + n), content_hash: hash };
    read.known.insert(read.keys[0], stored(1, content_hash(&entry(1))));
    read.known.insert(read.keys[1], stored(2, content_hash(&entry(9))));
    let update = update(&due(), &policy(), &body(b"new body"), Some(read));
    assert_eq!(update.new.iter().map(|n| n.entry.clone()).collect::<Vec<_>>(), [entry(3)]);
    assert_eq!(update.changed.len(), 1);
    assert_eq!(
        (update.changed[0].article_id, update.changed[0].content_hash),
        (ArticleId::from(102), content_hash(&entry(2)))
    );
    assert_eq!(update.changed[0].page.as_ref().map(|page| page.host.as_str()), Some("press.example"));
}

#[test]
fn an_entry_given_twice_is_new_once() {
    let update = new_of(&due(), &policy(), vec![entry(1), entry(1), entry(2)]);
    assert_eq!(update.new.len(), 2);
    assert!(update.new.iter().all(|new| new.page.is_some() && new.url_keys.len() == 1));
}

/// What the entries of one poll are told as.
fn telling(due: &Due, ages: &[Option<Duration>]) -> Vec<Telling> {
    let old_entry =
        |(n, age): (usize, &Option<Duration>)| Entry { published: age.map(|age| now() - age), ..entry(n) };
    let entries = ages.iter().enumerate().map(old_entry).collect();
    new_of(due, &policy(), entries).new.into_iter().map(|new| new.telling).collect()
}

#[test]
fn the_first_poll_tells_nothing_old_and_nothing_undated() {
    let first = Due { last_ok_at: None, ..due() };
    let ages = [Some(HOUR), Some(25 * HOUR), None];
    assert_eq!(telling(&first, &ages), [Telling::All, Telling::Nothing, Telling::Nothing]);
    assert_eq!(telling(&due(), &ages), [Telling::All; 3]);
}

#[test]
fn after_a_blind_spell_undated_entries_go_to_digests_only() {
    let blind = Due { last_ok_at: Some(now() - 25 * HOUR), ..due() };
    let ages = [Some(HOUR), Some(25 * HOUR), None];
    assert_eq!(telling(&blind, &ages), [Telling::All, Telling::Nothing, Telling::DigestsOnly]);
}

#[test]
fn a_feed_refilled_at_once_is_treated_as_after_a_blind_spell() {
    let old = Some(30 * HOUR);
    assert_eq!(telling(&due(), &[old; 10]), [Telling::Nothing; 10]);
    assert_eq!(telling(&due(), &[None; 10]), [Telling::DigestsOnly; 10]);
    assert_eq!(telling(&due(), &[Some(HOUR); 10]), [Telling::All; 10]);
    assert_eq!(telling(&due(), &[old; 9]), [Telling::All; 9]);
}

#[test]
fn seven_new_of_ten_are_no_burst_and_eight_are() {
    let poll = |known: usize| {
        let entries: Vec<Entry> =
            (0..10).map(|n| Entry { published: Some(now() - 30 * HOUR), ..entry(n) }).collect();
        let mut read = parsed(entries);
        for n in 0..known {
            let hash = content_hash(&read.parsed.entries[n]);
            read.known
                .insert(read.keys[n], KnownEntry { article_id: ArticleId::from(1), content_hash: hash });
        }
        update(&due(), &policy(), &body(b"new body"), Some(read)).new[0].telling
    };
    assert_eq!((poll(3), poll(2)), (Telling::All, Telling::Nothing));
}

/// Whether the page behind an entry is read.
#[track_caller]
fn check_page(full_text: FullText, entry: Entry, read: bool) {
    let update = new_of(&due(), &PollPolicy { full_text, ..policy() }, vec![entry]);
    assert_eq!(update.new[0].page.is_some(), read, "{update:?}");
}

#[test]
fn pages_are_read_as_the_policy_says() {
    let long = |letters: usize| Entry { summary: Some("x".repeat(letters)), ..entry(1) };
    check_page(FullText::Always, long(2000), true);
    check_page(FullText::Never, long(10), false);
    check_page(FullText::WhenShort, long(799), true);
    check_page(FullText::WhenShort, long(800), false);
    check_page(FullText::Always, Entry { link: None, ..entry(1) }, false);
    check_page(
        FullText::Always,
        Entry { link: Some("mailto:desk@press.example".to_owned()), ..entry(1) },
        false,
    );
    check_page(
        FullText::Always,
        Entry { link: Some("https://press.example/".to_owned()), ..entry(1) },
        false,
    );
}

#[test]
fn entries_that_share_a_link_stay_apart_with_the_feeds_words() {
    let shared = |n| Entry { link: Some("https://press.example/live".to_owned()), ..entry(n) };
    let update = new_of(&due(), &policy(), vec![shared(1), shared(2), entry(3)]);
    let pages: Vec<bool> = update.new.iter().map(|new| new.page.is_some()).collect();
    let keys: Vec<usize> = update.new.iter().map(|new| new.url_keys.len()).collect();
    assert_eq!((pages, keys), (vec![false, false, true], vec![0, 0, 1]));
    assert_eq!(update.new[0].article.body, "It is late again.");
}

#[test]
fn an_article_starts_with_the_feeds_words_and_tags() {
    let tags = SourceTags {
        language: Some("fr".parse().unwrap()),
        country: Some("fr".to_owned()),
        groups: vec!["national".to_owned()],
    };
    let read =
        parsed(vec![Entry { content: Some("<p>One.</p><p>Two &amp; three.</p>".to_owned()), ..entry(1) }]);
    let update =
        decide(&due(), &policy(), &tags, &body(b"new body"), Some(read), &IdMint::new(1), now(), 0.5);
    let article = &update.new[0].article;
    assert_eq!((article.title.as_str(), article.body.as_str()), ("Ferry 1", "One.\n\nTwo & three."));
    assert_eq!((article.site.as_deref(), article.published), (Some("press.example"), Some(now() - HOUR)));
    assert_eq!(
        (article.language, &article.country, &article.groups),
        (tags.language, &tags.country, &tags.groups)
    );
}

#[test]
fn twenty_polls_are_remembered_newest_first() {
    let mut due = due();
    for _ in 0..25 {
        due.recent = recent_json(&update(&due, &policy(), &not_modified(), None).recent);
    }
    due.recent = recent_json(&new_of(&due, &policy(), vec![entry(1), entry(2)]).recent);
    due.recent = recent_json(&update(&due, &policy(), &failed("no such host"), None).recent);
    let polls = recent_polls(&due.recent);
    assert_eq!(polls.len(), 20);
    assert_eq!(polls[0].result, "DNS: no such host");
    assert_eq!((polls[1].result.as_str(), polls[1].new, polls[1].entries), ("200", 2, 2));
    assert_eq!((polls[2].result.as_str(), polls[2].at), ("304", now()));
    assert_eq!(recent_polls("{broken"), []);
}
