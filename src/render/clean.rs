//! Foreign text made safe to show: no controls, no hidden reordering, never longer than asked, no address but the web's.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;
use url::Url;

use crate::digest::Highlighted;
use crate::model::{is_unseen, is_web_address};

/// Addresses longer than this are not linked: no reader and no channel takes them.
const MAX_URL_BYTES: usize = 2_000;

/// A run of text that is a hit or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) hit: bool,
}

/// What pieces say together.
pub(super) fn text(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// One line: white space collapsed, unseen characters left out, at most `max_chars` characters, cut with `…` and never
/// within a grapheme.
pub(super) fn line(text: &str, max_chars: usize) -> String {
    cut(text, &[], max_chars).into_iter().map(|piece| piece.text).collect()
}

/// A highlighted text in pieces, cleaned and cut as [`line()`] does.
pub(super) fn pieces(shown: &Highlighted, max_chars: usize) -> Vec<Piece> {
    cut(&shown.text, &shown.marks, max_chars)
}

fn cut(text: &str, marks: &[Range<usize>], max_chars: usize) -> Vec<Piece> {
    let mut writer = Writer { pieces: Vec::new(), gap: false };
    let mut marks = marks.iter().peekable();
    let mut left = max_chars;
    for (at, grapheme) in text.grapheme_indices(true) {
        while marks.next_if(|mark| at >= mark.end).is_some() {}
        let hit = marks.peek().is_some_and(|mark: &&Range<usize>| mark.contains(&at));
        let visible: String = grapheme.chars().filter(|c| !is_unseen(*c)).collect();
        if visible.chars().all(char::is_whitespace) {
            writer.gap |= !visible.is_empty() && !writer.pieces.is_empty();
            continue;
        }
        let chars = visible.chars().count() + usize::from(writer.gap);
        if chars + 1 > left {
            writer.gap = false;
            writer.push("…", false);
            break;
        }
        left -= chars;
        writer.push(&visible, hit);
    }
    writer.pieces
}

struct Writer {
    pieces: Vec<Piece>,
    gap: bool,
}

impl Writer {
    fn push(&mut self, text: &str, hit: bool) {
        let gap = std::mem::take(&mut self.gap);
        match self.pieces.last_mut() {
            Some(last) if last.hit == hit => {
                if gap {
                    last.text.push(' ');
                }
                last.text.push_str(text);
            }
            // A space between a hit and what stands beside it is no part of the hit.
            Some(last) if gap && !last.hit => {
                last.text.push(' ');
                self.pieces.push(Piece { text: text.into(), hit });
            }
            _ => {
                let text = if gap { format!(" {text}") } else { text.into() };
                self.pieces.push(Piece { text, hit });
            }
        }
    }
}

/// The parts of a line that say something.
pub(super) fn joined<P: AsRef<str>>(parts: impl IntoIterator<Item = P>, separator: &str) -> String {
    let mut line = String::new();
    for part in parts.into_iter().filter(|part| !part.as_ref().is_empty()) {
        if !line.is_empty() {
            line.push_str(separator);
        }
        line.push_str(part.as_ref());
    }
    line
}

/// An address for programs, which make links of it themselves: one of the web, byte for byte as it was given.
pub(super) fn address(url: Option<&str>) -> Option<&str> {
    url.filter(|url| is_web_address(url))
}

/// An address that may be linked: http or https, written so that nothing in it needs escaping but `&`.
pub(super) fn link(url: Option<&str>) -> Option<String> {
    let url = url?;
    if url.len() > MAX_URL_BYTES {
        return None;
    }
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let text = url.as_str().replace('\'', "%27").replace('|', "%7C");
    (text.len() <= MAX_URL_BYTES).then_some(text)
}
