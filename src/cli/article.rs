//! `vigie article …`.

mod diff;
mod evidence;

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use serde::Serialize;
use url::Url;

use super::batch::{Batch, Job};
use super::progress::Progress;
use super::{Failure, Format, Globals, Outcome, configuration};
use crate::article::{self, Extracted, Hints, Page, SiteRule};
use crate::clock::Clock;
use crate::config::{Config, FetchConfig};
use crate::fetch::Client;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Reads pages from files or addresses
    Extract {
        /// Files or addresses
        sources: Vec<String>,
        /// A list of files as JSON lines: `{"file", "url"?, "content_type"?}`
        #[arg(long, value_name = "LIST.jsonl", conflicts_with = "sources")]
        batch: Option<PathBuf>,
    },
    /// What changed between two editions, and whether it is a correction
    Diff {
        /// A page or plain text (its first line is the title): file or address
        old: PathBuf,
        /// The same later
        new: PathBuf,
    },
    /// A page kept by `keep_pages = "matched"`: its hash, its time, and its bytes on request
    #[command(disable_version_flag = true)]
    Evidence(evidence::Args),
}

/// Pages in files may be larger than any that would be fetched.
const LARGEST_FILE: u64 = 64 << 20;

/// One line of the output.
#[derive(Debug, Serialize)]
struct Row<'a> {
    file: &'a str,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(flatten)]
    extracted: Option<Extracted>,
}

pub fn run(command: Command, globals: &Globals) -> Outcome {
    match command {
        Command::Extract { sources, batch } => extract(sources, batch, globals),
        Command::Diff { old, new } => diff::run(old, new, globals),
        Command::Evidence(args) => evidence::run(&args, globals),
    }
}

fn extract(sources: Vec<String>, batch: Option<PathBuf>, globals: &Globals) -> Outcome {
    // Without `--config` nothing is configured: the command shows what the general rules see.
    let config = globals.config.is_some().then(|| configuration(globals)).transpose()?;
    let batch = match batch {
        Some(list) => Batch::read(&list)?,
        None if sources.is_empty() => {
            return Err(Failure::Usage(
                "vigie: name files or addresses, or a list with `--batch`".to_owned(),
            ));
        }
        None => Batch::of(sources.into_iter().map(PathBuf::from)),
    };
    extract_all(&batch, config.as_ref(), globals.format)
}

fn extract_all(batch: &Batch, config: Option<&Config>, format: Format) -> Outcome {
    let mut reader = Reader::new(batch, config);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut progress = Progress::new(batch.jobs.len(), "pages");
    let mut is_all_read = true;
    for job in &batch.jobs {
        let file = job.as_ref().map_or("", |job| job.file.as_str());
        let row = match job
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|job| reader.read(job).map_err(|e| format!("{e:#}")))
        {
            Ok(extracted) => Row { file, ok: true, error: None, extracted: Some(extracted) },
            Err(error) => Row { file, ok: false, error: Some(error), extracted: None },
        };
        is_all_read &= row.ok;
        let written = match format {
            Format::Json => {
                serde_json::to_writer(&mut out, &row).map_err(Into::into).and_then(|()| writeln!(out))
            }
            Format::Text => write_text(&mut out, &row),
        };
        match written {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => break,
            other => other.context("cannot write the result")?,
        }
        progress.step();
    }
    progress.finish();
    match out.flush() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => return Err(error.into()),
        _ => {}
    }
    Ok(if is_all_read { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reads pages from files and, with a client made at the first need, from the network.
struct Reader<'a> {
    clock: Clock,
    batch: &'a Batch,
    config: Option<&'a Config>,
    client: Option<(tokio::runtime::Runtime, Client)>,
}

impl<'a> Reader<'a> {
    fn new(batch: &'a Batch, config: Option<&'a Config>) -> Self {
        Self { clock: Clock::system(), batch, config, client: None }
    }

    fn read(&mut self, job: &Job) -> anyhow::Result<Extracted> {
        if let Some(address) = address(&job.file) {
            let (runtime, client) = self.client()?;
            let page = runtime.block_on(client.page(&address))?;
            return Ok(self.extract(&page.bytes, page.content_type.as_deref(), Some(&page.final_url)));
        }
        let url = job.url()?;
        let bytes = self.batch.bytes(job, LARGEST_FILE)?;
        Ok(self.extract(&bytes, job.content_type.as_deref(), url.as_ref()))
    }

    fn extract(&self, bytes: &[u8], content_type: Option<&str>, url: Option<&Url>) -> Extracted {
        let rule: Option<&SiteRule> = url.and_then(|url| {
            self.config.and_then(|config| article::rule_of(&config.sites, url)).map(|(_, rule)| rule)
        });
        let now = Some(self.clock.now());
        article::extract_with(&Page { bytes, content_type, url }, &Hints { rule, now })
    }

    fn client(&mut self) -> anyhow::Result<&(tokio::runtime::Runtime, Client)> {
        if self.client.is_none() {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let fetch = self.config.map_or_else(FetchConfig::default, |config| config.fetch.clone());
            let client = runtime
                .block_on(async { Client::new(&fetch, self.clock.clone()) })
                .map_err(|error| anyhow::anyhow!("{error}"))?;
            self.client = Some((runtime, client));
        }
        self.client.as_ref().context("no client")
    }
}

/// The address a source is, unless it is a file.
fn address(source: &str) -> Option<Url> {
    Url::parse(source).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn write_text(out: &mut impl Write, row: &Row<'_>) -> std::io::Result<()> {
    writeln!(out, "── {}", row.file.replace(char::is_control, " "))?;
    if let Some(error) = &row.error {
        return writeln!(out, "not read: {}\n", error.replace(char::is_control, " "));
    }
    let Some(found) = &row.extracted else { return Ok(()) };
    writeln!(out, "{}", found.title.as_deref().unwrap_or("(no title)"))?;
    let published = found.published.map(|time| time.to_string());
    let modified = found.modified.map(|time| time.to_string());
    let authors = (!found.authors.is_empty()).then(|| found.authors.join(", "));
    let language = found.language.map(|language| language.to_string());
    for (name, value) in [
        ("site", found.site_name.clone()),
        ("authors", authors),
        ("published", published),
        ("modified", modified),
        ("language", language),
        ("address", found.canonical_url.clone().or_else(|| found.url.clone())),
        ("image", found.image.clone()),
        ("method", Some(found.method.to_owned())),
        ("problems", (!found.problems.is_empty()).then(|| found.problems.join("; "))),
    ] {
        if let Some(value) = value {
            writeln!(out, "  {name:<10} {value}")?;
        }
    }
    writeln!(out, "\n{}\n", found.text.as_deref().unwrap_or("(no text to trust)"))
}
