//! A page becomes an article: charset, main text, metadata, canonical address. Pure.

mod address;
mod author;
mod author_words;
mod blocks;
mod brief;
mod by;
mod byline;
mod cards;
mod change;
mod charset;
mod claims;
mod clean;
mod clock;
mod compare;
mod container;
mod date;
mod dom;
mod drop;
mod east;
mod edges;
mod elsewhere;
mod embedded;
mod encoding;
mod explain;
mod furniture;
mod gallery;
mod head;
mod json;
mod jsonld;
mod lead;
mod links;
mod live;
mod loud;
mod main_text;
mod measure;
mod metadata;
mod months;
mod names;
mod own;
mod page_time;
mod paywall;
mod phrases;
mod picture;
mod published;
mod rules;
mod sections;
mod select;
mod signature;
mod signers;
mod site_name;
mod solar;
mod stamp;
mod tables;
mod text;
mod title;
mod title_worth;
mod topics;
mod verdict;
mod visible_date;
mod weekdays;

use serde::Serialize;
use url::Url;

pub use address::{canonical, content_hash, is_root, normalise_url, same_site, site_of, url_key};
pub use change::{
    Change, ChangeKind, Difference, Edit, Edition, Piece, Swapped, compare, marked, word_difference,
};
pub(crate) use charset::is_utf8_with_scars;
pub use claims::{FieldAccount, Source, SourceClaim};
pub(crate) use encoding::{Declared, declared, encoding_of, first_beyond_ascii, is_iso_2022_jp};
pub use explain::{Block, Dropped, Explanation, LeftOut, RuleAccount};
pub use links::{PageLink, page_links};
pub(crate) use months::{Named, differing, in_language, longest};
pub use page_time::{PageTime, Precision};
pub use rules::{SelectorMatches, SiteRule, check_selector, css_page, rule_of};
pub use verdict::Verdict;
pub use visible_date::DateHabits;

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

/// What is known beside the page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// What the operator says of the page's site.
    pub rule: Option<&'a SiteRule>,
    /// The time of reading: a date more than two days later is none.
    pub now: Option<Timestamp>,
    /// What the feed calls the article: a site's name in the place of the headline is told by it.
    pub title: Option<&'a str>,
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
    pub published: Option<PageTime>,
    /// The publication is marked as such; else it stands in a line of text or in the title, and a feed may know better.
    #[serde(skip)]
    pub is_published_sure: bool,
    /// Last changed, never before it was published.
    pub modified: Option<PageTime>,
    /// Declared by the page.
    pub language: Option<Language>,
    /// Name of the publication.
    pub site_name: Option<String>,
    /// Address of the lead image.
    pub image: Option<String>,
    /// The section of the publication.
    pub section: Option<String>,
    /// What the publisher files it under, each once.
    pub tags: Vec<String>,
    /// Main text, paragraphs separated by a blank line; `None` when there is none to trust.
    pub text: Option<String>,
    /// The page says that it is a live blog.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_live: bool,
    /// What the page is, and so how far its text is to be trusted.
    pub verdict: Verdict,
    /// How the text was found (`article`, `density`, `json-ld` …).
    pub method: &'static str,
    /// What was odd about the page.
    pub problems: Vec<String>,
}

/// Reads a page; bounded in time and memory whatever the bytes, never panics.
#[must_use]
pub fn extract(page: &Page<'_>) -> Extracted {
    extract_with(page, &Hints::default())
}

/// As [`extract`], with what is known beside the page.
#[must_use]
pub fn extract_with(page: &Page<'_>, hints: &Hints<'_>) -> Extracted {
    extract_noting(page, hints, None)
}

/// As [`extract_with`], and why the page was read so.
#[must_use]
pub fn explain(page: &Page<'_>, hints: &Hints<'_>) -> (Extracted, Explanation) {
    let mut why = Explanation::default();
    let found = extract_noting(page, hints, Some(&mut why));
    (found, why)
}

fn extract_noting(page: &Page<'_>, hints: &Hints<'_>, mut why: Option<&mut Explanation>) -> Extracted {
    let domain = page.url.and_then(Url::host_str).and_then(|host| host.rsplit('.').next());
    let decoded = charset::decode(page.bytes, page.content_type, domain);
    let dom = dom::parse(&decoded.text);
    let (mut found, habits) = read(&dom, page.url, hints, why.as_deref_mut());
    found.problems.extend(decoded.problem);
    if dom.is_cut {
        found.problems.push("the page is too large: only its beginning was read".to_owned());
    }
    if let Some(rule) = hints.rule {
        match rules::apply(&decoded.text, &dom, rule) {
            Some(ruled) => {
                let account = obey(&mut found, ruled, page.url, habits, hints);
                if let Some(why) = why {
                    why.rule = Some(account);
                }
            }
            None => found.problems.push(
                "the page is too large, too deep or has too many elements side by side for the site's rule"
                    .to_owned(),
            ),
        }
    }
    found
}

/// Reads a date as pages write it, for machines (`datetime`) or for people. `None` when there is none to trust.
#[must_use]
pub fn page_date(text: &str, habits: DateHabits) -> Option<PageTime> {
    date::machine(text).or_else(|| visible_date::find(text, habits))
}

/// What the general rules see.
fn read(
    dom: &dom::Dom<'_>,
    url: Option<&Url>,
    hints: &Hints<'_>,
    why: Option<&mut Explanation>,
) -> (Extracted, DateHabits) {
    let signs = furniture::signs(dom);
    let head = head::Head::read(dom);
    let (described, mut problems) = jsonld::read(dom, own::Own { dom, head: &head, page: url });
    let described_by = described.as_ref();
    let seen = metadata::Seen { dom, signs: &signs, head: &head, described: described_by, page: url, hints };
    let mut accounts = why.is_some().then(Vec::new);
    let metadata = metadata::read(seen, accounts.as_mut());
    let titles = title::all(dom, metadata.title.as_deref());
    let known = main_text::Known {
        titles: &titles,
        authors: &metadata.authors,
        is_english: metadata.language.is_some_and(|language| language.as_str() == "en"),
        description: metadata.description.as_deref(),
        described_body: described.as_ref().and_then(|described| described.body.as_deref()),
    };
    let mut main = main_text::find(dom, &signs, known);
    if let Some(updates) = described.as_ref().and_then(|described| described.updates.as_deref()) {
        live::add_updates(&mut main, updates, metadata.title.as_deref());
    }
    if let Some(why) = why {
        *why = explain::of_text(dom, &signs, &main);
        why.fields = accounts.unwrap_or_default();
    }
    problems.extend(main.verdict.reason().map(str::to_owned));
    let found = Extracted {
        url: url.map(Url::to_string),
        canonical_url: metadata.canonical.map(String::from),
        title: metadata.title,
        authors: metadata.authors,
        published: metadata.dates.published,
        is_published_sure: metadata.dates.is_sure,
        modified: metadata.dates.modified,
        language: metadata.language,
        site_name: metadata.site_name,
        image: metadata.image,
        section: metadata.section,
        tags: metadata.tags,
        is_live: described.is_some_and(|described| described.is_live),
        text: main.text,
        verdict: main.verdict,
        method: main.method,
        problems,
    };
    (found, metadata.habits)
}

/// Puts what a site's rule found over what the general rules did.
fn obey(
    found: &mut Extracted,
    ruled: rules::Ruled,
    url: Option<&Url>,
    habits: DateHabits,
    hints: &Hints<'_>,
) -> RuleAccount {
    let mut gave = Vec::new();
    if let Some(text) = ruled.text {
        found.problems.retain(|problem| found.verdict.reason() != Some(problem));
        found.verdict = match verdict::judge(&text, found.title.as_deref(), || ruled.is_closed) {
            // The operator answers for texts that say little.
            Verdict::Nothing => Verdict::Article,
            verdict => verdict,
        };
        found.problems.extend(found.verdict.reason().map(str::to_owned));
        found.text = found.verdict.has_text().then_some(text);
        found.method = "site-rule";
        gave.push("text");
    } else if let Some(rest) = ruled.rest {
        let (again, _) = read(&dom::parse(&rest), url, hints, None);
        found.problems.retain(|problem| found.verdict.reason() != Some(problem));
        found.problems.extend(again.verdict.reason().map(str::to_owned));
        found.verdict = again.verdict;
        found.text = again.text;
        found.method = again.method;
        gave.push("drop");
    }
    let authors = author::names(&ruled.authors, found.site_name.as_deref());
    if !authors.names.is_empty() {
        found.authors = authors.names;
        gave.push("author");
    } else if !ruled.authors.is_empty() {
        found.problems.push("the site rule's `author` finds no name on this page".to_owned());
    }
    match ruled.date.map(|text| page_date(&text, habits)) {
        Some(Some(date)) if published::is_told_by(date, hints.now) => {
            found.published = Some(date);
            found.is_published_sure = true;
            gave.push("date");
        }
        Some(Some(_)) => {
            found.problems.push("the site rule's `date` finds a day that is still to come".to_owned());
        }
        Some(None) => found.problems.push("the site rule's `date` finds no date on this page".to_owned()),
        None => {}
    }
    found.problems.extend(ruled.problems);
    RuleAccount { matches: ruled.matches, gave }
}
