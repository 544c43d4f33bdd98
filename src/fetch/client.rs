//! The client itself: feeds and pages.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::clients::Clients;
use super::guard::Guard;
use super::hops::{Ask, Landed, Stopped};
use super::politeness::Gate;
use super::robots::RobotsCache;
use super::types::{FeedRequest, FetchedPage, Load, PageAnswer, PageError};
use super::{body, headers};
use crate::clock::Clock;
use crate::config::{Credentials, FetchConfig, Secret};
use crate::feed::{FailureReason, Fetched, Validators, looks_like_challenge};
use crate::model::Timestamp;

const ACCEPT_FEED: &str = "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,\
                           text/xml;q=0.9,application/json;q=0.8,*/*;q=0.5";
const ACCEPT_PAGE: &str = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5";
/// How much of an error page is read to tell a challenge from a plain refusal.
const CHALLENGE_BYTES: usize = 32 * 1024;

/// The guarded client. Cheap to clone; clones share connections and the per-host gate.
#[derive(Clone, Debug)]
pub struct Client {
    pub(super) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) clients: Clients,
    pub(super) clock: Clock,
    pub(super) guard: Guard,
    pub(super) gate: Gate,
    pub(super) robots: RobotsCache,
    pub(super) timeout: Duration,
    max_feed_bytes: u64,
    pub(super) max_page_bytes: u64,
    pub(super) obey_robots: bool,
}

impl Client {
    /// Builds the client.
    ///
    /// # Errors
    /// A sentence when the TLS set-up, the contact address or the proxy address is unusable.
    pub fn new(config: &FetchConfig, clock: Clock) -> Result<Self, String> {
        let guard = Guard::new(&config.allow_private, None);
        let clients = Clients::new(config, guard.clone())?;
        let gate = Gate::new(clock.clone(), config.concurrency, config.per_host, config.per_host_gap);
        Ok(Self {
            inner: Arc::new(Inner {
                clients,
                clock,
                guard,
                gate,
                robots: RobotsCache::default(),
                timeout: config.timeout,
                max_feed_bytes: config.max_feed_bytes,
                max_page_bytes: config.max_page_bytes,
                obey_robots: config.robots,
            }),
        })
    }

    /// Fetches a feed, conditionally where validators are known, within the host's manners.
    pub async fn feed(&self, request: FeedRequest<'_>) -> Fetched {
        self.source(request, ACCEPT_FEED, false).await
    }

    /// As [`feed`](Self::feed), for a page that selectors read as a feed: it obeys robots.txt, because a page was not made to
    /// be polled.
    pub async fn listing(&self, request: FeedRequest<'_>) -> Fetched {
        self.source(request, ACCEPT_PAGE, self.inner.obey_robots).await
    }

    async fn source(&self, request: FeedRequest<'_>, accept: &'static str, robots: bool) -> Fetched {
        let (url, private) = match prepare(&request) {
            Ok(prepared) => prepared,
            Err(reason) => return Fetched::Failed(reason),
        };
        let validators = Some(request.validators);
        let ask = Ask { accept, validators, private, proxy: request.proxy, robots };
        match self.follow(url, ask).await {
            Ok(landed) => self.feed_answer(landed).await,
            Err(Stopped::Held(left)) => Fetched::Held(left),
            Err(Stopped::Throttled { status, retry_after, host }) => Fetched::Throttled {
                status,
                challenge: false,
                retry_after: Some(retry_after),
                host: Some(host),
            },
            Err(Stopped::Robots) => Fetched::Failed(FailureReason::Robots),
            Err(Stopped::Failed(reason)) => Fetched::Failed(reason),
        }
    }

    async fn feed_answer(&self, landed: Landed) -> Fetched {
        let now = self.inner.clock.now();
        let status = landed.response.status();
        let head = landed.response.headers();
        match status.as_u16() {
            304 if landed.conditional => Fetched::NotModified {
                validators: headers::validators(head, landed.elsewhere()),
                freshness: headers::freshness(head, now),
                moved_to: landed.moved_to.map(Into::into),
            },
            // What a temporary redirect leads to may be gone for good; the feed is not.
            410 if landed.permanently => Fetched::Gone,
            206 => {
                Fetched::Failed(FailureReason::Body("a part came where the whole was asked for".to_owned()))
            }
            200..=299 if !headers::challenged(status, head) => {
                let validators = headers::validators(head, landed.elsewhere());
                let content_type = headers::content_type(head);
                let freshness = headers::freshness(head, now);
                let hubs = headers::hubs(head, &landed.url);
                match body::read_what_comes(landed.response, self.inner.max_feed_bytes).await {
                    Ok(came) => Fetched::Body {
                        bytes: came.bytes,
                        is_cut: came.cut.is_some(),
                        content_type,
                        validators,
                        freshness,
                        final_url: landed.url.into(),
                        moved_to: landed.moved_to.map(Into::into),
                        hubs,
                    },
                    Err(reason) => Fetched::Failed(reason),
                }
            }
            code => match self.refusal(landed).await {
                Refusal::Throttled { challenge, retry_after, host } => {
                    Fetched::Throttled { status: code, challenge, retry_after, host }
                }
                Refusal::Failed(reason) => Fetched::Failed(reason),
            },
        }
    }

    /// Fetches an article page, obeying robots.txt and the host's manners.
    ///
    /// # Errors
    /// See [`PageError`].
    pub async fn page(&self, url: &Url) -> Result<FetchedPage, PageError> {
        match self.page_if_changed(url, None, &Validators::default()).await? {
            PageAnswer::Page(page) => Ok(page),
            // Nothing was known that a 304 could vouch for.
            PageAnswer::NotModified(_) => Err(PageError::Failed(FailureReason::Status(304))),
        }
    }

    /// As [`page`](Self::page), conditionally where validators are known, and through the proxy of the feed that announced it if
    /// it has one of its own.
    ///
    /// # Errors
    /// See [`PageError`].
    pub async fn page_if_changed(
        &self,
        url: &Url,
        proxy: Option<&Secret>,
        known: &Validators,
    ) -> Result<PageAnswer, PageError> {
        let landed = self.crawl(url, ACCEPT_PAGE, proxy, Some(known), self.inner.obey_robots).await?;
        let head = landed.response.headers();
        // Not only behind redirects: the next request may go straight to the address that answered.
        let validators = headers::validators(head, Some(landed.url.to_string()));
        if landed.response.status() == StatusCode::NOT_MODIFIED {
            return Ok(PageAnswer::NotModified(validators));
        }
        if let Some(kind) = headers::media_type(head).filter(|kind| !is_page(kind)) {
            let kind: String = kind.chars().filter(|c| !c.is_control()).take(60).collect();
            return Err(PageError::Failed(FailureReason::WrongKind(kind)));
        }
        let content_type = headers::content_type(head);
        let bytes =
            body::read(landed.response, self.inner.max_page_bytes).await.map_err(PageError::Failed)?;
        Ok(PageAnswer::Page(FetchedPage { bytes, content_type, final_url: landed.url, validators }))
    }

    /// Asks for what robots.txt allows, where `robots` is set; a good answer with its body still unread, or a 304 where validators were sent.
    pub(super) async fn crawl(
        &self,
        url: &Url,
        accept: &'static str,
        proxy: Option<&Secret>,
        validators: Option<&Validators>,
        robots: bool,
    ) -> Result<Landed, PageError> {
        let mut url = url.clone();
        url.set_fragment(None);
        let ask = Ask { accept, validators, proxy, robots, ..Ask::default() };
        let landed = self.follow(url, ask).await?;
        let status = landed.response.status();
        let challenged = headers::challenged(status, landed.response.headers());
        match status.as_u16() {
            code @ (404 | 410) => Err(PageError::Gone(code)),
            200..=299 if !challenged => Ok(landed),
            304 if landed.conditional && !challenged => Ok(landed),
            code => Err(match self.refusal(landed).await {
                Refusal::Throttled { retry_after, host, .. } => {
                    PageError::Throttled { status: code, retry_after, host }
                }
                Refusal::Failed(reason) => PageError::Failed(reason),
            }),
        }
    }

    /// What is under way and what waits for its turn.
    #[must_use]
    pub fn load(&self) -> Load {
        self.inner.gate.load()
    }

    /// Tells the gate that a host asked for silence (also at start, from the store).
    pub fn hold_host(&self, host: &str, until: Timestamp) {
        self.inner.gate.hold(host, until);
    }

    /// Tells the gate that a host's silence was lifted by hand.
    pub fn release_host(&self, host: &str) {
        self.inner.gate.release(host);
    }

    /// What a status that is neither good nor gone means, or a test for robots under any; reads the start of its page where
    /// that tells more.
    async fn refusal(&self, landed: Landed) -> Refusal {
        let head = landed.response.headers();
        let status = landed.response.status().as_u16();
        let retry_after = self.silence_asked(&landed);
        let host = landed.elsewhere().and(landed.url.host_str().map(str::to_owned));
        let withheld = landed.withheld.clone();
        let html = headers::media_type(head).is_some_and(|kind| kind.contains("html"));
        let mut challenge = headers::challenged(landed.response.status(), head);
        if !challenge && html && matches!(status, 401 | 403 | 405 | 429 | 503) {
            challenge = looks_like_challenge(&body::read_start(landed.response, CHALLENGE_BYTES).await);
        }
        // A host that wants silence gets it, whatever its page says.
        if status == 429 || retry_after.is_some() {
            return Refusal::Throttled { challenge, retry_after, host };
        }
        Refusal::Failed(if challenge {
            FailureReason::Challenge(status)
        } else if let Some(elsewhere) = withheld.filter(|_| status == 401) {
            FailureReason::Withheld(elsewhere)
        } else {
            FailureReason::Status(status)
        })
    }

    /// How long the host that answered wants to be left alone; the gate keeps to it from now on.
    ///
    /// Behind a redirect that is not the host that was asked for. `Retry-After` speaks of the host with the statuses
    /// that speak of load (RFC 9110 section 10.2.3, RFC 6585 section 4) or of a ban; with others it is ignored.
    pub(super) fn silence_asked(&self, landed: &Landed) -> Option<Duration> {
        let status = landed.response.status().as_u16();
        if !matches!(status, 403 | 429 | 500..=599) {
            return None;
        }
        let wait = headers::retry_after(landed.response.headers(), self.inner.clock.now())?;
        let host = landed.url.host_str().unwrap_or_default();
        self.inner.gate.hold(host, self.inner.clock.now() + wait);
        Some(wait)
    }
}

enum Refusal {
    Throttled { challenge: bool, retry_after: Option<Duration>, host: Option<String> },
    Failed(FailureReason),
}

impl From<Stopped> for PageError {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Held(left) => Self::Held(left),
            Stopped::Throttled { status, retry_after, host } => {
                Self::Throttled { status, retry_after: Some(retry_after), host: Some(host) }
            }
            Stopped::Robots => Self::Robots,
            Stopped::Failed(reason) => Self::Failed(reason),
        }
    }
}

/// The address without its fragment, and the headers meant for its origin alone.
fn prepare(request: &FeedRequest<'_>) -> Result<(Url, HeaderMap), FailureReason> {
    let bad = |what: &str| FailureReason::Unusable(what.to_owned());
    let mut url = Url::parse(request.url).map_err(|_| bad("it is not an address"))?;
    url.set_fragment(None);
    let mut private = HeaderMap::new();
    for (name, value) in request.headers {
        let name =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad("a header's name is not valid"))?;
        private.append(name, sensitive(value.reveal())?);
    }
    if let Some(Credentials { username, password }) = request.basic {
        private.insert(AUTHORIZATION, basic(username, password)?);
    } else if !url.username().is_empty() {
        // Credentials in the address: sent as a header to its origin, never kept in what is shown.
        let decode = |text| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        let password = Secret::new(decode(url.password().unwrap_or_default()));
        private.insert(AUTHORIZATION, basic(&decode(url.username()), &password)?);
    }
    // Fails only for addresses without a host, which the guard refuses.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Ok((url, private))
}

fn basic(user: &str, password: &Secret) -> Result<HeaderValue, FailureReason> {
    let joined = format!("{user}:{}", password.reveal());
    sensitive(&format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(joined)))
}

fn sensitive(value: &str) -> Result<HeaderValue, FailureReason> {
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| FailureReason::Unusable("a header holds a control character".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

fn is_page(kind: &str) -> bool {
    kind.contains("html") || kind.starts_with("text/") || kind.contains("xml")
}
