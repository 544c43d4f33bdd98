//! HTML for `sendMessage` of a Telegram bot.

use serde_json::json;

use crate::digest::Notice;

use super::escape::{escape_entities, utf16};
use super::items::{Dialect, Frame};
use super::subject::headline;
use super::view::View;

/// UTF-16 units of one message. Telegram leaves the marks out of its count; they are counted here.
const MAX_TEXT: usize = 4_096;

const HTML: Dialect = Dialect {
    escape: escape_entities,
    strong: |text| format!("<b>{text}</b>"),
    headline: |label, href| match href {
        Some(href) => format!("<b>{}</b>", linked(label, href)),
        None => format!("<b>{label}</b>"),
    },
    link: Some(linked),
    length: utf16,
};

pub(super) fn render(notice: &Notice, chat_id: &str) -> Vec<u8> {
    let view = View::of(notice);
    // The first line is all that a phone shows at first, and it shows the sender and the time itself.
    let heading = headline(&view, notice);
    let heading = Some(heading.as_str()).filter(|_| !view.is_headline);
    let about = if view.is_headline { view.held.as_deref().unwrap_or_default() } else { &view.summary };
    let text = HTML.page(&view, &Frame { heading, about, coverage: true }, MAX_TEXT);
    let mut body = json!({
        "chat_id": chat_id, "text": text, "parse_mode": "HTML", "link_preview_options": { "is_disabled": true }
    });
    // That more outlets have a story is no reason to reach for the phone.
    if notice.is_quiet() {
        body["disable_notification"] = true.into();
    }
    body.to_string().into_bytes()
}

fn linked(label: &str, href: &str) -> String {
    let href = href.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!("<a href=\"{href}\">{label}</a>")
}
