//! A new configuration takes the old one's place whole, or not at all.

use vigie::clock::Clock;
use vigie::daemon::reload;

use vigie::store::StoreError;

use super::ALERT;
use crate::support::app::{News, TestApp};
use crate::support::postgres::Database;
use crate::support::receiver::Receiver;

#[tokio::test]
async fn a_wrong_configuration_leaves_the_old_one_in_force_and_names_the_place() {
    let mut house = TestApp::new().await;
    house.extra.push_str(ALERT);
    let at = Clock::system().now();
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", at)]);
    let daemon = house.serve().await;
    house.receiver.wait_for(1).await;
    house.extra = format!("{ALERT}chanels = [\"hook\"]\n");
    let path = house.write();
    let why = reload(&daemon.app, &path).await.expect_err("a mistake");
    assert!(why.contains("vigie.toml:") && why.contains("chanels"), "{why}");
    house.tell("wire", &[News::new("two", "Second drone", at)]);
    house.receiver.wait_for(2).await;
    daemon.stop().await;
}

#[tokio::test]
async fn a_new_topic_matches_after_a_reload_without_a_restart() {
    let mut house = TestApp::new().await;
    house.extra.push_str(ALERT);
    let at = Clock::system().now();
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", at)]);
    let daemon = house.serve().await;
    house.receiver.wait_for(1).await;
    house.extra = format!("{ALERT}[topics.bakers]\nquery = \"baker*\"\n");
    let path = house.write();
    reload(&daemon.app, &path).await.expect("it is right");
    house.tell("wire", &[News::new("two", "Bakers vote on Sunday work", at)]);
    let hooks = house.receiver.wait_for(2).await;
    daemon.stop().await;
    assert_eq!(hooks[1].body["topic"], "bakers");
}

#[tokio::test]
async fn a_secret_that_changed_is_used_after_a_reload() {
    let mut house = TestApp::new().await;
    let other = Receiver::start().await;
    let secret = house.folder.path().join("address");
    std::fs::write(&secret, &house.receiver.url).expect("a secret");
    house.extra = format!(
        "[channels.second.webhook]\nurl_file = \"{}\"\n\n{}",
        secret.display(),
        ALERT.replace("hook", "second")
    );
    let at = Clock::system().now();
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", at)]);
    let daemon = house.serve().await;
    house.receiver.wait_for(1).await;
    std::fs::write(&secret, &other.url).expect("another secret");
    reload(&daemon.app, &house.write()).await.expect("it is right");
    house.tell("wire", &[News::new("two", "Second drone", at)]);
    let hooks = other.wait_for(1).await;
    daemon.stop().await;
    assert_eq!(hooks[0].body["topic"], "drones");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_of_the_database_that_changed_is_used_after_a_reload() {
    let Some(database) = Database::create().await else { return };
    let (user, url) = database.with_password("the first").await;
    let mut house = TestApp::new().await;
    let secret = house.folder.path().join("password");
    std::fs::write(&secret, "the first").expect("a secret");
    house.store = format!("{url}\"\npassword_file = \"{}", secret.display());
    let app = house.open().await;
    let change = format!(
        "ALTER ROLE {user} PASSWORD 'the second'; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{user}'"
    );
    database.admin(&change).await;
    let refused = loop {
        match app.store.probe().await {
            // A connection may have outlived it.
            Ok(()) => database.admin(&change).await,
            Err(StoreError::Unreachable(why)) if !why.contains("password") => {}
            Err(error) => break error,
        }
    };
    assert!(
        matches!(&refused, StoreError::Unreachable(why) if why.contains("password authentication failed")),
        "an outage, which ends: {refused}"
    );
    std::fs::write(&secret, "the second").expect("another secret");
    reload(&app, &house.write()).await.expect("it is right");
    app.store.probe().await.expect("the new password is used");
    app.store.clone().close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_quiet_hours_hold_keeps_no_configuration_out_of_force_and_is_told_when_it_can_be() {
    let (clock, hand) = Clock::manual(super::time("2026-06-11T23:00:00+02:00"));
    let mut house = TestApp::under(clock).await;
    house.extra = format!("{ALERT}quiet = {{ from = \"22:00\", to = \"06:30\", zone = \"Europe/Paris\" }}\n");
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", house.clock.now())]);
    assert_eq!(house.once().await.items, 1);
    let file = rusqlite::Connection::open(house.folder.path().join("config/vigie.db")).expect("the store");
    let topics: String = file.query_row("SELECT topics FROM items", [], |row| row.get(0)).expect("an item");
    let write = |topics: &str| file.execute("UPDATE items SET topics = ?1", [topics]).expect("it is there");

    let daemon = house.serve().await;
    write("{broken");
    house.extra = format!("{ALERT}[topics.bakers]\nquery = \"baker*\"\n");
    reload(&daemon.app, &house.write()).await.expect("the configuration is right");
    let named = |name: &str| daemon.app.setup().config.topics.iter().any(|topic| topic.name.as_str() == name);
    assert!(named("bakers"), "the store has it, and so has the daemon");
    write(&topics);
    hand.advance(std::time::Duration::from_secs(61));
    let hooks = house.receiver.wait_for(1).await;
    daemon.stop().await;
    assert_eq!(hooks[0].titles(), ["Drone seen over the harbour"], "long before the old hours end");

    write("{broken");
    let app = house.open().await;
    app.store.clone().close().await.expect("it closes");
}
