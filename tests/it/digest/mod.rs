//! What people are owed, when it goes out, and what is told.

mod late;
mod owed;
mod preview;
mod rank;
mod readers;
mod storm;
mod tell;
mod verdict;

use std::time::Duration;

use vigie::digest::{AlertRule, DigestRule, Item, Reason, TopicSelection};
use vigie::model::{ArticleId, ItemId, Name, Priority, RuleName, StoryId, Timestamp};
use vigie::schedule::{Calendar, CronLine, QuietHours, Weekdays};

pub fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

pub fn names(text: &str) -> Vec<Name> {
    text.split_whitespace().map(name).collect()
}

#[track_caller]
pub fn time(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).expect("RFC 3339")
}

/// `*` or names.
pub fn selection(topics: &str) -> TopicSelection {
    if topics == "*" {
        TopicSelection::All
    } else {
        TopicSelection::Some(names(topics).into_iter().collect())
    }
}

pub fn alert(rule: &str, topics: &str) -> AlertRule {
    AlertRule {
        name: name(rule),
        topics: selection(topics),
        channels: names("wire"),
        group_wait: Duration::from_secs(10),
        group_interval: Duration::from_mins(1),
        max_items: 30,
        max_age: Duration::from_hours(6),
        min_priority: Priority::Low,
        quiet: Vec::new(),
        threads: Vec::new(),
    }
}

/// Quiet from 22:00 to 06:30 in Paris, every day.
pub fn nights() -> QuietHours {
    QuietHours {
        from: chrono::NaiveTime::from_hms_opt(22, 0, 0).expect("a time"),
        to: chrono::NaiveTime::from_hms_opt(6, 30, 0).expect("a time"),
        zone: chrono_tz::Europe::Paris,
        days: Weekdays::ALL,
    }
}

pub fn digest(rule: &str, topics: &str, cron: &str) -> DigestRule {
    let zone = chrono_tz::Europe::Paris;
    DigestRule {
        name: name(rule),
        title: rule.into(),
        topics: selection(topics),
        channels: names("desk"),
        calendar: Calendar { lines: vec![CronLine::parse(cron, zone).expect("a cron line")] },
        zone,
        max_items: 50,
        send_empty: false,
    }
}

pub fn item(
    id: i64,
    rule: &str,
    story: i64,
    topics: &str,
    priority: Priority,
    created_at: Timestamp,
) -> Item {
    let rule: RuleName = rule.parse().expect("a rule");
    Item {
        id: ItemId::from(id),
        rule,
        story_id: StoryId::from(story),
        article_id: ArticleId::from(story * 10),
        reason: Reason::New,
        topics: names(topics),
        priority,
        created_at,
        ready_at: created_at,
        correction: None,
        only: None,
    }
}
