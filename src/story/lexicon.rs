//! Words of the news that mean one thing in several languages.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt as _};

use crate::language::{fold, stands_alone, tokens};
use crate::model::Language;

/// The columns of the table.
const COLUMNS: [&str; 9] = ["en", "pl", "ru", "uk", "de", "fr", "es", "it", "zh"];
/// Languages that have no column, and whose words are most like theirs.
const KIN: [(&str, &str); 8] = [
    ("be", "ru"),
    ("bg", "ru"),
    ("cs", "pl"),
    ("sk", "pl"),
    ("pt", "es"),
    ("ca", "es"),
    ("gl", "es"),
    ("nl", "de"),
];
/// Letters that an ending may add to an entry.
const ENDING: usize = 5;
/// In German a word may be the first part of another.
const COMPOUND: usize = 9;
/// Entries shorter than this stand for themselves alone.
const STEM: usize = 4;

/// A meaning: its line in the table and how much it tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Meaning {
    pub(super) line: u32,
    pub(super) weight: f32,
}

/// The words of a phrase after its first, as stems, and what it means.
type Phrase = (Vec<Box<str>>, Meaning);

/// The words of one language.
#[derive(Debug, Default)]
pub(super) struct Words {
    exact: HashMap<Box<str>, Meaning>,
    stems: HashMap<Box<str>, Meaning>,
    /// Acronyms, as written.
    acronyms: HashMap<Box<str>, Meaning>,
    /// Phrases by their first word.
    phrases: HashMap<Box<str>, Vec<Phrase>>,
    ending: usize,
}

static LEXICON: LazyLock<HashMap<Language, Words>> = LazyLock::new(|| read(include_str!("lexicon.txt")));

/// The words of a language, or of its nearest kin.
pub(super) fn words(language: Language) -> Option<&'static Words> {
    let kin = || {
        let (_, near) = KIN.iter().find(|(code, _)| *code == language.as_str())?;
        LEXICON.get(&Language::from_static(near))
    };
    LEXICON.get(&language).or_else(kin)
}

fn read(table: &'static str) -> HashMap<Language, Words> {
    let mut lexicon: HashMap<Language, Words> = HashMap::new();
    for code in COLUMNS {
        let ending = if code == "de" { COMPOUND } else { ENDING };
        lexicon.insert(Language::from_static(code), Words { ending, ..Words::default() });
    }
    let mut weight = 1.0;
    for (line, text) in (0..).zip(table.lines()) {
        if text.starts_with('#') {
            continue;
        }
        if let Some(section) = text.strip_prefix('[') {
            weight = section.trim_end_matches(']').parse().unwrap_or(weight);
            continue;
        }
        for (code, column) in COLUMNS.iter().zip(text.split('|')) {
            let Some(words) = lexicon.get_mut(&Language::from_static(code)) else { continue };
            for entry in column.split_whitespace() {
                words.add(entry, Meaning { line, weight });
            }
        }
    }
    lexicon
}

impl Words {
    fn add(&mut self, entry: &'static str, meaning: Meaning) {
        if let Some(word) = entry.strip_prefix('=') {
            self.exact.entry(fold(word).into()).or_insert(meaning);
        } else if entry.contains('-') || entry.starts_with(stands_alone) {
            let found = tokens(entry);
            let mut parts = found.iter().map(|token| Box::from(fold(token.text(entry))));
            if let Some(first) = parts.next() {
                self.phrases.entry(first).or_default().push((parts.collect(), meaning));
            }
        } else if entry.chars().all(char::is_uppercase) {
            self.acronyms.entry(entry.into()).or_insert(meaning);
        } else {
            let folded = fold(entry);
            let stem = folded.chars().count() >= STEM;
            let list = if stem { &mut self.stems } else { &mut self.exact };
            list.entry(folded.into()).or_insert(meaning);
        }
    }

    /// What a word means, as written and folded.
    pub(super) fn find(&self, written: &str, folded: &str) -> Option<Meaning> {
        self.acronyms.get(written).or_else(|| self.exact.get(folded)).copied().or_else(|| {
            let letters = folded.chars().count();
            let edges = folded.char_indices().map(|(at, _)| at).chain([folded.len()]);
            let edges: Vec<(usize, usize)> = edges.enumerate().skip(STEM).collect();
            let fits = |(count, at): &(usize, usize)| {
                (letters - count <= self.ending).then(|| self.stems.get(&folded[..*at]).copied()).flatten()
            };
            edges.iter().rev().find_map(fits)
        })
    }

    /// Whether a phrase begins with this folded word.
    pub(super) fn begins(&self, folded: &str) -> bool {
        self.phrases.contains_key(folded)
    }

    /// The longest phrase that begins with `first` and goes on with `next`: its meaning and the words after the first.
    pub(super) fn phrase<'w>(
        &self,
        first: &str,
        next: impl Fn(usize) -> Option<&'w str>,
    ) -> Option<(Meaning, usize)> {
        let fits = |rest: &[Box<str>]| {
            rest.iter().enumerate().all(|(at, word)| next(at).is_some_and(|found| found.starts_with(&**word)))
        };
        let list = self.phrases.get(first)?;
        let fitting = list.iter().filter(|(rest, _)| fits(rest));
        fitting.max_by_key(|(rest, _)| rest.len()).map(|(rest, meaning)| (*meaning, rest.len()))
    }
}
