//! Every word that any topic looks for, and which of them a word of an article is.

use std::sync::OnceLock;

use foldhash::{HashMap, HashMapExt as _};
use unicode_normalization::UnicodeNormalization as _;

use super::word::{Wildcard, Word};
use crate::language::{Stemmer, fold, is_function_word};
use crate::model::Language;

/// A word that topics look for.
pub(super) type TermId = u32;

/// How a term compares a word of an article.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// Folded; hashtags with their `#`.
    Folded(String),
    /// By stem and folded form; in one language or in any.
    Stemmed(String, Option<Language>),
    Exact(String),
    Wildcard(Wildcard),
}

/// Collects the terms of all topics.
#[derive(Default)]
pub(super) struct Builder {
    ids: HashMap<Key, TermId>,
    /// How common each term is thought to be, from 0 (rare) to 1.
    weights: Vec<f32>,
}

impl Builder {
    /// The term of a word. Unstemmed when `stemmed` is false; its stem is asked for in `language` only, if given.
    pub(super) fn intern(&mut self, word: &Word, stemmed: bool, language: Option<Language>) -> TermId {
        let key = match word {
            Word::Stemmed(written) if stemmed => Key::Stemmed(written.clone(), language),
            Word::Stemmed(written) => Key::Folded(fold(written)),
            Word::Folded(folded) => Key::Folded(folded.clone()),
            Word::Hashtag(folded) => Key::Folded(format!("#{folded}")),
            Word::Exact(written) => Key::Exact(composed(written)),
            Word::Wildcard(wildcard) => Key::Wildcard(wildcard.clone()),
        };
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        let id = TermId::try_from(self.weights.len()).unwrap_or(TermId::MAX);
        self.weights.push(commonness(&key));
        self.ids.insert(key, id);
        id
    }

    /// See [`commonness`].
    pub(super) fn weight(&self, term: TermId) -> f32 {
        self.weights.get(term as usize).copied().unwrap_or(1.0)
    }

    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.weights.len()
    }

    pub(super) fn finish(self) -> Dictionary {
        let mut folded = Vec::new();
        let mut exact = Vec::new();
        let mut stemmed = Vec::new();
        let mut wildcards = Wildcards::default();
        let terms = self.weights.len();
        for (key, id) in self.ids {
            match key {
                Key::Folded(word) => folded.push((word, id)),
                Key::Exact(word) => exact.push((word, id)),
                Key::Wildcard(wildcard) => wildcards.add(wildcard, id),
                Key::Stemmed(word, language) => {
                    folded.push((fold(&word), id));
                    stemmed.push((word, language, id));
                }
            }
        }
        Dictionary {
            folded: Lookup::new(folded),
            exact: Lookup::new(exact),
            stemmed,
            stems: Stemmer::LANGUAGES
                .iter()
                .map(|code| (Language::from_static(code), OnceLock::new()))
                .collect(),
            wildcards,
            terms,
        }
    }
}

/// How often a word is thought to occur: function words always, long words seldom.
///
/// It only chooses which word of a clause is looked for first, never what matches.
fn commonness(key: &Key) -> f32 {
    let by_length = |word: &str| {
        let length = word.chars().map(|c| if c.is_ascii() { 1.0 } else { 1.5_f32 }).sum::<f32>();
        0.8 / length.max(1.0)
    };
    match key {
        Key::Folded(word) | Key::Stemmed(word, _) | Key::Exact(word)
            if is_function_word(&word.to_lowercase()) =>
        {
            1.0
        }
        Key::Folded(word) | Key::Stemmed(word, _) => by_length(word),
        Key::Exact(word) => by_length(word) / 2.0,
        Key::Wildcard(wildcard) => 2.0 / wildcard.middle.len().max(1) as f32,
    }
}

/// Terms by the words they are found under.
#[derive(Debug, Default)]
struct Lookup {
    ranges: HashMap<Box<str>, (u32, u32)>,
    ids: Vec<TermId>,
}

impl Lookup {
    fn new(mut entries: Vec<(String, TermId)>) -> Self {
        entries.sort_unstable();
        let mut lookup = Self { ranges: HashMap::new(), ids: Vec::with_capacity(entries.len()) };
        for (word, id) in entries {
            let next = u32::try_from(lookup.ids.len()).unwrap_or(u32::MAX);
            lookup.ids.push(id);
            lookup.ranges.entry(word.into()).or_insert((next, next)).1 = next + 1;
        }
        lookup
    }

    fn get(&self, word: &str) -> &[TermId] {
        let range = self.ranges.get(word).map_or(0..0, |(from, to)| *from as usize..*to as usize);
        self.ids.get(range).unwrap_or_default()
    }
}

/// Wildcard terms by their longest fixed edge.
#[derive(Debug, Default)]
struct Wildcards {
    by_start: HashMap<String, Vec<(Wildcard, TermId)>>,
    by_end: HashMap<String, Vec<(Wildcard, TermId)>>,
    others: Vec<(Wildcard, TermId)>,
}

impl Wildcards {
    fn add(&mut self, wildcard: Wildcard, id: TermId) {
        let start: String = wildcard.middle.iter().map_while(|c| *c).collect();
        let end: String =
            wildcard.middle.iter().rev().map_while(|c| *c).collect::<Vec<_>>().into_iter().rev().collect();
        let list = if !wildcard.open_start && !start.is_empty() {
            self.by_start.entry(start).or_default()
        } else if !wildcard.open_end && !end.is_empty() {
            self.by_end.entry(end).or_default()
        } else {
            &mut self.others
        };
        list.push((wildcard, id));
    }

    fn find(&self, folded: &str, hashtag: bool, out: &mut Vec<TermId>) {
        let fits = |wildcard: &Wildcard| (hashtag || !wildcard.hashtag) && wildcard.fits(folded);
        let mut check = |list: &[(Wildcard, TermId)]| {
            out.extend(list.iter().filter(|(wildcard, _)| fits(wildcard)).map(|(_, id)| *id));
        };
        let edges = || folded.char_indices().map(|(i, _)| i).skip(1).chain(std::iter::once(folded.len()));
        if !self.by_start.is_empty() {
            edges().filter_map(|i| self.by_start.get(&folded[..i])).for_each(|list| check(list));
        }
        if !self.by_end.is_empty() {
            folded
                .char_indices()
                .filter_map(|(i, _)| self.by_end.get(&folded[i..]))
                .for_each(|list| check(list));
        }
        check(&self.others);
    }
}

/// The terms of all topics, ready to be looked up.
#[derive(Debug)]
pub(super) struct Dictionary {
    folded: Lookup,
    exact: Lookup,
    stemmed: Vec<(String, Option<Language>, TermId)>,
    /// Stems of a language are made when its first article comes.
    stems: Vec<(Language, OnceLock<Lookup>)>,
    wildcards: Wildcards,
    terms: usize,
}

impl Dictionary {
    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.terms
    }

    /// Appends the terms that a word of an article in `language` is, each once.
    pub(super) fn find(&self, written: &str, hashtag: bool, language: Language, out: &mut Vec<TermId>) {
        let from = out.len();
        let folded = fold(written);
        out.extend_from_slice(self.folded.get(&folded));
        if hashtag {
            out.extend_from_slice(self.folded.get(&format!("#{folded}")));
        }
        if written.is_ascii() {
            out.extend_from_slice(self.exact.get(written));
        } else {
            let composed = composed(written);
            out.extend_from_slice(self.exact.get(&composed));
            if composed.chars().any(|c| narrow(c) != c) {
                out.extend_from_slice(self.exact.get(&narrowed(&composed)));
            }
        }
        if let Some((stemmer, stems)) = self.stems(language) {
            out.extend_from_slice(stems.get(&stemmer.stem(written)));
        }
        self.wildcards.find(&folded, hashtag, out);
        let mut found = out.split_off(from);
        found.sort_unstable();
        found.dedup();
        out.append(&mut found);
    }

    fn stems(&self, language: Language) -> Option<(Stemmer, &Lookup)> {
        let (_, lookup) = self.stems.iter().find(|(known, _)| *known == language)?;
        let stemmer = Stemmer::of(language)?;
        let lookup = lookup.get_or_init(|| {
            let of_language =
                self.stemmed.iter().filter(|(_, only, _)| only.is_none_or(|only| only == language));
            Lookup::new(of_language.map(|(word, _, id)| (stemmer.stem(word), *id)).collect())
        });
        Some((stemmer, lookup))
    }
}

/// A word in composed form with its signs as a keyboard has them, otherwise as written.
pub(super) fn composed(written: &str) -> String {
    written.nfc().map(plain_sign).collect()
}

/// Apostrophes and hyphens as a keyboard has them: which of them a text has is its typesetter's choice, and no reader sees the
/// difference.
pub(super) fn plain_sign(c: char) -> char {
    match c {
        '’' | 'ʼ' | '‘' | '＇' | '´' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        other => other,
    }
}

/// A text with its ASCII of full width as ASCII. A term in ASCII finds both; one in full width finds that alone, since in Japanese it
/// tells `ＥＵ` from the EU of other languages.
pub(super) fn narrowed(text: &str) -> String {
    text.chars().map(narrow).collect()
}

fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    }
}
