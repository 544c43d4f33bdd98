//! Pauses, the same on both stores.

use vigie::store::Pause;

use super::world::*;

fn pause(kind: &str, name: &str, until: Option<vigie::model::Timestamp>) -> Pause {
    Pause { kind: kind.to_owned(), name: name.to_owned(), since: START, until }
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
        assert!(store.resume("feed", "lighthouse").await.unwrap());
        assert!(!store.resume("feed", "lighthouse").await.unwrap());
        assert_eq!(store.next_due().await.unwrap().feed, Some(START));
    }

    async fn a_story_that_is_not_there_cannot_be_paused(world) {
        assert!(!world.store.pause(pause("story", "7", None)).await.unwrap());
        assert!(!world.store.pause(pause("story", "no number", None)).await.unwrap());
        assert_eq!(world.store.pauses(START).await.unwrap(), []);
    }
}
