//! Parts of a page that speak of other articles: teasers, cards, comments. Who signs there, and when, says nothing of this one.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use memchr::memmem;

use super::dom::{Dom, Id, Tag};
use super::names::{FURNITURE, Signs};

/// What names of furniture hold where it is what readers wrote.
const COMMENT: &str = "comment";

/// What names of furniture hold where it tells of other articles, or is what readers wrote.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    COMMENT, "related", "teaser", "recommend", "sidebar", "popular", "trending", "mostread", "most-read", "most_read",
    "promo", "recirc", "outbrain", "taboola", "readmore", "read-more", "readalso", "read-also",
];

/// Built once, because thousands of elements are asked; the same for [`WORDS`], all at once.
static READERS: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(COMMENT));
static FINDER: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(WORDS).ok());

/// A card is no larger, in nodes.
pub const LARGEST_CARD: usize = 60;
/// A heading, a name or a date stands no deeper in its card.
pub const DEEPEST: usize = 5;
/// More neighbours are not asked whether they are cards, too.
pub const MOST_NEIGHBOURS: usize = 40;

/// Where names and dates are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Where the page speaks of its article.
    Own,
    /// Everywhere but in what readers wrote: names tell what a part is for, and some are wrong.
    Wide,
}

/// How many elements stand beside this one that are made like it.
pub fn alike(dom: &Dom<'_>, id: Id) -> usize {
    let own = dom.made(id);
    let neighbours = dom.children(dom.parent(id)).take(MOST_NEIGHBOURS);
    neighbours.filter(|&other| other != id && dom.made(other) == own).count()
}

/// Tells which parts speak of other articles.
#[derive(Clone, Copy, Debug)]
pub struct Elsewhere<'d, 'a> {
    dom: &'d Dom<'a>,
    signs: &'d [Signs],
    reach: Reach,
    headline: Option<Id>,
    /// The `article` that holds the headline.
    article: Option<Id>,
}

impl<'d, 'a> Elsewhere<'d, 'a> {
    /// On a page with this headline.
    pub fn new(dom: &'d Dom<'a>, signs: &'d [Signs], reach: Reach, headline: Option<Id>) -> Self {
        let article = headline
            .and_then(|headline| dom.ancestors(headline).find(|&outer| dom.tag(outer) == Tag::Article));
        Self { dom, signs, reach, headline, article }
    }

    /// Whether all that is in an element speaks of something else.
    pub fn is_part(self, id: Id) -> bool {
        let node = self.dom.node(id);
        let is_furniture = self.signs[id] & FURNITURE != 0;
        let is_named = || FINDER.as_ref().is_some_and(|finder| finder.is_match(node.raw));
        let is_other = match (self.reach, node.tag) {
            (_, Tag::Text) => false,
            (Reach::Wide, _) => is_furniture && READERS.find(node.raw.as_bytes()).is_some(),
            (Reach::Own, Tag::Nav | Tag::Aside) => true,
            (Reach::Own, Tag::Article) if self.article.is_some() => true,
            (Reach::Own, _) => is_furniture && is_named(),
        };
        is_other && self.headline.is_none_or(|headline| !self.dom.contains(id, headline))
    }

    /// Whether an element stands in one of several cards, each with a heading that leads to another article. `is_own` tells
    /// the addresses that do not.
    pub fn is_in_card(self, id: Id, is_own: impl Fn(&str) -> bool) -> bool {
        let Some(headline) = self.headline.filter(|_| self.reach == Reach::Own) else { return false };
        let dom = self.dom;
        dom.ancestors(id)
            .take(DEEPEST)
            .take_while(|&outer| dom.end(outer) - outer <= LARGEST_CARD && !dom.contains(outer, headline))
            .any(|outer| alike(dom, outer) > 0 && self.leads_away(outer, &is_own))
    }

    /// Whether a heading in an element is a link, or in one, to something else.
    fn leads_away(self, id: Id, is_own: impl Fn(&str) -> bool) -> bool {
        let dom = self.dom;
        let leads = |link: Id| {
            dom.node(link).is_link() && dom.attribute(link, "href").is_some_and(|href| !is_own(&href))
        };
        let mut headings = (id..dom.end(id)).filter(|&inner| dom.tag(inner).is_heading());
        headings.any(|heading| leads(dom.parent(heading)) || (heading..dom.end(heading)).any(leads))
    }
}
