//! `feed list` and `feed why`.

use std::time::Duration;

use unicode_width::UnicodeWidthStr as _;
use vigie::clock::Clock;
use vigie::feed::{
    FailureKind, FailureReason, Fetched, PollResult, RecentPoll, Subscription, SubscriptionState, decide,
};
use vigie::model::Timestamp;
use vigie::store::PreparedPoll;

use super::{answer, json, open, polled, run, says, timeless, unchanged};
use crate::support::app::TestApp;

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

fn xml(items: &str) -> String {
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Wire</title>{items}</channel></rss>")
}

fn item(id: &str) -> String {
    format!("<item><guid>{id}</guid><title>News {id}</title></item>")
}

const FEEDS: &str = "
[feeds.harbour-wire]
url = \"https://wire.example.org/rss\"
every = \"12h\"
full_text = \"never\"
groups = [\"wires\"]
language = \"en\"
country = \"gb\"
[feeds.le-phare]
url = \"https://phare.example.org/rss\"
every = \"20h\"
full_text = \"never\"
groups = [\"wires\", \"national\"]
[feeds.old-mill]
url = \"https://mill.example.org/rss\"
full_text = \"never\"
[feeds.wanderer]
url = \"https://wanderer.example.org/rss\"
full_text = \"never\"
[feeds.sleeper]
url = \"https://sleeper.example.org/rss\"
enabled = false
[feeds.a-very-long-name-that-no-column-has-room-for]
url = \"https://new.example.org/rss\"
cron = \"0 6 * * *\"
";

/// A house whose feeds have lived: one well, one blind, one gone, one that moved, one switched off, one new.
async fn lived() -> TestApp {
    let mut house = TestApp::new().await;
    house.extra.push_str(FEEDS);
    // Half an hour past every whole one: what is shown in hours does not change while the test runs.
    let now = Clock::system().now() - 30 * MINUTE;
    let app = open(&house, now - 7 * HOUR).await;
    polled(&app, "harbour-wire", now - 6 * HOUR, answer(&xml(&(item("1") + &item("2"))))).await;
    polled(&app, "harbour-wire", now - 5 * HOUR, unchanged(None)).await;
    polled(
        &app,
        "harbour-wire",
        now - 2 * HOUR,
        answer(&xml(&(item("1") + "<item><guid>3</guid><title>Tea at five</item>"))),
    )
    .await;
    polled(&app, "le-phare", now - 6 * HOUR, answer(&xml(&item("1")))).await;
    for hours in [5, 4, 3] {
        let reason = FailureReason::Dns("no such host `phare.example.org`".to_owned());
        polled(&app, "le-phare", now - hours * HOUR, Fetched::Failed(reason)).await;
    }
    polled(&app, "le-phare", now - 2 * HOUR, Fetched::Failed(FailureReason::Challenge(403))).await;
    polled(&app, "old-mill", now - 2 * HOUR, Fetched::Gone).await;
    for hours in [4, 3] {
        polled(&app, "wanderer", now - hours * HOUR, unchanged(Some("https://new.example.org/all"))).await;
    }
    app.store.clone().close().await.expect("it closes");
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_puts_the_sick_first_and_fits_80_columns() {
    let house = lived().await;
    let text = says(&house, &["feed", "list"]).await;
    assert!(text.lines().all(|line| line.width() <= 80), "{text}");
    insta::assert_snapshot!(timeless(&text));
}

#[tokio::test(flavor = "multi_thread")]
async fn feeds_that_no_vigie_has_watched_yet_are_listed_as_new() {
    let mut house = TestApp::new().await;
    house.extra.push_str(FEEDS);
    let text = says(&house, &["feed", "list"]).await;
    assert!(text.lines().all(|line| line.width() <= 80), "{text}");
    assert!(text.contains("harbour-wire               new"), "{text}");
    assert!(text.contains("5 not watched yet: `vigie run` begins"), "{text}");
    assert!(text.contains("6 feeds, 0 blind, 5 new, 1 off"), "{text}");
    let rows = json(&house, &["feed", "list", "--group", "wires"]).await;
    let shown = rows.iter().map(|row| (row["name"].as_str().unwrap(), row["health"].as_str().unwrap()));
    assert_eq!(shown.collect::<Vec<_>>(), [("harbour-wire", "new"), ("le-phare", "new")]);
    let whole = says(&house, &["feed", "list", "harbour-wire"]).await;
    assert!(whole.contains("next poll   once it is watched: `vigie run` begins"), "{whole}");
    assert!(whole.contains("interval    every 12h"), "{whole}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_can_be_narrowed_and_sorted() {
    let house = lived().await;
    let names = async |arguments: &[&str]| {
        let rows = json(&house, &[&["feed", "list"], arguments].concat()).await;
        rows.iter().map(|row| row["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&["--blind"]).await, ["old-mill", "le-phare"]);
    assert_eq!(names(&["--group", "wires"]).await, ["le-phare", "harbour-wire"]);
    assert_eq!(names(&["--group", "wires", "--sort", "name"]).await, ["harbour-wire", "le-phare"]);
    assert_eq!(names(&["wanderer", "sleeper"]).await, ["wanderer", "sleeper"]);
    assert_eq!(names(&["--sort", "good"]).await[0], "a-very-long-name-that-no-column-has-room-for");
    assert_eq!(names(&["--group", "none"]).await, Vec::<String>::new());
    assert_eq!(says(&house, &["feed", "list", "--group", "none"]).await, "no feed is in this group\n");
    let (code, _, complaint) = run(&house, &["feed", "list", "le-fare"]).await;
    assert_eq!(code, Some(2));
    assert!(complaint.contains("did you mean `le-phare`?"), "{complaint}");
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_get_every_field_of_a_feed() {
    let house = lived().await;
    let rows = json(&house, &["feed", "list", "harbour-wire", "wanderer"]).await;
    let wire = &rows[0];
    assert_eq!(
        (&wire["health"], &wire["asked"], &wire["validators"]),
        (&"ok".into(), &"every 12h".into(), &"etag".into())
    );
    assert_eq!((&wire["asked_seconds"], &wire["interval_seconds"]), (&43_200.into(), &43_200.into()));
    assert_eq!((&wire["form"], &wire["entries"], &wire["lost"]), (&"rss20".into(), &2.into(), &0.into()));
    assert_eq!(wire["problems"].as_array().expect("a list").len(), 1, "{wire}");
    assert_eq!((&wire["language"], &wire["country"]), (&"en".into(), &"gb".into()));
    assert_eq!(rows[1]["moved_url"], "https://new.example.org/all");
}

#[tokio::test(flavor = "multi_thread")]
async fn why_tells_the_last_polls_the_verdict_and_what_helps() {
    let house = lived().await;
    let mut told = String::new();
    for name in ["le-phare", "harbour-wire", "old-mill", "sleeper"] {
        told += &says(&house, &["feed", "why", name]).await;
        told += "\n──\n";
    }
    assert!(told.lines().all(|line| line.width() <= 80), "{told}");
    insta::assert_snapshot!(timeless(&told));
    let why = json(&house, &["feed", "why", "le-phare"]).await;
    let polls = why[0]["polls"].as_array().expect("a list");
    let causes: Vec<&str> = polls.iter().filter_map(|poll| poll["cause"].as_str()).collect();
    assert_eq!(causes, ["challenge", "DNS", "DNS", "DNS"]);
    assert_eq!(
        (&polls[4]["result"], &polls[4]["new"], &polls[4]["took_ms"]),
        (&"200".into(), &1.into(), &240.into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_failure_is_told_by_a_name_beside_its_own_words() {
    let mut house = TestApp::new().await;
    // A feed remembers twenty polls.
    let parts = FailureKind::ALL.chunks(20).enumerate();
    for (part, _) in parts.clone() {
        let table = format!("[feeds.patient-{part}]\nurl = \"https://patient.example/{part}\"\n");
        house.extra.push_str(&table);
    }
    let now = Clock::system().now();
    let app = open(&house, now - HOUR).await;
    for (part, kinds) in parts.clone() {
        let due = app.store.due_feeds(now, 9).await.expect("the store");
        let name = format!("patient-{part}");
        let due = due.into_iter().find(|due| due.name.as_str() == name).expect("a feed that is due");
        let (setup, fetched) = (app.setup(), Fetched::Failed(FailureReason::Internal));
        let feed = &setup.config.feeds[&due.name];
        let mut update = decide(&due, &feed.policy, &feed.tags, &fetched, None, app.store.ids(), now, 0.5);
        let poll = |kind: &FailureKind| RecentPoll {
            came: PollResult::Failed(*kind),
            said: format!("the words of {kind}"),
            ..update.recent[0].clone()
        };
        update.recent = kinds.iter().map(poll).collect();
        let prepared = PreparedPoll::of(update).expect("it is in order");
        app.store.commit_prepared(prepared).await.expect("the store");
    }
    app.store.clone().close().await.expect("it closes");
    for (part, kinds) in parts {
        let why = json(&house, &["feed", "why", &format!("patient-{part}")]).await;
        let polls = why[0]["polls"].as_array().expect("a list");
        assert_eq!(polls.len(), kinds.len());
        for (poll, kind) in polls.iter().zip(kinds) {
            assert_eq!(poll["result"], format!("the words of {kind}"));
            assert!(poll["cause"].as_str().is_some_and(|name| !name.is_empty()), "{kind}");
        }
        assert!(why[0]["help"].as_str().is_some_and(|help| !help.is_empty()));
    }
}

/// Where a feed's subscription stands, in the store.
async fn subscribed(
    app: &vigie::daemon::App,
    feed: &str,
    state: SubscriptionState,
    now: Timestamp,
    reason: Option<&str>,
) {
    let row = app
        .store
        .feed_list()
        .await
        .unwrap()
        .into_iter()
        .find(|row| row.name.as_str() == feed)
        .expect("a feed");
    let hub = Subscription {
        feed_id: row.id,
        feed: row.name,
        hub: "https://hub.example.org/".to_owned(),
        topic: row.url,
        path: feed.to_owned(),
        secret: "hidden-secret".to_owned(),
        state,
        asked_at: Some(now),
        lease_until: (state == SubscriptionState::Verified).then(|| now + 9 * 24 * HOUR),
        next_at: Some(now + 2 * HOUR),
        failures: u32::from(state == SubscriptionState::Asked),
        reason: reason.map(str::to_owned),
        pushed_at: None,
        callback: None,
        poll_at: None,
    };
    assert!(app.store.begin_subscription(hub.clone()).await.unwrap());
    assert!(app.store.keep_subscription(hub).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn how_a_hub_is_stands_beside_the_interval() {
    let mut house = TestApp::new().await;
    house.extra.push_str(FEEDS);
    let now = Clock::system().now() + 30 * MINUTE;
    let app = open(&house, now - HOUR).await;
    for feed in ["harbour-wire", "le-phare", "old-mill", "wanderer"] {
        polled(&app, feed, now - HOUR, answer(&xml(&item(feed)))).await;
    }
    subscribed(&app, "harbour-wire", SubscriptionState::Verified, now, None).await;
    subscribed(&app, "le-phare", SubscriptionState::Asked, now, Some("HTTP 500")).await;
    subscribed(&app, "old-mill", SubscriptionState::Refused, now, Some("denied: not here")).await;
    app.store.clone().close().await.unwrap();
    let list = says(&house, &["feed", "list"]).await;
    let ends = |feed: &str, end: &str| {
        let line = list.lines().find(|line| line.starts_with(feed)).expect("a line");
        assert!(line.ends_with(end) && line.width() <= 80, "{list}");
    };
    ends("harbour-wire", "hub, 9d left");
    ends("le-phare", "hub fails");
    ends("old-mill", "hub refused");
    assert!(list.lines().all(|line| !(line.starts_with("wanderer") && line.contains("hub"))), "{list}");
    let why = says(&house, &["feed", "why", "harbour-wire"]).await;
    assert!(why.contains("hub         https://hub.example.org/: verified until 2"), "{why}");
    let why =
        says(&house, &["feed", "why", "old-mill"]).await.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(why.contains("refused: polling only; denied: not here; asked again in 2h"), "{why}");
    let rows = json(&house, &["feed", "list", "--sort", "name"]).await;
    let hub = |feed: &str| rows.iter().find(|row| row["name"] == feed).expect("a row")["hub"].clone();
    assert_eq!(
        (&hub("le-phare")["state"], &hub("le-phare")["reason"]),
        (&"asked".into(), &"HTTP 500".into())
    );
    assert_eq!(hub("wanderer"), serde_json::Value::Null);
    assert!(!format!("{list}{why}{rows:?}").contains("hidden-secret"));
}
