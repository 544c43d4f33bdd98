//! `[sites."example.org"]`: CSS selectors by site.

use std::collections::BTreeMap;

use super::Defined;
use crate::article::{SiteRule, check_selector};
use crate::config::findings::Findings;
use crate::config::names::tables_of;
use crate::config::section::Section;
use crate::config::source::{Document, Form, Place};
use crate::config::value::{Located, Mistake, brief};
use crate::model::{Name, site_named};

/// The rules of all files.
pub(super) fn read(findings: &mut Findings<'_>, documents: &[Document<'_>]) -> BTreeMap<String, SiteRule> {
    let (mut sites, mut defined) = (BTreeMap::new(), Defined::default());
    for document in documents.iter().filter(|d| d.form == Form::Toml) {
        for (key, place, table) in tables_of(findings, document, "sites") {
            let Some(value) = key.parse(findings, site) else { continue };
            let name = Located { value, place: key.place };
            let section =
                Section::open(findings, "sites.*", format!("sites.\"{}\"", name.value), place, table);
            if defined.add(findings, &name, "site") {
                sites.insert(name.value.to_string(), rule(findings, &section));
            }
        }
    }
    sites
}

/// The rule of a text that holds no other: its keys at the top, or below a header of `sites`.
pub(in crate::config) fn one(findings: &mut Findings<'_>, documents: &[Document<'_>]) -> SiteRule {
    let Some(document) = documents.first() else { return SiteRule::default() };
    if document.tree.contains_key("sites") {
        return read(findings, documents).into_values().next().unwrap_or_default();
    }
    let place = Place { file: document.file, span: 0..0 };
    let section = Section::open(findings, "sites.*", "sites.*".to_owned(), place, &document.tree);
    rule(findings, &section)
}

fn rule(findings: &mut Findings<'_>, section: &Section<'_>) -> SiteRule {
    let mut selectors = |key| {
        let written = section.text_or_texts(findings, key).unwrap_or_default();
        written.iter().filter_map(|text| text.parse(findings, selector)).collect()
    };
    SiteRule {
        text: selectors("text"),
        drop: selectors("drop"),
        author: selectors("author"),
        date: selectors("date"),
    }
}

/// Reads a CSS selector.
pub(super) fn selector(text: &str) -> Result<String, Mistake> {
    let wrong = |_| {
        Mistake::with_help(
            format!("`{}` is not a CSS selector", brief(text)),
            "write one such as `div.story > p`",
        )
    };
    check_selector(text).map(|()| text.to_owned()).map_err(wrong)
}

/// A host as articles show it: no scheme, no path, no `www.` or `m.`, umlauts as in addresses.
fn site(text: &str) -> Result<Name, Mistake> {
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let bare = site_named(host);
    match bare.parse::<Name>() {
        Ok(name) if bare == text && bare.contains('.') => Ok(name),
        Ok(name) if name.as_str() != text => {
            let message = format!("`{}` is not a site as articles show it", brief(text));
            Err(Mistake::with_help(message, format!("did you mean `[sites.\"{name}\"]`?")))
        }
        _ => Err(Mistake::with_help(
            format!("`{}` is not a site", brief(text)),
            "write its host, such as `[sites.\"example.org\"]`",
        )),
    }
}
