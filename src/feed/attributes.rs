//! The attributes of a tag, in whatever quotes they were written.

/// A value in quotes of typesetters or in quotes written as references, and what follows it.
fn odd_quotes(value: &str) -> Option<(&str, &str)> {
    const QUOTES: [&str; 6] = ["“", "”", "„", "&quot;", "&#34;", "&#x22;"];
    let open = QUOTES.iter().find(|quote| value.starts_with(**quote))?;
    let inside = &value[open.len()..];
    let close = QUOTES.iter().filter_map(|quote| inside.find(quote).map(|at| (at, quote.len()))).min();
    Some(close.map_or((inside, ""), |(at, length)| (&inside[..at], &inside[at + length..])))
}

/// Where the name of the next attribute begins in a value that lost its closing quote, `text/html href=` before `https://…"`;
/// `behind`: what follows the quote that seems to end it.
pub(super) fn swallows_name(value: &str, behind: &str) -> Option<usize> {
    let name = value.strip_suffix('=')?;
    if behind.trim_ascii().is_empty()
        || behind.starts_with(|c: char| c.is_ascii_whitespace())
        || behind == "/"
    {
        return None;
    }
    let start = name.rfind(|c: char| c.is_ascii_whitespace())? + 1;
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-' | b'_' | b'.'))
    };
    is_name(&name[start..]).then_some(start)
}

/// The attributes of a tag: names as written, values not yet decoded.
pub(super) fn attributes(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        rest =
            rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '"' | '\'' | ','));
        if rest.is_empty() {
            return None;
        }
        let name_length =
            rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len()).max(1);
        let (name, behind) = rest.split_at_checked(name_length).unwrap_or((rest, ""));
        let Some(value) = behind.trim_start().strip_prefix('=') else {
            rest = behind;
            return Some((name, ""));
        };
        let value = value.trim_start();
        let (value, behind) = match value.bytes().next() {
            Some(quote @ (b'"' | b'\'')) => {
                let end = memchr::memchr(quote, &value.as_bytes()[1..]).map_or(value.len(), |at| at + 1);
                let behind = value.get(end + 1..).unwrap_or("");
                match swallows_name(&value[1..end], behind) {
                    Some(start) => (value[1..=start].trim_ascii_end(), &value[1 + start..]),
                    None => (&value[1..end], behind),
                }
            }
            _ => odd_quotes(value).unwrap_or_else(|| {
                let end = value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len());
                // The quote before it was lost.
                (value[..end].trim_end_matches(['"', '\'']), &value[end..])
            }),
        };
        rest = behind;
        Some((name, value))
    })
}
