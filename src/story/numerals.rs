//! Numbers that headlines spell: "Part two", "День десятый", "Act IV".

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt as _};

use super::hash;
use crate::language::fold;
use crate::model::Language;

/// From one to twenty, as Romans wrote them.
const ROMAN: [&str; 20] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi",
    "xvii", "xviii", "xix", "xx",
];

/// What a word has to do with numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numeral {
    /// It is counted through: a cardinal behind it says which one.
    Counted,
    /// "Two" of anything is how many; "part two" is which one.
    Cardinal,
    /// It says which one wherever it stands.
    Ordinal,
}

/// By the hash of the folded word.
pub(super) type Numerals = HashMap<u64, Numeral>;

static NUMERALS: LazyLock<HashMap<Language, Numerals>> = LazyLock::new(|| read(include_str!("numerals.txt")));

/// The numbers of a language that is known.
pub(super) fn numerals(language: Language) -> Option<&'static Numerals> {
    NUMERALS.get(&language)
}

fn read(table: &'static str) -> HashMap<Language, Numerals> {
    let lines = || {
        let lines = table.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| {
            let (head, words) = line.split_once(": ")?;
            let (code, kind) = head.split_once(' ')?;
            Some((code, kind, words.split_whitespace()))
        })
    };
    let mut endings: HashMap<&str, Vec<&str>> = HashMap::new();
    for (code, _, words) in lines().filter(|(_, kind, _)| *kind == "ending") {
        endings.entry(code).or_default().extend(words);
    }
    let mut all: HashMap<Language, Numerals> = HashMap::new();
    for (code, kind, words) in lines() {
        let numeral = match kind {
            "count" => Numeral::Counted,
            "cardinal" => Numeral::Cardinal,
            "ordinal" => Numeral::Ordinal,
            _ => continue,
        };
        let known = all.entry(Language::from_static(code)).or_insert_with(|| {
            ROMAN.iter().map(|roman| (hash::of(roman.as_bytes()), Numeral::Cardinal)).collect()
        });
        for word in words {
            let forms = match word.strip_suffix('-') {
                Some(stem) => {
                    endings.get(code).into_iter().flatten().map(|end| format!("{stem}{end}")).collect()
                }
                None => vec![word.to_owned()],
            };
            known.extend(forms.iter().map(|form| (hash::of(fold(form).as_bytes()), numeral)));
        }
    }
    all
}
