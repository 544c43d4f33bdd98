//! Pages that a script builds may bring their text along as data in blocks: a list of objects that each name their kind and
//! hold the words of a paragraph, as editors of today store them.

use super::clean;
use super::dom::{Dom, Tag};
use super::json::Json;
use super::select::ends_sentence;

/// Longer data is not read, in bytes.
const LONGEST: usize = 4 << 20;
/// No script has more braces and brackets outside of its data.
const MOST_GIVEN: usize = 64;
/// Words stand no deeper in a block.
const DEEPEST: usize = 8;
/// A block of this weight is prose,
const PROSE: u32 = 60;
/// fewer make no article,
const FEWEST: usize = 2;
/// and neither does so little in all.
const LEAST: u32 = 300;

/// Strings of prose that stand in a list by themselves are more.
const FEWEST_TEXTS: usize = 3;

/// Fields that name what a block is.
const KINDS: [&str; 7] = ["type", "_type", "nodeType", "__typename", "kind", "blockName", "component"];
/// What these say of a paragraph, a heading or a quotation, among other letters.
const WORDS: [&str; 6] = ["paragraph", "text", "html", "head", "quote", "list"];
/// Fields that hold words, or what holds them.
const HOLDERS: [&str; 11] =
    ["text", "value", "content", "html", "body", "children", "nodes", "data", "props", "model", "attributes"];

/// The text of the list of blocks with the most prose, as HTML.
pub fn html(dom: &Dom<'_>) -> Option<String> {
    let mut best = (0, String::new());
    for data in dom.with_tag(Tag::Script).filter_map(|id| dom.script(id)).flat_map(data) {
        let mut open = vec![&data];
        while let Some(value) = open.pop() {
            match value {
                Json::List(items) => {
                    for found in [blocks(items), paragraphs(items)] {
                        if found.0 > best.0 {
                            best = found;
                        }
                    }
                    open.extend(items);
                }
                Json::Object(fields) => open.extend(fields.iter().map(|(_, value)| value)),
                _ => {}
            }
        }
    }
    (best.0 >= LEAST).then_some(best.1)
}

/// What a script holds: an object or a list, alone, or given to variables and functions.
fn data(script: &str) -> Vec<Json<'_>> {
    if script.len() > LONGEST || !WORDS.iter().any(|word| script.contains(word)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = 0;
    for _ in 0..MOST_GIVEN {
        let Some(from) = script[at..].find(['{', '[']).map(|from| at + from) else { break };
        at = from + 1;
        // What is no data stands behind other signs, and is given up at its first word.
        if !script[..from].trim_end().ends_with(['=', '(', ',']) && !script[..from].trim_end().is_empty() {
            continue;
        }
        let mut values = serde_json::Deserializer::from_str(&script[from..]).into_iter();
        if let Some(Ok(value)) = values.next() {
            at = from + values.byte_offset();
            found.push(value);
        }
    }
    found
}

/// The weight of the prose in a list of blocks, and the list as HTML; nothing where it is none.
fn blocks(items: &[Json<'_>]) -> (u32, String) {
    let (mut weight, mut prose, mut html) = (0, 0, String::new());
    for item in items {
        let Some(kind) = kind(item) else { continue };
        let mut words = String::new();
        add_words(item, DEEPEST, &mut words);
        let own = clean::weight(&words);
        if own == 0 {
            continue;
        }
        weight += own;
        prose += usize::from(own >= PROSE);
        let tag = if kind.contains("head") { "h2" } else { "p" };
        html.extend(["<", tag, ">", &words, "</", tag, ">\n"]);
    }
    if prose >= FEWEST { (weight, html) } else { (0, String::new()) }
}

/// The weight of a list whose every item is a string that ends as sentences do, most of them prose, and the list as HTML; nothing
/// where it is none.
fn paragraphs(items: &[Json<'_>]) -> (u32, String) {
    let texts: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
    let texts = texts.filter(|texts| texts.iter().all(|text| ends_sentence(text))).unwrap_or_default();
    let prose = texts.iter().filter(|text| clean::weight(text) >= PROSE).count();
    if prose < FEWEST_TEXTS || prose * 2 < texts.len() {
        return (0, String::new());
    }
    let weight = texts.iter().map(|text| clean::weight(text)).sum();
    (weight, texts.iter().flat_map(|text| ["<p>", text, "</p>\n"]).collect())
}

/// The kind of a block with words, in lower case.
fn kind(item: &Json<'_>) -> Option<String> {
    let mut named = KINDS.iter().filter_map(|name| item.get(name)?.as_str()).map(str::to_lowercase);
    named.find(|kind| kind == "p" || WORDS.iter().any(|word| kind.contains(word)))
}

fn add_words(value: &Json<'_>, depth: usize, out: &mut String) {
    if depth == 0 {
        return;
    }
    match value {
        Json::Text(text) => out.push_str(text),
        Json::List(items) => items.iter().for_each(|item| add_words(item, depth - 1, out)),
        Json::Object(_) => {
            for holder in HOLDERS.iter().filter_map(|name| value.get(name)) {
                let before = out.len();
                add_words(holder, depth - 1, out);
                // One of them has the words; another may have them again, in another form.
                if out.len() > before {
                    return;
                }
            }
        }
        Json::Number(_) | Json::Nothing => {}
    }
}
