//! Translated headlines by a server that answers, fails, hangs, or talks nonsense.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use vigie::clock::{Clock, ManualClock};
use vigie::daemon::{self, App};

use super::{ALERT, time};
use crate::support::app::{News, TestApp};
use crate::support::postgres::on_both;
use crate::support::press::{Answer, Press};
use crate::support::receiver::Hook;

const HEADLINE: &str = "Drone über dem Hafen: niemand weiß, wem die Drohne gehört und woher sie kam";

/// A desk whose feed is German, and the server that translates for it.
struct Desk {
    house: TestApp,
    hand: ManualClock,
    server: Press,
    app: Arc<App>,
}

impl Desk {
    async fn open(store: Option<String>) -> Self {
        let (clock, hand) = Clock::manual(time("2026-06-11T10:00:00Z"));
        let mut house = TestApp::under(clock).await;
        if let Some(url) = store {
            house.store = url;
        }
        let server = Press::start().await;
        house.extra = format!(
            "{ALERT}[digests.noon]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ncron = \"0 12 * * *\"\nzone = \"UTC\"\n\
             [translate]\nurl = \"{}\"\napi_key_file = \"translate-key\"\n",
            server.url("/")
        );
        house.feed_with("wire", "full_text = \"never\"\nlanguage = \"de\"", &[]);
        let folder = house.write();
        std::fs::write(folder.join("translate-key"), "canary-key\n").expect("a file");
        let app = house.open().await;
        Self { house, hand, server, app }
    }

    fn tell(&self, titles: &[&str]) {
        let news = |title: &&str| News::new(*title, title, self.app.clock.now());
        self.house.tell("wire", &titles.iter().map(news).collect::<Vec<_>>());
    }

    async fn pass(&self) {
        self.app.store.make_due(&"wire".parse().unwrap(), self.app.clock.now()).await.expect("it works");
        daemon::once(&self.app).await.expect("the store works");
    }

    fn last(&self) -> Hook {
        self.house.receiver.hooks().pop().expect("a message came")
    }

    async fn close(self) {
        self.app.store.clone().close().await.expect("it closes");
    }
}

fn translated(texts: &[&str]) -> Answer {
    Answer::ok(json!({ "translatedText": texts }).to_string()).content_type("application/json")
}

async fn a_headline_is_asked_for_once(desk: Desk) {
    desk.server.answer("/translate", translated(&["Drone over the harbour"]));
    desk.tell(&[HEADLINE]);
    desk.pass().await;
    let story = &desk.last().body["stories"][0];
    assert_eq!(
        (&story["title"], &story["translation"]),
        (&json!(HEADLINE), &json!("Drone over the harbour"))
    );
    let asked: Value = serde_json::from_slice(&desk.server.last().body).expect("JSON");
    let wanted =
        json!({ "q": [HEADLINE], "source": "de", "target": "en", "format": "text", "api_key": "canary-key" });
    assert_eq!(asked, wanted);
    // The digest tells it again, from the store.
    desk.hand.advance(Duration::from_hours(3));
    desk.pass().await;
    let digest = desk.last();
    assert_eq!(
        (digest.kind(), &digest.body["stories"][0]["translation"]),
        ("vigie.digest", &json!("Drone over the harbour"))
    );
    assert_eq!(desk.server.requests().len(), 1);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_headline_is_asked_for_once_on_both_stores() {
    on_both(async |store: Option<String>| a_headline_is_asked_for_once(Desk::open(store).await).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_fails_costs_the_translation_and_nothing_else() {
    let long = "{\"translatedText\": [\"".to_owned() + &"x".repeat(60_000);
    let faults = [
        ("an error", Answer::status(500)),
        ("another shape", Answer::ok("{\"error\": \"no such language\"}")),
        ("no JSON", Answer::ok("<html>sign in</html>")),
        ("too few", translated(&[])),
        ("too many", translated(&["one", "two"])),
        ("too large", Answer::endless(long)),
        ("cut short", Answer::cut("{\"translatedText\": [")),
    ];
    let noon = "noon".parse().expect("a name");
    for (fault, answer) in faults {
        let desk = Desk::open(None).await;
        desk.server.answer("/translate", answer);
        desk.tell(&[HEADLINE]);
        desk.pass().await;
        let told = desk.last();
        assert_eq!(told.titles(), [HEADLINE], "{fault}");
        assert_eq!(told.body["stories"][0].get("translation"), None, "{fault}");
        let asked_again = async || {
            daemon::digest_notice(&desk.app, &noon, None, desk.app.clock.now())
                .await
                .expect("the digest to come");
            desk.server.requests().len()
        };
        assert_eq!(asked_again().await, 1, "{fault}: it is left alone for a minute");
        desk.hand.advance(Duration::from_secs(61));
        assert_eq!(asked_again().await, 2, "{fault}: then asked for what is still wanted");
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_delays_a_message_by_no_more_than_its_time() {
    let desk = Desk::open(None).await;
    desk.server.answer("/translate", Answer::mute());
    desk.tell(&[HEADLINE]);
    desk.app.store.make_due(&"wire".parse().unwrap(), desk.app.clock.now()).await.expect("it works");
    let passing = tokio::spawn({
        let app = Arc::clone(&desk.app);
        async move { daemon::once(&app).await }
    });
    while desk.server.requests().is_empty() {
        Clock::system().sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(desk.house.receiver.hooks().len(), 0, "it waits a while");
    desk.hand.advance(Duration::from_secs(3));
    passing.await.expect("no panic").expect("the store works");
    let told = desk.last();
    assert_eq!((told.titles(), told.body["stories"][0].get("translation")), (vec![HEADLINE], None));
    desk.close().await;
}
