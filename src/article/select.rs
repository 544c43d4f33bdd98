//! Which paragraphs of the chosen element are the article's.

use std::collections::HashSet;
use std::fmt;

use super::clean::{self, letters};
use super::dom::Tag;
use super::edges::{trim_end, trim_lines, trim_start};
use super::main_text::Known;
use super::paywall;
use super::phrases::{self, Phrase, Sign};
use super::sections;
use super::tables;
use super::text::Paragraph;
use super::visible_date::{self, DateHabits};

/// Paragraphs from this weight on are prose.
const PROSE: u32 = 60;
/// Longer paragraphs are never taken for a notice, in [`clean::length`] as all lengths here.
const LONGEST_NOTICE: usize = 320;

/// Paragraphs from this weight on tell whether a text is there twice,
const AGAIN: u32 = 60;
/// if so many different ones are.
const FEWEST_AGAIN: usize = 3;

/// A line that is a date is no longer.
const LONGEST_DATE: usize = 40;

/// No headline is longer, in bytes.
const LONGEST_HEADLINE: usize = 500;
/// A heading that has a part of the headline, or goes beyond it, repeats it if they share this percentage.
const MOST: usize = 50;

/// Paragraphs of the article, and those that are not.
#[derive(Debug, Default)]
pub struct Selected {
    /// In their order.
    pub kept: Vec<Paragraph>,
    /// In the order in which they were left out, each with the reason.
    pub left_out: Vec<(Paragraph, Why)>,
    /// Words that were left out say that the rest is for those who pay.
    pub is_walled: bool,
}

impl Selected {
    /// Leaves out the paragraphs for which there is a reason.
    pub fn leave_out(&mut self, mut why: impl FnMut(&Paragraph) -> Option<Why>) {
        let Self { kept, left_out, .. } = self;
        let all = std::mem::take(kept);
        kept.extend(all.into_iter().filter_map(|p| match why(&p) {
            Some(why) => {
                left_out.push((p, why));
                None
            }
            None => Some(p),
        }));
    }
}

/// Why a paragraph is not the article's.
#[derive(Clone, Copy, Debug)]
pub enum Why {
    /// Among teasers of other articles that fill the end.
    Teaser,
    /// Behind the words that say that the rest is for those who pay, or these words.
    Paywall,
    /// A link in a list behind a pointer.
    AfterPointer,
    /// All of it leads away.
    Linked,
    /// It points to other articles.
    Pointer(&'static Phrase),
    /// It speaks of the page.
    Notice(Sign),
    /// It says the headline again.
    Headline,
    /// The text has it already, word for word.
    Again,
    /// A counter, a time, a scrap beside a picture.
    Nothing,
    /// Before the first prose.
    Start,
    /// Behind the last prose.
    End,
    /// It says who the author is.
    Author,
    /// The page's own description of the text lacks it.
    Undescribed,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Teaser => "among teasers of other articles",
            Self::Paywall => "where the page says that the rest is for those who pay",
            Self::AfterPointer => "a link behind a pointer to other articles",
            Self::Linked => "a link",
            Self::Pointer(phrase) => return write!(f, "a pointer to other articles, by `{phrase}`"),
            Self::Notice(Sign::Phrase(phrase)) => return write!(f, "a notice, by `{phrase}`"),
            Self::Notice(Sign::Counter) => "a counter",
            Self::Headline => "the headline again",
            Self::Again => "said before, word for word",
            Self::Nothing => "a number, a time, or a scrap beside a picture",
            Self::Start => "short and before the first prose",
            Self::End => "short and behind the last prose",
            Self::Author => "a note on the author",
            Self::Undescribed => "the `articleBody` of the page's JSON-LD lacks it",
        })
    }
}

/// Leaves out what is not the article's.
pub fn select(paragraphs: Vec<Paragraph>, known: Known<'_>) -> Selected {
    let mut selected = parts(paragraphs, known);
    trim_start(&mut selected, known.authors);
    trim_end(&mut selected, known.authors);
    selected
}

/// As [`select`], where short lines may be all there is.
pub fn select_lines(paragraphs: Vec<Paragraph>, known: Known<'_>) -> Selected {
    let mut selected = parts(paragraphs, known);
    trim_lines(&mut selected, known.authors);
    selected
}

/// Leaves out what tells by itself that it is not the article's.
fn parts(mut paragraphs: Vec<Paragraph>, known: Known<'_>) -> Selected {
    let titles: Vec<String> = known.titles.iter().map(|title| letters(title)).collect();
    let mut selected = Selected::default();
    let behind = |selected: &mut Selected, cut: Vec<Paragraph>, why| {
        selected.left_out.extend(cut.into_iter().map(|p| (p, why)));
    };
    behind(&mut selected, paragraphs.split_off(sections::teasers_from(&paragraphs)), Why::Teaser);
    let wall = paywall::wall_from(&paragraphs);
    selected.is_walled = wall.is_certain;
    behind(&mut selected, paragraphs.split_off(wall.from), Why::Paywall);
    let (is_section, is_name) = (sections::linked_headings(&paragraphs), tables::linked_names(&paragraphs));
    selected.kept = paragraphs;
    // After "Read also" come links, until the text goes on; a list under such a heading need not link them.
    let mut is_after_pointer = false;
    let mut is_in_pointed_list = false;
    let mut places = 0..;
    selected.leave_out(|p| {
        let at = places.next().unwrap_or_default();
        let share = if p.tag == Some(Tag::Li) { 25 } else { 50 };
        let length = clean::length(&p.text);
        let is_linked_item = p.linked * 100 > p.text.len() * share && length < LONGEST_NOTICE;
        is_in_pointed_list = is_in_pointed_list
            && p.tag == Some(Tag::Li)
            && length < LONGEST_NOTICE
            && !ends_sentence(&p.text);
        if is_after_pointer && is_linked_item || is_in_pointed_list {
            return Some(Why::AfterPointer);
        }
        let lower = if length <= LONGEST_NOTICE { phrases::lower(&p.text) } else { String::new() };
        let pointer = pointer(p, &lower, length, is_section[at] || is_name[at]);
        is_in_pointed_list = matches!(pointer, Some(Why::Pointer(phrase)) if is_nothing_else(p, phrase));
        is_after_pointer = pointer.is_some()
            && length < 80
            && (matches!(pointer, Some(Why::Pointer(_))) || phrases::pointer(&lower, false).is_some());
        let notice =
            || if lower.is_empty() { None } else { phrases::notice(&lower, is_linked(p), is_item(p)) };
        pointer
            .or_else(|| notice().map(Why::Notice))
            .or_else(|| is_nothing(p).then_some(Why::Nothing))
            .or_else(|| {
                (at < 30 && (is_title(p, &titles) || is_masthead(p, &titles, at))).then_some(Why::Headline)
            })
    });
    leave_out_again(&mut selected);
    selected
}

/// Whether a heading points to other articles and says hardly more than that.
fn is_nothing_else(p: &Paragraph, phrase: &Phrase) -> bool {
    const MOST_WORDS: usize = 3;
    let words = phrase.first.split_whitespace().count() + MOST_WORDS;
    p.tag.is_some_and(Tag::is_heading) && p.text.split_whitespace().nth(words).is_none()
}

/// Some pages bring their text twice, for wide and for narrow screens: from its first paragraph on it comes again, in its order.
fn leave_out_again(selected: &mut Selected) {
    let prose: Vec<usize> =
        (0..selected.kept.len()).filter(|&at| clean::weight(&selected.kept[at].text) >= AGAIN).collect();
    let text = |at: usize| selected.kept[at].text.as_str();
    let Some((&first, others)) = prose.split_first() else { return };
    let Some(again) = others.iter().position(|&at| text(at) == text(first)).map(|at| at + 1) else { return };
    let second = &prose[again..];
    let is_same =
        second.len() <= again && second.iter().zip(&prose).all(|(&one, &other)| text(one) == text(other));
    let distinct: HashSet<&str> = second.iter().map(|&at| text(at)).collect();
    if !is_same || distinct.len() < FEWEST_AGAIN {
        return;
    }
    let from = prose[again];
    let mut places = 0..;
    selected.leave_out(|_| (places.next().unwrap_or(0) >= from).then_some(Why::Again));
}

/// No words, a counter (`1 of 6`), a time alone, or a scrap beside a picture.
fn is_nothing(p: &Paragraph) -> bool {
    if clean::length(&p.text) > 80 {
        return false;
    }
    let letters = p.text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = p.text.chars().filter(|c| c.is_numeric()).count();
    letters + digits == 0
        || (p.is_in_figure
            && !p.is_caption
            && matches!(p.tag, Some(Tag::Div | Tag::Figure))
            && clean::weight(&p.text) < 40
            && !ends_sentence(&p.text))
        || (digits >= 6
            && digits > 2 * letters
            && visible_date::find(&p.text, DateHabits::of(None)).is_some())
}

/// Whether a paragraph repeats the headline, given as its letters.
fn is_title(paragraph: &Paragraph, titles: &[String]) -> bool {
    let is_heading = paragraph.tag.is_some_and(Tag::is_heading);
    let longest = titles.iter().map(String::len).max().unwrap_or(0);
    let most = if is_heading { LONGEST_HEADLINE } else { 2 * longest + 40 };
    if paragraph.text.len() > most.min(LONGEST_HEADLINE) {
        return false;
    }
    let text = letters(&paragraph.text);
    let is_most = |part: &str, whole: &str| part.len() * 100 >= whole.len() * MOST && whole.contains(part);
    titles.iter().any(|title| {
        *title == text || (is_heading && text.len() > 20 && (is_most(&text, title) || is_most(title, &text)))
    })
}

/// Whether a paragraph is the headline with lines under it that say when and by whom, as old pages set them in one cell; the
/// first paragraph may be so though the page is called otherwise.
fn is_masthead(p: &Paragraph, titles: &[String], at: usize) -> bool {
    let Some((first, rest)) = p.text.split_once('\n') else { return false };
    let is_line = |line: &str| clean::length(line) <= 120 && !phrases::is_sentence(line);
    if rest.lines().count() > 4 || !rest.lines().all(is_line) {
        return false;
    }
    let is_date = |line: &str| {
        clean::length(line) <= LONGEST_DATE && visible_date::find(line, DateHabits::of(None)).is_some()
    };
    let letters = letters(first);
    let is_headline = |title: &String| *title == letters || letters.len() > 20 && title.starts_with(&letters);
    titles.iter().any(is_headline) || at == 0 && is_line(first) && rest.lines().any(is_date)
}

/// Whether so much of a paragraph is links that its words may lead away.
fn is_linked(p: &Paragraph) -> bool {
    p.linked * 100 > p.text.len() * 25
}

/// Whether a paragraph is a heading or an item of a list.
fn is_item(p: &Paragraph) -> bool {
    p.tag.is_some_and(|tag| tag == Tag::Li || tag.is_heading())
}

/// `is_own`: that it is a link tells nothing.
fn pointer(p: &Paragraph, lower: &str, length: usize, is_own: bool) -> Option<Why> {
    // In running text a paragraph that is a link may be an address; elsewhere it leads away.
    let share = if p.tag == Some(Tag::P) { 85 } else { 60 };
    if !is_own && p.linked * 100 > p.text.len() * share && length < 250 {
        return (!is_address(&p.text)).then_some(Why::Linked);
    }
    let is_heading = p.tag.is_some_and(Tag::is_heading);
    let is_short = length <= LONGEST_NOTICE && (is_linked(p) || length < 60 || is_heading);
    let is_told = !is_linked(p) && phrases::is_sentence(lower);
    if is_short { phrases::pointer(lower, is_told).map(Why::Pointer) } else { None }
}

/// A link that shows where it leads is there to be read.
fn is_address(text: &str) -> bool {
    text.starts_with("http") && text.contains("://") && !text.contains(char::is_whitespace)
}

pub fn is_prose(p: &Paragraph) -> bool {
    p.is_caption || !p.tag.is_some_and(Tag::is_heading) && clean::weight(&p.text) >= PROSE
}

/// Whether a paragraph says something, as bylines and dates do not.
pub fn is_statement(text: &str) -> bool {
    clean::weight(text) >= 30
        && (text.len() > 200 || visible_date::find(text, DateHabits::of(None)).is_none())
}

pub fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(|c: char| {
        matches!(c, '"' | '\'' | '”' | '’' | '»' | '«' | ')' | ']' | '“' | '」' | '』') || c.is_whitespace()
    })
    .ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？', '।', '؟', '۔', '։'])
}
