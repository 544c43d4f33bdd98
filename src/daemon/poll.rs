//! One poll of one feed, from the request to the commit.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::config::FeedConfig;
use crate::feed::{
    self, Due, FailureKind, FailureReason, FeedUpdate, Fetched, Hubs, ParsedFeed, Read, Selectors,
};
use crate::metrics::ByResult;
use crate::model::{Hash16, Timestamp, Zone, host_of};
use crate::store::{PollCommitted, PreparedPoll, Store};

use super::alarms;
use super::app::{App, Setup};
use super::fault::Fault;
use super::known::known;
use super::request::request;
use super::websub::{self, HubPoll};
use super::{sitemap, source};

/// What one poll came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Polled {
    /// The feed answered.
    pub(super) ok: bool,
    /// What was committed.
    pub(super) committed: PollCommitted,
}

/// A body that parsed, with the keys of its entries.
pub(super) type Parsed = (ParsedFeed, Vec<Hash16>);

/// Polls a feed and commits what it changes (T1). `None` when the configuration no longer has the feed.
///
/// # Errors
/// The store's; the feed then stays due and the next poll finds the same.
pub(super) async fn poll(app: &Arc<App>, due: Due) -> Result<Option<Polled>, Fault> {
    let setup = app.setup();
    let feed = setup.config.feeds.get(&due.name).filter(|feed| feed.enabled);
    let Some(feed) = feed else { return Ok(None) };
    app.metrics.poll_lateness.observe(app.clock.now().since(due.due_at).as_secs_f64());
    let began = app.clock.now();
    let mut fetched = if feed::is_skipped(&due, &feed.policy, began) {
        Fetched::Skipped
    } else {
        ask(&setup, feed, &due).await
    };
    if matches!(fetched, Fetched::Held(_))
        && let Some(host) = host_of(&due.url)
        && app.store.take_lifted(&host).await?
    {
        app.release_host(&setup, &host);
        fetched = ask(&setup, feed, &due).await;
    }
    let took = app.clock.now().since(began);
    let (fetched, parsed) = read(app, &due, fetched, feed.select.clone()).await;
    let followed = sitemap::follow(app, &setup, feed, &due, fetched, parsed).await;
    let sitemap::Followed { fetched, parsed, parts, silence } = followed;
    let hub = websub::before_poll(app, &setup, feed, &due).await?;
    let found = hub.as_ref().and_then(|_| hubs(&fetched, parsed.as_ref()));
    let is_pushed = hub.as_ref().is_some_and(|hub| hub.is_healthy);
    let beside = Beside { took, parts, silence, is_pushed, is_push: false };
    let entries = match parsed {
        // A feed that never brought anything has no entries to look up.
        Some((parsed, keys)) if due.last_new_at.is_none() => {
            Some(Read { parsed, keys, known: HashMap::new(), shared: HashMap::new() })
        }
        Some(parsed) => Some(known(app, due.feed_id, parsed).await?),
        None => None,
    };
    let result = result_of(&fetched);
    let spare = hub.is_some().then(|| due.clone());
    let decided = decide(app, &setup, due, fetched, entries, beside).await?;
    let noted = decided.hub;
    let polled = commit(app, decided, &setup).await?;
    if let (Some(hub), Some(due), false) = (hub, spare, polled.committed.is_stale) {
        websub::after_poll(app, &due, hub, found, noted).await?;
    }
    let label = if result == "ok" {
        if polled.committed.new_articles > 0 { "new" } else { "unchanged" }
    } else {
        result
    };
    app.metrics.polls.get_or_create(&ByResult { result: label }).inc();
    if result == "refused" {
        app.metrics.blocked_addresses.inc();
    }
    Ok(Some(polled))
}

/// Asks for a feed, or for the page that stands for one.
async fn ask(setup: &Setup, feed: &FeedConfig, due: &Due) -> Fetched {
    let request = request(feed, &due.url, &due.validators);
    match &feed.select {
        None => setup.client.feed(request).await,
        Some(_) => setup.client.listing(request).await,
    }
}

/// Takes what a feed's hub pushed the way of a poll: parsed, compared, matched, committed (T1). What is no feed is said.
///
/// # Errors
/// The store's: nothing was taken.
pub(super) async fn push(
    app: &Arc<App>,
    due: Due,
    pushed: Fetched,
) -> Result<Result<Polled, FailureReason>, Fault> {
    let setup = app.setup();
    if setup.config.feeds.get(&due.name).is_none_or(|feed| !feed.enabled) {
        return Ok(Ok(Polled::default()));
    }
    let (fetched, parsed) = read(app, &due, pushed, None).await;
    if let Fetched::Failed(reason) = fetched {
        return Ok(Err(reason));
    }
    let entries = match parsed {
        Some(parsed) => Some(known(app, due.feed_id, parsed).await?),
        None => None,
    };
    let beside = Beside { is_push: true, ..Beside::default() };
    let decided = decide(app, &setup, due, fetched, entries, beside).await?;
    Ok(Ok(commit(app, decided, &setup).await?))
}

/// What a whole answer says of hubs: its headers before the feed. `None` where nothing was read.
fn hubs(fetched: &Fetched, parsed: Option<&Parsed>) -> Option<Hubs> {
    match (fetched, parsed) {
        (Fetched::Body { hubs, .. }, Some((parsed, _))) => Some(hubs.clone().or(&parsed.hints.hubs)),
        _ => None,
    }
}

/// Parses a body that is new; what is no feed becomes a failure with its name.
async fn read(
    app: &App,
    due: &Due,
    fetched: Fetched,
    selectors: Option<Arc<Selectors>>,
) -> (Fetched, Option<Parsed>) {
    let Fetched::Body { .. } = &fetched else { return (fetched, None) };
    let last = due.body_hash;
    let language = app.setup().config.feeds.get(&due.name).and_then(|feed| feed.tags.language);
    let parse = move || {
        let Fetched::Body { bytes, is_cut, content_type, final_url, .. } = &fetched else {
            return (fetched, None);
        };
        if Some(feed::body_hash(bytes)) == last {
            return (fetched, None);
        }
        let url = Url::parse(final_url).ok();
        let (content_type, url) = (content_type.as_deref(), url.as_ref());
        let sent = source::Sent { bytes, is_cut: *is_cut, content_type, url };
        match source::read(sent, selectors.as_deref(), language) {
            Ok(parsed) => {
                let keys = feed::identity_keys(&parsed.entries);
                (fetched, Some((parsed, keys)))
            }
            Err(reason) => (Fetched::Failed(reason), None),
        }
    };
    match app.cpu.run(parse).await {
        Ok(read) => read,
        Err(fault) => {
            tracing::error!(feed = %due.name, "{fault}");
            (Fetched::Failed(FailureReason::Internal), None)
        }
    }
}

/// What a poll brings beside its entries.
#[derive(Debug, Default)]
struct Beside {
    took: Duration,
    /// What is known of an index's sitemaps now, where that changed.
    parts: Option<String>,
    /// A host of some of its sitemaps that wants silence.
    silence: Option<(String, Timestamp)>,
    /// A hub that is well pushes the feed.
    is_pushed: bool,
    /// It is no poll: the hub pushed this.
    is_push: bool,
}

/// What a poll changes, ready to be committed, and what follows from it once it is.
struct Decided {
    poll: PreparedPoll,
    ok: bool,
    matches: usize,
    /// A host that wants silence.
    hold: Option<(String, Timestamp)>,
    note: alarms::FeedNote,
    hub: HubPoll,
    is_push: bool,
}

impl Decided {
    fn of(due: &Due, mut update: FeedUpdate, beside: Beside, zone: Zone) -> Result<Self, Fault> {
        if let Some(poll) = update.recent.first_mut() {
            poll.took_ms = u64::try_from(beside.took.as_millis()).unwrap_or(u64::MAX);
        }
        update.parts = beside.parts;
        let missed = if beside.is_pushed { feed::missed(&update) } else { 0 };
        let usual_at = if beside.is_pushed && missed == 0 { feed::slow_down(&mut update) } else { None };
        let hub = HubPoll { usual_at, missed };
        let read = update.new.iter().map(|new| &new.indexed);
        let read = read.chain(update.changed.iter().map(|changed| &changed.indexed));
        let matches = read.flatten().map(|indexed| indexed.matched.matches.len()).sum();
        // Of a feed that moved the host in use, not the configured one, is the one that answered.
        if update.host_not_before.is_some() {
            update.held_host = update.held_host.or_else(|| host_of(&due.url));
        }
        if let Some((host, until)) = beside.silence {
            (update.held_host, update.host_not_before) = (Some(host), Some(until));
        }
        let hold = update.held_host.clone().zip(update.host_not_before);
        let note = alarms::FeedNote::of(due, &update, zone);
        let (ok, is_push) = (update.is_ok(), beside.is_push);
        Ok(Self { ok, matches, hold, note, hub, is_push, poll: PreparedPoll::of(update)? })
    }
}

/// Decides what the poll changes and matches what is new, off the network's threads when there is anything to match.
async fn decide(
    app: &App,
    setup: &Arc<Setup>,
    due: Due,
    fetched: Fetched,
    read: Option<Read>,
    beside: Beside,
) -> Result<Decided, Fault> {
    let (now, jitter) = (app.clock.now(), app.clock.jitter());
    let zone = setup.config.newsroom.zone;
    if read.is_none() {
        let update = decided(&app.store, setup, &due, &fetched, None, now, jitter);
        return Decided::of(&due, update, beside, zone);
    }
    let (store, shared, spare) = (app.store.clone(), Arc::clone(setup), due.clone());
    let (is_push, silence) = (beside.is_push, beside.silence.clone());
    let work = move || {
        let mut update = decided(&store, &shared, &due, &fetched, read, now, jitter);
        let index = &shared.config.index;
        for new in &mut update.new {
            new.indexed = Some(index.index(&new.article));
        }
        for changed in &mut update.changed {
            changed.indexed = Some(index.index(&changed.article));
        }
        Decided::of(&due, update, beside, zone)
    };
    match app.cpu.run(work).await {
        Ok(decided) => decided,
        // A push that was not taken in says nothing of how the polls fare: the next one brings what it told.
        Err(fault) if is_push => Err(fault.into()),
        // The fault is in this program: the feed is not asked again before its usual time.
        Err(fault) => {
            tracing::error!(feed = %spare.name, "{fault}");
            let fetched = Fetched::Failed(FailureReason::Internal);
            let update = decided(&app.store, setup, &spare, &fetched, None, now, jitter);
            Decided::of(&spare, update, Beside { silence, ..Beside::default() }, zone)
        }
    }
}

fn decided(
    store: &Store,
    setup: &Setup,
    due: &Due,
    fetched: &Fetched,
    read: Option<Read>,
    now: Timestamp,
    jitter: f64,
) -> FeedUpdate {
    let feed = setup.config.feeds.get(&due.name).expect("the poll began with this configuration");
    feed::decide(due, &feed.policy, &feed.tags, fetched, read, store.ids(), now, jitter)
}

/// T1, and everything that follows from it: wake-ups, silence for a host, alarms.
async fn commit(app: &App, decided: Decided, setup: &Setup) -> Result<Polled, Fault> {
    let Decided { poll, ok, matches, hold, note, is_push, .. } = decided;
    let committed =
        if is_push { app.store.commit_push(poll).await? } else { app.store.commit_prepared(poll).await? };
    if let Some((host, until)) = hold {
        app.hold_host(setup, &host, until);
    }
    if committed.is_stale {
        // The feed has another address by now, which is due already: of that, nothing is known yet.
        return Ok(Polled { ok, committed });
    }
    app.metrics.articles.inc_by(committed.new_articles as u64);
    app.metrics.matches.inc_by(matches as u64);
    if committed.pages > 0 {
        app.call(&app.wake.reader);
    }
    if matches > 0 {
        app.call(&app.wake.clusterer);
    }
    if committed.changed > 0 {
        // One of them may correct what was told.
        app.call(&app.wake.composer);
    }
    // A push says nothing of how the polls fare.
    if !is_push {
        note.tell(app).await?;
    }
    Ok(Polled { ok, committed })
}

/// The metric's word for what came of a fetch; `ok` when the feed answered.
fn result_of(fetched: &Fetched) -> &'static str {
    match fetched {
        Fetched::NotModified { .. } | Fetched::Body { .. } => "ok",
        Fetched::Gone => "gone",
        Fetched::Throttled { .. } => "throttled",
        Fetched::Held(_) | Fetched::Skipped => "held",
        Fetched::Failed(reason) => layer(reason),
    }
}

/// The layer a request failed in, as the metrics name it; of several kinds of one layer, the one that is most like it gives its
/// name.
pub(super) fn layer(reason: &FailureReason) -> &'static str {
    if let FailureReason::Sitemap(_, why) = reason {
        return layer(why);
    }
    let layer = match reason.kind() {
        FailureKind::Resolver | FailureKind::ProxyName => FailureKind::Dns,
        FailureKind::Proxy => FailureKind::Connect,
        FailureKind::ProxyCredentials
        | FailureKind::Credentials
        | FailureKind::Withheld
        | FailureKind::Forbidden
        | FailureKind::NotFound
        | FailureKind::Gone
        | FailureKind::TooMany
        | FailureKind::Server => FailureKind::Status,
        FailureKind::Html | FailureKind::Empty | FailureKind::Selectors => FailureKind::NotAFeed,
        kind => kind,
    };
    layer.as_str()
}
