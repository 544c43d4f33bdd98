//! What is due of a subscription at a hub, and what becomes of it.

use std::time::Duration;

use vigie::feed::{HubTask, Subscription, SubscriptionState};
use vigie::model::Timestamp;

use crate::support::hub::subscription;

const BASE: &str = "https://desk.example";
const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-06-11T08:00:00Z").expect("a time")
}

fn at(state: SubscriptionState) -> Subscription {
    let of = subscription(state, "https://hub.example".to_owned(), "https://press.example/feed".to_owned());
    let callback = Some(of.callback_under(BASE));
    Subscription { callback, next_at: Some(now() + MINUTE), ..of }
}

#[test]
fn what_is_due_follows_from_state_time_and_the_way_to_us() {
    use SubscriptionState::{Asked, Leaving, Refused, Unasked, Verified};
    let due = |of: Subscription| Subscription { next_at: Some(now()), ..of };
    let leased = |left: Duration| Subscription { lease_until: Some(now() + left), ..at(Verified) };
    let moved = "https://other.example";
    for (of, base, expected) in [
        (due(at(Unasked)), Some(BASE), Some(HubTask::Subscribe)),
        (due(at(Asked)), Some(BASE), Some(HubTask::Subscribe)),
        (due(at(Refused)), Some(BASE), Some(HubTask::Subscribe)),
        (due(leased(MINUTE)), Some(BASE), Some(HubTask::Subscribe)),
        (at(Asked), Some(BASE), None),
        (at(Refused), Some(BASE), None),
        (leased(MINUTE), Some(BASE), None),
        (leased(Duration::ZERO), Some(BASE), Some(HubTask::Lost)),
        (at(Verified), Some(BASE), Some(HubTask::Lost)),
        (leased(MINUTE), Some(moved), Some(HubTask::Subscribe)),
        (Subscription { callback: None, ..at(Unasked) }, Some(moved), None),
        (leased(MINUTE), None, Some(HubTask::Leave)),
        (at(Refused), None, Some(HubTask::Leave)),
        (at(Leaving), None, None),
        (due(at(Leaving)), None, Some(HubTask::Farewell)),
        (due(at(Leaving)), Some(BASE), Some(HubTask::Farewell)),
    ] {
        assert_eq!(of.task(base, now()), expected, "{of:?} under {base:?}");
    }
    assert_eq!(leased(Duration::from_secs(1)).next_look(), Some(now() + Duration::from_secs(1)));
    assert_eq!(leased(DAY).next_look(), Some(now() + MINUTE));
    assert_eq!(Subscription { lease_until: Some(now()), ..at(Asked) }.next_look(), Some(now() + MINUTE));
}

#[test]
fn a_hub_that_says_nothing_is_asked_ever_more_seldom_and_one_that_verifies_is_well_again() {
    let mut of = at(SubscriptionState::Unasked);
    let waits: Vec<Duration> = (0..12)
        .map(|_| {
            of.asked(of.callback_under(BASE), now(), 0.5);
            of.next_at.expect("a time").since(now())
        })
        .collect();
    assert_eq!(waits[0], waits[1], "the first silence is the first failure");
    assert!(
        waits[1..].is_sorted() && waits.iter().all(|wait| (10 * MINUTE..=DAY).contains(wait)),
        "{waits:?}"
    );
    assert_eq!((of.state, of.failures), (SubscriptionState::Asked, 11));
    of.verified(DAY, now());
    assert!(of.is_healthy(now()) && of.reason.is_none() && of.asked_at.is_none());
    of.asked(of.callback_under(BASE), now(), 0.5);
    assert_eq!(of.state, SubscriptionState::Verified, "a renewal costs nothing while the lease runs");
}

#[test]
fn what_a_hub_refuses_is_put_off_and_what_it_ends_is_over() {
    let mut of = at(SubscriptionState::Asked);
    of.failed("HTTP 503".to_owned(), DAY, now(), 0.5);
    assert_eq!((of.failures, of.next_at), (1, Some(now() + DAY)), "no sooner than its host allows");
    of.denied("spam", now());
    assert_eq!((of.state, of.next_at), (SubscriptionState::Refused, Some(now() + DAY)));
    assert_eq!(of.reason.as_deref(), Some("denied: spam"));
    of.lost(now());
    assert_eq!((of.state, of.failures, of.next_at), (SubscriptionState::Unasked, 3, Some(now())));
    let put_back = of.clone().unasked_until(now() + MINUTE);
    assert_eq!(put_back, Subscription { next_at: Some(now() + MINUTE), ..of });
}

#[test]
fn short_leases_are_renewed_early_and_a_hub_that_gives_useless_ones_is_left_alone_for_a_day() {
    let verified = |seconds: u64| {
        let mut of = at(SubscriptionState::Asked);
        of.verified(Duration::from_secs(seconds), now());
        of
    };
    let second = Duration::from_secs(1);
    for (seconds, renewed_after) in [(20, 16), (11, 10), (240, 192)] {
        let of = verified(seconds);
        assert!(of.is_healthy(now()), "{seconds} s");
        let renewal = now() + renewed_after * second;
        assert_eq!(of.next_look(), Some(renewal), "{seconds} s");
        assert_eq!(of.task(Some(BASE), renewal), Some(HubTask::Subscribe), "{seconds} s");
    }
    for seconds in [1, 10] {
        let (mut of, end) = (verified(seconds), now() + u32::try_from(seconds).unwrap() * second);
        assert!(!of.is_healthy(now()));
        assert_eq!(of.task(Some(BASE), end), Some(HubTask::Lost));
        of.lost(end);
        assert_eq!((of.state, of.next_at), (SubscriptionState::Refused, Some(end + DAY)));
        assert_eq!(of.reason.as_deref(), Some("its leases are too short to be renewed"));
    }
    // One that was asked to renew, or could not be asked, let a good lease end.
    let mut of = verified(20);
    of.asked(of.callback_under(BASE), now() + 16 * second, 0.5);
    of.lost(now() + 20 * second);
    assert_eq!(of.state, SubscriptionState::Unasked);
    let mut of = verified(20).unasked_until(now() + MINUTE);
    of.lost(now() + 20 * second);
    assert_eq!(of.state, SubscriptionState::Unasked);
}

#[test]
fn a_hub_is_told_three_times_that_nothing_is_wanted() {
    let mut of = at(SubscriptionState::Verified);
    of.leave(now());
    assert!(!of.is_at("https://hub.example", "https://press.example/feed"));
    let told = (0..5).filter(|_| of.farewell(now(), 0.5).is_some()).count();
    assert_eq!(told, 3);
    let mut unknown = Subscription { callback: None, ..at(SubscriptionState::Leaving) };
    assert_eq!(unknown.farewell(now(), 0.5), None, "a hub that was never asked need not be told");
}
