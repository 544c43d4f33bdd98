//! Files as they were read, and their TOML trees.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::PathBuf;

use toml::de::{DeTable, DeValue};

use super::diagnostic::line_start;
use super::findings::Findings;

/// One file as it was read.
#[derive(Clone, Debug)]
pub(super) struct SourceFile {
    /// As people know it: below the folder they named, or `pack:NAME`.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// What is in it.
    pub form: Form,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The configuration's own TOML.
    Toml,
    /// A list of feeds.
    Opml,
    /// An embedded pack whose topics are asked for.
    Pack,
    /// An embedded pack of which only the concepts count.
    PackConcepts,
}

/// A byte range of one file, by its place in the list of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Which file.
    pub file: usize,
    /// Where in its text.
    pub span: Range<usize>,
}

/// The tree of one TOML file; where the file is damaged, what could be read of it.
pub(super) struct Document<'s> {
    /// Which file.
    pub file: usize,
    /// What kind of file.
    pub form: Form,
    /// Its tree.
    pub tree: DeTable<'s>,
}

/// What could be read of one file.
pub(super) enum Readable<'s> {
    /// A list of feeds, which has a reader of its own.
    Opml,
    /// The tree of a file without syntax errors. A file is parsed once: ten thousand feeds make a large one.
    Tree(DeTable<'s>),
    /// The text of a damaged file without the lines that are.
    Rest(Cow<'s, str>),
}

/// All files as far as they can be read: syntax errors are reported and their lines blanked, place for place,
/// so that one damaged line does not hide the mistakes after it.
pub(super) fn readable<'s>(findings: &mut Findings<'s>) -> Vec<Readable<'s>> {
    let files = findings.files();
    files
        .iter()
        .enumerate()
        .map(|(file, source)| match source.form {
            Form::Opml => Readable::Opml,
            _ => repaired(findings, file, &source.text),
        })
        .collect()
}

/// The trees of all TOML files, taken out of what is readable.
pub(super) fn documents<'r>(files: &[SourceFile], readable: &'r mut [Readable<'_>]) -> Vec<Document<'r>> {
    let parts = files.iter().zip(readable).enumerate();
    parts
        .filter_map(|(file, (source, readable))| {
            let tree = match readable {
                Readable::Opml => return None,
                Readable::Tree(tree) => std::mem::take(tree),
                Readable::Rest(text) => DeTable::parse_recoverable(text).0.into_inner(),
            };
            Some(Document { file, form: source.form, tree })
        })
        .collect()
}

/// No file needs more rounds of blanking than this, unless it is not TOML at all.
const MOST_ROUNDS: usize = 25;

fn repaired<'s>(findings: &mut Findings<'s>, file: usize, source: &'s str) -> Readable<'s> {
    let (tree, mut errors) = DeTable::parse_recoverable(source);
    if errors.is_empty() {
        return Readable::Tree(tree.into_inner());
    }
    let mut text = Cow::Borrowed(source);
    // One mistake a line: what follows on the same line is mostly its echo, and so is what stands twice in a table that does.
    let mut told = BTreeSet::new();
    for _ in 0..MOST_ROUNDS {
        let mut damaged = Vec::new();
        for error in errors {
            let span = error.span().unwrap_or(source.len()..source.len());
            let line_start = source.get(..span.start).map_or(0, line_start);
            let twice = error.message() == "duplicate key";
            let is_echo = twice && header_of(source, line_start).is_some_and(|header| told.contains(&header));
            if !is_echo && told.insert(line_start) {
                findings.mark_broken(file);
                let place = Place { file, span };
                if twice {
                    defined_twice(findings, source, &place, told.len());
                } else {
                    findings.error(&place, format!("not TOML: {}", error.message()));
                }
            }
            if !twice {
                damaged.push(line_start);
            }
        }
        if damaged.is_empty() {
            break;
        }
        text = Cow::Owned(blanked(&text, &damaged));
        errors = DeTable::parse_recoverable(&text).1;
    }
    Readable::Rest(text)
}

/// Where the line begins that opens the table of a line; `None` for such a line itself.
fn header_of(source: &str, line_start: usize) -> Option<usize> {
    let is_header = |line: &str| line.trim_start().starts_with('[');
    if source.get(line_start..).is_some_and(is_header) {
        return None;
    }
    let mut end = line_start;
    for line in source.get(..line_start)?.split_inclusive('\n').rev() {
        end -= line.len();
        if is_header(line) {
            return Some(end);
        }
    }
    None
}

fn defined_twice(findings: &mut Findings<'_>, text: &str, place: &Place, told: usize) {
    let key = text.get(place.span.clone()).unwrap_or_default().to_owned();
    // Each search reads the file again: past the first few, the place alone has to do.
    let first = if told < 20 { first_definition(text, &place.span) } else { None };
    let first = first.map(|span| findings.locate(&Place { file: place.file, span }));
    let diagnostic = findings.error(place, format!("`{key}` is defined twice"));
    diagnostic.label("again here");
    if let Some(first) = first {
        diagnostic.also(first, "first here");
    }
}

/// `text` with the lines that begin at `damaged` blanked; a damaged header takes the keys below it along.
fn blanked(text: &str, damaged: &[usize]) -> String {
    let (mut result, mut start, mut headless) = (String::with_capacity(text.len()), 0, false);
    for line in text.split_inclusive('\n') {
        let header = line.trim_start().starts_with('[');
        let is_damaged = damaged.contains(&start);
        headless = if header { is_damaged } else { headless };
        if is_damaged || headless {
            result.extend(line.chars().flat_map(|c| {
                let kept = if matches!(c, '\n' | '\r') { c } else { ' ' };
                std::iter::repeat_n(kept, c.len_utf8())
            }));
        } else {
            result.push_str(line);
        }
        start += line.len();
    }
    result
}

/// Where the key at `again` was defined first. The parser knows but does not tell, so the text before is read once more.
fn first_definition(text: &str, again: &Range<usize>) -> Option<Range<usize>> {
    let line_start = line_start(text.get(..again.start)?);
    let (before, _) = DeTable::parse_recoverable(text.get(..line_start)?);
    let before = before.into_inner();
    let line = text.get(line_start..again.end)?.trim_start();
    if line.starts_with('[') {
        let line_end = text[again.end..].find('\n').map_or(text.len(), |at| again.end + at);
        return descend(&before, &path_of(text.get(line_start..line_end)?)?);
    }
    let header = last_header(text.get(..line_start)?);
    let mut path = header.map_or_else(|| Some(Vec::new()), path_of)?;
    let Some(inner) = path_of(&format!("{line} = 0")) else {
        // Inside an inline table: the nearest such key before it on the line.
        let key = text.get(again.clone())?;
        let at = text.get(line_start..again.start)?.rfind(key)? + line_start;
        return Some(at..at + key.len());
    };
    path.extend(inner);
    descend(&before, &path)
}

/// The last line that opens a table.
fn last_header(text: &str) -> Option<&str> {
    let (tree, _) = DeTable::parse_recoverable(text);
    let mut last = 0..0;
    deepest_header(tree.get_ref(), text, &mut last);
    text.get(last).filter(|header| !header.is_empty())
}

fn deepest_header(table: &DeTable<'_>, text: &str, last: &mut Range<usize>) {
    for value in table.values() {
        let tables: Vec<(Range<usize>, &DeTable<'_>)> = match value.get_ref() {
            DeValue::Table(inner) => vec![(value.span(), inner)],
            DeValue::Array(items) => {
                items.iter().filter_map(|i| Some((i.span(), i.get_ref().as_table()?))).collect()
            }
            _ => Vec::new(),
        };
        for (span, inner) in tables {
            if span.start >= last.start && text.get(span.clone()).is_some_and(|t| t.starts_with('[')) {
                *last = span;
            }
            deepest_header(inner, text, last);
        }
    }
}

/// The keys of `[a.b]` or `a.b = 0`.
fn path_of(line: &str) -> Option<Vec<String>> {
    let (tree, errors) = DeTable::parse_recoverable(line);
    if !errors.is_empty() {
        return None;
    }
    let (mut path, mut table) = (Vec::new(), tree.get_ref());
    while let Some((key, value)) = table.iter().next() {
        path.push(key.get_ref().to_string());
        table = match value.get_ref() {
            DeValue::Table(inner) => inner,
            DeValue::Array(items) => items.first()?.get_ref().as_table()?,
            _ => break,
        };
    }
    Some(path)
}

fn descend(table: &DeTable<'_>, path: &[String]) -> Option<Range<usize>> {
    let (key, rest) = path.split_first()?;
    let (found, value) = table.get_key_value(key.as_str())?;
    if rest.is_empty() {
        return Some(found.span());
    }
    match value.get_ref() {
        DeValue::Table(inner) => descend(inner, rest),
        DeValue::Array(items) => descend(items.last()?.get_ref().as_table()?, rest),
        _ => None,
    }
}
