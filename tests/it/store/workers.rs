//! Several workers on one PostgreSQL, and what a server's people may do beside them.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use tokio_postgres::{Client, NoTls};
use vigie::clock::Clock;
use vigie::config::{PostgresUrl, StoreConfig, StoreUrl};
use vigie::digest::AlarmSubject;
use vigie::feed::FeedUpdate;
use vigie::model::StoryId;
use vigie::store::{Duty, Role, Store, StoreError, Worker};

use super::world::*;
use crate::support::postgres::Database;

/// A connection of its own, which holds what it locks until it is dropped.
async fn client(database: &Database) -> Client {
    let (client, connection) = tokio_postgres::connect(&database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Waits until so many of the database's sessions wait for a lock.
async fn waiting(watch: &Client, count: i64) {
    let sql = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while watch.query_one(sql, &[]).await.unwrap().get::<_, i64>(0) < count {
        tokio::task::yield_now().await;
    }
}

/// The names of the feeds that a worker would poll now.
async fn due(store: &Store) -> BTreeSet<String> {
    let due = store.due_feeds(START, 1_000).await.unwrap();
    due.into_iter().map(|due| due.name.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_part_the_hosts_and_take_over_what_a_dead_one_held() {
    let Some(world) = World::new(Kind::Postgres).await else { return };
    let feed = |n: usize| format!("[feeds.f{n}]\nurl = \"https://h{n}.example/rss\"\n");
    let feeds = (0..40).map(feed).collect::<Vec<_>>().concat();
    world.sync(&format!("{CONFIG}{feeds}"), START).await;
    let (one, two) = (&world.store, world.reopen(Role::Daemon, START).await.unwrap());
    assert!(one.share_work(Worker::Daemon).await.unwrap(), "all that there is");
    assert!(!one.share_work(Worker::Daemon).await.unwrap(), "and still");
    let all = due(one).await;
    assert_eq!(all.len(), 42);
    two.share_work(Worker::Daemon).await.unwrap();
    assert!(due(&two).await.is_empty() && two.has_company() && !two.has_duty(Duty::Composer));
    // What the first lets go it may still be asking: nobody has it before that lease ends.
    assert!(one.share_work(Worker::Daemon).await.unwrap());
    two.share_work(Worker::Daemon).await.unwrap();
    let kept = due(one).await;
    assert!(kept.len() < 42 && due(&two).await.is_empty(), "{kept:?}");
    world.database().run("UPDATE leases SET until_at = 0 WHERE holder IS NULL").await;
    assert!(two.share_work(Worker::Daemon).await.unwrap());
    one.share_work(Worker::Daemon).await.unwrap();
    let other = due(&two).await;
    assert_eq!(kept, due(one).await);
    assert!(kept.is_disjoint(&other) && !kept.is_empty() && !other.is_empty());
    assert_eq!(kept.union(&other).cloned().collect::<BTreeSet<_>>(), all);
    // Two pages of one host: whoever has the host reads both.
    let feed = world.feed("harbour").await;
    let new = vec![entry_with_page(&world, "gale", &[]), entry_with_page(&world, "tide", &[])];
    one.commit_poll(poll(feed, START, new)).await.unwrap();
    let mut claimed = Vec::new();
    for store in [one, &two, one, &two] {
        claimed.push(store.claim_pages(START, 1, 2, after(60)).await.unwrap().len());
    }
    assert!(claimed == [1, 0, 1, 0] || claimed == [0, 1, 0, 1], "{claimed:?}");
    assert!(one.make_due(&name("harbour"), START).await.unwrap());
    // It is dead for the others when its leases end there, and for itself no later.
    let died = "UPDATE leases SET until_at = 0 WHERE holder = (SELECT holder FROM leases WHERE name = 'role:keeper')";
    world.database().run(died).await;
    two.share_work(Worker::Daemon).await.unwrap();
    assert_eq!(due(&two).await, all);
    assert!(two.has_duty(Duty::Keeper) && !two.has_company());
    world.clock.advance_to(after(31));
    assert!(due(one).await.is_empty() && !one.has_duty(Duty::Keeper));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_moved_is_its_new_hosts_workers() {
    let Some(world) = World::new(Kind::Postgres).await else { return };
    let feed = world.feed("harbour").await;
    let bucket = async |feed: &str| {
        let sql = format!(
            "SELECT s.bucket::text FROM feed_states s JOIN feeds f ON f.id = s.feed_id WHERE f.name = '{feed}'"
        );
        world.database().value(&sql).await
    };
    assert_ne!(bucket("harbour").await, bucket("lighthouse").await);
    let new_url = Some("https://lighthouse.example/harbour.xml".to_owned());
    world.store.commit_poll(FeedUpdate { new_url, ..quiet_poll(feed, START) }).await.unwrap();
    assert_eq!(bucket("harbour").await, bucket("lighthouse").await);
    world.store.commit_poll(quiet_poll(feed, after(1))).await.unwrap();
    assert_eq!(bucket("harbour").await, bucket("lighthouse").await);
}

/// The same database as another role, which may log in and no more.
async fn as_role(database: &Database, role: &str) -> StoreConfig {
    let sql = format!(
        "DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    );
    database.run(&sql).await;
    let url = database.url().replace("app@", &format!("{role}@"));
    let url = PostgresUrl::parse(&url, Path::new("/")).expect("an address");
    let url = StoreUrl::Postgres { url, password: None };
    StoreConfig { url, retain: Duration::from_hours(24), keep_pages: false }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_that_start_at_once_take_two_slots() {
    let Some(world) = World::new(Kind::Postgres).await else { return };
    let (lock, watch) = (client(world.database()).await, client(world.database()).await);
    lock.batch_execute("BEGIN; LOCK TABLE workers IN EXCLUSIVE MODE").await.unwrap();
    let free = async {
        waiting(&watch, 2).await;
        lock.batch_execute("COMMIT").await.unwrap();
    };
    let (one, two, ()) =
        tokio::join!(world.reopen(Role::Daemon, START), world.reopen(Role::Daemon, START), free);
    let (one, two) = (one.unwrap(), two.unwrap());
    let ids: BTreeSet<StoryId> = [&world.store, &one, &two].map(|store| store.ids().next(START)).into();
    assert_eq!(ids.len(), 3, "no id is made twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_that_all_workers_raise_at_once_is_one() {
    let Some(world) = World::new(Kind::Postgres).await else { return };
    for subject in 0..20 {
        let subject = &AlarmSubject::Blind(name(&subject.to_string()));
        let raise = |n: u64| world.store.raise_alarm(subject, "no answer", after(n));
        let raised = futures_util::future::join_all((0..8).map(raise)).await;
        assert_eq!(raised.into_iter().filter(|new| *new.as_ref().unwrap()).count(), 1);
    }
    assert_eq!(world.store.standing_alarms().await.unwrap().len(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_of_the_database_stops_neither_a_start_nor_a_command() {
    let Some(world) = World::new(Kind::Postgres).await else { return };
    let feed = world.feed("harbour").await;
    let dump = client(world.database()).await;
    let sql = "BEGIN; LOCK TABLE article_texts, article_search IN ACCESS SHARE MODE";
    dump.batch_execute(sql).await.unwrap();
    let tomorrow = after(30 * 86_400);
    for role in [Role::Command, Role::Daemon] {
        let store = world.reopen(role, tomorrow).await.unwrap();
        assert_eq!(store.feed_list().await.unwrap().len(), 2);
        store.close().await.unwrap();
    }
    let mut new = entry(&world, "gale", &["storms"]);
    new.article_id = world.store.ids().next(tomorrow);
    world.clock.advance_to(tomorrow);
    world.store.commit_poll(poll(feed, tomorrow, vec![new])).await.unwrap();
    world.store.sweep(START).await.unwrap();
    assert!(world.store.trail(url_key("gale")).await.unwrap().is_some());
}

#[tokio::test]
async fn retention_thins_a_day_of_which_one_article_stays() {
    let Some(world) = World::new(Kind::Postgres).await else { return };
    let feed = world.feed("harbour").await;
    let new = vec![entry(&world, "owed", &["storms"]), entry(&world, "gone", &[])];
    world.store.commit_poll(poll(feed, START, new)).await.unwrap();
    tell(&world, START, &["digest:morning"]).await;
    let later = after(60 * 86_400);
    world.store.commit_poll(poll(feed, later, vec![])).await.unwrap();
    let left = async || {
        let sql =
            "SELECT (SELECT COUNT(*) FROM article_texts) || ' ' || (SELECT COUNT(*) FROM article_search)";
        world.database().value(sql).await
    };
    assert_eq!(world.store.sweep(after(86_400)).await.unwrap(), 1);
    assert_eq!(left().await, "2 2", "its day may yet be dropped whole");
    assert_eq!(world.store.sweep(after(20 * 86_400)).await.unwrap(), 0);
    assert_eq!(left().await, "1 1");
    assert_eq!(world.store.trail(url_key("owed")).await.unwrap().unwrap().body, article("owed").body);
}

#[tokio::test]
async fn a_role_that_may_only_read_reads() {
    let Some(world) = World::new(Kind::Postgres).await else { return };
    let settings = as_role(world.database(), "vigie_reader").await;
    world.database().run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO vigie_reader").await;
    let store = Store::open(&settings, Role::Command, Clock::manual(START).0).await.unwrap();
    assert_eq!(store.feed_list().await.unwrap().len(), 2);
    store.close().await.unwrap();
    world.database().run("DROP OWNED BY vigie_reader; DROP ROLE vigie_reader").await;
}

#[tokio::test]
async fn a_role_that_may_make_nothing_is_told_what_it_needs() {
    let Some(database) = Database::create().await else { return };
    let settings = as_role(&database, "vigie_guest").await;
    let refused = Store::open(&settings, Role::Daemon, Clock::manual(START).0).await.unwrap_err();
    let said = refused.to_string();
    assert!(said.contains("CREATE DATABASE vigie OWNER vigie"), "{said}");
    assert!(matches!(refused, StoreError::Denied(_)), "{refused:?}");
    database.run("DROP ROLE vigie_guest").await;
}
