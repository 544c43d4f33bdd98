//! Operators as other search tools write them: without a word here they would be looked for as words.

use std::ops::Range;

use super::QueryError;
use super::lexer::error;

/// The mistake of an operator of another language that stands between two operands; none when the run is a word.
///
/// Only these very tokens: they are words too (`or` is French for gold), which quotes make them again.
pub(super) fn between(run: &str, span: Range<usize>) -> Option<QueryError> {
    let meant = match run {
        "and" => "AND".to_owned(),
        "or" => "OR".to_owned(),
        "not" => "NOT".to_owned(),
        "w/s" | "W/s" | "W/S" => "SAME/s".to_owned(),
        "w/p" | "W/p" | "W/P" => "SAME/p".to_owned(),
        _ => distance(run)?,
    };
    let help = format!("did you mean {meant}? to look for the word itself, quote it: `\"{run}\"`");
    error::<()>(span, format!("`{run}` is not an operator here"), &help).err()
}

/// `near`, `near/5`, `NEAR5`, `w/5`, `adj3` and `pre/3` as this language writes them.
fn distance(run: &str) -> Option<String> {
    let lower = run.to_ascii_lowercase();
    let letters = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &lower[letters.len()..];
    let meant = match letters {
        "near" if number.is_empty() => return Some("NEAR".to_owned()),
        "near" | "near/" | "w/" | "within/" | "n/" => "NEAR",
        "adj" | "adj/" | "pre/" | "onear" | "onear/" => "ONEAR",
        _ => return None,
    };
    (!number.is_empty()).then(|| format!("{meant}/{number}"))
}

/// Refuses the `~5` that stands behind a phrase or a word elsewhere.
pub(super) fn check_tilde(run: &str, span: Range<usize>) -> Result<(), QueryError> {
    let is_operator = run.split_once('~').is_some_and(|(word, number)| {
        word.chars().all(char::is_alphanumeric) && number.chars().all(|c| c.is_ascii_digit())
    });
    if !is_operator {
        return Ok(());
    }
    let help = "write the distance between two words: `missile NEAR/5 port`; for spellings of a word `?` is one character and \
                `*` any ending";
    error(span, "`~` is not an operator", help)
}

/// Refuses commas and semicolons, which part the words of a list elsewhere; a comma within a number is one of its signs.
pub(super) fn check_comma(run: &str, from: usize) -> Result<(), QueryError> {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let comma = run.char_indices().find(|(at, c)| {
        let (before, after) = (run[..*at].chars().next_back(), run[at + c.len_utf8()..].chars().next());
        matches!(c, ',' | ';' | '、' | '，' | '；' | '،' | '؛') && !(is_digit(before) && is_digit(after))
    });
    let Some((at, c)) = comma else { return Ok(()) };
    let span = from + at..from + at + c.len_utf8();
    let help = "write OR between alternatives; in quotes it is no obstacle: `\"Kyiv, Ukraine\"`";
    error(span, format!("`{c}` is not an operator"), help)
}
