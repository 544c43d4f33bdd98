//! Finds the files of a configuration: `vigie.toml` and what it includes.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};
use toml::de::DeTable;

use super::diagnostic::{Diagnostic, Severity, line_and_column};
use super::read::{pack_files, read_file, reason};
use super::source::{Form, SourceFile};
use super::suggest::{alternatives, did_you_mean};
use crate::topic::packs;

/// More files than any newsroom has: a pattern that went astray.
const MOST_FILES: usize = 20_000;

/// Files of a folder among which a mistaken name is looked for.
const MOST_LISTED: usize = 1_000;

/// The files of a configuration as they were read, `vigie.toml` first, and what could not be read.
pub(super) struct Inputs {
    /// The folder of `vigie.toml`, as it was given.
    pub folder: PathBuf,
    /// At least the main file.
    pub files: Vec<SourceFile>,
    /// About includes.
    pub mistakes: Vec<Diagnostic>,
    /// Files that were asked for are not among these.
    pub incomplete: bool,
}

/// Reads a configuration folder or file with everything it includes.
pub(super) fn inputs(path: &Path) -> Result<Inputs, Box<Diagnostic>> {
    let main = if path.is_dir() { path.join("vigie.toml") } else { path.to_owned() };
    let main_file = read_file(&main, Form::Toml).map_err(|mut mistake| {
        // Where nobody may look, there may well be one.
        if matches!(main.try_exists(), Ok(false)) {
            "there is no configuration here".clone_into(&mut mistake.message);
            mistake.help(format!("`vigie init {}` writes one", path.display()));
        }
        mistake
    })?;
    let folder = main.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    let mut seen = BTreeSet::from([main.clone()]);
    let mut inputs = Inputs { folder, files: vec![main_file], mistakes: Vec::new(), incomplete: false };
    let wanted = includes(&mut inputs);
    let mut included_packs = Vec::new();
    for (include, span) in &wanted {
        match include.strip_prefix("pack:") {
            Some(pack) if packs().iter().any(|p| p.name == pack) => included_packs.push(pack),
            Some(pack) => inputs.unknown_pack(pack, span),
            None => inputs.pattern(include, span, &mut seen),
        }
    }
    let packs = pack_files(&included_packs, &inputs.files);
    inputs.files.extend(packs);
    Ok(inputs)
}

/// The texts of `include` with their places; what is no text is a mistake.
fn includes(inputs: &mut Inputs) -> Vec<(String, Range<usize>)> {
    let text = inputs.files[0].text.clone();
    // It stands before the first table, and what follows may be ten thousand feeds. A beginning that does not parse
    // was cut inside a text or list.
    let (mut tree, mistakes) = DeTable::parse_recoverable(before_tables(&text));
    if !mistakes.is_empty() {
        tree = DeTable::parse_recoverable(&text).0;
    }
    let tree = tree.into_inner();
    let Some(value) = tree.get("include") else { return Vec::new() };
    let Some(items) = value.get_ref().as_array() else {
        let help = "write `include = [\"feeds/*.toml\"]`";
        inputs.mistake(&value.span(), "`include` must be a list in square brackets".to_owned(), help);
        return Vec::new();
    };
    let mut texts = Vec::new();
    for item in items {
        match item.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => texts.push((text.to_owned(), item.span())),
            _ => {
                let message = "an entry of `include` must be a text in quotes".to_owned();
                inputs.mistake(&item.span(), message, "write `\"feeds/*.toml\"` or `\"pack:NAME\"`");
            }
        }
    }
    texts
}

/// The text up to the first line that looks like a table's header.
fn before_tables(text: &str) -> &str {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with('[') {
            break;
        }
        end += line.len();
    }
    &text[..end]
}

impl Inputs {
    fn mistake(&mut self, span: &Range<usize>, message: String, help: &str) {
        let main = &self.files[0];
        let mut mistake = Diagnostic::of_file(Severity::Error, &main.path, message);
        (mistake.line, mistake.column) = line_and_column(&main.text, span.start);
        mistake.span = span.clone();
        mistake.help(help);
        self.mistakes.push(mistake);
        self.incomplete = true;
    }

    fn unknown_pack(&mut self, pack: &str, span: &Range<usize>) {
        let names = || packs().iter().map(|pack| pack.name);
        let incomplete = self.incomplete;
        let help =
            did_you_mean(pack, names()).unwrap_or_else(|| format!("there are {}", alternatives(names())));
        self.mistake(span, format!("there is no pack `{}`", super::value::brief(pack)), &help);
        // Topics that are missed because of it are worth showing with it.
        self.incomplete = incomplete;
    }

    /// What may have been meant by the name of a file that is not there.
    fn nearest(&self, include: &str) -> String {
        let folder = Pattern::escape(&self.folder.to_string_lossy());
        let files = ["*.toml", "*.opml", "*/*.toml", "*/*.opml"].iter().filter_map(|pattern| {
            let paths = glob::glob(&format!("{folder}/{pattern}")).ok()?;
            Some(paths.flatten().take(MOST_LISTED))
        });
        let within =
            |path: PathBuf| Some(path.strip_prefix(&self.folder).ok()?.to_string_lossy().into_owned());
        let names: Vec<String> = files.flatten().filter_map(within).collect();
        did_you_mean(include, names.iter().map(String::as_str)).unwrap_or_else(|| {
            "write its path from this folder, or a pattern such as `feeds/*.toml`".to_owned()
        })
    }

    /// Reads every file a pattern matches and that was not read before. None is no mistake, but a file without `*` must be there.
    fn pattern(&mut self, include: &str, span: &Range<usize>, seen: &mut BTreeSet<PathBuf>) {
        let folder = Pattern::escape(&self.folder.to_string_lossy());
        let pattern =
            if Path::new(include).is_absolute() { include.to_owned() } else { format!("{folder}/{include}") };
        // Editors keep locks and backups in files that begin with a dot.
        let options = MatchOptions { require_literal_leading_dot: true, ..MatchOptions::new() };
        if !include.contains(['*', '?', '[']) {
            let path = self.folder.join(include);
            if path.is_dir() {
                let message = format!("`{}` is a folder", super::value::brief(include));
                let help = format!("write `{}/*.toml`", include.trim_end_matches('/'));
                return self.mistake(span, message, &help);
            }
            match path.try_exists() {
                Ok(true) => {}
                Ok(false) => {
                    let message = format!("there is no file `{}`", super::value::brief(include));
                    return self.mistake(span, message, &self.nearest(include));
                }
                Err(error) => {
                    let message =
                        format!("`{}` cannot be read: {}", super::value::brief(include), reason(&error));
                    return self.mistake(span, message, "let Vigie's user read it");
                }
            }
        }
        let paths = match glob::glob_with(&pattern, options) {
            Ok(paths) => paths,
            Err(error) => {
                let message = format!("`{}` is not a pattern: {}", super::value::brief(include), error.msg);
                return self.mistake(span, message, "write a path with `*`, such as `feeds/*.toml`");
            }
        };
        for path in paths {
            match path {
                Ok(path) if path.is_dir() || seen.contains(&path) => {}
                Ok(path) => {
                    if seen.len() >= MOST_FILES {
                        let message = format!("the includes match more than {MOST_FILES} files");
                        return self.mistake(span, message, "write a narrower pattern");
                    }
                    self.file(&path, span);
                    seen.insert(path);
                }
                Err(error) => {
                    let message =
                        format!("`{}` cannot be read: {}", error.path().display(), reason(error.error()));
                    self.mistake(span, message, "let Vigie's user read it");
                }
            }
        }
    }

    fn file(&mut self, path: &Path, span: &Range<usize>) {
        let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        let form = match extension.as_deref() {
            Some("toml") => Form::Toml,
            Some("opml") => Form::Opml,
            _ => {
                let message = format!("`{}` is neither `*.toml` nor `*.opml`", path.display());
                return self.mistake(span, message, "rename it, or write a narrower pattern");
            }
        };
        match read_file(path, form) {
            Ok(file) => self.files.push(file),
            Err(mistake) => {
                self.mistakes.push(*mistake);
                self.incomplete = true;
            }
        }
    }
}
