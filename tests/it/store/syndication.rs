//! What feeds to subscribe to are made of, the same on both stores.

use std::time::Duration;

use vigie::model::Priority;
use vigie::store::MessageCommit;

use super::world::*;

/// A digest with words of its own, sent at `at`.
async fn digest(world: &World, of: &str, at: vigie::model::Timestamp, content: &str) -> MessageCommit {
    let commit =
        MessageCommit { content: Some(content.to_owned()), ..message(world, of, at, &[("hook", "")]).await };
    assert!(world.store.commit_message(commit.clone()).await.unwrap());
    commit
}

on_both! {
    async fn digests_are_kept_as_they_went_out_until_their_messages_go(world) {
        let long = "<p>gale</p>".repeat(500);
        let first = digest(world, "digest:morning", after(1), &long).await;
        let second = digest(world, "digest:morning", after(2), "<p>tide</p>").await;
        digest(world, "digest:other", after(3), "<p>elsewhere</p>").await;
        let morning = rule("digest:morning");
        let of = |limit| world.store.sent_digests(&morning, limit);
        let sent = of(50).await.unwrap();
        assert_eq!(sent.iter().map(|sent| sent.id).collect::<Vec<_>>(), [second.id, first.id]);
        assert_eq!((sent[1].content.as_str(), sent[1].at, &sent[1].subject), (&*long, after(1), &first.subject));
        assert_eq!(of(1).await.unwrap().len(), 1);
        while let Some(claim) =
            world.store.claim_deliveries(&[name("hook")], after(4), after(4)).await.unwrap().pop()
        {
            world.store.settle_delivery(settled(&claim, "sent", after(4))).await.unwrap();
        }
        world.store.sweep(after(3) + Duration::from_hours(24)).await.unwrap();
        assert_eq!(of(50).await.unwrap(), []);
    }

    async fn a_topics_stories_come_in_the_order_in_which_they_became_its_own(world) {
        let feed = world.feed("harbour").await;
        let slugs = [("gale", vec!["storms"]), ("flood", vec!["storms", "tides"]), ("ebb", vec!["tides"])];
        for (slug, topics) in slugs {
            world.store.commit_poll(poll(feed, START, vec![entry(world, slug, &topics)])).await.unwrap();
            world.clock.advance(Duration::from_secs(10));
            tell(world, START, &[]).await;
        }
        let storms = world.store.topic_stories(Some(&name("storms")), 50).await.unwrap();
        let topics: Vec<_> = storms.iter().map(|story| story.topics.clone()).collect();
        let storm = (name("storms"), Priority::Normal);
        assert_eq!(topics, [vec![storm.clone(), (name("tides"), Priority::Urgent)], vec![storm]]);
        assert!(storms.iter().all(|story| story.updated == story.since));
        assert_eq!(world.store.topic_stories(Some(&name("tides")), 1).await.unwrap().len(), 1);
        assert_eq!(world.store.topic_stories(Some(&name("fog")), 50).await.unwrap(), []);
        let all = world.store.topic_stories(None, 50).await.unwrap();
        assert_eq!(all.iter().map(|story| story.topics.len()).collect::<Vec<_>>(), [1, 2, 1]);
        assert_eq!(all[1], storms[0], "a story of two topics is one");
    }
}
