//! The JSON body of a webhook, as `deploy/webhook.schema.json` states it.

use serde::Serialize;

use crate::digest::{
    Alarm, AlarmKind, AlarmSubject, Coverage, Earlier, Notice, Reason, Told, ToldChange, ToldStory,
};
use crate::model::{Language, MessageId, Name, Priority, RuleName, StoryId, Timestamp};

use super::catalogue as say;
use super::clean::address;

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    id: MessageId,
    sent_at: Timestamp,
    rule: &'a RuleName,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<&'a Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<MessageId>,
    more: usize,
    stories: Vec<Story<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<&'a Coverage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alarms: Option<Vec<AlarmBody<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Serialize)]
struct Story<'a> {
    id: StoryId,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    translation: Option<&'a str>,
    url: Option<&'a str>,
    site: &'a str,
    language: Language,
    published: Option<Timestamp>,
    excerpt: &'a str,
    topics: Vec<Topic<'a>>,
    sources: Vec<Source<'a>>,
    reason: Reason,
    priority: Priority,
    text_pending: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<Change<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<EarlierBody<'a>>,
}

/// The story that this one goes on from.
#[derive(Serialize)]
struct EarlierBody<'a> {
    id: StoryId,
    title: &'a str,
    url: Option<&'a str>,
    site: &'a str,
    language: Language,
    at: Timestamp,
}

/// A headline or a sentence, as it was told and as it is now.
#[derive(Serialize)]
struct Change<'a> {
    before: &'a str,
    after: &'a str,
}

/// One outlet of a story.
#[derive(Serialize)]
struct Source<'a> {
    site: &'a str,
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Topic<'a> {
    name: &'a Name,
    title: &'a str,
    score: f64,
    terms: &'a [String],
}

#[derive(Serialize)]
struct AlarmBody<'a> {
    kind: AlarmKind,
    subject: &'a AlarmSubject,
    since: Timestamp,
    detail: &'a str,
    cleared: bool,
}

pub(super) fn render(notice: &Notice) -> Vec<u8> {
    let mut body = Body {
        r#type: kind(notice),
        id: notice.id,
        sent_at: notice.at,
        rule: &notice.rule,
        topic: None,
        answers: notice.answers(),
        more: 0,
        stories: Vec::new(),
        coverage: None,
        alarms: None,
        text: None,
    };
    match &notice.told {
        Told::Stories { stories, more, coverage } => {
            body.topic = shared_topic(stories);
            body.more = *more;
            body.stories = stories.iter().map(story).collect();
            body.coverage = Some(coverage);
        }
        Told::Alarms(alarms) => body.alarms = Some(alarms.iter().map(alarm).collect()),
        Told::Test(channel) => body.text = Some(say::test_text(channel)),
    }
    serde_json::to_vec(&body).expect("a body without maps of foreign keys is always JSON")
}

pub(super) fn kind(notice: &Notice) -> &'static str {
    match &notice.told {
        Told::Alarms(_) => "vigie.operator",
        Told::Test(_) => "vigie.test",
        Told::Stories { stories, .. } => {
            let corrections = !stories.is_empty() && stories.iter().all(|s| s.reason == Reason::Correction);
            match &notice.rule {
                _ if corrections => "vigie.correction",
                RuleName::Digest(_) => "vigie.digest",
                _ => "vigie.alert",
            }
        }
    }
}

/// The topic that every story has, the first story's best one.
fn shared_topic(stories: &[ToldStory]) -> Option<&Name> {
    let (first, rest) = stories.split_first()?;
    let in_all =
        |name: &&Name| rest.iter().all(|story| story.topics.iter().any(|topic| topic.name == **name));
    first.topics.iter().map(|topic| &topic.name).find(in_all)
}

fn story(story: &ToldStory) -> Story<'_> {
    let topics = story.topics.iter().map(|topic| Topic {
        name: &topic.name,
        title: &topic.title,
        score: topic.score,
        terms: &topic.terms,
    });
    let sources =
        story.sources.iter().map(|source| Source { site: &source.site, url: address(source.url.as_deref()) });
    Story {
        id: story.id,
        title: &story.title.text,
        translation: story.translation.as_deref(),
        url: address(story.url.as_deref()),
        site: &story.site,
        language: story.language,
        published: story.published,
        excerpt: &story.excerpt.text,
        topics: topics.collect(),
        sources: sources.collect(),
        reason: story.reason,
        priority: story.priority,
        text_pending: story.text_pending,
        changes: story.correction.as_ref().map(|correction| changes(&correction.changes)),
        earlier: story.earlier.as_ref().map(earlier),
    }
}

fn earlier(earlier: &Earlier) -> EarlierBody<'_> {
    EarlierBody {
        id: earlier.id,
        title: &earlier.title,
        url: address(earlier.url.as_deref()),
        site: &earlier.site,
        language: earlier.language,
        at: earlier.at,
    }
}

fn changes(changes: &[ToldChange]) -> Vec<Change<'_>> {
    changes.iter().map(|change| Change { before: &change.before.text, after: &change.after.text }).collect()
}

fn alarm(alarm: &Alarm) -> AlarmBody<'_> {
    AlarmBody {
        kind: alarm.subject.kind(),
        subject: &alarm.subject,
        since: alarm.since,
        detail: &alarm.detail,
        cleared: alarm.cleared,
    }
}
