//! What goes into a decision: the feed that is due, the policy, and what came of fetching it.

use std::time::Duration;

use super::freshness::Freshness;
use super::links::Hubs;
use super::recent::RecentPoll;
use super::select::SelectError;
use super::types::ParseError;
use crate::model::{FeedId, Hash16, Name, Timestamp};
use crate::schedule::{Cadence, Rhythm};

/// Validators of a conditional request, byte for byte as the server gave them (RFC 9110 section 8.8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag` field.
    pub etag: Option<Vec<u8>>,
    /// The `Last-Modified` field.
    pub last_modified: Option<Vec<u8>>,
    /// Address of the resource they vouch for, when redirects led away from the one that was asked.
    ///
    /// They go back to this address alone: another resource may use the same tag or date for other content.
    pub url: Option<String>,
}

/// Whether the pages behind a feed's entries are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FullText {
    /// Every page.
    #[default]
    Always,
    /// The feed's words are the article.
    Never,
    /// Pages whose feed text is under 800 characters.
    WhenShort,
}

/// What the configuration says of polling one feed.
#[derive(Clone, Debug, PartialEq)]
pub struct PollPolicy {
    /// How often.
    pub cadence: Cadence,
    /// Hard floor of the interval.
    pub min_interval: Duration,
    /// Whether `ttl`, `Cache-Control` and the like lengthen the interval.
    pub obey_hints: bool,
    /// Reading of pages.
    pub full_text: FullText,
    /// How old an entry may be at the first poll and still be told.
    pub backlog: Duration,
}

/// What was so when a feed was found due, by number: what changes meanwhile makes the number another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// Which of the addresses that the operator gave it: what another one answered says nothing of this one.
    pub address: u32,
    /// How often a person made it due.
    pub by_hand: u32,
    /// How often by force, without validators.
    pub by_force: u32,
}

/// A feed whose poll is due, with its state.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// Its id.
    pub feed_id: FeedId,
    /// Its name in the configuration.
    pub name: Name,
    /// Where to fetch it.
    pub url: String,
    /// The configured address, where permanent redirects led away from it.
    pub moved_from: Option<String>,
    /// When it should have been polled.
    pub due_at: Timestamp,
    /// From the last good answer.
    pub validators: Validators,
    /// Hash of the last body that was parsed.
    pub body_hash: Option<Hash16>,
    /// Bad polls in a row.
    pub failures: u32,
    /// `None` before the first success: the backlog rule applies.
    pub last_ok_at: Option<Timestamp>,
    /// Last poll that brought something new.
    pub last_new_at: Option<Timestamp>,
    /// Where permanent redirects lead, and how many polls in a row said so.
    pub moved: Option<(String, u32)>,
    /// The last polls, newest first, at most 20.
    pub recent: Vec<RecentPoll>,
    /// When its entries come; `None` before the first.
    pub rhythm: Option<Rhythm>,
    /// When its silence becomes odd.
    pub silent_at: Option<Timestamp>,
    /// Of a sitemap index: what is known of the sitemaps it names, as JSON; else empty.
    pub parts: String,
    /// What its poll is made on.
    pub basis: Basis,
}

/// What came of fetching a feed, every case named.
#[derive(Clone, Debug, PartialEq)]
pub enum Fetched {
    /// 304.
    NotModified {
        /// Those the 304 carried; absent ones stay.
        validators: Validators,
        /// How long it holds.
        freshness: Freshness,
        /// End of the leading permanent part of the redirect chain, if it has one.
        moved_to: Option<String>,
    },
    /// 200 with a body.
    Body {
        /// Decoded.
        bytes: Vec<u8>,
        /// The connection ended before all of it came that the server announced: the entries that are whole are taken, and
        /// nothing vouches for the others.
        is_cut: bool,
        /// The `Content-Type` header.
        content_type: Option<String>,
        /// The whole set of this answer.
        validators: Validators,
        /// As above.
        freshness: Freshness,
        /// Address after redirects.
        final_url: String,
        /// As above.
        moved_to: Option<String>,
        /// What its `Link` headers say of hubs.
        hubs: Hubs,
    },
    /// 410: never asked again.
    Gone,
    /// 429, or 403 or a server error with `Retry-After`: nothing to this host before the time is over.
    Throttled {
        /// The status.
        status: u16,
        /// The page that came with it is a test for robots.
        challenge: bool,
        /// `Retry-After`.
        retry_after: Option<Duration>,
        /// Who said so, when redirects led away from the feed's own host.
        host: Option<String>,
    },
    /// Not asked: a host on the way to the feed asked for silence earlier, and this is what is left of it.
    Held(Duration),
    /// Not asked: it is overdue, and asked to be left alone at this time ([`is_skipped`](super::is_skipped)).
    Skipped,
    /// Anything else, with its name.
    Failed(FailureReason),
}

/// Why a fetch failed, by the name people see in `feed list`, in order of the layers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FailureReason {
    /// The guard of Vigie's own network refuses to ask the address.
    #[error("guard: {0}")]
    Refused(String),
    /// The request cannot be written: its address, a header or its proxy is not usable.
    #[error("unusable request: {0}")]
    Unusable(String),
    /// No such host.
    #[error("DNS: {0}")]
    Dns(String),
    /// Nobody answers for the host's name.
    #[error("DNS: no answer from the resolver")]
    Resolver,
    /// The name of the proxy on the way leads nowhere.
    #[error("DNS: the proxy's name: {0}")]
    ProxyName(String),
    /// No connection to the proxy on the way, or through it.
    #[error("connection: through the proxy: {0}")]
    Proxy(String),
    /// Connection refused or reset.
    #[error("connection: {0}")]
    Connect(String),
    /// Certificate or handshake.
    #[error("TLS: {0}")]
    Tls(String),
    /// No answer in time.
    #[error("timeout: {0}")]
    Timeout(String),
    /// The body was cut or its encoding is broken.
    #[error("body: {0}")]
    Body(String),
    /// More bytes than allowed.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// A loop, too many hops, or https to http.
    #[error("redirect: {0}")]
    Redirect(String),
    /// A status that is an error.
    #[error("HTTP {}{}", .0, meaning(*.0))]
    Status(u16),
    /// 401 behind a redirect to where the feed's credentials do not belong.
    #[error("credentials are not sent to {0}, where it redirects: write that address into `url`")]
    Withheld(String),
    /// A sitemap that an index names, with its address; of several the first.
    #[error("its sitemap {0}: {1}")]
    Sitemap(String, Box<FailureReason>),
    /// A challenge page against robots.
    #[error("challenge page (HTTP {0})")]
    Challenge(u16),
    /// robots.txt forbids it: never asked. Feeds are made to be polled, pages are not.
    #[error("robots.txt forbids it")]
    Robots,
    /// A page that asks people to sign in.
    #[error("login page (HTTP {0})")]
    Login(u16),
    /// A web page where a feed was due.
    #[error("a web page came where a feed was due")]
    Html,
    /// Nothing where a feed was due.
    #[error("the body is empty")]
    Empty,
    /// Something else where a feed was due.
    #[error("{0}")]
    NotAFeed(String),
    /// A page that gives no entries to the feed's selectors.
    #[error("{0}")]
    Selectors(String),
    /// Another media type where a web page was due.
    #[error("`{0}` came where a page was due")]
    WrongKind(String),
    /// Reading what came ended in a fault of this program.
    #[error("internal fault while reading what it sent")]
    Internal,
}

/// What a status means to somebody who must mend it; nothing where the number says it all.
const fn meaning(status: u16) -> &'static str {
    match status {
        401 => ": credentials are missing or wrong",
        402 => ": payment is asked for",
        403 => ": forbidden",
        404 => ": not found",
        407 => ": the proxy asks for credentials",
        451 => ": withheld for legal reasons",
        _ => "",
    }
}

impl From<SelectError> for FailureReason {
    fn from(error: SelectError) -> Self {
        match error {
            SelectError::Challenge => Self::Challenge(200),
            other => Self::Selectors(other.to_string()),
        }
    }
}

impl From<ParseError> for FailureReason {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::Html { challenge: true } => Self::Challenge(200),
            ParseError::Html { challenge: false } => Self::Html,
            ParseError::Empty => Self::Empty,
            other @ ParseError::NotAFeed(_) => Self::NotAFeed(other.to_string()),
        }
    }
}
