//! Markup to plain text, in one pass over the bytes.

use super::entities::decode_entities;
use super::html::{Flow, flow};
use super::tokens::{Token, Tokens};

/// The words of a piece of HTML: tags gone, entities decoded, paragraphs separated by a blank line.
///
/// ```
/// use vigie::feed::plain_text;
/// assert_eq!(plain_text("<p>AT&amp;T &lt; Q&A</p>\n<p>two<br>lines</p>"), "AT&T < Q&A\n\ntwo\nlines");
/// ```
#[must_use]
pub fn plain_text(markup: &str) -> String {
    let mut writer = Writer { text: String::with_capacity(markup.len().min(1 << 20)), gap: Gap::None };
    if memchr::memchr(b'<', markup.as_bytes()).is_none() {
        writer.words(&decode_entities(markup));
        return writer.text;
    }
    let mut tokens = Tokens::new(markup);
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(raw) => writer.words(&decode_entities(raw)),
            Token::Cdata(raw) => writer.words(raw),
            Token::Open(tag) => match flow(tag.name) {
                Flow::Silent(_) if !tag.empty => tokens.skip_element(tag.name),
                flow => writer.flow(flow),
            },
            Token::Close(name) => writer.flow(flow(name)),
        }
    }
    writer.text
}

/// Runs of white space become one space, none at either end; what nobody sees is left out.
#[must_use]
pub(super) fn collapse(text: &str) -> String {
    let mut writer = Writer { text: String::with_capacity(text.len()), gap: Gap::None };
    writer.words(text);
    writer.text
}

/// Plain text on one line: for titles and names.
#[must_use]
pub(super) fn plain_line(markup: &str) -> String {
    let text = plain_text(markup);
    if memchr::memchr(b'\n', text.as_bytes()).is_none() { text } else { collapse(&text) }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

struct Writer {
    text: String,
    /// White space owed before the next word.
    gap: Gap,
}

impl Writer {
    fn flow(&mut self, flow: Flow) {
        let gap = match flow {
            Flow::Inline | Flow::Silent(_) => return,
            Flow::Cell => Gap::Space,
            Flow::Line => Gap::Line,
            Flow::Paragraph => Gap::Paragraph,
        };
        self.gap = self.gap.max(gap);
    }

    fn words(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let length = word_length(rest);
            if length > 0 {
                self.word(&rest[..length]);
                rest = &rest[length..];
                continue;
            }
            let c = rest.chars().next().unwrap_or(' ');
            // What nobody sees is left out, also from the middle of a word.
            if c.is_whitespace() {
                self.gap = self.gap.max(Gap::Space);
            }
            rest = &rest[c.len_utf8()..];
        }
    }

    fn word(&mut self, word: &str) {
        if !self.text.is_empty() {
            self.text.push_str(match self.gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        self.gap = Gap::None;
        self.text.push_str(word);
    }
}

/// Bytes up to the next white space or control.
fn word_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            0..=b' ' | 0x7f => return at,
            // The first bytes of all spaces and controls beyond ASCII.
            0xc2 | 0xe1 | 0xe2 | 0xe3 | 0xef => {
                let c = text[at..].chars().next().unwrap_or(' ');
                if c.is_whitespace() || is_invisible(c) {
                    return at;
                }
                at += c.len_utf8();
            }
            _ => at += 1,
        }
    }
    at
}

/// Controls, zero-width spaces, marks and soft hyphens: they keep a word from being found, and nobody sees them.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}')
}
