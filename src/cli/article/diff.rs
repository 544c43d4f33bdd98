//! `vigie article diff`: what changed between two editions, by the rules that mark corrections.

use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;

use super::{LARGEST_FILE, Reader, address};
use crate::article::{self, Change, Edition};
use crate::cli::batch::{Batch, Job};
use crate::cli::configuration::colour;
use crate::cli::terminal::print_styled;
use crate::cli::{Failure, Format, Globals, Outcome, configuration, difference, print_json, print_line};

#[derive(Serialize)]
struct Row<'a> {
    old: &'a str,
    new: &'a str,
    #[serde(flatten)]
    change: &'a Change,
}

/// An edition that owns its words.
struct Read {
    title: String,
    text: String,
    is_live: bool,
}

pub(super) fn run(old: PathBuf, new: PathBuf, globals: &Globals) -> Outcome {
    let config = globals.config.is_some().then(|| configuration(globals)).transpose()?;
    let batch = Batch::of([old, new]);
    let mut reader = Reader::new(&batch, config.as_ref());
    let mut read = Vec::new();
    for job in &batch.jobs {
        let job = job.as_ref().map_err(Failure::usage)?;
        read.push((job.file.as_str(), edition(&mut reader, job)?));
    }
    let [(old, before), (new, after)] = read.as_slice() else { return Ok(ExitCode::FAILURE) };
    let change = article::compare(&before.as_edition(), &after.as_edition());
    match globals.format {
        Format::Json => print_json(&Row { old, new, change: &change })?,
        Format::Text => {
            print_line(&difference::summary(&change))?;
            for line in difference::lines(&change, colour(&std::io::stdout())) {
                print_styled(&line)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

impl Read {
    fn as_edition(&self) -> Edition<'_> {
        Edition { title: &self.title, text: &self.text, is_live: self.is_live }
    }
}

/// A page at an address or in a file; or a plain text, whose first line is its title.
fn edition(reader: &mut Reader<'_>, job: &Job) -> anyhow::Result<Read> {
    if address(&job.file).is_none() {
        let bytes = reader.batch.bytes(job, LARGEST_FILE)?;
        let is_page = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<');
        if let Some(text) = (!is_page).then(|| std::str::from_utf8(&bytes).ok()).flatten() {
            let (title, text) = text.trim_start_matches('\u{feff}').split_once('\n').unwrap_or((text, ""));
            return Ok(Read { title: title.to_owned(), text: text.to_owned(), is_live: false });
        }
    }
    let (page, _) = reader.read(job)?;
    let Some(text) = page.text else {
        anyhow::bail!("there is no text to trust in `{}`: see `vigie article extract`", job.file);
    };
    Ok(Read { title: page.title.unwrap_or_default(), text, is_live: page.is_live })
}
