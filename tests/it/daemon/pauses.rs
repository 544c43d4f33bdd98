//! A paused topic: what was owed before waits for its end, what comes meanwhile is kept and not told.

use std::time::Duration;

use vigie::clock::{Clock, ManualClock};
use vigie::model::{Pausable, Timestamp};
use vigie::store::Pause;

use super::time;
use crate::support::app::{News, TestApp};
use crate::support::receiver::Hook;

const HOUR: Duration = Duration::from_hours(1);

/// At 23:00, in an alert's quiet hours and before a morning's digest: two stories are owed, one of them for a topic
/// more.
async fn night() -> (TestApp, ManualClock) {
    let at = time("2026-06-11T23:00:00+02:00");
    let (clock, hand) = Clock::manual(at);
    let mut house = TestApp::under(clock).await;
    house.extra.push_str(
        "[topics.ports]\nquery = \"quay\"\n\
         [alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ngroup_wait = \"0s\"\nmax_age = \"2h\"\n\
         quiet = { from = \"22:00\", to = \"06:30\" }\n\
         [digests.morning]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ncron = \"30 7 * * *\"\n",
    );
    // The digest's calendar begins where the store first sees it.
    house.feed("wire", &[]);
    house.once().await;
    house.tell(
        "wire",
        &[
            News::new("one", "Drone seen over the harbour", at),
            News::new("two", "Second drone lands on a quay", at),
        ],
    );
    hand.advance(HOUR);
    let pass = house.once().await;
    assert_eq!((pass.items, pass.sent), (4, 0), "quiet hours");
    (house, hand)
}

fn drones() -> Pausable {
    Pausable::Topic("drones".parse().expect("a name"))
}

async fn pause(house: &TestApp, until: Option<Timestamp>) {
    let app = house.open().await;
    let since = house.clock.now();
    let pause = Pause { what: drones(), since, until };
    assert!(app.store.pause(pause).await.expect("the store works"));
    app.store.clone().close().await.expect("it closes");
}

async fn resume(house: &TestApp) {
    let app = house.open().await;
    assert!(app.store.resume(&drones()).await.expect("the store works"));
    app.store.clone().close().await.expect("it closes");
}

/// Kind and titles of what was told, in order.
fn told(house: &TestApp) -> Vec<(String, Vec<String>)> {
    let titles = |hook: &Hook| {
        let mut titles: Vec<String> = hook.titles().into_iter().map(str::to_owned).collect();
        titles.sort();
        (hook.kind().to_owned(), titles)
    };
    house.receiver.hooks().iter().map(titles).collect()
}

fn alert(title: &str) -> (String, Vec<String>) {
    ("vigie.alert".to_owned(), vec![title.to_owned()])
}

fn digest(title: &str) -> (String, Vec<String>) {
    ("vigie.digest".to_owned(), vec![title.to_owned()])
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_owed_for_a_topic_waits_for_the_end_of_its_pause() {
    let (house, hand) = night().await;
    pause(&house, None).await;
    house.tell(
        "wire",
        &[News::new("three", "Third drone, while nobody wants to hear of them", house.clock.now())],
    );
    hand.advance(8 * HOUR);
    house.once().await;
    // 08:00: quiet hours are over, and the morning's digest is out. The story on the quay is told as one of ports.
    let quay = "Second drone lands on a quay";
    assert_eq!(told(&house), [alert(quay), digest(quay)]);
    let topics = &house.receiver.hooks()[0].body["stories"][0]["topics"];
    assert_eq!((topics[0]["name"].as_str(), topics.as_array().map(Vec::len)), (Some("ports"), Some(1)));
    resume(&house).await;
    hand.advance(HOUR);
    house.once().await;
    hand.advance(24 * HOUR);
    house.once().await;
    let harbour = "Drone seen over the harbour";
    assert_eq!(
        told(&house)[2..],
        [alert(harbour), digest(harbour)],
        "the third drone is in the archive only"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_that_has_nothing_to_tell_names_its_own_paused_topics_and_the_paused_feeds() {
    let (clock, hand) = Clock::manual(time("2026-06-11T23:00:00+02:00"));
    let mut house = TestApp::under(clock).await;
    house.extra.push_str(
        "[topics.ports]\nquery = \"quay\"\n\
         [digests.all]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ncron = \"30 7 * * *\"\nwhen_empty = \"send\"\n\
         [digests.ports]\ntopics = [\"ports\"]\nchannels = [\"hook\"]\ncron = \"30 7 * * *\"\nwhen_empty = \"send\"\n",
    );
    house.feed("wire", &[]);
    house.feed("port", &[]);
    house.once().await;
    pause(&house, None).await;
    let app = house.open().await;
    let since = app.clock.now();
    let feed = Pause { what: Pausable::Feed("port".parse().expect("a name")), since, until: None };
    assert!(app.store.pause(feed).await.expect("the store works"));
    app.store.clone().close().await.expect("it closes");
    drop(app);
    hand.advance(9 * HOUR);
    house.once().await;
    let hooks = house.receiver.hooks();
    assert_eq!(hooks.len(), 2);
    for hook in &hooks {
        let coverage = &hook.body["coverage"];
        assert_eq!((&coverage["sources"], &coverage["healthy"]), (&2.into(), &1.into()), "{coverage}");
        assert_eq!(coverage["paused_feeds"][0]["feed"], "port");
        let topics = coverage["paused_topics"].as_array().expect("a list");
        let expected = usize::from(hook.body["rule"] == "digest:all");
        assert_eq!(topics.len(), expected, "{}: {coverage}", hook.body["rule"]);
    }
}

/// Waits for so many messages while time goes on: a loop that was half-way when time jumped looks again after a while.
async fn in_time(house: &TestApp, hand: &ManualClock, count: usize) -> Vec<Hook> {
    for step in 1..12_000 {
        let hooks = house.receiver.hooks();
        if hooks.len() >= count {
            return hooks;
        }
        Clock::system().sleep(Duration::from_millis(5)).await;
        if step % 40 == 0 {
            hand.advance(Duration::from_secs(1));
        }
    }
    panic!("{count} messages were due, {} came", house.receiver.hooks().len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_daemon_tells_it_when_the_pause_ends_by_itself() {
    let (house, hand) = night().await;
    let end = time("2026-06-12T07:00:00+02:00");
    pause(&house, Some(end)).await;
    let daemon = house.serve().await;
    hand.advance_to(time("2026-06-12T06:45:00+02:00"));
    assert_eq!(in_time(&house, &hand, 1).await[0].titles(), ["Second drone lands on a quay"]);
    // Time jumps only once the answer is settled: it would end the wait for it.
    while daemon.app.store.next_due().await.unwrap().delivery.is_some() {
        Clock::system().sleep(Duration::from_millis(5)).await;
    }
    hand.advance_to(end + Duration::from_secs(61));
    assert_eq!(in_time(&house, &hand, 2).await[1].titles(), ["Drone seen over the harbour"]);
    daemon.stop().await;
}
