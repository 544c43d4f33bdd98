//! Which paragraphs of the chosen element are the article's.

use super::clean::{self, letters};
use super::dom::Tag;
use super::edges::{trim_end, trim_start};
use super::main_text::Known;
use super::phrases;
use super::sections;
use super::text::Paragraph;
use super::visible_date::{self, DateHabits};

/// Paragraphs from this weight on are prose.
const PROSE: u32 = 60;
/// Longer paragraphs are never taken for a notice.
const LONGEST_NOTICE: usize = 320;

/// No headline is longer, in bytes.
const LONGEST_HEADLINE: usize = 500;

/// Leaves out what is not the article's.
pub fn select(mut paragraphs: Vec<Paragraph>, known: Known<'_>) -> Vec<Paragraph> {
    let titles: Vec<String> = known.titles.iter().map(|title| letters(title)).collect();
    paragraphs.truncate(sections::teasers_from(&paragraphs));
    let is_section = sections::linked_headings(&paragraphs);
    let mut kept: Vec<Paragraph> = Vec::with_capacity(paragraphs.len());
    // After "Read also" come links, until the text goes on.
    let mut is_after_pointer = false;
    for (at, p) in paragraphs.into_iter().enumerate() {
        let share = if p.tag == Some(Tag::Li) { 25 } else { 50 };
        let is_linked_item = p.linked * 100 > p.text.len() * share && p.text.len() < LONGEST_NOTICE;
        if is_after_pointer && is_linked_item {
            continue;
        }
        let lower = if p.text.len() <= LONGEST_NOTICE { phrases::lower(&p.text) } else { String::new() };
        let is_pointer = is_pointer(&p, &lower) && !is_section[at];
        is_after_pointer = is_pointer && p.text.len() < 80 && phrases::is_pointer(&lower);
        let is_notice = !lower.is_empty() && phrases::is_notice(&lower);
        if !(is_pointer || is_notice || is_nothing(&p) || at < 30 && is_title(&p, &titles)) {
            kept.push(p);
        }
    }
    trim_start(&mut kept);
    trim_end(&mut kept, known.authors);
    kept
}

/// No words, a counter (`1 of 6`), a time alone, or a scrap beside a picture.
fn is_nothing(p: &Paragraph) -> bool {
    if p.text.len() > 80 {
        return false;
    }
    let letters = p.text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = p.text.chars().filter(|c| c.is_numeric()).count();
    letters + digits == 0
        || (p.is_in_figure
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
    titles.iter().any(|title| {
        *title == text
            || (is_heading && text.len() > 20 && (title.contains(&text) || text.contains(title.as_str())))
    })
}

fn is_pointer(p: &Paragraph, lower: &str) -> bool {
    let length = p.text.len();
    // In running text a paragraph that is a link may be an address; elsewhere it leads away.
    let share = if p.tag == Some(Tag::P) { 85 } else { 60 };
    if p.linked * 100 > length * share && length < 250 {
        return !is_address(&p.text);
    }
    let is_heading = p.tag.is_some_and(Tag::is_heading);
    length <= LONGEST_NOTICE
        && (p.linked * 100 > length * 25 || length < 60 || is_heading)
        && phrases::is_pointer(lower)
}

/// A link that shows where it leads is there to be read.
fn is_address(text: &str) -> bool {
    text.starts_with("http") && text.contains("://") && !text.contains(char::is_whitespace)
}

pub fn is_prose(p: &Paragraph) -> bool {
    !p.tag.is_some_and(Tag::is_heading) && clean::weight(&p.text) >= PROSE
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
