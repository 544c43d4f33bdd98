//! Tables that carry a name: `[feeds.le-monde]`.

use std::ops::Range;

use toml::de::DeTable;

use super::findings::Findings;
use super::section::Section;
use super::source::{Document, Place};
use super::value::{Located, Mistake, Text, brief, wrong_type};
use crate::model::Name;

/// The named tables of a section (`[feeds.a]`, `[feeds.b]`) of one file, in the order of the file;
/// each is opened with the keys of `pattern`.
pub(super) fn named<'t>(
    findings: &mut Findings<'_>,
    document: &'t Document<'_>,
    section: &str,
    pattern: &str,
) -> Vec<(Located<Name>, Section<'t>)> {
    let tables = tables_of(findings, document, section);
    let open = |(key, place, table): (Text, Place, &'t DeTable<'t>)| {
        let name = key.parse(findings, |text| {
            text.parse::<Name>().map_err(|error| Mistake::maybe_help(error.to_string(), as_a_name(text)))
        })?;
        let full = format!("{section}.{name}");
        let opened = Section::open(findings, pattern, full, place, table);
        Some((Located { value: name, place: key.place }, opened))
    };
    tables.into_iter().filter_map(open).collect()
}

/// The tables below a section with their keys as texts, in the order of the file.
pub(super) fn tables_of<'t>(
    findings: &mut Findings<'_>,
    document: &'t Document<'_>,
    section: &str,
) -> Vec<(Text, Place, &'t DeTable<'t>)> {
    let at = |span: Range<usize>| Place { file: document.file, span };
    let Some(value) = document.tree.get(section) else { return Vec::new() };
    let Some(all) = value.get_ref().as_table() else {
        let expected = format!("tables such as `[{section}.name]`");
        wrong_type(findings, &format!("`{section}`"), &expected, value.get_ref(), &at(value.span()));
        return Vec::new();
    };
    let mut tables = Vec::new();
    for (key, value) in all {
        let name = format!("`{section}.{}`", brief(key.get_ref()));
        match value.get_ref().as_table() {
            Some(table) => {
                let text = Located { value: key.get_ref().to_string(), place: at(key.span()) };
                tables.push((text, at(value.span()), table));
            }
            None => {
                wrong_type(findings, &name, "a table of keys and values", value.get_ref(), &at(value.span()));
            }
        }
    }
    tables.sort_by_key(|(key, ..)| key.place.span.start);
    tables
}

/// A name like `text`, if one can be made.
fn as_a_name(text: &str) -> Option<String> {
    let name = slug(text);
    name.parse::<Name>().ok().map(|name| format!("did you mean `{name}`?"))
}

/// `text` in lower case with a hyphen for every run of what cannot be in a name; empty when nothing is left.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase).take(200) {
        if c.is_alphanumeric() && !c.is_uppercase() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.chars().take(80).collect::<String>().trim_end_matches('-').to_owned()
}
