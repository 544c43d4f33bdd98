use std::time::Duration;

use vigie::digest::{Correction, Item, Reason, Rules, overdue, roll_late};
use vigie::model::{IdMint, Priority};

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
    let aged = roll_late(&alert("breaking", "*"), vec![old()], &rules(digests), &IdMint::new(0), now);
    let takers: Vec<String> = aged.rolled.iter().map(|item| item.rule.to_string()).collect();
    assert_eq!(takers, expected);
    assert!(aged.rolled.iter().all(|item| item.reason == Reason::Late && item.story_id == old().story_id));
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
    let aged = roll_late(&alert("breaking", "*"), vec![old()], &rules(&[]), &IdMint::new(0), now);
    assert_eq!(aged.fresh[0].reason, Reason::Late);
    assert_eq!(aged.fresh[0].id, old().id);
}

#[test]
fn a_digest_gets_only_the_topics_it_is_about() {
    let now = time("2026-06-11T12:00:00Z");
    let rules = rules(&[("a", "nato", "wire")]);
    let aged = roll_late(&alert("breaking", "*"), vec![old()], &rules, &IdMint::new(0), now);
    assert_eq!(aged.rolled[0].topics, names("nato"));
}

#[test]
fn age_runs_from_the_match_and_not_while_a_quiet_window_held_it() {
    let rules = rules(&[("a", "*", "wire")]);
    let fresh_at = |item: Item, now: &str| {
        let aged = roll_late(&alert("breaking", "*"), vec![item], &rules, &IdMint::new(0), time(now));
        !aged.fresh.is_empty()
    };
    assert!(fresh_at(old(), "2026-06-11T07:00:00Z"));
    assert!(!fresh_at(old(), "2026-06-11T07:00:01Z"));
    let mut held = old();
    held.ready_at = held.created_at + Duration::from_hours(8);
    assert!(fresh_at(held.clone(), "2026-06-11T09:00:00Z"), "the catch-up message at the window's end");
    assert!(!fresh_at(held, "2026-06-11T15:00:01Z"));
}

/// The digests that take a message of these items from the outbox of `wire`, six hours and a second after the first.
#[track_caller]
fn check_overdue(items: &[Item], digests: &[(&str, &str, &str)], expected: Option<&[&str]>) {
    let now = time("2026-06-11T07:00:01Z");
    let rolled =
        overdue(&alert("breaking", "*"), &super::name("wire"), items, &rules(digests), &IdMint::new(0), now);
    let takers = |rolled: &Vec<Item>| rolled.iter().map(|item| item.rule.to_string()).collect::<Vec<_>>();
    assert_eq!(
        rolled.as_ref().map(takers),
        expected.map(|names| names.iter().map(|n| (*n).to_owned()).collect())
    );
    assert!(rolled.iter().flatten().all(|item| item.reason == Reason::Late && item.ready_at == now));
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
