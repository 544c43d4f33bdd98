use std::time::Duration;

use vigie::config::OnUncertain;
use vigie::deliver::{Claim, Consequence, Fault, Outcome, Settlement, settle};
use vigie::model::DeliveryState;

use super::{claim, now};

fn retry(fault: Fault, after: Option<u64>) -> Outcome {
    Outcome::Retry { after: after.map(Duration::from_secs), why: "HTTP 503".into(), fault }
}

/// Settles an attempt that took a second, in the middle of the jitter.
fn settled(claim: &Claim, outcome: &Outcome) -> Settlement {
    settle(claim, outcome, OnUncertain::Resend, now(), now() + Duration::from_secs(1), 0.5)
}

/// Seconds from the end of the attempt.
fn wait(of: &Settlement, at: Option<vigie::model::Timestamp>) -> Option<u64> {
    at.map(|at| at.since(of.finished_at).as_secs())
}

fn attempt(attempts: u32, channel_failures: u32) -> Claim {
    Claim { attempts, channel_failures, ..claim("ed@desk.example", b"") }
}

#[test]
fn sent_is_sent_and_the_channel_is_well() {
    let outcome = Outcome::Sent { detail: "250 kept".into(), pause: Duration::ZERO, receipt: None };
    let settlement = settled(&attempt(3, 7), &outcome);
    assert_eq!((settlement.state, settlement.detail.as_str()), (DeliveryState::Sent, "250 kept"));
    assert_eq!((settlement.next_at, settlement.channel_not_before), (None, None));
    assert_eq!((settlement.channel_failures, settlement.token), (0, 7));
}

#[test]
fn slack_rests_a_second_after_each_message() {
    let outcome = Outcome::Sent { detail: "ok".into(), pause: Duration::from_secs(1), receipt: None };
    let settlement = settled(&attempt(1, 0), &outcome);
    assert_eq!(wait(&settlement, settlement.channel_not_before), Some(1));
}

#[test]
fn a_retry_follows_the_schedule() {
    let delays = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 86_400, 86_400];
    for (attempts, delay) in (1..).zip(delays) {
        let settlement = settled(&attempt(attempts, 0), &retry(Fault::Message, None));
        assert_eq!(settlement.state, DeliveryState::Retry);
        assert_eq!(wait(&settlement, settlement.next_at), Some(delay), "after attempt {attempts}");
        assert_eq!((settlement.channel_failures, settlement.channel_not_before), (0, None));
    }
}

#[test]
fn a_channel_that_holds_leaves_an_uncertain_delivery_to_a_person() {
    let uncertain = Outcome::Uncertain { why: "connection lost".into() };
    let end = now() + Duration::from_secs(1);
    let settlement = settle(&attempt(1, 4), &uncertain, OnUncertain::Hold, now(), end, 0.5);
    assert_eq!((settlement.state, settlement.next_at), (DeliveryState::Uncertain, None));
    assert_eq!(settlement.channel_failures, 5, "the breaker opens all the same");
    let late = Claim { first_started_at: now() - Duration::from_hours(80), ..attempt(1, 0) };
    let settlement = settle(&late, &uncertain, OnUncertain::Hold, now(), end, 0.5);
    assert_eq!(settlement.state, DeliveryState::Uncertain, "a person decides, however late");
    let settlement = settle(&attempt(1, 0), &retry(Fault::Message, None), OnUncertain::Hold, now(), end, 0.5);
    assert_eq!((settlement.state, wait(&settlement, settlement.next_at)), (DeliveryState::Retry, Some(5)));
}

#[test]
fn an_uncertain_delivery_goes_out_again_under_the_same_id() {
    let settlement = settled(&attempt(1, 0), &Outcome::Uncertain { why: "connection lost".into() });
    assert_eq!((settlement.state, settlement.detail.as_str()), (DeliveryState::Uncertain, "connection lost"));
    assert_eq!(wait(&settlement, settlement.next_at), Some(5));
    assert_eq!(settlement.channel_failures, 1, "a hung channel opens the breaker too");
}

#[test]
fn retry_after_is_obeyed_up_to_a_day_and_rests_the_channel() {
    let settlement = settled(&attempt(1, 0), &retry(Fault::Endpoint, Some(600)));
    assert_eq!(wait(&settlement, settlement.next_at), Some(600));
    assert_eq!(wait(&settlement, settlement.channel_not_before), Some(600));
    let settlement = settled(&attempt(1, 0), &retry(Fault::Endpoint, Some(10_000_000)));
    assert_eq!(wait(&settlement, settlement.next_at), Some(86_400));
    let settlement = settled(&attempt(5, 0), &retry(Fault::Endpoint, Some(10)));
    assert_eq!(wait(&settlement, settlement.next_at), Some(7_200), "never sooner than the schedule");
}

#[test]
fn five_endpoint_failures_open_the_breaker_and_probes_slow_down_to_fifteen_minutes() {
    let probes = [None, None, None, None, Some(60), Some(120), Some(240), Some(480), Some(900), Some(900)];
    for (failures, probe) in (0..).zip(probes) {
        let settlement = settled(&attempt(6, failures), &retry(Fault::Endpoint, None));
        assert_eq!(settlement.channel_failures, failures + 1);
        assert_eq!(wait(&settlement, settlement.channel_not_before), probe, "failure {}", failures + 1);
        // The delivery at hand is the probe: it does not wait five hours for its own schedule.
        assert_eq!(wait(&settlement, settlement.next_at), probe.or(Some(18_000)));
    }
    let settlement = settled(&attempt(6, u32::MAX), &retry(Fault::Endpoint, None));
    assert_eq!(wait(&settlement, settlement.channel_not_before), Some(900));
}

#[test]
fn a_messages_own_fault_closes_the_breaker_because_the_endpoint_answered() {
    let settlement = settled(&attempt(2, 9), &retry(Fault::Message, None));
    assert_eq!((settlement.channel_failures, settlement.channel_not_before), (0, None));
}

#[test]
fn after_three_days_a_delivery_is_dead() {
    let mut late = attempt(12, 0);
    late.first_started_at = now() - Duration::from_hours(72);
    for outcome in [retry(Fault::Message, None), Outcome::Uncertain { why: "HTTP 503".into() }] {
        let settlement = settled(&late, &outcome);
        assert_eq!((settlement.state, settlement.next_at), (DeliveryState::Dead, None));
        assert_eq!(settlement.detail, "given up after 3 days: HTTP 503");
    }
    late.channel_failures = 50;
    assert_eq!(
        settled(&late, &retry(Fault::Endpoint, None)).state,
        DeliveryState::Dead,
        "an open breaker keeps nothing alive"
    );
}

#[test]
fn what_is_refused_for_good_is_dead_with_its_consequence() {
    let give_up = |consequence| Outcome::GiveUp { why: "HTTP 410".into(), consequence };
    let settlement = settled(&attempt(1, 3), &give_up(Consequence::None));
    assert_eq!(
        (settlement.state, &settlement.disable, &settlement.suppress),
        (DeliveryState::Dead, &None, &None)
    );
    assert_eq!(settlement.channel_failures, 0);
    let settlement = settled(&attempt(1, 0), &give_up(Consequence::SuppressRecipient));
    assert_eq!(settlement.suppress.as_deref(), Some("HTTP 410"));
    assert_eq!(settlement.recipient, "ed@desk.example");
}

#[test]
fn what_shows_that_a_channel_is_gone_waits_for_it() {
    let gone = Outcome::GiveUp { why: "HTTP 410".into(), consequence: Consequence::DisableChannel };
    let settlement = settled(&attempt(1, 3), &gone);
    assert_eq!(settlement.disable.as_deref(), Some("HTTP 410"));
    assert_eq!((settlement.state, settlement.next_at), (DeliveryState::Retry, Some(settlement.finished_at)));
    assert_eq!(settlement.channel_failures, 0, "it answers");
    let mut late = attempt(9, 0);
    late.first_started_at = now() - Duration::from_hours(72);
    assert_eq!(settled(&late, &gone).state, DeliveryState::Retry, "however long it was tried");
}

#[test]
fn a_servers_words_become_one_short_line_without_controls() {
    let why = format!("a\r\nb\u{1b}[31m {}", "x".repeat(5_000));
    let settlement = settled(&attempt(1, 0), &Outcome::GiveUp { why, consequence: Consequence::None });
    assert!(settlement.detail.starts_with("a b [31m xxx"), "{}", settlement.detail);
    assert_eq!(settlement.detail.chars().count(), 500);
}
