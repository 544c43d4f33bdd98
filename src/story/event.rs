//! Which story tells the event that an article tells in its own words, in its own language or another.

use std::collections::VecDeque;
use std::time::Duration;

use foldhash::{HashMap, HashMapExt as _};

use super::likeness::{Lengths, Likeness, Side, likeness};
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
const SPREAD: f32 = 2.0;
/// Hours between two articles of which one has no time: what pairs of one event have at most.
const HOURS_UNKNOWN: f32 = 20.0;

impl Window {
    /// The story whose event an article tells.
    pub(super) fn same_event(&self, seen: &Seen) -> Option<StoryId> {
        let terms = &seen.fingerprint.terms;
        if terms.len() < FEW_TERMS {
            return None;
        }
        let side = Side { terms, lengths: Lengths::of(terms) };
        let mut best: Option<(f32, StoryId)> = None;
        for story_id in self.likely(seen) {
            let Some(story) = self.stories.get(&story_id) else { continue };
            if apart(story.first_at, seen.at) > STORY_LASTS {
                continue;
            }
            let speakers = story.speakers.iter().filter_map(|place| self.kept(*place));
            let scores: Vec<f32> = speakers.map(|kept| self.score(seen, side, kept)).collect();
            let most = scores.iter().copied().fold(f32::MIN, f32::max);
            let mean = scores.iter().sum::<f32>() / scores.len().max(1) as f32;
            let score = most.min(mean + SPREAD);
            if score >= 0.0 && best.is_none_or(|(top, _)| score > top) {
                best = Some((score, story_id));
            }
        }
        best.map(|(_, story)| story)
    }

    /// The evidence that two articles tell one event, as a log-odds: 0 or more says they do.
    ///
    /// A logistic model of four numbers, fitted to labelled pairs of articles within and across languages.
    fn score(&self, seen: &Seen, side: Side<'_>, kept: &Kept) -> f32 {
        let other = &kept.seen.fingerprint;
        let same_language = other.language == seen.fingerprint.language;
        let other_side = Side { terms: &other.terms, lengths: kept.lengths };
        let Likeness { cosine, part, shared } =
            likeness(side, other_side, same_language, |key| self.worth(key));
        let hours = apart(kept.seen.at, seen.at).as_secs_f32() / 3_600.0;
        let hours = if seen.dated && kept.seen.dated { hours } else { hours.max(HOURS_UNKNOWN) };
        let apart = (hours / 6.0).ln_1p();
        // A desk seldom tells one event twice; it tells the next one in the words of the last.
        let own = if seen.site != 0 && seen.site == kept.seen.site { 0.5 } else { 0.0 };
        if same_language {
            2.5 * cosine + 2.1 * part + 2.0 * shared.ln_1p() - 2.5 * apart - own - 4.9
        } else {
            6.5 * part + 2.6 * shared.ln_1p() - 3.4 * apart - 4.15
        }
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
            if term.cross != term.key && term.cross != 0 {
                probes.push((term.cross_weight * self.worth(term.cross), term.cross));
            }
        }
        probes.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut shared: HashMap<u64, f32> = HashMap::new();
        for (weight, key) in probes.into_iter().take(PROBES) {
            for place in self.terms.get(&key).into_iter().flatten() {
                *shared.entry(*place).or_default() += weight * weight;
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
