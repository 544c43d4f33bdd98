//! T5 and T6: one send in flight a channel, in order, at least once.

use vigie::deliver::{Claim, Unwanted};
use vigie::digest::{Item, Reason};
use vigie::model::{DeliveryState, Priority, StoryId, Timestamp};
use vigie::store::{DeliveryFilter, DeliveryRow, HeldChannel, Rest, StoreError, StoryCommit, Suppression};

use super::world::*;

/// Composes a message of one rule to some recipients, owing it a story first.
async fn send(world: &World, of: &str, at: Timestamp, to: &[(&str, &str)]) -> Vec<StoryId> {
    let feed = world.feed("harbour").await;
    let slug = format!("{of}-{}", at.millis());
    world.store.commit_poll(poll(feed, at, vec![entry(world, &slug, &["storms"])])).await.unwrap();
    let stories = tell(world, at, &[of]).await;
    let commit = message(world, of, at, to).await;
    assert!(world.store.commit_message(commit).await.unwrap());
    stories
}

/// A message of one rule that tells stories which were told before.
async fn send_again(world: &World, of: &str, at: Timestamp, to: &[(&str, &str)], stories: &[StoryId]) {
    let item = |story: &StoryId| Item {
        id: world.store.ids().next(at),
        rule: rule(of),
        story_id: *story,
        article_id: world.store.ids().next(at),
        reason: Reason::Grew,
        topics: vec![name("storms")],
        priority: Priority::Normal,
        created_at: at,
        ready_at: at,
        correction: None,
        only: None,
    };
    let items = stories.iter().map(item).collect();
    world.store.commit_stories(StoryCommit { items, at, ..StoryCommit::default() }).await.unwrap();
    let commit = message(world, of, at, to).await;
    assert!(world.store.commit_message(commit).await.unwrap());
}

/// The next delivery of a channel, settled as sent; the chat calls it `receipt`.
async fn sent(world: &World, channel: &str, at: Timestamp, receipt: &str) -> Claim {
    let claim = claim(world, &[channel], at).await.remove(0);
    let mut settlement = settled(&claim, "sent", at);
    settlement.receipt = Some(receipt.to_owned());
    world.store.settle_delivery(settlement).await.unwrap();
    claim
}

async fn claim(world: &World, channels: &[&str], at: Timestamp) -> Vec<Claim> {
    let channels: Vec<_> = channels.iter().map(|c| name(c)).collect();
    world.store.claim_deliveries(&channels, at, at + std::time::Duration::from_mins(1)).await.unwrap()
}

async fn rows(world: &World) -> Vec<DeliveryRow> {
    let mut rows = world.store.deliveries(&DeliveryFilter::default()).await.unwrap();
    rows.reverse();
    rows
}

on_both! {
    async fn a_channel_has_one_send_in_flight_and_the_others_do_not_wait_for_it(world) {
        send(world, "alert:breaking", START, &[("hook", ""), ("desk", "a@x.example"), ("desk", "b@x.example")]).await;
        let first = claim(world, &["desk", "hook", "unknown"], START).await;
        let channels: Vec<_> = first.iter().map(|c| (c.channel.as_str(), c.recipient.as_str())).collect();
        assert_eq!(channels, [("desk", "a@x.example"), ("hook", "")]);
        assert_eq!(claim(world, &["desk", "hook"], after(1)).await, []);
        world.store.settle_delivery(settled(&first[0], "sent", after(2))).await.unwrap();
        let next = claim(world, &["desk", "hook"], after(2)).await;
        assert_eq!(next.len(), 1);
        assert_eq!(next[0].recipient, "b@x.example");
        assert_eq!(claim(world, &[], after(2)).await, []);
    }

    async fn a_claim_carries_all_that_is_needed_to_send(world) {
        send(world, "alert:breaking", after(5), &[("hook", "")]).await;
        let claims = claim(world, &["hook"], after(7)).await;
        let row = rows(world).await.remove(0);
        let claim = &claims[0];
        assert_eq!((claim.delivery_id, claim.message_id), (row.id, row.message_id));
        assert_eq!((&claim.rule, claim.stable_id.as_str()), (&rule("alert:breaking"), row.stable_id.as_str()));
        assert_eq!((claim.attempts, claim.composed_at, claim.first_started_at), (1, after(5), after(7)));
        assert_eq!((claim.channel_failures, claim.bytes.as_slice()), (0, b"frozen for hook ".as_slice()));
        assert_eq!((row.state.as_str(), row.attempts), ("sending", 1));
    }

    async fn a_channel_sends_in_order_for_each_rule_and_recipient(world) {
        send(world, "alert:breaking", START, &[("hook", "")]).await;
        send(world, "alert:breaking", after(1), &[("hook", "")]).await;
        send(world, "digest:morning", after(2), &[("hook", "")]).await;
        let first = claim(world, &["hook"], after(2)).await.remove(0);
        let mut retry = settled(&first, "retry", after(3));
        retry.next_at = Some(after(100));
        world.store.settle_delivery(retry).await.unwrap();
        // The alert's second message waits for its first; the digest does not.
        let digest = claim(world, &["hook"], after(4)).await.remove(0);
        assert_eq!(digest.rule, rule("digest:morning"));
        world.store.settle_delivery(settled(&digest, "sent", after(5))).await.unwrap();
        assert_eq!(claim(world, &["hook"], after(99)).await, []);
        assert_eq!(world.store.next_due().await.unwrap().delivery, Some(after(100)));
        let again = claim(world, &["hook"], after(100)).await.remove(0);
        assert_eq!((again.delivery_id, again.attempts), (first.delivery_id, 2));
        // A dead message blocks nothing.
        world.store.settle_delivery(settled(&again, "dead", after(101))).await.unwrap();
        assert_eq!(claim(world, &["hook"], after(101)).await.len(), 1);
    }

    async fn one_recipients_retries_do_not_hold_up_the_others(world) {
        let to = [("desk", "a@x.example"), ("desk", "b@x.example")];
        send(world, "alert:breaking", START, &to).await;
        send(world, "alert:breaking", after(1), &to).await;
        let first = claim(world, &["desk"], after(1)).await.remove(0);
        let mut greylisted = settled(&first, "retry", after(2));
        greylisted.next_at = Some(after(1000));
        world.store.settle_delivery(greylisted).await.unwrap();
        for second in 3..5 {
            let next = claim(world, &["desk"], after(second)).await.remove(0);
            assert_eq!(next.recipient, "b@x.example");
            world.store.settle_delivery(settled(&next, "sent", after(second))).await.unwrap();
        }
        assert_eq!(claim(world, &["desk"], after(6)).await, []);
    }

    async fn what_was_being_sent_when_its_lease_ended_is_uncertain_and_sent_again(world) {
        send(world, "alert:breaking", START, &[("hook", "")]).await;
        let first = claim(world, &["hook"], START).await.remove(0);
        assert_eq!(claim(world, &["hook"], after(59)).await, []);
        let again = claim(world, &["hook"], after(60)).await.remove(0);
        assert_eq!((again.delivery_id, again.attempts), (first.delivery_id, 2));
        assert_eq!((&again.stable_id, &again.bytes), (&first.stable_id, &first.bytes));
        assert_eq!(again.first_started_at, START);
        assert!(again.token > first.token);
        let attempts = world.store.delivery(first.delivery_id).await.unwrap().unwrap().attempts;
        let outcomes: Vec<_> = attempts.iter().map(|a| (a.number, a.outcome.as_str(), a.finished_at)).collect();
        assert_eq!(outcomes, [(1, "uncertain", None), (2, "sending", None)]);
        // The first courier wakes up: its outcome is no longer wanted.
        let late = world.store.settle_delivery(settled(&first, "sent", after(61))).await;
        assert!(matches!(late, Err(StoreError::Fenced)), "{late:?}");
        assert_eq!(rows(world).await[0].state, DeliveryState::Sending);
        world.store.settle_delivery(settled(&again, "sent", after(62))).await.unwrap();
        assert_eq!(rows(world).await[0].state, DeliveryState::Sent);
        let twice = world.store.settle_delivery(settled(&again, "sent", after(62))).await;
        assert!(matches!(twice, Err(StoreError::Fenced)), "{twice:?}");
    }

    async fn a_lease_that_ended_unnoticed_can_still_be_settled(world) {
        send(world, "alert:breaking", START, &[("hook", "")]).await;
        let first = claim(world, &["hook"], START).await.remove(0);
        // Nobody else took the channel: the token, not the time, decides.
        world.store.settle_delivery(settled(&first, "sent", after(600))).await.unwrap();
        assert_eq!(rows(world).await[0].state, DeliveryState::Sent);
    }

    async fn an_uncertain_delivery_held_for_a_person_blocks_nothing(world) {
        send(world, "alert:breaking", START, &[("hook", "")]).await;
        send(world, "alert:breaking", after(1), &[("hook", "")]).await;
        let first = claim(world, &["hook"], after(1)).await.remove(0);
        world.store.settle_delivery(settled(&first, "uncertain", after(2))).await.unwrap();
        let second = claim(world, &["hook"], after(2)).await.remove(0);
        assert_ne!(second.delivery_id, first.delivery_id);
        world.store.settle_delivery(settled(&second, "sent", after(3))).await.unwrap();
        assert_eq!(claim(world, &["hook"], after(100_000)).await, []);
        assert!(world.store.retry_delivery(first.delivery_id, after(4)).await.unwrap());
        assert_eq!(claim(world, &["hook"], after(4)).await[0].delivery_id, first.delivery_id);
    }

    async fn a_held_or_disabled_channel_sends_nothing(world) {
        send(world, "alert:breaking", START, &[("hook", "")]).await;
        let first = claim(world, &["hook"], START).await.remove(0);
        let mut held = settled(&first, "retry", after(1));
        held.next_at = Some(after(5));
        held.channel_failures = 5;
        held.channel_not_before = Some(after(50));
        world.store.settle_delivery(held).await.unwrap();
        assert_eq!(claim(world, &["hook"], after(49)).await, []);
        assert_eq!(world.store.next_due().await.unwrap().delivery, Some(after(50)));
        let again = claim(world, &["hook"], after(50)).await.remove(0);
        assert_eq!(again.channel_failures, 5);
        let counts = world.store.counts().await.unwrap();
        assert_eq!(counts.held_channels[0].rest, Rest::Until(after(50)));
        let mut gone = settled(&again, "dead", after(51));
        gone.disable = Some("HTTP 410".to_owned());
        world.store.settle_delivery(gone).await.unwrap();
        send(world, "alert:breaking", after(52), &[("hook", "")]).await;
        assert_eq!(claim(world, &["hook"], after(9999)).await, []);
        assert_eq!(world.store.next_due().await.unwrap().delivery, None);
        let counts = world.store.counts().await.unwrap();
        assert_eq!(counts.held_channels, [HeldChannel { channel: name("hook"), rest: Rest::Disabled, why: "HTTP 410".to_owned() }]);
        // Whoever retries by hand says that the channel works again.
        assert!(world.store.retry_delivery(first.delivery_id, after(60)).await.unwrap());
        assert_eq!(claim(world, &["hook"], after(60)).await.len(), 1);
    }

    async fn a_new_address_frees_a_disabled_channel(world) {
        send(world, "alert:breaking", START, &[("hook", "")]).await;
        let first = claim(world, &["hook"], START).await.remove(0);
        let mut gone = settled(&first, "retry", after(1));
        gone.disable = Some("HTTP 410".to_owned());
        gone.next_at = Some(after(1));
        world.store.settle_delivery(gone).await.unwrap();
        world.sync(CONFIG, after(2)).await;
        send(world, "alert:breaking", after(3), &[("hook", "")]).await;
        assert_eq!(claim(world, &["hook"], after(3)).await, []);
        world.sync(&CONFIG.replace("hooks.example.org/in", "hooks.example.org/new"), after(4)).await;
        let again = claim(world, &["hook"], after(4)).await.remove(0);
        assert_eq!(again.delivery_id, first.delivery_id, "what met the fault goes first");
        assert_eq!((again.attempts, again.first_started_at), (2, after(4)), "with three days ahead of it");
    }

    async fn a_person_can_retry_what_is_dead_and_drop_what_is_not_on_its_way(world) {
        send(world, "alert:breaking", START, &[("hook", "")]).await;
        let id = rows(world).await[0].id;
        assert!(!world.store.retry_delivery(id, START).await.unwrap(), "pending needs no retry");
        let first = claim(world, &["hook"], START).await.remove(0);
        assert!(!world.store.drop_delivery(id, after(1)).await.unwrap(), "on its way");
        world.store.settle_delivery(settled(&first, "dead", after(2))).await.unwrap();
        assert!(world.store.retry_delivery(id, after(3)).await.unwrap());
        assert_eq!((rows(world).await[0].state.as_str(), rows(world).await[0].next_at), ("pending", Some(after(3))));
        assert!(world.store.drop_delivery(id, after(4)).await.unwrap());
        assert!(!world.store.drop_delivery(id, after(4)).await.unwrap());
        assert!(!world.store.retry_delivery(id, after(4)).await.unwrap());
        assert_eq!((rows(world).await[0].state.as_str(), rows(world).await[0].settled_at), ("dropped", Some(after(4))));
        assert_eq!(claim(world, &["hook"], after(5)).await, []);
        let nobody = vigie::model::DeliveryId::from(1);
        assert!(!world.store.retry_delivery(nobody, after(5)).await.unwrap());
        assert_eq!(world.store.delivery(nobody).await.unwrap(), None);
    }

    async fn what_a_receiver_lost_goes_out_again_under_its_id_but_to_nobody_suppressed(world) {
        let to = [("desk", "a@x.example"), ("desk", "b@x.example")];
        send(world, "alert:breaking", START, &to).await;
        send(world, "alert:breaking", after(50), &to).await;
        let mut first = Vec::new();
        for second in 60..64 {
            first.push(sent(world, "desk", after(second), "").await);
        }
        let gone = Suppression {
            channel: name("desk"),
            what: Unwanted::Everything,
            recipient: "b@x.example".to_owned(),
            reason: "unsubscribed".to_owned(),
            at: after(70),
        };
        assert!(world.store.suppress(gone).await.unwrap());
        let late = DeliveryFilter { since: Some(after(50)), ..DeliveryFilter::default() };
        let late: Vec<_> = world.store.deliveries(&late).await.unwrap().iter().map(|row| row.id).collect();
        assert_eq!(late.len(), 2);
        let mut replayed = 0;
        for id in &late {
            assert!(!world.store.retry_delivery(*id, after(80)).await.unwrap(), "sent is sent");
            replayed += usize::from(world.store.replay_delivery(*id, after(80)).await.unwrap());
        }
        assert_eq!(replayed, 1);
        let again = claim(world, &["desk"], after(80)).await.remove(0);
        let before = first.iter().find(|claim| claim.delivery_id == again.delivery_id).unwrap();
        assert_eq!((&again.stable_id, &again.bytes, again.attempts), (&before.stable_id, &before.bytes, 2));
        assert_eq!((again.recipient.as_str(), again.first_started_at), ("a@x.example", after(80)));
    }

    async fn who_is_taken_off_a_channel_gets_nothing_more_of_it(world) {
        let to = [("desk", "a@x.example"), ("desk", "B@X.example")];
        send(world, "alert:breaking", START, &to).await;
        let first = sent(world, "desk", after(1), "").await;
        assert_eq!(first.recipient, "a@x.example");
        send(world, "alert:breaking", after(2), &to).await;
        // His first mail is on its way when the configuration is read again, in which `b` is written in another case.
        let flying = claim(world, &["desk"], after(3)).await.remove(0);
        assert_eq!(flying.recipient, "B@X.example");
        world.sync(&CONFIG.replace("\"a@x.example\", ", ""), after(4)).await;
        let states = async || {
            let rows = rows(world).await.into_iter();
            rows.map(|row| (row.recipient, row.state.to_string(), row.outcome.unwrap_or_default())).collect::<Vec<_>>()
        };
        let gone = "no longer a recipient of the channel";
        let expected = [("a@x.example", "sent", ""), ("B@X.example", "sending", ""), ("a@x.example", "dropped", gone), ("B@X.example", "pending", "")];
        for ((to, state, outcome), row) in expected.iter().zip(states().await) {
            assert_eq!((*to, *state), (row.0.as_str(), row.1.as_str()));
            assert!(outcome.is_empty() || *outcome == row.2, "{row:?}");
        }
        assert!(!world.store.may_replay(first.delivery_id).await.unwrap());
        assert!(!world.store.replay_delivery(first.delivery_id, after(5)).await.unwrap());
        // One that was on its way and comes back is not sent again.
        world.sync(&CONFIG.replace("\"a@x.example\", \"b@x.example\", ", ""), after(6)).await;
        let again = vigie::deliver::Settlement { next_at: Some(after(8)), ..settled(&flying, "retry", after(7)) };
        world.store.settle_delivery(again).await.unwrap();
        assert_eq!(claim(world, &["desk"], after(9)).await, []);
        assert_eq!(states().await[1].2, gone);
        assert!(!world.store.retry_delivery(flying.delivery_id, after(9)).await.unwrap());
        // Back on the list, he can be sent again what he lost.
        world.sync(CONFIG, after(10)).await;
        assert!(world.store.replay_delivery(first.delivery_id, after(11)).await.unwrap());
    }

    async fn an_address_is_suppressed_in_whatever_case_it_is_written(world) {
        let to = [("desk", "a@x.example"), ("desk", "B@X.example")];
        send(world, "alert:breaking", START, &to).await;
        let gone = |recipient: &str| Suppression {
            channel: name("desk"),
            what: Unwanted::Everything,
            recipient: recipient.to_owned(),
            reason: "unsubscribed".to_owned(),
            at: after(1),
        };
        assert!(world.store.suppress(gone("A@x.Example")).await.unwrap());
        assert!(world.store.suppress(gone("b@x.example")).await.unwrap());
        assert!(!world.store.suppress(gone("B@X.EXAMPLE")).await.unwrap());
        let states: Vec<_> = rows(world).await.into_iter().map(|row| row.state.as_str()).collect();
        assert_eq!(states, ["dropped", "dropped"], "what waited for them too");
        let listed: Vec<_> = world.store.suppressions().await.unwrap().into_iter().map(|s| s.recipient).collect();
        assert_eq!(listed, ["a@x.example", "b@x.example"]);
        assert!(world.store.unsuppress(&name("desk"), "B@x.example", None).await.unwrap());
        send(world, "alert:breaking", after(2), &to).await;
        assert_eq!(claim(world, &["desk"], after(3)).await[0].recipient, "B@X.example");
        assert_eq!(rows(world).await.len(), 3);
    }

    async fn what_follows_a_story_answers_the_message_that_told_it(world) {
        let to = [("wire", ""), ("hook", "")];
        let story = send(world, "alert:breaking", START, &to).await;
        let other = send(world, "alert:breaking", after(1), &to).await;
        assert_eq!(sent(world, "wire", after(2), "1.0").await.thread, None);
        assert_eq!(sent(world, "wire", after(3), "2.0").await.thread, None, "another story");
        let both = [story[0], other[0]];
        for (n, stories) in [&story[..], &other, &both].into_iter().enumerate() {
            send_again(world, "alert:breaking", after(10 + n as u64), &to, stories).await;
        }
        let threads = ["1.0", "2.0"].map(|thread| Some(thread.to_owned()));
        assert_eq!(sent(world, "wire", after(20), "3.0").await.thread, threads[0]);
        assert_eq!(sent(world, "wire", after(21), "4.0").await.thread, threads[1]);
        assert_eq!(sent(world, "wire", after(22), "5.0").await.thread, None, "told in two messages");
        send_again(world, "alert:usual", after(30), &to, &story).await;
        assert_eq!(sent(world, "wire", after(31), "6.0").await.thread, None, "another rule told it");
        send_again(world, "digest:morning", after(32), &to, &story).await;
        assert_eq!(sent(world, "wire", after(33), "7.0").await.thread, None, "a digest is no answer");
        assert_eq!(claim(world, &["hook"], after(34)).await[0].thread, None, "another channel");
    }

    async fn a_story_that_a_message_left_out_has_no_thread_there(world) {
        let to = [("wire", "")];
        let feed = world.feed("harbour").await;
        let new = ["storm", "harbour"].map(|slug| entry(world, slug, &["storms"]));
        world.store.commit_poll(poll(feed, START, new.to_vec())).await.unwrap();
        let stories = tell(world, START, &["alert:breaking"]).await;
        let mut commit = message(world, "alert:breaking", START, &to).await;
        commit.told.truncate(1);
        let shown = commit.told[0].story_id;
        let left_out = *stories.iter().find(|story| **story != shown).unwrap();
        assert!(world.store.commit_message(commit).await.unwrap());
        for (n, stories) in [vec![left_out], vec![shown], vec![shown, left_out]].iter().enumerate() {
            send_again(world, "alert:breaking", after(10 + n as u64), &to, stories).await;
        }
        assert_eq!(sent(world, "wire", after(20), "1.0").await.thread, None);
        assert_eq!(sent(world, "wire", after(21), "2.0").await.thread, None, "nobody was shown it there");
        assert_eq!(sent(world, "wire", after(22), "3.0").await.thread, Some("1.0".to_owned()));
        assert_eq!(sent(world, "wire", after(23), "4.0").await.thread, None, "told in two messages");
    }

    async fn a_channel_that_holds_leaves_what_was_perhaps_sent_to_a_person(world) {
        std::fs::write(world.folder.path().join("teams"), "https://teams.example.org/hook").unwrap();
        let holding = format!("{CONFIG}\n[channels.wire.teams]\nurl_file = \"teams\"\non_uncertain = \"hold\"\n");
        world.sync(&holding, START).await;
        send(world, "alert:breaking", START, &[("wire", ""), ("hook", "")]).await;
        send(world, "alert:breaking", after(1), &[("wire", "")]).await;
        let lost = claim(world, &["wire", "hook"], after(1)).await;
        let next = claim(world, &["wire", "hook"], after(61)).await;
        let mut channels: Vec<_> = next.iter().map(|c| (c.channel.as_str(), c.attempts)).collect();
        channels.sort_unstable();
        assert_eq!(channels, [("hook", 2), ("wire", 1)], "the hook's goes out again, the wire's next one first");
        let held = lost.iter().find(|claim| claim.channel == name("wire")).unwrap().delivery_id;
        let rows = rows(world).await;
        let row = rows.iter().find(|row| row.id == held).unwrap();
        assert_eq!((row.state.as_str(), row.next_at), ("uncertain", None));
        let alarms = world.store.untold_alarms().await.unwrap();
        assert_eq!((alarms[0].subject.kind(), alarms[0].subject.to_string()), (vigie::digest::AlarmKind::Held, format!("wire {held}")));
        let wire = next.iter().find(|claim| claim.channel == name("wire")).unwrap();
        world.store.settle_delivery(settled(wire, "sent", after(62))).await.unwrap();
        assert_eq!(claim(world, &["wire"], after(9_999)).await, []);
        assert!(world.store.retry_delivery(held, after(70)).await.unwrap());
        assert_eq!(claim(world, &["wire"], after(70)).await[0].delivery_id, held);
    }

    async fn couriers_at_once_never_claim_one_channel_twice(world) {
        for second in 0..5 {
            send(world, "alert:breaking", after(second), &[("hook", ""), ("desk", "a@x.example")]).await;
        }
        let channels = [name("hook"), name("desk")];
        let ask = || world.store.claim_deliveries(&channels, after(9), after(99));
        let (a, b, c, d) = tokio::join!(ask(), ask(), ask(), ask());
        let claimed: usize = [a, b, c, d].into_iter().map(|r| r.unwrap().len()).sum();
        assert_eq!(claimed, 2);
    }
}

#[tokio::test]
async fn the_next_daemon_finds_what_a_killed_one_was_sending_uncertain_and_due() {
    let world = World::new(Kind::Sqlite).await.unwrap();
    send(&world, "alert:breaking", START, &[("hook", "")]).await;
    let first = claim(&world, &["hook"], START).await.remove(0);
    world.store.clone().close().await.unwrap();
    let next = world.reopen_as_daemon(after(1)).await;
    let row = next.deliveries(&DeliveryFilter::default()).await.unwrap().remove(0);
    assert_eq!((row.state.as_str(), row.next_at), ("uncertain", Some(after(1))));
    let again = next.claim_deliveries(&[name("hook")], after(1), after(61)).await.unwrap();
    assert_eq!((again[0].delivery_id, again[0].attempts), (first.delivery_id, 2));
}

#[tokio::test]
async fn the_next_daemon_waits_as_long_as_the_last_one_was_told_to() {
    let world = World::new(Kind::Sqlite).await.unwrap();
    send(&world, "alert:breaking", START, &[("hook", "")]).await;
    let first = claim(&world, &["hook"], START).await.remove(0);
    let mut limited = settled(&first, "retry", after(1));
    (limited.next_at, limited.channel_not_before) = (Some(after(31)), Some(after(31)));
    world.store.settle_delivery(limited).await.unwrap();
    send(&world, "digest:morning", after(2), &[("hook", "")]).await;
    world.store.clone().close().await.unwrap();
    let next = world.reopen_as_daemon(after(3)).await;
    let claim =
        async |at| next.claim_deliveries(&[name("hook")], at, at + std::time::Duration::from_mins(1)).await;
    assert_eq!(claim(after(30)).await.unwrap(), []);
    assert_eq!(claim(after(31)).await.unwrap()[0].delivery_id, first.delivery_id);
}

/// Workers of one database are on machines whose clocks differ.
#[tokio::test]
async fn a_worker_whose_clock_is_wrong_takes_nothing_that_another_has_in_hand() {
    let Some(world) = World::new(Kind::Postgres).await else { return };
    let clock = vigie::clock::Clock::system();
    let now = clock.now();
    send(&world, "alert:breaking", now, &[("hook", "")]).await;
    let feed = world.feed("harbour").await;
    let page = entry_with_page(&world, "behind", &["storms"]);
    world.store.commit_poll(poll(feed, now, vec![page])).await.unwrap();
    let open =
        async || vigie::store::Store::open(&world.settings, vigie::store::Role::Daemon, clock.clone()).await;
    let (right, fast) = (open().await.unwrap(), open().await.unwrap());
    let lease = std::time::Duration::from_secs(80);
    let hook = [name("hook")];
    assert_eq!(right.claim_deliveries(&hook, now, now + lease).await.unwrap().len(), 1);
    assert_eq!(right.claim_pages(now, 10, 1, now + lease).await.unwrap().len(), 1);
    let ahead = now + std::time::Duration::from_secs(100);
    assert_eq!(fast.claim_deliveries(&hook, ahead, ahead + lease).await.unwrap(), []);
    assert_eq!(fast.claim_pages(ahead, 10, 1, ahead + lease).await.unwrap(), []);
    // A lease that is over by the database's clock is over for everybody.
    world.database().run("UPDATE channel_states SET until_at = 1; UPDATE page_jobs SET until_at = 1").await;
    let behind = now - std::time::Duration::from_secs(1);
    assert_eq!(right.claim_pages(now, 10, 1, behind + lease).await.unwrap().len(), 1);
    assert_eq!(fast.claim_deliveries(&hook, ahead, ahead + lease).await.unwrap().len(), 1);
    for store in [right, fast] {
        store.close().await.unwrap();
    }
}
