//! Feeds that began together come apart, and overdue ones are no herd.

use std::collections::BTreeMap;
use std::time::Duration;

use vigie::model::{FeedId, Timestamp};
use vigie::schedule::{Overdue, phase_shift, spread};

const HOUR: Duration = Duration::from_hours(1);

fn start() -> Timestamp {
    Timestamp::parse_rfc3339("2026-06-01T08:00:00Z").unwrap()
}

#[test]
fn a_thousand_feeds_read_in_one_second_come_apart() {
    let mut seconds: BTreeMap<i64, usize> = BTreeMap::new();
    for id in 0..1_000_i64 {
        let (feed, mut at) = (FeedId::from(id << 21), start());
        for poll in 0..12 {
            let due = at + HOUR;
            let shift = phase_shift(feed, None, due, HOUR, poll == 0);
            assert!(shift <= HOUR / 10, "{shift:?}");
            at = due + shift;
        }
        *seconds.entry(at.millis() / 1_000 % 3_600).or_default() += 1;
    }
    assert!(seconds.len() > 700, "only {} seconds of an hour are used", seconds.len());
    assert!(seconds.values().max() <= Some(&6), "{:?} in one second", seconds.values().max());
}

#[test]
fn a_feed_comes_to_the_base_its_publisher_names_and_stays() {
    let base = Some(start() + Duration::from_mins(20));
    let mut at = start();
    for _ in 0..6 {
        let due = at + HOUR;
        at = due + phase_shift(FeedId::from(3), base, due, HOUR, false);
    }
    assert_eq!(at.millis() / 60_000 % 60, 20);
}

#[test]
fn overdue_feeds_are_set_apart_with_the_shortest_intervals_first() {
    let late = |id: i64, minutes: u64, hours_late: u32| Overdue {
        feed: FeedId::from(id),
        interval: Duration::from_mins(minutes),
        due_at: start() - HOUR * hours_late,
    };
    assert!(spread((0..64).map(|id| late(id, 60, 1)).collect(), start()).is_empty(), "few are no herd");
    let mut feeds: Vec<Overdue> = (0..9_998).map(|id| late(id, 60, 1)).collect();
    feeds.extend([late(20_000, 60, 9), late(30_000, 5, 1)]);
    let places = spread(feeds, start());
    assert_eq!(places.len(), 10_000);
    assert_eq!((places[0].0, places[1].0), (FeedId::from(30_000), FeedId::from(20_000)));
    assert!(places.is_sorted_by_key(|(_, at)| *at), "in order");
    assert!(places.iter().all(|(_, at)| *at >= start() && at.since(start()) < Duration::from_mins(5)));
}
