//! The headline, without the site's name around it.

use url::Url;

use super::address;
use super::dom::{Dom, Tag};
use super::jsonld::Described;
use super::metadata::Head;

const LONGEST: usize = 400;

/// The JSON-LD headline, `og:title`, the only `h1`, `twitter:title`, the `title` element; the site's name trimmed.
pub fn choose(
    dom: &Dom<'_>,
    head: &Head<'_>,
    described: Option<&Described>,
    site: Option<&str>,
    page: Option<&Url>,
) -> Option<String> {
    let headings: Vec<String> =
        dom.with_tag(Tag::H1).take(8).map(|id| dom.text(id, LONGEST)).filter(|t| !t.is_empty()).collect();
    let claims = [
        described.and_then(|d| d.headline.clone()),
        head.first(&["og:title"]),
        head.first(&["twitter:title"]),
        head.title.clone(),
        headings.first().cloned(),
    ];
    let host = page.map(address::site_of);
    claims
        .into_iter()
        .flatten()
        .map(|claim| trim_site(&claim, site, host.as_deref()))
        .find(|claim| !claim.is_empty() && claim.chars().count() <= LONGEST)
}

/// Every form of the headline that the page shows.
pub fn all(dom: &Dom<'_>, chosen: Option<&str>) -> Vec<String> {
    let headings = dom.with_tag(Tag::H1).take(4).map(|id| dom.text(id, LONGEST));
    chosen.map(str::to_owned).into_iter().chain(headings).filter(|title| !title.is_empty()).collect()
}

/// Cuts ` | Site`, ` - Site` and `Site: ` off a title.
pub fn trim_site(title: &str, site: Option<&str>, host: Option<&str>) -> String {
    let mut title = title.trim();
    for separator in [" | ", " - ", " – ", " — ", " · ", " • ", " :: ", " » ", " « ", " / ", "|"] {
        while let Some((start, end)) = title.rsplit_once(separator)
            && !start.trim().is_empty()
            && is_site(end, site, host)
        {
            title = start.trim();
        }
        if let Some((start, end)) = title.split_once(separator)
            && !end.trim().is_empty()
            && is_site(start, site, host)
        {
            title = end.trim();
        }
    }
    title.to_owned()
}

fn is_site(part: &str, site: Option<&str>, host: Option<&str>) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let part = letters(part);
    if part.is_empty() {
        return false;
    }
    let site = site.map(letters).unwrap_or_default();
    let host = host.unwrap_or_default();
    let name = host.split('.').map(letters).max_by_key(String::len).unwrap_or_default();
    let host = letters(host);
    part == site
        || part == host
        || part == name
        || (part.len() >= 5 && (site.contains(&part) || host.contains(&part)))
        || (name.len() >= 4 && part.contains(&name) && part.len() < name.len() + 12)
}
