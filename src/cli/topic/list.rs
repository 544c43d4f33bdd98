//! `vigie topic list`: every topic, and in which languages it can see.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use serde::Serialize;

use crate::cli::{Failure, Format, Outcome, beside, print_json, print_line};
use crate::config::TopicFiles;
use crate::model::{Language, Name, Priority};
use crate::topic::{Query, Signal, TopicDefinition, TopicQuery};

/// Columns of the text form.
const WIDTH: usize = 100;
/// Columns before what is said of a topic.
const INDENT: usize = 16;

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
    /// How many lines: by language, and `all`.
    lines: BTreeMap<String, usize>,
    /// Languages of feeds for which a concept has no line, although it has for others.
    missing: Vec<Language>,
    must_match: usize,
    must_not_match: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<&'t str>,
    #[serde(skip_serializing_if = "<[Signal]>::is_empty")]
    signals: &'t [Signal],
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<i32>,
}

/// `spoken`: the languages that feeds are declared to be in.
pub(super) fn run(topics: &TopicFiles, spoken: &BTreeSet<Language>, format: Format) -> Outcome {
    let rows: Vec<Row<'_>> = topics.topics.iter().map(|topic| row(topics, topic, spoken)).collect();
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
    show(&rows)?;
    Ok(ExitCode::SUCCESS)
}

fn row<'t>(topics: &TopicFiles, topic: &'t TopicDefinition, spoken: &BTreeSet<Language>) -> Row<'t> {
    let version = topics.index.versions().iter().find(|version| version.name == topic.name);
    let queries: Vec<Query> = topic.query.queries().filter_map(|text| Query::parse(text).ok()).collect();
    let concepts: BTreeSet<Name> =
        queries.iter().flat_map(Query::concepts).map(|(name, _)| name.clone()).collect();
    let (mut lines, mut missing) = (BTreeMap::<String, usize>::new(), BTreeSet::new());
    let mut languages = BTreeSet::new();
    for concept in concepts.iter().filter_map(|name| topics.concepts.get(name)) {
        if !concept.all.is_empty() {
            *lines.entry("all".to_owned()).or_default() += concept.all.len();
        }
        for (language, of_language) in &concept.by_language {
            *lines.entry(language.to_string()).or_default() += of_language.len();
        }
        languages.extend(concept.by_language.keys().copied());
        if !concept.by_language.is_empty() {
            missing.extend(spoken.iter().filter(|l| !concept.by_language.contains_key(*l)).copied());
        }
    }
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
        lines,
        missing: missing.into_iter().collect(),
        must_match: topic.must_match.len(),
        must_not_match: topic.must_not_match.len(),
        query,
        signals,
        threshold,
    }
}

fn show(rows: &[Row<'_>]) -> Result<(), Failure> {
    let mut table = vec![["NAME", "PRIORITY", "VERSION", "EXAMPLES", "TITLE"].map(str::to_owned).to_vec()];
    table.extend(rows.iter().map(cells));
    for (line, row) in beside::columns(&table).iter().zip(std::iter::once(None).chain(rows.iter().map(Some)))
    {
        print_line(&cut(line))?;
        let Some(row) = row else { continue };
        if row.concepts.is_empty() {
            continue;
        }
        said("concepts", row.concepts.iter().map(Name::to_string))?;
        said("lines", row.lines.iter().map(|(language, lines)| format!("{language} {lines}")))?;
        said("no lines for", row.missing.iter().map(|language| format!("{language} (feeds)")))?;
    }
    Ok(())
}

fn cells(row: &Row<'_>) -> Vec<String> {
    vec![
        row.name.to_string(),
        row.priority.to_string(),
        row.version.chars().take(8).collect(),
        format!("{}+ {}−", row.must_match, row.must_not_match),
        row.title.replace('\n', " "),
    ]
}

fn cut(line: &str) -> String {
    if line.chars().count() <= WIDTH {
        line.to_owned()
    } else {
        line.chars().take(WIDTH - 1).chain(['…']).collect()
    }
}

/// What is said of a topic, in as many lines as it takes; nothing when there is nothing.
fn said(what: &str, items: impl Iterator<Item = String>) -> Result<(), Failure> {
    let mut line = format!("  {what:<width$}", width = INDENT - 2);
    let mut is_empty = true;
    for item in items {
        let separator = if is_empty { "" } else { " · " };
        if line.chars().count() + separator.len() + item.chars().count() > WIDTH && !is_empty {
            print_line(&line)?;
            line = " ".repeat(INDENT) + &item;
        } else {
            line = line + separator + &item;
        }
        is_empty = false;
    }
    if !is_empty {
        print_line(&cut(&line))?;
    }
    Ok(())
}
