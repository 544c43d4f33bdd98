//! Operators as other search tools write them: without a word here they would be looked for as words.

use std::ops::Range;

use super::QueryError;
use super::lexer::error;

/// What stands before a word that may be an operator.
#[derive(Clone, Copy, Debug)]
pub(super) enum Behind<'p> {
    /// The query or a bracket begins: what stands between two operands elsewhere is a word.
    Nothing,
    /// An operand, or an operator.
    Something,
    /// NOT, which stands here.
    Not(&'p Range<usize>),
}

/// The mistake of an operator of another language that stands before an operand; none when the run at this place is a word.
///
/// Only these very runs: they are words too (`or` is French for gold), which quotes make them again.
pub(super) fn before_operand(query: &str, place: &Range<usize>, behind: Behind<'_>) -> Option<QueryError> {
    let (run, rest) = (query.get(place.clone())?, &query[place.end..]);
    let bracketed = || distance(&format!("{run}/{}", bracketed_number(rest)?).to_ascii_lowercase());
    let meant = bracketed().or_else(|| operator(run))?;
    let (span, meant) = match behind {
        Behind::Nothing if meant != "NOT" && !meant.starts_with("ATLEAST") => return None,
        Behind::Not(not) if meant.starts_with("NEAR") => {
            let has_and = query[..not.start].split_whitespace().next_back() == Some("AND");
            let without_and = if has_and { " without AND" } else { "" };
            (not.start..place.end, format!("`NOT {meant}`{without_and}"))
        }
        _ => (place.clone(), meant),
    };
    let help = format!("did you mean {meant}? to look for the word itself, quote it: `\"{run}\"`");
    error::<()>(span, format!("`{run}` is not an operator here"), &help).err()
}

/// Whether a run is, in another language, an operator by itself: as a word it is quoted.
pub(super) fn is_operator(run: &str) -> bool {
    operator(run).is_some()
}

/// What is written here for an operator of another language.
fn operator(run: &str) -> Option<String> {
    let lower = run.to_ascii_lowercase();
    Some(match lower.as_str() {
        "and" => "AND".to_owned(),
        "or" => "OR".to_owned(),
        "not" => "NOT".to_owned(),
        "w/s" | "w/sent" | "same/s" | "near/s" => "SAME/s".to_owned(),
        "w/p" | "w/para" | "same/p" | "near/p" => "SAME/p".to_owned(),
        _ => return distance(&lower).or_else(|| count(&lower)),
    })
}

/// `near`, `near/5`, `near5`, `w/5`, `adj3` and `pre/3`, in lower case, as this language writes them.
fn distance(lower: &str) -> Option<String> {
    // Of some tools the order: `near/5f`.
    let (lower, is_ordered) = lower
        .strip_suffix('f')
        .filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
        .map_or((lower, false), |rest| (rest, true));
    let letters = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &lower[letters.len()..];
    let meant = match letters {
        "near" if number.is_empty() => return Some("NEAR".to_owned()),
        "onear" if number.is_empty() => return Some("ONEAR".to_owned()),
        "near" | "near/" if is_ordered => "ONEAR",
        "near" | "near/" | "w/" | "within/" | "n/" | "around/" => "NEAR",
        "adj" | "adj/" | "pre/" | "onear" | "onear/" => "ONEAR",
        _ => return None,
    };
    (!number.is_empty()).then(|| format!("{meant}/{number}"))
}

/// `atleast/3`, `ATLEAST3` and `atl3`, in lower case.
fn count(lower: &str) -> Option<String> {
    let letters = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &lower[letters.len()..];
    let is_count = matches!(letters, "atleast" | "atleast/" | "atl" | "atl/");
    (is_count && !number.is_empty()).then(|| format!("ATLEAST/{number}(…)"))
}

/// The number that stands in brackets right behind an operator, as in `AROUND(5)`.
fn bracketed_number(rest: &str) -> Option<&str> {
    let (number, _) = rest.strip_prefix('(')?.split_once(')')?;
    let number = number.trim();
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

/// Refuses a NEAR whose distance is not written as one: `NEAR/5f`, and `NEAR 5` or `NEAR(5)`, where it would be the word looked for.
pub(super) fn check_number(run: &str, rest: &str, span: &Range<usize>) -> Result<(), QueryError> {
    let (name, number) = run.split_once('/').map_or((run, None), |(name, number)| (name, Some(number)));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some(number) = number {
        return operator(run).filter(|_| !is_number(number)).map_or(Ok(()), |meant| {
            error(span.clone(), format!("`{run}` is not an operator"), &format!("did you mean {meant}?"))
        });
    }
    let rest = rest.trim_start();
    let word = rest.split(|c: char| c.is_whitespace() || c == ')').next().filter(|word| is_number(word));
    let Some(number) = bracketed_number(rest).or(word) else { return Ok(()) };
    let message = format!("the distance of {name} stands behind a slash");
    let help = format!("write `{name}/{number}`; to look for the number itself, quote it: `\"{number}\"`");
    error(span.clone(), message, &help)
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
    let mut commas =
        run.char_indices().filter(|(_, c)| matches!(c, ',' | ';' | '、' | '，' | '；' | '،' | '؛'));
    let comma = commas.find(|(at, c)| {
        let (before, after) = (run[..*at].chars().next_back(), run[at + c.len_utf8()..].chars().next());
        !(is_digit(before) && is_digit(after))
    });
    let Some((at, c)) = comma else { return Ok(()) };
    let span = from + at..from + at + c.len_utf8();
    let help = "write OR between alternatives; in quotes it is no obstacle: `\"Kyiv, Ukraine\"`";
    error(span, format!("`{c}` is not an operator"), help)
}
