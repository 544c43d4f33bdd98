//! Where a site keeps its feeds: what its page says, then what sites are used to.

use url::Url;

use super::decode::decode;
use super::links::Link;
use super::sniff::is_blank;
use crate::article::{Page, PageLink, page_links};

/// Candidates of one page; more are an index of feeds, whose first ones are enough to look at.
const MOST_CANDIDATES: usize = 30;
/// Sitemaps of one robots.txt that are worth a look.
const MOST_SITEMAPS: usize = 50;
/// A page's root stands within so many bytes.
const ROOT_WITHIN: usize = 4096;

/// An address where a feed may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Where.
    pub url: Url,
    /// Who says so.
    pub found_by: FoundBy,
    /// What the page calls it.
    pub title: Option<String>,
}

impl Candidate {
    /// Whether the page declares it for machines, by header or element.
    #[must_use]
    pub const fn is_declared(&self) -> bool {
        matches!(self.found_by, FoundBy::Header | FoundBy::Element)
    }
}

/// How an address was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundBy {
    /// It is the address that was asked about.
    Itself,
    /// A `Link` header.
    Header,
    /// A `<link rel="alternate">` of the page's head.
    Element,
    /// An `<a>` that looks like a feed's.
    Anchor,
    /// Many sites keep a feed there.
    Habit,
    /// A `Sitemap` line of robots.txt.
    Robots,
}

impl FoundBy {
    /// The words people see.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Itself => "the address itself",
            Self::Header => "Link header",
            Self::Element => "link element",
            Self::Anchor => "link in the page",
            Self::Habit => "common path",
            Self::Robots => "robots.txt",
        }
    }
}

/// Whether it is a web page by its root, whatever its scripts hold.
#[must_use]
pub fn is_web_page(page: &Page<'_>) -> bool {
    let start = &page.bytes[..page.bytes.len().min(ROOT_WITHIN)];
    let text = decode(start, page.content_type, &mut Vec::new()).text.to_ascii_lowercase();
    let mut rest = text.as_str();
    loop {
        rest = rest.trim_start_matches(is_blank);
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else {
            return ["<!doctype html", "<html", "<head"].iter().any(|root| rest.starts_with(root));
        };
        let Some(at) = rest.find(end) else { return false };
        rest = &rest[at + end.len()..];
    }
}

/// The feeds a page speaks of, best first: its `Link` headers, its head, then the links in its text that look like feeds.
/// Feeds of comments come last of their kind.
#[must_use]
pub fn candidates(page: &Page<'_>, headers: &[Link]) -> Vec<Candidate> {
    let mut found: Vec<(u8, Candidate)> = Vec::new();
    for link in
        headers.iter().filter(|link| is_alternate(&link.rel) && is_feed_type(link.media_type.as_deref()))
    {
        if let Some(url) = page.url.and_then(|base| base.join(&link.target).ok()) {
            found.push((0, Candidate { url, found_by: FoundBy::Header, title: link.title.clone() }));
        }
    }
    for link in page_links(page) {
        let Some((rank, found_by)) = rank_of(&link) else { continue };
        found.push((rank, Candidate { url: link.url, found_by, title: link.title }));
    }
    for (rank, candidate) in &mut found {
        candidate.url.set_fragment(None);
        *rank += u8::from(is_of_comments(candidate)) * 4;
    }
    found.sort_by_key(|(rank, _)| *rank);
    let mut candidates: Vec<Candidate> = Vec::new();
    for (_, candidate) in found {
        let known = candidates.iter().any(|have| have.url == candidate.url);
        if !known && Some(&candidate.url) != page.url && candidates.len() < MOST_CANDIDATES {
            candidates.push(candidate);
        }
    }
    candidates
}

/// How well a link points to a feed, if it does: 0 said so by the head, 1 says so by its type, 2 by its address, 3 by its words.
fn rank_of(link: &PageLink) -> Option<(u8, FoundBy)> {
    let kind = link.media_type.as_deref();
    if link.is_head {
        let is_feed = link.rel.iter().any(|rel| rel == "feed");
        return (is_feed || (is_alternate(&link.rel) && is_feed_type(kind))).then_some((0, FoundBy::Element));
    }
    if is_certain_type(kind) {
        return Some((1, FoundBy::Anchor));
    }
    if is_feed_address(&link.url) {
        return Some((2, FoundBy::Anchor));
    }
    let words = link.title.as_deref().unwrap_or_default().to_lowercase();
    let says =
        words.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "rss" | "atom" | "jsonfeed"));
    (says && words.len() < 60).then_some((3, FoundBy::Anchor))
}

fn is_alternate(rel: &[String]) -> bool {
    rel.iter().any(|rel| rel == "alternate" || rel == "feed") && !rel.iter().any(|rel| rel == "stylesheet")
}

/// Media types that only feeds have.
fn is_certain_type(kind: Option<&str>) -> bool {
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(
        kind.as_str(),
        "application/rss+xml"
            | "application/atom+xml"
            | "application/feed+json"
            | "application/rdf+xml"
            | "text/rss+xml"
            | "text/atom+xml"
            | "text/rss"
            | "application/rss"
            | "application/atom"
    )
}

/// Media types feeds are offered with.
fn is_feed_type(kind: Option<&str>) -> bool {
    is_certain_type(kind)
        || kind.is_some_and(|kind| {
            matches!(
                kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str(),
                "application/xml" | "text/xml" | "application/json"
            )
        })
}

/// Whether an address is one that feeds have: `/feed`, `/rss`, `index.xml`, `?feed=rss2` …
fn is_feed_address(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let last = parts.last().copied().unwrap_or_default();
    let (stem, extension) = last.rsplit_once('.').unwrap_or((last, ""));
    let word = |text: &str| {
        text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
            matches!(word, "rss" | "atom" | "feed" | "feeds" | "rdf" | "rss2" | "xmlfeed" | "rssfeed")
        })
    };
    let host = url.host_str().unwrap_or_default();
    let query = url.query().unwrap_or_default().to_ascii_lowercase();
    // A page about feeds (`/rss.html`) is no feed.
    let is_page =
        matches!(extension, "html" | "htm" | "shtml" | "jpg" | "png" | "gif" | "svg" | "css" | "js" | "pdf");
    matches!(extension, "rss" | "atom" | "rdf")
        || (matches!(extension, "xml" | "json" | "php" | "aspx") && word(stem))
        || (extension == "xml" && stem == "index")
        || (!is_page && matches!(last, "feed" | "rss" | "atom" | "rss2" | "feed1"))
        || host.starts_with("feeds.")
        || host.starts_with("rss.")
        || query
            .split('&')
            .any(|pair| matches!(pair, "feed=rss2" | "feed=atom" | "feed=rss" | "format=rss" | "format=atom"))
}

fn is_of_comments(candidate: &Candidate) -> bool {
    let title = candidate.title.as_deref().unwrap_or_default().to_lowercase();
    candidate.url.path().contains("/comments/")
        || ["comment", "kommentar", "commentaire", "comentario", "comentário", "commenti", "reacties"]
            .iter()
            .any(|word| title.contains(word))
}

/// Where sites keep a feed that say nothing of it: below the folder of the page first, then at the root.
#[must_use]
pub fn common_paths(page: &Url) -> Vec<Url> {
    let mut found = Vec::new();
    let folder = page.path().trim_end_matches('/').to_owned();
    if !folder.is_empty() && !folder.rsplit('/').next().unwrap_or_default().contains('.') {
        found.extend(["feed", "rss.xml"].iter().filter_map(|name| at(page, &format!("{folder}/{name}"))));
    }
    let root = ["/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/rss", "/index.xml", "/feed.json"];
    found.extend(root.iter().filter_map(|path| at(page, path)));
    found
}

fn at(page: &Url, path: &str) -> Option<Url> {
    let mut url = page.clone();
    url.set_path(path);
    url.set_query(None);
    url.set_fragment(None);
    (url != *page).then_some(url)
}

/// The sitemaps that lines of a robots.txt name (sitemaps.org, “Submitting Your Sitemap”), those for news first.
#[must_use]
pub fn sitemaps(robots: &str, site: &Url) -> Vec<Url> {
    let mut found: Vec<Url> = Vec::new();
    for line in robots.split(['\n', '\r']) {
        let Some((key, value)) = line.trim_matches(['\u{feff}', ' ', '\t']).split_once(':') else { continue };
        if !key.trim_end().eq_ignore_ascii_case("sitemap") || found.len() >= MOST_SITEMAPS {
            continue;
        }
        let Ok(url) = site.join(value.trim()) else { continue };
        if matches!(url.scheme(), "http" | "https") && !found.contains(&url) {
            found.push(url);
        }
    }
    found.sort_by_key(|url| !is_for_news(url));
    found
}

/// Whether a sitemap's address says that it lists news.
#[must_use]
pub fn is_for_news(sitemap: &Url) -> bool {
    let path = sitemap.path().to_ascii_lowercase();
    ["news", "noticias", "actu", "nachrichten", "latest", "recent", "48h"]
        .iter()
        .any(|word| path.contains(word))
}
