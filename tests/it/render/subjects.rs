//! Subject lines say what is in the message, in every case.

use vigie::digest::{AlarmKind, Reason, Told, ToldStory};
use vigie::model::Priority;
use vigie::render::subject;

use super::sample;

/// A story about topics by their titles.
fn story(title: &str, topics: &[&str], priority: Priority, reason: Reason) -> ToldStory {
    let mut told =
        ToldStory { priority, reason, ..sample::story(1, "en", "harbour.example", title, "", topics) };
    for topic in &mut told.topics {
        topic.priority = priority;
    }
    told
}

#[track_caller]
fn check(heading: &str, stories: Vec<ToldStory>, more: usize, expected: &str) {
    let told = Told::Stories { stories, more, coverage: sample::coverage() };
    assert_eq!(subject(&sample::notice("digest:morning", heading, told)), expected);
}

#[test]
fn what_is_told_is_counted() {
    use Priority::{Low, Normal, Urgent};
    use Reason::{Correction, Grew, Late, New};
    let one = |topic: &str, priority, reason| story("A headline", &[topic], priority, reason);
    let calm = || one("Air defense", Normal, New);
    check("Morning", vec![], 0, "All quiet — Morning");
    check("", vec![calm(), calm()], 0, "Air defense: 2 stories");
    check("Morning", vec![calm()], 0, "Air defense: A headline — Morning");
    check("Morning", vec![one("NATO", Urgent, Grew)], 0, "Urgent · NATO: A headline — Morning");
    check("Morning", vec![one("NATO", Urgent, Late)], 0, "Urgent · Late · NATO: A headline — Morning");
    check("Morning", vec![one("NATO", Low, Correction)], 0, "Correction · NATO: A headline — Morning");
    check("Morning", vec![story("A headline", &[], Normal, New)], 0, "A headline — Morning");
    check(
        "Morning",
        vec![one("Air defense", Urgent, New), calm(), calm()],
        0,
        "Air defense: 3 stories, 1 urgent — Morning",
    );
    check(
        "Morning",
        vec![one("NATO", Normal, Correction), one("NATO", Low, Correction)],
        0,
        "NATO: 2 corrections — Morning",
    );
    let mixed =
        vec![one("NATO", Normal, Correction), one("Drones", Normal, Late), one("Drones", Normal, Grew)];
    check("Morning", mixed, 0, "Drones, NATO: 3 stories, 1 corrected, 1 late — Morning");
    check("Morning", vec![calm()], 970, "Air defense: 971 stories — Morning");
    let all_urgent = vec![one("NATO", Urgent, New), one("NATO", Urgent, New)];
    check("Morning", all_urgent, 8, "NATO: 10 stories, at least 2 urgent — Morning");
}

#[test]
fn the_topic_that_presses_is_named_and_the_counts_are_never_cut_off() {
    use Priority::{Normal, Urgent};
    let about = |topic: &str, priority| story("A headline", &[topic], priority, Reason::New);
    let stories = vec![
        about("Drones", Urgent),
        about("NATO", Normal),
        about("NATO", Normal),
        about("Air defense", Normal),
        about("Harbours", Normal),
    ];
    check("Morning", stories, 0, "Drones, NATO + 2 more: 5 stories, 1 urgent — Morning");
    let wide = |start: &str| format!("{start} {}", "very long name of a topic ".repeat(9));
    let mut stories = ["Aa", "Bb", "Cc"].map(|start| about(start, Urgent)).to_vec();
    for story in &mut stories {
        story.topics[0].title = wide(&story.topics[0].title);
    }
    let told = Told::Stories { stories, more: 0, coverage: sample::coverage() };
    let line = subject(&sample::notice("digest:morning", &wide("Heading"), told));
    assert!(line.contains(": 3 stories, 3 urgent — Heading") && line.chars().count() <= 160, "{line}");
}

#[test]
fn the_operator_reads_what_is_wrong_and_what_is_over() {
    let mut notice = sample::operator();
    assert_eq!(subject(&notice), "3 notices: Source blind, Delivery failed — The Harbour Desk");
    let Told::Alarms(alarms) = &mut notice.told else { unreachable!() };
    for alarm in alarms.iter_mut() {
        alarm.cleared = true;
    }
    assert_eq!(subject(&notice), "3 notices: all over — The Harbour Desk");
    let Told::Alarms(alarms) = &mut notice.told else { unreachable!() };
    alarms.truncate(1);
    assert_eq!(subject(&notice), "Source blind: le-courrier-sport (over) — The Harbour Desk");
}

#[test]
fn every_kind_of_alarm_has_words() {
    for kind in AlarmKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
        let mut notice = sample::operator();
        let Told::Alarms(alarms) = &mut notice.told else { unreachable!() };
        alarms.truncate(1);
        alarms[0].kind = kind;
        let line = subject(&notice);
        assert!(line.contains(": le-courrier-sport") && !line.starts_with(kind.as_str()), "{line}");
    }
    assert!("no such kind".parse::<AlarmKind>().is_err());
}

#[test]
fn of_a_storys_topics_the_urgent_one_is_named_first() {
    let mut told = story("A headline", &["Drones", "Siege", "Fire"], Priority::Normal, Reason::New);
    told.priority = Priority::Urgent;
    told.topics[2].priority = Priority::Urgent;
    check("Morning", vec![told], 0, "Urgent · Fire, Drones + 1 more: A headline — Morning");
}
