//! `vigie feed …` and `vigie pause …` as people and scripts run them.

mod health;
mod pauses;
mod transfer;

use std::collections::HashMap;
use std::process::Output;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use vigie::clock::Clock;
use vigie::daemon::App;
use vigie::feed::{
    Fetched, Freshness, ParseHints, Read, Validators, body_hash, decide, identity_keys, parse,
};
use vigie::model::Timestamp;
use vigie::store::{PreparedPoll, Role};

use crate::support::app::TestApp;

/// Runs the program on a house: exit code, stdout, stderr.
async fn run(house: &TestApp, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = house.vigie(arguments);
    command.env_remove("NO_COLOR");
    let done: Output =
        tokio::task::spawn_blocking(move || command.output().expect("the program")).await.expect("no panic");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code(), text(&done.stdout), text(&done.stderr))
}

/// What the program says when all goes well.
async fn says(house: &TestApp, arguments: &[&str]) -> String {
    let (code, stdout, stderr) = run(house, arguments).await;
    assert_eq!(code, Some(0), "{stderr}");
    stdout
}

/// Every line of stdout as JSON.
async fn json(house: &TestApp, arguments: &[&str]) -> Vec<Value> {
    let stdout = says(house, &[&["--format", "json"], arguments].concat()).await;
    stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// A text with every date and time replaced, so that it is the same tomorrow.
fn timeless(text: &str) -> String {
    let rhythm = regex::Regex::new(r"(?m)^  rhythm .*\n(?: {14}.*\n)*").expect("a form");
    let text = &rhythm.replace_all(text, "").into_owned();
    let times = [
        r"(in )?(\d+[dhms] ?)+ ago|in (\d+[dhms] ?)+\b",
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
        r"\d\d-\d\d \d\d:\d\d:\d\d",
    ];
    times.iter().fold(text.to_owned(), |text, form| {
        regex::Regex::new(form).expect("a form").replace_all(&text, "(time)").into_owned()
    })
}

/// The house's store as a daemon has it, the clock standing at `at`.
async fn open(house: &TestApp, at: Timestamp) -> Arc<App> {
    App::open(house.config(), Role::Daemon, Clock::manual(at).0).await.expect("it opens")
}

/// Commits one poll of a feed as if `fetched` had come at `at`.
async fn polled(app: &App, name: &str, at: Timestamp, fetched: Fetched) {
    let far = at + Duration::from_hours(1_000);
    let due = app.store.due_feeds(far, 1_000).await.expect("the store");
    let due = due.into_iter().find(|due| due.name.as_str() == name).expect("a feed that is due");
    let setup = app.setup();
    let feed = &setup.config.feeds[&due.name];
    let read = match &fetched {
        Fetched::Body { bytes, .. } if due.body_hash != Some(body_hash(bytes)) => {
            let parsed = parse(bytes, ParseHints::default()).expect("a feed");
            let keys = identity_keys(&parsed.entries);
            let known = app.store.known_entries(due.feed_id, &keys).await.expect("the store");
            Some(Read { parsed, keys, known, shared: HashMap::new() })
        }
        _ => None,
    };
    let ids = app.store.ids();
    let mut update = decide(&due, &feed.policy, &feed.tags, &fetched, read, ids, at, 0.5);
    update.recent[0].took_ms = 240;
    // Spread and jitter differ from feed to feed: what is shown must not.
    if update.next_poll_at.is_some() {
        update.interval = Duration::from_hours(if update.is_ok() { 12 } else { 24 });
        update.next_poll_at = Some(at + update.interval);
        update.recent[0].next_s = update.interval.as_secs();
    }
    app.store.commit_prepared(PreparedPoll::of(update).expect("words")).await.expect("the store");
}

/// A 200 with an `ETag`.
fn answer(xml: &str) -> Fetched {
    Fetched::Body {
        bytes: xml.as_bytes().to_vec(),
        is_cut: false,
        content_type: None,
        validators: Validators { etag: Some(b"\"one\"".to_vec()), ..Validators::default() },
        freshness: Freshness::default(),
        hubs: vigie::feed::Hubs::default(),
        final_url: "https://example.org/feed".to_owned(),
        moved_to: None,
    }
}

/// A 304 that leads on to an address for good.
fn unchanged(moved_to: Option<&str>) -> Fetched {
    Fetched::NotModified {
        validators: Validators::default(),
        freshness: Freshness::default(),
        moved_to: moved_to.map(str::to_owned),
    }
}
