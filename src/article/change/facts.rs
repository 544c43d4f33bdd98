//! Words that carry facts of their own: denials, and numbers written as words.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::language::{self, is_apostrophe};
use crate::model::Language;

/// Words that deny, folded, in the languages of the press.
#[rustfmt::skip]
const DENIALS: &[&str] = &[
    "not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot", "pas", "jamais", "aucun", "aucune",
    "rien", "sans", "non", "nicht", "kein", "keine", "keinen", "keinem", "keiner", "keines", "nie", "niemals", "niemand", "nichts",
    "ohne", "nunca", "jamas", "ningun", "ninguna", "nadie", "nada", "tampoco", "nessun", "nessuno", "nessuna", "niente", "nulla",
    "senza", "nao", "nenhum", "nenhuma", "ninguem", "sem", "niet", "geen", "nooit", "niets", "zonder", "inte", "icke",
    "ikke", "ej", "aldrig", "aldri", "ingen", "inget", "inga", "intet", "utan", "uden", "uten", "nigdy", "nikt", "zaden", "bez",
    "neni", "nikdy", "nikdo", "zadny", "не", "ни", "ні", "нет", "нема", "никогда", "ніколи", "никто", "ніхто", "без", "degil",
    "yok", "asla", "nem", "soha", "eivat", "tidak", "bukan", "tanpa", "δεν", "μην", "χωρις", "لا", "لم", "لن", "ليس", "ليست", "غير",
    "بدون", "לא", "אין", "בלי", "אינו", "نیست", "نه", "नहीं", "नही",
];

/// Words of [`DENIALS`] that are common words of another kind in a language.
const NOT_DENYING: [(&str, &str); 5] =
    [("pt", "no"), ("gl", "no"), ("nl", "pas"), ("sl", "sem"), ("is", "sem")];

/// The same where words are not parted by spaces, or endings deny; counted in the text.
#[rustfmt::skip]
const DENYING_PARTS: [&str; 16] = [
    "不", "没", "沒", "未", "無", "无", "非", "ない", "なかっ", "ません", "않", "안 ", "없", "못", "아니", "아닌",
];

/// What a word that is a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// A number of its own.
    Is(u32),
    /// So many or about so many: dozens.
    About,
}

static NUMBERS: LazyLock<HashMap<&str, Vec<(Language, Number)>>> = LazyLock::new(|| {
    let mut numbers: HashMap<&str, Vec<(Language, Number)>> = HashMap::new();
    for line in include_str!("number_words.txt").lines().filter(|line| !line.starts_with('#')) {
        let Some((language, words)) = line.split_once(": ") else { continue };
        let Ok(language) = language.parse() else { continue };
        for word in words.split_whitespace() {
            let (word, value) = word.split_once('=').unwrap_or((word, ""));
            let number = value.parse().map_or(Number::About, Number::Is);
            numbers.entry(word).or_default().push((language, number));
        }
    }
    numbers
});

static DENYING: LazyLock<HashSet<&str>> = LazyLock::new(|| DENIALS.iter().copied().collect());

/// The facts that words of one language carry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts(Language);

impl Facts {
    /// Of the language a text is in.
    pub(super) fn of(title: &str, text: &str) -> Self {
        Self(language::detect(title, text, None).language)
    }

    /// The number that a folded word is.
    pub(super) fn number(self, folded: &str) -> Option<Number> {
        let words = NUMBERS.get(folded)?;
        words.iter().find(|(language, _)| *language == self.0).map(|(_, number)| *number)
    }

    /// Whether a folded word denies. Of a quotation in another language too: only few words mean something else elsewhere.
    pub(super) fn denies(self, folded: &str) -> bool {
        let is_short_not = folded
            .strip_suffix('t')
            .and_then(|rest| rest.strip_suffix(is_apostrophe))
            .is_some_and(|rest| rest.ends_with('n'));
        is_short_not || (DENYING.contains(folded) && !NOT_DENYING.contains(&(self.0.as_str(), folded)))
    }

    /// How often a text denies by parts of words.
    pub(super) fn denying_parts(text: &str) -> usize {
        DENYING_PARTS.iter().map(|part| text.matches(part).count()).sum()
    }
}
