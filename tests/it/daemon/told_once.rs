//! Whatever holds a story, hands it on or asks for it again: nobody is told it twice, and it is not lost on the way.

use std::time::Duration;

use vigie::clock::{Clock, ManualClock};
use vigie::model::DeliveryState;
use vigie::store::DeliveryFilter;

use super::time;
use crate::support::app::{News, TestApp, words};
use crate::support::postgres;
use crate::support::receiver::{Receiver, Reply};

const HARBOUR: &str = "Drone seen over the harbour";

async fn house(at: &str, store: Option<String>) -> (TestApp, ManualClock) {
    let (clock, hand) = Clock::manual(time(at));
    let mut house = TestApp::under(clock).await;
    if let Some(url) = store {
        house.store = url;
    }
    (house, hand)
}

/// What a receiver was told: kind and reason of the only story of each message.
fn told(receiver: &Receiver) -> Vec<(String, String)> {
    let of = |hook: &crate::support::receiver::Hook| {
        let stories = hook.body["stories"].as_array().expect("stories");
        assert_eq!(stories.len(), 1, "{}", hook.body);
        (hook.kind().to_owned(), stories[0]["reason"].as_str().expect("a reason").to_owned())
    };
    receiver.hooks().iter().map(of).collect()
}

fn kinds(told: &[(&str, &str)]) -> Vec<(String, String)> {
    told.iter().map(|(kind, reason)| ((*kind).to_owned(), (*reason).to_owned())).collect()
}

async fn what_a_person_asked_for(store: Option<String>) {
    let (mut house, hand) = house("2026-06-11T08:00:00+02:00", store).await;
    house.extra.push_str(
        "[alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ngroup_wait = \"0s\"\nmax_age = \"1m\"\n\
                   [digests.often]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ncron = \"* * * * *\"\n",
    );
    house.feed("wire", &[News::new("one", HARBOUR, house.clock.now())]);
    house.once().await;
    hand.advance(Duration::from_mins(1));
    house.once().await;
    let both = [("vigie.alert", "new"), ("vigie.digest", "new")];
    assert_eq!(told(&house.receiver), kinds(&both));
    hand.advance(Duration::from_secs(75));
    let app = house.open().await;
    for row in app.store.deliveries(&DeliveryFilter::default()).await.expect("a list") {
        assert!(app.store.replay_delivery(row.id, app.clock.now()).await.expect("the store works"));
    }
    app.store.clone().close().await.expect("it closes");
    drop(app);
    for _ in 0..3 {
        house.once().await;
        hand.advance(Duration::from_mins(2));
    }
    let mut again = told(&house.receiver)[2..].to_vec();
    again.sort();
    assert_eq!(again, kinds(&both), "what was asked for, and nothing else");
    let app = house.open().await;
    let rows = app.store.deliveries(&DeliveryFilter::default()).await.expect("a list");
    assert!(rows.iter().all(|row| row.state == DeliveryState::Sent), "{rows:?}");
    app.store.clone().close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_asked_for_again_goes_out_however_old_it_is() {
    postgres::on_both(what_a_person_asked_for).await;
}

async fn a_channel_that_was_behind(store: Option<String>) {
    let (mut house, hand) = house("2026-06-11T08:00:00+02:00", store).await;
    let other = Receiver::start().await;
    house.extra = format!(
        "[channels.other.webhook]\nurl = \"{}\"\n\
         [alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ngroup_wait = \"0s\"\nmax_age = \"90s\"\n\
         [digests.often]\ntopics = [\"*\"]\nchannels = [\"hook\", \"other\"]\ncron = \"* * * * *\"\n",
        other.url
    );
    house.receiver.reply(Some(Reply::Status(503)));
    house.feed("wire", &[News::new("one", HARBOUR, house.clock.now())]);
    for _ in 0..4 {
        house.once().await;
        hand.advance(Duration::from_mins(1));
    }
    let digest = [("vigie.digest", "new")];
    assert_eq!(told(&other), kinds(&digest), "who was never behind is told once");
    let tried = house.receiver.hooks().len();
    house.receiver.reply(None);
    for _ in 0..4 {
        hand.advance(Duration::from_mins(30));
        house.once().await;
    }
    let now = told(&house.receiver)[tried..].to_vec();
    assert_eq!(now, kinds(&digest), "the digest has told it: the alert is not told any more");
    assert_eq!(told(&other), kinds(&digest));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_that_told_a_story_does_not_tell_it_again_for_an_alert_that_was_late() {
    postgres::on_both(a_channel_that_was_behind).await;
}

async fn urgent_at_night(store: Option<String>) {
    let (mut house, hand) = house("2026-06-11T23:00:00+02:00", store).await;
    house.extra.push_str("[topics.sirens]\nquery = \"siren\"\npriority = \"urgent\"\n\
                   [alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ngroup_wait = \"0s\"\ngroup_interval = \"0s\"\n\
                   quiet = { from = \"22:00\", to = \"06:30\" }\n");
    let report = |id: &str, more: &str| News {
        summary: format!("The drone: {}.{more}", words("harbour", 80).join(" ")),
        ..News::new(id, HARBOUR, time("2026-06-11T22:59:00+02:00"))
    };
    house.feed("wire", &[report("one", "")]);
    house.feed("port", &[]);
    assert_eq!(house.once().await.messages, 0, "quiet hours");
    hand.advance(Duration::from_mins(10));
    house.tell("port", &[report("two", " A siren sounds.")]);
    house.once().await;
    let once = [("vigie.alert", "new")];
    assert_eq!(told(&house.receiver), kinds(&once), "nobody was told it before");
    hand.advance_to(time("2026-06-12T06:30:00+02:00"));
    house.once().await;
    assert_eq!(told(&house.receiver), kinds(&once), "it was told at night");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_told_at_night_as_urgent_is_not_told_again_in_the_morning() {
    postgres::on_both(urgent_at_night).await;
}
