//! Reads the files of a configuration: the only part of this room that touches the disk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use super::diagnostic::{Diagnostic, Severity};
use super::source::{Form, SourceFile};
use crate::topic::{Pack, name_packs, packs};

/// No configuration file is larger.
const MOST_BYTES: u64 = 16 << 20;

/// Reads one file, or says why not.
pub(super) fn read_file(path: &Path, form: Form) -> Result<SourceFile, Box<Diagnostic>> {
    let error = |message: String| Box::new(Diagnostic::of_file(Severity::Error, path, message));
    let size = std::fs::metadata(path).map_err(|e| error(format!("cannot be read: {}", reason(&e))))?.len();
    if size > MOST_BYTES {
        return Err(error(format!("is larger than {} MiB", MOST_BYTES >> 20)));
    }
    let bytes = std::fs::read(path).map_err(|e| error(format!("cannot be read: {}", reason(&e))))?;
    let bytes = if form == Form::Opml { in_utf8(bytes) } else { bytes };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceFile { path: path.to_owned(), text, form }),
        Err(wrong) => {
            let before = &wrong.as_bytes()[..wrong.utf8_error().valid_up_to()];
            let line = before.split(|b| *b == b'\n').count();
            let mut diagnostic = error(format!("line {line} is not UTF-8"));
            diagnostic.line = line;
            diagnostic.help("save the file as UTF-8");
            Err(diagnostic)
        }
    }
}

/// A list of feeds, which other programs write, from the charset that it declares.
fn in_utf8(bytes: Vec<u8>) -> Vec<u8> {
    if std::str::from_utf8(&bytes).is_ok() {
        return bytes;
    }
    let declared = || {
        let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(&bytes));
        let (_, rest) = head.split_once("<?xml")?.1.split_once("?>")?.0.split_once("encoding")?;
        let label = rest.trim_start().strip_prefix('=')?.trim_start();
        Encoding::for_label(label.split(['"', '\'']).nth(1)?.as_bytes())
    };
    let encoding = Encoding::for_bom(&bytes).map(|(encoding, _)| encoding).or_else(declared);
    match encoding.map(|encoding| encoding.decode(&bytes)) {
        Some((text, _, false)) => text.into_owned().into_bytes(),
        _ => bytes,
    }
}

/// What the system says, without its number.
pub(super) fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

/// The TOML files at `paths`: files as given, of folders every `*.toml` in order of name.
pub(super) fn toml_files(paths: &[PathBuf]) -> (Vec<SourceFile>, Vec<Diagnostic>) {
    let (mut files, mut mistakes) = (Vec::new(), Vec::new());
    for path in paths {
        let inside = if path.is_dir() { folder(path) } else { Ok(vec![path.clone()]) };
        match inside {
            Ok(inside) if inside.is_empty() => {
                mistakes.push(Diagnostic::of_file(
                    Severity::Error,
                    path,
                    "holds no `*.toml` file".to_owned(),
                ));
            }
            Ok(inside) => {
                for path in inside {
                    match read_file(&path, Form::Toml) {
                        Ok(file) => files.push(file),
                        Err(mistake) => mistakes.push(*mistake),
                    }
                }
            }
            Err(error) => {
                let message = format!("cannot be read: {}", reason(&error));
                mistakes.push(Diagnostic::of_file(Severity::Error, path, message));
            }
        }
    }
    (files, mistakes)
}

fn folder(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut inside = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "toml") && path.is_file() {
            inside.push(path);
        }
    }
    inside.sort();
    Ok(inside)
}

/// The embedded packs that a configuration needs, as files: those of `included` with their topics, and the concepts that its
/// texts name. There are many packs, and each is large.
pub(super) fn pack_files(included: &[&str], files: &[SourceFile]) -> Vec<SourceFile> {
    let named: BTreeSet<&str> = files.iter().flat_map(|file| concepts_named(&file.text)).collect();
    let with_topics = packs().iter().filter(|pack| included.contains(&pack.name));
    let mut wanted: Vec<SourceFile> = with_topics.map(|pack| pack_file(pack, Form::Pack)).collect();
    let others = named.into_iter().filter(|name| !included.contains(name)).collect();
    wanted.extend(packs_named(&others));
    wanted
}

/// The packs of these names, for their concepts.
pub(super) fn packs_named(names: &BTreeSet<&str>) -> Vec<SourceFile> {
    let mut wanted: Vec<Pack> = packs().iter().filter(|pack| names.contains(pack.name)).copied().collect();
    if wanted.len() < names.len() {
        wanted.extend(name_packs().filter(|pack| names.contains(pack.name)));
    }
    wanted.iter().map(|pack| pack_file(pack, Form::PackConcepts)).collect()
}

fn pack_file(Pack { name, toml }: &Pack, form: Form) -> SourceFile {
    SourceFile { path: PathBuf::from(format!("pack:{name}")), text: (*toml).to_owned(), form }
}

/// The names that follow `concept:` anywhere in a text.
fn concepts_named(text: &str) -> impl Iterator<Item = &str> {
    const BEFORE: &str = "concept:";
    memchr::memmem::find_iter(text.as_bytes(), BEFORE).map(|at| {
        let rest = &text[at + BEFORE.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        &rest[..end]
    })
}

/// No secret is larger.
const MOST_SECRET_BYTES: u64 = 64 << 10;

/// Reads a file that holds a secret; the reason why not says nothing of what is in it.
pub(super) fn read_secret(path: &Path) -> Result<String, String> {
    let size = std::fs::metadata(path).map_err(|e| reason(&e))?.len();
    if size > MOST_SECRET_BYTES {
        return Err(format!("it is larger than {} KiB", MOST_SECRET_BYTES >> 10));
    }
    String::from_utf8(std::fs::read(path).map_err(|e| reason(&e))?).map_err(|_| "it is not UTF-8".to_owned())
}
