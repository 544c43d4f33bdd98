//! `vigie topic match`: articles as JSON lines in, matches out, in order.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cli::lines::{Line, Lines, parse};
use crate::cli::{Format, Outcome, Spinner, plain};
use crate::model::{Article, Language, Timestamp};
use crate::topic::{Match, TopicIndex};

/// One article as it comes; unknown keys are left alone.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Row {
    pub id: Value,
    title: Option<String>,
    body: Option<String>,
    url: Option<String>,
    site: Option<String>,
    language: Option<Language>,
    authors: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    country: Option<String>,
    groups: Option<Vec<String>>,
    published: Option<Timestamp>,
}

impl Row {
    /// The article, and the id that its line of output bears.
    pub(super) fn into_article(self) -> (Value, Article) {
        let article = Article {
            title: self.title.unwrap_or_default(),
            body: self.body.unwrap_or_default(),
            url: self.url,
            site: self.site,
            language: self.language,
            hint: None,
            authors: self.authors.unwrap_or_default(),
            tags: self.tags.unwrap_or_default(),
            country: self.country,
            groups: self.groups.unwrap_or_default(),
            published: self.published,
        };
        (self.id, article)
    }
}

/// One line of the output.
#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    language: Language,
    language_sure: bool,
    matches: &'a [Match],
}

/// The line of the output for a line that is no article.
#[derive(Serialize)]
struct Refusal<'a> {
    id: Value,
    line: u64,
    error: &'a str,
    matches: [Match; 0],
}

/// What a line came to.
struct Done {
    text: String,
    error: Option<String>,
}

/// Matches a file of articles.
pub(super) struct Batch<'t> {
    pub index: &'t TopicIndex,
    pub jobs: usize,
    pub format: Format,
}

impl Batch<'_> {
    pub(super) fn run(&self, file: &Path, stats: bool) -> Outcome {
        let mut lines = Lines::open(file)?;
        let mut out = BufWriter::new(io::stdout().lock());
        let spinner = Spinner::new();
        let (mut articles, mut spent, mut failed) = (0_u64, Duration::ZERO, 0_u64);
        loop {
            let chunk = lines.chunk().with_context(|| format!("cannot read `{}`", file.display()))?;
            if chunk.is_empty() {
                break;
            }
            let began = Instant::now();
            let done = self.work(&chunk);
            spent += began.elapsed();
            for answer in done {
                if let Some(error) = answer.error {
                    failed += 1;
                    crate::cli::tell!("vigie: {}", plain(&error));
                }
                out.write_all(answer.text.as_bytes())?;
            }
            articles += chunk.len() as u64;
            spinner.say(format!("{articles} articles"));
        }
        out.flush()?;
        drop(spinner);
        if failed > 0 {
            crate::cli::tell!("vigie: {failed} of {articles} lines are no articles");
        }
        if stats {
            let seconds = spent.as_secs_f64();
            let rate = articles as f64 / seconds.max(1e-9);
            crate::cli::tell!("articles={articles} seconds={seconds:.3} articles_per_second={rate:.0}");
        }
        Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Matches a chunk on all threads; the answers are in its order.
    fn work(&self, chunk: &[Line]) -> Vec<Done> {
        if self.jobs == 1 || chunk.len() == 1 {
            return chunk.iter().map(|line| self.answer(line)).collect();
        }
        let share = chunk.len().div_ceil(self.jobs);
        std::thread::scope(|scope| {
            let threads: Vec<_> = chunk
                .chunks(share)
                .map(|part| {
                    scope.spawn(move || part.iter().map(|line| self.answer(line)).collect::<Vec<_>>())
                })
                .collect();
            threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    }

    fn answer(&self, line: &Line) -> Done {
        match line.bytes.as_ref().map_err(Clone::clone).and_then(|bytes| parse::<Row>(bytes)) {
            Ok(row) => {
                let (id, article) = row.into_article();
                let matched = self.index.matches(&article);
                let text = match self.format {
                    Format::Json => {
                        let (language, language_sure) = (matched.language, matched.language_sure);
                        json(&Answer { id: &id, language, language_sure, matches: &matched.matches })
                    }
                    Format::Text => readable(&id, &article.title, matched.language, &matched.matches),
                };
                Done { text, error: None }
            }
            Err(why) => {
                let error = format!("line {}: {why}", line.number);
                let refusal = Refusal { id: Value::Null, line: line.number, error: &why, matches: [] };
                let text = match self.format {
                    Format::Json => json(&refusal),
                    Format::Text => plain(&format!("{error}\n")).into_owned(),
                };
                Done { text, error: Some(error) }
            }
        }
    }
}

fn json(row: &impl Serialize) -> String {
    let mut text = serde_json::to_string(row).unwrap_or_default();
    text.push('\n');
    text
}

fn readable(id: &Value, title: &str, language: Language, matches: &[Match]) -> String {
    let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    let mut text = format!("{id}  [{language}]  {}\n", title.replace('\n', " "));
    for found in matches {
        let hits: Vec<String> =
            found.spans.iter().take(6).map(|span| format!("“{}”", span.text.replace('\n', " "))).collect();
        let more = if found.spans.len() > 6 { " …" } else { "" };
        let _ = writeln!(text, "    {}  {}  {}{more}", found.topic, found.score, hits.join(" "));
    }
    plain(&text).into_owned()
}
