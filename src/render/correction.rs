//! What a correction changed, as readers see it: in every form of a message it stands where the matched sentences do.

use crate::digest::{Highlighted, ToldCorrection};

use super::catalogue as say;
use super::clean::{self, Piece};

/// The changes, each on a line of its own, in at most `max_chars` characters.
pub(super) fn pieces(correction: &ToldCorrection, max_chars: usize) -> Vec<Piece> {
    let mut lines: Vec<Highlighted> = Vec::new();
    for change in &correction.changes {
        let mut line = Highlighted::default();
        if !change.before.text.is_empty() {
            quote(&mut line, if change.is_headline { say::TOLD } else { say::SAID }, &change.before);
        }
        if change.after.text.is_empty() {
            line.text.push(' ');
            line.text.push_str(say::NO_LONGER_SAID);
        } else {
            quote(&mut line, say::NOW_SAID, &change.after);
        }
        lines.push(line);
    }
    if let Some(last) = lines.last_mut().filter(|_| correction.more > 0) {
        last.text.push_str(" … ");
        last.text.push_str(&say::and_more(correction.more));
    }
    let (mut pieces, mut left) = (Vec::new(), max_chars);
    for line in &lines {
        if !pieces.is_empty() {
            pieces.push(Piece { text: "\n".to_owned(), hit: false });
        }
        let line = clean::pieces(line, left);
        left = left.saturating_sub(line.iter().map(|piece| piece.text.chars().count()).sum());
        pieces.extend(line);
        if left < SHORTEST_LINE {
            break;
        }
    }
    pieces
}

/// A line with less room than this says nothing.
const SHORTEST_LINE: usize = 80;

/// Adds a quoted sentence with its marks.
fn quote(text: &mut Highlighted, intro: &str, quoted: &Highlighted) {
    let gap = if text.text.is_empty() { "" } else { " " };
    text.text.extend([gap, intro, " “"]);
    let offset = text.text.len();
    text.text.push_str(&quoted.text);
    text.marks.extend(quoted.marks.iter().map(|mark| mark.start + offset..mark.end + offset));
    text.text.push('”');
}
