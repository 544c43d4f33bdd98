//! The article an entry gives by its own words.

use url::Url;

use super::plain::plain_text;
use super::types::Entry;
use crate::article::site_of;
use crate::language::fold_into;
use crate::model::{Article, SourceTags};

/// The article an entry gives by its own words: plain title, plain body (the summary, and the content where that says more).
/// `link` is the entry's link where it was read before.
#[must_use]
pub fn entry_article(entry: &Entry, tags: &SourceTags, link: Option<&Url>) -> Article {
    let read = || Url::parse(entry.link.as_deref()?).ok();
    let site = link.map(site_of).or_else(|| read().as_ref().map(site_of));
    Article {
        title: entry.title_text.clone().unwrap_or_default(),
        body: body_text(entry),
        url: entry.link.clone(),
        site: site.filter(|site| !site.is_empty()),
        language: tags.language,
        hint: entry.language.filter(|_| tags.language.is_none()),
        authors: entry.authors.clone(),
        tags: entry.categories.clone(),
        country: tags.country.clone(),
        groups: tags.groups.clone(),
        published: entry.published.or(entry.updated),
    }
}

/// What the feed itself says of an entry, as plain paragraphs: the summary before the content, unless one repeats the other.
/// Many a content says no more than "Continue reading".
pub(super) fn body_text(entry: &Entry) -> String {
    let (summary, content) = texts(entry);
    if summary.is_empty() || content.is_empty() {
        return summary + &content;
    }
    let (of_summary, of_content) = (letters(&summary), letters(&content));
    if holds(&of_content, &of_summary) {
        content
    } else if holds(&of_summary, &of_content) {
        summary
    } else if begins_in(&of_content, &summary) {
        content
    } else {
        format!("{summary}\n\n{content}")
    }
}

/// Whether the longer of an entry's texts has fewer characters than `least`.
pub(super) fn is_shorter(entry: &Entry, least: usize) -> bool {
    let (summary, content) = texts(entry);
    [summary, content].iter().all(|text| text.chars().nth(least - 1).is_none())
}

fn texts(entry: &Entry) -> (String, String) {
    let plain = |markup: Option<&str>| markup.map(plain_text).unwrap_or_default();
    (plain(entry.summary.as_deref()), plain(entry.content.as_deref()))
}

/// Whether letters hold the beginning of a summary: up to the dots where it was cut, or all but the last words, which may be a
/// link to the rest.
fn begins_in(of_content: &str, summary: &str) -> bool {
    /// Letters that no two texts begin with by chance.
    const TELLING: usize = 40;
    /// "Continue reading", "Lire la suite".
    const LINK: usize = 20;
    let cut = ["…", "..."].iter().filter_map(|dots| summary.rfind(dots)).max();
    // More behind the dots than before them is no mark of a cut.
    let cut = cut.filter(|at| at * 2 >= summary.len());
    let before_dots = cut.map_or_else(String::new, |at| letters(&summary[..at]));
    let whole = letters(summary);
    let before_link = whole.char_indices().rev().nth(LINK - 1).map_or("", |(at, _)| &whole[..at]);
    let is_telling = |beginning: &str| beginning.chars().nth(TELLING - 1).is_some();
    [&before_dots, before_link].iter().any(|beginning| is_telling(beginning) && holds(of_content, beginning))
}

/// The letters and digits of a text, without case and accents.
fn letters(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        fold_into(word, &mut folded);
    }
    folded
}

fn holds(text: &str, part: &str) -> bool {
    /// Fewer letters may stand within longer words: `US` in `Russia`.
    const TELLING: usize = 20;
    let is_telling = || part.chars().nth(TELLING - 1).is_some();
    text == part || is_telling() && memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some()
}
