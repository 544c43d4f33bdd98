//! Who hears of a correction, and of which: those who were told, of everything that is still wrong.

use std::time::Duration;

use vigie::article::url_key;
use vigie::clock::{Clock, ManualClock};
use vigie::model::DeliveryState;
use vigie::store::{Corrects, DeliveryFilter};

use super::{ALERT, time};
use crate::support::app::{News, TestApp, words};
use crate::support::postgres;
use crate::support::press::Answer;
use crate::support::receiver::{Hook, Receiver, Reply};

const DAILY: &str =
    "[digests.daily]\ntopics = [\"*\"]\nchannels = [\"hook\"]\nat = [\"09:00\"]\nzone = \"UTC\"\n";
const DAY: Duration = Duration::from_hours(24);

/// A report of so many drones, the same words each time.
fn report(id: &str, drones: &str, more: &str) -> News {
    News {
        summary: format!(
            "The mayor counted {drones} drones over the harbour. {}.{more}",
            words("harbour", 80).join(" ")
        ),
        ..News::new(id, "Drones over the harbour", time("2026-06-11T07:59:00Z"))
    }
}

async fn house(store: Option<String>, rules: &str) -> (TestApp, ManualClock) {
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00Z"));
    let mut house = TestApp::under(clock).await;
    if let Some(url) = store {
        house.store = url;
    }
    rules.clone_into(&mut house.extra);
    (house, hand)
}

fn of_kind(receiver: &Receiver, kind: &str) -> Vec<Hook> {
    receiver.hooks().into_iter().filter(|hook| hook.kind() == kind).collect()
}

async fn two_articles_of_a_story(store: Option<String>) {
    let rules = format!("[topics.sirens]\nquery = \"siren\"\n{DAILY}");
    let (mut house, hand) = house(store, &rules).await;
    house.feed("wire", &[report("one", "40", "")]);
    house.feed("port", &[]);
    house.once().await;
    hand.advance(Duration::from_mins(61));
    house.once().await;
    house.tell("port", &[report("two", "40", " A siren sounds.")]);
    hand.advance(Duration::from_hours(1));
    house.once().await;
    hand.advance(DAY);
    house.once().await;
    let hooks = house.receiver.hooks();
    let urls: Vec<_> = hooks.iter().map(|hook| hook.body["stories"][0]["url"].clone()).collect();
    assert_eq!(urls, [house.press.url("/one"), house.press.url("/two")]);
    assert_eq!(hooks[0].body["stories"][0]["id"], hooks[1].body["stories"][0]["id"]);
    house.tell("wire", &[report("one", "400", "")]);
    house.tell("port", &[report("two", "400", " A siren sounds.")]);
    hand.advance(Duration::from_hours(1));
    house.once().await;
    hand.advance(DAY);
    house.once().await;
    let digest = house.receiver.hooks_after(2).remove(0);
    let mut corrected = Vec::new();
    for story in digest.body["stories"].as_array().expect("stories") {
        assert!(story["changes"][0]["after"].as_str().expect("text").contains("400 drones"), "{story}");
        corrected.push(story["url"].as_str().expect("an address").to_owned());
    }
    corrected.sort();
    assert_eq!(corrected, urls, "each of the two that were told");
    let app = house.open().await;
    for url in corrected {
        let key = url_key(&url.parse().expect("an address"));
        let trail = app.store.trail(key).await.expect("the store works").expect("the article");
        assert!(trail.editions.iter().any(|edition| matches!(edition.corrects, Corrects::Told(_))), "{url}");
    }
    app.store.clone().close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_articles_of_a_story_that_were_told_both_are_corrected() {
    postgres::on_both(two_articles_of_a_story).await;
}

async fn a_message_that_was_dropped(store: Option<String>) {
    let other = Receiver::start().await;
    let rules = format!("[channels.other.webhook]\nurl = \"{}\"\n{ALERT}", other.url)
        .replace("[\"hook\"]", "[\"hook\", \"other\"]");
    let (mut house, hand) = house(store, &rules).await;
    house.receiver.reply_once([Reply::Status(503)]);
    house.feed("wire", &[report("one", "40", "")]);
    house.once().await;
    assert_eq!((house.receiver.hooks().len(), other.hooks().len()), (1, 1));
    let app = house.open().await;
    let retrying = DeliveryFilter { state: Some(DeliveryState::Retry), ..DeliveryFilter::default() };
    let unsent = app.store.deliveries(&retrying).await.expect("a list").remove(0);
    assert!(app.store.drop_delivery(unsent.id, app.clock.now()).await.expect("the store works"));
    app.store.clone().close().await.expect("it closes");
    drop(app);
    for drones in ["400", "4000"] {
        hand.advance(Duration::from_mins(10));
        house.tell("wire", &[report("one", drones, "")]);
        house.once().await;
    }
    assert_eq!(of_kind(&house.receiver, "vigie.correction").len(), 0, "it was never told");
    assert_eq!(of_kind(&other, "vigie.correction").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_never_got_the_message_hears_of_no_correction() {
    postgres::on_both(a_message_that_was_dropped).await;
}

async fn a_message_given_up_after_its_correction_was_composed(store: Option<String>) {
    let other = Receiver::start().await;
    let rules = format!("[channels.other.webhook]\nurl = \"{}\"\n{ALERT}{DAILY}", other.url)
        .replace("[\"hook\"]", "[\"hook\", \"other\"]");
    let (mut house, hand) = house(store, &rules).await;
    house.receiver.reply(Some(Reply::Status(503)));
    house.feed("wire", &[report("one", "40", "")]);
    house.once().await;
    hand.advance(Duration::from_mins(10));
    house.tell("wire", &[report("one", "400", "")]);
    house.once().await;
    assert_eq!(of_kind(&other, "vigie.correction").len(), 1);
    let app = house.open().await;
    let mut rows = app.store.deliveries(&DeliveryFilter::default()).await.expect("a list");
    rows.retain(|row| row.state != DeliveryState::Sent);
    let [correction, alert] = rows.as_slice() else { panic!("{rows:?}") };
    assert!(app.store.drop_delivery(alert.id, app.clock.now()).await.expect("the store works"));
    app.store.clone().close().await.expect("it closes");
    drop(app);
    house.receiver.reply(None);
    hand.advance(Duration::from_mins(49));
    house.once().await;
    hand.advance(Duration::from_mins(2));
    house.once().await;
    let told = house.receiver.hooks();
    let told: Vec<&str> = told[told.len() - 1..].iter().map(Hook::kind).collect();
    assert_eq!((told, of_kind(&house.receiver, "vigie.correction").len()), (vec!["vigie.digest"], 0));
    let app = house.open().await;
    let dropped =
        app.store.delivery(correction.id).await.expect("the store works").expect("the delivery").row;
    assert_eq!(dropped.state, DeliveryState::Dropped);
    assert_eq!(dropped.outcome.as_deref(), Some("what it answers was never sent there"));
    app.store.clone().close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_that_waits_behind_what_is_given_up_is_given_up_too() {
    postgres::on_both(a_message_given_up_after_its_correction_was_composed).await;
}

async fn nobody_got_the_message(store: Option<String>) {
    let (mut house, hand) = house(store, "").await;
    let address = house.folder.path().join("room");
    std::fs::write(&address, house.press.url("/room")).expect("a file");
    house.press.answer("/room", Answer::status(400));
    house.extra = format!("[channels.room.mattermost]\nurl_file = \"{}\"\n{ALERT}", address.display())
        .replace("[\"hook\"]", "[\"room\"]");
    house.feed("wire", &[report("one", "40", "")]);
    house.once().await;
    assert_eq!(house.press.requests_for("/room").len(), 1, "the message itself is refused");
    house.press.answer("/room", Answer::ok("ok"));
    house.tell("wire", &[report("one", "400", "")]);
    hand.advance(Duration::from_mins(10));
    house.once().await;
    assert_eq!(house.press.requests_for("/room").len(), 1);
    let app = house.open().await;
    assert_eq!(app.store.counts().await.expect("counts").gauges.open_items, 0, "nobody is owed it");
    app.store.clone().close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_was_told_is_corrected_to_nobody() {
    postgres::on_both(nobody_got_the_message).await;
}

async fn a_number_put_back(store: Option<String>) {
    let quiet = "quiet = { from = \"09:30\", to = \"11:00\", zone = \"UTC\" }\n";
    let (mut house, hand) = house(store, &format!("{ALERT}{quiet}{DAILY}")).await;
    house.feed("wire", &[report("one", "40", "")]);
    house.once().await;
    hand.advance(Duration::from_mins(61));
    house.once().await;
    assert_eq!(house.receiver.hooks().len(), 2, "the alert and the digest");
    hand.advance_to(time("2026-06-11T09:30:00Z"));
    for drones in ["400", "40"] {
        hand.advance(Duration::from_mins(10));
        house.tell("wire", &[report("one", drones, "")]);
        house.once().await;
    }
    hand.advance(2 * DAY);
    house.once().await;
    let more = house.receiver.hooks_after(2);
    assert!(more.is_empty(), "what was told is what is said: {more:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_that_was_taken_back_before_it_was_told_is_not_told() {
    postgres::on_both(a_number_put_back).await;
}
