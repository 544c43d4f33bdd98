//! Author and date as the page shows them to its readers.

use super::author;
use super::date;
use super::dom::{Dom, Id, Tag};
use super::furniture::Marks;
use crate::model::{Language, Timestamp};

/// What was found near the headline.
#[derive(Debug, Default)]
pub struct Byline {
    /// Texts that name authors, uncleaned.
    pub authors: Vec<String>,
    /// A date written for machines.
    pub published: Option<Timestamp>,
    /// A date written for readers.
    pub visible: Option<Timestamp>,
}

/// How many nodes after the headline a byline may stand.
const NEAR: usize = 400;
/// A byline is short.
const LONGEST: usize = 160;

/// Looks for marked elements first, then for words such as "By" close to the headline.
pub fn read(dom: &Dom<'_>, language: Option<Language>) -> Byline {
    let is_month_first = language.is_none_or(|l| l == Language::from_static("en"));
    let mut byline = Byline::default();
    let mut by_rel = Vec::new();
    let mut by_name = Vec::new();
    let mut id: Id = 1;
    while id < dom.nodes.len() {
        let node = dom.node(id);
        if node.tag == Tag::Text || node.raw.len() < 5 || node.tag.is_unread() {
            id += 1;
            continue;
        }
        let marks = Marks::of(node.raw);
        if byline.published.is_none() {
            byline.published = machine_date(dom, id, &marks);
        }
        if node.tag == Tag::A
            && dom.attribute(id, "rel").is_some_and(|rel| rel.split_whitespace().any(|r| r == "author"))
        {
            push_short(dom, id, &mut by_rel);
        } else if marks.itemprop.eq_ignore_ascii_case("author") || marks.is_author() {
            push_short(dom, id, &mut by_name);
        }
        if byline.visible.is_none() && marks.is_date() {
            byline.visible = date::visible(&dom.text(id, LONGEST), is_month_first);
        }
        id += 1;
    }
    byline.authors = if by_rel.is_empty() { by_name } else { by_rel };
    look_near_headline(dom, is_month_first, &mut byline);
    byline
}

fn push_short(dom: &Dom<'_>, id: Id, to: &mut Vec<String>) {
    let text = dom.text(id, LONGEST * 2);
    if to.len() < 6 && !text.is_empty() && text.len() <= LONGEST {
        to.push(text);
    }
}

/// `itemprop=datePublished`, `time datetime`.
fn machine_date(dom: &Dom<'_>, id: Id, marks: &Marks<'_>) -> Option<Timestamp> {
    let is_marked = marks.itemprop.eq_ignore_ascii_case("datepublished");
    if !is_marked && dom.tag(id) != Tag::Time {
        return None;
    }
    let value = dom.attribute(id, "datetime").or_else(|| dom.attribute(id, "content"))?;
    date::machine(&value)
}

fn look_near_headline(dom: &Dom<'_>, is_month_first: bool, byline: &mut Byline) {
    let Some(headline) = dom.with_tag(Tag::H1).next() else { return };
    let near = headline.saturating_sub(40)..(dom.end(headline) + NEAR).min(dom.nodes.len());
    for id in near {
        if dom.tag(id) != Tag::Text || dom.node(id).raw.len() > LONGEST * 2 || dom.contains(headline, id) {
            continue;
        }
        let parent = dom.parent(id);
        if dom.tag(parent).is_unread() {
            continue;
        }
        let text = dom.text(id, LONGEST);
        if byline.visible.is_none() && text.len() <= LONGEST {
            byline.visible = date::visible(&text, is_month_first);
        }
        if byline.authors.is_empty() {
            let whole = dom.text(parent, LONGEST * 2);
            if whole.len() <= LONGEST
                && let Some(names) = author::from_byline(&whole)
                && looks_like_names(names)
            {
                byline.authors.push(names.to_owned());
            }
        }
    }
}

/// Every longer word begins with a capital, or the script has none.
fn looks_like_names(text: &str) -> bool {
    let names = text.split([',', '|', '•', '·', '\n', '(']).next().unwrap_or_default();
    let words: Vec<&str> = names.split_whitespace().collect();
    (1..=8).contains(&words.len())
        && words
            .iter()
            .filter(|word| word.chars().count() > 3)
            .all(|word| word.chars().next().is_some_and(|c| !c.is_lowercase()))
}
