//! Words of the news that mean one thing in several languages.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt as _};
use serde::Deserialize;

use super::consonants::hung_before;
use super::syllables::is_hangul;
use crate::language::{fold, stands_alone, tokens};
use crate::model::Language;
use crate::topic::{Node, Query, name_packs};

/// The columns of the table.
const COLUMNS: [&str; 9] = ["en", "pl", "ru", "uk", "de", "fr", "es", "it", "zh"];
/// The columns of the table of more languages, after the first.
const MORE: [&str; 16] =
    ["sv", "nl", "pt", "cs", "ro", "hu", "tr", "el", "ar", "fa", "he", "hi", "id", "vi", "ja", "ko"];
/// Languages and those that have words most like theirs, in the order in which they are taken over.
const KIN: [(&str, &str); 11] = [
    ("be", "ru"),
    ("bg", "ru"),
    ("cs", "pl"),
    ("sk", "cs"),
    ("pt", "es"),
    ("ca", "es"),
    ("gl", "pt"),
    ("nl", "de"),
    ("da", "sv"),
    ("nb", "sv"),
    ("ms", "id"),
];
/// Letters that an ending may add to an entry.
const ENDING: usize = 5;
/// In German a word may be the first part of another.
const COMPOUND: usize = 9;
/// Languages in which a word may be the last part of another, and letters that each part has at least.
const COMPOUNDING: [&str; 5] = ["de", "nl", "sv", "da", "nb"];
const PART: usize = 5;
/// A Korean particle has at most so many letters, each of which is a syllable.
const PARTICLE: usize = 3;
/// Entries shorter than this stand for themselves alone; those in Korean syllables have fewer letters.
const STEM: usize = 4;
const HANGUL_STEM: usize = 2;
/// Pieces that are hung before a word at most.
const HUNG: usize = 2;
/// Without what is hung before it, a word has so many letters.
const BARE: usize = 3;

/// A meaning: its line in the table and how much it tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Meaning {
    pub(super) line: u32,
    pub(super) weight: f32,
    /// Within a language its words are what they are; else they are one word there, too.
    pub(super) across_alone: bool,
}

/// The words of a phrase after its first, as stems, and what it means.
type Phrase = (Vec<Box<str>>, Meaning);

/// The words of one language.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    exact: HashMap<Box<str>, Meaning>,
    stems: HashMap<Box<str>, Meaning>,
    /// Acronyms, as written.
    acronyms: HashMap<Box<str>, Meaning>,
    /// Phrases by their first word.
    phrases: HashMap<Box<str>, Vec<Phrase>>,
    ending: usize,
    /// Letters that are hung before a word.
    hung: &'static [&'static str],
    /// It writes several words as one, of which the last says what it is.
    compounds: bool,
}

static LEXICON: LazyLock<HashMap<Language, Words>> = LazyLock::new(|| read(include_str!("lexicon.txt")));

/// Languages without a column: the words that news uses most, their kin's words, and countries and organisations by the names
/// that the concepts know.
static OTHERS: LazyLock<HashMap<Language, Words>> = LazyLock::new(others);

/// The words of a language that has any.
pub(super) fn words(language: Language) -> Option<&'static Words> {
    LEXICON.get(&language).or_else(|| OTHERS.get(&language))
}

fn others() -> HashMap<Language, Words> {
    let Some(english) = LEXICON.get(&Language::from_static("en")) else { return HashMap::new() };
    let mut others = more(include_str!("lexicon_more.txt"), english);
    for (code, near) in KIN {
        let near = Language::from_static(near);
        let Some(kin) = LEXICON.get(&near).or_else(|| others.get(&near)).cloned() else { continue };
        let language = Language::from_static(code);
        others.entry(language).or_insert_with(|| Words::of(language)).take_in(kin);
    }
    for pack in name_packs() {
        let Ok(PackFile { mut concepts }) = toml::from_str(pack.toml) else { continue };
        let Some(lines) = concepts.remove(pack.name) else { continue };
        // "South Korea" is told of as Korea; a bank of the world is no world.
        let in_part = pack.name.starts_with("country-");
        let told = lines.get("en").map(|list| names(list)).unwrap_or_default();
        let meaning = told.iter().find_map(|name| english.meaning_of(name, in_part));
        let Some(meaning) = meaning else { continue };
        let other = |code: &str| code != "all" && !COLUMNS.contains(&code);
        for (code, list) in lines.into_iter().filter(|(code, _)| other(code)) {
            let Ok(language) = code.parse::<Language>() else { continue };
            let words = others.entry(language).or_insert_with(|| Words::of(language));
            for name in names(&list) {
                words.add_name(&name, meaning);
            }
        }
    }
    others
}

/// The words of the table whose first column says in English what the others mean.
fn more(table: &'static str, english: &Words) -> HashMap<Language, Words> {
    let mut others: HashMap<Language, Words> = HashMap::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('|');
        let Some(meaning) = columns.next().and_then(|told| english.meaning_of(told, false)) else { continue };
        let meaning = Meaning { across_alone: true, ..meaning };
        for (language, column) in MORE.map(Language::from_static).into_iter().zip(columns) {
            let words = others.entry(language).or_insert_with(|| Words::of(language));
            column.split_whitespace().for_each(|entry| words.add(entry, meaning));
        }
    }
    others
}

/// The text of a pack.
#[derive(Deserialize)]
struct PackFile {
    concepts: HashMap<String, BTreeMap<String, Vec<String>>>,
}

/// The names among a concept's queries for one language; what asks for more than a name is left out.
fn names(queries: &[String]) -> Vec<String> {
    let parsed = queries.iter().filter_map(|query| Query::parse(query).ok());
    let either = parsed.flat_map(|query| match query.root {
        Node::Or(nodes) => nodes,
        node => vec![node],
    });
    let terms = either.filter_map(|node| match node {
        Node::Term(term) => Some(term.text),
        _ => None,
    });
    // A phrase is looked up by its first word.
    terms.filter(|name| name.split_once(' ').is_none_or(|(first, _)| !first.contains('*'))).collect()
}

fn read(table: &'static str) -> HashMap<Language, Words> {
    let mut lexicon: HashMap<Language, Words> = HashMap::new();
    for code in COLUMNS {
        let language = Language::from_static(code);
        lexicon.insert(language, Words::of(language));
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
                words.add(entry, Meaning { line, weight, across_alone: false });
            }
        }
    }
    lexicon
}

impl Words {
    /// None yet, of a language.
    fn of(language: Language) -> Self {
        let ending = match language.as_str() {
            "de" => COMPOUND,
            "ko" => PARTICLE,
            _ => ENDING,
        };
        let compounds = COMPOUNDING.contains(&language.as_str());
        Self { ending, hung: hung_before(language), compounds, ..Self::default() }
    }

    /// Adds the words of another language where it has none of its own.
    fn take_in(&mut self, kin: Self) {
        let lists =
            [(&mut self.exact, kin.exact), (&mut self.stems, kin.stems), (&mut self.acronyms, kin.acronyms)];
        for (own, theirs) in lists {
            for (word, meaning) in theirs {
                own.entry(word).or_insert(meaning);
            }
        }
        for (first, theirs) in kin.phrases {
            self.phrases.entry(first).or_default().extend(theirs);
        }
        self.ending = self.ending.max(kin.ending);
    }

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
            let stem = folded.chars().count() >= stem_letters(&folded);
            let list = if stem { &mut self.stems } else { &mut self.exact };
            list.entry(folded.into()).or_insert(meaning);
        }
    }

    /// Adds a name of one word or several, as the concepts write it: `*` stands for any ending.
    fn add_name(&mut self, name: &str, meaning: Meaning) {
        let found = tokens(name);
        let mut parts = found.iter().map(|token| Box::<str>::from(fold(token.text(name))));
        let Some(first) = parts.next() else { return };
        let rest: Vec<Box<str>> = parts.collect();
        let stem = name.ends_with('*') && first.chars().count() >= STEM;
        if !rest.is_empty() {
            self.phrases.entry(first).or_default().push((rest, meaning));
        } else if stem {
            self.stems.entry(first).or_insert(meaning);
        } else {
            self.exact.entry(first).or_insert(meaning);
        }
    }

    /// What a name means as a whole, or else by its last or first word, if it may be told of `in_part`.
    fn meaning_of(&self, name: &str, in_part: bool) -> Option<Meaning> {
        let found = tokens(name);
        let words: Vec<&str> = found.iter().map(|token| token.text(name)).collect();
        let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
        let of = |at: usize| self.find(words.get(at)?, &folded[at]);
        let next = |at: usize| folded.get(at + 1).map(String::as_str);
        let phrase = self.phrase(folded.first()?, next).filter(|(_, more)| more + 1 == words.len());
        let whole = phrase.map(|(meaning, _)| meaning).or_else(|| of(0).filter(|_| words.len() == 1));
        whole.or_else(|| in_part.then(|| of(words.len() - 1).or_else(|| of(0)))?)
    }

    /// What a word means, as written and folded.
    pub(super) fn find(&self, written: &str, folded: &str) -> Option<Meaning> {
        let whole = self.acronyms.get(written).copied().or_else(|| self.find_folded(folded));
        whole.or_else(|| self.find_bare(folded, HUNG)).or_else(|| self.find_last(folded))
    }

    /// What the last part of a compound means ("militärkrankenhaus").
    fn find_last(&self, folded: &str) -> Option<Meaning> {
        if !self.compounds {
            return None;
        }
        let edges: Vec<usize> = folded.char_indices().map(|(at, _)| at).collect();
        let last = edges.len().checked_sub(PART)?;
        edges.get(PART..=last)?.iter().find_map(|at| self.find_folded(&folded[*at..]))
    }

    /// What a word means without what is hung before it, at most so many pieces ("and" and "the").
    fn find_bare(&self, folded: &str, pieces: usize) -> Option<Meaning> {
        let left = pieces.checked_sub(1)?;
        let bare = self.hung.iter().filter_map(|hung| folded.strip_prefix(hung));
        let mut bare = bare.filter(|rest| rest.chars().count() >= BARE);
        bare.find_map(|rest| self.find_folded(rest).or_else(|| self.find_bare(rest, left)))
    }

    fn find_folded(&self, folded: &str) -> Option<Meaning> {
        self.exact.get(folded).copied().or_else(|| {
            let letters = folded.chars().count();
            let edges = folded.char_indices().map(|(at, _)| at).chain([folded.len()]);
            let edges: Vec<(usize, usize)> = edges.enumerate().skip(stem_letters(folded)).collect();
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
    pub(super) fn phrase<W: AsRef<str>>(
        &self,
        first: &str,
        next: impl Fn(usize) -> Option<W>,
    ) -> Option<(Meaning, usize)> {
        let fits = |rest: &[Box<str>]| {
            rest.iter()
                .enumerate()
                .all(|(at, word)| next(at).is_some_and(|found| found.as_ref().starts_with(&**word)))
        };
        let list = self.phrases.get(first)?;
        let fitting = list.iter().filter(|(rest, _)| fits(rest));
        fitting.max_by_key(|(rest, _)| rest.len()).map(|(rest, meaning)| (*meaning, rest.len()))
    }
}

/// Letters of an entry that also stands for longer words.
fn stem_letters(folded: &str) -> usize {
    if is_hangul(folded) { HANGUL_STEM } else { STEM }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text of one name means in a language.
    fn meaning(code: &'static str, name: &str) -> Option<Meaning> {
        words(Language::from_static(code)).and_then(|words| words.meaning_of(name, true))
    }

    fn line(meaning: Option<Meaning>) -> Option<u32> {
        meaning.map(|meaning| meaning.line)
    }

    #[test]
    fn a_language_without_a_column_knows_countries_and_organisations_by_name() {
        let names = [
            ("Greece", ["yunanistan", "ギリシャ", "그리스", "grekland"]),
            ("Germany", ["almanya", "ドイツ", "독일", "tyskland"]),
            ("Korea", ["güney kore", "韓国", "대한민국", "sydkorea"]),
            ("United Nations", ["birleşmiş milletler", "国連", "유엔", "förenta nationerna"]),
        ];
        for (english, others) in names {
            let known = meaning("en", english);
            assert!(known.is_some(), "{english}");
            for (code, name) in ["tr", "ja", "ko", "sv"].into_iter().zip(others) {
                assert_eq!(meaning(code, name), known, "{code} {name}");
            }
        }
        assert_ne!(meaning("tr", "almanya"), meaning("tr", "yunanistan"));
        assert_eq!(meaning("tr", "deniz"), None);
        assert_eq!(meaning("xx", "germany"), None);
    }

    #[test]
    fn each_line_of_the_tables_has_all_columns_and_each_meaning_is_known() {
        let lines = |table: &'static str| table.lines().filter(|line| !line.starts_with(['#', '[']));
        for line in lines(include_str!("lexicon.txt")) {
            assert_eq!(line.split('|').count(), COLUMNS.len(), "{line}");
        }
        for line in lines(include_str!("lexicon_more.txt")) {
            assert_eq!(line.split('|').count(), MORE.len() + 1, "{line}");
            let told = line.split(" | ").next().unwrap_or_default();
            assert!(meaning("en", told).is_some(), "{told}");
        }
    }

    #[test]
    fn a_word_is_known_with_what_is_hung_on_it() {
        for (code, word) in
            [("ar", "والشرطة"), ("ar", "الشرطة"), ("he", "במשטרה"), ("ko", "경찰은"), ("tr", "polisi")]
        {
            assert_eq!(line(meaning(code, word)), line(meaning("en", "police")), "{word}");
        }
        assert_eq!(meaning("ko", "경기장에서는"), None);
        for (code, word) in [("de", "militärkrankenhaus"), ("sv", "universitetssjukhuset")] {
            assert_eq!(line(meaning(code, word)), line(meaning("en", "hospital")), "{word}");
        }
        assert_eq!(meaning("de", "rathaus"), None, "parts have five letters");
    }

    #[test]
    fn kin_keep_the_words_of_their_kin_beside_their_own_names() {
        assert_eq!(meaning("pt", "alemanha"), meaning("en", "germany"));
        assert_eq!(meaning("pt", "huelga"), meaning("es", "huelga"));
        assert!(meaning("es", "huelga").is_some());
    }
}
