//! Query text to lexemes: operators, brackets, fields and terms, each with its place.

use std::ops::Range;

use super::QueryError;
use super::ast::{Known, Place, Term, TermKind, TextField};
use super::word;
use crate::model::Name;

/// One lexeme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lexeme {
    Open,
    Close,
    And,
    Or,
    Not,
    /// `-` at a token's start.
    Minus,
    Near {
        ordered: bool,
        distance: u32,
    },
    Field(TextField),
    /// `site:` and its like: the value is asked for with [`Lexer::value`].
    Key(Key),
    Known(Known),
    Concept(Name, Place),
    Term(Term),
}

/// The metadata keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Site,
    Url,
    Author,
    Language,
    Country,
    Group,
    Tag,
}

pub(super) const KEYS: [(&str, Key); 7] = [
    ("site", Key::Site),
    ("url", Key::Url),
    ("author", Key::Author),
    ("lang", Key::Language),
    ("country", Key::Country),
    ("group", Key::Group),
    ("tag", Key::Tag),
];

/// The widest NEAR: wider ones mean AND, and cost.
const MAX_DISTANCE: u32 = 1000;
const DEFAULT_DISTANCE: u32 = 4;

pub(super) type Lexed = Result<Option<(Lexeme, Range<usize>)>, QueryError>;

pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

/// The double quotes of keyboards and word processors.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '＂' | '«' | '»')
}

/// The apostrophes that open an exact form.
fn is_single_quote(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘')
}

fn ends_run(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c)
}

pub(super) fn error<T>(span: Range<usize>, message: impl Into<String>, help: &str) -> Result<T, QueryError> {
    let help = (!help.is_empty()).then(|| shortened(help));
    Err(QueryError { message: shortened(&message.into()), span, help })
}

/// Messages quote the query, which may be long.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 240;
    if text.chars().count() <= LONGEST {
        text.to_owned()
    } else {
        text.chars().take(LONGEST - 1).chain(['…']).collect()
    }
}

fn not_yet<T>(span: Range<usize>, what: &str, help: &str) -> Result<T, QueryError> {
    error(span, format!("{what} is not yet in this version"), help)
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// The next lexeme; `None` at the end.
    pub(super) fn next(&mut self) -> Lexed {
        self.skip_space();
        let from = self.at;
        let Some(c) = self.peek() else { return Ok(None) };
        let lexeme = match c {
            '(' | ')' => {
                self.at += 1;
                if c == '(' { Lexeme::Open } else { Lexeme::Close }
            }
            '-' => self.minus()?,
            '=' => {
                self.at += 1;
                self.exact(from)?
            }
            '/' => {
                return not_yet(
                    from..self.run_end(),
                    "a regular expression",
                    "write the forms with `*` or `?`, joined by OR",
                );
            }
            _ if is_quote(c) => {
                let text = self.quoted()?;
                Lexeme::Term(self.term(TermKind::Stemmed, text, from)?)
            }
            _ if is_single_quote(c) => self.form(from)?,
            _ => self.run(from)?,
        };
        Ok(Some((lexeme, from..self.at)))
    }

    fn minus(&mut self) -> Result<Lexeme, QueryError> {
        let from = self.at;
        self.at += 1;
        if self.peek().is_none_or(|c| c.is_whitespace() || c == ')') {
            return error(
                from..self.at,
                "`-` stands before nothing",
                "write it right before what must be absent: `-word`",
            );
        }
        Ok(Lexeme::Minus)
    }

    fn run_end(&self) -> usize {
        self.at + self.rest().find(ends_run).unwrap_or(self.rest().len())
    }

    /// Reads a quoted text; the opening quote is next.
    fn quoted(&mut self) -> Result<String, QueryError> {
        let from = self.at;
        self.at += self.peek().map_or(0, char::len_utf8);
        let Some(length) = self.rest().find(is_quote) else {
            return error(from..self.text.len(), "this phrase is never closed", "end it with `\"`");
        };
        let text = single_spaced(&self.rest()[..length]);
        self.at += length;
        self.at += self.peek().map_or(0, char::len_utf8);
        Ok(text)
    }

    fn exact(&mut self, from: usize) -> Result<Lexeme, QueryError> {
        let text = match self.peek() {
            Some(c) if is_quote(c) => self.quoted()?,
            _ => {
                let end = self.run_end();
                let text = self.text[self.at..end].to_owned();
                self.at = end;
                text
            }
        };
        if text.is_empty() {
            return error(from..self.at, "`=` stands before nothing", "write `=NATO` or `=\"US Army\"`");
        }
        Ok(Lexeme::Term(self.term(TermKind::Exact, text, from)?))
    }

    /// `'form'`: closed by the first apostrophe that a word does not go on behind.
    fn form(&mut self, from: usize) -> Result<Lexeme, QueryError> {
        let opening = self.peek().map_or(0, char::len_utf8);
        let inner = &self.rest()[opening..];
        let close = inner.char_indices().find(|(i, c)| {
            is_single_quote(*c) && inner[i + c.len_utf8()..].chars().next().is_none_or(ends_run)
        });
        let Some((length, quote)) = close else {
            let end = self.run_end();
            return error(
                from..end,
                "this exact form is never closed",
                "end it with `'`, or write the word without the apostrophe",
            );
        };
        let text = single_spaced(&inner[..length]);
        self.at += opening + length + quote.len_utf8();
        Ok(Lexeme::Term(self.term(TermKind::Form, text, from)?))
    }

    fn term(&self, kind: TermKind, text: String, from: usize) -> Result<Term, QueryError> {
        let term = Term { kind, text };
        match word::words(&term) {
            Ok(_) => Ok(term),
            Err((message, help)) => error(from..self.at.max(from + 1), message, &help),
        }
    }

    /// A run of characters without space: operator, field, or bare word.
    fn run(&mut self, from: usize) -> Result<Lexeme, QueryError> {
        let end = self.run_end();
        let run = &self.text[from..end];
        if let Some(lexeme) = self.operator(run, from..end)? {
            self.at = end;
            return Ok(lexeme);
        }
        if let Some(lexeme) = self.field(run, from)? {
            return Ok(lexeme);
        }
        self.at = end;
        if let Some(known) = length(run, from..end)? {
            return Ok(Lexeme::Known(known));
        }
        Ok(Lexeme::Term(self.term(TermKind::Stemmed, run.to_owned(), from)?))
    }

    fn operator(&self, run: &str, span: Range<usize>) -> Result<Option<Lexeme>, QueryError> {
        let near = |ordered, rest: &str| {
            let distance = match rest.strip_prefix('/') {
                None => Some(DEFAULT_DISTANCE),
                Some(digits) => digits.parse().ok().filter(|n| (1..=MAX_DISTANCE).contains(n)),
            };
            match distance {
                Some(distance) => Ok(Some(Lexeme::Near { ordered, distance })),
                None => error(
                    span.clone(),
                    format!("`{run}` has no distance from 1 to {MAX_DISTANCE}"),
                    "write `NEAR/5`: within five words",
                ),
            }
        };
        match run {
            "AND" => Ok(Some(Lexeme::And)),
            "OR" => Ok(Some(Lexeme::Or)),
            "NOT" => {
                let behind = &self.text[span.end..];
                let next = behind.trim_start();
                if !["NEAR", "ONEAR"].iter().any(|near| is_word(next, near)) {
                    return Ok(Some(Lexeme::Not));
                }
                let end = self.text.len() - next.len() + next.find(ends_run).unwrap_or(next.len());
                not_yet(
                    span.start..end,
                    "`NOT NEAR`",
                    "leave the unwanted phrase out with `-`: `-\"video game\"`",
                )
            }
            "&&" | "&" => error(span, format!("`{run}` is not an operator"), "write AND"),
            "||" | "|" => error(span, format!("`{run}` is not an operator"), "write OR"),
            "!" => error(span, "`!` is not an operator", "write NOT"),
            _ if run == "NEAR" || run.starts_with("NEAR/") => near(false, &run[4..]),
            _ if run == "ONEAR" || run.starts_with("ONEAR/") => near(true, &run[5..]),
            _ if run.starts_with("SAME/") => not_yet(
                span,
                &format!("`{run}`"),
                "NEAR/12 comes close to a sentence, NEAR/50 to a paragraph",
            ),
            _ if run.starts_with("ATLEAST") && (run.len() == 7 || run[7..].starts_with('/')) => {
                not_yet(span, &format!("`{run}`"), "write the terms joined by OR")
            }
            _ => Ok(None),
        }
    }

    /// `title:` and its like; leaves the position behind the colon.
    fn field(&mut self, run: &str, from: usize) -> Result<Option<Lexeme>, QueryError> {
        let Some(colon) = run.find(':') else { return Ok(None) };
        let name = &run[..colon];
        let span = from..from + colon + 1;
        let (word, number) = name.split_once('/').map_or((name, None), |(word, number)| (word, Some(number)));
        if word.is_empty() || !word.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Ok(None);
        }
        self.at = span.end;
        let lexeme = match (word, number) {
            ("title", None) => Lexeme::Field(TextField::Title),
            ("lead", None) => Lexeme::Field(TextField::Lead),
            ("body", None) => Lexeme::Field(TextField::Body),
            ("first", number) => match number.and_then(|n| n.parse().ok()).filter(|n| *n > 0) {
                Some(tokens) => Lexeme::Field(TextField::First(tokens)),
                None => return error(span, "`first` needs a number of words", "write `first/50:`"),
            },
            ("concept", None) => return self.concept(from).map(Some),
            _ => match KEYS.iter().find(|(key, _)| *key == word && number.is_none()) {
                Some((_, key)) => Lexeme::Key(*key),
                None => return unknown_field(word, run, span),
            },
        };
        Ok(Some(lexeme))
    }

    fn concept(&mut self, from: usize) -> Result<Lexeme, QueryError> {
        let start = self.at;
        let end = self.run_end();
        let text = &self.text[start..end];
        self.at = end;
        match text.parse::<Name>() {
            Ok(name) => Ok(Lexeme::Concept(name, Place(start..end))),
            Err(_) if text.is_empty() => {
                error(from..end, "`concept:` names no concept", "write `concept:air-defense`")
            }
            Err(invalid) => error(start..end, invalid.to_string(), "write `concept:air-defense`"),
        }
    }

    /// The value behind a key: quoted, or everything to the next space or bracket. `None` when a bracket opens.
    pub(super) fn value(&mut self) -> Result<Option<(String, Range<usize>)>, QueryError> {
        self.skip_space();
        let from = self.at;
        let text = match self.peek() {
            Some('(') => return Ok(None),
            Some(c) if is_quote(c) => self.quoted()?,
            _ => {
                let end = self.run_end();
                let text = self.text[from..end].to_owned();
                self.at = end;
                text
            }
        };
        Ok(Some((text, from..self.at)))
    }
}

/// Whether a text begins with an operator, its distance or nothing behind it.
fn is_word(text: &str, operator: &str) -> bool {
    text.strip_prefix(operator)
        .is_some_and(|rest| rest.chars().next().is_none_or(|c| c == '/' || ends_run(c)))
}

fn unknown_field(word: &str, run: &str, span: Range<usize>) -> Result<Option<Lexeme>, QueryError> {
    let lower = word.to_ascii_lowercase();
    let known =
        ["title", "lead", "body", "first", "concept"].into_iter().chain(KEYS.iter().map(|(key, _)| *key));
    let near = known.min_by_key(|name| strsim::damerau_levenshtein(name, &lower));
    let near = near.filter(|name| strsim::damerau_levenshtein(name, &lower) <= 1.max(name.len() / 3));
    let help = match near {
        Some(name) => format!("did you mean `{name}:`?"),
        None => format!("to look for these words, quote them: `\"{run}\"`"),
    };
    error(span, format!("unknown field `{word}`"), &help)
}

/// `words>200`.
fn length(run: &str, span: Range<usize>) -> Result<Option<Known>, QueryError> {
    let Some(rest) = run.strip_prefix("words") else { return Ok(None) };
    let (more, number) = match (rest.strip_prefix('>'), rest.strip_prefix('<')) {
        (Some(number), _) => (true, number),
        (_, Some(number)) => (false, number),
        _ => return Ok(None),
    };
    match number.parse() {
        Ok(than) => Ok(Some(Known::Words { more, than })),
        Err(_) => error(span, format!("`{run}` has no number"), "write `words>200`"),
    }
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
