//! Queries and topics named on the command line.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;

use url::Url;

use super::Failure;
use super::when::{End, past};
use crate::config::{Config, Diagnostic, Report, Severity, did_you_mean, pack_concepts};
use crate::model::{Name, Priority, Timestamp, Zone};
use crate::topic::{Candidates, Concepts, Query, QueryError, TopicDefinition, TopicIndex};

/// A query as a topic of its own.
pub(super) fn topic(query: &str) -> TopicDefinition {
    TopicDefinition {
        name: "search".parse().expect("a name of lower-case letters"),
        title: String::new(),
        priority: Priority::Normal,
        query: query.into(),
        must_match: Vec::new(),
        must_not_match: Vec::new(),
    }
}

/// A topic of the configuration.
pub(super) fn named(name: &str, config: &Config) -> Result<TopicDefinition, Failure> {
    let found = config.topics.iter().find(|topic| topic.name.as_str() == name);
    found.cloned().ok_or_else(|| {
        let meant = did_you_mean(name, config.topics.iter().map(|topic| topic.name.as_str()));
        let meant = meant.unwrap_or_else(|| "`vigie topic list` shows those there are".to_owned());
        Failure::usage(format!("there is no topic `{name}` in the configuration: {meant}"))
    })
}

/// Topics compiled to be tried on the archive, and what the archive is asked for them.
pub(super) struct Compiled {
    pub index: TopicIndex,
    pub candidates: Candidates,
}

/// Compiles topics. Those of the configuration have been checked: what is wrong is in the query that was typed.
///
/// # Errors
/// Every mistake of the typed query.
pub(super) fn compiled(
    topics: &[TopicDefinition],
    typed: &str,
    config: &Config,
) -> Result<Compiled, Failure> {
    let queries: Vec<Vec<Query>> = topics
        .iter()
        .map(|topic| topic.query.queries().map(Query::parse).collect())
        .collect::<Result<_, _>>()
        .map_err(|error| pointing(typed, [error]))?;
    let concepts = used(queries.iter().flatten(), &config.concepts);
    let index = TopicIndex::compile(topics, &concepts)
        .map_err(|errors| pointing(typed, errors.into_iter().map(|mistake| mistake.error)))?;
    let each =
        topics.iter().zip(&queries).map(|(topic, of)| Candidates::of_topic(&topic.query, of, &concepts));
    Ok(Compiled { index, candidates: each.reduce(Candidates::or).unwrap_or(Candidates::Any) })
}

/// The concepts that queries use: the configuration's, and of the packs' those that it does not use itself.
fn used<'q>(queries: impl Iterator<Item = &'q Query>, known: &Concepts) -> Concepts {
    let names: BTreeSet<&Name> = queries.flat_map(Query::concepts).map(|(name, _)| name).collect();
    let others = names.iter().filter(|name| !known.contains_key(**name)).map(|name| name.as_str()).collect();
    let mut used = pack_concepts(&others);
    used.extend(names.into_iter().filter_map(|name| Some((name.clone(), known.get(name)?.clone()))));
    used
}

/// The mistakes, pointing into the query.
fn pointing(query: &str, errors: impl IntoIterator<Item = QueryError>) -> Failure {
    let file = PathBuf::from("query");
    let mut report =
        Report { sources: BTreeMap::from([(file.clone(), query.to_owned())]), ..Report::default() };
    for error in errors {
        let (line, column) = report.position(&file, error.span.start);
        report.diagnostics.push(Diagnostic {
            severity: Severity::Error,
            message: error.message,
            file: file.clone(),
            line,
            column,
            span: error.span,
            label: String::new(),
            help: error.help,
            also: Vec::new(),
        });
    }
    Failure::Usage(report.render(super::configuration::colour(&io::stderr())))
}

/// A stretch of time as it was typed; either end may be open.
///
/// # Errors
/// A text is no time, or the stretch is empty or still to come.
pub(super) fn period(
    since: Option<&str>,
    until: Option<&str>,
    now: Timestamp,
    zone: Zone,
) -> Result<(Option<Timestamp>, Option<Timestamp>), Failure> {
    let time = |text: Option<&str>, end| {
        text.map(|text| past(text, now, zone, end)).transpose().map_err(Failure::usage)
    };
    let (since, until) = (time(since, End::First)?, time(until, End::Last)?);
    if let Some(since) = since.filter(|since| *since > now) {
        return Err(Failure::usage(format!(
            "`--since` ({since}) lies in the future: nothing was seen since then"
        )));
    }
    if let (Some(since), Some(until)) = (since, until)
        && since >= until
    {
        return Err(Failure::usage(format!(
            "nothing lies between `--since` ({since}) and `--until` ({until})"
        )));
    }
    Ok((since, until))
}

/// An address of an article.
///
/// # Errors
/// The text is none.
pub(super) fn address(text: &str) -> Result<Url, Failure> {
    Url::parse(text).map_err(|error| {
        Failure::usage(format!("`{text}` is not an address ({error}): write it in full, with https://"))
    })
}
