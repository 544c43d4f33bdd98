//! One page, from the request to the commit; and what a failure means for the next attempt.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::article::{self, Extracted, Hints, Page, PageTime, Precision, Verdict};
use crate::feed::{FailureReason, Validators};
use crate::fetch::{FetchedPage, PageAnswer, PageError};
use crate::metrics::ByResult;
use crate::model::{Article, TextState, Timestamp};
use crate::store::{PageJob, PageText, ReadCommit, ReadOutcome, StoreError};

use super::app::{App, Setup};
use super::poll::layer;
use super::reader::LEASE;
use super::reread::{self, PAGE_SILENCE};

/// Attempts at a page before the feed's words stand for good: at once, then after about
/// 30 s, 2 m, 8 m, 32 m, 2 h and 6 h.
const ATTEMPTS: u32 = 7;
/// A page that is not found may not be published yet, and another one may come in its place: this many attempts.
const ATTEMPTS_NOT_FOUND: u32 = 3;

/// The longest wait for a page: less than its lease.
const PATIENCE: Duration = LEASE.saturating_sub(Duration::from_secs(20));

/// What one read came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ReadDone {
    /// The page was read: its text is in the store.
    pub(super) text: bool,
    /// Its matches.
    pub(super) matches: usize,
}

/// Reads a page and commits what came of it (T2).
///
/// # Errors
/// The store's; the job is claimed again when its lease ends.
pub(super) async fn read(app: &Arc<App>, job: PageJob) -> Result<ReadDone, StoreError> {
    let setup = app.setup();
    let proxy = setup.config.feeds.get(&job.feed).and_then(|feed| feed.proxy.as_ref());
    let nothing = Validators::default();
    let validators = job.known.as_ref().map_or(&nothing, |known| &known.validators);
    let answer = match Url::parse(&job.url) {
        Ok(url) => tokio::select! {
            answer = setup.client.page_if_changed(&url, proxy, validators) => answer,
            // Its turn has not come, and the lease ends: nobody else may take the page while we still ask for it.
            () = app.clock.sleep(PATIENCE) => Err(PageError::Held(Duration::ZERO)),
        },
        Err(error) => Err(PageError::Failed(FailureReason::Unusable(error.to_string()))),
    };
    let (article_id, token, host) = (job.article_id, job.token, job.host.clone());
    let is_recheck = job.told && job.known.is_some();
    let now = app.clock.now();
    let attempt = Attempt { before: job.attempts, now, jitter: app.clock.jitter() };
    let is_refused = matches!(answer, Err(PageError::Failed(FailureReason::Refused(_))));
    let (outcome, result) = match answer {
        Ok(PageAnswer::Page(page)) => extract(app, &setup, job, page, attempt).await,
        Ok(PageAnswer::NotModified(validators)) => {
            (ReadOutcome::Same { validators, is_304: true, result: "unchanged" }, "unchanged")
        }
        Err(error) if is_recheck => (reread::failed(&error, now), result_of(&error)),
        Err(error) => (failed(&error, attempt), result_of(&error)),
    };
    let is_correction = reread::is_correction(&outcome);
    if is_recheck {
        let result = reread::result_of(&outcome);
        app.metrics.rechecks.get_or_create(&ByResult { result }).inc();
        if is_correction {
            tracing::info!(article = %article_id, "corrected since people were told of it");
        }
    }
    app.metrics.pages.get_or_create(&ByResult { result }).inc();
    if is_refused {
        app.metrics.blocked_addresses.inc();
    }
    let done = match &outcome {
        ReadOutcome::Text(text) => ReadDone { text: true, matches: text.indexed.matched.matches.len() },
        ReadOutcome::Same { .. } => ReadDone { text: true, matches: 0 },
        _ => ReadDone::default(),
    };
    let hold = match &outcome {
        ReadOutcome::Later { host_not_before: Some(until), held_host, .. }
        | ReadOutcome::Missed { host_not_before: Some(until), held_host, .. } => {
            Some((held_host.clone().unwrap_or(host), *until))
        }
        _ => None,
    };
    app.store.commit_read(ReadCommit { article_id, token, at: app.clock.now(), outcome }).await?;
    if let Some((host, until)) = hold {
        app.hold_host(&setup, &host, until);
    }
    app.metrics.matches.inc_by(done.matches as u64);
    app.call(&app.wake.clusterer);
    if is_correction {
        app.call(&app.wake.composer);
    }
    Ok(done)
}

/// Extracts and matches a page off the network's threads; with the result as `vigie_pages_total` counts it.
async fn extract(
    app: &App,
    setup: &Arc<Setup>,
    job: PageJob,
    page: FetchedPage,
    attempt: Attempt,
) -> (ReadOutcome, &'static str) {
    let setup = Arc::clone(setup);
    let (url, is_known) = (job.url.clone(), job.known.is_some());
    let work = move || {
        if is_front_page(&job, &page.final_url) {
            let reason = "it leads to the site's front page".to_owned();
            let outcome = match &job.known {
                Some(_) if job.told => ReadOutcome::Withdrawn { reason, for_good: false },
                Some(_) => reread::missed(reason),
                None => attempt.again(ATTEMPTS_NOT_FOUND, TextState::Gone, reason),
            };
            return (outcome, "gone");
        }
        let text = page_text(&setup, &job, page, attempt.now);
        let verdict = text.extracted.verdict;
        match &job.known {
            Some(known) => (reread::became(known, job.told, text), "read"),
            // Answered with 200 it is a wall all the same: another day it may be the article.
            None if matches!(verdict, Verdict::Barrier | Verdict::Consent) => {
                let reason = verdict.reason().unwrap_or_default().to_owned();
                (attempt.again(ATTEMPTS_NOT_FOUND, TextState::Blocked, reason), "challenge")
            }
            None => (ReadOutcome::Text(Box::new(text)), "read"),
        }
    };
    app.cpu.run(work).await.unwrap_or_else(|fault| {
        tracing::error!(url, "{fault}");
        (interrupted(is_known, attempt), layer(&FailureReason::Internal))
    })
}

/// What an internal fault while a page was read means: it says nothing of the page, which may be another one tomorrow, as this
/// program may be. What was read from it before stands.
fn interrupted(is_known: bool, attempt: Attempt) -> ReadOutcome {
    let reason = FailureReason::Internal.to_string();
    if is_known { reread::missed(reason) } else { attempt.again(ATTEMPTS, TextState::Blocked, reason) }
}

/// Whether an article's address leads to the front page of its site, and does not name it.
fn is_front_page(job: &PageJob, final_url: &Url) -> bool {
    article::is_root(final_url) && !Url::parse(&job.url).is_ok_and(|asked| article::is_root(&asked))
}

/// What a page says, and what it matches.
fn page_text(setup: &Setup, job: &PageJob, page: FetchedPage, now: Timestamp) -> PageText {
    let seen =
        Page { bytes: &page.bytes, content_type: page.content_type.as_deref(), url: Some(&page.final_url) };
    let rule = article::rule_of(&setup.config.sites, &page.final_url).map(|(_, rule)| rule);
    let title = Some(job.feed_words.title.as_str()).filter(|title| !title.is_empty());
    let extracted = article::extract_with(&seen, &Hints { rule, now: Some(now), title });
    let article = article_of(&job.feed_words, &extracted, &page.final_url);
    let indexed = setup.config.index.index(&article);
    let content_hash = article::content_hash(&article.title, &article.body);
    // Of what was told the page is evidence whatever it matches now.
    let keep = setup.config.store.keep_pages && (job.told || !indexed.matched.matches.is_empty());
    PageText {
        url_keys: url_keys(&page.final_url, &extracted),
        content_hash,
        extracted,
        article,
        indexed,
        validators: page.validators,
        page: keep.then_some(page.bytes),
        page_url: Some(page.final_url.into()),
        change: None,
    }
}

/// The article as it is matched: the page's words where the extractor is sure, else the feed's.
fn article_of(feed: &Article, page: &Extracted, final_url: &Url) -> Article {
    let site = Some(article::site_of(final_url));
    if !page.verdict.has_text() {
        // What a page without a text calls itself may be the name of whatever came in its place.
        let title =
            if feed.title.is_empty() { page.title.clone().unwrap_or_default() } else { feed.title.clone() };
        return Article {
            title,
            site,
            published: feed.published.or(page.published.map(PageTime::time)),
            ..feed.clone()
        };
    }
    let own = |url: &Url| article::site_of(url) == article::site_of(final_url);
    let canonical = page.canonical_url.as_deref().and_then(|url| Url::parse(url).ok()).filter(own);
    Article {
        title: page.title.clone().unwrap_or_else(|| feed.title.clone()),
        body: body(feed, page),
        url: canonical.map(String::from).or_else(|| feed.url.clone()),
        site,
        language: page.language.or(feed.language),
        authors: if page.authors.is_empty() { feed.authors.clone() } else { page.authors.clone() },
        published: published(feed.published, page),
        tags: tags(&feed.tags, &page.tags),
        ..feed.clone()
    }
}

/// A brief has no more bytes.
const LONGEST_BRIEF: usize = 400;

/// The page's text; the feed's where the page has none, only the beginning of what the feed tells, or a brief of which the feed
/// tells half as much again.
fn body(feed: &Article, page: &Extracted) -> String {
    let is_article = |text: &str| {
        page.verdict == Verdict::Article
            && (text.len() > LONGEST_BRIEF || text.len() * 3 >= feed.body.len() * 2)
    };
    match &page.text {
        Some(text) if is_article(text) || text.len() >= feed.body.len() => text.clone(),
        _ => feed.body.clone(),
    }
}

/// The page's time, but the feed's where the page's stands in a line of text alone, or tells less: of a day alone the time on
/// this day, of a time without its zone the one that this may be.
fn published(feed: Option<Timestamp>, page: &Extracted) -> Option<Timestamp> {
    let (Some(told), Some(shown)) = (feed, page.published) else {
        return feed.or(page.published.map(PageTime::time));
    };
    // A clock is up to 14 hours before the one of Greenwich, and up to 12 behind it.
    let (from, length) = (shown.time(), shown.precision().length());
    let may_be_it =
        told + Duration::from_hours(14) >= from && told < from + Duration::from_hours(12) + length;
    let tells_less = !matches!(shown.precision(), Precision::Zoned { .. });
    Some(if !page.is_published_sure || tells_less && may_be_it { told } else { from })
}

/// The feed's tags and those of the page that it does not have.
fn tags(feed: &[String], page: &[String]) -> Vec<String> {
    let new = page.iter().filter(|tag| !feed.iter().any(|known| known.eq_ignore_ascii_case(tag)));
    feed.iter().chain(new).cloned().collect()
}

/// Keys of the address after redirects and of the canonical address, when that is on the same site:
/// a canonical address elsewhere makes the article a copy, not the same one.
fn url_keys(final_url: &Url, page: &Extracted) -> Vec<crate::model::Hash16> {
    let mut keys = vec![article::url_key(final_url)];
    let canonical = page.canonical_url.as_deref().and_then(|url| Url::parse(url).ok());
    if let Some(canonical) = canonical.filter(|url| article::site_of(url) == article::site_of(final_url)) {
        let key = article::url_key(&canonical);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// An attempt at a page.
#[derive(Clone, Copy, Debug)]
struct Attempt {
    /// How many there were before it.
    before: u32,
    now: Timestamp,
    jitter: f64,
}

impl Attempt {
    /// Another one later, or after so many of them never.
    fn again(self, limit: u32, state: TextState, reason: String) -> ReadOutcome {
        let tried = self.before.saturating_add(1);
        if tried >= limit {
            return ReadOutcome::Never { state, reason };
        }
        // Four-fold steps: `backoff` doubles, so every other of its steps.
        let (first, longest) = (Duration::from_secs(30), Duration::from_hours(6));
        let pause = crate::schedule::backoff(2 * tried - 1, first, longest, self.jitter);
        ReadOutcome::Later { due_at: self.now + pause, reason, host_not_before: None, held_host: None }
    }
}

/// What a failed attempt means: another one later, or never.
fn failed(error: &PageError, attempt: Attempt) -> ReadOutcome {
    let reason = error.to_string();
    let now = attempt.now;
    match error {
        PageError::Robots
        | PageError::Failed(
            FailureReason::Refused(_) | FailureReason::Unusable(_) | FailureReason::TooLarge(_),
        ) => ReadOutcome::Never { state: TextState::Blocked, reason },
        PageError::Gone(410) => ReadOutcome::Never { state: TextState::Gone, reason },
        PageError::Gone(_) => attempt.again(ATTEMPTS_NOT_FOUND, TextState::Gone, reason),
        PageError::Throttled { retry_after, host, .. } => {
            let until = now + retry_after.unwrap_or(PAGE_SILENCE);
            if attempt.before.saturating_add(1) >= 2 * ATTEMPTS {
                return ReadOutcome::Never { state: TextState::Blocked, reason };
            }
            ReadOutcome::Later {
                due_at: until,
                reason,
                host_not_before: Some(until),
                held_host: host.clone(),
            }
        }
        PageError::Held(left) => ReadOutcome::Held { due_at: now + *left, reason },
        PageError::Failed(FailureReason::Challenge(_) | FailureReason::Status(401 | 402 | 403 | 451)) => {
            attempt.again(ATTEMPTS_NOT_FOUND, TextState::Blocked, reason)
        }
        PageError::Failed(_) => attempt.again(ATTEMPTS, TextState::Blocked, reason),
    }
}

fn result_of(error: &PageError) -> &'static str {
    match error {
        PageError::Robots => "robots",
        PageError::Gone(_) => "gone",
        PageError::Throttled { .. } => "throttled",
        PageError::Held(_) => "held",
        PageError::Failed(reason) => layer(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_our_own_ends_no_page() {
        let now = Timestamp::from_millis(1_781_000_000_000);
        let attempt = |before| Attempt { before, now, jitter: 0.5 };
        let first = interrupted(false, attempt(0));
        assert!(matches!(&first, ReadOutcome::Later { due_at, .. } if *due_at > now), "{first:?}");
        let last = interrupted(false, attempt(ATTEMPTS - 1));
        assert!(matches!(last, ReadOutcome::Never { state: TextState::Blocked, .. }), "{last:?}");
        let known = interrupted(true, attempt(ATTEMPTS));
        assert!(matches!(known, ReadOutcome::Missed { host_not_before: None, .. }), "{known:?}");
    }

    #[test]
    fn a_brief_stands_unless_the_feed_tells_half_as_much_again() {
        let of_words = |verdict, feed: usize, page: usize| {
            let feed = Article { body: "feed ".repeat(feed), ..Article::default() };
            let page = Extracted { text: Some("page ".repeat(page)), verdict, ..Extracted::default() };
            body(&feed, &page)
        };
        assert!(of_words(Verdict::Article, 29, 20).starts_with("page"));
        assert!(of_words(Verdict::Article, 31, 20).starts_with("feed"));
        assert!(of_words(Verdict::Article, 900, 90).starts_with("page"), "no brief");
        assert!(of_words(Verdict::Teaser, 21, 20).starts_with("feed"));
        assert!(of_words(Verdict::Teaser, 20, 20).starts_with("page"));
    }
}
