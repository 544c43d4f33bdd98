//! Live blogs: pages that are rewritten all day and never wrong for it.

use super::number::digit;

/// Entries, each under its time of day, that make a text a live blog.
const LEAST_ENTRIES: usize = 4;
/// At least one paragraph of so many begins with a time in a live blog; a chronology of the day has fewer words around.
const MOST_PARAGRAPHS_AN_ENTRY: usize = 12;

/// Whether a text is one of many entries under their times: `14:05`, `14h05`, `14.05 Uhr`, `2:05 pm`.
pub(super) fn is_live(text: &str) -> bool {
    let (mut paragraphs, mut entries) = (0, 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        paragraphs += 1;
        entries += usize::from(begins_with_time(line.trim_start()));
    }
    entries >= LEAST_ENTRIES && entries * MOST_PARAGRAPHS_AN_ENTRY >= paragraphs
}

fn begins_with_time(line: &str) -> bool {
    let digits = |text: &str| text.chars().take_while(|c| digit(*c).is_some()).count();
    let hours = digits(line);
    let rest: &str = line.char_indices().nth(hours).map_or("", |(at, _)| &line[at..]);
    let mut signs = rest.chars();
    let sign = signs.next();
    let rest = signs.as_str();
    let minutes = digits(rest);
    let after = rest.chars().nth(minutes);
    matches!(hours, 1 | 2)
        && matches!(sign, Some(':' | 'h' | 'H' | '.' | '：' | '時' | '时'))
        && minutes == 2
        && after.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '%' | '/'))
}
