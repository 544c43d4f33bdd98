//! What a mail's HTML must not hold, whoever wrote it.

use scraper::{Html, Node};

/// Elements that run something, load a page into the page, or send what is typed.
const ELEMENTS: [&str; 9] =
    ["script", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "form"];
/// Attributes that hold addresses.
const ADDRESSES: [&str; 6] = ["href", "src", "action", "formaction", "background", "poster"];
/// Where addresses may lead: `cid:` is a picture within the mail.
const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "cid"];

/// The first thing in a page that a mail must not hold, in words.
pub(super) fn unwanted(page: &str) -> Option<String> {
    let page = Html::parse_document(page);
    page.tree.nodes().find_map(|node| {
        let Node::Element(element) = node.value() else { return None };
        if ELEMENTS.contains(&element.name()) {
            return Some(format!("`<{}>`", element.name()));
        }
        element.attrs().find_map(|(name, value)| match name {
            _ if name.starts_with("on") => Some(format!("an attribute `{name}`, which runs a script")),
            _ if ADDRESSES.contains(&name) && !leads_to_the_web(value) => {
                Some(format!("an address `{}`", crate::render::clean::line(value, 60)))
            }
            _ => None,
        })
    })
}

/// Whether an address has one of the schemes, or none. Browsers take no notice of white space and controls in it.
fn leads_to_the_web(address: &str) -> bool {
    let address: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let scheme = address.split(['/', '?', '#']).next().and_then(|start| start.split_once(':'));
    scheme.is_none_or(|(scheme, _)| SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)))
}
