//! Articles of few words: a brief of a sentence or two, a poem, results, names, a ticker of short lines. Prose tells where an
//! article stands; here its marks must, and its words must not be those of a page that waits for something.

use std::collections::HashSet;

use super::by;
use super::clean::{self, letters};
use super::dom::{Dom, Id, Tag};
use super::main_text::{Known, MainText};
use super::names::{BODY, Signs};
use super::paywall;
use super::phrases;
use super::select::{self, Selected, ends_sentence};
use super::text::{self, Paragraph};
use super::verdict::{self, Verdict};
use super::visible_date::{self, DateHabits};

/// A sentence that weighs less says nothing,
const LEAST: u32 = 24;
/// nor do lines that weigh less in all
const LEAST_OF_LINES: u32 = 50;
/// or are fewer.
const FEWEST_LINES: usize = 4;

/// Reads the text of a page on which none was `found` by its prose.
pub fn read(
    dom: &Dom<'_>,
    signs: &[Signs],
    known: Known<'_>,
    headline: Option<Id>,
    mut found: MainText,
) -> MainText {
    if found.verdict != Verdict::Nothing {
        return found;
    }
    // A title that does not show where the site's name begins is known by no heading.
    let mut headings = dom.with_tag(Tag::H1);
    let only = headings.next().filter(|_| headings.next().is_none());
    let headline = headline.or(only);
    let grounds = &found.grounds;
    let weigh = |id: Id| grounds.measures[id];
    let Some((home, method)) = home(dom, signs, headline, |id| weigh(id).text) else { return found };
    let paragraphs = text::paragraphs(dom, home, |id| grounds.dropped[id]);
    let selected = select::select_lines(paragraphs, known);
    let text = text::join(&selected.kept);
    let weight = clean::weight(&text);
    // What is marked as the body holds nothing else; what is an article only by its tag may.
    let around = headline.filter(|&headline| dom.contains(home, headline)).map_or(0, |id| weigh(id).text);
    let is_most = method == "body" || weight * 2 >= weigh(home).text - around;
    let is_linked = weigh(home).link * 2 > weigh(home).text;
    let is_told = is_most && !is_linked && !is_beginning(&text, known) && tells(&selected, &text, weight);
    if !is_told {
        return found;
    }
    let last = selected.kept.iter().map(|p| p.block).max().unwrap_or(home);
    let title = known.titles.first().map(String::as_str);
    found.verdict =
        verdict::of_words(&text, title, || selected.is_walled || paywall::is_closed(dom, home, last));
    if found.verdict.has_text() {
        (found.text, found.method) = (Some(text), method);
        (found.grounds.chosen, found.grounds.left_out) = (home, selected.left_out);
    }
    found
}

/// The element that is marked as the article: as its body, or by its tag with the headline in it.
fn home(
    dom: &Dom<'_>,
    signs: &[Signs],
    headline: Option<Id>,
    weight: impl Fn(Id) -> u32,
) -> Option<(Id, &'static str)> {
    let bodies = (1..dom.nodes.len()).filter(|&id| signs[id] & BODY != 0 && weight(id) > 0);
    if let Some(body) = bodies.max_by_key(|&id| (weight(id), std::cmp::Reverse(id))) {
        return Some((body, "body"));
    }
    let around = |tag: Tag| dom.ancestors(headline?).find(|&outer| dom.tag(outer) == tag);
    let article = around(Tag::Article).map(|id| (id, "article"));
    article.or_else(|| around(Tag::Main).map(|id| (id, "main")))
}

/// Whether the page says more of its article where it describes it.
fn is_beginning(text: &str, known: Known<'_>) -> bool {
    let said = [known.description, known.described_body];
    let own = letters(text);
    said.into_iter().flatten().map(letters).any(|said| said.len() > own.len() + own.len() / 2)
}

/// Whether what is left is a text: whole sentences, or lines that are no list of dates and names; and none that speaks for the page.
fn tells(selected: &Selected, text: &str, weight: u32) -> bool {
    let lower = phrases::lower(text);
    if phrases::is_empty(&lower) || lower.lines().any(|line| phrases::toll(line).is_some()) {
        return false;
    }
    // The times of a ticker are no lines.
    let is_line =
        |p: &&Paragraph| !p.tag.is_some_and(Tag::is_heading) && p.text.contains(char::is_alphabetic);
    let lines = || selected.kept.iter().filter(is_line);
    let is_sentence = |p: &Paragraph| ends_sentence(&p.text) || has_no_stops(&p.text);
    if lines().all(is_sentence) {
        return weight >= LEAST && !phrases::speaks(&lower);
    }
    let is_aside = |p: &&Paragraph| {
        by::names_part(&p.text).is_some()
            || clean::length(&p.text) <= LONGEST_DATE
                && visible_date::find(&p.text, DateHabits::of(None)).is_some()
    };
    let (count, asides) = (lines().count(), lines().filter(is_aside).count());
    let different = lines().map(|p| p.text.as_str()).collect::<HashSet<_>>().len();
    weight >= LEAST_OF_LINES && count >= FEWEST_LINES && asides * 2 < count && different * 3 >= count * 2
}

/// A line that is a date is no longer.
const LONGEST_DATE: usize = 40;

/// Whether a text is in a script that ends its sentences by no sign: Thai, Lao, Burmese, Khmer.
fn has_no_stops(text: &str) -> bool {
    text.contains(|c| matches!(c, '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'))
}
