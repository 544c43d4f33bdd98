//! One TOML table read key by key, every mistake of it noted.

use std::ops::Range;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::findings::Findings;
use super::keys::{KeyUse, keys_of};
use super::literal;
use super::source::{Document, Place};
use super::suggest::{alternatives, did_you_mean};
use super::units::{UnitError, parse_duration, parse_size};
use crate::model::Name;

/// A table of the configuration.
pub(super) struct Section<'t> {
    /// `feeds.le-monde`, as messages show it in square brackets.
    pub name: String,
    /// Where it begins: its header or its key.
    pub place: Place,
    table: &'t DeTable<'t>,
}

/// A value with the place it stands in.
#[derive(Clone, Debug)]
pub(super) struct Located<T> {
    /// The value.
    pub value: T,
    /// Its place, quotes included.
    pub place: Place,
}

/// A text of the configuration.
pub(super) type Text = Located<String>;

/// What is wrong with a value, before its place is known.
#[derive(Clone, Debug)]
pub(super) struct Mistake {
    message: String,
    help: Option<String>,
}

impl Mistake {
    /// A mistake with what to write instead.
    pub fn with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }

    /// A mistake with what was perhaps meant.
    pub fn maybe_help(message: impl Into<String>, help: Option<String>) -> Self {
        Self { message: message.into(), help }
    }

    /// Adds the mistake at a place, after a few words about whose it is.
    pub fn note(self, findings: &mut Findings<'_>, place: &Place, whose: &str) {
        findings.error(place, format!("{whose}{}", self.message)).maybe_help(self.help);
    }

    /// Adds the mistake as a warning.
    pub fn warn(self, findings: &mut Findings<'_>, place: &Place, whose: &str) {
        findings.warning(place, format!("{whose}{}", self.message)).maybe_help(self.help);
    }
}

impl From<UnitError> for Mistake {
    fn from(error: UnitError) -> Self {
        Self::with_help(error.message, error.help)
    }
}

impl From<String> for Mistake {
    fn from(message: String) -> Self {
        Self { message, help: None }
    }
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
        let help =
            did_you_mean(key, known.clone()).unwrap_or_else(|| format!("known are {}", alternatives(known)));
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
        match u64::from_str_radix(number.as_str(), number.radix()) {
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
}

impl Text {
    /// Reads the text with `parse`, noting its mistake.
    pub fn parse<T, E: Into<Mistake>>(
        &self,
        findings: &mut Findings<'_>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match parse(&self.value) {
            Ok(value) => Some(value),
            Err(mistake) => {
                mistake.into().note(findings, &self.place, "");
                None
            }
        }
    }

    /// The place of some bytes of the value within its file.
    pub fn part(&self, findings: &Findings<'_>, span: &Range<usize>) -> Place {
        let source = &findings.files()[self.place.file].text;
        let literal = source.get(self.place.span.clone()).unwrap_or_default();
        let part = literal::part(literal, span);
        let start = self.place.span.start;
        Place { file: self.place.file, span: start + part.start..start + part.end }
    }
}

/// A string value, not empty.
pub(super) fn text_of(
    findings: &mut Findings<'_>,
    what: &str,
    value: &Spanned<DeValue<'_>>,
    place: Place,
) -> Option<Text> {
    match value.get_ref() {
        DeValue::String(text) if text.trim().is_empty() => {
            findings.error(&place, format!("{what} is empty"));
            None
        }
        DeValue::String(text) => Some(Located { value: crate::model::without_nul(text.to_string()), place }),
        other => {
            wrong_type(findings, what, "a text in quotes", other, &place);
            None
        }
    }
}

/// Notes a value of another type than expected.
pub(super) fn wrong_type<'f>(
    findings: &'f mut Findings<'_>,
    what: &str,
    expected: &str,
    value: &DeValue<'_>,
    place: &Place,
) -> &'f mut super::Diagnostic {
    let kind = match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    findings.error(place, format!("{what} must be {expected}, not {kind}"))
}

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

/// `text` in lower case with a hyphen for every run of what cannot be in a name.
pub(super) fn slug(text: &str) -> String {
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

/// Long input is not repeated whole in a message.
pub(super) fn brief(text: &str) -> String {
    let mut brief: String = text.chars().take(60).collect();
    if brief.len() < text.len() {
        brief.push('…');
    }
    brief
}

/// A duration in the form people write it.
pub(super) fn short(duration: Duration) -> String {
    let (ms, s) = (duration.as_millis(), duration.as_secs());
    match s {
        _ if ms % 1_000 > 0 => format!("{ms}ms"),
        _ if s > 0 && s % 86_400 == 0 => format!("{}d", s / 86_400),
        _ if s > 0 && s % 3_600 == 0 => format!("{}h", s / 3_600),
        _ if s > 0 && s % 60 == 0 => format!("{}m", s / 60),
        _ => format!("{s}s"),
    }
}
