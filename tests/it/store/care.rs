//! Alarms, retention, probes, other processes.

use std::time::Duration;

use vigie::digest::AlarmSubject;
use vigie::model::Timestamp;
use vigie::store::{MessageCommit, Role};

use super::world::*;
use crate::support::within;

/// Tells the operator of everything untold.
async fn tell_operator(world: &World, at: Timestamp) -> Vec<(String, bool)> {
    let untold = world.store.untold_alarms().await.unwrap();
    let commit =
        MessageCommit { alarms: untold.clone(), ..message(world, "operator", at, &[("hook", "")]).await };
    world.store.commit_message(commit).await.unwrap();
    untold.into_iter().map(|a| (a.subject.to_string(), a.cleared)).collect()
}

/// An article that was told to everybody long ago.
async fn told(world: &World, slug: &str, feed: vigie::model::FeedId, at: Timestamp) {
    let mut new = entry(world, slug, &["storms"]);
    new.article_id = world.store.ids().next(at);
    world.store.commit_poll(poll(feed, at, vec![new])).await.unwrap();
    tell(world, at, &["alert:breaking"]).await;
    let commit = message(world, "alert:breaking", at, &[("hook", "")]).await;
    world.store.commit_message(commit).await.unwrap();
}

async fn deliver_all(world: &World, at: Timestamp) {
    while let Some(claim) = world.store.claim_deliveries(&[name("hook")], at, at).await.unwrap().pop() {
        world.store.settle_delivery(settled(&claim, "sent", at)).await.unwrap();
    }
}

const YEAR: Duration = Duration::from_hours(365 * 24);

on_both! {
    async fn an_alarm_is_raised_once_told_once_and_its_end_told_once(world) {
        let subject = &AlarmSubject::Blind(name("harbour"));
        assert!(world.store.raise_alarm(subject, "no answer", START).await.unwrap());
        assert!(!world.store.raise_alarm(subject, "no answer", after(1)).await.unwrap());
        assert_eq!(tell_operator(world, after(2)).await, [("harbour".to_owned(), false)]);
        assert_eq!(tell_operator(world, after(3)).await, []);
        assert_eq!(world.store.counts().await.unwrap().alarms.len(), 1);
        // Cleared within the same millisecond as it was told: the end is told all the same.
        assert!(world.store.clear_alarm(subject, after(2)).await.unwrap());
        assert!(!world.store.clear_alarm(subject, after(4)).await.unwrap());
        let news = world.store.untold_alarms().await.unwrap().remove(0);
        assert_eq!((news.since, news.news_at > after(2)), (START, true), "its end is the news");
        assert_eq!(tell_operator(world, after(5)).await, [("harbour".to_owned(), true)]);
        assert_eq!(tell_operator(world, after(6)).await, []);
        assert!(world.store.raise_alarm(subject, "again", after(7)).await.unwrap());
        assert_eq!(world.store.untold_alarms().await.unwrap()[0].since, after(7));
    }

    async fn the_end_of_an_alarm_that_comes_while_its_beginning_is_told_is_told_too(world) {
        let subject = &AlarmSubject::Blind(name("harbour"));
        for (cleared, at) in [(2, 3), (13, 13), (25, 24)] {
            assert!(world.store.raise_alarm(subject, "no answer", after(at - 3)).await.unwrap());
            let begun = MessageCommit {
                alarms: world.store.untold_alarms().await.unwrap(),
                ..message(world, "operator", after(at), &[("hook", "")]).await
            };
            assert!(world.store.clear_alarm(subject, after(cleared)).await.unwrap());
            assert!(world.store.commit_message(begun).await.unwrap());
            assert_eq!(tell_operator(world, after(at + 2)).await, [("harbour".to_owned(), true)], "{at}");
            assert_eq!(tell_operator(world, after(at + 3)).await, []);
        }
    }

    async fn the_operator_hears_each_beginning_and_end_from_one_worker(world) {
        let told = async |at| {
            let alarms = world.store.untold_alarms().await.unwrap();
            let mut committed = Vec::new();
            // Both have seen the same alarm before either told of it.
            for _ in 0..2 {
                let commit = MessageCommit {
                    alarms: alarms.clone(),
                    ..message(world, "operator", at, &[("hook", "")]).await
                };
                committed.push(world.store.commit_message(commit).await.unwrap());
            }
            committed
        };
        let gone = AlarmSubject::Gone(name("harbour"));
        world.store.raise_alarm(&gone, "410", START).await.unwrap();
        assert_eq!(told(after(1)).await, [true, false]);
        world.store.clear_alarm(&gone, after(2)).await.unwrap();
        assert_eq!(told(after(3)).await, [true, false]);
        let claimed = world.store.claim_deliveries(&[name("hook")], after(4), after(4)).await.unwrap();
        assert_eq!(claimed.len(), 1);
    }

    async fn retention_deletes_what_everyone_was_told_and_no_feed_holds(world) {
        let feed = world.feed("harbour").await;
        told(world, "gale", feed, START).await;
        deliver_all(world, after(1)).await;
        let later = START + YEAR;
        // The feed has had other bodies since, without this entry.
        let mut other = entry(world, "news", &[]);
        other.article_id = world.store.ids().next(later);
        world.store.commit_poll(poll(feed, later, vec![other])).await.unwrap();
        assert_eq!(world.store.sweep(START).await.unwrap(), 0, "nothing is older than that");
        assert_eq!(world.store.sweep(later - Duration::from_hours(24)).await.unwrap(), 2, "article and message");
        assert_eq!(world.store.sweep(later - Duration::from_hours(24)).await.unwrap(), 0);
        let counts = world.store.counts().await.unwrap();
        assert_eq!((counts.articles, counts.stories, counts.matches), (1, 0, 0));
        assert_eq!(counts.gauges.deliveries, []);
        assert_eq!(world.store.trail(url_key("gale")).await.unwrap(), None);
        assert_eq!(world.store.known_entries(feed, &[key("gale")]).await.unwrap().len(), 0);
    }

    async fn retention_keeps_unsent_items_and_unsettled_deliveries(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry(world, "owed", &["storms"])])).await.unwrap();
        tell(world, START, &["digest:morning"]).await;
        told(world, "on-its-way", feed, after(1)).await;
        let later = START + YEAR;
        world.store.commit_poll(poll(feed, later, vec![])).await.unwrap();
        assert_eq!(world.store.sweep(later).await.unwrap(), 0);
        deliver_all(world, later).await;
        assert_eq!(world.store.sweep(later).await.unwrap(), 2);
        assert!(world.store.trail(url_key("owed")).await.unwrap().is_some());
        assert_eq!(world.store.open_items(&rule("digest:morning"), later).await.unwrap().len(), 1);
    }

    async fn retention_keeps_the_key_of_an_entry_that_is_still_in_its_feed(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry(world, "evergreen", &[])])).await.unwrap();
        let later = START + YEAR;
        // A year of 304s: the entry was in the last body there was.
        world.store.commit_poll(quiet_poll(feed, later)).await.unwrap();
        assert_eq!(world.store.sweep(later).await.unwrap(), 0);
        // A new body: the poller asks for its keys before it commits.
        world.clock.advance_to(later);
        assert_eq!(world.store.known_entries(feed, &[key("evergreen")]).await.unwrap().len(), 1);
        world.store.commit_poll(poll(feed, later, vec![])).await.unwrap();
        assert_eq!(world.store.sweep(later).await.unwrap(), 0);
        // Another one a month later, without it.
        let month = later + Duration::from_hours(30 * 24);
        world.store.commit_poll(poll(feed, month, vec![])).await.unwrap();
        assert_eq!(world.store.sweep(month).await.unwrap(), 1);
    }

    async fn retention_works_in_slices(world) {
        let feed = world.feed("harbour").await;
        let new: Vec<_> = (0..1100).map(|i| entry(world, &format!("old-{i}"), &[])).collect();
        world.store.commit_poll(poll(feed, START, new)).await.unwrap();
        let later = START + YEAR;
        world.store.commit_poll(poll(feed, later, vec![])).await.unwrap();
        let before = later - Duration::from_hours(24);
        assert_eq!(world.store.sweep(before).await.unwrap(), 1000);
        assert_eq!(world.store.sweep(before).await.unwrap(), 100);
        assert_eq!(world.store.sweep(before).await.unwrap(), 0);
    }

    async fn a_probe_writes_and_reads_back(world) {
        world.store.probe().await.unwrap();
        world.clock.advance(Duration::from_secs(5));
        world.store.probe().await.unwrap();
    }

    async fn a_commands_commit_is_noticed_by_the_daemon_and_its_own_is_not(world) {
        let beside = world.reopen(Role::Command, START).await.unwrap();
        // Longer than the second after which a store is looked at, shorter than the quarter of a minute after which PostgreSQL's is
        // looked at whatever was heard.
        let moment = Duration::from_secs(3);
        // The command has written while it was opened, and the listening connection's own start is a hint too.
        while within(moment, world.store.changed()).await.is_some() {}
        beside.make_due(&name("harbour"), after(1)).await.unwrap();
        assert!(within(Duration::from_secs(10), world.store.changed()).await.is_some());
        world.store.commit_poll(quiet_poll(world.feed("harbour").await, after(2))).await.unwrap();
        assert!(within(moment, world.store.changed()).await.is_none());
        beside.close().await.unwrap();
    }

    async fn a_closed_store_says_so(world) {
        world.store.clone().close().await.unwrap();
        assert!(world.store.probe().await.is_err());
        assert!(world.store.feed_list().await.is_err());
    }
}
