//! What a feed says, as a page: one for a link to lead to, and for those who have no reader.

use askama::Template;

use super::{FeedForm, Syndication, SyndicationEntry};
use crate::model::{Timestamp, Zone};
use crate::render::catalogue as say;
use crate::render::html::written;
use crate::render::view::{direction, lang};

#[derive(Template)]
#[template(path = "feed_page.html", config = ".askama.toml")]
struct Page<'a> {
    feed: &'a Syndication,
    lang: String,
    atom: String,
    json: String,
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    told: &'a SyndicationEntry,
    lang: String,
    dir: &'static str,
    at: String,
}

pub(super) fn write(feed: &Syndication) -> Vec<u8> {
    let page = Page {
        feed,
        lang: lang(feed.language),
        atom: feed.address_as(FeedForm::Atom),
        json: feed.address_as(FeedForm::Json),
        entries: feed.shown(FeedForm::Html).map(|entry| shown(entry, feed.zone)).collect(),
    };
    written(&page).into_bytes()
}

fn shown(entry: &SyndicationEntry, zone: Zone) -> Entry<'_> {
    let clock = |at: Timestamp| at.written(zone, "%a %-d %b %Y, %H:%M %Z");
    let at = if entry.is_corrected {
        say::corrected_at(&clock(entry.updated), &clock(entry.published))
    } else {
        clock(entry.published)
    };
    Entry { told: entry, lang: lang(entry.language), dir: direction(entry.language), at }
}
