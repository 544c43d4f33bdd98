//! Keeps polls in flight: oldest due first, so many in all, so many to one host.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::config::FetchConfig;
use crate::feed::Due;
use crate::model::{FeedId, Timestamp, host_of};
use crate::store::Hosts;

use super::app::{App, Setup};
use super::fault::{Fault, Postponed};
use super::flight::Flight;
use super::health::LoopName;
use super::poll::{Polled, poll};
use super::work::{LOOK_AGAIN, Next, Work, report};

/// Rows asked for beyond those already in hand.
const BATCH: usize = 512;
/// Rows in hand at most, however many feeds of one busy host are due before all others.
const MOST: usize = 50_000;
/// Later than this, a poll is overdue, as after a time when Vigie did not run.
const OVERDUE: Duration = Duration::from_mins(5);
/// A loop that did not turn for so long was away, or had nothing to do.
const PAUSE: Duration = Duration::from_mins(5);

/// The polls in flight and the feeds next in line.
#[derive(Debug)]
pub(super) struct Poller {
    flight: Flight<FeedId, Result<Option<Polled>, Fault>>,
    queue: VecDeque<(Due, String)>,
    /// The hosts that were ours when the queue was filled.
    hosts: Hosts,
    /// The configuration by then.
    setup: Option<Arc<Setup>>,
    /// Feeds in the queue or in flight.
    in_hand: HashSet<FeedId>,
    postponed: Postponed<FeedId>,
    batch: usize,
    /// Overdue polls started since then: in one second as many as are asked at a time, so that no herd leaves the house.
    overdue: (Timestamp, usize),
    due_by: Option<Timestamp>,
    /// When the store was last asked what comes next.
    asked_at: Option<Timestamp>,
    /// When the loop last turned.
    turned_at: Option<Timestamp>,
}

impl Poller {
    pub(super) fn new() -> Self {
        Self {
            flight: Flight::new(),
            queue: VecDeque::new(),
            hosts: Hosts::ALL,
            setup: None,
            in_hand: HashSet::new(),
            postponed: Postponed::default(),
            batch: BATCH,
            overdue: (Timestamp::default(), 0),
            due_by: None,
            asked_at: None,
            turned_at: None,
        }
    }

    /// A poller that starts only what was due at `time`.
    pub(super) fn due_by(time: Timestamp) -> Self {
        Self { due_by: Some(time), ..Self::new() }
    }

    /// Fills the free places; says how many polls are in flight now.
    pub(super) async fn fill(&mut self, app: &Arc<App>) -> Result<usize, Fault> {
        let setup = app.setup();
        self.mind_hosts(app);
        self.mind_configuration(&setup);
        if self.queue.len() < BATCH / 8 || self.batch > BATCH {
            self.refill(app).await?;
        }
        let started = self.start(app, &setup);
        let spread = self.overdue.1 >= setup.config.fetch.concurrency.max(1);
        let full = self.flight.len() >= places(&setup.config.fetch);
        // Everything in line belongs to hosts that are busy: look past them, or fall back once they are served.
        self.batch = match (started, full) {
            (0, false) if !spread && self.queue.len() >= self.batch => (self.batch * 2).min(MOST),
            (0, _) => self.batch,
            _ => BATCH,
        };
        Ok(self.flight.len())
    }

    /// What waits in line for a host may be another worker's now; and what was another's may have waited for long.
    fn mind_hosts(&mut self, app: &App) {
        let hosts = app.store.hosts();
        if hosts != self.hosts {
            self.hosts = hosts;
            self.turned_at = None;
            self.empty();
        }
    }

    /// What waits in line under another configuration may have another address now.
    fn mind_configuration(&mut self, setup: &Arc<Setup>) {
        if self.setup.as_ref().is_none_or(|known| !Arc::ptr_eq(known, setup)) {
            self.setup = Some(Arc::clone(setup));
            self.empty();
        }
    }

    fn empty(&mut self) {
        for (due, _) in self.queue.drain(..) {
            self.in_hand.remove(&due.feed_id);
        }
    }

    /// At the start, and when the machine slept: what became due meanwhile is set apart.
    async fn after_a_pause(&mut self, app: &App) -> Result<(), Fault> {
        let now = app.clock.now();
        if self.turned_at.is_none_or(|last| now.since(last) > PAUSE) {
            let spread = app.store.spread_overdue(now).await?;
            if spread > 0 {
                tracing::info!(
                    feeds = spread,
                    "overdue: polled one after another, the shortest intervals first"
                );
            }
        }
        self.turned_at = Some(now);
        Ok(())
    }

    async fn refill(&mut self, app: &App) -> Result<(), Fault> {
        let now = app.clock.now();
        let due_by = self.due_by.unwrap_or(now);
        for due in app.store.due_feeds(due_by, self.in_hand.len() + self.batch).await? {
            let host = host_of(&due.url);
            let host = host.unwrap_or_default();
            if self.postponed.until(&due.feed_id, now).is_none() && self.in_hand.insert(due.feed_id) {
                self.queue.push_back((due, host));
            }
        }
        Ok(())
    }

    /// Starts what places and hosts allow; hosts take turns because each has only so many in flight.
    fn start(&mut self, app: &Arc<App>, setup: &Setup) -> usize {
        let limits = &setup.config.fetch;
        let (places, per_host) = (places(limits), limits.per_host.max(1));
        let (now, a_second) = (app.clock.now(), limits.concurrency.max(1));
        // A pass does what is due and ends: it spreads nothing.
        let is_overdue = |due: &Due| self.due_by.is_none() && now.since(due.due_at) > OVERDUE;
        if now.since(self.overdue.0) >= Duration::from_secs(1) {
            self.overdue = (now, 0);
        }
        let mut started = 0;
        while self.flight.len() < places {
            let (flight, may_more) = (&self.flight, self.overdue.1 < a_second);
            let may_start = |(due, host): &(Due, String)| {
                flight.in_lane(host) < per_host && (may_more || !is_overdue(due))
            };
            let next = self.queue.iter().position(may_start).and_then(|at| self.queue.remove(at));
            let Some((due, host)) = next else { break };
            started += 1;
            self.overdue.1 += usize::from(is_overdue(&due));
            let app = Arc::clone(app);
            self.flight.start(due.feed_id, host, async move { poll(&app, due).await });
        }
        started
    }

    /// Waits for one poll to end; `false` when none is in flight. Loses nothing when dropped.
    pub(super) async fn join(&mut self) -> bool {
        self.flight.join().await
    }

    /// Settles the polls that ended; the last failure among them is returned, after all are settled.
    pub(super) fn settle(&mut self, app: &App) -> Result<Vec<Polled>, Fault> {
        let (mut polled, mut failed) = (Vec::new(), None);
        for (feed, result) in self.flight.settle() {
            self.in_hand.remove(&feed);
            match result.unwrap_or(Err(Fault::Internal)) {
                Ok(Some(one)) => {
                    self.postponed.remove(&feed);
                    polled.push(one);
                }
                Ok(None) => {
                    self.postponed.add(feed, app.clock.now(), app.clock.jitter());
                }
                Err(error) => {
                    let (times, _) = self.postponed.add(feed, app.clock.now(), app.clock.jitter());
                    report(app, LoopName::Poller, &error, times);
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(polled), Err)
    }
}

/// Polls in flight at most: those that wait for their host's turn hold none of the client's places.
fn places(limits: &FetchConfig) -> usize {
    limits.concurrency.max(1) * 2
}

impl Work for Poller {
    const NAME: LoopName = LoopName::Poller;

    fn wake(app: &App) -> &Notify {
        &app.wake.poller
    }

    async fn turn(&mut self, app: &Arc<App>) -> Result<Next, Fault> {
        // Reported feed by feed: one feed's trouble does not stop the others.
        let _ = self.settle(app);
        self.mind_hosts(app);
        self.after_a_pause(app).await?;
        let in_flight = self.fill(app).await?;
        let now = app.clock.now();
        // Every poll that ends turns the loop: while some are in flight, the store is asked once a second.
        if in_flight > 0 && self.asked_at.is_some_and(|at| now.since(at) < LOOK_AGAIN) {
            return Ok(Next::At(now + LOOK_AGAIN));
        }
        self.asked_at = Some(now);
        Ok(Next::due(app.store.next_due().await?.feed, now))
    }

    async fn ended(&mut self) {
        self.flight.ended().await;
    }

    async fn stop(self, _app: &Arc<App>) {
        // A poll that is cut off changes nothing: it is made again.
        self.flight.stop().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::store::Role;

    #[tokio::test(flavor = "multi_thread")]
    async fn what_waits_in_line_is_asked_for_where_the_new_configuration_says() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        // It takes connections and never answers.
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = silent.local_addr().expect("an address").port();
        let folder = tempfile::tempdir().expect("a folder");
        let config = |second: &str| {
            let text = format!(
                "[store]\nurl = \"sqlite:vigie.db\"\n[fetch]\nallow_private = [\"127.0.0.0/8\"]\nper_host = 1\n\
                 [feeds.first]\nurl = \"http://127.0.0.1:{port}/a\"\n[feeds.second]\nurl = \"http://{second}:{port}/b\"\n"
            );
            std::fs::write(folder.path().join("vigie.toml"), text).expect("a file");
            let Ok((config, _)) = crate::config::load(folder.path()) else { panic!("a good configuration") };
            config
        };
        let app = App::open(config("127.0.0.1"), Role::Daemon, Clock::system()).await.expect("it opens");
        let mut poller = Poller::new();
        assert_eq!(poller.fill(&app).await.expect("the store works"), 1, "one at a time to a host");
        assert_eq!(poller.queue.len(), 1);
        app.reconfigure(config("127.0.0.2")).await.expect("it is right");
        assert_eq!(poller.fill(&app).await.expect("the store works"), 2);
        assert_eq!(poller.flight.in_lane("127.0.0.2"), 1);
        poller.flight.stop().await;
        app.store.clone().close().await.expect("it closes");
    }
}
