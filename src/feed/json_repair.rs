//! JSON as people write it by hand: commas too many, comments, line breaks inside strings.

/// The same JSON without what its grammar forbids; strings keep all they say.
pub(super) fn repaired(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            let length = string_length(rest);
            push_string(&mut out, &rest[..length]);
            rest = &rest[length..];
            continue;
        }
        if let Some(length) = comment_length(rest) {
            rest = &rest[length..];
            continue;
        }
        if matches!(c, ']' | '}') {
            // A comma before an end separates nothing.
            let kept = out.trim_end().trim_end_matches(',').len();
            out.truncate(kept);
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Bytes of a string with both its quotes; to the end when it is never closed.
fn string_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    text.len()
}

fn push_string(out: &mut String, string: &str) {
    for c in string.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => {}
            c => out.push(c),
        }
    }
}

/// `// …` and `/* … */`, where a value or a comma could stand.
fn comment_length(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len()));
    }
    let inside = text.strip_prefix("/*")?;
    Some(memchr::memmem::find(inside.as_bytes(), b"*/").map_or(text.len(), |end| end + 4))
}
