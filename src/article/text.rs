//! From the chosen element to paragraphs.

use super::clean;
use super::dom::{Dom, Id, Tag};

/// One paragraph, heading, quote or list item.
#[derive(Debug, Default)]
pub struct Paragraph {
    /// Its text, with single line breaks where the page has them.
    pub text: String,
    /// Characters of it that are links.
    pub linked: usize,
    /// The block it stands in.
    pub block: Id,
    /// The block's tag.
    pub tag: Option<Tag>,
    /// One past the last node of the element around the block.
    pub around_end: Id,
    /// It belongs to a picture.
    pub is_in_figure: bool,
    /// It stands in a quotation that is set apart.
    pub is_quoted: bool,
    /// It is a caption of a gallery, where captions are the text.
    pub is_caption: bool,
    /// The cell of a table that it stands in.
    pub cell: Option<Cell>,
}

/// A cell, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The cell.
    pub id: Id,
    /// The element around it.
    pub row: Id,
    /// The innermost table around it.
    pub table: Id,
}

/// The paragraphs in an element, in order, dropped parts left out.
pub fn paragraphs(dom: &Dom<'_>, root: Id, is_dropped: impl Fn(Id) -> bool) -> Vec<Paragraph> {
    let mut reader = Reader::new(dom, root);
    let end = dom.end(root);
    let mut id = root;
    // Elements that surround the node at hand, with their ends.
    let mut open: Vec<(Id, usize)> = Vec::new();
    let mut links = 0usize;
    while id < end {
        while let Some(&(inner, inner_end)) = open.last()
            && inner_end <= id
        {
            open.pop();
            links -= usize::from(dom.node(inner).is_link());
            reader.leave(inner);
            reader.figures -= usize::from(dom.tag(inner) == Tag::Figure);
            reader.typed -= usize::from(dom.tag(inner) == Tag::Pre);
            reader.codes -= usize::from(is_code(dom, inner));
        }
        if id != root && is_dropped(id) {
            if dom.tag(id).is_block() {
                reader.flush();
            } else if !matches!(dom.tag(id), Tag::Rt | Tag::Del) {
                // What is set above a word or struck out of it parts none.
                clean::space(&mut reader.now.text);
            }
            id = dom.end(id);
            continue;
        }
        if dom.tag(id) == Tag::Text {
            reader.text(dom.node(id).raw, links > 0);
        } else {
            reader.enter(id);
            links += usize::from(dom.node(id).is_link());
            reader.figures += usize::from(dom.tag(id) == Tag::Figure);
            reader.typed += usize::from(dom.tag(id) == Tag::Pre);
            reader.codes += usize::from(is_code(dom, id));
            open.push((id, dom.end(id)));
        }
        id += 1;
    }
    reader.flush();
    reader.done
}

struct Reader<'d, 'a> {
    dom: &'d Dom<'a>,
    done: Vec<Paragraph>,
    now: Paragraph,
    /// Line breaks since the last word.
    breaks: usize,
    block: Id,
    /// The blocks around the node at hand; the first holds the element that is read. A walk up the tree at the end of every
    /// block would be long where elements are never closed.
    around: Vec<Id>,
    /// How many pictures are open.
    figures: usize,
    /// How many texts are that stand as they were typed,
    typed: usize,
    /// and how many of them are code.
    codes: usize,
    /// The tables and the cells that are open.
    tables: Vec<Id>,
    cells: Vec<Cell>,
}

impl<'d, 'a> Reader<'d, 'a> {
    fn new(dom: &'d Dom<'a>, root: Id) -> Self {
        let outer = dom.ancestors(root).find(|&outer| dom.tag(outer).is_block()).unwrap_or(0);
        Self {
            dom,
            done: Vec::new(),
            now: Paragraph::default(),
            breaks: 0,
            block: root,
            around: vec![outer],
            figures: 0,
            typed: 0,
            codes: 0,
            tables: Vec::new(),
            cells: Vec::new(),
        }
    }

    fn text(&mut self, raw: &str, is_linked: bool) {
        if self.typed == 0 {
            return self.words(raw, is_linked);
        }
        let mut raw = raw;
        // A text that is set as it was typed parts its paragraphs by empty lines; code has some inside.
        while self.codes == 0
            && let Some((first, rest)) = empty_line(raw)
        {
            self.typed_lines(first, is_linked);
            self.flush();
            raw = rest;
        }
        self.typed_lines(raw, is_linked);
    }

    /// Lines as they were typed; those of a paragraph that was broken where the paper ended are one.
    fn typed_lines(&mut self, raw: &str, is_linked: bool) {
        if self.codes == 0 && is_broken_by_width(raw) {
            return self.words(raw, is_linked);
        }
        for (at, line) in raw.split('\n').enumerate() {
            if at > 0 && self.breaks == 0 {
                self.line_break();
            }
            self.words(line, is_linked);
        }
    }

    fn words(&mut self, raw: &str, is_linked: bool) {
        let before = self.now.text.len();
        clean::append(&mut self.now.text, raw);
        if self.now.text.trim_end().len() > before {
            self.breaks = 0;
        }
        if is_linked {
            self.now.linked += self.now.text.len() - before;
        }
    }

    fn enter(&mut self, id: Id) {
        let tag = self.dom.tag(id);
        if tag == Tag::Br {
            self.line_break();
        } else if tag.is_block() {
            self.flush();
            self.block = id;
            self.around.push(id);
            if tag == Tag::Table {
                self.tables.push(id);
            } else if matches!(tag, Tag::Td | Tag::Th) {
                let table = self.tables.last().copied().unwrap_or(0);
                self.cells.push(Cell { id, row: self.dom.parent(id), table });
            }
        }
    }

    fn leave(&mut self, id: Id) {
        let tag = self.dom.tag(id);
        if tag.is_block() {
            self.flush();
            if tag == Tag::Table {
                self.tables.pop();
            } else if matches!(tag, Tag::Td | Tag::Th) {
                self.cells.pop();
            }
            self.around.pop();
            self.block = self.around.last().copied().unwrap_or(0);
        }
    }

    fn line_break(&mut self) {
        self.breaks += 1;
        if self.breaks > 1 {
            self.flush();
        } else if !self.now.text.trim_end().is_empty() {
            let length = self.now.text.trim_end().len();
            self.now.text.truncate(length);
            self.now.text.push('\n');
        }
    }

    fn flush(&mut self) {
        self.breaks = 0;
        let mut now = std::mem::take(&mut self.now);
        now.text.truncate(now.text.trim_end().len());
        if !now.text.is_empty() {
            now.block = self.block;
            now.around_end = self.dom.end(self.dom.parent(self.block));
            now.is_in_figure = self.figures > 0;
            now.cell = self.cells.last().copied();
            now.is_quoted =
                self.around.iter().rev().take(2).any(|&outer| self.dom.tag(outer) == Tag::Blockquote);
            // A heading that is a list item is an item; a button in a heading is that heading.
            let parent = self.dom.tag(self.dom.parent(self.block));
            let own = self.dom.tag(self.block);
            now.tag = Some(if parent == Tag::Li || own == Tag::Button { parent } else { own });
            self.done.push(now);
        }
    }
}

/// Whether an element is code that stands as it was typed.
fn is_code(dom: &Dom<'_>, id: Id) -> bool {
    /// Code is marked at its beginning.
    const NODES: usize = 4;
    let is_part = |inner: Id| matches!(dom.tag(inner), Tag::Code | Tag::Samp | Tag::Span);
    dom.tag(id) == Tag::Pre && (id..dom.end(id)).take(NODES).any(is_part)
}

/// Whether a paragraph's lines, but for the last, are as long as paper is wide: verses are shorter, and columns stand apart.
fn is_broken_by_width(raw: &str) -> bool {
    const WIDTH: usize = 56;
    const APART: &str = "   ";
    let raw = raw.trim();
    let lines = raw.matches('\n').count();
    raw.rfind('\n').is_some_and(|last| clean::length(&raw[..last]) >= lines * WIDTH)
        && !raw.lines().any(|line| line.trim().contains(APART))
}

/// What stands before and behind the first empty line.
fn empty_line(raw: &str) -> Option<(&str, &str)> {
    raw.match_indices('\n').find_map(|(at, _)| {
        let rest = raw[at + 1..].trim_start_matches([' ', '\t', '\r']);
        rest.strip_prefix('\n').map(|rest| (&raw[..at], rest))
    })
}

/// The paragraphs as one text.
pub fn join(paragraphs: &[Paragraph]) -> String {
    let mut out = String::with_capacity(paragraphs.iter().map(|p| p.text.len() + 2).sum());
    for paragraph in paragraphs {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(&paragraph.text);
    }
    out
}
