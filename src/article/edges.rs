//! Where the article begins and ends among the paragraphs of its element.

use super::by;
use super::clean;
use super::dom::Tag;
use super::phrases;
use super::select::{Selected, Why, ends_sentence, is_prose};
use super::stamp::{self, Stamp};
use super::text::Paragraph;
use super::visible_date::{self, DateHabits};

/// More short lines at the end of a text are its style, or a list.
const MOST_LINES: usize = 5;

/// A line that ends no sentence may be a verse up to this weight.
const LONGEST_VERSE: u32 = 60;

/// So many parts with headings behind the first one make a list.
const FEWEST_PARTS: usize = 2;

/// A note on its author is no longer, in bytes.
const LONGEST_NOTE: usize = 900;

/// A line that says who wrote has no more words in small letters.
const MOST_SMALL: usize = 2;

/// Before the first prose stand kickers, bylines, dates, places.
pub fn trim_start(selected: &mut Selected, authors: &[String]) {
    let Some(first) = selected.kept.iter().take(12).position(is_prose) else { return };
    let opens_list = heads_first(&selected.kept, first);
    let mut at = 0;
    selected.leave_out(|p| {
        at += 1;
        let is_kept = at > first
            || (opens_list && at == first)
            || (p.tag == Some(Tag::Li) && visible_date::find(&p.text, DateHabits::of(None)).is_none())
            || (ends_sentence(&p.text) && clean::weight(&p.text) >= 30);
        (!(is_kept || is_opener(p, authors))).then_some(Why::Start)
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
fn is_opener(p: &Paragraph, authors: &[String]) -> bool {
    p.tag == Some(Tag::P)
        && p.linked == 0
        && phrases::is_sentence(&p.text)
        && !is_byline(&p.text, authors)
        && stamp::line(&p.text, DateHabits::of(None)) == Stamp::default()
}

/// Whether a line says who wrote: it begins as bylines do and names an author, or goes on with names rather than as a sentence.
fn is_byline(text: &str, authors: &[String]) -> bool {
    let is_small = |word: &&str| word.starts_with(char::is_lowercase);
    by::names_part(text).is_some_and(|names| {
        authors.iter().any(|author| names.contains(author.as_str()))
            || names.split_whitespace().filter(is_small).count() <= MOST_SMALL
                && !names.contains(|c: char| c.is_ascii_digit())
    })
}

/// Where short lines may be all that a text is, only what says itself that it is none of it stands around them: who wrote, when,
/// and headings with nothing under them.
pub fn trim_lines(selected: &mut Selected, authors: &[String]) {
    let is_author = |p: &Paragraph| authors.contains(&p.text);
    let is_front = |p: &Paragraph| {
        is_author(p)
            || is_byline(&p.text, authors)
            || !ends_sentence(&p.text) && visible_date::find(&p.text, DateHabits::of(None)).is_some()
    };
    let mut is_at_front = true;
    selected.leave_out(|p| {
        is_at_front &= is_front(p);
        is_at_front.then_some(Why::Start)
    });
    let end = selected.kept.iter().rposition(|p| !(is_heading(p) || is_author(p) || is_note(p, authors)));
    let mut places = 0..;
    selected.leave_out(|_| (places.next() > end).then_some(Why::End));
}

/// After the last prose stand headings of what was left out, sources, tags, notes on the authors.
pub fn trim_end(selected: &mut Selected, authors: &[String]) {
    let Selected { kept, left_out, .. } = selected;
    let is_end = |p: &Paragraph| is_heading(p) || is_scrap(p) || is_note(p, authors);
    let last = kept.iter().rposition(|p| !is_end(p));
    let around = last.map(|last| kept[last].around_end);
    // Names and results stand as paragraphs among the others.
    let is_beside = |p: &Paragraph| p.tag == Some(Tag::P) && Some(p.around_end) == around;
    let is_line = |p: &Paragraph| is_beside(p) && is_scrap(p);
    let lines = kept.iter().rev().take_while(|p| is_end(p)).filter(|p| is_line(p)).count();
    let are_verses = || {
        let is_verse = |p: &&Paragraph| {
            is_beside(p) && !ends_sentence(&p.text) && clean::weight(&p.text) < LONGEST_VERSE
        };
        let verses = kept.iter().filter(is_verse).count();
        verses > MOST_LINES && verses * 2 > kept.len()
    };
    let are_told = lines > MOST_LINES
        || lines > 0 && (last.is_some_and(|last| leads_to_lines(&kept[..=last])) || are_verses());
    while let Some(last) = kept.last() {
        let is_cut = is_scrap(last) && !(are_told && is_line(last));
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

/// Whether a text goes on with the lines behind it, few as they are: they are what it tells in one paragraph, or what a colon
/// announces.
fn leads_to_lines(text: &[Paragraph]) -> bool {
    text.len() == 1 || text.last().is_some_and(|last| last.text.ends_with([':', '：']))
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
