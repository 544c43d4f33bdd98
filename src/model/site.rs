use url::{Host, Url};

/// Names in front of a site's own that lead to it on other devices.
const FRONTS: [&str; 8] = ["www", "www1", "www2", "www3", "m", "mobile", "mobil", "amp"];

/// Whether an address is one of the web, and so may be shown as a link: http or https with a host, never `javascript:`, `data:`
/// or `file:`.
///
/// ```
/// use vigie::model::is_web_address;
/// assert!(is_web_address("HTTPS://example.org/a"));
/// assert!(!is_web_address("java\tscript:alert(1)") && !is_web_address("/a"));
/// ```
#[must_use]
pub fn is_web_address(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// The host in an address; `None` where there is none.
///
/// ```
/// use vigie::model::host_of;
/// assert_eq!(host_of("https://Press.example:8443/feed").as_deref(), Some("press.example"));
/// assert_eq!(host_of("press.example/feed"), None);
/// ```
#[must_use]
pub fn host_of(address: &str) -> Option<String> {
    Url::parse(address).ok()?.host_str().map(str::to_owned)
}

/// The last label of a host's name, the root's dot apart.
#[must_use]
pub fn last_label(host: &str) -> &str {
    host.trim_end_matches('.').rsplit('.').next().unwrap_or_default()
}

/// Whether a name is this machine's wherever it is asked for: `localhost`, and all below it (RFC 6761, section 6.3).
///
/// ```
/// use vigie::model::is_this_machine;
/// assert!(is_this_machine("Press.LocalHost.") && !is_this_machine("localhost.example"));
/// ```
#[must_use]
pub fn is_this_machine(host: &str) -> bool {
    last_label(host).eq_ignore_ascii_case("localhost")
}

/// The host without `www.`, `m.` and `amp.`, as `site:` and messages show it.
///
/// Empty when the address has no host.
#[must_use]
pub fn site_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    if !matches!(url.host(), Some(Host::Domain(_))) {
        return host.to_owned();
    }
    // Twice, for `www.m.example.org`.
    let once = without_front(host).unwrap_or(host);
    without_front(once).unwrap_or(once).to_owned()
}

/// The site that a host belongs to, however it is written: as [`site_of`] says it, but for any number of fronts.
///
/// ```
/// use vigie::model::site_named;
/// assert_eq!(site_named("m.LeMonde.fr"), "lemonde.fr");
/// assert_eq!(site_named("müller.de"), "xn--mller-kva.de");
/// assert_eq!(site_named("mobile.de"), "mobile.de");
/// ```
#[must_use]
pub fn site_named(host: &str) -> String {
    let ascii = if host.is_ascii() { None } else { Host::parse(host).ok() };
    let ascii = ascii.map_or_else(|| host.to_lowercase(), |host: Host| host.to_string());
    let mut site = ascii.trim_end_matches('.');
    while let Some(rest) = without_front(site) {
        site = rest;
    }
    site.to_owned()
}

/// What is behind a front; never a bare ending such as `org`.
fn without_front(host: &str) -> Option<&str> {
    let (label, rest) = host.split_once('.')?;
    (FRONTS.contains(&label) && rest.contains('.')).then_some(rest)
}
