//! What stands around the text of a page: menus, share bars, comments, related links, notices.

use super::dom::{Dom, Id, Tag, attribute};
use super::names;

/// What the names of an element's class and id say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// Nothing telling.
    Neutral,
    /// The body of an article.
    Body,
    /// Not part of the text.
    Furniture,
}

/// Attributes that tell what an element is for.
#[derive(Debug, Default)]
pub struct Marks<'a> {
    class: &'a str,
    id: &'a str,
    /// `itemprop`.
    pub itemprop: &'a str,
    /// `role`.
    pub role: &'a str,
    is_hidden: bool,
}

impl<'a> Marks<'a> {
    /// Reads them from a start tag.
    pub fn of(raw: &'a str) -> Self {
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

    /// What class and id say.
    pub fn naming(&self) -> Naming {
        let mut naming = Naming::Neutral;
        for names in [self.class, self.id] {
            match name_verdict(names) {
                Naming::Furniture => return Naming::Furniture,
                Naming::Body => naming = Naming::Body,
                Naming::Neutral => {}
            }
        }
        naming
    }
}

impl Marks<'_> {
    /// Whether class or id call it a byline or an author's name.
    pub fn is_author(&self) -> bool {
        self.is_called(names::AUTHOR)
    }

    /// Whether class or id call it a standfirst.
    pub fn is_lead(&self) -> bool {
        self.is_called(names::LEAD)
    }

    /// Whether class or id call it a date.
    pub fn is_date(&self) -> bool {
        self.is_called(names::DATE)
    }

    fn is_called(&self, list: &[&str]) -> bool {
        [self.class, self.id].iter().any(|names| {
            names
                .split_ascii_whitespace()
                .take(24)
                .any(|name| words(name, &mut [0; 48]).any(|word| names::is_in(list, word)))
        })
    }
}

fn hides(style: &str) -> bool {
    let compact: String = style.chars().filter(|c| !c.is_whitespace()).take(400).collect();
    compact.contains("display:none") || compact.contains("visibility:hidden")
}

/// Why an element is not part of the text, apart from its size.
pub fn verdict(dom: &Dom<'_>, id: Id) -> Naming {
    let node = dom.node(id);
    match node.tag {
        Tag::Text => return Naming::Neutral,
        Tag::Nav | Tag::Footer | Tag::Aside | Tag::Form | Tag::Menu | Tag::Dialog | Tag::Figcaption => {
            return Naming::Furniture;
        }
        _ => {}
    }
    let marks = Marks::of(node.raw);
    if marks.is_hidden {
        return Naming::Furniture;
    }
    match marks.role {
        "navigation" | "contentinfo" | "complementary" | "search" | "banner" | "dialog" | "alert"
        | "alertdialog" | "menu" | "menubar" | "toolbar" | "tooltip" => return Naming::Furniture,
        _ => {}
    }
    if marks.itemprop.eq_ignore_ascii_case("articlebody") || marks.itemprop.eq_ignore_ascii_case("reviewbody")
    {
        return Naming::Body;
    }
    if matches!(node.tag, Tag::Html | Tag::Body | Tag::Main | Tag::Article) {
        return Naming::Neutral;
    }
    marks.naming()
}

fn name_verdict(names: &str) -> Naming {
    let mut verdict = Naming::Neutral;
    for name in names.split_ascii_whitespace().take(24) {
        if matches!(name, "widget" | "hidden") {
            return Naming::Furniture;
        }
        // A post from a social network inside the text is a quotation.
        if name.contains("embed") {
            continue;
        }
        let mut before = "";
        let mut lower = [0; 48];
        for word in words(name, &mut lower) {
            if names::is_body(before, word) {
                verdict = Naming::Body;
            } else if names::is_furniture(before, word) {
                return Naming::Furniture;
            }
            before = word;
        }
    }
    verdict
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
