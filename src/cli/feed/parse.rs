//! `vigie feed parse`: what the parser sees in feed files.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use url::Url;

use super::super::batch::{Batch, Job, Line};
use super::super::{Failure, Globals, Outcome};
use super::discover::web_address;
use super::selectors;
use crate::article::Page;
use crate::feed::{Entry, ParseHints, ParsedFeed, SelectError, Selectors, parse, select, strict_view};

/// Files may be larger than any feed that would be fetched.
const LARGEST_FILE: u64 = 256 << 20;

/// One line of the output.
#[derive(Debug, Serialize)]
struct Row<'a> {
    file: &'a str,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(flatten)]
    parsed: Option<ParsedFeed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strict: Option<Strict>,
}

impl Line for Row<'_> {
    fn is_ok(&self) -> bool {
        self.ok
    }

    fn write_text(&self, out: &mut impl Write) -> std::io::Result<()> {
        write_text(out, self)
    }
}

/// What a strict reader sees in the same bytes.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Strict {
    Entries(usize),
    Error(String),
}

/// How files are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct How<'a> {
    /// They are pages, with their entries there.
    pub select: Option<&'a str>,
    /// Where they were saved from.
    pub url: Option<&'a str>,
    /// Also by a strict reader.
    pub strict: bool,
}

/// The same, understood.
struct Reading {
    selectors: Option<Selectors>,
    url: Option<Url>,
    strict: bool,
}

impl Reading {
    fn of(how: How<'_>) -> Result<Self, Failure> {
        let selectors = how.select.map(selectors::read).transpose();
        let selectors = selectors.map_err(|why| Failure::usage(format!("--select: {why}")))?;
        let url = match how.url {
            Some(text) => Some(web_address(text).ok_or_else(|| {
                Failure::usage(format!("--url: `{text}` is not a web address: write `example.org/news`"))
            })?),
            None => None,
        };
        Ok(Self { selectors, url, strict: how.strict })
    }
}

/// Parses files, or those a list names, and prints one result for each, in order.
pub fn run(files: Vec<PathBuf>, batch: Option<&Path>, how: How<'_>, globals: &Globals) -> Outcome {
    let reading = Reading::of(how)?;
    let batch = match batch {
        Some(list) => Batch::read(list)?,
        None if files.is_empty() => {
            return Err(Failure::usage("name files, or a list with `--batch`"));
        }
        None => Batch::of(files),
    };
    batch.print("feeds", globals.format, |file, job| row(file, job, &batch, &reading))
}

fn row<'a>(file: &'a str, job: Result<&Job, String>, batch: &Batch, reading: &Reading) -> Row<'a> {
    let failed = |error| Row { file, ok: false, error: Some(error), parsed: None, strict: None };
    let (job, bytes) = match job
        .and_then(|job| Ok((job, batch.bytes(job, LARGEST_FILE).map_err(|error| format!("{error:#}"))?)))
    {
        Ok(read) => read,
        Err(error) => return failed(error),
    };
    let strict = reading.strict.then(|| strict_view(&bytes).map_or_else(Strict::Error, Strict::Entries));
    match parse_job(job, &bytes, reading) {
        Ok(parsed) => Row { file, ok: true, error: None, parsed: Some(parsed), strict },
        Err(error) => Row { strict, ..failed(error) },
    }
}

fn parse_job(job: &Job, bytes: &[u8], reading: &Reading) -> Result<ParsedFeed, String> {
    let url = job.url().map_err(|error| format!("{error:#}"))?.or_else(|| reading.url.clone());
    if let Some(selectors) = &reading.selectors {
        let page = Page { bytes, content_type: job.content_type.as_deref(), url: url.as_ref() };
        return select(&page, selectors, None).map_err(|error| match error {
            SelectError::NoLinks(_) if url.is_none() => {
                format!("{error}: `--url` says what they are relative to")
            }
            error => error.to_string(),
        });
    }
    let hints =
        ParseHints { content_type: job.content_type.as_deref(), url: url.as_ref(), ..ParseHints::default() };
    parse(bytes, hints).map_err(|error| error.to_string())
}

fn write_text(out: &mut impl Write, row: &Row<'_>) -> std::io::Result<()> {
    writeln!(out, "── {}", plain(row.file))?;
    if let Some(error) = &row.error {
        return writeln!(out, "not a feed: {}\n", plain(error));
    }
    let Some(parsed) = &row.parsed else { return Ok(()) };
    let head = &parsed.feed;
    let title = head.title.as_deref().map(crate::feed::plain_text);
    writeln!(out, "{}", plain(title.as_deref().unwrap_or("(no title)")))?;
    let updated = head.updated.map(|time| time.to_string());
    let problems = (!parsed.problems.is_empty()).then(|| parsed.problems.join("; "));
    let strict = row.strict.as_ref().map(|strict| match strict {
        Strict::Entries(count) => format!("a strict reader sees {count} entries"),
        Strict::Error(error) => format!("a strict reader sees none: {error}"),
    });
    let form = format!(
        "{}, {}, {} entries, {} lost",
        parsed.format,
        parsed.encoding,
        parsed.entries.len(),
        parsed.lost
    );
    for (name, value) in [
        ("form", Some(form.as_str())),
        ("link", head.link.as_deref()),
        ("language", head.language.as_deref()),
        ("updated", updated.as_deref()),
        ("problems", problems.as_deref()),
        ("strict", strict.as_deref()),
    ] {
        if let Some(value) = value {
            writeln!(out, "  {name:<9} {}", plain(value))?;
        }
    }
    for entry in &parsed.entries {
        write_entry(out, entry)?;
    }
    writeln!(out)
}

fn write_entry(out: &mut impl Write, entry: &Entry) -> std::io::Result<()> {
    let date = entry.published.or(entry.updated).map_or_else(|| "-".to_owned(), |time| time.to_string());
    writeln!(out, "\n{date}  {}", plain(entry.title_text.as_deref().unwrap_or("(no title)")))?;
    let link = entry.link.as_deref();
    for line in link.into_iter().chain(entry.id.as_deref().filter(|id| Some(*id) != link)) {
        writeln!(out, "    {}", plain(line))?;
    }
    if !entry.authors.is_empty() {
        writeln!(out, "    by {}", plain(&entry.authors.join(", ")))?;
    }
    if let Some(words) = entry.summary.as_deref().or(entry.content.as_deref()) {
        let words = plain(&crate::feed::plain_text(words));
        let short: String = words.chars().take(200).collect();
        writeln!(out, "    {short}{}", if short.len() < words.len() { "…" } else { "" })?;
    }
    Ok(())
}

/// One line without control characters: feeds do not write on people's terminals.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
