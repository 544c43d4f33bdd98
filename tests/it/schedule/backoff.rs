use std::time::Duration;

use proptest::prelude::*;
use vigie::schedule::{backoff, delivery_retry};

const MINUTE: Duration = Duration::from_mins(1);

#[test]
fn back_off_doubles_up_to_its_cap() {
    let delays: Vec<u64> = (0..9).map(|n| backoff(n, MINUTE, 60 * MINUTE, 0.5).as_secs() / 60).collect();
    assert_eq!(delays, [1, 1, 2, 4, 8, 16, 32, 60, 60]);
}

#[test]
fn back_off_never_overflows() {
    assert_eq!(backoff(u32::MAX, Duration::MAX, MINUTE, 0.5), MINUTE);
    assert_eq!(backoff(64, Duration::MAX, Duration::MAX, 1.0), Duration::MAX);
    assert_eq!(backoff(1, MINUTE, MINUTE, f64::NAN), MINUTE);
}

#[test]
fn a_delivery_is_tried_at_growing_intervals_for_three_days() {
    let (mut since_first, mut attempts, mut waits) = (Duration::ZERO, 1, Vec::new());
    while let Some(wait) = delivery_retry(attempts, since_first, 0.5) {
        waits.push(wait.as_secs());
        since_first += wait;
        attempts += 1;
        assert!(attempts < 20, "it never gives up");
    }
    assert_eq!(waits[..9], [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 86_400, 86_400]);
    assert_eq!(since_first, Duration::from_hours(72), "the last attempt is made after three days");
    assert_eq!(waits.len(), 10);
}

#[test]
fn the_first_attempt_waits_for_nothing() {
    assert_eq!(delivery_retry(0, Duration::ZERO, 0.9), Some(Duration::ZERO));
}

proptest! {
    #[test]
    fn jitter_moves_a_delay_by_a_fifth_at_most(failures in 0_u32..80, jitter in 0.0..1.0) {
        let middle = backoff(failures, MINUTE, 90 * MINUTE, 0.5);
        prop_assert_eq!(middle, MINUTE * 2_u32.pow(failures.clamp(1, 12) - 1).min(90));
        let delay = backoff(failures, MINUTE, 90 * MINUTE, jitter);
        prop_assert!(delay >= middle * 8 / 10 && delay <= middle * 12 / 10, "{delay:?} for {middle:?}");
    }

    #[test]
    fn nothing_waits_longer_than_the_cap_and_not_all_just_as_long(
        failures in any::<u32>(),
        base_s in 0_u64..200_000,
        jitter in any::<f64>(),
    ) {
        let day = Duration::from_hours(24);
        let delay = backoff(failures, Duration::from_secs(base_s), day, jitter);
        prop_assert!(delay <= day, "{delay:?}");
        let (early, late) = (backoff(40, MINUTE, day, 0.0), backoff(40, MINUTE, day, 0.75));
        prop_assert!(early < late && late < day && early >= day * 8 / 10, "{early:?} {late:?}");
    }

    #[test]
    fn a_retry_never_falls_beyond_three_days(attempts in any::<u32>(), seconds in 0_u64..400_000, jitter in any::<f64>()) {
        let since_first = Duration::from_secs(seconds);
        let wait = delivery_retry(attempts, since_first, jitter);
        prop_assert_eq!(wait.is_none(), attempts > 0 && seconds >= 3 * 86_400);
        prop_assert!(attempts == 0 || wait.is_none_or(|wait| since_first + wait <= Duration::from_hours(72)));
    }
}
