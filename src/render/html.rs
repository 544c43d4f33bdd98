//! The HTML of a mail: built item by item until the budget is spent.

use std::collections::BTreeSet;

use askama::Template;

use crate::digest::Notice;
use crate::model::RuleName;

use super::catalogue as say;
use super::clean;
use super::group::{Group, Mention};
use super::subject::headline;
use super::view::{AlarmView, StoryView, View};

/// Gmail cuts a mail's HTML at 102 kB and hides the rest.
pub(super) const BUDGET_BYTES: usize = 90_000;
/// Kept free for the link by which a recipient unsubscribes.
const UNSUBSCRIBE_BYTES: usize = 2_000;
/// Kept free for the recipient's address in the mail's last line; a longer one is not shown.
const RECIPIENT_BYTES: usize = 1_500;
/// Stories named under a topic that another topic shows.
const MAX_ALSO: usize = 5;
/// Of what stories may take, at most this part is kept free for those names.
const ALSO_SHARE: usize = 5;
/// What mail programs show after the subject is filled up with nothing, so that no text of the page's head follows it.
const PADDING: &str = "&#847;&zwnj;&nbsp;";
const PADDINGS: usize = 80;
const MAX_PREVIEW_CHARS: usize = 200;

#[derive(Template)]
#[template(path = "frame.html", config = ".askama.toml")]
struct Frame<'a> {
    view: &'a View,
    title: &'a str,
    preview: &'a str,
    padding: &'a str,
    hero: Option<&'a StoryView>,
    footer: String,
    coverage_title: &'static str,
    items: &'a str,
    unsubscribe: Option<&'a str>,
    unsubscribe_word: &'static str,
}

#[derive(Template)]
#[template(path = "topic.html", config = ".askama.toml")]
struct TopicRow<'a> {
    group: &'a Group,
    count: String,
}

#[derive(Template)]
#[template(path = "story.html", config = ".askama.toml")]
struct StoryRow<'a> {
    story: &'a StoryView,
    /// The level of its headline; none where that is the page's own.
    heading: Option<&'static str>,
    first: bool,
    also_in: String,
    outlets_more: String,
    snooze: &'static str,
    machine: &'static str,
    earlier: &'static str,
}

#[derive(Template)]
#[template(path = "also.html", config = ".askama.toml")]
struct AlsoRow<'a> {
    intro: &'static str,
    shown: &'a [Mention],
    more: String,
    first: bool,
}

#[derive(Template)]
#[template(path = "alarm.html", config = ".askama.toml")]
struct AlarmRow<'a> {
    alarm: &'a AlarmView,
    over: &'static str,
}

#[derive(Template)]
#[template(path = "note.html", config = ".askama.toml")]
struct NoteRow<'a> {
    text: &'a str,
    href: Option<&'a str>,
}

/// The notice as the HTML of a mail, at most 90,000 bytes with the line ends of a mail: what does not fit is counted at its end.
#[must_use]
pub fn html(notice: &Notice) -> String {
    let mut letter = Letter::of(notice);
    letter.fill(0);
    letter.to(None, None)
}

/// The HTML of a mail before it has a recipient: of all it shows, only the end is theirs.
pub(super) struct Letter {
    view: View,
    title: String,
    preview: String,
    rule: RuleName,
    items: String,
}

impl Letter {
    /// A letter with room at its end for the link by which its recipient unsubscribes.
    pub(super) fn with_links(notice: &Notice) -> Self {
        let mut letter = Self::of(notice);
        letter.fill(UNSUBSCRIBE_BYTES + RECIPIENT_BYTES);
        letter
    }

    fn of(notice: &Notice) -> Self {
        let view = View::of(notice);
        let (title, preview) = (headline(&view, notice), preview(&view));
        Self { view, title, preview, rule: notice.rule.clone(), items: String::new() }
    }

    fn fill(&mut self, kept_free: usize) {
        let spent = carried(&self.to(None, None)) + carried(&closing(&self.view, usize::MAX)) + kept_free;
        self.items = rows(&self.view, BUDGET_BYTES.saturating_sub(spent));
    }

    /// The whole page with its recipient, and the address where they unsubscribe, unless those are too long for it.
    pub(super) fn to(&self, recipient: Option<&str>, unsubscribe: Option<&str>) -> String {
        // An address may be written with five bytes for each of its own.
        let recipient = recipient.filter(|recipient| recipient.len() * 5 <= RECIPIENT_BYTES);
        written(&Frame {
            view: &self.view,
            title: &self.title,
            preview: &self.preview,
            padding: &PADDING.repeat(PADDINGS),
            hero: self.view.stories().next().filter(|_| self.view.is_headline),
            footer: say::why_sent(&self.rule, recipient),
            coverage_title: say::COVERAGE,
            items: &self.items,
            unsubscribe: unsubscribe.filter(|href| href.len() + 100 <= UNSUBSCRIBE_BYTES),
            unsubscribe_word: say::UNSUBSCRIBE,
        })
    }
}

/// A template without fallible parts written out; writing to a string cannot fail.
pub(super) fn written(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

/// Bytes of a text in a mail, where a line ends with two (RFC 5322 section 2.3).
pub(super) fn carried(text: &str) -> usize {
    text.len() + text.bytes().filter(|byte| *byte == b'\n').count()
}

fn rows(view: &View, budget: usize) -> String {
    let mut page = Page { left: budget, more: view.more, shown: BTreeSet::new() };
    let mut rows = String::new();
    if let Some(sentence) = &view.sentence {
        rows.push_str(&page.take(written(&NoteRow { text: sentence, href: None })).unwrap_or_default());
    }
    rows.push_str(&page.groups(view));
    for alarm in &view.alarms {
        match page.take(written(&AlarmRow { alarm, over: say::OVER })) {
            Some(row) => rows.push_str(&row),
            None => page.more += 1,
        }
    }
    if page.more > 0 {
        rows.push_str(&closing(view, page.more));
    }
    rows
}

struct Page {
    /// Bytes that may still be added.
    left: usize,
    /// Stories left out.
    more: usize,
    /// Stories that stand in the page.
    shown: BTreeSet<usize>,
}

impl Page {
    /// The row, if there is room for it.
    fn take(&mut self, row: String) -> Option<String> {
        self.left = self.left.checked_sub(carried(&row))?;
        Some(row)
    }

    /// Which stories stand in the page is known only when all have been laid out: what each topic has besides comes after that.
    fn groups(&mut self, view: &View) -> String {
        let kept_free = view.groups.iter().filter(|group| !group.also.is_empty());
        let kept_free =
            kept_free.map(|group| carried(&heading(group)) + carried(&also_row(&group.also, true)));
        let kept_free = kept_free.sum::<usize>().min(self.left / ALSO_SHARE);
        self.left -= kept_free;
        let hero = view.is_headline;
        let laid: Vec<String> = view.groups.iter().map(|group| self.stories(group, hero)).collect();
        self.left += kept_free;
        let mut rows = String::new();
        for (group, stories) in view.groups.iter().zip(laid) {
            let also = group.also.iter().filter(|story| self.shown.contains(&story.story));
            let also: Vec<Mention> = also.cloned().collect();
            let first = stories.is_empty();
            rows.push_str(&stories);
            if !also.is_empty() {
                let heading = if first { heading(group) } else { String::new() };
                rows.extend(self.take(format!("{heading}{}", also_row(&also, first))));
            }
        }
        rows
    }

    /// A topic's stories under its heading; nothing where none finds room.
    fn stories(&mut self, group: &Group, hero: bool) -> String {
        let mut rows = String::new();
        for story in &group.stories {
            let above = if rows.is_empty() { heading(group) } else { String::new() };
            let level = if group.title.is_empty() { "h2" } else { "h3" };
            let level = (!hero).then_some(level);
            match self.take(format!("{above}{}", story_row(story, level, rows.is_empty()))) {
                Some(row) => {
                    self.shown.insert(story.story);
                    rows.push_str(&row);
                }
                None => self.more += 1,
            }
        }
        rows
    }
}

fn heading(group: &Group) -> String {
    let count = say::stories(group.count);
    if group.title.is_empty() { String::new() } else { written(&TopicRow { group, count }) }
}

/// "and 970 more", linked to the desk.
fn closing(view: &View, more: usize) -> String {
    written(&NoteRow { text: &say::and_more(more), href: view.desk.as_deref() })
}

fn story_row(story: &StoryView, heading: Option<&'static str>, first: bool) -> String {
    written(&StoryRow {
        story,
        heading,
        first,
        also_in: story.outlets.label(),
        outlets_more: story.outlets.and_more(),
        snooze: say::SNOOZE,
        machine: say::MACHINE,
        earlier: say::EARLIER,
    })
}

fn also_row(also: &[Mention], first: bool) -> String {
    let shown = &also[..also.len().min(MAX_ALSO)];
    let hidden = also.len() - shown.len();
    let more = if hidden > 0 { say::and_more(hidden) } else { String::new() };
    written(&AlsoRow { intro: say::ALSO_ABOUT, shown, more, first })
}

/// What mail programs show beside the subject: what it does not say already.
fn preview(view: &View) -> String {
    let mut stories = view.stories();
    let text = match (stories.next(), stories.next()) {
        (Some(story), None) => clean::text(&story.excerpt),
        (Some(_), Some(_)) => {
            let titles = view.stories().skip(1).take(3).map(|story| clean::text(&story.title));
            titles.collect::<Vec<_>>().join(" · ")
        }
        (None, _) => {
            let alarm = view.alarms.iter().find(|alarm| !alarm.detail.is_empty());
            view.sentence.clone().or_else(|| alarm.map(|alarm| alarm.detail.clone())).unwrap_or_default()
        }
    };
    if text.is_empty() { view.summary.clone() } else { clean::line(&text, MAX_PREVIEW_CHARS) }
}
