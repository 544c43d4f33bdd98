//! What an operator says of a site whose pages the general rules misread.

use std::cell::Cell;
use std::collections::{BTreeMap, HashSet};

use scraper::{ElementRef, Html, Selector};
use serde::Serialize;
use url::Url;

use super::clean;
use super::dom::{self, Dom, Node, Tag};
use super::paywall;
use super::text;
use super::{Page, charset};

/// `[sites."example.org"]`: CSS selectors that override the general rules on the pages of one site and of its subdomains.
///
/// Of the selectors of `text`, `author` and `date` the first that finds anything is used; those of `drop` are all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteRule {
    /// The main text: every match, in the page's order.
    pub text: Vec<String>,
    /// What to leave out of it.
    pub drop: Vec<String>,
    /// The authors: one for each match.
    pub author: Vec<String>,
    /// The date: the first match, its `datetime` or `content` attribute before its words.
    pub date: Vec<String>,
}

/// The rule for an address and the site it is written for: that of its host (see [`super::site_of`]), else of the nearest
/// domain above it.
///
/// ```
/// use vigie::article::{SiteRule, rule_of};
/// let rules = [("example.org".to_owned(), SiteRule::default())].into();
/// let address = url::Url::parse("https://www.sport.example.org/a").unwrap();
/// assert_eq!(rule_of(&rules, &address).map(|(site, _)| site), Some("example.org"));
/// ```
#[must_use]
pub fn rule_of<'r>(rules: &'r BTreeMap<String, SiteRule>, url: &Url) -> Option<(&'r str, &'r SiteRule)> {
    let site = super::site_of(url);
    let mut domain = site.as_str();
    loop {
        if let Some((site, rule)) = rules.get_key_value(domain) {
            return Some((site, rule));
        }
        (_, domain) = domain.split_once('.')?;
    }
}

/// Whether a text is a CSS selector that [`SiteRule`] can use.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn check_selector(selector: &str) -> Result<(), String> {
    Selector::parse(selector)
        .map(drop)
        .map_err(|error| format!("`{selector}` is not a CSS selector: {error}"))
}

/// A page as the CSS engine reads it, for selectors that list what stands on it; `None` when it is beyond the bounds within
/// which the engine works in little time.
#[must_use]
pub fn css_page(page: &Page<'_>) -> Option<Html> {
    let decoded = charset::decode(page.bytes, page.content_type, None);
    let dom = dom::parse(&decoded.text);
    css_tree(&decoded.text, &dom)
}

fn css_tree(page: &str, dom: &Dom<'_>) -> Option<Html> {
    let mut children = vec![0_u64; dom.nodes.len()];
    for node in &dom.nodes {
        children[node.parent as usize] += u64::from(node.tag != Tag::Text);
    }
    // Selectors that count or compare siblings look at all of them for each.
    let crowded = children.iter().map(|count| count * count).sum::<u64>() > MOST_PAIRS;
    (is_tame(page, dom) && !crowded).then(|| Html::parse_document(page))
}

/// What a rule finds on a page.
#[derive(Debug, Default)]
pub struct Ruled {
    /// The text of the `text` selector, without the paywall at its end.
    pub text: Option<String>,
    /// There was one, or the page says that its rest is for those who pay.
    pub is_closed: bool,
    /// The page without what `drop` selects, where the general rules have to find the text.
    pub rest: Option<String>,
    /// Names, uncleaned.
    pub authors: Vec<String>,
    /// Text or attribute of the date.
    pub date: Option<String>,
    /// What each selector found, in the order of the rule.
    pub matches: Vec<SelectorMatches>,
    /// Keys of the rule that found nothing, and selectors that are none.
    pub problems: Vec<String>,
}

/// How often a selector of a site's rule matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SelectorMatches {
    /// `text`, `drop`, `author` or `date`.
    pub key: &'static str,
    /// As written.
    pub selector: String,
    /// Elements; the selectors of a key after the one that is used are not tried.
    pub matches: usize,
}

/// A page of more nodes is not given to the CSS engine.
const MOST_NODES: usize = 200_000;
/// Pairs of elements beside each other, which a selector may have to compare: half a second's work.
const MOST_PAIRS: u64 = 30_000_000;
/// Names and dates that are looked at.
const MOST_NAMES: usize = 20;
const LONGEST_PAGE: usize = 4 << 20;
const LONGEST_TAG: usize = 64 << 10;
/// The engine rebuilds formatting elements that are left open, each in every paragraph that follows.
const MOST_OPEN_FORMATS: usize = 200;

/// Applies a rule; `None` when the page is beyond the bounds within which the CSS engine works in little time.
pub fn apply(page: &str, dom: &Dom<'_>, rule: &SiteRule) -> Option<Ruled> {
    let mut html = css_tree(page, dom)?;
    let mut ruled = Ruled::default();
    ruled.authors = ruled.first("author", &rule.author, |selector| {
        let names: Vec<String> = html.select(selector).take(MOST_NAMES).map(words).collect();
        let count = names.len();
        (names.into_iter().filter(|name| !name.is_empty()).collect(), count)
    });
    ruled.date = ruled
        .first("date", &rule.date, |selector| {
            let dates: Vec<String> = html.select(selector).take(MOST_NAMES).map(date_of).collect();
            let count = dates.len();
            (dates.into_iter().filter(|date| !date.is_empty()).take(1).collect(), count)
        })
        .pop();
    let mut dropped = 0;
    for written in &rule.drop {
        let Some(selector) = ruled.compile(written) else { continue };
        let found: Vec<_> = html.select(&selector).map(|element| element.id()).collect();
        dropped += found.len();
        ruled.matches.push(SelectorMatches { key: "drop", selector: written.clone(), matches: found.len() });
        for id in found {
            if let Some(mut node) = html.tree.get_mut(id) {
                node.detach();
            }
        }
    }
    // Not every page has each of the boxes that are left out; one that has none of them was perhaps rebuilt.
    if dropped == 0 && !rule.drop.is_empty() {
        ruled.note_missing("drop");
    }
    let is_walled = Cell::new(false);
    let text = ruled.first("text", &rule.text, |selector| {
        let (text, count) = text_of(&html, selector, &is_walled);
        (Some(text).filter(|text| !text.is_empty()).into_iter().collect(), count)
    });
    ruled.text = text.into_iter().next();
    ruled.is_closed = is_walled.get() || ruled.text.is_some() && paywall::is_declared(dom);
    if ruled.text.is_none() && dropped > 0 {
        ruled.rest = Some(html.html());
    }
    Some(ruled)
}

impl Ruled {
    /// What the first selector that finds anything finds.
    fn first(
        &mut self,
        key: &'static str,
        selectors: &[String],
        find: impl Fn(&Selector) -> (Vec<String>, usize),
    ) -> Vec<String> {
        for written in selectors {
            let Some(selector) = self.compile(written) else { continue };
            let (found, matches) = find(&selector);
            self.matches.push(SelectorMatches { key, selector: written.clone(), matches });
            if !found.is_empty() {
                return found;
            }
        }
        if !selectors.is_empty() {
            self.note_missing(key);
        }
        Vec::new()
    }

    fn compile(&mut self, selector: &str) -> Option<Selector> {
        let compiled = Selector::parse(selector);
        if compiled.is_err() {
            self.problems.push(format!("the site rule's `{selector}` is not a CSS selector"));
        }
        compiled.ok()
    }

    fn note_missing(&mut self, key: &str) {
        self.problems.push(format!("the site rule's `{key}` finds nothing on this page"));
    }
}

fn is_tame(page: &str, dom: &Dom<'_>) -> bool {
    let is_left_open = |node: &&Node<'_>| {
        use Tag::{A, B, Code, Em, Font, I, Other, S, Small, Strike, Strong, Tt, U};
        !node.is_closed
            && matches!(node.tag, A | B | Code | Em | Font | I | Other | S | Small | Strike | Strong | Tt | U)
    };
    page.len() <= LONGEST_PAGE
        && dom.nodes.len() <= MOST_NODES
        && !dom.is_cut
        && !dom.is_deep
        && dom.nodes.iter().all(|node| node.tag == Tag::Text || node.raw.len() <= LONGEST_TAG)
        && dom.nodes.iter().filter(is_left_open).count() <= MOST_OPEN_FORMATS
}

fn words(element: ElementRef<'_>) -> String {
    let mut out = String::new();
    for piece in element.text() {
        clean::append(&mut out, piece);
    }
    out.trim().to_owned()
}

fn date_of(element: ElementRef<'_>) -> String {
    let value = element.attr("datetime").or_else(|| element.attr("content"));
    value.map_or_else(|| words(element), str::to_owned)
}

/// The paragraphs of all matches, and how many there are; of nested ones the outer counts. A paywall behind the paragraphs of
/// one is left out.
fn text_of(html: &Html, selector: &Selector, is_walled: &Cell<bool>) -> (String, usize) {
    let found: Vec<ElementRef<'_>> = html.select(selector).collect();
    let ids: HashSet<_> = found.iter().map(|element| element.id()).collect();
    let outer = found.iter().filter(|element| !element.ancestors().any(|outer| ids.contains(&outer.id())));
    let parts: Vec<String> = outer
        .map(|element| {
            let inner = element.html();
            let dom = dom::parse(&inner);
            let mut paragraphs = text::paragraphs(&dom, 0, |id| dom.node(id).is_unread());
            let wall = paywall::wall_from(&paragraphs);
            is_walled.set(is_walled.get() || wall.from < paragraphs.len());
            paragraphs.truncate(wall.from);
            text::join(&paragraphs)
        })
        .filter(|text| !text.is_empty())
        .collect();
    (parts.join("\n\n"), found.len())
}
