//! Mistakes with their places, and how people read them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The configuration cannot be used.
    Error,
    /// It can, but look here.
    Warning,
    /// It can, and this is good to know.
    Note,
}

/// One mistake, with the place it stands in.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The file.
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// Byte range in the file.
    pub span: Range<usize>,
    /// What is said beside the excerpt.
    pub label: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Other places, such as the first of two definitions: file, byte range, label.
    pub also: Vec<(PathBuf, Range<usize>, String)>,
}

impl Diagnostic {
    /// A diagnostic about a file as a whole, such as one that cannot be read.
    pub(super) fn of_file(severity: Severity, file: &Path, message: String) -> Self {
        let (label, also) = (String::new(), Vec::new());
        Self {
            severity,
            message,
            file: file.to_owned(),
            line: 1,
            column: 1,
            span: 0..0,
            label,
            help: None,
            also,
        }
    }

    /// Says something beside the excerpt.
    pub(super) fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = label.into();
        self
    }

    /// Says what to write instead.
    pub(super) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to write instead, where that is known.
    pub(super) fn maybe_help(&mut self, help: Option<String>) -> &mut Self {
        self.help = help.or(self.help.take());
        self
    }

    /// Shows another place.
    pub(super) fn also(&mut self, (file, span): (PathBuf, Range<usize>), label: &str) -> &mut Self {
        self.also.push((file, span, label.to_owned()));
        self
    }
}

/// Every diagnostic of one run, with the sources to draw excerpts from.
#[derive(Debug, Default)]
pub struct Report {
    /// In order of file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Texts of the files, for excerpts; secrets written into them are struck out.
    pub sources: BTreeMap<PathBuf, String>,
    /// How many more there were than a report holds.
    pub left_out: usize,
}

impl Report {
    /// Whether there is an error among them.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many diagnostics of a severity there are.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == severity).count()
    }

    /// All diagnostics as people read them: message, `file:line:column`, excerpt, help.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut text = String::new();
        for diagnostic in &self.diagnostics {
            let _ = writeln!(text, "{}\n", renderer.render(&self.groups(diagnostic)));
        }
        if self.left_out > 0 {
            let _ = writeln!(text, "and {} more\n", self.left_out);
        }
        text
    }

    /// Line and column, both from 1, of a byte of a file; the first where the file could not be read.
    #[must_use]
    pub fn position(&self, file: &Path, offset: usize) -> (usize, usize) {
        self.sources.get(file).map_or((1, 1), |text| line_and_column(text, offset))
    }

    fn groups<'a>(&'a self, diagnostic: &'a Diagnostic) -> Vec<Group<'a>> {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let mut group = level.primary_title(diagnostic.message.as_str()).elements(self.snippets(diagnostic));
        if !self.sources.contains_key(&diagnostic.file) {
            group = group.element(annotate_snippets::Origin::path(diagnostic.file.to_string_lossy()));
        }
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        vec![group]
    }

    /// One snippet a file, the diagnostic's own first.
    fn snippets<'a>(&'a self, diagnostic: &'a Diagnostic) -> Vec<Snippet<'a, Annotation<'a>>> {
        let own = (&diagnostic.file, &diagnostic.span, diagnostic.label.as_str(), AnnotationKind::Primary);
        let also =
            diagnostic.also.iter().map(|(f, span, label)| (f, span, label.as_str(), AnnotationKind::Context));
        let mut files: Vec<(&PathBuf, &str, Vec<Mark<'a>>)> = Vec::new();
        for (file, span, label, kind) in std::iter::once(own).chain(also) {
            let Some(source) = self.sources.get(file) else { continue };
            let mark = (within(source, span), label, kind);
            match files.iter_mut().find(|(known, ..)| *known == file) {
                Some((.., marks)) => marks.push(mark),
                None => files.push((file, source, vec![mark])),
            }
        }
        files.into_iter().map(|(file, source, marks)| snippet(file, source, marks)).collect()
    }
}

/// A place in a file, what is said beside it, and how it is drawn.
type Mark<'a> = (Range<usize>, &'a str, AnnotationKind);

/// Draws marks. The renderer goes through all that it is given, so of a long file it gets the lines from the first mark to the
/// last.
fn snippet<'a>(file: &Path, source: &'a str, marks: Vec<Mark<'a>>) -> Snippet<'a, Annotation<'a>> {
    let first = marks.iter().map(|(span, ..)| span.start).min().unwrap_or_default();
    let last = marks.iter().map(|(span, ..)| span.end).max().unwrap_or_default();
    let begin = line_start(&source[..first]);
    let end = source[last..].find('\n').map_or(source.len(), |length| last + length + 1);
    let annotations = marks.into_iter().map(|(span, label, kind)| {
        let annotation = kind.span(span.start - begin..span.end - begin);
        if label.is_empty() { annotation } else { annotation.label(label) }
    });
    Snippet::source(&source[begin..end])
        .line_start(lines_before(source, begin) + 1)
        .path(file.to_string_lossy().into_owned())
        .annotations(annotations)
}

/// `span` as the renderer can draw it: within the text, on character boundaries, on its first line.
fn within(text: &str, span: &Range<usize>) -> Range<usize> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let line = text[start..end].find(['\n', '\r']).map_or(end, |length| start + length);
    start..line.max(start)
}

/// Line and column of a byte offset, both from 1, the column in characters.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let offset = within(text, &(offset..offset)).start;
    let before = &text[..offset];
    (lines_before(text, offset) + 1, before[line_start(before)..].chars().count() + 1)
}

/// Where the line begins that `before` ends in.
pub(super) fn line_start(before: &str) -> usize {
    before.rfind('\n').map_or(0, |at| at + 1)
}

fn lines_before(text: &str, offset: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..offset]).count()
}
