//! From a byte of a TOML string's value back to the byte of the file that wrote it.

use std::ops::Range;

/// The part of `literal` (a TOML string with its quotes) that writes the bytes `span` of its value.
///
/// Escapes (`\"`, `\u00E9`), line-ending backslashes and the newline after `"""` are accounted for.
/// A span outside the value, or a text that is no string, gives the whole literal.
pub(super) fn part(literal: &str, span: &Range<usize>) -> Range<usize> {
    let whole = 0..literal.len();
    let Some((mut at, end, escapes)) = inside(literal) else { return whole };
    let (mut decoded, mut start) = (0, None);
    loop {
        if decoded >= span.start && start.is_none() {
            start = Some(at);
        }
        if let Some(start) = start {
            // An empty span still points at the character it stands before.
            if decoded >= span.end && (decoded > span.start || span.is_empty()) {
                return start..at.max(start);
            }
        }
        if at >= end {
            return start.filter(|_| span.start <= decoded).map_or(whole, |start| start..end.max(start));
        }
        let (written, meant) = step(&literal[at..end], escapes);
        if meant == 0 && decoded == span.start {
            // What was joined away stands before the part, not in it.
            start = None;
        }
        at += written;
        decoded += meant;
    }
}

/// First and last byte between the quotes, and whether backslashes escape.
fn inside(literal: &str) -> Option<(usize, usize, bool)> {
    let escapes = literal.starts_with('"');
    let quote = if escapes { '"' } else { '\'' };
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    let length = if literal.starts_with(&triple) && literal.len() >= 6 { 3 } else { 1 };
    let body = literal.get(length..literal.len().checked_sub(length)?)?;
    if !literal.starts_with(quote) || !literal.ends_with(quote) {
        return None;
    }
    let newline = match body {
        _ if length == 1 => 0,
        _ if body.starts_with("\r\n") => 2,
        _ => usize::from(body.starts_with('\n')),
    };
    Some((length + newline, literal.len() - length, escapes))
}

/// Bytes written and bytes meant by the next character of a string.
fn step(rest: &str, escapes: bool) -> (usize, usize) {
    let mut chars = rest.chars();
    let Some(first) = chars.next() else { return (1, 1) };
    if !escapes || first != '\\' {
        return (first.len_utf8(), first.len_utf8());
    }
    match chars.next() {
        Some('x') => coded(rest, 2),
        Some('u') => coded(rest, 4),
        Some('U') => coded(rest, 8),
        // A backslash at the end of a line takes the white space after it away.
        Some(c) if c.is_whitespace() => {
            let after = rest[1..].trim_start_matches([' ', '\t', '\r', '\n']);
            (rest.len() - after.len(), 0)
        }
        Some(c) => (1 + c.len_utf8(), 1),
        None => (1, 1),
    }
}

fn coded(rest: &str, digits: usize) -> (usize, usize) {
    let hex = rest.get(2..2 + digits).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    let code = hex.and_then(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?));
    code.map_or((2, 1), |c| (2 + digits, c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::part;

    #[track_caller]
    fn check(literal: &str, needle: &str, expected: &str) {
        let source = format!("a = {literal}");
        let table = toml::de::DeTable::parse(&source).unwrap().into_inner();
        let value = table["a"].get_ref().as_str().unwrap().to_owned();
        let start = value.find(needle).unwrap();
        let span = part(literal, &(start..start + needle.len()));
        assert_eq!(&literal[span], expected, "in {literal}, whose value is {value:?}");
    }

    #[test]
    fn a_part_of_a_value_is_found_in_every_kind_of_string() {
        check("'air AND defense'", "AND", "AND");
        check("\"air AND defense\"", "AND", "AND");
        check(r#""\"air\" AND défense""#, "AND", "AND");
        check(r#""d\u00e9fense AND x""#, "AND", "AND");
        check(r#""d\u00e9fense AND x""#, "défense", r"d\u00e9fense");
        check(r#""\U0001F600 AND x""#, "AND", "AND");
        check(r#""\x41 AND x""#, "A AND", r"\x41 AND");
        check("'''\nair\nAND x'''", "AND", "AND");
        check("\"\"\"\nair\n  AND x\"\"\"", "AND", "AND");
        check("\"\"\"air \\\n    AND x\"\"\"", "AND", "AND");
        check("\"\"\"\"quoted\" AND x\"\"\"", "\"quoted\"", "\"quoted\"");
        check("'l’Otan AND x'", "AND", "AND");
    }

    #[test]
    fn a_span_at_or_beyond_the_end_points_into_the_literal() {
        assert_eq!(part("'abc'", &(3..3)), 4..4);
        assert_eq!(part("'abc'", &(1..9)), 2..4);
        assert_eq!(part("'abc'", &(7..9)), 0..5);
        assert_eq!(part("''", &(0..0)), 1..1);
        assert_eq!(part("12", &(0..1)), 0..2);
        assert_eq!(part("'", &(0..1)), 0..1);
    }
}
