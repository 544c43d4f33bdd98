//! Files and the output of the process.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::FileFormat;

use super::{Claim, Fault, Outcome};

/// Appends a line, or writes a file whole: under its own name in a folder, or in the place of the one before.
pub(super) async fn write(path: &Path, format: FileFormat, claim: &Claim) -> Outcome {
    let own = path.extension().is_some_and(|end| end == format.extension());
    let target =
        if own || format == FileFormat::Jsonl { path.to_owned() } else { path.join(name(claim, format)) };
    let bytes = claim.bytes.clone();
    let shown = target.display().to_string();
    let written = move || match format {
        FileFormat::Jsonl => append(&target, &bytes),
        FileFormat::Json | FileFormat::Html | FileFormat::Text => replace(&target, &bytes),
    };
    outcome(
        tokio::task::spawn_blocking(written).await,
        &format!("written to {shown}"),
        &format!("cannot write `{shown}`"),
    )
}

/// `2026-06-11-053002-digest-morning-427009331200000001.html`: the same for every attempt, so a repeat is no second file.
fn name(claim: &Claim, format: FileFormat) -> PathBuf {
    let time: String = claim.composed_at.to_string().chars().take(19).filter(|c| *c != ':').collect();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let rule: String = claim.rule.to_string().chars().map(plain).collect();
    PathBuf::from(format!("{}-{rule}-{}.{}", time.replace('T', "-"), claim.message_id, format.extension()))
}

/// One write at the end. A line that a full disk or a crash cut off is ended first, so that it spoils no other.
fn append(path: &Path, line: &[u8]) -> io::Result<()> {
    make_folder(path)?;
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    let mut bytes = Vec::with_capacity(line.len() + 1);
    if file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            bytes.push(b'\n');
        }
    }
    bytes.extend_from_slice(line);
    file.write_all(&bytes)?;
    file.sync_data()
}

/// Beside it first, then in its place: whoever reads the file sees the old one or the new one, never a half.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_folder(path)?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let mut file = File::create(&beside)?;
    let moved = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&beside, path));
    if moved.is_err() {
        // What could not be finished is in nobody's way.
        let _ = fs::remove_file(&beside);
    }
    moved
}

fn make_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

pub(super) async fn print(claim: &Claim) -> Outcome {
    let bytes = claim.bytes.clone();
    let printed = move || {
        let mut out = io::stdout().lock();
        out.write_all(&bytes)?;
        out.flush()
    };
    outcome(tokio::task::spawn_blocking(printed).await, "printed", "cannot print")
}

fn outcome(done: Result<io::Result<()>, tokio::task::JoinError>, sent: &str, failed: &str) -> Outcome {
    match done {
        Ok(Ok(())) => Outcome::Sent { detail: sent.to_owned(), pause: Duration::ZERO, receipt: None },
        Ok(Err(error)) => {
            Outcome::Retry { after: None, why: format!("{failed}: {error}"), fault: Fault::Endpoint }
        }
        Err(error) => {
            Outcome::Retry { after: None, why: format!("{failed}: {error}"), fault: Fault::Endpoint }
        }
    }
}
