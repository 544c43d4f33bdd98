//! The search itself: few requests, each through the guarded client and the host's manners.

use std::collections::HashSet;
use std::fmt::Write as _;

use url::Url;

use crate::article::Page;
use crate::cli::feed::selectors;
use crate::cli::progress::Spinner;
use crate::feed::{
    Candidate, FailureReason, FoundBy, Hubs, ParseHints, ParsedFeed, body_hash, candidates, common_paths,
    hubs_of, is_for_news, is_web_page, keep_recent, parse, plain_text, propose,
};
use crate::fetch::{Client, Looked, PageError};
use crate::model::{Hash16, Timestamp};

/// Candidates of the page that are asked for.
const MOST_OF_PAGE: usize = 12;
/// Sitemaps that are asked for.
const MOST_SITEMAPS: usize = 2;

/// A feed that was read.
#[derive(Debug)]
pub(in crate::cli::feed) struct Found {
    pub(in crate::cli::feed) url: Url,
    pub(in crate::cli::feed) named_by: FoundBy,
    /// In words.
    pub(in crate::cli::feed) kind: &'static str,
    pub(in crate::cli::feed) title: Option<String>,
    pub(in crate::cli::feed) entries: usize,
    pub(in crate::cli::feed) language: Option<String>,
    pub(in crate::cli::feed) newest: Option<Timestamp>,
    pub(in crate::cli::feed) hub: Option<String>,
    /// The value of `select`, where the page itself is to be the source.
    pub(in crate::cli::feed) select: Option<String>,
}

/// An address that was asked for and is no feed.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) url: Url,
    pub(super) found_by: FoundBy,
    pub(super) why: String,
    /// The page named it: people will want to know.
    pub(super) is_telling: bool,
}

/// Why what stands at an address is no source.
enum NotTaken {
    /// It is no feed.
    NoFeed(String),
    /// It is a sitemap that says of no page how old it is.
    Undated(String),
}

/// One search.
#[derive(Debug)]
pub(super) struct Search {
    client: Client,
    spinner: Spinner,
    pub(super) found: Vec<Found>,
    pub(super) tried: Vec<Tried>,
    /// robots.txt forbids the page itself, which can be no source then.
    is_forbidden: bool,
    /// Addresses that the page names and that were not asked for.
    pub(super) left_out: usize,
    seen: HashSet<Url>,
    bodies: HashSet<Hash16>,
}

impl Search {
    pub(super) fn new(client: Client, spinner: Spinner) -> Self {
        let (found, tried) = (Vec::new(), Vec::new());
        Self {
            client,
            spinner,
            found,
            tried,
            is_forbidden: false,
            left_out: 0,
            seen: HashSet::new(),
            bodies: HashSet::new(),
        }
    }

    /// Looks at the address, at what it names, then at what sites are used to.
    pub(super) async fn run(mut self, url: &Url) -> Self {
        self.seen.insert(url.clone());
        let mut site = url.clone();
        let mut proposal = None;
        match self.look(url, FoundBy::Itself).await {
            Ok(page) => {
                self.seen.insert(page.final_url.clone());
                site = page.final_url.clone();
                let read = Page {
                    bytes: &page.bytes,
                    content_type: page.content_type.as_deref(),
                    url: Some(&page.final_url),
                };
                // What a page declares counts before what its scripts may hold.
                let declared = is_web_page(&read).then(|| candidates(&read, &page.links));
                let declared = declared.filter(|named| named.iter().any(Candidate::is_declared));
                if declared.is_none() && self.is_itself(url, &page) {
                    return self;
                }
                let is_page_first = declared.is_some();
                let named = declared.unwrap_or_else(|| candidates(&read, &page.links));
                self.left_out = named.len().saturating_sub(MOST_OF_PAGE);
                for candidate in named.into_iter().take(MOST_OF_PAGE) {
                    self.try_candidate(candidate).await;
                }
                if is_page_first && self.found.is_empty() && self.is_itself(url, &page) {
                    return self;
                }
                if self.found.is_empty() && !self.is_forbidden {
                    proposal = propose(&read);
                }
            }
            Err(error) => {
                let ends = is_about_the_host(&error);
                self.note(url, FoundBy::Itself, error.to_string());
                if ends {
                    return self;
                }
            }
        }
        if self.found.is_empty() {
            self.try_habits(&site).await;
        }
        self.try_sitemaps(&site).await;
        let only_sitemaps = self.found.iter().all(|found| found.named_by == FoundBy::Robots);
        if let Some(proposal) = proposal.filter(|_| only_sitemaps) {
            let select = selectors::write(&proposal.selectors);
            let found = Found::of(&site, FoundBy::Itself, None, proposal.feed, Hubs::default());
            self.found.insert(0, Found { select: Some(select), ..found });
        }
        self
    }

    /// Takes the address that was asked about if it is a feed itself.
    fn is_itself(&mut self, url: &Url, page: &Looked) -> bool {
        match self.take(url, FoundBy::Itself, None, page) {
            Ok(()) => return true,
            Err(NotTaken::Undated(why)) => self.note(url, FoundBy::Itself, why),
            // It is a page, as it should be.
            Err(NotTaken::NoFeed(_)) => {}
        }
        false
    }

    /// The paths many sites have, until one is a feed.
    async fn try_habits(&mut self, site: &Url) {
        for url in common_paths(site) {
            self.try_candidate(Candidate { url, found_by: FoundBy::Habit, title: None }).await;
            if !self.found.is_empty() {
                return;
            }
        }
    }

    /// Sitemaps for news; others only where there is nothing else.
    async fn try_sitemaps(&mut self, site: &Url) {
        self.spinner.say("robots.txt".to_owned());
        let sitemaps = self.client.sitemaps(site).await;
        let is_empty = self.found.is_empty();
        let worth = sitemaps.into_iter().filter(|url| is_empty || is_for_news(url)).take(MOST_SITEMAPS);
        for url in worth {
            self.try_candidate(Candidate { url, found_by: FoundBy::Robots, title: None }).await;
        }
    }

    async fn try_candidate(&mut self, candidate: Candidate) {
        let Candidate { url, found_by, title } = candidate;
        if !self.seen.insert(url.clone()) {
            return;
        }
        match self.look(&url, found_by).await {
            Ok(looked) => {
                let known = looked.final_url != url && !self.seen.insert(looked.final_url.clone());
                if known || !self.bodies.insert(body_hash(&looked.bytes)) {
                    return;
                }
                if let Err(NotTaken::NoFeed(why) | NotTaken::Undated(why)) =
                    self.take(&url, found_by, title, &looked)
                {
                    self.note(&url, found_by, why);
                }
            }
            Err(error) => self.note(&url, found_by, error.to_string()),
        }
    }

    async fn look(&mut self, url: &Url, found_by: FoundBy) -> Result<Looked, PageError> {
        self.spinner.say(url.to_string());
        match (self.client.look(url).await, found_by) {
            (Err(PageError::Robots), FoundBy::Itself | FoundBy::Header | FoundBy::Element) => {
                self.is_forbidden |= found_by == FoundBy::Itself;
                self.client.look_as_asked(url).await
            }
            (looked, _) => looked,
        }
    }

    fn note(&mut self, url: &Url, found_by: FoundBy, why: String) {
        let is_telling = matches!(found_by, FoundBy::Header | FoundBy::Element | FoundBy::Robots);
        self.tried.push(Tried { url: url.clone(), found_by, why, is_telling });
    }

    /// Takes what stands at an address if it is a feed that can be watched.
    fn take(
        &mut self,
        url: &Url,
        found_by: FoundBy,
        title: Option<String>,
        looked: &Looked,
    ) -> Result<(), NotTaken> {
        let hints = ParseHints {
            content_type: looked.content_type.as_deref(),
            url: Some(&looked.final_url),
            ..ParseHints::default()
        };
        let mut feed = parse(&looked.bytes, hints).map_err(|error| NotTaken::NoFeed(error.to_string()))?;
        // What every poll would refuse is no source.
        keep_recent(&mut feed, Timestamp::from_millis(i64::MIN)).map_err(|error| {
            let help = "look for a news sitemap, or make the site's front page a source with `select`";
            NotTaken::Undated(format!("{error}; {help}"))
        })?;
        let hubs = hubs_of(&looked.links, &looked.final_url).or(&feed.hints.hubs);
        self.found.push(Found::of(url, found_by, title, feed, hubs));
        Ok(())
    }

    /// What was tried in vain, in words.
    pub(super) fn nothing(&self, url: &Url) -> String {
        let mut text = format!("no feed was found at {url}\n");
        for tried in &self.tried {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  {} ({}): {}", tried.url, tried.found_by.as_str(), tried.why);
        }
        text.push_str(
            "Look for the site's own page about RSS, or make the page itself a source with `select` \
             (docs/sources.md).",
        );
        text
    }
}

/// Nothing else on this host will answer either.
fn is_about_the_host(error: &PageError) -> bool {
    matches!(
        error,
        PageError::Throttled { .. }
            | PageError::Held(_)
            | PageError::Failed(
                FailureReason::Refused(_)
                    | FailureReason::Dns(_)
                    | FailureReason::Resolver
                    | FailureReason::ProxyName(_)
                    | FailureReason::Proxy(_)
                    | FailureReason::Connect(_)
                    | FailureReason::Tls(_)
                    | FailureReason::Timeout(_)
            )
    )
}

impl Found {
    fn of(url: &Url, found_by: FoundBy, title: Option<String>, feed: ParsedFeed, hubs: Hubs) -> Self {
        let newest = feed.entries.iter().filter_map(|entry| entry.published.or(entry.updated)).max();
        let own = feed.feed.title.as_deref().map(plain_text).filter(|title| !title.trim().is_empty());
        Self {
            url: url.clone(),
            named_by: found_by,
            kind: kind_in_words(feed.format),
            title: own.or(title).map(|title| title.split_whitespace().collect::<Vec<_>>().join(" ")),
            entries: feed.entries.len(),
            language: feed.feed.language,
            newest: newest.or(feed.feed.updated),
            hub: hubs.hubs.into_iter().next(),
            select: None,
        }
    }
}

fn kind_in_words(format: &'static str) -> &'static str {
    match format {
        "rss20" => "RSS 2.0",
        "rss10" => "RSS 1.0",
        "rss09x" => "RSS 0.9",
        "atom10" => "Atom",
        "atom03" => "Atom 0.3",
        "json" => "JSON Feed",
        "sitemap" => "sitemap",
        "news-sitemap" => "news sitemap",
        "sitemap-index" => "sitemap index",
        "cdf" => "CDF",
        "page" => "page, no feed",
        other => other,
    }
}
