//! Selectors for a page without a feed, proposed from what repeats on it: a list of headlines with links.
//!
//! Every element around a link is a possible item; elements that share a short selector are a possible list. The best of
//! them are read with [`select`] as the poller would read them, and the one with the most headlines wins.

use std::collections::{BTreeMap, HashSet};

use scraper::{ElementRef, Html, Selector};

use super::select::{Pick, Selectors, select};
use super::types::{Entry, ParsedFeed};
use crate::article::{Page, css_page};

/// Links of a page that are looked at; a page of headlines has a few hundred.
const MOST_LINKS: usize = 2_000;
/// Elements around a link that may be its item.
const MOST_LEVELS: usize = 6;
/// Lists that are read to compare them.
const MOST_READ: usize = 16;
/// Fewer headlines are no list.
const LEAST_ITEMS: usize = 3;
/// Letters of a headline; navigation is shorter.
const HEADLINE: usize = 16;

/// What a page's list of headlines could be read with.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// As `select` of a feed takes them.
    pub selectors: Selectors,
    /// What they read on this page.
    pub feed: ParsedFeed,
}

/// The best list of headlines on a page; `None` where nothing repeats, or the page is beyond the bounds of `select`.
///
/// ```
/// use vigie::{article::Page, feed};
/// let item = |n: u8| format!("<li class=news><a href=/{n}>The harbour master resigns, part {n}</a></li>");
/// let html: String = (1..5).map(item).collect();
/// let url = url::Url::parse("https://press.example/").unwrap();
/// let page = Page { bytes: html.as_bytes(), content_type: None, url: Some(&url) };
/// assert_eq!(feed::propose(&page).unwrap().selectors.item, "li");
/// ```
#[must_use]
pub fn propose(page: &Page<'_>) -> Option<Proposal> {
    let html = css_page(page)?;
    let mut lists: Vec<(String, List)> = lists(&html).into_iter().collect();
    lists.sort_by(|(_, one), (_, other)| other.worth().total_cmp(&one.worth()));
    let mut best: Option<(f64, Proposal)> = None;
    for (item, _) in lists.into_iter().take(MOST_READ) {
        let Some(selectors) = selectors_for(&html, item) else { continue };
        let Ok(read) = select(page, &selectors, None) else { continue };
        let worth = worth(&read.entries, read.lost);
        if best.as_ref().is_none_or(|(most, _)| worth > *most) && worth > 0.0 {
            best = Some((worth, Proposal { selectors, feed: read }));
        }
    }
    best.map(|(_, proposal)| proposal)
}

/// What is known of the elements with one selector: the links in them, and the letters of their words.
#[derive(Default)]
struct List<'a> {
    links: HashSet<&'a str>,
    letters: usize,
}

impl List<'_> {
    /// Many different links under long words.
    fn worth(&self) -> f64 {
        if self.links.len() < LEAST_ITEMS {
            return 0.0;
        }
        let letters = self.letters as f64 / self.links.len() as f64;
        (self.links.len() as f64).sqrt() * letters.min(80.0)
    }
}

/// Every selector of an element around a headline's link.
fn lists(html: &Html) -> BTreeMap<String, List<'_>> {
    let mut lists: BTreeMap<String, List<'_>> = BTreeMap::new();
    let Ok(links) = Selector::parse("a[href]") else { return lists };
    for link in html.select(&links).take(MOST_LINKS) {
        let letters = letters_of(link);
        let Some(href) = link.attr("href").filter(|href| letters >= HEADLINE && !href.starts_with('#'))
        else {
            continue;
        };
        let around: Vec<ElementRef<'_>> = link
            .ancestors()
            .filter_map(ElementRef::wrap)
            .take_while(|element| !matches!(element.value().name(), "body" | "html" | "main"))
            .collect();
        if around.iter().any(|element| matches!(element.value().name(), "nav" | "footer" | "header"))
            && !is_in_item(&around)
        {
            continue;
        }
        let around = around.into_iter().take(MOST_LEVELS);
        for element in std::iter::once(link).chain(around) {
            for name in names_of(element) {
                let list = lists.entry(name).or_default();
                if list.links.insert(href) {
                    list.letters += letters;
                }
            }
        }
    }
    lists
}

/// Whether an article's own header is meant: the nearest of both is the article.
fn is_in_item(around: &[ElementRef<'_>]) -> bool {
    let place = |names: &[&str]| around.iter().position(|element| names.contains(&element.value().name()));
    match (place(&["article", "li", "tr"]), place(&["nav", "footer"])) {
        (_, Some(_)) | (None, _) => false,
        (Some(item), None) => place(&["header"]).is_some_and(|header| header < item),
    }
}

/// Letters of an element's words, as far as they matter; a script that writes without spaces says more with each.
fn letters_of(element: ElementRef<'_>) -> usize {
    let letters = element.text().flat_map(str::chars).filter(|c| c.is_alphanumeric()).take(120);
    letters
        .map(|c| {
            if ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{ac00}'..='\u{d7a3}').contains(&c) {
                3
            } else {
                1
            }
        })
        .sum()
}

/// Short selectors of an element: by class, and by name where that says something or stands in a list with a name.
fn names_of(element: ElementRef<'_>) -> Vec<String> {
    let name = element.value().name();
    let mut names: Vec<String> = element
        .value()
        .classes()
        .filter(|class| is_lasting(class))
        .take(3)
        .map(|class| format!("{name}.{class}"))
        .collect();
    if matches!(name, "article" | "li" | "tr" | "dt") {
        names.push(name.to_owned());
    }
    if let Some(parent) = element.parent().and_then(ElementRef::wrap) {
        let id = parent.value().id().filter(|id| is_lasting(id)).map(|id| format!("#{id}"));
        let class = parent.value().classes().find(|class| is_lasting(class)).map(|class| format!(".{class}"));
        names.extend(id.or(class).map(|of| format!("{}{of} > {name}", parent.value().name())));
    }
    names
}

/// Whether a name was given by a person, and will be there tomorrow: no number of a build, no utility of a style sheet.
fn is_lasting(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    (3..=40).contains(&name.len())
        && digits == 0
        && name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        && ![
            "css-", "sc-", "is-", "has-", "col-", "row", "first", "last", "odd", "even", "active", "clearfix",
        ]
        .iter()
        .any(|start| name.starts_with(start))
}

/// The selectors within an item, from what most items have.
fn selectors_for(html: &Html, item: String) -> Option<Selectors> {
    let selector = Selector::parse(&item).ok()?;
    let items: Vec<ElementRef<'_>> = html.select(&selector).take(60).collect();
    if items.len() < LEAST_ITEMS {
        return None;
    }
    // What a menu or a box beside the text has too is no list of news.
    let is_beside = |item: &&ElementRef<'_>| {
        item.ancestors()
            .filter_map(ElementRef::wrap)
            .any(|around| matches!(around.value().name(), "nav" | "footer" | "aside"))
    };
    if items.iter().filter(is_beside).count() * 10 > items.len() {
        return None;
    }
    let share = |written: &str| {
        let Ok(selector) = Selector::parse(written) else { return 0.0 };
        let has = |item: &&ElementRef<'_>| item.select(&selector).next().is_some_and(|e| letters_of(e) > 3);
        items.iter().filter(has).count() as f64 / items.len() as f64
    };
    let pick = |selector: &str, attribute: Option<&str>| Pick {
        selector: selector.to_owned(),
        attribute: attribute.map(str::to_owned),
    };
    let heading = ["h1", "h2", "h3", "h4", "h5", "h6"].into_iter().find(|heading| share(heading) >= 0.8);
    let itself = items.iter().all(|item| item.value().name() == "a");
    let in_heading = heading.map(|heading| format!("{heading} a")).filter(|inner| share(inner) >= 0.8);
    let link = match (itself, &in_heading) {
        (true, _) => pick("", Some("href")),
        (false, Some(inner)) => pick(inner, Some("href")),
        (false, None) => pick(&headline_link(&items), Some("href")),
    };
    let dated = |selector: &str| {
        let Ok(parsed) = Selector::parse(selector) else { return false };
        items.iter().filter(|item| item.select(&parsed).next().is_some()).count() * 5 >= items.len() * 3
    };
    let date = if dated("time[datetime]") {
        Some(pick("time", Some("datetime")))
    } else if dated("time") {
        Some(pick("time", None))
    } else {
        ["date", "time", "published"]
            .into_iter()
            .map(|word| format!("[class*=\"{word}\"]"))
            .find(|selector| dated(selector))
            .map(|selector| pick(&selector, None))
    };
    let summary = (!itself && share("p") >= 0.6).then(|| pick("p", None));
    let title = match (heading, &in_heading) {
        (Some(heading), _) => Some(pick(heading, None)),
        (None, _) => None,
    };
    Some(Selectors { item, link, title, summary, date, author: None })
}

/// The selector of the link with the most words, where one class has it in most items; else any link.
fn headline_link(items: &[ElementRef<'_>]) -> String {
    let Ok(links) = Selector::parse("a[href]") else { return "a".to_owned() };
    let mut first = 0;
    let mut classes: BTreeMap<String, usize> = BTreeMap::new();
    for item in items {
        let best = item
            .select(&links)
            .take(20)
            .enumerate()
            .max_by_key(|(at, link)| (letters_of(*link), usize::MAX - at));
        let Some((at, link)) = best else { continue };
        first += usize::from(at == 0);
        for class in link.value().classes().filter(|class| is_lasting(class)).take(3) {
            *classes.entry(format!("a.{class}")).or_default() += 1;
        }
    }
    let most = classes.into_iter().max_by_key(|(_, count)| *count);
    match most {
        Some((class, count)) if first * 5 < items.len() * 4 && count * 5 >= items.len() * 4 => class,
        _ => "a".to_owned(),
    }
}

/// How good a list is: headlines that read like some, each with an address of its own, dates, and few items without.
fn worth(entries: &[Entry], lost: usize) -> f64 {
    let length = |entry: &Entry| {
        let title = entry.title_text.as_deref().unwrap_or_default();
        let letters: usize =
            title.chars().filter(|c| c.is_alphanumeric()).map(|c| if c > '\u{2e7f}' { 3 } else { 1 }).sum();
        letters
    };
    let good = entries.iter().filter(|entry| (HEADLINE..300).contains(&length(entry))).count();
    let titles: HashSet<_> = entries.iter().filter_map(|entry| entry.title_text.as_deref()).collect();
    let good = good.min(titles.len());
    if good < LEAST_ITEMS || good * 3 < (entries.len() + lost) * 2 {
        return 0.0;
    }
    let share = |has: fn(&Entry) -> bool| {
        entries.iter().filter(|entry| has(entry)).count() as f64 / entries.len() as f64
    };
    let said = 1.0 + share(|entry| entry.published.is_some()) + 0.3 * share(|entry| entry.summary.is_some());
    let whole = good as f64 / (entries.len() + lost) as f64;
    let long = entries.iter().map(|entry| length(entry).min(60)).sum::<usize>() as f64 / entries.len() as f64;
    (good as f64).sqrt() * said * whole * long
}
