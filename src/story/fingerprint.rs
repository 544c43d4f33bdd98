//! What is kept of an article to tell its copies and its story by.

use std::num::NonZeroU64;

use super::draft::Telling;
use super::hash;
use super::likeness::{Shape, Side};
use super::series::{self, HeadlineWord};
use super::sound::Spoken;
use super::terms::{FieldWords, Term, WordReader, is_by_sound, tokens_of_a_word};
use crate::language::{Token, detect_article, fold_into, tokens_into};
use crate::model::{Article, Language};

/// Words of one shingle; characters, in scripts without spaces.
const SHINGLE: usize = 4;
/// One shingle of so many is kept.
const SAMPLE: u64 = 8;
/// Shingles kept of one article at most.
const MAX_SHINGLES: usize = 2_048;
/// Words that are read; a longer text is told apart by its beginning.
const MAX_WORDS: usize = 40_000;
/// Bytes of a body that are read.
const MAX_BYTES: usize = 512 << 10;
/// Characters by which an article's letters are told.
const LETTERS: usize = 200;
/// What two articles at one address share of a headline's terms is more than one in so many: of one subject, each has its name.
const AKIN: usize = 4;
/// A headline of fewer words says nothing by itself.
const TITLE_WORDS: usize = 4;

/// What is kept of an article to tell its copies and its story by.
#[derive(Clone, Debug, PartialEq)]
pub struct Fingerprint {
    /// The language it was read in.
    pub language: Language,
    /// It is written in Latin letters.
    pub latin: bool,
    /// Hash of the folded headline; `None` for one too short to tell anything.
    pub title: Option<NonZeroU64>,
    /// The first 24 words of the headline.
    pub headline: Box<[HeadlineWord]>,
    /// One in eight of the hashes of every four words in a row, sorted, each once.
    pub shingles: Vec<u64>,
    /// Its terms, sorted by key.
    pub terms: Vec<Term>,
    /// Which of its terms the headline has, a bit each, the first in the lowest.
    pub(super) told: u128,
    /// It spells foreign names in syllables, or in consonants alone.
    pub(super) by_sound: bool,
    /// Its names as they sound in such spellings, sorted by it.
    pub(super) spoken: Box<[Spoken]>,
}

/// Takes fingerprints; what it finds out about words is kept for the next article.
#[derive(Debug, Default)]
pub struct Fingerprinter {
    words: WordReader,
    title: Vec<Token>,
    body: Vec<Token>,
    folded: String,
}

impl Fingerprinter {
    /// The fingerprint of an article, from its headline, its text and its declared language.
    ///
    /// Linear in the text, of which the first half mebibyte is read.
    pub fn read(&mut self, article: &Article) -> Fingerprint {
        let body = &article.body[..article.body.floor_char_boundary(MAX_BYTES)];
        let title = &article.title[..article.title.floor_char_boundary(MAX_BYTES)];
        self.title.clear();
        self.body.clear();
        let language = detect_article(article).language;
        tokens_into(title, language, &mut self.title);
        tokens_into(body, language, &mut self.body);
        self.body.truncate(MAX_WORDS);
        let title = FieldWords { text: title, tokens: &self.title };
        let body = FieldWords { text: body, tokens: &self.body };
        let Telling { terms, headline: told, spoken } = self.words.terms(language, title, body);
        let shingles = shingles(body, &mut self.folded);
        let mut words = Vec::with_capacity(self.title.len());
        words.extend(self.title.iter().map(|token| word_hash(token.text(title.text), &mut self.folded)));
        let latin = is_latin(if title.tokens.is_empty() { body.text } else { title.text });
        let title_key = if words.len() < TITLE_WORDS {
            None
        } else {
            NonZeroU64::new(words.iter().fold(1, |all, word| hash::join(all, *word)))
        };
        let headline = self.title.iter().zip(&words).map(|(token, hash)| (token.text(title.text), *hash));
        let headline = series::headline(headline, language);
        let by_sound = is_by_sound(language);
        Fingerprint { language, latin, title: title_key, headline, shingles, terms, told, by_sound, spoken }
    }
}

impl Fingerprint {
    /// It as one of two that are compared; the shape is that of its terms.
    pub(super) fn side<'f>(&'f self, shape: &'f Shape) -> Side<'f> {
        Side { terms: &self.terms, shape, told: self.told, spoken: &self.spoken }
    }

    /// The keys of the terms that its headline has, sorted.
    fn headline_terms(&self) -> impl Iterator<Item = u32> {
        let terms = self.terms.iter().enumerate().filter(|(at, _)| self.told >> at & 1 == 1);
        terms.map(|(_, term)| term.key)
    }

    /// Whether two headlines have a telling word in common, or one has none at all; in scripts without spaces, whose characters
    /// tell little, they are taken to.
    pub(super) fn headline_meets(&self, other: &Self) -> bool {
        if self.is_unspaced() {
            return true;
        }
        let other: Vec<u32> = other.headline_terms().collect();
        let mut own = self.headline_terms().peekable();
        other.is_empty() || own.peek().is_none() || own.any(|key| other.binary_search(&key).is_ok())
    }

    /// Whether the text under one of two headlines may stand under the other, too: more than one in so many of what one headline
    /// tells is in the other article, or one headline tells nothing. In scripts without spaces they are taken to.
    pub(super) fn headline_fits(&self, other: &Self, one_in: usize) -> bool {
        self.is_unspaced() || self.is_told_by(other, one_in) || other.is_told_by(self, one_in)
    }

    fn is_told_by(&self, other: &Self, one_in: usize) -> bool {
        let (mut all, mut told) = (0, 0);
        for key in self.headline_terms() {
            all += 1;
            told += usize::from(other.has(key));
        }
        all == 0 || told * one_in > all
    }

    /// Whether it is in a script whose characters tell little one by one.
    fn is_unspaced(&self) -> bool {
        tokens_of_a_word(self.language) > 1
    }

    fn has(&self, key: u32) -> bool {
        self.terms.binary_search_by_key(&key, |term| term.key).is_ok()
    }

    /// Whether two texts under one headline may be one text: half of what the poorer one tells beside its headline is in the other,
    /// or it tells nothing.
    pub(super) fn text_agrees(&self, other: &Self) -> bool {
        let beside = |print: &Self| print.terms.len().saturating_sub(print.told.count_ones() as usize);
        let (poorer, richer) = if beside(self) <= beside(other) { (self, other) } else { (other, self) };
        let had = |(at, term): (usize, &Term)| poorer.told >> at & 1 == 0 && richer.has(term.key);
        let shared = poorer.terms.iter().enumerate().filter(|term| had(*term)).count();
        shared * 2 >= beside(poorer)
    }

    /// Shingles that two articles share.
    pub(super) fn common(&self, other: &Self) -> usize {
        self.shingles.iter().filter(|shingle| other.shingles.binary_search(shingle).is_ok()).count()
    }

    /// Whether two articles have so much in common that one address may be of both: some of what one headline tells, half of its
    /// characters in scripts without spaces, or this part of the shorter text.
    pub(super) fn is_akin(&self, other: &Self, part: f32) -> bool {
        let smaller = self.shingles.len().min(other.shingles.len());
        let fits = if self.is_unspaced() {
            series::share_half(&self.headline, &other.headline)
        } else {
            self.headline_fits(other, AKIN)
        };
        fits || (smaller > 0 && self.common(other) as f32 >= part * smaller as f32)
    }

    /// The keys of its terms and names, by which it is found.
    pub(super) fn keys(&self) -> impl Iterator<Item = u32> {
        let names = self.spoken.iter().map(|name| name.key(self.by_sound));
        self.terms.iter().flat_map(Term::keys).chain(names)
    }
}

/// Whether most letters are Latin ones.
fn is_latin(text: &str) -> bool {
    let letters = text.chars().take(LETTERS).filter(|c| c.is_alphabetic());
    let (all, latin) = letters.fold((0, 0), |(all, latin), c| (all + 1, latin + usize::from(c < '\u{250}')));
    latin * 2 > all
}

fn shingles(body: FieldWords<'_>, folded: &mut String) -> Vec<u64> {
    let mut kept = Vec::with_capacity(body.tokens.len() / 6);
    let mut last = [0_u64; SHINGLE];
    for (at, token) in body.tokens.iter().enumerate() {
        last.rotate_left(1);
        last[SHINGLE - 1] = word_hash(token.text(body.text), folded);
        if at + 1 < SHINGLE {
            continue;
        }
        let shingle = last.iter().fold(0, |all, word| hash::join(all, *word));
        if shingle % SAMPLE == 0 {
            kept.push(shingle);
            if kept.len() == MAX_SHINGLES {
                break;
            }
        }
    }
    kept.sort_unstable();
    kept.dedup();
    kept
}

fn word_hash(word: &str, folded: &mut String) -> u64 {
    if word.is_ascii() {
        return hash::of_ascii_lower(word.as_bytes());
    }
    folded.clear();
    fold_into(word, folded);
    hash::of(folded.as_bytes())
}
