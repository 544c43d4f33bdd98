//! A store of an older version with corrections under way: what its people were told is put right by this version.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use vigie::clock::Clock;
use vigie::config::OnUncertain;
use vigie::deliver::{self, Consequence, Outcome};
use vigie::feed::{FailureKind, IntervalReason, PollResult};
use vigie::model::{DeliveryState, Hash16, Pausable, Timestamp};

use super::time;
use crate::support::app::{News, TestApp};
use crate::support::postgres::Database;

/// The last migration of the older version, which kept no account of where an article was shown.
const LAST: &str = "0010_translations";

const RULE: &str = "[alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ngroup_wait = \"0s\"\ngroup_interval = \"0s\"\n\
    quiet = { from = \"22:00\", to = \"06:30\", zone = \"UTC\" }\n";

/// The older version's way to say that an item was told with its article's words.
const TOLD: &str = "UPDATE items SET told = 1 WHERE EXISTS (SELECT 1 FROM now.shown h WHERE h.message_id = items.message_id \
    AND h.article_id = items.article_id)";

/// What the older version wrote beside, which nobody read: the table, the column, and its type on SQLite and on PostgreSQL.
const UNREAD: [(&str, &str, [&str; 2]); 6] = [
    ("messages", "config_hash", ["BLOB NOT NULL DEFAULT x'00'", "BYTEA NOT NULL DEFAULT ''"]),
    ("slots", "outcome", ["TEXT NOT NULL DEFAULT 'sent'"; 2]),
    ("leases", "token", ["INTEGER NOT NULL DEFAULT 1"; 2]),
    ("workers", "holder", ["TEXT NOT NULL DEFAULT 'process 1'"; 2]),
    ("workers", "version", ["TEXT NOT NULL DEFAULT '0.1.0'"; 2]),
    ("workers", "started_at", ["INTEGER NOT NULL DEFAULT 0"; 2]),
];

/// Statements that put [`UNREAD`] into the schema `now`.
fn unread(store: usize) -> String {
    let add = |(table, column, types): (&str, &str, [&str; 2])| {
        format!("ALTER TABLE now.{table} ADD COLUMN {column} {};", types[store])
    };
    UNREAD.into_iter().map(add).collect()
}

/// As if the program had ended after it found the correction and before it owed it to anybody.
const FOUND: &str = "DELETE FROM items WHERE version > 0; UPDATE corrections SET owed_at = NULL";

/// The older version's migrations: name and text.
fn migrations(store: &str) -> Vec<(String, String)> {
    let folder = Path::new("src/store/migrations").join(store);
    let files = std::fs::read_dir(folder).expect("migrations").map(|entry| entry.expect("an entry").path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_stem().expect("a name").to_str().expect("ASCII").to_owned();
        (name, std::fs::read_to_string(path).expect("a migration"))
    };
    let mut all: Vec<(String, String)> = files.map(read).filter(|(name, _)| name.as_str() <= LAST).collect();
    all.sort();
    assert_eq!(all.last().expect("migrations").0, LAST);
    all
}

/// A statement that notes a migration as done, with a binary literal as the store writes it.
fn noted(name: &str, sql: &str, literal: impl Fn(&str) -> String) -> String {
    let hex = Hash16::of(sql.as_bytes()).to_string();
    format!("INSERT INTO migrations (name, checksum, applied_at) VALUES ('{name}', {}, 0);", literal(&hex))
}

/// Puts what a file holds into one of the older schema, in its place.
fn age_sqlite(file: &Path, before: &str) {
    let aged = file.with_extension("aged");
    let connection = Connection::open(&aged).expect("a file");
    let run = |sql: &str| connection.execute_batch(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    run("PRAGMA foreign_keys = OFF; CREATE TABLE migrations \
         (name TEXT PRIMARY KEY, checksum BLOB NOT NULL, applied_at INTEGER NOT NULL) STRICT, WITHOUT ROWID");
    for (name, sql) in migrations("sqlite") {
        run(&sql);
        run(&noted(&name, &sql, |hex| format!("x'{hex}'")));
    }
    run(&format!("ATTACH '{}' AS now", file.display()));
    run(&unread(0));
    let list = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).expect("a query");
        let rows = statement.query_map([], |row| row.get(0)).expect("rows");
        rows.collect::<Result<_, _>>().expect("names")
    };
    // The index of words is not asked for anything here.
    let tables = list(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
         AND name NOT LIKE 'article_search%' AND name <> 'migrations'",
    );
    for table in tables {
        let columns = list(&format!(
            "SELECT o.name FROM pragma_table_info('{table}', 'main') o JOIN pragma_table_info('{table}', 'now') n ON n.name = o.name"
        ))
        .join(", ");
        if columns.is_empty() {
            // The table is no more.
            continue;
        }
        run(&format!(
            "DELETE FROM main.{table}; INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}"
        ));
    }
    run(&format!("{TOLD}; {before}; DETACH now"));
    connection.close().expect("it closes");
    for end in ["db-wal", "db-shm"] {
        let _ = std::fs::remove_file(file.with_extension(end));
    }
    std::fs::rename(&aged, file).expect("it takes its place");
}

/// The same within a database.
async fn age_postgres(database: &Database, before: &str) {
    let mut sql =
        "SET session_replication_role = replica; ALTER SCHEMA public RENAME TO now; CREATE SCHEMA public; \
         SET search_path = public; CREATE TABLE migrations \
         (name TEXT COLLATE \"C\" PRIMARY KEY, checksum BYTEA NOT NULL, applied_at BIGINT NOT NULL);"
            .to_owned();
    for (name, text) in migrations("postgres") {
        sql += &text;
        sql += &noted(&name, &text, |hex| format!("'\\x{hex}'"));
    }
    sql += &unread(1);
    sql += "DO $$ DECLARE t TEXT; c TEXT; BEGIN \
         FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') \
         AND NOT relispartition AND relname <> 'migrations' LOOP \
         SELECT string_agg(o.column_name, ', ') INTO c FROM information_schema.columns o JOIN information_schema.columns n \
         ON n.table_schema = 'now' AND n.table_name = o.table_name AND n.column_name = o.column_name \
         WHERE o.table_schema = 'public' AND o.table_name = t; \
         CONTINUE WHEN c IS NULL; \
         EXECUTE format('DELETE FROM public.%I', t); \
         EXECUTE format('INSERT INTO public.%I (%s) SELECT %s FROM now.%I', t, c, c, t); \
         END LOOP; END $$;";
    database.run(&format!("{sql} {TOLD}; {before}; DROP SCHEMA now CASCADE")).await;
}

async fn age(app: &TestApp, database: Option<&Database>, before: &str) {
    match database {
        None => age_sqlite(&app.folder.path().join("config/vigie.db"), before),
        Some(database) => age_postgres(database, before).await,
    }
}

/// An alert in the evening, its number put right in the quiet hours, a new version in the morning.
async fn a_correction_under_way(before: &str) {
    let databases = [Some(None), Database::create().await.map(Some)];
    for database in databases.into_iter().flatten() {
        let (clock, hand) = Clock::manual(time("2026-06-11T20:00:00Z"));
        let mut app = TestApp::under(clock).await;
        app.extra.push_str(RULE);
        if let Some(database) = &database {
            app.store = database.url();
        }
        let news = |drones: &str| {
            let summary = format!("The mayor counted {drones} drones over the harbour. Nobody was hurt.");
            vec![News {
                summary,
                ..News::new("one", "Drones over the harbour", time("2026-06-11T20:00:00Z"))
            }]
        };
        app.feed("wire", &news("40"));
        app.once().await;
        hand.advance(Duration::from_hours(3));
        app.tell("wire", &news("400"));
        app.once().await;
        assert_eq!(app.receiver.hooks().len(), 1, "the quiet hours hold it");
        age(&app, database.as_ref(), before).await;
        hand.advance(Duration::from_hours(8));
        app.once().await;
        app.once().await;
        let hooks = app.receiver.hooks();
        let [told, correction] = hooks.as_slice() else { panic!("{hooks:#?}") };
        assert_eq!((told.kind(), correction.kind()), ("vigie.alert", "vigie.correction"));
        assert_eq!(correction.body["answers"], told.body["id"]);
        let change = &correction.body["stories"][0]["changes"][0];
        assert_eq!(change["after"], "The mayor counted 400 drones over the harbour.");
    }
}

/// A house on either store, which an older version left with these rows; the database lives as long as it is held.
async fn left_with(rows: &str) -> Vec<(TestApp, Option<Database>)> {
    let mut houses = Vec::new();
    for database in [Some(None), Database::create().await.map(Some)].into_iter().flatten() {
        let mut app = TestApp::new().await;
        if let Some(database) = &database {
            app.store = database.url();
        }
        app.once().await;
        age(&app, database.as_ref(), rows).await;
        houses.push((app, database));
    }
    houses
}

/// Addresses as an older version wrote them, one of them twice.
const SUPPRESSED: &str = "INSERT INTO suppressions (channel, recipient, at, reason) VALUES ('desk', 'Ed@Desk.Example', 2, 'unsubscribed'), \
    ('desk', 'ed@desk.example', 1, '550 5.1.1'), ('desk', 'MO@desk.example', 3, 'unsubscribed')";

#[tokio::test(flavor = "multi_thread")]
async fn addresses_suppressed_by_an_older_version_stay_so_in_any_case() {
    for (house, _database) in left_with(SUPPRESSED).await {
        let app = house.open().await;
        let listed = app.store.suppressions().await.expect("a list");
        let listed: Vec<_> = listed.iter().map(|s| (s.recipient.as_str(), s.reason.as_str())).collect();
        assert_eq!(listed, [("ed@desk.example", "550 5.1.1"), ("mo@desk.example", "unsubscribed")]);
        app.store.clone().close().await.expect("it closes");
    }
}

/// A message that one of two recipients was refused, and what was dropped for that, as an older version wrote it; before it
/// another one, refused in the same words, and somebody who unsubscribed.
const REFUSED: &str = "INSERT INTO channel_states (channel, token, failures, not_before_at, holds) VALUES ('desk', 0, 0, 0, 0); \
    INSERT INTO messages (id, rule, composed_at, config_hash, stories, more, subject) \
    SELECT 1, 'alert:breaking', 1, checksum, 1, 0, 'x' FROM migrations WHERE name = '0001_first' UNION ALL \
    SELECT 2, 'digest:morning', 1, checksum, 1, 0, 'x' FROM migrations WHERE name = '0001_first'; \
    INSERT INTO deliveries (id, message_id, rule, channel, recipient, stable_id, state, attempts, next_at, settled_at, outcome) VALUES \
    (10, 1, 'alert:breaking', 'desk', 'Ed@desk.example', 'a', 'dead', 1, NULL, 5, '550 no'), \
    (11, 1, 'alert:breaking', 'desk', 'mo@desk.example', 'b', 'pending', 0, 6, NULL, NULL), \
    (12, 2, 'digest:morning', 'desk', 'Ed@desk.example', 'c', 'dropped', 0, NULL, 5, 'recipient suppressed'), \
    (13, 2, 'digest:morning', 'desk', 'jo@desk.example', 'd', 'dropped', 0, NULL, 4, 'recipient suppressed'); \
    INSERT INTO delivery_bodies (delivery_id, bytes) SELECT d.id, m.checksum FROM deliveries d, migrations m WHERE m.name = '0001_first' AND d.id IN (10, 11, 12, 13); \
    INSERT INTO suppressions (channel, recipient, at, reason) VALUES ('desk', 'ed@desk.example', 5, '550 no'), \
    ('desk', 'jo@desk.example', 4, 'unsubscribed')";

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_an_older_version_is_taken_back_when_it_proves_to_be_the_servers() {
    for (house, _database) in left_with(REFUSED).await {
        let app = house.open().await;
        let (now, desk) = (app.clock.now(), "desk".parse().expect("a name"));
        let claimed = app.store.claim_deliveries(&[desk], now, now + Duration::from_mins(1)).await;
        let claim = claimed.expect("the store works").remove(0);
        assert_eq!(claim.recipient, "mo@desk.example");
        let (why, fault) = ("550 nor he".to_owned(), Consequence::SuppressRecipient);
        let outcome = Outcome::GiveUp { why, consequence: fault };
        let settled = deliver::settle(&claim, &outcome, OnUncertain::Resend, now, now, 0.5);
        let suppressing = app.store.settle_delivery(settled).await.expect("the store works");
        assert_eq!(suppressing.freed, ["ed@desk.example", "mo@desk.example"]);
        let listed = app.store.suppressions().await.expect("a list");
        assert_eq!(listed.iter().map(|s| s.recipient.as_str()).collect::<Vec<_>>(), ["jo@desk.example"]);
        let state =
            async |id: i64| app.store.delivery(id.into()).await.expect("rows").expect("one").row.state;
        assert_eq!(state(12).await, DeliveryState::Pending, "it was dropped for that alone");
        assert_eq!(state(13).await, DeliveryState::Dropped);
        app.store.clone().close().await.expect("it closes");
    }
}

/// Pauses that name nothing, and one that does.
const PAUSED: &str = "INSERT INTO pauses (kind, name, since_at, until_at) VALUES ('story', 'no number', 1, NULL), \
    ('story', '0', 1, 2), ('weather', 'wire', 1, NULL), ('topic', 'Two Words', 1, NULL), ('topic', 'drones', 1, NULL)";

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_cannot_be_read_is_left_out_and_stands_for_nothing_else() {
    for (house, _database) in left_with(PAUSED).await {
        let app = house.open().await;
        let drones = Pausable::Topic("drones".parse().expect("a name"));
        let standing = app.store.pauses(app.clock.now()).await.expect("a list").into_iter();
        assert_eq!(standing.map(|pause| pause.what).collect::<Vec<_>>(), std::slice::from_ref(&drones));
        let since = vigie::model::Timestamp::from_millis(3);
        let lasted = app.store.pausings(since).await.expect("a list").into_iter();
        assert_eq!(lasted.map(|pausing| pausing.what).collect::<Vec<_>>(), [drones]);
        app.store.clone().close().await.expect("it closes");
    }
}

/// One alarm as two workers of an older version raised it, and one that is over.
const RAISED: &str = "INSERT INTO alarms (kind, subject, since_at, detail, told_at, cleared_at) VALUES \
    ('blind', 'wire', 1, 'no answer', NULL, NULL), ('blind', 'wire', 2, 'no answer', 3, NULL), ('blind', 'wire', 0, 'no answer', 0, 0)";

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_that_an_older_version_raised_twice_stands_once() {
    for (house, _database) in left_with(RAISED).await {
        let app = house.open().await;
        let standing = app.store.standing_alarms().await.expect("a list");
        assert_eq!(standing.iter().map(|alarm| alarm.since.millis()).collect::<Vec<_>>(), [1]);
        assert_eq!(app.store.untold_alarms().await.expect("a list"), [], "the other one was told of");
        app.store.clone().close().await.expect("it closes");
    }
}

/// A feed's state as an older version wrote it, who knew it by its sentences.
const SENTENCES: &str = "UPDATE feed_states SET failures = 0, reason = 'its host asked for silence', \
    interval_why = 'pushed by its hub', next_poll_at = 9000000000000, state = 'active', \
    recent = '[{\"at\":\"2026-06-11T07:00:00Z\",\"result\":\"its host asked for silence\",\"why\":\"backoff\"}, \
    {\"at\":\"2026-06-11T06:00:00Z\",\"result\":\"`select.item` matches nothing on the page\",\"why\":\"backoff\"}]'";

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_keeps_the_state_that_an_older_version_knew_by_its_sentences() {
    for database in [Some(None), Database::create().await.map(Some)].into_iter().flatten() {
        let mut house = TestApp::new().await;
        if let Some(database) = &database {
            house.store = database.url();
        }
        house.feed("wire", &[News::new("one", "Drones over the harbour", Clock::system().now())]);
        house.once().await;
        age(&house, database.as_ref(), SENTENCES).await;
        let app = house.open().await;
        let row = app.store.feed_list().await.expect("a list").remove(0);
        assert_eq!(row.interval_why, IntervalReason::Pushed);
        let came: Vec<PollResult> = row.recent.iter().map(|poll| poll.came).collect();
        assert_eq!(came, [PollResult::Held, PollResult::Failed(FailureKind::Selectors)]);
        assert!(row.unheard_until.is_some(), "a host's silence makes it blind");
        assert!(
            app.store.poll_as_usual(row.id, app.clock.now()).await.expect("it works"),
            "its hub put it off"
        );
        let row = app.store.feed_list().await.expect("a list").remove(0);
        assert_eq!((row.interval_why, row.unheard_until), (IntervalReason::Unpushed, None));
        app.store.clone().close().await.expect("it closes");
    }
}

/// Subscriptions as an older version kept them: one whose lease ends before it is renewed, and one that was asked for.
const HUBS: &str = "INSERT INTO feeds (id, name, url, host, bucket, attributes, cadence) VALUES \
    (1, 'wire', 'https://press.example/1', 'press.example', 0, '{}', ''), (2, 'post', 'https://press.example/2', 'press.example', 0, '{}', ''); \
    INSERT INTO websub (feed_id, hub, topic, path, secret, state, lease_until_at, next_at, failures) VALUES \
    (1, 'https://hub.example/', 'https://press.example/1', 'one', 's', 'verified', 5, 9, 0), \
    (2, 'https://hub.example/', 'https://press.example/2', 'two', 's', 'asked', NULL, 7, 0)";

#[tokio::test(flavor = "multi_thread")]
async fn subscriptions_of_an_older_version_are_found_when_they_are_due() {
    for (house, _database) in left_with(HUBS).await {
        let app = house.open().await;
        assert_eq!(app.store.next_due().await.expect("a time").hub.map(Timestamp::millis), Some(5));
        let due = async |at| {
            let due = app.store.due_subscriptions(Timestamp::from_millis(at), 10).await.expect("a list");
            due.into_iter().map(|of| of.path).collect::<Vec<_>>()
        };
        assert_eq!(
            (due(6).await, due(7).await),
            (vec!["one".to_owned()], vec!["one".to_owned(), "two".to_owned()])
        );
        app.store.clone().close().await.expect("it closes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn norwegian_of_an_older_version_has_the_code_it_is_printed_with() {
    for database in [Some(None), Database::create().await.map(Some)].into_iter().flatten() {
        let mut house = TestApp::new().await;
        if let Some(database) = &database {
            house.store = database.url();
        }
        let at = Clock::system().now();
        let title = "Regjeringen vil bygge en ny bru over fjorden og sier at den skal stå ferdig til våren";
        house.feed_with("avis", "full_text = \"never\"\nlanguage = \"no\"", &[News::new("bru", title, at)]);
        house.once().await;
        let mut asked = house.vigie(&["search", "bru lang:nn", "--format", "json"]);
        let found = asked.output().expect("it runs");
        let found: serde_json::Value = serde_json::from_slice(&found.stdout).expect("one article");
        assert_eq!((&found["title"], &found["language"]), (&title.into(), &"nb".into()));
        age(&house, database.as_ref(), "UPDATE articles SET language = 'no'").await;
        let app = house.open().await;
        let url = found["url"].as_str().expect("an address").parse().expect("an address");
        let trail =
            app.store.trail(vigie::article::url_key(&url)).await.expect("it works").expect("it is there");
        assert_eq!(trail.language, ("nb".parse().expect("a code"), true));
        let database = Connection::open(house.folder.path().join("config/vigie.db"));
        let stored =
            database.and_then(|of| of.query_row("SELECT language FROM articles", [], |row| row.get(0)));
        assert!(stored.is_ok_and(|code: String| code == "nb") || house.store.starts_with("postgres"));
        app.store.clone().close().await.expect("it closes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_that_an_older_version_owed_is_told_by_this_one() {
    a_correction_under_way("").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_that_an_older_version_had_found_is_told_by_this_one() {
    a_correction_under_way(FOUND).await;
}
