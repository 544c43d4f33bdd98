//! Embeds for a Discord webhook.

use serde_json::{Value, json};

use crate::digest::Notice;

use super::clean;
use super::escape::{disarmed, utf16};
use super::items::Limits;
use super::mattermost::MARKDOWN;
use super::subject::headline;
use super::view::View;

/// Embeds of one message, the closing one included.
const MAX_EMBEDS: usize = 10;
/// Characters of an embed's title and description.
const MAX_TITLE: usize = 256;
const MAX_DESCRIPTION: usize = 4_096;
/// Characters of a topic above its first story; 256 units are allowed.
const MAX_HEADING: usize = 100;
/// Characters of all embeds; the line above them is counted too.
const MAX_TOTAL: usize = 6_000;
/// Characters of the line above the embeds, and of the coverage.
const MAX_HEAD: usize = 500;
const MAX_COVERAGE: usize = 800;
/// Of "and 970 more" with the desk's address.
const MAX_MORE: usize = 400;
/// Units of the line below a headline, and of an excerpt.
const MAX_META: usize = 400;
/// Left edge of an embed, and of one that is urgent.
const BLUE: u32 = 0x0017_456b;
const RED: u32 = 0x00b4_472f;

/// `allowed_mentions` lets no name in a headline call anybody.
pub(super) fn render(notice: &Notice) -> Vec<u8> {
    let view = View::of(notice);
    let heading = MARKDOWN.fitted(&headline(&view, notice), MAX_HEAD / 2);
    let about = MARKDOWN.fitted(&view.about(), MAX_HEAD / 2 - 10);
    let mut content = if heading.is_empty() { about } else { format!("**{heading}**\n{about}") };
    if let Some(sentence) = &view.sentence {
        content = format!("{content}\n{sentence}");
    }
    let coverage = MARKDOWN.coverage(&view, MAX_COVERAGE);
    let spent = utf16(&content) + coverage.as_deref().map_or(0, utf16) + MAX_MORE;
    let left = MAX_TOTAL.saturating_sub(spent);
    let few = view.alarms.is_empty() && view.stories().count() < MAX_EMBEDS;
    let (mut embeds, more) = if few { cards(&view, left) } else { list(&view, left) };
    if let Some(closing) = closing(MARKDOWN.more(&view, more, MAX_MORE), coverage) {
        embeds.push(closing);
    }
    json!({ "content": content, "embeds": embeds, "allowed_mentions": { "parse": [] } })
        .to_string()
        .into_bytes()
}

/// An embed a story.
fn cards(view: &View, mut left: usize) -> (Vec<Value>, usize) {
    let stories = view.stories().count();
    let (mut embeds, mut more) = (Vec::new(), view.more);
    let (mut heading, mut closed) = (None, false);
    for (at, (begins, story)) in view.headed().enumerate() {
        // Shown as it stands, without Markdown.
        let begins =
            begins.map(|(topic, count)| disarmed(&format!("{}{count}", clean::line(topic, MAX_HEADING))));
        heading = begins.or(heading);
        let above = heading.as_deref().map_or(0, utf16);
        let share = (left / (stories - at)).saturating_sub(above);
        let title = MARKDOWN.title(story, MAX_TITLE.min(share / 2));
        let meta = MARKDOWN.meta(story, MAX_META.min(share / 2));
        let room = share.min(MAX_DESCRIPTION).saturating_sub(utf16(&title) + utf16(&meta) + 1);
        let below = MARKDOWN.below(story, room);
        let description = if below.is_empty() { meta } else { format!("{meta}\n{below}") };
        let used = utf16(&title) + utf16(&description) + above;
        // Nothing ordinary takes the room that something urgent did not find.
        if used > left || (closed && !story.is_urgent()) {
            closed |= story.is_urgent();
            more += 1;
            continue;
        }
        left -= used;
        let colour = if story.is_urgent() { RED } else { BLUE };
        let mut embed = json!({ "title": title, "color": colour });
        if !description.is_empty() {
            embed["description"] = description.into();
        }
        if let Some(href) = &story.href {
            embed["url"] = href.as_str().into();
        }
        if let Some(heading) = heading.take() {
            embed["author"] = json!({ "name": heading });
        }
        embeds.push(embed);
    }
    (embeds, more)
}

/// Many stories, or alarms, as a list in as few embeds as hold it.
fn list(view: &View, left: usize) -> (Vec<Value>, usize) {
    let limits = Limits { total: left, each: MAX_DESCRIPTION, gap: 2, most: usize::MAX };
    let items = MARKDOWN.items(view, &limits);
    let mut texts: Vec<String> = Vec::new();
    for item in items.texts {
        match texts.last_mut() {
            Some(last) if utf16(last) + 2 + utf16(&item) <= MAX_DESCRIPTION => {
                last.push_str("\n\n");
                last.push_str(&item);
            }
            _ => texts.push(item),
        }
    }
    (texts.into_iter().map(|text| json!({ "description": text, "color": BLUE })).collect(), items.more)
}

fn closing(more: Option<String>, coverage: Option<String>) -> Option<Value> {
    let text = [more, coverage].into_iter().flatten().collect::<Vec<_>>().join("\n");
    (!text.is_empty()).then(|| json!({ "description": text }))
}
