//! The updates of a live blog, which scripts show to readers and the page only describes.

use super::clean::{self, letters};
use super::main_text::MainText;
use super::verdict;

/// No sentence that two texts have by chance weighs more.
const TELLING: u32 = 60;

/// Puts described updates behind what the page shows beside them, where it shows none of them and less than they are.
pub fn add_updates(main: &mut MainText, updates: &str, title: Option<&str>) {
    let shown = main.text.as_deref().unwrap_or_default();
    if clean::weight(shown) >= clean::weight(updates) {
        return;
    }
    let described = letters(updates);
    let mut paragraphs = shown.split("\n\n").filter(|paragraph| clean::weight(paragraph) >= TELLING);
    if paragraphs.any(|paragraph| described.contains(&letters(paragraph))) {
        return;
    }
    let text = [shown, updates].join("\n\n");
    let text = text.trim_start();
    let verdict = verdict::judge(text, title, || false);
    if verdict.has_text() {
        (main.text, main.verdict, main.method) = (Some(text.to_owned()), verdict, "json-ld");
    }
}
