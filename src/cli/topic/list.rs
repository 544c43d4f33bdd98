//! `vigie topic list`.

use std::collections::BTreeSet;
use std::process::ExitCode;

use serde::Serialize;

use crate::cli::{Format, Outcome, beside, print_json, print_line};
use crate::config::TopicFiles;
use crate::model::{Language, Name, Priority};
use crate::topic::{Query, Signal, TopicDefinition, TopicQuery};

/// One line of the output.
#[derive(Serialize)]
struct Row<'t> {
    name: &'t Name,
    title: &'t str,
    priority: Priority,
    version: String,
    concepts: Vec<Name>,
    /// Languages its concepts have lines for; articles in others are tried with every language's.
    languages: BTreeSet<Language>,
    must_match: usize,
    must_not_match: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<&'t str>,
    #[serde(skip_serializing_if = "<[Signal]>::is_empty")]
    signals: &'t [Signal],
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<i32>,
}

pub(super) fn run(topics: &TopicFiles, format: Format) -> Outcome {
    let rows: Vec<Row<'_>> = topics.topics.iter().map(|topic| row(topics, topic)).collect();
    if format == Format::Json {
        rows.iter().try_for_each(print_json)?;
        return Ok(ExitCode::SUCCESS);
    }
    if rows.is_empty() {
        print_line(
            "no topics: define one in `[topics.NAME]`, or include a pack: `include = [\"pack:nato\"]`",
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    let head =
        ["NAME", "TITLE", "PRIORITY", "VERSION", "EXAMPLES", "CONCEPTS", "LANGUAGES"].map(str::to_owned);
    let mut table = vec![head.to_vec()];
    table.extend(rows.iter().map(cells));
    for line in beside::columns(&table) {
        print_line(&line)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn row<'t>(topics: &TopicFiles, topic: &'t TopicDefinition) -> Row<'t> {
    let version = topics.index.versions().iter().find(|version| version.name == topic.name);
    let queries: Vec<Query> = topic.query.queries().filter_map(|text| Query::parse(text).ok()).collect();
    let concepts: BTreeSet<Name> =
        queries.iter().flat_map(Query::concepts).map(|(name, _)| name.clone()).collect();
    let languages = concepts
        .iter()
        .filter_map(|name| topics.concepts.get(name))
        .flat_map(|concept| concept.by_language.keys().copied())
        .collect();
    let (query, signals, threshold) = match &topic.query {
        TopicQuery::Plain(query) => (Some(query.as_str()), &[][..], None),
        TopicQuery::Scored { signals, threshold } => (None, signals.as_slice(), Some(*threshold)),
    };
    Row {
        name: &topic.name,
        title: &topic.title,
        priority: topic.priority,
        version: version.map(|version| version.hash.to_string()).unwrap_or_default(),
        concepts: concepts.into_iter().collect(),
        languages,
        must_match: topic.must_match.len(),
        must_not_match: topic.must_not_match.len(),
        query,
        signals,
        threshold,
    }
}

fn cells(row: &Row<'_>) -> Vec<String> {
    let joined = |items: Vec<String>| if items.is_empty() { "–".to_owned() } else { items.join(" ") };
    vec![
        row.name.to_string(),
        row.title.to_owned(),
        row.priority.to_string(),
        row.version.chars().take(8).collect(),
        format!("{}+ {}−", row.must_match, row.must_not_match),
        joined(row.concepts.iter().map(Name::to_string).collect()),
        joined(row.languages.iter().map(Language::to_string).collect()),
    ]
}
