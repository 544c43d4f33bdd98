//! The sitemaps behind an index: one source, one poll, and only what may have changed is asked for.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::config::FeedConfig;
use crate::feed::{self, Due, FailureReason, Fetched, ParsedFeed, Parts, Validators};
use crate::model::{Hash16, Timestamp, host_of};

use super::app::{App, Setup};
use super::poll::Parsed;
use super::request::request;
use super::source;

/// A plain sitemap lists the whole site: what changed longer ago than this, or than the backlog, is not taken for news.
const RECENT: Duration = Duration::from_hours(48);
/// Addresses taken of one index in one poll.
const MOST_ENTRIES: usize = 50_000;

/// What came of asking the sitemaps.
#[derive(Default)]
struct Asked {
    answered: usize,
    failed: Option<FailureReason>,
    /// Why the rest was not asked: [`Fetched::Throttled`] with its host, or [`Fetched::Held`].
    silence: Option<Fetched>,
    merged: Option<ParsedFeed>,
    /// Of the bodies that came.
    hashes: Vec<u8>,
}

impl Asked {
    /// Of several failures the first is told.
    fn fail(&mut self, url: &str, reason: FailureReason) {
        let named = || FailureReason::Sitemap(shown(url), Box::new(reason));
        self.failed.get_or_insert_with(named);
    }
}

/// An address as it may be shown: what follows its path may be a secret.
fn shown(url: &str) -> String {
    let Ok(url) = Url::parse(url) else { return String::new() };
    format!("{}{}", url.origin().ascii_serialization(), url.path()).chars().take(200).collect()
}

/// A source's answer with what it says.
pub(super) struct Followed {
    pub(super) fetched: Fetched,
    pub(super) parsed: Option<Parsed>,
    /// What is known of its sitemaps now, where that changed.
    pub(super) parts: Option<String>,
    /// A host of some of its sitemaps that wants silence, while others answered.
    pub(super) silence: Option<(String, Timestamp)>,
}

impl Followed {
    fn plain(fetched: Fetched, parsed: Option<Parsed>, parts: Option<String>) -> Self {
        Self { fetched, parsed, parts, silence: None }
    }
}

/// Follows an index to its sitemaps; a plain sitemap is cut down to what is recent, any other source passes through.
///
/// The index may be unchanged while its sitemaps are not: few say when each changed.
pub(super) async fn follow(
    app: &App,
    setup: &Arc<Setup>,
    feed: &FeedConfig,
    due: &Due,
    fetched: Fetched,
    parsed: Option<Parsed>,
) -> Followed {
    let is_sitemap = parsed.as_ref().is_some_and(|(parsed, _)| parsed.format.contains("sitemap"));
    if !is_sitemap && due.parts.is_empty() {
        return Followed::plain(fetched, parsed, None);
    }
    let since = app.clock.now() - RECENT.max(feed.policy.backlog);
    let parsed = parsed.map(|(parsed, _)| parsed);
    let known = Parts::from_json(&due.parts);
    let parts = match (&fetched, &parsed) {
        // What half an index does not name is not gone.
        (Fetched::Body { .. }, Some(index)) if index.truncated && !known.is_empty() => known,
        (Fetched::Body { .. }, Some(index)) if !index.hints.sitemaps.is_empty() => {
            known.of_index(&index.hints.sitemaps)
        }
        (Fetched::NotModified { .. } | Fetched::Body { .. }, None) if !known.is_empty() => known,
        _ => {
            // A source that was an index and is none any more has no sitemaps to know of.
            let parts = (parsed.is_some() && !due.parts.is_empty()).then(String::new);
            return match parsed.map(|parsed| recent(parsed, since)).transpose() {
                Ok(parsed) => Followed::plain(fetched, parsed.map(with_keys), parts),
                Err(reason) => Followed::plain(Fetched::Failed(reason), None, None),
            };
        }
    };
    ask_all(app, setup, feed, due, (fetched, parsed), parts).await
}

async fn ask_all(
    app: &App,
    setup: &Arc<Setup>,
    feed: &FeedConfig,
    due: &Due,
    (fetched, parsed): (Fetched, Option<ParsedFeed>),
    mut parts: Parts,
) -> Followed {
    let since = app.clock.now() - RECENT.max(feed.policy.backlog);
    // Nothing is asked of those, so no answer of theirs says that the source is well.
    let has_good = parts.has_good();
    let asked = ask(app, setup, feed, due, &mut parts, since).await;
    let silence = match asked.silence {
        // Nothing else was heard: the source is told to wait, or waits.
        Some(told) if asked.answered == 0 => return Followed::plain(told, None, None),
        Some(Fetched::Throttled { retry_after, host: Some(host), .. }) => {
            Some((host, app.clock.now() + retry_after.unwrap_or(feed::THROTTLED)))
        }
        _ => None,
    };
    if asked.answered == 0 && !has_good {
        let bad = || {
            let (url, why) = parts.bad()?;
            Some(FailureReason::Sitemap(shown(url), Box::new(FailureReason::NotAFeed(why.to_owned()))))
        };
        if let Some(reason) = asked.failed.clone().or_else(bad) {
            return Followed::plain(Fetched::Failed(reason), None, Some(parts.to_json()));
        }
    }
    let parts = Some(parts.to_json());
    let Some(mut merged) = asked.merged else {
        return Followed { fetched, parsed: parsed.map(with_keys), parts, silence };
    };
    if let Some(index) = parsed {
        merged.hints = index.hints;
        // Of an index that is cut short, some sitemaps are not known.
        merged.truncated |= index.truncated;
    }
    merged.problems.extend(asked.failed.map(|reason| reason.to_string()));
    merged.format = "sitemap-index";
    let fetched = with_body(fetched, due, asked.hashes);
    Followed { fetched, parsed: Some(with_keys(merged)), parts, silence }
}

fn with_keys(parsed: ParsedFeed) -> Parsed {
    let keys = feed::identity_keys(&parsed.entries);
    (parsed, keys)
}

fn recent(mut parsed: ParsedFeed, since: Timestamp) -> Result<ParsedFeed, FailureReason> {
    feed::keep_recent(&mut parsed, since)?;
    Ok(parsed)
}

async fn ask(
    app: &App,
    setup: &Arc<Setup>,
    feed: &FeedConfig,
    due: &Due,
    parts: &mut Parts,
    since: Timestamp,
) -> Asked {
    let mut asked = Asked::default();
    // An index that names itself is read once.
    for part in parts.due().into_iter().filter(|part| part.url != due.url) {
        let now = app.clock.now();
        let came = match setup.client.feed(request(feed, &part.url, &part.validators)).await {
            Fetched::NotModified { .. } => {
                parts.note_read(part.place, now, None);
                part.why.map_or(Came::Same, |why| Came::Failed(FailureReason::NotAFeed(why)))
            }
            Fetched::Body { bytes, is_cut, content_type, validators, final_url, .. } => {
                asked.hashes.extend(Hash16::of(&bytes).as_bytes());
                let sitemap = Sitemap { bytes, is_cut, content_type, url: Url::parse(&final_url).ok() };
                sitemap.read(app, (feed, due), since, validators).await
            }
            Fetched::Gone => Came::Useless(FailureReason::Status(410), Validators::default()),
            Fetched::Failed(FailureReason::Status(404)) => {
                Came::Useless(FailureReason::Status(404), Validators::default())
            }
            Fetched::Failed(reason) => Came::Failed(reason),
            Fetched::Throttled { status, challenge, retry_after, host } => {
                let host = host.or_else(|| host_of(&part.url));
                asked.silence = Some(Fetched::Throttled { status, challenge, retry_after, host });
                break;
            }
            held @ (Fetched::Held(_) | Fetched::Skipped) => {
                asked.silence = Some(held);
                break;
            }
        };
        match came {
            Came::Same => asked.answered += 1,
            Came::Read(child, validators) => {
                // Its validators would answer 304 for the addresses that were cut off.
                if !child.truncated {
                    parts.note_read(part.place, now, Some(&validators));
                }
                merge(&mut asked.merged, *child);
                asked.answered += 1;
            }
            Came::Useless(reason, validators) => {
                parts.note_bad(part.place, now, &validators, reason.to_string());
                asked.fail(&part.url, reason);
            }
            Came::Failed(reason) => asked.fail(&part.url, reason),
        }
    }
    if let Some(reason) = &asked.failed {
        tracing::warn!(feed = %due.name, "{reason}");
    }
    asked
}

/// What came of asking for a sitemap whose host answers.
enum Came {
    /// It is what it was.
    Same,
    /// What of it is recent.
    Read(Box<ParsedFeed>, Validators),
    /// It is of no use, and not asked for again until the index says that it changed, or itself with other validators.
    Useless(FailureReason, Validators),
    /// It may come the next time.
    Failed(FailureReason),
}

/// A sitemap's answer.
struct Sitemap {
    bytes: Vec<u8>,
    is_cut: bool,
    content_type: Option<String>,
    url: Option<Url>,
}

impl Sitemap {
    async fn read(
        self,
        app: &App,
        (feed, due): (&FeedConfig, &Due),
        since: Timestamp,
        validators: Validators,
    ) -> Came {
        let language = feed.tags.language;
        let read = move || -> Result<_, FailureReason> {
            let Self { bytes, is_cut, content_type, url } = &self;
            let (content_type, url) = (content_type.as_deref(), url.as_ref());
            let sent = source::Sent { bytes, is_cut: *is_cut, content_type, url };
            let mut read = source::read(sent, None, language)?;
            Ok(match feed::keep_recent(&mut read, since) {
                Err(why) if !read.truncated => Err(FailureReason::from(why)),
                Err(why) => return Err(why.into()),
                Ok(()) => Ok(read),
            })
        };
        match app.cpu.run(read).await {
            Ok(Ok(Ok(child))) => Came::Read(Box::new(child), validators),
            // Whole, and nothing in it tells what is new.
            Ok(Ok(Err(reason))) => Came::Useless(reason, validators),
            Ok(Err(reason)) => Came::Failed(reason),
            Err(fault) => {
                tracing::error!(feed = %due.name, "{fault}");
                Came::Failed(FailureReason::Internal)
            }
        }
    }
}

fn merge(all: &mut Option<ParsedFeed>, child: ParsedFeed) {
    let Some(all) = all else {
        *all = Some(child);
        return;
    };
    all.lost += child.lost;
    all.truncated |= child.truncated;
    if all.feed.title.is_none() {
        all.feed.title = child.feed.title;
    }
    let room = MOST_ENTRIES.saturating_sub(all.entries.len());
    all.lost += child.entries.len().saturating_sub(room);
    let known: std::collections::HashSet<Option<String>> =
        all.entries.iter().map(|entry| entry.link.clone()).collect();
    all.entries.extend(child.entries.into_iter().filter(|entry| !known.contains(&entry.link)).take(room));
}

/// The index's answer, its body standing for what its sitemaps said; after a 304 the index's validators stay.
fn with_body(index: Fetched, due: &Due, bytes: Vec<u8>) -> Fetched {
    match index {
        Fetched::NotModified { validators, freshness, moved_to } => {
            let kept = &due.validators;
            Fetched::Body {
                bytes,
                is_cut: false,
                content_type: None,
                validators: Validators {
                    etag: validators.etag.or_else(|| kept.etag.clone()),
                    last_modified: validators.last_modified.or_else(|| kept.last_modified.clone()),
                    url: validators.url,
                },
                freshness: freshness.confirming(&due.recent),
                final_url: due.url.clone(),
                moved_to,
                hubs: feed::Hubs::default(),
            }
        }
        Fetched::Body { is_cut, content_type, validators, freshness, final_url, moved_to, hubs, .. } => {
            Fetched::Body { bytes, is_cut, content_type, validators, freshness, final_url, moved_to, hubs }
        }
        other => other,
    }
}
