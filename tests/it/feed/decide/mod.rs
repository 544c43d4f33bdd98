//! One poll's outcome becomes one update.

mod entries;
mod failures;
mod times;
mod validators;

use std::collections::HashMap;
use std::time::Duration;

use vigie::feed::{
    Basis, Due, Entry, FailureReason, FeedUpdate, Fetched, Freshness, FullText, Hubs, IntervalReason,
    ParsedFeed, PollPolicy, Read, RecentPoll, Validators, body_hash, decide, identity_keys, recent_json,
    recent_polls,
};
use vigie::model::{FeedId, IdMint, SourceTags, Timestamp};
use vigie::schedule::Cadence;

const MINUTE: Duration = Duration::from_mins(1);

const HOUR: Duration = Duration::from_hours(1);

fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").unwrap()
}

/// Polls as the store gives them back.
fn kept(polls: &[RecentPoll]) -> Vec<RecentPoll> {
    recent_polls(&recent_json(polls))
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
        recent: Vec::new(),
        parts: String::new(),
        rhythm: None,
        silent_at: None,
        basis: Basis::default(),
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
        is_cut: false,
        content_type: None,
        validators: validators("\"new\"", ""),
        freshness: Freshness::default(),
        final_url: due().url,
        moved_to: None,
        hubs: Hubs::default(),
    }
}

fn not_modified() -> Fetched {
    Fetched::NotModified {
        validators: Validators::default(),
        freshness: Freshness::default(),
        moved_to: None,
    }
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
    Read {
        parsed: ParsedFeed { entries, ..ParsedFeed::default() },
        keys,
        known: HashMap::new(),
        shared: HashMap::new(),
    }
}

fn update(due: &Due, policy: &PollPolicy, fetched: &Fetched, read: Option<Read>) -> FeedUpdate {
    decide(due, policy, &SourceTags::default(), fetched, read, &IdMint::new(1), now(), 0.5)
}

fn new_of(due: &Due, policy: &PollPolicy, entries: Vec<Entry>) -> FeedUpdate {
    update(due, policy, &body(b"new body"), Some(parsed(entries)))
}

/// How long until the next poll, and why.
#[track_caller]
fn check_interval(update: &FeedUpdate, wait: Duration, why: IntervalReason) {
    let at = update.next_poll_at.expect("another poll");
    assert_eq!((update.interval, update.interval_why), (wait, why));
    let shift = at.since(now()).checked_sub(wait).expect("never sooner");
    assert!(shift <= wait / 10, "{shift:?} only keeps feeds apart");
}
