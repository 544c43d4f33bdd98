//! Two editions of one article: what changed, and whether those who were told of the first must hear of it.
//!
//! Sentences are the unit, compared by their words: white space, quotes, dashes, the marks inside numbers and furniture (stamps of
//! an update, counts of shares, links to other articles) count for nothing. `docs/corrections.md` states the policy.

mod align;
mod difference;
mod facts;
mod furniture;
mod judge;
mod kicker;
mod live;
mod names;
mod note;
mod number;
mod numerals;
mod quantity;
mod sentence;
mod swap;
mod table;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub use difference::{Difference, Edit, Piece, marked, word_difference};
pub(super) use note::is_note;

use crate::language::tokens;
use crate::model::words;
use align::{Step, steps};
use facts::Facts;
use judge::{Counts, Verdict, judge, lost};
use names::{Said, Writing};
use sentence::{Sentence, cut, whole};

/// More than this share of the old sentences reworded or gone is a change of substance.
const SUBSTANCE_SHARE: f64 = 0.05;
/// The rest of a text of which less than this share is left, with nothing new, is its teaser.
const TEASER_SHARE: f64 = 0.5;
/// Numbers and names of sentences that are gone which are told; more say nothing more.
const MOST_LOST: usize = 12;

/// One edition of an article.
#[derive(Clone, Copy, Debug)]
pub struct Edition<'a> {
    /// Title.
    pub title: &'a str,
    /// Main text, paragraphs separated by a blank line.
    pub text: &'a str,
    /// The page says that it is a live blog.
    pub is_live: bool,
}

words! {
    /// What a change is to those who were told of the old edition.
    #[derive(Default)]
    ChangeKind, "kind of change" {
        /// Nothing but furniture and typography.
        #[default]
        None = "none",
        /// Spelling, order, or few words that change no number, name or denial: not worth a version.
        Cosmetic = "cosmetic",
        /// What was said stands, and more is said: a developing story.
        Grew = "grew",
        /// A live blog, which is rewritten all day.
        Live = "live",
        /// Only the beginning is left, as behind a paywall: the page has less to say, which corrects nothing.
        Teaser = "teaser",
        /// What was said is no longer said: a correction.
        Substance = "substance",
    }
}

impl ChangeKind {
    /// Whether the new edition takes the old one's place.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Grew | Self::Live | Self::Substance)
    }
}

/// Words that went and those that came in their place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swapped {
    /// In the old edition.
    pub old: Vec<String>,
    /// In the new one.
    pub new: Vec<String>,
}

impl Swapped {
    fn add(&mut self, (old, new): (Vec<String>, Vec<String>)) {
        self.old.extend(old);
        self.new.extend(new);
    }

    /// Nothing was swapped.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.old.is_empty() && self.new.is_empty()
    }
}

/// What changed between two editions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What it amounts to.
    pub kind: ChangeKind,
    /// Old and new title, when they differ in more than typography.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<(String, String)>,
    /// Sentences that are new.
    pub added: usize,
    /// Sentences that went.
    pub removed: usize,
    /// Sentences reworded in more than their spelling.
    pub altered: usize,
    /// Sentences that denied and no longer do, or the other way round.
    pub denied: usize,
    /// Reworded and removed sentences of all there were, 0 to 1.
    pub share: f64,
    /// The publisher added a note that something was corrected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub noted: bool,
    /// Numbers in reworded sentences.
    pub numbers: Swapped,
    /// Names in reworded sentences.
    pub names: Swapped,
    /// Step by step.
    pub difference: Difference,
}

/// Compares two editions. Time and memory grow about linearly with their lengths; only the first 10,000 sentences of each count.
///
/// ```
/// use vigie::article::{ChangeKind, Edition, compare};
/// let edition = |text| Edition { title: "Drones over the harbour", text, is_live: false };
/// let old = edition("The mayor counted 40 drones. Nobody was hurt. Updated at 14:05");
/// let new = edition("The mayor counted 400 drones. Nobody was hurt. Updated at 16:30");
/// let change = compare(&old, &new);
/// assert_eq!(change.kind, ChangeKind::Substance);
/// assert_eq!((change.numbers.old, change.numbers.new), (vec!["40".to_owned()], vec!["400".to_owned()]));
/// ```
#[must_use]
pub fn compare(old: &Edition<'_>, new: &Edition<'_>) -> Change {
    let facts = Facts::of(old.title, old.text);
    let (old_tokens, new_tokens) = (tokens(old.text), tokens(new.text));
    let writing = Writing::of(facts, [(old.text, &old_tokens), (new.text, &new_tokens)]);
    let (before, after) = (cut(old.text, &old_tokens, &writing), cut(new.text, &new_tokens, &writing));
    let said = [Said::of(old.title, old.text, &old_tokens), Said::of(new.title, new.text, &new_tokens)];
    let counts = Counts::of(&before, &after, &writing, said);
    let mut change = Change::default();
    let mut seen = Seen::default();
    for step in steps(&before, &after) {
        match step {
            Step::Kept(count) => change.difference.push(Edit::Kept(count)),
            Step::Removed(i) => {
                seen.removed.push(&before[i]);
                change.difference.push(Edit::Removed(before[i].text.to_owned()));
            }
            Step::Added(j) => {
                seen.added.push(&after[j]);
                change.difference.push(Edit::Added(after[j].text.to_owned()));
            }
            Step::Altered(i, j) => {
                let verdict = judge(&before[i], &after[j], &counts);
                seen.respelt |= !verdict.is_reworded;
                change.take(verdict);
                change
                    .difference
                    .push(Edit::Altered(difference::word_difference(before[i].text, after[j].text)));
            }
        }
    }
    change.count(&seen, before.len(), &counts);
    let is_retitled = change.compare_titles(old.title, new.title, &writing, &counts);
    let is_live = old.is_live || new.is_live || live::is_live(old.text) || live::is_live(new.text);
    let said = before.len().saturating_sub(change.removed + change.altered);
    change.kind = change.judged(is_retitled, is_live, &seen, said);
    change.difference.bound();
    change
}

/// What was met on the way.
#[derive(Default)]
struct Seen<'s> {
    removed: Vec<&'s Sentence<'s>>,
    added: Vec<&'s Sentence<'s>>,
    /// A sentence was spelt otherwise.
    respelt: bool,
}

impl Change {
    fn take(&mut self, verdict: Verdict) {
        self.altered += usize::from(verdict.is_reworded);
        self.denied += usize::from(verdict.is_denied);
        self.numbers.add(verdict.numbers);
        self.names.add(verdict.names);
    }

    /// Counts what went and came, less what only moved, and what went with it.
    fn count(&mut self, seen: &Seen<'_>, sentences: usize, counts: &Counts<'_>) {
        let mut moved: HashMap<&str, usize> = HashMap::new();
        for sentence in &seen.added {
            *moved.entry(&sentence.key).or_default() += 1;
        }
        let mut still = 0;
        for sentence in &seen.removed {
            match moved.get_mut(sentence.key.as_str()) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    still += 1;
                }
                _ if self.numbers.old.len() + self.names.old.len() < MOST_LOST => {
                    let (numbers, names) = lost(sentence, counts);
                    self.numbers.add((numbers, Vec::new()));
                    self.names.add((names, Vec::new()));
                }
                _ => {}
            }
        }
        // What is left are sentences that were not there before.
        let mut is_new = |sentence: &&Sentence<'_>| {
            let count = moved.get_mut(sentence.key.as_str()).filter(|count| **count > 0);
            count.map(|count| *count -= 1).is_some()
        };
        self.noted |= seen.added.iter().any(|sentence| is_new(sentence) && is_note(sentence.text));
        self.removed = seen.removed.len() - still;
        self.added = seen.added.len() - still;
        if sentences > 0 {
            self.share = (self.removed + self.altered) as f64 / sentences as f64;
        }
    }

    /// Whether the title says something else; kickers say nothing.
    fn compare_titles(&mut self, old: &str, new: &str, writing: &Writing, counts: &Counts<'_>) -> bool {
        let (before, after) = (whole(kicker::without(old), writing), whole(kicker::without(new), writing));
        if before.key == after.key || before.words.is_empty() || after.words.is_empty() {
            return false;
        }
        self.title = Some((old.trim().to_owned(), new.trim().to_owned()));
        judge(&before, &after, counts).is_reworded
    }

    fn judged(&self, is_retitled: bool, is_live: bool, seen: &Seen<'_>, said: usize) -> ChangeKind {
        let before = said + self.removed + self.altered;
        let is_changed = self.altered + self.removed + self.added > 0 || is_retitled;
        let is_substance = is_retitled
            || self.share > SUBSTANCE_SHARE
            || self.denied > 0
            || self.noted
            || !self.numbers.is_empty()
            || !self.names.is_empty();
        let only_begins = self.added + self.altered == 0
            && self.removed > 0
            && said > 0
            && (said as f64) < before as f64 * TEASER_SHARE
            && matches!(self.difference.0.as_slice(), [Edit::Kept(_), rest @ ..] if rest.iter().all(|e| matches!(e, Edit::Removed(_))));
        if is_changed && is_live {
            ChangeKind::Live
        } else if only_begins && !is_retitled {
            ChangeKind::Teaser
        } else if is_substance {
            ChangeKind::Substance
        } else if self.added > 0 {
            ChangeKind::Grew
        } else if is_changed || self.title.is_some() || seen.respelt || !seen.added.is_empty() {
            ChangeKind::Cosmetic
        } else {
            ChangeKind::None
        }
    }
}
