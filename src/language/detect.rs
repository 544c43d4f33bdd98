//! Which language a text is in: script first, then function words and letters, a trigram model when they disagree.

use std::sync::LazyLock;

use super::chars::{is_joiner, is_mark};
use super::kin::is_read_as;
use super::script::{Script, Scripts, by_script};
use super::trigram;
use crate::model::Language;
use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

/// Characters of the body that are looked at.
const BODY_CHARS: usize = 600;
/// Fewer letters than this never make a verdict sure, unless the feed says the same.
pub(super) const SURE_LETTERS: u32 = 40;
/// On fewer letters the trigram model guesses.
const TRIGRAM_LETTERS: u32 = 16;
/// Where words say little its choice is worth so much …
const TRIGRAM_BONUS: f32 = 0.3;
/// … and so much that papers all over the world are written in a language.
const WIDESPREAD: [(&str, f32); 14] = [
    ("en", 0.28),
    ("es", 0.15),
    ("fr", 0.1),
    ("de", 0.1),
    ("it", 0.1),
    ("pt", 0.1),
    ("nl", 0.1),
    ("pl", 0.1),
    ("cs", 0.1),
    ("sv", 0.1),
    ("ro", 0.1),
    ("tr", 0.1),
    ("ru", 0.35),
    ("uk", 0.1),
];
/// A declared language starts with this much evidence; about one telling function word.
const DECLARED_BONUS: f32 = 1.0;
/// The best language must lead by this much evidence …
const LEAD: f32 = 1.5;
/// … and by this share of its own.
const LEAD_SHARE: f32 = 0.2;
/// A declared language is borne out when no other has this much more evidence.
const DOUBT: f32 = 0.2;
/// A letter tells less than a word: it may come with a foreign name.
const LETTER_WEIGHT: f32 = 0.3;
/// A letter that an alphabet does not have tells against the language.
const MISSING_LETTER: f32 = 0.5;
/// No function word in ASCII letters is longer, in bytes.
const LONGEST_ASCII: usize = 24;
/// Languages that few newsrooms publish in: a headline that could also be in another language is in that one.
const SELDOM: [&str; 20] = [
    "ga", "mt", "is", "af", "ca", "gl", "cy", "eu", "la", "eo", "tl", "uz", "so", "ha", "ky", "mn", "tg",
    "ckb", "ps", "sw",
];
/// Their evidence is worth so much of others'.
const SELDOM_SHARE: f32 = 0.7;

/// What language a text is written in, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// [`Language::UNDETERMINED`] when nothing could be told.
    pub language: Language,
    /// False for a small margin or fewer than 40 letters, unless the feed declares the same language or the script
    /// leaves no other: then every language's concept lines apply.
    pub sure: bool,
}

/// Tells the language of a title and the first 600 characters of a body.
///
/// Script and the declared language come first, confirmed by function words; where two languages are
/// close, a trigram model chooses between them. Between languages that none of this tells apart, such as Serbian in Latin
/// letters and Croatian, the declared one is taken.
///
/// ```
/// use vigie::{language::detect, model::Language};
/// let found = detect("Le ministre a présenté la loi", "Elle sera examinée par les députés dans la semaine.", None);
/// assert_eq!(found.language, Language::from_static("fr"));
/// assert!(found.sure);
/// assert!(!detect("Sommet", "", None).sure);
/// assert!(detect("Sommet", "", Some(Language::from_static("fr"))).sure);
/// ```
#[must_use]
pub fn detect(title: &str, body: &str, declared: Option<Language>) -> Detected {
    let (title, body) = (start(title), start(body));
    let mut scripts = Scripts::default();
    scripts.count(title);
    scripts.count(body);
    let letters = scripts.letters();
    let Some(script) = scripts.dominant() else {
        return Detected { language: Language::UNDETERMINED, sure: false };
    };
    if let Some(language) = script.only_language() {
        return by_script(script, language, letters, declared);
    }
    Evidence::of(title, body, script, letters).verdict(declared)
}

/// The first [`BODY_CHARS`] characters.
fn start(text: &str) -> &str {
    if text.len() <= BODY_CHARS {
        return text;
    }
    &text[..text.char_indices().nth(BODY_CHARS).map_or(text.len(), |(i, _)| i)]
}

/// Whether a word, in lower case, is one that texts of some language are full of.
#[must_use]
pub fn is_function_word(word: &str) -> bool {
    TABLES.is_function_word(word.as_bytes())
}

/// Whether a word, in lower case, is one that texts of this language are full of.
#[must_use]
pub fn is_function_word_of(word: &str, language: Language) -> bool {
    let votes = TABLES.words.get(word.as_bytes());
    votes.is_some_and(|votes| speaks_for(votes, language)) && TABLES.is_function_word(word.as_bytes())
}

/// The words, in lower case, that texts of this language are full of, in no order.
pub fn function_words_of(language: Language) -> impl Iterator<Item = &'static str> {
    let of_language = TABLES.words.iter().filter(move |(_, votes)| speaks_for(votes, language));
    let of_language = of_language.filter(|(word, _)| TABLES.is_function_word(word));
    of_language.filter_map(|(word, _)| std::str::from_utf8(word).ok())
}

fn speaks_for(votes: &Votes, language: Language) -> bool {
    votes.iter().any(|(at, _)| TABLES.languages.get(usize::from(*at)).is_some_and(|(of, _)| *of == language))
}

/// What a word or letter says: for each language that has it, an index and a weight.
type Votes = Vec<(u8, f32)>;

struct Tables {
    languages: Vec<(Language, Script)>,
    /// Places in `languages` of those of [`SELDOM`].
    seldom: Vec<u8>,
    words: HashMap<&'static [u8], Votes>,
    /// Those of the words that say something too, or are names elsewhere: they tell the language and are left out nowhere.
    telling: HashSet<&'static [u8]>,
    letters: HashMap<char, Votes>,
    /// For each letter of some alphabet, the languages that have alphabets without it.
    missing: HashMap<char, Vec<u8>>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut tables = Tables {
        languages: Vec::new(),
        seldom: Vec::new(),
        words: HashMap::new(),
        telling: HashSet::new(),
        letters: HashMap::new(),
        missing: HashMap::new(),
    };
    for (code, rest) in lines(include_str!("function_words.txt")) {
        let index = u8::try_from(tables.languages.len()).unwrap_or(u8::MAX);
        let script = rest.chars().map(Script::of).find(|s| *s != Script::None).unwrap_or(Script::None);
        tables.languages.push((Language::from_static(code), script));
        for word in rest.split_whitespace() {
            let telling = word.strip_prefix('+');
            tables.telling.extend(telling.map(str::as_bytes));
            let votes = tables.words.entry(telling.unwrap_or(word).as_bytes()).or_default();
            if votes.last().is_none_or(|(last, _)| *last != index) {
                votes.push((index, 1.0));
            }
        }
    }
    tables.seldom = SELDOM.iter().filter_map(|code| tables.index(code)).collect();
    for (code, rest) in lines(include_str!("letters.txt")) {
        let Some(index) = tables.index(code) else { continue };
        for letter in rest.chars().filter(|c| !c.is_whitespace()) {
            tables.letters.entry(letter).or_default().push((index, LETTER_WEIGHT));
        }
    }
    for votes in tables.words.values_mut().chain(tables.letters.values_mut()) {
        let shared = votes.len() as f32;
        for (_, weight) in votes.iter_mut() {
            *weight /= shared;
        }
    }
    let alphabets: Vec<(&str, &str)> = alphabets().collect();
    for letter in alphabets.iter().flat_map(|(_, letters)| letters.trim().chars()) {
        let without = alphabets.iter().filter(|(_, letters)| !letters.contains(letter));
        tables.missing.insert(letter, without.filter_map(|(code, _)| tables.index(code)).collect());
    }
    tables
});

/// Languages in Cyrillic with their letters.
pub(super) fn alphabets() -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(include_str!("alphabets.txt"))
}

impl Tables {
    fn is_function_word(&self, word: &[u8]) -> bool {
        self.words.contains_key(word) && !self.telling.contains(word)
    }

    fn index(&self, code: &str) -> Option<u8> {
        let index = self.languages.iter().position(|(language, _)| language.as_str() == code)?;
        u8::try_from(index).ok()
    }
}

fn lines(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(':'))
}

/// The score of every language of one script for one text.
struct Evidence<'t> {
    title: &'t str,
    body: &'t str,
    script: Script,
    letters: u32,
    scores: Vec<f32>,
}

impl<'t> Evidence<'t> {
    fn of(title: &'t str, body: &'t str, script: Script, letters: u32) -> Self {
        let mut evidence = Self { title, body, script, letters, scores: vec![0.0; TABLES.languages.len()] };
        evidence.read(title);
        evidence.read(body);
        evidence
    }

    fn read(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut word = String::with_capacity(32);
        let mut at = 0;
        while at < bytes.len() {
            let from = at;
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
            if word.is_empty() && bytes.get(at).is_none_or(u8::is_ascii) {
                if from < at {
                    self.add_ascii(&bytes[from..at]);
                }
                at += 1;
                continue;
            }
            let before = word.len();
            word.push_str(&text[from..at]);
            word[before..].make_ascii_lowercase();
            let c = text[at..].chars().next().unwrap_or(' ');
            at += c.len_utf8();
            if !c.is_ascii() && (self.add_letters(c, &mut word) || is_joiner(c)) {
                continue;
            }
            self.add_word(&mut word);
        }
        self.add_word(&mut word);
    }

    /// Most words are letters of ASCII alone.
    fn add_ascii(&mut self, word: &[u8]) {
        let mut lower = [0; LONGEST_ASCII];
        let Some(lower) = lower.get_mut(..word.len()) else { return };
        lower.copy_from_slice(word);
        lower.make_ascii_lowercase();
        self.add(TABLES.words.get(&*lower));
    }

    /// Adds a letter beyond ASCII to the word and to the evidence; whether it is one.
    fn add_letters(&mut self, c: char, word: &mut String) -> bool {
        let before = word.len();
        word.extend(c.to_lowercase().filter(|l| l.is_alphanumeric() || is_mark(*l)));
        for lower in word[before..].chars() {
            self.add(TABLES.letters.get(&lower));
            for index in TABLES.missing.get(&lower).into_iter().flatten() {
                self.scores[usize::from(*index)] -= MISSING_LETTER;
            }
        }
        word.len() > before
    }

    fn add_word(&mut self, word: &mut String) {
        if !word.is_empty() {
            self.add(TABLES.words.get(word.as_bytes()));
            word.clear();
        }
    }

    fn add(&mut self, votes: Option<&Votes>) {
        for (index, weight) in votes.into_iter().flatten() {
            self.scores[usize::from(*index)] += weight;
        }
    }

    /// The best language of the script; the declared one where texts of it are read as that.
    fn verdict(mut self, declared: Option<Language>) -> Detected {
        for index in &TABLES.seldom {
            self.scores[usize::from(*index)] *= SELDOM_SHARE;
        }
        let row = declared.and_then(|declared| self.row(declared));
        let found = self.best(row);
        match declared.filter(|declared| is_read_as(*declared, found.language)) {
            Some(language) => Detected { language, ..found },
            None => found,
        }
    }

    /// The row of the tables by which texts of a language are known in this script.
    fn row(&self, language: Language) -> Option<usize> {
        let rows = || (0..self.scores.len()).filter(|row| TABLES.languages[*row].1 == self.script);
        rows().find(|row| TABLES.languages[*row].0 == language).or_else(|| {
            let kin = rows().filter(|row| is_read_as(language, TABLES.languages[*row].0));
            kin.max_by(|one, other| self.scores[*one].total_cmp(&self.scores[*other]))
        })
    }

    /// The best language of the script, where the feed declares that of a row.
    fn best(mut self, declared: Option<usize>) -> Detected {
        let languages = &TABLES.languages;
        if let Some(index) = declared {
            if self.best_two().0.is_none_or(|best| self.scores[best] - self.scores[index] <= DOUBT) {
                return Detected { language: languages[index].0, sure: true };
            }
            self.scores[index] += DECLARED_BONUS;
        }
        let (best, second) = self.best_two();
        let Some(best) = best.filter(|best| declared.is_some() || self.scores[*best] >= LEAD) else {
            return Detected { language: self.guess(), sure: false };
        };
        let (language, clear) = self.between(best, second, declared.is_some());
        Detected { language, sure: clear && self.letters >= SURE_LETTERS }
    }

    /// The best language or a close rival, and whether it is clear of the others.
    fn between(&self, best: usize, second: f32, is_declared: bool) -> (Language, bool) {
        let languages = &TABLES.languages;
        let top = self.scores[best];
        if top - second >= LEAD && top - second >= LEAD_SHARE * top {
            return (languages[best].0, true);
        }
        let mut rivals: Vec<usize> = self.candidates().filter(|i| self.scores[*i] >= top * 0.6).collect();
        rivals.sort_by(|a, b| self.scores[*b].total_cmp(&self.scores[*a]));
        let rivals: Vec<Language> =
            rivals.into_iter().take(trigram::MAX_RIVALS).map(|i| languages[i].0).collect();
        match self.by_trigrams(&rivals) {
            Some(language) if language == languages[best].0 => (language, top >= LEAD),
            Some(language) if !is_declared && top - second < 0.1 * top => (language, false),
            _ => (languages[best].0, false),
        }
    }

    /// The likeliest language where words say little: the trigram model's choice counts too, and how much is written in each.
    fn guess(&mut self) -> Language {
        let languages = &TABLES.languages;
        let place = |index: usize| u8::try_from(index).unwrap_or(u8::MAX);
        let often = (0..languages.len())
            .filter(|i| languages[*i].1 == self.script && !TABLES.seldom.contains(&place(*i)));
        let often: Vec<Language> = often.map(|i| languages[i].0).collect();
        let chosen = self.by_trigrams(&often);
        if self.best_two().0.is_none() && chosen.is_none() {
            return Language::UNDETERMINED;
        }
        if let Some(index) = chosen.and_then(|chosen| TABLES.index(chosen.as_str())) {
            self.scores[usize::from(index)] += TRIGRAM_BONUS;
        }
        for (code, bonus) in WIDESPREAD {
            let index = TABLES.index(code).map_or(usize::MAX, usize::from);
            if languages.get(index).is_some_and(|(_, script)| *script == self.script) {
                self.scores[index] += bonus;
            }
        }
        self.best_two().0.map_or(Language::UNDETERMINED, |best| languages[best].0)
    }

    /// The languages of the script that anything speaks for.
    fn candidates(&self) -> impl Iterator<Item = usize> {
        (0..self.scores.len()).filter(|i| TABLES.languages[*i].1 == self.script && self.scores[*i] > 0.0)
    }

    /// The best candidate, the first of equals, and what speaks for the second.
    fn best_two(&self) -> (Option<usize>, f32) {
        let (mut best, mut second) = (None, 0.0_f32);
        for index in self.candidates() {
            let score = self.scores[index];
            match best {
                Some(first) if score <= self.scores[first] => second = second.max(score),
                _ => {
                    second = best.map_or(0.0, |first: usize| self.scores[first]);
                    best = Some(index);
                }
            }
        }
        (best, second)
    }

    /// The trigram model's choice between languages, where the text is long enough for it.
    fn by_trigrams(&self, rivals: &[Language]) -> Option<Language> {
        if self.letters < TRIGRAM_LETTERS {
            return None;
        }
        trigram::choose(&format!("{} {}", self.title, self.body), rivals)
    }
}
