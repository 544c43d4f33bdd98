//! "Did you mean".

use crate::model::Name;

/// The candidate closest to `word`, if one is close enough to be what was meant.
pub(super) fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let length = word.chars().count();
    if length > 100 {
        return None;
    }
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= (length / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `did you mean …?` for the closest candidate.
pub(crate) fn did_you_mean<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<String> {
    closest(word, candidates).map(|meant| format!("did you mean `{meant}`?"))
}

/// That the configuration has nothing of a name, and what it has of that kind.
pub(crate) fn no_such<'n>(what: &str, name: &str, known: impl IntoIterator<Item = &'n Name>) -> String {
    let known: Vec<&str> = known.into_iter().map(Name::as_str).collect();
    match known.as_slice() {
        [] => format!("there is no {what} `{name}`: the configuration has none"),
        known => format!("there is no {what} `{name}`; the configuration has: {}", known.join(", ")),
    }
}

/// A few names as they stand in a sentence: `a`, `b` or `c`.
pub(super) fn alternatives<'c>(names: impl IntoIterator<Item = &'c str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
