//! Files as they were read, and their TOML trees.

use std::ops::Range;
use std::path::PathBuf;

use toml::de::{DeTable, DeValue};

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

/// Reads the trees of all TOML files and reports their syntax errors.
pub(super) fn documents<'s>(findings: &mut Findings<'s>) -> Vec<Document<'s>> {
    let files = findings.files();
    let mut documents = Vec::new();
    for (file, source) in files.iter().enumerate().filter(|(_, source)| source.form != Form::Opml) {
        let (tree, errors) = DeTable::parse_recoverable(&source.text);
        syntax_errors(findings, file, &source.text, &errors);
        documents.push(Document { file, form: source.form, tree: tree.into_inner() });
    }
    documents
}

/// One mistake a line: what follows on the same line is mostly its echo.
fn syntax_errors(findings: &mut Findings<'_>, file: usize, text: &str, errors: &[toml::de::Error]) {
    let mut last_line = None;
    for (index, error) in errors.iter().enumerate() {
        let span = error.span().unwrap_or(text.len()..text.len());
        let line = text.get(..span.start).map(|before| before.matches('\n').count());
        if line == last_line && line.is_some() {
            continue;
        }
        last_line = line;
        findings.mark_broken(file);
        let place = Place { file, span: span.clone() };
        if error.message() != "duplicate key" {
            findings.error(&place, format!("not TOML: {}", error.message()));
            continue;
        }
        let key = text.get(span.clone()).unwrap_or_default();
        // Each search reads the file again: past the first few, the place alone has to do.
        let first = if index < 20 { first_definition(text, &span) } else { None };
        let first = first.map(|span| findings.locate(&Place { file, span }));
        let diagnostic = findings.error(&place, format!("`{key}` is defined twice"));
        diagnostic.label("again here");
        if let Some(first) = first {
            diagnostic.also(first, "first here");
        }
    }
}

/// Where the key at `again` was defined first. The parser knows but does not tell, so the text before is read once more.
fn first_definition(text: &str, again: &Range<usize>) -> Option<Range<usize>> {
    let line_start = text.get(..again.start)?.rfind('\n').map_or(0, |at| at + 1);
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
