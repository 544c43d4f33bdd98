//! A feed that falls silent beyond its rhythm: told once, over when it speaks, and no news while it is paused.

use std::sync::Arc;
use std::time::Duration;

use vigie::clock::{Clock, ManualClock};
use vigie::daemon::{self, App};
use vigie::model::Pausable;
use vigie::store::Pause;

use super::time;
use crate::support::app::{News, TestApp};
use crate::support::postgres::Database;
use crate::support::press::Answer;

const HOUR: Duration = Duration::from_hours(1);

/// A feed that is looked at every hour, and what the operator hears of it.
struct Watch {
    house: TestApp,
    app: Arc<App>,
    hand: ManualClock,
    news: Vec<News>,
    heard: usize,
}

impl Watch {
    async fn begin(store: Option<String>) -> Self {
        let (clock, hand) = Clock::manual(time("2026-06-01T00:00:00Z"));
        let mut house = TestApp::under(clock).await;
        house.store = store.unwrap_or(house.store);
        house.extra.push_str("[operator]\nchannels = [\"hook\"]\n");
        house.feed("wire", &[]);
        let app = house.open().await;
        Self { house, app, hand, news: Vec::new(), heard: 0 }
    }

    /// So many hours pass; where the feed speaks, it has something new in every second one.
    async fn hours(&mut self, hours: u32, speaks: bool) {
        for _ in 0..hours {
            self.hand.advance(HOUR);
            let now = self.house.clock.now();
            if speaks && now.millis() / 3_600_000 % 2 == 0 {
                self.news.insert(0, News::new(format!("n{now}"), &format!("Bakers vote at {now}"), now));
                self.news.truncate(10);
                self.house.tell("wire", &self.news);
            }
            daemon::once(&self.app).await.expect("the store works");
        }
    }

    /// What the operator was told since this was last asked: kind, feed, and whether it is over.
    fn told(&mut self) -> Vec<(String, String, bool)> {
        let hooks = self.house.receiver.hooks();
        let new = hooks[self.heard..].iter().inspect(|hook| assert_eq!(hook.kind(), "vigie.operator"));
        let alarms = new.flat_map(|hook| hook.body["alarms"].as_array().expect("alarms").clone());
        let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        let told = alarms.map(|alarm| {
            (text(&alarm["kind"]), text(&alarm["subject"]), alarm["cleared"].as_bool().expect("a bool"))
        });
        let told = told.collect();
        self.heard = hooks.len();
        told
    }

    async fn pause(&self) {
        let since = self.house.clock.now();
        let pause = Pause { what: Pausable::Feed("wire".parse().expect("a name")), since, until: None };
        assert!(self.app.store.pause(pause).await.expect("the store works"));
    }

    async fn resume(&self) {
        assert!(
            self.app
                .store
                .resume(&Pausable::Feed("wire".parse().expect("a name")))
                .await
                .expect("the store works")
        );
    }

    async fn listed_blind(&self) -> usize {
        self.app.store.coverage(self.house.clock.now()).await.expect("the store works").blind.len()
    }
}

/// One feed's 429 keeps every feed of its host from being asked: the operator hears of each, and when it is over.
async fn hold(store: Option<String>) {
    let (clock, hand) = Clock::manual(time("2026-06-01T00:00:00Z"));
    let mut house = TestApp::under(clock).await;
    house.store = store.unwrap_or(house.store);
    house.extra.push_str("[operator]\nchannels = [\"hook\"]\n");
    house.feed("wire", &[]);
    house.feed("sick", &[]);
    let app = house.open().await;
    let mut watch = Watch { house, app, hand, news: Vec::new(), heard: 0 };
    watch.hours(1, false).await;
    let throttled = Answer::status(429).header("retry-after", "20000");
    watch.house.press.answer("/sick.xml", throttled);
    watch.hours(1, false).await;
    let blind = |feed: &str, over| ("blind".to_owned(), feed.to_owned(), over);
    assert_eq!(watch.told(), [blind("wire", false)], "the sick one has failed once");
    assert_eq!(watch.listed_blind().await, 2);
    let asked = watch.house.press.requests().len();
    watch.hours(3, false).await;
    assert_eq!((watch.told(), watch.house.press.requests().len()), (Vec::new(), asked));

    // By hand: at once, in the process that holds the host.
    watch.house.tell("sick", &[]);
    let (now, name) = (watch.house.clock.now(), "wire".parse().expect("a name"));
    watch.app.store.lift_silence(&name, Vec::new()).await.expect("the store works");
    assert!(watch.app.store.make_due(&name, now).await.expect("the store works"));
    watch.hours(1, false).await;
    assert_eq!(watch.house.press.requests().len(), asked + 1);
    assert_eq!(watch.told(), [blind("wire", true)]);
    watch.app.store.clone().close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_wants_silence_makes_its_feeds_blind_until_it_is_over_or_lifted() {
    hold(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn and_so_it_is_on_postgresql() {
    let Some(database) = Database::create().await else { return };
    hold(Some(database.url())).await;
}

fn silent(over: bool) -> Vec<(String, String, bool)> {
    vec![("silent".to_owned(), "wire".to_owned(), over)]
}

/// Two weeks of a lively feed, then silence, speech, pauses.
async fn live(store: Option<String>) {
    let mut watch = Watch::begin(store).await;
    watch.hours(16 * 24, true).await;
    watch.hours(6, false).await;
    assert_eq!(watch.told(), [], "three entries late is no silence");
    watch.hours(30, false).await;
    assert_eq!(watch.told(), silent(false), "told once, however often it is looked at");
    assert_eq!(watch.listed_blind().await, 1);
    watch.hours(24, true).await;
    assert_eq!(watch.told(), silent(true));

    // It has learned that so long a pause may be.
    watch.hours(72, false).await;
    assert_eq!(watch.told(), silent(false));
    watch.pause().await;
    watch.hours(1, false).await;
    assert_eq!(watch.told(), silent(true), "nobody looks, so nobody can say that it is silent");
    assert_eq!(watch.listed_blind().await, 0);
    watch.hours(72, false).await;
    assert_eq!(watch.told(), []);
    watch.resume().await;
    watch.hours(24, true).await;
    assert_eq!(watch.told(), [], "it spoke at once");

    watch.pause().await;
    watch.hours(10 * 24, false).await;
    watch.resume().await;
    watch.hours(1, false).await;
    assert_eq!(watch.told(), [], "the first look after a pause says nothing of the time before it");
    watch.hours(2, false).await;
    assert_eq!(watch.told(), silent(false), "the second does");
    watch.app.store.clone().close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_hears_once_of_a_feeds_silence_and_never_of_a_paused_ones() {
    live(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn so_it_is_on_postgresql() {
    let Some(database) = Database::create().await else { return };
    live(Some(database.url())).await;
}
