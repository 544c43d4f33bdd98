//! Subject lines say what is in the message, in every case.

use vigie::digest::{AlarmKind, AlarmSubject, BlindFeed, Coverage, Missing, Reason, Told, ToldStory};
use vigie::model::Priority;
use vigie::render::{Medium, html, mail_text, subject};

use super::channels::bytes;
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
    check_of("digest:morning", heading, stories, more, expected);
}

#[track_caller]
fn check_of(rule: &str, heading: &str, stories: Vec<ToldStory>, more: usize, expected: &str) {
    let told = Told::Stories { stories, more, coverage: sample::coverage() };
    assert_eq!(subject(&sample::notice(rule, heading, told)), expected);
}

#[test]
fn a_digest_leads_with_what_presses_and_its_headline_and_counts_the_rest() {
    use Priority::{Low, Normal, Urgent};
    use Reason::{Correction, Grew, Late, New};
    let one = |topic: &str, priority, reason| story("A headline", &[topic], priority, reason);
    let calm = || one("Air defense", Normal, New);
    check("Morning", vec![calm()], 0, "Air defense: A headline — Morning");
    check("Morning", vec![one("NATO", Urgent, Grew)], 0, "Urgent · NATO: A headline — Morning");
    check("Morning", vec![one("NATO", Urgent, Late)], 0, "Urgent · Late · NATO: A headline — Morning");
    check("Morning", vec![one("NATO", Low, Correction)], 0, "Correction · NATO: A headline — Morning");
    check("Morning", vec![story("A headline", &[], Normal, New)], 0, "A headline — Morning");
    let urgent = || one("Air defense", Urgent, New);
    check("Morning", vec![urgent(), calm(), calm()], 0, "Morning: 1 urgent · A headline + 2 more");
    let corrections = vec![one("NATO", Normal, Correction), one("NATO", Low, Correction)];
    check("Morning", corrections, 0, "NATO: 2 corrections — Morning");
    let mixed =
        vec![one("NATO", Normal, Correction), one("Drones", Normal, Late), one("Drones", Normal, Grew)];
    check("Morning", mixed, 0, "Morning: A headline + 2 more, 1 corrected, 1 late");
    check("Morning", vec![calm()], 970, "Morning: A headline + 970 more");
    check("Morning", vec![urgent(), urgent()], 8, "Morning: at least 2 urgent · A headline + 9 more");
    check("", vec![calm(), calm()], 0, "Air defense: 2 stories · A headline");
    let long = story(&"A very long headline ".repeat(20), &["Drones"], Urgent, Late);
    let told = Told::Stories { stories: vec![long, calm()], more: 0, coverage: sample::coverage() };
    let line = subject(&sample::notice("digest:morning", "Morning", told));
    assert!(line.ends_with("… + 1 more, 1 late") && line.chars().count() <= 160, "{line}");
}

#[test]
fn an_alert_says_what_it_is_about_and_how_much_of_it_there_is() {
    use Priority::{Normal, Urgent};
    let about = |topic: &str, priority| story("A headline", &[topic], priority, Reason::New);
    let alert = |stories, more, expected: &str| check_of("alert:breaking", "Desk", stories, more, expected);
    let calm = || about("Air defense", Normal);
    alert(vec![calm(), calm()], 0, "Air defense: 2 stories · A headline — Desk");
    alert(
        vec![about("Air defense", Urgent), calm(), calm()],
        0,
        "Air defense: 3 stories, 1 urgent · A headline — Desk",
    );
    let stories = vec![about("Drones", Urgent), about("NATO", Normal), about("NATO", Normal), calm()];
    alert(stories, 0, "1 urgent + 3 more: A headline · Drones, NATO + 1 more — Desk");
    let all_urgent = || vec![about("Drones", Urgent), about("NATO", Urgent)];
    alert(all_urgent(), 0, "2 urgent: A headline · Drones, NATO — Desk");
    alert(all_urgent(), 8, "at least 2 urgent of 10: A headline · Drones, NATO — Desk");
}

#[test]
fn what_quiet_hours_held_says_so() {
    let mut notice = sample::alert();
    let night =
        ("2026-06-10T20:10:00Z", "2026-06-11T04:30:00Z", "Overnight: Air", "held from 22:10 to 06:30");
    let noon = ("2026-06-11T10:10:00Z", "2026-06-11T12:00:00Z", "Held: Air", "held from 12:10 to 14:00");
    for (from, to, start, words) in [night, noon] {
        notice.held = Some((sample::time(from), sample::time(to)));
        let line = subject(&notice);
        assert!(line.starts_with(start), "{line}");
        for text in [html(&notice), mail_text(&notice)] {
            assert!(text.contains(words), "{text}");
        }
    }
}

#[test]
fn counts_are_never_cut_off() {
    let wide = |start: &str| format!("{start} {}", "very long name of a topic ".repeat(9));
    for priority in [Priority::Normal, Priority::Urgent] {
        let one = |start: &str| story(&wide("Headline"), &[start], priority, Reason::New);
        let mut stories = ["Aa", "Bb", "Cc"].map(one).to_vec();
        for story in &mut stories {
            story.topics[0].title = wide(&story.topics[0].title);
        }
        let told = Told::Stories { stories, more: 0, coverage: sample::coverage() };
        for rule in ["alert:breaking", "digest:morning"] {
            let line = subject(&sample::notice(rule, &wide("Heading"), told.clone()));
            let is_whole = ["3 stories — Heading", "3 urgent: Headline", "3 urgent · Headline", "+ 2 more"];
            let is_whole = is_whole.iter().any(|counts| line.contains(counts));
            assert!(is_whole && line.chars().count() <= 160, "{line}");
        }
    }
}

/// Of so many sources.
fn seen(healthy: usize, sources: usize) -> Coverage {
    let blind = |n| BlindFeed {
        feed: sample::name(&format!("feed-{n}")),
        since: sample::time("2026-06-11T04:10:00Z"),
        why: "connection: refused".into(),
    };
    Coverage { sources, healthy, blind: (healthy..sources).map(blind).collect(), ..Coverage::default() }
}

#[test]
fn only_who_saw_everything_says_that_all_is_quiet() {
    for (coverage, short, sentence, priority) in [
        (seen(6, 6), "All quiet", "Nothing new on the watched topics.", 3),
        (
            seen(22, 25),
            "Nothing new; 3 of 25 sources could not be read",
            "Nothing new on the watched topics. Yet 3 of 25 sources could not be read.",
            3,
        ),
        (
            seen(0, 6),
            "Nothing could be read",
            "None of 6 sources could be read, so nobody knows whether there is news.",
            4,
        ),
        (seen(0, 0), "No source has been read yet", "No source has been read yet.", 3),
    ] {
        let told = Told::Stories { stories: vec![], more: 0, coverage };
        let notice = sample::notice("digest:night", "Night digest", told);
        assert_eq!(subject(&notice), format!("{short} — Night digest"));
        let page = html(&notice);
        assert!(page.contains(&format!("{short}</p>")) && page.matches(sentence).count() == 2, "{page}");
        let text = mail_text(&notice).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(short) && text.contains(sentence), "{text}");
        let phone = bytes(&notice, &Medium::Ntfy { topic: "desk".into() });
        let phone: serde_json::Value = serde_json::from_slice(&phone).expect("JSON");
        assert_eq!(phone["title"], format!("{short} — Night digest"));
        assert_eq!(phone["priority"], priority);
        assert!(phone["message"].as_str().is_some_and(|message| message.starts_with(sentence)), "{phone}");
    }
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

/// What an alarm of each kind is about.
fn one(kind: AlarmKind) -> AlarmSubject {
    use AlarmKind as K;
    let text = match kind {
        K::Blind | K::Silent | K::Gone | K::Moved | K::Disabled | K::Paused => "le-courrier-sport",
        K::Dead | K::Held => "desk 427009331200000001",
        K::Suppressed => "desk ed@desk.example alert:breaking",
        K::Unheard | K::Orphaned | K::Template => "digest:morning",
        K::Stuck => "article:427009331200000001",
        K::Disk | K::Store => "store",
        K::Config => "/etc/vigie/vigie.toml",
    };
    crate::support::alarm(kind, text)
}

#[test]
fn what_an_alarm_is_about_is_read_as_it_is_written() {
    let also = [
        // As older versions had them.
        (AlarmKind::Dead, "427009331200000001"),
        (AlarmKind::Suppressed, "Ed@desk.example"),
        (AlarmKind::Suppressed, "desk ed@desk.example"),
        (AlarmKind::Orphaned, "operator"),
        (AlarmKind::Stuck, "alert:breaking"),
    ];
    for kind in AlarmKind::ALL {
        assert_eq!(one(kind).kind(), kind);
        assert_eq!(AlarmSubject::read(kind, &one(kind).to_string()), Ok(one(kind)));
    }
    for (kind, text) in also {
        assert_eq!(AlarmSubject::read(kind, text).expect("a subject").to_string(), text);
    }
    let operator = "operator".parse().expect("a name");
    let channel = AlarmSubject::Orphaned(Missing::Channel(operator));
    assert_eq!(AlarmSubject::read(AlarmKind::Orphaned, "operator"), Ok(channel), "of that name");
    for (kind, text) in [
        (AlarmKind::Dead, "wire"),
        (AlarmKind::Held, "wire wire"),
        (AlarmKind::Blind, "alert:breaking"),
        (AlarmKind::Unheard, "breaking"),
        (AlarmKind::Disk, "x"),
        (AlarmKind::Stuck, "article:one"),
    ] {
        assert!(AlarmSubject::read(kind, text).is_err(), "{kind} {text}");
    }
}

#[test]
fn every_kind_of_alarm_has_words() {
    for kind in AlarmKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
        let mut notice = sample::operator();
        let Told::Alarms(alarms) = &mut notice.told else { unreachable!() };
        alarms.truncate(1);
        alarms[0].subject = one(kind);
        let about = format!(": {}", alarms[0].subject);
        let line = subject(&notice);
        assert!(line.contains(&about) && !line.starts_with(kind.as_str()), "{line}");
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
