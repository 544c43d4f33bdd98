//! What stands around the text of a page: menus, share bars, comments, related links, notices.

use std::collections::HashMap;

use super::dom::{Dom, Node, Tag, attribute};
use super::names::{self, AUTHOR, BODY, FURNITURE, Signs};

/// Attributes that tell what an element is for.
#[derive(Debug, Default)]
struct Marks<'a> {
    class: &'a str,
    id: &'a str,
    itemprop: &'a str,
    role: &'a str,
    is_hidden: bool,
}

impl<'a> Marks<'a> {
    fn of(raw: &'a str) -> Self {
        let mut marks = Self::default();
        if raw.len() < 4 {
            return marks;
        }
        for (name, value) in attribute::all(raw) {
            match name.len() {
                2 if name.eq_ignore_ascii_case("id") => marks.id = value,
                4 if name.eq_ignore_ascii_case("role") => marks.role = value,
                5 if name.eq_ignore_ascii_case("class") => marks.class = value,
                5 if name.eq_ignore_ascii_case("style") => marks.is_hidden |= hides(value),
                6 if name.eq_ignore_ascii_case("hidden") => {
                    marks.is_hidden |= !value.eq_ignore_ascii_case("until-found");
                }
                8 if name.eq_ignore_ascii_case("itemprop") => marks.itemprop = value,
                11 if name.eq_ignore_ascii_case("aria-hidden") => marks.is_hidden |= value == "true",
                _ => {}
            }
        }
        marks
    }
}

/// More names of one element say nothing.
const MOST_NAMES: usize = 24;

/// What names, and lists of them, were found to say.
type Known<'a> = HashMap<&'a str, Signs, foldhash::fast::FixedState>;

/// The signs of every node of a page, from its tag and attributes.
pub fn signs<'a>(dom: &Dom<'a>) -> Vec<Signs> {
    let mut known: Known<'a> = Known::default();
    let mut signs = vec![0; dom.nodes.len()];
    let mut id = 0;
    while id < signs.len() {
        let node = dom.node(id);
        match node.tag {
            // Nothing in it is read, but for what a head says of the page.
            tag if node.is_unread() && tag != Tag::Head => {
                id = dom.end(id);
                continue;
            }
            Tag::Text | Tag::Head | Tag::Img | Tag::Link | Tag::Br | Tag::Hr | Tag::Source => {}
            _ => signs[id] = signs_of(node, &mut known),
        }
        id += 1;
    }
    signs
}

fn signs_of<'a>(node: &Node<'a>, known: &mut Known<'a>) -> Signs {
    let marks = Marks::of(node.raw);
    let mut signs = 0;
    for names in [marks.class, marks.id] {
        signs |= signs_of_names(names, known);
    }
    if signs & FURNITURE != 0 || matches!(node.tag, Tag::Html | Tag::Body | Tag::Main | Tag::Article) {
        signs &= !BODY;
    }
    // The names of a page's frame speak of its layout.
    if matches!(node.tag, Tag::Html | Tag::Body | Tag::Main | Tag::Article) {
        signs &= !FURNITURE;
    }
    let is = |itemprop: &str| marks.itemprop.eq_ignore_ascii_case(itemprop);
    if is("author") {
        signs |= AUTHOR;
    }
    if is("articleBody") || is("reviewBody") {
        signs = (signs & !FURNITURE) | BODY;
    }
    let is_apart = matches!(
        marks.role,
        "navigation"
            | "contentinfo"
            | "complementary"
            | "search"
            | "banner"
            | "dialog"
            | "alert"
            | "alertdialog"
            | "menu"
            | "menubar"
            | "toolbar"
            | "tooltip"
    ) || matches!(
        node.tag,
        Tag::Nav | Tag::Footer | Tag::Aside | Tag::Form | Tag::Menu | Tag::Dialog | Tag::Figcaption
    );
    if marks.is_hidden || is_apart {
        signs = (signs & !BODY) | FURNITURE;
    }
    signs
}

fn hides(style: &str) -> bool {
    if !style.contains("none") && !style.contains("hidden") {
        return false;
    }
    let compact: String = style.chars().filter(|c| !c.is_whitespace()).take(400).collect();
    compact.contains("display:none") || compact.contains("visibility:hidden")
}

fn signs_of_names<'a>(names: &'a str, known: &mut Known<'a>) -> Signs {
    if names.is_empty() {
        return 0;
    }
    // Lists of names repeat, and so do the names in them.
    if let Some(&signs) = known.get(names) {
        return signs;
    }
    let mut signs = 0;
    for name in names.split_ascii_whitespace().take(MOST_NAMES) {
        signs |= if name.len() == names.len() {
            signs_of_name(name)
        } else {
            *known.entry(name).or_insert_with(|| signs_of_name(name))
        };
    }
    known.insert(names, signs);
    signs
}

fn signs_of_name(name: &str) -> Signs {
    let mut signs = 0;
    if matches!(name, "widget" | "hidden") {
        signs |= FURNITURE;
    }
    let mut before = "";
    let mut lower = [0; 48];
    for word in words(name, &mut lower) {
        signs |= names::signs(before, word);
        before = word;
    }
    // A post from a social network inside the text is a quotation, and live tickers call their entries comments.
    let is_content = || name.contains("embed") || (name.contains("comment") && is_live(name));
    if signs & FURNITURE != 0 && !matches!(name, "widget" | "hidden") && is_content() {
        signs &= !FURNITURE;
    }
    signs
}

fn is_live(name: &str) -> bool {
    name.contains("live") || name.contains("match") || name.contains("ticker")
}

/// The words of a class name in lower case: `storyBody`, `story-body`, `story__body` all have two.
fn words<'b>(name: &str, lower: &'b mut [u8; 48]) -> impl Iterator<Item = &'b str> {
    let bytes = name.as_bytes();
    let mut length = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let is_hump = byte.is_ascii_uppercase() && at > 0 && bytes[at - 1].is_ascii_lowercase();
        let byte = if byte.is_ascii_alphanumeric() { byte.to_ascii_lowercase() } else { b' ' };
        for add in [is_hump.then_some(b' '), Some(byte)].into_iter().flatten() {
            if length < lower.len() {
                lower[length] = add;
                length += 1;
            }
        }
    }
    std::str::from_utf8(&lower[..length]).unwrap_or_default().split(' ').filter(|word| !word.is_empty())
}
