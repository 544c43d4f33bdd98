//! `[groups.*]`: what holds for every feed of a group that says nothing else itself.

use std::collections::{BTreeMap, BTreeSet};

use super::{Feeds, Own};
use crate::config::check::values::{country, language};
use crate::config::findings::Findings;
use crate::config::names::tables_of;
use crate::config::section::Section;
use crate::config::source::{Document, Form, Place};
use crate::config::suggest::did_you_mean;
use crate::feed::FullText;
use crate::model::Language;
use crate::schedule::Cadence;

/// The groups that say something of their feeds.
pub(super) type Groups = BTreeMap<String, Defaults>;

/// What a group says.
pub(super) struct Defaults {
    place: Place,
    /// `every`, `cron` and `adaptive` count as one.
    cadence: Option<Cadence>,
    obey_hints: Option<bool>,
    full_text: Option<FullText>,
    language: Option<Language>,
    country: Option<String>,
}

impl Feeds<'_> {
    /// The groups of all files.
    pub(super) fn groups(&self, findings: &mut Findings<'_>, documents: &[Document<'_>]) -> Groups {
        let mut groups = Groups::new();
        for document in documents.iter().filter(|document| document.form == Form::Toml) {
            for (name, place, table) in tables_of(findings, document, "groups") {
                let name = name.value;
                let section =
                    Section::open(findings, "groups.*", format!("groups.{name}"), place.clone(), table);
                if let Some(first) = groups.get(&name) {
                    let first = findings.locate(&first.place);
                    let message = format!("the group `{name}` is defined twice");
                    findings.error(&place, message).label("again here").also(first, "first here");
                    continue;
                }
                let timed = Own::of(&section).cadence;
                let defaults = Defaults {
                    cadence: timed.then(|| self.cadence(findings, &section)),
                    obey_hints: section.boolean(findings, "obey_hints"),
                    full_text: section.choice(findings, "full_text", &super::FULL_TEXTS),
                    language: section.parsed(findings, "language", language).map(|found| found.value),
                    country: section.parsed(findings, "country", country).map(|found| found.value),
                    place,
                };
                groups.insert(name, defaults);
            }
        }
        groups
    }

    /// Gives each feed what it does not say itself, of the first of its groups that does.
    pub(super) fn take_defaults(&mut self, findings: &mut Findings<'_>, groups: &Groups) {
        let (mut used, mut told) = (BTreeSet::new(), BTreeSet::new());
        for feed in self.settings.values_mut() {
            let own = self.own.get(&feed.name).copied().unwrap_or_default();
            let of_feed: Vec<(&String, &Defaults)> =
                feed.tags.groups.iter().filter_map(|group| groups.get_key_value(group)).collect();
            used.extend(of_feed.iter().map(|(group, _)| (*group).clone()));
            let mut timed =
                of_feed.iter().filter_map(|(group, found)| Some((*group, found.cadence.as_ref()?)));
            if let (false, Some((first, cadence))) = (own.cadence, timed.next()) {
                feed.policy.cadence = cadence.clone();
                if let Some((other, _)) = timed.find(|(_, other)| *other != cadence)
                    && told.insert((first.clone(), other.clone()))
                {
                    let at = findings.locate(&groups[first].place);
                    let message = format!("`{first}` and `{other}` both say when `{}` is polled", feed.name);
                    let help = format!(
                        "`{first}` counts, because the feed names it first; `every` in the feed's own table ends the doubt"
                    );
                    findings.warning(&groups[other].place, message).help(help).also(at, "and here");
                }
            }
            let first = |own: bool| of_feed.iter().filter(move |_| !own);
            if let Some(obey) = first(own.obey_hints).find_map(|(_, group)| group.obey_hints) {
                feed.policy.obey_hints = obey;
            }
            if let Some(full_text) = first(own.full_text).find_map(|(_, group)| group.full_text) {
                feed.policy.full_text = full_text;
            }
            let tags = &mut feed.tags;
            let language = || of_feed.iter().find_map(|(_, group)| group.language);
            tags.language = tags.language.or_else(language);
            let country = || of_feed.iter().find_map(|(_, group)| group.country.clone());
            tags.country = tags.country.take().or_else(country);
        }
        if findings.all_whole() {
            let named: BTreeSet<&str> =
                self.settings.values().flat_map(|feed| feed.tags.groups.iter().map(String::as_str)).collect();
            for (group, defaults) in groups.iter().filter(|(group, _)| !used.contains(*group)) {
                let help = did_you_mean(group, named.iter().copied());
                findings
                    .warning(&defaults.place, format!("no feed is in the group `{group}`"))
                    .maybe_help(help);
            }
        }
    }
}
