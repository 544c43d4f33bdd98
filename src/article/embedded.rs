//! Pages that a script builds bring their text along as data: a string of HTML in the JSON of a script element.

use memchr::{memchr2, memmem};

use super::dom::{Dom, Tag};

/// Shorter data holds no article, in bytes,
const LEAST: usize = 800;
/// unless it has the page's headline, too.
const LEAST_TITLED: usize = 300;
/// No headline is told from other words by fewer bytes.
const LEAST_TITLE: usize = 12;
/// Fewer paragraphs are a notice.
const FEWEST_PARAGRAPHS: usize = 2;

/// The longest string of HTML with paragraphs that stands in the data of the page's scripts.
pub fn html(dom: &Dom<'_>, title: Option<&str>) -> Option<String> {
    let title = title.filter(|title| title.len() >= LEAST_TITLE);
    let mut best = String::new();
    for script in dom.with_tag(Tag::Script).filter_map(|id| dom.script(id)) {
        let is_titled =
            title.is_some_and(|title| memmem::find(script.as_bytes(), title.as_bytes()).is_some());
        let least = if is_titled { LEAST_TITLED } else { LEAST };
        let Some(found) = longest(script, least).filter(|found| found.len() > best.len()) else { continue };
        // Data that was written into a string holds strings of its own.
        best = match longest(&found, least) {
            Some(inner) if found.starts_with(['{', '[']) || found.contains("\":") => inner,
            _ => found,
        };
    }
    (!best.is_empty()).then_some(best)
}

/// The longest string in a script that holds paragraphs, decoded. One pass: a quotation mark opens or closes a string.
fn longest(script: &str, least: usize) -> Option<String> {
    if script.len() < least || paragraphs(script) < FEWEST_PARAGRAPHS {
        return None;
    }
    let bytes = script.as_bytes();
    let mut best = "";
    let mut open = None;
    let mut at = 0;
    while let Some(found) = memchr2(b'"', b'\\', &bytes[at..]) {
        let sign = at + found;
        at = sign + if bytes[sign] == b'\\' { 2 } else { 1 };
        if bytes[sign] == b'"' {
            if let Some(from) = open.take() {
                let value = &script[from..=sign];
                if value.len() > best.len().max(least) && paragraphs(value) >= FEWEST_PARAGRAPHS {
                    best = value;
                }
            } else {
                open = Some(sign);
            }
        }
        if at >= bytes.len() {
            break;
        }
    }
    // Line breaks are no part of a string; who writes them makes no JSON.
    serde_json::from_str(best).ok()
}

fn paragraphs(text: &str) -> usize {
    ["<p>", "<p ", "u003cp", "u003Cp"]
        .iter()
        .map(|sign| memmem::find_iter(text.as_bytes(), sign.as_bytes()).take(FEWEST_PARAGRAPHS).count())
        .sum()
}
