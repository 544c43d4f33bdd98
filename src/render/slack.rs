//! Slack Block Kit, for an incoming webhook and for a bot.

use serde_json::{Value, json};

use crate::digest::Notice;

use super::escape::{escape_entities, utf16};
use super::items::{Dialect, Limits};
use super::subject::{headline, subject};
use super::view::View;

/// Blocks of one message.
const MAX_BLOCKS: usize = 50;
/// Kept free for the coverage and "and 970 more".
const CLOSING_BLOCKS: usize = 3;
/// Characters of one section.
const MAX_SECTION: usize = 3_000;
/// Characters of a header.
const MAX_HEADER: usize = 150;
/// Characters of all text in one message; beyond it Slack refuses or folds.
const MAX_TOTAL: usize = 12_000;
/// Kept free for the closing blocks.
const CLOSING_CHARS: usize = 1_500;

/// Exactly `&`, `<` and `>` are escaped, as Slack asks.
const MRKDWN: Dialect = Dialect {
    escape: escape_entities,
    strong: |text| format!("*{text}*"),
    headline: |label, href| match href {
        Some(href) => format!("*{}*", linked(label, href)),
        None => format!("*{label}*"),
    },
    link: Some(linked),
    length: utf16,
};

fn linked(label: &str, href: &str) -> String {
    format!("<{}|{}>", href.replace('&', "&amp;"), label.replace('|', "¦"))
}

/// A header is plain text: nothing is escaped.
const PLAIN: Dialect = Dialect {
    escape: |text, grapheme, _| text.push_str(grapheme),
    strong: str::to_owned,
    headline: |label, _| label.to_owned(),
    link: None,
    length: utf16,
};

/// The body for an incoming webhook.
pub(super) fn webhook(notice: &Notice) -> Vec<u8> {
    let (text, blocks) = message(notice);
    json!({ "text": text, "blocks": blocks }).to_string().into_bytes()
}

/// The arguments of `chat.postMessage`.
pub(super) fn bot(notice: &Notice, channel: &str) -> Vec<u8> {
    let (text, blocks) = message(notice);
    let body = json!({
        "channel": channel, "text": text, "blocks": blocks, "unfurl_links": false, "unfurl_media": false
    });
    body.to_string().into_bytes()
}

/// The text of notifications and the blocks. Sections are `verbatim`, so Slack makes no links or mentions of its own.
fn message(notice: &Notice) -> (String, Vec<Value>) {
    let view = View::of(notice);
    let fallback = MRKDWN.text(&subject(notice));
    let left = MAX_TOTAL.saturating_sub(utf16(&fallback) + CLOSING_CHARS);
    let mut page = Page { blocks: Vec::new(), left };
    page.header(&headline(&view, notice));
    page.context(&MRKDWN.fitted(&view.about(), MAX_SECTION.min(page.left)));
    if let Some(sentence) = &view.sentence {
        page.section(&MRKDWN.text(sentence));
    }
    let limits = Limits {
        total: page.left,
        each: MAX_SECTION,
        gap: 0,
        most: MAX_BLOCKS - CLOSING_BLOCKS - page.blocks.len(),
    };
    let items = MRKDWN.items(&view, &limits);
    for item in &items.texts {
        page.section(item);
    }
    page.left += CLOSING_CHARS;
    if let Some(more) = MRKDWN.more(&view, items.more, CLOSING_CHARS - 200) {
        page.section(&more);
    }
    if let Some(coverage) = MRKDWN.coverage(&view, MAX_SECTION.min(page.left)) {
        page.blocks.push(json!({ "type": "divider" }));
        page.context(&coverage);
    }
    (fallback, page.blocks)
}

struct Page {
    blocks: Vec<Value>,
    /// Characters left for all that follows.
    left: usize,
}

impl Page {
    fn header(&mut self, text: &str) {
        let text = PLAIN.fitted(text, MAX_HEADER);
        if !text.is_empty() {
            self.left = self.left.saturating_sub(utf16(&text));
            self.blocks.push(
                json!({ "type": "header", "text": { "type": "plain_text", "text": text, "emoji": false } }),
            );
        }
    }

    fn context(&mut self, text: &str) {
        if !text.is_empty() {
            self.left = self.left.saturating_sub(utf16(text));
            let element = json!({ "type": "mrkdwn", "text": text, "verbatim": true });
            self.blocks.push(json!({ "type": "context", "elements": [element] }));
        }
    }

    fn section(&mut self, text: &str) {
        self.left = self.left.saturating_sub(utf16(text));
        let text = json!({ "type": "mrkdwn", "text": text, "verbatim": true });
        self.blocks.push(json!({ "type": "section", "text": text }));
    }
}
