//! What is read of an article, word by word, until its terms are taken.

use foldhash::HashMap;

use super::Term;
use super::sound::{Sound, Spoken};
use super::syllables::Run;

/// Terms kept of one article, those that tell most.
const MAX_TERMS: usize = 72;
/// Each has a bit.
const _: () = assert!(MAX_TERMS < u128::BITS as usize);
/// Sounds of names kept of one article, in syllables and in consonants, those that tell most.
const MAX_NAMES: usize = 24;
/// The same of one in such a script, where a name may be read in several ways.
const MAX_READINGS: usize = 128;

/// What tells most of an article.
#[derive(Debug)]
pub(super) struct Telling {
    /// Sorted by key.
    pub(super) terms: Vec<Term>,
    /// Which of the terms the headline has, a bit each.
    pub(super) headline: u128,
    /// Sorted by sound.
    pub(super) spoken: Box<[Spoken]>,
}

/// What was read of the article at hand.
#[derive(Debug, Default)]
pub(super) struct Draft {
    terms: Vec<Term>,
    /// Terms by key: place in the list.
    places: HashMap<u32, usize>,
    /// The keys of the headline's terms.
    headline: Vec<u32>,
    spoken: Vec<Spoken>,
    /// Characters without spaces that may spell a name.
    run: Run,
}

impl Draft {
    /// Takes a term in, or says one again; whether it is new.
    pub(super) fn add(&mut self, term: Term) -> bool {
        if let Some(found) = self.places.get(&term.key) {
            self.terms[*found].say_again(term);
            return false;
        }
        self.places.insert(term.key, self.terms.len());
        self.terms.push(term);
        true
    }

    /// Takes in what a name may sound like, where one that is sure tells so much.
    pub(super) fn hear(&mut self, sounds: &[Sound], sure: f32) {
        self.spoken.extend(sounds.iter().map(|sound| Spoken::new(*sound, sure)));
    }

    /// Whether the last character may spell a name.
    pub(super) fn spells(&self) -> bool {
        !self.run.is_empty()
    }

    /// Goes on with a character that may spell a name, or ends the one before.
    pub(super) fn spell(&mut self, character: Option<char>, sure: f32) {
        if !character.is_some_and(|c| self.run.push(c)) {
            self.end_name(sure);
        }
    }

    /// Takes in what the last characters spell.
    pub(super) fn end_name(&mut self, sure: f32) {
        let spoken = &mut self.spoken;
        self.run.end(|sound| spoken.push(Spoken::new(sound, sure)));
    }

    /// The headline ends here.
    pub(super) fn end_headline(&mut self) {
        self.headline.extend(self.terms.iter().map(|term| term.key));
    }

    /// Hands over the terms and names that tell most, sorted, and begins anew.
    pub(super) fn take(&mut self, by_sound: bool) -> Telling {
        self.keep_the_most_telling(if by_sound { MAX_READINGS } else { MAX_NAMES });
        let places = self.headline.iter().map(|key| self.terms.binary_search_by_key(key, |term| term.key));
        let headline = places.flatten().fold(0, |all, at| all | 1 << at);
        let taken = Telling { terms: self.terms.clone(), headline, spoken: self.spoken.as_slice().into() };
        self.headline.clear();
        self.places.clear();
        self.terms.clear();
        self.spoken.clear();
        taken
    }

    fn keep_the_most_telling(&mut self, names: usize) {
        let Self { terms, spoken, .. } = self;
        if terms.len() > MAX_TERMS {
            terms.select_nth_unstable_by(MAX_TERMS, |a, b| {
                b.weight.max(b.cross_weight).total_cmp(&a.weight.max(a.cross_weight))
            });
            terms.truncate(MAX_TERMS);
        }
        terms.sort_unstable_by_key(|term| term.key);
        spoken.sort_unstable_by(|a, b| a.sound.cmp(&b.sound).then(b.weight.total_cmp(&a.weight)));
        spoken.dedup_by_key(|spoken| spoken.sound);
        if spoken.len() > names {
            spoken.select_nth_unstable_by(names, |a, b| {
                b.weight.total_cmp(&a.weight).then(a.sound.cmp(&b.sound))
            });
            spoken.truncate(names);
            spoken.sort_unstable_by_key(|spoken| spoken.sound);
        }
    }
}
