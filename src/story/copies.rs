//! Which story an article repeats: the same address, the same text or a part of it, the same headline over little text.

use foldhash::{HashMap, HashMapExt as _};

use super::fingerprint::Fingerprint;
use super::series::are_of_one_pattern;
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
/// The same of such short texts under headlines with no word in common: what a house prints under everything may be most of them,
/// and is not known yet.
const SHARED_UNDER_OTHERS: f32 = 0.9;
/// Fewer shingles than this are all of that by chance too often: one in eight is kept.
const SHORT_UNDER_OTHERS: usize = 8;
/// Part of it that is more than a quotation.
const PASSAGES: f32 = 0.3;

/// Whether two short texts that tell different things, by their headlines, have passages in common: what is printed under everything.
pub(super) fn share_furniture(one: &Fingerprint, other: &Fingerprint) -> bool {
    let smaller = one.shingles.len().min(other.shingles.len());
    if !(SHORT..LONG).contains(&smaller) {
        return false;
    }
    let shared = one.shingles.iter().filter(|shingle| other.shingles.binary_search(shingle).is_ok()).count();
    shared as f32 >= PASSAGES * smaller as f32 && !one.headline_meets(other)
}

impl Window {
    /// The story of the article that this one repeats.
    pub(super) fn copy_of(&self, seen: &Seen) -> Option<StoryId> {
        let near = |place: u64| self.kept(place).filter(|kept| apart(kept.seen.at, seen.at) <= WINDOW);
        let by_address = || near(*self.addresses.get(&seen.address?)?);
        if let Some(kept) = by_address() {
            return Some(kept.story);
        }
        let (shared, telling) = self.shared(seen);
        let mut best: Option<(f32, u64)> = None;
        for (place, count) in shared {
            let Some(kept) = near(place) else { continue };
            let smaller = telling.min(kept.seen.fingerprint.shingles.len());
            let part = count as f32 / smaller.max(1) as f32;
            let (print, other) = (&seen.fingerprint, &kept.seen.fingerprint);
            let short = smaller < LONG;
            let one_form =
                || seen.shares_site(&kept.seen) && are_of_one_pattern(&print.headline, &other.headline);
            if short && one_form() {
                continue;
            }
            let (few, least) = if short && !print.headline_meets(other) {
                (SHORT_UNDER_OTHERS, SHARED_UNDER_OTHERS)
            } else {
                (SHORT, SHARED)
            };
            // The first of equals, whatever the order of the map.
            let better = best.is_none_or(|(most, first)| part > most || (part >= most && place < first));
            if smaller >= few && part >= least && better {
                best = Some((part, place));
            }
        }
        let by_text = best.and_then(|(_, place)| self.kept(place));
        let by_title = || {
            let kept = near(*self.titles.get(&seen.fingerprint.title?)?)?;
            let short = telling < SHORT || kept.seen.fingerprint.shingles.len() < SHORT;
            short.then_some(kept)
        };
        by_text.or_else(by_title).map(|kept| kept.story)
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
