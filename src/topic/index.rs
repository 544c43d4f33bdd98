//! Many topics, one article: which of them it is about.

use std::ops::Range;
use std::sync::Mutex;

use super::compile::{Compiled, compile};
use super::evaluate::{Evaluation, Units};
use super::program::{OpId, UnitId};
use super::reading::{Reading, Scratch};
use super::search::tokens_read;
use super::{CompileError, Concepts, Indexed, Matched, TopicDefinition, TopicVersion};
use crate::language::Detected;
use crate::model::{Article, Language, Name, Priority};

/// A topic of the index; its name and version stand at the same place of the versions.
#[derive(Debug)]
pub(super) struct Topic {
    pub priority: Priority,
    /// The query; of a scored topic, that any signal speaks for it.
    pub root: OpId,
    pub score: Option<Score>,
}

/// What the signals of a scored topic must add up to.
#[derive(Debug)]
pub(super) struct Score {
    pub signals: Vec<(OpId, i32)>,
    pub threshold: i32,
}

impl Score {
    /// What the signals that hold add up to.
    pub(super) fn sum(&self, evaluation: &Evaluation<'_, MarkedUnits<'_>>) -> i32 {
        self.signals.iter().filter(|(root, _)| evaluation.holds(*root)).map(|(_, weight)| weight).sum()
    }
}

impl Topic {
    /// Whether an article is about it.
    pub(super) fn holds(&self, evaluation: &Evaluation<'_, MarkedUnits<'_>>) -> bool {
        evaluation.holds(self.root)
            && self.score.as_ref().is_none_or(|score| score.sum(evaluation) >= score.threshold)
    }
}

/// When a line of a concept applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Active {
    /// It stands under `all`.
    Always,
    /// The article is certainly in this language; words are stemmed.
    Certain(Language),
    /// The language is uncertain or has no lines in the concept; words are not stemmed.
    Fallback(Language),
}

/// A line of a concept under one scope, in one of its two forms.
#[derive(Debug)]
pub(super) struct Line {
    pub unit: UnitId,
    pub active: Active,
    pub root: OpId,
}

/// A concept under one scope.
#[derive(Debug)]
pub(super) struct Unit {
    pub concept: Name,
    /// Languages it has lines for, in order.
    pub languages: Vec<Language>,
    pub lines: Range<u32>,
}

/// All topics compiled for matching; immutable, shared, swapped whole on reload.
///
/// Tokens of an article are looked up once in the dictionary of all topics' words; words that are there lead
/// to the few topics that can match, and only those are evaluated.
#[derive(Debug)]
pub struct TopicIndex {
    pub(super) compiled: Compiled,
    /// Buffers of the threads that match; a thread takes one for each article.
    scratch: Mutex<Vec<Scratch>>,
}

impl TopicIndex {
    /// Compiles topics with the concepts they may use.
    ///
    /// # Errors
    /// Every mistake of every query and concept line, not only the first.
    pub fn compile(topics: &[TopicDefinition], concepts: &Concepts) -> Result<Self, Vec<CompileError>> {
        Ok(Self { compiled: compile(topics, concepts)?, scratch: Mutex::new(Vec::new()) })
    }

    /// An index of no topics: nothing matches.
    ///
    /// # Panics
    /// Never: where there are no topics, none has a mistake.
    #[must_use]
    pub fn of_none() -> Self {
        Self::compile(&[], &Concepts::new()).expect("no topics have no mistakes")
    }

    /// The versions compiled in, in order of name.
    #[must_use]
    pub fn versions(&self) -> &[TopicVersion] {
        &self.compiled.versions
    }

    /// The topics an article is about.
    #[must_use]
    pub fn matches(&self, article: &Article) -> Matched {
        self.read(article, |index, scratch, reading| index.matched(scratch, reading))
    }

    /// The topics an article is about, in order, without where it says so: what counting needs.
    ///
    /// ```
    /// use vigie::topic::TopicIndex;
    /// assert!(TopicIndex::of_none().topics(&vigie::model::Article::default()).is_empty());
    /// ```
    #[must_use]
    pub fn topics(&self, article: &Article) -> Vec<Name> {
        self.read(article, |index, scratch, reading| {
            let evaluation = index.evaluation(scratch, reading);
            let holding = index.holding(&evaluation);
            holding.map(|topic| index.compiled.versions[topic as usize].name.clone()).collect()
        })
    }

    /// The topics an article is about and what the archive finds it by, in one reading.
    #[must_use]
    pub fn index(&self, article: &Article) -> Indexed {
        let (matched, tokens) = self.read(article, |index, scratch, reading| {
            let matched = index.matched(scratch, reading);
            (matched, tokens_read(scratch, reading))
        });
        Indexed { matched, tokens }
    }

    /// The candidates that hold.
    fn holding<'a>(
        &'a self,
        evaluation: &'a Evaluation<'a, MarkedUnits<'a>>,
    ) -> impl Iterator<Item = u32> + use<'a> {
        let candidates = evaluation.scratch.candidates.iter().copied();
        candidates.filter(|topic| self.compiled.topics[*topic as usize].holds(evaluation))
    }

    fn matched(&self, scratch: &Scratch, reading: &Reading<'_>) -> Matched {
        let evaluation = self.evaluation(scratch, reading);
        let mut hits = Vec::new();
        let described = self.holding(&evaluation).map(|topic| self.describe(&evaluation, topic, &mut hits));
        let matches = described.collect();
        Matched { language: reading.detected.language, language_sure: reading.detected.sure, matches }
    }

    /// Reads an article, finds the concepts that hold and the candidate topics, and hands them on.
    pub(super) fn read<T>(
        &self,
        article: &Article,
        then: impl FnOnce(&Self, &mut Scratch, &Reading<'_>) -> T,
    ) -> T {
        let pooled = self.scratch.lock().map(|mut pool| pool.pop());
        let mut scratch = pooled.ok().flatten().unwrap_or_default();
        let (detected, title) = scratch.read(article, &self.compiled.dictionary);
        let tokens = std::mem::take(&mut scratch.tokens);
        let reading = Reading::new(article, &tokens, title, detected);
        self.mark_units(&mut scratch, &reading);
        self.choose_topics(&mut scratch);
        let result = then(self, &mut scratch, &reading);
        drop(reading);
        scratch.tokens = tokens;
        if let Ok(mut pool) = self.scratch.lock() {
            pool.push(scratch);
        }
        result
    }

    /// Marks the concept lines that hold, and their units.
    fn mark_units(&self, scratch: &mut Scratch, reading: &Reading<'_>) {
        scratch.lines.resize(self.compiled.lines.len(), 0);
        let triggers = &self.compiled.line_triggers;
        let mut lines = std::mem::take(&mut scratch.candidates);
        lines.clear();
        lines.extend_from_slice(&triggers.always);
        for term in &scratch.present {
            triggers.follow(*term, |feature| scratch.features.contains(feature), &mut lines);
        }
        lines.sort_unstable();
        lines.dedup();
        lines.retain(|line| {
            let line = &self.compiled.lines[*line as usize];
            self.is_active(line, reading.detected) && self.evaluation(scratch, reading).holds(line.root)
        });
        for line in &lines {
            scratch.lines[*line as usize] = scratch.epoch;
            scratch.features.insert(self.compiled.feature(self.compiled.lines[*line as usize].unit));
        }
        scratch.candidates = lines;
    }

    pub(super) fn is_active(&self, line: &Line, detected: Detected) -> bool {
        let has_lines = || {
            let unit = &self.compiled.units[line.unit as usize];
            detected.sure && unit.languages.binary_search(&detected.language).is_ok()
        };
        match line.active {
            Active::Always => true,
            Active::Certain(language) => detected.sure && language == detected.language,
            Active::Fallback(_) => !has_lines(),
        }
    }

    /// Fills the candidates, in order of name, each once.
    fn choose_topics(&self, scratch: &mut Scratch) {
        let triggers = &self.compiled.topic_triggers;
        let mut topics = std::mem::take(&mut scratch.candidates);
        topics.clear();
        topics.extend_from_slice(&triggers.always);
        let has = |feature: u32| scratch.features.contains(feature);
        let units =
            (0..super::program::id(self.compiled.units.len())).map(|unit| self.compiled.feature(unit));
        for feature in scratch.present.iter().copied().chain(units.filter(|unit| has(*unit))) {
            triggers.follow(feature, has, &mut topics);
        }
        topics.sort_unstable();
        topics.dedup();
        scratch.candidates = topics;
    }

    pub(super) fn evaluation<'a>(
        &'a self,
        scratch: &'a Scratch,
        reading: &'a Reading<'a>,
    ) -> Evaluation<'a, MarkedUnits<'a>> {
        let units = MarkedUnits { compiled: &self.compiled, scratch };
        Evaluation { program: &self.compiled.program, scratch, reading, units }
    }
}

/// The units marked for the article being read.
pub(super) struct MarkedUnits<'a> {
    compiled: &'a Compiled,
    scratch: &'a Scratch,
}

impl<'a> MarkedUnits<'a> {
    /// The lines of a unit that hold.
    pub(super) fn lines(&self, unit: UnitId) -> impl Iterator<Item = &'a Line> + use<'a> {
        let Self { compiled, scratch } = *self;
        let range = compiled.units[unit as usize].lines.clone();
        range
            .filter(|line| scratch.lines[*line as usize] == scratch.epoch)
            .map(|line| &compiled.lines[line as usize])
    }
}

impl Units for MarkedUnits<'_> {
    fn holds(&self, unit: UnitId) -> bool {
        self.scratch.features.contains(self.compiled.feature(unit))
    }

    fn roots(&self, unit: UnitId) -> Vec<OpId> {
        self.lines(unit).map(|line| line.root).collect()
    }
}
