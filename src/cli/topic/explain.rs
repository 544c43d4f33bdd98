//! `vigie topic explain`: a topic's query on one article, clause by clause.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use serde::Serialize;
use serde_json::Value;
use url::Url;

use crate::article::{self, Extracted, Page, PageTime};
use crate::cli::given::Given;
use crate::cli::{Failure, Format, Globals, Outcome, block_on, configuration, print_json, print_line};
use crate::clock::Clock;
use crate::config::FetchConfig;
use crate::fetch::Client;
use crate::model::Article;
use crate::topic::{Clause, ClauseKind, ClauseSpan, Explanation, Field};

/// A larger file is not read.
const MAX_FILE: u64 = 64 << 20;
/// Hits of one clause in the text form.
const SHOWN: usize = 5;

/// An article to explain, and the id it came with.
struct Source {
    id: Value,
    article: Article,
}

/// One line of the output.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a Value,
    title: &'a str,
    #[serde(flatten)]
    explanation: &'a Explanation,
}

pub(super) fn run(name: &str, source: &str, topics: &[PathBuf], globals: &Globals) -> Outcome {
    let topics = super::load(topics, globals)?;
    if !topics.topics.iter().any(|topic| topic.name.as_str() == name) {
        let names: Vec<&str> = topics.topics.iter().map(|topic| topic.name.as_str()).collect();
        return Err(Failure::usage(format!(
            "there is no topic `{name}`; there are: {}",
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        )));
    }
    for source in read(source, globals)? {
        let Some(explanation) = topics.index.explain(name, &source.article) else { continue };
        if globals.format == Format::Json {
            print_json(&Row { id: &source.id, title: &source.article.title, explanation: &explanation })?;
        } else {
            print_line(&readable(&source.article, &explanation))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read(source: &str, globals: &Globals) -> Result<Vec<Source>, Failure> {
    if let Some(url) = Url::parse(source).ok().filter(|url| matches!(url.scheme(), "http" | "https")) {
        return Ok(vec![from_network(&url, globals)?]);
    }
    let mut bytes = Vec::new();
    if source == "-" {
        std::io::stdin().lock().take(MAX_FILE).read_to_end(&mut bytes).context("cannot read stdin")?;
    } else {
        std::fs::File::open(source)
            .and_then(|file| file.take(MAX_FILE).read_to_end(&mut bytes))
            .with_context(|| format!("cannot read `{source}`"))?;
    }
    let extension = Path::new(source).extension().map(|e| e.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("jsonl" | "ndjson" | "json") => from_lines(&bytes),
        Some("html" | "htm" | "xhtml") => Ok(vec![from_page(&article::extract(&page(&bytes, None, None)))?]),
        _ if looks_like_html(&bytes) => Ok(vec![from_page(&article::extract(&page(&bytes, None, None)))?]),
        _ if source == "-" && bytes.trim_ascii_start().starts_with(b"{") => from_lines(&bytes),
        _ => Ok(vec![from_text(&String::from_utf8_lossy(&bytes))]),
    }
}

fn page<'p>(bytes: &'p [u8], content_type: Option<&'p str>, url: Option<&'p Url>) -> Page<'p> {
    Page { bytes, content_type, url }
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1000)]).to_lowercase();
    start.contains("<html") || start.trim_start().starts_with("<!doctype html")
}

/// JSON lines, as `vigie topic match` reads them.
fn from_lines(bytes: &[u8]) -> Result<Vec<Source>, Failure> {
    let lines = bytes.split(|b| *b == b'\n').enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
    lines
        .map(|(number, line)| {
            let given =
                Given::read(line).map_err(|bad| anyhow::anyhow!("line {}: {}", number + 1, bad.why))?;
            given.tell(number as u64 + 1);
            let Given { id, article, .. } = given;
            Ok(Source { id, article })
        })
        .collect()
}

/// A title, then the body after a blank line.
fn from_text(text: &str) -> Source {
    let text = text.replace("\r\n", "\n");
    let (title, body) = text.trim().split_once("\n\n").unwrap_or((text.trim(), ""));
    let article = Article { title: title.to_owned(), body: body.trim().to_owned(), ..Article::default() };
    Source { id: Value::Null, article }
}

fn from_page(found: &Extracted) -> Result<Source, Failure> {
    if found.title.is_none() && found.text.is_none() {
        return Err(anyhow::anyhow!("the page has neither a title nor a text to match").into());
    }
    if found.text.is_none() {
        crate::cli::tell!("vigie: the page has no text to trust: matched on its title alone");
    }
    let url = found.canonical_url.clone().or_else(|| found.url.clone());
    let article = Article {
        title: found.title.clone().unwrap_or_default(),
        body: found.text.clone().unwrap_or_default(),
        site: url.as_deref().and_then(|url| Url::parse(url).ok()).map(|url| article::site_of(&url)),
        url: url.clone(),
        language: found.language,
        authors: found.authors.clone(),
        published: found.published.map(PageTime::time),
        tags: found.tags.clone(),
        ..Article::default()
    };
    Ok(Source { id: url.map_or(Value::Null, Value::String), article })
}

fn from_network(url: &Url, globals: &Globals) -> Result<Source, Failure> {
    // The configuration's manners when there is one; the general ones otherwise.
    let fetch = match super::super::configuration::configuration_path(globals) {
        Ok(_) => configuration(globals)?.fetch,
        Err(_) => FetchConfig::default(),
    };
    let answer = block_on(async {
        let client = Client::new(&fetch, Clock::system()).map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(client.page(url).await.with_context(|| format!("cannot read `{url}`"))?)
    })?;
    from_page(&article::extract(&page(
        &answer.bytes,
        answer.content_type.as_deref(),
        Some(&answer.final_url),
    )))
}

fn readable(article: &Article, explanation: &Explanation) -> String {
    let sure = if explanation.language_sure { "" } else { ", uncertain" };
    let verdict = match &explanation.found {
        Some(found) => format!("matches, score {}", found.score),
        None => "does not match".to_owned(),
    };
    let mut text = format!(
        "{}\n  {} ({}) {verdict}; language {}{sure}\n",
        article.title.replace('\n', " "),
        explanation.topic,
        explanation.version.chars().take(8).collect::<String>(),
        explanation.language,
    );
    clause(&explanation.clause, 1, &mut text);
    text
}

fn clause(one: &Clause, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    let mark = if one.holds { '✓' } else { '✗' };
    let what = match one.kind {
        ClauseKind::All => "all of",
        ClauseKind::Any => "any of",
        ClauseKind::Not => "not",
        ClauseKind::Score
        | ClauseKind::Near
        | ClauseKind::Count
        | ClauseKind::Term
        | ClauseKind::Concept
        | ClauseKind::Known => one.text.as_str(),
    };
    let _ = write!(text, "{indent}{mark} ");
    if let Some(weight) = one.weight {
        let _ = write!(text, "{weight:+} ");
    }
    text.push_str(what);
    if let Some(note) = &one.note {
        let _ = write!(text, "  ({note})");
    }
    text.push('\n');
    for place in one.spans.iter().take(SHOWN) {
        let _ = writeln!(text, "{indent}    {}", hit(place));
    }
    if one.spans.len() > SHOWN {
        let _ = writeln!(text, "{indent}    and {} more", one.spans.len() - SHOWN);
    }
    for part in &one.clauses {
        clause(part, depth + 1, text);
    }
}

fn hit(ClauseSpan { span, sentence }: &ClauseSpan) -> String {
    let field = match span.field {
        Field::Title => "title",
        Field::Body => "body",
    };
    let words = span.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut line = format!("“{words}” in {field} {}–{}", span.start, span.end);
    if span.field == Field::Body {
        let _ = write!(line, ", sentence {sentence}");
    }
    if span.concept.is_some() {
        let language = span.language.as_ref().map_or("all", |language| language.as_str());
        let _ = write!(line, " by {language}: {}", span.term);
    }
    line
}
