//! The links of a page, in its order: what the head says (`<link>`) and what the body offers (`<a>`).

use url::Url;

use super::dom::{self, Tag};
use super::{Page, charset};

/// More links than this are an index of everything; the first ones are the page's own.
const MOST_LINKS: usize = 10_000;
/// Bytes of a link's words that are kept.
const LONGEST_WORDS: usize = 200;

/// One link of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageLink {
    /// Absolute; credentials and other schemes than http and https are left out.
    pub url: Url,
    /// Stands in the page's head, for machines.
    pub is_head: bool,
    /// The relations, in lower case.
    pub rel: Vec<String>,
    /// The `type` attribute, in lower case, without parameters.
    pub media_type: Option<String>,
    /// The `title` attribute, else the words of the link.
    pub title: Option<String>,
}

/// Every link of a page that can be asked for; bounded in time and memory whatever the bytes.
#[must_use]
pub fn page_links(page: &Page<'_>) -> Vec<PageLink> {
    let decoded = charset::decode(page.bytes, page.content_type, None);
    let dom = dom::parse(&decoded.text);
    let base = dom.with_tag(Tag::Base).find_map(|id| dom.attribute(id, "href"));
    let base = match (base, page.url) {
        (Some(base), Some(url)) => url.join(base.trim()).ok().or_else(|| Some(url.clone())),
        (Some(base), None) => Url::parse(base.trim()).ok(),
        (None, url) => url.cloned(),
    };
    let mut links = Vec::new();
    for (id, node) in dom.nodes.iter().enumerate() {
        if links.len() >= MOST_LINKS {
            break;
        }
        if !matches!(node.tag, Tag::A | Tag::Link | Tag::Area) {
            continue;
        }
        let Some(href) = dom.attribute(id, "href") else { continue };
        let href: String = href.trim().chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect();
        let Some(url) = absolute(&href, base.as_ref()) else { continue };
        let text = |name: &str| dom.attribute(id, name).map(|value| value.trim().to_owned());
        let title = text("title").filter(|title| !title.is_empty()).or_else(|| {
            let words = if node.tag == Tag::A { dom.text(id, LONGEST_WORDS) } else { String::new() };
            (!words.is_empty()).then_some(words)
        });
        links.push(PageLink {
            url,
            is_head: node.tag == Tag::Link,
            rel: text("rel")
                .unwrap_or_default()
                .split_ascii_whitespace()
                .map(str::to_ascii_lowercase)
                .collect(),
            media_type: text("type")
                .map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
                .filter(|kind| !kind.is_empty()),
            title: title.map(|title| title.chars().take(LONGEST_WORDS).collect()),
        });
    }
    links
}

fn absolute(href: &str, base: Option<&Url>) -> Option<Url> {
    // `feed:` is how old pages mark an address for feed readers.
    let href = match href.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => href.to_owned(),
    };
    let url = match base {
        Some(base) => base.join(&href).ok()?,
        None => Url::parse(&href).ok()?,
    };
    let usable = matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty();
    usable.then_some(url)
}
