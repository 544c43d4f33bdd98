//! Which story tells the event that an article tells in its own words, in its own language or another.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::Duration;

use foldhash::{HashMap, HashMapExt as _};

use super::copies::{are_in_series, are_of_one_column, are_of_one_form, share_furniture};
use super::likeness::{Likeness, Shape, Side, likeness};
use super::series::{are_numbered, are_of_one_pattern};
use super::window::{Kept, Seen, Window, apart};
use crate::model::StoryId;

/// A story takes in other reports for so long around its first: two days, and what a night adds.
const STORY_LASTS: Duration = Duration::from_hours(54);
/// An article of fewer terms tells no event: "In brief".
const FEW_TERMS: usize = 3;
/// Terms of an article by which stories are looked for.
const PROBES: usize = 48;
/// Articles whose stories are compared term by term.
const COMPARED: usize = 24;
/// Articles that the background tables stand for: so many must come before the stream outweighs them.
const BACKGROUND_ARTICLES: f32 = 20_000.0;
/// How far a story's best article may outdo the mean of its speakers: a chain of neighbours is no story.
const SPREAD: f32 = 1.1;
/// Evidence against two articles of one desk.
const DESK: f32 = 1.5;
/// What reports of one event share at least beside the term that weighs most: of what is watched, each article has the name.
const BESIDE: f32 = 3.2;
/// Weight that two of one desk share at least: short items share its turns of phrase before they share an event.
const DESK_SHARES: f32 = 12.0;
/// Evidence of an article that is seen to tell another event: clear, but what others say counts too.
const ANOTHER: f32 = -2.0;
/// What a name in a headline weighs at least, and a common word in it never.
const OWN_NAME: f32 = 4.5;
/// What is asked less of two articles in different letters.
const OTHER_LETTERS: f32 = 1.5;
/// Likeness, whatever the time between, that says a new story goes on from another.
const GOES_ON: f32 = 1.0;
/// Hours between two articles of which one has no time.
const HOURS_UNKNOWN: f32 = 13.0;
/// The same across languages, where another desk tells it a little later.
const HOURS_UNKNOWN_ACROSS: f32 = 20.0;

/// What speaks for two articles telling one event, and what the time between them takes from it.
#[derive(Clone, Copy, Debug)]
struct Evidence {
    likeness: f32,
    apart: f32,
}

/// What a window knows of an article's event.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Nearest {
    /// The story that tells it.
    pub(super) same_event: Option<StoryId>,
    /// The story of the same matter that is most like it.
    pub(super) earlier: Option<StoryId>,
}

/// The story with the most evidence so far.
#[derive(Clone, Copy, Debug)]
struct Best {
    evidence: f32,
    story: Option<StoryId>,
}

impl Best {
    const fn above(least: f32) -> Self {
        Self { evidence: least, story: None }
    }

    fn offer(&mut self, evidence: f32, story: StoryId) {
        if evidence > self.evidence || (self.story.is_none() && evidence >= self.evidence) {
            *self = Self { evidence, story: Some(story) };
        }
    }

    /// The same, where the later of equals is meant: of a series, the one before.
    fn offer_later(&mut self, evidence: f32, story: StoryId) {
        if evidence >= self.evidence {
            *self = Self { evidence, story: Some(story) };
        }
    }
}

/// What the articles of a story say together.
fn verdict(found: &[Evidence], of: impl Fn(&Evidence) -> f32) -> f32 {
    let most = found.iter().map(&of).fold(f32::MIN, f32::max);
    let mean = found.iter().map(&of).sum::<f32>() / found.len().max(1) as f32;
    most.min(mean + SPREAD)
}

impl Window {
    /// The story whose event an article tells, and the one that it goes on from if it tells none that is known.
    pub(super) fn nearest(&self, seen: &Seen) -> Nearest {
        let print = &seen.fingerprint;
        if print.terms.len() < FEW_TERMS {
            return Nearest::default();
        }
        let shape = Shape::of(&print.terms);
        let side = print.side(&shape);
        let (mut same, mut earlier) = (Best::above(0.0), Best::above(GOES_ON));
        for story_id in self.likely(seen) {
            let Some(story) = self.stories.get(&story_id) else { continue };
            let speakers = story.speakers.iter().filter_map(|place| self.kept(*place));
            let found: Vec<Evidence> = speakers.map(|kept| self.evidence(seen, side, kept)).collect();
            let is_near = apart(story.first_at, seen.at) <= STORY_LASTS;
            if is_near && !self.is_of_days_before(story_id, seen) {
                same.offer(verdict(&found, |one| one.likeness - one.apart), story_id);
            }
            // News of the days before may be found after what goes on from it.
            if story.first_at <= seen.at {
                earlier.offer_later(verdict(&found, |one| one.likeness), story_id);
            }
        }
        Nearest { same_event: same.story, earlier: earlier.story }
    }

    /// The evidence that two articles tell one event, as a log-odds: 0 or more says they do.
    ///
    /// A logistic model of what they share, how much of each one's headline the other tells, how far apart they appeared and
    /// how long they are, fitted to labelled pairs of articles within and across languages. Long texts share more by chance, so
    /// more is asked of them.
    fn evidence(&self, seen: &Seen, side: Side<'_>, kept: &Kept) -> Evidence {
        let other = &kept.seen.fingerprint;
        let same_language = other.language == seen.fingerprint.language;
        let by_sound = !same_language && (seen.fingerprint.by_sound || other.by_sound);
        let spoken = if by_sound { &*other.spoken } else { &[] };
        let other_side = Side { spoken, ..other.side(&kept.shape) };
        let Likeness { cosine, part, shared, beside, headlines } =
            likeness(side, other_side, same_language, |key| self.worth(key));
        let (headline, other_headline) = (&seen.fingerprint.headline, &other.headline);
        let one_site = seen.shares_site(&kept.seen);
        let one_name = same_language && beside < BESIDE;
        let one_desk = one_site && (shared < DESK_SHARES || are_numbered(headline, other_headline));
        // The next one of a series goes on from the one before; that it is no part of its story is seen to elsewhere.
        let one_desk = one_desk && !are_in_series(seen, &kept.seen);
        let one_column = are_of_one_column(seen, &kept.seen);
        let another = one_name || one_desk || one_column || share_furniture(&seen.fingerprint, other);
        let alike = are_of_one_form(seen, &kept.seen) || are_of_one_pattern(headline, other_headline);
        if another || (alike && self.name_two(side, other_side)) {
            return Evidence { likeness: ANOTHER, apart: 0.0 };
        }
        let unknown = if same_language { HOURS_UNKNOWN } else { HOURS_UNKNOWN_ACROSS };
        let hours = apart(kept.seen.at, seen.at).as_secs_f32() / 3_600.0;
        let hours = if seen.dated && kept.seen.dated { hours } else { hours.max(unknown) };
        let apart = (hours / 6.0).ln_1p();
        let shared = shared.ln_1p();
        let (likeness, a_time) = if same_language {
            // A desk seldom tells one event twice; it tells the next one in the words of the last.
            let own = if one_site { DESK } else { 0.0 };
            let length = (side.terms.len().min(other.terms.len()).max(FEW_TERMS) as f32).ln();
            (5.3 * cosine - 6.2 * part + 3.05 * shared - 2.25 * length + 1.2 * headlines - own + 0.3, 2.15)
        } else {
            // Fewer names are known again in other letters.
            let letters = if other.latin == seen.fingerprint.latin { 0.0 } else { OTHER_LETTERS };
            (3.5 * part + 3.5 * shared + letters - 8.5, 2.5)
        };
        Evidence { likeness, apart: a_time * apart }
    }

    /// Whether two articles each have a name in the headline that the other has nowhere: with headlines of one pattern, or
    /// texts of one form, the same happened elsewhere, or to somebody else.
    pub(super) fn name_two(&self, one: Side<'_>, other: Side<'_>) -> bool {
        let names = |one: Side<'_>, other: Side<'_>| {
            // What the stream leaves of a weight is never more than the weight.
            let mut heavy = one.terms.iter().filter(|term| term.weight >= OWN_NAME);
            heavy.any(|term| term.weight * self.worth(term.key) >= OWN_NAME && !other.has(term))
        };
        names(one, other) && names(other, one)
    }

    /// What the stream has left of a term's weight, 0 to 1: one that many articles have tells little.
    fn worth(&self, key: u32) -> f32 {
        let having = self.terms.get(&key).map_or(0, VecDeque::len) as f32;
        let all = self.len() as f32 + BACKGROUND_ARTICLES;
        (all / (1.0 + having)).ln() / all.ln()
    }

    /// Stories that share the most telling terms with an article, the likeliest first.
    fn likely(&self, seen: &Seen) -> Vec<StoryId> {
        let mut probes: Vec<(f32, u32)> = Vec::new();
        for term in &seen.fingerprint.terms {
            probes.push((term.weight * self.worth(term.key), term.key));
            if let Some(cross) = term.cross.map(NonZeroU32::get).filter(|cross| *cross != term.key) {
                probes.push((term.cross_weight * self.worth(cross), cross));
            }
        }
        probes.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut shared: HashMap<u64, f32> = HashMap::new();
        let mut found = |weight: f32, key: u32| {
            for place in self.terms.get(&key).into_iter().flatten() {
                *shared.entry(*place).or_default() += weight * weight;
            }
        };
        for (weight, key) in probes.into_iter().take(PROBES) {
            found(weight, key);
        }
        let print = &seen.fingerprint;
        for name in &print.spoken {
            let weight = name.weight * self.worth(name.key(false));
            found(weight, name.key(true));
            if print.by_sound {
                found(weight, name.key(false));
            }
        }
        let mut places: Vec<(f32, u64)> = shared.into_iter().map(|(place, weight)| (weight, place)).collect();
        if places.len() > COMPARED {
            places.select_nth_unstable_by(COMPARED, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            places.truncate(COMPARED);
        }
        places.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut stories = Vec::new();
        for kept in places.iter().filter_map(|(_, place)| self.kept(*place)) {
            if !stories.contains(&kept.story) {
                stories.push(kept.story);
            }
        }
        stories
    }
}
