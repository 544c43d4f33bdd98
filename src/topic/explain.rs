//! Where each clause of a topic hits an article, and which did not.

use serde::Serialize;

use super::ast::Scope;
use super::evaluate::Evaluation;
use super::index::{Active, MarkedUnits, Topic, TopicIndex};
use super::near_miss::{Missed, closeness};
use super::program::{Op, OpId, UnitId};
use super::{Match, Span};
use crate::model::{Article, Language, Name};

/// Places shown of one clause.
const MAX_SPANS: usize = 20;

/// A topic's query on one article, clause by clause.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The topic.
    pub topic: Name,
    /// Hash of the definition that was tried.
    pub version: String,
    /// The language the article was read in.
    pub language: Language,
    /// Whether that is certain.
    pub language_sure: bool,
    /// The match, when the whole query holds.
    #[serde(rename = "match")]
    pub found: Option<Match>,
    /// The query.
    pub clause: Clause,
}

/// What a clause asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClauseKind {
    /// That the weights of its clauses that hold add up.
    Score,
    /// All of its clauses.
    All,
    /// Any of its clauses.
    Any,
    /// That its clause does not hold.
    Not,
    /// Both of its clauses, near one another.
    Near,
    /// So many occurrences of its clause.
    Count,
    /// A word, a phrase or a regular expression.
    Term,
    /// A concept: any of its lines.
    Concept,
    /// Something known of the article.
    Known,
}

/// A clause of a query, tried on one article.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Clause {
    /// What it asks for.
    pub kind: ClauseKind,
    /// As it would be written; empty for `all`, `any` and `not`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Whether it holds.
    pub holds: bool,
    /// What it counts for, when it is a signal of a scored topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<i32>,
    /// What a reader should know: the field it is bound to, the lines of a concept that applied, how near it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where it hits; at most 20 places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<ClauseSpan>,
    /// What it is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<Clause>,
    /// How near it came to holding, from 0 to 1: what tells alternatives apart.
    #[serde(skip)]
    pub(super) closeness: f32,
}

/// A place where a clause hits.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClauseSpan {
    /// The words, and where they stand.
    #[serde(flatten)]
    pub span: Span,
    /// The sentence of the field that it begins in, from 1; a headline is one sentence.
    pub sentence: u32,
}

impl TopicIndex {
    /// Tries a topic's query on an article, clause by clause; `None` when no such topic is compiled in.
    #[must_use]
    pub fn explain(&self, topic: &str, article: &Article) -> Option<Explanation> {
        let at = self.compiled.versions.binary_search_by(|version| version.name.as_str().cmp(topic)).ok()?;
        let found = self.matches(article).matches.into_iter().find(|found| found.topic.as_str() == topic);
        let version = &self.compiled.versions[at];
        let topic = &self.compiled.topics[at];
        Some(self.read(article, |index, scratch, reading| Explanation {
            topic: version.name.clone(),
            version: version.hash.to_string(),
            language: reading.detected.language,
            language_sure: reading.detected.sure,
            found,
            clause: index.whole(&index.evaluation(scratch, reading), topic),
        }))
    }

    /// The query, or the signals and what they add up to.
    fn whole(&self, evaluation: &Evaluation<'_, MarkedUnits<'_>>, topic: &Topic) -> Clause {
        let Some(score) = &topic.score else { return self.clause(evaluation, topic.root) };
        let sum = score.sum(evaluation);
        let signal = |(root, weight): &(OpId, i32)| {
            let clause = self.clause(evaluation, *root);
            Clause { weight: Some(*weight), ..clause }
        };
        Clause {
            kind: ClauseKind::Score,
            text: format!("score {sum} of {}", score.threshold),
            holds: sum >= score.threshold,
            weight: None,
            note: None,
            spans: Vec::new(),
            clauses: score.signals.iter().map(signal).collect(),
            closeness: 0.0,
        }
    }

    fn clause(&self, evaluation: &Evaluation<'_, MarkedUnits<'_>>, op: OpId) -> Clause {
        let program = &self.compiled.program;
        let label = |label: &u32| program.label(*label).to_string();
        let each = |ops: &[OpId]| ops.iter().map(|op| self.clause(evaluation, *op)).collect();
        let (kind, text, note, clauses): (_, _, _, Vec<Clause>) = match program.op(op) {
            Op::And(children) => (ClauseKind::All, String::new(), None, each(program.children(children))),
            Op::Or(children) => (ClauseKind::Any, String::new(), None, each(program.children(children))),
            Op::Not(child) => (ClauseKind::Not, String::new(), None, each(&[*child])),
            Op::Near { left, right, label: text, .. } => {
                (ClauseKind::Near, label(text), None, each(&[*left, *right]))
            }
            Op::AtLeast { child, label: text, .. } => (ClauseKind::Count, label(text), None, each(&[*child])),
            Op::Term { scope, label: text, .. }
            | Op::Phrase { scope, label: text, .. }
            | Op::Pattern { scope, label: text, .. } => {
                (ClauseKind::Term, label(text), field_note(program.scope(*scope)), Vec::new())
            }
            Op::Concept(unit) => {
                let concept = &self.compiled.units[*unit as usize].concept;
                let note = self.concept_note(evaluation, *unit);
                (ClauseKind::Concept, format!("concept:{concept}"), Some(note), Vec::new())
            }
            Op::Known { label: text, .. } => (ClauseKind::Known, label(text), None, Vec::new()),
        };
        let spans = match program.op(op) {
            Op::Term { .. }
            | Op::Phrase { .. }
            | Op::Pattern { .. }
            | Op::Near { .. }
            | Op::AtLeast { .. }
            | Op::Concept(_) => self.spans(evaluation, op),
            _ => Vec::new(),
        };
        let holds = evaluation.holds(op);
        let missed = match program.op(op) {
            _ if holds => None,
            Op::Concept(unit) => self.nearest_line(evaluation, *unit),
            _ => evaluation.near_miss(op),
        };
        let closeness = closeness(kind, holds, missed.as_ref(), &clauses);
        let missed = missed.map(|missed| missed.said);
        let note = [note, missed].into_iter().flatten().reduce(|note, missed| format!("{note}; {missed}"));
        Clause { kind, text, holds, weight: None, note, spans, clauses, closeness }
    }

    /// Of the lines of a concept that applied and did not hold, the one that came nearest.
    fn nearest_line(&self, evaluation: &Evaluation<'_, MarkedUnits<'_>>, unit: UnitId) -> Option<Missed> {
        let lines = self.compiled.units[unit as usize].lines.clone();
        let active = lines
            .map(|line| &self.compiled.lines[line as usize])
            .filter(|line| self.is_active(line, evaluation.reading.detected));
        let missed = active.filter_map(|line| {
            let missed = evaluation.near_miss_of_line(line.root)?;
            Some((missed, evaluation.label_of(line.root)?))
        });
        // The first of equals, as the concept lists them.
        let (missed, line) =
            missed.reduce(|best, next| if next.0.closeness > best.0.closeness { next } else { best })?;
        Some(Missed { said: format!("nearest: `{line}`, {}", missed.said), ..missed })
    }

    fn spans(&self, evaluation: &Evaluation<'_, MarkedUnits<'_>>, op: OpId) -> Vec<ClauseSpan> {
        let mut hits = Vec::new();
        self.find_hits(evaluation, op, &mut hits);
        let reading = evaluation.reading;
        let shown = hits.iter().take(MAX_SPANS);
        shown
            .map(|hit| ClauseSpan { span: self.span(reading, hit), sentence: hit.sentence(reading) })
            .collect()
    }

    /// Which lines of a concept applied to the article, and how many of them held.
    fn concept_note(&self, evaluation: &Evaluation<'_, MarkedUnits<'_>>, unit: UnitId) -> String {
        let detected = evaluation.reading.detected;
        let lines = self.compiled.units[unit as usize].lines.clone();
        let active: Vec<Active> = lines
            .map(|line| &self.compiled.lines[line as usize])
            .filter(|line| self.is_active(line, detected))
            .map(|line| line.active)
            .collect();
        let held = evaluation.units.lines(unit).count();
        let which = if active.iter().any(|a| matches!(a, Active::Fallback(_))) {
            let why =
                if detected.sure { "there are none for this language" } else { "the language is uncertain" };
            format!("every language's lines, unstemmed, because {why}")
        } else if active.iter().any(|a| matches!(a, Active::Certain(_))) {
            format!("the lines for `{}` and for all", detected.language)
        } else {
            "the lines for all".to_owned()
        };
        format!("{held} of {} lines hit; tried {which}", active.len())
    }
}

/// The field a term is bound to.
fn field_note(scope: Scope) -> Option<String> {
    if scope == Scope::ALL {
        return None;
    }
    let body = match (scope.first_paragraph, scope.first_tokens) {
        (false, u32::MAX) => "the body".to_owned(),
        (true, u32::MAX) => "the first paragraph".to_owned(),
        (false, n) => format!("the first {n} words of the body"),
        (true, n) => format!("the first {n} words of the first paragraph"),
    };
    Some(match (scope.title, scope.body) {
        (true, false) => "looked for only in the title".to_owned(),
        (true, true) => format!("looked for only in the title and {body}"),
        _ => format!("looked for only in {body}"),
    })
}
