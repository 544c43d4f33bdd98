//! A form that comes in parts, `multipart/form-data` (RFC 7578): its fields, as text.

/// Names and values of the fields. The first line tells the boundary, so nothing depends on the header that names it too.
pub(super) fn fields(body: &str) -> Vec<(String, String)> {
    let mut lines = body.lines();
    let Some(boundary) = lines.by_ref().map(str::trim_end).find(|line| line.starts_with("--")) else {
        return Vec::new();
    };
    let is_end =
        |line: &str| line.strip_prefix(boundary).is_some_and(|rest| matches!(rest.trim_end(), "" | "--"));
    let mut fields = Vec::new();
    loop {
        let head: Vec<&str> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
        let value: Vec<&str> = lines.by_ref().take_while(|line| !is_end(line)).collect();
        if head.is_empty() && value.is_empty() {
            return fields;
        }
        fields.extend(name(&head).map(|name| (name, value.join("\n"))));
    }
}

/// The name that a part's headers give it.
fn name(head: &[&str]) -> Option<String> {
    let mut headers: Vec<String> = Vec::new();
    for line in head {
        match headers.last_mut().filter(|_| line.starts_with([' ', '\t'])) {
            Some(folded) => folded.push_str(line),
            None => headers.push((*line).to_owned()),
        }
    }
    headers.iter().find_map(|header| {
        let (field, value) = header.split_once(':')?;
        let (kind, parameters) = value.split_once(';')?;
        let is_it = field.trim_end().eq_ignore_ascii_case("content-disposition")
            && kind.trim().eq_ignore_ascii_case("form-data");
        if is_it { parameter(parameters, "name") } else { None }
    })
}

/// One of a header's parameters: a token, or a quoted string (RFC 2045 section 5.1).
fn parameter(mut parameters: &str, wanted: &str) -> Option<String> {
    loop {
        let (before, after) = parameters.split_once('=')?;
        let (value, rest) = if let Some(quoted) = after.trim_start().strip_prefix('"') {
            unquoted(quoted)
        } else {
            let (token, rest) = after.split_once(';').unwrap_or((after, ""));
            (token.trim().to_owned(), rest)
        };
        // What stands before another `;` is no part of the name.
        if before.rsplit(';').next()?.trim().eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        parameters = rest;
    }
}

/// A quoted string without its first quote: what it says, and what follows it.
fn unquoted(text: &str) -> (String, &str) {
    let (mut said, mut escaped) = (String::new(), false);
    for (at, c) in text.char_indices() {
        match c {
            _ if std::mem::take(&mut escaped) => said.push(c),
            '\\' => escaped = true,
            '"' => return (said, &text[at + 1..]),
            c => said.push(c),
        }
    }
    (said, "")
}
