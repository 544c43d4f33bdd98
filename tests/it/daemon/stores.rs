//! The same news through SQLite and through PostgreSQL.

use std::io::Read as _;
use std::process::Stdio;
use std::time::Duration;

use vigie::clock::{Clock, ManualClock};
use vigie::model::Timestamp;
use vigie::store::MatchRow;

use super::{ALERT, Leash, time};
use crate::support::app::{News, TestApp};
use crate::support::postgres::Database;
use crate::support::receiver::{CEILING, Receiver, Reply};
use crate::support::within;

/// What came of the same news in one store: its matches by path, and the titles told.
async fn watched(store: Option<String>) -> (Vec<(String, MatchRow)>, Vec<String>) {
    let at = time("2026-06-11T08:00:00+02:00");
    let (clock, hand) = Clock::manual(at);
    let mut house = TestApp::under(clock).await;
    if let Some(url) = store {
        house.store = url;
    }
    house.extra = format!("{ALERT}[topics.harbour]\nquery = 'harbour OR \"port de commerce\"'\n");
    let wire = [
        News::new("one", "Drone seen over the harbour", at),
        News::new("two", "Bakers vote on Sunday work", at),
        News::new("three", "Un drone au-dessus du port de commerce", at),
        News::new("old", "Harbour drone of last week", at - Duration::from_hours(168)),
    ];
    house.feed_with("wire", "full_text = \"always\"", &wire);
    house.feed_with("copy", "full_text = \"always\"", &wire[..2]);
    // Each has words of its own: which of several copies came first is nobody's promise either.
    let bodies = [
        "It stood above the harbour for ten minutes on Tuesday; two dockers filmed the drone from their crane.",
        "Bread on Sundays is put to the vote in every harbour town. A drone will count the queues before the shops.",
        "La préfecture a fermé le port de commerce pendant une heure. Un touriste y avait perdu son drone.",
        "A surveyor had a permit for the flight, the owner of the drone told the harbour office on the phone.",
    ];
    for (one, body) in wire.iter().zip(bodies) {
        house.page(&one.id, &one.title, body);
    }
    house.once().await;
    hand.advance(Duration::from_mins(2));
    house.tell("wire", &[News::new("four", "Harbour master resigns", at)]);
    house.page(
        "four",
        "Harbour master resigns",
        "The master of the harbour has resigned over a drone nobody saw.",
    );
    house.once().await;
    let app = house.open().await;
    let rows = app.store.all_matches(1_000).await.expect("the matches");
    app.store.clone().close().await.expect("it closes");
    // Every press has a port of its own.
    let base = house.press.url("");
    let mut told: Vec<String> = house
        .receiver
        .hooks()
        .iter()
        .flat_map(|hook| hook.titles().into_iter().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    // Stories of equal weight stand in the order their feeds came in, which is nobody's promise.
    told.sort();
    (rows.into_iter().map(|row| (path(&row, &base), row)).collect(), told)
}

fn path(row: &MatchRow, base: &str) -> String {
    row.url.strip_prefix(base).unwrap_or(&row.url).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_stores_give_the_same_matches_and_tell_the_same_stories() {
    let Some(database) = Database::create().await else { return };
    let (sqlite, told_by_sqlite) = watched(None).await;
    let (postgres, told_by_postgres) = watched(Some(database.url())).await;
    let plain = |rows: &[(String, MatchRow)]| -> Vec<String> {
        rows.iter().map(|(path, row)| format!("{path} {} {:?}", row.title, row.matched)).collect()
    };
    assert!(sqlite.len() >= 6, "{:?}", plain(&sqlite));
    assert_eq!(plain(&sqlite), plain(&postgres));
    assert_eq!(told_by_sqlite, told_by_postgres);
    assert!(told_by_sqlite.iter().any(|title| title == "Harbour master resigns"));
    assert!(
        told_by_sqlite.iter().all(|title| title != "Harbour drone of last week"),
        "older than the backlog"
    );
}

/// A house on a database, with one report that its alert tells, and when that was written.
async fn with_one_report(database: &Database) -> (TestApp, Timestamp) {
    let mut house = TestApp::new().await;
    house.store = database.url();
    house.extra.push_str(ALERT);
    let at = Clock::system().now();
    house.feed("wire", &[News::new("n0", "Drone report 0", at)]);
    (house, at)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_cuts_every_connection_is_waited_for() {
    let Some(database) = Database::create().await else { return };
    let (house, at) = with_one_report(&database).await;
    let daemon = house.serve().await;
    house.receiver.wait_for(1).await;
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for round in 1..=5 {
        house.tell("wire", &[News::new(format!("n{round}"), &format!("Drone report {round}"), at)]);
        database.run(cut).await;
        house.receiver.wait_for(round + 1).await;
    }
    daemon.stop().await;
    let titles: Vec<String> = house
        .receiver
        .hooks()
        .iter()
        .flat_map(|hook| hook.titles().into_iter().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let told: std::collections::BTreeSet<&String> = titles.iter().collect();
    assert_eq!(told.len(), 6, "{titles:?}");
}

/// Waits until a condition holds, moving the clock in steps of so many seconds.
async fn step(hand: &ManualClock, seconds: u64, until: impl Fn() -> bool) {
    let asked = within(CEILING, async {
        while !until() {
            hand.advance(Duration::from_secs(seconds));
            Clock::system().sleep(Duration::from_millis(200)).await;
        }
    });
    asked.await.expect("it happens");
}

/// Gives a database another name, so that it is away.
async fn rename(database: &Database, from: &str, to: &str) {
    // Somebody may connect again between the two.
    let script = format!(
        "DO $$ BEGIN FOR n IN 1..100 LOOP BEGIN PERFORM pg_stat_clear_snapshot(); PERFORM pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = '{from}'; PERFORM pg_sleep(0.1); EXECUTE 'ALTER DATABASE {from} RENAME TO {to}'; RETURN; \
         EXCEPTION WHEN object_in_use THEN NULL; END; END LOOP; END $$"
    );
    database.admin(&script).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_hears_of_a_store_that_stays_away_and_not_of_a_restart() {
    let Some(database) = Database::create().await else { return };
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00+02:00"));
    let mut house = TestApp::under(clock).await;
    let operator = Receiver::start().await;
    house.store = database.url();
    house.extra =
        format!("[operator]\nchannels = [\"other\"]\n[channels.other.webhook]\nurl = \"{}\"\n", operator.url);
    let daemon = house.serve().await;
    let app = &daemon.app;
    let name = house.store.rsplit_once('/').expect("a database").1.to_owned();
    let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    let away = format!("{name}_away");
    rename(&database, &name, &away).await;
    step(&hand, 2, || app.health.store_trouble().is_some()).await;
    let began = app.clock.now();
    step(&hand, 1, || app.clock.now().since(began) >= Duration::from_secs(4)).await;
    let said = app.health.store_trouble().expect("it is still away").sentence;
    assert!(said.contains("does not exist"), "as things are now, not as they began: {said}");
    rename(&database, &away, &name).await;
    step(&hand, 1, || app.health.store_trouble().is_none()).await;
    assert_eq!(app.store.untold_alarms().await.expect("the store works"), []);
    assert_eq!(operator.hooks().len(), 0);

    rename(&database, &name, &away).await;
    step(&hand, 2, || app.health.store_trouble().is_some()).await;
    let began = app.clock.now();
    step(&hand, 2, || !operator.hooks().is_empty()).await;
    let waited = app.clock.now().since(began).as_secs();
    assert!((20..=120).contains(&waited), "{waited} s");
    rename(&database, &away, &name).await;
    step(&hand, 2, || app.health.store_trouble().is_none()).await;
    step(&hand, 2, || operator.hooks().len() >= 2).await;
    database.admin(&cut).await;
    daemon.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_end_are_no_news_in_the_log() {
    let Some(database) = Database::create().await else { return };
    let (house, at) = with_one_report(&database).await;
    let child = house.vigie(&["run"]).stderr(Stdio::piped()).spawn().expect("the program");
    let mut leash = Leash(child);
    let mut stderr = leash.0.stderr.take().expect("its stderr");
    let log = tokio::task::spawn_blocking(move || {
        let mut said = String::new();
        let _ = stderr.read_to_string(&mut said);
        said
    });
    house.receiver.wait_for(1).await;
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for round in 1..=3 {
        database.run(cut).await;
        house.tell("wire", &[News::new(format!("n{round}"), &format!("Drone report {round}"), at)]);
        house.receiver.wait_for(round + 1).await;
    }
    drop(leash);
    let log = log.await.expect("no panic");
    assert!(log.contains("sent"), "{log}");
    assert!(!log.contains("recycled") && !log.contains("Connection error"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_who_is_long_in_being_told_keeps_nobody_from_seeing_that_the_store_is_back() {
    let Some(database) = Database::create().await else { return };
    let (clock, hand) = Clock::manual(time("2026-06-11T08:00:00+02:00"));
    let mut house = TestApp::under(clock).await;
    let operator = Receiver::start().await;
    // Each keeps whoever tells it waiting for twenty seconds of the machine's: together longer than this test waits.
    operator.reply(Some(Reply::Silence));
    let names = ["one", "two", "three", "four", "five"];
    house.extra = format!("[operator]\nchannels = {names:?}\n");
    for name in names {
        house.extra = format!("{}[channels.{name}.webhook]\nurl = \"{}\"\n", house.extra, operator.url);
    }
    house.store = database.url();
    let daemon = house.serve().await;
    let app = &daemon.app;
    let name = house.store.rsplit_once('/').expect("a database").1.to_owned();
    let away = format!("{name}_away");
    rename(&database, &name, &away).await;
    step(&hand, 2, || !operator.hooks().is_empty()).await;
    rename(&database, &away, &name).await;
    step(&hand, 2, || app.health.store_trouble().is_none()).await;
    daemon.stop().await;
}
