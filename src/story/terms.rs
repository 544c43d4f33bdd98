//! An article's words as weighted terms: what they mean, how they sound, how much they tell.

use std::num::NonZeroU32;

use foldhash::{HashMap, HashMapExt as _};

use super::background::is_common;
use super::consonants::{is_consonantal, sounds_of_consonants};
use super::draft::{Draft, Telling};
use super::hash;
use super::lexicon::{self, Meaning, Words};
use super::quantity::quantity;
use super::skeleton::{skeleton, transliterated};
use super::sound::{Sound, in_consonants, in_syllables};
use super::syllables::{is_hangul, is_syllabic, sounds_of_hangul};
use crate::language::{Stemmer, Token, fold, is_function_word, stands_alone};
use crate::model::Language;

/// Distinct words kept, of all languages; beyond, the cache starts anew.
const CACHED_WORDS: usize = 200_000;
/// Words of a body that are read; a story is told in its first paragraphs.
const BODY_WORDS: usize = 240;
/// Words of a body that count as its lead.
const LEAD_WORDS: usize = 60;

/// How much a word tells by where it stands.
const TITLE: f32 = 1.6;
const LEAD: f32 = 1.0;
const BODY: f32 = 0.5;

/// What a word tells by what it is.
const COMMON: f32 = 0.6;
const WORD: f32 = 2.6;
const NAME: f32 = 3.6;
/// Part of its weight that a word which is no name keeps across languages.
const COGNATE: f32 = 0.55;
/// Part of its weight that a word with a capital keeps where capitals tell nothing.
const UNSURE_NAME: f32 = 0.8;
/// Shorter words are not compared across languages by their sound, unless they are names.
const COGNATE_LETTERS: usize = 6;

/// What a word, number or phrase of an article tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Its meaning, or its stem: equal in articles of one language.
    pub key: u32,
    /// Its meaning, sound or digits: equal in any language; `None` for a word that only its own language has.
    pub cross: Option<NonZeroU32>,
    /// How much it tells among articles of one language; 0 to about 10.
    pub weight: f32,
    /// How much it tells across languages.
    pub cross_weight: f32,
}

// The window holds millions of them.
const _: () = assert!(size_of::<Term>() == 16);

impl Term {
    /// A word that comes again tells a little more.
    pub(super) fn say_again(&mut self, other: Self) {
        let more = |one: f32, other: f32| (one + 0.15 * other).min(one.max(other) * 1.5);
        self.weight = more(self.weight, other.weight);
        self.cross_weight = more(self.cross_weight, other.cross_weight);
    }

    /// The keys it is found by.
    pub(super) fn keys(&self) -> impl Iterator<Item = u32> + use<> {
        let cross = self.cross.map(NonZeroU32::get).filter(|cross| *cross != self.key);
        [self.key].into_iter().chain(cross)
    }
}

/// What a written word is.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    key: u32,
    cross: Option<NonZeroU32>,
    weight: f32,
    cross_weight: f32,
    /// An unknown word with a capital: a name, where capitals tell.
    name: bool,
    /// A phrase of the lexicon may begin here.
    phrase: bool,
    /// A character of a script without spaces.
    alone: bool,
    /// What it sounds like in syllables and consonants, if it may be a name: where that begins and ends among the sounds.
    sounds: (usize, usize),
}

/// Reads words; what was found out about them is kept for the next article.
#[derive(Debug, Default)]
pub(super) struct WordReader {
    languages: Vec<Of>,
    cached: usize,
    draft: Draft,
}

#[derive(Debug)]
struct Of {
    language: Language,
    stemmer: Option<Stemmer>,
    words: Option<&'static Words>,
    known: HashMap<Box<str>, Known>,
    sounds: Vec<Sound>,
}

/// One field of an article and its tokens.
#[derive(Clone, Copy)]
pub(super) struct FieldWords<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t [Token],
}

impl WordReader {
    /// An article's terms and names.
    pub(super) fn terms(
        &mut self,
        language: Language,
        title: FieldWords<'_>,
        body: FieldWords<'_>,
    ) -> Telling {
        if self.cached > CACHED_WORDS {
            *self = Self::default();
        }
        let at = self.languages.iter().position(|of| of.language == language).unwrap_or_else(|| {
            self.languages.push(Of::new(language));
            self.languages.len() - 1
        });
        let of = &mut self.languages[at];
        let before = of.known.len();
        let draft = &mut self.draft;
        let capitals = language.as_str() != "de";
        of.read(title, TITLE, capitals && !is_title_case(title), draft);
        draft.end_headline();
        let a_word = tokens_of_a_word(language);
        let split = body.tokens.len().min(LEAD_WORDS * a_word);
        let end = body.tokens.len().min(BODY_WORDS * a_word);
        let lead = FieldWords { tokens: &body.tokens[..split], ..body };
        of.read(lead, LEAD, capitals, draft);
        let rest = FieldWords { tokens: &body.tokens[split..end], ..body };
        of.read(rest, BODY, capitals, draft);
        self.cached += of.known.len() - before;
        draft.take(is_by_sound(language))
    }
}

/// Whether a language writes foreign names as they sound, in letters that no table turns into Latin ones.
pub(super) fn is_by_sound(language: Language) -> bool {
    is_syllabic(language) || is_consonantal(language)
}

/// How many tokens a word has: where scripts have no spaces, each character is one.
pub(super) fn tokens_of_a_word(language: Language) -> usize {
    match language.as_str() {
        "zh" => 2,
        "ja" => 3,
        "th" | "lo" | "km" | "my" => 5,
        _ => 1,
    }
}

/// Whether a headline writes most words with a capital, so that capitals tell nothing.
fn is_title_case(field: FieldWords<'_>) -> bool {
    let long = field.tokens.iter().map(|token| token.text(field.text)).filter(|word| word.len() > 3);
    let (mut words, mut capitals) = (0, 0);
    for word in long {
        words += 1;
        capitals += usize::from(word.starts_with(char::is_uppercase));
    }
    capitals * 10 > words * 7
}

impl Of {
    fn new(language: Language) -> Self {
        Self {
            language,
            stemmer: Stemmer::of(language),
            words: lexicon::words(language),
            known: HashMap::new(),
            sounds: Vec::new(),
        }
    }

    fn read(&mut self, field: FieldWords<'_>, place: f32, capitals: bool, draft: &mut Draft) {
        let sure = NAME * place;
        let mut skip = 0;
        for (at, token) in field.tokens.iter().enumerate() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let (known, taken) = self.meant(field, at);
            skip = taken - 1;
            if known.alone || draft.spells() {
                if at > 0 && field.tokens[at - 1].end != token.start {
                    draft.end_name(sure);
                }
                let character = token.text(field.text).chars().next().filter(|_| known.alone);
                draft.spell(character, sure);
            }
            if known.weight == 0.0 && known.cross_weight == 0.0 {
                continue;
            }
            let first = at == 0 || field.tokens[at - 1].sentence != token.sentence;
            let sure_name = capitals && !first;
            let (within, across) = match (known.name, sure_name) {
                (true, true) => (NAME / WORD, 1.0),
                (true, false) => (1.0, UNSURE_NAME),
                (false, _) => (1.0, 1.0),
            };
            let term = Term {
                key: known.key,
                cross: known.cross,
                weight: known.weight * within * place,
                cross_weight: known.cross_weight * across * place,
            };
            if draft.add(term) {
                draft.hear(self.sounds_of(known), sure * across);
            }
        }
        draft.end_name(sure);
    }

    /// What stands at a token of a field, a number, a phrase or a word, and how many tokens that takes.
    fn meant(&mut self, field: FieldWords<'_>, at: usize) -> (Known, usize) {
        let FieldWords { text, tokens } = field;
        if let Some(number) = quantity(text, &tokens[at..], self.language) {
            return (Known::anywhere(number.key, number.weight), number.tokens);
        }
        let word = tokens[at].text(text);
        let known = self.known(word);
        let phrase = if known.phrase { self.phrase(word, &tokens[at + 1..], text) } else { None };
        phrase.map_or((known, 1), |(meaning, more)| (Known::meaning(meaning), 1 + more))
    }

    fn known(&mut self, word: &str) -> Known {
        if let Some(known) = self.known.get(word) {
            return *known;
        }
        let known = self.look_up(word);
        self.known.insert(word.into(), known);
        known
    }

    fn phrase(&self, first: &str, rest: &[Token], text: &str) -> Option<(Meaning, usize)> {
        self.words?.phrase(&fold(first), |at| rest.get(at).map(|token| fold(token.text(text))))
    }

    fn sounds_of(&self, known: Known) -> &[Sound] {
        let (from, to) = known.sounds;
        &self.sounds[from..to]
    }

    fn look_up(&mut self, word: &str) -> Known {
        let folded = fold(word);
        let phrase = self.words.is_some_and(|words| words.begins(&folded));
        if let Some(meaning) = self.words.and_then(|words| words.find(word, &folded)) {
            let known = Known { phrase, ..Known::meaning(meaning) };
            if meaning.across_alone {
                let weight = if is_common(self.language, &folded) { COMMON } else { WORD };
                return Known { key: self.word_key(word), weight, ..known };
            }
            return known;
        }
        let letters = folded.chars().count();
        let acronym = letters >= 2 && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
        if !acronym
            && (is_function_word(&word.to_lowercase()) || (letters < 2 && !word.starts_with(stands_alone)))
        {
            return Known { phrase, ..Known::default() };
        }
        if !acronym && is_common(self.language, &folded) {
            let key = self.word_key(word);
            return Known { key, weight: COMMON, phrase, ..Known::default() };
        }
        if word.starts_with(stands_alone) {
            return Known {
                key: self.word_key(word),
                weight: COMMON,
                phrase,
                alone: true,
                ..Known::default()
            };
        }
        let cross = self.across(word, &folded, letters, acronym);
        Known { key: self.word_key(word), weight: WORD, phrase, ..cross }
    }

    /// What an unknown word is across languages: an acronym, a name, a word that sounds like one of theirs.
    fn across(&mut self, word: &str, folded: &str, letters: usize, acronym: bool) -> Known {
        let sound = skeleton(folded);
        let name = acronym || word.starts_with(char::is_uppercase);
        let audible = acronym || (!sound.is_empty() && (name || letters >= COGNATE_LETTERS));
        let heard = sound.len() as f32;
        let spelled = if acronym { latin_acronym(folded) } else { sound };
        let cross = if audible { NonZeroU32::new(hash::short(hash::of(spelled.as_bytes()))) } else { None };
        let cross_weight = match (audible, name) {
            (false, _) => 0.0,
            (true, true) => NAME * (0.7 + 0.06 * heard.min(6.0)),
            (true, false) => WORD * COGNATE * (0.4 + 0.1 * heard.min(7.0)),
        };
        let from = self.sounds.len();
        if is_hangul(word) {
            sounds_of_hangul(word, |sound| self.sounds.push(sound));
        } else if is_consonantal(self.language) && !word.is_ascii() {
            sounds_of_consonants(word, self.language, |sound| self.sounds.push(sound));
        } else if name && !acronym {
            let latin = transliterated(folded);
            self.sounds.extend(in_syllables(&latin).chain(in_consonants(&latin)));
        }
        Known { cross, cross_weight, name, sounds: (from, self.sounds.len()), ..Known::default() }
    }

    /// The word's stem; names that differ in their Slavic endings alone are often one by it.
    fn word_key(&self, word: &str) -> u32 {
        let stem = self.stemmer.as_ref().map_or_else(|| fold(word), |stemmer| stemmer.stem(word));
        hash::short(hash::of(stem.as_bytes()))
    }
}

impl Known {
    /// What has one key in every language.
    fn anywhere(key: u32, weight: f32) -> Self {
        Self { key, cross: NonZeroU32::new(key), weight, cross_weight: weight, ..Self::default() }
    }

    fn meaning(meaning: Meaning) -> Self {
        Self::anywhere(hash::short(hash::of(&meaning.line.to_le_bytes())), meaning.weight)
    }
}

/// Acronyms in Cyrillic letters that look or sound like the Latin ones.
fn latin_acronym(folded: &str) -> String {
    let sound = skeleton(folded);
    if sound.is_empty() { folded.to_owned() } else { sound }
}
