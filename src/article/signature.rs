//! A name alone at the right margin under an article, as letters and the press of some countries are signed.

use super::author;
use super::dom::{Dom, Id, Tag};
use super::signers::{LONGEST, is_somebody, looks_like_names};

/// The name in a paragraph at the right margin that no other follows.
pub fn of(dom: &Dom<'_>, id: Id) -> Option<String> {
    if !dom.node(id).raw.contains("right") {
        return None;
    }
    let aligned = |name: &str| dom.attribute(id, name).is_some_and(|value| is_right(&value));
    let is_followed = || {
        let mut later = dom.end(id)..dom.end(dom.parent(id));
        later.any(|later| dom.tag(later) == Tag::P && !dom.text(later, LONGEST).is_empty())
    };
    let text = (aligned("style") || aligned("align")).then(|| dom.lines(id, LONGEST))?;
    let is_name = !text.contains(is_read_from_right)
        && author::is_person(&text)
        && looks_like_names(&text, 0)
        && is_somebody(&text);
    (is_name && !is_followed()).then_some(text)
}

/// Letters of Hebrew, Arabic and their like, whose every line begins at the right margin.
fn is_read_from_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Whether the value of `align`, or of a `style`, sets text at the right margin.
fn is_right(value: &str) -> bool {
    let declared = |one: &str| {
        let (name, side) = one.split_once(':')?;
        name.trim().eq_ignore_ascii_case("text-align").then(|| side.trim().eq_ignore_ascii_case("right"))
    };
    value.trim().eq_ignore_ascii_case("right") || value.split(';').any(|one| declared(one) == Some(true))
}
