//! A page as a tree in one array: built in one pass, bounded, and read without recursion.
//!
//! Nodes stand in document order, so the descendants of a node are the nodes up to its `end`, a pass from the front
//! visits parents before children and a pass from the back children before parents. Text and attributes are slices of
//! the page, decoded only where they are used. Nothing here follows the HTML standard further than reading needs:
//! formatting elements are not rebuilt, tables are not repaired.

pub mod attribute;
pub mod entity;
mod parse;
mod tag;

pub use parse::parse;
pub use tag::Tag;

use std::borrow::Cow;

/// A node's place in [`Dom::nodes`].
pub type Id = usize;

/// One element or run of text.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    /// Of a text node, its text; of an element, its attributes, as they stand in the page.
    pub raw: &'a str,
    /// One past its last descendant.
    pub end: u32,
    /// The element it stands in; the root is its own parent.
    pub parent: u32,
    /// What it is.
    pub tag: Tag,
    /// Those of its attributes that reading asks for.
    pub attributes: attribute::Names,
    /// Where in `raw` its class stands.
    class: Part,
    /// Its end tag was seen, or implied by the next element of its kind.
    pub is_closed: bool,
}

/// A part of a text, as small as possible: pages have many nodes.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    from: u16,
    length: u16,
}

impl Part {
    /// Nothing, where it stands too far behind or is too long to be told so.
    fn of(range: std::ops::Range<usize>) -> Self {
        match (u16::try_from(range.start), u16::try_from(range.len())) {
            (Ok(from), Ok(length)) => Self { from, length },
            _ => Self::default(),
        }
    }
}

impl<'a> Node<'a> {
    /// The value of its `class` as it stands in the page; empty when it has none.
    pub fn class(&self) -> &'a str {
        let from = usize::from(self.class.from);
        match self.class.length {
            0 if self.attributes.has(attribute::Names::CLASS) => {
                let mut all = attribute::all(self.raw);
                all.find(|(name, _)| name.eq_ignore_ascii_case("class")).map_or("", |(_, value)| value)
            }
            length => self.raw.get(from..from + usize::from(length)).unwrap_or_default(),
        }
    }

    /// An `a` with an address; one that is never closed would swallow the page.
    pub fn is_link(&self) -> bool {
        self.tag == Tag::A && self.is_closed && self.attributes.has(attribute::Names::HREF)
    }

    /// Never part of what a reader reads; an element that is never closed would take the rest of the page with it.
    pub fn is_unread(&self) -> bool {
        self.is_closed && self.tag.is_unread()
    }
}

/// A page.
#[derive(Debug)]
pub struct Dom<'a> {
    /// In document order; the first is a root that stands for the whole page.
    pub nodes: Vec<Node<'a>>,
    /// The elements whose [`Tag::is_landmark`], in order.
    landmarks: Vec<u32>,
    /// The page was longer than the limits, and was read only so far.
    pub is_cut: bool,
    /// Elements stood deeper than the limit.
    pub is_deep: bool,
}

impl<'a> Dom<'a> {
    /// The node.
    pub fn node(&self, id: Id) -> &Node<'a> {
        &self.nodes[id]
    }

    /// The tag of a node.
    pub fn tag(&self, id: Id) -> Tag {
        self.nodes[id].tag
    }

    /// One past the last descendant.
    pub fn end(&self, id: Id) -> Id {
        self.nodes[id].end as usize
    }

    /// The element a node stands in.
    pub fn parent(&self, id: Id) -> Id {
        self.nodes[id].parent as usize
    }

    /// Whether `inner` is `outer` or stands in it.
    pub fn contains(&self, outer: Id, inner: Id) -> bool {
        (outer..self.end(outer)).contains(&inner)
    }

    /// The nodes directly in an element.
    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let end = self.end(id);
        let mut next = id + 1;
        std::iter::from_fn(move || {
            let child = next;
            (child < end).then(|| {
                next = self.end(child);
                child
            })
        })
    }

    /// The elements around a node, from the inside out, without the root.
    pub fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let mut at = id;
        std::iter::from_fn(move || {
            at = self.parent(at);
            (at != 0).then_some(at)
        })
    }

    /// The value of an attribute, decoded; `None` when it is absent.
    pub fn attribute(&self, id: Id, name: &str) -> Option<Cow<'a, str>> {
        let node = &self.nodes[id];
        if node.tag == Tag::Text {
            return None;
        }
        attribute::find(node.raw, name)
    }

    /// What is written in a script.
    pub fn script(&self, id: Id) -> Option<&'a str> {
        self.nodes.get(id + 1).filter(|_| self.end(id) > id + 1).map(|node| node.raw)
    }

    /// The page as who has no scripts sees it, with the roots of its shadows; `None` where that shows no more.
    pub fn opened(&self) -> Option<Self> {
        let is_more = |node: &&mut Node<'_>| match node.tag {
            Tag::Noscript => true,
            Tag::Template => attribute::find(node.raw, "shadowrootmode").is_some(),
            _ => false,
        };
        let mut nodes = self.nodes.clone();
        let mut is_any = false;
        for node in nodes.iter_mut().filter(is_more) {
            node.tag = Tag::Div;
            is_any = true;
        }
        let (is_cut, is_deep) = (self.is_cut, self.is_deep);
        is_any.then(|| Self { nodes, landmarks: self.landmarks.clone(), is_cut, is_deep })
    }

    /// How an element is made: others of the same tag and class are alike.
    pub fn made(&self, id: Id) -> (Tag, &'a str) {
        (self.tag(id), self.node(id).class())
    }

    /// All elements with a tag, in order.
    pub fn with_tag(&self, tag: Tag) -> impl Iterator<Item = Id> + '_ {
        let all = if tag.is_landmark() { 0..0 } else { 0..self.nodes.len() };
        let landmarks = tag.is_landmark().then(|| self.landmarks()).into_iter().flatten();
        landmarks.chain(all).filter(move |&id| self.nodes[id].tag == tag)
    }

    /// All elements that are looked for by their tags, in order.
    pub fn landmarks(&self) -> impl Iterator<Item = Id> + '_ {
        self.landmarks.iter().map(|&id| id as usize)
    }

    /// The text in a node on one line, decoded, at most about `limit` bytes; scripts and the like left out.
    pub fn text(&self, id: Id, limit: usize) -> String {
        self.collect(id, limit, ' ')
    }

    /// As [`Dom::text`], each block on a line of its own, and the first text of a block.
    pub fn lines(&self, id: Id, limit: usize) -> String {
        self.collect(id, limit, '\n')
    }

    fn collect(&self, id: Id, limit: usize, separator: char) -> String {
        let mut out = String::new();
        // What only a style sets apart stands first: a label, a kicker.
        let mut is_first = self.tag(id).is_block();
        let mut is_new = false;
        // The ends of the blocks around the node at hand.
        let mut ends: Vec<Id> = Vec::new();
        let mut at = id;
        let end = self.end(id);
        while at < end && out.len() < limit {
            let node = &self.nodes[at];
            while ends.pop_if(|end| *end <= at).is_some() {
                is_new = true;
            }
            if at != id && node.is_unread() {
                at = node.end as usize;
                continue;
            }
            if node.tag == Tag::Text {
                let is_told = !node.raw.trim().is_empty();
                if is_told && !out.is_empty() {
                    if is_new || is_first {
                        out.truncate(out.trim_end().len());
                        out.push(separator);
                    }
                    is_first = false;
                }
                is_new &= !is_told;
                super::clean::append(&mut out, beginning(node.raw, 4 * limit));
            } else if at != id && (node.tag.is_block() || node.tag == Tag::Br) {
                is_new = true;
                ends.push(self.end(at));
            }
            at += 1;
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// The text around a node on one line, between line breaks and blocks; only those nodes beside it that are close.
    pub fn line_around(&self, id: Id, limit: usize) -> String {
        let (mut id, mut parent) = (id, self.parent(id));
        for _ in 0..DEEPEST_BESIDE {
            if parent == 0 || self.tag(parent).is_block() {
                break;
            }
            (id, parent) = (parent, self.parent(parent));
        }
        let is_beside = |&at: &Id| {
            let mut outer = at;
            for _ in 0..DEEPEST_BESIDE {
                if self.tag(outer) == Tag::Br || self.tag(outer).is_block() {
                    return false;
                }
                outer = self.parent(outer);
                if outer == parent {
                    return true;
                }
            }
            false
        };
        let first = (parent + 1..id).rev().take(MOST_BESIDE).take_while(is_beside).last().unwrap_or(id);
        let behind = id..self.end(parent).min(id + MOST_BESIDE);
        let mut out = String::new();
        for at in (first..id).chain(behind.take_while(is_beside)) {
            let node = &self.nodes[at];
            if node.tag == Tag::Text && out.len() < limit {
                super::clean::append(&mut out, beginning(node.raw, 4 * limit));
            }
        }
        out.truncate(out.trim_end().len());
        out
    }
}

/// No line has more nodes on either side of one of its texts,
const MOST_BESIDE: usize = 30;
/// or deeper ones.
const DEEPEST_BESIDE: usize = 6;

/// The beginning of a text, up to a character's end; white space before it does not count.
fn beginning(text: &str, length: usize) -> &str {
    let length = length + (text.len() - text.trim_ascii_start().len());
    if text.len() <= length {
        return text;
    }
    (0..=length).rev().find_map(|at| text.get(..at)).unwrap_or(text)
}
