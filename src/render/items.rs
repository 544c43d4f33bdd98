//! What every chat shares: stories and alarms written one by one, each whole, until the channel's budget is spent.

use unicode_segmentation::UnicodeSegmentation as _;

use super::catalogue as say;
use super::clean::{self, Piece};
use super::escape::disarmed;
use super::view::{AlarmView, Outlets, StoryView, View};

/// Units of a headline, of its address, and of the line below it.
const MAX_TITLE: usize = 500;
const MAX_LINK: usize = 1_500;
const MAX_META: usize = 700;
/// Units of the headline of an earlier story.
const MAX_EARLIER: usize = 200;
/// An excerpt with less room than a clause is no help.
const MIN_EXCERPT: usize = 60;

/// How one kind of channel writes.
pub(super) struct Dialect {
    /// Appends a grapheme of foreign text so that it is nothing but text; true at the beginning of a line.
    pub(super) escape: fn(&mut String, &str, bool),
    /// Emphasis around what is escaped already.
    pub(super) strong: fn(&str) -> String,
    /// An escaped headline, linked where there is an address.
    pub(super) headline: fn(&str, Option<&str>) -> String,
    /// A quiet link within text, where the channel has such: label and address.
    pub(super) link: Option<fn(&str, &str) -> String>,
    /// In the units in which the channel counts.
    pub(super) length: fn(&str) -> usize,
}

/// What the items of one message may take.
pub(super) struct Limits {
    /// Of all items together, in the dialect's units.
    pub(super) total: usize,
    /// Of one.
    pub(super) each: usize,
    /// What parts two of them.
    pub(super) gap: usize,
    /// How many.
    pub(super) most: usize,
}

/// The items that found room.
pub(super) struct Items {
    pub(super) texts: Vec<String>,
    /// Left out, by the rule or for want of room.
    pub(super) more: usize,
    /// Of the budget.
    pub(super) left: usize,
}

impl Items {
    /// Whether it found room.
    fn take(&mut self, text: Option<String>, dialect: &Dialect, limits: &Limits) -> bool {
        let fits = |text: &String| {
            let length = (dialect.length)(text) + limits.gap;
            length <= self.left && self.texts.len() < limits.most
        };
        let Some(text) = text.filter(fits) else {
            self.more += 1;
            return false;
        };
        self.left -= (dialect.length)(&text) + limits.gap;
        self.texts.push(text);
        true
    }
}

impl Dialect {
    /// Foreign text as this channel writes it, whole.
    pub(super) fn text(&self, foreign: &str) -> String {
        self.fitted(foreign, usize::MAX)
    }

    /// Foreign text in at most `room` units, cut with `…`, never within a grapheme or an escape.
    pub(super) fn fitted(&self, foreign: &str, room: usize) -> String {
        let foreign = disarmed(foreign);
        let (mut text, mut used) = (String::new(), 0);
        // Where the text must end if its rest does not fit behind the ellipsis.
        let mut cut = 0;
        let ellipsis = (self.length)("…");
        for grapheme in foreign.graphemes(true) {
            let before = text.len();
            (self.escape)(&mut text, grapheme, before == 0);
            used += (self.length)(&text[before..]);
            if used > room {
                text.truncate(cut);
                if room >= ellipsis {
                    text.push('…');
                }
                break;
            }
            if used + ellipsis <= room {
                cut = text.len();
            }
        }
        text
    }

    /// Every story and alarm in order, under the headings of their topics where there are several. Each story may take its share of what is left, so that the last one still finds room.
    pub(super) fn items(&self, view: &View, limits: &Limits) -> Items {
        let mut items = Items { texts: Vec::new(), more: view.more, left: limits.total };
        let stories = view.stories().count();
        // A topic's heading stands on the first of its stories that finds room, never alone.
        let mut heading = String::new();
        let mut closed = false;
        for (at, (begins, story)) in view.headed().enumerate() {
            if let Some((topic, count)) = begins {
                heading = format!("{}{}\n\n", (self.strong)(&self.text(topic)), self.text(&count));
            }
            // Nothing ordinary takes the room that something urgent did not find.
            if closed && !story.is_urgent() {
                items.more += 1;
                continue;
            }
            let above = (self.length)(&heading);
            let share = (items.left / (stories - at)).saturating_sub(limits.gap + above);
            let most = limits.each.min(items.left.saturating_sub(limits.gap)).saturating_sub(above);
            let text = self.story(story, most, share).map(|text| format!("{heading}{text}"));
            if items.take(text, self, limits) {
                heading.clear();
            } else {
                closed |= story.is_urgent();
            }
        }
        for alarm in &view.alarms {
            let text = self.alarm(alarm, limits.each);
            items.take(Some(text), self, limits);
        }
        items
    }

    /// Headline, what is known of it, and as much of the excerpt as `share` allows; `None` when that is over `most` units.
    fn story(&self, story: &StoryView, most: usize, share: usize) -> Option<String> {
        let title = self.title(story, MAX_TITLE);
        let link =
            story.href.as_deref().filter(|href| (self.length)(&(self.headline)("", Some(href))) <= MAX_LINK);
        let text = format!("{}\n{}", (self.headline)(&title, link), self.meta(story, MAX_META));
        let used = (self.length)(&text);
        if used > most {
            return None;
        }
        let below = self.below(story, share.min(most).saturating_sub(used + 1));
        Some(if below.is_empty() { text } else { format!("{text}\n{below}") })
    }

    /// Why it is told and its headline, escaped; never empty.
    pub(super) fn title(&self, story: &StoryView, room: usize) -> String {
        let title = clean::text(&story.title);
        let title = format!("{}{}", lead(story), if title.is_empty() { "…" } else { &title });
        let title = self.fitted(&title, room);
        if title.is_empty() { "…".to_owned() } else { title }
    }

    /// The headline as a machine translated it.
    pub(super) fn translated(&self, story: &StoryView) -> Option<String> {
        story.translation.as_deref().map(|text| self.text(&format!("“{text}” ({})", say::MACHINE)))
    }

    /// What is known of a story besides its headline: its translation and [`Self::facts`], as far as `room` goes.
    pub(super) fn meta(&self, story: &StoryView, room: usize) -> String {
        self.joined(
            self.translated(story).map(|text| (" · ", text)).into_iter().chain(self.facts(story)),
            room,
        )
    }

    /// Site, language, time, topics and how many others have it, as far as `room` goes.
    pub(super) fn known(&self, story: &StoryView, room: usize) -> String {
        self.joined(self.facts(story), room)
    }

    fn facts<'a>(&'a self, story: &'a StoryView) -> impl Iterator<Item = (&'static str, String)> + 'a {
        let badges = story.remarks().map(|badge| (" · ", (self.strong)(&self.text(&badge.text))));
        let facts = story.meta.iter().map(|part| (" · ", self.text(part)));
        let topics = story.why.iter().enumerate();
        let topics = topics.map(|(at, why)| (if at == 0 { " · " } else { ", " }, self.text(&why.topic)));
        let outlets = (story.outlets.count > 0 && !story.outlets.are_news)
            .then(|| (" · ", self.text(story.outlets.label().trim_end_matches(':'))));
        let snooze = story.snooze_in_chat.as_deref().zip(self.link);
        let snooze = snooze.map(|(href, link)| (" · ", link(say::SNOOZE, href)));
        badges.chain(facts).chain(topics).chain(outlets).chain(snooze)
    }

    /// Parts with what stands before each but the first, those that find room.
    fn joined(&self, parts: impl Iterator<Item = (&'static str, String)>, room: usize) -> String {
        let (mut line, mut used) = (String::new(), 0);
        for (gap, part) in parts {
            let gap = if line.is_empty() { "" } else { gap };
            let length = (self.length)(gap) + (self.length)(&part);
            if used + length <= room {
                line.push_str(gap);
                line.push_str(&part);
                used += length;
            }
        }
        line
    }

    /// The beginning of an excerpt in at most `room` units, hits strong.
    pub(super) fn excerpt(&self, pieces: &[Piece], room: usize) -> String {
        if room < MIN_EXCERPT {
            return String::new();
        }
        let (mut text, mut used) = (String::new(), 0);
        for (at, piece) in pieces.iter().enumerate() {
            let part = self.piece(pieces, at, text.is_empty());
            let length = (self.length)(&part);
            if used + length < room {
                text.push_str(&part);
                used += length;
                continue;
            }
            text.push_str(&self.fitted(&piece.text, room - used));
            break;
        }
        text
    }

    /// What stands below a headline and what is known of it, in at most `room` units: the excerpt, and where half of the
    /// room is enough for it the story that this one goes on from.
    pub(super) fn below(&self, story: &StoryView, room: usize) -> String {
        if story.outlets.are_news {
            return self.news(&story.outlets, room);
        }
        let Some(earlier) = self.earlier(story, room / 2) else { return self.excerpt(&story.excerpt, room) };
        let left = room.saturating_sub((self.length)(&earlier) + 1);
        let excerpt = self.excerpt(&story.excerpt, left);
        if excerpt.is_empty() { earlier } else { format!("{excerpt}\n{earlier}") }
    }

    /// The outlets that are new, each with its own address where there is room, in at most `room` units.
    fn news(&self, outlets: &Outlets, room: usize) -> String {
        let mut text = self.text(&outlets.label());
        let mut gap = if self.link.is_some() { " " } else { "\n" };
        for outlet in &outlets.shown {
            let site = self.text(&outlet.site);
            let linked = outlet.href.as_deref().map(|href| match self.link {
                Some(link) => link(&site, href),
                None => format!("{site}\n{href}"),
            });
            let left = room.saturating_sub((self.length)(&text) + gap.len());
            let found = linked.into_iter().chain([site]).find(|part| (self.length)(part) <= left);
            let Some(part) = found else { break };
            text = format!("{text}{gap}{part}");
            gap = if self.link.is_some() { ", " } else { "\n" };
        }
        if (self.length)(&text) <= room { text } else { String::new() }
    }

    /// "Earlier: …" with its address, in at most `room` units; without the address where only that is too long.
    fn earlier(&self, story: &StoryView, room: usize) -> Option<String> {
        let earlier = story.earlier.as_ref()?;
        let title = self.fitted(&earlier.title, MAX_EARLIER);
        let told = |title: &str| format!("{} {title}, {}", say::EARLIER, self.text(&earlier.when));
        let with_address = earlier.href.as_deref().map(|href| match self.link {
            Some(link) => told(&link(&title, href)),
            None => format!("{}\n{href}", told(&title)),
        });
        with_address.into_iter().chain([told(&title)]).find(|line| (self.length)(line) <= room)
    }

    fn piece(&self, pieces: &[Piece], at: usize, first: bool) -> String {
        let piece = &pieces[at];
        if piece.hit && stands_alone(pieces, at) {
            let lead = &piece.text[..piece.text.len() - piece.text.trim_start().len()];
            return format!("{lead}{}", (self.strong)(&self.text(piece.text.trim())));
        }
        let mut text = String::new();
        for grapheme in disarmed(&piece.text).graphemes(true) {
            let line_begins = first && text.is_empty();
            (self.escape)(&mut text, grapheme, line_begins);
        }
        text
    }

    fn alarm(&self, alarm: &AlarmView, each: usize) -> String {
        let over = if alarm.cleared { format!(" ({})", say::OVER) } else { String::new() };
        let title = (self.strong)(&self.text(&format!("{}: {}", alarm.title, alarm.subject)));
        let text = format!("{title}{}\n", self.text(&over));
        let since = self.text(&alarm.since);
        let room = each.saturating_sub((self.length)(&text) + (self.length)(&since) + 1);
        let detail = self.fitted(&alarm.detail, room);
        if detail.is_empty() { format!("{text}{since}") } else { format!("{text}{detail}\n{since}") }
    }

    /// "and 970 more", linked to the desk where the address is no longer than `room`.
    pub(super) fn more(&self, view: &View, more: usize, room: usize) -> Option<String> {
        let text = self.text(&say::and_more(more));
        let linked = |desk| (self.headline)(&text, desk);
        let desk = view.desk.as_deref().filter(|desk| (self.length)(&linked(Some(desk))) <= room);
        (more > 0).then(|| linked(desk))
    }

    /// How well Vigie could see, in at most `room` units.
    pub(super) fn coverage(&self, view: &View, room: usize) -> Option<String> {
        let lines = format!("{}.", view.coverage.join("; "));
        (!view.coverage.is_empty()).then(|| self.fitted(&lines, room))
    }

    /// A whole message as one text of at most `total` units, with what stands above and below its items.
    pub(super) fn page(&self, view: &View, frame: &Frame<'_>, total: usize) -> String {
        let share = total / 6;
        let heading = frame.heading.map(|text| self.fitted(text, share)).filter(|text| !text.is_empty());
        let mut head: Vec<String> = heading.iter().map(|text| (self.strong)(text)).collect();
        head.push(self.fitted(frame.about, share));
        head.retain(|line| !line.is_empty());
        let mut parts = vec![head.join("\n")];
        parts.retain(|part| !part.is_empty());
        parts.extend(view.sentence.as_deref().map(|sentence| self.text(sentence)));
        let coverage = self.coverage(view, share).filter(|_| frame.coverage);
        let everything = view.more + view.stories().count() + view.alarms.len();
        let most = self.more(view, everything, share);
        let fixed = parts.iter().chain(&coverage).chain(&most);
        let spent: usize = fixed.map(|part| (self.length)(part) + 2).sum();
        let limits = Limits { total: total.saturating_sub(spent), each: total, gap: 2, most: usize::MAX };
        let items = self.items(view, &limits);
        parts.extend(items.texts);
        parts.extend(self.more(view, items.more, share));
        parts.extend(coverage);
        parts.join("\n\n")
    }
}

/// What stands above and below the items of a message that is one text.
pub(super) struct Frame<'a> {
    /// Unless the channel shows it elsewhere.
    pub(super) heading: Option<&'a str>,
    /// The line below it; empty where there is none.
    pub(super) about: &'a str,
    /// Whether it ends with how well Vigie could see.
    pub(super) coverage: bool,
}

/// Why a story is told, where it is not simply new: `🔴 URGENT · `.
fn lead(story: &StoryView) -> String {
    story.leads().fold(String::new(), |mut line, badge| {
        line.push_str(if badge.urgent { "🔴 " } else { "" });
        line.push_str(&badge.text.to_uppercase());
        line.push_str(" · ");
        line
    })
}

/// Emphasis is read only between spaces or punctuation.
fn stands_alone(pieces: &[Piece], at: usize) -> bool {
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let before = at.checked_sub(1).and_then(|at| pieces[at].text.chars().next_back());
    let after = pieces.get(at + 1).and_then(|piece| piece.text.chars().next());
    let text = pieces[at].text.trim();
    !text.is_empty() && !text.contains('*') && apart(before) && apart(after)
}
