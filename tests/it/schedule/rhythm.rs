//! The rhythm of a feed: learned, packed, told, and what follows from it.

use std::time::Duration;

use proptest::prelude::*;
use vigie::model::Timestamp;
use vigie::schedule::{Look, PACKED_BYTES, Rhythm, longest_wait};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// A Monday.
fn start() -> Timestamp {
    Timestamp::parse_rfc3339("2026-06-01T00:00:00Z").unwrap()
}

/// What is learned in so many weeks of a feed looked at every half hour, with an entry at the hours `speaks` allows
/// (day of the week from Monday, hour).
fn watched(weeks: u32, speaks: impl Fn(u32, u32) -> bool) -> (Rhythm, Timestamp) {
    let mut rhythm = Rhythm::first(&Look { dates: &[], before: None, planned: Duration::ZERO, now: start() });
    let (mut now, mut before) = (start(), start());
    for hour in 0..weeks * 168 {
        let at = start() + HOUR * hour + 7 * MINUTE;
        now = start() + HOUR * hour + 30 * MINUTE;
        if speaks(hour / 24 % 7, hour % 24) {
            let look = Look { dates: &[Some(at)], before: Some(before), planned: HOUR, now };
            rhythm.learn(&look);
        }
        before = now;
    }
    (rhythm, now)
}

fn office(day: u32, hour: u32) -> bool {
    day < 5 && (8..18).contains(&hour)
}

#[track_caller]
fn check_words(rhythm: &Rhythm, words: &str) {
    assert_eq!(rhythm.describe(chrono_tz::UTC), words);
}

#[test]
fn a_rhythm_is_told_in_words() {
    check_words(&watched(1, |_, _| false).0, "about 10 a day, still learning");
    check_words(&watched(4, |_, _| true).0, "about 25 a day");
    check_words(&watched(6, office).0, "about 7 a day, hardly any on Saturdays and Sundays");
}

#[test]
fn hours_are_told_on_the_clocks_of_the_newsroom() {
    let (rhythm, _) = watched(6, |_, hour| (8..18).contains(&hour));
    assert_eq!(rhythm.describe(chrono_tz::Europe::Paris), "about 10 a day, quiet from 20:00 to 10:00");
}

#[test]
fn a_busy_hour_is_polled_more_often_than_a_quiet_one_and_both_within_the_bounds() {
    let (rhythm, _) = watched(6, office);
    let every = 15 * MINUTE;
    let wait = |at: &str| {
        let at = Timestamp::parse_rfc3339(at).unwrap();
        rhythm.next_poll(at, every).since(at)
    };
    let (noon, night, sunday) =
        (wait("2026-07-13T12:00:00Z"), wait("2026-07-13T23:00:00Z"), wait("2026-07-12T11:00:00Z"));
    assert!(every <= noon && noon < night, "{noon:?} at noon, {night:?} at night");
    assert!(
        noon < sunday && sunday <= longest_wait(every) && night <= longest_wait(every),
        "{sunday:?} on Sunday"
    );
    assert_eq!(longest_wait(every), 3 * HOUR);
    assert_eq!((longest_wait(HOUR), longest_wait(9 * HOUR)), (4 * HOUR, 9 * HOUR));
}

#[test]
fn nothing_is_odd_before_two_weeks_or_ten_entries() {
    assert_eq!(watched(1, |_, _| true).0.silent_at(), None);
    assert!(watched(3, |_, _| true).0.silent_at().is_some());
    assert_eq!(watched(3, |day, hour| day == 2 && hour == 9).0.silent_at(), None);
}

#[test]
fn a_feed_that_rests_on_weekends_is_not_odd_on_a_weekend() {
    let (rhythm, now) = watched(6, office);
    // The last entry came on Friday at 17:07, the sixth week ends on Sunday night.
    let odd = rhythm.silent_at().unwrap();
    assert!(odd > now, "odd at {odd}, on a weekend");
    let friday = Timestamp::parse_rfc3339("2026-07-17T00:00:00Z").unwrap();
    assert!(odd < friday, "odd only at {odd}");
    let last = rhythm.last_entry_at();
    assert_eq!(last.to_string(), "2026-07-10T17:07:00Z");
}

#[test]
fn an_hourly_feed_is_odd_within_a_day() {
    let (rhythm, now) = watched(4, |_, _| true);
    let odd = rhythm.silent_at().unwrap();
    assert!(odd > now + 2 * HOUR && odd < now + DAY, "{odd} after {now}");
}

#[test]
fn downtime_teaches_nothing() {
    let (mut rhythm, now) = watched(4, |_, _| true);
    let before = rhythm.clone();
    let back = now + 10 * DAY;
    let dates: Vec<_> = (1..=20).map(|n| Some(back - HOUR * n)).collect();
    rhythm.learn(&Look { dates: &dates, before: Some(now), planned: HOUR, now: back });
    assert_eq!(rhythm.last_entry_at(), back, "it speaks, nobody knows since when");
    let expected = |rhythm: &Rhythm| rhythm.expected(back, back + 7 * DAY);
    assert!((expected(&rhythm) - expected(&before)).abs() < 5.0, "the rate stays what it was");
}

#[test]
fn the_first_look_learns_from_the_dates_of_the_entries_it_finds() {
    let dates: Vec<_> = (0..20).map(|n| Some(start() - HOUR * n)).collect();
    let rhythm = Rhythm::first(&Look { dates: &dates, before: None, planned: Duration::ZERO, now: start() });
    let daily = rhythm.expected(start(), start() + 7 * DAY) / 7.0;
    assert!((15.0..30.0).contains(&daily), "{daily} a day");
    let old = [Some(start() - 400 * DAY), Some(start() + DAY), None];
    let rhythm = Rhythm::first(&Look { dates: &old, before: None, planned: Duration::ZERO, now: start() });
    assert_eq!(rhythm.last_entry_at(), start());
}

proptest! {
    #[test]
    fn whatever_is_learned_packs_and_reads_back_and_polls_within_bounds(
        looks in proptest::collection::vec((0_u32..30_000, proptest::collection::vec(-20_000_i64..20_000, 0..8)), 0..40),
        every_s in 1_u64..200_000,
    ) {
        let mut now = start();
        let mut rhythm = Rhythm::first(&Look { dates: &[], before: None, planned: HOUR, now });
        for (minutes, dates) in looks {
            let before = now;
            now = now + MINUTE * minutes;
            let dates: Vec<_> = dates
                .iter()
                .map(|m| Some(Timestamp::from_millis(now.millis() + m * 60_000)))
                .collect();
            rhythm.learn(&Look { dates: &dates, before: Some(before), planned: HOUR, now });
            let packed = rhythm.pack();
            prop_assert_eq!(packed.len(), PACKED_BYTES);
            let again = Rhythm::unpack(&packed).expect("it reads its own");
            prop_assert_eq!(again.pack(), packed);
            let every = Duration::from_secs(every_s);
            let wait = rhythm.next_poll(now, every).since(now);
            prop_assert!(every <= wait && wait <= longest_wait(every), "{:?}", wait);
            prop_assert!(rhythm.expected(now, now + DAY) > 0.0);
            prop_assert!(rhythm.expected(now, now + DAY) <= rhythm.expected(now, now + 2 * DAY));
            prop_assert!(rhythm.silent_at().is_none_or(|odd| odd > rhythm.last_entry_at()));
            prop_assert!(!rhythm.describe(chrono_tz::Asia::Tokyo).is_empty());
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in any::<i64>()) {
        if let Some(rhythm) = Rhythm::unpack(&bytes) {
            let _ = (rhythm.silent_at(), rhythm.describe(chrono_tz::UTC));
            let _ = rhythm.next_poll(Timestamp::from_millis(at / 2), HOUR);
        }
        let mut whole = vec![1, 4];
        whole.extend(bytes.iter().copied().cycle().take(if bytes.is_empty() { 0 } else { PACKED_BYTES - 2 }));
        if let Some(mut rhythm) = Rhythm::unpack(&whole) {
            let _ = (rhythm.silent_at(), rhythm.describe(chrono_tz::UTC));
            rhythm.learn(&Look { dates: &[None], before: None, planned: HOUR, now: Timestamp::MAX });
        }
    }
}
