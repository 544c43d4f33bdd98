//! Text to tokens: words, single characters of scripts without spaces, signs.

use super::apostrophe::{Apostrophe, apostrophe};
use super::chars::{Class, class, is_gershayim, is_hebrew};
use super::stop::is_abbreviation;
use crate::model::Language;

/// More bytes than this of one text are not read: a page is at most 8 MiB.
const MAX_TEXT_BYTES: usize = 16 << 20;
/// A longer run of letters is cut into several tokens.
const MAX_WORD_CHARS: u32 = 128;

/// One token of one field; its position is its index among the field's tokens.
///
/// Elided articles (`l’`) and apostrophe suffixes (`’s`) belong to no token and take no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// First character, in Unicode scalar values.
    pub char_start: u32,
    /// One past the last character.
    pub char_end: u32,
    /// Sentence of the text, from 0.
    pub sentence: u32,
    /// Paragraph of the text, from 0; paragraphs are separated by a blank line.
    pub paragraph: u32,
    /// A `#` stands right before the word.
    pub hashtag: bool,
}

impl Token {
    /// The word as the text spells it; `text` must be the one the token was cut from.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// Cuts a text of no known language into tokens, as [`tokens_in`] does.
///
/// ```
/// let text = "L’Otan veut 5 % de plus. Air-defence!";
/// let words: Vec<&str> = vigie::language::tokens(text).iter().map(|t| t.text(text)).collect();
/// assert_eq!(words, ["Otan", "veut", "5", "%", "de", "plus", "Air", "defence"]);
/// ```
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    tokens_in(text, Language::UNDETERMINED)
}

/// Cuts a text into tokens; linear in its length. The language tells where an ending is hung on a name by an apostrophe, and
/// where a full stop behind a number ends no sentence.
///
/// Texts beyond 16 MiB are read to there.
///
/// ```
/// use vigie::language::tokens_in;
/// let first = |text, code: &str| tokens_in(text, code.parse().unwrap())[0].text(text);
/// assert_eq!(first("Trump'a", "tr"), "Trump");
/// assert_eq!(first("Shi'a", "en"), "Shi'a");
/// ```
#[must_use]
pub fn tokens_in(text: &str, language: Language) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 6);
    tokens_into(text, language, &mut out);
    out
}

/// As [`tokens_in`], appending to a buffer that is used again and again.
pub fn tokens_into(text: &str, language: Language, out: &mut Vec<Token>) {
    let text = &text[..text.floor_char_boundary(MAX_TEXT_BYTES)];
    let mut scanner = Scanner {
        text,
        language,
        at: 0,
        chars: 0,
        gap: Gap::default(),
        sentence: 0,
        paragraph: 0,
        base: out.len(),
        out,
    };
    scanner.run();
}

/// What stood between the last token and the next.
#[derive(Clone, Copy, Debug, Default)]
struct Gap {
    newlines: u32,
    stop: Stop,
    /// White space came after the stop.
    space_after: bool,
    /// The stop stands before the mark of a note that comes next: `fell.[1] The`.
    before_note: Stop,
}

/// What may have ended a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stop {
    #[default]
    None,
    /// A full stop, which may only end an abbreviation.
    Dot,
    /// Another sign; the sentence ends if what follows begins like one.
    Sign,
    /// The sentence ends whatever follows.
    Full,
}

struct Scanner<'t, 'o> {
    text: &'t str,
    language: Language,
    at: usize,
    chars: u32,
    gap: Gap,
    sentence: u32,
    paragraph: u32,
    /// Tokens already in `out` belong to another text.
    base: usize,
    out: &'o mut Vec<Token>,
}

/// A place in the text: bytes and characters.
#[derive(Clone, Copy)]
struct Place {
    byte: usize,
    chars: u32,
}

impl Scanner<'_, '_> {
    fn peek(&self) -> Option<char> {
        let byte = *self.text.as_bytes().get(self.at)?;
        if byte < 0x80 { Some(char::from(byte)) } else { self.text[self.at..].chars().next() }
    }

    fn bump(&mut self, c: char) {
        self.at += c.len_utf8();
        self.chars += 1;
    }

    fn place(&self) -> Place {
        Place { byte: self.at, chars: self.chars }
    }

    fn run(&mut self) {
        while let Some(c) = self.peek() {
            match class(c) {
                Class::Letter | Class::Digit => self.word(false),
                Class::Character => self.character(c),
                Class::Symbol => {
                    let from = self.place();
                    self.bump(c);
                    self.emit(from, self.place(), false);
                }
                Class::Hash => {
                    self.bump(c);
                    if self.peek().is_some_and(|n| matches!(class(n), Class::Letter | Class::Digit)) {
                        self.word(true);
                    }
                }
                Class::Newline => {
                    self.gap.newlines += 1;
                    self.gap.space_after = true;
                    self.bump(c);
                }
                Class::Space => {
                    self.gap.space_after |= self.gap.stop != Stop::None;
                    self.bump(c);
                }
                Class::Terminator => {
                    let stop = if c == '.' { Stop::Dot } else { Stop::Sign };
                    self.gap.stop = if self.gap.stop == Stop::Full { Stop::Full } else { stop };
                    self.bump(c);
                }
                Class::FullTerminator => {
                    self.gap.stop = Stop::Full;
                    self.bump(c);
                }
                Class::Mark | Class::Apostrophe | Class::Ignored | Class::Other => {
                    if c == '[' && self.gap.stop != Stop::None && !self.gap.space_after && self.is_at_note() {
                        // Of the note's number no full stop could be told from an ordinal's.
                        self.gap.before_note =
                            if self.gap.stop == Stop::Full { Stop::Full } else { Stop::Sign };
                    }
                    self.bump(c);
                }
            }
        }
    }

    /// Whether a note's number in square brackets stands here. Texts of no known language are cut as they ever were; see
    /// [`is_abbreviation`].
    fn is_at_note(&self) -> bool {
        let rest = &self.text.as_bytes()[self.at + 1..];
        let digits = rest.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
        self.language != Language::UNDETERMINED
            && (1..=3).contains(&digits)
            && rest.get(digits) == Some(&b']')
    }

    fn character(&mut self, c: char) {
        let from = self.place();
        self.bump(c);
        let mut marks = 0;
        while let Some(mark) = self.peek() {
            if class(mark) != Class::Mark || marks == MAX_WORD_CHARS {
                break;
            }
            marks += 1;
            self.bump(mark);
        }
        self.emit(from, self.place(), false);
    }

    /// Reads a word from its first letter or digit.
    fn word(&mut self, hashtag: bool) {
        let mut from = self.place();
        let mut hashtag = hashtag;
        let mut end = from;
        let mut last = ' ';
        while let Some(c) = self.peek() {
            if self.chars - from.chars >= MAX_WORD_CHARS {
                break;
            }
            match class(c) {
                Class::Letter | Class::Digit if c.is_ascii() => {
                    last = self.ascii_run(MAX_WORD_CHARS - (self.chars - from.chars));
                    end = self.place();
                }
                Class::Letter | Class::Digit => {
                    self.bump(c);
                    end = self.place();
                    last = c;
                }
                Class::Mark => {
                    self.bump(c);
                    end = self.place();
                }
                Class::Ignored => self.bump(c),
                Class::Apostrophe if self.letter_after(c) => {
                    let (before, after) = (from.byte..end.byte, self.at + c.len_utf8());
                    match apostrophe(&self.text[before], &self.text[after..], self.language) {
                        Apostrophe::Elision => {
                            self.bump(c);
                            from = self.place();
                            end = from;
                            hashtag = false;
                            last = ' ';
                        }
                        Apostrophe::Suffix(length) => {
                            self.emit(from, end, hashtag);
                            self.bump(c);
                            self.skip(length);
                            return;
                        }
                        Apostrophe::Letter => self.bump(c),
                    }
                }
                _ if self.joins(c, last, hashtag) => self.bump(c),
                _ => break,
            }
        }
        if end.byte > from.byte {
            self.emit(from, end, hashtag);
        }
    }

    /// Passes ASCII letters and digits, of which one stands here, at most `most`; returns the last of them.
    fn ascii_run(&mut self, most: u32) -> char {
        let rest = &self.text.as_bytes()[self.at..];
        let run = rest.iter().take(most as usize).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        self.at += run;
        self.chars += offset(run);
        char::from(rest[run.saturating_sub(1)])
    }

    /// Whether a character that is neither letter nor digit joins what stands on both its sides.
    fn joins(&self, c: char, last: char, hashtag: bool) -> bool {
        let next = || self.text[self.at + c.len_utf8()..].chars().next().unwrap_or(' ');
        match c {
            '.' | ',' => last.is_ascii_digit() && next().is_ascii_digit(),
            '_' => hashtag && matches!(class(next()), Class::Letter | Class::Digit),
            '"' => is_hebrew(last) && is_hebrew(next()),
            _ => is_gershayim(c) && is_hebrew(last),
        }
    }

    fn letter_after(&self, c: char) -> bool {
        let next = self.text[self.at + c.len_utf8()..].chars().next();
        next.is_some_and(|n| class(n) == Class::Letter)
    }

    fn skip(&mut self, bytes: usize) {
        let stop = self.at + bytes;
        while self.at < stop {
            let Some(c) = self.peek() else { break };
            self.bump(c);
        }
    }

    fn emit(&mut self, from: Place, to: Place, hashtag: bool) {
        self.count_sentence(from.byte);
        // What ended before a note ends behind it.
        self.gap = Gap { stop: self.gap.before_note, ..Gap::default() };
        self.out.push(Token {
            start: offset(from.byte),
            end: offset(to.byte),
            char_start: from.chars,
            char_end: to.chars,
            sentence: self.sentence,
            paragraph: self.paragraph,
            hashtag,
        });
    }

    fn count_sentence(&mut self, next: usize) {
        let Some(previous) = self.out.get(self.base..).and_then(<[Token]>::last) else { return };
        let gap = self.gap;
        if gap.newlines == 0 && gap.stop == Stop::None {
            return;
        }
        if gap.newlines > 1 {
            self.paragraph += 1;
        }
        let first = self.text[next..].chars().next().unwrap_or(' ');
        let begins = gap.space_after && !first.is_lowercase();
        let ends = match gap.stop {
            Stop::None => false,
            Stop::Dot => begins && !is_abbreviation(previous.text(self.text), first, self.language),
            Stop::Sign => begins,
            Stop::Full => true,
        };
        if gap.newlines > 0 || ends {
            self.sentence += 1;
        }
    }
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
