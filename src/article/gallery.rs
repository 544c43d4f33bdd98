//! Picture galleries: pages whose captions are the article.
//!
//! Beside an article captions are furniture. Where the captions of a page say at least as much as the rest of its text, they
//! are what there is to read.

use std::collections::HashSet;

use memchr::memmem;

use super::clean;
use super::dom::{Dom, Id, Tag};
use super::measure::Measures;
use super::names::{FURNITURE, Signs};

/// Fewer captions make no gallery.
const FEWEST: usize = 4;
/// A caption that weighs less is a name or a counter.
const LEAST: u32 = 20;
/// A caption that weighs more is a text of its own.
const MOST: u32 = 1500;
/// A text of this weight is an article, whatever its pictures say.
const LONGEST_TEXT: u32 = 3000;
/// Captions are compared by so many bytes.
const COMPARED: usize = 400;

/// A gallery and its captions.
#[derive(Debug)]
pub struct Gallery {
    /// The element that holds it.
    pub root: Id,
    /// The elements of its captions, in their order; none stands in another.
    captions: Vec<Id>,
    /// Those that say again what one before them said, as the small pictures of a strip do.
    repeated: Vec<Id>,
}

impl Gallery {
    /// Looks for one around the element that was chosen for the article, whose text was found to weigh `text`; `all` weighs
    /// everything on the page, `dropped` are the parts that were left out.
    pub fn find(dom: &Dom<'_>, all: &Measures, dropped: &[bool], chosen: Id, text: u32) -> Option<Self> {
        if text > LONGEST_TEXT {
            return None;
        }
        let root = root(dom, all, chosen);
        let mut gallery = Self { root, captions: Vec::new(), repeated: Vec::new() };
        let mut known = HashSet::new();
        let mut weight = 0;
        let mut id = root + 1;
        while id < dom.end(root) {
            let is_caption = is_caption(dom, id);
            if is_caption && tells(all, id) {
                if known.insert(clean::letters(&dom.text(id, COMPARED))) {
                    weight += all[id].text;
                    gallery.captions.push(id);
                } else {
                    gallery.repeated.push(id);
                }
            }
            id = if is_caption || dropped[id] { dom.end(id) } else { id + 1 };
        }
        (gallery.captions.len() >= FEWEST && weight >= text).then_some(gallery)
    }

    /// Whether a block is a caption or stands in one.
    pub fn has(&self, dom: &Dom<'_>, block: Id) -> bool {
        let behind = self.captions.partition_point(|&caption| caption <= block);
        behind > 0 && dom.contains(self.captions[behind - 1], block)
    }

    /// Takes the captions back among what is read, but for what is furniture within them, such as credits.
    pub fn take_back(&self, dom: &Dom<'_>, signs: &[Signs], dropped: &mut [bool]) {
        for &caption in &self.captions {
            dropped[caption] = false;
            for id in caption + 1..dom.end(caption) {
                dropped[id] |= signs[id] & FURNITURE != 0 && !is_caption(dom, id) || dom.node(id).is_unread();
            }
        }
        for &caption in &self.repeated {
            dropped[caption] = true;
        }
    }
}

/// The article around the chosen element, or the one on the page, or else the element itself.
fn root(dom: &Dom<'_>, all: &Measures, chosen: Id) -> Id {
    let is_article = |id: &Id| matches!(dom.tag(*id), Tag::Article | Tag::Main);
    let around = std::iter::once(chosen).chain(dom.ancestors(chosen)).find(is_article);
    let largest =
        || dom.landmarks().filter(is_article).max_by_key(|&id| (all[id].text, std::cmp::Reverse(id)));
    around.or_else(largest).unwrap_or(chosen)
}

/// Whether a caption says something, and not in a link: a card's caption is the headline of another article.
fn tells(all: &Measures, id: Id) -> bool {
    let measure = all[id];
    (LEAST..=MOST).contains(&measure.text) && measure.link * 2 < measure.text
}

/// A `figcaption`, or an element with a caption's name: `caption`, `photo-caption`, `imageCaption`.
fn is_caption(dom: &Dom<'_>, id: Id) -> bool {
    let node = dom.node(id);
    match node.tag {
        Tag::Figcaption => true,
        Tag::Div | Tag::P | Tag::Span => memmem::find(node.class().as_bytes(), b"aption").is_some(),
        _ => false,
    }
}
