//! What comes out of a decision: everything one poll changes.

use std::collections::HashMap;
use std::time::Duration;

use super::poll::{Basis, Validators};
use super::recent::{BodyNote, RecentPoll};
use super::result::{IntervalReason, PollResult};
use super::types::{Entry, ParsedFeed};
use crate::model::{Article, ArticleId, FeedId, Hash16, Timestamp};
use crate::schedule::Rhythm;
use crate::topic::{Indexed, Matched};

/// What the store knows of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownEntry {
    /// Its article.
    pub article_id: ArticleId,
    /// Hash of title, summary and content as last seen.
    pub content_hash: Hash16,
    /// Its title by then.
    pub title: String,
    /// Its link by then.
    pub link: Option<String>,
    /// How often that was corrected.
    pub relinked: u32,
}

/// Everything one poll changes: what T1 commits, all or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedUpdate {
    /// The feed.
    pub feed_id: FeedId,
    /// What the poll was made on: nothing is written where the feed has another address by now.
    pub basis: Basis,
    /// When the poll ended.
    pub at: Timestamp,
    /// `None`: never again (410).
    pub next_poll_at: Option<Timestamp>,
    /// What `feed list` shows as the interval in force.
    pub interval: Duration,
    /// Why that interval.
    pub interval_why: IntervalReason,
    /// New values, `None` where the old ones stay.
    pub validators: Option<Validators>,
    /// New hash, `None` where the old one stays.
    pub body_hash: Option<Hash16>,
    /// What it came to.
    pub came: PollResult,
    /// Bad polls in a row.
    pub failures: u32,
    /// Why it is blind, in words for people.
    pub reason: Option<String>,
    /// Nothing to this host before then.
    pub host_not_before: Option<Timestamp>,
    /// Which host that is, when it is not the feed's own.
    pub held_host: Option<String>,
    /// A new address after three consistent permanent redirects; after failures the configured one again.
    pub new_url: Option<String>,
    /// Redirect counting, as in [`Due::moved`](crate::feed::Due::moved).
    pub moved: Option<(String, u32)>,
    /// The last polls, newest first; the first is this one.
    pub recent: Vec<RecentPoll>,
    /// What was seen of a body that parsed; `None` where the old note stays.
    pub body: Option<BodyNote>,
    /// New knowledge of a sitemap index's sitemaps, as in [`Due::parts`](crate::feed::Due::parts).
    pub parts: Option<String>,
    /// What was learned of its rhythm, with when its silence becomes odd; `None` where the old one stays.
    pub rhythm: Option<(Rhythm, Option<Timestamp>)>,
    /// Entries never seen before.
    pub new: Vec<NewEntry>,
    /// Entries seen before whose words changed.
    pub changed: Vec<ChangedEntry>,
}

impl FeedUpdate {
    /// Whether the feed answered.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        self.came.is_good()
    }

    /// Whether the feed is gone for good.
    #[must_use]
    pub const fn is_gone(&self) -> bool {
        matches!(self.came, PollResult::Gone)
    }
}

/// An entry never seen before, and the article it announces.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// Identity.
    pub key: Hash16,
    /// The id the article gets, unless one of `url_keys` already leads to an article.
    pub article_id: ArticleId,
    /// What the feed said.
    pub entry: Entry,
    /// Hash of title, summary and content.
    pub content_hash: Hash16,
    /// The article in the feed's words.
    pub article: Article,
    /// Keys of the link; empty when there is none, or when it is `shared`.
    pub url_keys: Vec<Hash16>,
    /// The link, where several entries share it.
    pub shared: Option<SharedLink>,
    /// Page to read, and its host; `None` when the feed's words are the article.
    pub page: Option<PageTarget>,
    /// Whether its stories are told.
    pub telling: Telling,
    /// Language, matches and tokens of the feed's words; filled in by the poller before the commit.
    pub indexed: Option<Indexed>,
}

impl NewEntry {
    /// What the feed's words match, where that was looked at.
    #[must_use]
    pub fn matched(&self) -> Option<&Matched> {
        self.indexed.as_ref().map(|indexed| &indexed.matched)
    }
}

/// A link that entries share which tell different things, in one document or one after another: it is the page of none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedLink {
    /// Its key.
    pub key: Hash16,
    /// The article that it led to until now, which only shares it from now on.
    pub parts: Option<ArticleId>,
}

/// An entry of a feed that the store finds by its link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryAt {
    /// Identity.
    pub key: Hash16,
    /// What is known of it.
    pub entry: KnownEntry,
    /// The link leads to its article; else the article shares it.
    pub is_led_to: bool,
}

/// Whether an article may be told: the backlog rule, decided at the poll that saw it first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Telling {
    /// Alerts and digests.
    #[default]
    All,
    /// Undated after a blind spell or a burst: digests only.
    DigestsOnly,
    /// Older than the backlog at the first poll: stored and matched, told to nobody.
    Nothing,
}

/// Where an article's page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageTarget {
    /// Address.
    pub url: String,
    /// Its host: whose manners apply, whose bucket the job is in.
    pub host: String,
}

/// A known entry whose words or link changed: a new version, and its page is read again.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedEntry {
    /// Identity.
    pub key: Hash16,
    /// Its article.
    pub article_id: ArticleId,
    /// What the feed says now.
    pub entry: Entry,
    /// New hash.
    pub content_hash: Hash16,
    /// The article in the feed's words.
    pub article: Article,
    /// Key of its link, where that is another one now.
    pub relinked: Option<Hash16>,
    /// Page to read again.
    pub page: Option<PageTarget>,
    /// What it matches in the feed's words; filled in by the poller.
    pub indexed: Option<Indexed>,
}

/// A fetched body parsed, with the store's knowledge of its entries.
#[derive(Clone, Debug)]
pub struct Read {
    /// The feed.
    pub parsed: ParsedFeed,
    /// [`identity_keys`](crate::feed::identity_keys) of its entries.
    pub keys: Vec<Hash16>,
    /// Which of the keys the store has.
    pub known: HashMap<Hash16, KnownEntry>,
    /// Links of entries that it does not have which are links of other things by now, and the articles that they led to until now;
    /// see [`rejoin`](crate::feed::rejoin).
    pub shared: HashMap<Hash16, Option<ArticleId>>,
}
