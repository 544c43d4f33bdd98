//! Documents that a program wrote as a string of its own language: `version=\"2.0\"`, line breaks as two characters.

use std::borrow::Cow;

/// Where the first attributes are looked for.
const START_BYTES: usize = 16 * 1024;

/// The document without the strokes before its quotes, and with line breaks where they were written as two characters.
///
/// Only where it cannot be otherwise: the first attribute has strokes, or no line is broken but by `\n`.
pub(super) fn without_strokes<'a>(text: Cow<'a, str>, problems: &mut Vec<String>) -> Cow<'a, str> {
    let bytes = text.as_bytes();
    let holds = |bytes: &[u8], what: &[u8]| memchr::memmem::find(bytes, what).is_some();
    let start = &bytes[..bytes.len().min(START_BYTES)];
    // The declaration may have been written by another hand.
    let declared = memchr::memmem::find(start, b"?>").filter(|_| start.trim_ascii_start().starts_with(b"<?"));
    let start = &start[declared.unwrap_or(0)..];
    if !bytes.trim_ascii_start().starts_with(b"<") || memchr::memchr(b'\\', start).is_none() {
        return text;
    }
    // The root's attributes come first; strings of JSON hold such quotes too.
    let first = |what: &[u8]| memchr::memmem::find(start, what).unwrap_or(start.len());
    let stroke = first(b"=\\\"");
    let quotes = stroke < first(b"=\"") && stroke < first(b"{");
    let lines = holds(start, b">\\n") && memchr::memchr(b'\n', bytes).is_none();
    if !quotes && !lines {
        return text;
    }
    problems.push("written as a string of a program, with strokes: undone".to_owned());
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let (meant, length) = match rest.as_bytes().get(at + 1) {
            Some(b'n') if lines => ("\n", 2),
            Some(b'r') if lines => ("\r", 2),
            Some(b't') if lines => ("\t", 2),
            Some(b'"') if quotes => ("\"", 2),
            Some(b'\'') if quotes => ("'", 2),
            Some(b'/') if quotes => ("/", 2),
            Some(b'\\') if quotes => ("\\", 2),
            _ => ("\\", 1),
        };
        out.push_str(meant);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}
