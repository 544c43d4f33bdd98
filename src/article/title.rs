//! The headline, without the site's name around it.

use url::Url;

use super::address;
use super::dom::{Dom, Tag};
use super::jsonld::Described;
use super::metadata::Head;

const LONGEST: usize = 400;
/// Percent of a heading's words.
const WORDS_CONFIRMED: usize = 60;

/// The JSON-LD headline, the only `h1` where the others confirm it, `og:title`, `twitter:title`, the `title` element;
/// the site's name trimmed.
pub fn choose(
    dom: &Dom<'_>,
    head: &Head<'_>,
    described: Option<&Described>,
    site: Option<&str>,
    page: Option<&Url>,
) -> Option<String> {
    let host = page.map(address::site_of);
    let trim = |claim: String| trim_site(&claim, site, host.as_deref());
    let is_usable = |claim: &String| !claim.is_empty() && claim.chars().count() <= LONGEST;
    let headings: Vec<String> =
        dom.with_tag(Tag::H1).take(8).map(|id| dom.text(id, LONGEST)).filter(is_usable).collect();
    let headline = described.and_then(|d| d.headline.clone()).map(trim).filter(is_usable);
    let shared = head.first(&["og:title"]).map(trim).filter(is_usable);
    let in_tab = head.title.clone().map(trim).filter(is_usable);
    let only = match headings.as_slice() {
        [only] if is_confirmed(only, &[&headline, &shared, &in_tab]) => Some(only.clone()),
        _ => None,
    };
    // A headline with a slogan behind it is cut down to what readers see.
    if let (Some(headline), Some(only)) = (&headline, &only)
        && headline.strip_prefix(only.as_str()).is_some_and(|rest| rest.starts_with(" | "))
    {
        return Some(only.clone());
    }
    let for_cards = head.first(&["twitter:title"]).map(trim).filter(is_usable);
    headline.or(only).or(shared).or(for_cards).or(in_tab).or_else(|| headings.first().cloned())
}

/// Whether enough words of a heading stand in what the page is called elsewhere: some use `h1` for their name or section.
fn is_confirmed(heading: &str, others: &[&Option<String>]) -> bool {
    let others: Vec<String> =
        others.iter().filter_map(|other| other.as_ref()).map(|other| other.to_lowercase()).collect();
    let lower = heading.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let confirmed = words.iter().filter(|word| others.iter().any(|other| other.contains(**word))).count();
    heading.chars().count() >= 12 && (others.is_empty() || confirmed * 100 >= words.len() * WORDS_CONFIRMED)
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
    if let Some((start, end)) = title.rsplit_once(": ")
        && site.is_some_and(|site| site.trim() == end.trim())
    {
        title = start.trim();
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
    let labels = host.rsplit_once('.').map_or(host, |(labels, _)| labels);
    let name = labels.split('.').map(letters).max_by_key(String::len).unwrap_or_default();
    let host = letters(host);
    part == site
        || part == host
        || part == name
        || (part.len() >= 5 && (site.contains(&part) || host.contains(&part)))
        || (name.len() >= 4 && part.contains(&name) && part.len() < name.len() + 12)
}
