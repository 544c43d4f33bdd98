//! The sections that stand once: `[newsroom]`, `[operator]`, `[store]`, `[fetch]`, `[web]`; `[smtp]` is in `mail`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::values::{address, language, network, zone};
use super::{Defined, only};
use crate::config::findings::Findings;
use crate::config::postgres::{PostgresUrl, PostgresUrlError};
use crate::config::secret::{Lines, Secret, Surroundings};
use crate::config::section::Section;
use crate::config::settings::{
    Credentials, FetchConfig, Newsroom, Operator, StoreConfig, StoreUrl, WebConfig,
};
use crate::config::source::{Document, Place};
use crate::config::value::{Mistake, brief};
use crate::model::{Language, Zone};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// `[newsroom]`
pub(super) fn newsroom(findings: &mut Findings<'_>, documents: &[Document<'_>]) -> Newsroom {
    const ENGLISH: Language = Language::from_static("en");
    let mut newsroom = Newsroom { name: "Newsroom".to_owned(), zone: Zone::UTC, language: ENGLISH };
    let Some(section) = only(findings, documents, "newsroom") else { return newsroom };
    if let Some(name) = section.text(findings, "name") {
        // Two spaces in a mail header glue words together.
        newsroom.name = name.value.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    if let Some(zone) = section.parsed(findings, "zone", zone) {
        newsroom.zone = zone.value;
    }
    let known = |text: &str| match language(text)? {
        ENGLISH => Ok(ENGLISH),
        other => {
            let message = format!("messages in `{other}` are not yet in this version");
            Err(Mistake::with_help(message, "write `en`; articles are read in every language all the same"))
        }
    };
    section.parsed(findings, "language", known);
    newsroom
}

/// `[operator]`
pub(super) fn operator(
    findings: &mut Findings<'_>,
    documents: &[Document<'_>],
    around: &Surroundings<'_>,
    channels: &Defined,
) -> (Operator, Place) {
    let Some(section) = only(findings, documents, "operator") else {
        return (Operator::default(), Place { file: 0, span: 0..0 });
    };
    let names = section.texts(findings, "channels").unwrap_or_default();
    let how = "define it as `[channels.NAME.email]`";
    let channels = names.iter().filter_map(|name| channels.resolve(findings, name, "channel", how)).collect();
    let key = "heartbeat_url_file";
    let heartbeat_url = around
        .secret(findings, &section, key, "VIGIE_HEARTBEAT_URL", Lines::One)
        .and_then(|mut secrets| secrets.pop())
        .filter(|url| is_address(findings, &section, key, url.reveal()));
    (Operator { channels, heartbeat_url }, section.place_of("channels"))
}

/// Whether a secret is a web address; the mistake does not repeat it.
pub(super) fn is_address(
    findings: &mut Findings<'_>,
    section: &Section<'_>,
    key: &str,
    secret: &str,
) -> bool {
    let good = address(secret).is_ok();
    if !good {
        let help = "the file holds one line: an `https://` address";
        findings.error(&section.place_of(key), format!("what `{key}` names is not a web address")).help(help);
    }
    good
}

/// `[store]`, and whether it is sure which store is meant.
pub(super) fn store(
    findings: &mut Findings<'_>,
    documents: &[Document<'_>],
    around: &Surroundings<'_>,
) -> (StoreConfig, bool) {
    let before = findings.errors();
    let default_url = || StoreUrl::Sqlite(around.root.join("vigie.db"));
    let mut store = StoreConfig { url: default_url(), retain: 180 * DAY, keep_pages: false };
    let section = only(findings, documents, "store");
    let password = section
        .as_ref()
        .and_then(|s| around.secret(findings, s, "password_file", "VIGIE_STORE_PASSWORD", Lines::One))
        .and_then(|mut secrets| secrets.pop());
    let url = match around.variable("VIGIE_STORE_URL") {
        Some(text) => {
            let url = store_url(&text, around);
            if url.is_err() {
                let place = section.as_ref().map_or(Place { file: 0, span: 0..0 }, |s| s.place_of("url"));
                findings.error(&place, "`$VIGIE_STORE_URL` is not the address of a store").help(STORE_HELP);
            }
            url.ok()
        }
        None => section
            .as_ref()
            .and_then(|s| s.parsed(findings, "url", |text| store_url(text, around)))
            .map(|url| url.value),
    };
    // In a damaged file another address may stand where nobody can read it.
    let is_told = url.is_some() || findings.all_whole();
    if let Some(url) = url {
        store.url = url;
    }
    if let StoreUrl::Postgres { password: slot, .. } = &mut store.url {
        *slot = password;
    } else if let Some(section) = section.as_ref().filter(|s| s.has("password_file")) {
        let message = "SQLite takes no password";
        findings.error(&section.place_of("password_file"), message).help("leave `password_file` out");
    }
    if let Some(section) = &section {
        store.retain = section.duration(findings, "retain", DAY, 36_600 * DAY).unwrap_or(store.retain);
        let pages = [("never", false), ("matched", true)];
        store.keep_pages = section.choice(findings, "keep_pages", &pages).unwrap_or(false);
    }
    (store, is_told && findings.errors() == before)
}

const STORE_HELP: &str = "write `sqlite:vigie.db` or `postgres://user@host/database`";

fn store_url(text: &str, around: &Surroundings<'_>) -> Result<StoreUrl, Mistake> {
    if let Some(path) = text.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        return if path.is_empty() || path.starts_with(':') {
            Err(Mistake::with_help("the store must be a file", "write `sqlite:vigie.db`"))
        } else {
            Ok(StoreUrl::Sqlite(around.root.join(PathBuf::from(path))))
        };
    }
    if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
        return Err(Mistake::with_help(
            format!("`{}` is not the address of a store", brief(text)),
            STORE_HELP,
        ));
    }
    let url = PostgresUrl::parse(text, around.root).map_err(|error| {
        let help = match &error {
            PostgresUrlError::Password => {
                "put it into a file and write `password_file = \"…\"`, or set `$VIGIE_STORE_PASSWORD`"
            }
            PostgresUrlError::Mode(_) => "write `disable`, `prefer`, `require` or `verify-full`",
            PostgresUrlError::UnusedSigner(_) => "write `sslmode=verify-full` beside it, or leave it out",
            PostgresUrlError::Other(_) => STORE_HELP,
        };
        Mistake::with_help(error.to_string(), help)
    })?;
    Ok(StoreUrl::Postgres { url, password: None })
}

/// `[fetch]`
pub(super) fn fetch(
    findings: &mut Findings<'_>,
    documents: &[Document<'_>],
    around: &Surroundings<'_>,
) -> FetchConfig {
    let mut fetch = FetchConfig::default();
    let Some(section) = only(findings, documents, "fetch") else { return fetch };
    let mut duration = |key, default: &mut Duration, least, most| {
        *default = section.duration(findings, key, least, most).unwrap_or(*default);
    };
    duration("per_host_gap", &mut fetch.per_host_gap, Duration::ZERO, HOUR);
    duration("min_interval", &mut fetch.min_interval, SECOND, DAY);
    duration("backlog", &mut fetch.backlog, Duration::ZERO, 366 * DAY);
    duration("timeout", &mut fetch.timeout, SECOND / 10, HOUR / 6);
    let mut count = |key, default: &mut usize, most| {
        let number = section.integer(findings, key, 1..=most).and_then(|n| usize::try_from(n).ok());
        *default = number.unwrap_or(*default);
    };
    count("concurrency", &mut fetch.concurrency, 10_000);
    count("per_host", &mut fetch.per_host, 100);
    fetch.max_feed_bytes = section.size(findings, "max_feed_bytes", 1 << 10).unwrap_or(fetch.max_feed_bytes);
    fetch.max_page_bytes = section.size(findings, "max_page_bytes", 1 << 10).unwrap_or(fetch.max_page_bytes);
    let networks = section.texts(findings, "allow_private").unwrap_or_default();
    fetch.allow_private = networks.iter().filter_map(|text| text.parse(findings, network)).collect();
    fetch.robots = section.boolean(findings, "robots").unwrap_or(true);
    fetch.contact_url = section.parsed(findings, "contact_url", address).map(|url| url.value.into());
    fetch.proxy = proxy(findings, &section, around, "VIGIE_FETCH_PROXY");
    fetch
}

/// The proxy of `proxy`, or of `proxy_file` where its address holds a password.
pub(super) fn proxy(
    findings: &mut Findings<'_>,
    section: &Section<'_>,
    around: &Surroundings<'_>,
    variable: &str,
) -> Option<Secret> {
    let open = section.parsed(findings, "proxy", open_proxy);
    let key = "proxy_file";
    let hidden =
        around.secret(findings, section, key, variable, Lines::One).and_then(|mut lines| lines.pop());
    if section.has("proxy") && section.has(key) {
        let other = findings.locate(&section.place_of("proxy"));
        findings
            .error(&section.place_of(key), "`proxy` and `proxy_file` cannot both be the proxy")
            .help("leave one of them out")
            .also(other, "and here");
    }
    let Some(hidden) = hidden else { return open.map(|url| Secret::new(url.value)) };
    let parsed = url::Url::parse(hidden.reveal()).ok();
    let good = parsed.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if !good {
        findings
            .error(&section.place_of(key), format!("what `{key}` names is not the address of a proxy"))
            .help("the file holds one line, such as `http://user:password@proxy.example.org:3128`");
        return None;
    }
    Some(hidden)
}

fn open_proxy(text: &str) -> Result<String, Mistake> {
    if url::Url::parse(text).is_ok_and(|url| url.password().is_some()) {
        let help = "put the whole address into a file and write `proxy_file = \"…\"`";
        return Err(Mistake::with_help("`proxy` is no place for a password", help));
    }
    address(text).map(String::from)
}

/// `[web]`
///
/// Links in messages begin with `base_url`: what would make them lead nowhere is told here, since nobody sees it before a reader
/// follows one. `has_mail`: mails are sent.
pub(super) fn web(findings: &mut Findings<'_>, documents: &[Document<'_>], has_mail: bool) -> WebConfig {
    let usual = SocketAddr::from(([127, 0, 0, 1], 8087));
    let mut web = WebConfig { listen: Some(usual), metrics_listen: None, base_url: None };
    let Some(section) = only(findings, documents, "web") else { return web };
    if let Some(listen) = section.parsed(findings, "listen", listener) {
        web.listen = listen.value;
    }
    web.metrics_listen = section.parsed(findings, "metrics_listen", listener).and_then(|listen| listen.value);
    // Port 0 is a free one each time.
    if web.metrics_listen.is_some_and(|own| own.port() != 0 && web.listen == Some(own)) {
        let help = "write another port, or leave it out: `/metrics` is on `listen` then";
        let message = "`metrics_listen` is the address of `listen`, and only one of them can have it";
        findings.error(&section.place_of("metrics_listen"), message).help(help);
    }
    let base = section.parsed(findings, "base_url", base_url);
    if let Some(url) = &base {
        if web.listen.is_none() {
            let help = "write an address to `listen` on, or leave `base_url` out";
            let message =
                "links in messages lead to `base_url`, where this process answers nothing: `listen` is `off`";
            findings.warning(&url.place, message).help(help);
        }
        if has_mail && url.value.scheme() != "https" {
            let help = "let your proxy speak TLS and write `https://…`";
            let message = "mails have no link to unsubscribe: it asks for `https://`";
            findings.warning(&url.place, message).help(help);
        }
    }
    web.base_url = base.map(|url| url.value.as_str().trim_end_matches('/').to_owned());
    web
}

/// An address that paths can follow.
fn base_url(text: &str) -> Result<url::Url, Mistake> {
    let url = address(text)?;
    if url.query().is_some() || url.fragment().is_some() {
        let help = "end it before the `?` or `#`: links in messages begin with it";
        return Err(Mistake::with_help(
            "no link can begin with an address that has a query or a fragment",
            help,
        ));
    }
    Ok(url)
}

/// `127.0.0.1:8087`, or `off`. Loopback only: there is no sign-in yet.
fn listener(text: &str) -> Result<Option<SocketAddr>, Mistake> {
    if text == "off" {
        return Ok(None);
    }
    let named = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    let parsed: SocketAddr = named.as_deref().unwrap_or(text).parse().map_err(|_| {
        let message = format!("`{}` is not an address to listen on", brief(text));
        Mistake::with_help(message, "write an address and a port, such as `127.0.0.1:8087`, or `off`")
    })?;
    if parsed.ip().is_loopback() {
        return Ok(Some(parsed));
    }
    let help = format!("write `127.0.0.1:{}` and put a proxy with sign-in before it", parsed.port());
    Err(Mistake::with_help(
        "only loopback addresses are listened on: sign-in is not yet in this version",
        help,
    ))
}

/// A user name and its password, which come together.
pub(super) fn credentials(
    findings: &mut Findings<'_>,
    section: &Section<'_>,
    around: &Surroundings<'_>,
    variable: &str,
) -> Option<Credentials> {
    let username = section.text(findings, "username").map(|name| name.value);
    let secrets = around.secret(findings, section, "password_file", variable, Lines::One);
    let password = secrets.and_then(|mut secrets| secrets.pop());
    if username.is_some() && password.is_none() && !section.has("password_file") && !section.has("password") {
        let help = format!("write `password_file = \"…\"` or set `${variable}`");
        findings.error(&section.place_of("username"), "`username` has no password").help(help);
    }
    if !section.has("username") && (password.is_some() || section.has("password_file")) {
        let (message, help) = if section.has("password_file") {
            ("the password has no `username`".to_owned(), "write `username = \"…\"`".to_owned())
        } else {
            let help = format!("write `username = \"…\"`, or do not set `${variable}`");
            (format!("the password of `${variable}` has no `username`"), help)
        };
        findings.error(&section.place_of("password_file"), message).help(help);
    }
    Some(Credentials { username: username?, password: password? })
}
