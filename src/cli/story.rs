//! `vigie story …`.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::lines::{Lines, parse};
use super::{Format, Globals, Outcome, Spinner, plain};
use crate::article;
use crate::model::{Article, Language, StoryId, Timestamp};
use crate::story::{Fingerprinter, Relation, Seen, Window};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Groups articles, one JSON object a line, into stories, in their order
    Group {
        /// Lines of `{"id", "title", "body", "url", "site", "language", "published"}`; `-` reads what comes in
        #[arg(value_name = "FILE.jsonl")]
        file: PathBuf,
    },
}

pub fn run(command: Command, globals: &Globals) -> Outcome {
    match command {
        Command::Group { file } => group(&file, globals.format),
    }
}

/// One article as it comes; unknown keys are left alone.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Row {
    id: Value,
    title: Option<String>,
    body: Option<String>,
    url: Option<String>,
    site: Option<String>,
    language: Option<Language>,
    published: Option<String>,
}

/// One line of the output.
#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    story: StoryId,
    relation: Relation,
    /// The story that a new one goes on from.
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<StoryId>,
}

/// The line of the output for a line that is no article.
#[derive(Serialize)]
struct Refusal<'a> {
    id: Value,
    line: u64,
    error: &'a str,
}

/// The stories of a stream so far.
#[derive(Default)]
struct Stream {
    fingerprinter: Fingerprinter,
    window: Window,
    stories: i64,
    /// When the last article appeared: one without a time comes right after it.
    last: Timestamp,
}

fn group(file: &Path, format: Format) -> Outcome {
    let mut lines = Lines::open(file)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut stream = Stream::default();
    let spinner = Spinner::new();
    let (mut articles, mut failed) = (0_u64, 0_u64);
    loop {
        let chunk = lines.chunk().with_context(|| format!("cannot read `{}`", file.display()))?;
        if chunk.is_empty() {
            break;
        }
        articles += chunk.len() as u64;
        for line in chunk {
            let answer = line.bytes.and_then(|bytes| stream.answer(&bytes, format));
            let answer = answer.unwrap_or_else(|why| {
                failed += 1;
                let error = format!("line {}: {why}", line.number);
                crate::cli::tell!("vigie: {}", plain(&error));
                match format {
                    Format::Json => json(&Refusal { id: Value::Null, line: line.number, error: &why }),
                    Format::Text => plain(&error).into_owned(),
                }
            });
            writeln!(out, "{answer}")?;
        }
        spinner.say(format!("{articles} articles, {} stories", stream.stories));
    }
    out.flush()?;
    drop(spinner);
    if failed > 0 {
        crate::cli::tell!("vigie: {failed} of {articles} lines are no articles");
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Stream {
    /// The line of output for a line of input, or what is wrong with it.
    fn answer(&mut self, line: &[u8], format: Format) -> Result<String, String> {
        let row: Row = parse(line)?;
        let published = row.published.as_deref().map(time).transpose()?;
        let address = row.url.as_deref().and_then(|url| Url::parse(url).ok());
        let site = row.site.or_else(|| address.as_ref().map(article::site_of));
        let article = Article {
            title: row.title.unwrap_or_default(),
            body: row.body.unwrap_or_default(),
            language: row.language,
            ..Article::default()
        };
        self.last = published.map_or(self.last, |(at, _)| at);
        let dated = published.is_some_and(|(_, to_the_minute)| to_the_minute);
        let fingerprint = self.fingerprinter.read(&article);
        let seen = Seen::new(fingerprint, (self.last, dated), site.as_deref(), address.as_ref());
        let stories = &mut self.stories;
        let placed = self.window.place(seen, || {
            *stories += 1;
            StoryId::from(*stories)
        });
        let answer =
            Answer { id: &row.id, story: placed.story, relation: placed.relation, earlier: placed.earlier };
        Ok(match format {
            Format::Json => json(&answer),
            Format::Text => readable(&answer, &article.title),
        })
    }
}

/// A time, and whether it is more than a day.
fn time(text: &str) -> Result<(Timestamp, bool), String> {
    if let Some(at) = Timestamp::parse_rfc3339(text) {
        return Ok((at, true));
    }
    let day = Timestamp::parse_rfc3339(&format!("{}T00:00:00Z", text.trim()));
    day.map(|at| (at, false)).ok_or_else(|| {
        format!("`{text}` is not a time: write RFC 3339, such as 2026-06-11T07:30:00Z, or a day")
    })
}

fn json(row: &impl Serialize) -> String {
    serde_json::to_string(row).unwrap_or_default()
}

fn readable(answer: &Answer<'_>, title: &str) -> String {
    let id = answer.id.as_str().map_or_else(|| answer.id.to_string(), str::to_owned);
    let relation = match answer.relation {
        Relation::First => "first",
        Relation::Copy => "copy",
        Relation::SameEvent => "same event",
    };
    let earlier = answer.earlier.map_or_else(String::new, |story| format!("  (earlier: {story})"));
    plain(&format!("{:>6}  {relation:<10}  {id}  {}{earlier}", answer.story, title.replace('\n', " ")))
        .into_owned()
}
