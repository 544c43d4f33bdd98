//! The articles of the last days, and which of their stories a new one belongs to.

use std::collections::VecDeque;
use std::hash::Hash;
use std::num::NonZeroU64;
use std::time::Duration;

use foldhash::HashMap;
use url::Url;

use super::likeness::Shape;
use super::{Fingerprint, Relation, key_of};
use crate::article::{is_root, url_key};
use crate::model::{StoryId, Timestamp};

/// Copies are looked for so far back.
pub const WINDOW: Duration = Duration::from_hours(72);
/// Articles kept at most; beyond, the oldest go.
const MAX_ARTICLES: usize = 100_000;
/// Articles kept for one shingle, the latest.
const SHINGLE_ARTICLES: usize = 64;
/// Articles kept for one term, the latest.
const TERM_ARTICLES: usize = 192;
/// Articles that speak for their story: the first and the latest.
const SPEAKERS: usize = 8;

/// What is known of an article's address.
#[derive(Clone, Copy, Debug)]
pub enum Address<'u> {
    /// It leads to this article alone: another that gives it is a copy, whatever it says.
    Own(&'u Url),
    /// It is what the article came with; others may have it that tell something else.
    Given(&'u Url),
}

/// An article as the window sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// When it appeared.
    pub at: Timestamp,
    /// Its publisher says when, to the minute; else `at` is the day, or its place in the stream.
    pub dated: bool,
    /// Hash of its site.
    pub site: Option<NonZeroU64>,
    /// Hash of its canonical address.
    pub address: Option<NonZeroU64>,
    /// The address is known to be no other article's; else it may be that of a page of many.
    pub owns_address: bool,
    /// What it is like.
    pub fingerprint: Fingerprint,
}

// A hundred thousand of them are kept: that one may be missing takes no room.
const _: () = assert!(size_of::<Option<NonZeroU64>>() == size_of::<u64>());

impl Seen {
    /// An article with this fingerprint that appeared `at` on a site, under an address. `dated` is as in [`Seen::dated`]; the
    /// address of a site's front page tells no article.
    #[must_use]
    pub fn new(
        fingerprint: Fingerprint,
        (at, dated): (Timestamp, bool),
        site: Option<&str>,
        address: Option<Address<'_>>,
    ) -> Self {
        let owns_address = matches!(address, Some(Address::Own(_)));
        let address =
            address.map(|(Address::Own(url) | Address::Given(url))| url).filter(|url| !is_root(url));
        Self {
            at,
            dated,
            site: site.map(|site| key_of(site.as_bytes())),
            address: address.map(|url| key_of(url_key(url).as_bytes())),
            owns_address,
            fingerprint,
        }
    }

    /// Whether both are of one site that is known.
    pub(super) fn shares_site(&self, other: &Self) -> bool {
        self.site.is_some() && self.site == other.site
    }
}

/// The story an article was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Its story.
    pub story: StoryId,
    /// How it relates to it.
    pub relation: Relation,
    /// Of an article that begins a story: the story of the same matter that it goes on from.
    pub earlier: Option<StoryId>,
}

impl Placement {
    /// Of an article that begins a story.
    pub(super) const fn first(story: StoryId) -> Self {
        Self { story, relation: Relation::First, earlier: None }
    }
}

/// An article of the window.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) seen: Seen,
    pub(super) story: StoryId,
    pub(super) shape: Shape,
}

/// A story of the window.
#[derive(Debug)]
pub(super) struct Story {
    /// Places of the articles that speak for it, oldest first.
    pub(super) speakers: Vec<u64>,
    pub(super) first_at: Timestamp,
}

/// The articles of the last days.
///
/// Memory and the cost of an article are bounded, however many came before: at most 100,000 articles are kept, and of each
/// word and each shingle only the latest that have it.
#[derive(Debug, Default)]
pub struct Window {
    articles: VecDeque<Kept>,
    /// Place of the oldest article kept; places count up.
    base: u64,
    pub(super) shingles: HashMap<u64, VecDeque<u64>>,
    pub(super) terms: HashMap<u32, VecDeque<u64>>,
    pub(super) titles: HashMap<NonZeroU64, u64>,
    pub(super) addresses: HashMap<NonZeroU64, u64>,
    pub(super) stories: HashMap<StoryId, Story>,
}

impl Window {
    /// Gives an article its story: one that is here, or the one that `begin` makes.
    pub fn place(&mut self, seen: Seen, begin: impl FnOnce() -> StoryId) -> Placement {
        let placement = self.find(&seen, begin);
        self.keep(seen, placement.story);
        placement
    }

    /// The story that an article repeats or whose event it tells, or the one that `begin` makes.
    pub fn find(&self, seen: &Seen, begin: impl FnOnce() -> StoryId) -> Placement {
        if let Some(story) = self.copy_of(seen) {
            return Placement { story, relation: Relation::Copy, earlier: None };
        }
        let nearest = self.nearest(seen);
        match nearest.same_event {
            Some(story) => Placement { story, relation: Relation::SameEvent, earlier: None },
            None => Placement { earlier: nearest.earlier, ..Placement::first(begin()) },
        }
    }

    /// Makes an article whose story is known one that later articles are compared with. Returns its place.
    pub fn keep(&mut self, seen: Seen, story_id: StoryId) -> u64 {
        let place = self.base + self.articles.len() as u64;
        let print = &seen.fingerprint;
        for shingle in &print.shingles {
            push(self.shingles.entry(*shingle).or_default(), place, SHINGLE_ARTICLES);
        }
        for key in print.keys() {
            push(self.terms.entry(key).or_default(), place, TERM_ARTICLES);
        }
        if let Some(title) = print.title {
            self.titles.insert(title, place);
        }
        if let Some(address) = seen.address {
            self.addresses.insert(address, place);
        }
        let story =
            self.stories.entry(story_id).or_insert_with(|| Story { speakers: Vec::new(), first_at: seen.at });
        if story.speakers.len() == SPEAKERS {
            story.speakers.remove(1);
        }
        story.speakers.push(place);
        let shape = Shape::of(&print.terms);
        self.articles.push_back(Kept { seen, story: story_id, shape });
        while self.articles.len() > MAX_ARTICLES {
            self.forget_oldest();
        }
        place
    }

    /// Says when a story that is remembered began: what is remembered of it may be younger.
    pub(super) fn began(&mut self, story_id: StoryId, at: Timestamp) {
        if let Some(story) = self.stories.get_mut(&story_id) {
            story.first_at = at;
        }
    }

    /// Lets the article at a place speak for its story no longer: it is known in other words by now.
    pub(super) fn silence(&mut self, place: u64) {
        let Some(story_id) = self.kept(place).map(|kept| kept.story) else { return };
        if let Some(story) = self.stories.get_mut(&story_id) {
            story.speakers.retain(|speaker| *speaker != place);
        }
    }

    /// Takes the article at a place out of all that later ones are compared with; its story goes with it if it was the only one.
    pub(super) fn take_out(&mut self, place: u64) {
        if let Some((seen, story_id)) = self.kept(place).map(|kept| (kept.seen.clone(), kept.story)) {
            self.unlink(&seen, story_id, place);
        }
    }

    /// Forgets the articles at the window's far end that appeared before `since`.
    pub fn forget_before(&mut self, since: Timestamp) {
        while self.articles.front().is_some_and(|kept| kept.seen.at < since) {
            self.forget_oldest();
        }
    }

    /// How many articles are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether no article is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// The article at a place, unless it was forgotten.
    pub(super) fn kept(&self, place: u64) -> Option<&Kept> {
        self.articles.get(usize::try_from(place.checked_sub(self.base)?).ok()?)
    }

    fn forget_oldest(&mut self) {
        let place = self.base;
        let Some(kept) = self.articles.pop_front() else { return };
        self.base += 1;
        self.unlink(&kept.seen, kept.story, place);
    }

    /// Takes what an article is found by out of the maps.
    fn unlink(&mut self, seen: &Seen, story_id: StoryId, place: u64) {
        let print = &seen.fingerprint;
        for shingle in &print.shingles {
            drop_from(&mut self.shingles, shingle, place);
        }
        for key in print.keys() {
            drop_from(&mut self.terms, &key, place);
        }
        if let Some(title) = print.title.filter(|title| self.titles.get(title) == Some(&place)) {
            self.titles.remove(&title);
        }
        if let Some(address) = seen.address.filter(|address| self.addresses.get(address) == Some(&place)) {
            self.addresses.remove(&address);
        }
        self.speaks_no_more(story_id, place);
    }

    /// A story for which nobody speaks any more goes.
    fn speaks_no_more(&mut self, story_id: StoryId, place: u64) {
        if let Some(story) = self.stories.get_mut(&story_id) {
            story.speakers.retain(|speaker| *speaker != place);
            if story.speakers.is_empty() {
                self.stories.remove(&story_id);
            }
        }
    }
}

/// How far apart two articles appeared.
pub(super) fn apart(one: Timestamp, other: Timestamp) -> Duration {
    Duration::from_millis(one.millis().abs_diff(other.millis()))
}

fn push(places: &mut VecDeque<u64>, place: u64, most: usize) {
    // An article may have a key twice.
    if places.back() == Some(&place) {
        return;
    }
    if places.len() == most {
        places.pop_front();
    }
    places.push_back(place);
}

fn drop_from<K: Hash + Eq>(map: &mut HashMap<K, VecDeque<u64>>, key: &K, place: u64) {
    let Some(places) = map.get_mut(key) else { return };
    // They stand in ascending order, each once.
    if let Ok(at) = places.binary_search(&place) {
        places.remove(at);
    }
    if places.is_empty() {
        map.remove(key);
    }
}
