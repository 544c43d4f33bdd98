//! Headings that are links: those of a list article head its sections, those after an article tease others.

use super::clean;
use super::dom::Tag;
use super::phrases;
use super::text::Paragraph;

/// The text of a section weighs more on average, that of a teaser less.
const SECTION: u32 = 250;
/// One teaser weighs no more than this, in no more than so many paragraphs.
const TEASER: (u32, usize) = (360, 4);
/// Where sections are most of the text, so little on average is enough.
const SHORT_SECTION: u64 = 80;
/// A paragraph under a heading is prose from this weight on.
const PROSE: u32 = 60;
/// Fewer are no list.
const FEWEST: usize = 2;

/// A heading that is a link, and what stands under it.
struct Section {
    /// Its place among the paragraphs.
    at: usize,
    /// One past the last paragraph under it.
    end: usize,
    /// The weight under it.
    weight: u32,
}

fn sections(paragraphs: &[Paragraph]) -> Vec<Section> {
    let is_heading = |p: &Paragraph| p.tag.is_some_and(Tag::is_heading);
    let headings: Vec<usize> = (0..paragraphs.len()).filter(|&at| is_heading(&paragraphs[at])).collect();
    let ends = headings.iter().skip(1).copied().chain([paragraphs.len()]);
    headings
        .iter()
        .copied()
        .zip(ends)
        .filter(|&(at, _)| {
            is_linked(&paragraphs[at])
                && phrases::pointer(&phrases::lower(&paragraphs[at].text), false).is_none()
        })
        .map(|(at, end)| {
            let weight = paragraphs[at + 1..end].iter().map(|p| clean::weight(&p.text)).sum();
            Section { at, end, weight }
        })
        .collect()
}

fn is_linked(p: &Paragraph) -> bool {
    p.linked * 100 > p.text.len() * 60
}

/// Which paragraphs are linked headings that the text under them makes part of the article.
pub fn linked_headings(paragraphs: &[Paragraph]) -> Vec<bool> {
    let mut is_section = vec![false; paragraphs.len()];
    let sections = sections(paragraphs);
    if sections.len() < FEWEST {
        return is_section;
    }
    let total: u64 = sections.iter().map(|section| u64::from(section.weight)).sum();
    let enough = |average: u64| total >= average * sections.len() as u64;
    let is_most = || total * 2 > paragraphs.iter().map(|p| u64::from(clean::weight(&p.text))).sum::<u64>();
    let are_long = enough(u64::from(SECTION)) || enough(SHORT_SECTION) && is_most();
    if !are_long {
        return is_section;
    }
    for section in sections {
        // A teaser set between the paragraphs of an article is a box of its own.
        let heading = &paragraphs[section.at];
        is_section[section.at] = paragraphs[section.at + 1..section.end]
            .iter()
            .any(|p| p.block < heading.around_end && !is_linked(p) && clean::weight(&p.text) >= PROSE);
    }
    is_section
}

/// Where teasers of other articles begin that fill the rest of the text; its length when there are none.
pub fn teasers_from(paragraphs: &[Paragraph]) -> usize {
    let mut start = paragraphs.len();
    let mut count = 0;
    for section in sections(paragraphs).iter().rev() {
        let is_teaser = section.weight <= TEASER.0 && section.end - section.at - 1 <= TEASER.1;
        if section.end != start || !is_teaser {
            break;
        }
        start = section.at;
        count += 1;
    }
    let weight = |part: &[Paragraph]| part.iter().map(|p| u64::from(clean::weight(&p.text))).sum::<u64>();
    // What fills most of the page is no appendix.
    let is_appendix = count >= FEWEST && weight(&paragraphs[..start]) > weight(&paragraphs[start..]);
    if is_appendix { start } else { paragraphs.len() }
}
