//! The lists of `--batch`, and files read for them.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Deserialize;
use url::Url;

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

impl Batch {
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
