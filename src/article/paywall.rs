//! Signs that the rest of an article is for those who pay.

use memchr::memmem;

use super::clean;
use super::dom::{Dom, Id, Tag};
use super::phrases::{self, Toll};
use super::select;
use super::text::Paragraph;

/// How many nodes behind the text its paywall may stand.
const NEAR: usize = 120;
/// How much of their words is looked at, in bytes.
const LONGEST: usize = 1200;
/// What class names and ids call it.
const NAMES: [&str; 5] = ["paywall", "pay-wall", "regwall", "subscriber-only", "subscribers-only"];

/// What says so is no longer, in [`clean::length`],
const LONGEST_WALL: usize = 200;
/// and what stands behind it, be it an offer or a way in, weighs no more in all,
const MOST_BEHIND: u32 = 500;
/// and in one paragraph: more is the article.
const MOST_OF_ONE: u32 = 160;

/// So many sentences behind a plug are the article.
const MOST_TOLD: usize = 2;

/// A line that may be the article's own and says so behind all of it is no longer, in [`clean::length`].
const LONGEST_HINT: usize = 90;

/// Where the article ends because its rest is for those who pay.
#[derive(Clone, Copy, Debug)]
pub struct Wall {
    /// The first paragraph that is none of the article's; the number of all when there is no wall.
    pub from: usize,
    /// The words say so, and do not only sell.
    pub is_certain: bool,
}

/// Where among the paragraphs the page says so and nothing of the article follows.
pub fn wall_from(paragraphs: &[Paragraph]) -> Wall {
    let mut from = paragraphs.len();
    let mut is_certain = false;
    let (mut behind, mut told) = (0, 0);
    for (at, p) in paragraphs.iter().enumerate().rev() {
        let weight = clean::weight(&p.text);
        behind += weight;
        if weight > MOST_OF_ONE || behind > MOST_BEHIND {
            break;
        }
        let lower = phrases::lower(&p.text);
        let length = clean::length(&p.text);
        let is_here = |toll: &Toll| match toll {
            Toll::Wall => true,
            // An article may be sold in its midst.
            Toll::Gate | Toll::Plug => told < MOST_TOLD,
            Toll::Hint => told == 0 && length <= LONGEST_HINT,
        };
        match phrases::toll(&lower).filter(|_| length <= LONGEST_WALL) {
            Some(found) if is_here(&found) => {
                from = at;
                is_certain |= found != Toll::Plug;
            }
            None | Some(Toll::Hint) => told += usize::from(p.linked == 0 && phrases::is_told(&lower)),
            Some(_) => {}
        }
    }
    // Before it stands the beginning of the article.
    if paragraphs[..from].iter().any(select::is_prose) {
        Wall { from, is_certain }
    } else {
        Wall { from: paragraphs.len(), is_certain: false }
    }
}

/// Whether the page says so: in its JSON-LD, by the name of an element in or behind the text, or in words behind it.
/// `from` is the element of the text, `last` the last block that was kept of it.
pub fn is_closed(dom: &Dom<'_>, from: Id, last: Id) -> bool {
    let end = (last.max(from) + NEAR).min(dom.nodes.len());
    is_declared(dom) || (from..end).any(|id| is_named(dom, id)) || is_sold(&words(dom, last, end))
}

/// `"isAccessibleForFree": false`, as a truth value or in words (schema.org, and Google's rules for paywalled content).
pub fn is_declared(dom: &Dom<'_>) -> bool {
    const KEY: &str = "\"isAccessibleForFree\"";
    let scripts = dom.with_tag(Tag::Script).filter(|&id| dom.node(id).raw.contains("ld+json"));
    scripts.filter_map(|id| dom.script(id)).any(|script| {
        memmem::find_iter(script.as_bytes(), KEY).any(|at| {
            let value = script[at + KEY.len()..].trim_start_matches([' ', '\n', '\t', '\r', ':', '"', '\'']);
            value.get(..5).is_some_and(|value| value.eq_ignore_ascii_case("false"))
        })
    })
}

fn is_named(dom: &Dom<'_>, id: Id) -> bool {
    let node = dom.node(id);
    if node.tag == Tag::Text || node.is_unread() || node.raw.len() < 12 {
        return false;
    }
    ["class", "id"].iter().filter_map(|name| dom.attribute(id, name)).any(|value| {
        let lower = value.to_ascii_lowercase();
        // `no-paywall` and the like say the contrary.
        NAMES.iter().any(|name| lower.contains(name)) && !lower.contains("no-") && !lower.contains("free")
    })
}

/// Whether lines behind the text say so: one that does, or two that sell.
fn is_sold(lower: &str) -> bool {
    let mut plugs = 0;
    lower.lines().filter_map(phrases::toll).any(|toll| {
        plugs += usize::from(toll == Toll::Plug);
        matches!(toll, Toll::Wall | Toll::Gate) || plugs >= 2
    })
}

/// The words behind the text, in lower case.
fn words(dom: &Dom<'_>, from: Id, end: Id) -> String {
    let mut out = String::new();
    let mut id = from;
    while id < end && out.len() < LONGEST {
        let node = dom.node(id);
        if node.is_unread() && node.tag != Tag::Button {
            id = dom.end(id);
            continue;
        }
        if node.tag == Tag::Text {
            clean::append(&mut out, node.raw);
            clean::space(&mut out);
        } else if node.tag.is_block() {
            out.push('\n');
        }
        id += 1;
    }
    out.to_lowercase()
}
