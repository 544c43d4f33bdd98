//! How much is said where: one pass that weighs texts, and one back that adds up what every element holds.

use super::clean;
use super::dom::{Dom, Id, Tag};

/// A block is prose from this weight on.
const PROSE: u32 = 60;
/// A block more of whose text is linked, in percent, is none.
const MOST_LINKED: u64 = 45;

/// What a node holds; what was dropped counts nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measure {
    /// All text in the node.
    pub text: u32,
    /// Text in links.
    pub link: u32,
    /// Text in blocks of prose: at least [`PROSE`] of their own, less than [`MOST_LINKED`] of it linked.
    pub good: u32,
}

/// Per node, the weight of what it holds.
#[derive(Debug)]
pub struct Measures(Vec<Measure>);

impl std::ops::Index<Id> for Measures {
    type Output = Measure;

    fn index(&self, id: Id) -> &Measure {
        &self.0[id]
    }
}

/// Where an element stands, and what a block says by itself.
#[derive(Clone, Copy, Default)]
struct Place {
    /// The block it stands in, or that it is.
    block: u32,
    is_linked: bool,
    /// Text of this block that is in no block inside it, and how much of it is in links.
    own: u32,
    own_link: u32,
}

impl Measures {
    /// Weighs every node of a page but those for which `is_dropped`.
    pub fn new(dom: &Dom<'_>, is_dropped: impl Fn(Id) -> bool) -> Self {
        Self::weigh(dom, is_dropped, |id| clean::weight(dom.node(id).raw))
    }

    /// Weighs every node anew, without those for which `is_dropped`; the weights of texts are known from here.
    pub fn again(&self, dom: &Dom<'_>, is_dropped: impl Fn(Id) -> bool) -> Self {
        Self::weigh(dom, is_dropped, |id| match self[id].text {
            // It was dropped then, or says nothing.
            0 => clean::weight(dom.node(id).raw),
            weight => weight,
        })
    }

    /// No sum overflows: a page has at most 16 MiB, and no byte weighs more than four.
    fn weigh(dom: &Dom<'_>, is_dropped: impl Fn(Id) -> bool, weight: impl Fn(Id) -> u32) -> Self {
        let mut measures = vec![Measure::default(); dom.nodes.len()];
        let mut places = vec![Place::default(); dom.nodes.len()];
        // Parents stand before their children: from the front, each knows its block.
        let mut id = 1;
        while id < dom.nodes.len() {
            let node = dom.node(id);
            if is_dropped(id) {
                id = node.end as usize;
                continue;
            }
            let Place { block, is_linked, .. } = places[node.parent as usize];
            if node.tag == Tag::Text {
                let text = weight(id);
                let link = if is_linked { text } else { 0 };
                measures[id] = Measure { text, link, good: 0 };
                let around = &mut places[block as usize];
                around.own += text;
                around.own_link += link;
            } else {
                let block = if node.tag.is_block() { u32::try_from(id).unwrap_or(block) } else { block };
                places[id] = Place { block, is_linked: is_linked || node.is_link(), ..Place::default() };
            }
            id += 1;
        }
        // From the back, each is whole before its parent takes it in.
        for id in (0..dom.nodes.len()).rev() {
            let mut held = measures[id];
            if held.text == 0 {
                continue;
            }
            let Place { own, own_link, .. } = places[id];
            if own >= PROSE && u64::from(own_link) * 100 < u64::from(own) * MOST_LINKED {
                held.good += own;
                measures[id] = held;
            }
            if id > 0 {
                let around = &mut measures[dom.parent(id)];
                around.text += held.text;
                around.link += held.link;
                around.good += held.good;
            }
        }
        Self(measures)
    }
}
