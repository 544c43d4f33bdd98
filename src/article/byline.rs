//! Author and date as the page shows them to its readers.

use super::author;
use super::date;
use super::dom::{Dom, Id, Tag};
use super::names::{AUTHOR, DATE, FURNITURE, Signs};
use super::visible_date;
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
/// How many nodes apart two authors may stand.
const TOGETHER: usize = 60;
/// A byline is short.
const LONGEST: usize = 160;

/// Looks for marked elements first, then for words such as "By" close to the headline.
pub fn read(dom: &Dom<'_>, signs: &[Signs], language: Option<Language>) -> Byline {
    let is_month_first = language.is_none_or(|l| l == Language::from_static("en"));
    let mut byline = Byline::default();
    let mut by_rel = Group::default();
    let mut by_name = Group::default();
    let headline = dom.with_tag(Tag::H1).next();
    let mut skip_to = 0;
    for (id, node) in dom.nodes.iter().enumerate() {
        // Those who comment are no authors.
        let is_comments = signs[id] & FURNITURE != 0 && node.raw.contains("comment");
        if is_comments && headline.is_none_or(|headline| !dom.contains(id, headline)) {
            skip_to = skip_to.max(dom.end(id));
        }
        if id < skip_to || node.tag == Tag::Text || node.raw.len() < 5 || node.is_unread() {
            continue;
        }
        if byline.published.is_none() {
            byline.published = machine_date(dom, id);
        }
        if node.tag == Tag::A
            && dom.attribute(id, "rel").is_some_and(|rel| rel.split_whitespace().any(|r| r == "author"))
        {
            by_rel.push(dom, id);
        } else if signs[id] & AUTHOR != 0 {
            by_name.push(dom, id);
        }
        if byline.visible.is_none() && signs[id] & DATE != 0 {
            byline.visible = visible_date::find(&dom.text(id, LONGEST), is_month_first);
        }
    }
    byline.authors = if by_rel.texts.is_empty() { by_name.texts } else { by_rel.texts };
    look_near_headline(dom, is_month_first, &mut byline);
    byline
}

/// Names that stand together: the first that is found and those close to it with equal attributes.
#[derive(Debug, Default)]
struct Group {
    texts: Vec<String>,
    /// The last one taken.
    last: Id,
    end: Id,
}

impl Group {
    fn push(&mut self, dom: &Dom<'_>, id: Id) {
        let is_first = self.texts.is_empty();
        let is_close = id < self.end + TOGETHER && dom.node(id).raw.trim() == dom.node(self.last).raw.trim();
        // What stands in the one before says nothing new, unless that was a box around a name.
        if !is_first && (id < self.end || !is_close || self.texts.len() > 8) {
            return;
        }
        let text = dom.lines(id, LONGEST * 2);
        if text.len() > LONGEST || !looks_like_names(author::from_byline(&text).unwrap_or(&text), 1) {
            return;
        }
        self.texts.push(text);
        (self.last, self.end) = (id, dom.end(id));
    }
}

/// `itemprop=datePublished`, `time datetime`.
fn machine_date(dom: &Dom<'_>, id: Id) -> Option<Timestamp> {
    let is_marked =
        || dom.attribute(id, "itemprop").is_some_and(|name| name.eq_ignore_ascii_case("datepublished"));
    if dom.tag(id) != Tag::Time && !(dom.node(id).raw.contains("itemprop") && is_marked()) {
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
        if dom.node(parent).is_unread() {
            continue;
        }
        let text = dom.text(id, LONGEST);
        if byline.visible.is_none() && text.len() <= LONGEST {
            byline.visible = visible_date::find(&text, is_month_first);
        }
        if byline.authors.is_empty() {
            let whole = dom.lines(parent, LONGEST * 2);
            if whole.len() <= LONGEST
                && let Some(names) = author::from_byline(&whole)
                && looks_like_names(names, 0)
            {
                byline.authors.push(names.to_owned());
            }
        }
    }
}

/// Nearly every longer word begins with a capital, or the script has none; `others` words may be different.
fn looks_like_names(text: &str, others: usize) -> bool {
    let names = text.split([',', '|', '•', '·', '\n', '(']).next().unwrap_or_default();
    let words: Vec<&str> = names.split_whitespace().collect();
    let is_small = |word: &&&str| word.chars().count() > 3 && word.starts_with(char::is_lowercase);
    let small = words.iter().filter(is_small).count();
    (1..=8).contains(&words.len()) && small <= others && (small == 0 || small < words.len())
}
