//! Markup to tokens. Never fails: what is no markup is text, what is cut off is said.

use super::halves::{field_without_end, late_slash, slash_is_value, starts_feed_name};
use super::html::SILENT;
use super::sections::{loose_section, starts_loosely, starts_section, without_end};

/// A piece of a document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Open(Tag<'a>),
    /// The name as written.
    Close(&'a str),
    /// References not yet decoded.
    Text(&'a str),
    /// The inside of a CDATA section.
    Cdata(&'a str),
}

/// An opening tag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tag<'a> {
    /// As written, prefix included.
    pub(super) name: &'a str,
    /// Everything between name and `>`.
    pub(super) attributes: &'a str,
    /// `<…/>`
    pub(super) empty: bool,
}

/// Reads tokens one after another; comments, processing instructions and document types are skipped.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Name of the last opening tag: where a CDATA section nobody closed is thought to end.
    last_open: &'a str,
    /// Ends of comments, instructions and sections, found ahead.
    ahead: [Option<Ahead>; 4],
    subset_skipped: bool,
    /// Sections with a miswritten beginning are no longer looked for.
    no_loose_sections: bool,
    /// Elements of [`SILENT`], one bit each, that are known never to be closed again.
    open_for_good: u16,
    /// For each of [`CODE`], up to where nothing ends it.
    no_code_end: [usize; 2],
    /// The document ends inside a tag or section.
    pub(super) cut_off: bool,
}

/// Where a terminator stands next, so that openings without one are not searched for again and again.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ahead {
    /// From where on it was looked for.
    from: usize,
    /// Behind it; `None` where there is none.
    end: Option<usize>,
}

/// Elements that hold code.
const CODE: [&str; 2] = ["script", "style"];
/// Bytes of a script within a text.
const LONGEST_CODE: usize = 16 * 1024;

const COMMENT: (usize, &[u8]) = (0, b"-->");
const INSTRUCTION: (usize, &[u8]) = (1, b"?>");
const TAG: (usize, &[u8]) = (2, b">");
const SECTION: (usize, &[u8]) = (3, b"]]>");

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            last_open: "",
            ahead: [None; 4],
            subset_skipped: false,
            no_loose_sections: false,
            open_for_good: 0,
            no_code_end: [0; 2],
            cut_off: false,
        }
    }

    /// Goes back to a token just read, so that it is read again.
    pub(super) fn back_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Where the next token begins.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Skips to behind the end of an element just opened, if its name is among [`SILENT`]; one never closed hides
    /// nothing.
    pub(super) fn skip_element(&mut self, name: &str) {
        let Some(which) = SILENT.iter().position(|silent| silent.eq_ignore_ascii_case(name)) else { return };
        if self.open_for_good & (1 << which) != 0 {
            return;
        }
        let rest = &self.text[self.at..];
        let close = find_close(rest, name);
        match close.and_then(|at| memchr::memchr(b'>', &rest.as_bytes()[at..]).map(|end| at + end + 1)) {
            Some(length) => self.at += length,
            None => self.open_for_good |= 1 << which,
        }
    }

    /// Skips the rest of a script or style sheet just opened where it is closed before an entry ends.
    pub(super) fn skip_code(&mut self, name: &str) {
        let Some(which) = CODE.iter().position(|code| code.eq_ignore_ascii_case(name)) else { return };
        let bytes = self.text.as_bytes();
        // Nobody writes longer ones into a feed. What an earlier search went over is not gone over again.
        let until = bytes.len().min(self.at + LONGEST_CODE);
        let from = self.at.max(self.no_code_end[which]).min(until);
        let begins = |at: usize, end: &str| {
            bytes[at + 2..].get(..end.len()).is_some_and(|name| name.eq_ignore_ascii_case(end.as_bytes()))
        };
        let close = memchr::memmem::find_iter(&bytes[from..until], b"</")
            .map(|at| from + at)
            .find(|at| begins(*at, name) || begins(*at, "item") || begins(*at, "entry"));
        match close {
            // Its closing tag is read as any other.
            Some(at) if begins(at, name) => self.at = at,
            found => self.no_code_end[which] = found.unwrap_or(until),
        }
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = &self.text[self.at..];
            if rest.is_empty() {
                return None;
            }
            let length = text_length(rest);
            if length > 0 {
                return Some(self.text(rest, length));
            }
            let bytes = rest.as_bytes();
            match bytes[1] {
                b'/' => return Some(self.close(rest, 2)),
                b'!' if starts_section(rest) => return Some(self.cdata(rest)),
                b'!' | b'[' if let Some(token) = self.loose_cdata(rest, 0) => return Some(token),
                b'[' => return Some(self.text(rest, 1)),
                b'!' | b'?' => self.skip(rest),
                byte if is_name_start(byte) => return self.open(rest).map(Token::Open),
                _ => {
                    return match late_slash(&bytes[1..]) {
                        Some(start) => Some(self.close(rest, start + 1)),
                        None => self.open(rest).map(Token::Open),
                    };
                }
            }
        }
    }

    /// So many bytes of text, or a section that begins there without its first angle.
    fn text(&mut self, rest: &'a str, length: usize) -> Token<'a> {
        let blank = length - rest[..length].trim_ascii_start().len();
        if rest.as_bytes().get(blank) == Some(&b'!')
            && let Some(section) = self.loose_cdata(rest, blank)
        {
            return section;
        }
        self.at += length;
        Token::Text(&rest[..length])
    }

    /// `start`: behind its slash.
    fn close(&mut self, rest: &'a str, start: usize) -> Token<'a> {
        let name = name_at(rest[start..].trim_ascii_start());
        // A closing tag without its `>` ends where the next tag begins.
        let end = memchr::memchr2(b'>', b'<', &rest.as_bytes()[start..]).map(|at| at + start);
        self.at += match end {
            Some(end) if rest.as_bytes()[end] == b'>' => end + 1,
            Some(end) => end,
            None => rest.len(),
        };
        Token::Close(name)
    }

    fn open(&mut self, rest: &'a str) -> Option<Tag<'a>> {
        let name = name_at(rest[1..].trim_ascii_start());
        let inside = rest.len() - rest[1..].trim_ascii_start().len() + name.len();
        let Some(end) = tag_end(rest, inside) else {
            self.cut_off = true;
            self.at = self.text.len();
            return None;
        };
        let closed = rest.as_bytes().get(end) == Some(&b'>');
        if !closed && let Some(field) = field_without_end(name, &rest[inside..end], &rest[end..]) {
            self.at += inside - name.len() + field.len();
            self.last_open = field;
            return Some(Tag { name: field, attributes: "", empty: false });
        }
        self.at += if closed { end + 1 } else { end };
        let attributes = &rest[inside..end];
        let before_slash = attributes
            .trim_ascii_end()
            .strip_suffix('/')
            .filter(|before| !slash_is_value(before, name, &rest[end..]));
        self.last_open = name;
        Some(Tag { name, attributes: before_slash.unwrap_or(attributes), empty: before_slash.is_some() })
    }

    /// The first place behind a terminator that begins at or after `from`.
    fn behind(&mut self, (which, terminator): (usize, &[u8]), from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let (until, beyond) = match self.ahead[which] {
            Some(known) if from < known.from => {
                // Read again from a place before: only what stands up to there is new.
                ((known.from + terminator.len() - 1).min(bytes.len()), known.end)
            }
            Some(known) if known.end.is_none_or(|end| end >= from + terminator.len()) => return known.end,
            _ => (bytes.len(), None),
        };
        let found = bytes.get(from..until).and_then(|rest| memchr::memmem::find(rest, terminator));
        let end = found.map(|at| from + at + terminator.len()).or(beyond);
        self.ahead[which] = Some(Ahead { from, end });
        end
    }

    /// The end of a comment. One in which another begins was not closed, or closed wrongly.
    fn comment(&mut self, rest: &str) -> Option<usize> {
        let start = self.at + 4;
        let end = self.behind(COMMENT, start);
        let inside = &rest[4..end.map_or(rest.len(), |end| end - self.at)];
        let next = memchr::memmem::find(inside.as_bytes(), b"<!--");
        if end.is_some() && next.is_none() {
            return end;
        }
        // Only so far as it can reach: whatever stands behind the next tag's beginning is not its own.
        let own = &inside[..memchr::memchr(b'<', inside.as_bytes()).unwrap_or(inside.len())];
        let wrong =
            ["--!>", "-- >", "->"].iter().filter_map(|mark| own.find(mark).map(|at| at + mark.len())).min();
        Some(start + wrong.unwrap_or(if next.is_some() { own.len() } else { return end }))
    }

    fn cdata(&mut self, rest: &'a str) -> Token<'a> {
        let start = self.at + 9;
        let body = &rest[9..];
        let end = self.behind(SECTION, start).map(|end| end - start - SECTION.1.len());
        let inside = &body[..end.unwrap_or(body.len())];
        // A section without an end, or with another one inside, was not closed: its element's end is its end.
        let swallowed = memchr::memmem::find(inside.as_bytes(), b"<![CDATA[");
        if end.is_none() || swallowed.is_some() {
            let own = &inside[..swallowed.unwrap_or(inside.len())];
            if let Some(own_end) = find_close(own, self.last_open) {
                self.at = start + own_end;
                let own = own[..own_end].trim_end();
                return Token::Cdata(without_end(own));
            }
            self.cut_off |= end.is_none();
        }
        self.at = start + inside.len() + if end.is_some() { 3 } else { 0 };
        Token::Cdata(inside)
    }

    /// A section whose beginning was miswritten ends where its element does; `None` where that never ends: then no other
    /// is looked for either. `from`: where it begins.
    fn loose_cdata(&mut self, rest: &'a str, from: usize) -> Option<Token<'a>> {
        let start = from + loose_section(&rest[from..]).filter(|_| !self.no_loose_sections)?;
        let Some(end) = find_close(&rest[start..], self.last_open) else {
            self.no_loose_sections = true;
            return None;
        };
        self.at += start + end;
        Some(Token::Cdata(without_end(rest[start..start + end].trim_end())))
    }

    /// Skips a comment, processing instruction or declaration.
    fn skip(&mut self, rest: &str) {
        let at = self.at;
        let end = if rest.starts_with("<!--") {
            self.comment(rest)
        } else if rest.starts_with("<?") {
            let end = self.behind(INSTRUCTION, at + 2);
            // A declaration is short: one that seems long lost its question mark.
            end.filter(|end| end - at < 512 || !rest.starts_with("<?xml "))
                .or_else(|| self.behind(TAG, at + 2))
        } else if self.subset_skipped {
            self.behind(TAG, at + 2)
        } else {
            self.subset_skipped = true;
            doctype_end(rest).map(|length| at + length)
        };
        // What is never closed hides nothing but its own first characters.
        self.at = end.unwrap_or(at + 2);
    }
}

/// A document type ends at `>`, or behind its internal subset, which holds declarations and never a tag.
fn doctype_end(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let end = memchr::memchr(b'>', bytes)? + 1;
    let Some(subset) = memchr::memchr(b'[', &bytes[..end]) else { return Some(end) };
    let tag = memchr::memchr_iter(b'<', bytes)
        .skip(1)
        .find(|at| bytes.get(at + 1).is_some_and(|b| is_name_start(*b)));
    let close = memchr::memchr_iter(b']', &bytes[..tag.unwrap_or(bytes.len())])
        .map(|at| rest[at + 1..].trim_ascii_start())
        .find(|behind| behind.starts_with('>'));
    // A subset that nobody closed hides nothing of what follows.
    close.map(|behind| rest.len() - behind.len() + 1).or(Some(subset + 1))
}

/// Bytes of text before the next markup.
fn text_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    memchr::memchr_iter(b'<', bytes).find(|at| starts_markup(&bytes[at + 1..])).unwrap_or(bytes.len())
}

fn starts_markup(behind: &[u8]) -> bool {
    match behind.first() {
        // `</>` closes whatever is open.
        Some(b'/') => behind[1..].trim_ascii_start().first().is_some_and(|b| is_name_start(*b) || *b == b'>'),
        Some(b'!') => {
            behind.get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'['))
                || starts_loosely(&behind[1..])
        }
        // `< title>` is a tag, `a < b` is none.
        Some(b' ' | b'\n' | b'\r' | b'\t') => {
            starts_feed_name(behind.trim_ascii_start()) || late_slash(behind).is_some()
        }
        Some(b'\\') => late_slash(behind).is_some(),
        Some(b'[') => starts_loosely(behind),
        Some(b'?') => true,
        Some(byte) => is_name_start(*byte),
        None => false,
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':')
}

pub(super) fn name_at(text: &str) -> &str {
    let end = text
        .bytes()
        .position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'<' | b'=' | b'"' | b'\''));
    let name = &text[..end.unwrap_or(text.len())];
    // Spaces that are none to XML.
    name.find(['\u{a0}', '\u{200b}', '\u{feff}']).map_or(name, |end| &name[..end])
}

/// Where a tag ends: its `>` outside of quotes, or the `<` of the next tag when it was forgotten.
fn tag_end(rest: &str, from: usize) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = from;
    loop {
        at += bytes[at..].iter().position(|b| matches!(b, b'>' | b'<' | b'"' | b'\''))?;
        if matches!(bytes[at], b'>' | b'<') {
            return Some(at);
        }
        let opens = bytes[from..at].iter().rev().find(|b| !b.is_ascii_whitespace()) == Some(&b'=');
        if !opens {
            at += 1;
            continue;
        }
        let value = &bytes[at + 1..];
        match memchr::memchr(bytes[at], value) {
            Some(end) if !left_open(value, end) => at += end + 2,
            // The closing quote was forgotten: the tag ends at its first `>`.
            _ => return memchr::memchr2(b'>', b'<', value).map(|end| at + 1 + end),
        }
    }
}

/// Whether a quoted value that seems to end at `end` swallowed the end of its tag and the start of another: then its
/// quote is the one that opens another value, or one in a text.
fn left_open(value: &[u8], end: usize) -> bool {
    let inside = &value[..end];
    let swallowed = memchr::memchr2(b'<', b'>', inside)
        .is_some_and(|at| inside[at] == b'>' && memchr::memchr(b'<', &inside[at..]).is_some());
    let closes =
        value.get(end + 1).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'?'));
    swallowed && (!closes || inside.trim_ascii_end().ends_with(b"="))
}

/// Where `</name` stands.
pub(super) fn find_close(text: &str, name: &str) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    memchr::memmem::find_iter(text.as_bytes(), b"</").find(|at| {
        text.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
    })
}
