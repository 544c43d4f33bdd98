use std::collections::HashMap;
use std::time::Duration;

use vigie::digest::{Correction, Item, Reason, one_message, rank};
use vigie::model::{ArticleId, MessageId, Priority, StoryId};

use super::{item, time};

fn story(n: i64, topics: &str, priority: Priority, minute: u64) -> Item {
    let at = time("2026-06-11T10:00:00Z") + Duration::from_secs(60 * minute);
    item(n, "digest:morning", n, topics, priority, at)
}

#[track_caller]
fn check(items: &[Item], max_items: usize, stories: &[i64], more: usize) {
    let (kept, left) = rank(items, &HashMap::new(), max_items);
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
fn each_word_of_the_order_counts_only_where_those_before_it_are_equal() {
    use Priority::{Low, Normal, Urgent};
    use Reason::{Correction as Corrected, Grew, Late, New, Urgent as BecameUrgent};
    // priority, topics, outlets, reason, minute of the match; each line goes before all that follow it
    let order = [
        (Urgent, "nato", 1, Grew, 0),
        (Normal, "drones nato un", 1, Grew, 0),
        (Normal, "drones nato", 40, Grew, 0),
        (Normal, "drones nato", 3, Corrected, 9),
        (Normal, "drones nato", 3, New, 8),
        (Normal, "drones nato", 3, Late, 7),
        (Normal, "drones nato", 3, Grew, 30),
        (Normal, "drones nato", 3, BecameUrgent, 29),
        (Normal, "drones nato", 2, New, 59),
        (Normal, "nato", 50, New, 59),
        (Low, "drones nato un", 50, New, 59),
    ];
    let mut items = Vec::new();
    let mut outlets = HashMap::new();
    for (n, (priority, topics, carried_by, reason, minute)) in (1..).zip(order) {
        items.push(Item { reason, ..story(n, topics, priority, minute) });
        outlets.insert(StoryId::from(n), carried_by);
    }
    let stories = |items: &[Item], max_items| {
        let (kept, more) = rank(items, &outlets, max_items);
        (kept.iter().map(|item| item.story_id.get()).collect::<Vec<_>>(), more)
    };
    let expected: Vec<i64> = (1..=11).collect();
    for turn in 0..items.len() {
        items.rotate_left(1);
        assert_eq!(stories(&items, 100), (expected.clone(), 0), "turned by {turn}");
        assert_eq!(stories(&items, 3), (vec![1, 2, 3], 8), "all are weighed before any is left out");
    }
}

#[test]
fn what_does_not_fit_is_counted_in_stories() {
    let items: Vec<Item> = (0..1_000).map(|n| story(n / 2, "nato", Priority::Normal, 0)).collect();
    let (kept, more) = rank(&items, &HashMap::new(), 30);
    assert_eq!((kept.len(), more), (30, 470));
}

#[test]
fn nothing_is_nothing() {
    check(&[], 10, &[], 0);
    check(&[story(1, "nato", Priority::Low, 0)], 0, &[], 1);
}

#[test]
fn a_story_is_told_once_with_the_topics_of_all_its_items_by_the_first_of_the_most_pressing() {
    let first = story(1, "nato", Priority::Normal, 0);
    let later = |id: i64, topics: &str, priority| Item {
        id: id.into(),
        article_id: (90 + id).into(),
        reason: Reason::Grew,
        ..story(1, topics, priority, id.unsigned_abs())
    };
    let grown = later(2, "drones nato", Priority::Normal);
    let urgent = later(3, "drones fire nato", Priority::Urgent);
    let more = later(4, "drones fire nato un", Priority::Urgent);
    let mut all = [first.clone(), grown.clone(), urgent, more];
    for _ in 0..all.len() {
        all.rotate_left(1);
        let (kept, _) = rank(&all, &HashMap::new(), 5);
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].id, kept[0].article_id.get()), (first.id, 93), "what made it urgent is shown");
        assert_eq!(kept[0].topics, super::names("drones fire nato un"));
        assert_eq!((kept[0].reason, kept[0].priority), (Reason::New, Priority::Urgent));
    }
    let (kept, _) = rank(&[grown, first.clone()], &HashMap::new(), 5);
    assert_eq!((kept[0].id, kept[0].article_id), (first.id, first.article_id), "else the first");
}

#[test]
fn of_several_reasons_lateness_is_said() {
    let mut late = story(1, "nato", Priority::Normal, 5);
    (late.id, late.reason) = (7.into(), Reason::Late);
    let (kept, _) = rank(&[story(1, "nato", Priority::Normal, 0), late], &HashMap::new(), 5);
    assert_eq!(kept[0].reason, Reason::Late);
}

#[test]
fn a_correction_comes_before_other_news_of_its_story_and_two_become_one() {
    let corrected = |n: i64, from: i64, to: i64| Item {
        reason: Reason::Correction,
        correction: Some(Correction { from, to, answers: MessageId::from(n) }),
        ..story(1, "nato", Priority::Normal, 5)
    };
    let grew = Item {
        reason: Reason::Grew,
        article_id: ArticleId::from(11),
        ..story(1, "drones nato", Priority::Urgent, 1)
    };
    let (kept, more) = rank(&[grew, corrected(7, 2, 4), corrected(7, 1, 2)], &HashMap::new(), 10);
    assert_eq!((kept.len(), more), (1, 0));
    let told = &kept[0];
    assert_eq!(
        (told.reason, told.article_id, told.priority),
        (Reason::Correction, ArticleId::from(10), Priority::Urgent)
    );
    assert_eq!(told.topics.len(), 2);
    assert_eq!(told.correction, Some(Correction { from: 1, to: 4, answers: MessageId::from(7) }));
}

#[test]
fn corrections_of_two_articles_of_a_story_are_told_each() {
    let corrected = |n: i64, article: i64| Item {
        reason: Reason::Correction,
        article_id: article.into(),
        correction: Some(Correction { from: 1, to: 2, answers: MessageId::from(n) }),
        ..story(1, "nato", Priority::Normal, 0)
    };
    let grew = Item { reason: Reason::Grew, ..story(1, "drones", Priority::Normal, 1) };
    let mut items = [corrected(7, 10), corrected(8, 20), grew];
    for _ in 0..items.len() {
        items.rotate_left(1);
        let (kept, more) = rank(&items, &HashMap::new(), 10);
        let mut told: Vec<_> = kept.iter().map(|item| (item.article_id.get(), item.correction)).collect();
        told.sort_by_key(|(article, _)| *article);
        assert_eq!(told, [(10, corrected(7, 10).correction), (20, corrected(8, 20).correction)]);
        assert_eq!(kept.iter().map(|item| item.topics.len()).sum::<usize>(), 3, "what else there is, once");
        assert_eq!(more, 0);
    }
}

#[test]
fn an_alert_answers_one_message_at_a_time() {
    let of = |n: i64, answers: Option<i64>, minute: u64| Item {
        correction: answers.map(|id| Correction { from: 1, to: 2, answers: MessageId::from(id) }),
        ..story(n, "nato", Priority::Normal, minute)
    };
    let stories =
        |items: Vec<Item>| one_message(items).iter().map(|item| item.story_id.get()).collect::<Vec<_>>();
    let items = vec![of(1, None, 2), of(2, Some(7), 1), of(3, Some(8), 3), of(4, Some(7), 4), of(5, None, 5)];
    assert_eq!(stories(items.clone()), [2, 4], "the oldest and what goes with it");
    assert_eq!(stories(items[2..].to_vec()), [3]);
    assert_eq!(stories(vec![of(1, None, 2), of(5, None, 5)]), [1, 5]);
    assert_eq!(stories(Vec::new()), [0_i64; 0]);
}
