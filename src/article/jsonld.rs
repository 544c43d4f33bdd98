//! What a page says of itself in JSON-LD (schema.org), read leniently.

use super::clean;
use super::dom::{Dom, Id, Tag};
use super::json::{self, Json};
use super::own::{Fit, Own};

/// More JSON than this in one script is no description of an article.
const LONGEST_SCRIPT: usize = 8 << 20;
const MOST_OBJECTS: usize = 4000;
/// More updates of one live blog are not read.
const MOST_UPDATES: usize = 500;
/// More descriptions of articles are not looked at: those of other articles stand in long lists.
const MOST_ARTICLES: usize = 64;
/// So many descriptions of the page's article complete each other.
const MOST_TOGETHER: usize = 3;

/// An article's description.
#[derive(Clone, Debug, Default)]
pub struct Described {
    /// `headline`.
    pub headline: Option<String>,
    /// `author`, as written.
    pub authors: Vec<String>,
    /// `articleSection`, the first.
    pub section: Option<String>,
    /// `keywords`, as written: a list or one text with commas.
    pub keywords: Vec<String>,
    /// `datePublished`.
    pub published: Option<String>,
    /// `dateModified`.
    pub modified: Option<String>,
    /// `inLanguage`.
    pub language: Option<String>,
    /// Name of the `publisher`.
    pub publisher: Option<String>,
    /// First `image`.
    pub image: Option<String>,
    /// `mainEntityOfPage` or `url`.
    pub url: Option<String>,
    /// `articleBody`, tags removed, paragraphs as written.
    pub body: Option<String>,
    /// A `LiveBlogPosting`.
    pub is_live: bool,
    /// Its `liveBlogUpdate`, each with its headline before it.
    pub updates: Option<String>,
}

/// Reads the scripts of a page. Of several articles the one that is the page's own wins, see [`Fit`], else the first; others
/// fill what it left out. An address that the page does not bear out is another article's.
pub fn read(dom: &Dom<'_>, own: Own<'_, '_>) -> (Option<Described>, Vec<String>) {
    let mut problems = Vec::new();
    let documents: Vec<Json<'_>> = dom
        .with_tag(Tag::Script)
        .filter(|&id| is_linked_data(dom, id))
        .filter_map(|id| {
            let raw = dom.script(id)?;
            if raw.len() > LONGEST_SCRIPT {
                problems.push("JSON-LD is too long to read".to_owned());
                return None;
            }
            let value = parse(raw);
            if value.is_none() {
                problems.push("JSON-LD cannot be read".to_owned());
            }
            value
        })
        .take(40)
        .collect();
    problems.dedup();
    (choose(&objects(&documents), own), problems)
}

fn choose(objects: &[&Json<'_>], own: Own<'_, '_>) -> Option<Described> {
    let articles = objects.iter().copied().filter(|object| article_rank(object) > 0).take(MOST_ARTICLES);
    let mut articles: Vec<(&Json<'_>, Fit)> = articles
        .map(|article| (article, own.fit(headline(article).as_deref(), url(article).as_deref())))
        .collect();
    // A frame that fits describes an article less well than an article that may not.
    articles.sort_by_key(|(article, fit)| {
        let rank = article_rank(article);
        std::cmp::Reverse((rank > FRAME, *fit, rank))
    });
    let mut articles = articles.into_iter();
    let (article, fit) = articles.next()?;
    let mut first = describe(article, objects);
    for (article, fit) in articles.take(MOST_TOGETHER - 1) {
        let next = describe(article, objects);
        // Another object about another article says nothing about this one.
        let is_same = first.headline.is_none() || next.headline.is_none() || first.headline == next.headline;
        if is_same && fit != Fit::Other {
            fill(&mut first, next);
        }
    }
    if fit == Fit::Other {
        first.url = None;
    }
    Some(first)
}

fn is_linked_data(dom: &Dom<'_>, id: Id) -> bool {
    let raw = dom.node(id).raw;
    if raw.len() < "type=ld+json".len() {
        return false;
    }
    raw.contains("ld+json")
        || dom
            .attribute(id, "type")
            .is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("application/ld+json"))
}

/// JSON as pages write it: inside comments or CDATA, closed by a semicolon, with bare line breaks in strings or commas too many.
fn parse(raw: &str) -> Option<Json<'_>> {
    let mut text = raw.trim();
    while let Some(rest) = ["<!--", "//", "/*", "*/", "<![CDATA["].iter().find_map(|o| text.strip_prefix(o)) {
        text = rest.trim_start();
    }
    while let Some(rest) = ["-->", "//", "/*", "*/", "]]>", ";"].iter().find_map(|c| text.strip_suffix(c)) {
        text = rest.trim_end();
    }
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let mended = json::mended(text);
    let mut values = serde_json::Deserializer::from_str(&mended).into_iter::<Json<'_>>();
    values.next()?.ok().map(Json::into_owned)
}

/// All objects of the documents, outer before inner.
fn objects<'d, 'a>(documents: &'d [Json<'a>]) -> Vec<&'d Json<'a>> {
    let mut found = Vec::new();
    let mut queue: std::collections::VecDeque<&Json<'_>> = documents.iter().collect();
    while let Some(value) = queue.pop_front() {
        if found.len() >= MOST_OBJECTS {
            break;
        }
        match value {
            Json::List(items) => queue.extend(items.iter().take(MOST_OBJECTS)),
            Json::Object(fields) => {
                found.push(value);
                let values = fields.iter().map(|(_, value)| value);
                queue.extend(values.filter(|value| matches!(value, Json::List(_) | Json::Object(_))));
            }
            _ => {}
        }
    }
    found
}

fn types<'j>(object: &'j Json<'_>) -> impl Iterator<Item = &'j str> {
    let named = object.get("@type").map_or(&[][..], items);
    named.iter().filter_map(Json::as_str)
}

/// The items of a list; of anything else itself.
fn items<'j, 'a>(value: &'j Json<'a>) -> &'j [Json<'a>] {
    match value {
        Json::List(items) => items,
        one => std::slice::from_ref(one),
    }
}

/// The rank of a page around an article.
const FRAME: u8 = 1;

/// How surely an object describes the page's article; 0 for none.
fn article_rank(object: &Json<'_>) -> u8 {
    let kind = types(object).map(|kind| {
        let kind = kind.rsplit(['/', ':']).next().unwrap_or(kind);
        match kind {
            "NewsArticle"
            | "ReportageNewsArticle"
            | "AnalysisNewsArticle"
            | "OpinionNewsArticle"
            | "BackgroundNewsArticle"
            | "ReviewNewsArticle"
            | "AskPublicNewsArticle"
            | "LiveBlogPosting" => 4,
            "Article"
            | "BlogPosting"
            | "SocialMediaPosting"
            | "Report"
            | "TechArticle"
            | "ScholarlyArticle"
            | "AdvertiserContentArticle"
            | "SatiricalArticle"
            | "DiscussionForumPosting"
            | "Review"
            | "Recipe" => 3,
            "WebPage" | "ItemPage" => FRAME,
            _ => 0,
        }
    });
    let kind = kind.max().unwrap_or(0);
    // A web page without a headline or dates is the frame, not the article.
    let has_news = object.get("headline").is_some() || object.get("datePublished").is_some();
    if has_news || kind > FRAME { kind } else { 0 }
}

fn headline(article: &Json<'_>) -> Option<String> {
    text(article.get("headline")).or_else(|| text(article.get("name")))
}

fn url(article: &Json<'_>) -> Option<String> {
    address(article.get("mainEntityOfPage")).or_else(|| address(article.get("url")))
}

fn describe(article: &Json<'_>, objects: &[&Json<'_>]) -> Described {
    let publisher = article.get("publisher").map(|value| resolve(value, objects));
    Described {
        headline: headline(article),
        authors: names(article.get("author").or_else(|| article.get("creator")), objects),
        section: text(article.get("articleSection")),
        keywords: names(article.get("keywords"), objects),
        published: text(article.get("datePublished")).or_else(|| text(article.get("dateCreated"))),
        modified: text(article.get("dateModified")),
        language: text(article.get("inLanguage"))
            .or_else(|| text(article.get("inLanguage").and_then(|l| l.get("alternateName")))),
        publisher: publisher.and_then(|publisher| text(publisher.get("name"))),
        image: image(article.get("image").or_else(|| article.get("thumbnailUrl")), objects),
        url: url(article),
        body: article.get("articleBody").and_then(body),
        is_live: types(article).any(|kind| kind.rsplit(['/', ':']).next() == Some("LiveBlogPosting")),
        updates: article.get("liveBlogUpdate").and_then(updates),
    }
}

fn fill(first: &mut Described, next: Described) {
    first.headline = first.headline.take().or(next.headline);
    first.section = first.section.take().or(next.section);
    first.published = first.published.take().or(next.published);
    first.modified = first.modified.take().or(next.modified);
    first.language = first.language.take().or(next.language);
    first.publisher = first.publisher.take().or(next.publisher);
    first.image = first.image.take().or(next.image);
    first.url = first.url.take().or(next.url);
    first.body = first.body.take().or(next.body);
    first.is_live |= next.is_live;
    first.updates = first.updates.take().or(next.updates);
    if first.authors.is_empty() {
        first.authors = next.authors;
    }
    if first.keywords.is_empty() {
        first.keywords = next.keywords;
    }
}

/// `{"@id": …}` stands for the object of that id.
fn resolve<'j, 'a>(value: &'j Json<'a>, objects: &[&'j Json<'a>]) -> &'j Json<'a> {
    let Some(id) = value.get("@id").filter(|_| value.get("name").is_none() && value.get("url").is_none())
    else {
        return value;
    };
    objects
        .iter()
        .copied()
        .find(|object| {
            object.get("@id") == Some(id) && matches!(object, Json::Object(fields) if fields.len() > 1)
        })
        .unwrap_or(value)
}

fn text(value: Option<&Json<'_>>) -> Option<String> {
    let found = match value? {
        Json::Text(text) => clean::line(text),
        Json::Number(number) => number.to_string(),
        Json::List(items) => return text(items.first()),
        object @ Json::Object(_) => return text(object.get("@value")),
        Json::Nothing => return None,
    };
    (!found.is_empty()).then_some(found)
}

fn names(value: Option<&Json<'_>>, objects: &[&Json<'_>]) -> Vec<String> {
    let Some(value) = value else { return Vec::new() };
    let name = |item: &Json<'_>| match item {
        Json::Text(name) => vec![clean::line(name)],
        Json::Object(_) => {
            let item = resolve(item, objects);
            match item.get("name") {
                Some(Json::List(many)) => many.iter().filter_map(|name| text(Some(name))).collect(),
                name => text(name).or_else(|| name_of_parts(item)).into_iter().collect(),
            }
        }
        _ => Vec::new(),
    };
    items(value).iter().take(30).flat_map(name).filter(|name| !name.is_empty()).collect()
}

/// `givenName` and `familyName`.
fn name_of_parts(person: &Json<'_>) -> Option<String> {
    let parts: Vec<String> =
        ["givenName", "familyName"].iter().filter_map(|part| text(person.get(part))).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn image(value: Option<&Json<'_>>, objects: &[&Json<'_>]) -> Option<String> {
    match value? {
        Json::List(items) => {
            image(items.iter().find(|item| matches!(item, Json::Text(_) | Json::Object(_))), objects)
        }
        Json::Text(url) => Some(clean::line(url)),
        object => {
            let object = resolve(object, objects);
            text(object.get("url").filter(|url| matches!(url, Json::Text(_))))
                .or_else(|| text(object.get("contentUrl")))
        }
    }
}

fn address(value: Option<&Json<'_>>) -> Option<String> {
    let value = value?;
    let found = match value {
        Json::Text(_) => text(Some(value)),
        Json::Object(_) => text(value.get("@id")).or_else(|| text(value.get("url"))),
        _ => None,
    };
    found.filter(|found| found.starts_with("http") || found.starts_with('/'))
}

/// The words of a live blog's updates, in their order.
fn updates(value: &Json<'_>) -> Option<String> {
    let told = |update: &Json<'_>| {
        let body = update.get("articleBody").and_then(body)?;
        Some(
            headline(update)
                .filter(|headline| !body.starts_with(headline.as_str()))
                .into_iter()
                .chain([body]),
        )
    };
    let words: Vec<String> = items(value).iter().take(MOST_UPDATES).filter_map(told).flatten().collect();
    (!words.is_empty()).then(|| words.join("\n\n"))
}

/// Paragraphs of an `articleBody`, one line each.
fn body(value: &Json<'_>) -> Option<String> {
    let raw = match value {
        Json::Text(text) => text.replace("</p>", "\n"),
        Json::List(items) => {
            items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("\n\n").replace("</p>", "\n")
        }
        _ => return None,
    };
    let raw = raw.replace("<br", "\n<br");
    let lines: Vec<String> =
        raw.split(['\n', '\r']).map(clean::line).filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n\n"))
}
