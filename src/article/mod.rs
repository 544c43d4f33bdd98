//! A page becomes an article: charset, main text, metadata, canonical address. Pure.

mod address;
mod author;
mod byline;
mod change;
mod charset;
mod clean;
mod compare;
mod container;
mod date;
mod dom;
mod furniture;
mod jsonld;
mod lead;
mod links;
mod main_text;
mod measure;
mod metadata;
mod names;
mod rules;
mod select;
mod text;
mod title;
mod trust;
mod visible_date;

use serde::Serialize;
use url::Url;

pub use address::{canonical, content_hash, is_root, normalise_url, same_site, site_of, url_key};
pub use change::{
    Change, ChangeKind, Difference, Edit, Edition, Piece, Swapped, compare, marked, word_difference,
};
pub use links::{PageLink, page_links};
pub use rules::{SiteRule, check_selector, css_page};

use crate::model::{Language, Timestamp};

/// A page as it came from the network or a file.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The body after content decoding.
    pub bytes: &'a [u8],
    /// The `Content-Type` header, for its charset.
    pub content_type: Option<&'a str>,
    /// The address it was read from, after redirects.
    pub url: Option<&'a Url>,
}

/// What the extractor reads from a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Extracted {
    /// The address given in [`Page::url`].
    pub url: Option<String>,
    /// The address the page says it has, cleaned; never a site's root.
    pub canonical_url: Option<String>,
    /// Headline, site name trimmed.
    pub title: Option<String>,
    /// Names only, in order, no duplicates.
    pub authors: Vec<String>,
    /// First published.
    pub published: Option<Timestamp>,
    /// Last changed.
    pub modified: Option<Timestamp>,
    /// Declared by the page.
    pub language: Option<Language>,
    /// Name of the publication.
    pub site_name: Option<String>,
    /// Address of the lead image.
    pub image: Option<String>,
    /// Main text, paragraphs separated by a blank line; `None` when there is none to trust.
    pub text: Option<String>,
    /// The page says that it is a live blog.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_live: bool,
    /// How the text was found (`article`, `density`, `json-ld` …).
    pub method: &'static str,
    /// What was odd about the page.
    pub problems: Vec<String>,
}

/// Reads a page; bounded in time and memory whatever the bytes, never panics.
#[must_use]
pub fn extract(page: &Page<'_>) -> Extracted {
    extract_with(page, None)
}

/// As [`extract`], with what the operator says of the page's site.
#[must_use]
pub fn extract_with(page: &Page<'_>, rule: Option<&SiteRule>) -> Extracted {
    let domain = page.url.and_then(Url::host_str).and_then(|host| host.rsplit('.').next());
    let decoded = charset::decode(page.bytes, page.content_type, domain);
    let dom = dom::parse(&decoded.text);
    let mut found = read(&dom, page.url);
    found.problems.extend(decoded.problem);
    if dom.is_cut {
        found.problems.push("the page is too large: only its beginning was read".to_owned());
    }
    if let Some(rule) = rule {
        match rules::apply(&decoded.text, &dom, rule) {
            Some(ruled) => obey(&mut found, ruled, page.url),
            None => found.problems.push("the page is too large or too deep for the site's rule".to_owned()),
        }
    }
    found
}

/// Reads a date as pages write it, for machines (`datetime`) or for people; an all-numeric one is read month first where
/// `is_month_first`. `None` when there is none to trust.
#[must_use]
pub fn page_date(text: &str, is_month_first: bool) -> Option<Timestamp> {
    date::machine(text).or_else(|| visible_date::find(text, is_month_first))
}

/// What the general rules see.
fn read(dom: &dom::Dom<'_>, url: Option<&Url>) -> Extracted {
    let signs = furniture::signs(dom);
    let (described, mut problems) = jsonld::read(dom);
    let metadata = metadata::read(dom, &signs, described.as_ref(), url);
    let titles = title::all(dom, metadata.title.as_deref());
    let known = main_text::Known {
        titles: &titles,
        description: metadata.description.as_deref(),
        described_body: described.as_ref().and_then(|described| described.body.as_deref()),
    };
    let main = main_text::find(dom, &signs, known);
    problems.extend(main.problem.map(str::to_owned));
    Extracted {
        url: url.map(Url::to_string),
        canonical_url: metadata.canonical.map(String::from),
        title: metadata.title,
        authors: metadata.authors,
        published: metadata.published,
        modified: metadata.modified,
        language: metadata.language,
        site_name: metadata.site_name,
        image: metadata.image,
        is_live: described.is_some_and(|described| described.is_live),
        text: main.text,
        method: main.method,
        problems,
    }
}

/// Puts what a site's rule found over what the general rules did.
fn obey(found: &mut Extracted, ruled: rules::Ruled, url: Option<&Url>) {
    if let Some(text) = ruled.text {
        found.text = Some(text);
        found.method = "site-rule";
    } else if let Some(rest) = ruled.rest {
        let again = read(&dom::parse(&rest), url);
        found.text = again.text;
        found.method = again.method;
    }
    let authors = author::names(&ruled.authors, found.site_name.as_deref());
    if !authors.is_empty() {
        found.authors = authors;
    }
    let is_month_first = found.language.is_none_or(|language| language.as_str() == "en");
    if let Some(date) =
        ruled.date.and_then(|text| date::machine(&text).or_else(|| visible_date::find(&text, is_month_first)))
    {
        found.published = Some(date);
    }
    found.problems.extend(ruled.problems);
}
