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
    write(markup, Gap::Paragraph)
}

/// Runs of white space become one space, none at either end; what nobody sees is left out.
#[must_use]
pub(super) fn collapse(text: &str) -> String {
    let mut writer = Writer::new(text.len(), Gap::Space);
    writer.words(text);
    writer.text
}

/// Plain text on one line: for titles and names, and where only the words count.
#[must_use]
pub(super) fn plain_line(markup: &str) -> String {
    write(markup, Gap::Space)
}

fn write(markup: &str, widest: Gap) -> String {
    let mut writer = Writer::new(markup.len().min(1 << 20), widest);
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
    /// The widest that is written.
    widest: Gap,
}

impl Writer {
    fn new(capacity: usize, widest: Gap) -> Self {
        Self { text: String::with_capacity(capacity), gap: Gap::None, widest }
    }

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
            let length = line_length(rest);
            if length > 0 {
                self.line(&rest[..length]);
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

    /// Writes words that are separated as they should be.
    fn line(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push_str(match self.gap.min(self.widest) {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        self.gap = Gap::None;
        self.text.push_str(line);
    }
}

/// What the first byte of a character tells of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Space,
    /// White space but the space, a control.
    Other,
    /// Begins a character that may be white space or invisible.
    Look,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Word; 256];
    let mut byte = 0;
    while byte < 0x20 {
        kinds[byte] = Kind::Other;
        byte += 1;
    }
    kinds[0x20] = Kind::Space;
    kinds[0x7f] = Kind::Other;
    let mut at = 0;
    while at < LOOKS.len() {
        kinds[LOOKS[at] as usize] = Kind::Look;
        at += 1;
    }
    kinds
};

/// The first bytes of all spaces and controls beyond ASCII.
const LOOKS: [u8; 5] = [0xc2, 0xe1, 0xe2, 0xe3, 0xef];

/// Bytes that are looked at together.
const STEP: usize = 32;

/// Bytes up to the first white space that is not one space between two words, or to what nobody sees.
fn line_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let kind = |at: usize| bytes.get(at).map(|byte| KINDS[usize::from(*byte)]);
    let (mut at, mut next_try) = (0, 1);
    while let Some(found) = kind(at) {
        if at >= next_try {
            while bytes[at..].first_chunk().is_some_and(is_plain) {
                at += STEP;
            }
            next_try = at + STEP;
            continue;
        }
        match found {
            Kind::Word => at += 1,
            Kind::Space if at > 0 && kind(at + 1) == Some(Kind::Word) => at += 2,
            Kind::Space | Kind::Other => break,
            Kind::Look => {
                let c = text[at..].chars().next().unwrap_or(' ');
                if c.is_whitespace() || is_invisible(c) {
                    break;
                }
                at += c.len_utf8();
            }
        }
    }
    at
}

/// Whether [`line_length`] goes past all but the last of these bytes.
#[expect(clippy::needless_bitwise_bool, reason = "without branches the processor takes all of them together")]
fn is_plain(bytes: &[u8; STEP + 1]) -> bool {
    let is_odd =
        |byte: u8| LOOKS.iter().fold((byte < 0x20) | (byte == 0x7f), |odd, look| odd | (byte == *look));
    let mut odd = is_odd(bytes[STEP]);
    for at in 0..STEP {
        odd |= is_odd(bytes[at]) | ((bytes[at] == b' ') & (bytes[at + 1] == b' '));
    }
    !odd
}

/// Controls, zero-width spaces, marks and soft hyphens: they keep a word from being found, and nobody sees them.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}')
}
