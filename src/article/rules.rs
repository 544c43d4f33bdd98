//! What an operator says of a site whose pages the general rules misread.

use scraper::Selector;

/// `[sites."example.org"]`: CSS selectors that override the general rules on one site's pages.
///
/// The site is the host of [`super::site_of`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteRule {
    /// The main text: every match, in the page's order.
    pub text: Option<String>,
    /// What to leave out of it.
    pub drop: Vec<String>,
    /// The authors: one for each match.
    pub author: Option<String>,
    /// The date: the first match, its `datetime` or `content` attribute before its words.
    pub date: Option<String>,
}

/// Whether a text is a CSS selector that [`SiteRule`] can use.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn check_selector(selector: &str) -> Result<(), String> {
    Selector::parse(selector)
        .map(drop)
        .map_err(|error| format!("`{selector}` is not a CSS selector: {error}"))
}
