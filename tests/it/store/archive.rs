//! The walk through the archive: what comes, in which order, and from when on.

use std::fmt::Write as _;
use std::time::Duration;

use vigie::model::{Article, Timestamp};
use vigie::store::{ArchiveQuery, Role};
use vigie::topic::{Candidates, Concepts, Query};

use super::world::*;

/// Titles of the candidates of a query, in the order they come.
async fn found(world: &World, query: &str) -> Vec<String> {
    walk(world, query, None, None).await
}

async fn walk(world: &World, query: &str, since: Option<Timestamp>, until: Option<Timestamp>) -> Vec<String> {
    let candidates = Candidates::of(&Query::parse(query).unwrap(), &Concepts::new());
    let mut archive = world.store.archive(ArchiveQuery { since, until, candidates });
    let mut titles = Vec::new();
    loop {
        let page = archive.next().await.unwrap();
        if page.is_empty() {
            return titles;
        }
        titles.extend(page.iter().map(|archived| archived.article().unwrap().title));
    }
}

/// Commits one article of a feed, seen at a time of its own.
async fn announce(world: &World, slug: &str, at: Timestamp) {
    let mut new = entry(world, slug, &[]);
    new.article_id = world.store.ids().next(at);
    let feed = world.feed("harbour").await;
    world.store.commit_poll(poll(feed, at, vec![new])).await.unwrap();
}

on_both! {
    async fn candidates_come_newest_first_within_the_time_asked_for(world) {
        for (day, slug) in [(0, "gale"), (1, "tide"), (2, "gale-again"), (3, "calm")] {
            announce(world, slug, after(day * 86_400)).await;
        }
        assert_eq!(found(world, "'gale'").await, ["The gale-again report", "The gale report"]);
        assert_eq!(found(world, "words>1").await.len(), 4, "no word at all: everything");
        let day = |n: u64| Some(after(n * 86_400));
        assert_eq!(walk(world, "'report'", day(1), day(3)).await, ["The gale-again report", "The tide report"]);
        assert_eq!(walk(world, "'report'", day(4), None).await, [""; 0]);
        assert_eq!(walk(world, "words>1", None, day(1)).await, ["The gale report"]);
    }

    async fn every_page_follows_the_one_before_without_a_gap_or_a_repeat(world) {
        let feed = world.feed("harbour").await;
        let new: Vec<_> = (0..700).map(|n| entry(world, &format!("n{n}"), &[])).collect();
        world.store.commit_poll(poll(feed, START, new)).await.unwrap();
        let expected: Vec<String> = (0..700).rev().map(|n| format!("The n{n} report")).collect();
        assert_eq!(found(world, "'harbour'").await, expected);
        assert_eq!(found(world, "words>1").await, expected);
    }

    async fn a_page_is_bounded_in_bytes_and_never_empty(world) {
        let feed = world.feed("harbour").await;
        let new = (0..3_u64).map(|n| {
            let mut new = entry(world, &format!("n{n}"), &[]);
            // Numbers of a mixed sequence hardly pack: two such articles are more than a page takes.
            let mut state = n;
            new.article.body = (0..300_000).fold(String::new(), |mut body, _| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let _ = write!(body, "{:x} ", state >> 8);
                body
            });
            new.indexed = Some(indexed(&new.article, &[]));
            new
        });
        world.store.commit_poll(poll(feed, START, new.collect())).await.unwrap();
        let mut archive =
            world.store.archive(ArchiveQuery { since: None, until: None, candidates: Candidates::Any });
        for _ in 0..3 {
            assert_eq!(archive.next().await.unwrap().len(), 1);
        }
        assert!(archive.next().await.unwrap().is_empty());
        assert!(archive.next().await.unwrap().is_empty(), "the end stays the end");
        // Too many words for the index, which says so of them: they are candidates of everything.
        assert_eq!(found(world, "'nowhere'").await.len(), 3);
    }

    async fn a_search_sees_the_current_words(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry_with_page(world, "gale", &[])])).await.unwrap();
        assert_eq!(found(world, "'master'").await, ["The gale report"], "the feed's words, their page not read");
        let jobs = world.store.claim_pages(after(1), 10, 10, after(60)).await.unwrap();
        let read = page_read(&jobs[0], after(2), "The pilots of the estuary were asked.", &[]);
        world.store.commit_read(read).await.unwrap();
        assert_eq!(found(world, "'master'").await, [""; 0], "an earlier version");
        assert_eq!(found(world, "'estuary'").await, ["The gale report"]);
        let mut archive =
            world.store.archive(ArchiveQuery { since: None, until: None, candidates: Candidates::Any });
        let page = archive.next().await.unwrap();
        assert_eq!((page.len(), page[0].text_state.as_str()), (1, "read"));
        let expected = Article {
            body: "The pilots of the estuary were asked.".to_owned(),
            url: Some("https://harbour.example/canonical-gale".to_owned()),
            ..article("gale")
        };
        assert_eq!(page[0].article().unwrap(), expected, "as it was matched");
    }

    async fn what_was_indexed_by_an_earlier_version_is_read_one_by_one(world) {
        announce(world, "older", START).await;
        announce(world, "newer", after(60)).await;
        let old = "UPDATE article_search SET tokens = array_to_tsvector(ARRAY['gone'])";
        let mark = "INSERT INTO meta (key, value) SELECT 'search_from', CAST(MAX(id) + 1 AS TEXT) FROM articles";
        match world.kind {
            Kind::Sqlite => {
                let file = rusqlite::Connection::open(world.folder.path().join("vigie.db")).unwrap();
                file.execute_batch(&format!("DELETE FROM article_search WHERE rowid > 0; {mark}")).unwrap();
            }
            Kind::Postgres => world.database().run(&format!("{old}; {mark}")).await,
        }
        announce(world, "newest", after(120)).await;
        assert_eq!(found(world, "'newest'").await, ["The newest report", "The newer report", "The older report"]);
        assert_eq!(walk(world, "'newest'", Some(after(30)), Some(after(90))).await, ["The newer report"]);
    }

    async fn a_command_searches_beside_the_daemon(world) {
        announce(world, "gale", START).await;
        let beside = world.reopen(Role::Command, after(1)).await.unwrap();
        announce(world, "gale-again", after(2)).await;
        let candidates = Candidates::Token("gale".to_owned());
        let mut archive = beside.archive(ArchiveQuery { since: None, until: None, candidates });
        assert_eq!(archive.next().await.unwrap().len(), 2);
        beside.close().await.unwrap();
    }

    async fn retention_leaves_no_row_of_an_article_and_takes_none_too_early(world) {
        let feed = world.feed("harbour").await;
        announce(world, "kept", START).await;
        world.store.commit_poll(poll(feed, after(1), vec![entry_with_page(world, "gone", &["storms"])])).await.unwrap();
        let jobs = world.store.claim_pages(after(1), 10, 10, after(60)).await.unwrap();
        world.store.commit_read(page_read(&jobs[0], after(2), "The pilots were asked.", &["storms"])).await.unwrap();
        tell(world, after(3), &[]).await;
        assert!(rows_of_articles(world).await > 10);
        let later = START + Duration::from_hours(365 * 24);
        assert_eq!(world.store.sweep(later).await.unwrap(), 0, "both are in the feed's last body");
        assert_eq!(found(world, "'pilots' OR 'master'").await.len(), 2);
        world.store.commit_poll(poll(feed, later, vec![])).await.unwrap();
        assert_eq!(world.store.sweep(START).await.unwrap(), 0, "not older than that");
        assert_eq!(world.store.sweep(later).await.unwrap(), 2);
        assert_eq!(found(world, "'pilots' OR 'master'").await, [""; 0]);
        assert_eq!(rows_of_articles(world).await, 0);
    }
}

/// Rows of every table that belongs to articles.
async fn rows_of_articles(world: &World) -> i64 {
    match world.kind {
        Kind::Sqlite => {
            let file = rusqlite::Connection::open(world.folder.path().join("vigie.db")).unwrap();
            let mut tables: Vec<String> = file
                .prepare(
                    "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c \
                     WHERE m.type = 'table' AND c.name = 'article_id' AND m.name <> 'items'",
                )
                .unwrap()
                .query_map([], |row| row.get(0))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            assert!(tables.len() >= 5, "{tables:?}");
            tables.extend(["articles", "article_search", "entry_versions"].map(str::to_owned));
            let count = |table: &String| {
                file.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get::<_, i64>(0))
                    .unwrap()
            };
            tables.iter().map(count).sum()
        }
        Kind::Postgres => {
            let database = world.database();
            let tables = database
                .value(
                    "SELECT string_agg(DISTINCT table_name, ' ') FROM information_schema.columns \
                     WHERE table_schema = 'public' AND column_name = 'article_id' AND table_name <> 'items'",
                )
                .await;
            let mut rows = 0;
            for table in tables.split(' ').chain(["articles", "entry_versions"]) {
                let count = database.value(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {table}")).await;
                rows += count.parse::<i64>().unwrap();
            }
            rows
        }
    }
}
