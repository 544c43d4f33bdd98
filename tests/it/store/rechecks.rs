//! Articles that people were told of: read again three times, corrections marked.

use std::time::Duration;

use vigie::article::{ChangeKind, Edition, compare};
use vigie::digest::{Correction, Item};
use vigie::feed::{ChangedEntry, FeedUpdate, NewEntry, PageTarget, Validators};
use vigie::model::{Article, TextState, Timestamp};
use vigie::store::{ArticleTrail, Corrects, PageJob, ReadCommit, ReadOutcome};
use vigie::topic::{Field, Span};

use super::world::*;

const HALF_HOUR: u64 = 1_800;
const THREE_HOURS: u64 = 3 * 3_600;
const DAY: u64 = 24 * 3_600;
const FIRST: &str = "The mayor counted 40 drones over the storm tide. Nobody was hurt.";

/// An article whose page was read and which people were told of at [`START`].
async fn told(world: &World, slug: &str) {
    let feed = world.feed("harbour").await;
    world
        .store
        .commit_poll(poll(feed, START, vec![entry_with_page(world, slug, &["storms"])]))
        .await
        .unwrap();
    let job = claim(world, START).await;
    assert_eq!((job.told, &job.known), (false, &None));
    let mut read = page_read(&job, START, FIRST, &["storms"]);
    let ReadOutcome::Text(text) = &mut read.outcome else { unreachable!() };
    text.validators = Validators {
        etag: Some(b"W/\"one\"".to_vec()),
        last_modified: Some(b"yesterday".to_vec()),
        url: text.page_url.clone(),
    };
    world.store.commit_read(read).await.unwrap();
    tell_all(world, START).await;
}

async fn tell_all(world: &World, at: Timestamp) {
    tell(world, at, &["alert:breaking", "digest:morning"]).await;
    let commit = message(world, "alert:breaking", at, &[("hook", "")]).await;
    assert!(world.store.commit_message(commit).await.unwrap());
}

/// The only page that is due.
async fn claim(world: &World, at: Timestamp) -> PageJob {
    let mut jobs = world.store.claim_pages(at, 10, 8, at + Duration::from_mins(3)).await.unwrap();
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    jobs.remove(0)
}

async fn end(world: &World, job: &PageJob, at: Timestamp, outcome: ReadOutcome) {
    let commit = ReadCommit { article_id: job.article_id, token: job.token, at, outcome };
    world.store.commit_read(commit).await.unwrap();
}

fn unchanged() -> ReadOutcome {
    let validators = Validators { etag: Some(b"W/\"two\"".to_vec()), ..Validators::default() };
    ReadOutcome::Same { validators, is_304: true, result: "unchanged" }
}

/// The page with another text, compared with what people were told.
fn changed(job: &PageJob, at: Timestamp, body: &str, topics: &[&str]) -> ReadOutcome {
    let known = job.known.as_ref().unwrap();
    let ReadOutcome::Text(mut text) = page_read(job, at, body, topics).outcome else { unreachable!() };
    let old = Edition { title: &known.base.title, text: &known.base.body, is_live: false };
    let new = Edition { title: &text.article.title, text: body, is_live: false };
    text.change = Some((known.base.version, compare(&old, &new)));
    ReadOutcome::Text(text)
}

async fn trail(world: &World, slug: &str) -> ArticleTrail {
    world.store.trail(url_key(slug)).await.unwrap().unwrap()
}

/// An entry under another headline, with words of this hash.
fn retitled(entry: &NewEntry, title: &str, hash: &str) -> ChangedEntry {
    ChangedEntry {
        key: entry.key,
        article_id: entry.article_id,
        entry: entry.entry.clone(),
        content_hash: key(hash),
        article: Article { title: title.to_owned(), ..entry.article.clone() },
        relinked: None,
        page: None,
        indexed: Some(indexed(&entry.article, &["storms"])),
    }
}

on_both! {
    async fn a_told_page_is_read_again_three_times_and_no_more(world) {
        told(world, "gale").await;
        for (n, due) in [HALF_HOUR, THREE_HOURS, DAY].into_iter().enumerate() {
            assert_eq!(world.store.next_due().await.unwrap().page, Some(after(due)));
            assert_eq!(world.store.claim_pages(after(due - 1), 10, 1, after(due)).await.unwrap(), []);
            let job = claim(world, after(due)).await;
            let known = job.known.as_ref().unwrap();
            assert_eq!((job.told, known.base.version, known.body.as_str()), (true, 2, FIRST));
            let tag: &[u8] = if n == 0 { b"W/\"one\"" } else { b"W/\"two\"" };
            assert_eq!(known.validators.etag.as_deref(), Some(tag), "a 304 refreshes what it carries");
            assert_eq!(known.validators.last_modified.as_deref(), Some(b"yesterday".as_slice()));
            assert_eq!(known.validators.url.as_deref(), Some("https://harbour.example/gale"));
            end(world, &job, after(due + 2), unchanged()).await;
        }
        assert_eq!(world.store.next_due().await.unwrap().page, None);
        let trail = trail(world, "gale").await;
        let watch = trail.watch.unwrap();
        assert_eq!((watch.told_at, watch.next_at, watch.reads), (START, None, 3));
        assert_eq!(watch.last.unwrap().1, "unchanged");
        assert_eq!((trail.editions.len(), trail.text_state.as_str(), trail.job), (2, "read", None));
        // Told again, in a digest: the course is over all the same.
        let digest = message(world, "digest:morning", after(DAY + 9), &[("desk", "one@example.org")]).await;
        assert_eq!(digest.told.len(), 1);
        assert!(world.store.commit_message(digest).await.unwrap());
        assert_eq!(world.store.next_due().await.unwrap().page, None);
    }

    async fn rechecks_missed_in_a_long_sleep_are_one(world) {
        told(world, "gale").await;
        let job = claim(world, after(THREE_HOURS + 60)).await;
        end(world, &job, after(THREE_HOURS + 61), unchanged()).await;
        assert_eq!(world.store.next_due().await.unwrap().page, Some(after(DAY)));
    }

    async fn a_clock_set_back_makes_no_recheck_due_again(world) {
        told(world, "gale").await;
        let job = claim(world, after(HALF_HOUR)).await;
        end(world, &job, START, unchanged()).await;
        assert_eq!(world.store.next_due().await.unwrap().page, Some(after(THREE_HOURS)));
    }

    async fn fresh_news_is_read_before_rechecks_of_its_host(world) {
        told(world, "gale").await;
        let feed = world.feed("harbour").await;
        let new = entry_with_page(world, "fresh", &[]);
        world.store.commit_poll(poll(feed, after(DAY), vec![new])).await.unwrap();
        let first = world.store.claim_pages(after(DAY), 10, 1, after(DAY + 60)).await.unwrap();
        assert_eq!(first.iter().map(|job| job.url.as_str()).collect::<Vec<_>>(), ["https://harbour.example/fresh"]);
        world.store.commit_read(page_read(&first[0], after(DAY + 1), "words", &[])).await.unwrap();
        assert!(claim(world, after(DAY + 1)).await.told);
        assert_eq!(world.store.counts().await.unwrap().gauges.pending_pages, 0, "a recheck is not pending news");
    }

    async fn a_first_read_is_not_disturbed_by_the_message_and_its_rechecks_follow(world) {
        let feed = world.feed("harbour").await;
        let new = entry_with_page(world, "gale", &["storms"]);
        world.store.commit_poll(poll(feed, START, vec![new])).await.unwrap();
        tell_all(world, after(60)).await;
        let job = claim(world, after(61)).await;
        assert_eq!((job.told, job.known.is_some(), job.attempts), (true, false, 0));
        world.store.commit_read(page_read(&job, after(62), FIRST, &["storms"])).await.unwrap();
        assert_eq!(world.store.next_due().await.unwrap().page, Some(after(60 + HALF_HOUR)));
        let trail = trail(world, "gale").await;
        assert_eq!(trail.watch.unwrap().reads, 0);
        assert!(trail.editions.iter().all(|e| e.corrects == Corrects::Nothing), "the page's words correct nothing");
    }

    /// Whoever commits first, the reader or the composer: no article that was told is forgotten.
    async fn a_message_and_a_read_at_once_lose_no_recheck(world) {
        const ARTICLES: usize = 24;
        let feed = world.feed("harbour").await;
        let new = (0..ARTICLES).map(|n| entry_with_page(world, &format!("p{n}"), &["storms"])).collect();
        world.store.commit_poll(poll(feed, START, new)).await.unwrap();
        tell(world, after(60), &["alert:breaking"]).await;
        let jobs = world.store.claim_pages(after(61), 100, 100, after(200)).await.unwrap();
        let one = message(world, "alert:breaking", after(62), &[("hook", "")]).await;
        let reads = jobs.iter().map(|job| world.store.commit_read(page_read(job, after(62), FIRST, &["storms"])));
        let (read, told) = tokio::join!(futures_util::future::join_all(reads), world.store.commit_message(one));
        assert!(told.unwrap() && read.iter().all(Result::is_ok), "{read:?}");
        let again = world.store.claim_pages(after(62 + HALF_HOUR), 100, 100, after(DAY)).await.unwrap();
        assert_eq!(again.len(), ARTICLES);
        assert!(again.iter().all(|job| job.told && job.known.is_some()));
    }

    async fn what_is_never_read_is_never_read_again(world) {
        let feed = world.feed("harbour").await;
        let new = vec![entry_with_page(world, "wall", &["storms"]), entry(world, "words", &["storms"])];
        world.store.commit_poll(poll(feed, START, new)).await.unwrap();
        tell_all(world, after(60)).await;
        let job = claim(world, after(61)).await;
        let outcome = ReadOutcome::Never { state: TextState::Blocked, reason: "robots.txt forbids it".to_owned() };
        end(world, &job, after(62), outcome).await;
        assert_eq!(world.store.next_due().await.unwrap().page, None);
    }

    async fn a_correction_is_marked_and_the_old_words_stay(world) {
        told(world, "gale").await;
        let job = claim(world, after(HALF_HOUR)).await;
        let text = "The mayor counted 400 drones over the storm tide. Nobody was hurt.";
        end(world, &job, after(HALF_HOUR), changed(&job, after(HALF_HOUR), text, &["storms"])).await;
        let trail = trail(world, "gale").await;
        assert_eq!((trail.body.as_str(), trail.editions.len()), (text, 3));
        let edition = &trail.editions[2];
        let (with, change) = edition.change.as_ref().unwrap();
        assert_eq!((*with, change.kind, edition.corrects), (2, ChangeKind::Substance, Corrects::Untold));
        assert_eq!(trail.watch.unwrap().last.unwrap().1, "substance");
        // Nothing is told again, and the next comparison is with the correction.
        assert_eq!(world.store.candidates(after(DAY), 10).await.unwrap(), []);
        let job = claim(world, after(THREE_HOURS)).await;
        assert_eq!((job.known.as_ref().unwrap().base.version, job.known.as_ref().unwrap().base.body.as_str()), (3, text));
    }

    async fn what_only_grew_is_kept_and_is_no_measure(world) {
        told(world, "gale").await;
        let job = claim(world, after(HALF_HOUR)).await;
        let text = format!("{FIRST} Later 12 ships came in.");
        end(world, &job, after(HALF_HOUR), changed(&job, after(HALF_HOUR), &text, &[])).await;
        let trail = trail(world, "gale").await;
        assert_eq!((trail.editions[2].change.as_ref().unwrap().1.kind, trail.editions[2].corrects), (ChangeKind::Grew, Corrects::Nothing));
        assert_eq!(world.store.counts().await.unwrap().matches, 0, "a match that is lost is marked");
        assert_eq!(trail.items.len(), 2, "and not unsent");
        let job = claim(world, after(THREE_HOURS)).await;
        let known = job.known.as_ref().unwrap();
        assert_eq!((known.base.version, known.base.body.as_str(), known.body.as_str()), (2, FIRST, text.as_str()));
    }

    async fn a_failed_recheck_leaves_everything_and_the_next_one_comes(world) {
        told(world, "gale").await;
        let job = claim(world, after(HALF_HOUR)).await;
        let outcome = ReadOutcome::Missed {
            reason: "HTTP 503, told to wait".to_owned(),
            host_not_before: Some(after(HALF_HOUR + 600)),
            held_host: None,
        };
        end(world, &job, after(HALF_HOUR), outcome).await;
        let seen = trail(world, "gale").await;
        assert_eq!((seen.text_state.as_str(), seen.text_reason, seen.body.as_str()), ("read", None, FIRST));
        let watch = seen.watch.unwrap();
        assert_eq!((watch.next_at, watch.withdrawn_at), (Some(after(THREE_HOURS)), None));
        assert_eq!(watch.last.unwrap().2.as_deref(), Some("HTTP 503, told to wait"));
        assert_eq!(world.store.held_hosts(after(HALF_HOUR + 1)).await.unwrap().len(), 1);
        // Gone, and back again: pages that answer 404 may return.
        let job = claim(world, after(THREE_HOURS)).await;
        let gone = |for_good| ReadOutcome::Withdrawn { reason: "HTTP 404".to_owned(), for_good };
        end(world, &job, after(THREE_HOURS), gone(false)).await;
        let seen = trail(world, "gale").await;
        assert_eq!((seen.text_state.as_str(), seen.body.as_str()), ("read", FIRST));
        assert_eq!(seen.watch.unwrap().withdrawn_at, Some(after(THREE_HOURS)));
        let job = claim(world, after(DAY)).await;
        end(world, &job, after(DAY), unchanged()).await;
        assert_eq!(trail(world, "gale").await.watch.unwrap().withdrawn_at, None);
    }

    async fn a_page_gone_for_good_is_not_asked_for_again(world) {
        told(world, "gale").await;
        let job = claim(world, after(HALF_HOUR)).await;
        end(world, &job, after(HALF_HOUR), ReadOutcome::Withdrawn { reason: "HTTP 410".to_owned(), for_good: true }).await;
        assert_eq!(world.store.next_due().await.unwrap().page, None);
        assert_eq!(trail(world, "gale").await.watch.unwrap().withdrawn_at, Some(after(HALF_HOUR)));
    }

    async fn hits_are_marked_only_in_the_words_they_were_found_in(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry_with_page(world, "gale", &["storms"])])).await.unwrap();
        let job = claim(world, START).await;
        let mut read = page_read(&job, START, FIRST, &["storms"]);
        let ReadOutcome::Text(text) = &mut read.outcome else { unreachable!() };
        let hit = Span {
            field: Field::Body,
            start: 4,
            end: 9,
            text: "mayor".to_owned(),
            term: "mayor".into(),
            concept: None,
            language: None,
            fallback: false,
            parts: vec![(4, 9)],
        };
        text.indexed.matched.matches[0].spans = vec![hit.clone()];
        world.store.commit_read(read).await.unwrap();
        tell_all(world, START).await;
        let job = claim(world, after(HALF_HOUR)).await;
        // The match is lost, and with it nobody knows where it stands now.
        end(world, &job, after(HALF_HOUR), changed(&job, after(HALF_HOUR), "It was all wrong, and 400 drones.", &[])).await;
        let item = world.store.open_items(&rule("digest:morning"), after(HALF_HOUR)).await.unwrap().remove(0);
        let corrected = world.store.corrected(after(HALF_HOUR)).await.unwrap().remove(0);
        let answers = corrected.told[0].1;
        let correction = Some(Correction { from: corrected.from, to: corrected.to, answers });
        let items = [item.clone(), Item { correction, ..item }];
        let details = world.store.story_details(&items).await.unwrap();
        assert_eq!((details[0].body.as_str(), &details[0].matches[0].spans), (FIRST, &vec![hit]));
        assert_eq!(details[1].body, "It was all wrong, and 400 drones.");
        assert_eq!((details[1].matches.len(), &details[1].matches[0].spans), (1, &vec![]));
    }

    async fn words_of_a_feed_are_corrected_too(world) {
        let feed = world.feed("harbour").await;
        let new = entry(world, "gale", &["storms"]);
        world.store.commit_poll(poll(feed, START, vec![new.clone()])).await.unwrap();
        let edited = |at, title: &str, hash: &str| FeedUpdate {
            changed: vec![retitled(&new, title, hash)],
            ..quiet_poll(feed, at)
        };
        // Before anybody was told it is an edit like any other.
        world.store.commit_poll(edited(after(1), "The gale of today", "a")).await.unwrap();
        tell_all(world, after(60)).await;
        world.store.commit_poll(edited(after(70), "The “gale” of today", "b")).await.unwrap();
        world.store.commit_poll(edited(after(80), "The breeze of yesterday", "c")).await.unwrap();
        let kinds: Vec<_> = trail(world, "gale").await.editions.iter()
            .map(|e| (e.change.as_ref().map(|(with, change)| (*with, change.kind)), e.corrects != Corrects::Nothing))
            .collect();
        assert_eq!(kinds, [
            (None, false),
            (None, false),
            (Some((2, ChangeKind::None)), false),
            (Some((2, ChangeKind::Substance)), true),
        ]);
        assert_eq!(world.store.next_due().await.unwrap().page, None, "there is no page to read");
    }

    async fn words_are_compared_with_those_that_stand_when_they_are_written(world) {
        let feed = world.feed("harbour").await;
        let new = entry(world, "gale", &["storms"]);
        world.store.commit_poll(poll(feed, START, vec![new.clone()])).await.unwrap();
        tell_all(world, after(60)).await;
        // Before the second is written, the first has become what changes are measured by.
        let titles = [("The breeze of yesterday", "a"), ("The breeze of yesterday.", "b")];
        let changed = titles.map(|(title, hash)| retitled(&new, title, hash)).to_vec();
        world.store.commit_poll(FeedUpdate { changed, ..quiet_poll(feed, after(70)) }).await.unwrap();
        let kinds: Vec<_> = trail(world, "gale").await.editions.into_iter()
            .filter_map(|edition| edition.change.map(|(with, change)| (with, change.kind)))
            .collect();
        assert_eq!(kinds, [(1, ChangeKind::Substance), (2, ChangeKind::None)]);
    }

    async fn a_headline_edit_brings_a_recheck_forward_and_takes_none_away(world) {
        told(world, "gale").await;
        let feed = world.feed("harbour").await;
        let new = entry_with_page(world, "gale", &["storms"]);
        let change = ChangedEntry {
            relinked: None,
            key: new.key,
            article_id: trail(world, "gale").await.article_id,
            entry: new.entry.clone(),
            content_hash: key("edited"),
            article: Article { title: "Another headline".to_owned(), ..new.article.clone() },
            page: Some(PageTarget { url: "https://harbour.example/gale".to_owned(), host: "harbour.example".to_owned() }),
            indexed: None,
        };
        let update = FeedUpdate { changed: vec![change], ..quiet_poll(feed, after(600)) };
        world.store.commit_poll(update).await.unwrap();
        let job = claim(world, after(600)).await;
        assert!(job.told && job.known.is_some(), "it is a recheck like the others");
        end(world, &job, after(601), unchanged()).await;
        assert_eq!(world.store.next_due().await.unwrap().page, Some(after(HALF_HOUR)));
    }

    async fn retention_takes_versions_rechecks_and_corrections_with_the_article(world) {
        told(world, "gale").await;
        let job = claim(world, after(HALF_HOUR)).await;
        end(world, &job, after(HALF_HOUR), changed(&job, after(HALF_HOUR), "Nothing of it is true.", &[])).await;
        let digest = message(world, "digest:morning", after(HALF_HOUR), &[]).await;
        assert!(world.store.commit_message(digest).await.unwrap());
        let claims = world.store.claim_deliveries(&[name("hook")], after(HALF_HOUR), after(HALF_HOUR + 60)).await.unwrap();
        world.store.settle_delivery(settled(&claims[0], "sent", after(HALF_HOUR))).await.unwrap();
        let feed = world.feed("harbour").await;
        let later = after(300 * DAY);
        world.store.commit_poll(poll(feed, later, vec![])).await.unwrap();
        world.clock.advance_to(later);
        assert!(world.store.sweep(after(200 * DAY)).await.unwrap() > 0);
        assert_eq!(world.store.trail(url_key("gale")).await.unwrap(), None);
        assert_eq!(world.store.next_due().await.unwrap().page, None);
        let left = "SELECT CAST(COUNT(*) AS TEXT) FROM (SELECT article_id FROM rechecks UNION ALL \
                    SELECT article_id FROM corrections UNION ALL SELECT article_id FROM article_texts UNION ALL \
                    SELECT article_id FROM shown) AS rest";
        let left: String = match world.kind {
            Kind::Postgres => world.database().value(left).await,
            Kind::Sqlite => {
                let file = rusqlite::Connection::open(world.folder.path().join("vigie.db")).unwrap();
                file.query_row(left, [], |row| row.get(0)).unwrap()
            }
        };
        assert_eq!(left, "0");
    }
}
