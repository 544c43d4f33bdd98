//! A Vigie that lives for days under a clock that the test moves, is closed, killed in the middle of polls and opened again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use vigie::clock::{Clock, ManualClock};
use vigie::config::{self, Config};
use vigie::daemon::{self, App};
use vigie::model::Timestamp;
use vigie::store::Role;

use crate::support::scoring::kinds::Kind;
use crate::support::scoring::press::{ScoringPress, Stand};

/// The reader's time-out; real time, in which simulated time stands still.
const PATIENCE: Duration = Duration::from_secs(2);
const CONTACT: &str = "https://desk.example/vigie";
/// A start takes this long: nobody is back in the moment of the crash.
const START: Duration = Duration::from_secs(5);

/// A life.
pub struct Life {
    folder: tempfile::TempDir,
    pub press: ScoringPress,
    clock: Clock,
    hand: ManualClock,
    began: Timestamp,
    pub starts: u32,
    pub kills: u32,
}

impl Life {
    pub async fn begin(feeds: usize) -> Self {
        // A Monday.
        let began = Timestamp::parse_rfc3339("2026-06-01T00:00:00Z").expect("a time");
        let (clock, hand) = Clock::manual(began);
        let agent = format!("Vigie/{} (+{CONTACT})", env!("CARGO_PKG_VERSION"));
        let press = ScoringPress::start(clock.clone(), feeds, &agent, PATIENCE).await;
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("vigie.toml"), configuration(&press.floor.stands)).expect("a file");
        Self { folder, press, clock, hand, began, starts: 0, kills: 0 }
    }

    fn config(&self) -> Config {
        match config::load(self.folder.path()) {
            Ok((mut config, _)) => {
                config.fetch.timeout = PATIENCE;
                config
            }
            Err(report) => panic!("{}", report.render(false)),
        }
    }

    /// Opens the store as a new process would.
    pub async fn start(&mut self) -> Arc<App> {
        self.starts += 1;
        let mut tries = 0;
        loop {
            match App::open(self.config(), Role::Daemon, self.clock.clone()).await {
                Ok(app) => {
                    if self.starts > 1 {
                        self.press.judge().restarted();
                    }
                    return app;
                }
                // The lock is let go when the last task of the killed one is dropped.
                Err(error) if tries > 500 => panic!("it does not open: {error:#}"),
                Err(_) => tries += 1,
            }
            Clock::system().sleep(Duration::from_millis(5)).await;
        }
    }

    /// Lives until `end`, looking at what is due every `grid` at most; returns with the store open.
    pub async fn live(&mut self, mut app: Arc<App>, end: Timestamp, grid: Duration) -> Arc<App> {
        while self.clock.now() < end {
            app = self.pass(app, None).await;
            self.sleep(&app, end, grid).await;
        }
        app
    }

    /// Waits for what is due next, at least for `grid`.
    async fn sleep(&self, app: &App, end: Timestamp, grid: Duration) {
        let next = app.store.next_due().await.expect("the store");
        let due = [next.feed, next.page].into_iter().flatten().min().unwrap_or(end);
        let now = self.clock.now();
        self.hand.advance_to(due.max(now + grid).min(end.max(now + Duration::from_secs(1))));
    }

    /// One pass over what is due; killed in the middle of it after `kill_after` requests.
    pub async fn pass(&mut self, app: Arc<App>, kill_after: Option<u64>) -> Arc<App> {
        let limit = kill_after.map(|count| self.press.floor.requests.load(Ordering::SeqCst) + count);
        let done = {
            let mut pass = std::pin::pin!(daemon::once(&app));
            let real = Clock::system();
            loop {
                tokio::select! {
                    biased;
                    done = &mut pass => break Some(done),
                    () = real.sleep(Duration::from_millis(1)) => {}
                }
                if limit.is_some_and(|limit| self.press.floor.requests.load(Ordering::SeqCst) >= limit) {
                    break None;
                }
                // Everybody waits for a host's turn: time may pass.
                let load = app.setup().client.load();
                if load.waiting > 0 && load.in_flight == 0 {
                    let soon = self.clock.now() + Duration::from_secs(1);
                    self.hand.advance_to(self.hand.next_wake().map_or(soon, |wake| wake.min(soon)));
                }
            }
        };
        match done {
            Some(done) => {
                done.expect("the store works");
                app
            }
            None => self.kill(app).await,
        }
    }

    /// Lets go of everything without a word, as a crash does, and starts again.
    async fn kill(&mut self, app: Arc<App>) -> Arc<App> {
        self.kills += 1;
        drop(app);
        // What the dead one has sent still arrives, at its time and in its name.
        self.press.judge().killed(self.clock.now());
        let (real, requests) = (Clock::system(), || self.press.floor.requests.load(Ordering::SeqCst));
        let mut quiet = 0;
        while quiet < 3 {
            let before = requests();
            real.sleep(Duration::from_millis(25)).await;
            quiet = if requests() == before { quiet + 1 } else { 0 };
        }
        self.hand.advance(START);
        self.start().await
    }

    /// Stops in good order, stays away, and starts again.
    pub async fn rest(&mut self, app: Arc<App>, away: Duration) -> Arc<App> {
        app.store.clone().close().await.expect("it closes");
        drop(app);
        self.hand.advance(away.max(START));
        self.start().await
    }

    /// Thirty days, with restarts, kills and two outages.
    pub async fn month(&mut self, days: u64) {
        let mut app = self.start().await;
        for day in 0..days {
            let noon = self.began + Duration::from_hours(24 * day + 12);
            // The first hours and the hours around restarts are looked at minute by minute.
            let fine = self.clock.now() + Duration::from_mins(if day == 0 { 90 } else { 20 });
            app = self.live(app, fine, Duration::from_mins(1)).await;
            app = self.live(app, noon, Duration::from_mins(15)).await;
            app = match day % 5 {
                0 => self.rest(app, START).await,
                1 | 3 => self.pass(app, Some(1 + day % 4)).await,
                2 if day > 6 => self.rest(app, Duration::from_hours(13)).await,
                _ => app,
            };
            let evening = noon + Duration::from_hours(6);
            app = self.live(app, evening, Duration::from_mins(15)).await;
            app = self.pass(app, Some(2)).await;
            app = self.live(app, noon + Duration::from_hours(12), Duration::from_mins(15)).await;
        }
        self.press.judge().close(self.clock.now());
        app.store.clone().close().await.expect("it closes");
    }

    /// Entries that were lost, and entries or articles that came twice, by feed.
    pub fn lost_and_doubled(&self) -> (Vec<String>, Vec<String>, usize) {
        let file = self.folder.path().join("vigie.db");
        let store = rusqlite::Connection::open(file).expect("the store's file");
        let sql = "SELECT f.name, COALESCE(e.link, a.url), e.article_id FROM entries e JOIN feeds f ON f.id = e.feed_id \
                   JOIN articles a ON a.id = e.article_id";
        let mut found: BTreeMap<String, Vec<(String, i64)>> = BTreeMap::new();
        let mut statement = store.prepare(sql).expect("a statement");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("rows");
        for row in rows {
            let (name, link, article): (String, String, i64) = row.expect("a row");
            found.entry(name).or_default().push((link, article));
        }
        let (mut lost, mut doubled, mut entries) = (Vec::new(), Vec::new(), 0);
        for stand in &self.press.floor.stands {
            let name = format!("p{}", stand.paper.number);
            let kept = found.remove(&name).unwrap_or_default();
            entries += kept.len();
            let links: BTreeSet<&str> = kept.iter().map(|(link, _)| link.as_str()).collect();
            let articles: BTreeSet<i64> = kept.iter().map(|(_, article)| *article).collect();
            if links.len() != kept.len() || articles.len() != kept.len() {
                doubled.push(format!("{name} ({:?}): {} entries", stand.paper.kind, kept.len()));
            }
            let seen_until = self.seen_until(stand);
            for item in stand.paper.published(seen_until) {
                let link = format!("{}{}", stand.base, stand.paper.page(item.number));
                if !links.contains(link.as_str()) {
                    lost.push(format!(
                        "{name} ({:?}): entry {} of {}",
                        stand.paper.kind, item.number, item.at
                    ));
                }
            }
        }
        let orphans: i64 = store
            .query_row(
                "SELECT (SELECT COUNT(*) FROM articles) - (SELECT COUNT(DISTINCT article_id) FROM entries)",
                [],
                |row| row.get(0),
            )
            .expect("a number");
        if orphans != 0 {
            doubled.push(format!("{orphans} articles without an entry"));
        }
        (lost, doubled, entries)
    }

    /// What was published two days before the end must be there; of a feed that is gone, what it showed before.
    fn seen_until(&self, stand: &Stand) -> Timestamp {
        let end = self.clock.now() - Duration::from_hours(48);
        match stand.paper.kind {
            Kind::Gone => end.min(self.began + Duration::from_hours(24 * 11)),
            _ => end,
        }
    }
}

fn configuration(stands: &[Stand]) -> String {
    let mut text = format!(
        "[newsroom]\nname = \"Harbour desk\"\n[store]\nurl = \"sqlite:vigie.db\"\n[web]\nlisten = \"off\"\n[fetch]\n\
         contact_url = \"{CONTACT}\"\nconcurrency = 64\nallow_private = [\"127.0.0.0/8\"]\n\n"
    );
    for stand in stands {
        let Stand { paper, every, base, .. } = stand;
        let pages = if paper.kind.reads_pages() { "always" } else { "never" };
        let _ = writeln!(
            text,
            "[feeds.p{}]\nurl = \"{base}/f/{}\"\nevery = \"{}m\"\nfull_text = \"{pages}\"\nadaptive = {}\n",
            paper.number,
            paper.number,
            every.as_secs() / 60,
            paper.kind.is_adaptive()
        );
    }
    text
}
