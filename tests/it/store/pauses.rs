//! Pauses, the same on both stores.

use vigie::feed::{FailureKind, FeedUpdate, PollResult};
use vigie::model::Pausable;
use vigie::store::{Pause, ReadOutcome};

use super::world::*;

fn what(kind: &str, name: &str) -> Pausable {
    Pausable::read(kind.parse().unwrap(), name).unwrap()
}

fn pause(kind: &str, name: &str, until: Option<vigie::model::Timestamp>) -> Pause {
    Pause { what: what(kind, name), since: START, until }
}

on_both! {
    async fn a_paused_feed_is_not_due_until_its_pause_ends(world) {
        let store = &world.store;
        assert!(store.pause(pause("feed", "harbour", Some(after(60)))).await.unwrap());
        let due = async |at| {
            let due = store.due_feeds(at, 10).await.unwrap();
            due.iter().map(|feed| feed.name.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(due(after(59)).await, ["lighthouse"]);
        assert_eq!(due(after(60)).await, ["harbour", "lighthouse"]);
        assert!(store.pause(pause("feed", "lighthouse", None)).await.unwrap());
        assert_eq!(store.next_due().await.unwrap().feed, Some(after(60)));
        assert_eq!(store.pauses(after(59)).await.unwrap().len(), 2);
        assert_eq!(store.pauses(after(60)).await.unwrap().len(), 1);
        assert!(store.resume(&what("feed", "lighthouse")).await.unwrap());
        assert!(!store.resume(&what("feed", "lighthouse")).await.unwrap());
        assert_eq!(store.next_due().await.unwrap().feed, Some(START));
    }

    async fn nobody_looks_at_what_is_paused_so_it_is_neither_healthy_nor_blind(world) {
        let store = &world.store;
        for (feed, came) in [("harbour", PollResult::Whole), ("lighthouse", PollResult::Failed(FailureKind::Server))] {
            let feed = world.feed(feed).await;
            let failed = FeedUpdate { came, failures: u32::from(!came.is_good()), reason: Some("HTTP 500".to_owned()), ..quiet_poll(feed, START) };
            store.commit_poll(failed).await.unwrap();
        }
        let seen = async || {
            let seen = store.coverage(START).await.unwrap();
            (seen.sources, seen.healthy, seen.blind.len(), seen.paused_feeds.len(), seen.paused_topics.len())
        };
        assert_eq!(seen().await, (2, 1, 1, 0, 0));
        store.pause(pause("feed", "harbour", Some(after(60)))).await.unwrap();
        store.pause(pause("topic", "storms", None)).await.unwrap();
        assert_eq!(seen().await, (2, 0, 1, 1, 1));
        store.pause(pause("feed", "lighthouse", None)).await.unwrap();
        assert_eq!(seen().await, (2, 0, 0, 2, 1));
        let seen = store.coverage(START).await.unwrap();
        assert_eq!((seen.paused_feeds[0].feed.as_str(), seen.paused_feeds[0].until), ("harbour", Some(after(60))));
        assert_eq!((seen.paused_topics[0].topic.as_str(), seen.paused_topics[0].until), ("storms", None));
    }

    async fn a_pause_that_is_over_is_remembered_until_retention(world) {
        use vigie::digest::Pausing;
        let store = &world.store;
        let topic = |since, until| Pausing { what: what("topic", "storms"), since, until };
        let again = |since, until| Pause { since, ..pause("topic", "storms", until) };
        store.pause(pause("feed", "harbour", None)).await.unwrap();
        store.pause(pause("topic", "storms", None)).await.unwrap();
        assert_eq!(store.pausings(START).await.unwrap(), [topic(START, None)]);
        world.clock.advance_to(after(10));
        assert!(store.resume(&what("topic", "storms")).await.unwrap());
        store.resume(&what("feed", "harbour")).await.unwrap();
        assert_eq!(store.pausings(START).await.unwrap(), [topic(START, Some(after(10)))]);
        // Moved while it holds it is one pause; after it ended by itself it is another.
        for (since, until) in [(20, 30), (25, 40), (50, 60)] {
            store.pause(again(after(since), Some(after(until)))).await.unwrap();
        }
        let last = [topic(after(20), Some(after(40))), topic(after(50), Some(after(60)))];
        assert_eq!(store.pausings(after(10)).await.unwrap(), last);
        assert_eq!(store.pauses(after(55)).await.unwrap()[0].since, after(50));
        store.sweep(after(41)).await.unwrap();
        assert_eq!(store.pausings(START).await.unwrap(), last[1..]);
        world.clock.advance_to(after(70));
        assert!(store.resume(&what("topic", "storms")).await.unwrap());
        assert_eq!(store.pausings(START).await.unwrap(), last[1..], "it had ended before");
    }

    async fn a_story_is_named_as_its_article_says_now(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry_with_page(world, "gale", &["storms"])])).await.unwrap();
        let story = tell(world, after(100), &["alert:breaking"]).await[0];
        let named = world.store.story_named(story).await.unwrap().unwrap();
        assert_eq!((named.0.as_str(), named.1), ("The gale report", vec![name("storms")]));
        let job = world.store.claim_pages(after(100), 1, 1, after(200)).await.unwrap().remove(0);
        let mut read = page_read(&job, after(101), &"Other words of it. ".repeat(20), &["storms"]);
        let ReadOutcome::Text(text) = &mut read.outcome else { unreachable!() };
        text.article.title = "The gale report, put right".to_owned();
        world.store.commit_read(read).await.unwrap();
        assert_eq!(world.store.story_named(story).await.unwrap().unwrap().0, "The gale report, put right");
    }

    async fn a_pause_that_was_over_begins_anew_and_is_let_go_when_it_is_old(world) {
        let store = &world.store;
        let since = async |at| store.pauses(at).await.unwrap().iter().map(|pause| pause.since).collect::<Vec<_>>();
        let again = |at, until| Pause { since: at, ..pause("topic", "storms", until) };
        store.pause(pause("topic", "storms", Some(after(2)))).await.unwrap();
        store.pause(again(after(1), Some(after(3)))).await.unwrap();
        assert_eq!(since(after(1)).await, [START], "it is moved");
        store.pause(again(after(20), Some(after(30)))).await.unwrap();
        assert_eq!(since(after(20)).await, [after(20)]);
        store.sweep(after(30)).await.unwrap();
        assert_eq!(since(after(20)).await.len(), 1);
        store.pause(pause("topic", "tides", None)).await.unwrap();
        store.sweep(after(31)).await.unwrap();
        assert_eq!(since(after(20)).await, [START], "only the one without an end is left");
    }

    async fn a_story_that_is_not_there_cannot_be_paused(world) {
        assert!(!world.store.pause(pause("story", "7", None)).await.unwrap());
        assert_eq!(world.store.pauses(START).await.unwrap(), []);
    }
}
