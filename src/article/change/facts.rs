//! Words that carry facts of their own: denials, and numbers written as words.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::table::{Table, lines};
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
    /// The third, or another place in an order.
    Nth(u32),
    /// So many or about so many: dozens.
    About,
}

struct Numbers {
    words: Table<Number>,
    /// What digits end in that tell a place in an order.
    suffixes: Table<()>,
}

static NUMBERS: LazyLock<Numbers> = LazyLock::new(|| {
    let mut numbers = Numbers { words: Table::new(), suffixes: Table::new() };
    for (language, kind, words) in lines(include_str!("number_words.txt")) {
        for word in words.split_whitespace() {
            let (word, value) = word.split_once('=').unwrap_or((word, ""));
            let number = match (kind, value.parse()) {
                ("suffix", _) => {
                    numbers.suffixes.add(language, word, ());
                    continue;
                }
                ("nth", Ok(place)) => Number::Nth(place),
                (_, Ok(value)) => Number::Is(value),
                (_, Err(_)) => Number::About,
            };
            numbers.words.add(language, word, number);
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

    /// That language.
    pub(super) fn language(self) -> Language {
        self.0
    }

    /// The number that a folded word is.
    pub(super) fn number(self, folded: &str) -> Option<Number> {
        NUMBERS.words.get(folded, self.0)
    }

    /// Whether digits that end in this, folded, tell a place in an order: `4th`.
    pub(super) fn is_order(self, suffix: &str) -> bool {
        NUMBERS.suffixes.get(suffix, self.0).is_some()
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
