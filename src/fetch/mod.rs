//! The one guarded HTTP client: feeds, pages, robots, webhooks and Slack all go through it.

use std::time::Duration;

use url::Url;

use crate::clock::Clock;
use crate::config::{FetchConfig, Secret};
use crate::feed::{FailureReason, Fetched, Validators};
use crate::model::Timestamp;

/// A feed to fetch.
#[derive(Clone, Debug)]
pub struct FeedRequest<'a> {
    /// Where.
    pub url: &'a str,
    /// Sent byte for byte (RFC 9110 section 13.1).
    pub validators: &'a Validators,
    /// HTTP Basic.
    pub basic: Option<(&'a str, &'a Secret)>,
    /// Extra headers.
    pub headers: &'a [(String, Secret)],
}

/// A page that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedPage {
    /// Decoded body.
    pub bytes: Vec<u8>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// Address after redirects.
    pub final_url: Url,
    /// For conditional re-reads.
    pub validators: Validators,
}

/// Why a page was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// robots.txt forbids it: never asked.
    #[error("robots.txt forbids it")]
    Robots,
    /// 404 or 410.
    #[error("HTTP {0}")]
    Gone(u16),
    /// 429 or 503: nothing to this host before the time is over.
    #[error("HTTP {status}, told to wait")]
    Throttled {
        /// The status.
        status: u16,
        /// `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// Anything else.
    #[error(transparent)]
    Failed(FailureReason),
}

/// An answer to a POST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// `Retry-After`.
    pub retry_after: Option<Duration>,
    /// The first 2,000 bytes of the body.
    pub body: String,
}

/// How a POST ended without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostError {
    /// Named reason; never holds the address, which may be a secret.
    pub reason: FailureReason,
    /// The request may have been received: it was written, at least in part.
    pub uncertain: bool,
}

/// The guarded client. Cheap to clone; clones share connections and the per-host gate.
#[derive(Clone, Debug)]
pub struct Client {
    _clock: Clock,
}

impl Client {
    /// Builds the client.
    ///
    /// # Errors
    /// A sentence when the TLS set-up or the proxy address is unusable.
    pub fn new(config: &FetchConfig, clock: Clock) -> Result<Self, String> {
        let _ = config;
        Ok(Self { _clock: clock })
    }

    /// Fetches a feed, conditionally where validators are known, within the host's manners.
    pub async fn feed(&self, request: FeedRequest<'_>) -> Fetched {
        let _ = request;
        todo!()
    }

    /// Fetches an article page, obeying robots.txt and the host's manners.
    ///
    /// # Errors
    /// See [`PageError`].
    pub async fn page(&self, url: &Url) -> Result<FetchedPage, PageError> {
        let _ = url;
        todo!()
    }

    /// Posts a body under a total time-out; redirects are not followed. The same address guard applies.
    ///
    /// # Errors
    /// No answer came; see [`PostError::uncertain`].
    pub async fn post(
        &self,
        url: &Secret,
        headers: &[(&str, String)],
        body: Vec<u8>,
        timeout: Duration,
    ) -> Result<Answer, PostError> {
        let _ = (url, headers, body, timeout);
        todo!()
    }

    /// Tells the gate that a host asked for silence (also at start, from the store).
    pub fn hold_host(&self, host: &str, until: Timestamp) {
        let _ = (host, until);
        todo!()
    }
}
