//! A notification for ntfy: plain text, because phones show Markdown as it is written.

use serde_json::json;

use crate::digest::{Notice, Told};
use crate::model::Priority;

use super::catalogue as say;
use super::clean;
use super::items::{Dialect, Frame};
use super::quiet;
use super::subject::title;
use super::view::{StoryView, View};

/// Bytes of a message; ntfy turns a longer one into an attachment.
const MAX_MESSAGE: usize = 4_096;
const MAX_TITLE: usize = 250;
/// ntfy's words for how loud a phone is: 3 is usual, 4 vibrates longer.
const USUAL: u8 = 3;
const HIGH: u8 = 4;

const PLAIN: Dialect = Dialect {
    escape: |text, grapheme, _| text.push_str(grapheme),
    strong: str::to_owned,
    headline: |label, href| href.map_or_else(|| label.to_owned(), |href| format!("{label}\n{href}")),
    link: None,
    length: str::len,
};

pub(super) fn render(notice: &Notice, topic: &str) -> Vec<u8> {
    let view = View::of(notice);
    let presses = match &notice.told {
        // That nothing could be read may hide anything.
        Told::Stories { stories, more: 0, coverage } if stories.is_empty() => quiet::is_blind(coverage),
        Told::Stories { stories, .. } => stories.iter().any(|story| story.priority == Priority::Urgent),
        Told::Alarms(_) | Told::Test(_) => false,
    };
    let (title, message) = words(&view, notice);
    let mut body = json!({
        "topic": topic,
        "title": title,
        "message": message,
        "priority": if presses { HIGH } else { USUAL },
    });
    // A tap on a single story opens it, on several the desk.
    let mut stories = view.stories();
    let tap = match (stories.next(), stories.next()) {
        (Some(story), None) => {
            if let Some(href) = &story.snooze_in_chat {
                body["actions"] = json!([{ "action": "view", "label": say::SNOOZE, "url": href }]);
            }
            story.href.clone()
        }
        _ => view.desk.clone(),
    };
    if let Some(tap) = tap {
        body["click"] = tap.into();
    }
    body.to_string().into_bytes()
}

/// Title and message. A phone shows some forty characters of the one and two lines of the other: whose they are it says itself.
fn words(view: &View, notice: &Notice) -> (String, String) {
    let frame = Frame { heading: None, about: "", coverage: view.is_impaired };
    let mut stories = view.stories();
    if let (Some(story), None, 0) = (stories.next(), stories.next(), view.more) {
        let whole = PLAIN.title(story, usize::MAX);
        if whole.len() <= MAX_TITLE {
            return (whole, alone(view, story, &frame));
        }
    }
    let page = PLAIN.page(view, &frame, MAX_MESSAGE);
    // A message without words would be shown as "triggered".
    (PLAIN.fitted(&title(notice), MAX_TITLE), if page.is_empty() { view.about() } else { page })
}

/// A story whose headline is the title.
fn alone(view: &View, story: &StoryView, frame: &Frame<'_>) -> String {
    let translated = PLAIN.translated(story).map(|text| PLAIN.fitted(&text, MAX_MESSAGE / 4));
    let known = PLAIN.known(story, MAX_MESSAGE / 4);
    let coverage = PLAIN.coverage(view, MAX_MESSAGE / 6).filter(|_| frame.coverage);
    let coverage = coverage.map(|text| format!("\n{text}"));
    let spent: usize = translated.iter().chain([&known]).chain(&coverage).map(|part| part.len() + 1).sum();
    let below = PLAIN.below(story, MAX_MESSAGE.saturating_sub(spent));
    let lines = translated.into_iter().chain([below, known]).chain(coverage);
    clean::joined(lines, "\n")
}
