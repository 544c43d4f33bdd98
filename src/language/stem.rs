//! Stemming in the languages that have a stemmer.

use snowball_stemmers_rs::{Algorithm, Stemmer as Snowball};

use super::fold::{fold, lower};
use crate::model::Language;

/// The stemmer of one language.
///
/// Costs up to a microsecond a word: the topic index asks once for each distinct word.
pub struct Stemmer {
    snowball: Snowball,
    turkic: bool,
}

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stemmer").field("turkic", &self.turkic).finish_non_exhaustive()
    }
}

impl Stemmer {
    /// Codes of the languages that have a stemmer.
    pub const LANGUAGES: [&'static str; 36] = [
        "ar", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga", "hi", "hu", "hy",
        "id", "it", "lt", "nb", "ne", "nl", "pl", "pt", "ro", "ru", "sr", "hr", "bs", "cnr", "sv", "ta",
        "tr", "uk", "yi",
    ];

    /// The stemmer of a language; `None` where there is none, and words match by folding alone.
    #[must_use]
    pub fn of(language: Language) -> Option<Self> {
        let algorithm = algorithm(language.as_str())?;
        let turkic = algorithm == Algorithm::Turkish;
        Some(Self { snowball: Snowball::create(algorithm), turkic })
    }

    /// The folded stem of a word as it is written.
    ///
    /// ```
    /// use vigie::{language::Stemmer, model::Language};
    /// let polish = Stemmer::of(Language::from_static("pl")).unwrap();
    /// assert_eq!(polish.stem("rządem"), polish.stem("Rządu"));
    /// ```
    #[must_use]
    pub fn stem(&self, word: &str) -> String {
        let lower = lower(word, self.turkic);
        let stem = self.snowball.stem(&lower);
        // A stemmer may eat a short word whole.
        if stem.is_empty() { fold(&lower) } else { fold(&stem) }
    }
}

fn algorithm(code: &str) -> Option<Algorithm> {
    Some(match code {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "cs" => Algorithm::Czech,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "eu" => Algorithm::Basque,
        "fa" => Algorithm::Persian,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "ga" => Algorithm::Irish,
        "hi" => Algorithm::Hindi,
        "hu" => Algorithm::Hungarian,
        "hy" => Algorithm::Armenian,
        "id" => Algorithm::Indonesian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "ne" => Algorithm::Nepali,
        "nl" => Algorithm::Dutch,
        "nb" => Algorithm::Norwegian,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        // One language to a stemmer: the Serbian one reads both alphabets and both pronunciations.
        "sr" | "hr" | "bs" | "cnr" => Algorithm::Serbian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        "uk" => Algorithm::Ukrainian,
        "yi" => Algorithm::Yiddish,
        _ => return None,
    })
}
