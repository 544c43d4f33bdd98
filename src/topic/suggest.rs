//! Words that mark a topic's hits off from the rest of the archive, for an editor to judge.
//!
//! Counted are articles, not occurrences, each language by itself; the measure is the log-likelihood ratio of Dunning 1993
//! ("Accurate methods for the statistics of surprise and coincidence"), which holds for rare words too.

mod covered;
mod terms;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt as _};
use serde::Serialize;

use super::{Concepts, Field, Span, TopicQuery};
use crate::language::{
    Stemmer, Token, function_words_of, is_function_word, is_function_word_of, stands_alone,
};
use crate::model::{Article, ArticleId, Language};
use covered::Covered;
use terms::each_term;

/// Terms counted at a time; beyond that the rarest are forgotten, and the others may be counted that much too low.
const MOST_TERMS: usize = 300_000;
/// Terms that are looked for in the rest of the archive.
const MOST_KEPT: usize = 60_000;
/// A term of fewer hits says nothing.
const LEAST_HITS: u32 = 2;
/// Below this a difference is chance: one in a thousand (χ² with one degree of freedom).
const LEAST_LIKELIHOOD: f64 = 10.83;
/// A word nearly always found in one phrase is suggested as that phrase.
const MOSTLY: f64 = 0.8;
/// Longer words are addresses and the like.
const LONGEST_WORD: usize = 40;

/// Counts the terms of a topic's hits, then how common those are elsewhere.
///
/// First every hit is given to [`Survey::add_hit`], then [`Survey::close`] is called, then every other article goes to
/// [`Survey::add_other`]. Memory is bounded, whatever the number of articles.
#[derive(Debug, Default)]
pub struct Survey {
    languages: BTreeMap<Language, Counts>,
    terms: usize,
    /// Terms seen no more often than this were forgotten.
    forgotten: u32,
    articles: u32,
}

#[derive(Debug, Default)]
struct Counts {
    hits: u32,
    others: u32,
    /// By its folded words, joined by a space.
    terms: HashMap<Box<str>, Seen>,
}

#[derive(Debug)]
struct Seen {
    hits: u32,
    others: u32,
    /// The article it was last counted for.
    last: u32,
    example: ArticleId,
    written: Box<str>,
    /// Always in capitals.
    capitals: bool,
}

/// A term that may belong into a topic.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Suggestion {
    /// As a line of a concept: `interceptor`, `"iron dome"`, `=HIMARS`.
    pub line: String,
    /// Hits that have it.
    pub hits: u32,
    /// Other articles that have it.
    pub others: u32,
    /// How surprising that is: G², at least 10.8.
    pub likelihood: f64,
    /// An article with it.
    pub example: ArticleId,
}

/// What one language has to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestions {
    /// The language the articles were read in.
    pub language: Language,
    /// Hits in it.
    pub hits: u32,
    /// Other articles in it.
    pub others: u32,
    /// The most telling first.
    pub terms: Vec<Suggestion>,
}

impl Survey {
    /// Counts the terms of a hit outside of its spans.
    pub fn add_hit(&mut self, id: ArticleId, article: &Article, language: Language, spans: &[Span]) {
        self.articles += 1;
        let counts = self.languages.entry(language).or_default();
        counts.hits += 1;
        let (ordinal, forgotten, before) = (self.articles, self.forgotten, counts.terms.len());
        // Of a language without a table of its own, what is empty in any other is.
        let knows_own = function_words_of(language).next().is_some();
        let is_empty = &|word: &str| {
            if knows_own { is_function_word_of(word, language) } else { is_function_word(word) }
        };
        each_term(article, language, |field, parts, key, written| {
            if parts.iter().any(|token| is_hit(field, token, spans)) || !parts_speak(parts, written, is_empty)
            {
                return;
            }
            let capitals = is_short_form(written);
            if let Some(seen) = counts.terms.get_mut(key) {
                seen.hits += u32::from(seen.last != ordinal);
                seen.last = ordinal;
                seen.capitals &= capitals;
                return;
            }
            let (written, last) = (written.into(), ordinal);
            let new = Seen { hits: forgotten + 1, others: 0, last, example: id, written, capitals };
            counts.terms.insert(key.into(), new);
        });
        self.terms += counts.terms.len() - before;
        while self.terms > MOST_TERMS {
            self.forgotten += 1;
            self.forget(self.forgotten + 1);
        }
    }

    /// Forgets terms of fewer hits.
    fn forget(&mut self, least: u32) {
        for counts in self.languages.values_mut() {
            counts.terms.retain(|_, seen| seen.hits >= least);
        }
        self.terms = self.languages.values().map(|counts| counts.terms.len()).sum();
    }

    /// Ends the hits.
    pub fn close(&mut self) {
        let mut least = LEAST_HITS;
        self.forget(least);
        while self.terms > MOST_KEPT {
            least += 1;
            self.forget(least);
        }
    }

    /// Counts the terms of an article that is no hit.
    pub fn add_other(&mut self, article: &Article, language: Language) {
        // A language without hits has nothing to compare.
        let Some(counts) = self.languages.get_mut(&language) else { return };
        self.articles += 1;
        counts.others += 1;
        let ordinal = self.articles;
        each_term(article, language, |_, _, key, _| {
            if let Some(seen) = counts.terms.get_mut(key)
                && seen.last != ordinal
            {
                seen.last = ordinal;
                seen.others += 1;
            }
        });
    }

    /// The most telling terms of each language, at most `limit`, without what the topic looks for already. Languages with
    /// the most hits come first.
    #[must_use]
    pub fn suggestions(&self, topic: &TopicQuery, concepts: &Concepts, limit: usize) -> Vec<Suggestions> {
        let covered = Covered::of(topic, concepts);
        let mut found: Vec<Suggestions> = self
            .languages
            .iter()
            .map(|(language, counts)| Suggestions {
                language: *language,
                hits: counts.hits,
                others: counts.others,
                terms: counts.suggestions(*language, &covered, limit),
            })
            .collect();
        found.sort_by_key(|of| (Reverse(of.hits), of.language));
        found
    }
}

impl Counts {
    fn suggestions(&self, language: Language, covered: &Covered, limit: usize) -> Vec<Suggestion> {
        let stemmer = Stemmer::of(language);
        let mut ranked: Vec<(f64, &str, &Seen)> = self
            .terms
            .iter()
            .map(|(key, seen)| (self.likelihood(seen), key.as_ref(), seen))
            .filter(|(likelihood, ..)| *likelihood >= LEAST_LIKELIHOOD)
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let mut phrases: HashMap<&str, u32> = HashMap::new();
        for (_, key, seen) in ranked.iter().filter(|(_, key, _)| key.contains(' ')) {
            for word in key.split(' ') {
                let most = phrases.entry(word).or_default();
                *most = seen.hits.max(*most);
            }
        }
        let stem =
            |word: &str| stemmer.as_ref().map_or_else(|| word.to_owned(), |stemmer| stemmer.stem(word));
        let known = covered.in_language(&stem);
        let mut stems: BTreeSet<Vec<String>> = BTreeSet::new();
        let mut chosen = Vec::new();
        for (likelihood, key, seen) in ranked {
            if chosen.len() == limit {
                break;
            }
            let in_phrase =
                phrases.get(key).is_some_and(|hits| f64::from(*hits) >= MOSTLY * f64::from(seen.hits));
            // One inflection of a word stands for all of them.
            let stem_of: Vec<String> = key.split(' ').map(&stem).collect();
            if in_phrase || known.covers(key, &stem_of) || !stems.insert(stem_of) {
                continue;
            }
            chosen.push(Suggestion {
                line: line(&seen.written, key, seen.capitals),
                hits: seen.hits,
                others: seen.others,
                likelihood,
                example: seen.example,
            });
        }
        chosen
    }

    /// G² of a term's share of the hits against its share of the others; 0 when it is no larger.
    fn likelihood(&self, seen: &Seen) -> f64 {
        let (hits, others) = (f64::from(self.hits), f64::from(self.others));
        let (with_hits, with_others) = (f64::from(seen.hits.min(self.hits)), f64::from(seen.others));
        if hits == 0.0 || others == 0.0 || with_hits * others <= with_others * hits {
            return 0.0;
        }
        let share = (with_hits + with_others) / (hits + others);
        let cell = |seen: f64, expected: f64| if seen > 0.0 { seen * (seen / expected).ln() } else { 0.0 };
        2.0 * (cell(with_hits, hits * share)
            + cell(with_others, others * share)
            + cell(hits - with_hits, hits * (1.0 - share))
            + cell(others - with_others, others * (1.0 - share)))
    }
}

/// A line of a concept for a term.
fn line(written: &str, key: &str, capitals: bool) -> String {
    if capitals && !key.contains(' ') {
        return format!("={written}");
    }
    let lower = written.to_lowercase();
    if lower.chars().all(char::is_alphanumeric) && !lower.chars().any(stands_alone) {
        return lower;
    }
    format!("\"{lower}\"")
}

fn is_short_form(written: &str) -> bool {
    let letters = written.chars().filter(|c| c.is_alphabetic()).count();
    (2..=8).contains(&letters) && written.chars().all(|c| c.is_uppercase() || c.is_numeric())
}

fn is_hit(field: Field, token: &Token, spans: &[Span]) -> bool {
    let (start, end) = (token.char_start as usize, token.char_end as usize);
    spans.iter().any(|span| span.field == field && span.start < end && start < span.end)
}

/// Whether the words of a term say something by themselves.
fn parts_speak(parts: &[Token], written: &str, is_empty: &impl Fn(&str) -> bool) -> bool {
    let offset = parts.first().map_or(0, |token| token.start as usize);
    parts.iter().all(|token| {
        let word =
            written.get(token.start as usize - offset..token.end as usize - offset).unwrap_or_default();
        let length = word.chars().count();
        word.chars().any(char::is_alphabetic)
            && (length > 1 || word.chars().all(stands_alone))
            && length <= LONGEST_WORD
            && !is_empty(&word.to_lowercase())
    })
}
