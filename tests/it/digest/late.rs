use std::time::Duration;

use vigie::digest::{Correction, Handing, Item, Own, Pausing, Reason, Rules, hand_on, overdue, roll_late};
use vigie::model::{IdMint, Pausable, Priority};

use super::{alert, digest, item, names, time};

fn rules(digests: &[(&str, &str, &str)]) -> Rules {
    let digest = |&(name, topics, channels): &(&str, &str, &str)| {
        let mut rule = digest(name, topics, "30 7 * * *");
        rule.channels = names(channels);
        rule
    };
    Rules { alerts: Vec::new(), digests: digests.iter().map(digest).collect() }
}

fn old() -> Item {
    item(1, "alert:breaking", 1, "drones nato", Priority::Normal, time("2026-06-11T01:00:00Z"))
}

/// The digests that take an alert's item of `drones` and `nato`, matched six hours and a second ago.
#[track_caller]
fn check_takers(digests: &[(&str, &str, &str)], expected: &[&str]) {
    let now = time("2026-06-11T07:00:01Z");
    let aged = roll_late(&alert("breaking", "*"), vec![old()], &rules(digests), &[], &IdMint::new(0), now);
    let takers: Vec<String> = aged.rolled.iter().map(|item| item.rule.to_string()).collect();
    assert_eq!(takers, expected);
    assert!(aged.rolled.iter().all(|item| item.reason == Reason::Late && item.story_id == old().story_id));
    assert!(aged.rolled.iter().all(|item| item.only.is_none()), "nobody had it");
    assert!(aged.rolled.iter().all(|item| item.ready_at == now && item.created_at == old().created_at));
    assert_eq!(aged.expired.len() + aged.fresh.len(), 1, "told by one or the other");
}

#[test]
fn an_alert_too_old_goes_into_the_digest_that_reads_the_same_channel() {
    check_takers(&[("morning", "*", "desk wire"), ("weekly", "*", "desk")], &["digest:morning"]);
}

#[test]
fn without_a_shared_channel_every_digest_about_it_takes_it() {
    check_takers(
        &[("a", "nato", "desk"), ("b", "budget", "wire"), ("c", "*", "boss")],
        &["digest:a", "digest:c"],
    );
}

#[test]
fn without_a_digest_it_is_told_late_rather_than_never() {
    check_takers(&[("b", "budget", "wire")], &[]);
    let now = time("2026-06-11T12:00:00Z");
    let aged = roll_late(&alert("breaking", "*"), vec![old()], &rules(&[]), &[], &IdMint::new(0), now);
    assert_eq!(aged.fresh[0].reason, Reason::Late);
    assert_eq!(aged.fresh[0].id, old().id);
}

#[test]
fn a_digest_gets_only_the_topics_it_is_about() {
    let now = time("2026-06-11T12:00:00Z");
    let rules = rules(&[("a", "nato", "wire")]);
    let aged = roll_late(&alert("breaking", "*"), vec![old()], &rules, &[], &IdMint::new(0), now);
    assert_eq!(aged.rolled[0].topics, names("nato"));
}

#[test]
fn age_runs_from_the_match_and_not_while_a_quiet_window_held_it() {
    let rules = rules(&[("a", "*", "wire")]);
    let fresh_at = |item: Item, now: &str| {
        let aged = roll_late(&alert("breaking", "*"), vec![item], &rules, &[], &IdMint::new(0), time(now));
        !aged.fresh.is_empty()
    };
    assert!(fresh_at(old(), "2026-06-11T07:00:00Z"));
    assert!(!fresh_at(old(), "2026-06-11T07:00:01Z"));
    let mut held = old();
    held.ready_at = held.created_at + Duration::from_hours(8);
    assert!(fresh_at(held.clone(), "2026-06-11T09:00:00Z"), "the catch-up message at the window's end");
    assert!(!fresh_at(held, "2026-06-11T15:00:01Z"));
}

#[test]
fn a_quiet_window_counts_for_nothing_however_it_came_to_hold_the_item() {
    let mut rule = alert("breaking", "*");
    rule.quiet = vec![super::nights()];
    let rules = rules(&[("a", "*", "wire")]);
    // Ready before the window, and held into it by the distance between two messages.
    let mut held = item(1, "alert:breaking", 1, "nato", Priority::Normal, time("2026-06-11T21:59:40+02:00"));
    held.ready_at = held.created_at + rule.group_wait;
    let fresh_at = |item: &Item, now: &str| {
        let aged = roll_late(&rule, vec![item.clone()], &rules, &[], &IdMint::new(0), time(now));
        !aged.fresh.is_empty()
    };
    assert!(fresh_at(&held, "2026-06-12T06:30:00+02:00"));
    assert!(
        fresh_at(&held, "2026-06-12T12:29:40+02:00"),
        "six hours less the twenty seconds before the night"
    );
    assert!(!fresh_at(&held, "2026-06-12T12:29:41+02:00"));
    let urgent = Item { priority: Priority::Urgent, ..held };
    assert!(!fresh_at(&urgent, "2026-06-12T06:30:00+02:00"), "nothing held it");
}

#[test]
fn a_pause_counts_for_nothing_while_nothing_else_of_the_item_could_be_told() {
    let rules = rules(&[("a", "*", "wire")]);
    let held = old();
    let hours = |n: u64| held.created_at + Duration::from_hours(n);
    let pausing = |what: Pausable, from: u64, to: Option<u64>| Pausing {
        what,
        since: hours(from),
        until: to.map(hours),
    };
    let topic = |topic: &str| Pausable::Topic(super::name(topic));
    let is_fresh = |pausings: &[Pausing], at: u64| {
        let aged = roll_late(
            &alert("breaking", "*"),
            vec![held.clone()],
            &rules,
            pausings,
            &IdMint::new(0),
            hours(at),
        );
        !aged.fresh.is_empty()
    };
    assert!(is_fresh(&[], 6) && !is_fresh(&[], 7));
    let both = [pausing(topic("drones"), 1, Some(5)), pausing(topic("nato"), 3, Some(20))];
    assert!(is_fresh(&both, 8), "two hours in which neither was told");
    assert!(!is_fresh(&both, 9));
    assert!(!is_fresh(&both[..1], 7), "it was a story of nato all the time");
    let story =
        [pausing(Pausable::Story(held.story_id), 1, None), pausing(Pausable::Story(99.into()), 0, None)];
    assert!(is_fresh(&story, 40));
    assert!(!is_fresh(&story[1..], 7), "another story");
}

#[test]
fn that_more_outlets_have_a_story_is_left_out_once_it_is_too_old() {
    let mut more = Item { reason: Reason::Sources, ..old() };
    more.ready_at = more.created_at + Duration::from_hours(1);
    let rules = rules(&[("a", "*", "wire")]);
    let aged_at = |now: &str| {
        roll_late(&alert("breaking", "*"), vec![more.clone()], &rules, &[], &IdMint::new(0), time(now))
    };
    assert_eq!(aged_at("2026-06-11T08:00:00Z").fresh, [more.clone()], "from when it was ready");
    let aged = aged_at("2026-06-11T08:00:01Z");
    assert_eq!((aged.fresh, aged.expired, aged.rolled), (vec![], vec![more.clone()], vec![]));
}

#[test]
fn a_digest_tells_late_only_what_it_has_not_told_and_is_not_about_to_tell() {
    let own = |id: i64, topics: &str, is_open| Own { id: id.into(), topics: names(topics), is_open };
    let late = old();
    let check = |own: &[Own], expected| assert_eq!(hand_on(&late, own), expected, "{own:?}");
    check(&[], Handing::Owed);
    check(&[own(1, "nato", false)], Handing::Owed);
    check(&[own(1, "drones nato un", false)], Handing::Told);
    check(&[own(1, "nato", false), own(2, "drones", false)], Handing::Told);
    check(&[own(1, "nato", false), own(2, "drones nato", true)], Handing::Open(2.into()));
    check(&[own(1, "drones nato", false), own(2, "un", true)], Handing::Told);
    check(&[own(1, "nato", true)], Handing::Owed);
    // The digest tells it to everybody, and to this channel as late.
    let here = Item { only: Some(super::name("wire")), ..late };
    let check = |own: &[Own], expected| assert_eq!(hand_on(&here, own), expected, "{own:?}");
    check(&[own(2, "drones nato", true)], Handing::Owed);
    check(&[own(2, "drones nato", false)], Handing::Told);
}

/// The digests that take a message of these items from the outbox of `wire`, six hours and a second after the first.
#[track_caller]
fn check_overdue(items: &[Item], digests: &[(&str, &str, &str)], expected: Option<&[&str]>) {
    let now = time("2026-06-11T07:00:01Z");
    let of = (&super::name("wire"), time("2026-06-11T01:00:00Z"));
    let rolled = overdue(&alert("breaking", "*"), of, items, &rules(digests), &[], &IdMint::new(0), now);
    let takers = |rolled: &Vec<Item>| rolled.iter().map(|item| item.rule.to_string()).collect::<Vec<_>>();
    assert_eq!(
        rolled.as_ref().map(takers),
        expected.map(|names| names.iter().map(|n| (*n).to_owned()).collect())
    );
    let wire = Some(super::name("wire"));
    assert!(rolled.iter().flatten().all(|item| item.reason == Reason::Late && item.ready_at == now));
    assert!(rolled.iter().flatten().all(|item| item.only == wire), "others may have had the alert");
}

#[test]
fn a_message_too_old_leaves_the_outbox_only_when_its_channels_digests_tell_all_of_it() {
    let young = Item { created_at: time("2026-06-11T01:00:01Z"), ..old() };
    let correction = Some(Correction { from: 1, to: 2, answers: 7.into() });
    let corrects = Item { correction, ..old() };
    let both = [("a", "*", "wire desk"), ("b", "nato", "wire"), ("c", "*", "desk")];
    check_overdue(&[old()], &both, Some(&["digest:a", "digest:b"]));
    check_overdue(&[old(), young], &both, None);
    check_overdue(&[old(), corrects], &both, None);
    check_overdue(&[old()], &[("c", "*", "desk")], None);
    let budget = item(2, "alert:breaking", 2, "budget", Priority::Normal, old().created_at);
    check_overdue(&[old(), budget], &[("b", "nato", "wire")], None);
    check_overdue(&[], &both, None);
}
