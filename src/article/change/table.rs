//! Words of many languages in data files: `LANGUAGE KIND…: words`.

use std::collections::{HashMap, HashSet};

use crate::language::fold;
use crate::model::Language;

/// Letters that a stem of a table may be followed by.
const MOST_ENDING: usize = 4;

/// Lines of a data file: language, what else stands before the colon, and the words.
pub(super) fn lines(file: &'static str) -> impl Iterator<Item = (Language, &'static str, &'static str)> {
    file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (head, words) = line.split_once(": ")?;
        let (code, kind) = head.split_once(' ').unwrap_or((head, ""));
        let language = if code == "*" { Language::UNDETERMINED } else { code.parse().ok()? };
        Some((language, kind, words))
    })
}

/// A word of a data file, folded; `_` parts several.
pub(super) fn folded(word: &str) -> String {
    fold(&word.replace('_', " "))
}

/// What words mean, by language.
pub(super) struct Table<T> {
    whole: HashMap<String, Vec<(Language, T)>>,
    stems: HashMap<String, Vec<(Language, T)>>,
    /// First letters of the stems: most words begin with others, and are looked up once.
    firsts: HashSet<char>,
}

impl<T: Copy> Table<T> {
    pub(super) fn new() -> Self {
        Self { whole: HashMap::new(), stems: HashMap::new(), firsts: HashSet::new() }
    }

    /// Adds a word as its file writes it: a stem ends in `-`.
    pub(super) fn add(&mut self, language: Language, word: &str, meaning: T) {
        let (words, word) = match word.strip_suffix('-') {
            Some(stem) => {
                self.firsts.extend(folded(stem).chars().next());
                (&mut self.stems, stem)
            }
            None => (&mut self.whole, word),
        };
        words.entry(folded(word)).or_default().push((language, meaning));
    }

    /// What a folded word means in a language, or in any.
    pub(super) fn get(&self, word: &str, language: Language) -> Option<T> {
        let pick = |words: &HashMap<String, Vec<(Language, T)>>, word: &str| {
            let meanings = words.get(word)?;
            let of = |wanted| meanings.iter().find(|(of, _)| *of == wanted);
            of(language).or_else(|| of(Language::UNDETERMINED)).map(|(_, meaning)| *meaning)
        };
        pick(&self.whole, word).or_else(|| {
            word.chars().next().filter(|first| self.firsts.contains(first))?;
            let cuts = word.char_indices().rev().take(MOST_ENDING).map(|(at, _)| at);
            [word.len()].into_iter().chain(cuts).find_map(|at| pick(&self.stems, &word[..at]))
        })
    }
}
