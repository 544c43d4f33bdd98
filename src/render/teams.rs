//! An Adaptive Card for the Workflows webhook of Microsoft Teams.

use serde_json::{Value, json};

use crate::digest::Notice;

use super::catalogue as say;
use super::clean::Piece;
use super::earlier::EarlierView;
use super::items::Dialect;
use super::subject::{headline, subject};
use super::view::{Outlets, StoryView, View};

/// Bytes of the whole message; Teams refuses cards from about 28 kB on.
const MAX_BYTES: usize = 20_000;
/// Kept free for "and 970 more" and the coverage.
const CLOSING_BYTES: usize = 4_000;
const MAX_TITLE: usize = 800;
const MAX_LINE: usize = 1_200;
const MAX_ALARM: usize = 1_200;
const MAX_EARLIER: usize = 400;

/// Text stands in `TextRun`s, which know no Markdown; `{{` would still be read as a date to compute.
const RUN: Dialect = Dialect {
    escape: |text, grapheme, _| {
        if grapheme.starts_with('{') && text.ends_with('{') {
            text.push('\u{2060}');
        }
        text.push_str(grapheme);
    },
    strong: str::to_owned,
    headline: |label, _| label.to_owned(),
    link: None,
    length: |text| Value::from(text).to_string().len() - 2,
};

pub(super) fn render(notice: &Notice) -> Vec<u8> {
    let view = View::of(notice);
    let mut card = Card { body: Vec::new(), left: MAX_BYTES - CLOSING_BYTES };
    let fallback = RUN.fitted(&subject(notice), MAX_TITLE);
    card.left -= message(&fallback, &[]).len();
    let heading = RUN.fitted(&headline(&view, notice), MAX_TITLE);
    if !heading.is_empty() {
        card.add(block(&[
            json!({ "type": "TextRun", "text": heading, "size": "Large", "weight": "Bolder" }),
        ]));
    }
    card.add(block(&[subtle(&RUN.fitted(&view.about(), MAX_LINE))]));
    if let Some(sentence) = &view.sentence {
        card.add(block(&[run(sentence)]));
    }
    let mut more = view.more;
    let stories = view.stories().count();
    let (mut heading, mut closed) = (None, false);
    for (at, (begins, view)) in view.headed().enumerate() {
        heading = begins.map(|(topic, count)| topic_line(topic, &count)).or(heading);
        let share = card.left / (stories - at);
        // Nothing ordinary takes the room that something urgent did not find.
        let may_stand = view.is_urgent() || !closed;
        if may_stand && card.add(story(view, heading.as_ref(), share)) {
            heading = None;
        } else {
            closed |= view.is_urgent();
            more += 1;
        }
    }
    for alarm in &view.alarms {
        let over = if alarm.cleared { format!(" ({})", say::OVER) } else { String::new() };
        let title = strong(&RUN.text(&format!("{}: {}{over}", alarm.title, alarm.subject)));
        let detail = run(&RUN.fitted(&alarm.detail, MAX_ALARM));
        let mut blocks = vec![block(&[title])];
        blocks.extend((!alarm.detail.is_empty()).then(|| block(&[detail])));
        blocks.push(block(&[subtle(&alarm.since)]));
        more += usize::from(!card.add(container(&blocks, false)));
    }
    card.left += CLOSING_BYTES;
    if more > 0 {
        let text = strong(&say::and_more(more));
        let desk = view.desk.as_deref().filter(|desk| desk.len() <= MAX_LINE);
        card.add(block(&[desk.map_or_else(|| text.clone(), |desk| linked(text.clone(), desk))]));
    }
    if let Some(coverage) = RUN.coverage(&view, MAX_LINE) {
        card.add(block(&[subtle(&coverage)]));
    }
    message(&fallback, &card.body)
}

/// The body as it is posted: a message with one card.
fn message(fallback: &str, body: &[Value]) -> Vec<u8> {
    let card = json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": fallback,
        "msteams": { "width": "Full" },
        "body": body,
    });
    let attachment = json!({ "contentType": "application/vnd.microsoft.card.adaptive", "content": card });
    json!({ "type": "message", "attachments": [attachment] }).to_string().into_bytes()
}

struct Card {
    body: Vec<Value>,
    left: usize,
}

impl Card {
    /// Adds an element with the comma before it, if there is room for it.
    fn add(&mut self, element: Value) -> bool {
        let bytes = element.to_string().len() + 1;
        let fits = bytes <= self.left;
        if fits {
            self.left -= bytes;
            self.body.push(element);
        }
        fits
    }
}

/// A topic above its first story.
fn topic_line(topic: &str, count: &str) -> Value {
    let topic = RUN.fitted(topic, MAX_TITLE);
    block(&[json!({ "type": "TextRun", "text": topic, "size": "Large" }), subtle(count)])
}

/// Headline, what is known of it, and as much of the excerpt as `share` bytes allow, under the topic that begins with it.
fn story(story: &StoryView, heading: Option<&Value>, share: usize) -> Value {
    let title = strong(&RUN.title(story, MAX_TITLE));
    let title = story.href.as_deref().map_or_else(|| title.clone(), |href| linked(title.clone(), href));
    let mut blocks: Vec<Value> = heading.cloned().into_iter().collect();
    blocks.push(block(&[title]));
    let meta = RUN.meta(story, MAX_LINE);
    let mut below: Vec<Value> = (!meta.is_empty()).then(|| subtle(&meta)).into_iter().collect();
    if let Some(href) = &story.snooze_in_chat {
        below.push(subtle(if below.is_empty() { "" } else { " · " }));
        below.push(linked(subtle(say::SNOOZE), href));
    }
    if !below.is_empty() {
        blocks.push(block(&below));
    }
    let rtl = story.dir == "rtl";
    let used = container(&blocks, rtl).to_string().len();
    let room = share.saturating_sub(used);
    let earlier = story.earlier.as_ref().and_then(|story| earlier(story, room / 2));
    let taken = earlier.as_ref().map_or(0, |block| block.to_string().len() + 1);
    let excerpt = if story.outlets.are_news {
        news(&story.outlets, room)
    } else {
        excerpt(&story.excerpt, room - taken)
    };
    if !excerpt.is_empty() {
        blocks.push(block(&excerpt));
    }
    blocks.extend(earlier);
    container(&blocks, rtl)
}

/// "Earlier: …" in at most `room` bytes; without its address where only that is too long.
fn earlier(story: &EarlierView, room: usize) -> Option<Value> {
    let title = subtle(&RUN.fitted(&story.title, MAX_EARLIER));
    let line =
        |title| block(&[subtle(&format!("{} ", say::EARLIER)), title, subtle(&format!(", {}", story.when))]);
    let with_address = story.href.as_deref().map(|href| line(linked(title.clone(), href)));
    with_address.into_iter().chain([line(title)]).find(|block| block.to_string().len() < room)
}

/// Runs of an excerpt, hits marked, in at most `room` bytes.
fn excerpt(pieces: &[Piece], room: usize) -> Vec<Value> {
    let mut left = room.saturating_sub(block(&[]).to_string().len());
    let mut runs = Vec::new();
    for piece in pieces {
        let marked = |text: &str| {
            let mut run = run(text);
            if piece.hit {
                run["highlight"] = true.into();
            }
            run
        };
        let frame = marked("").to_string().len() + 1;
        let text = RUN.fitted(&piece.text, left.saturating_sub(frame));
        // Less than a clause is no help.
        if text.is_empty() || (runs.is_empty() && left < 200) {
            break;
        }
        let run = marked(&text);
        left = left.saturating_sub(run.to_string().len() + 1);
        runs.push(run);
    }
    runs
}

/// The outlets that are new, each with its own address, in at most `room` bytes.
fn news(outlets: &Outlets, room: usize) -> Vec<Value> {
    let mut runs = vec![run(&format!("{} ", outlets.label()))];
    for (at, outlet) in outlets.shown.iter().enumerate() {
        let site = run(&format!("{}{}", if at == 0 { "" } else { "  " }, RUN.text(&outlet.site)));
        runs.push(outlet.href.as_deref().map_or_else(|| site.clone(), |href| linked(site.clone(), href)));
        if block(&runs).to_string().len() > room {
            runs.pop();
            break;
        }
    }
    if runs.len() > 1 { runs } else { Vec::new() }
}

fn container(blocks: &[Value], rtl: bool) -> Value {
    let mut container = json!({ "type": "Container", "separator": true, "items": blocks });
    if rtl {
        container["rtl"] = true.into();
    }
    container
}

fn block(runs: &[Value]) -> Value {
    json!({ "type": "RichTextBlock", "spacing": "Small", "inlines": runs })
}

fn run(text: &str) -> Value {
    json!({ "type": "TextRun", "text": text })
}

fn strong(text: &str) -> Value {
    json!({ "type": "TextRun", "text": text, "weight": "Bolder" })
}

fn subtle(text: &str) -> Value {
    json!({ "type": "TextRun", "text": text, "size": "Small", "isSubtle": true })
}

fn linked(mut run: Value, href: &str) -> Value {
    run["selectAction"] = json!({ "type": "Action.OpenUrl", "url": href });
    run
}
