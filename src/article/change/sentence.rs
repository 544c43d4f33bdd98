//! A text cut into the sentences that are compared: their words in one form each, furniture left out.

use unicode_normalization::UnicodeNormalization as _;

use super::facts::{Facts, Number};
use super::furniture;
use super::names::Writing;
use super::number::{self, is_group_mark, is_numeral};
use super::quantity::{self, Measure};
use crate::language::{self, Token, fold, is_apostrophe};

/// Sentences compared of one text; the rest of a longer one is not looked at.
const MOST_SENTENCES: usize = 10_000;

/// What a word is to the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A number, or a word of magnitude.
    Number,
    /// A name, as far as capitals tell.
    Name,
    /// The first word of a sentence, which is a name if its place is that of one.
    Head,
    /// Of a script without capitals.
    Caseless,
    Plain,
}

/// One word.
#[derive(Clone, Debug)]
pub(super) struct Word<'t> {
    /// As written.
    pub(super) text: &'t str,
    /// Where it stands in its text.
    pub(super) start: usize,
    /// In the form that is compared: numbers by value, apostrophes alike, case and accents as they are.
    pub(super) form: String,
    pub(super) role: Role,
    /// What a number is of, if the words beside it tell.
    pub(super) unit: Option<Measure<'t>>,
}

impl Word<'_> {
    /// One past its last byte in its text.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// One sentence.
#[derive(Clone, Debug)]
pub(super) struct Sentence<'t> {
    /// As written, trimmed.
    pub(super) text: &'t str,
    pub(super) words: Vec<Word<'t>>,
    /// The forms of its words, and the units of its numbers: equal where two sentences say the same.
    pub(super) key: String,
}

/// The sentences of a text, of which these are the tokens, that are no furniture, in order.
pub(super) fn cut<'t>(text: &'t str, tokens: &[Token], writing: &Writing) -> Vec<Sentence<'t>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for sentence in tokens.chunk_by(|a, b| a.sentence == b.sentence) {
        let stop = at(sentence[sentence.len() - 1].end);
        let next =
            tokens.get(at_index(tokens, sentence) + sentence.len()).map_or(text.len(), |t| at(t.start));
        let end = stop + boundary(&text[stop..next]);
        let written = text[start..end].trim();
        start = end;
        let words = words(text, sentence, writing);
        if sentences.len() == MOST_SENTENCES {
            break;
        }
        if !furniture::is_furniture(written, &words) {
            sentences.push(sentence_of(text, written, words, writing.facts));
        }
    }
    sentences
}

/// A whole text as one sentence: a title.
pub(super) fn whole<'t>(text: &'t str, writing: &Writing) -> Sentence<'t> {
    let words = words(text, &language::tokens(text), writing);
    sentence_of(text, text.trim(), words, writing.facts)
}

fn sentence_of<'t>(text: &'t str, written: &'t str, words: Vec<Word<'t>>, facts: Facts) -> Sentence<'t> {
    let words = quantity::gather(text, mark_number_words(text, words, facts), facts);
    let mut key = String::with_capacity(written.len());
    for word in &words {
        key.push_str(&word.form);
        // A unit written together with its number is no word of its own.
        if let Some(measure) = word.unit {
            key.push(':');
            key.push_str(measure.unit);
        }
        key.push(' ');
    }
    Sentence { text: written, words, key }
}

fn at(offset: u32) -> usize {
    offset as usize
}

/// Where a sentence's tokens begin among all: both are slices of one list.
fn at_index(tokens: &[Token], sentence: &[Token]) -> usize {
    tokens.partition_point(|token| token.start < sentence[0].start)
}

/// How much of what stands between two sentences belongs to the first: to the white space, or to the last closing sign.
fn boundary(gap: &str) -> usize {
    if let Some(space) = gap.find(char::is_whitespace) {
        return space;
    }
    let closes = |c: char| {
        matches!(
            c,
            '。' | '！'
                | '？'
                | '｡'
                | '।'
                | '؟'
                | '۔'
                | '…'
                | '.'
                | '!'
                | '?'
                | '」'
                | '』'
                | '”'
                | '»'
                | ')'
                | '）'
        )
    };
    gap.char_indices().rfind(|(_, c)| closes(*c)).map_or(gap.len(), |(at, c)| at + c.len_utf8())
}

/// The words of a sentence; groups of digits that white space separates are one number.
fn words<'t>(text: &'t str, sentence: &[Token], writing: &Writing) -> Vec<Word<'t>> {
    let mut words: Vec<Word<'t>> = Vec::with_capacity(sentence.len());
    let mut i = 0;
    while i < sentence.len() {
        let start = at(sentence[i].start);
        let mut end = at(sentence[i].end);
        let is_number = text[start..end].chars().next().is_some_and(|c| language::digit(c).is_some());
        if is_number && text[start..end].chars().count() <= 3 {
            while let Some(next) = sentence.get(i + 1)
                && is_next_group(text, end, next)
            {
                end = at(next.end);
                i += 1;
            }
        }
        i += 1;
        let written = &text[start..end];
        let (form, role) = if is_number {
            let sign = if has_minus(&text[..start]) { "-" } else { "" };
            (format!("{sign}{}", number::canonical(written)), Role::Number)
        } else {
            let form = form(written);
            let role = role(&form);
            (form, role)
        };
        words.push(Word { text: written, start, form, role, unit: None });
    }
    mark_numerals(&mut words);
    writing.keep_names(text, &mut words);
    words
}

/// Whether a token goes on with the digits before it: `1 000`, `1’000`, `١٬٠٠٠`.
fn is_next_group(text: &str, end: usize, next: &Token) -> bool {
    let gap = &text[end..at(next.start)];
    let mut marks = gap.chars();
    let is_mark = marks.next().is_some_and(|c| is_group_mark(c) || c == '\u{66b}') && marks.next().is_none();
    let word = &text[at(next.start)..at(next.end)];
    let digits = word.chars().take_while(|c| language::digit(*c).is_some()).count();
    is_mark
        && (digits == 3 || gap == "\u{66b}")
        && word.chars().nth(digits).is_none_or(|c| !c.is_alphabetic())
}

/// Whether what stands before a number ends with its minus sign, not with a hyphen.
fn has_minus(before: &str) -> bool {
    let mut back = before.chars().rev();
    matches!(back.next(), Some('-' | '\u{2212}' | '\u{2013}'))
        && back.next().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '“' | '«'))
}

/// A word with its apostrophes alike, its invisible characters gone, its accents composed.
fn form(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let visible =
        word.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}'));
    visible.map(|c| if is_apostrophe(c) { '\'' } else { c }).nfc().collect()
}

/// What a word is by itself; [`Writing::keep_names`] knows more of names.
fn role(form: &str) -> Role {
    let mut chars = form.chars();
    let Some(first) = chars.next() else { return Role::Plain };
    if first.is_uppercase() {
        // A single capital is an initial or a pronoun.
        return if chars.next().is_some() { Role::Name } else { Role::Plain };
    }
    if first.is_lowercase() {
        return if number::is_magnitude(&fold(form)) { Role::Number } else { Role::Plain };
    }
    match first {
        c if c.is_alphabetic() && number::is_magnitude(&fold(form)) => Role::Number,
        c if c.is_alphabetic() => Role::Caseless,
        _ => Role::Plain,
    }
}

/// Characters of quantity beside each other, or beside digits, are numbers (`四百`, `3万`); one alone is part of many words, which
/// [`super::numerals`] knows more of.
fn mark_numerals(words: &mut [Word<'_>]) {
    let is_part = |word: &Word<'_>| {
        word.role == Role::Number || (word.role == Role::Caseless && word.form.chars().all(is_numeral))
    };
    let parts: Vec<bool> = words.iter().map(is_part).collect();
    for (i, word) in words.iter_mut().enumerate() {
        let is_beside = (i > 0 && parts[i - 1]) || parts.get(i + 1) == Some(&true);
        if word.role == Role::Caseless && parts[i] && is_beside {
            word.role = Role::Number;
        }
    }
}

/// "One" behind tens; alone it is an article in many languages.
const ONES: [&str; 8] = ["one", "un", "uno", "um", "один", "jeden", "jedna", "bir"];
/// What stands between tens and ones in some languages.
const AND: [&str; 3] = ["y", "e", "et"];

/// Gives numbers written as words their role, and the form of those in digits: `forty` says what `40` says, `twenty-five` what
/// `25` does.
fn mark_number_words<'t>(text: &'t str, words: Vec<Word<'t>>, facts: Facts) -> Vec<Word<'t>> {
    let mut marked: Vec<Word<'t>> = Vec::with_capacity(words.len());
    // Tens that wait for their ones, and whether an "and" stands between.
    let mut tens: Option<(u32, usize)> = None;
    for mut word in words {
        let folded = if word.role == Role::Number { String::new() } else { fold(&word.form) };
        let number = if word.role == Role::Number { None } else { facts.number(&folded) };
        let ones = match number {
            Some(Number::Is(ones @ 2..=9)) => Some(ones),
            None if ONES.contains(&folded.as_str()) => Some(1),
            _ => None,
        };
        if let Some((value, place)) = tens
            && let Some(ones) = ones
        {
            marked.truncate(place + 1);
            if let Some(first) = marked.last_mut() {
                first.text = &text[first.start..word.end()];
                first.form = (value + ones).to_string();
            }
            tens = None;
            continue;
        }
        if number.is_some() {
            word.role = Role::Number;
        }
        tens = match number {
            Some(Number::Is(value)) => {
                word.form = value.to_string();
                (value >= 20 && value % 10 == 0).then_some((value, marked.len()))
            }
            Some(Number::Nth(place)) => {
                word.form = format!("{place}º");
                None
            }
            _ => tens.filter(|(_, place)| place + 1 == marked.len() && AND.contains(&folded.as_str())),
        };
        marked.push(word);
    }
    marked
}
