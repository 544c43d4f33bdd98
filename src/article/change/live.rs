//! Live blogs: pages that are rewritten all day and never wrong for it.

use crate::language::digit;

/// Entries, each under its time of day, that make a text a live blog.
const LEAST_ENTRIES: usize = 4;
/// At least one paragraph of so many begins with a time in a live blog; a chronology of the day has fewer words around.
const MOST_PARAGRAPHS_AN_ENTRY: usize = 12;

/// Whether a text is one of many entries under their times, the newest first: `14:05`, `14h05`, `14.05 Uhr`, `2:05 pm`. The other
/// way round they are a chronology or a timetable, which can be wrong.
pub(super) fn is_live(text: &str) -> bool {
    let lines = text.lines().map(str::trim_start).filter(|line| !line.is_empty());
    let (mut paragraphs, mut times) = (0, Vec::new());
    for line in lines {
        paragraphs += 1;
        times.extend(time_at_start(line));
    }
    let later = times.windows(2).filter(|pair| pair[0] > pair[1]).count();
    let earlier = times.windows(2).filter(|pair| pair[0] < pair[1]).count();
    times.len() >= LEAST_ENTRIES && times.len() * MOST_PARAGRAPHS_AN_ENTRY >= paragraphs && later > earlier
}

/// The minute of the day that a line begins with.
fn time_at_start(line: &str) -> Option<u32> {
    let (hour, _, rest) = number(line)?;
    let mut signs = rest.chars();
    let sign = signs.next()?;
    let (minute, digits, rest) = number(signs.as_str())?;
    let is_time = digits == 2
        && matches!(sign, ':' | 'h' | 'H' | '.' | '：' | '時' | '时')
        && rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '%' | '/'));
    let half = rest.trim_start().to_lowercase();
    let noon = if hour < 12 && ["pm", "p.m."].iter().any(|sign| half.starts_with(sign)) { 12 } else { 0 };
    is_time.then_some((hour + noon) * 60 + minute)
}

/// A number of one or two digits, how many, and what follows.
fn number(text: &str) -> Option<(u32, usize, &str)> {
    let digits: Vec<u32> = text.chars().map_while(digit).take(3).collect();
    let rest = text.char_indices().nth(digits.len()).map_or("", |(at, _)| &text[at..]);
    let value = digits.iter().fold(0, |sum, digit| sum * 10 + digit);
    matches!(digits.len(), 1 | 2).then_some((value, digits.len(), rest))
}
