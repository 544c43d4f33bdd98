//! The HTTP clients: one for most, and one more for each proxy that a feed names. All keep the same manners.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use url::Url;

use super::guard::Guard;
use crate::config::{FetchConfig, Secret};
use crate::feed::FailureReason;

/// A connection may take this at most, and never the whole time-out: what is slow gets its own name.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Feeds are seldom asked twice within this, and ten thousand idle connections cost memory.
const KEEP_IDLE: Duration = Duration::from_secs(10);
/// What [`super::body`] and the HTTP library undo between them.
const PACKINGS: HeaderValue = HeaderValue::from_static("gzip, br, zstd, deflate");
/// Clients of proxies kept; a configuration names a few.
const MAX_PROXIES: usize = 64;

/// The clients by the proxy they go through.
#[derive(Debug)]
pub(super) struct Clients {
    user_agent: HeaderValue,
    guard: Guard,
    timeout: Duration,
    per_host: usize,
    usual: reqwest::Client,
    has_proxy: bool,
    by_proxy: Mutex<HashMap<Secret, reqwest::Client>>,
}

impl Clients {
    /// Builds the usual client, through the proxy of `[fetch]` if there is one.
    ///
    /// # Errors
    /// A sentence when the TLS set-up, the contact address or the proxy address is unusable.
    pub(super) fn new(config: &FetchConfig, guard: Guard) -> Result<Self, String> {
        // The HTTP library panics without a provider; a second installation is refused and harmless.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let user_agent = user_agent(config.contact_url.as_deref())?;
        let (timeout, per_host) = (config.timeout, config.per_host);
        let usual = match &config.proxy {
            None => build(&user_agent, guard.clone(), timeout, per_host, None)?,
            Some(address) => {
                let (host, proxy) =
                    parse_proxy(address).ok_or_else(|| format!("`fetch.proxy` {USABLE_PROXY}"))?;
                build(&user_agent, guard.exempting(host), timeout, per_host, Some(proxy))?
            }
        };
        Ok(Self {
            user_agent,
            guard,
            timeout,
            per_host,
            usual,
            has_proxy: config.proxy.is_some(),
            by_proxy: Mutex::default(),
        })
    }

    /// The client of those that name no proxy.
    pub(super) fn usual(&self) -> &reqwest::Client {
        &self.usual
    }

    /// Whether a request goes through a proxy: its feed's own, or that of `[fetch]`.
    pub(super) const fn is_proxied(&self, own: Option<&Secret>) -> bool {
        own.is_some() || self.has_proxy
    }

    /// The client that goes through a proxy of a feed's own.
    pub(super) fn through(&self, proxy: Option<&Secret>) -> Result<reqwest::Client, FailureReason> {
        let Some(address) = proxy else { return Ok(self.usual.clone()) };
        let mut known = self.by_proxy.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = known.get(address) {
            return Ok(client.clone());
        }
        let (host, parsed) = parse_proxy(address)
            .ok_or_else(|| FailureReason::Unusable(format!("the feed's `proxy` {USABLE_PROXY}")))?;
        let guard = self.guard.exempting(host);
        let client = build(&self.user_agent, guard, self.timeout, self.per_host, Some(parsed))
            .map_err(FailureReason::Unusable)?;
        if known.len() >= MAX_PROXIES {
            known.clear();
        }
        known.insert(address.clone(), client.clone());
        Ok(client)
    }
}

const USABLE_PROXY: &str =
    "is not a usable proxy address: write `http://host:port`, one with a password into `proxy_file`";

fn build(
    user_agent: &HeaderValue,
    guard: Guard,
    timeout: Duration,
    per_host: usize,
    proxy: Option<reqwest::Proxy>,
) -> Result<reqwest::Client, String> {
    #[expect(clippy::disallowed_methods, reason = "this is the one guarded client")]
    let mut http = reqwest::Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .referer(false)
        .user_agent(user_agent.clone())
        .default_headers(HeaderMap::from_iter([(ACCEPT_ENCODING, PACKINGS)]))
        .dns_resolver(Arc::new(guard))
        .connect_timeout(CONNECT_TIMEOUT.min(timeout / 4 * 3))
        .pool_max_idle_per_host(per_host.min(2))
        .pool_idle_timeout(KEEP_IDLE);
    if let Some(proxy) = proxy {
        http = http.proxy(proxy);
    }
    http.build().map_err(|_| {
        "the HTTP client cannot be built: check that the system's certificates are installed".to_owned()
    })
}

/// The product and where its operator can be reached (RFC 9110 section 10.1.5).
fn user_agent(contact_url: Option<&str>) -> Result<HeaderValue, String> {
    let version = env!("CARGO_PKG_VERSION");
    let text =
        contact_url.map_or_else(|| format!("Vigie/{version}"), |url| format!("Vigie/{version} (+{url})"));
    HeaderValue::from_str(&text).map_err(|_| "`fetch.contact_url` holds a control character".to_owned())
}

/// The proxy and its host's name, when it is a name. The address may hold a password: it is never repeated.
fn parse_proxy(address: &Secret) -> Option<(Option<String>, reqwest::Proxy)> {
    let url = Url::parse(address.reveal()).ok()?;
    let proxy = reqwest::Proxy::all(address.reveal()).ok()?;
    Some((url.domain().map(str::to_owned), proxy))
}
