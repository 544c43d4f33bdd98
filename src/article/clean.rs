//! Text as people read it: references resolved, white space collapsed, invisible characters gone.

use std::borrow::Cow;

use super::dom::entity;

/// What to do with a byte that begins a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Space,
    /// Begins a character that may be a space or invisible.
    Look,
    Drop,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Plain; 256];
    let mut byte = 0;
    while byte < 0x20 {
        kinds[byte] = Kind::Drop;
        byte += 1;
    }
    kinds[0x09] = Kind::Space;
    kinds[0x0A] = Kind::Space;
    kinds[0x0C] = Kind::Space;
    kinds[0x0D] = Kind::Space;
    kinds[0x20] = Kind::Space;
    kinds[0x7F] = Kind::Drop;
    // U+0080..=U+00BF, U+1000.., U+2000.., U+3000.., U+F000..: no-break space, soft hyphen, zero-width and wide spaces.
    kinds[0xC2] = Kind::Look;
    kinds[0xE1] = Kind::Look;
    kinds[0xE2] = Kind::Look;
    kinds[0xE3] = Kind::Look;
    kinds[0xEF] = Kind::Look;
    kinds
};

/// Adds text of the page, cleaned; runs of white space become one space, also where two pieces meet.
pub fn append(out: &mut String, raw: &str) {
    entity::decode_into(raw, |run| append_plain(out, run));
}

/// The first characters of a text, at most so many.
pub fn beginning(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// Adds a space unless the text ends with white space or is empty.
pub fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', '\n']) {
        out.push(' ');
    }
}

fn append_plain(out: &mut String, run: &str) {
    let bytes = run.as_bytes();
    let mut from = 0;
    let mut at = 0;
    // Behind a chunk that is not plain, bytes are looked at one by one up to the one that is not.
    let mut may_be_plain = true;
    while at < bytes.len() {
        if may_be_plain && at > from {
            may_be_plain = is_plain(&bytes[at - 1..]);
            if may_be_plain {
                at += CHUNK;
                continue;
            }
        }
        let kind = KINDS[usize::from(bytes[at])];
        // A single space between words is as plain as they are.
        let is_single = bytes[at] == b' ' && at > from && bytes[at - 1] != b' ';
        if kind == Kind::Plain || is_single {
            at += 1;
            continue;
        }
        may_be_plain = true;
        let (kind, length) = if kind == Kind::Look { look(&run[at..]) } else { (kind, 1) };
        if kind == Kind::Plain {
            at += length;
            continue;
        }
        push(out, &run[from..at]);
        at += length;
        if kind == Kind::Space {
            let more = bytes[at..].iter().take_while(|&&byte| KINDS[usize::from(byte)] == Kind::Space);
            at += more.count();
            space(out);
        }
        from = at;
    }
    push(out, &run[from..]);
}

/// Adds a run; what grows makes room for more, because texts come in pieces.
fn push(out: &mut String, run: &str) {
    if out.capacity() - out.len() < run.len() {
        out.reserve(run.len().max(ROOM));
    }
    out.push_str(run);
}

/// Bytes that a text grows by at least.
const ROOM: usize = 128;

/// Bytes that are looked at together.
const CHUNK: usize = 32;

/// Whether [`CHUNK`] bytes behind the first one are plain, with single spaces between words. The compiler makes vectors of it.
fn is_plain(bytes: &[u8]) -> bool {
    let (Some(before), Some(here)) = (bytes.first_chunk(), bytes[1..].first_chunk()) else { return false };
    let (before, here): (&[u8; CHUNK], &[u8; CHUNK]) = (before, here);
    let is_other = |before: u8, byte: u8| {
        let is_double = u8::from(byte == b' ') & u8::from(before == b' ');
        let is_control = u8::from(byte < b' ') | u8::from(byte == 0x7F);
        let is_looked_at =
            u8::from(byte == 0xC2) | u8::from(byte.wrapping_sub(0xE1) < 3) | u8::from(byte == 0xEF);
        is_double | is_control | is_looked_at
    };
    before.iter().zip(here).fold(0, |sum, (&before, &byte)| sum | is_other(before, byte)) == 0
}

fn look(text: &str) -> (Kind, usize) {
    let Some(c) = text.chars().next() else { return (Kind::Drop, 1) };
    let kind = match c {
        '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => Kind::Space,
        // Controls, soft hyphen, zero-width space, directional marks, word joiner, byte order mark, object
        // replacement. The joiners U+200C and U+200D stay: Persian and Indic words need them.
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fffc}' => Kind::Drop,
        _ => Kind::Plain,
    };
    (kind, c.len_utf8())
}

/// One line of clean text from a value that may hold references, even doubly encoded ones, and stray tags.
pub fn line(raw: &str) -> String {
    let mut once = String::with_capacity(raw.len().min(1024));
    append(&mut once, &without_tags(raw));
    if once.contains('&') && once.contains(';') {
        let mut twice = String::with_capacity(once.len());
        append(&mut twice, &once);
        once = twice;
    }
    once.trim().to_owned()
}

/// The letters and digits of ASCII in lower case, each at its own place; elsewhere 0.
const LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte = 0u8;
    while byte.is_ascii() {
        if byte.is_ascii_alphanumeric() {
            letters[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    letters
};

/// The letters and digits of a text in lower case: what two forms of one text share.
pub fn letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        let letter = LETTERS[usize::from(byte)];
        if letter != 0 {
            out.push(char::from(letter));
        } else if let Some(c) =
            text.get(at..).filter(|_| !byte.is_ascii()).and_then(|rest| rest.chars().next())
            && c.is_alphanumeric()
        {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// As [`str::to_lowercase`], in less time where ASCII and other characters alternate.
pub fn lower(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
        push_lower(&mut out, &rest[..at]);
        let mut behind = rest[at..].chars();
        match behind.next() {
            // What it becomes depends on what stands around it.
            Some('Σ') => return text.to_lowercase(),
            // Dashes and quotation marks.
            Some(c @ '\u{2000}'..='\u{206f}') => out.push(c),
            c => out.extend(c.into_iter().flat_map(char::to_lowercase)),
        }
        rest = behind.as_str();
    }
    push_lower(&mut out, rest);
    out
}

fn push_lower(out: &mut String, ascii: &str) {
    let from = out.len();
    out.push_str(ascii);
    out[from..].make_ascii_lowercase();
}

/// Text without anything that looks like a tag.
pub fn without_tags(raw: &str) -> Cow<'_, str> {
    let looks_like_tag = |at: usize| raw[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    if !raw.match_indices('<').any(|(at, _)| looks_like_tag(at)) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let inside = &rest[at + 1..];
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            out.push('<');
            rest = inside;
            continue;
        }
        let Some(end) = inside.find('>') else {
            rest = &rest[at..];
            break;
        };
        out.push(' ');
        rest = &inside[end + 1..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The weight of a text: letters and signs without white space, a CJK character as four, a Korean syllable as two,
/// because they say as much.
pub fn weight(text: &str) -> u32 {
    sum(text, byte_weight, &WEIGHTS)
}

/// How long a text is in Latin letters that would say as much: its characters, a CJK one as three.
pub fn length(text: &str) -> usize {
    sum(text, byte_length, &LENGTHS) as usize
}

/// What the bytes of a text come to; `table` has the same for each.
fn sum(text: &str, of: impl Fn(u8) -> u8, table: &[u8; 256]) -> u32 {
    let mut sum = 0u32;
    // Sums of bytes in chunks that fit into a byte: the compiler makes vectors of them.
    let (chunks, rest) = text.as_bytes().as_chunks::<CHUNK>();
    for chunk in chunks {
        let part: u8 = chunk.iter().map(|&byte| of(byte)).fold(0, u8::wrapping_add);
        sum = sum.saturating_add(u32::from(part));
    }
    // What is left is less than a chunk, which fits as well: half a chunk at once, the rest byte by byte.
    let (halves, rest) = rest.as_chunks::<{ CHUNK / 2 }>();
    let half: u8 = halves.as_flattened().iter().map(|&byte| of(byte)).fold(0, u8::wrapping_add);
    let rest: u8 = rest.iter().map(|&byte| table[usize::from(byte)]).fold(0, u8::wrapping_add);
    sum.saturating_add(u32::from(half)).saturating_add(u32::from(rest))
}

/// The weight of the character that a byte begins: continuation bytes and white space have none.
const fn byte_weight(byte: u8) -> u8 {
    within(byte, 0x21, 0x7E)
        + within(byte, 0xC2, 0xF4)
        + 3 * within(byte, 0xE3, 0xE9)
        + within(byte, 0xEA, 0xED)
}

/// The length of the character that a byte begins; continuation bytes have none.
const fn byte_length(byte: u8) -> u8 {
    within(byte, 0x00, 0x7F) + within(byte, 0xC0, 0xFF) + 2 * within(byte, 0xE3, 0xED)
}

/// 1 where a byte lies in a range, both ends included.
const fn within(byte: u8, from: u8, to: u8) -> u8 {
    (byte.wrapping_sub(from) <= to - from) as u8
}

/// The weights and lengths of all bytes, for those that fill no chunk.
const WEIGHTS: [u8; 256] = table_of(true);
const LENGTHS: [u8; 256] = table_of(false);

const fn table_of(is_weight: bool) -> [u8; 256] {
    let mut table = [0; 256];
    let mut at = 0;
    let mut byte = 0u8;
    while at < table.len() {
        table[at] = if is_weight { byte_weight(byte) } else { byte_length(byte) };
        at += 1;
        byte = byte.wrapping_add(1);
    }
    table
}
