//! How much is said where: one pass that weighs what every element holds when it ends.

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

impl Measure {
    fn add(&mut self, other: Self) {
        self.text = self.text.saturating_add(other.text);
        self.link = self.link.saturating_add(other.link);
        self.good = self.good.saturating_add(other.good);
    }
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

/// An element whose end was not reached.
struct Open {
    id: Id,
    end: Id,
    /// How many elements deep the block stands in which it stands, or that it is.
    block: usize,
    is_linked: bool,
    /// Text of this block that is in no block inside it, and how much of it is in links.
    own: u32,
    own_link: u32,
    held: Measure,
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

    fn weigh(dom: &Dom<'_>, is_dropped: impl Fn(Id) -> bool, weight: impl Fn(Id) -> u32) -> Self {
        let mut measures = Self(vec![Measure::default(); dom.nodes.len()]);
        let mut open = vec![Open::of(0, dom.end(0), 0, false)];
        let mut id = 1;
        while id < dom.nodes.len() {
            while open.len() > 1 && open.last().is_some_and(|last| last.end <= id) {
                measures.close(&mut open);
            }
            let node = dom.node(id);
            let end = node.end as usize;
            if is_dropped(id) {
                id = end;
                continue;
            }
            let depth = open.len();
            let Some(around) = open.last_mut() else { break };
            if node.tag == Tag::Text {
                let text = weight(id);
                let link = if around.is_linked { text } else { 0 };
                measures.0[id] = Measure { text, link, good: 0 };
                around.held.add(measures.0[id]);
                let block = around.block;
                open[block].own = open[block].own.saturating_add(text);
                open[block].own_link = open[block].own_link.saturating_add(link);
            } else if end > id + 1 {
                let block = if node.tag.is_block() { depth } else { around.block };
                let is_linked = around.is_linked || node.is_link();
                open.push(Open::of(id, end, block, is_linked));
            }
            id += 1;
        }
        while !open.is_empty() {
            measures.close(&mut open);
        }
        measures
    }

    fn close(&mut self, open: &mut Vec<Open>) {
        let Some(Open { id, mut held, own, own_link, .. }) = open.pop() else { return };
        if own >= PROSE && u64::from(own_link) * 100 < u64::from(own) * MOST_LINKED {
            held.good = held.good.saturating_add(own);
        }
        self.0[id] = held;
        if let Some(around) = open.last_mut() {
            around.held.add(held);
        }
    }
}

impl Open {
    fn of(id: Id, end: Id, block: usize, is_linked: bool) -> Self {
        Self { id, end, block, is_linked, own: 0, own_link: 0, held: Measure::default() }
    }
}
