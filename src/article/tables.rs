//! Links that say what a row or a definition is about: teams, players, currencies. They lead away, and are told all the same.

use super::clean;
use super::dom::{Id, Tag};
use super::phrases;
use super::text::{Cell, Paragraph};

/// A table has so many rows of two cells and more.
const FEWEST_ROWS: usize = 2;
/// A longer link is the headline of another article.
const LONGEST_NAME: u32 = 40;

/// Which paragraphs are links that belong to what stands beside them, in a row of a table or under a term.
pub fn linked_names(paragraphs: &[Paragraph]) -> Vec<bool> {
    let mut is_name = vec![false; paragraphs.len()];
    let mut at = 0;
    while at < paragraphs.len() {
        let p = &paragraphs[at];
        if let Some(Cell { table, .. }) = p.cell {
            let is_here = |p: &&Paragraph| p.cell.is_some_and(|cell| cell.table == table);
            let end = at + paragraphs[at..].iter().take_while(is_here).count();
            let cells = &paragraphs[at..end];
            let points = || at > 0 && points_away(&paragraphs[at - 1]);
            if cells.iter().any(is_linked) && tells(cells) && !points() {
                for at in at..end {
                    is_name[at] = clean::weight(&paragraphs[at].text) <= LONGEST_NAME;
                }
            }
            at = end;
        } else {
            let is_told = |next: &Paragraph| next.tag == Some(Tag::Dd) && !is_linked(next);
            is_name[at] = p.tag == Some(Tag::Dt) && paragraphs.get(at + 1).is_some_and(is_told);
            at += 1;
        }
    }
    is_name
}

/// Whether a table tells something: several rows of several cells with a line each, and not all of it links. Tables that lay out
/// a page have long cells.
fn tells(cells: &[Paragraph]) -> bool {
    let (mut rows, mut in_row, mut all) = (0, 0, 0);
    let mut last: Option<Cell> = None;
    for cell in cells.iter().filter_map(|p| p.cell) {
        let is_other = |part: fn(Cell) -> Id| last.is_none_or(|last| part(last) != part(cell));
        if is_other(|cell| cell.row) {
            in_row = 0;
        }
        if is_other(|cell| cell.id) {
            in_row += 1;
            all += 1;
            rows += usize::from(in_row == 2);
        }
        last = Some(cell);
    }
    rows >= FEWEST_ROWS && cells.len() * 2 <= all * 3 && cells.iter().any(|p| !is_linked(p))
}

fn points_away(p: &Paragraph) -> bool {
    phrases::pointer(&phrases::lower(&p.text), false).is_some()
}

fn is_linked(p: &Paragraph) -> bool {
    p.linked * 100 > p.text.len() * 60
}
