//! Several daemons on one database: what each does, and what they do once.

use vigie::clock::Clock;
use vigie::daemon;
use vigie::store::{Duty, Store};

use super::ALERT;
use crate::support::app::{News, TestApp};
use crate::support::postgres::Database;
use crate::support::press::Answer;

/// `feed poll wire`
async fn make_due(store: &Store) {
    assert!(
        store.make_due(&"wire".parse().expect("a name"), Clock::system().now()).await.expect("the store")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_asked_by_one_worker_until_that_one_is_gone() {
    let Some(database) = Database::create().await else { return };
    let mut house = TestApp::new().await;
    house.store = database.url();
    house.feed("wire", &[]);
    house.press.answer("/wire.xml", Answer::mute());
    let first = house.serve().await;
    while house.press.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    let (second, third) = (house.open().await, house.open().await);
    let pass = async |app| daemon::once(app).await.expect("the store works").feeds;
    make_due(&second.store).await;
    assert_eq!((pass(&second).await, pass(&third).await), (0, 0), "it is being asked");
    first.kill().await;
    house.tell("wire", &[]);
    make_due(&second.store).await;
    assert_eq!(pass(&second).await, 0, "nobody knows yet that the first is dead");
    database.run("UPDATE leases SET until_at = 0").await;
    assert_eq!(pass(&second).await, 1);
    make_due(&second.store).await;
    assert_eq!(pass(&third).await, 0);
    second.store.clone().close().await.expect("it closes");
    assert_eq!(pass(&third).await, 1, "what was returned is free at once");
    third.store.clone().close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_worker_polls_another_tells() {
    let Some(database) = Database::create().await else { return };
    let mut house = TestApp::new().await;
    house.store = database.url();
    house.extra.push_str(ALERT);
    let at = Clock::system().now();
    let one = News::new("one", "Drone seen over the harbour", at);
    house.feed("wire", std::slice::from_ref(&one));
    house.open().await.store.clone().close().await.expect("it closes");
    let elsewhere = "INSERT INTO leases (name, holder, until_at) SELECT 'role:' || r, 'another', 9000000000000000 \
                     FROM unnest(ARRAY['subscriber', 'clusterer', 'composer', 'keeper']) r";
    database.run(elsewhere).await;
    let polls = house.serve().await;
    while house.press.requests().len() < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(house.receiver.hooks().len(), 0);
    database.run("UPDATE leases SET until_at = 0 WHERE holder = 'another'").await;
    let tells = house.serve().await;
    assert!(tells.app.store.has_duty(Duty::Clusterer) && !polls.app.store.has_duty(Duty::Clusterer));
    house.receiver.wait_for(1).await;
    house.tell("wire", &[one, News::new("two", "Second drone", at)]);
    assert_eq!(house.receiver.wait_for(2).await[1].titles(), ["Second drone"]);
    polls.stop().await;
    tells.stop().await;
}
