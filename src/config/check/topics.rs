//! `[topics.*]` and `[concepts.*]`: definitions, then the compiled index.

mod lint;

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Defined;
use super::values::{country, language};
use crate::config::findings::Findings;
use crate::config::names::named;
use crate::config::section::Section;
use crate::config::source::{Document, Form, Place};
use crate::config::value::{Located, Mistake, Text, brief, text_of, wrong_type};
use crate::model::{Article, Language, Name, Priority, Timestamp};
use crate::topic::{
    ConceptDefinition, Concepts, Origin, Query, Signal, TopicDefinition, TopicIndex, TopicQuery,
};

/// What a signal counts for, either way.
const MAX_WEIGHT: i64 = 100;
const MAX_THRESHOLD: i64 = 1000;

/// The topics and concepts of all files, with the places of their queries.
#[derive(Default)]
pub(in crate::config) struct Topics {
    /// In order of name.
    pub definitions: Vec<TopicDefinition>,
    /// The packs', overridden by the configuration's own.
    pub concepts: Concepts,
    /// Every topic that is defined, well or not.
    pub names: Defined,
    /// The text of each topic's query, or of its signals' queries.
    queries: BTreeMap<Name, Vec<Text>>,
    lines: BTreeMap<Name, Lines>,
}

/// The texts of a concept's lines, by language.
type Lines = BTreeMap<Option<Language>, Vec<Text>>;

impl Topics {
    /// Reads the definitions of all files.
    pub fn read(findings: &mut Findings<'_>, documents: &[Document<'_>]) -> Self {
        let mut topics = Self::default();
        let mut own = Defined::default();
        for document in documents {
            if document.form != Form::PackConcepts {
                for (name, section) in named(findings, document, "topics", "topics.*") {
                    topics.topic(findings, name, &section);
                }
            }
            if document.form == Form::Toml {
                topics.concepts_of(findings, document, Some(&mut own));
            }
        }
        for document in documents.iter().filter(|d| d.form != Form::Toml) {
            topics.concepts_of(findings, document, None);
        }
        topics.definitions.sort_by(|a, b| a.name.cmp(&b.name));
        topics
    }

    /// Compiles what was read and points at the mistakes of every query.
    pub fn compile(&self, findings: &mut Findings<'_>) -> Option<TopicIndex> {
        let errors = match TopicIndex::compile(&self.definitions, &self.concepts) {
            Ok(index) => {
                self.warn_of_metadata(findings);
                return Some(index);
            }
            Err(errors) => errors,
        };
        for mistake in errors {
            let text = match &mistake.origin {
                Origin::Topic(name) => self.queries.get(name).and_then(|texts| texts.first()),
                Origin::Signal { topic, index } => {
                    self.queries.get(topic).and_then(|texts| texts.get(*index))
                }
                Origin::Concept { name, language, index } => {
                    self.lines.get(name).and_then(|lines| lines.get(language)?.get(*index))
                }
            };
            let Some(text) = text else { continue };
            let place = text.part(findings, &mistake.error.span);
            findings.error(&place, mistake.error.message).maybe_help(mistake.error.help);
        }
        None
    }

    /// A query that looks at no words matches whatever a site or a language brings.
    fn warn_of_metadata(&self, findings: &mut Findings<'_>) {
        for (name, texts) in &self.queries {
            let [text] = texts.as_slice() else { continue };
            if Query::parse(&text.value).is_ok_and(|query| query.is_metadata_alone()) {
                let message =
                    format!("the topic `{name}` looks at no words: every article of that kind matches");
                findings.warning(&text.place, message).help("add a word or a concept, if that is not meant");
            }
        }
    }

    fn topic(&mut self, findings: &mut Findings<'_>, name: Located<Name>, section: &Section<'_>) {
        if !self.names.add(findings, &name, "topic") {
            return;
        }
        let title = section.text(findings, "title").map(|title| title.value);
        let priorities = [("low", Priority::Low), ("normal", Priority::Normal), ("urgent", Priority::Urgent)];
        let priority = section.choice(findings, "priority", &priorities).unwrap_or_default();
        let must_match = examples(findings, section, "must_match");
        let must_not_match = examples(findings, section, "must_not_match");
        let Some((query, texts)) = query_of(findings, section) else { return };
        let name = name.value;
        let title = title.unwrap_or_else(|| name.to_string());
        self.queries.insert(name.clone(), texts);
        self.definitions.push(TopicDefinition { name, title, priority, query, must_match, must_not_match });
    }

    /// Adds the concepts of one file; those without `own` do not replace what is there.
    fn concepts_of(
        &mut self,
        findings: &mut Findings<'_>,
        document: &Document<'_>,
        mut own: Option<&mut Defined>,
    ) {
        for (key, place, table) in crate::config::names::tables_of(findings, document, "concepts") {
            let parse = |text: &str| text.parse::<Name>().map_err(|error| Mistake::from(error.to_string()));
            let Some(value) = key.parse(findings, parse) else { continue };
            let name = Located { value, place: key.place };
            let new = match own.as_deref_mut() {
                Some(own) => own.add(findings, &name, "concept"),
                None => !self.concepts.contains_key(&name.value),
            };
            if new {
                let lines = lines_of(findings, &name.value, place, table);
                self.concepts.insert(name.value.clone(), definition(&lines));
                self.lines.insert(name.value, lines);
            }
        }
    }
}

/// A topic's query, or its signals and what they must add up to; with the texts, for messages to point into.
fn query_of(findings: &mut Findings<'_>, section: &Section<'_>) -> Option<(TopicQuery, Vec<Text>)> {
    let Some(value) = section.value("signals") else {
        let help = "write what it is about, such as `query = 'concept:air-defense'`";
        section.missing(findings, "query", help);
        if section.has("threshold") {
            let help = "write `signals = [{ query = \"…\", weight = 3 }, …]` instead of `query`";
            findings
                .error(&section.place_of("threshold"), "`threshold` is for topics with `signals`")
                .help(help);
        }
        let query = section.text(findings, "query")?;
        return Some((TopicQuery::Plain(query.value.clone()), vec![query]));
    };
    if section.has("query") {
        let message = "a topic has a `query` or `signals`, not both";
        findings.error(&section.place_of("query"), message).help("put the query among the signals");
        return None;
    }
    let items = section.list(findings, "signals", value).unwrap_or_default();
    let count = items.len();
    let read: Vec<(Signal, Text)> =
        items.into_iter().filter_map(|item| signal(findings, section, item)).collect();
    section.missing(findings, "threshold", "write what the weights must add up to, such as `threshold = 5`");
    let threshold = section.signed(findings, "threshold", 1..=MAX_THRESHOLD)?;
    let best: i64 = read.iter().map(|(signal, _)| i64::from(signal.weight.max(0))).sum();
    if count == read.len() && best < threshold {
        let message = format!("the positive weights add up to {best}: this can never match");
        findings.error(&section.place_of("threshold"), message).help("lower the threshold, or raise weights");
        return None;
    }
    let (signals, texts) = read.into_iter().unzip();
    Some((TopicQuery::Scored { signals, threshold: i32::try_from(threshold).ok()? }, texts))
}

fn signal<'t>(
    findings: &mut Findings<'_>,
    section: &Section<'t>,
    item: &'t Spanned<DeValue<'t>>,
) -> Option<(Signal, Text)> {
    let place = section.at(item.span());
    let DeValue::Table(table) = item.get_ref() else {
        let expected = "a table such as `{ query = \"missile\", weight = 3 }`";
        wrong_type(findings, "an entry of `signals`", expected, item.get_ref(), &place);
        return None;
    };
    let name = format!("{}.signals", section.name);
    let section = Section::open(findings, "topics.*.signals", name, place, table);
    section.missing(findings, "query", "write what it looks for, such as `query = 'missile'`");
    section.missing(
        findings,
        "weight",
        "write what it counts for, such as `weight = 3`; below zero it speaks against",
    );
    let query = section.text(findings, "query");
    let weight = section.signed(findings, "weight", -MAX_WEIGHT..=MAX_WEIGHT)?;
    if weight == 0 {
        let help = "leave the signal out, or give it a weight";
        findings.error(&section.place_of("weight"), "a signal of weight 0 says nothing").help(help);
        return None;
    }
    let query = query?;
    Some((Signal { query: query.value.clone(), weight: i32::try_from(weight).ok()? }, query))
}

fn lines_of(findings: &mut Findings<'_>, name: &Name, place: Place, table: &DeTable<'_>) -> Lines {
    let section = Section::bare(format!("concepts.{name}"), place, table);
    let mut lines = Lines::new();
    let before = findings.errors();
    for (key, value) in section.entries() {
        let at = Located { value: key.get_ref().to_string(), place: section.at(key.span()) };
        let Some(language) = at.parse(findings, concept_key) else { continue };
        let what = format!("a line of `{}`", brief(key.get_ref()));
        for line in section.list(findings, key.get_ref(), value).unwrap_or_default() {
            let text = text_of(findings, &what, line, section.at(line.span()));
            lines.entry(language).or_default().extend(text);
        }
    }
    let is_told = findings.errors() > before;
    if lines.is_empty() && !is_told && findings.is_whole(section.place.file) {
        let help = "write its terms for one language or all, such as `en = ['\"air defen?e\"']`";
        findings.error(&section.place, format!("`[{}]` has no lines", section.name)).help(help);
    }
    lines
}

fn concept_key(key: &str) -> Result<Option<Language>, Mistake> {
    if key == "all" { Ok(None) } else { language(key).map(Some) }
}

fn definition(lines: &Lines) -> ConceptDefinition {
    let mut definition = ConceptDefinition::default();
    for (language, texts) in lines {
        let texts = texts.iter().map(|text| text.value.clone());
        match language {
            None => definition.all.extend(texts),
            Some(language) => definition.by_language.entry(*language).or_default().extend(texts),
        }
    }
    definition
}

fn examples(findings: &mut Findings<'_>, section: &Section<'_>, key: &str) -> Vec<Article> {
    let Some(value) = section.value(key) else { return Vec::new() };
    let items = section.list(findings, key, value).unwrap_or_default();
    items.into_iter().filter_map(|item| example(findings, section, key, item)).collect()
}

/// A title, then the body after a blank line, or a table of fields.
fn example<'t>(
    findings: &mut Findings<'_>,
    section: &Section<'t>,
    key: &str,
    value: &'t Spanned<DeValue<'t>>,
) -> Option<Article> {
    let place = section.at(value.span());
    match value.get_ref() {
        DeValue::String(_) => {
            let text =
                text_of(findings, &format!("an entry of `{key}`"), value, place)?.value.replace("\r\n", "\n");
            let (title, body) = text.trim().split_once("\n\n").unwrap_or((text.trim(), ""));
            Some(Article {
                title: title.trim().to_owned(),
                body: body.trim().to_owned(),
                ..Article::default()
            })
        }
        DeValue::Table(table) => {
            let name = format!("{}.{key}", section.name);
            let section = Section::open(findings, "topics.*.must_match", name, place, table);
            Some(fields(findings, &section))
        }
        other => {
            let expected = "a text (a title, then the body after a blank line) or a table of fields";
            wrong_type(findings, &format!("an entry of `{key}`"), expected, other, &place);
            None
        }
    }
}

fn fields(findings: &mut Findings<'_>, table: &Section<'_>) -> Article {
    let mut text = |key| table.text(findings, key).map(|text| text.value);
    let (title, body) = (text("title").unwrap_or_default(), text("body").unwrap_or_default());
    let (url, site) = (text("url"), text("site"));
    let mut texts = |key| {
        let texts = table.texts(findings, key).unwrap_or_default();
        texts.into_iter().map(|text| text.value).collect::<Vec<String>>()
    };
    let (authors, tags, groups) = (texts("authors"), texts("tags"), texts("groups"));
    let time = |text: &str| {
        let error = || Mistake::with_help("not a time", "write RFC 3339, such as 2026-06-11T07:30:00Z");
        Timestamp::parse_rfc3339(text).ok_or_else(error)
    };
    Article {
        hint: None,
        title,
        body,
        url,
        site,
        language: table.parsed(findings, "language", language).map(|l| l.value),
        authors,
        tags,
        country: table.parsed(findings, "country", country).map(|c| c.value),
        groups,
        published: table.parsed(findings, "published", time).map(|t| t.value),
    }
}
