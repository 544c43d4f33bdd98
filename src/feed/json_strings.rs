//! Where a string of broken JSON ends.

/// Bytes that are looked at behind a place where a string may end.
const NEAR: usize = 120;

/// Letters of names and numbers.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '+' | '-')
}

/// Whether a quote with this behind it ends its string: within a text other words follow it.
pub(super) fn ends_string(behind: &str) -> bool {
    let next = behind.trim_start();
    let on_its_line = behind.len() - next.len();
    match next.chars().next() {
        None | Some(',' | '}' | ']' | ':' | '/') => true,
        Some(_) => memchr::memchr(b'\n', &behind.as_bytes()[..on_its_line]).is_some(),
    }
}

/// Whether a quote with this before and behind it ends a name whose colon was lost, or is another sign.
pub(super) fn ends_name(before: &str, behind: &str) -> bool {
    let value = behind.trim_start();
    !before.is_empty()
        && before.chars().all(is_word)
        && value.starts_with(|c: char| matches!(c, '"' | '\'' | '=' | '{' | '[') || c.is_ascii_digit())
}

/// Whether a string that goes on with this comma or line break lost its closing quote before it: a name and its colon follow on the
/// comma, or the end of its object on the line break.
pub(super) fn lost_its_quote(rest: &str, quote: char) -> bool {
    let mut end = rest.len().min(NEAR);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    let behind = rest[1..end].trim_start();
    if rest.starts_with('\n') {
        let mut ends = behind.strip_prefix('}').map(str::trim_start).unwrap_or_default().chars();
        return matches!(ends.next(), Some(',' | ']' | '}'));
    }
    let Some((name, behind)) = behind.strip_prefix(quote).and_then(|name| name.split_once(quote)) else {
        return false;
    };
    !name.is_empty() && name.chars().all(is_word) && behind.trim_start().starts_with(':')
}

/// The length of a string that lost its opening quote, its closing quote included. `behind_stop` remembers how much text is behind
/// the place that was found last.
pub(super) fn unquoted(text: &str, behind_stop: &mut usize) -> Option<usize> {
    if *behind_stop > text.len() {
        let stop = text.find(['"', '\n', '{', '}', '[', ']']);
        *behind_stop = stop.map_or(0, |at| text.len() - at);
    }
    let stop = text.len() - *behind_stop;
    let behind = text[stop..].strip_prefix('"')?;
    ends_string(behind).then_some(stop + 1)
}
