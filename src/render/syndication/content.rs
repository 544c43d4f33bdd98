//! What an entry of a feed shows: plain HTML without styles, because each reader has its own.

use askama::Template;

use crate::digest::{Notice, ToldStory};
use crate::model::{Timestamp, Zone};
use crate::render::catalogue as say;
use crate::render::group::{Group, Mention};
use crate::render::html::written;
use crate::render::view::{StoryView, View, story_view};

/// Of one digest; what does not fit is counted at its end.
const BUDGET_BYTES: usize = 90_000;
/// Kept free for "and 970 more" and the coverage.
const CLOSING_BYTES: usize = 12_000;

#[derive(Template)]
#[template(path = "feed_story.html", config = ".askama.toml")]
struct Part<'a> {
    story: &'a StoryView,
    /// A digest's stories have headlines of their own.
    headed: bool,
    also_in: String,
    outlets_more: String,
    machine: &'static str,
    earlier: &'static str,
}

#[derive(Template)]
#[template(path = "feed_topic.html", config = ".askama.toml")]
struct Topic<'a> {
    title: &'a str,
    count: String,
}

#[derive(Template)]
#[template(path = "feed_also.html", config = ".askama.toml")]
struct Also<'a> {
    intro: &'static str,
    stories: &'a [Mention],
}

#[derive(Template)]
#[template(path = "feed_closing.html", config = ".askama.toml")]
struct Closing<'a> {
    sentence: Option<&'a str>,
    more: Option<String>,
    desk: Option<&'a str>,
    coverage_title: &'static str,
    coverage: &'a [String],
}

/// A story below its headline, which stands in the entry's title.
pub(super) fn story_content(story: &ToldStory, at: Timestamp, zone: Zone) -> String {
    // The entry has the time already.
    let story = ToldStory { published: None, ..story.clone() };
    let mut view = story_view(0, &story, at, zone);
    // Whoever looks at a page, or in a reader, does so on another day.
    if let (Some(shown), Some(earlier)) = (&mut view.earlier, &story.earlier) {
        shown.when = earlier.at.written(zone, "%-d %B %Y, %H:%M");
    }
    story_part(&view, false)
}

/// A digest as an entry of its feed, at most 90,000 bytes of HTML.
#[must_use]
pub fn digest_content(notice: &Notice) -> String {
    let view = View::of(notice);
    let mut page = Page { html: String::new(), more: view.more };
    view.groups.iter().for_each(|group| page.group(group));
    let more = (page.more > 0).then(|| say::and_more(page.more));
    let closing = Closing {
        sentence: view.sentence.as_deref(),
        more,
        desk: view.desk.as_deref(),
        coverage_title: say::COVERAGE,
        coverage: &view.coverage,
    };
    page.html.push_str(&written(&closing));
    page.html
}

struct Page {
    html: String,
    /// Stories left out.
    more: usize,
}

impl Page {
    fn take(&mut self, part: &str) -> bool {
        let fits = self.html.len() + part.len() <= BUDGET_BYTES - CLOSING_BYTES;
        if fits {
            self.html.push_str(part);
        }
        fits
    }

    fn group(&mut self, group: &Group) {
        let mut heading = String::new();
        if !group.title.is_empty() {
            heading = written(&Topic { title: &group.title, count: say::stories(group.count) });
        }
        for story in &group.stories {
            if self.take(&format!("{heading}{}", story_part(story, true))) {
                heading.clear();
            } else {
                self.more += 1;
            }
        }
        if !group.also.is_empty() {
            let also = Also { intro: say::ALSO_ABOUT, stories: &group.also };
            self.take(&format!("{heading}{}", written(&also)));
        }
    }
}

fn story_part(story: &StoryView, headed: bool) -> String {
    written(&Part {
        story,
        headed,
        also_in: story.outlets.label(),
        outlets_more: story.outlets.and_more(),
        machine: say::MACHINE,
        earlier: say::EARLIER,
    })
}
