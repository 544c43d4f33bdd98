//! Quotes around phrases, in pairs as papers and word processors write them.

use std::ops::Range;

use super::QueryError;
use super::lexer::error;

/// What opens a phrase, and what may close it.
const PAIRS: [(char, &[char]); 8] = [
    ('"', &['"', '＂']),
    ('＂', &['"', '＂']),
    ('“', &['”']),
    ('”', &['”']),
    // German, Polish and Hungarian quotes are often closed with what the keyboard has.
    ('„', &['“', '”', '‟', '"']),
    ('‟', &['”', '‟']),
    ('«', &['»']),
    ('»', &['«', '»']),
];

/// The double quotes of keyboards and word processors.
pub(super) fn is_quote(c: char) -> bool {
    closers(c).is_some()
}

fn closers(opener: char) -> Option<&'static [char]> {
    PAIRS.iter().find(|(known, _)| *known == opener).map(|(_, closers)| *closers)
}

/// The text within the quotes that begin at a place, and where they end.
///
/// # Errors
/// Quotes that are never closed; and a quote within quotes, which would end the phrase where its writer did not mean to.
pub(super) fn quoted(text: &str, from: usize) -> Result<(&str, usize), QueryError> {
    let opener = text[from..].chars().next().unwrap_or('"');
    let start = from + opener.len_utf8();
    let inner = &text[start..];
    let closers = closers(opener).unwrap_or_default();
    let Some((length, sign)) = inner.char_indices().find(|(_, c)| is_quote(*c)) else {
        let help = format!("end it with `{}`", closers.first().unwrap_or(&opener));
        return error(from..text.len(), "this phrase is never closed", &help);
    };
    let within = &inner[..length];
    let end = start + length + sign.len_utf8();
    let opens = within.ends_with(char::is_whitespace) && text[end..].starts_with(char::is_alphanumeric);
    if opens || !closers.contains(&sign) {
        return Err(within_quotes(opener, sign, start + length..end));
    }
    Ok((within, end))
}

fn within_quotes(opener: char, sign: char, at: Range<usize>) -> QueryError {
    let message = format!("`{sign}` stands in a phrase that `{opener}` opens");
    let help = "leave out quotes within a phrase: it finds its words with them and without; it ends with the quote that \
                belongs to its first: `\"…\"`, `“…”`, `„…“`, `«…»`";
    QueryError { message, span: at, help: Some(help.to_owned()) }
}
