//! `vigie story …`.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::given::{BadLine, Given};
use super::lines::Lines;
use super::{Format, Globals, Outcome, Spinner, plain};
use crate::article;
use crate::model::{StoryId, Timestamp};
use crate::story::{Address, Fingerprinter, Relation, Seen, Window};

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
    /// When the newest article so far appeared: one without a time comes right after it.
    newest: Timestamp,
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
            let answer = Given::of(&line).map(|given| {
                given.tell(line.number);
                stream.answer(given, format)
            });
            let answer = answer.unwrap_or_else(|BadLine { id, why }| {
                failed += 1;
                let error = format!("line {}: {why}", line.number);
                crate::cli::tell!("vigie: {}", plain(&error));
                match format {
                    Format::Json => json(&Refusal { id, line: line.number, error: &why }),
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
    /// The line of output for an article.
    fn answer(&mut self, given: Given, format: Format) -> String {
        let Given { id, article, is_timed: dated, .. } = given;
        let address = article.url.as_deref().and_then(|url| Url::parse(url).ok());
        let site = article.site.clone().or_else(|| address.as_ref().map(article::site_of));
        let at = article.published.unwrap_or(self.newest);
        self.newest = self.newest.max(at);
        let fingerprint = self.fingerprinter.read(&article);
        // Whether others have the address, too, is not known here.
        let address = address.as_ref().map(Address::Given);
        let seen = Seen::new(fingerprint, (at, dated), site.as_deref(), address);
        let stories = &mut self.stories;
        let placed = self.window.place(seen, || {
            *stories += 1;
            StoryId::from(*stories)
        });
        let answer =
            Answer { id: &id, story: placed.story, relation: placed.relation, earlier: placed.earlier };
        match format {
            Format::Json => json(&answer),
            Format::Text => readable(&answer, &article.title),
        }
    }
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
