//! Subscriptions at hubs, and what they push.

use std::time::Duration;

use vigie::feed::{IntervalReason, Subscription, SubscriptionState};
use vigie::model::{FeedId, Timestamp};
use vigie::store::PreparedPoll;

use super::world::*;

fn fresh(feed_id: FeedId, hub: &str, path: &str, at: Timestamp) -> Subscription {
    let topic = "https://press.example/feed".to_owned();
    let (path, secret) = (path.to_owned(), "s".to_owned());
    Subscription::new((feed_id, name("harbour")), (hub.to_owned(), topic), (path, secret), at)
}

on_both! {
    async fn a_subscription_lives_from_its_hubs_first_mention_to_its_end(world) {
        let feed = world.feed("harbour").await;
        let store = &world.store;
        let first = fresh(feed, "https://hub.example/", "one", START);
        assert!(store.begin_subscription(first.clone()).await.unwrap());
        assert!(!store.begin_subscription(fresh(feed, "https://hub.example/", "two", START)).await.unwrap());
        assert_eq!(store.subscription_at("one").await.unwrap(), Some(first.clone()));
        assert_eq!(store.subscription_at("two").await.unwrap(), None);
        let mut asked = first;
        (asked.state, asked.asked_at) = (SubscriptionState::Asked, Some(after(1)));
        asked.callback = Some("https://vigie.example/websub/one".to_owned());
        assert!(store.keep_subscription(asked.clone()).await.unwrap());
        asked.failures = 1;
        assert!(!store.fail_subscription(asked.clone(), after(2)).await.unwrap(), "another request failed");
        assert!(store.fail_subscription(asked.clone(), after(1)).await.unwrap());
        let failed = store.subscription_of(feed).await.unwrap().unwrap();
        assert_eq!((failed.failures, failed.asked_at), (1, None));
        // Another hub begins anew.
        assert!(store.begin_subscription(fresh(feed, "https://other.example/", "three", after(3))).await.unwrap());
        let begun = store.subscriptions().await.unwrap();
        assert_eq!(begun, [fresh(feed, "https://other.example/", "three", after(3))]);
        assert!(!store.keep_subscription(asked).await.unwrap(), "its path is gone");
        store.end_subscription("three").await.unwrap();
        assert_eq!(store.subscriptions().await.unwrap(), []);
    }

    async fn a_subscription_is_found_when_it_is_to_be_looked_at(world) {
        let (feed, other) = (world.feed("harbour").await, world.feed("lighthouse").await);
        let store = &world.store;
        let due = async |at| -> Vec<_> {
            store.due_subscriptions(at, 10).await.unwrap().into_iter().map(|of| of.path).collect()
        };
        store.begin_subscription(fresh(feed, "https://hub.example/", "one", START)).await.unwrap();
        store.begin_subscription(fresh(other, "https://hub.example/", "two", after(1))).await.unwrap();
        assert_eq!(due(START).await, ["one"]);
        assert_eq!(due(after(1)).await, ["one", "two"]);
        assert_eq!(store.due_subscriptions(after(1), 1).await.unwrap().len(), 1);
        // A hub that is relied on is looked at when its lease ends, if that comes before its renewal.
        let mut one = store.subscription_of(feed).await.unwrap().unwrap();
        one.verified(Duration::from_secs(5), START);
        assert!(store.keep_subscription(one.clone()).await.unwrap());
        let mut two = store.subscription_of(other).await.unwrap().unwrap();
        two.verified(Duration::from_secs(1000), START);
        assert!(store.keep_subscription(two.clone()).await.unwrap());
        assert_eq!(store.next_due().await.unwrap().hub, Some(after(5)));
        assert_eq!((due(after(4)).await, due(after(5)).await), (vec![], vec!["one".to_owned()]));
        assert_eq!(due(after(800)).await, ["one", "two"]);
        // What a configuration no longer wants is due whatever its time, and sleeps again if it is wanted after all.
        store.look_at_subscriptions(vec![other], after(1)).await.unwrap();
        assert_eq!(due(after(1)).await, ["two"]);
        assert!(store.keep_subscription(two).await.unwrap());
        assert_eq!(due(after(1)).await, [""; 0]);
        // A request that failed: nothing before its next one.
        one.asked("https://vigie.example/websub/one".to_owned(), after(6), 0.0);
        assert!(store.keep_subscription(one.clone()).await.unwrap());
        (one.state, one.lease_until, one.next_at) = (SubscriptionState::Verified, Some(after(700)), Some(after(600)));
        assert!(store.fail_subscription(one, after(6)).await.unwrap());
        assert_eq!(store.next_due().await.unwrap().hub, Some(after(600)));
    }

    async fn pushed_entries_are_a_polls_and_leave_the_polling_alone(world) {
        let feed = world.feed("harbour").await;
        let store = &world.store;
        store.begin_subscription(fresh(feed, "https://hub.example/", "one", START)).await.unwrap();
        let mut slow = poll(feed, START, vec![entry(world, "one", &["storms"])]);
        slow.next_poll_at = Some(after(3600));
        slow.interval_why = IntervalReason::Pushed;
        store.commit_poll(slow).await.unwrap();
        store.note_hub_poll(feed, Some(after(300)), 2).await.unwrap();
        let noted = store.subscription_of(feed).await.unwrap().unwrap();
        assert_eq!((noted.poll_at, noted.failures), (Some(after(300)), 1));
        assert_eq!(noted.reason.as_deref(), Some("2 entries were not pushed"));
        let before = store.feed_list().await.unwrap();
        assert!(store.pushed_feed(feed, after(10)).await.unwrap().is_some());
        for articles in [1, 0] {
            let push = poll(feed, after(10), vec![entry(world, "two", &["storms"])]);
            let done = store.commit_push(PreparedPoll::of(push).unwrap()).await.unwrap();
            assert_eq!(done.new_articles, articles, "a replay brings nothing");
        }
        let list = store.feed_list().await.unwrap();
        let (was, is) = (&before[0], &list[0]);
        assert_eq!((&is.validators, is.next_poll_at, is.last_poll_at), (&was.validators, was.next_poll_at, was.last_poll_at));
        assert_eq!((is.articles, is.last_new_at), (2, Some(after(10))));
        let well = store.subscription_of(feed).await.unwrap().unwrap();
        assert_eq!((well.pushed_at, well.failures, well.reason), (Some(after(10)), 0, None));
        // Without its hub it is polled when it would have been, at once when that is past.
        assert!(store.poll_as_usual(feed, after(20)).await.unwrap());
        assert_eq!(store.feed_list().await.unwrap()[0].next_poll_at, Some(after(300)));
        assert_eq!(store.feed_list().await.unwrap()[0].interval_why, IntervalReason::Unpushed);
        assert!(!store.poll_as_usual(feed, after(20) + Duration::from_hours(1)).await.unwrap(), "it is polled as usual");
    }
}
