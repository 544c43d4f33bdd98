//! Where the sentence around a hit begins and ends.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

/// How far from a hit a sentence is looked for, bytes each way: text without any full stop costs no more.
const REACH: usize = 4_000;

/// Words that a full stop follows without ending a sentence, in lower case.
const ABBREVIATIONS: &[&str] = &[
    "adm", "art", "bzw", "ca", "capt", "cf", "cmdr", "col", "dr", "e.g", "etc", "fig", "gen", "gov", "hon",
    "i.e", "jr", "lt", "maj", "mgr", "mme", "mr", "mrs", "ms", "mt", "no", "nr", "p", "pp", "prof", "rep",
    "rev", "sen", "sgt", "sr", "st", "u.k", "u.n", "u.s", "usw", "vs", "z.b", "им", "г", "ул", "ст", "см",
    "т.е", "т.к", "approx", "apr", "aug", "feb", "jan", "nov", "oct", "sept", "sra", "srta", "sv", "ul",
    "вул",
];

/// The sentence of `text` that holds the byte range `hit`: within its paragraph, trimmed of white space.
///
/// Boundaries are those of Unicode (UAX #29 with `。 ؟ …` and the rest), less those after initials and common
/// abbreviations. A hit that crosses a boundary gets both sentences.
#[must_use]
pub fn around(text: &str, hit: Range<usize>) -> Range<usize> {
    let begin = text.floor_char_boundary(hit.start);
    let hit = begin..text.ceil_char_boundary(hit.end).max(begin);
    let from = text.floor_char_boundary(hit.start.saturating_sub(REACH));
    let to = text.ceil_char_boundary(hit.end.saturating_add(REACH).min(text.len()));
    let start = text[from..hit.start].rfind('\n').map_or(from, |at| from + at + 1);
    let end = text[hit.end..to].find('\n').map_or(to, |at| hit.end + at);
    let paragraph = &text[start..end];
    let (mut first, mut last) = (0, paragraph.len());
    let mut begins = true;
    for (at, sentence) in paragraph.split_sentence_bound_indices() {
        let stop = at + sentence.len();
        if begins && start + at <= hit.start {
            first = at;
        }
        begins = !ends_in_abbreviation(sentence);
        if begins && start + stop >= hit.end {
            last = stop;
            break;
        }
    }
    trim(text, start + first..start + last)
}

/// The first sentences of a text, as many as begin before `limit` bytes.
pub(super) fn lead(text: &str, limit: usize) -> Range<usize> {
    let skipped = text.len() - text.trim_start().len();
    let mut end = skipped;
    while end < text.len() && end - skipped < limit {
        let next = around(text, end..text.ceil_char_boundary(end + 1));
        let after = next.end.max(text.ceil_char_boundary(end + 1));
        if end > skipped && after - skipped > limit {
            break;
        }
        end = after;
        if text[end..].starts_with('\n') {
            break;
        }
    }
    trim(text, skipped..end)
}

fn ends_in_abbreviation(sentence: &str) -> bool {
    let Some(body) = sentence.trim_end().strip_suffix('.') else { return false };
    let word = body.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '«' | '“' | '"')).next();
    let word = word.unwrap_or_default();
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    start..start + slice.trim().len()
}
