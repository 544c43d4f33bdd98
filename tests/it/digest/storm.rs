//! A thousand matches in one minute, on a clock of numbers.

use std::collections::HashMap;
use std::time::Duration;

use vigie::digest::{AlertRule, Item, OpenRule, Verdict, decide_alert, one_message, rank, sendable};
use vigie::model::{Priority, Timestamp};

use super::{alert, item, time};

/// A message: when, the stories told, those only counted.
type Sent = (Timestamp, usize, usize);

/// What a rule sends of items that come at `created_at`, looked at every tenth of a second until `until`.
fn run(rule: &AlertRule, items: &[Item], from: Timestamp, until: Timestamp) -> Vec<Sent> {
    let mut left = items.to_vec();
    let mut sent: Vec<Sent> = Vec::new();
    let mut now = from;
    while now <= until {
        let seen: Vec<Item> = left.iter().filter(|item| item.created_at <= now).cloned().collect();
        let open = OpenRule {
            rule: items[0].rule.clone(),
            open: 0,
            first_ready_at: None,
            first_urgent_at: None,
            last_composed_at: sent.last().map(|(at, ..)| *at),
            last_slot_at: None,
        };
        if let Verdict::Send { .. } = decide_alert(rule, &open.with_only(&seen), now, false) {
            let ready: Vec<Item> =
                seen.into_iter().filter(|item| item.ready_at <= now + rule.group_wait).collect();
            let taken = one_message(sendable(rule, &ready, now));
            let (kept, more) = rank(&taken, &HashMap::new(), rule.max_items);
            left.retain(|item| taken.iter().all(|gone| gone.id != item.id));
            sent.push((now, kept.len(), more));
        }
        now = now + Duration::from_millis(100);
    }
    sent
}

/// So many stories, evenly over a minute.
fn storm(rule: &AlertRule, from: Timestamp, count: u32) -> Vec<Item> {
    let gap = Duration::from_mins(1) / count;
    let story = |n: u32| {
        let n_th = i64::from(n) + 1;
        let mut item = item(n_th, "alert:breaking", n_th, "nato", Priority::Normal, from + gap * n);
        item.ready_at = item.created_at + rule.group_wait;
        item
    };
    (0..count).map(story).collect()
}

#[test]
fn a_thousand_matches_in_a_minute_are_two_messages_with_exact_counts() {
    let (rule, from) = (alert("breaking", "*"), time("2026-06-11T10:00:00Z"));
    let sent = run(&rule, &storm(&rule, from, 1_000), from, from + Duration::from_mins(5));
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent[0].0.since(from) <= Duration::from_secs(15), "{sent:?}");
    assert!(sent[1].0.since(sent[0].0) >= rule.group_interval, "{sent:?}");
    assert!(sent.iter().all(|(_, told, _)| *told == rule.max_items), "{sent:?}");
    assert_eq!(sent.iter().map(|(_, told, more)| told + more).sum::<usize>(), 1_000);
}

#[test]
fn matches_that_come_at_once_are_one_message() {
    let (rule, from) = (alert("breaking", "*"), time("2026-06-11T10:00:00Z"));
    let mut items = storm(&rule, from, 1_000);
    for item in &mut items {
        (item.created_at, item.ready_at) = (from, from + rule.group_wait);
    }
    let sent = run(&rule, &items, from, from + Duration::from_mins(5));
    assert_eq!(sent, [(from + rule.group_wait, 30, 970)]);
}

#[test]
fn what_a_night_held_is_one_message_when_it_ends() {
    let (mut rule, from) = (alert("breaking", "*"), time("2026-06-11T01:00:00Z"));
    rule.quiet = vec![super::nights()];
    let end = time("2026-06-11T04:30:00Z");
    let mut items = storm(&rule, from, 200);
    for item in &mut items {
        item.ready_at = end;
    }
    let sent = run(&rule, &items, end - Duration::from_mins(2), end + Duration::from_mins(2));
    assert_eq!(sent, [(end, 30, 170)]);
}
