//! A page without a feed as a source: CSS selectors say what its entries are.

use std::collections::HashSet;

use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::base::Base;
use super::dates::parse_date_in;
use super::draft::{language_of, text};
use super::escape::escape;
use super::plain::collapse;
use super::sniff::looks_like_challenge;
use super::types::{Entry, FeedHead, ParsedFeed};
use crate::article::{DateHabits, Page, PageTime, check_selector, css_page, page_date, url_key};
use crate::model::{Hash16, Language, Timestamp};

/// Entries of one page; a page of headlines has a hundred.
const MOST_ITEMS: usize = 500;
/// Bytes of one value; what follows is cut off.
const LONGEST_VALUE: usize = 4_000;

/// `select` of a feed: where a page's entries are, and what they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selectors {
    /// Each match is an entry.
    pub item: String,
    /// Its address, and so its identity.
    pub link: Pick,
    /// Its headline; the words of the link when left out.
    pub title: Option<Pick>,
    /// Its first words.
    pub summary: Option<Pick>,
    /// When it was published.
    pub date: Option<Pick>,
    /// Who wrote it, one for each match.
    pub author: Option<Pick>,
}

impl Selectors {
    /// Tells these selectors from others: what a page says by others is not known yet.
    #[must_use]
    pub fn key(&self) -> Hash16 {
        let picks = [
            Some(&self.link),
            self.title.as_ref(),
            self.summary.as_ref(),
            self.date.as_ref(),
            self.author.as_ref(),
        ];
        let mut parts = vec![self.item.as_str()];
        for pick in picks {
            let attribute = pick.and_then(|pick| pick.attribute.as_deref());
            parts.push(if pick.is_some() { "pick" } else { "none" });
            parts.push(pick.map_or("", |pick| &pick.selector));
            parts.push(if attribute.is_some() { "of" } else { "words" });
            parts.push(attribute.unwrap_or_default());
        }
        Hash16::of_parts(&parts.into_iter().map(str::as_bytes).collect::<Vec<_>>())
    }
}

/// A value within an item: `time@datetime` is an attribute, `h2` the words, `@href` the item's own attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Empty: the item itself.
    pub selector: String,
    /// The words when left out.
    pub attribute: Option<String>,
}

impl Pick {
    /// Where an item's address stands when nothing else is said: `a@href`.
    #[must_use]
    pub fn first_link() -> Self {
        Self { selector: "a".to_owned(), attribute: Some("href".to_owned()) }
    }

    /// Reads `SELECTOR`, `SELECTOR@ATTRIBUTE` or `@ATTRIBUTE`.
    ///
    /// ```
    /// let pick = vigie::feed::Pick::parse("a.more@href").unwrap();
    /// assert_eq!((pick.selector.as_str(), pick.attribute.as_deref()), ("a.more", Some("href")));
    /// ```
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn parse(written: &str) -> Result<Self, String> {
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        };
        let (selector, attribute) = match written.rsplit_once('@') {
            Some((selector, name)) if is_name(name) => (selector.trim(), Some(name.to_ascii_lowercase())),
            _ => (written.trim(), None),
        };
        if !selector.is_empty() || attribute.is_none() {
            check_selector(selector)?;
        }
        Ok(Self { selector: selector.to_owned(), attribute })
    }
}

/// Why a page gave no entries.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// It looks like a challenge page.
    #[error("a challenge page against robots came where the page was due")]
    Challenge,
    /// Beyond the bounds of the CSS engine.
    #[error("the page is too large, too deep or has too many elements side by side for `select`")]
    Beyond,
    /// The page changed, or the selector is wrong.
    #[error("`select.item` matches nothing on the page")]
    NoItems,
    /// The page changed, or the selector is wrong.
    #[error("`select.link` finds no address in the {0} items of the page")]
    NoLinks(usize),
    /// Checked when the configuration was read; never of a checked one.
    #[error("`{0}` is not a CSS selector")]
    Selector(String),
}

/// A pick ready to be looked for.
struct Compiled<'s> {
    selector: Option<Selector>,
    attribute: Option<&'s str>,
}

impl<'s> Compiled<'s> {
    fn of(pick: &'s Pick) -> Result<Self, SelectError> {
        let selector = (!pick.selector.is_empty()).then(|| compile(&pick.selector)).transpose()?;
        Ok(Self { selector, attribute: pick.attribute.as_deref() })
    }

    fn maybe(pick: Option<&'s Pick>) -> Result<Option<Self>, SelectError> {
        pick.map(Self::of).transpose()
    }

    /// The elements this picks within an item: the item itself where that matches.
    fn elements<'a>(&'a self, item: ElementRef<'a>) -> impl Iterator<Item = ElementRef<'a>> + 'a {
        let own = self.selector.as_ref().is_none_or(|selector| selector.matches(&item)).then_some(item);
        own.into_iter().chain(self.selector.iter().flat_map(move |selector| item.select(selector)))
    }

    fn value(&self, element: ElementRef<'_>) -> String {
        match self.attribute {
            Some(name) => element.attr(name).map(|value| cut(value.trim()).to_owned()).unwrap_or_default(),
            None => words(element),
        }
    }

    /// The first value that is there.
    fn first(&self, item: ElementRef<'_>) -> Option<String> {
        self.elements(item).map(|element| self.value(element)).find(|value| !value.is_empty())
    }
}

fn compile(selector: &str) -> Result<Selector, SelectError> {
    Selector::parse(selector).map_err(|_| SelectError::Selector(selector.to_owned()))
}

/// Reads a page as a feed: each match of `item` with an address is an entry, known again by that address. `language`: as the
/// operator says; the page's own when left out.
///
/// # Errors
/// See [`SelectError`]: a page that gives no entry is never an empty feed.
pub fn select(
    page: &Page<'_>,
    selectors: &Selectors,
    language: Option<Language>,
) -> Result<ParsedFeed, SelectError> {
    let html = css_page(page).ok_or(SelectError::Beyond)?;
    let item = compile(&selectors.item)?;
    let link = Compiled::of(&selectors.link)?;
    let fields = Fields {
        title: Compiled::maybe(selectors.title.as_ref())?,
        summary: Compiled::maybe(selectors.summary.as_ref())?,
        date: Compiled::maybe(selectors.date.as_ref())?,
        author: Compiled::maybe(selectors.author.as_ref())?,
        habits: DateHabits::of(None),
        language: None,
        configured: language,
    };
    let (feed, base) = head(&html, page.url);
    let fields = Fields {
        // The page's tag has a region; the operator's has none, but knows better.
        habits: DateHabits::of(feed.language.as_deref()).in_language(language),
        language: feed.language.as_deref().and_then(language_of),
        ..fields
    };
    let mut read = ParsedFeed { format: "page", encoding: "UTF-8", feed, ..ParsedFeed::default() };
    let (mut items, mut links) = (0, HashSet::new());
    for item in html.select(&item) {
        items += 1;
        if items > MOST_ITEMS {
            read.problems.push(format!("only the first {MOST_ITEMS} items are read"));
            break;
        }
        let Some((address, words)) = address(&link, item, &base) else {
            read.lost += 1;
            continue;
        };
        if links.insert(url_key(&address)) {
            read.entries.push(fields.entry(item, address, words));
        }
    }
    if items == 0 {
        let challenge = looks_like_challenge(page.bytes);
        return Err(if challenge { SelectError::Challenge } else { SelectError::NoItems });
    }
    if read.entries.is_empty() {
        return Err(SelectError::NoLinks(items));
    }
    fields.note_missing(&mut read);
    Ok(read)
}

/// The first address of the web an item has, and the words of the element it stands on.
fn address(link: &Compiled<'_>, item: ElementRef<'_>, base: &Base) -> Option<(Url, String)> {
    link.elements(item).find_map(|element| {
        let written = link.value(element);
        let url = Url::parse(&base.absolute(&written)).ok()?;
        let usable = !written.is_empty() && matches!(url.scheme(), "http" | "https") && url.has_host();
        usable.then(|| (url, words(element)))
    })
}

/// What an entry has beside its address.
struct Fields<'s> {
    title: Option<Compiled<'s>>,
    summary: Option<Compiled<'s>>,
    date: Option<Compiled<'s>>,
    author: Option<Compiled<'s>>,
    habits: DateHabits,
    /// As the page says.
    language: Option<Language>,
    configured: Option<Language>,
}

impl Fields<'_> {
    fn entry(&self, item: ElementRef<'_>, address: Url, link_words: String) -> Entry {
        let first = |pick: &Option<Compiled<'_>>| pick.as_ref().and_then(|pick| pick.first(item));
        let title = if self.title.is_some() { first(&self.title) } else { text(link_words) };
        let published = first(&self.date).as_deref().and_then(|date| self.read_date(date));
        let authors = self.author.as_ref().map_or_else(Vec::new, |pick| {
            pick.elements(item)
                .map(|element| pick.value(element))
                .filter(|name| !name.is_empty())
                .take(20)
                .collect()
        });
        Entry {
            title: title.as_deref().map(|title| escape(title).into_owned()),
            title_text: title,
            link: Some(address.into()),
            published,
            language: self.language,
            authors,
            summary: first(&self.summary).map(|summary| escape(&summary).into_owned()),
            ..Entry::default()
        }
    }

    fn read_date(&self, date: &str) -> Option<Timestamp> {
        let language = self.configured.or(self.language);
        parse_date_in(date, language).or_else(|| page_date(date, self.habits).map(PageTime::time))
    }

    /// A selector that finds nothing anywhere has come loose from its page.
    fn note_missing(&self, read: &mut ParsedFeed) {
        let is_loose = |pick: &Option<Compiled<'_>>, has: fn(&Entry) -> bool| {
            pick.is_some() && !read.entries.iter().any(has)
        };
        let loose = [
            ("title", is_loose(&self.title, |entry| entry.title.is_some())),
            ("summary", is_loose(&self.summary, |entry| entry.summary.is_some())),
            ("date", is_loose(&self.date, |entry| entry.published.is_some())),
            ("author", is_loose(&self.author, |entry| !entry.authors.is_empty())),
        ];
        let loose = loose.iter().filter(|(_, is_loose)| *is_loose);
        read.problems.extend(loose.map(|(key, _)| format!("`select.{key}` finds nothing in any item")));
    }
}

/// What the page says of itself, and what its addresses are relative to.
fn head(html: &Html, url: Option<&Url>) -> (FeedHead, Base) {
    let find = |selector: &str| Selector::parse(selector).ok().and_then(|s| html.select(&s).next());
    let mut base = Base::new(url, MOST_ITEMS * LONGEST_VALUE);
    if let Some(href) = find("base[href]").and_then(|element| element.attr("href")) {
        base = base.below(href);
    }
    let language = html.root_element().attr("lang").and_then(|language| text(language.replace('_', "-")));
    let title = find("title").map(words).and_then(text);
    let title = title.map(|title| escape(&title).into_owned());
    (FeedHead { title, link: url.map(Url::to_string), language, ..FeedHead::default() }, base)
}

/// The words of an element on one line, bounded.
fn words(element: ElementRef<'_>) -> String {
    let mut out = String::new();
    for piece in element.text() {
        out.push_str(piece);
        if out.len() > LONGEST_VALUE {
            break;
        }
    }
    collapse(cut(&out))
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(LONGEST_VALUE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
