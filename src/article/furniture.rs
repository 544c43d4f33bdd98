//! What stands around the text of a page: menus, share bars, comments, related links, notices.

use super::dom::attribute::{self, Names};
use super::dom::{Dom, Node, Tag};
use super::names::{self, APART, AUTHOR, BODY, FRAME, FURNITURE, READERS, Signs, TALK, UNSEEN};

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
    /// The attributes that are looked at besides the class.
    const NAMES: Names = Names::ID
        .with(Names::ITEMPROP)
        .with(Names::ROLE)
        .with(Names::STYLE)
        .with(Names::HIDDEN)
        .with(Names::ARIA_HIDDEN);

    fn of(node: &Node<'a>) -> Self {
        let mut marks = Self { class: node.class(), ..Self::default() };
        let mut missing = node.attributes.of_these(Self::NAMES);
        if missing == Names::NONE {
            return marks;
        }
        for (name, value) in attribute::all(node.raw) {
            let name = Names::of(name.as_bytes()).of_these(missing);
            match name {
                Names::ID => marks.id = value,
                Names::ITEMPROP => marks.itemprop = value,
                Names::ROLE => marks.role = value,
                Names::STYLE => marks.is_hidden |= hides(value),
                Names::HIDDEN => marks.is_hidden |= !value.eq_ignore_ascii_case("until-found"),
                Names::ARIA_HIDDEN => marks.is_hidden |= value == "true",
                _ => continue,
            }
            missing = missing.without(name);
            if missing == Names::NONE {
                break;
            }
        }
        marks
    }
}

/// What lists of names were found to say: they repeat. A place holds one list, the last that belongs there.
struct Known<'a>([(&'a str, Signs); PLACES]);

/// How many lists are remembered, a power of two.
const PLACES: usize = 512;

impl<'a> Known<'a> {
    fn signs(&mut self, names: &'a str) -> Signs {
        if names.is_empty() {
            return 0;
        }
        let place = &mut self.0[Self::place(names.as_bytes())];
        if place.0 != names {
            *place = (names, names::signs(names));
        }
        place.1
    }

    /// Mixes the length with the first and the last letters.
    fn place(names: &[u8]) -> usize {
        let number = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
        let ends = match (names.first_chunk(), names.last_chunk()) {
            (Some(first), Some(last)) => number(first).rotate_left(29) ^ number(last),
            _ => names.iter().fold(0, |sum, &byte| (sum << 8) | u64::from(byte)),
        };
        let mixed = (ends ^ names.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        usize::try_from(mixed >> (u64::BITS - PLACES.ilog2())).unwrap_or(0)
    }
}

/// The signs of every node of a page, from its tag and attributes.
pub fn signs(dom: &Dom<'_>) -> Vec<Signs> {
    let mut known = Known([("", 0); PLACES]);
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
    let is_apart = matches!(
        node.tag,
        Tag::Nav | Tag::Footer | Tag::Aside | Tag::Form | Tag::Menu | Tag::Dialog | Tag::Figcaption
    );
    let frame = if matches!(node.tag, Tag::Footer | Tag::Dialog) { FRAME } else { 0 };
    // Many elements say nothing of themselves.
    if !node.attributes.has(Marks::NAMES.with(Names::CLASS)) {
        return if is_apart { FURNITURE | APART | frame } else { 0 };
    }
    let marks = Marks::of(node);
    let mut signs = 0;
    signs |= known.signs(marks.class);
    // The id of a heading repeats its words.
    if !node.tag.is_heading() {
        signs |= known.signs(marks.id);
    }
    if signs & FURNITURE != 0 || matches!(node.tag, Tag::Html | Tag::Body | Tag::Main | Tag::Article) {
        signs &= !BODY;
    }
    // The names of a page's frame speak of its layout.
    if matches!(node.tag, Tag::Html | Tag::Body | Tag::Main | Tag::Article) {
        signs &= !(FURNITURE | READERS | TALK | UNSEEN);
    }
    let is = |itemprop: &str| marks.itemprop.eq_ignore_ascii_case(itemprop);
    if is("author") {
        signs |= AUTHOR;
    }
    if is("comment") {
        signs |= FURNITURE | READERS;
    }
    if is("articleBody") || is("reviewBody") {
        signs = (signs & !(FURNITURE | TALK)) | BODY;
    }
    let is_frame = frame != 0 || matches!(marks.role, "contentinfo" | "dialog" | "alert" | "alertdialog");
    let is_apart = is_apart
        || is_frame
        || matches!(
            marks.role,
            "navigation" | "complementary" | "search" | "banner" | "menu" | "menubar" | "toolbar" | "tooltip"
        );
    if marks.is_hidden || is_apart {
        signs = (signs & !BODY) | FURNITURE;
    }
    signs |= if is_apart { APART } else { 0 } | if is_frame { FRAME } else { 0 };
    signs | if marks.is_hidden { UNSEEN } else { 0 }
}

fn hides(style: &str) -> bool {
    if !style.contains("none") && !style.contains("hidden") {
        return false;
    }
    let compact: String = style.chars().filter(|c| !c.is_whitespace()).take(400).collect();
    compact.contains("display:none") || compact.contains("visibility:hidden")
}
