//! Addresses: which two lead to the same page, and what a site is called.

use std::borrow::Cow;

use url::Url;

use crate::model::Hash16;
pub use crate::model::site_of;

/// Query parameters that say where a reader came from or whose visit it is, never which page they see; a trailing `*` stands for any ending.
const TRACKING: &[&str] = &[
    "__s",
    "__twitter_impression",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "at_campaign",
    "at_custom*",
    "at_link*",
    "at_medium",
    "at_ptr_name",
    "at_format",
    "campaign_id",
    "cmp",
    "cmpid",
    "cndid",
    "cvid",
    "dclid",
    "dm_i",
    "ef_id",
    "emc",
    "esrc",
    "fb_action_ids",
    "fb_action_types",
    "fb_source",
    "fbclid",
    "ftag",
    "ftcamp",
    "gaa_at",
    "gaa_n",
    "gaa_sig",
    "gaa_ts",
    "gbraid",
    "gclid",
    "gclsrc",
    "guccounter",
    "guce_referrer*",
    "hsa_*",
    "icid",
    "ig_rid",
    "igsh",
    "igshid",
    "int_cid",
    "int_source",
    "intcid",
    "itm_*",
    "jsessionid",
    "li_fat_id",
    "mbid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "mkwid",
    "ml_subscriber*",
    "msclkid",
    "mtm_*",
    "ncid",
    "newsletter_id",
    "nlid",
    "ns_*",
    "ocid",
    "oly_anon_id",
    "oly_enc_id",
    "outputtype",
    "pk_*",
    "phpsessid",
    "piwik_*",
    "s_cid",
    "s_kwcid",
    "sc_campaign",
    "session_id",
    "sessionid",
    "sfnsn",
    "smid",
    "smtyp",
    "soc_src",
    "soc_trk",
    "spm",
    "sr_share",
    "srnd",
    "tblci",
    "ttclid",
    "twclid",
    "traffic_source",
    "trk",
    "utm_*",
    "vero_conv",
    "vero_id",
    "wbraid",
    "wickedid",
    "wprov",
    "wt.*",
    "wt_*",
    "xtor",
    "yclid",
    "ysclid",
];

/// Parameters that are tracking only with a value that names a channel (`ref=rss`, `source=newsletter`).
const CHANNEL_PARAMETERS: &[&str] =
    &["from", "origin", "partner", "rc", "ref", "referer", "referrer", "source", "src"];

/// The values meant above; a trailing `*` stands for any ending.
const CHANNEL_VALUES: &[&str] = &[
    "atom*",
    "email*",
    "facebook*",
    "fb",
    "feed*",
    "google*",
    "googlenews",
    "home*",
    "hp*",
    "ig",
    "instagram*",
    "linkedin*",
    "mail*",
    "news_feed",
    "newsfeed",
    "newsletter*",
    "nl",
    "push*",
    "rss*",
    "share*",
    "social*",
    "telegram*",
    "tw",
    "twitter*",
    "whatsapp*",
];

/// An address without fragment, default port, tracking parameters and trailing noise:
/// two addresses with the same normal form lead to the same page.
///
/// Addresses of AMP caches are unwrapped. The result can be fetched; scheme, `www.` and a trailing
/// slash are kept, because some servers insist on them ([`url_key`] leaves them out).
///
/// ```
/// use url::Url;
/// let url = Url::parse("HTTPS://www.example.org:443/a?utm_source=rss&id=7#top").unwrap();
/// assert_eq!(vigie::article::normalise_url(&url).as_str(), "https://www.example.org/a?id=7");
/// ```
#[must_use]
pub fn normalise_url(url: &Url) -> Url {
    let mut url = unwrap_amp_cache(url).unwrap_or_else(|| url.clone());
    // A `#!` fragment names the page in single-page sites; any other names a place in it.
    if url.fragment().is_some_and(|f| !f.starts_with('!')) {
        url.set_fragment(None);
    }
    if url.has_host() && (!url.username().is_empty() || url.password().is_some()) {
        // Cannot fail on an address with a host.
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    if let Some(query) = url.query() {
        let kept: Vec<&str> =
            query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
        let kept = kept.join("&");
        if kept != query || kept.is_empty() {
            url.set_query((!kept.is_empty()).then_some(kept.as_str()));
        }
    }
    if let Some(path) = without_session(url.path()) {
        url.set_path(&path);
    }
    if url.path().contains("//") && url.has_host() {
        let path = collapse_slashes(url.path());
        url.set_path(&path);
    }
    url
}

/// The key of `article_addresses`: hash of the normal form, with scheme, `www.`, `m.` and `amp.`,
/// AMP markers, a trailing slash and the order of parameters left out.
#[must_use]
pub fn url_key(url: &Url) -> Hash16 {
    let url = normalise_url(url);
    let path = strip_amp_path(url.path());
    let path = uppercase_escapes(path.trim_end_matches('/'));
    let mut query: Vec<&str> =
        url.query().map_or_else(Vec::new, |q| q.split('&').filter(|pair| !is_amp_parameter(pair)).collect());
    query.sort_unstable();
    let port = url.port().map_or_else(String::new, |port| port.to_string());
    let query = query.join("&");
    Hash16::of_parts(&[
        site_of(&url).as_bytes(),
        port.as_bytes(),
        path.as_bytes(),
        query.as_bytes(),
        url.fragment().unwrap_or_default().as_bytes(),
    ])
}

/// Hash of title and text with white space and case folded: equal for verbatim copies.
/// `None` when the text is under 200 characters, too short to call two articles copies.
#[must_use]
pub fn content_hash(title: &str, text: &str) -> Option<Hash16> {
    if text.chars().take(200).count() < 200 {
        return None;
    }
    Some(Hash16::of_parts(&[fold(title).as_bytes(), fold(text).as_bytes()]))
}

/// Whether two addresses belong to one publisher: equal registrable domains, by a rule of thumb that
/// knows endings such as `co.uk` without a list of them all.
#[must_use]
pub fn same_site(one: &Url, other: &Url) -> bool {
    let (one, other) = (site_of(one), site_of(other));
    !one.is_empty() && registrable(&one) == registrable(&other)
}

/// Whether the address is a site's front page, never an article's own.
#[must_use]
pub fn is_root(url: &Url) -> bool {
    let path = url.path().trim_matches('/');
    let is_index = matches!(path, "" | "amp" | "index.html" | "index.htm" | "index.php" | "home");
    // `/en/`, `/fr-ca/`: the front page of an edition.
    let is_edition = path.len() <= 5
        && path.split('-').all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_lowercase()));
    (is_index || is_edition) && url.query().is_none()
}

/// The address a page claims, when it can be believed: http(s), not a site's front page, of the same site as the
/// page; normalised.
#[must_use]
pub fn canonical(claimed: &str, page: Option<&Url>) -> Option<Url> {
    let claimed = claimed.trim();
    if claimed.is_empty() || claimed.len() > 4096 {
        return None;
    }
    let url = match page {
        Some(page) => page.join(&with_scheme(claimed, page)).ok()?,
        None => Url::parse(claimed).ok()?,
    };
    let url = normalise_url(&url);
    // What scripts write that had none.
    if url.path_segments()?.next_back().is_some_and(|last| matches!(last, "undefined" | "null")) {
        return None;
    }
    let is_web =
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| host.contains('.'));
    let is_ours = page.is_none_or(|page| {
        let page = normalise_url(page);
        same_site(&url, &page) && (!is_root(&url) || is_root(&page))
    });
    (is_web && is_ours && !is_root(&url)).then_some(url)
}

/// An address of the page as it is meant, where it begins with the name of a host: `www.example.org/a` is no file of the
/// page's folder, nor is `example.org/a` on a page of that site.
pub(super) fn with_scheme<'c>(claimed: &'c str, page: &Url) -> Cow<'c, str> {
    let host = claimed.split(['/', '?', '#']).next().unwrap_or_default();
    // Names of files have dots, too.
    let may_be_host = host.contains('.') && !host.contains(':') && !host.starts_with('.');
    if !may_be_host {
        return Cow::Borrowed(claimed);
    }
    let whole = format!("{}://{claimed}", page.scheme());
    let is_ours = || Url::parse(&whole).is_ok_and(|url| same_site(&url, page));
    if host.starts_with("www.") || is_ours() { Cow::Owned(whole) } else { Cow::Borrowed(claimed) }
}

/// Whether an address is that of a version for phones or AMP.
pub(super) fn is_version(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let is_front = |label: &str| matches!(label, "m" | "mobile" | "mobil" | "amp");
    host.split('.').rev().skip(2).any(is_front)
        || strip_amp_path(url.path()) != url.path().trim_end_matches('/')
        || url.query().is_some_and(|query| query.split('&').any(is_amp_parameter))
}

fn matches_any(word: &str, list: &[&str]) -> bool {
    list.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None => word == *pattern,
    })
}

fn is_tracking(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    if matches_any(&name, TRACKING) {
        return true;
    }
    CHANNEL_PARAMETERS.contains(&name.as_str()) && matches_any(&value.to_ascii_lowercase(), CHANNEL_VALUES)
}

fn is_amp_parameter(pair: &str) -> bool {
    matches!(pair.to_ascii_lowercase().as_str(), "amp" | "amp=" | "amp=1" | "amp=true" | "m=1" | "mobile=1")
}

/// `https://www.google.com/amp/s/example.org/a` and `https://example-org.cdn.ampproject.org/c/s/example.org/a` are
/// copies that a cache keeps of `https://example.org/a`.
fn unwrap_amp_cache(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let rest = if host == "cdn.ampproject.org" || host.ends_with(".cdn.ampproject.org") {
        ["/c/", "/v/", "/wp/"].iter().find_map(|start| url.path().strip_prefix(start))?
    } else if host.starts_with("www.google.") {
        url.path().strip_prefix("/amp/")?
    } else {
        return None;
    };
    let (scheme, rest) = match rest.strip_prefix("s/") {
        Some(rest) => ("https", rest),
        None => ("http", rest),
    };
    let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
    let inner = Url::parse(&format!("{scheme}://{rest}{query}")).ok()?;
    inner.host_str().is_some_and(|host| host.contains('.')).then_some(inner)
}

/// `/amp/news/1`, `/news/1/amp/`, `/news/1.amp`, `/news/1.amp.html` are `/news/1`, `/news/1.html`.
fn strip_amp_path(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let path = path.strip_prefix("/amp/").map_or_else(|| path.to_owned(), |rest| format!("/{rest}"));
    if let Some(start) = path.strip_suffix("/amp").or_else(|| path.strip_suffix(".amp")) {
        return start.to_owned();
    }
    path.strip_suffix(".amp.html").map_or(path.clone(), |start| format!("{start}.html"))
}

/// A path without the visit's number that servers of Java append: `/news;jsessionid=0A1B`.
fn without_session(path: &str) -> Option<String> {
    const NAME: &str = ";jsessionid=";
    let at = path.find(';')?;
    let is_session = path.get(at..at + NAME.len())?.eq_ignore_ascii_case(NAME);
    let end = path[at + 1..].find([';', '/']).map_or(path.len(), |end| at + 1 + end);
    is_session.then(|| format!("{}{}", &path[..at], &path[end..]))
}

fn collapse_slashes(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        // An address inside the path keeps its `://`.
        if c == '/' && out.ends_with('/') && !out.ends_with(":/") {
            continue;
        }
        out.push(c);
    }
    out
}

/// RFC 3986 section 6.2.2.1: `%c3` and `%C3` are one.
fn uppercase_escapes(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut digits = 0;
    for c in path.chars() {
        if c == '%' {
            digits = 2;
            out.push(c);
        } else if digits > 0 {
            digits -= 1;
            out.push(c.to_ascii_uppercase());
        } else {
            out.push(c);
        }
    }
    out
}

fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// The part of a host that a publisher registers: two labels, three under endings such as `co.uk`.
fn registrable(host: &str) -> &str {
    const SECOND_LEVEL: &[&str] = &[
        "ac", "co", "com", "edu", "gob", "gouv", "gov", "go", "gv", "info", "mil", "ne", "net", "nom", "or",
        "org", "web",
    ];
    if host.parse::<std::net::IpAddr>().is_ok() || host.starts_with('[') {
        return host;
    }
    let mut starts = host.rmatch_indices('.').map(|(at, _)| at + 1).chain([0]);
    let (top, second) = (starts.next().unwrap_or(0), starts.next().unwrap_or(0));
    let second_label = host[second..].split('.').next().unwrap_or_default();
    let is_country = host.len() - top == 2;
    if is_country && SECOND_LEVEL.contains(&second_label) {
        return &host[starts.next().unwrap_or(second)..];
    }
    &host[second..]
}
