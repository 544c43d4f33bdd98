//! The main text of a page.

use super::container;
use super::dom::{Dom, Id, Tag};
use super::furniture::{self, Naming};
use super::measure::Measures;
use super::text;

/// The text and how it was found.
#[derive(Debug)]
pub struct MainText {
    /// Paragraphs separated by a blank line.
    pub text: Option<String>,
    /// How.
    pub method: &'static str,
}

/// No part that is dropped for its name may hold more of the page's prose, in percent.
const LARGEST_FURNITURE: u64 = 35;

/// Finds the main text.
pub fn find(dom: &Dom<'_>) -> MainText {
    let all = Measures::new(dom, |id| dom.tag(id).is_unread());
    let (dropped, naming) = drop_furniture(dom, &all);
    let measures = Measures::new(dom, |id| dropped[id]);
    let choice = container::choose(dom, &naming, &measures);
    let paragraphs = text::paragraphs(dom, choice.id, |id| dropped[id]);
    let kept = text::select(dom, &measures, paragraphs);
    let text = text::join(&kept);
    MainText { text: (!text.is_empty()).then_some(text), method: choice.method }
}

fn drop_furniture(dom: &Dom<'_>, all: &Measures) -> (Vec<bool>, Vec<Naming>) {
    let length = dom.nodes.len();
    let mut dropped = vec![false; length];
    let mut naming = vec![Naming::Neutral; length];
    let mut id: Id = 1;
    while id < length {
        let tag = dom.tag(id);
        if tag.is_unread() {
            dropped[id] = true;
            id = dom.end(id);
            continue;
        }
        if tag != Tag::Text {
            naming[id] = furniture::verdict(dom, id);
            let is_small = u64::from(all.good[id]) * 100 <= u64::from(all.good[0]) * LARGEST_FURNITURE;
            if naming[id] == Naming::Furniture && is_small {
                dropped[id] = true;
                id = dom.end(id);
                continue;
            }
        }
        id += 1;
    }
    (dropped, naming)
}
