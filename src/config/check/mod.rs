//! From trees to settings: one file for each kind of section. Pure but for the secrets that [`Surroundings`] hand in.

mod channels;
mod chats;
mod feeds;
mod layout;
mod mail;
mod rules;
mod select;
mod shell;
pub(super) mod sites;
pub(super) mod topics;
mod translate;
pub(super) mod values;

use std::collections::BTreeMap;

use super::findings::Findings;
use super::secret::{Surroundings, variable_for};
use super::section::Section;
use super::settings::Config;
use super::source::{Document, Form, Place, documents, readable};
use super::suggest::did_you_mean;
use super::value::{Located, Text, brief, wrong_type};
use crate::model::{Hash16, Name};
use crate::topic::TopicIndex;
use topics::Topics;

/// Settings as far as they could be read.
pub(super) struct Checked {
    /// What is wrong is left out or has its default; `findings` tell whether it may be used all the same.
    pub config: Config,
    /// Whether the store is the one that is meant, whatever mistakes there are elsewhere.
    pub is_store_known: bool,
}

/// Checks the files of a configuration, the first of which is `vigie.toml`.
pub(super) fn check(findings: &mut Findings<'_>, around: &Surroundings<'_>) -> Checked {
    let mut readable = readable(findings);
    let documents = documents(findings.files(), &mut readable);
    top_level(findings, &documents);
    let newsroom = shell::newsroom(findings, &documents);
    let fetch = shell::fetch(findings, &documents, around);
    let smtp = mail::smtp(findings, &documents, around);
    let (store, is_store_known) = shell::store(findings, &documents, around);
    let web = shell::web(findings, &documents, smtp.is_defined);
    let feeds = feeds::read(findings, &documents, around, &newsroom, &fetch);
    let topics = Topics::read(findings, &documents);
    let compiled = topics.compile(findings);
    let channels = channels::read(findings, &documents, around, smtp.is_defined, &fetch);
    let rules = rules::read(findings, &documents, around, &newsroom, &topics.names, &channels);
    let (operator, operator_at) = shell::operator(findings, &documents, around, &channels.names);
    let sites = sites::read(findings, &documents);
    let translate = translate::translate(findings, &documents, around, &newsroom);
    if compiled.is_some() {
        topics.lint(findings, &feeds);
    }
    // What is missing is worth a word only when the rest is right.
    if !findings.has_errors() && findings.all_whole() {
        let operator = (&operator, &operator_at);
        rules.warn_of_silence(findings, &topics.names, &topics.definitions, feeds.is_empty(), operator);
    }
    let files = findings.files();
    let own = files.iter().map(|file| &file.text).chain(&rules.template_texts);
    let texts: Vec<&[u8]> = own.map(String::as_bytes).collect();
    let read = files.iter().filter(|file| matches!(file.form, Form::Toml | Form::Opml));
    let config = Config {
        root: around.root.to_owned(),
        newsroom,
        operator,
        store,
        fetch,
        web,
        smtp: smtp.settings,
        feeds,
        topics: topics.definitions,
        concepts: topics.concepts,
        index: compiled.unwrap_or_else(TopicIndex::of_none),
        channels: channels.settings,
        alerts: rules.alerts,
        digests: rules.digests,
        layouts: rules.layouts,
        sites,
        translate,
        hash: Hash16::of_parts(&texts),
        files: read.map(|file| file.path.clone()).collect(),
    };
    Checked { config, is_store_known }
}

/// Sections nobody knows, and includes outside of the main file.
fn top_level(findings: &mut Findings<'_>, documents: &[Document<'_>]) {
    for document in documents.iter().filter(|d| d.form == Form::Toml) {
        let start = Place { file: document.file, span: 0..0 };
        let top = Section::open(findings, "", String::new(), start, &document.tree);
        if document.file > 0 && top.has("include") {
            let help = "include it from `vigie.toml`";
            findings.error(&top.place_of("include"), "an included file cannot include others").help(help);
        }
    }
}

/// A section that may stand once in all files, opened.
fn only<'t>(findings: &mut Findings<'_>, documents: &'t [Document<'_>], name: &str) -> Option<Section<'t>> {
    let mut found: Option<Section<'t>> = None;
    for document in documents.iter().filter(|d| d.form == Form::Toml) {
        let Some((key, value)) = document.tree.get_key_value(name) else { continue };
        let place = Place { file: document.file, span: key.span() };
        let Some(table) = value.get_ref().as_table() else {
            wrong_type(findings, &format!("`{name}`"), "a table of keys and values", value.get_ref(), &place);
            continue;
        };
        if let Some(first) = &found {
            let first = findings.locate(&first.place);
            let message = format!("`[{name}]` is defined twice");
            findings.error(&place, message).label("again here").also(first, "first here");
        } else {
            found = Some(Section::open(findings, name, name.to_owned(), place, table));
        }
    }
    found
}

/// Names that are defined, with the place of the first definition.
#[derive(Debug, Default)]
pub(super) struct Defined(BTreeMap<Name, Place>);

impl Defined {
    /// Adds a name; a second definition is a mistake that shows both places, and gives false.
    fn add(&mut self, findings: &mut Findings<'_>, name: &Located<Name>, what: &str) -> bool {
        if let Some(first) = self.0.get(&name.value) {
            let first = findings.locate(first);
            let message = format!("the {what} `{}` is defined twice", name.value);
            findings.error(&name.place, message).label("again here").also(first, "first here");
            return false;
        }
        self.0.insert(name.value.clone(), name.place.clone());
        true
    }

    /// Two names can lead to one environment variable (`a-b` and `a.b`): where it is set, whose secret it is cannot be told.
    fn refuse_shared_variables(
        &self,
        findings: &mut Findings<'_>,
        around: &Surroundings<'_>,
        what: &str,
        ends: &[&str],
    ) {
        let mut owners: BTreeMap<String, &Name> = BTreeMap::new();
        for (name, place) in &self.0 {
            for end in ends {
                let variable = variable_for(what, name, end);
                if around.variable(&variable).is_none() {
                    continue;
                }
                if let Some(first) = owners.get(&variable) {
                    let message =
                        format!("`${variable}` is set and could belong to `{first}` or to `{name}`");
                    findings.error(place, message).help("rename one of them, or use files");
                } else {
                    owners.insert(variable, name);
                }
            }
        }
    }

    /// The name a text refers to; an unknown one is a mistake, unless a file could not be read whole.
    fn resolve(&self, findings: &mut Findings<'_>, text: &Text, what: &str, how: &str) -> Option<Name> {
        if let Some((name, _)) = self.0.get_key_value(text.value.as_str()) {
            return Some(name.clone());
        }
        if findings.all_whole() {
            let help = did_you_mean(&text.value, self.0.keys().map(Name::as_str));
            let message = format!("there is no {what} `{}`", brief(&text.value));
            findings.error(&text.place, message).help(help.unwrap_or_else(|| how.to_owned()));
        }
        None
    }
}
