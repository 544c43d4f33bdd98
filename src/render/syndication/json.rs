//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use serde::Serialize;

use super::{FeedForm, Syndication, SyndicationEntry, language_tag};
use crate::model::Timestamp;

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: &'a str,
    description: &'a str,
    home_page_url: String,
    feed_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    authors: [Author<'a>; 1],
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    title: &'a str,
    content_html: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    date_published: Timestamp,
    date_modified: Timestamp,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

pub(super) fn write(feed: &Syndication) -> Vec<u8> {
    let document = Document {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        description: &feed.about,
        home_page_url: feed.address_as(FeedForm::Html),
        feed_url: feed.address_as(FeedForm::Json),
        language: language_tag(feed.language),
        authors: [Author { name: &feed.newsroom }],
        items: feed.shown(FeedForm::Json).map(item).collect(),
    };
    serde_json::to_vec(&document).expect("a feed without maps of foreign keys is always JSON")
}

fn item(entry: &SyndicationEntry) -> Item<'_> {
    Item {
        id: &entry.id,
        url: entry.url.as_deref(),
        title: &entry.title,
        content_html: &entry.content,
        summary: &entry.summary,
        date_published: entry.published,
        date_modified: entry.updated,
        authors: entry.author.iter().map(|name| Author { name }).collect(),
        tags: entry.topics.iter().map(|(_, title)| title.as_str()).collect(),
        language: language_tag(entry.language),
    }
}
