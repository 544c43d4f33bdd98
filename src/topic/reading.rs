//! One article as it is being matched: its tokens, where each term stands, what is known of it.

use std::cell::OnceCell;

use percent_encoding::percent_decode_str;
use regex::Regex;

use super::ast::{Known, Scope};
use super::cache::Cache;
use super::dictionary::{Dictionary, TermId};
use super::folded::Folded;
use crate::language::{Detected, Token, detect_article, search_tokens, tokens_into};
use crate::model::{Article, Language, host_of, site_named};

/// Buffers and the cache of words that one thread uses for article after article.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub tokens: Vec<Token>,
    hits: Vec<u64>,
    /// Positions of all terms, grouped by term.
    positions: Vec<u32>,
    /// For each term of this article its range in `positions`; of the others, those of articles before.
    ranges: Vec<(u32, u32)>,
    /// Terms of this article.
    pub present: Vec<TermId>,
    /// Terms and concept units of this article as bits, few enough to stay near the processor.
    pub features: Features,
    /// For each line of a concept the article in which it was last marked.
    pub lines: Vec<u32>,
    pub candidates: Vec<u32>,
    /// Number of the article.
    pub epoch: u32,
    pub cache: Cache,
    /// Words of this article, each once, in order: their places in the cache, and the position where each first stands.
    pub words: Vec<(u32, u32)>,
}

/// A set of features.
#[derive(Debug, Default)]
pub(super) struct Features {
    bits: Vec<u64>,
    /// The words of bits that are not 0.
    used: Vec<u32>,
}

impl Features {
    pub(super) fn clear(&mut self) {
        for word in self.used.drain(..) {
            self.bits[word as usize] = 0;
        }
    }

    pub(super) fn insert(&mut self, feature: u32) {
        let word = feature as usize / 64;
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        if self.bits[word] == 0 {
            self.used.push(feature / 64);
        }
        self.bits[word] |= 1 << (feature % 64);
    }

    pub(super) fn contains(&self, feature: u32) -> bool {
        self.bits.get(feature as usize / 64).is_some_and(|word| word & (1 << (feature % 64)) != 0)
    }
}

impl Scratch {
    /// Reads an article: detects its language, cuts it into tokens, finds the terms.
    pub(super) fn read(&mut self, article: &Article, dictionary: &Dictionary) -> (Detected, u32) {
        let detected = detect_article(article);
        (detected, self.read_in(article, detected.language, dictionary))
    }

    /// Reads an article in a language that is known; how many tokens its title has.
    pub(super) fn read_in(&mut self, article: &Article, language: Language, dictionary: &Dictionary) -> u32 {
        self.epoch = self.epoch.wrapping_add(1);
        if self.epoch == 0 {
            // After four billion articles the marks of the first would be taken for this one's.
            self.lines.fill(0);
            self.cache = Cache::default();
            self.epoch = 1;
        }
        self.tokens.clear();
        tokens_into(&article.title, language, &mut self.tokens);
        let title = self.tokens.len();
        tokens_into(&article.body, language, &mut self.tokens);
        self.ranges.resize(dictionary.len(), (0, 0));
        self.cache.choose(language);
        self.find(article, title, dictionary);
        self.group();
        super::program::id(title)
    }

    fn find(&mut self, article: &Article, title: usize, dictionary: &Dictionary) {
        self.hits.clear();
        self.words.clear();
        for (position, token) in self.tokens.iter().enumerate() {
            let text = if position < title { &article.title } else { &article.body };
            let written = token.text(text);
            let key = if token.hashtag { with_hash(text, token) } else { written };
            let word = self.cache.word(written, key, token.hashtag, dictionary);
            if self.cache.is_first(word, self.epoch) {
                self.words.push((word, super::program::id(position)));
            }
            let terms = self.cache.terms(word);
            self.hits.extend(terms.iter().map(|term| u64::from(*term) << 32 | position as u64));
        }
    }

    fn group(&mut self) {
        self.hits.sort_unstable();
        self.features.clear();
        self.positions.clear();
        self.present.clear();
        for hit in &self.hits {
            let (term, position) = halves(*hit);
            let at = super::program::id(self.positions.len());
            let range = &mut self.ranges[term as usize];
            if !self.features.contains(term) {
                *range = (at, at);
                self.present.push(term);
                self.features.insert(term);
            }
            range.1 = at + 1;
            self.positions.push(position);
        }
    }

    /// Whether a term stands in the article.
    pub(super) fn has(&self, term: TermId) -> bool {
        self.features.contains(term)
    }

    /// The positions of a term, ascending.
    pub(super) fn positions(&self, term: TermId) -> &[u32] {
        // Most are not there: of many topics' words the bits fit into the processor's cache, the ranges do not.
        match self.ranges.get(term as usize) {
            Some((from, to)) if self.has(term) => &self.positions[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

/// A hit is its term, then its position, so that sorting groups the terms.
#[expect(clippy::cast_possible_truncation, reason = "each half is 32 bits")]
fn halves(hit: u64) -> (TermId, u32) {
    ((hit >> 32) as TermId, hit as u32)
}

/// The word with the sign before it.
fn with_hash<'t>(text: &'t str, token: &Token) -> &'t str {
    let start = text[..token.start as usize].char_indices().next_back().map_or(0, |(i, _)| i);
    &text[start..token.end as usize]
}

/// What an article is, beside where its terms stand.
pub(super) struct Reading<'a> {
    pub article: &'a Article,
    pub tokens: &'a [Token],
    /// Tokens of the title; the body's follow.
    pub title: u32,
    pub detected: Detected,
    facts: OnceCell<Facts>,
    /// Title and body as regular expressions see them.
    folded: OnceCell<[Folded; 2]>,
}

/// What the metadata conditions compare, folded once.
pub(super) struct Facts {
    /// The publisher's site, as [`site_named`] says it.
    pub site: String,
    url: String,
    /// Words of each author's name.
    pub authors: Vec<String>,
    /// Words of each category.
    pub tags: Vec<String>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(article: &'a Article, tokens: &'a [Token], title: u32, detected: Detected) -> Self {
        Self { article, tokens, title, detected, facts: OnceCell::new(), folded: OnceCell::new() }
    }

    pub(super) fn in_title(&self, position: u32) -> bool {
        position < self.title
    }

    pub(super) fn token(&self, position: u32) -> &Token {
        &self.tokens[position as usize]
    }

    /// The positions of the field that a position lies in: first, and one past the last.
    pub(super) fn field(&self, position: u32) -> (u32, u32) {
        if self.in_title(position) {
            (0, self.title)
        } else {
            (self.title, super::program::id(self.tokens.len()))
        }
    }

    /// First and last position of each stretch that a regular expression matches.
    pub(super) fn found(&self, pattern: &Regex) -> impl Iterator<Item = (u32, u32)> {
        let (title, body) = self.tokens.split_at(self.title as usize);
        let [of_title, of_body] = self
            .folded
            .get_or_init(|| [Folded::of(&self.article.title, title), Folded::of(&self.article.body, body)]);
        let position = move |(first, last): (usize, usize), from: usize| {
            (super::program::id(from + first), super::program::id(from + last))
        };
        let behind = title.len();
        let in_title = of_title.found(pattern).map(move |place| position(place, 0));
        in_title.chain(of_body.found(pattern).map(move |place| position(place, behind)))
    }

    /// The text of the field that a position lies in.
    pub(super) fn text(&self, position: u32) -> &'a str {
        if self.in_title(position) { &self.article.title } else { &self.article.body }
    }

    /// What the metadata conditions compare.
    pub(super) fn facts(&self) -> &Facts {
        self.facts.get_or_init(|| Facts::of(self.article))
    }

    /// Whether all of a stretch of one field lies in a scope.
    pub(super) fn in_scope(&self, end: u32, scope: Scope) -> bool {
        if self.in_title(end) {
            return scope.title;
        }
        scope.body
            && (end - self.title) < scope.first_tokens
            && (!scope.first_paragraph || self.token(end).paragraph == 0)
    }

    /// What is known of the article where a condition asks for something else, in words.
    pub(super) fn instead_of(&self, known: &Known) -> Option<String> {
        let facts = self.facts();
        match known {
            Known::Words { .. } => Some(format!("the text has {} words", self.words())),
            Known::Language(_) => Some(format!("it is read as `{}`", self.detected.language)),
            Known::Site(_) if !facts.site.is_empty() => Some(format!("it is from {}", facts.site)),
            Known::Country(_) => {
                self.article.country.as_ref().map(|country| format!("it is from `{country}`"))
            }
            _ => None,
        }
    }

    /// Tokens of the body.
    fn words(&self) -> u32 {
        super::program::id(self.tokens.len()) - self.title
    }

    /// Whether a condition on the metadata holds.
    pub(super) fn knows(&self, known: &Known) -> bool {
        let facts = self.facts();
        let same = |value: &str, other: &str| value.to_lowercase() == other.to_lowercase();
        match known {
            Known::Site(site) => {
                facts.site == *site
                    || facts.site.strip_suffix(site.as_str()).is_some_and(|rest| rest.ends_with('.'))
            }
            Known::Url(part) => facts.is_in_url(&part.to_lowercase()),
            Known::Author(name) => facts.authors.iter().any(|author| has_words(author, &search_tokens(name))),
            Known::Language(language) => self.detected.language == *language,
            Known::Country(country) => self.article.country.as_deref().is_some_and(|c| same(c, country)),
            Known::Group(group) => self.article.groups.iter().any(|g| same(g, group)),
            Known::Tag(tag) => facts.tags.contains(&search_tokens(tag)),
            Known::Words { more, than } => {
                let words = self.words();
                if *more { words > *than } else { words < *than }
            }
        }
    }
}

fn has_words(text: &str, words: &str) -> bool {
    !words.is_empty() && format!(" {text} ").contains(&format!(" {words} "))
}

impl Facts {
    /// Whether a part, in lower case, stands in the address as it is sent or as it is read.
    fn is_in_url(&self, part: &str) -> bool {
        let is_read = || percent_decode_str(&self.url).decode_utf8_lossy().to_lowercase().contains(part);
        self.url.contains(part) || (!part.is_ascii() && is_read())
    }

    fn of(article: &Article) -> Self {
        let url = article.url.as_deref().unwrap_or_default().to_lowercase();
        let of_url = || site_named(&host_of(&url).unwrap_or_default());
        let site = article.site.as_deref().map_or_else(of_url, site_named);
        let folded = |texts: &[String]| texts.iter().map(|text| search_tokens(text)).collect();
        Self { site, url, authors: folded(&article.authors), tags: folded(&article.tags) }
    }
}
