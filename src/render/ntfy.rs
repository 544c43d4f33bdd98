//! A notification for ntfy: plain text, because phones show Markdown as it is written.

use serde_json::json;

use crate::digest::{Notice, Told};
use crate::model::Priority;

use super::catalogue as say;
use super::items::Dialect;
use super::subject::subject;
use super::view::View;

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
    let urgent = match &notice.told {
        Told::Stories { stories, .. } => stories.iter().any(|story| story.priority == Priority::Urgent),
        Told::Alarms(_) | Told::Test => false,
    };
    let mut body = json!({
        "topic": topic,
        "title": PLAIN.fitted(&subject(notice), MAX_TITLE),
        "message": PLAIN.page(&view, None, MAX_MESSAGE),
        "priority": if urgent { HIGH } else { USUAL },
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
