//! T1: feeds, entries, addresses.

use std::time::Duration;

use vigie::feed::{ChangedEntry, FailureKind, FeedUpdate, PollResult, RecentPoll, Telling, Validators};
use vigie::model::FeedState;
use vigie::store::PollCommitted;

use super::world::*;

on_both! {
    async fn a_new_feed_is_due_at_once_and_then_at_its_time(world) {
        let due = world.store.due_feeds(START, 10).await.unwrap();
        let names: Vec<_> = due.iter().map(|d| d.name.to_string()).collect();
        assert_eq!(names, ["harbour", "lighthouse"]);
        world.store.commit_poll(quiet_poll(due[0].feed_id, START)).await.unwrap();
        assert_eq!(world.store.due_feeds(after(299), 10).await.unwrap().len(), 1);
        assert_eq!(world.store.due_feeds(after(300), 10).await.unwrap().len(), 2);
        assert_eq!(world.store.due_feeds(after(300), 1).await.unwrap()[0].name, name("lighthouse"));
    }

    async fn a_poll_is_read_back_as_it_was_written(world) {
        let feed = world.feed("harbour").await;
        let update = FeedUpdate {
            validators: Some(Validators { etag: Some(b"W/\"\xff\x00\"".to_vec()), last_modified: None, url: Some("https://cdn.example/feed".to_owned()) }),
            body_hash: Some(key("body")),
            moved: Some(("https://new.example/rss".to_owned(), 2)),
            recent: vec![RecentPoll { came: PollResult::Cut, ..RecentPoll::default() }],
            ..quiet_poll(feed, START)
        };
        world.store.commit_poll(update.clone()).await.unwrap();
        let due = world.store.due_feeds(after(300), 10).await.unwrap().pop().unwrap();
        assert_eq!(due.name, name("harbour"));
        assert_eq!(Some(due.validators), update.validators);
        assert_eq!(due.body_hash, update.body_hash);
        assert_eq!(due.moved, update.moved);
        assert_eq!(due.recent, update.recent);
        assert_eq!((due.last_ok_at, due.last_new_at, due.due_at), (Some(START), None, after(300)));
        // A 304 keeps what it does not carry.
        world.store.commit_poll(quiet_poll(feed, after(300))).await.unwrap();
        let due = world.store.due_feeds(after(600), 10).await.unwrap().pop().unwrap();
        assert_eq!((Some(due.validators), due.body_hash), (update.validators, update.body_hash));
        assert_eq!(due.moved, None);
    }

    async fn a_failed_poll_counts_and_keeps_the_last_success(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(quiet_poll(feed, START)).await.unwrap();
        let failed = FeedUpdate {
            came: PollResult::Failed(FailureKind::Dns),
            failures: 1,
            reason: Some("DNS: no such host".to_owned()),
            ..quiet_poll(feed, after(300))
        };
        world.store.commit_poll(failed).await.unwrap();
        let row = world.store.feed_list().await.unwrap().remove(0);
        assert_eq!((row.failures, row.last_ok_at, row.last_poll_at), (1, Some(START), Some(after(300))));
        let coverage = world.store.coverage(START).await.unwrap();
        assert_eq!((coverage.sources, coverage.healthy), (1, 0));
        assert_eq!((coverage.blind[0].since, coverage.blind[0].why.as_str()), (START, "DNS: no such host"));
    }

    async fn a_feed_that_is_gone_is_never_due_again_until_asked_for_by_hand(world) {
        let feed = world.feed("harbour").await;
        let gone = FeedUpdate { came: PollResult::Gone, next_poll_at: None, ..quiet_poll(feed, START) };
        world.store.commit_poll(gone).await.unwrap();
        assert_eq!(world.store.feed_list().await.unwrap()[0].state, FeedState::Gone);
        assert_eq!(world.store.due_feeds(after(1_000_000), 10).await.unwrap().len(), 1);
        assert!(world.store.make_due(&name("harbour"), after(5)).await.unwrap());
        assert_eq!(world.store.due_feeds(after(5), 10).await.unwrap().len(), 2);
        assert!(!world.store.make_due(&name("nowhere"), after(5)).await.unwrap());
    }

    async fn feeds_polled_in_the_future_are_due_when_the_clock_is_set_right(world) {
        let day = std::time::Duration::from_hours(24);
        let ahead = START + 400 * day;
        world.store.commit_poll(quiet_poll(world.feed("harbour").await, ahead)).await.unwrap();
        world.store.commit_poll(quiet_poll(world.feed("lighthouse").await, after(600))).await.unwrap();
        assert_eq!(world.store.due_feeds(START, 10).await.unwrap(), []);
        assert_eq!(world.store.wake_from_the_future(ahead).await.unwrap(), 0, "all is well by that clock");
        assert_eq!(world.store.wake_from_the_future(START).await.unwrap(), 1, "ten minutes are nothing");
        assert_eq!(world.store.due_feeds(START, 10).await.unwrap()[0].name, name("harbour"));
        world.store.commit_poll(quiet_poll(world.feed("harbour").await, after(1))).await.unwrap();
        assert_eq!(world.store.wake_from_the_future(START).await.unwrap(), 0);
    }

    async fn what_is_asked_for_by_hand_while_a_poll_runs_stands(world) {
        let feed = world.feed("harbour").await;
        let due_of = async |at| {
            let due = world.store.due_feeds(at, 10).await.unwrap();
            due.into_iter().find(|due| due.feed_id == feed)
        };
        let running = |basis, at| FeedUpdate { basis, ..poll(feed, at, vec![]) };
        let asked = due_of(START).await.unwrap();
        assert!(world.store.make_due(&name("harbour"), after(3)).await.unwrap());
        world.store.commit_poll(running(asked.basis, after(6))).await.unwrap();
        let asked = due_of(after(6)).await.expect("it is due though it was just polled");
        assert!(asked.validators.etag.is_some());
        world.store.lift_silence(&name("harbour"), Vec::new()).await.unwrap();
        assert!(world.store.make_due(&name("harbour"), after(7)).await.unwrap());
        world.store.commit_poll(running(asked.basis, after(8))).await.unwrap();
        let asked = due_of(after(8)).await.expect("it is due again");
        assert_eq!((asked.validators, asked.body_hash), (Validators::default(), None), "and unconditionally");
        world.store.commit_poll(running(asked.basis, after(9))).await.unwrap();
        assert_eq!(due_of(after(308)).await, None);
        assert!(due_of(after(309)).await.unwrap().validators.etag.is_some());
    }

    async fn a_held_host_holds_its_feeds_and_next_due_says_until_when(world) {
        let feed = world.feed("harbour").await;
        let held = FeedUpdate { host_not_before: Some(after(900)), ..quiet_poll(feed, START) };
        world.store.commit_poll(held).await.unwrap();
        let other = world.feed("lighthouse").await;
        let later = FeedUpdate { next_poll_at: Some(after(5000)), ..quiet_poll(other, START) };
        world.store.commit_poll(later).await.unwrap();
        assert_eq!(
            world.store.held_hosts(after(10)).await.unwrap(),
            [("harbour.example".to_owned(), after(900))]
        );
        assert_eq!(world.store.due_feeds(after(899), 10).await.unwrap(), []);
        assert_eq!(world.store.next_due().await.unwrap().feed, Some(after(900)));
        assert_eq!(world.store.due_feeds(after(900), 10).await.unwrap().len(), 1);
        assert_eq!(world.store.held_hosts(after(900)).await.unwrap(), []);
        // Behind a redirect another host may ask for it.
        let redirected = FeedUpdate {
            host_not_before: Some(after(2000)),
            held_host: Some("cdn.example".to_owned()),
            ..quiet_poll(feed, after(1))
        };
        world.store.commit_poll(redirected).await.unwrap();
        let held = world.store.held_hosts(after(1500)).await.unwrap();
        assert_eq!(held, [("cdn.example".to_owned(), after(2000))]);
        // A shorter silence asked for later does not end a longer one.
        let shorter = FeedUpdate { host_not_before: Some(after(100)), ..quiet_poll(feed, after(1)) };
        world.store.commit_poll(shorter).await.unwrap();
        let held = world.store.held_hosts(after(10)).await.unwrap();
        assert!(held.contains(&("harbour.example".to_owned(), after(900))), "{held:?}");
    }

    async fn a_feed_whose_host_wants_long_silence_is_blind_until_it_is_lifted_or_over(world) {
        let feed = world.feed("harbour").await;
        let validators = Some(Validators { etag: Some(b"\"a\"".to_vec()), ..Validators::default() });
        world.store.commit_poll(FeedUpdate { validators, ..quiet_poll(feed, START) }).await.unwrap();
        let listed = async || {
            let (coverage, counts) = (world.store.coverage(START).await, world.store.counts().await);
            let coverage = coverage.unwrap();
            assert_eq!(coverage.sources, coverage.healthy + coverage.blind.len());
            assert_eq!(usize::try_from(counts.unwrap().gauges.blind), Ok(coverage.blind.len()));
            let unheard = world.store.unheard_feeds(START).await.unwrap();
            let until = world.store.feed_list().await.unwrap()[0].unheard_until;
            assert_eq!(unheard.iter().map(|feed| feed.until).next(), until);
            coverage.blind.into_iter().map(|blind| (blind.since, blind.why)).next().zip(until)
        };
        // An interval of five minutes and an hour are nothing to be told.
        world.store.hold_host("harbour.example", after(3_900), "told to wait").await.unwrap();
        assert_eq!(listed().await, None);
        world.store.hold_host("harbour.example", after(4_000), "told to wait").await.unwrap();
        let why = "its host asked for silence".to_owned();
        assert_eq!(listed().await, Some(((START, why.clone()), after(4_000))));
        // Behind a redirect another host may want it: the poll says so.
        let held = FeedUpdate {
            came: PollResult::Held,
            reason: Some("in other words".to_owned()),
            next_poll_at: Some(after(9_000)),
            ..quiet_poll(feed, after(300))
        };
        world.store.commit_poll(held).await.unwrap();
        assert_eq!(listed().await, Some(((START, why), after(9_000))));
        world.store.commit_poll(quiet_poll(feed, after(400))).await.unwrap();
        assert_eq!(listed().await, None, "it was heard, and is not due before the silence is over");

        assert!(!world.store.take_lifted("harbour.example").await.unwrap());
        world.store.lift_silence(&name("harbour"), Vec::new()).await.unwrap();
        assert_eq!(world.store.held_hosts(START).await.unwrap(), []);
        let due = world.store.due_feeds(after(700), 1).await.unwrap().remove(0);
        assert_eq!((due.validators, due.body_hash), (Validators::default(), None));
        assert!(world.store.take_lifted("harbour.example").await.unwrap());
        assert!(!world.store.take_lifted("harbour.example").await.unwrap());
    }

    async fn a_move_that_is_taken_back_leaves_the_configured_address(world) {
        let feed = world.feed("harbour").await;
        let moved = async |url: &str, at| {
            let update = FeedUpdate { new_url: Some(url.to_owned()), ..quiet_poll(feed, at) };
            world.store.commit_poll(update).await.unwrap();
            let due = world.store.due_feeds(after(9_000), 10).await.unwrap();
            let due = due.into_iter().find(|due| due.feed_id == feed).unwrap();
            (due.url, due.moved_from)
        };
        let due = world.store.due_feeds(after(1), 10).await.unwrap();
        let home = due.into_iter().find(|due| due.feed_id == feed).unwrap().url;
        let away = "https://new.example/feed".to_owned();
        assert_eq!(moved(&away, START).await, (away, Some(home.clone())));
        assert_eq!(moved(&home, after(300)).await, (home.clone(), None));
    }

    async fn the_same_poll_twice_brings_its_articles_once(world) {
        let feed = world.feed("harbour").await;
        let update = poll(feed, START, vec![entry(world, "gale", &["storms"]), entry(world, "calm", &[])]);
        let first = world.store.commit_poll(update.clone()).await.unwrap();
        assert_eq!(first, PollCommitted { new_articles: 2, ..PollCommitted::default() });
        let again = world.store.commit_poll(update.clone()).await.unwrap();
        assert_eq!(again, PollCommitted::default());
        let known = world.store.known_entries(feed, &[key("gale"), key("absent")]).await.unwrap();
        assert_eq!(known.len(), 1);
        assert_eq!(known[&key("gale")].article_id, update.new[0].article_id);
        assert_eq!(known[&key("gale")].content_hash, update.new[0].content_hash);
        assert_eq!(world.store.counts().await.unwrap().articles, 2);
        assert_eq!(world.store.feed_list().await.unwrap()[0].articles, 2);
    }

    async fn one_address_in_two_feeds_is_one_article(world) {
        let (one, two) = (world.feed("harbour").await, world.feed("lighthouse").await);
        let first = poll(one, START, vec![entry(world, "gale", &["storms"])]);
        let second = poll(two, after(1), vec![entry(world, "gale", &["storms"]), entry(world, "calm", &[])]);
        world.store.commit_poll(first.clone()).await.unwrap();
        assert_eq!(world.store.commit_poll(second).await.unwrap().new_articles, 1);
        let known = world.store.known_entries(two, &[key("gale")]).await.unwrap();
        assert_eq!(known[&key("gale")].article_id, first.new[0].article_id);
        let trail = world.store.trail(url_key("gale")).await.unwrap().unwrap();
        let feeds: Vec<_> = trail.entries.iter().map(|e| e.feed.to_string()).collect();
        assert_eq!(feeds, ["harbour", "lighthouse"]);
        assert_eq!(world.store.counts().await.unwrap().articles, 2);
    }

    async fn one_address_twice_in_one_poll_is_one_article(world) {
        let feed = world.feed("harbour").await;
        let mut twin = entry(world, "twin", &[]);
        twin.url_keys = vec![url_key("gale"), url_key("twin")];
        let done = world.store.commit_poll(poll(feed, START, vec![entry(world, "gale", &[]), twin])).await.unwrap();
        assert_eq!(done.new_articles, 1);
        let ids = [url_key("gale"), url_key("twin")];
        let one = world.store.trail(ids[0]).await.unwrap().unwrap().article_id;
        assert_eq!(world.store.trail(ids[1]).await.unwrap().unwrap().article_id, one);
    }

    async fn two_workers_that_meet_one_address_make_one_article(world) {
        let (one, two) = (world.feed("harbour").await, world.feed("lighthouse").await);
        for round in 0..10 {
            let slug = format!("gale-{round}");
            let first = poll(one, after(round), vec![entry(world, &slug, &[])]);
            let second = poll(two, after(round), vec![entry(world, &slug, &[])]);
            let (a, b) = tokio::join!(world.store.commit_poll(first), world.store.commit_poll(second));
            assert_eq!(a.unwrap().new_articles + b.unwrap().new_articles, 1);
        }
    }

    async fn hundreds_of_entries_of_one_poll_arrive(world) {
        let feed = world.feed("harbour").await;
        let new: Vec<_> = (0..700).map(|i| entry(world, &format!("item-{i}"), &[])).collect();
        let keys: Vec<_> = new.iter().map(|e| e.key).collect();
        assert_eq!(world.store.commit_poll(poll(feed, START, new)).await.unwrap().new_articles, 700);
        assert_eq!(world.store.known_entries(feed, &keys).await.unwrap().len(), 700);
        assert_eq!(world.store.known_entries(feed, &[]).await.unwrap().len(), 0);
    }

    async fn a_changed_entry_without_a_page_is_matched_on_its_new_words(world) {
        let feed = world.feed("harbour").await;
        let new = entry(world, "gale", &["storms"]);
        world.store.commit_poll(poll(feed, START, vec![new.clone()])).await.unwrap();
        let mut words = article("gale");
        words.title = "A gale, corrected".to_owned();
        let change = ChangedEntry {
            relinked: None,
            key: new.key,
            article_id: new.article_id,
            entry: new.entry.clone(),
            content_hash: key("other words"),
            indexed: Some(indexed(&words, &["tides"])),
            article: words,
            page: None,
        };
        let update = FeedUpdate { changed: vec![change], ..quiet_poll(feed, after(300)) };
        assert_eq!(world.store.commit_poll(update.clone()).await.unwrap().changed, 1);
        assert_eq!(world.store.commit_poll(update).await.unwrap().changed, 0);
        let trail = world.store.trail(url_key("gale")).await.unwrap().unwrap();
        assert_eq!(trail.title, "A gale, corrected");
        let topics: Vec<_> = trail.matches.iter().map(|(m, _)| m.topic.to_string()).collect();
        assert_eq!(topics, ["tides"]);
        let [announced] = trail.entries.as_slice() else { panic!("{:?}", trail.entries) };
        assert_eq!(announced.title, "A gale, corrected");
        assert_eq!(announced.earlier, [("The gale report".to_owned(), START)]);
        let known = world.store.known_entries(feed, &[new.key]).await.unwrap();
        assert_eq!(known[&new.key].content_hash, key("other words"));
    }

    async fn a_changed_entry_has_its_page_read_again(world) {
        let feed = world.feed("harbour").await;
        let new = entry_with_page(world, "gale", &[]);
        world.store.commit_poll(poll(feed, START, vec![new.clone()])).await.unwrap();
        let job = world.store.claim_pages(START, 10, 1, after(60)).await.unwrap().remove(0);
        let change = ChangedEntry {
            relinked: None,
            key: new.key,
            article_id: new.article_id,
            entry: new.entry,
            content_hash: key("other words"),
            indexed: Some(indexed(&article("gale"), &["tides"])),
            article: article("gale"),
            page: new.page,
        };
        let update = FeedUpdate { changed: vec![change], ..quiet_poll(feed, after(1)) };
        assert_eq!(world.store.commit_poll(update).await.unwrap().pages, 1);
        // Its new words are matched meanwhile, as a new entry's are, and its story waits for the page.
        let trail = world.store.trail(url_key("gale")).await.unwrap().unwrap();
        let topics: Vec<_> = trail.matches.iter().map(|(m, _)| m.topic.to_string()).collect();
        assert_eq!(topics, ["tides"]);
        assert_eq!(world.store.next_due().await.unwrap().story, Some(after(61)));
        // Whoever was reading the old page reads for nothing.
        let late = page_read(&job, after(2), "old words", &[]);
        assert!(matches!(world.store.commit_read(late).await, Err(vigie::store::StoreError::Fenced)));
        assert_eq!(world.store.claim_pages(after(2), 10, 1, after(60)).await.unwrap().len(), 1);
    }

    async fn an_unknown_feed_or_topic_is_an_error_and_leaves_nothing(world) {
        let nobody = vigie::model::FeedId::from(7);
        assert!(world.store.commit_poll(quiet_poll(nobody, START)).await.is_err());
        let feed = world.feed("harbour").await;
        let mut odd = entry(world, "gale", &["storms"]);
        odd.indexed.as_mut().unwrap().matched.matches[0].topic = name("never-configured");
        assert!(world.store.commit_poll(poll(feed, START, vec![odd])).await.is_err());
        assert_eq!(world.store.counts().await.unwrap().articles, 0);
        assert_eq!(world.store.feed_list().await.unwrap()[0].last_poll_at, None);
    }

    async fn text_with_a_nul_is_stored_without_it(world) {
        let feed = world.feed("harbour").await;
        let mut odd = entry(world, "gale", &["storms"]);
        odd.article.title = "A\0 gale".to_owned();
        world.store.commit_poll(poll(feed, START, vec![odd])).await.unwrap();
        assert_eq!(world.store.trail(url_key("gale")).await.unwrap().unwrap().title, "A gale");
    }

    async fn old_news_is_marked_so_that_nobody_is_told(world) {
        let feed = world.feed("harbour").await;
        let mut old = entry(world, "gale", &["storms"]);
        old.telling = Telling::Nothing;
        let mut undated = entry(world, "calm", &["storms"]);
        undated.telling = Telling::DigestsOnly;
        world.store.commit_poll(poll(feed, START, vec![old, undated])).await.unwrap();
        let candidates = world.store.candidates(START, 10).await.unwrap();
        let telling: Vec<_> = candidates.iter().map(|c| c.telling).collect();
        assert_eq!(telling, [Telling::Nothing, Telling::DigestsOnly]);
        let trail = async |slug| world.store.trail(url_key(slug)).await.unwrap().unwrap().telling;
        assert_eq!(trail("gale").await, Telling::Nothing);
    }

    async fn ids_sort_by_time_and_differ_between_processes(world) {
        let (clock, _) = vigie::clock::Clock::manual(START);
        let beside =
            vigie::store::Store::open(&world.settings, vigie::store::Role::Command, clock).await.unwrap();
        assert_eq!(beside.store_id(), world.store.store_id());
        let mut ids: Vec<i64> = Vec::new();
        for second in 0..20 {
            for store in [&world.store, &beside] {
                let id: vigie::model::ArticleId = store.ids().next(after(second));
                ids.push(id.get());
            }
        }
        let (mut sorted, given) = (ids.clone(), ids);
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), given.len());
        for pair in given.chunks(2).collect::<Vec<_>>().windows(2) {
            assert!(pair[0].iter().max() < pair[1].iter().min());
        }
        beside.close().await.unwrap();
    }
}

#[test]
fn the_floor_of_ids_lies_below_every_id_of_its_time() {
    let mint = vigie::model::IdMint::new(0);
    let before: i64 = mint.next(START - Duration::from_millis(1));
    let first: i64 = vigie::model::IdMint::new(0).next(START);
    assert!(before < vigie::model::IdMint::floor(START));
    assert!(vigie::model::IdMint::floor(START) <= first);
}
