//! The lists of `--batch`, and files read for them.

use std::io::{BufWriter, ErrorKind, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use url::Url;

use super::progress::Progress;
use super::{Format, Outcome};

/// One line of a list.
#[derive(Debug, Deserialize)]
pub(super) struct Job {
    pub(super) file: String,
    url: Option<String>,
    pub(super) content_type: Option<String>,
}

/// Lines of a list, and the folder that their paths are relative to.
#[derive(Debug, Default)]
pub(super) struct Batch {
    folder: PathBuf,
    /// A line that is no job says why.
    pub(super) jobs: Vec<Result<Job, String>>,
}

/// What came of one job, as a line of JSON or as people read it.
pub(super) trait Line: Serialize {
    /// Whether its file could be read.
    fn is_ok(&self) -> bool;

    /// Writes it for people.
    fn write_text(&self, out: &mut impl Write) -> std::io::Result<()>;
}

impl Batch {
    /// Prints what comes of each job, in order, as soon as it is known; fails when a file could not be read. Whoever reads it may
    /// stop before its end.
    pub(super) fn print<'a, L: Line>(
        &'a self,
        things: &'static str,
        format: Format,
        mut line: impl FnMut(&'a str, Result<&'a Job, String>) -> L,
    ) -> Outcome {
        let mut out = BufWriter::new(std::io::stdout().lock());
        let mut progress = Progress::new(self.jobs.len(), things);
        let mut is_all_read = true;
        for job in &self.jobs {
            let file = job.as_ref().map_or("", |job| job.file.as_str());
            let line = line(file, job.as_ref().map_err(Clone::clone));
            is_all_read &= line.is_ok();
            let written = match format {
                Format::Json => {
                    serde_json::to_writer(&mut out, &line).map_err(Into::into).and_then(|()| writeln!(out))
                }
                Format::Text => line.write_text(&mut out),
            };
            match written {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
                other => other.context("cannot write the result")?,
            }
            progress.step();
        }
        progress.finish();
        match out.flush() {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error.into()),
            _ => {}
        }
        Ok(if is_all_read { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Files or addresses named one by one.
    pub(super) fn of(sources: impl IntoIterator<Item = PathBuf>) -> Self {
        let job = |source: PathBuf| {
            let file = source.into_os_string().into_string().map_err(|name| {
                format!("the name of `{}` is not UTF-8: rename it", name.to_string_lossy())
            })?;
            Ok(Job { file, url: None, content_type: None })
        };
        Self { folder: PathBuf::new(), jobs: sources.into_iter().map(job).collect() }
    }

    /// Reads a list: JSON lines, blank ones skipped.
    pub(super) fn read(list: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(list)
            .with_context(|| format!("cannot read the list `{}`", list.display()))?;
        let job = |(at, line): (usize, &str)| {
            serde_json::from_str(line)
                .map_err(|error| format!("line {} of the list is not a job: {error}", at + 1))
        };
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        Ok(Self {
            folder: list.parent().map(Path::to_owned).unwrap_or_default(),
            jobs: lines.map(job).collect(),
        })
    }

    /// The bytes of a job's file, at most so many.
    pub(super) fn bytes(&self, job: &Job, largest: u64) -> anyhow::Result<Vec<u8>> {
        let path = self.folder.join(&job.file);
        let mut bytes = Vec::new();
        std::fs::File::open(&path)
            .and_then(|file| file.take(largest).read_to_end(&mut bytes))
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        Ok(bytes)
    }
}

impl Job {
    /// Where its bytes came from.
    pub(super) fn url(&self) -> anyhow::Result<Option<Url>> {
        let parse = |url: &String| Url::parse(url).with_context(|| format!("`{url}` is not an address"));
        self.url.as_ref().map(parse).transpose()
    }
}
