//! Damage to feeds of JSON: one character that breaks the rest, notes of programs between items, lists that are none.

use serde_json::{Value, json};

use super::{Recipe, recipe, with};

pub(super) const RECIPES: &[Recipe] = &[
    recipe("JSON with a closing quote lost", |t| one(t, "\"title\": \"", |t| t.replacen("\",\n", ",\n", 1))),
    recipe("JSON with a closing quote lost, on one line", |t| {
        one(&compact(t), "\"title\":\"", |t| t.replacen("\",\"", ",\"", 1))
    }),
    recipe("JSON with an opening quote lost", |t| {
        one(t, "\"title\": \"", |t| t.replacen("\"title\": \"", "\"title\": ", 1))
    }),
    recipe("JSON with a colon lost", |t| {
        one(t, "\"title\": ", |t| t.replacen("\"title\": ", "\"title\" ", 1))
    }),
    recipe("JSON without colons", |t| with(t, "\"title\": ", "\"title\" ")),
    recipe("JSON with a value lost", |t| one(t, "\"id\"", |t| format!("\"score\": ,\n{t}"))),
    recipe("JSON with values lost", |t| with(t, "\"id\"", "\"score\": ,\n      \"id\"")),
    recipe("JSON with an item's opening brace lost", |t| {
        one(t, "{\n      \"authors\"", |t| t[1..].to_owned())
    }),
    recipe("JSON with opening braces lost", |t| with(t, "},\n    {", "},\n    ")),
    recipe("JSON with an item's closing brace lost", |t| {
        one(t, "\n    }", |t| t.replacen("\n    }", "\n    ", 1))
    }),
    recipe("JSON with an author's closing brace lost", |t| one(t, "}\n      ]", |t| t[1..].to_owned())),
    recipe("JSON with closing braces lost", |t| with(t, "},\n    {", ",\n    {")),
    recipe("JSON with a brace too many", |t| one(t, "},\n    {", |t| format!("}}{t}"))),
    recipe("JSON with a line of a log", |t| {
        one(t, "{\n      \"authors\"", |t| format!("[2026-01-05 10:00:00] WARN: retry {{x}}\n    {t}"))
    }),
    recipe("JSON with lines of a log", |t| {
        with(t, "},\n    {", "},\n[2026-01-05 10:00:00] WARN: \"retry\" {x}\n    {")
    }),
    recipe("JSON with notices of PHP", |t| {
        let notice = "<br />\n<b>Notice</b>:  Undefined index: x in <b>/a.php</b> on line <b>3</b><br />";
        t.replace("},\n    {", &format!("}},\n{notice}\n    {{")).into_bytes()
    }),
    recipe("JSON with comments of shells", |t| with(t, "\"id\"", "# the \"id\"\n      \"id\"")),
    recipe("JSON with items numbered", |t| {
        edited(t, |items| items.into_iter().enumerate().map(|(n, item)| (n.to_string(), item)).collect())
    }),
    recipe("JSON with items written as strings", |t| {
        edited(t, |items| items.into_iter().map(|item| json!(item.to_string())).collect())
    }),
    recipe("JSON with a list in the list", |t| edited(t, |items| json!([items]))),
    recipe("JSON with items in capitals", |t| with(t, "\"items\"", "\"Items\"")),
    recipe("JSON in two halves", |t| {
        let half = |from: usize| {
            edited(t, move |items| {
                items.into_iter().skip(from).take(if from == 0 { 8 } else { 99 }).collect()
            })
        };
        [half(0), half(8)].concat()
    }),
];

/// Edits the document from one place on: where a text stands for the seventh time.
fn one(text: &str, at: &str, edit: impl Fn(&str) -> String) -> Vec<u8> {
    let Some((at, _)) = text.match_indices(at).nth(6) else { return text.as_bytes().to_vec() };
    [&text[..at], &edit(&text[at..])].concat().into_bytes()
}

fn compact(text: &str) -> String {
    serde_json::from_str::<Value>(text).expect("JSON").to_string()
}

fn edited(text: &str, edit: impl FnOnce(Vec<Value>) -> Value) -> Vec<u8> {
    let mut feed: Value = serde_json::from_str(text).expect("JSON");
    let items = feed["items"].as_array().cloned().unwrap_or_default();
    feed["items"] = edit(items);
    feed.to_string().into_bytes()
}
