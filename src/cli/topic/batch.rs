//! `vigie topic match`: articles as JSON lines in, matches out, in order.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde::Serialize;
use serde_json::Value;

use crate::cli::given::{BadLine, Given};
use crate::cli::lines::{Line, Lines};
use crate::cli::{Format, Outcome, Spinner, plain};
use crate::model::Language;
use crate::topic::{Match, TopicIndex};

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
    /// The line is no article.
    failed: bool,
    /// What is told of it beside the output.
    told: Vec<String>,
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
                failed += u64::from(answer.failed);
                for told in answer.told {
                    crate::cli::tell!("vigie: {}", plain(&told));
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
        let told = |what: &String| format!("line {}: {what}", line.number);
        match Given::of(line) {
            Ok(Given { id, article, problems, .. }) => {
                let matched = self.index.matches(&article);
                let text = match self.format {
                    Format::Json => {
                        let (language, language_sure) = (matched.language, matched.language_sure);
                        json(&Answer { id: &id, language, language_sure, matches: &matched.matches })
                    }
                    Format::Text => readable(&id, &article.title, matched.language, &matched.matches),
                };
                Done { text, failed: false, told: problems.iter().map(told).collect() }
            }
            Err(BadLine { id, why }) => {
                let error = told(&why);
                let refusal = Refusal { id, line: line.number, error: &why, matches: [] };
                let text = match self.format {
                    Format::Json => json(&refusal),
                    Format::Text => plain(&format!("{error}\n")).into_owned(),
                };
                Done { text, failed: true, told: vec![error] }
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
