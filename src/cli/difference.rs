//! What changed between two editions, as people read it: a line that sums up, then sentence by sentence.

use super::configuration::counted;
use super::plain;
use crate::article::{self, Change, ChangeKind, Edit, Piece, Swapped};

/// A change in one line: `a correction: number 40 → 400; 1 of 12 sentences (8 %)`.
pub(super) fn summary(change: &Change) -> String {
    let kind = match change.kind {
        ChangeKind::None => "the same words",
        ChangeKind::Cosmetic => "cosmetic",
        ChangeKind::Grew => "it grew",
        ChangeKind::Live => "a live blog went on",
        ChangeKind::Teaser => "only its beginning is left",
        ChangeKind::Substance => "a correction",
    };
    let mut parts = Vec::new();
    if change.title.is_some() {
        parts.push("title".to_owned());
    }
    for (what, swapped) in [("number", &change.numbers), ("name", &change.names)] {
        if !swapped.is_empty() {
            parts.push(format!("{what} {}", swap(swapped)));
        }
    }
    if change.denied > 0 {
        parts.push("a denial".to_owned());
    }
    if change.noted {
        parts.push("the publisher's note".to_owned());
    }
    let changed = change.altered + change.removed;
    if changed > 0 {
        parts.push(format!(
            "{} reworded or gone ({:.0} % of what there was)",
            counted(changed, "sentence"),
            change.share * 100.0
        ));
    }
    if change.added > 0 {
        parts.push(format!("{} new", counted(change.added, "sentence")));
    }
    if parts.is_empty() { kind.to_owned() } else { format!("{kind}: {}", parts.join("; ")) }
}

fn swap(swapped: &Swapped) -> String {
    let (old, new) = (swapped.old.join(", "), swapped.new.join(", "));
    match (old.is_empty(), new.is_empty()) {
        (false, true) => format!("{old} gone"),
        (true, false) => format!("{new} new"),
        _ => format!("{old} → {new}"),
    }
}

/// The difference, a line for each title and sentence that changed, cleaned of what could steer a terminal; coloured where asked.
/// The marks stay in colour too: not everybody sees red and green.
pub(super) fn lines(change: &Change, is_coloured: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some((old, new)) = &change.title {
        lines.push(format!("~ title: {}", pieces(&article::word_difference(old, new), is_coloured)));
    }
    for edit in &change.difference.0 {
        lines.push(match edit {
            Edit::Kept(count) => format!("= {} kept", counted(*count, "sentence")),
            Edit::Removed(text) => format!("- {}", paint(text, RED, is_coloured)),
            Edit::Added(text) => format!("+ {}", paint(text, GREEN, is_coloured)),
            Edit::Altered(parts) => format!("~ {}", pieces(parts, is_coloured)),
            Edit::More(count) => format!("… and {}", counted(*count, "more step")),
        });
    }
    lines
}

const RED: &str = "31";
const GREEN: &str = "32";

fn pieces(pieces: &[Piece], is_coloured: bool) -> String {
    let part = |piece: &Piece| match piece {
        Piece::Same(text) => one_line(text),
        Piece::Removed(text) => paint(&format!("[-{text}-]"), RED, is_coloured),
        Piece::Added(text) => paint(&format!("{{+{text}+}}"), GREEN, is_coloured),
    };
    pieces.iter().map(part).collect()
}

fn paint(text: &str, colour: &str, is_coloured: bool) -> String {
    let text = one_line(text);
    if is_coloured { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text }
}

fn one_line(text: &str) -> String {
    plain(text).replace(['\n', '\t'], " ")
}
