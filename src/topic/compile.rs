//! Topics and concepts to an index, or every mistake in them.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt as _};
use serde::Serialize;

use super::ast::{Node, Query, Scope};
use super::dictionary::Dictionary;
use super::index::{Active, Line, Score, Topic, Unit};
use super::packs::{name_packs, packs};
use super::program::{Emitter, Mode, OpId, Program, UnitId, id};
use super::trigger::{Feature, TriggerBuilder, Triggers};
use super::{
    CompileError, ConceptDefinition, Concepts, Origin, QueryError, Signal, TopicDefinition, TopicQuery,
    TopicVersion,
};
use crate::model::{Hash16, Language, Name, Priority};

/// Everything an index is made of.
#[derive(Debug)]
pub(super) struct Compiled {
    pub versions: Vec<TopicVersion>,
    pub topics: Vec<Topic>,
    pub units: Vec<Unit>,
    pub lines: Vec<Line>,
    pub program: Program,
    pub dictionary: Dictionary,
    pub line_triggers: Triggers,
    pub topic_triggers: Triggers,
}

impl Compiled {
    /// The feature that a concept unit is; units are numbered behind the terms.
    pub(super) fn feature(&self, unit: UnitId) -> Feature {
        id(self.dictionary.len()) + unit
    }
}

/// A line of a concept, parsed.
struct ParsedLine {
    language: Option<Language>,
    text: String,
    query: Query,
}

/// Compiles topics with the concepts they may use.
pub(super) fn compile(
    topics: &[TopicDefinition],
    concepts: &Concepts,
) -> Result<Compiled, Vec<CompileError>> {
    let mut errors = Vec::new();
    let mut parsed: BTreeMap<&Name, Vec<ParsedLine>> = BTreeMap::new();
    for (name, concept) in concepts {
        parsed.insert(name, parse_concept(name, concept, &mut errors));
    }
    let mut sorted: Vec<&TopicDefinition> = topics.iter().collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    let mut compiler = Compiler::new(parsed);
    for topic in sorted {
        let queries = compiler.parse(topic, &mut errors);
        // With a mistake there will be no index; the rest is read for its mistakes alone.
        if errors.is_empty() {
            compiler.add(topic, &queries, concepts);
        }
    }
    if errors.is_empty() { Ok(compiler.finish()) } else { Err(errors) }
}

fn origin(topic: &TopicDefinition, index: usize) -> Origin {
    let topic_name = topic.name.clone();
    match topic.query {
        TopicQuery::Plain(_) => Origin::Topic(topic_name),
        TopicQuery::Scored { .. } => Origin::Signal { topic: topic_name, index },
    }
}

fn parse_concept(
    name: &Name,
    concept: &ConceptDefinition,
    errors: &mut Vec<CompileError>,
) -> Vec<ParsedLine> {
    let all = concept.all.iter().enumerate().map(|(i, text)| (None, i, text));
    let by_language = concept
        .by_language
        .iter()
        .flat_map(|(language, lines)| lines.iter().enumerate().map(|(i, text)| (Some(*language), i, text)));
    let mut parsed = Vec::new();
    for (language, index, text) in all.chain(by_language) {
        let query = Query::parse(text).and_then(|query| match query.concepts().first() {
            None => Ok(query),
            Some((_, place)) => Err(QueryError {
                message: "a concept's line cannot use another concept".to_owned(),
                span: place.clone(),
                help: Some("join the concepts in the topic's query: `concept:a OR concept:b`".to_owned()),
            }),
        });
        match query {
            Ok(query) => parsed.push(ParsedLine { language, text: text.clone(), query }),
            Err(error) => {
                let origin = Origin::Concept { name: name.clone(), language, index };
                errors.push(CompileError { origin, error });
            }
        }
    }
    parsed
}

/// What to write instead of the name of a concept that is not there.
fn help_with_name<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    if name.starts_with("country-") {
        return "write a country's two letters of ISO 3166-1, as in `concept:country-gb`".to_owned();
    }
    // A pack's concept has its name, and is not among these unless a query names it.
    let near = known
        .chain(packs().iter().map(|pack| pack.name))
        .chain(name_packs().map(|pack| pack.name))
        .map(|known| (strsim::damerau_levenshtein(known, name), known))
        .filter(|(distance, _)| *distance <= 1.max(name.len() / 3))
        .min();
    match near {
        Some((_, near)) => format!("did you mean `concept:{near}`?"),
        None => format!("define it in `[concepts.{name}]`, or include the pack that has it"),
    }
}

/// Whether the concepts a query names are there and can stand where they stand.
fn check(query: &Query, concepts: &BTreeMap<&Name, Vec<ParsedLine>>) -> Result<(), QueryError> {
    for (name, span) in query.concepts() {
        if !concepts.contains_key(name) {
            let known = concepts.keys().map(|name| name.as_str());
            return Err(QueryError {
                message: format!("there is no concept `{name}`"),
                span,
                help: Some(help_with_name(name.as_str(), known)),
            });
        }
    }
    let mut wrong = None;
    query.root.visit(&mut |node| {
        let sides: &[&Node] = match node {
            Node::Near { left, right, .. } => &[left, right],
            Node::AtLeast { inner, .. } => &[inner],
            _ => &[],
        };
        for side in sides {
            side.visit(&mut |inner| {
                let Node::Concept { name, place } = inner else { return };
                let lines = concepts.get(name).into_iter().flatten();
                if let Some(line) = lines.into_iter().find(|line| line.query.is_metadata_alone()) {
                    wrong.get_or_insert_with(|| QueryError {
                        message: format!(
                            "`concept:{name}` has no place in the text here: its line `{}` looks at no words",
                            line.text
                        ),
                        span: place.0.clone(),
                        help: Some(
                            "join the concept by AND, or move the line into a concept of its own".to_owned(),
                        ),
                    });
                }
            });
        }
    });
    wrong.map_or(Ok(()), Err)
}

/// What a topic is, its keys in order: equal topics have equal bytes.
#[derive(Serialize)]
struct Definition<'t> {
    concepts: BTreeMap<&'t str, BTreeMap<&'t str, &'t [String]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<Priority>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signals: Option<&'t [Signal]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'t str>,
}

impl<'t> Definition<'t> {
    /// What decides whether an article matches.
    fn matched(topic: &'t TopicDefinition, queries: &'t [Query], concepts: &'t Concepts) -> Self {
        let used = queries.iter().flat_map(Query::concepts);
        let used = used.filter_map(|(name, _)| concepts.get_key_value(name));
        let (query, signals, threshold) = match &topic.query {
            TopicQuery::Plain(query) => (Some(query.as_str()), None, None),
            TopicQuery::Scored { signals, threshold } => (None, Some(signals.as_slice()), Some(*threshold)),
        };
        let concepts = used.map(|(name, concept)| (name.as_str(), lines(concept))).collect();
        Self { concepts, priority: None, query, signals, threshold, title: None }
    }

    fn json(&self) -> String {
        serde_json::to_string(self).expect("texts, numbers and maps by text are JSON")
    }
}

/// The lines of a concept by the key they stand under.
fn lines(concept: &ConceptDefinition) -> BTreeMap<&str, &[String]> {
    let all = (!concept.all.is_empty()).then_some(("all", concept.all.as_slice()));
    let by_language = concept.by_language.iter().map(|(key, lines)| (key.as_str(), lines.as_slice()));
    all.into_iter().chain(by_language).collect()
}

/// The hash of a topic's query and of every concept line it uses, and all of it as JSON.
fn version(topic: &TopicDefinition, queries: &[Query], concepts: &Concepts) -> TopicVersion {
    let matched = Definition::matched(topic, queries, concepts);
    let hash = Hash16::of(matched.json().as_bytes());
    let whole = Definition { title: Some(&topic.title), priority: Some(topic.priority), ..matched };
    TopicVersion { name: topic.name.clone(), hash, definition: whole.json() }
}

fn compiled_topic(emitter: &mut Emitter, topic: &TopicDefinition, ops: Vec<OpId>) -> Topic {
    let priority = topic.priority;
    let TopicQuery::Scored { signals, threshold } = &topic.query else {
        return Topic { priority, root: ops.first().copied().unwrap_or(OpId::MAX), score: None };
    };
    let signals: Vec<(OpId, i32)> = ops.into_iter().zip(signals.iter().map(|signal| signal.weight)).collect();
    // Without one of these the sum is never positive.
    let speaking = signals.iter().filter(|(_, weight)| *weight > 0).map(|(op, _)| *op).collect();
    let root = emitter.any(speaking);
    Topic { priority, root, score: Some(Score { signals, threshold: *threshold }) }
}

/// Takes topics one by one: their trees are gone again when the next one comes.
struct Compiler<'c> {
    concepts: BTreeMap<&'c Name, Vec<ParsedLine>>,
    emitter: Emitter,
    versions: Vec<TopicVersion>,
    topics: Vec<Topic>,
    units: Vec<Unit>,
    unit_ids: HashMap<(Name, Scope), UnitId>,
    lines: Vec<Line>,
}

impl<'c> Compiler<'c> {
    fn new(concepts: BTreeMap<&'c Name, Vec<ParsedLine>>) -> Self {
        Self {
            concepts,
            emitter: Emitter::default(),
            versions: Vec::new(),
            topics: Vec::new(),
            units: Vec::new(),
            unit_ids: HashMap::new(),
            lines: Vec::new(),
        }
    }

    /// The queries of a topic that are right; the mistakes of the others.
    fn parse(&self, topic: &TopicDefinition, errors: &mut Vec<CompileError>) -> Vec<Query> {
        let mut right = Vec::new();
        for (index, text) in topic.query.queries().enumerate() {
            match Query::parse(text).and_then(|query| check(&query, &self.concepts).map(|()| query)) {
                Ok(query) => right.push(query),
                Err(error) => errors.push(CompileError { origin: origin(topic, index), error }),
            }
        }
        right
    }

    fn add(&mut self, topic: &TopicDefinition, queries: &[Query], concepts: &Concepts) {
        self.versions.push(version(topic, queries, concepts));
        let mut emitter = std::mem::take(&mut self.emitter);
        let ops = queries.iter().map(|query| self.query(&mut emitter, query)).collect();
        self.topics.push(compiled_topic(&mut emitter, topic, ops));
        self.emitter = emitter;
    }

    fn finish(self) -> Compiled {
        let Emitter { program, dictionary } = self.emitter;
        let terms = dictionary.len();
        let mut line_triggers = TriggerBuilder::new(&program, &dictionary, terms);
        for (i, line) in self.lines.iter().enumerate() {
            line_triggers.add(line.root, id(i));
        }
        let mut topic_triggers = TriggerBuilder::new(&program, &dictionary, terms);
        for (i, topic) in self.topics.iter().enumerate() {
            topic_triggers.add(topic.root, id(i));
        }
        let line_triggers = line_triggers.finish(terms);
        let topic_triggers = topic_triggers.finish(terms + self.units.len());
        Compiled {
            versions: self.versions,
            topics: self.topics,
            units: self.units,
            lines: self.lines,
            program,
            dictionary: dictionary.finish(),
            line_triggers,
            topic_triggers,
        }
    }

    fn query(&mut self, emitter: &mut Emitter, query: &Query) -> OpId {
        let mode = Mode { stemmed: true, language: None, label: None };
        emitter
            .emit(&query.root, Scope::ALL, mode, &mut |emitter, node, scope| self.unit(emitter, node, scope))
    }

    /// The unit of a concept under a scope, compiled at its first use.
    fn unit(&mut self, emitter: &mut Emitter, node: &Node, scope: Scope) -> UnitId {
        let Node::Concept { name, .. } = node else { return UnitId::MAX };
        if let Some(unit) = self.unit_ids.get(&(name.clone(), scope)) {
            return *unit;
        }
        let unit = id(self.units.len());
        self.unit_ids.insert((name.clone(), scope), unit);
        let parsed = self.concepts.get(name).map_or(&[][..], Vec::as_slice);
        let languages: BTreeSet<Language> = parsed.iter().filter_map(|line| line.language).collect();
        let first = self.lines.len();
        for line in parsed {
            let label = emitter.label(line.text.clone());
            let actives: &[Active] = match line.language {
                None => &[Active::Always],
                Some(language) => &[Active::Certain(language), Active::Fallback(language)],
            };
            for active in actives {
                let mode = Mode {
                    stemmed: !matches!(active, Active::Fallback(_)),
                    language: line.language,
                    label: Some(label),
                };
                let root = emitter.emit(&line.query.root, scope, mode, &mut |_, _, _| UnitId::MAX);
                self.lines.push(Line { unit, active: *active, root });
            }
        }
        let lines = id(first)..id(self.lines.len());
        self.units.push(Unit { concept: name.clone(), languages: languages.into_iter().collect(), lines });
        unit
    }
}
