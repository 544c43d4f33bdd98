//! Values with their places, and what is wrong with them.

use std::ops::Range;
use std::time::Duration;

use toml::Spanned;
use toml::de::DeValue;

use super::Diagnostic;
use super::findings::Findings;
use super::literal;
use super::source::Place;
use super::units::UnitError;

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
) -> &'f mut Diagnostic {
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
