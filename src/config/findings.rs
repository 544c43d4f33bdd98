//! Collects mistakes while a configuration is checked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

use super::diagnostic::{Diagnostic, Report, Severity, line_and_column};
use super::source::{Place, SourceFile};

/// A report longer than this helps nobody.
const MOST: usize = 500;

/// The mistakes found so far in a list of files.
pub(super) struct Findings<'s> {
    files: &'s [SourceFile],
    list: Vec<(usize, Diagnostic)>,
    left_out: Option<Diagnostic>,
    left_out_count: usize,
    /// Files whose TOML is damaged: what seems to be missing may only be unreadable.
    broken: BTreeSet<usize>,
    /// Files that were asked for are not among these.
    incomplete: bool,
    /// Secrets in the texts, to be struck out of excerpts.
    secrets: Vec<Place>,
}

impl<'s> Findings<'s> {
    /// Nothing found yet; `incomplete` when files that were asked for could not be read.
    pub fn new(files: &'s [SourceFile], incomplete: bool) -> Self {
        let (list, broken, secrets) = (Vec::new(), BTreeSet::new(), Vec::new());
        Self { files, list, left_out: None, left_out_count: 0, broken, incomplete, secrets }
    }

    /// The files that are checked.
    pub const fn files(&self) -> &'s [SourceFile] {
        self.files
    }

    /// Adds a mistake; say more on what is returned.
    pub fn error(&mut self, place: &Place, message: impl Into<String>) -> &mut Diagnostic {
        self.add(Severity::Error, place, message.into())
    }

    /// Adds a warning; say more on what is returned.
    pub fn warning(&mut self, place: &Place, message: impl Into<String>) -> &mut Diagnostic {
        self.add(Severity::Warning, place, message.into())
    }

    /// Adds something to know; say more on what is returned.
    pub fn note(&mut self, place: &Place, message: impl Into<String>) -> &mut Diagnostic {
        self.add(Severity::Note, place, message.into())
    }

    fn add(&mut self, severity: Severity, place: &Place, message: String) -> &mut Diagnostic {
        let source = &self.files[place.file];
        let mut diagnostic = Diagnostic::of_file(severity, &source.path, message);
        if self.list.len() >= MOST {
            self.left_out_count += 1;
            return self.left_out.insert(diagnostic);
        }
        (diagnostic.line, diagnostic.column) = line_and_column(&source.text, place.span.start);
        diagnostic.span = place.span.clone();
        self.list.push((place.file, diagnostic));
        let last = self.list.len() - 1;
        &mut self.list[last].1
    }

    /// A place as [`Diagnostic::also`] takes it.
    pub fn locate(&self, place: &Place) -> (PathBuf, Range<usize>) {
        (self.files[place.file].path.clone(), place.span.clone())
    }

    /// Notes that a file could not be read whole.
    pub fn mark_broken(&mut self, file: usize) {
        self.broken.insert(file);
    }

    /// Whether a file was read whole, so that what is missing in it is really missing.
    pub fn is_whole(&self, file: usize) -> bool {
        !self.broken.contains(&file)
    }

    /// Whether every file was read, and whole, so that a name found nowhere is really unknown.
    pub fn all_whole(&self) -> bool {
        self.broken.is_empty() && !self.incomplete
    }

    /// Notes that a secret stands at a place: no excerpt shows it.
    pub fn strike_out(&mut self, place: Place) {
        self.secrets.push(place);
    }

    /// Whether an error was found.
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// How many errors were found; whatever was left out counts as one.
    pub fn errors(&self) -> usize {
        self.left_out_count + self.list.iter().filter(|(_, d)| d.severity == Severity::Error).count()
    }

    /// Everything found, in order of file and place, after what was found `before` these files could be read.
    pub fn into_report(mut self, before: Vec<Diagnostic>) -> Report {
        self.list.sort_by_key(|(file, d)| (*file, d.span.start));
        let diagnostics: Vec<Diagnostic> =
            before.into_iter().chain(self.list.into_iter().map(|(_, d)| d)).collect();
        let shown: BTreeSet<&PathBuf> = diagnostics
            .iter()
            .flat_map(|d| std::iter::once(&d.file).chain(d.also.iter().map(|(f, ..)| f)))
            .collect();
        let mut sources = BTreeMap::new();
        for (index, file) in self.files.iter().enumerate().filter(|(_, f)| shown.contains(&f.path)) {
            let secrets = self.secrets.iter().filter(|p| p.file == index).map(|p| p.span.clone());
            sources.insert(file.path.clone(), struck_out(&file.text, secrets.collect()));
        }
        Report { diagnostics, sources, left_out: self.left_out_count }
    }
}

/// Keys whose values are secrets, wherever they stand and however damaged the file is.
const SECRET_KEYS: [&str; 7] = ["password", "secret", "token", "key", "api_key", "heartbeat_url", "headers"];

/// `text` with every secret replaced by as many bytes of `*`, so that places stay what they were.
fn struck_out(text: &str, mut secrets: Vec<Range<usize>>) -> String {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((key, value)) = line.split_once('=') {
            let key = key.rsplit(['.', '{', ',']).next().unwrap_or_default();
            if SECRET_KEYS.contains(&key.trim().trim_matches(['"', '\''])) {
                secrets.push(start + line.len() - value.len()..start + line.len());
            }
        }
        secrets.extend(credentials(line).map(|span| start + span.start..start + span.end));
        start += line.len();
    }
    secrets.sort_by_key(|span| span.start);
    let mut secrets = secrets.into_iter().peekable();
    let mut hidden = 0..0;
    let mut struck = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        while let Some(next) = secrets.next_if(|span| span.start <= at) {
            hidden = next.start..next.end.max(hidden.end);
        }
        if at < hidden.end && !c.is_whitespace() {
            struck.extend(std::iter::repeat_n('*', c.len_utf8()));
        } else {
            struck.push(c);
        }
    }
    struck
}

/// `user:password` of the addresses in a line.
fn credentials(line: &str) -> impl Iterator<Item = Range<usize>> {
    line.match_indices("://").filter_map(|(at, marker)| {
        let start = at + marker.len();
        let rest = &line[start..];
        let end = rest.find(['/', '"', '\'', ' ', '?', '#', '<', '>']).unwrap_or(rest.len());
        let credentials = &rest[..rest[..end].rfind('@')?];
        let password = credentials.find(':')? + 1;
        Some(start + password..start + credentials.len())
    })
}
