//! From trees to settings: one file for each kind of section. Pure but for the secrets that [`Surroundings`] hand in.

pub(super) mod topics;

use std::collections::BTreeMap;

use super::findings::Findings;
use super::section::{Located, Mistake, brief};
use super::source::Place;
use crate::model::{Language, Name};

/// Names that are defined, with the place of the first definition.
#[derive(Debug, Default)]
pub(super) struct Defined(BTreeMap<Name, Place>);

impl Defined {
    /// Adds a name; a second definition is a mistake that shows both places, and gives false.
    pub fn add(&mut self, findings: &mut Findings<'_>, name: &Located<Name>, what: &str) -> bool {
        if let Some(first) = self.0.get(&name.value) {
            let first = findings.locate(first);
            let message = format!("the {what} `{}` is defined twice", name.value);
            findings.error(&name.place, message).label("again here").also(first, "first here");
            return false;
        }
        self.0.insert(name.value.clone(), name.place.clone());
        true
    }
}

/// Reads a language code.
fn language(text: &str) -> Result<Language, Mistake> {
    // Codes of countries that people write for the language spoken there, and that are no language codes.
    const COUNTRIES: [(&str, &str); 6] =
        [("ua", "uk"), ("cz", "cs"), ("jp", "ja"), ("cn", "zh"), ("gr", "el"), ("dk", "da")];
    let code = text.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if let Some((_, meant)) = COUNTRIES.iter().find(|(country, _)| *country == code) {
        return Err(Mistake::with_help(
            format!("`{}` is a country", brief(text)),
            format!("did you mean `{meant}`?"),
        ));
    }
    let wrong = || {
        Mistake::with_help(
            format!("`{}` is not a language code", brief(text)),
            "write two or three letters, such as `fr`",
        )
    };
    text.parse().map_err(|_| wrong())
}

/// Reads a country code.
fn country(text: &str) -> Result<String, Mistake> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Ok(text.to_ascii_lowercase());
    }
    let message = format!("`{}` is not a country code", brief(text));
    Err(Mistake::with_help(message, "write two letters, such as `fr`"))
}
