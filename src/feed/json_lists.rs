//! Where a feed of JSON keeps its items, in whatever way they were put there.

use std::collections::HashSet;

use serde_json::{Map, Value};

/// Takes the items out of a feed's head: a list, the numbered values that PHP makes of a list with gaps, or a single item.
pub(super) fn take_items(head: &mut Map<String, Value>) -> Option<Vec<Value>> {
    let key = ["items", "entries", "item"].iter().find_map(|wanted| {
        let named = |key: &&String| key.eq_ignore_ascii_case(wanted);
        head.iter().find(|(key, value)| named(key) && holds_items(value)).map(|(key, _)| key.clone())
    })?;
    head.remove(&key).map(items_of)
}

/// Whether a value may be a feed's items.
pub(super) fn holds_items(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

fn items_of(value: Value) -> Vec<Value> {
    match value {
        Value::Array(mut items) => match items.as_mut_slice() {
            // A list in the list.
            [Value::Array(inner)] => unpacked(std::mem::take(inner)),
            _ => unpacked(items),
        },
        Value::Object(map) if map.values().all(Value::is_object) => {
            let mut numbered: Vec<_> = map.into_iter().collect();
            // Names are kept in the order of their letters, where 10 comes before 2.
            numbered.sort_by_key(|(key, _)| key.parse::<u64>().unwrap_or(u64::MAX));
            numbered.into_iter().map(|(_, item)| item).collect()
        }
        single => vec![single],
    }
}

/// Items that were written as strings, read.
fn unpacked(mut items: Vec<Value>) -> Vec<Value> {
    for item in &mut items {
        if let Value::String(text) = item
            && text.trim_start().starts_with('{')
            && let Ok(object @ Value::Object(_)) = serde_json::from_str(text)
        {
            *item = object;
        }
    }
    items
}

/// Adds the items of a feed behind the end of another one to it, but for those it has.
pub(super) fn join(feed: &mut Value, other: Value) {
    let (Value::Object(head), Value::Object(mut other)) = (feed, other) else { return };
    let Some(Value::Array(items)) = head.get_mut("items") else { return };
    let known: HashSet<String> = items.iter().map(identity).collect();
    let more = take_items(&mut other).unwrap_or_default();
    items.extend(more.into_iter().filter(|item| !known.contains(&identity(item))));
}

fn identity(item: &Value) -> String {
    item.get("id").unwrap_or(item).to_string()
}
