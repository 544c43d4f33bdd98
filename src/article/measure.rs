//! How much is said where: one pass down for what surrounds a node, one up for what it holds.

use super::clean;
use super::dom::{Dom, Id, Tag};

/// A block is prose from this weight on.
const PROSE: u32 = 60;

/// Per node, the weight of what it holds; what was dropped counts nothing.
#[derive(Debug)]
pub struct Measures {
    /// All text in the node.
    pub text: Vec<u32>,
    /// Text in links.
    pub link: Vec<u32>,
    /// Text in blocks of prose: at least [`PROSE`] of their own, less than 45 % of it linked.
    pub good: Vec<u32>,
}

/// What is known of a node on the way down.
#[derive(Clone, Copy, Debug, Default)]
struct Surroundings {
    /// The block it stands in, or that it is.
    block: u32,
    /// Text of this block that is in no block inside it.
    own: u32,
    /// Such text in links.
    own_link: u32,
    is_linked: bool,
}

impl Measures {
    /// Weighs every node of a page but those for which `is_dropped`.
    pub fn new(dom: &Dom<'_>, is_dropped: impl Fn(Id) -> bool) -> Self {
        let length = dom.nodes.len();
        let mut measures = Self { text: vec![0; length], link: vec![0; length], good: vec![0; length] };
        let around = measures.weigh_texts(dom, is_dropped);
        for id in (0..length).rev() {
            let Surroundings { own, own_link, .. } = around[id];
            if own >= PROSE && u64::from(own_link) * 100 < u64::from(own) * 45 {
                measures.good[id] = measures.good[id].saturating_add(own);
            }
            let parent = dom.parent(id);
            if id != parent {
                for column in [&mut measures.text, &mut measures.link, &mut measures.good] {
                    column[parent] = column[parent].saturating_add(column[id]);
                }
            }
        }
        measures
    }

    fn weigh_texts(&mut self, dom: &Dom<'_>, is_dropped: impl Fn(Id) -> bool) -> Vec<Surroundings> {
        let length = dom.nodes.len();
        let mut around = vec![Surroundings::default(); length];
        let mut id = 1;
        while id < length {
            let node = dom.node(id);
            if is_dropped(id) {
                id = node.end as usize;
                continue;
            }
            let Surroundings { block, is_linked, .. } = around[node.parent as usize];
            around[id].block = block;
            around[id].is_linked = is_linked;
            match node.tag {
                Tag::Text => {
                    let weight = clean::weight(node.raw);
                    self.text[id] = weight;
                    let block = &mut around[block as usize];
                    block.own = block.own.saturating_add(weight);
                    if is_linked {
                        self.link[id] = weight;
                        block.own_link = block.own_link.saturating_add(weight);
                    }
                }
                // A link that is never closed would swallow the page.
                Tag::A if node.is_closed && node.is_link => around[id].is_linked = true,
                tag if tag.is_block() => around[id].block = u32::try_from(id).unwrap_or(0),
                _ => {}
            }
            id += 1;
        }
        around
    }
}
