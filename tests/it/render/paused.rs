//! What is paused is named where people read that all is well.

use vigie::digest::{Coverage, PausedFeed, PausedTopic, Reason, Told};
use vigie::render::{Medium, mail_text, render, subject};

use super::channels::{all, bytes, wrong};
use super::sample;

fn paused(topics: usize) -> Coverage {
    let topic = |n| PausedTopic { topic: format!("topic-{n}").parse().expect("a name"), until: None };
    Coverage {
        sources: 4,
        healthy: 2,
        paused_feeds: vec![
            PausedFeed {
                feed: "harbour".parse().expect("a name"),
                until: Some(sample::time("2026-06-11T12:00:00Z")),
            },
            PausedFeed { feed: "lighthouse".parse().expect("a name"), until: None },
        ],
        paused_topics: (0..topics).map(topic).collect(),
        ..Coverage::default()
    }
}

#[test]
fn a_quiet_digest_names_what_nobody_looked_at() {
    let told = Told::Stories { stories: Vec::new(), more: 0, coverage: paused(2) };
    let notice = sample::notice("digest:morning", "Morning digest", told);
    let text = mail_text(&notice).split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Nothing new on the watched topics. 2 sources are paused. Paused, so that nothing is told of them: topic-0, topic-1.",
        "2 of 4 sources healthy; harbour paused until 14:00; lighthouse paused; topic topic-0 paused; topic topic-1 paused",
    ] {
        assert!(text.contains(words), "{text}");
    }
    for (medium, kind) in all() {
        let bytes = bytes(&notice, &medium);
        assert_eq!(wrong(kind, &bytes), [""; 0], "{kind}");
        assert!(String::from_utf8_lossy(&bytes).contains("topic-1"), "{kind}");
    }
    let subject = subject(&notice);
    assert_eq!(subject, "Nothing new; 2 sources are paused; paused: topic-0, topic-1 — Morning digest");
    let body = render(&notice, &Medium::Webhook, "wire", "store-1").remove(0).bytes;
    let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    assert_eq!(body["coverage"]["paused_feeds"][0]["feed"], "harbour");
    assert_eq!(body["coverage"]["paused_topics"][1]["until"], serde_json::Value::Null);
}

#[test]
fn of_many_paused_topics_eight_are_named() {
    let told = Told::Stories { stories: Vec::new(), more: 0, coverage: paused(20) };
    let text = mail_text(&sample::notice("digest:morning", "Morning digest", told));
    assert!(text.contains("topic-7") && !text.contains("topic-8") && text.contains("and 12 more"), "{text}");
}

#[test]
fn telegram_rings_for_news_and_not_for_more_outlets() {
    let medium = Medium::Telegram { chat_id: "-1001234567890".into() };
    let mut notice = sample::quiet();
    for (reason, quiet) in [(Reason::New, None), (Reason::Urgent, None), (Reason::Sources, Some(true))] {
        let mut story = sample::stories().remove(1);
        story.reason = reason;
        notice.told = Told::Stories { stories: vec![story], more: 0, coverage: Coverage::default() };
        let bytes = bytes(&notice, &medium);
        assert_eq!(wrong("telegram", &bytes), [""; 0]);
        let body: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        assert_eq!(body.get("disable_notification").and_then(serde_json::Value::as_bool), quiet);
    }
}
