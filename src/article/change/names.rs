//! Which words are names, as far as capitals tell, and where a name is said again in another form.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use super::facts::Facts;
use super::number::is_magnitude;
use super::sentence::{Role, Word};
use super::table::{Table, lines};
use crate::language::{self, Token, fold, is_function_word};
use crate::model::Language;

/// A text in which so many of a hundred words inside sentences begin with a capital is in a language that writes nouns so.
const NOUN_CAPITALS_PERCENT: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Little {
    And,
    Calendar,
    Opener,
}

struct LittleWords {
    words: Table<Little>,
    /// What openers of a language end in.
    endings: HashMap<Language, Vec<&'static str>>,
}

static LITTLE: LazyLock<LittleWords> = LazyLock::new(|| {
    let mut all = LittleWords { words: Table::new(), endings: HashMap::new() };
    for (language, kind, words) in lines(include_str!("little_words.txt")) {
        let little = match kind {
            "and" => Little::And,
            "day" | "month" => Little::Calendar,
            "opener" => Little::Opener,
            _ => {
                all.endings.entry(language).or_default().extend(words.split_whitespace());
                continue;
            }
        };
        words.split_whitespace().for_each(|word| all.words.add(language, word, little));
    }
    all
});

/// Whether a word only stands between the members of a list.
pub(super) fn is_and(word: &Word<'_>, facts: Facts) -> bool {
    LITTLE.words.get(&fold(&word.form), facts.language()) == Some(Little::And)
}

/// Whether a word is a day of the week or a month, which are written as names in many languages and are none.
pub(super) fn is_of_calendar(word: &Word<'_>) -> bool {
    LITTLE.words.get(&fold(&word.form), Language::UNDETERMINED) == Some(Little::Calendar)
}

/// How the two editions write: what their language is, and which words they write with capitals.
pub(super) struct Writing {
    pub(super) facts: Facts,
    /// Nouns have capitals.
    nouns: bool,
    /// Words with a capital where none need be, and never without.
    names: HashSet<String>,
    /// Words without capitals.
    small: HashSet<String>,
}

impl Writing {
    /// Of what is known from elsewhere only.
    pub(super) fn new(facts: Facts) -> Self {
        Self { facts, nouns: false, names: HashSet::new(), small: HashSet::new() }
    }

    /// Of texts in one language.
    pub(super) fn of(facts: Facts, texts: [(&str, &[Token]); 2]) -> Self {
        let mut writing = Self::new(facts);
        writing.nouns = texts.iter().any(|(text, tokens)| writes_nouns_with_capitals(text, tokens));
        for (text, tokens) in texts {
            for sentence in tokens.chunk_by(|a, b| a.sentence == b.sentence) {
                writing.learn(text, sentence);
            }
        }
        let small = &writing.small;
        writing.names.retain(|name| !small.contains(&name.to_lowercase()));
        writing
    }

    fn learn(&mut self, text: &str, sentence: &[Token]) {
        let is_capital = |token: &Token| token.text(text).starts_with(char::is_uppercase);
        // Headings may write all words with capitals, which tells nothing.
        let is_heading = sentence.last().is_none_or(|last| !is_stopped(&text[last.end as usize..]));
        for (i, token) in sentence.iter().enumerate() {
            let word = token.text(text);
            if word.starts_with(char::is_lowercase) {
                if !self.small.contains(word) {
                    self.small.insert(word.to_owned());
                }
                continue;
            }
            let is_beside =
                i > 1 && is_capital(&sentence[i - 1]) || sentence.get(i + 1).is_some_and(is_capital);
            let is_name = i > 0 && is_capital(token) && (!self.nouns || is_beside);
            if is_name && !is_heading && word.chars().nth(1).is_some() && !self.names.contains(word) {
                self.names.insert(word.to_owned());
            }
        }
    }

    /// Takes the role of a name from words whose capital says nothing: the first of a sentence, and nouns where all have one,
    /// unless they stand beside another name, are acronyms, or the texts tell otherwise that they are names.
    pub(super) fn keep_names(&self, text: &str, words: &mut [Word<'_>]) {
        let mut names: Vec<bool> = words.iter().map(|word| word.role == Role::Name).collect();
        if let Some(first) = words.first_mut()
            && names[0]
            && is_function_word(&first.form.to_lowercase())
        {
            (first.role, names[0]) = (Role::Plain, false);
        }
        for i in 0..words.len() {
            if !names[i] || (i > 0 && !self.nouns) {
                continue;
            }
            let is_beside = (i > 0 && names[i - 1]) || names.get(i + 1) == Some(&true);
            if !is_beside && !is_acronym(&words[i].form) && !self.names.contains(&words[i].form) {
                let is_head = i == 0 && self.may_be_head(text, words);
                words[i].role = if is_head { Role::Head } else { Role::Plain };
            }
        }
    }

    /// Whether words with capitals, side by side, are a name wherever they stand. Where nouns have capitals, two of them may also be an
    /// amount or a date: `Tausende Menschen`, `Ende Juni`.
    pub(super) fn is_name_alone(&self, run: &[Word<'_>]) -> bool {
        let is_acronym = |word: &Word<'_>| is_acronym(&word.form);
        let is_amount = |word: &Word<'_>| is_of_calendar(word) || is_magnitude(&fold(&word.form));
        !self.nouns || run.iter().any(is_acronym) || (run.len() > 1 && !run.iter().any(is_amount))
    }

    /// Whether the first word of a sentence is a name by its place: languages with articles begin with few other bare words.
    fn may_be_head(&self, text: &str, words: &[Word<'_>]) -> bool {
        let [first, second, ..] = words else { return false };
        let language = self.facts.language();
        let Some(endings) = LITTLE.endings.get(&language) else { return false };
        let folded = fold(&first.form);
        let is_followed = text[first.end()..second.start].chars().all(char::is_whitespace);
        let is_word = first.form.chars().skip(1).all(char::is_lowercase);
        let is_opener = LITTLE.words.get(&folded, language) == Some(Little::Opener)
            || endings.iter().any(|end| folded.len() > end.len() + 2 && folded.ends_with(end));
        !self.nouns
            && is_followed
            && is_word
            && second.role == Role::Plain
            && !is_opener
            && !self.small.contains(&first.form.to_lowercase())
    }
}

fn is_acronym(form: &str) -> bool {
    form.chars().filter(|c| c.is_uppercase()).count() > 1
}

/// Whether a sentence ends here with a stop, in quotes or brackets or not.
fn is_stopped(rest: &str) -> bool {
    rest.trim_start_matches(['"', '”', '’', '»', '“', ')', ']'])
        .starts_with(['.', '!', '?', '…', ':', ';', ','])
}

/// Whether the text's language writes all nouns with capitals, as German does.
fn writes_nouns_with_capitals(text: &str, tokens: &[Token]) -> bool {
    let (mut inside, mut capital) = (0, 0);
    for pair in tokens.windows(2).take(4000).filter(|pair| pair[0].sentence == pair[1].sentence) {
        let first = pair[1].text(text).chars().next().unwrap_or(' ');
        inside += usize::from(first.is_alphabetic());
        capital += usize::from(first.is_uppercase());
    }
    inside >= 20 && capital * 100 >= inside * NOUN_CAPITALS_PERCENT
}

/// The capitalised words of an edition, to ask whether it says a name in any of its forms.
pub(super) struct Said(BTreeSet<String>);

impl Said {
    pub(super) fn of(title: &str, text: &str, tokens: &[Token]) -> Self {
        let of_title = language::tokens(title);
        let words = tokens.iter().map(|token| token.text(text));
        let words = words.chain(of_title.iter().map(|token| token.text(title)));
        let capitals: HashSet<&str> = words.filter(|word| word.starts_with(char::is_uppercase)).collect();
        Self(capitals.into_iter().map(fold).collect())
    }

    /// Whether the edition says a name, inflected or not: a word that begins with most of it and is hardly longer.
    pub(super) fn has(&self, name: &str) -> bool {
        const MOST_ENDING: usize = 3;
        const MOST_LOOKED_AT: usize = 64;
        let folded = fold(name);
        let letters = folded.chars().count();
        let keeps = match letters {
            0..=4 => letters,
            5..=7 => letters - 1,
            _ => letters - 2,
        };
        let root: String = folded.chars().take(keeps).collect();
        let alike = self.0.range(root.clone()..).take_while(|word| word.starts_with(&root));
        let mut lengths = alike.take(MOST_LOOKED_AT).map(|word| word.chars().count());
        lengths.any(|other| other <= letters + MOST_ENDING)
    }
}
