//! The trigram model that chooses between languages which function words leave close.

use whatlang::{Detector, Lang};

use crate::model::Language;

/// Rivals that function words may leave close.
pub(super) const MAX_RIVALS: usize = 4;

/// Codes of the trigram model and ours, where the tables know the language too.
const TRIGRAM_LANGUAGES: [(Lang, &str); 45] = [
    (Lang::Eng, "en"),
    (Lang::Fra, "fr"),
    (Lang::Deu, "de"),
    (Lang::Spa, "es"),
    (Lang::Ita, "it"),
    (Lang::Por, "pt"),
    (Lang::Nld, "nl"),
    (Lang::Pol, "pl"),
    (Lang::Ces, "cs"),
    (Lang::Slk, "sk"),
    (Lang::Slv, "sl"),
    (Lang::Hrv, "hr"),
    (Lang::Srp, "sr"),
    (Lang::Ron, "ro"),
    (Lang::Hun, "hu"),
    (Lang::Fin, "fi"),
    (Lang::Est, "et"),
    (Lang::Lav, "lv"),
    (Lang::Lit, "lt"),
    (Lang::Swe, "sv"),
    (Lang::Dan, "da"),
    (Lang::Nob, "nb"),
    (Lang::Tur, "tr"),
    (Lang::Aze, "az"),
    (Lang::Cat, "ca"),
    (Lang::Cym, "cy"),
    (Lang::Afr, "af"),
    (Lang::Ind, "id"),
    (Lang::Vie, "vi"),
    (Lang::Tgl, "tl"),
    (Lang::Uzb, "uz"),
    (Lang::Lat, "la"),
    (Lang::Epo, "eo"),
    (Lang::Rus, "ru"),
    (Lang::Ukr, "uk"),
    (Lang::Bel, "be"),
    (Lang::Bul, "bg"),
    (Lang::Mkd, "mk"),
    (Lang::Ara, "ar"),
    (Lang::Pes, "fa"),
    (Lang::Urd, "ur"),
    (Lang::Hin, "hi"),
    (Lang::Mar, "mr"),
    (Lang::Nep, "ne"),
    (Lang::Heb, "he"),
];

/// The model's choice between rivals; `None` when it does not know all of them, or there are none.
pub(super) fn choose(text: &str, rivals: &[Language]) -> Option<Language> {
    let of = |language: &Language| TRIGRAM_LANGUAGES.iter().find(|(_, code)| *code == language.as_str());
    let known: Vec<Lang> = rivals.iter().filter_map(of).map(|(lang, _)| *lang).collect();
    // Among a few close rivals an unknown one would always lose; among all of a script the rare ones may.
    if known.is_empty() || (known.len() < rivals.len() && rivals.len() <= MAX_RIVALS) {
        return None;
    }
    let chosen = Detector::with_allowlist(known).detect_lang(text)?;
    TRIGRAM_LANGUAGES.iter().find(|(lang, _)| *lang == chosen).map(|(_, code)| Language::from_static(code))
}
