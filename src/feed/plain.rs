//! Markup to plain text, in one pass over the bytes.

use super::entities::decode_entities;

/// Elements that end a paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Elements whose text nobody reads.
const SILENT: &[&str] =
    &["script", "style", "template", "noscript", "iframe", "object", "svg", "head", "title"];

/// The words of a piece of HTML: tags gone, entities decoded, paragraphs separated by a blank line.
///
/// ```
/// use vigie::feed::plain_text;
/// assert_eq!(plain_text("<p>AT&amp;T &lt; Q&A</p>\n<p>two<br>lines</p>"), "AT&T < Q&A\n\ntwo\nlines");
/// ```
#[must_use]
pub fn plain_text(markup: &str) -> String {
    let mut writer =
        Writer { text: String::with_capacity(markup.len().min(1 << 20)), gap: Gap::None, open_for_good: 0 };
    let mut rest = markup;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        writer.words(&rest[..at]);
        rest = &rest[at..];
        if let Some(tag) = Tag::read(rest) {
            rest = &rest[tag.length..];
            rest = writer.tag(&tag, rest);
        } else {
            writer.words("<");
            rest = &rest[1..];
        }
    }
    writer.words(rest);
    writer.text
}

/// Runs of white space become one space, none at either end.
#[must_use]
pub(super) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Plain text on one line: for titles and names.
#[must_use]
pub(super) fn plain_line(markup: &str) -> String {
    collapse(&plain_text(markup))
}

struct Tag<'a> {
    name: &'a str,
    closing: bool,
    /// Bytes of the whole tag.
    length: usize,
}

impl<'a> Tag<'a> {
    /// Reads a tag, comment or declaration at the start of `text`; `None` when `<` is just a character.
    fn read(text: &'a str) -> Option<Self> {
        let nothing = |length| Some(Tag { name: "", closing: false, length });
        if let Some(comment) = text.strip_prefix("<!--") {
            return nothing(comment.find("-->").map_or(text.len(), |at| at + 7));
        }
        let (closing, start) = if text.starts_with("</") { (true, 2) } else { (false, 1) };
        let first = *text.as_bytes().get(start)?;
        if matches!(first, b'!' | b'?') {
            return nothing(text.find('>').map_or(text.len(), |at| at + 1));
        }
        if !first.is_ascii_alphabetic() {
            return None;
        }
        let end = text[start..].find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/');
        let name = end.map_or("", |end| &text[start..start + end]);
        Some(Tag { name, closing, length: tag_end(text)? })
    }

    fn place_in(&self, names: &[&str]) -> Option<usize> {
        names.iter().position(|name| self.name.eq_ignore_ascii_case(name))
    }
}

/// The length of a tag up to its `>`, which may stand inside quotes; a tag ends before the next one begins.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut first = None;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'<') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(_), b'>') if first.is_none() => first = Some(at + 1),
            (Some(open), _) if byte == open => quote = None,
            // A tag is never this long: a quote was left open.
            _ if at > 20_000 => break,
            _ => {}
        }
    }
    first
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
    /// Elements of `SILENT`, one bit each, that are known never to be closed again.
    open_for_good: u16,
}

impl Writer {
    fn words(&mut self, raw: &str) {
        let decoded = decode_entities(raw);
        for (place, word) in decoded.split(is_space).enumerate() {
            if place > 0 {
                self.gap = self.gap.max(Gap::Space);
            }
            if word.is_empty() {
                continue;
            }
            if !self.text.is_empty() {
                self.text.push_str(match self.gap {
                    Gap::None => "",
                    Gap::Space => " ",
                    Gap::Line => "\n",
                    Gap::Paragraph => "\n\n",
                });
            }
            self.gap = Gap::None;
            self.text.extend(word.chars().filter(|c| !c.is_control()));
        }
    }

    /// Notes what a tag means for the text; returns the rest after an element nobody reads.
    fn tag<'a>(&mut self, tag: &Tag<'_>, rest: &'a str) -> &'a str {
        if tag.name.eq_ignore_ascii_case("br") {
            self.gap = self.gap.max(Gap::Line);
        } else if tag.place_in(BLOCKS).is_some() {
            self.gap = Gap::Paragraph;
        } else if tag.place_in(&["td", "th"]).is_some() {
            self.gap = self.gap.max(Gap::Space);
        } else if let (false, Some(which)) = (tag.closing, tag.place_in(SILENT))
            && self.open_for_good & (1 << which) == 0
        {
            match after_close(rest, tag.name) {
                Some(after) => return after,
                None => self.open_for_good |= 1 << which,
            }
        }
        rest
    }
}

/// Skips to behind `</name…>`; an element never closed hides nothing.
fn after_close<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = text;
    loop {
        rest = &rest[memchr::memmem::find(rest.as_bytes(), b"</")?..];
        if rest.get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return rest.find('>').map(|end| &rest[end + 1..]);
        }
        rest = &rest[2..];
    }
}

/// White space as people see it: no-break spaces keep their words together in type, not in search.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{a0}' || c == '\u{200b}' || c == '\u{feff}'
}
