//! An edited topic meets the archive: what is written, and that nobody is owed anything for it.

use vigie::model::ArticleId;
use vigie::store::{Judged, Rematched};
use vigie::topic::{Match, TopicVersion};

use super::world::*;

/// A topic of [`CONFIG`] as it is, or once its query is another.
async fn version(world: &World, topic: &str, query: Option<&str>) -> TopicVersion {
    let text = match query {
        Some(query) => CONFIG.replace("query = \"storm\"", &format!("query = \"{query}\"")),
        None => CONFIG.to_owned(),
    };
    world.sync(&text, after(1)).await;
    let config = config(world.folder.path(), &text);
    config.index.versions().iter().find(|version| version.name.as_str() == topic).cloned().unwrap()
}

/// What the topic says of an article's first words.
fn judged(article_id: ArticleId, version: &TopicVersion, matches: bool) -> Judged {
    let found = matches.then(|| {
        let found = indexed(&article("any"), &["storms"]).matched.matches.remove(0);
        Match { topic: version.name.clone(), version: version.hash, ..found }
    });
    Judged { article_id, text_version: 1, found }
}

fn counts(done: &Rematched) -> [usize; 5] {
    [done.new, done.updated, done.same, done.lost, done.reworded.len()]
}

on_both! {
    async fn a_story_that_an_edited_topic_lost_is_not_among_its_own(world) {
        let feed = world.feed("harbour").await;
        let new = vec![entry(world, "gale", &["storms", "tides"])];
        let id = new[0].article_id;
        world.store.commit_poll(poll(feed, START, new)).await.unwrap();
        tell(world, START, &[]).await;
        let of = async |topic: &str| {
            let stories = world.store.topic_stories(Some(&name(topic)), 9).await.unwrap();
            stories.into_iter().map(|story| (story.article_id, story.topics.len())).collect::<Vec<_>>()
        };
        let edited = version(world, "storms", Some("gust")).await;
        assert_eq!((of("storms").await, of("tides").await), (vec![(id, 2)], vec![(id, 2)]));
        world.store.rematch(&edited, vec![judged(id, &edited, false)], after(2), true).await.unwrap();
        assert_eq!((of("storms").await, of("tides").await), (vec![], vec![(id, 1)]));
    }

    async fn a_rematch_writes_what_it_says_once_and_makes_no_story_due(world) {
        let feed = world.feed("harbour").await;
        let new = vec![entry(world, "gale", &["storms"]), entry(world, "calm", &[]), entry(world, "breeze", &["storms"])];
        let ids: Vec<ArticleId> = new.iter().map(|entry| entry.article_id).collect();
        world.store.commit_poll(poll(feed, START, new)).await.unwrap();
        let edited = version(world, "storms", Some("storm OR calm")).await;
        let all = || vec![judged(ids[0], &edited, true), judged(ids[1], &edited, true), judged(ids[2], &edited, false)];
        let everything = (ArticleId::from(0), ArticleId::from(i64::MAX));
        let before = world.store.all_matches(9).await.unwrap();
        let outdated = world.store.outdated_matches(&edited, everything, 9).await.unwrap();
        assert_eq!(outdated.len(), 2);
        // Tried first: the same account, nothing written.
        let tried = world.store.rematch(&edited, all(), after(2), false).await.unwrap();
        assert_eq!(counts(&tried), [1, 1, 0, 1, 0]);
        assert_eq!(world.store.all_matches(9).await.unwrap(), before);
        let done = world.store.rematch(&edited, all(), after(2), true).await.unwrap();
        assert_eq!(done, tried);
        let urls: Vec<String> = world.store.all_matches(9).await.unwrap().into_iter().map(|row| row.url).collect();
        assert_eq!(urls, ["https://harbour.example/calm", "https://harbour.example/gale"]);
        let again = world.store.rematch(&edited, all(), after(3), true).await.unwrap();
        assert_eq!(counts(&again), [0, 0, 2, 0, 0]);
        assert_eq!(world.store.outdated_matches(&edited, everything, 9).await.unwrap(), []);
        // What was news before the edit still gets its story; what the edit brought does not, nor what it lost.
        let due = world.store.candidates(after(120), 9).await.unwrap();
        assert_eq!(due.iter().map(|candidate| candidate.article_id).collect::<Vec<_>>(), [ids[0]]);
        assert_eq!(world.store.next_due().await.unwrap().story, Some(START));
        let trail = world.store.trail(url_key("calm")).await.unwrap().unwrap();
        assert_eq!((trail.matches.len(), trail.quiet), (1, vec![name("storms")]));
    }

    async fn new_words_of_an_article_are_no_growth_by_what_a_rematch_found(world) {
        let feed = world.feed("harbour").await;
        let new = vec![entry_with_page(world, "gale", &["tides"]), entry_with_page(world, "calm", &[])];
        let ids: Vec<ArticleId> = new.iter().map(|entry| entry.article_id).collect();
        world.store.commit_poll(poll(feed, START, new)).await.unwrap();
        tell(world, after(61), &["alert:breaking"]).await;
        let told = message(world, "alert:breaking", after(61), &[("hook", "")]).await;
        world.store.commit_message(told).await.unwrap();
        let storms = version(world, "storms", None).await;
        let all = ids.iter().map(|id| judged(*id, &storms, true)).collect();
        let done = world.store.rematch(&storms, all, after(62), true).await.unwrap();
        assert_eq!(counts(&done), [2, 0, 0, 0, 0]);
        // The pages arrive, and say the same.
        let jobs = world.store.claim_pages(after(70), 9, 9, after(99)).await.unwrap();
        assert_eq!(jobs.len(), 2);
        for job in &jobs {
            let topics: &[&str] = if job.article_id == ids[0] { &["storms", "tides"] } else { &["storms"] };
            world.store.commit_read(page_read(job, after(71), "Words of the page.", topics)).await.unwrap();
        }
        assert_eq!(world.store.candidates(after(9999), 9).await.unwrap(), []);
        assert_eq!(world.store.next_due().await.unwrap().story, None);
        // What was judged by then is of older words.
        let late = world.store.rematch(&storms, vec![judged(ids[0], &storms, false)], after(72), true).await.unwrap();
        assert_eq!((counts(&late), late.reworded), ([0, 0, 0, 0, 1], vec![ids[0]]));
        assert_eq!(world.store.all_matches(9).await.unwrap().len(), 3);
    }

    async fn a_match_that_a_rematch_brought_is_told_beside_none_and_stays_so(world) {
        let feed = world.feed("harbour").await;
        let new = vec![entry_with_page(world, "calm", &[])];
        let id = new[0].article_id;
        world.store.commit_poll(poll(feed, START, new)).await.unwrap();
        let storms = version(world, "storms", None).await;
        world.store.rematch(&storms, vec![judged(id, &storms, true)], after(62), true).await.unwrap();
        let jobs = world.store.claim_pages(after(70), 9, 9, after(99)).await.unwrap();
        let read = page_read(&jobs[0], after(71), "Words of the page.", &["storms", "tides"]);
        world.store.commit_read(read).await.unwrap();
        // Another topic is news: the story begins for its sake, and knows both.
        let due = world.store.candidates(after(72), 9).await.unwrap();
        let hits: Vec<(&str, bool)> = due[0].topics.iter().map(|hit| (hit.topic.as_str(), hit.quiet)).collect();
        assert_eq!(hits, [("storms", true), ("tides", false)]);
        tell(world, after(72), &[]).await;
        assert_eq!(world.store.candidates(after(9999), 9).await.unwrap(), []);
        let stories = due.iter().filter_map(|candidate| candidate.story_id).collect();
        let known = world.store.story_states(stories).await.unwrap();
        assert!(known.is_empty(), "the candidate had no story when it was read");
    }

    async fn a_wording_that_the_store_has_not_is_refused(world) {
        let storms = version(world, "storms", None).await;
        assert!(world.store.has_wording(&storms).await.unwrap());
        world.sync(&CONFIG.replace("query = \"storm\"", "query = \"hail\""), after(9)).await;
        assert!(!world.store.has_wording(&storms).await.unwrap());
        let refused = world.store.rematch(&storms, Vec::new(), after(10), true).await.unwrap_err();
        assert!(refused.to_string().contains("topic `storms` was edited again meanwhile"), "{refused}");
    }
}
