//! The feeds that people subscribe to, and their pages: what the store has, told as messages tell it.

use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::digest::{self, DigestRule, Item, Reason, StoryDetail};
use crate::model::{ItemId, Name, Priority, RuleName, Timestamp};
use crate::render::{FeedForm, STORIES_PATH, Syndication, SyndicationEntry};
use crate::store::{SentDigest, TopicStory};
use crate::topic::TopicDefinition;

use super::app::{App, Setup};
use super::fault::Fault;

/// All that a name may hold and a path may not (RFC 3986 section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// What a feed is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Every topic's stories.
    Stories,
    /// `[topics.NAME]`: its stories.
    Topic(Name),
    /// `[digests.NAME]`: those that went out.
    Digest(Name),
}

/// The path of its feeds below the desk, without the end that says the form: a name may be in any script.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (folder, name) = match self {
            Self::Stories => return f.write_str(STORIES_PATH),
            Self::Topic(name) => ("topics", name),
            Self::Digest(name) => ("digests", name),
        };
        write!(f, "/{folder}/{}", utf8_percent_encode(name.as_str(), RESERVED))
    }
}

/// A feed as it goes over the wire, under `base`, the desk's address without a slash at its end; `None` where the
/// configuration has no such topic or digest.
///
/// # Errors
/// The store cannot be read.
pub async fn syndicated(
    app: &Arc<App>,
    subject: &Subject,
    form: FeedForm,
    base: &str,
) -> Result<Option<Vec<u8>>, Fault> {
    let setup = app.setup();
    let most = form.max_entries();
    let feed = match subject {
        Subject::Stories => story_feed(app, &setup, None, most).await?,
        Subject::Topic(name) => match setup.config.topics.iter().find(|topic| topic.name == *name) {
            Some(topic) => story_feed(app, &setup, Some(topic), most).await?,
            None => return Ok(None),
        },
        Subject::Digest(name) => match setup.config.digests.get(name) {
            Some(rule) => digest_feed(app, &setup, rule, most).await?,
            None => return Ok(None),
        },
    };
    let feed = Syndication { home: format!("{base}/"), address: format!("{base}{subject}"), ..feed };
    let write = move || feed.write(form);
    Ok(Some(app.cpu.run(write).await?))
}

/// Of one topic, or of all.
async fn story_feed(
    app: &Arc<App>,
    setup: &Arc<Setup>,
    topic: Option<&TopicDefinition>,
    most: usize,
) -> Result<Syndication, Fault> {
    let stories = app.store.topic_stories(topic.map(|topic| &topic.name), most).await?;
    let items: Vec<Item> = stories.iter().map(as_item).collect();
    let details = app.store.story_details(&items).await?;
    let (telling, store) = (Arc::clone(setup), app.store.clone());
    let work = move || entries_of(&telling, store.store_id(), &stories, &details);
    let entries = app.cpu.run(work).await?;
    let store_id = app.store.store_id();
    let (kind, name, title, about) = match topic {
        Some(topic) => {
            ("topic", topic.name.as_str(), &*topic.title, format!("Stories about {}", topic.title))
        }
        None => ("stories", "", "Stories", "Stories of all topics".to_owned()),
    };
    let id = Syndication::id_of(store_id, kind, name);
    Ok(feed(setup, id, title, format!("{about}, the latest change first"), entries))
}

/// A story as if it were owed: so it is told as a message tells it.
fn as_item(story: &TopicStory) -> Item {
    Item {
        id: ItemId::from(0),
        rule: RuleName::Test,
        story_id: story.id,
        article_id: story.article_id,
        reason: Reason::New,
        topics: story.topics.iter().map(|(name, _)| name.clone()).collect(),
        priority: story.topics.iter().map(|(_, priority)| *priority).max().unwrap_or(Priority::Normal),
        created_at: story.since,
        ready_at: story.since,
        correction: None,
        only: None,
    }
}

fn entries_of(
    setup: &Setup,
    store_id: &str,
    stories: &[TopicStory],
    details: &[StoryDetail],
) -> Vec<SyndicationEntry> {
    let titles = setup.topic_titles();
    let title_of = |name: &Name| titles.get(name).cloned().unwrap_or_else(|| name.to_string());
    let entry = |story: &TopicStory| {
        let detail = details.iter().find(|detail| detail.item.story_id == story.id)?;
        let told = digest::tell(detail, &title_of);
        Some(SyndicationEntry::of_story(
            &told,
            store_id,
            (story.since, story.updated),
            setup.config.newsroom.zone,
        ))
    };
    stories.iter().filter_map(entry).collect()
}

async fn digest_feed(app: &App, setup: &Setup, rule: &DigestRule, most: usize) -> Result<Syndication, Fault> {
    let store_id = app.store.store_id();
    let sent = app.store.sent_digests(&RuleName::Digest(rule.name.clone()), most).await?;
    let language = setup.config.newsroom.language;
    let entry = |digest: SentDigest| {
        let SentDigest { id, at, subject, content } = digest;
        SyndicationEntry::of_digest(id, store_id, &subject, language, at, content)
    };
    let id = Syndication::id_of(store_id, "digest", rule.name.as_str());
    let about = format!("{} as it went out, the newest first", rule.title);
    Ok(feed(setup, id, &rule.title, about, sent.into_iter().map(entry).collect()))
}

fn feed(
    setup: &Setup,
    id: String,
    title: &str,
    about: String,
    entries: Vec<SyndicationEntry>,
) -> Syndication {
    let newsroom = &setup.config.newsroom;
    Syndication {
        id,
        title: format!("{title} · {}", newsroom.name),
        about,
        newsroom: newsroom.name.clone(),
        language: newsroom.language,
        home: String::new(),
        address: String::new(),
        zone: newsroom.zone,
        // Atom wants a time of a feed that never had anything in it, too.
        updated: entries.iter().map(|entry| entry.updated).max().unwrap_or(Timestamp::from_millis(0)),
        entries,
    }
}
