//! A store of the test's own, with the little it takes to fill it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use vigie::article::{Extracted, Verdict};
use vigie::clock::{Clock, ManualClock};
use vigie::config::{Config, PostgresUrl, StoreConfig, StoreUrl};
use vigie::deliver::{Claim, Settlement};
use vigie::digest::{Item, Reason};
use vigie::feed::{
    Basis, Entry, FeedUpdate, IntervalReason, NewEntry, PageTarget, PollResult, Telling, Validators,
};
use vigie::model::{
    Article, FeedId, Hash16, Language, MessageId, Name, Priority, RuleName, StoryId, Timestamp,
};
use vigie::render::Rendered;
use vigie::store::{
    MessageCommit, PageJob, PageText, PollCommitted, PreparedPoll, ReadCommit, ReadOutcome, Role, Store,
    StoryCommit, ToldArticle,
};
use vigie::story::{Assignment, Relation};
use vigie::topic::{Indexed, Match, Matched};

use crate::support::postgres::Database;

/// When every test begins.
pub const START: Timestamp = Timestamp::from_millis(1_781_000_000_000);

/// Which store a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A store, its clock, and where it lives.
pub struct World {
    pub kind: Kind,
    pub store: Store,
    pub clock: ManualClock,
    pub settings: StoreConfig,
    pub folder: tempfile::TempDir,
    database: Option<Database>,
}

impl World {
    /// An empty store; `None` when there is no PostgreSQL on this machine.
    pub async fn empty(kind: Kind) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let (url, database) = match kind {
            Kind::Sqlite => (StoreUrl::Sqlite(folder.path().join("vigie.db")), None),
            Kind::Postgres => {
                let database = Database::create().await?;
                let url = PostgresUrl::parse(&database.url(), folder.path()).unwrap();
                (StoreUrl::Postgres { url, password: None }, Some(database))
            }
        };
        let settings = StoreConfig { url, retain: Duration::from_hours(180 * 24), keep_pages: false };
        let (clock, hand) = Clock::manual(START);
        let store = Store::open(&settings, Role::Daemon, clock).await.unwrap();
        Some(Self { kind, store, clock: hand, settings, folder, database })
    }

    /// A store that knows [`CONFIG`].
    pub async fn new(kind: Kind) -> Option<Self> {
        let world = Self::empty(kind).await?;
        world.store.sync_config(usual(), START).await.unwrap();
        Some(world)
    }

    /// Synchronises a configuration.
    pub async fn sync(&self, toml: &str, at: Timestamp) {
        self.store.sync_config(&config(self.folder.path(), toml), at).await.unwrap();
    }

    /// Another handle on the same store, as a second process would have it.
    pub async fn reopen(&self, role: Role, at: Timestamp) -> vigie::store::Result<Store> {
        Store::open(&self.settings, role, Clock::manual(at).0).await
    }

    /// The store again, for the daemon after a closed one: its lock is free once every clone of it is dropped,
    /// which this world still holds, so the lock file is taken away.
    pub async fn reopen_as_daemon(&self, at: Timestamp) -> Store {
        std::fs::remove_file(self.folder.path().join("vigie.db.lock")).unwrap();
        self.reopen(Role::Daemon, at).await.unwrap()
    }

    /// The database, on PostgreSQL.
    pub fn database(&self) -> &Database {
        self.database.as_ref().expect("a world on PostgreSQL")
    }

    /// The id of a feed.
    pub async fn feed(&self, name: &str) -> FeedId {
        let feeds = self.store.feed_list().await.unwrap();
        feeds.iter().find(|f| f.name.as_str() == name).map(|f| f.id).expect("a feed of that name")
    }
}

/// Two feeds, two topics, an alert, a digest, two channels.
pub const CONFIG: &str = r#"
[newsroom]
name = "Desk"
zone = "Europe/Paris"

[smtp]
host = "mail.example.org"
from = "Vigie <vigie@example.org>"

[feeds.harbour]
url = "https://harbour.example/rss"
every = "5m"
language = "en"
groups = ["coast"]

[feeds.lighthouse]
url = "https://lighthouse.example/feed.xml"
every = "10m"

[topics.storms]
query = "storm"

[topics.tides]
query = "tide"
priority = "urgent"

[channels.desk.email]
to = ["one@example.org", "two@example.org", "a@x.example", "b@x.example", "c@x.example"]

[channels.hook.webhook]
url = "https://hooks.example.org/in"

[alerts.breaking]
topics = ["*"]
channels = ["desk", "hook"]

[digests.morning]
topics = ["storms"]
channels = ["desk"]
cron = "30 7 * * *"
"#;

/// Reads a configuration from text.
#[track_caller]
pub fn config(folder: &Path, toml: &str) -> Config {
    let path = folder.join("vigie.toml");
    std::fs::write(&path, toml).unwrap();
    match vigie::config::load(&path) {
        Ok((config, _)) => config,
        Err(report) => panic!("{}", report.render(false)),
    }
}

/// [`CONFIG`], read once.
pub fn usual() -> &'static Config {
    static USUAL: OnceLock<Config> = OnceLock::new();
    USUAL.get_or_init(|| config(tempfile::tempdir().unwrap().path(), CONFIG))
}

pub fn name(text: &str) -> Name {
    text.parse().unwrap()
}

pub fn rule(text: &str) -> RuleName {
    text.parse().unwrap()
}

pub fn key(text: &str) -> Hash16 {
    Hash16::of(text.as_bytes())
}

pub fn after(seconds: u64) -> Timestamp {
    START + Duration::from_secs(seconds)
}

/// The key of an article's address.
pub fn url_key(slug: &str) -> Hash16 {
    key(&format!("https://harbour.example/{slug}"))
}

/// A poll that found nothing new.
pub fn quiet_poll(feed_id: FeedId, at: Timestamp) -> FeedUpdate {
    FeedUpdate {
        feed_id,
        basis: Basis::default(),
        at,
        next_poll_at: Some(at + Duration::from_mins(5)),
        interval: Duration::from_mins(5),
        interval_why: IntervalReason::Configured,
        validators: None,
        body_hash: None,
        came: PollResult::Whole,
        failures: 0,
        reason: None,
        host_not_before: None,
        held_host: None,
        new_url: None,
        moved: None,
        recent: Vec::new(),
        body: None,
        parts: None,
        rhythm: None,
        new: Vec::new(),
        changed: Vec::new(),
    }
}

/// A poll with new entries.
pub fn poll(feed_id: FeedId, at: Timestamp, new: Vec<NewEntry>) -> FeedUpdate {
    FeedUpdate {
        validators: Some(Validators { etag: Some(b"\"a\"".to_vec()), last_modified: None, url: None }),
        body_hash: Some(key(&format!("{feed_id} {at} {}", new.len()))),
        new,
        ..quiet_poll(feed_id, at)
    }
}

/// The words of an article with a body long enough to be told from another.
pub fn article(slug: &str) -> Article {
    Article {
        hint: None,
        title: format!("The {slug} report"),
        body: format!("What the harbour master says of {slug}. ").repeat(12),
        url: Some(format!("https://harbour.example/{slug}")),
        site: Some("harbour.example".to_owned()),
        language: Some(Language::from_static("en")),
        authors: vec!["Ada Quay".to_owned()],
        tags: vec!["sea".to_owned()],
        country: Some("fr".to_owned()),
        groups: vec!["coast".to_owned()],
        published: Some(START),
    }
}

/// An article with matches of topics of [`CONFIG`], as the index makes them.
pub fn indexed(article: &Article, topics: &[&str]) -> Indexed {
    let config = usual();
    let matches = topics
        .iter()
        .map(|topic| {
            let version = config.index.versions().iter().find(|v| v.name.as_str() == *topic).unwrap();
            let definition = config.topics.iter().find(|t| t.name.as_str() == *topic).unwrap();
            Match {
                topic: version.name.clone(),
                version: version.hash,
                score: 3.0,
                priority: definition.priority,
                spans: Vec::new(),
            }
        })
        .collect();
    let language = Language::from_static("en");
    let tokens = vigie::topic::search_tokens(article, language);
    Indexed { matched: Matched { language, language_sure: true, matches }, tokens }
}

/// A new entry whose page is not read.
pub fn entry(world: &World, slug: &str, topics: &[&str]) -> NewEntry {
    let article = article(slug);
    NewEntry {
        key: key(slug),
        article_id: world.store.ids().next(START),
        entry: Entry {
            id: Some(slug.to_owned()),
            title_text: Some(article.title.clone()),
            link: article.url.clone(),
            published: Some(START),
            ..Entry::default()
        },
        content_hash: key(&format!("words of {slug}")),
        url_keys: vec![url_key(slug)],
        shared: None,
        indexed: Some(indexed(&article, topics)),
        article,
        page: None,
        telling: Telling::All,
    }
}

/// A new entry whose page is to be read.
pub fn entry_with_page(world: &World, slug: &str, topics: &[&str]) -> NewEntry {
    NewEntry {
        page: Some(PageTarget {
            url: format!("https://harbour.example/{slug}"),
            host: "harbour.example".to_owned(),
        }),
        ..entry(world, slug, topics)
    }
}

/// A page read, with a canonical address of its own.
pub fn page_read(job: &PageJob, at: Timestamp, body: &str, topics: &[&str]) -> ReadCommit {
    let slug = job.url.rsplit('/').next().unwrap_or_default();
    let article = Article { body: body.to_owned(), ..job.feed_words.clone() };
    let extracted = Extracted {
        canonical_url: Some(format!("https://harbour.example/canonical-{slug}")),
        text: Some(body.to_owned()),
        verdict: Verdict::Article,
        ..Extracted::default()
    };
    let text = PageText {
        content_hash: vigie::article::content_hash(&article.title, &article.body),
        indexed: indexed(&article, topics),
        url_keys: vec![url_key(slug), url_key(&format!("canonical-{slug}"))],
        validators: Validators::default(),
        page: None,
        page_url: Some(job.url.clone()),
        change: None,
        extracted,
        article,
    };
    ReadCommit {
        article_id: job.article_id,
        token: job.token,
        at,
        outcome: ReadOutcome::Text(Box::new(text)),
    }
}

/// Clusters everything due as a story of its own, owed to `rules`; the stories.
pub async fn tell(world: &World, at: Timestamp, rules: &[&str]) -> Vec<StoryId> {
    let candidates = world.store.candidates(at, 500).await.unwrap();
    let ids = world.store.ids();
    let assignments: Vec<Assignment> = candidates
        .iter()
        .map(|c| Assignment {
            article_id: c.article_id,
            story_id: c.story_id.unwrap_or_else(|| ids.next(at)),
            begins: c.story_id.is_none(),
            relation: Relation::First,
            earlier: None,
            leaves: None,
        })
        .collect();
    let items = assignments
        .iter()
        .zip(&candidates)
        .flat_map(|(assignment, candidate)| {
            rules.iter().map(move |to| Item {
                id: ids.next(at),
                rule: rule(to),
                story_id: assignment.story_id,
                article_id: assignment.article_id,
                reason: if assignment.begins { Reason::New } else { Reason::Grew },
                topics: candidate.topics.iter().map(|hit| hit.topic.clone()).collect(),
                priority: Priority::Normal,
                created_at: at,
                ready_at: at,
                correction: None,
                only: None,
            })
        })
        .collect();
    let stories = assignments.iter().map(|a| a.story_id).collect();
    world
        .store
        .commit_stories(StoryCommit { candidates, assignments, items, at, ..StoryCommit::default() })
        .await
        .unwrap();
    stories
}

/// A message of a rule with every open item, one delivery for each (channel, recipient).
pub async fn message(world: &World, of: &str, at: Timestamp, to: &[(&str, &str)]) -> MessageCommit {
    let items = world.store.open_items(&rule(of), at).await.unwrap();
    let id: MessageId = world.store.ids().next(at);
    let channels: BTreeSet<&str> = to.iter().map(|(channel, _)| *channel).collect();
    let told = |channel: &&str| {
        let channel = name(channel);
        let told = |item: &Item| ToldArticle {
            story_id: item.story_id,
            article_id: item.article_id,
            channel: channel.clone(),
            outlets: 1,
        };
        items.iter().map(told).collect::<Vec<_>>()
    };
    let told = channels.iter().flat_map(told).collect();
    let deliveries = to
        .iter()
        .map(|(channel, recipient)| {
            let rendered = Rendered {
                recipient: (*recipient).to_owned(),
                stable_id: format!("<{id}.{channel}.{recipient}@vigie>"),
                bytes: format!("frozen for {channel} {recipient}").into_bytes(),
            };
            (name(channel), rendered)
        })
        .collect();
    MessageCommit {
        id,
        rule: rule(of),
        slot_at: None,
        composed_at: at,
        items: items.iter().map(|item| item.id).collect(),
        told,
        stories: items.len(),
        more: 0,
        subject: format!("{} stories", items.len()),
        deliveries: Some(deliveries),
        alarms: Vec::new(),
        content: None,
        is_answer: false,
    }
}

/// Polls committed in one call.
pub trait CommitPoll {
    async fn commit_poll(&self, update: FeedUpdate) -> vigie::store::Result<PollCommitted>;
}

impl CommitPoll for Store {
    async fn commit_poll(&self, update: FeedUpdate) -> vigie::store::Result<PollCommitted> {
        self.commit_prepared(PreparedPoll::of(update)?).await
    }
}

/// A plain outcome of an attempt.
pub fn settled(claim: &Claim, state: &str, at: Timestamp) -> Settlement {
    Settlement {
        delivery_id: claim.delivery_id,
        channel: claim.channel.clone(),
        recipient: claim.recipient.clone(),
        token: claim.token,
        state: state.parse().unwrap(),
        detail: format!("it is {state}"),
        next_at: None,
        started_at: claim.first_started_at,
        finished_at: at,
        channel_failures: 0,
        channel_not_before: None,
        disable: None,
        suppress: None,
        receipt: None,
    }
}
