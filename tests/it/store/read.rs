//! T2: pages to read, and what came of them.

use vigie::model::TextState;
use vigie::store::{ReadCommit, ReadOutcome, StoreError};

use super::world::*;

on_both! {
    async fn a_page_is_claimed_once_with_the_feeds_words(world) {
        let feed = world.feed("harbour").await;
        let new = entry_with_page(world, "gale", &["storms"]);
        let done = world.store.commit_poll(poll(feed, START, vec![new.clone()])).await.unwrap();
        assert_eq!(done.pages, 1);
        let jobs = world.store.claim_pages(START, 10, 1, after(60)).await.unwrap();
        let [job] = jobs.as_slice() else { panic!("{jobs:?}") };
        assert_eq!((job.article_id, &job.feed), (new.article_id, &name("harbour")));
        assert_eq!((job.url.as_str(), job.host.as_str()), ("https://harbour.example/gale", "harbour.example"));
        assert_eq!(job.attempts, 0);
        assert_eq!(job.feed_words, new.article);
        assert_eq!(world.store.claim_pages(after(59), 10, 1, after(120)).await.unwrap(), []);
        // The lease ends: another reader takes it, and the first one's work no longer counts.
        let again = world.store.claim_pages(after(60), 10, 1, after(120)).await.unwrap().remove(0);
        assert!(again.token > job.token);
        let late = page_read(job, after(61), "words", &[]);
        assert!(matches!(world.store.commit_read(late).await, Err(StoreError::Fenced)));
        let good = page_read(&again, after(62), "words", &[]);
        world.store.commit_read(good.clone()).await.unwrap();
        assert!(matches!(world.store.commit_read(good).await, Err(StoreError::Fenced)));
    }

    async fn a_host_is_given_no_more_than_its_share(world) {
        let feed = world.feed("harbour").await;
        let mut new: Vec<_> = (0..6).map(|i| entry_with_page(world, &format!("p{i}"), &[])).collect();
        new[4].page.as_mut().unwrap().host = "other.example".to_owned();
        world.store.commit_poll(poll(feed, START, new)).await.unwrap();
        let hosts = |jobs: &[vigie::store::PageJob]| jobs.iter().map(|j| j.host.clone()).collect::<Vec<_>>();
        let first = world.store.claim_pages(START, 10, 2, after(60)).await.unwrap();
        assert_eq!(hosts(&first), ["harbour.example", "harbour.example", "other.example"]);
        assert_eq!(world.store.claim_pages(after(1), 10, 2, after(61)).await.unwrap(), []);
        world.store.commit_read(page_read(&first[0], after(2), "words", &[])).await.unwrap();
        let next = world.store.claim_pages(after(2), 10, 2, after(62)).await.unwrap();
        assert_eq!(hosts(&next), ["harbour.example"]);
    }

    async fn a_host_with_many_pages_does_not_hide_the_others(world) {
        let feed = world.feed("harbour").await;
        let mut new: Vec<_> = (0..1300).map(|i| entry_with_page(world, &format!("p{i}"), &[])).collect();
        new.last_mut().unwrap().page.as_mut().unwrap().host = "small.example".to_owned();
        world.store.commit_poll(poll(feed, START, new)).await.unwrap();
        let jobs = world.store.claim_pages(START, 10, 1, after(60)).await.unwrap();
        assert_eq!(jobs.len(), 2);
    }

    async fn a_page_put_off_comes_back_at_its_time_and_its_host_is_held(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry_with_page(world, "gale", &[])])).await.unwrap();
        let job = world.store.claim_pages(START, 10, 1, after(60)).await.unwrap().remove(0);
        let outcome = ReadOutcome::Later {
            due_at: after(100),
            reason: "HTTP 503".to_owned(),
            host_not_before: Some(after(200)),
            held_host: None,
        };
        let commit = ReadCommit { article_id: job.article_id, token: job.token, at: after(1), outcome };
        world.store.commit_read(commit).await.unwrap();
        assert_eq!(world.store.claim_pages(after(199), 10, 1, after(300)).await.unwrap(), []);
        assert_eq!(world.store.next_due().await.unwrap().page, Some(after(200)));
        let trail = world.store.trail(url_key("gale")).await.unwrap().unwrap();
        assert_eq!(trail.job, Some((after(100), 1, Some("HTTP 503".to_owned()))));
        let again = world.store.claim_pages(after(200), 10, 1, after(300)).await.unwrap();
        assert_eq!(again[0].attempts, 1);
    }

    async fn a_page_whose_host_was_not_asked_has_had_no_attempt(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry_with_page(world, "gale", &[])])).await.unwrap();
        let job = world.store.claim_pages(START, 10, 1, after(60)).await.unwrap().remove(0);
        let outcome = ReadOutcome::Held { due_at: after(100), reason: "the host wants silence".to_owned() };
        let commit = ReadCommit { article_id: job.article_id, token: job.token, at: after(1), outcome };
        world.store.commit_read(commit).await.unwrap();
        assert_eq!(world.store.claim_pages(after(99), 10, 1, after(300)).await.unwrap(), []);
        let again = world.store.claim_pages(after(100), 10, 1, after(300)).await.unwrap();
        assert_eq!((again.len(), again[0].attempts), (1, 0));
    }

    async fn a_page_that_is_never_read_leaves_the_feeds_words(world) {
        let feed = world.feed("harbour").await;
        let new = entry_with_page(world, "gale", &["storms"]);
        world.store.commit_poll(poll(feed, START, vec![new])).await.unwrap();
        assert_eq!(world.store.next_due().await.unwrap().story, Some(after(60)));
        let job = world.store.claim_pages(START, 10, 1, after(60)).await.unwrap().remove(0);
        let outcome = ReadOutcome::Never { state: TextState::Blocked, reason: "robots.txt".to_owned() };
        let commit = ReadCommit { article_id: job.article_id, token: job.token, at: after(5), outcome };
        world.store.commit_read(commit).await.unwrap();
        let trail = world.store.trail(url_key("gale")).await.unwrap().unwrap();
        assert_eq!((trail.text_state.as_str(), trail.text_reason.as_deref()), ("blocked", Some("robots.txt")));
        assert_eq!((trail.job, trail.body), (None, article("gale").body));
        // There is nothing to wait for any more: the match is told at once.
        let candidates = world.store.candidates(after(5), 10).await.unwrap();
        assert_eq!((candidates.len(), candidates[0].text_pending), (1, false));
    }

    async fn a_read_page_gives_the_article_its_text_and_addresses(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry_with_page(world, "gale", &[])])).await.unwrap();
        let job = world.store.claim_pages(START, 10, 1, after(60)).await.unwrap().remove(0);
        let long = "The whole text, much longer than the teaser. ".repeat(500);
        world.store.commit_read(page_read(&job, after(3), &long, &["storms"])).await.unwrap();
        let trail = world.store.trail(url_key("canonical-gale")).await.unwrap().unwrap();
        assert_eq!((trail.url.as_str(), trail.text_state.as_str()), ("https://harbour.example/gale", "read"));
        assert_eq!((trail.body, trail.words), (long, 4000));
        assert_eq!(trail.matches.len(), 1);
        assert_eq!(trail.job, None);
        assert_eq!(world.store.candidates(after(3), 10).await.unwrap().len(), 1);
        assert_eq!(world.store.counts().await.unwrap().gauges.pending_pages, 0);
        // A later entry whose link is the canonical address is this article.
        let mut other = entry(world, "canonical-gale", &[]);
        other.key = key("another guid");
        let done = world.store.commit_poll(poll(feed, after(9), vec![other])).await.unwrap();
        assert_eq!(done.new_articles, 0);
        let trail = world.store.trail(url_key("gale")).await.unwrap().unwrap();
        assert_eq!(trail.entries.len(), 2);
    }

    async fn readers_are_not_sent_to_the_address_of_another_article(world) {
        let feed = world.feed("harbour").await;
        let entries = ["gale", "regatta"].map(|slug| entry_with_page(world, slug, &["storms"]));
        world.store.commit_poll(poll(feed, START, entries.into())).await.unwrap();
        let jobs = world.store.claim_pages(START, 10, 2, after(60)).await.unwrap();
        let ids: Vec<_> = jobs.iter().map(|job| job.article_id).collect();
        for job in &jobs {
            let mut commit = page_read(job, after(3), "the storm", &["storms"]);
            if let ReadOutcome::Text(text) = &mut commit.outcome {
                text.extracted.canonical_url = Some("https://harbour.example/news.aspx".to_owned());
                text.url_keys[1] = url_key("news.aspx");
            }
            world.store.commit_read(commit).await.unwrap();
        }
        let archived = world.store.archived(&ids).await.unwrap();
        let mut claimed: Vec<_> = archived.into_iter().map(|article| article.canonical_url).collect();
        claimed.sort();
        assert_eq!(claimed, [None, Some("https://harbour.example/news.aspx".to_owned())]);
    }

    async fn a_match_waits_a_minute_for_its_page_and_then_uses_the_feeds_words(world) {
        let feed = world.feed("harbour").await;
        let new = entry_with_page(world, "gale", &["storms"]);
        world.store.commit_poll(poll(feed, START, vec![new])).await.unwrap();
        assert_eq!(world.store.candidates(after(59), 10).await.unwrap(), []);
        let late = world.store.candidates(after(60), 10).await.unwrap();
        assert_eq!((late.len(), late[0].text_pending), (1, true));
    }

    async fn a_match_lost_before_anyone_was_told_is_told_to_nobody(world) {
        let feed = world.feed("harbour").await;
        let new = entry_with_page(world, "gale", &["storms"]);
        world.store.commit_poll(poll(feed, START, vec![new])).await.unwrap();
        let job = world.store.claim_pages(START, 10, 1, after(60)).await.unwrap().remove(0);
        world.store.commit_read(page_read(&job, after(5), "about something else", &[])).await.unwrap();
        assert_eq!(world.store.candidates(after(600), 10).await.unwrap(), []);
        assert_eq!(world.store.next_due().await.unwrap().story, None);
        assert_eq!(world.store.counts().await.unwrap().matches, 0);
    }

    async fn text_that_arrives_after_the_story_tells_nothing_again(world) {
        let feed = world.feed("harbour").await;
        let new = entry_with_page(world, "gale", &["storms"]);
        world.store.commit_poll(poll(feed, START, vec![new])).await.unwrap();
        assert_eq!(tell(world, after(60), &["alert:breaking"]).await.len(), 1);
        let job = world.store.claim_pages(after(60), 10, 1, after(120)).await.unwrap().remove(0);
        world.store.commit_read(page_read(&job, after(70), "the storm", &["storms"])).await.unwrap();
        // Nobody was told of it yet: by its text it may belong to another story.
        let again = world.store.candidates(after(70), 10).await.unwrap();
        assert_eq!((again.len(), again[0].is_loose), (1, true));
        tell(world, after(71), &[]).await;
        assert_eq!(world.store.candidates(after(700), 10).await.unwrap(), []);
        assert_eq!(world.store.open_items(&rule("alert:breaking"), after(700)).await.unwrap().len(), 1);
    }

    async fn text_that_brings_a_new_topic_makes_the_story_due_again(world) {
        let feed = world.feed("harbour").await;
        let new = entry_with_page(world, "gale", &["storms"]);
        world.store.commit_poll(poll(feed, START, vec![new])).await.unwrap();
        let story = tell(world, after(60), &["alert:breaking"]).await[0];
        let job = world.store.claim_pages(after(60), 10, 1, after(120)).await.unwrap().remove(0);
        let read = page_read(&job, after(70), "storm and tide", &["storms", "tides"]);
        world.store.commit_read(read).await.unwrap();
        let grown = world.store.candidates(after(70), 10).await.unwrap();
        assert_eq!((grown.len(), grown[0].story_id), (1, Some(story)));
        let states = world.store.story_states([story].into()).await.unwrap();
        let topics: Vec<_> = states[&story].topics.keys().map(ToString::to_string).collect();
        assert_eq!(topics, ["storms"]);
        tell(world, after(70), &["alert:breaking"]).await;
        assert_eq!(world.store.candidates(after(700), 10).await.unwrap(), []);
    }

    async fn a_match_lost_after_it_was_told_is_marked_and_still_explained(world) {
        let feed = world.feed("harbour").await;
        let new = entry_with_page(world, "gale", &["storms"]);
        world.store.commit_poll(poll(feed, START, vec![new.clone()])).await.unwrap();
        tell(world, after(60), &["alert:breaking"]).await;
        let job = world.store.claim_pages(after(60), 10, 1, after(120)).await.unwrap().remove(0);
        world.store.commit_read(page_read(&job, after(70), "nothing of it", &[])).await.unwrap();
        assert_eq!(world.store.counts().await.unwrap().matches, 0);
        let items = world.store.open_items(&rule("alert:breaking"), after(70)).await.unwrap();
        let details = world.store.story_details(&items).await.unwrap();
        assert_eq!(details[0].body, new.article.body, "the words that matched are told");
        assert_eq!(details[0].matches.len(), 1);
    }

    async fn a_dead_daemons_leases_are_free_for_the_next_one(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry_with_page(world, "gale", &[])])).await.unwrap();
        let job = world.store.claim_pages(START, 10, 1, after(3600)).await.unwrap().remove(0);
        if world.kind == Kind::Postgres {
            // Other workers may live: there a lease ends by its time alone.
            return;
        }
        world.store.clone().close().await.unwrap();
        let next = world.reopen_as_daemon(after(1)).await;
        let again = next.claim_pages(after(1), 10, 1, after(60)).await.unwrap();
        assert_eq!(again[0].article_id, job.article_id);
        assert_ne!(again[0].token, job.token);
    }
}

#[tokio::test]
async fn html_is_kept_packed_beside_the_text() {
    let world = World::new(Kind::Sqlite).await.unwrap();
    let feed = world.feed("harbour").await;
    world.store.commit_poll(poll(feed, START, vec![entry_with_page(&world, "gale", &[])])).await.unwrap();
    let job = world.store.claim_pages(START, 1, 1, after(60)).await.unwrap().remove(0);
    let mut read = page_read(&job, after(1), "words", &[]);
    let ReadOutcome::Text(text) = &mut read.outcome else { unreachable!() };
    let html = b"<html>\xff raw bytes".repeat(100);
    text.page = Some(html.clone());
    world.store.commit_read(read).await.unwrap();
    world.store.clone().close().await.unwrap();
    let file = rusqlite::Connection::open(world.folder.path().join("vigie.db")).unwrap();
    let stored: Vec<u8> =
        file.query_row("SELECT page FROM article_texts WHERE origin = 'page'", [], |row| row.get(0)).unwrap();
    assert_eq!(zstd::decode_all(stored.as_slice()).unwrap(), html);
}
