//! Lists of JSON that break: each item is read for itself, and the reading goes on behind what cannot be read.

use serde_json::{Map, Value};

use super::json_repair::{closed, repaired};
use super::xml::MAX_ENTRIES;

/// What can be read of a list that breaks.
pub(super) struct Saved {
    pub(super) head: Map<String, Value>,
    /// In the list's order.
    pub(super) items: Vec<Value>,
    /// Items that could not be read, and the one that the document ends in.
    pub(super) lost: usize,
}

/// Saves the items of a broken document; `None` where none can be.
pub(super) fn saved(document: &str) -> Option<Saved> {
    let as_it_is = salvage(document);
    // Names without quotes are found once they have some.
    let of_repaired = salvage(&repaired(document));
    let count = |saved: &Option<Saved>| saved.as_ref().map_or(0, |saved| saved.items.len());
    if count(&of_repaired) > count(&as_it_is) { of_repaired } else { as_it_is }
}

fn salvage(document: &str) -> Option<Saved> {
    let key = document.find("\"items\"")?;
    let list_at = key + document[key..].find('[')? + 1;
    let mut rest = &document[list_at..];
    let starts = Starts::of(rest);
    let (mut items, mut lost) = (Vec::new(), 0);
    while items.len() < MAX_ENTRIES {
        rest = rest.trim_start_matches([' ', '\n', '\r', '\t', ',']);
        if rest.is_empty() || ends_list(rest) {
            break;
        }
        if let Some((item, behind)) = whole_item(rest) {
            items.push(item);
            rest = behind;
            continue;
        }
        let next = starts.next(rest);
        let piece = &rest[..next.unwrap_or(rest.len())];
        // What ends with the document may have been cut.
        let is_whole = next.is_some() || ends_document(piece);
        match mended(piece).filter(|_| is_whole) {
            Some(item) => items.push(item),
            None => lost += usize::from(starts.is_item(piece)),
        }
        rest = &rest[piece.len()..];
    }
    (!items.is_empty()).then(|| Saved { head: head_before(&document[..key]), items, lost })
}

/// What stands before the items, closed where they begin.
fn head_before(text: &str) -> Map<String, Value> {
    let head = format!("{}}}", text.trim_end().trim_end_matches(','));
    serde_json::from_str(&head).or_else(|_| serde_json::from_str(&repaired(&head))).unwrap_or_default()
}

/// The value that a text begins with, and what follows it.
fn first_value(text: &str) -> Option<(Value, &str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = values.next()?.ok()?;
    Some((value, &text[values.byte_offset()..]))
}

/// The same where it is an item of a list; a name with a colon behind it is none.
fn whole_item(text: &str) -> Option<(Value, &str)> {
    let (item, behind) = first_value(text)?;
    let is_whole = item.is_object() || matches!(behind.trim_start().chars().next(), None | Some(',' | ']'));
    is_whole.then_some((item, behind))
}

/// An item that needs more repairs than a list of them can be given.
fn mended(piece: &str) -> Option<Value> {
    let opened = piece.starts_with('"').then(|| format!("{{{piece}"));
    let text = closed(opened.as_deref().unwrap_or(piece));
    let (item, _) = first_value(&text)?;
    item.as_object().is_some_and(|item| item.len() > 1).then_some(item)
}

/// Whether a bracket ends the list, and not an item in a wrong way.
fn ends_list(text: &str) -> bool {
    text.strip_prefix(']').is_some_and(|behind| {
        let more = behind.trim_start().strip_prefix(',').map(str::trim_start);
        !more.is_some_and(|more| more.starts_with('{'))
    })
}

/// Whether the end of the list and of the document stand at the end of a text.
fn ends_document(text: &str) -> bool {
    text.trim_end().strip_suffix('}').is_some_and(|text| text.trim_end().ends_with(']'))
}

/// How the items of a list begin: programs write the same name first in each.
struct Starts<'a> {
    /// In its quotes.
    name: Option<&'a str>,
}

impl<'a> Starts<'a> {
    fn of(list: &'a str) -> Self {
        let name = list.find('"').and_then(|start| {
            let length = list[start + 1..].find('"')?;
            Some(&list[start..start + length + 2])
        });
        Self { name }
    }

    fn is_item(&self, piece: &str) -> bool {
        piece.starts_with(['{', '"', '[']) && self.name.is_none_or(|name| piece.contains(name))
    }

    /// Where the next item begins within a text, but for the one at its start.
    fn next(&self, text: &str) -> Option<usize> {
        let name = self.name?;
        memchr::memmem::find_iter(text.as_bytes(), name.as_bytes()).find_map(|at| {
            if !text[at + name.len()..].trim_start().starts_with([':', '"']) {
                return None;
            }
            let before = text[..at].trim_end();
            let Some(outside) = before.strip_suffix('{') else {
                // Its brace was lost: it begins behind the end of another one.
                let is_behind =
                    before.strip_suffix(',').is_some_and(|before| before.trim_end().ends_with('}'));
                return (is_behind && at > 0).then_some(at);
            };
            // An object within an item is the value of a name, or first in a list of its own.
            let is_within = outside.trim_end().ends_with([':', '[']);
            (!outside.is_empty() && !is_within).then_some(outside.len())
        })
    }
}
