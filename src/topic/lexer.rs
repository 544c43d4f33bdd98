//! Query text to lexemes: operators, brackets, fields and terms, each with its place.

use std::ops::Range;

use super::QueryError;
use super::ast::{Known, Nearness, Pattern, Place, Term, TermKind, TextField};
use super::foreign::Behind;
use super::key::{KEYS, Key};
use super::numbers::{count, distance, is_word, length};
use super::quote::is_quote;
use super::{foreign, pattern, quote, word};
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
    Near(Nearness),
    /// `ATLEAST/3`
    AtLeast(u32),
    Field(TextField),
    /// `site:` and its like: the value is asked for with [`Lexer::value`].
    Key(Key),
    Known(Known),
    Concept(Name, Place),
    Term(Term),
    Pattern(Pattern),
}

pub(super) type Lexed = Result<Option<(Lexeme, Range<usize>)>, QueryError>;

pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

/// The apostrophes that open an exact form.
fn is_single_quote(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘')
}

/// Brackets, colon, equals sign and hyphen of Chinese and Japanese keyboards mean what those of ASCII do; in quotes they stay.
fn narrow(c: char) -> char {
    match c {
        '（' => '(',
        '）' => ')',
        '：' => ':',
        '＝' => '=',
        '－' => '-',
        other => other,
    }
}

fn ends_run(c: char) -> bool {
    c.is_whitespace() || matches!(narrow(c), '(' | ')') || is_quote(c)
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

    /// The foreign operator that stands here before an operand, when one does.
    pub(super) fn foreign(&self, place: &Range<usize>, behind: Behind<'_>) -> Option<QueryError> {
        let error = foreign::before_operand(self.text, place, behind)?;
        let next = Lexer { text: self.text, at: place.end }.next();
        let is_between = matches!(
            next,
            Ok(Some((next, _))) if !matches!(next, Lexeme::Close | Lexeme::And | Lexeme::Or | Lexeme::Near(_))
        );
        is_between.then_some(error)
    }

    /// The next lexeme; `None` at the end.
    pub(super) fn next(&mut self) -> Lexed {
        self.skip_space();
        let from = self.at;
        let Some(c) = self.peek() else { return Ok(None) };
        let lexeme = match narrow(c) {
            '(' => {
                self.at += c.len_utf8();
                Lexeme::Open
            }
            ')' => {
                self.at += c.len_utf8();
                Lexeme::Close
            }
            '-' => self.minus()?,
            '=' => {
                self.at += c.len_utf8();
                self.exact(from)?
            }
            '/' => self.pattern(from)?,
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
        self.at += self.peek().map_or(0, char::len_utf8);
        if self.peek().is_none_or(|c| c.is_whitespace() || narrow(c) == ')') {
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
        let (text, end) = quote::quoted(self.text, self.at)?;
        self.at = end;
        Ok(single_spaced(text))
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

    /// `/expression/`; a slash in it is written `\\/`.
    fn pattern(&mut self, from: usize) -> Result<Lexeme, QueryError> {
        let inner = &self.rest()[1..];
        let mut escaped = false;
        let close = inner.char_indices().find(|(_, c)| {
            let ends = matches!(c, '/' | '\n') && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        let Some((length, '/')) = close else {
            return error(
                from..self.run_end(),
                "this regular expression is never closed",
                "end it with `/`; to look for words around a slash, quote them: `\"and/or\"`",
            );
        };
        self.at += length + 2;
        if self.peek().is_some_and(|c| !ends_run(c)) {
            let help = "put a space behind the closing `/`; capitals and accents make no difference without any flag";
            return error(from..self.run_end(), "something follows the regular expression", help);
        }
        match pattern::pattern(&inner[..length]) {
            Ok(pattern) => Ok(Lexeme::Pattern(pattern)),
            Err((message, help)) => error(from..self.at, message, &help),
        }
    }

    fn term(&self, kind: TermKind, text: String, from: usize) -> Result<Term, QueryError> {
        match word::words(kind, &text) {
            Ok(words) => Ok(Term { kind, text, words }),
            Err((message, help)) => error(from..self.at.max(from + 1), message, &help),
        }
    }

    /// A run of characters without space: operator, field, or bare word.
    fn run(&mut self, from: usize) -> Result<Lexeme, QueryError> {
        let end = self.run_end();
        let run = &self.text[from..end];
        if let Some(lexeme) = self.operator(run, from..end)? {
            return Ok(lexeme);
        }
        if let Some(lexeme) = self.field(run, from)? {
            return Ok(lexeme);
        }
        self.at = end;
        if let Some(known) = length(run, from..end)? {
            return Ok(Lexeme::Known(known));
        }
        foreign::check_tilde(run, from..end)?;
        foreign::check_comma(run, from)?;
        Ok(Lexeme::Term(self.term(TermKind::Stemmed, run.to_owned(), from)?))
    }

    fn operator(&mut self, run: &str, span: Range<usize>) -> Result<Option<Lexeme>, QueryError> {
        self.at = span.end;
        Ok(Some(match run {
            "AND" => Lexeme::And,
            "OR" => Lexeme::Or,
            "NOT" => self.not(span.start)?,
            "&&" | "&" => return error(span, format!("`{run}` is not an operator"), "write AND"),
            "||" | "|" => return error(span, format!("`{run}` is not an operator"), "write OR"),
            _ if run.starts_with('!') => {
                return error(span, "`!` is not an operator", "write NOT, or `-` before a word");
            }
            _ if is_word(run, "NEAR") => Lexeme::Near(Nearness::Within(self.distance(run, "NEAR", span)?)),
            _ if is_word(run, "ONEAR") => Lexeme::Near(Nearness::Ordered(self.distance(run, "ONEAR", span)?)),
            _ if is_word(run, "SAME") => match run {
                "SAME/s" => Lexeme::Near(Nearness::Sentence),
                "SAME/p" => Lexeme::Near(Nearness::Paragraph),
                _ => {
                    let help = "write `SAME/s`, in one sentence, or `SAME/p`, in one paragraph";
                    return error(span, format!("`{run}` does not say the same what"), help);
                }
            },
            _ if is_word(run, "ATLEAST") => Lexeme::AtLeast(count(run, span)?),
            _ => {
                self.at = span.start;
                return Ok(None);
            }
        }))
    }

    /// The distance of an operator that was just passed.
    fn distance(&self, run: &str, operator: &str, span: Range<usize>) -> Result<u32, QueryError> {
        foreign::check_number(run, self.rest(), &span)?;
        distance(run, operator, span)
    }

    /// NOT, or the whole of `NOT NEAR/8`; the position is behind NOT.
    fn not(&mut self, from: usize) -> Result<Lexeme, QueryError> {
        let next = self.at + self.rest().len() - self.rest().trim_start().len();
        let rest = &self.text[next..];
        let end = next + rest.find(ends_run).unwrap_or(rest.len());
        let operator = &self.text[next..end];
        if is_word(operator, "NEAR") {
            self.at = end;
            return Ok(Lexeme::Near(Nearness::Without(self.distance(operator, "NEAR", from..end)?)));
        }
        if ["ONEAR", "SAME"].iter().any(|other| is_word(operator, other)) {
            let help = "write `a NOT NEAR/5 b`, or negate the whole: `NOT (a ONEAR/5 b)`";
            return error(from..end, format!("`NOT {operator}` is not an operator"), help);
        }
        Ok(Lexeme::Not)
    }

    /// `title:` and its like; leaves the position behind the colon.
    fn field(&mut self, run: &str, from: usize) -> Result<Option<Lexeme>, QueryError> {
        let Some((colon, sign)) = run.char_indices().find(|(_, c)| narrow(*c) == ':') else {
            return Ok(None);
        };
        let name = &run[..colon];
        let span = from..from + colon + sign.len_utf8();
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
            Some(c) if narrow(c) == '(' => return Ok(None),
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

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
