//! From text to tree, in one pass.

use memchr::{memchr, memmem};

use super::attribute::{self, Names, Scan};
use super::{Dom, Node, Part, Tag};

/// Deeper elements become siblings, as browsers do (theirs is 512; real pages stay under 100).
const DEEPEST: usize = 256;
/// A page of 10 MB in ordinary paragraphs has 200,000.
const MOST_NODES: usize = 1_500_000;
/// Bytes of a page that are read.
const LONGEST_PAGE: usize = 16 << 20;

/// Builds the tree of a page. Time and memory are linear in its length and bounded; never fails.
pub fn parse(page: &str) -> Dom<'_> {
    let longest = (0..=LONGEST_PAGE.min(page.len())).rev().find(|&at| page.is_char_boundary(at)).unwrap_or(0);
    let mut builder = Builder {
        page: &page[..longest],
        nodes: Vec::with_capacity(page.len() / 40 + 16),
        landmarks: Vec::with_capacity(128),
        open: Vec::with_capacity(64),
        counts: [0; Tag::COUNT],
        beyond: 0,
        seen: [false; 3],
        end_tags: memmem::Finder::new("</"),
        is_cut: longest < page.len(),
        is_deep: false,
    };
    builder.nodes.push(Node {
        raw: "",
        end: 0,
        parent: 0,
        tag: Tag::Other,
        attributes: Names::NONE,
        class: Part::default(),
        is_closed: true,
    });
    builder.run();
    builder.finish()
}

struct Builder<'a> {
    page: &'a str,
    nodes: Vec<Node<'a>>,
    landmarks: Vec<u32>,
    open: Vec<Open<'a>>,
    /// How many elements of each tag are open.
    counts: [u32; Tag::COUNT],
    /// Elements that were too deep to open and are not closed yet.
    beyond: usize,
    /// Which of `html`, `head` and `body` were seen.
    seen: [bool; 3],
    end_tags: memmem::Finder<'static>,
    is_cut: bool,
    is_deep: bool,
}

#[derive(Clone, Copy)]
struct Open<'a> {
    id: u32,
    tag: Tag,
    /// Only kept apart for [`Tag::Other`].
    name: &'a str,
}

impl<'a> Builder<'a> {
    fn run(&mut self) {
        let page = self.page;
        let bytes = page.as_bytes();
        let mut text_from = 0;
        let mut at = 0;
        while let Some(found) = find(b'<', &bytes[at..]) {
            if self.nodes.len() >= MOST_NODES {
                self.is_cut = true;
                return;
            }
            let tag_at = at + found;
            let after = match bytes.get(tag_at + 1) {
                Some(b) if b.is_ascii_alphabetic() => {
                    self.text(text_from, tag_at);
                    self.start_tag(tag_at)
                }
                Some(b'/') if bytes.get(tag_at + 2).is_some_and(u8::is_ascii_alphabetic) => {
                    self.text(text_from, tag_at);
                    self.end_tag(tag_at)
                }
                Some(b'!' | b'?' | b'/') => {
                    self.text(text_from, tag_at);
                    skip_markup(page, tag_at)
                }
                _ => {
                    at = tag_at + 1;
                    continue;
                }
            };
            at = after;
            text_from = after;
        }
        self.text(text_from, page.len());
    }

    fn finish(mut self) -> Dom<'a> {
        let end = self.length();
        for open in &self.open {
            self.nodes[open.id as usize].end = end;
        }
        self.nodes[0].end = end;
        Dom { nodes: self.nodes, landmarks: self.landmarks, is_cut: self.is_cut, is_deep: self.is_deep }
    }

    fn length(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }

    fn parent(&self) -> u32 {
        self.open.last().map_or(0, |open| open.id)
    }

    fn text(&mut self, from: usize, to: usize) {
        if from < to {
            self.leaf(Tag::Text, &self.page[from..to], Scan::default());
        }
    }

    fn leaf(&mut self, tag: Tag, raw: &'a str, scan: Scan) {
        let end = self.length() + 1;
        let parent = self.parent();
        let class = Part::of(scan.class);
        self.nodes.push(Node { raw, end, parent, tag, attributes: scan.names, class, is_closed: true });
    }

    fn start_tag(&mut self, tag_at: usize) -> usize {
        let page = self.page;
        let inside = &page[tag_at + 1..];
        let (tag, name_length) = Tag::read(inside);
        let (name, behind) = inside.split_at(name_length);
        let Some(scan) = attribute::scan(behind) else { return page.len() };
        let raw = &behind[..scan.length];
        let after = tag_at + 1 + name_length + scan.length + 1;
        if self.is_second(tag) {
            return after;
        }
        self.imply_ends(tag);
        if tag.is_landmark() {
            self.landmarks.push(self.length());
        }
        if tag.is_void() {
            self.leaf(tag, raw, scan);
            return after;
        }
        if tag.is_raw_text() {
            return self.raw_text(tag, name, (raw, scan), after);
        }
        // `<div/>` opens a div, but in vector graphics and formulas a slash ends the element.
        let is_foreign = self.counts[Tag::Svg as usize] + self.counts[Tag::Math as usize] > 0;
        if self.open.len() >= DEEPEST || (is_foreign && raw.ends_with('/')) {
            let is_beyond = self.open.len() >= DEEPEST;
            self.is_deep |= is_beyond;
            self.beyond += usize::from(is_beyond);
            self.leaf(tag, raw, scan);
            return after;
        }
        let id = self.length();
        self.leaf(tag, raw, scan);
        self.nodes[id as usize].is_closed = false;
        self.open.push(Open { id, tag, name });
        self.counts[tag as usize] += 1;
        after
    }

    /// One `html`, `head` and `body` is enough: another is a page pasted into a page.
    fn is_second(&mut self, tag: Tag) -> bool {
        let which = match tag {
            Tag::Html => 0,
            // A head inside the body holds nothing of interest.
            Tag::Head if self.seen[2] => return true,
            Tag::Head => 1,
            Tag::Body => 2,
            _ => return false,
        };
        std::mem::replace(&mut self.seen[which], true)
    }

    /// Everything up to `</name` is one run of text; to the end of the page when there is none.
    fn raw_text(&mut self, tag: Tag, name: &str, (raw, scan): (&'a str, Scan), from: usize) -> usize {
        let page = self.page;
        let bytes = page.as_bytes();
        let mut end = page.len();
        let mut after = page.len();
        for found in self.end_tags.find_iter(&bytes[from..]) {
            let name_at = from + found + 2;
            let is_end = bytes
                .get(name_at..name_at + name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
                && bytes.get(name_at + name.len()).is_none_or(|b| !b.is_ascii_alphanumeric());
            if is_end {
                end = from + found;
                after = memchr(b'>', &bytes[name_at..]).map_or(page.len(), |close| name_at + close + 1);
                break;
            }
        }
        let id = self.length();
        self.leaf(tag, raw, scan);
        if from < end {
            self.nodes.push(Node {
                raw: &page[from..end],
                end: id + 2,
                parent: id,
                tag: Tag::Text,
                attributes: Names::NONE,
                class: Part::default(),
                is_closed: true,
            });
            self.nodes[id as usize].end = id + 2;
        }
        after
    }

    fn end_tag(&mut self, tag_at: usize) -> usize {
        let page = self.page;
        let inside = &page[tag_at + 2..];
        let (tag, name_length) = Tag::read(inside);
        let name = &inside[..name_length];
        let Some(length) = find(b'>', &inside.as_bytes()[name.len()..]) else { return page.len() };
        let after = tag_at + 2 + name.len() + length + 1;
        if self.beyond > 0 && !matches!(tag, Tag::Html | Tag::Body) && !tag.is_void() {
            self.beyond -= 1;
            self.leaf(Tag::Hr, "", Scan::default());
            return after;
        }
        match tag {
            // What follows them belongs to the page all the same.
            Tag::Html | Tag::Body => {}
            Tag::Br => self.leaf(Tag::Br, "", Scan::default()),
            _ => {
                let is_closed = self.close(tag, name);
                // A lone `</p>` is an empty paragraph.
                if tag == Tag::P && !is_closed {
                    self.leaf(Tag::P, "", Scan::default());
                }
            }
        }
        after
    }

    /// Closes the innermost open element of this name, and with it all that it holds; `false` when none is in reach.
    fn close(&mut self, tag: Tag, name: &str) -> bool {
        if self.counts[tag as usize] == 0 {
            return false;
        }
        let is_table_part = matches!(
            tag,
            Tag::Table | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Tr | Tag::Td | Tag::Th | Tag::Caption
        );
        for at in (0..self.open.len()).rev() {
            let open = self.open[at];
            if open.tag == tag && (tag != Tag::Other || open.name.eq_ignore_ascii_case(name)) {
                self.nodes[open.id as usize].is_closed = true;
                self.pop_to(at);
                return true;
            }
            let is_wall = if is_table_part { open.tag == Tag::Table } else { open.tag.is_scope() };
            // `<b><p>…</b>…</p>`: the paragraph goes on.
            let is_crossing = !tag.is_block()
                && !tag.is_unread()
                && open.tag.is_block()
                && tag != Tag::A
                && tag != Tag::Other;
            if (is_wall && open.tag != tag) || is_crossing {
                return false;
            }
        }
        false
    }

    fn pop_to(&mut self, depth: usize) {
        let end = self.length();
        // Most often it is one; then this is less work than `drain`.
        while self.open.len() > depth
            && let Some(open) = self.open.pop()
        {
            self.counts[open.tag as usize] -= 1;
            self.nodes[open.id as usize].end = end;
        }
    }

    /// Closes what a start tag implies the end of: `<li>` the item before, `<div>` an open paragraph.
    fn imply_ends(&mut self, tag: Tag) {
        if self.counts[Tag::Head as usize] > 0 && !tag.is_head() && tag != Tag::Other && tag != Tag::Img {
            self.close_within(&[Tag::Head], |_| false);
        }
        if tag.ends_paragraph() && self.counts[Tag::P as usize] > 0 {
            self.close_within(&[Tag::P], Tag::is_scope);
        }
        match tag {
            Tag::Li => {
                self.close_within(&[Tag::Li], |t| matches!(t, Tag::Ul | Tag::Ol | Tag::Menu) || t.is_scope());
            }
            Tag::Dt | Tag::Dd => self.close_within(&[Tag::Dt, Tag::Dd], |t| t == Tag::Dl || t.is_scope()),
            Tag::Option => self.close_within(&[Tag::Option], |t| t == Tag::Select || t.is_scope()),
            Tag::Tr => self.close_within(&[Tag::Tr], |t| t == Tag::Table),
            Tag::Td | Tag::Th => {
                self.close_within(&[Tag::Td, Tag::Th], |t| matches!(t, Tag::Table | Tag::Tr));
            }
            Tag::Tbody | Tag::Tfoot | Tag::Thead => {
                self.close_within(&[Tag::Tbody, Tag::Tfoot, Tag::Thead], |t| t == Tag::Table);
            }
            _ if tag.is_heading() => {
                let is_nested = self.open.last().is_some_and(|open| open.tag.is_heading());
                if is_nested {
                    self.pop_to(self.open.len() - 1);
                }
            }
            _ => {}
        }
    }

    fn close_within(&mut self, tags: &[Tag], is_wall: impl Fn(Tag) -> bool) {
        if tags.iter().all(|&tag| self.counts[tag as usize] == 0) {
            return;
        }
        for at in (0..self.open.len()).rev() {
            let open = self.open[at];
            if tags.contains(&open.tag) {
                self.nodes[open.id as usize].is_closed = true;
                self.pop_to(at);
                return;
            }
            if is_wall(open.tag) {
                return;
            }
        }
    }
}

/// Where a byte stands that most often is the first.
fn find(byte: u8, bytes: &[u8]) -> Option<usize> {
    if bytes.first() == Some(&byte) { Some(0) } else { memchr(byte, bytes) }
}

/// The end of a comment, a declaration or an instruction; the end of the page when it never ends.
fn skip_markup(page: &str, from: usize) -> usize {
    let bytes = page.as_bytes();
    if let Some(inside) = page[from..].strip_prefix("<!--") {
        if inside.starts_with('>') || inside.starts_with("->") {
            return from + 4 + inside.find('>').unwrap_or(0) + 1;
        }
        let inside_at = from + 4;
        let end = memmem::find_iter(&bytes[inside_at..], b"--").find(|&at| {
            matches!(bytes.get(inside_at + at + 2), Some(b'>'))
                || bytes[inside_at + at..].starts_with(b"--!>")
        });
        return end.map_or(page.len(), |at| {
            let close = inside_at + at + 2;
            close + if bytes.get(close) == Some(&b'>') { 1 } else { 2 }
        });
    }
    if page[from..].starts_with("<![CDATA[") {
        // Its words are text; only the brackets go.
        return from + 9;
    }
    memchr(b'>', &bytes[from..]).map_or(page.len(), |close| from + close + 1)
}
