//! Which of the articles that a page describes is its own.

use url::Url;

use super::address;
use super::clean::letters;
use super::dom::{Dom, Tag};
use super::head::Head;

/// Fewer letters and digits stand in many a headline.
const LEAST_PART: usize = 12;
/// A longer heading is none.
const LONGEST: usize = 400;

/// What a page says of itself outside of its JSON-LD.
#[derive(Clone, Copy, Debug)]
pub struct Own<'s, 'a> {
    /// The page.
    pub dom: &'s Dom<'a>,
    /// Its head.
    pub head: &'s Head<'a>,
    /// The address it was read from.
    pub page: Option<&'s Url>,
}

/// How well a described article fits the page, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It names the address of another page, and a headline that this one does not show.
    Other,
    /// Nothing tells.
    Untold,
    /// Its headline is the page's.
    Headline,
    /// Its address is the page's, or the one that the page claims.
    Address,
}

impl Own<'_, '_> {
    /// Of a headline and an address.
    pub fn fit(self, headline: Option<&str>, address: Option<&str>) -> Fit {
        let address = address.and_then(|address| self.absolute(address));
        // Many name the front page in the article's place.
        let address = address.filter(|address| !address::is_root(address));
        if address.as_ref().is_some_and(|address| self.is_here(address)) {
            return Fit::Address;
        }
        match headline.and_then(|headline| self.shows(headline)) {
            Some(true) => Fit::Headline,
            Some(false) if address.is_some() => Fit::Other,
            _ => Fit::Untold,
        }
    }

    fn absolute(self, address: &str) -> Option<Url> {
        match self.page {
            Some(page) => page.join(address).ok(),
            None => Url::parse(address).ok(),
        }
    }

    fn is_here(self, address: &Url) -> bool {
        if self.page == Some(address) {
            return true;
        }
        let key = address::url_key(address);
        let claims = [self.head.canonical(self.page), self.head.first(&["og:url"])];
        let mut claims = claims.into_iter().flatten().filter_map(|claim| self.absolute(&claim));
        self.page.is_some_and(|page| address::url_key(page) == key)
            || claims.any(|claim| address::url_key(&claim) == key)
    }

    /// Whether a headline is among the titles of the page, perhaps with more around one of them; `None` where it has none.
    fn shows(self, headline: &str) -> Option<bool> {
        let headline = letters(headline);
        let headings = self.dom.with_tag(Tag::H1).take(8).map(|id| self.dom.text(id, LONGEST));
        let shared = ["og:title", "twitter:title"].into_iter().flat_map(|name| self.head.all(name));
        let titles = headings.chain(shared).chain(self.head.title.clone());
        let holds = |whole: &str, part: &str| part.len() >= LEAST_PART && whole.contains(part);
        titles.map(|title| letters(&title)).filter(|title| !title.is_empty()).fold(None, |shown, title| {
            let is_same = title == headline || holds(&title, &headline) || holds(&headline, &title);
            Some(shown.unwrap_or(false) || is_same)
        })
    }
}
