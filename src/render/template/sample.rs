//! Messages of every kind that a template is tried on before it is used: with and without what a story may lack.

use crate::digest::{
    BlindFeed, Coverage, Earlier, Highlighted, Notice, PausedFeed, PausedTopic, Reason, SilentTopic, Source,
    Told, ToldChange, ToldCorrection, ToldStory, ToldTopic,
};
use crate::model::{Language, MessageId, Name, Priority, RuleName, StoryId, Timestamp, Zone};

/// In each sample's headline, and in its translation.
pub(super) const HEADLINE: &str = "over the harbour";

/// Whether there is a story in it.
pub(super) fn tells(notice: &Notice) -> bool {
    matches!(&notice.told, Told::Stories { stories, .. } if !stories.is_empty())
}

/// A full digest, a quiet one, an alert of one story, its correction.
pub(super) fn notices() -> Vec<Notice> {
    let [alert, digest] = ["breaking", "morning"].map(name);
    let (alert, digest) = (RuleName::Alert(alert), RuleName::Digest(digest));
    let correction = ToldCorrection {
        answers: MessageId::from(1),
        changes: vec![ToldChange {
            is_headline: false,
            before: marked("Six hours."),
            after: marked("Nine hours."),
        }],
        more: 2,
    };
    let full = vec![story(1), bare(2), ToldStory { language: Language::from_static("ar"), ..story(3) }];
    let corrected = ToldStory { correction: Some(correction), reason: Reason::Correction, ..story(4) };
    vec![
        notice(&digest, full, 970),
        notice(&digest, Vec::new(), 0),
        notice(&alert, vec![story(5)], 0),
        notice(&alert, vec![bare(6)], 0),
        notice(&alert, vec![corrected], 0),
    ]
}

fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

fn marked(text: &str) -> Highlighted {
    let end = text.find(' ').unwrap_or(text.len());
    Highlighted { text: text.to_owned(), marks: std::iter::once(0..end).collect() }
}

fn topic(of: &str, title: &str) -> ToldTopic {
    ToldTopic {
        name: name(of),
        title: title.to_owned(),
        priority: Priority::Normal,
        score: 9.5,
        terms: vec!["drones".to_owned()],
    }
}

/// A story that has everything.
fn story(id: i64) -> ToldStory {
    let site = |site: &str| Source { site: site.to_owned(), url: Some(format!("https://{site}/{id}")) };
    ToldStory {
        id: StoryId::from(id),
        title: marked(&format!("Drones {HEADLINE} <script>alert(1)</script>")),
        url: Some(format!("https://harbour.example/{id}?a=1&b=2")),
        site: "harbour.example".to_owned(),
        language: Language::from_static("en"),
        published: Some(AT),
        excerpt: marked("Drones closed the port for six hours."),
        topics: vec![topic("drones", "Drones"), topic("air-defense", "Air defense")],
        sources: (0..9).map(|n| site(&format!("outlet-{n}.example"))).collect(),
        reason: Reason::Late,
        priority: Priority::Urgent,
        text_pending: true,
        correction: None,
        snooze: Some("https://vigie.example.org/snooze/1".to_owned()),
        translation: Some(format!("Unmanned aircraft {HEADLINE}")),
        earlier: Some(Earlier {
            id: StoryId::from(0),
            title: "Port bought <b>radars</b>".to_owned(),
            url: Some("https://harbour.example/0?a=1&b=2".to_owned()),
            site: "harbour.example".to_owned(),
            language: Language::from_static("en"),
            at: AT,
        }),
        new_outlets: Vec::new(),
    }
}

/// A story that lacks whatever a story may lack.
fn bare(id: i64) -> ToldStory {
    ToldStory {
        url: None,
        site: String::new(),
        language: Language::UNDETERMINED,
        published: None,
        excerpt: Highlighted::default(),
        topics: Vec::new(),
        sources: Vec::new(),
        reason: Reason::New,
        priority: Priority::Normal,
        text_pending: false,
        snooze: None,
        translation: None,
        earlier: None,
        ..story(id)
    }
}

const AT: Timestamp = Timestamp::from_millis(1_781_155_800_000);

fn notice(rule: &RuleName, stories: Vec<ToldStory>, more: usize) -> Notice {
    let is_digest = matches!(rule, RuleName::Digest(_));
    let coverage = Coverage {
        sources: 145,
        healthy: 143,
        blind: vec![BlindFeed { feed: name("il-faro"), since: AT, why: "HTTP 500".to_owned() }],
        paused_feeds: vec![PausedFeed { feed: name("ostsee-kurier"), until: None }],
        paused_topics: vec![PausedTopic { topic: name("port-security"), until: Some(AT) }],
        silent_topics: vec![SilentTopic { topic: name("space-debris"), since: AT }],
    };
    Notice {
        id: MessageId::from(2),
        rule: rule.clone(),
        heading: "Morning digest".to_owned(),
        at: AT,
        slot_at: is_digest.then_some(AT),
        zone: Zone::UTC,
        newsroom: "The Harbour Desk".to_owned(),
        base_url: is_digest.then(|| "https://vigie.example.org".to_owned()),
        held: None,
        told: Told::Stories { stories, more, coverage },
    }
}
