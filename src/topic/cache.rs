//! What was found out about written words, kept for the next article: the same words come again and again.

use foldhash::{HashMap, HashMapExt as _};

use super::dictionary::{Dictionary, TermId};
use super::program::id;
use super::search::push_word_tokens;
use crate::model::Language;

/// Distinct words kept, of all languages; beyond, the cache starts anew.
const CACHED_WORDS: usize = 200_000;

/// Of each written word, its place in [`Cache::known`]; hashtags stand with their sign.
type Words = HashMap<Box<str>, u32>;

/// Which terms a written word is, and what the archive finds it by, by language.
#[derive(Debug, Default)]
pub(super) struct Cache {
    /// The chosen language comes first.
    by_language: Vec<(Language, Words)>,
    known: Vec<Known>,
    ids: Vec<TermId>,
    tokens: String,
}

/// A word that was looked up before.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// Range of its terms in [`Cache::ids`].
    terms: (u32, u32),
    /// Range of its tokens in [`Cache::tokens`]; empty until they are asked for.
    tokens: (u32, u32),
    /// The article in which it was last seen.
    epoch: u32,
}

impl Cache {
    /// Chooses the language of the words to come; forgets everything when full.
    pub(super) fn choose(&mut self, language: Language) {
        if self.known.len() > CACHED_WORDS {
            *self = Self::default();
        }
        let known = self.by_language.iter().position(|(l, _)| *l == language);
        let index = known.unwrap_or_else(|| {
            self.by_language.push((language, Words::new()));
            self.by_language.len() - 1
        });
        self.by_language.swap(0, index);
    }

    /// The place of a word of the chosen language. `key` is the word with its sign, if it is a hashtag.
    pub(super) fn word(&mut self, written: &str, key: &str, hashtag: bool, dictionary: &Dictionary) -> u32 {
        let place = id(self.known.len());
        let Some((language, words)) = self.by_language.first_mut() else { return place };
        if let Some(place) = words.get(key) {
            return *place;
        }
        let from = id(self.ids.len());
        dictionary.find(written, hashtag, *language, &mut self.ids);
        self.known.push(Known { terms: (from, id(self.ids.len())), ..Known::default() });
        words.insert(key.into(), place);
        place
    }

    /// Whether this is the word's first time in the article of this number.
    pub(super) fn is_first(&mut self, word: u32, epoch: u32) -> bool {
        self.known
            .get_mut(word as usize)
            .is_some_and(|known| std::mem::replace(&mut known.epoch, epoch) != epoch)
    }

    /// The terms that a word is.
    pub(super) fn terms(&self, word: u32) -> &[TermId] {
        let (from, to) = self.known.get(word as usize).map_or((0, 0), |known| known.terms);
        self.ids.get(from as usize..to as usize).unwrap_or_default()
    }

    /// The tokens by which a word of the chosen language is found in the archive, separated by spaces.
    pub(super) fn tokens(&mut self, word: u32, written: &str) -> &str {
        let Some(known) = self.known.get_mut(word as usize) else { return "" };
        if known.tokens == (0, 0) {
            let from = id(self.tokens.len());
            let language = self.by_language.first().map_or(Language::UNDETERMINED, |(language, _)| *language);
            push_word_tokens(written, language, &mut self.tokens);
            known.tokens = (from, id(self.tokens.len()));
        }
        self.tokens.get(known.tokens.0 as usize..known.tokens.1 as usize).unwrap_or_default()
    }
}
