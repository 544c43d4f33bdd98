//! JSON Feed 1.0 and 1.1, and what calls itself so.

use serde_json::{Map, Value};

use super::base::{Base, is_link};
use super::dates::{from_epoch, parse_date_in};
use super::draft::{OfFeed, inherited, language_of, text};
use super::escape::escape;
use super::json_lists::{holds_items, join, take_items};
use super::json_repair::repaired;
use super::json_salvage::{Saved, saved};
use super::links::Hubs;
use super::plain::{collapse, plain_line};
use super::text::Words;
use super::types::{Enclosure, Entry, FeedHead, ParseError, ParsedFeed};
use super::xml::MAX_ENTRIES;
use crate::model::{Language, Timestamp};

/// Reads a JSON Feed; of one that is broken the items that can be read are kept. `configured`: the language, as the
/// operator says.
///
/// # Errors
/// When it is not JSON, or JSON of another kind.
pub(super) fn read(
    document: &str,
    base: &Base,
    configured: Option<Language>,
    problems: Vec<String>,
) -> Result<ParsedFeed, ParseError> {
    let mut feed = ParsedFeed { format: "json", problems, ..ParsedFeed::default() };
    let (head, items) = contents(document, &mut feed)?;
    let versioned = string(&head, &["version"]).is_some_and(|version| version.contains("jsonfeed.org"));
    let items = match items {
        Some(items) => items,
        None if versioned => Vec::new(),
        None => return Err(ParseError::NotAFeed("JSON without a list of items".to_owned())),
    };
    let base = string(&head, &["feed_url"])
        .filter(|_| !base.is_known())
        .map_or_else(|| base.clone(), |u| base.below(&u));
    let spoken = string(&head, &["language"]).as_deref().and_then(language_of);
    feed.feed = of_itself(&head, &base, configured.or(spoken));
    feed.hints.hubs = hubs(&head, &base);
    let authors = authors(&head);
    let of_feed = OfFeed { authors: inherited(&authors), language: spoken, configured };
    take_entries(&mut feed, &items, &base, &of_feed);
    // Lists of other things have numbers as well.
    let is_of_news = versioned || feed.feed != FeedHead::default() || feed.entries.iter().any(Entry::is_told);
    if !is_of_news {
        return Err(ParseError::NotAFeed("JSON, but of no feed".to_owned()));
    }
    Ok(feed)
}

/// What stands beside a feed's items, and the items where there is a list of them.
type Contents = (Map<String, Value>, Option<Vec<Value>>);

/// The head of a document and its items, wherever they stand; what was repaired or lost on the way is noted in `feed`.
fn contents(document: &str, feed: &mut ParsedFeed) -> Result<Contents, ParseError> {
    Ok(match whole(document, &mut feed.problems) {
        Ok(Value::Object(head)) => {
            let mut head = unwrapped(head);
            let items = take_items(&mut head);
            (head, items)
        }
        Ok(Value::Array(mut items)) => match items.as_mut_slice() {
            // A list with one feed in it.
            [Value::Object(only)] if only.get("items").is_some_and(holds_items) => {
                let items = take_items(only);
                (std::mem::take(only), items)
            }
            _ => (Map::new(), Some(items)),
        },
        Ok(_) => return Err(ParseError::NotAFeed("JSON, but neither an object nor a list".to_owned())),
        Err(error) => {
            let Some(Saved { head, items, lost }) = saved(document) else {
                return Err(ParseError::NotAFeed(format!("broken JSON: {error}")));
            };
            feed.problems.push(format!("broken JSON ({error}): read item by item, {} are kept", items.len()));
            // What was lost may be whole tomorrow, under the same validators.
            (feed.truncated, feed.lost) = (true, lost);
            (head, Some(items))
        }
    })
}

/// What a feed says of itself; `language` is that of its dates.
fn of_itself(head: &Map<String, Value>, base: &Base, language: Option<Language>) -> FeedHead {
    let words = |name| string(head, &[name]).and_then(|words| text(escape(&words).into_owned()));
    FeedHead {
        title: words("title"),
        link: string(head, &["home_page_url", "link"])
            .map(|link| base.absolute(&link))
            .filter(|link| is_link(link)),
        description: words("description"),
        language: string(head, &["language"]),
        updated: date(head, &["pubDate", "lastBuildDate"], language),
    }
}

/// The items that can be understood; the others are counted, and told of.
fn take_entries(feed: &mut ParsedFeed, items: &[Value], base: &Base, of_feed: &OfFeed<'_>) {
    let (items, beyond) = items.split_at(items.len().min(MAX_ENTRIES));
    feed.lost += beyond.len();
    // Nothing is lost with one that is empty.
    let said: Vec<_> = items.iter().filter_map(Value::as_object).filter(|item| !item.is_empty()).collect();
    feed.entries = said.iter().filter_map(|item| entry(item, base, of_feed)).collect();
    let unread = said.len() - feed.entries.len();
    let strange = items.iter().filter(|item| !item.is_object()).count();
    if unread > 0 {
        feed.problems.push(format!("{unread} items of which nothing was understood: left out"));
        feed.lost += unread;
    }
    if strange > 0 {
        feed.problems.push(format!("{strange} items that are no objects: left out"));
        feed.lost += strange;
    }
}

/// The whole document, if need be without what JSON forbids and without what stands behind it.
fn whole(document: &str, problems: &mut Vec<String>) -> serde_json::Result<Value> {
    let read = |text: &str| {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        let mut value = values.next().unwrap_or(Ok(Value::Null))?;
        let (first, mut end) = (values.byte_offset(), values.byte_offset());
        while let Some(Ok(other @ Value::Object(_))) = values.next() {
            join(&mut value, other);
            end = values.byte_offset();
        }
        Ok((value, end > first, text[end..].trim_end().is_empty()))
    };
    let (value, joined, alone) = match read(document) {
        Ok(read) => read,
        Err(error) => {
            let read = read(&repaired(document)).map_err(|_: serde_json::Error| error)?;
            problems.push("commas, quotes, comments or line breaks that JSON forbids".to_owned());
            read
        }
    };
    if joined {
        problems.push("there is more than one feed in the document: read as one".to_owned());
    }
    if !alone {
        problems.push("there is more behind the feed's end: not read".to_owned());
    }
    Ok(value)
}

/// RSS written as JSON wraps its channel twice.
fn unwrapped(mut head: Map<String, Value>) -> Map<String, Value> {
    for key in ["rss", "channel"] {
        if let Some(Value::Object(_)) = head.get(key)
            && let Some(Value::Object(inner)) = head.remove(key)
        {
            head = inner;
        }
    }
    head
}

fn entry(item: &Map<String, Value>, base: &Base, of_feed: &OfFeed<'_>) -> Option<Entry> {
    let title = string(item, &["title"]);
    let html = string(item, &["content_html"]).map(|html| Words::Html(html.into()));
    let content = html.or_else(|| string(item, &["content_text"]).map(|text| Words::Plain(text.into())));
    let spoken = string(item, &["language"]).as_deref().and_then(language_of);
    let language = of_feed.configured.or(spoken).or(of_feed.language);
    let mut entry = Entry {
        id: string(item, &["id", "guid"]),
        title: title.as_deref().and_then(|title| text(escape(title).into_owned())),
        title_text: title.as_deref().map(collapse).and_then(text),
        link: ["url", "external_url", "link"]
            .iter()
            .filter_map(|key| Some(base.absolute(&string(item, &[key])?)))
            .find(|link| is_link(link)),
        published: date(item, &["date_published", "pubDate", "published"], language),
        updated: date(item, &["date_modified", "updated"], language),
        language: spoken,
        authors: authors(item),
        summary: string(item, &["summary"])
            .map(|summary| escape(&summary).into_owned())
            .or_else(|| string(item, &["description"]).map(|html| Words::Html(html.into()).markup(base)))
            .and_then(text),
        content: content.map(|words| words.markup(base)).and_then(text),
        categories: list(item, "tags").filter_map(value_text).map(|tag| plain_line(&tag)).collect(),
        enclosures: list(item, "attachments")
            .filter_map(|value| attachment(value.as_object()?, base))
            .collect(),
    };
    if entry == Entry::default() {
        return None;
    }
    // What the feed says of all of them makes no entry.
    entry.language = entry.language.or(of_feed.language);
    if entry.authors.is_empty() {
        entry.authors = of_feed.authors.to_vec();
    }
    Some(entry)
}

/// `hubs` of version 1: those that speak `WebSub`, or do not say; rssCloud is another protocol.
fn hubs(head: &Map<String, Value>, base: &Base) -> Hubs {
    let mut hubs = Hubs::default();
    for hub in list(head, "hubs").filter_map(Value::as_object) {
        let kind = string(hub, &["type"]).unwrap_or_default();
        if kind.is_empty() || kind.eq_ignore_ascii_case("websub") || kind.eq_ignore_ascii_case("pubsubhubbub")
        {
            hubs.hub(base.absolute(&string(hub, &["url"]).unwrap_or_default()));
        }
    }
    if let Some(address) = string(head, &["feed_url"]) {
        hubs.add("self", &base.absolute(&address));
    }
    hubs
}

fn attachment(value: &Map<String, Value>, base: &Base) -> Option<Enclosure> {
    Some(Enclosure {
        url: base.absolute(&string(value, &["url"])?),
        media_type: string(value, &["mime_type"]),
        length: value.get("size_in_bytes").and_then(Value::as_u64),
    })
}

/// `authors` of version 1.1 or `author` of 1.0.
fn authors(of: &Map<String, Value>) -> Vec<String> {
    let single = of.get("author").into_iter();
    let mut names = Vec::new();
    for author in list(of, "authors").chain(single) {
        let name =
            author.as_object().and_then(|person| string(person, &["name"])).or_else(|| value_text(author));
        super::draft::push_once(&mut names, &name.unwrap_or_default());
    }
    names
}

fn list<'a>(of: &'a Map<String, Value>, key: &str) -> impl Iterator<Item = &'a Value> {
    of.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// The first of these keys that holds something, as a date: text, or seconds since 1970.
fn date(of: &Map<String, Value>, keys: &[&str], language: Option<Language>) -> Option<Timestamp> {
    let value = keys.iter().filter_map(|key| of.get(*key)).find(|value| value_text(value).is_some())?;
    value.as_f64().and_then(from_epoch).or_else(|| parse_date_in(&value_text(value)?, language))
}

/// The first of these keys that holds text or a number.
fn string(of: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| of.get(*key).and_then(value_text)).and_then(text)
}

fn value_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        // RSS written as JSON: `{"isPermaLink": "false", "#value": "…"}`.
        Value::Object(wrapped) => {
            wrapped.get("#value").or_else(|| wrapped.get("_")).and_then(Value::as_str).map(str::to_owned)
        }
        _ => None,
    }
}
