//! Opening: locks, migrations, backups, and what goes wrong with files.

use std::path::Path;
use std::sync::Arc;

use vigie::clock::Clock;
use vigie::config::{PostgresUrl, StoreConfig, StoreUrl};
use vigie::store::{Role, Store, StoreError};

use super::world::*;

async fn spoil(world: &World, sql: &str) {
    match world.kind {
        Kind::Sqlite => {
            let file = rusqlite::Connection::open(world.folder.path().join("vigie.db")).unwrap();
            file.execute_batch(sql).unwrap();
        }
        Kind::Postgres => world.database().run(sql).await,
    }
}

on_both! {
    async fn a_store_of_a_newer_version_is_refused(world) {
        let sql = "INSERT INTO migrations (name, checksum, applied_at) VALUES ('9999_later', 'x', 0)";
        spoil(world, &sql.replace("'x'", if world.kind == Kind::Sqlite { "x'00'" } else { "'x'" })).await;
        match world.reopen(Role::Command, START).await {
            Err(StoreError::Newer(name)) => assert_eq!(name, "9999_later"),
            other => panic!("{other:?}"),
        }
    }

    async fn a_migration_that_is_not_the_one_we_know_is_refused(world) {
        let hash = if world.kind == Kind::Sqlite { "x'00'" } else { "'x'" };
        spoil(world, &format!("UPDATE migrations SET checksum = {hash}")).await;
        match world.reopen(Role::Command, START).await {
            Err(StoreError::Changed(name)) => assert_eq!(name, "0001_first"),
            other => panic!("{other:?}"),
        }
    }

    async fn an_opened_store_keeps_what_it_had_and_who_it_is(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry(world, "gale", &["storms"])])).await.unwrap();
        let again = world.reopen(Role::Command, after(1)).await.unwrap();
        assert_eq!(again.store_id(), world.store.store_id());
        assert_eq!(again.all_matches(10).await.unwrap(), world.store.all_matches(10).await.unwrap());
        again.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_second_daemon_on_one_file_is_refused_and_a_command_is_not() {
    let world = World::new(Kind::Sqlite).await.unwrap();
    match world.reopen(Role::Daemon, START).await {
        Err(StoreError::Locked { path }) => assert!(path.ends_with("vigie.db"), "{path}"),
        other => panic!("{other:?}"),
    }
    let beside = world.reopen(Role::Command, START).await.unwrap();
    assert!(beside.make_due(&name("harbour"), START).await.unwrap());
}

#[tokio::test]
async fn a_backup_made_in_use_opens_and_is_equal() {
    let world = World::new(Kind::Sqlite).await.unwrap();
    let feed = world.feed("harbour").await;
    let new: Vec<_> = (0..50).map(|i| entry(&world, &format!("item-{i}"), &["storms"])).collect();
    world.store.commit_poll(poll(feed, START, new)).await.unwrap();
    let copy = world.folder.path().join("copy.db");
    world.store.backup(&copy).await.unwrap();
    world.store.backup(&copy).await.unwrap();
    let settings = StoreConfig { url: StoreUrl::Sqlite(copy), ..world.settings.clone() };
    let store = Store::open(&settings, Role::Daemon, Clock::manual(START).0).await.unwrap();
    assert_eq!(store.store_id(), world.store.store_id());
    assert_eq!(store.feed_list().await.unwrap(), world.store.feed_list().await.unwrap());
    assert_eq!(store.all_matches(100).await.unwrap(), world.store.all_matches(100).await.unwrap());
    let nowhere = world.folder.path().join("no-such-folder/copy.db");
    assert!(matches!(
        world.store.backup(&nowhere).await,
        Err(StoreError::ReadOnly(_) | StoreError::Other(_))
    ));
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let open = async |path: std::path::PathBuf| {
        let settings = StoreConfig {
            url: StoreUrl::Sqlite(path),
            retain: std::time::Duration::from_secs(1),
            keep_pages: false,
        };
        Store::open(&settings, Role::Command, Clock::manual(START).0).await.map(|_| ())
    };
    match open(folder.path().join("no/such/folder/vigie.db")).await {
        Err(StoreError::ReadOnly(why)) => assert!(why.contains("no/such/folder/vigie.db"), "{why}"),
        other => panic!("{other:?}"),
    }
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "not a database, and long enough to be read as one. ".repeat(50)).unwrap();
    assert!(matches!(open(text.clone()).await, Err(StoreError::Other(_))));
    assert!(std::fs::read_to_string(text).unwrap().starts_with("not a database"), "left as it was");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable_and_its_password_stays_secret() {
    let settings = StoreConfig {
        url: StoreUrl::Postgres {
            url: PostgresUrl::parse("postgres://app@127.0.0.1:1/vigie?sslmode=disable", Path::new("/"))
                .unwrap(),
            password: Some(vigie::config::Secret::new("hunter2-canary".to_owned())),
        },
        retain: std::time::Duration::from_secs(1),
        keep_pages: false,
    };
    let error = Store::open(&settings, Role::Daemon, Clock::manual(START).0).await.unwrap_err();
    assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}");
    assert!(!format!("{error:?} {error}").contains("canary"));
}

/// The settings of a configuration whose store has this address.
#[track_caller]
fn configured(url: &str) -> StoreConfig {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("vigie.toml"), format!("[store]\nurl = '{url}'\n")).unwrap();
    match vigie::config::load_with(folder.path(), &|_| None) {
        Ok((config, _)) => config.store,
        Err(report) => panic!("{}", report.render(false)),
    }
}

#[tokio::test]
async fn a_database_may_have_any_name_and_one_that_is_not_there_may_come_back() {
    let Some(world) = World::new(Kind::Postgres).await else { return };
    let named = |name: &str| {
        let url = world.database().url();
        format!("{}/{name}", url.rsplit_once('/').expect("a database").0)
    };
    let encoded = ["Ne%25ws%20D%C3%A9sk%2F1", "%4Ee%25ws%20D\u{e9}sk%2f1"];
    let missing =
        Store::open(&configured(&named(encoded[0])), Role::Daemon, Clock::system()).await.unwrap_err();
    assert!(
        matches!(&missing, StoreError::Unreachable(why) if why.contains("Ne%ws D\u{e9}sk/1")),
        "{missing}"
    );
    world.database().admin("CREATE DATABASE \"Ne%ws D\u{e9}sk/1\"").await;
    let mut stores = Vec::new();
    for name in encoded {
        stores.push(Store::open(&configured(&named(name)), Role::Daemon, Clock::system()).await.unwrap());
    }
    assert_eq!(stores[0].store_id(), stores[1].store_id(), "two workers on one store");
    assert!(stores[0].follow(&configured(&named(encoded[1])).url), "another spelling is no other store");
    assert!(!stores[0].follow(&configured(&named("ne%25ws%20d%C3%A9sk%2F1")).url), "another case is");
    for store in stores {
        store.probe().await.unwrap();
        store.close().await.unwrap();
    }
    world.database().admin("DROP DATABASE \"Ne%ws D\u{e9}sk/1\" WITH (FORCE)").await;
}

/// Whoever gives up waiting must not take a reader's connection with him.
#[tokio::test]
async fn questions_given_up_half_way_do_not_wear_the_store_out() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let Some(world) = World::new(kind).await else { continue };
        for _ in 0..40 {
            let asked = world.store.feed_list();
            tokio::select! {
                biased;
                () = async { tokio::task::yield_now().await } => {}
                _ = asked => {}
            }
            let told = world.store.probe();
            tokio::select! {
                biased;
                () = async { tokio::task::yield_now().await } => {}
                _ = told => {}
            }
        }
        assert_eq!(world.store.feed_list().await.unwrap().len(), 2);
        world.store.probe().await.unwrap();
    }
}

/// Operations of many tasks share commits: one that fails must not take its neighbours with it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_operation_does_not_harm_the_others_of_its_group() {
    let world = Arc::new(World::new(Kind::Sqlite).await.unwrap());
    let feed = world.feed("harbour").await;
    let mut tasks = Vec::new();
    for i in 0..300 {
        let world = Arc::clone(&world);
        tasks.push(tokio::spawn(async move {
            let mut new = entry(&world, &format!("item-{i}"), &["storms"]);
            let bad = i % 3 == 0;
            if bad {
                new.indexed.as_mut().unwrap().matched.matches[0].topic = name("never-configured");
            }
            (bad, world.store.commit_poll(poll(feed, after(i), vec![new])).await)
        }));
    }
    for task in tasks {
        let (bad, outcome) = task.await.unwrap();
        assert_eq!(outcome.is_err(), bad, "{outcome:?}");
    }
    assert_eq!(world.store.counts().await.unwrap().articles, 200);
}

/// PostgreSQL keeps the bulk of an article in a partition of its day, and drops the day when its last article went.
#[tokio::test]
async fn a_day_is_made_ahead_and_dropped_whole() {
    let Some(world) = World::new(Kind::Postgres).await else { return };
    let feed = world.feed("harbour").await;
    let today = entry(&world, "today", &[]);
    let mut kept = entry(&world, "kept", &["storms"]);
    kept.article_id = world.store.ids().next(after(86_400));
    let mut far = entry(&world, "far", &[]);
    far.article_id = world.store.ids().next(after(30 * 86_400));
    world.store.commit_poll(poll(feed, START, vec![today, far, kept])).await.unwrap();
    let tables = async || {
        let sql = "SELECT string_agg(DISTINCT tableoid::regclass::text, ' ') FROM article_texts";
        world.database().value(sql).await
    };
    let day = START.millis() / 86_400_000;
    assert_eq!(tables().await, format!("article_texts_d{day} article_texts_d{} article_texts_rest", day + 1));
    tell(&world, START, &["digest:morning"]).await;
    let later = after(400 * 86_400);
    world.clock.advance_to(later);
    world.store.commit_poll(poll(feed, later, vec![])).await.unwrap();
    assert_eq!(world.store.sweep(after(300 * 86_400)).await.unwrap(), 2);
    assert_eq!(tables().await, format!("article_texts_d{}", day + 1), "an item is still owed of that day");
    let days = world
        .database()
        .value("SELECT COUNT(*)::text FROM pg_class WHERE relname ~ '^article_(texts|search)_d[0-9]+$'");
    // Of the eight days made at the start the owed one is left, and eight days from the sweep on are made ahead.
    assert_eq!(days.await, "18");
    assert_eq!(world.store.trail(url_key("kept")).await.unwrap().unwrap().body, article("kept").body);
}

/// The certificate is checked by name and by its signer wherever TLS is required.
#[tokio::test]
async fn a_required_tls_connection_asks_who_is_there() {
    let Some(server) = crate::support::postgres::TlsServer::start().await else { return };
    let open = async |query: &str, host: &str| {
        let url = format!("postgres://app@{host}:{}/postgres?{query}", server.port());
        let store = Store::open(&configured(&url), Role::Command, Clock::manual(START).0).await?;
        let encrypted = server.encrypted().await;
        store.close().await?;
        Ok::<_, StoreError>(encrypted)
    };
    let roots = format!("sslrootcert={}", server.certificate().display());
    let verified = format!("sslmode=verify-full&{roots}");
    for (query, host, encrypted) in [
        (verified.as_str(), "localhost", "true"),
        (verified.as_str(), "127.0.0.1", "true"),
        ("sslmode=prefer", "localhost", "true"),
        ("", "localhost", "true"),
        ("sslmode=disable", "localhost", "false"),
    ] {
        assert_eq!(open(query, host).await.unwrap(), encrypted, "{query} {host}");
    }
    let unknown_signer = open("sslmode=require", "localhost").await.unwrap_err();
    assert!(unknown_signer.to_string().contains("certificate"), "{unknown_signer}");
    let wrong_name = open(&format!("sslmode=require&{roots}"), "127.0.0.2").await.unwrap_err();
    assert!(wrong_name.to_string().contains("127.0.0.2"), "{wrong_name}");
}

#[tokio::test]
async fn a_server_that_dropped_every_connection_is_reached_again() {
    let Some(world) = World::new(Kind::Postgres).await else { return };
    for round in 0..3 {
        let all = (0..8).map(|_| world.store.probe());
        for probed in futures_util::future::join_all(all).await {
            probed.unwrap();
        }
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'vigie' \
                   AND datname = current_database()";
        world.database().run(sql).await;
        assert!(world.store.feed_list().await.is_ok(), "round {round}");
    }
}
