//! Pages in the store: to read, read, read again, kept.

use crate::article::{Change, Extracted};
use crate::feed::Validators;
use crate::model::{Article, ArticleId, Hash16, Name, TextState, Timestamp};
use crate::topic::Indexed;

/// A page to read.
#[derive(Clone, Debug, PartialEq)]
pub struct PageJob {
    /// Its article.
    pub article_id: ArticleId,
    /// The feed that announced it.
    pub feed: Name,
    /// Address.
    pub url: String,
    /// Its host.
    pub host: String,
    /// Attempts so far.
    pub attempts: u32,
    /// The lease's fencing token.
    pub token: i64,
    /// The article in the feed's words.
    pub feed_words: Article,
    /// Somebody was told of the article.
    pub told: bool,
    /// Of a recheck: what its page said before.
    pub known: Option<Box<KnownPage>>,
}

/// A page that was read before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnownPage {
    /// From its last answer, for the address they came from.
    pub validators: Validators,
    /// The title as stored last.
    pub title: String,
    /// The text as stored last.
    pub body: String,
    /// What a change is measured by: what people were first told, or the last correction.
    pub base: Base,
}

/// A version that others are compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// Its number.
    pub version: i64,
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
}

/// What T2 commits for one page job.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadCommit {
    /// The article.
    pub article_id: ArticleId,
    /// The job's lease.
    pub token: i64,
    /// When the read ended.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: ReadOutcome,
}

/// What came of reading a page.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadOutcome {
    /// The text is there.
    Text(Box<PageText>),
    /// Not yet: tried again at `due_at`.
    Later {
        /// When.
        due_at: Timestamp,
        /// Named reason.
        reason: String,
        /// Nothing to this host before then.
        host_not_before: Option<Timestamp>,
        /// Which host that is, when it is not the page's own.
        held_host: Option<String>,
    },
    /// Its host was not asked, because it wants silence or others were before it in its queue: no attempt was made.
    Held {
        /// When it is tried again.
        due_at: Timestamp,
        /// Named reason.
        reason: String,
    },
    /// Read again, and it says what it said: the text stands, the validators are the new ones.
    Same {
        /// The whole set of a 200, or what a 304 carried.
        validators: Validators,
        /// `validators` complete the known ones (a 304) instead of taking their place.
        is_304: bool,
        /// A result of `vigie_rechecks_total`.
        result: &'static str,
    },
    /// A recheck that could not be made: the text stands, the next recheck tries again.
    Missed {
        /// Named reason.
        reason: String,
        /// Nothing to this host before then.
        host_not_before: Option<Timestamp>,
        /// Which host that is, when it is not the page's own.
        held_host: Option<String>,
    },
    /// A page that people were told of is gone; its text stands.
    Withdrawn {
        /// Named reason.
        reason: String,
        /// It will not come back: no more rechecks.
        for_good: bool,
    },
    /// Never: the feed's words stand.
    Never {
        /// Blocked (robots, challenge, paywall) or gone.
        state: TextState,
        /// Named reason.
        reason: String,
    },
}

/// A page read.
#[derive(Clone, Debug, PartialEq)]
pub struct PageText {
    /// What the extractor saw.
    pub extracted: Extracted,
    /// The article as matched: the page's words where sure, else the feed's.
    pub article: Article,
    /// Language, matches and tokens.
    pub indexed: Indexed,
    /// See [`crate::article::content_hash`].
    pub content_hash: Option<Hash16>,
    /// Keys of the address after redirects, and behind it of the canonical address on the same site where that is another.
    pub url_keys: Vec<Hash16>,
    /// For conditional re-reads.
    pub validators: Validators,
    /// The HTML, when it is to be kept.
    pub page: Option<Vec<u8>>,
    /// Where it was read, after redirects.
    pub page_url: Option<String>,
    /// Of a page that people were told of: the version it was compared with, and what changed.
    pub change: Option<(i64, Change)>,
}

/// How the page of an article has fared since people were told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The first message that told of it was composed then.
    pub told_at: Timestamp,
    /// The next recheck; `None` when there are no more.
    pub next_at: Option<Timestamp>,
    /// Rechecks that were answered, or failed.
    pub reads: i64,
    /// The last of them: when, result, named reason.
    pub last: Option<(Timestamp, String, Option<String>)>,
    /// Since when the page is gone.
    pub withdrawn_at: Option<Timestamp>,
}

/// One version of an article's words.
#[derive(Clone, Debug, PartialEq)]
pub struct EditionRow {
    /// From 1.
    pub version: i64,
    /// `feed`, `page`, `push`.
    pub origin: String,
    /// Its title.
    pub title: String,
    /// When it was read.
    pub at: Timestamp,
    /// Where it was read.
    pub page_url: Option<String>,
    /// SHA-256 of the HTML that is kept of it.
    pub page_sha256: Option<String>,
    /// What changed since the version of this number.
    pub change: Option<(i64, Change)>,
    /// Whether it takes back what people were told.
    pub corrects: Corrects,
}

/// Whether a version of an article's words takes back what people were told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corrects {
    /// It is no correction.
    Nothing,
    /// It is one that those who had been told of the article were not told yet.
    Untold,
    /// It is one that was told, or owed to nobody, then.
    Told(Timestamp),
}

/// A page kept as evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Version of the article's words that was read from it.
    pub version: i64,
    /// Where it was read.
    pub url: Option<String>,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the HTML, in hexadecimal.
    pub sha256: String,
    /// The HTML as it came, after content decoding.
    pub html: Vec<u8>,
}
