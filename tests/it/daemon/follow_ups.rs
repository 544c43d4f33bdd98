//! A story that goes on from an earlier one: whoever is told of it is told so, on both stores.

use std::time::Duration;

use vigie::clock::Clock;
use vigie::daemon::{self, Subject};
use vigie::render::{self, FeedForm};

use super::{ALERT, time};
use crate::support::app::{News, TestApp, words};
use crate::support::postgres::on_both;

const DIGEST: &str = "[digests.daily]\ntopics = [\"*\"]\nchannels = [\"hook\"]\nat = [\"23:00\"]\ndays = \"wed\"\nzone = \"UTC\"\n";

/// A report about a matter: its words, between others that are the report's own.
fn report(app: &TestApp, id: &str, title: &str, matter: impl Iterator<Item = String>) -> News {
    let own = words(id, 40);
    let told: Vec<String> = matter.zip(own).flat_map(|(of_matter, own)| [of_matter, own]).collect();
    News { summary: format!("The drone: {}.", told.join(" ")), ..News::new(id, title, app.clock.now()) }
}

async fn a_follow_up_says_what_it_goes_on_from(store: Option<String>) {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00Z"));
    let mut app = TestApp::under(clock).await;
    if let Some(url) = store {
        app.store = url;
    }
    app.extra = format!("{ALERT}\n{DIGEST}");
    let matter = words("matter", 40);
    let first = report(&app, "blast", "Drones close the harbour after a blast", matter.iter().cloned());
    app.feed("wire", std::slice::from_ref(&first));
    app.once().await;
    hand.advance(Duration::from_hours(70));
    let second = report(&app, "divers", "Divers find what the drones dropped", matter.into_iter().rev());
    app.tell("wire", &[second, first]);
    app.once().await;
    let hooks = app.receiver.hooks();
    let alerts: Vec<_> = hooks.iter().filter(|hook| hook.kind() == "vigie.alert").collect();
    let told = |at: usize| &alerts[at].body["stories"][0];
    assert_eq!((alerts.len(), told(0).get("earlier")), (2, None));
    let earlier = &told(1)["earlier"];
    assert_eq!(earlier["id"], told(0)["id"]);
    assert_eq!(earlier["title"], "Drones close the harbour after a blast");
    assert_eq!((&earlier["url"], &earlier["site"]), (&app.press.url("/blast").into(), &"127.0.0.1".into()));
    assert_eq!(earlier["at"], "2026-06-11T08:00:00Z");
    let house = app.open().await;
    let line = "Earlier: Drones close the harbour after a blast, 11 June";
    let digest =
        daemon::digest_notice(&house, &"daily".parse().unwrap(), None, app.clock.now()).await.unwrap();
    assert!(render::terminal(&digest, false).contains(line), "{}", render::terminal(&digest, false));
    let topic = Subject::Topic("drones".parse().unwrap());
    let feed = daemon::syndicated(&house, &topic, FeedForm::Json, "https://desk.example").await.unwrap();
    let feed = String::from_utf8(feed.expect("a feed")).unwrap();
    assert!(feed.contains("Earlier: ") && feed.contains("after a blast</a></bdi>, 11 June"), "{feed}");
    house.store.clone().close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_says_what_it_goes_on_from_wherever_it_is_told() {
    on_both(a_follow_up_says_what_it_goes_on_from).await;
}
