//! Signs that the rest of an article is for those who pay.

use memchr::memmem;

use super::dom::{Dom, Id, Tag};
use super::phrases;

/// How many nodes behind the text its paywall may stand.
const NEAR: usize = 120;
/// How much of their words is looked at, in bytes.
const LONGEST: usize = 1200;
/// What class names and ids call it.
const NAMES: [&str; 5] = ["paywall", "pay-wall", "regwall", "subscriber-only", "subscribers-only"];

/// Whether the page says so: in its JSON-LD, by the name of an element in or behind the text, or in words behind it.
/// `from` is the element of the text, `last` the last block that was kept of it.
pub fn is_closed(dom: &Dom<'_>, from: Id, last: Id) -> bool {
    let end = (last.max(from) + NEAR).min(dom.nodes.len());
    is_declared(dom)
        || (from..end).any(|id| is_named(dom, id))
        || phrases::paywalls(&words(dom, last, end)) > 0
}

/// `"isAccessibleForFree": false`, as a truth value or in words (schema.org, and Google's rules for paywalled content).
fn is_declared(dom: &Dom<'_>) -> bool {
    const KEY: &str = "\"isAccessibleForFree\"";
    let scripts = dom.with_tag(Tag::Script).filter(|&id| dom.node(id).raw.contains("ld+json"));
    scripts.filter_map(|id| dom.nodes.get(id + 1)).any(|node| {
        memmem::find_iter(node.raw.as_bytes(), KEY).any(|at| {
            let value =
                node.raw[at + KEY.len()..].trim_start_matches([' ', '\n', '\t', '\r', ':', '"', '\'']);
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
            super::clean::append(&mut out, node.raw);
            super::clean::space(&mut out);
        }
        id += 1;
    }
    out.to_lowercase()
}
