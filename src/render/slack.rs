//! Slack Block Kit for an incoming webhook.

use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::digest::Notice;

use super::catalogue as say;
use super::clean::{self, Piece};
use super::subject::{headline, subject};
use super::view::{StoryView, View};

/// Blocks of one message.
const MAX_BLOCKS: usize = 50;
/// Kept free for the coverage and "and 970 more".
const CLOSING_BLOCKS: usize = 3;
/// Characters of one section.
const MAX_SECTION: usize = 3_000;
/// Characters of a header.
const MAX_HEADER: usize = 150;
/// Characters of a headline's address, of the headline, and of the line below it: together less than a section.
const MAX_LINK: usize = 1_500;
const MAX_TITLE: usize = 500;
const MAX_META: usize = 700;
/// Characters of all text in one message; beyond it Slack refuses or folds.
const MAX_TOTAL: usize = 12_000;
/// Kept free for the closing blocks.
const CLOSING_CHARS: usize = 1_500;

/// The body for the webhook. Sections are `verbatim`, so Slack makes no links or mentions of its own.
pub(super) fn render(notice: &Notice) -> Vec<u8> {
    let view = View::of(notice);
    let fallback = escaped(&subject(notice));
    let mut page =
        Page { blocks: Vec::new(), left: MAX_TOTAL.saturating_sub(length(&fallback) + CLOSING_CHARS) };
    page.header(&headline(&view, notice));
    let line = [&view.newsroom, &view.date, &view.summary].map(String::as_str);
    page.context(&line.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "));
    if let Some(sentence) = view.sentence {
        page.section(&escaped(sentence));
    }
    let mut more = view.more;
    let stories: Vec<&StoryView> = view.stories().collect();
    for (at, story) in stories.iter().enumerate() {
        // Each story may take its share of what is left, so that the last one still finds room.
        let share = page.left / (stories.len() - at);
        more += usize::from(!page.story(story, share));
    }
    for alarm in &view.alarms {
        let over = if alarm.cleared { format!(" ({})", say::OVER) } else { String::new() };
        let title = format!("*{}: {}*{over}", escaped(&alarm.title), escaped(&alarm.subject));
        let text = format!("{title}\n{}\n{}", escaped(&alarm.detail), escaped(&alarm.since));
        more += usize::from(!page.fits(&text) || !page.section(&text));
    }
    page.left += CLOSING_CHARS;
    page.close(&view, more);
    json!({ "text": fallback, "blocks": page.blocks }).to_string().into_bytes()
}

struct Page {
    blocks: Vec<Value>,
    /// Characters left for all that follows.
    left: usize,
}

impl Page {
    fn fits(&self, text: &str) -> bool {
        length(text) <= self.left && self.blocks.len() + CLOSING_BLOCKS < MAX_BLOCKS
    }

    fn header(&mut self, text: &str) {
        let text = fitted(&clean::line(&unmentioned(text), MAX_HEADER), MAX_HEADER);
        if !text.is_empty() {
            self.left = self.left.saturating_sub(length(&text));
            self.blocks.push(
                json!({ "type": "header", "text": { "type": "plain_text", "text": text, "emoji": false } }),
            );
        }
    }

    fn context(&mut self, text: &str) {
        let text = fitted(&escaped(text), MAX_SECTION.min(self.left));
        if !text.is_empty() {
            self.left = self.left.saturating_sub(length(&text));
            let element = json!({ "type": "mrkdwn", "text": text, "verbatim": true });
            self.blocks.push(json!({ "type": "context", "elements": [element] }));
        }
    }

    fn section(&mut self, text: &str) -> bool {
        if text.is_empty() || length(text) > MAX_SECTION {
            return false;
        }
        self.left = self.left.saturating_sub(length(text));
        let text = json!({ "type": "mrkdwn", "text": text, "verbatim": true });
        self.blocks.push(json!({ "type": "section", "text": text }));
        true
    }

    /// One section a story: headline, what is known of it, as much of the excerpt as its share allows.
    fn story(&mut self, story: &StoryView, share: usize) -> bool {
        let title: String = story.title.iter().map(|piece| piece.text.as_str()).collect();
        let title = fitted(&escaped(&title), MAX_TITLE);
        let shown = if title.is_empty() { "…" } else { title.as_str() };
        let link = story.href.as_deref().map(escaped).filter(|href| length(href) <= MAX_LINK);
        let mut text = match link {
            Some(href) => format!("*<{href}|{}>*", shown.replace('|', "¦")),
            None => format!("*{shown}*"),
        };
        let mut meta: Vec<String> = story.badges.iter().map(|badge| format!("*{}*", badge.text)).collect();
        meta.extend(story.meta.iter().map(|part| escaped(part)));
        let topics: Vec<String> = story.why.iter().map(|why| escaped(&why.topic)).collect();
        if !topics.is_empty() {
            meta.push(topics.join(", "));
        }
        if story.outlets.count > 0 {
            meta.push(escaped(say::also_in(story.outlets.count).trim_end_matches(':')));
        }
        text = format!("{text}\n{}", fitted(&meta.join(" · "), MAX_META));
        if !self.fits(&text) {
            return false;
        }
        let room = share.min(MAX_SECTION).saturating_sub(length(&text) + 1);
        let excerpt = excerpt(&story.excerpt, room);
        if !excerpt.is_empty() {
            text = format!("{text}\n{excerpt}");
        }
        self.section(&text)
    }

    fn close(&mut self, view: &View, more: usize) {
        if more > 0 {
            let text = escaped(&say::and_more(more));
            let desk = view.desk.as_ref().map(|desk| format!("*<{}|{text}>*", escaped(desk)));
            let linked = desk.filter(|linked| length(linked) + 200 <= self.left);
            self.section(&linked.unwrap_or_else(|| format!("*{text}*")));
        }
        if !view.coverage.is_empty() {
            self.blocks.push(json!({ "type": "divider" }));
            self.context(&format!("{}.", view.coverage.join("; ")));
        }
    }
}

/// The beginning of an excerpt in at most `room` characters, hits bold.
fn excerpt(pieces: &[Piece], room: usize) -> String {
    // Less than a clause is no help.
    if room < 60 {
        return String::new();
    }
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let part = escaped(&piece.text);
        let part = if piece.hit && stands_alone(pieces, at) { bold(&part) } else { part };
        if length(&text) + length(&part) < room {
            text.push_str(&part);
            continue;
        }
        let left = room.saturating_sub(length(&text));
        text.push_str(&fitted(&escaped(&piece.text), left));
        break;
    }
    // A mention may begin in one piece and end in the next.
    fitted(&unmentioned(&text), room)
}

/// Slack reads `*` as bold only between spaces or punctuation.
fn stands_alone(pieces: &[Piece], at: usize) -> bool {
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let before = at.checked_sub(1).and_then(|at| pieces[at].text.chars().next_back());
    let after = pieces.get(at + 1).and_then(|piece| piece.text.chars().next());
    !pieces[at].text.contains('*') && apart(before) && apart(after)
}

fn bold(text: &str) -> String {
    let lead = &text[..text.len() - text.trim_start().len()];
    format!("{lead}*{}*", text.trim())
}

/// Exactly `&`, `<` and `>`, as Slack asks, with mentions disarmed.
fn escaped(text: &str) -> String {
    unmentioned(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// `@channel`, `@here` and `@everyone` with an invisible joiner inside: read as before, calling nobody.
fn unmentioned(text: &str) -> String {
    let mut text = text.to_owned();
    for word in ["channel", "here", "everyone"] {
        let mention = format!("@{word}");
        if text.contains(&mention) {
            text = text.replace(&mention, &format!("@\u{2060}{word}"));
        }
    }
    text
}

/// Slack counts UTF-16 units.
fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Escaped text in at most `room` UTF-16 units, cut with `…`, never within a grapheme or an escape.
fn fitted(text: &str, room: usize) -> String {
    if length(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for grapheme in text.graphemes(true) {
        used += length(grapheme);
        if used > room {
            break;
        }
        kept.push_str(grapheme);
    }
    if let Some(at) = kept.rfind('&')
        && !kept[at..].contains(';')
    {
        kept.truncate(at);
    }
    if room > 0 {
        kept.push('…');
    }
    kept
}
