//! One fetch, hop by hop: guard, manners, request, redirect.

use std::time::Duration;

use percent_encoding::{AsciiSet, percent_encode};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Response, StatusCode};
use url::Url;

use super::client::Client;
use super::failure;
use super::origin::is_home;
use super::politeness::Turn;
use crate::config::Secret;
use crate::feed::{FailureReason, Validators};

/// Only what is not ASCII, which is always escaped.
const NON_ASCII: &AsciiSet = &AsciiSet::EMPTY;
/// Redirects followed before giving up.
const MAX_HOPS: usize = 5;

/// What is asked of every hop.
#[derive(Debug, Default)]
pub(super) struct Ask<'a> {
    pub(super) accept: &'static str,
    /// For the address they came from alone.
    pub(super) validators: Option<&'a Validators>,
    /// Credentials and custom headers: for the first address's home only.
    pub(super) private: HeaderMap,
    /// Instead of the proxy of `[fetch]`.
    pub(super) proxy: Option<&'a Secret>,
    /// Whether robots.txt of every hop is asked first.
    pub(super) robots: bool,
}

/// The last answer of a chain, its body still unread. The turn at its host ends when this is dropped.
#[derive(Debug)]
pub(super) struct Landed {
    pub(super) response: Response,
    pub(super) url: Url,
    /// End of the leading permanent part of the chain, if it has one.
    pub(super) moved_to: Option<Url>,
    /// No hop was temporary.
    pub(super) permanently: bool,
    /// Validators went to this address.
    pub(super) conditional: bool,
    /// The origin that answered, where credentials or headers belong to another one.
    pub(super) withheld: Option<String>,
    redirected: bool,
    _turn: Turn,
}

impl Landed {
    /// The address that answered, when it is not the one that was asked.
    pub(super) fn elsewhere(&self) -> Option<String> {
        self.redirected.then(|| self.url.as_str().to_owned())
    }
}

/// Why a chain ended without a last answer.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The host asked for silence earlier.
    Held(Duration),
    /// The host of a robots.txt asked for silence when that was asked for.
    Throttled {
        status: u16,
        retry_after: Duration,
        host: String,
    },
    /// robots.txt of a hop forbids it: never asked.
    Robots,
    Failed(FailureReason),
}

impl From<FailureReason> for Stopped {
    fn from(reason: FailureReason) -> Self {
        Self::Failed(reason)
    }
}

impl Client {
    /// Asks `url` and follows redirects, within the total time-out; waiting for a turn does not count.
    pub(super) async fn follow(&self, mut url: Url, ask: Ask<'_>) -> Result<Landed, Stopped> {
        let http = self.inner.clients.through(ask.proxy)?;
        let home = url.clone();
        let mut left = self.inner.timeout;
        let mut moved_to: Option<Url> = None;
        let mut permanently = true;
        let mut seen: Vec<Url> = Vec::new();
        loop {
            self.inner.guard.check_url(&url)?;
            if ask.robots {
                // Boxed: robots.txt is fetched by this very function.
                Box::pin(self.robots_allow(&url, ask.proxy)).await?;
            }
            let turn = self.turn(&url).await?;
            let began = self.inner.clock.now();
            let validators = ask.validators.filter(|known| match &known.url {
                Some(theirs) => theirs == url.as_str(),
                None => seen.is_empty(),
            });
            let mut request = http.get(url.clone()).timeout(left).header(header::ACCEPT, ask.accept);
            if let Some(known) = validators {
                request = conditional(request, header::IF_NONE_MATCH, known.etag.as_deref());
                request = conditional(request, header::IF_MODIFIED_SINCE, known.last_modified.as_deref());
            }
            let is_home = is_home(&home, &url);
            if is_home {
                request = request.headers(ask.private.clone());
            }
            let response = request.send().await.map_err(|error| match failure::reason(&error, false) {
                reason if self.inner.clients.is_proxied(ask.proxy) => failure::at_proxy(reason),
                reason => reason,
            })?;
            left = left.saturating_sub(self.inner.clock.now().since(began));
            let status = response.status();
            let target = redirect_target(&response, &url);
            let Some(target) = target else {
                let conditional = validators.is_some_and(|v| v.etag.is_some() || v.last_modified.is_some());
                let redirected = !seen.is_empty();
                return Ok(Landed {
                    response,
                    withheld: (!is_home && !ask.private.is_empty())
                        .then(|| url.origin().ascii_serialization()),
                    url,
                    moved_to,
                    permanently,
                    conditional,
                    redirected,
                    _turn: turn,
                });
            };
            let target = target?;
            may_lead(&seen, &url, &target)?;
            permanently &= matches!(status.as_u16(), 301 | 308);
            if permanently {
                moved_to = Some(target.clone());
            }
            seen.push(std::mem::replace(&mut url, target));
        }
    }

    async fn turn(&self, url: &Url) -> Result<Turn, Stopped> {
        let host = url.host_str().unwrap_or_default();
        self.inner.gate.enter(host).await.map_err(|silent| Stopped::Held(silent.left))
    }
}

/// Whether a redirect is followed, where these addresses led to the one that sent it.
fn may_lead(seen: &[Url], from: &Url, to: &Url) -> Result<(), FailureReason> {
    if seen.len() >= MAX_HOPS {
        return Err(FailureReason::Redirect(format!("more than {MAX_HOPS} hops")));
    }
    if from.scheme() == "https" && to.scheme() == "http" {
        return Err(FailureReason::Redirect("from https to http".to_owned()));
    }
    if to == from || seen.contains(to) {
        return Err(FailureReason::Redirect("it leads in a circle".to_owned()));
    }
    Ok(())
}

/// Adds a validator byte for byte; one that cannot stand in a header was never received in one.
fn conditional(
    request: reqwest::RequestBuilder,
    name: HeaderName,
    value: Option<&[u8]>,
) -> reqwest::RequestBuilder {
    match value.map(HeaderValue::from_bytes) {
        Some(Ok(value)) => request.header(name, value),
        _ => request,
    }
}

/// Where an answer sends us; `None` when it is no redirect.
fn redirect_target(response: &Response, from: &Url) -> Option<Result<Url, FailureReason>> {
    let redirects = [
        StatusCode::MOVED_PERMANENTLY,
        StatusCode::FOUND,
        StatusCode::SEE_OTHER,
        StatusCode::TEMPORARY_REDIRECT,
        StatusCode::PERMANENT_REDIRECT,
    ];
    if !redirects.contains(&response.status()) {
        return None;
    }
    let location = response.headers().get(header::LOCATION).map(HeaderValue::as_bytes);
    // Old servers write Latin-1; its bytes are as good as escapes.
    let text = location.map(|bytes| percent_encode(bytes, NON_ASCII).to_string());
    let target = text.and_then(|text| from.join(&text).ok());
    Some(target.map(without_credentials).ok_or_else(|| {
        FailureReason::Redirect(format!("HTTP {} without a usable Location", response.status().as_u16()))
    }))
}

/// A redirect never brings credentials along, and fragments stay with the reader.
fn without_credentials(mut url: Url) -> Url {
    if !url.username().is_empty() || url.password().is_some() {
        // Fails only for addresses without a host, which the guard refuses.
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    url.set_fragment(None);
    url
}
