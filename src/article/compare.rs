//! The page's text against the one its JSON-LD gives: a check, and a fall-back.

use memchr::memmem;

use super::change::is_note;
use super::clean::{self, letters};
use super::dom::Tag;
use super::select::{Selected, Why, ends_sentence};
use super::text::Paragraph;

/// A shorter `articleBody` is a teaser, in characters.
const LEAST: usize = 1000;

/// Longer ones are not compared, because that takes their product in time.
const LONGEST: usize = 400_000;
const MOST_PARAGRAPHS: usize = 2000;

/// Whether the described body replaces the page's text: that is nearly empty, and this is not.
pub fn is_better(body: &str, kept: &[Paragraph]) -> bool {
    let found: u32 = kept.iter().map(|p| clean::weight(&p.text)).sum();
    let described = clean::weight(body);
    described >= 300 && found * 4 < described
}

/// The described body as paragraphs.
pub fn paragraphs(body: &str) -> Vec<Paragraph> {
    body.split("\n\n")
        .map(|text| Paragraph { text: text.to_owned(), tag: Some(Tag::P), ..Paragraph::default() })
        .collect()
}

/// Paragraphs from this weight on are prose.
const PROSE: u32 = 60;
/// Prose of this weight that follows the last described paragraph is told later than the description, or cut off from it.
const LATER: u32 = 100;

/// Leaves out paragraphs that the described body lacks, where it is long enough to tell. What says that something was corrected
/// stays: descriptions are made once.
pub fn filter(selected: &mut Selected, body: &str) {
    let kept = &selected.kept;
    if kept.len() > MOST_PARAGRAPHS || body.len() > LONGEST {
        return;
    }
    let described = letters(body);
    let found: Vec<String> = kept.iter().map(|p| letters(&p.text)).collect();
    let total: usize = found.iter().map(String::len).sum();
    if body.chars().count() < LEAST || described.len() * 3 < total {
        return;
    }
    let is_in: Vec<bool> = found.iter().map(|text| is_within(text, &described)).collect();
    let shared: usize =
        found.iter().zip(&is_in).filter(|(_, is_in)| **is_in).map(|(text, _)| text.len()).sum();
    // A body that shares little with the page is another text.
    if shared * 100 < total * 70 {
        return;
    }
    let first = is_in.iter().position(|&is_in| is_in).unwrap_or(0);
    let last = is_in.iter().rposition(|&is_in| is_in).unwrap_or(found.len());
    let around = kept.get(last).map(|p| p.around_end);
    // It ends inside of a paragraph or a sentence.
    let is_cut =
        !ends_sentence(body) || kept.get(last).is_some_and(|p| !described.contains(&letters(&p.text)));
    let lightest = if is_cut { PROSE } else { LATER };
    let mut at = 0;
    selected.leave_out(|p| {
        let here = at;
        at += 1;
        let weight = clean::weight(&p.text);
        // Descriptions leave out standfirsts, and headings, lists, tables and quotations inside.
        let is_standfirst = here < first && weight >= PROSE;
        let is_inside = (first..=last).contains(&here);
        let is_other_kind = is_inside && (p.is_quoted || !matches!(p.tag, Some(Tag::P | Tag::Div)));
        // A sentence among the others that leads nowhere was put in later, or left out of the description.
        let is_put_in = is_inside
            && Some(p.around_end) == around
            && p.linked == 0
            && p.tag == Some(Tag::P)
            && ends_sentence(&p.text);
        let is_later = here > last
            && weight >= lightest
            && Some(p.around_end) == around
            && matches!(p.tag, Some(Tag::P | Tag::Div))
            && ends_sentence(&p.text);
        let stays =
            is_in[here] || is_standfirst || is_other_kind || is_put_in || is_later || is_note(&p.text);
        (!stays).then_some(Why::Undescribed)
    });
}

/// Whether a paragraph stands in the described body, perhaps with a word changed at one end.
fn is_within(text: &str, described: &str) -> bool {
    const ENOUGH: usize = 32;
    let is_in = |part: &str| memmem::find(described.as_bytes(), part.as_bytes()).is_some();
    if text.chars().count() <= 2 * ENOUGH {
        return is_in(text);
    }
    let end = text.char_indices().rev().nth(ENOUGH).map_or(0, |(at, _)| at);
    is_in(clean::beginning(text, ENOUGH)) || is_in(&text[end..])
}
