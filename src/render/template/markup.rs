//! What a mail's HTML must not hold, whoever wrote it.

use html5ever::ParseOpts;
use html5ever::driver::parse_document;
use html5ever::tendril::TendrilSink as _;
use html5ever::tree_builder::TreeBuilderOpts;
use scraper::node::Element;
use scraper::{Html, HtmlTreeSink, Node};

/// Elements that run something, load a page into the page, or send what is typed.
const ELEMENTS: [&str; 9] =
    ["script", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "form"];
/// Attributes that hold an address.
const ADDRESSES: [&str; 6] = ["href", "src", "action", "formaction", "background", "poster"];
/// Attributes that hold several, each with what it is for.
const CHOICES: [&str; 2] = ["srcset", "imagesrcset"];
/// Where addresses may lead: `cid:` is a picture within the mail.
const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "cid"];

/// The first thing in a page that a mail must not hold, in words.
pub(super) fn unwanted(page: &str) -> Option<String> {
    // What stands in `noscript` is text to a program that runs scripts, and a page to one that does not: mail programs are of
    // the second kind, browsers that show a mail may be of the first.
    [false, true].into_iter().find_map(|scripting| {
        let page = parsed(page, scripting);
        page.tree.nodes().find_map(|node| match node.value() {
            Node::Element(element) => unwanted_of(element),
            _ => None,
        })
    })
}

fn parsed(page: &str, scripting: bool) -> Html {
    let tree_builder = TreeBuilderOpts { scripting_enabled: scripting, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    parse_document(HtmlTreeSink::new(Html::new_document()), options).one(page)
}

fn unwanted_of(element: &Element) -> Option<String> {
    if ELEMENTS.contains(&element.name()) {
        return Some(format!("`<{}>`", element.name()));
    }
    let directive = element.attr("http-equiv").filter(|_| element.name() == "meta");
    if directive.is_some_and(|directive| directive.trim().eq_ignore_ascii_case("refresh")) {
        return Some("`<meta http-equiv=\"refresh\">`".to_owned());
    }
    element.attrs().find_map(|(name, value)| {
        let mut addresses = match name {
            _ if name.starts_with("on") => {
                return Some(format!("an attribute `{name}`, which runs a script"));
            }
            _ if ADDRESSES.contains(&name) => vec![value],
            _ if CHOICES.contains(&name) => choices(value),
            _ => return None,
        };
        addresses.retain(|address| !leads_to_the_web(address));
        let address = addresses.first()?;
        Some(format!("an address `{}`", crate::render::clean::line(address, 60)))
    })
}

/// The addresses of a `srcset`, as browsers take it apart: each ends at white space or with a comma, and what else is said of
/// it ends with one.
fn choices(mut text: &str) -> Vec<&str> {
    let mut addresses = Vec::new();
    loop {
        text = text.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if text.is_empty() {
            return addresses;
        }
        let (address, rest) =
            text.split_at(text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len()));
        addresses.push(address.trim_end_matches(','));
        text = if address.ends_with(',') { rest } else { rest.split_once(',').map_or("", |(_, rest)| rest) };
    }
}

/// Whether an address has one of the schemes, or none. Browsers take no notice of white space and controls in it.
fn leads_to_the_web(address: &str) -> bool {
    let address: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let scheme = address.split(['/', '?', '#']).next().and_then(|start| start.split_once(':'));
    scheme.is_none_or(|(scheme, _)| SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)))
}
