//! The standfirst: the sentences between headline and body that many pages keep outside of the body.

use super::clean;
use super::dom::{Dom, Id, Tag};
use super::names::{LEAD, Signs};
use super::text::{self, Paragraph};

/// A standfirst weighs at least this.
const LEAST: u32 = 40;
/// And at most this.
const MOST: u32 = 900;
/// How many nodes before the body it may begin.
const NEAR: usize = 1500;

/// Finds the standfirst before `body`: an element whose class calls it so, or whose words open the page's own
/// description.
pub fn find(
    dom: &Dom<'_>,
    signs: &[Signs],
    body: Id,
    description: Option<&str>,
    is_dropped: impl Fn(Id) -> bool,
) -> Vec<Paragraph> {
    let headline = dom.with_tag(Tag::H1).take_while(|&id| id < body).last();
    let from = headline.unwrap_or(0).max(body.saturating_sub(NEAR));
    let description: String = description.map(opening).unwrap_or_default();
    // Where the page marks the article, its standfirst stands in it.
    let home = dom.ancestors(body).find(|&outer| dom.tag(outer) == Tag::Article).unwrap_or(0);
    let mut id = (from + 1).max(home);
    // What is grouped with the headline may be a standfirst, where nothing else is.
    let mut grouped = None;
    while id < body {
        let node = dom.node(id);
        if node.is_unread()
            || matches!(node.tag, Tag::Nav | Tag::Footer | Tag::Aside | Tag::Form | Tag::Figure)
        {
            id = dom.end(id);
            continue;
        }
        if !dom.contains(id, body) && is_candidate(node.tag) && weighs_right(dom, id) {
            let is_named = signs[id] & LEAD != 0;
            let is_grouped = grouped.is_none() && dom.tag(dom.parent(id)) == Tag::Hgroup;
            let is_described = || begins_like(dom, id, &description);
            if is_named || is_grouped || is_described() {
                let inner = text::paragraphs(dom, id, |inner| inner != id && is_dropped(inner));
                if !inner.is_empty() && (is_named || is_described()) {
                    return inner;
                }
                grouped = Some(inner);
            }
        }
        // A dropped element is looked at, what it holds is not.
        id = if is_dropped(id) { dom.end(id) } else { id + 1 };
    }
    grouped.unwrap_or_default()
}

fn is_candidate(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::P
            | Tag::Div
            | Tag::H2
            | Tag::H3
            | Tag::H4
            | Tag::Section
            | Tag::Span
            | Tag::Strong
            | Tag::Ul
            | Tag::Header
            | Tag::Other
    )
}

fn weighs_right(dom: &Dom<'_>, id: Id) -> bool {
    let mut sum = 0;
    let mut linked = 0;
    let mut at = id;
    let mut link_end = 0;
    while at < dom.end(id) {
        let node = dom.node(at);
        if node.is_unread() {
            at = dom.end(at);
            continue;
        }
        if node.tag == Tag::A {
            link_end = dom.end(at);
        }
        if node.tag == Tag::Text {
            let weight = clean::weight(node.raw);
            sum += weight;
            linked += if at < link_end { weight } else { 0 };
            if sum > MOST {
                return false;
            }
        }
        at += 1;
    }
    sum >= LEAST && linked * 2 < sum
}

/// Whether an element begins with the words of a description long enough to tell, given as its letters.
fn begins_like(dom: &Dom<'_>, id: Id, description: &str) -> bool {
    const FIRST: usize = 16;
    if description.chars().count() < 30 {
        return false;
    }
    // Most differ in their first letters: then the rest need not be read.
    let first = opening(&dom.text(id, 2 * FIRST));
    let is_alike = first.chars().zip(description.chars()).take(FIRST).all(|(one, other)| one == other);
    is_alike && opening(&dom.text(id, 400)).starts_with(description)
}

/// The first letters of a text, for comparison.
fn opening(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(60).collect()
}
