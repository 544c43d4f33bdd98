//! What the clusterer remembers of the last days; a new one reads itself again from the archive.

use std::collections::HashMap;
use std::time::Duration;

use url::Url;

use super::{Address, Fingerprinter, Placement, Seen, Window};
use crate::model::{Article, ArticleId, StoryId, Timestamp};

/// A publisher's time more than this from when the article was seen is wrong, or of another edition.
const MAX_DELAY: Duration = Duration::from_hours(72);
const DAY_MS: i64 = 86_400_000;

/// An article of the archive in its current words.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Which.
    pub article_id: ArticleId,
    /// Its words, site, language and time.
    pub article: Article,
    /// The address that is its own: the one that it gives, be it another site's, or the one that leads to it alone. None of what
    /// shares its link with others.
    pub address: Option<String>,
    /// When Vigie first saw it.
    pub first_seen_at: Timestamp,
}

/// What the clusterer remembers of the last days.
#[derive(Debug, Default)]
pub struct Memory {
    fingerprinter: Fingerprinter,
    window: Window,
    /// Each article's place in the window.
    known: HashMap<ArticleId, u64>,
}

impl Memory {
    /// Whether an article is remembered.
    #[must_use]
    pub fn knows(&self, article_id: ArticleId) -> bool {
        self.known.contains_key(&article_id)
    }

    /// Remembers an article whose story is known, or its new words.
    pub fn recall(&mut self, report: &Report, story_id: StoryId) {
        let seen = self.seen(report);
        if let Some(place) = self.known.get(&report.article_id) {
            // What its first words said no longer counts.
            self.window.silence(*place);
        }
        let place = self.window.keep(seen, story_id);
        self.known.insert(report.article_id, place);
    }

    /// Says with which article a story that is remembered began, by when that was published and first seen: it may be too old to
    /// be remembered itself, and the story lives from then on.
    pub fn began(&mut self, story_id: StoryId, published: Option<Timestamp>, first_seen: Timestamp) {
        self.window.began(story_id, appeared(published, first_seen));
    }

    /// Whether a story may take in an article that has the words of one of its own; see [`Window`]. One that is not remembered may.
    pub(super) fn takes_in(&mut self, story_id: StoryId, report: &Report) -> bool {
        let seen = self.seen(report);
        self.window.takes_in(story_id, &seen)
    }

    /// Gives an article a story that is remembered, or the one that `begin` makes.
    pub fn place(&mut self, report: &Report, begin: impl FnOnce() -> StoryId) -> Placement {
        let seen = self.seen(report);
        let placement = self.window.find(&seen, begin);
        let place = self.window.keep(seen, placement.story);
        self.known.insert(report.article_id, place);
        placement
    }

    /// Forgets an article, as if it had never been told.
    pub(super) fn forget(&mut self, article_id: ArticleId) {
        if let Some(place) = self.known.remove(&article_id) {
            self.window.take_out(place);
        }
    }

    /// Forgets what was first seen before `since`.
    pub fn forget_before(&mut self, since: Timestamp) {
        self.window.forget_before(since);
        self.known.retain(|article_id, _| article_id.created_at() >= since);
    }

    fn seen(&mut self, report: &Report) -> Seen {
        let first_seen = report.first_seen_at;
        let address = report.address.as_deref().and_then(|url| Url::parse(url).ok());
        let at = appeared(report.article.published, first_seen);
        // Midnight is how a day without a time is written.
        let dated = report.article.published != Some(at) || at.millis() % DAY_MS != 0;
        let fingerprint = self.fingerprinter.read(&report.article);
        let address = address.as_ref().map(Address::Own);
        Seen::new(fingerprint, (at, dated), report.article.site.as_deref(), address)
    }
}

/// When an article appeared: as its publisher says, where that can be.
fn appeared(published: Option<Timestamp>, first_seen: Timestamp) -> Timestamp {
    published.filter(|at| *at <= first_seen && first_seen.since(*at) <= MAX_DELAY).unwrap_or(first_seen)
}
