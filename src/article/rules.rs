//! What an operator says of a site whose pages the general rules misread.

use std::collections::HashSet;

use scraper::{ElementRef, Html, Selector};

use super::clean;
use super::dom::{self, Dom, Node, Tag};
use super::text;
use super::{Page, charset};

/// `[sites."example.org"]`: CSS selectors that override the general rules on one site's pages.
///
/// The site is the host of [`super::site_of`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteRule {
    /// The main text: every match, in the page's order.
    pub text: Option<String>,
    /// What to leave out of it.
    pub drop: Vec<String>,
    /// The authors: one for each match.
    pub author: Option<String>,
    /// The date: the first match, its `datetime` or `content` attribute before its words.
    pub date: Option<String>,
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
/// which the engine works in linear time.
#[must_use]
pub fn css_page(page: &Page<'_>) -> Option<Html> {
    let decoded = charset::decode(page.bytes, page.content_type, None);
    let dom = dom::parse(&decoded.text);
    let mut children = vec![0_u32; dom.nodes.len()];
    for node in &dom.nodes {
        children[node.parent as usize] += u32::from(node.tag != Tag::Text);
    }
    // Selectors that count or compare siblings look at all of them for each.
    let crowded = children.iter().any(|count| *count > MOST_SIBLINGS);
    (is_tame(&decoded.text, &dom) && !crowded).then(|| Html::parse_document(&decoded.text))
}

/// What a rule finds on a page.
#[derive(Debug, Default)]
pub struct Ruled {
    /// The text of the `text` selector.
    pub text: Option<String>,
    /// The page without what `drop` selects, where the general rules have to find the text.
    pub rest: Option<String>,
    /// Names, uncleaned.
    pub authors: Vec<String>,
    /// Text or attribute of the date.
    pub date: Option<String>,
    /// Selectors that found nothing or are none.
    pub problems: Vec<String>,
}

/// A page of more nodes is not given to the CSS engine.
const MOST_NODES: usize = 200_000;
/// Elements beside each other that a selector may have to compare.
const MOST_SIBLINGS: u32 = 5_000;
const LONGEST_PAGE: usize = 4 << 20;
const LONGEST_TAG: usize = 64 << 10;
/// The engine rebuilds formatting elements that are left open, each in every paragraph that follows.
const MOST_OPEN_FORMATS: usize = 200;

/// Applies a rule; `None` when the page is beyond the bounds within which the CSS engine works in linear time.
pub fn apply(page: &str, dom: &Dom<'_>, rule: &SiteRule) -> Option<Ruled> {
    if !is_tame(page, dom) {
        return None;
    }
    let mut ruled = Ruled::default();
    let mut html = Html::parse_document(page);
    if let Some(selector) = compile(rule.author.as_deref(), &mut ruled) {
        ruled.authors = html.select(&selector).take(20).map(words).filter(|name| !name.is_empty()).collect();
        note_if(ruled.authors.is_empty(), "author", &mut ruled);
    }
    if let Some(selector) = compile(rule.date.as_deref(), &mut ruled) {
        ruled.date = html.select(&selector).next().map(date_of);
        note_if(ruled.date.is_none(), "date", &mut ruled);
    }
    for selector in &rule.drop {
        if let Some(selector) = compile(Some(selector), &mut ruled) {
            let found: Vec<_> = html.select(&selector).map(|element| element.id()).collect();
            for id in found {
                if let Some(mut node) = html.tree.get_mut(id) {
                    node.detach();
                }
            }
        }
    }
    if let Some(selector) = compile(rule.text.as_deref(), &mut ruled) {
        let text = text_of(&html, &selector);
        note_if(text.is_empty(), "text", &mut ruled);
        ruled.text = (!text.is_empty()).then_some(text);
    }
    if ruled.text.is_none() && !rule.drop.is_empty() {
        ruled.rest = Some(html.html());
    }
    Some(ruled)
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

fn compile(selector: Option<&str>, ruled: &mut Ruled) -> Option<Selector> {
    let selector = selector?;
    let compiled = Selector::parse(selector);
    if compiled.is_err() {
        ruled.problems.push(format!("the site rule's `{selector}` is not a CSS selector"));
    }
    compiled.ok()
}

fn note_if(is_missing: bool, what: &str, ruled: &mut Ruled) {
    if is_missing {
        ruled.problems.push(format!("the site rule's selector for `{what}` finds nothing"));
    }
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

/// The paragraphs of all matches; of nested ones the outer counts.
fn text_of(html: &Html, selector: &Selector) -> String {
    let found: Vec<ElementRef<'_>> = html.select(selector).collect();
    let ids: HashSet<_> = found.iter().map(|element| element.id()).collect();
    let outer = found.iter().filter(|element| !element.ancestors().any(|outer| ids.contains(&outer.id())));
    let parts: Vec<String> = outer
        .map(|element| {
            let inner = element.html();
            let dom = dom::parse(&inner);
            let paragraphs = text::paragraphs(&dom, 0, |id| dom.node(id).is_unread());
            text::join(&paragraphs)
        })
        .filter(|text| !text.is_empty())
        .collect();
    parts.join("\n\n")
}
