//! T4: messages, slots, deliveries.

use vigie::deliver::{Settlement, Unwanted};
use vigie::digest::{Correction, Item, Reason};
use vigie::feed::{ChangedEntry, FeedUpdate};
use vigie::model::{Article, DeliveryState, Timestamp};
use vigie::store::{DeliveryFilter, MessageCommit, StoryCommit, Suppressing, Suppression};
use vigie::story::{Assignment, Relation};

use super::world::*;

/// Two stories that the alert owes.
async fn owe(world: &World) {
    let feed = world.feed("harbour").await;
    let new = vec![entry(world, "gale", &["storms"]), entry(world, "flood", &["tides"])];
    world.store.commit_poll(poll(feed, START, new)).await.unwrap();
    tell(world, START, &["alert:breaking", "digest:morning"]).await;
}

on_both! {
    async fn a_recipient_ends_one_rule_or_all_and_never_the_operators_notices(world) {
        let to = [("desk", "a@x.example"), ("desk", "b@x.example")];
        let ended = |what: Unwanted, at| Suppression {
            channel: name("desk"),
            what,
            recipient: "a@x.example".to_owned(),
            reason: "unsubscribed".to_owned(),
            at,
        };
        let one = Unwanted::Rule(rule("alert:breaking"));
        owe(world).await;
        let commit = message(world, "alert:breaking", START, &to).await;
        world.store.commit_message(commit).await.unwrap();
        let commit = message(world, "digest:morning", after(1), &to).await;
        world.store.commit_message(commit).await.unwrap();
        let pending = DeliveryFilter { state: Some(DeliveryState::Pending), ..DeliveryFilter::default() };
        let waits = async || {
            let rows = world.store.deliveries(&pending).await.unwrap().into_iter();
            let mut rows: Vec<_> = rows.filter(|r| r.recipient == "a@x.example").map(|r| r.rule.to_string()).collect();
            rows.sort();
            rows
        };
        assert_eq!(waits().await, ["alert:breaking", "digest:morning"]);
        assert!(world.store.suppress(ended(one.clone(), after(2))).await.unwrap());
        assert!(!world.store.suppress(ended(one.clone(), after(3))).await.unwrap());
        assert_eq!(waits().await, ["digest:morning"], "what waited of the other rule goes out");
        let commit = message(world, "alert:breaking", after(4), &to).await;
        world.store.commit_message(commit).await.unwrap();
        assert_eq!(waits().await, ["digest:morning"]);
        assert!(world.store.suppress(ended(Unwanted::Subscriptions, after(5))).await.unwrap());
        let commit = message(world, "operator", after(6), &to).await;
        world.store.commit_message(commit).await.unwrap();
        assert_eq!(waits().await, ["operator"]);
        assert!(!world.store.suppress(ended(one.clone(), after(7))).await.unwrap());
        assert!(world.store.unsuppress(&name("desk"), "a@x.example", Some(one)).await.unwrap());
        assert_eq!(world.store.suppressions().await.unwrap(), [ended(Unwanted::Subscriptions, after(5))]);
    }

    async fn a_message_takes_its_items_and_leaves_the_other_rules(world) {
        owe(world).await;
        let mut commit = message(world, "alert:breaking", after(10), &[("desk", "a@x.example"), ("hook", "")]).await;
        commit.items.truncate(1);
        assert!(world.store.commit_message(commit.clone()).await.unwrap());
        assert_eq!(world.store.open_items(&rule("alert:breaking"), after(10)).await.unwrap().len(), 1);
        assert_eq!(world.store.open_items(&rule("digest:morning"), after(10)).await.unwrap().len(), 2);
        let rows = world.store.deliveries(&DeliveryFilter::default()).await.unwrap();
        let to: Vec<_> = rows.iter().map(|r| (r.channel.as_str(), r.recipient.as_str(), r.state.as_str())).collect();
        assert_eq!(to, [("hook", "", "pending"), ("desk", "a@x.example", "pending")]);
        assert_eq!(rows[0].subject, commit.subject);
        let trail = world.store.delivery(rows[1].id).await.unwrap().unwrap();
        assert_eq!(trail.bytes.as_deref(), Some(b"frozen for desk a@x.example".as_slice()));
        let open = world.store.open_rules().await.unwrap();
        assert_eq!(open[0].last_composed_at, Some(after(10)));
    }

    async fn an_item_is_never_taken_twice(world) {
        owe(world).await;
        let first = message(world, "alert:breaking", after(10), &[("hook", "")]).await;
        let second = message(world, "alert:breaking", after(11), &[("hook", "")]).await;
        assert!(world.store.commit_message(first.clone()).await.unwrap());
        assert!(!world.store.commit_message(second).await.unwrap());
        assert!(!world.store.commit_message(first).await.unwrap(), "the same message again");
        assert_eq!(world.store.deliveries(&DeliveryFilter::default()).await.unwrap().len(), 1);
    }

    async fn two_composers_at_once_make_one_message(world) {
        owe(world).await;
        let first = message(world, "alert:breaking", after(10), &[("hook", "")]).await;
        let second = message(world, "alert:breaking", after(10), &[("hook", "")]).await;
        let (a, b) = tokio::join!(world.store.commit_message(first), world.store.commit_message(second));
        assert_ne!(a.unwrap(), b.unwrap());
        assert_eq!(world.store.deliveries(&DeliveryFilter::default()).await.unwrap().len(), 1);
    }

    async fn a_slot_is_used_once_even_when_it_was_empty(world) {
        owe(world).await;
        let empty = MessageCommit {
            slot_at: Some(after(100)),
            deliveries: None,
            items: Vec::new(),
            ..message(world, "digest:morning", after(100), &[]).await
        };
        assert!(world.store.commit_message(empty).await.unwrap());
        let again = MessageCommit {
            slot_at: Some(after(100)),
            ..message(world, "digest:morning", after(101), &[("desk", "a@x.example")]).await
        };
        assert!(!world.store.commit_message(again.clone()).await.unwrap());
        assert_eq!(world.store.open_items(&rule("digest:morning"), after(101)).await.unwrap().len(), 2);
        let next = MessageCommit { slot_at: Some(after(200)), ..again };
        assert!(world.store.commit_message(next).await.unwrap());
        world.clock.advance(std::time::Duration::from_secs(200));
        let rules = world.store.open_rules().await.unwrap();
        let digest = rules.iter().find(|r| r.rule == rule("digest:morning")).unwrap();
        assert_eq!((digest.open, digest.last_slot_at), (0, Some(after(200))));
        assert_eq!(digest.last_composed_at, Some(after(101)));
    }

    async fn slots_that_were_taken_under_a_wrong_clock_are_to_come(world) {
        owe(world).await;
        let last = async || {
            let rules = world.store.open_rules().await.unwrap();
            rules.into_iter().find(|open| open.rule == rule("digest:morning")).unwrap().last_slot_at
        };
        let taken = async |at: Timestamp| {
            let empty = MessageCommit {
                slot_at: Some(at),
                deliveries: None,
                items: Vec::new(),
                ..message(world, "digest:morning", at, &[]).await
            };
            world.store.commit_message(empty).await.unwrap()
        };
        assert!(taken(after(900)).await && taken(after(1000)).await);
        assert_eq!(last().await, Some(START), "the last one that is over");
        world.clock.advance(std::time::Duration::from_secs(100));
        assert!(taken(after(100)).await);
        assert_eq!(last().await, Some(after(100)));
        world.clock.advance(std::time::Duration::from_mins(15));
        assert!(taken(after(900)).await && taken(after(1000)).await);
        assert!(!taken(after(1000)).await);
    }

    async fn slots_that_told_nobody_go_with_the_retention_but_each_rules_newest(world) {
        owe(world).await;
        let last = async || {
            let rules = world.store.open_rules().await.unwrap();
            rules.into_iter().find(|open| open.rule == rule("digest:morning")).unwrap().last_slot_at
        };
        let empty = async |at: Timestamp| {
            let commit = MessageCommit {
                slot_at: Some(at),
                deliveries: None,
                items: Vec::new(),
                ..message(world, "digest:morning", at, &[]).await
            };
            world.store.commit_message(commit).await.unwrap()
        };
        assert!(empty(after(100)).await && empty(after(200)).await && empty(after(300)).await);
        world.clock.advance(std::time::Duration::from_secs(150));
        // Of slots that lie ahead the last one before counts, as long as it is there.
        assert_eq!(last().await, Some(after(100)));
        assert_eq!(world.store.sweep(after(1_000)).await.unwrap(), 0);
        assert_eq!(last().await, Some(after(300)), "older ones are gone");
        assert!(!empty(after(300)).await, "the newest is taken");
    }

    async fn items_handed_on_are_taken_without_a_message_to_anyone(world) {
        owe(world).await;
        let commit = MessageCommit { deliveries: None, ..message(world, "alert:breaking", after(9), &[]).await };
        assert_eq!(commit.items.len(), 2);
        assert!(world.store.commit_message(commit).await.unwrap());
        assert_eq!(world.store.open_items(&rule("alert:breaking"), after(9)).await.unwrap(), []);
        assert_eq!(world.store.deliveries(&DeliveryFilter::default()).await.unwrap(), []);
        // Nothing was sent, so nothing spaces out the next message.
        assert_eq!(world.store.open_rules().await.unwrap()[0].last_composed_at, None);
    }

    async fn what_a_rule_that_is_gone_owes_is_let_go_when_it_is_old(world) {
        owe(world).await;
        assert_eq!(world.store.let_go(&rule("alert:breaking"), START).await.unwrap(), 0, "not old yet");
        assert_eq!(world.store.let_go(&rule("alert:breaking"), after(9999)).await.unwrap(), 2);
        assert_eq!(world.store.open_items(&rule("alert:breaking"), after(9999)).await.unwrap(), []);
        assert_eq!(world.store.open_items(&rule("digest:morning"), after(9999)).await.unwrap().len(), 2);
    }

    async fn a_suppressed_recipient_gets_nothing_until_it_is_undone(world) {
        owe(world).await;
        let to = [("desk", "a@x.example"), ("desk", "b@x.example")];
        let commit = message(world, "alert:breaking", START, &to).await;
        world.store.commit_message(commit).await.unwrap();
        let claim = world.store.claim_deliveries(&[name("desk")], START, after(60)).await.unwrap().remove(0);
        let mut bounced = settled(&claim, "dead", after(1));
        bounced.suppress = Some("550 no such user".to_owned());
        world.store.settle_delivery(bounced).await.unwrap();
        let listed = world.store.suppressions().await.unwrap();
        let bounced = Suppression {
            channel: name("desk"),
            what: Unwanted::Everything,
            recipient: "a@x.example".to_owned(),
            reason: "550 no such user".to_owned(),
            at: after(1),
        };
        assert_eq!(listed, std::slice::from_ref(&bounced));
        let later = Suppression { reason: "unsubscribed".to_owned(), at: after(9), ..bounced };
        assert!(!world.store.suppress(later).await.unwrap(), "he is suppressed already");
        let commit = message(world, "digest:morning", after(2), &to).await;
        world.store.commit_message(commit).await.unwrap();
        let pending = DeliveryFilter { state: Some(DeliveryState::Pending), ..DeliveryFilter::default() };
        let to: Vec<_> = world.store.deliveries(&pending).await.unwrap().into_iter().map(|r| r.recipient).collect();
        assert_eq!(to, ["b@x.example", "b@x.example"]);
        assert!(world.store.unsuppress(&name("desk"), "a@x.example", None).await.unwrap());
        assert!(!world.store.unsuppress(&name("desk"), "a@x.example", None).await.unwrap());
        assert_eq!(world.store.suppressions().await.unwrap(), []);
    }

    async fn a_message_refused_for_everyone_suppresses_nobody(world) {
        owe(world).await;
        let to = [("desk", "a@x.example"), ("desk", "b@x.example"), ("desk", "c@x.example")];
        for of in ["alert:breaking", "digest:morning"] {
            let commit = message(world, of, START, &to).await;
            assert!(world.store.commit_message(commit).await.unwrap());
        }
        let refuse = async |at: u64, why: &str| {
            let claim = world.store.claim_deliveries(&[name("desk")], after(at), after(at + 60)).await.unwrap().remove(0);
            let refused = Settlement {
                detail: why.to_owned(),
                suppress: Some(why.to_owned()),
                ..settled(&claim, "dead", after(at))
            };
            world.store.settle_delivery(refused).await.unwrap()
        };
        let alone = Suppressing { is_suppressed: true, freed: Vec::new() };
        assert_eq!(refuse(1, "550 5.1.1 no").await, alone);
        assert_eq!(refuse(2, "550 5.1.1 nor he").await, alone);
        let left = Suppression {
            channel: name("desk"),
            what: Unwanted::Everything,
            recipient: "b@x.example".to_owned(),
            reason: "unsubscribed".to_owned(),
            at: after(3),
        };
        world.store.unsuppress(&name("desk"), "b@x.example", None).await.unwrap();
        assert!(world.store.suppress(left.clone()).await.unwrap());
        // The last one tells that it was the server; who unsubscribed meanwhile stays so.
        let freed = ["a@x.example", "c@x.example"].map(str::to_owned).to_vec();
        assert_eq!(refuse(4, "550 5.1.1 nobody").await, Suppressing { is_suppressed: false, freed });
        assert_eq!(world.store.suppressions().await.unwrap(), [left]);
        let pending = DeliveryFilter { state: Some(DeliveryState::Pending), ..DeliveryFilter::default() };
        let rows = world.store.deliveries(&pending).await.unwrap();
        let waits: Vec<_> = rows.iter().rev().map(|row| (row.rule.to_string(), row.recipient.as_str())).collect();
        let digest = "digest:morning".to_owned();
        assert_eq!(waits, [(digest.clone(), "a@x.example"), (digest, "c@x.example")]);
    }

    async fn what_a_person_ended_stays_so_whatever_a_server_said_and_took_back(world) {
        owe(world).await;
        let to = [("desk", "a@x.example"), ("desk", "b@x.example")];
        for of in ["alert:breaking", "digest:morning"] {
            let commit = message(world, of, START, &to).await;
            assert!(world.store.commit_message(commit).await.unwrap());
        }
        let refuse = async |at: u64| {
            let claim = world.store.claim_deliveries(&[name("desk")], after(at), after(at + 60)).await.unwrap().remove(0);
            // Each in the same words.
            let why = "550 no".to_owned();
            let refused = Settlement { detail: why.clone(), suppress: Some(why), ..settled(&claim, "dead", after(at)) };
            world.store.settle_delivery(refused).await.unwrap()
        };
        assert!(refuse(1).await.is_suppressed);
        let ended = Suppression {
            channel: name("desk"),
            what: Unwanted::Subscriptions,
            recipient: "a@x.example".to_owned(),
            reason: "unsubscribed".to_owned(),
            at: after(2),
        };
        assert!(world.store.suppress(ended.clone()).await.unwrap(), "the server's word is not a person's");
        assert!(!world.store.suppress(ended.clone()).await.unwrap());
        let freed = ["a@x.example", "b@x.example"].map(str::to_owned).to_vec();
        assert_eq!(refuse(3).await, Suppressing { is_suppressed: false, freed });
        assert_eq!(world.store.suppressions().await.unwrap(), [ended]);
        let pending = DeliveryFilter { state: Some(DeliveryState::Pending), ..DeliveryFilter::default() };
        let rows = world.store.deliveries(&pending).await.unwrap();
        let waits: Vec<_> = rows.iter().map(|row| (row.rule.to_string(), row.recipient.as_str())).collect();
        assert_eq!(waits, [("digest:morning".to_owned(), "b@x.example")], "what the server's word dropped, and nobody else's");
    }

    async fn what_an_earlier_message_was_refused_for_is_not_taken_back_with_a_later_one(world) {
        owe(world).await;
        let refuse = async |at: u64| {
            let claim = world.store.claim_deliveries(&[name("desk")], after(at), after(at + 60)).await.unwrap().remove(0);
            let why = "550 no".to_owned();
            let refused = Settlement { detail: why.clone(), suppress: Some(why), ..settled(&claim, "dead", after(at)) };
            world.store.settle_delivery(refused).await.unwrap()
        };
        let both = [("desk", "a@x.example"), ("desk", "b@x.example")];
        world.store.commit_message(message(world, "alert:breaking", START, &both).await).await.unwrap();
        assert!(refuse(1).await.is_suppressed);
        let sent = world.store.claim_deliveries(&[name("desk")], after(2), after(60)).await.unwrap().remove(0);
        world.store.settle_delivery(settled(&sent, "sent", after(2))).await.unwrap();
        // The other one is alone in the next message, and his server says the same.
        world.store.commit_message(message(world, "digest:morning", after(3), &both).await).await.unwrap();
        let freed = vec!["b@x.example".to_owned()];
        assert_eq!(refuse(4).await, Suppressing { is_suppressed: false, freed });
        let listed = world.store.suppressions().await.unwrap();
        assert_eq!(listed.iter().map(|s| s.recipient.as_str()).collect::<Vec<_>>(), ["a@x.example"]);
    }

    async fn what_nobody_would_get_stays_owed(world) {
        owe(world).await;
        let gone = Suppression {
            channel: name("desk"),
            what: Unwanted::Everything,
            recipient: "a@x.example".to_owned(),
            reason: "unsubscribed".to_owned(),
            at: START,
        };
        world.store.suppress(gone).await.unwrap();
        let commit = message(world, "alert:breaking", after(1), &[("desk", "a@x.example")]).await;
        assert!(!world.store.commit_message(commit).await.unwrap());
        assert_eq!(world.store.open_items(&rule("alert:breaking"), after(1)).await.unwrap().len(), 2);
        let commit = message(world, "alert:breaking", after(2), &[("desk", "a@x.example"), ("hook", "")]).await;
        assert!(world.store.commit_message(commit).await.unwrap(), "somebody gets it");
    }

    async fn a_waiting_delivery_is_handed_over_once_and_not_while_it_is_sent(world) {
        owe(world).await;
        let commit = message(world, "alert:breaking", after(1), &[("desk", "a@x.example"), ("hook", "")]).await;
        assert!(world.store.commit_message(commit).await.unwrap());
        let waiting = async |channel: &str, matched_by| {
            world.store.waiting(&rule("alert:breaking"), &[name(channel)], matched_by, None).await.unwrap()
        };
        let earlier = START - std::time::Duration::from_secs(1);
        assert_eq!(waiting("hook", earlier).await, [], "its stories are younger");
        let found = waiting("hook", START).await.remove(0);
        assert_eq!((found.channel.as_str(), found.items.len()), ("hook", 2));
        let late = |at: Timestamp| -> Vec<Item> {
            let late = |item: &Item| Item {
                id: world.store.ids().next(at),
                rule: rule("digest:evening"),
                reason: Reason::Late,
                ..item.clone()
            };
            found.items.iter().map(late).collect()
        };
        let id = found.delivery_id;
        let sending = world.store.claim_deliveries(&[name("hook")], after(2), after(60)).await.unwrap().remove(0);
        assert_eq!(sending.delivery_id, id);
        assert_eq!(waiting("hook", START).await, []);
        assert!(!world.store.hand_over(id, "too old", late(after(3)), after(3)).await.unwrap());
        let mut failed = settled(&sending, "retry", after(4));
        failed.next_at = Some(after(100));
        world.store.settle_delivery(failed).await.unwrap();
        assert!(world.store.hand_over(id, "too old", late(after(5)), after(5)).await.unwrap());
        assert!(!world.store.hand_over(id, "too old", late(after(6)), after(6)).await.unwrap());
        assert_eq!(world.store.open_items(&rule("digest:evening"), after(9)).await.unwrap().len(), 2);
        let row = world.store.delivery(id).await.unwrap().unwrap().row;
        assert_eq!(row.state, DeliveryState::Dropped);
        assert_eq!(world.store.claim_deliveries(&[name("hook")], after(200), after(260)).await.unwrap(), []);
        assert_eq!(waiting("desk", START).await.len(), 1, "the other channel's waits as before");
    }

    async fn a_digest_is_owed_late_only_what_it_has_not_told_through_that_channel(world) {
        let feed = world.feed("harbour").await;
        let (alert, digest) = (rule("alert:breaking"), rule("digest:morning"));
        for (at, slug, is_dropped) in [(10, "told", false), (20, "dropped", true)] {
            let new = entry(world, slug, &["storms"]);
            world.store.commit_poll(poll(feed, after(at), vec![new])).await.unwrap();
            tell(world, after(at), &["alert:breaking", "digest:morning"]).await;
            let told = message(world, "alert:breaking", after(at), &[("hook", "")]).await;
            assert!(world.store.commit_message(told).await.unwrap());
            let told = message(world, "digest:morning", after(at), &[("hook", ""), ("desk", "a@x.example")]).await;
            let message = told.id;
            assert!(world.store.commit_message(told).await.unwrap());
            let rows = world.store.deliveries(&DeliveryFilter::default()).await.unwrap();
            let hook = rows.iter().find(|row| row.message_id == message && row.channel == name("hook")).unwrap();
            if is_dropped {
                assert!(world.store.drop_delivery(hook.id, after(at + 1)).await.unwrap());
            }
            let waiting = world.store.waiting(&alert, &[name("hook")], after(at), None).await.unwrap().remove(0);
            assert_eq!(waiting.composed_at, after(at));
            let late = |item: &Item| Item {
                id: world.store.ids().next(after(at)),
                rule: digest.clone(),
                reason: Reason::Late,
                only: Some(name("hook")),
                ..item.clone()
            };
            let late = waiting.items.iter().map(late).collect();
            assert!(world.store.hand_over(waiting.delivery_id, "too old", late, after(at + 2)).await.unwrap());
            let owed = world.store.open_items(&digest, after(100)).await.unwrap();
            assert_eq!(owed.len(), usize::from(is_dropped), "{slug}");
            assert!(owed.iter().all(|item| item.only == Some(name("hook"))), "{owed:?}");
        }
    }

    async fn what_another_article_of_the_story_is_about_is_told_with_its_hits(world) {
        let feed = world.feed("harbour").await;
        world.store.commit_poll(poll(feed, START, vec![entry(world, "gale", &["storms"])])).await.unwrap();
        let story = tell(world, START, &["digest:morning"]).await[0];
        world.store.commit_poll(poll(feed, after(10), vec![entry(world, "flood", &["tides"])])).await.unwrap();
        let candidates = world.store.candidates(after(10), 10).await.unwrap();
        let joins = Assignment {
            article_id: candidates[0].article_id,
            story_id: story,
            begins: false,
            relation: Relation::Copy,
            earlier: None,
            leaves: None,
        };
        let assignments = vec![joins];
        let commit = StoryCommit { candidates, assignments, at: after(10), ..StoryCommit::default() };
        world.store.commit_stories(commit).await.unwrap();
        let mut item = world.store.open_items(&rule("digest:morning"), after(10)).await.unwrap().remove(0);
        item.topics.push(name("tides"));
        let detail = world.store.story_details(&[item]).await.unwrap().remove(0);
        let topics = |of: &[vigie::topic::Match]| of.iter().map(|m| m.topic.to_string()).collect::<Vec<_>>();
        assert_eq!((topics(&detail.matches), topics(&detail.elsewhere)), (vec!["storms".to_owned()], vec!["tides".to_owned()]));
    }

    async fn each_channel_that_an_alert_came_too_late_for_is_told_late_by_itself(world) {
        let feed = world.feed("harbour").await;
        let (alert, digest) = (rule("alert:breaking"), rule("digest:morning"));
        world.store.commit_poll(poll(feed, START, vec![entry(world, "gale", &["storms"])])).await.unwrap();
        tell(world, START, &["alert:breaking", "digest:morning"]).await;
        let told = message(world, "alert:breaking", after(1), &[("hook", ""), ("wire", "")]).await;
        assert!(world.store.commit_message(told).await.unwrap());
        let hand_over = async |channel: &str, at: u64| {
            let waiting = world.store.waiting(&alert, &[name(channel)], after(at), None).await.unwrap().remove(0);
            let late = |item: &Item| Item {
                id: world.store.ids().next(after(at)),
                rule: digest.clone(),
                reason: Reason::Late,
                only: Some(name(channel)),
                ..item.clone()
            };
            let late = waiting.items.iter().map(late).collect();
            assert!(world.store.hand_over(waiting.delivery_id, "too old", late, after(at)).await.unwrap());
            let open = world.store.open_items(&digest, after(at)).await.unwrap();
            open.iter().map(|item| (item.reason, item.only.clone())).collect::<Vec<_>>()
        };
        // The digest's own item stays what it is for everybody else.
        assert_eq!(hand_over("hook", 5).await, [(Reason::New, None), (Reason::Late, Some(name("hook")))]);
        let told = message(world, "digest:morning", after(6), &[("hook", "")]).await;
        assert!(world.store.commit_message(told).await.unwrap());
        // It went to the first channel alone: the second is not told by it.
        assert_eq!(hand_over("wire", 7).await, [(Reason::Late, Some(name("wire")))]);
        // Nobody is left to be told it there: it stands in nobody's way.
        let gone = Suppression {
            channel: name("wire"),
            what: Unwanted::Everything,
            recipient: String::new(),
            reason: "unsubscribed".to_owned(),
            at: START,
        };
        world.store.suppress(gone).await.unwrap();
        let told = message(world, "digest:morning", after(8), &[("wire", "")]).await;
        assert!(world.store.commit_message(told).await.unwrap());
        assert_eq!(world.store.open_items(&digest, after(9)).await.unwrap(), []);
    }

    async fn deliveries_are_listed_newest_first_by_state_and_channel(world) {
        owe(world).await;
        let commit = message(world, "alert:breaking", START, &[("desk", "a@x.example"), ("hook", "")]).await;
        world.store.commit_message(commit).await.unwrap();
        let claim = world.store.claim_deliveries(&[name("hook")], START, after(60)).await.unwrap().remove(0);
        world.store.settle_delivery(settled(&claim, "sent", after(1))).await.unwrap();
        let count = async |state: Option<&str>, channel: Option<&str>, limit| {
            let filter = DeliveryFilter {
                state: state.map(|state| state.parse().unwrap()),
                channel: channel.map(str::to_owned),
                message: None,
                since: None,
                limit,
            };
            world.store.deliveries(&filter).await.unwrap().len()
        };
        assert_eq!(count(None, None, None).await, 2);
        assert_eq!(count(None, None, Some(1)).await, 1);
        assert_eq!(count(Some("sent"), None, None).await, 1);
        assert_eq!(count(Some("sent"), Some("desk"), None).await, 0);
        assert_eq!(count(None, Some("desk"), None).await, 1);
        let counts = world.store.counts().await.unwrap();
        assert_eq!(
            counts.gauges.deliveries,
            [(name("desk"), DeliveryState::Pending, 1), (name("hook"), DeliveryState::Sent, 1)]
        );
        assert_eq!(counts.gauges.oldest_unsettled_at, Some(START));
    }

    async fn a_correction_goes_once_to_everyone_whom_the_rule_told_what_it_corrects(world) {
        let feed = world.feed("harbour").await;
        let new = entry(world, "gale", &["storms"]);
        world.store.commit_poll(poll(feed, START, vec![new.clone()])).await.unwrap();
        tell(world, START, &["alert:breaking"]).await;
        let item = world.store.open_items(&rule("alert:breaking"), START).await.unwrap().remove(0);
        let owe_again = async |again: Item| {
            let again = Item { id: world.store.ids().next(after(1)), ..again };
            let commit = StoryCommit { items: vec![again.clone()], at: after(1), ..StoryCommit::default() };
            world.store.commit_stories(commit).await.unwrap();
            again
        };
        let told = async |at: u64, to: &[(&str, &str)]| {
            let commit = message(world, "alert:breaking", after(at), to).await;
            assert!(world.store.commit_message(commit.clone()).await.unwrap());
            commit.id
        };
        let first = told(10, &[("desk", "a@x.example")]).await;
        owe_again(Item { reason: Reason::Grew, ..item.clone() }).await;
        let grown = told(20, &[("desk", "a@x.example"), ("desk", "b@x.example"), ("hook", "")]).await;
        let edited = ChangedEntry {
            relinked: None,
            key: new.key,
            article_id: new.article_id,
            entry: new.entry.clone(),
            content_hash: key("edited"),
            article: Article { title: "The breeze of yesterday".to_owned(), ..new.article.clone() },
            page: None,
            indexed: Some(indexed(&new.article, &["storms"])),
        };
        world.store.commit_poll(FeedUpdate { changed: vec![edited], ..quiet_poll(feed, after(30)) }).await.unwrap();
        // Told since: in the corrected words.
        owe_again(Item { reason: Reason::Urgent, ..item.clone() }).await;
        told(40, &[("desk", "c@x.example"), ("wire", "")]).await;
        let corrected = world.store.corrected(after(50)).await.unwrap().remove(0);
        let by: Vec<_> = corrected.told.iter().map(|(_, message)| *message).collect();
        assert_eq!(by, [first, grown]);
        let correction = Some(Correction { from: corrected.from, to: corrected.to, answers: first });
        let item = owe_again(Item { reason: Reason::Correction, correction, ..item }).await;
        let shown = world.store.shown(std::slice::from_ref(&item)).await.unwrap();
        let expected = [((item.id, name("desk")), first), ((item.id, name("hook")), grown)];
        assert_eq!(shown, expected.into());
        let to = ["a@x.example", "b@x.example", "c@x.example"].map(|recipient| ("desk", recipient));
        let last = told(60, &[&to[..], &[("hook", ""), ("wire", "")]].concat()).await;
        let rows = world.store.deliveries(&DeliveryFilter::default()).await.unwrap();
        let mut got: Vec<_> =
            rows.iter().filter(|row| row.message_id == last).map(|row| row.recipient.as_str()).collect();
        got.sort_unstable();
        assert_eq!(got, ["", "a@x.example", "b@x.example"]);
    }
}
