//! The HTML of a mail: built item by item until the budget is spent.

use std::collections::BTreeSet;

use askama::Template;

use crate::digest::Notice;

use super::catalogue as say;
use super::clean;
use super::subject::headline;
use super::view::{AlarmView, Group, Mention, StoryView, View};

/// Gmail cuts a mail's HTML at 102 kB and hides the rest.
pub(super) const BUDGET_BYTES: usize = 90_000;
/// Kept free for the link by which a recipient unsubscribes.
const UNSUBSCRIBE_BYTES: usize = 2_000;
/// Stories named under a topic that another topic shows.
const MAX_ALSO: usize = 5;

#[derive(Template)]
#[template(path = "frame.html", config = ".askama.toml")]
struct Frame<'a> {
    view: &'a View,
    title: &'a str,
    preview: &'a str,
    rule: &'a str,
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
    letter.to(None)
}

/// The HTML of a mail before it has a recipient: of all it shows, only the end is theirs.
pub(super) struct Letter {
    view: View,
    title: String,
    preview: String,
    rule: String,
    items: String,
}

impl Letter {
    /// A letter with room at its end for the link by which its recipient unsubscribes.
    pub(super) fn with_links(notice: &Notice) -> Self {
        let mut letter = Self::of(notice);
        letter.fill(UNSUBSCRIBE_BYTES);
        letter
    }

    fn of(notice: &Notice) -> Self {
        let view = View::of(notice);
        let (title, preview) = (headline(&view, notice), preview(&view));
        Self { view, title, preview, rule: notice.rule.to_string(), items: String::new() }
    }

    fn fill(&mut self, kept_free: usize) {
        let spent = carried(&self.to(None)) + carried(&closing(&self.view, usize::MAX)) + kept_free;
        self.items = rows(&self.view, BUDGET_BYTES.saturating_sub(spent));
    }

    /// The whole page, with the address where its recipient unsubscribes, unless that is too long for it.
    pub(super) fn to(&self, unsubscribe: Option<&str>) -> String {
        written(&Frame {
            view: &self.view,
            title: &self.title,
            preview: &self.preview,
            rule: &self.rule,
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
    let mut page = Page { rows: String::new(), left: budget, more: view.more, shown: BTreeSet::new() };
    if let Some(sentence) = &view.sentence {
        page.take(&written(&NoteRow { text: sentence, href: None }));
    }
    view.groups.iter().for_each(|group| page.group(group));
    for alarm in &view.alarms {
        let taken = page.take(&written(&AlarmRow { alarm, over: say::OVER }));
        page.more += usize::from(!taken);
    }
    if page.more > 0 {
        page.rows.push_str(&closing(view, page.more));
    }
    page.rows
}

struct Page {
    rows: String,
    /// Bytes that may still be added.
    left: usize,
    /// Stories left out.
    more: usize,
    /// Stories that stand in the page.
    shown: BTreeSet<usize>,
}

impl Page {
    fn take(&mut self, row: &str) -> bool {
        let Some(left) = self.left.checked_sub(carried(row)) else { return false };
        self.left = left;
        self.rows.push_str(row);
        true
    }

    fn group(&mut self, group: &Group) {
        let titled = !group.title.is_empty();
        let count = say::stories(group.count);
        let mut heading = if titled { written(&TopicRow { group, count }) } else { String::new() };
        let mut first = true;
        for story in &group.stories {
            if self.take(&format!("{heading}{}", story_row(story, first))) {
                self.shown.insert(story.story);
                heading.clear();
                first = false;
            } else {
                self.more += 1;
            }
        }
        let also: Vec<Mention> =
            group.also.iter().filter(|story| self.shown.contains(&story.story)).cloned().collect();
        if !also.is_empty() {
            self.take(&format!("{heading}{}", also_row(&also, first)));
        }
    }
}

/// "and 970 more", linked to the desk.
fn closing(view: &View, more: usize) -> String {
    written(&NoteRow { text: &say::and_more(more), href: view.desk.as_deref() })
}

fn story_row(story: &StoryView, first: bool) -> String {
    written(&StoryRow {
        story,
        first,
        also_in: say::also_in(story.outlets.count),
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

/// What mail programs show beside the subject: the first headlines.
fn preview(view: &View) -> String {
    let titles: Vec<String> = view.stories().take(3).map(|story| clean::text(&story.title)).collect();
    if titles.is_empty() { view.summary.clone() } else { clean::line(&titles.join(" · "), 200) }
}
