//! What goes into the client and what comes out.

use std::time::Duration;

use url::Url;

use crate::config::{Credentials, Secret};
use crate::feed::{FailureReason, Link, Validators};

/// A feed to fetch.
#[derive(Clone, Debug)]
pub struct FeedRequest<'a> {
    /// Where.
    pub url: &'a str,
    /// Sent byte for byte (RFC 9110 section 13.1).
    pub validators: &'a Validators,
    /// HTTP Basic.
    pub basic: Option<&'a Credentials>,
    /// Extra headers.
    pub headers: &'a [(String, Secret)],
    /// The feed's own HTTP proxy, instead of that of `[fetch]`.
    pub proxy: Option<&'a Secret>,
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
    /// For conditional re-reads of `final_url`.
    pub validators: Validators,
}

/// What a page's server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageAnswer {
    /// The page.
    Page(FetchedPage),
    /// 304: it is what the validators vouch for. Those the answer carried; absent ones stay.
    NotModified(Validators),
}

/// What stands at an address, whatever it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Decoded body, as far as it came.
    pub bytes: Vec<u8>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// Address after redirects.
    pub final_url: Url,
    /// The `Link` headers.
    pub links: Vec<Link>,
}

/// Polite requests of one client: feeds, pages and robots.txt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Sent, and their answers not yet read.
    pub in_flight: usize,
    /// Waiting for their host's turn or for a free place.
    pub waiting: usize,
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
    /// 429, or 403 or a server error with `Retry-After`: nothing to this host before the time is over.
    #[error("HTTP {status}, told to wait")]
    Throttled {
        /// The status.
        status: u16,
        /// `Retry-After`.
        retry_after: Option<Duration>,
        /// Who said so, when redirects led away from the page's own host.
        host: Option<String>,
    },
    /// Not asked: the host asked for silence earlier, and this is what is left of it.
    #[error("its host asked for silence")]
    Held(Duration),
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
    /// `X-RateLimit-Reset-After`, where `X-RateLimit-Remaining` is 0: nothing more is taken before then.
    pub spent_for: Option<Duration>,
    /// The first 256 KiB of the body.
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
