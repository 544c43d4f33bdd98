//! Where the article begins and ends among the paragraphs of its element.

use super::by;
use super::clean;
use super::dom::Tag;
use super::phrases;
use super::select::{Selected, Why, ends_sentence, is_prose};
use super::text::Paragraph;
use super::visible_date::{self, DateHabits};

/// More short lines at the end of a text are its style, or a list.
const MOST_LINES: usize = 5;

/// So many parts with headings behind the first one make a list.
const FEWEST_PARTS: usize = 2;

/// A note on its author is no longer, in bytes.
const LONGEST_NOTE: usize = 900;

/// Before the first prose stand kickers, bylines, dates, places.
pub fn trim_start(selected: &mut Selected) {
    let Some(first) = selected.kept.iter().take(12).position(is_prose) else { return };
    let opens_list = heads_first(&selected.kept, first);
    let mut at = 0;
    selected.leave_out(|p| {
        at += 1;
        let is_kept = at > first
            || (opens_list && at == first)
            || (p.tag == Some(Tag::Li) && visible_date::find(&p.text, DateHabits::of(None)).is_none())
            || (ends_sentence(&p.text) && clean::weight(&p.text) >= 30);
        (!(is_kept || is_opener(p))).then_some(Why::Start)
    });
}

/// Whether right before the first prose stands a heading like those of the parts that follow.
fn heads_first(kept: &[Paragraph], first: usize) -> bool {
    let Some(heading) =
        first.checked_sub(1).map(|at| kept[at].tag).filter(|tag| tag.is_some_and(Tag::is_heading))
    else {
        return false;
    };
    kept[first..].iter().filter(|p| p.tag == heading).count() >= FEWEST_PARTS
}

/// A short sentence of its own that opens the article: not who wrote it, nor when.
fn is_opener(p: &Paragraph) -> bool {
    p.tag == Some(Tag::P)
        && p.linked == 0
        && phrases::is_sentence(&p.text)
        && by::names_part(&p.text).is_none()
        && visible_date::find(&p.text, DateHabits::of(None)).is_none()
}

/// After the last prose stand headings of what was left out, sources, tags, notes on the authors.
pub fn trim_end(selected: &mut Selected, authors: &[String]) {
    let Selected { kept, left_out } = selected;
    let is_end = |p: &Paragraph| is_heading(p) || is_scrap(p) || is_note(p, authors);
    let around = kept.iter().rfind(|p| !is_end(p)).map(|p| p.around_end);
    // Names and results stand as paragraphs among the others.
    let is_line = |p: &Paragraph| p.tag == Some(Tag::P) && Some(p.around_end) == around && is_scrap(p);
    let lines = kept.iter().rev().take_while(|p| is_end(p)).filter(|p| is_line(p)).count();
    while let Some(last) = kept.last() {
        let is_cut = is_scrap(last) && (lines <= MOST_LINES || !is_line(last));
        let why = if is_heading(last) || is_cut {
            Why::End
        } else if is_note(last, authors) {
            Why::Author
        } else {
            return;
        };
        if kept.len() < 3 {
            return;
        }
        left_out.extend(kept.pop().map(|p| (p, why)));
    }
}

fn is_heading(p: &Paragraph) -> bool {
    p.tag.is_some_and(Tag::is_heading)
}

/// A few words that end no sentence and belong to no list.
fn is_scrap(p: &Paragraph) -> bool {
    !p.is_caption
        && !matches!(p.tag, Some(Tag::Li | Tag::Td | Tag::Th | Tag::Dd | Tag::Pre | Tag::Blockquote))
        && clean::weight(&p.text) < 40
        && !ends_sentence(&p.text)
}

/// What follows an article and begins with its author's name says who that is.
fn is_note(p: &Paragraph, authors: &[String]) -> bool {
    let names = |author: &&String| {
        author.contains(' ')
            && p.text.strip_prefix(author.as_str()).is_some_and(|rest| rest.starts_with([' ', ',']))
    };
    p.text.len() <= LONGEST_NOTE && authors.iter().any(|author| names(&author))
}
