//! Which story an article repeats: the same address, the same text or a part of it, the same headline over little text; and what
//! looks so and is the next item of a series.

use std::time::Duration;

use foldhash::{HashMap, HashMapExt as _};

use super::fingerprint::Fingerprint;
use super::likeness::Shape;
use super::series::{are_of_one_pattern, is_one_headline};
use super::window::{Kept, Seen, WINDOW, Window, apart};
use crate::model::StoryId;

/// A shingle that a site has under so many other headlines is its furniture, and tells nothing of its articles.
const FURNITURE: usize = 3;
/// Fewer shingles than this tell nothing.
const SHORT: usize = 4;
/// Texts of fewer shingles, some 130 words, may be one form with other words filled in.
const LONG: usize = 16;
/// Part of the smaller set of shingles that two copies share: one may hold the other, or a part of it.
const SHARED: f32 = 0.5;
/// The same of such short texts, of the larger set, under headlines of which neither is told by the other article: what a house
/// prints under everything may be most of them, and is not known yet.
const SHARED_UNDER_OTHERS: f32 = 0.9;
/// Fewer shingles than this are all of that by chance too often: one in eight is kept.
const SHORT_UNDER_OTHERS: usize = 8;
/// The other article tells most of a headline when it has more than one in so many of its terms.
const MOST: usize = 2;
/// It tells some of it.
const SOME: usize = 3;
/// Part of it that is more than a quotation.
const PASSAGES: f32 = 0.3;
/// What a desk says again in the same words so long after is the next item of a series ("Air raid alert", a report of every morning).
const PAUSE: Duration = Duration::from_hours(6);

/// Whether two short texts that tell different things, by their headlines, have passages in common: what is printed under everything.
/// The more of a text these are, the more its headline must say that it is its own.
pub(super) fn share_furniture(one: &Fingerprint, other: &Fingerprint) -> bool {
    let smaller = one.shingles.len().min(other.shingles.len());
    if !(SHORT..LONG).contains(&smaller) {
        return false;
    }
    let part = one.common(other) as f32 / smaller as f32;
    part >= PASSAGES && !one.headline_meets(other) || part >= SHARED && !one.headline_fits(other, SOME)
}

/// Whether two articles are one of a desk's series and a later one of it: in the same headline or the same few words, hours apart.
/// Long texts are not written anew so: those are published again.
pub(super) fn are_in_series(one: &Seen, other: &Seen) -> bool {
    let (print, another) = (&one.fingerprint, &other.fingerprint);
    let smaller = print.shingles.len().min(another.shingles.len());
    one.shares_site(other)
        && apart(one.at, other.at) >= PAUSE
        && smaller < LONG
        && (is_one_headline(&print.headline, &another.headline) || are_of_one_form(one, other))
}

/// Whether two short texts of a desk are mostly the same: one form, filled in twice, if it is not one text.
pub(super) fn are_of_one_form(one: &Seen, other: &Seen) -> bool {
    let (print, another) = (&one.fingerprint, &other.fingerprint);
    let smaller = print.shingles.len().min(another.shingles.len());
    one.shares_site(other)
        && (SHORT..LONG).contains(&smaller)
        && print.common(another) as f32 >= SHARED * smaller as f32
}

/// Whether two articles of a desk have one headline over texts of which neither is the other: its column.
pub(super) fn are_of_one_column(one: &Seen, other: &Seen) -> bool {
    let (print, another) = (&one.fingerprint, &other.fingerprint);
    one.shares_site(other)
        && is_one_headline(&print.headline, &another.headline)
        && !print.text_agrees(another)
}

impl Window {
    /// The story of the article that this one repeats.
    pub(super) fn copy_of(&self, seen: &Seen) -> Option<StoryId> {
        let near = |place: u64| self.kept(place).filter(|kept| apart(kept.seen.at, seen.at) <= WINDOW);
        let by_address = || {
            let kept = near(*self.addresses.get(&seen.address?)?)?;
            let is_sure = seen.owns_address && kept.seen.owns_address;
            let is_it = is_sure || seen.fingerprint.is_akin(&kept.seen.fingerprint, PASSAGES);
            (is_it && self.is_alive(kept.story, seen)).then_some(kept.story)
        };
        by_address().or_else(|| {
            let (shared, telling) = self.shared(seen);
            let by_text = self.most_shared(seen, shared, telling);
            let by_title = || {
                let kept = near(*self.titles.get(&seen.fingerprint.title?)?)?;
                let short = telling < SHORT || kept.seen.fingerprint.shingles.len() < SHORT;
                let is_it = short && !are_of_one_column(seen, &kept.seen) && self.takes_in(kept.story, seen);
                is_it.then_some(kept)
            };
            by_text.or_else(by_title).map(|kept| kept.story)
        })
    }

    /// The article of which this one has the most shingles, if these are enough.
    fn most_shared(&self, seen: &Seen, shared: HashMap<u64, usize>, telling: usize) -> Option<&Kept> {
        let print = &seen.fingerprint;
        let mut best: Option<(f32, u64)> = None;
        for (place, count) in shared {
            let Some(kept) = self.kept(place).filter(|kept| apart(kept.seen.at, seen.at) <= WINDOW) else {
                continue;
            };
            let other = &kept.seen.fingerprint;
            let (one, another) = (telling, other.shingles.len());
            let (smaller, larger) = (one.min(another), one.max(another));
            let short = smaller < LONG;
            if short && seen.shares_site(&kept.seen) && self.tell_of_two(print, kept) {
                continue;
            }
            let (of, few, least) = if short && !print.headline_fits(other, MOST) {
                (larger, SHORT_UNDER_OTHERS, SHARED_UNDER_OTHERS)
            } else {
                (smaller, SHORT, SHARED)
            };
            let part = count as f32 / of.max(1) as f32;
            // The last of equals, whatever the order of the map: of a series, the one at hand.
            let better = best.is_none_or(|(most, last)| part > most || (part >= most && place > last));
            if smaller >= few && part >= least && better && self.takes_in(kept.story, seen) {
                best = Some((part, place));
            }
        }
        best.and_then(|(_, place)| self.kept(place))
    }

    /// Whether two short texts of a desk are one form filled in for two: their headlines are of one pattern, or each names
    /// somebody of whom the other text says nothing.
    fn tell_of_two(&self, print: &Fingerprint, kept: &Kept) -> bool {
        let (other, shape) = (&kept.seen.fingerprint, Shape::of(&print.terms));
        are_of_one_pattern(&print.headline, &other.headline)
            || self.name_two(print.side(&shape), other.side(&kept.shape))
    }

    /// Whether a story still lives when an article appeared.
    fn is_alive(&self, story: StoryId, seen: &Seen) -> bool {
        self.stories.get(&story).is_none_or(|story| apart(story.first_at, seen.at) <= WINDOW)
    }

    /// Whether a story has what an article is the next one of.
    pub(super) fn is_of_days_before(&self, story: StoryId, seen: &Seen) -> bool {
        let speakers = self.stories.get(&story).into_iter().flat_map(|story| &story.speakers);
        speakers.filter_map(|place| self.kept(*place)).any(|kept| are_in_series(&kept.seen, seen))
    }

    /// Whether a story may take in a copy: it lives, and what the copy repeats is not the one before it in a series. A story that
    /// is not remembered may.
    pub(super) fn takes_in(&self, story: StoryId, seen: &Seen) -> bool {
        self.is_alive(story, seen) && !self.is_of_days_before(story, seen)
    }

    /// How many shingles each article shares with this one, and how many of its shingles tell something.
    fn shared(&self, seen: &Seen) -> (HashMap<u64, usize>, usize) {
        let mut shared = HashMap::new();
        let mut telling = seen.fingerprint.shingles.len();
        for shingle in &seen.fingerprint.shingles {
            let Some(places) = self.shingles.get(shingle) else { continue };
            if places.iter().filter(|place| self.is_furniture_of(seen, **place)).count() >= FURNITURE {
                telling -= 1;
                continue;
            }
            for place in places {
                *shared.entry(*place).or_default() += 1;
            }
        }
        (shared, telling)
    }

    /// Whether what this article shares with the one at `place` is what their site has in many.
    fn is_furniture_of(&self, seen: &Seen, place: u64) -> bool {
        let other = |kept: &Kept| {
            kept.seen.shares_site(seen) && kept.seen.fingerprint.title != seen.fingerprint.title
        };
        self.kept(place).is_some_and(other)
    }
}
