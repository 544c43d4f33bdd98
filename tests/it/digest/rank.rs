use std::time::Duration;

use vigie::digest::{Item, Reason, rank};
use vigie::model::Priority;

use super::{item, time};

fn story(n: i64, topics: &str, priority: Priority, minute: u64) -> Item {
    let at = time("2026-06-11T10:00:00Z") + Duration::from_secs(60 * minute);
    item(n, "digest:morning", n, topics, priority, at)
}

#[track_caller]
fn check(items: &[Item], max_items: usize, stories: &[i64], more: usize) {
    let (kept, left) = rank(items, max_items);
    assert_eq!(kept.iter().map(|item| item.story_id.get()).collect::<Vec<_>>(), stories);
    assert_eq!(left, more);
}

#[test]
fn priority_comes_before_topics_and_topics_before_age() {
    let items = [
        story(1, "nato", Priority::Normal, 1),
        story(2, "nato", Priority::Normal, 9),
        story(3, "drones nato", Priority::Normal, 0),
        story(4, "nato", Priority::Urgent, 0),
        story(5, "drones nato un", Priority::Low, 5),
    ];
    check(&items, 10, &[4, 3, 2, 1, 5], 0);
}

#[test]
fn what_does_not_fit_is_counted_in_stories() {
    let items: Vec<Item> = (0..1_000).map(|n| story(n / 2, "nato", Priority::Normal, 0)).collect();
    let (kept, more) = rank(&items, 30);
    assert_eq!((kept.len(), more), (30, 470));
}

#[test]
fn nothing_is_nothing() {
    check(&[], 10, &[], 0);
    check(&[story(1, "nato", Priority::Low, 0)], 0, &[], 1);
}

#[test]
fn a_story_is_told_once_with_the_topics_of_all_its_items() {
    let first = story(1, "nato", Priority::Normal, 0);
    let mut grown = story(1, "drones nato", Priority::Urgent, 3);
    (grown.id, grown.article_id, grown.reason) = (2.into(), 99.into(), Reason::Grew);
    for items in [[first.clone(), grown.clone()], [grown, first.clone()]] {
        let (kept, _) = rank(&items, 5);
        assert_eq!(kept.len(), 1);
        assert_eq!(
            (kept[0].id, kept[0].article_id),
            (first.id, first.article_id),
            "the first article is shown"
        );
        assert_eq!(kept[0].topics, super::names("drones nato"));
        assert_eq!((kept[0].reason, kept[0].priority), (Reason::New, Priority::Urgent));
    }
}

#[test]
fn of_several_reasons_lateness_is_said() {
    let mut late = story(1, "nato", Priority::Normal, 5);
    (late.id, late.reason) = (7.into(), Reason::Late);
    let (kept, _) = rank(&[story(1, "nato", Priority::Normal, 0), late], 5);
    assert_eq!(kept[0].reason, Reason::Late);
}
