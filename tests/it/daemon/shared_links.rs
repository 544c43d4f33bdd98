//! Links that stand for one thing after another: each entry is told, and none as what another one said, on both stores.

use std::time::Duration;

use vigie::article::url_key;
use vigie::clock::ManualClock;
use vigie::model::TextState;

use super::addresses::house;
use crate::support::app::{News, TestApp, rss};
use crate::support::postgres::on_both;
use crate::support::press::Answer;

/// Ten minutes later the feed has these items, all with one link, and is polled twice, the second time for what T4 left.
async fn tell(house: &TestApp, hand: &ManualClock, news: &[(&str, &str, &str)]) {
    hand.advance(Duration::from_hours(1));
    let at = house.clock.now();
    let item = |(id, title, summary): &(&str, &str, &str)| News {
        summary: (*summary).to_owned(),
        ..News::new(*id, title, at)
    };
    let items: Vec<News> = news.iter().map(item).collect();
    let link = house.press.url("/notice");
    house.press.answer("/wire.xml", Answer::ok(rss(&items, |_| link.clone())));
    house.once().await;
}

/// Kinds and headlines of what was sent.
fn told(house: &TestApp) -> Vec<(String, String)> {
    let hooks = house.receiver.hooks();
    let mut told = Vec::new();
    for hook in &hooks {
        told.extend(hook.titles().iter().map(|title| (hook.kind().to_owned(), (*title).to_owned())));
    }
    told
}

fn alerts(titles: &[&str]) -> Vec<(String, String)> {
    titles.iter().map(|title| ("vigie.alert".to_owned(), (*title).to_owned())).collect()
}

const MILL: (&str, &str, &str) =
    ("s1", "Drone alarm at the mill of Hask", "Workers left the mill when a drone came down in the yard.");
const PRISON: (&str, &str, &str) = (
    "s2",
    "Prison of Wirral closed after parcel drop",
    "Guards found a drone with tobacco on the wall at noon.",
);
const SWIMMERS: (&str, &str, &str) =
    ("s3", "Swimmers warned off Liva", "Something that a drone lost may go off on the beach.");

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_of_one_item_at_one_link_tells_one_thing_after_another() {
    on_both(async |store| {
        let (house, hand) = house(store, "always").await;
        house.page("notice", MILL.1, &"Workers left the mill when a drone came down in the yard. ".repeat(9));
        tell(&house, &hand, &[MILL]).await;
        assert_eq!(told(&house), alerts(&[MILL.1]));
        // The page tells of the next thing, too.
        house.page("notice", PRISON.1, &"Guards found a drone with tobacco on the wall at noon. ".repeat(9));
        tell(&house, &hand, &[PRISON]).await;
        tell(&house, &hand, &[SWIMMERS]).await;
        assert_eq!(told(&house), alerts(&[MILL.1, PRISON.1, SWIMMERS.1]));
        for _ in 0..3 {
            hand.advance(Duration::from_hours(3));
            house.once().await;
        }
        assert_eq!(told(&house).len(), 3, "nothing of it is a correction");
        // Under a guid of its own, with most of the words, it is an edit.
        let edited = ("s3b", "Swimmers and boats warned off Liva", SWIMMERS.2);
        tell(&house, &hand, &[edited]).await;
        assert!(told(&house)[3..].iter().all(|(kind, _)| kind == "vigie.correction"), "{:?}", told(&house));
        let app = house.open().await;
        let link = url_key(&house.press.url("/notice").parse().expect("an address"));
        assert_eq!(app.store.trail(link).await.expect("the store works"), None);
        let sharing = app.store.sharing(link).await.expect("the store works");
        let titles: Vec<_> = sharing.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles, [edited.1, PRISON.1, MILL.1]);
        let mill =
            app.store.trail_of(sharing[2].article_id).await.expect("the store works").expect("it is there");
        assert_eq!((mill.text_state, mill.editions.len(), mill.job), (TextState::Read, 2, None));
        app.store.clone().close().await.expect("it closes");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_a_ticker_are_told_one_by_one() {
    on_both(async |store| {
        let (house, hand) = house(store, "always").await;
        house.press.answer("/notice", Answer::status(500));
        tell(&house, &hand, &[MILL]).await;
        tell(&house, &hand, &[MILL, PRISON]).await;
        tell(&house, &hand, &[PRISON, SWIMMERS]).await;
        hand.advance(Duration::from_mins(2));
        house.once().await;
        assert_eq!(told(&house), alerts(&[MILL.1, PRISON.1, SWIMMERS.1]));
        let asked = house.press.requests().into_iter().filter(|seen| seen.path == "/notice").count();
        assert!(asked <= 2, "the link is the page of none of them, and was asked for {asked} times");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn why_names_those_that_share_a_link_and_walks_the_one_that_is_meant() {
    let (house, hand) = house(None, "never").await;
    tell(&house, &hand, &[MILL, PRISON]).await;
    let url = house.press.url("/notice");
    let run = async |arguments: &[&str]| {
        let mut command = house.vigie(arguments);
        let work = move || command.output().expect("the program");
        let done = tokio::task::spawn_blocking(work).await.expect("no panic");
        (done.status.success(), String::from_utf8_lossy(&done.stdout).into_owned())
    };
    for command in ["why", "why-not"] {
        let (ok, text) = run(&[command, &url]).await;
        assert!(!ok && text.contains("2 articles share") && text.contains(MILL.1), "{text}");
        let line = text.lines().find(|line| line.contains(PRISON.1)).expect("a line");
        let id = line.split_whitespace().next().expect("an id");
        let (ok, text) = run(&[command, &url, "--id", id]).await;
        assert!(ok && text.contains(PRISON.1) && !text.contains(MILL.1), "{text}");
        let (ok, text) = run(&[command, &url, "--id", "7"]).await;
        assert!(!ok && text.contains("not in the store"), "{text}");
    }
}
