//! T3 when the text of an article comes late: alone in a story that nobody was told of, it may go to another.

use vigie::digest::{Item, Reason};
use vigie::model::{Priority, StoryId};
use vigie::store::{StoreError, StoryCommit};
use vigie::story::{Assignment, Candidate, Relation};

use super::world::*;

/// A story that was read, and one whose page is still to come; both are owed to the digest.
async fn two_stories(world: &World) -> (StoryId, StoryId) {
    let feed = world.feed("harbour").await;
    world.store.commit_poll(poll(feed, START, vec![entry(world, "gale", &["storms"])])).await.unwrap();
    let gale = tell(world, START, &["digest:morning"]).await[0];
    world
        .store
        .commit_poll(poll(feed, after(1), vec![entry_with_page(world, "wreck", &["storms"])]))
        .await
        .unwrap();
    (gale, tell(world, after(100), &["digest:morning"]).await[0])
}

/// The page comes, with nothing in it that the story does not know.
async fn page_comes(world: &World) -> Vec<Candidate> {
    let job = world.store.claim_pages(after(200), 1, 1, after(300)).await.unwrap().remove(0);
    world.store.commit_read(page_read(&job, after(201), &article("gale").body, &["storms"])).await.unwrap();
    world.store.candidates(after(201), 10).await.unwrap()
}

/// A candidate's place in a story, as a copy.
fn joins(candidate: Candidate, story_id: StoryId) -> StoryCommit {
    let leaves = candidate.story_id.filter(|own| *own != story_id);
    let relation = Relation::Copy;
    let article_id = candidate.article_id;
    let assignment = Assignment { article_id, story_id, begins: false, relation, earlier: None, leaves };
    StoryCommit {
        candidates: vec![candidate],
        assignments: vec![assignment],
        at: after(202),
        ..StoryCommit::default()
    }
}

/// What the digest is owed: stories, oldest item first.
async fn owed(world: &World) -> Vec<StoryId> {
    let items = world.store.open_items(&rule("digest:morning"), after(999)).await.unwrap();
    items.into_iter().map(|item| item.story_id).collect()
}

async fn story_of(world: &World, slug: &str) -> Option<(StoryId, String)> {
    world.store.trail(url_key(slug)).await.unwrap().unwrap().story
}

/// Another article joins a story.
async fn another(world: &World, slug: &str) -> Candidate {
    let feed = world.feed("lighthouse").await;
    world.store.commit_poll(poll(feed, after(203), vec![entry(world, slug, &["storms"])])).await.unwrap();
    let all = world.store.candidates(after(203), 10).await.unwrap();
    all.into_iter().find(|candidate| candidate.story_id.is_none()).unwrap()
}

on_both! {
    async fn an_article_leaves_the_story_that_is_its_own_alone_with_all_that_is_owed_for_it(world) {
        let (gale, wreck) = two_stories(world).await;
        // A follow-up goes on from the story that will be no more.
        let late = another(world, "divers").await;
        let divers = world.store.ids().next(after(203));
        let mut commit = joins(late, divers);
        commit.assignments[0] =
            Assignment { begins: true, relation: Relation::First, earlier: Some(wreck), ..commit.assignments[0].clone() };
        let item = Item {
            id: world.store.ids().next(after(203)),
            rule: rule("digest:morning"),
            story_id: divers,
            article_id: commit.assignments[0].article_id,
            reason: Reason::New,
            topics: vec![name("storms")],
            priority: Priority::Normal,
            created_at: after(203),
            ready_at: after(203),
            correction: None,
            only: None,
        };
        commit.items.push(item.clone());
        world.store.commit_stories(commit).await.unwrap();

        let candidates = page_comes(world).await;
        let [candidate] = candidates.as_slice() else { panic!("{candidates:?}") };
        assert_eq!((candidate.story_id, candidate.is_loose, candidate.text_pending), (Some(wreck), true, false));
        world.store.commit_stories(joins(candidate.clone(), gale)).await.unwrap();
        assert_eq!(story_of(world, "wreck").await, Some((gale, "copy".to_owned())));
        assert_eq!(world.store.trail(url_key("gale")).await.unwrap().unwrap().story_articles, 2);
        assert_eq!(owed(world).await, [gale, divers]);
        let states = world.store.story_states([gale, wreck, divers].into()).await.unwrap();
        assert_eq!((states.len(), states.contains_key(&wreck)), (2, false));
        let details = world.store.story_details(&[item]).await.unwrap();
        assert_eq!(details[0].earlier.as_ref().map(|earlier| earlier.id), Some(gale));
        assert_eq!(world.store.candidates(after(999), 10).await.unwrap(), []);
    }

    async fn an_article_that_stays_in_its_story_is_done_and_its_story_may_go_on_from_one(world) {
        let (gale, wreck) = two_stories(world).await;
        let candidate = page_comes(world).await.remove(0);
        let mut commit = joins(candidate, wreck);
        commit.assignments[0].relation = Relation::First;
        commit.assignments[0].earlier = Some(gale);
        world.store.commit_stories(commit).await.unwrap();
        assert_eq!(story_of(world, "wreck").await, Some((wreck, "first".to_owned())));
        assert_eq!(world.store.trail(url_key("wreck")).await.unwrap().unwrap().earlier.unwrap().0, gale);
        assert_eq!(owed(world).await, [gale, wreck]);
        assert_eq!(world.store.candidates(after(999), 10).await.unwrap(), []);
    }

    async fn a_late_text_moves_nothing_that_was_told_or_has_company(world) {
        let (_, wreck) = two_stories(world).await;
        let told = message(world, "digest:morning", after(150), &[("desk", "a@x.example")]).await;
        world.store.commit_message(told).await.unwrap();
        assert_eq!(page_comes(world).await, [], "nothing is new to its story");
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, after(1), vec![entry_with_page(world, "calm", &["storms"])])).await.unwrap();
        let calm = tell(world, after(210), &[]).await[0];
        let company = another(world, "ebb").await;
        world.store.commit_stories(joins(company, calm)).await.unwrap();
        let job = world.store.claim_pages(after(300), 1, 1, after(400)).await.unwrap().remove(0);
        world.store.commit_read(page_read(&job, after(301), "The sea lay flat.", &["storms"])).await.unwrap();
        assert_eq!(world.store.candidates(after(999), 10).await.unwrap(), []);
        assert_eq!(story_of(world, "wreck").await.unwrap().0, wreck);
    }

    async fn what_was_told_while_the_clusterer_thought_stays_where_it_was(world) {
        let (gale, wreck) = two_stories(world).await;
        let candidate = page_comes(world).await.remove(0);
        let told = message(world, "digest:morning", after(202), &[("desk", "a@x.example")]).await;
        world.store.commit_message(told).await.unwrap();
        let moved = world.store.commit_stories(joins(candidate, gale)).await;
        assert!(matches!(moved, Err(StoreError::Overtaken)), "{moved:?}");
        assert_eq!(story_of(world, "wreck").await, Some((wreck, "first".to_owned())));
        let candidate = world.store.candidates(after(203), 10).await.unwrap().remove(0);
        assert!(!candidate.is_loose);
    }

    async fn what_was_joined_while_the_clusterer_thought_stays_where_it_was(world) {
        let (gale, wreck) = two_stories(world).await;
        let candidate = page_comes(world).await.remove(0);
        let company = another(world, "ebb").await;
        world.store.commit_stories(joins(company, wreck)).await.unwrap();
        let moved = world.store.commit_stories(joins(candidate, gale)).await;
        assert!(matches!(moved, Err(StoreError::Overtaken)), "{moved:?}");
        assert_eq!((story_of(world, "wreck").await.unwrap().0, owed(world).await), (wreck, vec![gale, wreck]));
    }

    async fn nobody_joins_or_tells_a_story_whose_article_went(world) {
        let (gale, wreck) = two_stories(world).await;
        let telling = message(world, "digest:morning", after(202), &[("desk", "a@x.example")]).await;
        let candidate = page_comes(world).await.remove(0);
        let company = another(world, "ebb").await;
        world.store.commit_stories(joins(candidate, gale)).await.unwrap();
        let joined = world.store.commit_stories(joins(company, wreck)).await;
        assert!(joined.is_err(), "the story is gone");
        assert_eq!(story_of(world, "ebb").await, None);
        assert!(!world.store.commit_message(telling).await.unwrap(), "its items went too: it is composed anew");
        assert_eq!(owed(world).await, [gale]);
    }

    async fn a_move_and_a_message_at_once_leave_one_of_them(world) {
        let (gale, wreck) = two_stories(world).await;
        let candidate = page_comes(world).await.remove(0);
        let telling = message(world, "digest:morning", after(202), &[("desk", "a@x.example")]).await;
        let (moved, told) =
            tokio::join!(world.store.commit_stories(joins(candidate, gale)), world.store.commit_message(telling));
        assert_ne!(moved.is_ok(), told.unwrap());
        let at = story_of(world, "wreck").await.unwrap().0;
        assert_eq!(at, if moved.is_ok() { gale } else { wreck });
        assert_eq!(owed(world).await.len(), usize::from(moved.is_ok()));
    }
}
