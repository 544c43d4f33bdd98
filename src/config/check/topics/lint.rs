//! What topics and concepts may say and hardly mean.

use std::collections::{BTreeMap, BTreeSet};

use super::super::values;
use super::{Lines, Topics};
use crate::config::findings::Findings;
use crate::config::settings::FeedConfig;
use crate::config::source::Form;
use crate::config::suggest::closest;
use crate::config::value::{Mistake, Text, brief};
use crate::model::{Language, Name, host_of};
use crate::topic::{KnownValue, Query, TopicDefinition, TopicQuery};

impl Topics {
    /// Warns of doubtful queries and lines of the configuration's own files, and notes the languages of feeds that concepts
    /// have no lines for.
    pub fn lint(&self, findings: &mut Findings<'_>, feeds: &BTreeMap<Name, FeedConfig>) {
        for topic in &self.definitions {
            let texts = self.queries.get(&topic.name).map_or(&[][..], Vec::as_slice);
            let dead: Vec<bool> = texts.iter().map(|text| doubts(findings, text, None)).collect();
            self.warn_of_threshold(findings, topic, &dead);
        }
        for lines in self.lines.values() {
            for (language, texts) in lines {
                for text in texts {
                    doubts(findings, text, *language);
                    warn_of_word_list(findings, text);
                }
            }
            warn_of_repeated_lines(findings, lines);
        }
        let texts =
            self.queries.values().flatten().chain(self.lines.values().flat_map(BTreeMap::values).flatten());
        for text in texts
            .filter(|text| is_own(findings, text) && Query::parse(&text.value).is_ok())
            .collect::<Vec<_>>()
        {
            warn_of_values(findings, text, feeds);
        }
        self.note_languages(findings, feeds);
    }

    /// Signals that can never match do not count towards the threshold.
    fn warn_of_threshold(&self, findings: &mut Findings<'_>, topic: &TopicDefinition, dead: &[bool]) {
        let TopicQuery::Scored { signals, threshold } = &topic.query else { return };
        let living = signals.iter().zip(dead).filter(|(signal, dead)| !**dead && signal.weight > 0);
        let best: i64 = living.map(|(signal, _)| i64::from(signal.weight)).sum();
        let first = self.queries.get(&topic.name).and_then(|texts| texts.first());
        if let Some(text) = first.filter(|_| best < i64::from(*threshold)) {
            let message = format!(
                "signals of `{}` that can match add up to {best}: the threshold of {threshold} is never reached",
                topic.name
            );
            findings.warning(&text.place, message).help("mend the signals that can never match, or lower it");
        }
    }

    /// One note a concept, where a topic names it first.
    fn note_languages(&self, findings: &mut Findings<'_>, feeds: &BTreeMap<Name, FeedConfig>) {
        let spoken: BTreeSet<Language> = feeds.values().filter_map(|feed| feed.tags.language).collect();
        let mut noted: BTreeSet<Name> = BTreeSet::new();
        for text in self.queries.values().flatten() {
            let Ok(query) = Query::parse(&text.value) else { continue };
            for (name, span) in query.concepts() {
                let Some(concept) = self.concepts.get(name) else { continue };
                let has_lines = |language: &&Language| concept.by_language.contains_key(*language);
                let missing: Vec<&str> =
                    spoken.iter().filter(|language| !has_lines(language)).map(Language::as_str).collect();
                if missing.is_empty() || concept.by_language.is_empty() || !noted.insert(name.clone()) {
                    continue;
                }
                let message =
                    format!("`concept:{name}` has no lines for {}, which feeds are in", missing.join(", "));
                let place = text.part(findings, &span);
                findings.note(&place, message).help(
                    "there every language's lines are tried as they are written; `vigie topic suggest` shows words of \
                     such articles",
                );
            }
        }
    }
}

/// Warns of what is doubtful in a query or line, unless it is a pack's; whether it can never match.
fn doubts(findings: &mut Findings<'_>, text: &Text, language: Option<Language>) -> bool {
    if !is_own(findings, text) {
        return false;
    }
    let Ok(query) = Query::parse(&text.value) else { return false };
    let mut never = false;
    for doubt in query.doubts(&text.value, language) {
        let place = text.part(findings, &doubt.span);
        findings.warning(&place, doubt.message).help(doubt.help);
        never |= doubt.never;
    }
    never
}

/// What the packs say is judged by their tests; whoever includes one cannot edit it.
fn is_own(findings: &Findings<'_>, text: &Text) -> bool {
    findings.files().get(text.place.file).is_some_and(|file| file.form == Form::Toml)
}

/// Warns of a line that was perhaps meant as a phrase.
fn warn_of_word_list(findings: &mut Findings<'_>, text: &Text) {
    let is_list = Query::parse(&text.value).is_ok_and(|query| query.is_word_list(&text.value));
    if is_list && is_own(findings, text) {
        let message = "these words may stand anywhere in an article, far from one another";
        let help = format!("for a phrase write `\"{0}\"`; if it is meant, write AND", brief(&text.value));
        findings.warning(&text.place, message).help(help);
    }
}

/// Warns of values that no article can have.
fn warn_of_values(findings: &mut Findings<'_>, text: &Text, feeds: &BTreeMap<Name, FeedConfig>) {
    for known in Query::known_values(&text.value) {
        if let Err(mistake) = check_value(&known, feeds) {
            let place = text.part(findings, &known.span);
            mistake.warn(findings, &place, "");
        }
    }
}

fn check_value(known: &KnownValue, feeds: &BTreeMap<Name, FeedConfig>) -> Result<(), Mistake> {
    let value = known.value.trim();
    match known.key {
        "lang" => values::language(value).map(drop),
        "country" => values::country(value).map(drop),
        "site" if value.contains(['/', ':', '*', '?', ',', ';']) => {
            let message = format!("`{}` is not a host: `site:` is compared with hosts alone", brief(value));
            Err(Mistake::with_help(message, host_help(value)))
        }
        "url" if value.contains('*') => {
            let message = format!("`{}` looks for the sign `*` itself", brief(value));
            let longest = value.split('*').max_by_key(|part| part.len()).unwrap_or_default();
            Err(Mistake::with_help(
                message,
                format!("any part of an address is found: `url:{}`", brief(longest)),
            ))
        }
        "author" | "tag" if value.contains(['*', '?']) => {
            let message =
                format!("`{}` is compared with whole words: `*` and `?` mean nothing here", brief(value));
            let help =
                format!("write its words whole; several are joined by OR: `{0}:(one OR two)`", known.key);
            Err(Mistake::with_help(message, help))
        }
        "author" | "tag" if is_list(value) => {
            let message = format!("`{}` is compared as one name, not as a list", brief(value));
            let values = value.split([',', ';']).collect::<Vec<_>>().join(" OR ");
            Err(Mistake::with_help(message, format!("write `{}:({})`", known.key, brief(&values))))
        }
        "group" => {
            let groups: BTreeSet<&str> =
                feeds.values().flat_map(|feed| &feed.tags.groups).map(String::as_str).collect();
            let same = |group: &&str| group.to_lowercase() == value.to_lowercase();
            if feeds.is_empty() || groups.iter().any(same) {
                return Ok(());
            }
            let help = match closest(value, groups.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "give feeds the group: `groups = […]`".to_owned(),
            };
            Err(Mistake::with_help(format!("no feed is in the group `{}`", brief(value)), help))
        }
        _ => Ok(()),
    }
}

/// What to write for what is no host.
fn host_help(value: &str) -> String {
    if is_list(value) {
        return format!(
            "write `site:({})`",
            brief(&value.split([',', ';']).collect::<Vec<_>>().join(" OR "))
        );
    }
    let host = host_of(value).unwrap_or_else(|| {
        value.trim_start_matches("*.").split(['/', ':']).next().unwrap_or_default().to_owned()
    });
    if host.is_empty() || host.contains(['*', '?', ',', ';']) {
        "write the whole host, such as `site:news.example`: all below it are found too".to_owned()
    } else {
        format!("did you mean `site:{}`?", brief(&host))
    }
}

/// Whether values are parted by commas, as in a list elsewhere; in a name a space stands behind them.
fn is_list(value: &str) -> bool {
    let parts = || value.split([',', ';']);
    parts().count() > 1 && parts().all(|part| !part.is_empty() && !part.starts_with(' '))
}

fn warn_of_repeated_lines(findings: &mut Findings<'_>, lines: &Lines) {
    let mut first: BTreeMap<(Option<Language>, String), &Text> = BTreeMap::new();
    // `all` comes first: what stands there holds in every language.
    for (language, texts) in lines {
        for text in texts {
            let Ok(query) = Query::parse(&text.value) else { continue };
            let key = query.sameness();
            let before = first.get(&(None, key.clone())).or_else(|| first.get(&(*language, key.clone())));
            if let Some(before) = before.filter(|_| is_own(findings, text)) {
                let also = findings.locate(&before.place);
                findings
                    .warning(&text.place, "this line stands in the concept twice")
                    .label("again here")
                    .also(also, "first here");
            } else {
                first.insert((*language, key), text);
            }
        }
    }
}
