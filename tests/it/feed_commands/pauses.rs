//! `pause` and `resume`, on both stores through the store's own doors and once through the program.

use std::time::Duration;

use vigie::clock::Clock;
use vigie::model::Pausable;
use vigie::store::Pause;

use super::{json, run, says, timeless};
use crate::support::app::{News, TestApp};

const RULE: &str = "[alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"hook\"]\n";

/// A house with one piece of news that matches, not yet polled.
async fn house() -> TestApp {
    let mut house = TestApp::new().await;
    house.extra.push_str(RULE);
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    // The store meets the configuration: the feed is due.
    house.open().await.store.clone().close().await.expect("it closes");
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_feed_is_not_polled_and_comes_back_when_it_is_resumed() {
    let house = house().await;
    let said = says(&house, &["pause", "feed", "wire", "--until", "2h"]).await;
    assert!(said.contains("feed `wire` is paused until") && said.contains("it is not polled"), "{said}");
    let pass = json(&house, &["run", "--once"]).await;
    assert_eq!((&pass[0]["feeds"], house.press.requests_for("/wire.xml").len()), (&0.into(), 0));
    let list = says(&house, &["feed", "list"]).await;
    assert!(list.contains("paused until") && list.contains("1 feed, 0 blind, 1 paused"), "{list}");
    assert!(says(&house, &["status"]).await.contains("feed `wire` is paused until"));
    let why = async || says(&house, &["feed", "why", "wire"]).await;
    assert!(
        timeless(&why().await).contains("next poll   (time) ((time)), after the pause"),
        "{}",
        why().await
    );
    says(&house, &["pause", "feed", "wire"]).await;
    assert!(
        why().await.contains("next poll   after the pause: `vigie resume feed wire` ends it"),
        "{}",
        why().await
    );
    assert_eq!(says(&house, &["resume", "feed", "wire"]).await, "feed `wire` is resumed\n");
    let pass = json(&house, &["run", "--once"]).await;
    assert_eq!((&pass[0]["feeds"], &pass[0]["sent"]), (&1.into(), &1.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_by_hand_says_what_keeps_it_from_being_made() {
    let mut house = house().await;
    house.extra.push_str("[feeds.off]\nurl = \"https://off.example/feed\"\nenabled = false\n");
    let refuses = async |house: &TestApp, arguments: &[&str], said: &str| {
        let (code, stdout, complaint) = run(house, &[&["feed", "poll"], arguments].concat()).await;
        assert!(code == Some(1) && stdout.is_empty() && complaint.contains(said), "{stdout}{complaint}");
    };
    refuses(&house, &["off"], "`off` is switched off in the configuration: write `enabled = true`").await;
    let (code, _, complaint) = run(&house, &["feed", "poll", "wirr"]).await;
    assert!(code == Some(2) && complaint.contains("did you mean `wire`?"), "{complaint}");
    says(&house, &["pause", "feed", "wire"]).await;
    refuses(&house, &["wire", "--force"], "`vigie resume feed wire` ends the pause").await;
    says(&house, &["resume", "feed", "wire"]).await;

    let app = house.open().await;
    let until = Clock::system().now() + Duration::from_hours(400);
    app.store.hold_host("127.0.0.1", until, "HTTP 429, told to wait").await.expect("the store");
    app.store.clone().close().await.expect("it closes");
    drop(app);
    refuses(&house, &["wire"], "asked for silence until").await;
    assert_eq!(json(&house, &["run", "--once"]).await[0]["feeds"], 0);
    let said = says(&house, &["feed", "poll", "wire", "--force"]).await;
    assert!(said.contains("`wire` is due now"), "{said}");
    assert_eq!(json(&house, &["run", "--once"]).await[0]["feeds"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_channel_holds_its_messages_until_it_is_resumed() {
    let house = house().await;
    says(&house, &["pause", "channel", "hook"]).await;
    let pass = json(&house, &["run", "--once"]).await;
    assert_eq!((&pass[0]["articles"], &pass[0]["sent"]), (&1.into(), &0.into()));
    let status = json(&house, &["status"]).await;
    assert_eq!(status[0]["deliveries"][0]["state"], "pending");
    assert_eq!(status[0]["pauses"][0]["name"], "hook");
    says(&house, &["resume", "channel", "hook"]).await;
    assert_eq!(json(&house, &["run", "--once"]).await[0]["sent"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_topic_matches_and_tells_nothing_of_what_came_meanwhile() {
    let house = house().await;
    says(&house, &["pause", "topic", "drones", "--until", "2099-01-01T00:00:00Z"]).await;
    assert_eq!(json(&house, &["run", "--once"]).await[0]["sent"], 0);
    assert_eq!(json(&house, &["status"]).await[0]["matches"], 1);
    says(&house, &["resume", "topic", "drones"]).await;
    assert_eq!(json(&house, &["run", "--once"]).await[0]["sent"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_silence_nothing() {
    let house = house().await;
    for (arguments, said) in [
        (["pause", "feed", "wirr", "--until=2h"], "did you mean `wire`?"),
        (["pause", "feed", "wire", "--until=soon"], "`soon` is no time"),
        (["pause", "feed", "wire", "--until=2001-01-01 00:00"], "is not to come"),
        (["pause", "story", "12345", "--until=2h"], "there is no story `12345`"),
        (["pause", "story", "gale", "--until=2h"], "there is no story `gale`"),
        (["resume", "story", "gale", "--format=text"], "no story can be called `gale`"),
        (["pause", "weather", "wire", "--until=2h"], "[possible values: feed, topic, channel, story]"),
        (["resume", "feed", "wire", "--format=text"], "`wire` is not paused"),
    ] {
        let (code, _, complaint) = run(&house, &arguments).await;
        assert!(code != Some(0) && complaint.contains(said), "{said}: {complaint}");
    }
    assert_eq!(json(&house, &["status"]).await[0]["pauses"].as_array().map(Vec::len), Some(0));
}

/// Whoever must silence a channel cannot wait until a colleague's edit is right.
#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_with_mistakes_elsewhere_is_enough_to_look_and_to_silence() {
    let mut house = house().await;
    house.extra.push_str("[topics.broken]\nquery = \"drone AND (\"\n[alerts.later]\ntopics = [\"brokn\"]\n");
    assert_eq!(run(&house, &["check"]).await.0, Some(2));
    for (arguments, said) in [
        (vec!["pause", "channel", "hook"], "channel `hook` is paused"),
        (vec!["status"], "channel `hook` is paused"),
        (vec!["delivery", "list"], "no deliveries"),
        (vec!["resume", "channel", "hook"], "channel `hook` is resumed"),
    ] {
        let (code, stdout, complaint) = run(&house, &arguments).await;
        assert!(code == Some(0) && stdout.contains(said), "{arguments:?}: {stdout}{complaint}");
        assert!(complaint.contains("mistakes") && complaint.contains("`vigie check`"), "{complaint}");
    }
    // Which store is meant must be sure.
    for store in ["sqlite:", "mysql://desk"] {
        house.store = store.to_owned();
        let (code, stdout, complaint) = run(&house, &["status"]).await;
        assert!(code == Some(2) && stdout.is_empty() && complaint.contains("store"), "{stdout}{complaint}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_daemon_obeys_a_pause_and_survives_it() {
    let house = house().await;
    let running = house.serve().await;
    let pause = |until| Pause {
        what: Pausable::Feed("wire".parse().expect("a name")),
        since: Clock::system().now(),
        until,
    };
    running.app.store.pause(pause(None)).await.expect("the store");
    let now = Clock::system().now() + Duration::from_hours(1);
    assert_eq!(running.app.store.due_feeds(now, 10).await.expect("the store").len(), 0);
    assert_eq!(running.app.store.next_due().await.expect("the store").feed, None);
    running.app.store.pause(pause(Some(now))).await.expect("the store");
    assert_eq!(running.app.store.next_due().await.expect("the store").feed, Some(now));
    assert_eq!(running.app.store.due_feeds(now, 10).await.expect("the store").len(), 1);
    running.stop().await;
}
