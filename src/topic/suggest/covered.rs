//! What a topic looks for already.

use std::collections::BTreeSet;

use crate::language::fold;
use crate::topic::ast::{Node, Query, TermKind};
use crate::topic::word::{Wildcard, Word};
use crate::topic::{Concepts, TopicQuery};

/// The words that a topic names, wherever it does.
#[derive(Default)]
pub(super) struct Covered {
    /// Of terms of one word: every article with it has the term.
    single: Named,
    any: Named,
}

#[derive(Default)]
struct Named {
    folded: BTreeSet<String>,
    written: Vec<String>,
    wildcards: Vec<Wildcard>,
}

impl Named {
    fn add(&mut self, word: &Word) {
        match word {
            Word::Stemmed(written) => {
                self.folded.insert(fold(written));
                self.written.push(written.clone());
            }
            Word::Folded(folded) | Word::Hashtag(folded) => {
                self.folded.insert(folded.clone());
            }
            Word::Exact(written) => {
                self.folded.insert(fold(written));
            }
            Word::Wildcard(wildcard) => self.wildcards.push(wildcard.clone()),
        }
    }

    fn has(&self, word: &str, stem: &str, stems: &BTreeSet<String>) -> bool {
        self.folded.contains(word) || stems.contains(stem) || self.wildcards.iter().any(|w| w.fits(word))
    }

    fn stems(&self, stem: &impl Fn(&str) -> String) -> BTreeSet<String> {
        self.written.iter().map(|word| stem(word)).collect()
    }
}

impl Covered {
    pub(super) fn of(topic: &TopicQuery, concepts: &Concepts) -> Self {
        let mut covered = Self::default();
        for query in topic.queries().filter_map(|text| Query::parse(text).ok()) {
            covered.add(&query);
            for concept in query.concepts().iter().filter_map(|(name, _)| concepts.get(*name)) {
                let lines = concept.all.iter().chain(concept.by_language.values().flatten());
                lines.filter_map(|line| Query::parse(line).ok()).for_each(|line| covered.add(&line));
            }
        }
        covered
    }

    fn add(&mut self, query: &Query) {
        query.root.visit(&mut |node| {
            let Node::Term(term) = node else { return };
            if let [word] = term.words.as_slice()
                && term.kind != TermKind::Exact
            {
                self.single.add(word);
            }
            for word in &term.words {
                self.any.add(word);
            }
        });
    }

    pub(super) fn in_language(&self, stem: &impl Fn(&str) -> String) -> Known<'_> {
        Known { covered: self, single: self.single.stems(stem), any: self.any.stems(stem) }
    }
}

/// The same with the stems of one language.
pub(super) struct Known<'c> {
    covered: &'c Covered,
    single: BTreeSet<String>,
    any: BTreeSet<String>,
}

impl Known<'_> {
    /// Whether the topic names all of a term's words, or one of them by itself.
    pub(super) fn covers(&self, key: &str, stems: &[String]) -> bool {
        let mut words = key.split(' ').zip(stems);
        words.clone().all(|(word, stem)| self.covered.any.has(word, stem, &self.any))
            || words.any(|(word, stem)| self.covered.single.has(word, stem, &self.single))
    }
}
