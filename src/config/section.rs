//! One TOML table read key by key, every mistake of it noted.

use std::ops::Range;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::findings::Findings;
use super::keys::{KeyUse, keys_of};
use super::source::Place;
use super::suggest::{alternatives, did_you_mean};
use super::units::{parse_duration, parse_size};
use super::value::{Located, Mistake, Text, brief, short, text_of, wrong_type};

/// A table of the configuration.
pub(super) struct Section<'t> {
    /// `feeds.le-monde`, as messages show it in square brackets.
    pub name: String,
    /// Where it begins: its header or its key.
    pub place: Place,
    table: &'t DeTable<'t>,
}

impl<'t> Section<'t> {
    /// Opens a table whose keys are those of `pattern` in [`super::KEYS`]; other keys are mistakes at once.
    pub fn open(
        findings: &mut Findings<'_>,
        pattern: &str,
        name: String,
        place: Place,
        table: &'t DeTable<'t>,
    ) -> Self {
        let section = Self { name, place, table };
        let known = keys_of(pattern);
        for (key, value) in table {
            let at = section.at(key.span());
            match known.iter().find(|k| k.name == key.get_ref().as_ref()).map(|k| k.usage) {
                Some(KeyUse::Read) => {}
                Some(KeyUse::Later) => {
                    findings
                        .error(&at, format!("`{}` is not yet in this version", key.get_ref()))
                        .help("leave it out");
                }
                Some(KeyUse::Secret(instead)) => {
                    findings.strike_out(section.at(value.span()));
                    findings
                        .error(&at, format!("`{}` is a secret and must not stand in the configuration", key.get_ref()))
                        .help(format!(
                            "put it into a file that only Vigie may read and write `{instead} = \"…\"`, or set its environment variable"
                        ));
                }
                // Below a damaged header, keys seem to stand at the top.
                None if section.name.is_empty()
                    && !value.get_ref().is_table()
                    && !findings.is_whole(at.file) => {}
                None => section.unknown(findings, &at, key.get_ref(), known.iter().map(|k| k.name)),
            }
        }
        section
    }

    /// Opens a table whose keys the caller knows.
    pub fn bare(name: String, place: Place, table: &'t DeTable<'t>) -> Self {
        Self { name, place, table }
    }

    /// The keys and values, in the order of the file.
    pub fn entries(&self) -> Vec<(&'t Spanned<std::borrow::Cow<'t, str>>, &'t Spanned<DeValue<'t>>)> {
        let mut entries: Vec<_> = self.table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries
    }

    fn unknown<'c>(
        &self,
        findings: &mut Findings<'_>,
        at: &Place,
        key: &str,
        known: impl Iterator<Item = &'c str> + Clone,
    ) {
        let whose = if self.name.is_empty() { String::new() } else { format!(" in `[{}]`", self.name) };
        let what = if self.name.is_empty() { "section" } else { "key" };
        let help = match key {
            "include" => "write it above the first `[section]` of the file".to_owned(),
            _ => did_you_mean(key, known.clone())
                .unwrap_or_else(|| format!("known are {}", alternatives(known))),
        };
        findings.error(at, format!("unknown {what} `{}`{whose}", brief(key))).help(help);
    }

    /// A byte range of the section's file.
    pub fn at(&self, span: Range<usize>) -> Place {
        Place { file: self.place.file, span }
    }

    /// Where a key's value stands; the section's place when it is not there.
    pub fn place_of(&self, key: &str) -> Place {
        self.table.get(key).map_or_else(|| self.place.clone(), |value| self.at(value.span()))
    }

    /// Whether a key is there.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Notes that a key which must be there is not.
    pub fn missing(&self, findings: &mut Findings<'_>, key: &str, help: &str) {
        if !self.has(key) && findings.is_whole(self.place.file) {
            findings.error(&self.place, format!("`[{}]` has no `{key}`", self.name)).help(help);
        }
    }

    /// A text, not empty.
    pub fn text(&self, findings: &mut Findings<'_>, key: &str) -> Option<Text> {
        let value = self.table.get(key)?;
        text_of(findings, &format!("`{key}`"), value, self.at(value.span()))
    }

    /// A text read by `parse`.
    pub fn parsed<T, E: Into<Mistake>>(
        &self,
        findings: &mut Findings<'_>,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Located<T>> {
        let text = self.text(findings, key)?;
        let value = text.parse(findings, parse)?;
        Some(Located { value, place: text.place })
    }

    /// A duration between two bounds.
    pub fn duration(
        &self,
        findings: &mut Findings<'_>,
        key: &str,
        least: Duration,
        most: Duration,
    ) -> Option<Duration> {
        self.duration_that(findings, key, |text, duration| {
            if (least..=most).contains(&duration) {
                return Ok(());
            }
            let how = if duration < least { "short" } else { "long" };
            let help = format!("`{key}` goes from {} to {}", short(least), short(most));
            Err(Mistake::with_help(format!("`{text}` is too {how} for `{key}`"), help))
        })
    }

    /// A duration that `allow` has nothing against.
    pub fn duration_that(
        &self,
        findings: &mut Findings<'_>,
        key: &str,
        allow: impl FnOnce(&str, Duration) -> Result<(), Mistake>,
    ) -> Option<Duration> {
        let value = self.table.get(key)?;
        if let DeValue::Integer(number) = value.get_ref() {
            let number = brief(number.as_str());
            let help = format!("did you mean `\"{number}s\"` or `\"{number}m\"`?");
            findings.error(&self.at(value.span()), format!("`{key}` is a duration in quotes")).help(help);
            return None;
        }
        let read = |text: &str| {
            let duration = parse_duration(text)?;
            allow(text, duration).map(|()| duration)
        };
        self.parsed(findings, key, read).map(|d| d.value)
    }

    /// A size in bytes, at least `least`.
    pub fn size(&self, findings: &mut Findings<'_>, key: &str, least: u64) -> Option<u64> {
        let value = self.table.get(key)?;
        if let DeValue::Integer(number) = value.get_ref() {
            let help = format!("did you mean `\"{number} B\"` or `\"{number} MiB\"`?");
            findings.error(&self.at(value.span()), format!("`{key}` is a size in quotes")).help(help);
            return None;
        }
        let bounded = |text: &str| match parse_size(text)? {
            size if size >= least => Ok(size),
            _ => Err(Mistake::with_help(
                format!("`{text}` is too little for `{key}`"),
                format!("it is at least {} KiB", least / 1024),
            )),
        };
        self.parsed(findings, key, bounded).map(|s| s.value)
    }

    /// `true` or `false`.
    pub fn boolean(&self, findings: &mut Findings<'_>, key: &str) -> Option<bool> {
        let value = self.table.get(key)?;
        match value.get_ref() {
            DeValue::Boolean(boolean) => Some(*boolean),
            other => {
                let diagnostic =
                    wrong_type(findings, &format!("`{key}`"), "true or false", other, &self.at(value.span()));
                if let Some(word) = other.as_str().filter(|word| ["true", "false"].contains(word)) {
                    diagnostic.help(format!("write it without quotes: `{key} = {word}`"));
                }
                None
            }
        }
    }

    /// A whole number in a range.
    pub fn integer(
        &self,
        findings: &mut Findings<'_>,
        key: &str,
        range: std::ops::RangeInclusive<u64>,
    ) -> Option<u64> {
        let bound = |bound: &u64| i64::try_from(*bound).unwrap_or(i64::MAX);
        let number = self.signed(findings, key, bound(range.start())..=bound(range.end()))?;
        u64::try_from(number).ok()
    }

    /// A whole number in a range that may begin below zero.
    pub fn signed(
        &self,
        findings: &mut Findings<'_>,
        key: &str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let value = self.table.get(key)?;
        let place = self.at(value.span());
        let DeValue::Integer(number) = value.get_ref() else {
            wrong_type(
                findings,
                &format!("`{key}`"),
                "a whole number without quotes",
                value.get_ref(),
                &place,
            );
            return None;
        };
        match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) if range.contains(&number) => Some(number),
            _ => {
                let help = format!("it goes from {} to {}", range.start(), range.end());
                findings.error(&place, format!("`{key}` cannot be {}", brief(number.as_str()))).help(help);
                None
            }
        }
    }

    /// One of a few words.
    pub fn choice<T: Copy>(
        &self,
        findings: &mut Findings<'_>,
        key: &str,
        options: &[(&str, T)],
    ) -> Option<T> {
        let choose = |text: &str| {
            options.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
                let words = || options.iter().map(|(word, _)| *word);
                let help =
                    did_you_mean(text, words()).unwrap_or_else(|| format!("write {}", alternatives(words())));
                Mistake::with_help(format!("`{key}` cannot be `{}`", brief(text)), help)
            })
        };
        self.parsed(findings, key, choose).map(|choice| choice.value)
    }

    /// A list of texts, none of them empty.
    pub fn texts(&self, findings: &mut Findings<'_>, key: &str) -> Option<Vec<Text>> {
        let value = self.table.get(key)?;
        let what = format!("an entry of `{key}`");
        let texts = self.list(findings, key, value)?.into_iter();
        Some(texts.filter_map(|item| text_of(findings, &what, item, self.at(item.span()))).collect())
    }

    /// One text or a list of them.
    pub fn text_or_texts(&self, findings: &mut Findings<'_>, key: &str) -> Option<Vec<Text>> {
        let value = self.table.get(key)?;
        if value.get_ref().as_array().is_some() {
            return self.texts(findings, key);
        }
        text_of(findings, &format!("`{key}`"), value, self.at(value.span())).map(|text| vec![text])
    }

    /// The values of a list.
    pub fn list(
        &self,
        findings: &mut Findings<'_>,
        key: &str,
        value: &'t Spanned<DeValue<'t>>,
    ) -> Option<Vec<&'t Spanned<DeValue<'t>>>> {
        if let Some(items) = value.get_ref().as_array() {
            return Some(items.iter().collect());
        }
        let diagnostic = wrong_type(
            findings,
            &format!("`{key}`"),
            "a list in square brackets",
            value.get_ref(),
            &self.at(value.span()),
        );
        if let Some(text) = value.get_ref().as_str().filter(|text| text.len() < 60) {
            diagnostic.help(format!("did you mean `{key} = [{text:?}]`?"));
        }
        None
    }

    /// The value of a key as it stands in the tree.
    pub fn value(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    /// A table within this one, opened with the keys of `pattern`.
    pub fn table(&self, findings: &mut Findings<'_>, key: &str, pattern: &str) -> Option<Section<'t>> {
        let value = self.table.get(key)?;
        let name = format!("{}.{key}", self.name);
        let Some(table) = value.get_ref().as_table() else {
            let expected = "a table of keys and values";
            wrong_type(findings, &format!("`{name}`"), expected, value.get_ref(), &self.at(value.span()));
            return None;
        };
        Some(Section::open(findings, pattern, name, self.at(value.span()), table))
    }

    /// The table of a key, or the tables of its list.
    pub fn tables(&self, findings: &mut Findings<'_>, key: &str, pattern: &str) -> Vec<Section<'t>> {
        let Some(list) = self.table.get(key).and_then(|value| value.get_ref().as_array()) else {
            return self.table(findings, key, pattern).into_iter().collect();
        };
        let name = format!("{}.{key}", self.name);
        let mut sections = Vec::new();
        for value in list {
            let place = self.at(value.span());
            let Some(table) = value.get_ref().as_table() else {
                let expected = "a table of keys and values";
                wrong_type(findings, &format!("`{name}`"), expected, value.get_ref(), &place);
                continue;
            };
            sections.push(Section::open(findings, pattern, name.clone(), place, table));
        }
        sections
    }
}
