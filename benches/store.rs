//! What a poll costs the store: 10,000 feeds with 20 entries each, first all new, then all unchanged.
//!
//! `cargo bench --bench store` on SQLite in a temporary folder, or on `VIGIE_BENCH_STORE=postgres://…`.
//! Prints wall and processor seconds of this process; PostgreSQL's own processor time is not in it.

#[path = "shared/allocator.rs"]
mod allocator;
#[path = "shared/time.rs"]
mod time;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use time::seconds_of;
use vigie::clock::Clock;
use vigie::config::{PostgresUrl, StoreConfig, StoreUrl};
use vigie::feed::{Basis, Entry, FeedUpdate, IntervalReason, NewEntry, PollResult, Telling, Validators};
use vigie::model::{Article, FeedId, Hash16, Language, Timestamp};
use vigie::store::{PreparedPoll, Role, Store};
use vigie::topic::{Indexed, Matched, search_tokens};

const FEEDS: usize = 10_000;
const ENTRIES: usize = 20;
/// Polls that wait for their commit at once, as a poller with 64 places has them.
const IN_FLIGHT: usize = 64;

fn entry(store: &Store, feed: usize, n: usize, now: Timestamp) -> NewEntry {
    let url = format!("https://feed-{feed}.example/news/{n}");
    let words = ["harbour", "council", "budget", "bridge", "storm", "election", "railway", "museum"];
    let pick = |i: usize| words[(feed * 7 + n * 13 + i * 5) % words.len()];
    let body =
        (0..40).map(|i| format!("{} {} {}", pick(i), feed + i, pick(i + 3))).collect::<Vec<_>>().join(" ");
    let title = format!("{} {} decides on {} number {n}", pick(1), pick(2), pick(3));
    let language = Language::from_static("en");
    let article = Article {
        title,
        body: body.clone(),
        url: Some(url.clone()),
        site: Some(format!("feed-{feed}.example")),
        published: Some(now),
        ..Article::default()
    };
    NewEntry {
        key: Hash16::of(url.as_bytes()),
        article_id: store.ids().next(now),
        entry: Entry {
            id: Some(url.clone()),
            link: Some(url.clone()),
            published: Some(now),
            ..Entry::default()
        },
        content_hash: Hash16::of(body.as_bytes()),
        url_keys: vec![Hash16::of(url.as_bytes())],
        shared: None,
        indexed: Some(Indexed {
            tokens: search_tokens(&article, language),
            matched: Matched { language, language_sure: true, matches: Vec::new() },
        }),
        article,
        page: None,
        telling: Telling::All,
    }
}

fn update(feed_id: FeedId, at: Timestamp, new: Vec<NewEntry>) -> FeedUpdate {
    FeedUpdate {
        feed_id,
        basis: Basis::default(),
        at,
        next_poll_at: Some(at + Duration::from_mins(5)),
        interval: Duration::from_mins(5),
        interval_why: IntervalReason::Configured,
        validators: (!new.is_empty()).then(|| Validators {
            etag: Some(b"\"1\"".to_vec()),
            last_modified: None,
            url: None,
        }),
        body_hash: new.first().map(|e| e.content_hash),
        came: PollResult::Whole,
        failures: 0,
        reason: None,
        host_not_before: None,
        held_host: None,
        new_url: None,
        moved: None,
        recent: Vec::new(),
        body: None,
        parts: None,
        rhythm: None,
        new,
        changed: Vec::new(),
    }
}

async fn run(store: &Store, feeds: &[FeedId], fresh: bool, now: Timestamp) {
    let next = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let workers: Vec<_> = (0..IN_FLIGHT)
        .map(|_| {
            let (store, feeds, next) = (store.clone(), feeds.to_vec(), next.clone());
            tokio::spawn(async move {
                loop {
                    let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(feed) = feeds.get(n) else { return };
                    let new: Vec<NewEntry> =
                        (0..if fresh { ENTRIES } else { 0 }).map(|i| entry(&store, n, i, now)).collect();
                    if fresh {
                        let keys: Vec<Hash16> = new.iter().map(|e| e.key).collect();
                        store.known_entries(*feed, &keys).await.expect("known entries");
                    }
                    let poll = PreparedPoll::of(update(*feed, now, new)).expect("words");
                    store.commit_prepared(poll).await.expect("a commit");
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.expect("a worker");
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let url = match std::env::var("VIGIE_BENCH_STORE") {
        Ok(url) => StoreUrl::Postgres { url: PostgresUrl::parse(&url, folder.path())?, password: None },
        Err(_) => StoreUrl::Sqlite(folder.path().join("vigie.db")),
    };
    let mut toml = "[newsroom]\nname = \"Bench\"\nzone = \"Europe/Paris\"\n".to_owned();
    for feed in 0..FEEDS {
        let _ = write!(toml, "[feeds.feed-{feed}]\nurl = \"https://feed-{feed}.example/rss\"\n");
    }
    std::fs::write(folder.path().join("vigie.toml"), toml)?;
    let (config, _) = vigie::config::load(folder.path()).map_err(|report| report.render(false))?;
    let settings = StoreConfig { url, retain: Duration::from_hours(24), keep_pages: false };
    let store = Store::open(&settings, Role::Daemon, Clock::system()).await?;
    let now = Clock::system().now();
    let step = |what: &str, since: (Instant, f64)| {
        let (wall, cpu) =
            (since.0.elapsed().as_secs_f64(), seconds_of(time::Clock::ProcessCPUTime) - since.1);
        println!("{what}: {wall:.2} s wall, {cpu:.2} s processor");
    };
    let began = (Instant::now(), seconds_of(time::Clock::ProcessCPUTime));
    store.sync_config(&config, now).await?;
    step("configuration of 10,000 feeds", began);
    let due = store.due_feeds(now, FEEDS).await?;
    let feeds: Vec<FeedId> = due.iter().map(|d| d.feed_id).collect();
    for (what, fresh) in [("cold: 200,000 new entries", true), ("warm: 10,000 polls without news", false)] {
        let began = (Instant::now(), seconds_of(time::Clock::ProcessCPUTime));
        run(&store, &feeds, fresh, now).await;
        step(what, began);
    }
    let began = (Instant::now(), seconds_of(time::Clock::ProcessCPUTime));
    let counts = store.counts().await?;
    step("counts", began);
    println!("{} articles in {} MB", counts.articles, counts.gauges.bytes >> 20);
    store.close().await?;
    Ok(())
}
