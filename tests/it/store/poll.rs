use super::world::*;

on_both! {
    async fn a_new_feed_is_due_at_once_and_then_at_its_time(world) {
        let due = world.store.due_feeds(START, 10).await.unwrap();
        let names: Vec<_> = due.iter().map(|d| d.name.to_string()).collect();
        assert_eq!(names, ["harbour", "lighthouse"]);
        world.store.commit_poll(quiet_poll(due[0].feed_id, START)).await.unwrap();
        let due = world.store.due_feeds(after(299), 10).await.unwrap();
        assert_eq!(due.len(), 1);
        assert_eq!(world.store.due_feeds(after(300), 10).await.unwrap().len(), 2);
    }

    async fn the_same_poll_twice_brings_its_articles_once(world) {
        let feed = world.feed("harbour").await;
        let update = poll(feed, START, vec![entry(world, "gale", &["storms"]), entry(world, "calm", &[])]);
        let first = world.store.commit_poll(update.clone()).await.unwrap();
        assert_eq!((first.new_articles, first.known_articles), (2, 0));
        let again = world.store.commit_poll(update.clone()).await.unwrap();
        assert_eq!((again.new_articles, again.known_articles), (0, 0));
        let known = world.store.known_entries(feed, &[key("gale"), key("absent")]).await.unwrap();
        assert_eq!(known.len(), 1);
        assert_eq!(known[&key("gale")].article_id, update.new[0].article_id);
    }

    async fn a_story_goes_from_poll_to_settled_delivery(world) {
        let feed = world.feed("harbour").await;
        let update = poll(feed, START, vec![entry(world, "gale", &["storms"])]);
        world.store.commit_poll(update).await.unwrap();
        assert_eq!(tell(world, START, &["alert:breaking"]).await.len(), 1);
        let commit = message(world, "alert:breaking", START, &[("hook", "")]).await;
        assert!(world.store.commit_message(commit).await.unwrap());
        let claims = world.store.claim_deliveries(&[name("hook")], START, after(60)).await.unwrap();
        assert_eq!(claims.len(), 1);
        assert_eq!(claims[0].bytes, b"frozen for hook ");
    }
}
