//! T3: candidates, stories and items.

use std::collections::BTreeMap;

use vigie::digest::{Earlier, Item, OwedItem, Reason};
use vigie::feed::NewEntry;
use vigie::model::{Language, Priority};
use vigie::store::StoryCommit;
use vigie::story::{Assignment, Relation};

use super::world::*;

on_both! {
    async fn a_candidate_carries_its_matches_and_is_gone_once_it_has_a_story(world) {
        let feed = world.feed("harbour").await;
        let new = vec![entry(world, "gale", &["storms", "tides"]), entry(world, "calm", &[])];
        world.store.commit_poll(poll(feed, START, new.clone())).await.unwrap();
        let candidates = world.store.candidates(START, 10).await.unwrap();
        let [one] = candidates.as_slice() else { panic!("{candidates:?}") };
        assert_eq!((one.article_id, one.story_id, one.text_pending), (new[0].article_id, None, false));
        assert_eq!((one.site.as_str(), one.title.as_str()), ("harbour.example", "The gale report"));
        assert_eq!(one.content_hash, vigie::article::content_hash(&new[0].article.title, &new[0].article.body));
        let topics: Vec<_> = one.topics.iter().map(|hit| (hit.topic.to_string(), hit.priority)).collect();
        assert_eq!(
            topics,
            [("storms".to_owned(), Priority::Normal), ("tides".to_owned(), Priority::Urgent)]
        );
        assert_eq!(tell(world, START, &[]).await.len(), 1);
        assert_eq!(world.store.candidates(after(9999), 10).await.unwrap(), []);
        assert_eq!(world.store.counts().await.unwrap().stories, 1);
    }

    async fn a_verbatim_copy_finds_the_story_of_its_text_within_three_days(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry(world, "gale", &["storms"])])).await.unwrap();
        let story = tell(world, START, &["alert:breaking"]).await[0];
        let copy = |slug: &str| {
            let mut copy = entry(world, slug, &["storms"]);
            copy.article.title = article("gale").title;
            copy.article.body = article("gale").body;
            copy
        };
        let day = 86_400;
        world.store.commit_poll(poll(feed, after(2 * day), vec![copy("soon")])).await.unwrap();
        let soon = world.store.candidates(after(2 * day), 10).await.unwrap();
        let by_content = world.store.stories_by_content(&soon).await.unwrap();
        assert_eq!(by_content.values().collect::<Vec<_>>(), [&story]);
        let state = &world.store.story_states([story].into()).await.unwrap()[&story];
        assert_eq!(state.items, [OwedItem { rule: rule("alert:breaking"), reason: Reason::New, is_told: false }]);
        let assignments = vec![Assignment {
            article_id: soon[0].article_id,
            story_id: story,
            begins: false,
            relation: Relation::Copy, earlier: None, leaves: None
        }];
        let commit =
            StoryCommit { candidates: soon, assignments, at: after(2 * day), ..StoryCommit::default() };
        world.store.commit_stories(commit).await.unwrap();
        let trail = world.store.trail(url_key("soon")).await.unwrap().unwrap();
        assert_eq!((trail.story, trail.story_articles), (Some((story, "copy".to_owned())), 2));
        world.store.commit_poll(poll(feed, after(6 * day), vec![copy("late")])).await.unwrap();
        let late = world.store.candidates(after(6 * day), 10).await.unwrap();
        assert_eq!(world.store.stories_by_content(&late).await.unwrap().len(), 0);
    }

    async fn a_match_that_arrives_while_stories_are_made_is_not_forgotten(world) {
        let feed = world.feed("harbour").await;
        let new = entry_with_page(world, "gale", &["storms"]);
        world.store.commit_poll(poll(feed, START, vec![new])).await.unwrap();
        let seen = world.store.candidates(after(60), 10).await.unwrap();
        // The page is read between the clusterer's look and its commit.
        let job = world.store.claim_pages(after(60), 1, 1, after(120)).await.unwrap().remove(0);
        let read = page_read(&job, after(61), "storm and tide", &["storms", "tides"]);
        world.store.commit_read(read).await.unwrap();
        let story_id = world.store.ids().next(after(62));
        let assignments = vec![Assignment {
            article_id: seen[0].article_id,
            story_id,
            begins: true,
            relation: Relation::First, earlier: None, leaves: None
        }];
        let commit = StoryCommit { candidates: seen, assignments, at: after(62), ..StoryCommit::default() };
        world.store.commit_stories(commit).await.unwrap();
        let again = world.store.candidates(after(62), 10).await.unwrap();
        assert_eq!((again.len(), again[0].story_id), (1, Some(story_id)));
        let known = world.store.story_states([story_id].into()).await.unwrap();
        let topics: Vec<_> = known[&story_id].topics.keys().map(ToString::to_string).collect();
        assert_eq!(topics, ["storms"], "tides is still to be told");
    }

    async fn the_same_story_is_owed_once_for_one_reason(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry(world, "gale", &["storms"])])).await.unwrap();
        let story_id = tell(world, START, &["alert:breaking"]).await[0];
        let item = world.store.open_items(&rule("alert:breaking"), START).await.unwrap().remove(0);
        let again = Item { id: world.store.ids().next(after(1)), ..item.clone() };
        let late = Item { id: world.store.ids().next(after(1)), reason: Reason::Late, ..item.clone() };
        let commit = StoryCommit { items: vec![again, late], at: after(1), ..StoryCommit::default() };
        world.store.commit_stories(commit).await.unwrap();
        let open = world.store.open_items(&rule("alert:breaking"), after(1)).await.unwrap();
        let reasons: Vec<_> = open.iter().map(|i| (i.story_id, i.reason)).collect();
        assert_eq!(reasons, [(story_id, Reason::New), (story_id, Reason::Late)]);
        assert_eq!(open[0], item);
    }

    async fn an_item_is_open_from_its_time_on_and_its_rule_says_so(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry(world, "gale", &["storms"])])).await.unwrap();
        tell(world, START, &["digest:morning"]).await;
        let mut item = world.store.open_items(&rule("digest:morning"), START).await.unwrap().remove(0);
        item.id = world.store.ids().next(START);
        item.rule = rule("alert:breaking");
        item.priority = Priority::Urgent;
        item.ready_at = after(10);
        let commit = StoryCommit { items: vec![item], at: START, ..StoryCommit::default() };
        world.store.commit_stories(commit).await.unwrap();
        assert_eq!(world.store.open_items(&rule("alert:breaking"), after(9)).await.unwrap(), []);
        assert_eq!(world.store.open_items(&rule("alert:breaking"), after(10)).await.unwrap().len(), 1);
        let rules = world.store.open_rules().await.unwrap();
        let [alert, digest] = rules.as_slice() else { panic!("{rules:?}") };
        assert_eq!((&alert.rule, alert.open), (&rule("alert:breaking"), 1));
        assert_eq!((alert.first_ready_at, alert.first_urgent_at), (Some(after(10)), Some(after(10))));
        assert_eq!((digest.open, digest.first_urgent_at, digest.last_slot_at), (1, None, Some(START)));
    }

    async fn details_come_in_the_items_order_with_every_source(world) {
        let (one, two) = (world.feed("harbour").await, world.feed("lighthouse").await);
        let new = vec![entry(world, "gale", &["storms"]), entry(world, "flood", &["tides"])];
        world.store.commit_poll(poll(one, START, new)).await.unwrap();
        tell(world, START, &["alert:breaking"]).await;
        let mut copy = entry(world, "copy", &["storms"]);
        copy.article.site = Some("lighthouse.example".to_owned());
        world.store.commit_poll(poll(two, after(5), vec![copy])).await.unwrap();
        let mut items = world.store.open_items(&rule("alert:breaking"), START).await.unwrap();
        let story_id = items[0].story_id;
        let candidates = world.store.candidates(after(5), 10).await.unwrap();
        let assignments = vec![Assignment {
            article_id: candidates[0].article_id,
            story_id,
            begins: false,
            relation: Relation::Copy, earlier: None, leaves: None
        }];
        let commit = StoryCommit { candidates, assignments, at: after(5), ..StoryCommit::default() };
        world.store.commit_stories(commit).await.unwrap();
        items.reverse();
        let outlets = world.store.outlets(&items).await.unwrap();
        assert_eq!((outlets.len(), outlets[&story_id], outlets[&items[0].story_id]), (2, 2, 1));
        let details = world.store.story_details(&items).await.unwrap();
        let tellers = &world.store.tellers(&items).await.unwrap()[&story_id];
        let told_by: Vec<_> = tellers.iter().map(|t| (t.topics.len(), t.has_text, t.first_seen_at)).collect();
        assert_eq!(told_by, [(1, true, START), (1, true, after(5))]);
        let titles: Vec<_> = details.iter().map(|d| d.title.as_str()).collect();
        assert_eq!(titles, ["The flood report", "The gale report"]);
        let sites: Vec<_> = details[1].sources.iter().map(|s| s.site.as_str()).collect();
        assert_eq!(sites, ["harbour.example", "lighthouse.example"]);
        assert_eq!(details[1].matches, indexed(&article("gale"), &["storms"]).matched.matches);
        assert_eq!((details[1].body.clone(), details[1].text_pending), (article("gale").body, false));
        assert_eq!(details[1].published, Some(START));
    }

    async fn a_follow_up_names_the_story_it_goes_on_from_as_long_as_it_has_an_article(world) {
        let (one, two) = (world.feed("harbour").await, world.feed("lighthouse").await);
        world.store.commit_poll(poll(one, START, vec![entry_with_page(world, "gale", &["storms"])])).await.unwrap();
        let job = world.store.claim_pages(START, 1, 1, after(60)).await.unwrap().remove(0);
        world.store.commit_read(page_read(&job, after(1), &article("gale").body, &["storms"])).await.unwrap();
        let story = tell(world, after(1), &[]).await[0];
        let day = 86_400;
        let mut follow_up = entry(world, "wreck", &["storms"]);
        follow_up.article_id = world.store.ids().next(after(4 * day));
        let unlike = NewEntry { article_id: world.store.ids().next(after(4 * day)), ..entry(world, "calm", &["storms"]) };
        world.store.commit_poll(poll(two, after(4 * day), vec![follow_up, unlike])).await.unwrap();
        let candidates = world.store.candidates(after(4 * day), 10).await.unwrap();
        let goes_on = |title: &str| (title == "The wreck report").then_some(story);
        let assignments = candidates.iter().map(|candidate| Assignment {
            article_id: candidate.article_id,
            story_id: world.store.ids().next(after(4 * day)),
            begins: true,
            relation: Relation::First,
            earlier: goes_on(&candidate.title),
            leaves: None,
        });
        let assignments: Vec<Assignment> = assignments.collect();
        let items = assignments.iter().map(|assignment| Item {
            id: world.store.ids().next(after(4 * day)),
            rule: rule("digest:morning"),
            story_id: assignment.story_id,
            article_id: assignment.article_id,
            reason: Reason::New,
            topics: vec![name("storms")],
            priority: Priority::Normal,
            created_at: after(4 * day),
            ready_at: after(4 * day),
            correction: None,
            only: None,
        });
        let items: Vec<Item> = items.collect();
        let commit = StoryCommit {
            candidates, assignments, items: items.clone(), at: after(4 * day), ..StoryCommit::default()
        };
        world.store.commit_stories(commit).await.unwrap();
        let earlier = async || {
            let details = world.store.story_details(&items).await.unwrap();
            details.into_iter().map(|detail| (detail.title, detail.earlier)).collect::<BTreeMap<_, _>>()
        };
        let named = Earlier {
            id: story,
            title: "The gale report".to_owned(),
            url: Some("https://harbour.example/canonical-gale".to_owned()),
            site: "harbour.example".to_owned(),
            language: Language::from_static("en"),
            at: START,
        };
        let told = [("The calm report".to_owned(), None), ("The wreck report".to_owned(), Some(named))];
        assert_eq!(earlier().await, BTreeMap::from(told));
        // Retention takes the article, then its story.
        world.store.commit_poll(poll(one, after(300 * day), Vec::new())).await.unwrap();
        assert_eq!(world.store.sweep(after(3 * day)).await.unwrap(), 1);
        assert!(earlier().await.values().all(Option::is_none));
    }
}
