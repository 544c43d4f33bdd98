//! The configuration in the store.

use vigie::feed::{FailureKind, FeedUpdate, PollResult, Validators};
use vigie::store::{PollCommitted, PreparedPoll};

use super::world::*;

async fn feeds(world: &World) -> Vec<(String, String, String)> {
    let rows = world.store.feed_list().await.unwrap();
    rows.into_iter().map(|f| (f.name.to_string(), f.url, f.state.to_string())).collect()
}

on_both! {
    async fn the_same_configuration_twice_changes_nothing(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(quiet_poll(feed, START)).await.unwrap();
        let before = world.store.feed_list().await.unwrap();
        world.sync(CONFIG, after(1)).await;
        assert_eq!(world.store.feed_list().await.unwrap(), before);
        assert_eq!(world.store.open_rules().await.unwrap()[0].last_slot_at, Some(START));
    }

    async fn a_new_name_with_a_vanished_address_is_a_rename(world) {
        let feed = world.feed("harbour").await;
        let update = poll(feed, START, vec![entry(world, "gale", &[])]);
        world.store.commit_poll(update).await.unwrap();
        world.sync(&CONFIG.replace("feeds.harbour", "feeds.port"), after(1)).await;
        assert_eq!(world.feed("port").await, feed);
        assert_eq!(world.store.feed_list().await.unwrap().len(), 2);
        assert_eq!(world.store.known_entries(feed, &[key("gale")]).await.unwrap().len(), 1);
        // And back, after it was gone altogether.
        world.sync(&CONFIG.replace("[feeds.harbour]\nurl = \"https://harbour.example/rss\"", "[feeds.x]\nurl = \"https://x.example/\""), after(2)).await;
        world.sync(CONFIG, after(3)).await;
        assert_eq!(world.feed("harbour").await, feed);
    }

    async fn a_removed_feed_is_not_polled_and_keeps_its_history_for_its_return(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry(world, "gale", &[])])).await.unwrap();
        let without = CONFIG.replace("[feeds.harbour]\nurl = \"https://harbour.example/rss\"\nevery = \"5m\"\nlanguage = \"en\"\ngroups = [\"coast\"]\n", "");
        assert_ne!(without, CONFIG);
        world.sync(&without, after(1)).await;
        assert_eq!(feeds(world).await.len(), 1);
        assert_eq!(world.store.due_feeds(after(9999), 10).await.unwrap().len(), 1);
        // A poll in flight when it was removed does not bring it back.
        world.store.commit_poll(quiet_poll(feed, after(2))).await.unwrap();
        assert_eq!(world.store.due_feeds(after(9999), 10).await.unwrap().len(), 1);
        world.sync(CONFIG, after(3)).await;
        assert_eq!(world.feed("harbour").await, feed);
        // Polled a second ago, it is not asked sooner for having been away.
        assert_eq!(world.store.due_feeds(after(301), 10).await.unwrap().len(), 1);
        assert_eq!(world.store.due_feeds(after(302), 10).await.unwrap().len(), 2);
        assert_eq!(world.store.known_entries(feed, &[key("gale")]).await.unwrap().len(), 1);
    }

    async fn another_address_is_asked_at_once_and_without_the_old_validators(world) {
        let feed = world.feed("harbour").await;
        let update = FeedUpdate { new_url: Some("https://moved.example/".to_owned()), ..poll(feed, START, vec![]) };
        world.store.commit_poll(update).await.unwrap();
        let due = world.store.due_feeds(after(300), 10).await.unwrap();
        let due = due.iter().find(|d| d.feed_id == feed).unwrap();
        assert_eq!((due.url.as_str(), due.last_ok_at), ("https://moved.example/", Some(START)));
        world.sync(&CONFIG.replace("harbour.example/rss", "harbour.example/atom"), after(1)).await;
        let due = world.store.due_feeds(after(1), 10).await.unwrap();
        let due = due.iter().find(|d| d.feed_id == feed).unwrap();
        assert_eq!(due.url, "https://harbour.example/atom");
        assert_eq!((due.validators.etag.as_ref(), due.body_hash, due.last_ok_at), (None, None, None));
    }

    async fn what_the_old_address_answered_says_nothing_of_a_new_one(world) {
        let feed = world.feed("harbour").await;
        let due_of = async |at| {
            let due = world.store.due_feeds(at, 10).await.unwrap();
            due.into_iter().find(|due| due.feed_id == feed).unwrap()
        };
        let asked = due_of(START).await;
        world.sync(&CONFIG.replace("harbour.example/rss", "harbour.example/atom"), after(1)).await;
        let late = poll(feed, after(2), vec![entry(world, "gale", &["storms"])]);
        let late = FeedUpdate { basis: asked.basis, host_not_before: Some(after(900)), ..late };
        let done = world.store.commit_poll(late.clone()).await.unwrap();
        assert_eq!(done, PollCommitted { is_stale: true, ..PollCommitted::default() });
        let due = due_of(after(2)).await;
        assert_eq!((due.due_at, due.validators.etag.as_ref(), due.body_hash, due.last_ok_at), (after(1), None, None, None));
        assert_eq!(world.store.held_hosts(after(2)).await.unwrap(), []);
        assert_eq!(world.store.commit_push(PreparedPoll::of(late.clone()).unwrap()).await.unwrap().new_articles, 0);
        assert_eq!(world.store.counts().await.unwrap().articles, 0);
        let done = world.store.commit_poll(FeedUpdate { basis: due.basis, ..late }).await.unwrap();
        assert_eq!((done.new_articles, done.is_stale), (1, false));
    }

    async fn an_address_that_redirects_led_to_is_the_same_feed_when_it_is_configured(world) {
        let feed = world.feed("harbour").await;
        let update = FeedUpdate { new_url: Some("https://moved.example/".to_owned()), ..poll(feed, START, vec![]) };
        world.store.commit_poll(update.clone()).await.unwrap();
        world.sync(&CONFIG.replace("https://harbour.example/rss", "https://moved.example/"), after(1)).await;
        assert_eq!(world.store.due_feeds(after(299), 10).await.unwrap().len(), 1, "it keeps its time");
        let due = world.store.due_feeds(after(300), 10).await.unwrap();
        let due = due.iter().find(|due| due.feed_id == feed).unwrap();
        assert_eq!((due.url.as_str(), &due.moved_from), ("https://moved.example/", &None));
        assert_eq!((Some(&due.validators), due.body_hash, due.last_ok_at), (update.validators.as_ref(), update.body_hash, Some(START)));
        assert!(!world.store.commit_poll(quiet_poll(feed, after(2))).await.unwrap().is_stale, "a poll in flight counts");
    }

    async fn a_disabled_feed_is_paused(world) {
        let paused = CONFIG.replace("every = \"10m\"", "every = \"10m\"\nenabled = false");
        world.sync(&paused, after(1)).await;
        assert_eq!(feeds(world).await[1].2, "paused");
        assert_eq!(world.store.due_feeds(after(99), 10).await.unwrap().len(), 1);
        assert!(!world.store.make_due(&name("lighthouse"), after(1)).await.unwrap());
        world.sync(CONFIG, after(2)).await;
        assert_eq!(feeds(world).await[1].2, "active");
        assert_eq!(world.store.due_feeds(after(2), 10).await.unwrap().len(), 2);
    }

    async fn a_shorter_interval_holds_from_now_on(world) {
        let feed = world.feed("harbour").await;
        let slow = FeedUpdate { next_poll_at: Some(after(86_400)), ..quiet_poll(feed, START) };
        world.store.commit_poll(slow.clone()).await.unwrap();
        world.sync(&CONFIG.replace("every = \"5m\"", "every = \"2m\""), after(10)).await;
        assert_eq!(world.store.feed_list().await.unwrap()[0].next_poll_at, Some(after(130)));
        // Back-off goes on.
        let failing = FeedUpdate { came: PollResult::Failed(FailureKind::Dns), failures: 3, ..slow };
        world.store.commit_poll(failing).await.unwrap();
        world.sync(CONFIG, after(20)).await;
        assert_eq!(world.store.feed_list().await.unwrap()[0].next_poll_at, Some(after(86_400)));
    }

    async fn hints_that_are_heeded_no_longer_hold_nothing_up(world) {
        let feed = world.feed("harbour").await;
        let slow = FeedUpdate { next_poll_at: Some(after(86_400)), ..quiet_poll(feed, START) };
        world.store.commit_poll(slow).await.unwrap();
        world.sync(&CONFIG.replace("every = \"5m\"", "every = \"5m\"\nobey_hints = false"), after(10)).await;
        assert_eq!(world.store.feed_list().await.unwrap()[0].next_poll_at, Some(after(310)));
    }

    async fn a_page_is_read_anew_by_other_selectors_and_by_the_same_it_is_not(world) {
        let feed = world.feed("harbour").await;
        let by = |title: &str| {
            let select = format!("every = \"5m\"\nselect = {{ item = \"article\", title = \"{title}\" }}");
            CONFIG.replace("every = \"5m\"", &select)
        };
        world.sync(&by("h2"), START).await;
        let due = async |at| {
            let due = world.store.due_feeds(at, 10).await.unwrap();
            due.into_iter().find(|due| due.feed_id == feed)
        };
        let running = due(START).await.unwrap();
        let polled = |basis, at| FeedUpdate { basis, ..poll(feed, at, vec![]) };
        world.store.commit_poll(polled(running.basis, after(1))).await.unwrap();
        world.sync(&by("h2"), after(2)).await;
        assert_eq!(due(after(2)).await, None);
        for (at, config) in [(3, by("h3")), (5, CONFIG.to_owned())] {
            world.sync(&config, after(at)).await;
            let now = due(after(at)).await.expect("it is due");
            assert_eq!((&now.validators, now.body_hash), (&Validators::default(), None));
            // What was under way was read by the old ones.
            world.store.commit_poll(polled(running.basis, after(at))).await.unwrap();
            assert_eq!(due(after(at)).await.expect("still").body_hash, None);
            world.store.commit_poll(polled(now.basis, after(at))).await.unwrap();
            assert_eq!(due(after(at + 1)).await, None);
        }
    }

    async fn a_new_digest_starts_now_and_an_old_one_goes_on(world) {
        let more = format!("{CONFIG}\n[digests.evening]\ntopics = [\"*\"]\nchannels = [\"desk\"]\ncron = \"0 18 * * *\"\n");
        world.sync(&more, after(100)).await;
        let rules = world.store.open_rules().await.unwrap();
        let slots: Vec<_> = rules.iter().map(|r| (r.rule.to_string(), r.last_slot_at)).collect();
        assert_eq!(
            slots,
            [
                ("alert:breaking".to_owned(), Some(START)),
                ("digest:evening".to_owned(), Some(after(100))),
                ("digest:morning".to_owned(), Some(START)),
            ]
        );
    }

    async fn a_topics_new_wording_is_a_new_version_and_old_matches_keep_theirs(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry(world, "gale", &["storms"])])).await.unwrap();
        let old = indexed(&article("gale"), &["storms"]).matched.matches.remove(0);
        let edited = CONFIG.replace("query = \"storm\"", "query = \"storm OR gale\"");
        world.sync(&edited, after(1)).await;
        let rows = world.store.all_matches(10).await.unwrap();
        assert_eq!(rows[0].matched, old);
        assert_eq!(rows[0].url, "https://harbour.example/gale");
        // What is matched under the old wording by a poll in flight is still accepted.
        world.store.commit_poll(poll(feed, after(2), vec![entry(world, "calm", &["storms"])])).await.unwrap();
        assert_eq!(world.store.all_matches(10).await.unwrap().len(), 2);
        assert_eq!(world.store.all_matches(1).await.unwrap().len(), 1);
    }

    async fn a_topic_that_left_the_configuration_is_not_called_silent(world) {
        let week = std::time::Duration::from_hours(7 * 24);
        let silent = world.store.coverage(START + week).await.unwrap().silent_topics;
        assert_eq!(silent.len(), 2);
        let less = CONFIG.replace("[topics.tides]\nquery = \"tide\"\npriority = \"urgent\"\n", "");
        world.sync(&less, after(1)).await;
        let silent = world.store.coverage(START + week).await.unwrap().silent_topics;
        assert_eq!(silent.iter().map(|t| t.topic.to_string()).collect::<Vec<_>>(), ["storms"]);
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START + week, vec![entry(world, "gale", &["storms"])])).await.unwrap();
        assert_eq!(world.store.coverage(START + week).await.unwrap().silent_topics, []);
    }
}
