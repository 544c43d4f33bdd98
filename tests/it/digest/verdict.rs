use std::collections::HashSet;
use std::time::Duration;

use vigie::digest::{
    Correction, Item, OpenRule, Reason, Verdict, decide_alert, decide_digest, held, sendable, tellable, whole,
};
use vigie::model::{Priority, Timestamp};

use super::{alert, digest, item, nights, time};

/// One alert's open items: how many, the first ready, the first urgent ready, the last message (`-` for none).
fn open(rule: &str, open: usize, first: &str, urgent: &str, last: &str) -> OpenRule {
    let at = |text: &str| (text != "-").then(|| on_the_day(text));
    OpenRule {
        rule: rule.parse().expect("a rule"),
        open,
        first_ready_at: at(first),
        first_urgent_at: at(urgent),
        last_composed_at: at(last),
        last_slot_at: None,
    }
}

/// A time of 11 June 2026 in Paris, or a full one.
#[track_caller]
fn on_the_day(text: &str) -> Timestamp {
    if text.contains('T') { time(text) } else { time(&format!("2026-06-11T{text}+02:00")) }
}

fn words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Send { slot_at: None } => "send".into(),
        Verdict::Send { slot_at: Some(at) } => format!("send {at}"),
        Verdict::Hold { until: None, why } => format!("hold: {why}"),
        Verdict::Hold { until: Some(at), why } => format!("hold until {at}: {why}"),
    }
}

#[track_caller]
fn check_alert(open: &OpenRule, now: &str, expected: &str) {
    let mut rule = alert("breaking", "*");
    rule.quiet = vec![nights()];
    assert_eq!(words(&decide_alert(&rule, open, on_the_day(now), false)), expected);
}

#[track_caller]
fn check_flush(open: &OpenRule, now: &str, expected: &str) {
    let mut rule = alert("breaking", "*");
    rule.quiet = vec![nights()];
    assert_eq!(words(&decide_alert(&rule, open, on_the_day(now), true)), expected);
}

#[test]
fn nothing_open_is_nothing_to_send() {
    check_alert(&open("alert:breaking", 0, "-", "-", "-"), "12:00:00", "hold: nothing open");
}

#[test]
fn the_first_story_waits_for_company() {
    let rule = open("alert:breaking", 1, "12:00:10", "-", "-");
    check_alert(&rule, "12:00:09", "hold until 2026-06-11T10:00:10Z: group_wait");
    check_alert(&rule, "12:00:10", "send");
}

#[test]
fn messages_keep_their_distance() {
    let rule = open("alert:breaking", 1, "12:00:20", "-", "12:00:00");
    check_alert(&rule, "12:00:30", "hold until 2026-06-11T10:01:00Z: group_interval");
    check_alert(&rule, "12:01:00", "send");
}

#[test]
fn a_message_of_a_time_to_come_keeps_no_distance() {
    let rule = open("alert:breaking", 1, "12:00:20", "-", "2026-06-12T12:00:00Z");
    check_alert(&rule, "12:00:30", "send");
}

#[test]
fn quiet_hours_hold_what_was_ready_before_them() {
    // Ready at 21:59, and nobody was there to send it until 23:00.
    let rule = open("alert:breaking", 3, "21:59:00", "-", "-");
    check_alert(&rule, "21:59:59", "send");
    check_alert(&rule, "22:00:00", "hold until 2026-06-12T04:30:00Z: quiet hours");
    check_alert(&rule, "2026-06-12T04:29:59Z", "hold until 2026-06-12T04:30:00Z: quiet hours");
    check_alert(&rule, "2026-06-12T04:30:00Z", "send");
}

#[test]
fn an_item_held_for_the_night_waits_for_its_end_even_if_the_rule_no_longer_says_so() {
    let rule = open("alert:breaking", 1, "2026-06-12T04:30:00Z", "-", "-");
    let verdict = decide_alert(&alert("breaking", "*"), &rule, on_the_day("23:00:00"), false);
    assert_eq!(words(&verdict), "hold until 2026-06-12T04:30:00Z: quiet hours");
}

#[test]
fn urgent_passes_quiet_hours() {
    let rule = open("alert:breaking", 2, "21:59:00", "23:00:00", "-");
    check_alert(&rule, "23:00:00", "send");
}

#[test]
fn run_once_takes_both_waits_as_over_but_not_the_night() {
    let waiting = open("alert:breaking", 1, "12:00:10", "-", "11:59:50");
    check_flush(&waiting, "12:00:01", "send");
    let held = open("alert:breaking", 1, "2026-06-12T04:30:00Z", "-", "-");
    check_flush(&held, "23:00:00", "hold until 2026-06-12T04:30:00Z: quiet hours");
}

#[test]
fn a_message_takes_what_came_while_its_first_story_waited() {
    let mut rule = alert("breaking", "*");
    rule.quiet = vec![nights()];
    let mut items: Vec<_> = (1_i64..=3)
        .map(|n| item(n, "alert:breaking", n, "nato", Priority::Normal, on_the_day("12:00:00")))
        .collect();
    items[0].ready_at = on_the_day("12:00:10");
    items[1].ready_at = on_the_day("12:00:19");
    items[2].ready_at = on_the_day("2026-06-12T04:30:00Z");
    let sent = sendable(&rule, &items, on_the_day("12:00:10"));
    assert_eq!(sent, items[..2]);
}

#[test]
fn at_night_only_the_urgent_story_goes() {
    let mut rule = alert("breaking", "*");
    rule.quiet = vec![nights()];
    let ready = on_the_day("21:59:00");
    let items = [
        item(1, "alert:breaking", 1, "nato", Priority::Normal, ready),
        item(2, "alert:breaking", 2, "nato", Priority::Urgent, ready),
    ];
    assert_eq!(sendable(&rule, &items, on_the_day("23:00:00")), items[1..]);
    assert_eq!(sendable(&rule, &items, on_the_day("2026-06-12T06:00:00Z")), items);
}

#[test]
fn an_urgent_story_takes_with_it_what_the_night_holds_of_it_and_no_answers() {
    let at = on_the_day("23:00:00");
    let urgent = item(4, "alert:breaking", 1, "sirens", Priority::Urgent, at);
    let of_story = |id, story| item(id, "alert:breaking", story, "nato", Priority::Normal, at);
    let more = Item { reason: Reason::Sources, ..of_story(2, 1) };
    let correction = Some(Correction { from: 1, to: 2, answers: 7.into() });
    let corrects = Item { correction, ..of_story(3, 1) };
    let open = [of_story(1, 1), more.clone(), corrects, urgent.clone(), of_story(5, 2)];
    assert_eq!(whole(vec![urgent.clone()], &open), [urgent, of_story(1, 1)]);
    assert_eq!(whole(vec![more.clone()], &open), [more], "an answer takes nothing with it");
}

#[track_caller]
fn check_digest(cron: &str, last_slot: &str, now: &str, expected: &str) {
    let mut rule = open("digest:morning", 0, "-", "-", "-");
    rule.last_slot_at = (last_slot != "-").then(|| time(last_slot));
    let verdict = decide_digest(&digest("morning", "*", cron), &rule, time(now));
    assert_eq!(words(&verdict), expected);
}

#[test]
fn a_digest_goes_out_at_its_slot_also_when_nothing_is_open() {
    let cron = "30 7 * * *";
    check_digest(
        cron,
        "2026-06-10T05:30:00Z",
        "2026-06-11T05:29:59Z",
        "hold until 2026-06-11T05:30:00Z: not due",
    );
    check_digest(cron, "2026-06-10T05:30:00Z", "2026-06-11T05:30:00Z", "send 2026-06-11T05:30:00Z");
    check_digest(
        cron,
        "2026-06-11T05:30:00Z",
        "2026-06-11T05:30:00Z",
        "hold until 2026-06-12T05:30:00Z: not due",
    );
}

#[test]
fn missed_slots_collapse_into_the_latest() {
    check_digest("30 7 * * *", "2026-06-01T05:30:00Z", "2026-06-11T20:00:00Z", "send 2026-06-11T05:30:00Z");
    check_digest("* * * * *", "2016-06-01T05:30:00Z", "2026-06-11T20:00:30Z", "send 2026-06-11T20:00:00Z");
    check_digest("* 7 * * 1", "2026-06-01T00:00:00Z", "2026-06-11T20:00:30Z", "send 2026-06-08T05:59:00Z");
}

#[test]
fn a_new_digest_begins_at_its_start_and_not_before() {
    // The start is written as a slot of its own, not on the calendar.
    check_digest(
        "30 7 * * *",
        "2026-06-11T06:12:00Z",
        "2026-06-11T06:13:00Z",
        "hold until 2026-06-12T05:30:00Z: not due",
    );
    check_digest("30 7 * * *", "-", "2026-06-11T06:13:00Z", "hold until 2026-06-12T05:30:00Z: not due");
}

#[test]
fn a_slot_of_a_time_to_come_holds_no_digest() {
    let (cron, last) = ("30 7 * * *", "2026-06-13T05:30:00Z");
    check_digest(cron, last, "2026-06-11T06:13:00Z", "hold until 2026-06-12T05:30:00Z: not due");
    let mut owing = open("digest:morning", 1, "2026-06-11T06:00:00Z", "-", "-");
    owing.last_slot_at = Some(time(last));
    let verdict = |now| words(&decide_digest(&digest("morning", "*", cron), &owing, time(now)));
    assert_eq!(verdict("2026-06-11T06:13:00Z"), "hold until 2026-06-12T05:30:00Z: not due");
    assert_eq!(verdict("2026-06-12T05:30:00Z"), "send 2026-06-12T05:30:00Z");
}

#[test]
fn each_slot_fires_once_when_the_clocks_change() {
    let cron = "30 2 * * *";
    // 02:30 does not exist on 29 March: right after the gap.
    check_digest(cron, "2026-03-28T01:30:00Z", "2026-03-29T12:00:00Z", "send 2026-03-29T01:00:00Z");
    // 02:30 comes twice on 25 October: the first.
    check_digest(cron, "2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "send 2026-10-25T00:30:00Z");
    check_digest(
        cron,
        "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00Z",
        "hold until 2026-10-26T01:30:00Z: not due",
    );
}

#[test]
fn a_paused_topic_holds_its_stories_and_no_others() {
    let at = on_the_day("12:00:00");
    let story = |id, topics: &str, priority| {
        item(
            id,
            "alert:breaking",
            id,
            topics,
            priority,
            at + std::time::Duration::from_mins(u64::try_from(id).expect("small")),
        )
    };
    let items = [
        story(1, "drones", Priority::Urgent),
        story(2, "drones ports", Priority::Normal),
        story(3, "ports", Priority::Urgent),
    ];
    let none: HashSet<String> = HashSet::new();
    assert_eq!(tellable(items.to_vec(), &none), items);
    let told = tellable(items.to_vec(), &HashSet::from(["drones".to_owned()]));
    let of: Vec<(i64, usize)> = told.iter().map(|item| (item.story_id.get(), item.topics.len())).collect();
    assert_eq!(of, [(2, 1), (3, 1)]);
    let rule = open("alert:breaking", 3, "12:01:00", "12:01:00", "-").with_only(&told);
    assert_eq!(rule, open("alert:breaking", 2, "12:02:00", "12:03:00", "-"));
    let rule = rule.with_only(&[]);
    check_alert(&rule, "12:30:00", "hold: nothing open");
}

#[test]
fn what_waited_for_company_alone_was_not_held() {
    let mut rule = alert("breaking", "*");
    rule.quiet = vec![nights()];
    let came = time("2026-06-11T20:10:00Z");
    let waits = |n, until| {
        let mut item = item(
            n,
            "alert:breaking",
            n,
            "nato",
            Priority::Normal,
            came + Duration::from_mins(n.unsigned_abs()),
        );
        item.ready_at = until;
        item
    };
    let company = waits(1, came + Duration::from_mins(1) + rule.group_wait);
    let evening = came + Duration::from_mins(2);
    assert_eq!(held(&rule, std::slice::from_ref(&company), evening), None);
    let morning = time("2026-06-12T04:30:00Z");
    let night = [company, waits(3, morning), waits(2, morning)];
    assert_eq!(held(&rule, &night, morning), Some((came + Duration::from_mins(2), morning)));
    // An urgent story takes along what the night would have held.
    assert_eq!(held(&rule, &night, came + Duration::from_mins(3)), None, "told in quiet hours");
    let later = waits(1, morning + Duration::from_hours(24));
    let both = [night[1].clone(), later];
    assert_eq!(
        held(&rule, &both, morning),
        Some((came + Duration::from_mins(3), morning)),
        "and not until the next"
    );
    rule.quiet.clear();
    assert_eq!(held(&rule, &night, morning), None, "nothing held it but the clock");
}
