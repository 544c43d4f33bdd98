//! Operators with a number behind them.

use std::ops::Range;

use super::QueryError;
use super::ast::Known;
use super::lexer::error;

/// The widest NEAR: wider ones mean AND, and cost.
const MAX_DISTANCE: u32 = 1000;
const DEFAULT_DISTANCE: u32 = 4;
/// The most that ATLEAST counts to.
const MAX_COUNT: u32 = 1000;

/// Whether a run is an operator, with or without a number behind it.
pub(super) fn is_word(run: &str, operator: &str) -> bool {
    run.strip_prefix(operator).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The distance behind NEAR and its like.
pub(super) fn distance(run: &str, operator: &str, span: Range<usize>) -> Result<u32, QueryError> {
    let distance = match run.strip_prefix(operator).and_then(|rest| rest.strip_prefix('/')) {
        None => Some(DEFAULT_DISTANCE),
        Some(digits) => digits.parse().ok().filter(|n| (1..=MAX_DISTANCE).contains(n)),
    };
    distance.map_or_else(
        || {
            let message = format!("`{run}` has no distance from 1 to {MAX_DISTANCE}");
            error(span, message, "write `NEAR/5`: within five words")
        },
        Ok,
    )
}

/// How many ATLEAST asks for.
pub(super) fn count(run: &str, span: Range<usize>) -> Result<u32, QueryError> {
    let digits = run.strip_prefix("ATLEAST/").unwrap_or_default();
    digits.parse().ok().filter(|n| (2..=MAX_COUNT).contains(n)).map_or_else(
        || {
            let message = format!("`{run}` has no number from 2 to {MAX_COUNT}");
            error(span, message, "write `ATLEAST/3(word OR \"other words\")`: three occurrences in all")
        },
        Ok,
    )
}

/// `words>200`.
pub(super) fn length(run: &str, span: Range<usize>) -> Result<Option<Known>, QueryError> {
    let Some(rest) = run.strip_prefix("words") else { return Ok(None) };
    let (more, number) = match (rest.strip_prefix('>'), rest.strip_prefix('<')) {
        (Some(number), _) => (true, number),
        (_, Some(number)) => (false, number),
        _ => return Ok(None),
    };
    if let Some(bound) = number.strip_prefix('=').and_then(|number| number.parse::<u32>().ok()) {
        let help = if more {
            format!("write `words>{}`", bound.saturating_sub(1))
        } else {
            format!("write `words<{}`", bound.saturating_add(1))
        };
        return error(span, "only `<` and `>` compare lengths", &help);
    }
    match number.parse() {
        Ok(than) => Ok(Some(Known::Words { more, than })),
        Err(_) => error(span, format!("`{run}` has no number"), "write `words>200`"),
    }
}
