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
    /// Text in headings.
    pub heading: Vec<u32>,
}

/// What is known of each node on the way down.
#[derive(Debug, Default)]
struct Surroundings {
    block: Vec<u32>,
    is_linked: Vec<bool>,
    own: Vec<u32>,
    own_link: Vec<u32>,
}

impl Measures {
    /// Weighs every node of a page but those for which `is_dropped`.
    pub fn new(dom: &Dom<'_>, is_dropped: impl Fn(Id) -> bool) -> Self {
        let length = dom.nodes.len();
        let mut measures = Self {
            text: vec![0; length],
            link: vec![0; length],
            good: vec![0; length],
            heading: vec![0; length],
        };
        let around = measures.weigh_texts(dom, is_dropped);
        for id in (0..length).rev() {
            let (own, own_link) = (around.own[id], around.own_link[id]);
            if own >= PROSE && u64::from(own_link) * 100 < u64::from(own) * 45 {
                measures.good[id] = measures.good[id].saturating_add(own);
            }
            if dom.tag(id).is_heading() {
                measures.heading[id] = measures.text[id];
            }
            let parent = dom.parent(id);
            if id != parent {
                for column in
                    [&mut measures.text, &mut measures.link, &mut measures.good, &mut measures.heading]
                {
                    column[parent] = column[parent].saturating_add(column[id]);
                }
            }
        }
        measures
    }

    fn weigh_texts(&mut self, dom: &Dom<'_>, is_dropped: impl Fn(Id) -> bool) -> Surroundings {
        let length = dom.nodes.len();
        let mut around = Surroundings {
            block: vec![0; length],
            is_linked: vec![false; length],
            own: vec![0; length],
            own_link: vec![0; length],
        };
        let mut id = 1;
        while id < length {
            let node = dom.node(id);
            let parent = node.parent as usize;
            if is_dropped(id) {
                id = node.end as usize;
                continue;
            }
            around.is_linked[id] = around.is_linked[parent];
            around.block[id] = around.block[parent];
            match node.tag {
                Tag::Text => {
                    let weight = clean::weight(node.raw);
                    let block = around.block[parent] as usize;
                    self.text[id] = weight;
                    around.own[block] = around.own[block].saturating_add(weight);
                    if around.is_linked[parent] {
                        self.link[id] = weight;
                        around.own_link[block] = around.own_link[block].saturating_add(weight);
                    }
                }
                // A link that is never closed would swallow the page.
                Tag::A if node.is_closed && node.raw.contains("href") => around.is_linked[id] = true,
                tag if tag.is_block() => around.block[id] = u32::try_from(id).unwrap_or(0),
                _ => {}
            }
            id += 1;
        }
        around
    }
}
