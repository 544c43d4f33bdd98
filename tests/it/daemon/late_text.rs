//! Pages that come after their articles were given stories by the feed's words, on both stores.

use std::time::Duration;

use vigie::article::url_key;
use vigie::clock::{Clock, ManualClock};

use super::{ALERT, time};
use crate::support::app::{News, TestApp, words};
use crate::support::postgres::on_both;
use crate::support::press::Answer;

const DIGEST: &str =
    "[digests.daily]\ntopics = [\"*\"]\nchannels = [\"hook\"]\nat = [\"23:00\"]\nzone = \"UTC\"\n";

/// Two articles of one event, of which the second one's page cannot be read at first, so that it begins a story of its own.
async fn a_page_that_does_not_come(store: Option<String>, rules: &str) -> (TestApp, ManualClock) {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00Z"));
    let mut app = TestApp::under(clock).await;
    if let Some(url) = store {
        app.store = url;
    }
    app.extra = rules.to_owned();
    let now = app.clock.now();
    app.page("ferry", "Ferry aground off Belmar", &event("ferry"));
    app.press.answer("/live", Answer::status(500));
    app.feed_with(
        "wire",
        "full_text = \"always\"",
        &[News::new("ferry", "Ferry aground off Belmar, drones search", now)],
    );
    app.feed_with(
        "gazette",
        "full_text = \"always\"",
        &[News::new("live", "Live: what the drones see", now)],
    );
    app.once().await;
    hand.advance(Duration::from_secs(70));
    app.once().await;
    (app, hand)
}

/// What happened, between words that are one report's own.
fn event(id: &str) -> String {
    let told: Vec<String> = words("event", 40)
        .into_iter()
        .zip(words(id, 40))
        .flat_map(|(of_event, own)| [of_event, own])
        .collect();
    format!("The drone: {}.", told.join(" "))
}

/// The story of an article, and how many articles it has.
async fn story_of(app: &TestApp, id: &str) -> (String, i64) {
    let house = app.open().await;
    let url = app.press.url(&format!("/{id}")).parse().expect("an address");
    let trail = house.store.trail(url_key(&url)).await.expect("the store works").expect("the article");
    house.store.clone().close().await.expect("it closes");
    (trail.story.expect("a story").0.to_string(), trail.story_articles)
}

async fn the_page_comes(app: &TestApp, hand: &ManualClock) {
    app.page("live", "Live: what the drones see", &event("live"));
    hand.advance(Duration::from_mins(5));
    app.once().await;
}

async fn nobody_was_told(store: Option<String>) {
    let (app, hand) = a_page_that_does_not_come(store, DIGEST).await;
    let (ferry, live) = (story_of(&app, "ferry").await, story_of(&app, "live").await);
    assert_ne!(ferry.0, live.0, "its headline says nothing of the ferry");
    the_page_comes(&app, &hand).await;
    assert_eq!(story_of(&app, "live").await, (ferry.0.clone(), 2));
    assert_eq!(story_of(&app, "ferry").await, (ferry.0.clone(), 2));
    hand.advance(Duration::from_hours(16));
    app.once().await;
    let hooks = app.receiver.hooks();
    let [digest] = hooks.as_slice() else { panic!("{} messages", hooks.len()) };
    let stories = digest.body["stories"].as_array().expect("stories");
    assert_eq!((stories.len(), &stories[0]["id"]), (1, &ferry.0.into()));
    assert_eq!(stories[0]["sources"].as_array().map(Vec::len), Some(2));
}

async fn somebody_was_told(store: Option<String>) {
    let (app, hand) = a_page_that_does_not_come(store, &format!("{ALERT}\n{DIGEST}")).await;
    let before = (story_of(&app, "ferry").await, story_of(&app, "live").await);
    let told = app.receiver.hooks().len();
    assert!(app.receiver.hooks().iter().any(|hook| hook.titles().contains(&"Live: what the drones see")));
    the_page_comes(&app, &hand).await;
    assert_eq!((story_of(&app, "ferry").await, story_of(&app, "live").await), before);
    assert_eq!(app.receiver.hooks().len(), told, "nothing is told again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_joins_by_its_late_text_the_story_that_it_tells() {
    on_both(nobody_was_told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_stays_as_it_was_told() {
    on_both(somebody_was_told).await;
}
