//! Markdown for a Mattermost incoming webhook.

use serde_json::json;

use crate::digest::Notice;

use super::escape::{escape_markdown, utf16};
use super::items::{Dialect, Frame};
use super::subject::headline;
use super::view::View;

/// Characters of one post; Mattermost counts code points, of which UTF-16 has never fewer units.
const MAX_TEXT: usize = 16_383;

/// Markdown as Mattermost and Discord read it. Parentheses would end an address, and a backslash keep it
/// from ending, so they are written as bytes.
pub(super) const MARKDOWN: Dialect = Dialect {
    escape: escape_markdown,
    strong: |text| format!("**{text}**"),
    headline: |label, href| match href {
        Some(href) => format!("**{}**", linked(label, href)),
        None => format!("**{label}**"),
    },
    link: Some(linked),
    length: utf16,
};

fn linked(label: &str, href: &str) -> String {
    let href = href.replace('(', "%28").replace(')', "%29").replace('\\', "%5C");
    format!("[{label}]({href})")
}

pub(super) fn render(notice: &Notice) -> Vec<u8> {
    let view = View::of(notice);
    let (heading, about) = (headline(&view, notice), view.about());
    let frame = Frame { heading: Some(&heading), about: &about, coverage: true };
    let text = MARKDOWN.page(&view, &frame, MAX_TEXT);
    json!({ "text": text }).to_string().into_bytes()
}
