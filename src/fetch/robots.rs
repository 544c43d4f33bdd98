//! robots.txt for article pages (RFC 9309).
//!
//! The group rules are the `robotstxt` crate's. Matching a path against one rule is our own, because the
//! crate's takes quadratic time on rules made to hurt, and lines are cut before it sees them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use robotstxt::matcher::{RobotsMatchStrategy, RobotsMatcher};
use url::Url;

use super::body;
use super::client::Client;
use super::hops::{Ask, Landed, Stopped};
use crate::config::Secret;
use crate::feed::{FailureReason, sitemaps};
use crate::model::Timestamp;

/// The token of `User-agent` lines that speak of us, without a version.
const PRODUCT_TOKEN: &str = "Vigie";
/// RFC 9309 section 2.5 asks for at least 500 KiB; what stands behind is not looked at.
const MAX_BYTES: usize = 512 * 1024;
const MAX_LINE_BYTES: usize = 2000;
/// Sitemap lines kept of one file.
const MAX_SITEMAPS: usize = 50;
/// RFC 9309 section 2.4.
const KEEP: Duration = Duration::from_hours(24);
/// An unreachable robots.txt is asked for again after this.
const KEEP_FAILURE: Duration = Duration::from_mins(5);
/// Sites remembered; when there are more, those that expire first go.
const MAX_SITES: usize = 2000;
/// Bytes of rules remembered over all sites; when there are more, likewise. What a request in hand was just given comes on top.
const MAX_KEPT_BYTES: usize = 16 * 1024 * 1024;

/// What is known of the sites asked lately.
#[derive(Debug, Default)]
pub(super) struct RobotsCache {
    sites: Mutex<HashMap<String, Arc<Site>>>,
    /// Of all rules that live.
    bytes: Arc<AtomicUsize>,
}

/// One site; whoever comes second waits for the first one's answer.
type Site = tokio::sync::Mutex<Option<Known>>;

#[derive(Clone, Debug)]
struct Known {
    until: Timestamp,
    says: Says,
}

#[derive(Clone, Debug)]
enum Says {
    Rules(Arc<Rules>),
    Unreachable(FailureReason),
}

/// Rules, counted as long as anybody has them.
#[derive(Debug)]
struct Rules {
    text: String,
    all: Arc<AtomicUsize>,
}

impl Drop for Rules {
    fn drop(&mut self) {
        self.all.fetch_sub(self.text.len(), Ordering::Relaxed);
    }
}

impl Client {
    /// Whether robots.txt of its site allows a page.
    pub(super) async fn robots_allow(&self, url: &Url, proxy: Option<&Secret>) -> Result<(), Stopped> {
        let site = self.inner.robots.site(url.origin().ascii_serialization());
        let mut known = site.lock().await;
        let now = self.inner.clock.now();
        if known.as_ref().is_none_or(|k| k.until <= now) {
            *known = Some(self.read_robots(url, proxy).await?);
        }
        let says = known.as_ref().map(|k| k.says.clone());
        drop(known);
        self.inner.robots.keep_within();
        match says {
            Some(Says::Rules(rules)) if allows(&rules.text, url) => Ok(()),
            Some(Says::Rules(_)) | None => Err(Stopped::Robots),
            Some(Says::Unreachable(reason)) => Err(Stopped::Failed(reason)),
        }
    }

    /// The sitemaps that robots.txt of an address's site names, those for news first; none when it cannot be read.
    pub async fn sitemaps(&self, url: &Url) -> Vec<Url> {
        // Only to have it read: whether this very address may be asked is another question.
        let _ = self.robots_allow(url, None).await;
        let site = self.inner.robots.site(url.origin().ascii_serialization());
        let known = site.lock().await;
        match known.as_ref().map(|known| &known.says) {
            Some(Says::Rules(rules)) => sitemaps(&rules.text, url),
            Some(Says::Unreachable(_)) | None => Vec::new(),
        }
    }

    async fn read_robots(&self, page: &Url, proxy: Option<&Secret>) -> Result<Known, Stopped> {
        let mut url = page.clone();
        url.set_path("/robots.txt");
        url.set_query(None);
        url.set_fragment(None);
        let ask = Ask { accept: "text/plain,*/*;q=0.5", proxy, ..Ask::default() };
        let says = match self.follow(url, ask).await {
            Ok(landed) => self.rules_of(landed).await?,
            // One that redirects lead nowhere is none (RFC 9309 section 2.3.1.2).
            Err(Stopped::Failed(FailureReason::Redirect(_))) => self.inner.robots.rules(String::new()),
            Err(Stopped::Failed(reason)) => Says::Unreachable(reason),
            // Silence asked for by the host is not robots.txt's answer: forget it, the page is told to wait.
            Err(silence) => return Err(silence),
        };
        let keep = if matches!(says, Says::Rules(_)) { KEEP } else { KEEP_FAILURE };
        Ok(Known { until: self.inner.clock.now() + keep, says })
    }

    async fn rules_of(&self, landed: Landed) -> Result<Says, Stopped> {
        let status = landed.response.status().as_u16();
        if let Some(retry_after) = self.silence_asked(&landed) {
            let host = landed.url.host_str().unwrap_or_default().to_owned();
            return Err(Stopped::Throttled { status, retry_after, host });
        }
        Ok(match status {
            200..=299 => match body::read_lines(landed.response, MAX_BYTES).await {
                Ok(bytes) => self.inner.robots.rules(harmless(&bytes)),
                Err(reason) => Says::Unreachable(reason),
            },
            // Says nothing of the rules, only that we are too many: nobody knows, for a while.
            429 => Says::Unreachable(FailureReason::Status(429)),
            400..=499 => self.inner.robots.rules(String::new()),
            _ => Says::Unreachable(FailureReason::Status(status)),
        })
    }
}

impl RobotsCache {
    fn site(&self, origin: String) -> Arc<Site> {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        if sites.len() >= MAX_SITES && !sites.contains_key(&origin) {
            forget_oldest(&mut sites);
        }
        Arc::clone(sites.entry(origin).or_default())
    }

    /// What a site says, counted.
    fn rules(&self, text: String) -> Says {
        self.bytes.fetch_add(text.len(), Ordering::Relaxed);
        Says::Rules(Arc::new(Rules { text, all: Arc::clone(&self.bytes) }))
    }

    /// Forgets when the rules are too many bytes.
    fn keep_within(&self) {
        if self.bytes.load(Ordering::Relaxed) > MAX_KEPT_BYTES {
            forget_oldest(&mut self.sites.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

/// Halves the cache: sites in use stay, then those that expire last, within half of the sites and of the bytes.
fn forget_oldest(sites: &mut HashMap<String, Arc<Site>>) {
    let mut ages: Vec<(Timestamp, usize, String)> = sites
        .iter()
        .filter_map(|(origin, site)| {
            let known = site.try_lock().ok()?;
            let bytes = known.as_ref().map_or(0, |k| match &k.says {
                Says::Rules(rules) => rules.text.len(),
                Says::Unreachable(_) => 0,
            });
            Some((known.as_ref().map_or(Timestamp::default(), |k| k.until), bytes, origin.clone()))
        })
        .collect();
    ages.sort_unstable_by_key(|(until, ..)| std::cmp::Reverse(*until));
    let mut kept_bytes = 0;
    for (place, (_, bytes, origin)) in ages.into_iter().enumerate() {
        kept_bytes += bytes;
        if place >= MAX_SITES / 2 || kept_bytes > MAX_KEPT_BYTES / 2 {
            sites.remove(&origin);
        }
    }
}

/// The lines that are rules, none of them long, with only one `*` in a row and in ASCII.
fn harmless(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let (mut kept, mut sitemaps) = (String::new(), 0);
    for line in text.split(['\n', '\r']) {
        let line = line.split('#').next().unwrap_or_default().trim_matches(['\u{feff}', ' ', '\t']);
        let key = line.split(':').next().unwrap_or_default();
        // Misspelt rules must pass, the crate knows them.
        let is_sitemap = key.trim().eq_ignore_ascii_case("sitemap");
        sitemaps += usize::from(is_sitemap);
        if line.is_empty() || line.len() > MAX_LINE_BYTES || (is_sitemap && sitemaps > MAX_SITEMAPS) {
            continue;
        }
        let mut star = false;
        for c in line.chars() {
            if !(star && c == '*') {
                push_ascii(&mut kept, c);
            }
            star = c == '*';
        }
        kept.push('\n');
    }
    kept
}

fn push_ascii(to: &mut String, c: char) {
    use std::fmt::Write as _;
    if c.is_ascii() {
        to.push(c);
    } else {
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            // Writing to a String cannot fail.
            let _ = write!(to, "%{byte:02X}");
        }
    }
}

fn allows(rules: &str, url: &Url) -> bool {
    url.path() == "/robots.txt"
        || RobotsMatcher::<Longest>::default().one_agent_allowed_by_robots(rules, PRODUCT_TOKEN, url.as_str())
}

/// Longest match wins (RFC 9309 section 2.2.2).
#[derive(Default)]
struct Longest;

impl RobotsMatchStrategy for Longest {
    fn match_allow(&self, path: &str, pattern: &str) -> i32 {
        if matches(path.as_bytes(), pattern.as_bytes()) {
            i32::try_from(pattern.len()).unwrap_or(i32::MAX)
        } else {
            -1
        }
    }

    fn match_disallow(&self, path: &str, pattern: &str) -> i32 {
        self.match_allow(path, pattern)
    }
}

/// Whether a rule's pattern matches the start of a path; `*` is any run, a last `$` is the end.
///
/// Leftmost-first between stars is enough: if any placing works, the leftmost does.
fn matches(path: &[u8], pattern: &[u8]) -> bool {
    let (pattern, anchored) = match pattern.split_last() {
        Some((b'$', rest)) => (rest, true),
        _ => (pattern, false),
    };
    let mut pieces = pattern.split(|b| *b == b'*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return !anchored || rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if anchored && pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        match memchr::memmem::find(rest, piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, pattern: &str, expected: bool) {
        assert_eq!(matches(path.as_bytes(), pattern.as_bytes()), expected, "{pattern} on {path}");
    }

    /// Bytes of rules that a cache holds.
    fn held(cache: &RobotsCache) -> usize {
        let sites = cache.sites.lock().unwrap();
        let says = sites.values().filter_map(|site| site.try_lock().unwrap().clone());
        says.map(|known| if let Says::Rules(rules) = known.says { rules.text.len() } else { 0 }).sum()
    }

    #[test]
    fn few_sites_with_long_rules_are_forgotten_as_many_with_short_ones_are() {
        let cache = RobotsCache::default();
        let learn = |n: usize, bytes: usize| {
            let site = cache.site(format!("https://press{n}.example"));
            let until = Timestamp::from_millis(n.try_into().unwrap());
            *site.try_lock().unwrap() = Some(Known { until, says: cache.rules("x".repeat(bytes)) });
            cache.keep_within();
        };
        for n in 0..100 {
            learn(n, MAX_BYTES);
            assert!(held(&cache) <= MAX_KEPT_BYTES, "after {n} sites");
            assert_eq!(cache.bytes.load(Ordering::Relaxed), held(&cache));
        }
        assert!(held(&cache) >= MAX_KEPT_BYTES / 4, "it is a cache all the same");
        assert!(cache.sites.lock().unwrap().contains_key("https://press99.example"), "the last that expires");
        for n in 100..100 + MAX_SITES {
            learn(n, 1);
        }
        assert!(cache.sites.lock().unwrap().len() <= MAX_SITES);
    }

    #[test]
    fn patterns_match_from_the_start_with_stars_and_an_end_mark() {
        check("/news/1", "/news", true);
        check("/news/1", "/sport", false);
        check("/a/b/c.pdf", "/*.pdf$", true);
        check("/a/b/c.pdf?x", "/*.pdf$", false);
        check("/a/b/c.pdf?x", "/*.pdf", true);
        check("/x.pdf.pdf", "/*.pdf$", true);
        check("/one/two/three", "/*/two/", true);
        check("/one", "/one$", true);
        check("/one/", "/one$", false);
        check("/anything", "*", true);
    }

    #[test]
    fn the_group_that_names_us_wins_over_the_one_for_all() {
        let rules = harmless(
            b"User-agent: *\nDisallow: /\n\nUser-agent: vigie\nDisallow: /private/\nAllow: /private/open",
        );
        let url = |path: &str| url::Url::parse(&format!("https://press.example{path}")).unwrap();
        assert!(allows(&rules, &url("/news")));
        assert!(!allows(&rules, &url("/private/x")));
        assert!(allows(&rules, &url("/private/open/x")));
    }

    #[test]
    fn long_lines_and_other_scripts_do_no_harm() {
        let mut hostile = "User-agent: *\nDisallow: ".to_owned();
        hostile.push_str(&"é*".repeat(20_000));
        hostile.push_str("\nDisallow: /gesperrt/ü\n");
        let rules = harmless(hostile.as_bytes());
        let url = |path: &str| url::Url::parse(&format!("https://press.example{path}")).unwrap();
        assert!(!allows(&rules, &url("/gesperrt/ü/x")));
        assert!(allows(&rules, &url("/offen")));
    }
}
