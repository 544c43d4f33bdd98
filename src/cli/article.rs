//! `vigie article …`.

mod diff;
mod evidence;
mod why;

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;
use url::Url;

use super::batch::{Batch, Job, Line};
use super::configuration::{colour, summary};
use super::{Failure, Format, Globals, Outcome, configuration};
use crate::article::{self, Explanation, Extracted, Hints, Page, SiteRule};
use crate::clock::Clock;
use crate::config::{self, Config, FetchConfig};
use crate::fetch::Client;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Reads pages from files or addresses
    Extract(Args),
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

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files or addresses
    sources: Vec<String>,
    /// A list of files as JSON lines: `{"file", "url"?, "content_type"?}`
    #[arg(long, value_name = "LIST.jsonl", conflicts_with = "sources")]
    batch: Option<PathBuf>,
    /// The address a saved page came from: a site's rule is found by it, and relative addresses are resolved
    #[arg(long, value_name = "ADDRESS", conflicts_with = "batch")]
    url: Option<Url>,
    /// Tells why: the block taken, its rivals, what was left out, and where each field came from
    #[arg(long)]
    explain: bool,
    /// A site's rule to try instead of the configuration's: `text = "div.story"`, or a file of such lines
    #[arg(long, value_name = "TOML")]
    rule: Option<String>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Account>,
}

impl Line for Row<'_> {
    fn is_ok(&self) -> bool {
        self.ok
    }

    fn write_text(&self, out: &mut impl Write) -> std::io::Result<()> {
        write_text(out, self)
    }
}

/// What was read of a page, and why where that was asked for.
type Read = (Extracted, Option<Account>);

/// Why a page was read as it was.
#[derive(Debug, Serialize)]
struct Account {
    #[serde(flatten)]
    explanation: Explanation,
    /// Whose rule was applied: the site of the configuration, or `--rule`.
    rule_of: Option<String>,
}

pub fn run(command: Command, globals: &Globals) -> Outcome {
    match command {
        Command::Extract(args) => extract(args, globals),
        Command::Diff { old, new } => diff::run(old, new, globals),
        Command::Evidence(args) => evidence::run(&args, globals),
    }
}

fn extract(args: Args, globals: &Globals) -> Outcome {
    // Without `--config` nothing is configured: the command shows what the general rules see.
    let config = globals.config.is_some().then(|| configuration(globals)).transpose()?;
    let rule = args.rule.map(rule).transpose()?;
    let batch = match args.batch {
        Some(list) => Batch::read(&list)?,
        None if args.sources.is_empty() => {
            return Err(Failure::usage("name files or addresses, or a list with `--batch`"));
        }
        None => Batch::of(args.sources.into_iter().map(PathBuf::from)),
    };
    let reader =
        Reader { rule, url: args.url, explains: args.explain, ..Reader::new(&batch, config.as_ref()) };
    extract_all(reader, globals.format)
}

/// The rule that is written out, or in a file of that name: what has no `=` can only be one.
fn rule(written: String) -> Result<SiteRule, Failure> {
    let path = PathBuf::from(&written);
    let (text, shown_as) = if path.is_file() || !written.contains('=') {
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        (text, path)
    } else {
        (written, PathBuf::from("--rule"))
    };
    config::site_rule(text, &shown_as).map_err(|report| {
        Failure::Usage(format!("{}{}", report.render(colour(&std::io::stderr())), summary(&report)))
    })
}

fn extract_all(mut reader: Reader<'_>, format: Format) -> Outcome {
    let batch = reader.batch;
    batch.print("pages", format, |file, job| {
        match job.and_then(|job| reader.read(job).map_err(|error| format!("{error:#}"))) {
            Ok((extracted, explanation)) => {
                Row { file, ok: true, error: None, extracted: Some(extracted), explanation }
            }
            Err(error) => Row { file, ok: false, error: Some(error), extracted: None, explanation: None },
        }
    })
}

/// Reads pages from files and, with a client made at the first need, from the network.
struct Reader<'a> {
    batch: &'a Batch,
    config: Option<&'a Config>,
    /// To try instead of the configuration's.
    rule: Option<SiteRule>,
    /// Where saved pages came from.
    url: Option<Url>,
    explains: bool,
    clock: Clock,
    client: Option<(tokio::runtime::Runtime, Client)>,
}

impl<'a> Reader<'a> {
    /// Reads as the general rules do, and the rules of the configuration.
    fn new(batch: &'a Batch, config: Option<&'a Config>) -> Self {
        Self { batch, config, rule: None, url: None, explains: false, clock: Clock::system(), client: None }
    }

    fn read(&mut self, job: &Job) -> anyhow::Result<Read> {
        if let Some(address) = address(&job.file) {
            let (runtime, client) = self.client()?;
            let page = runtime.block_on(client.page(&address))?;
            return Ok(self.extract(&page.bytes, page.content_type.as_deref(), Some(&page.final_url)));
        }
        let url = job.url()?.or_else(|| self.url.clone());
        let bytes = self.batch.bytes(job, LARGEST_FILE)?;
        Ok(self.extract(&bytes, job.content_type.as_deref(), url.as_ref()))
    }

    fn extract(&self, bytes: &[u8], content_type: Option<&str>, url: Option<&Url>) -> Read {
        let page = Page { bytes, content_type, url };
        let now = Some(self.clock.now());
        let (rule_of, rule) = match (&self.rule, self.config) {
            (Some(rule), _) => (Some("--rule".to_owned()), Some(rule)),
            (None, Some(config)) => {
                let found = of_page(&page).and_then(|url| article::rule_of(&config.sites, &url));
                (found.map(|(site, _)| site.to_owned()), found.map(|(_, rule)| rule))
            }
            (None, None) => (None, None),
        };
        let hints = Hints { rule, now, title: None };
        if !self.explains {
            return (article::extract_with(&page, &hints), None);
        }
        let (found, explanation) = article::explain(&page, &hints);
        (found, Some(Account { explanation, rule_of }))
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

/// Where a page came from; of a saved one whose address nobody gave, what it says itself.
fn of_page(page: &Page<'_>) -> Option<Url> {
    page.url.cloned().or_else(|| article::extract(page).canonical_url.and_then(|url| Url::parse(&url).ok()))
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
        ("section", found.section.clone()),
        ("tags", (!found.tags.is_empty()).then(|| found.tags.join(", "))),
        ("method", Some(found.method.to_owned())),
        ("problems", (!found.problems.is_empty()).then(|| found.problems.join("; "))),
    ] {
        if let Some(value) = value {
            writeln!(out, "  {name:<10} {value}")?;
        }
    }
    writeln!(out, "\n{}\n", found.text.as_deref().unwrap_or("(no text to trust)"))?;
    let Some(account) = &row.explanation else { return Ok(()) };
    let address = found.url.as_deref().or(found.canonical_url.as_deref());
    let site = address.and_then(|address| Url::parse(address).ok()).map(|url| article::site_of(&url));
    why::write(out, account, site.as_deref())
}
