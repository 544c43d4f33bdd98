//! The same news through SQLite and through PostgreSQL.

use std::time::Duration;

use vigie::clock::Clock;
use vigie::store::MatchRow;

use super::{ALERT, time};
use crate::support::app::{News, TestApp};
use crate::support::postgres::Database;

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

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_cuts_every_connection_is_waited_for() {
    let Some(database) = Database::create().await else { return };
    let mut house = TestApp::new().await;
    house.store = database.url();
    house.extra.push_str(ALERT);
    let at = Clock::system().now();
    house.feed("wire", &[News::new("n0", "Drone report 0", at)]);
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
