//! The headline, without the site's name around it.

use url::Url;

use super::address;
use super::claims::{Claims, FieldAccount, Source};
use super::clean::letters;
use super::dom::{Dom, Id, Tag};
use super::head::Head;
use super::jsonld::Described;

const LONGEST: usize = 400;
/// Percent of a heading's words.
const WORDS_CONFIRMED: usize = 60;

/// What stands around a headline and is no part of it.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The site's name.
    pub site: Option<&'a str>,
    /// The section that the article stands in.
    pub section: Option<&'a str>,
    /// Its address.
    pub page: Option<&'a Url>,
}

/// The JSON-LD headline, the only `h1` where the others confirm it, `og:title`, `twitter:title`, the `title` element; but
/// what readers see and share, where `h1` and `og:title` agree, before a JSON-LD headline that says more: that is made for
/// search engines. The site's name is trimmed.
pub fn choose(
    dom: &Dom<'_>,
    head: &Head<'_>,
    described: Option<&Described>,
    around: Around<'_>,
    accounts: Option<&mut Vec<FieldAccount>>,
) -> Option<String> {
    let host = around.page.map(address::site_of);
    let headings = headings(dom, head, around.page);
    let logo = headings.logo.as_deref();
    let trim = |claim: String| {
        let mut title = trim_site(&claim, around.site, host.as_deref());
        if title.len() == claim.trim().len() && logo.is_some() {
            title = trim_site(&claim, logo, None);
        }
        if title.len() == claim.trim().len() { title } else { trim_section(title, around.section) }
    };
    let is_usable = |claim: &String| !claim.is_empty() && claim.chars().count() <= LONGEST;
    let headline = described.and_then(|d| d.headline.clone()).map(trim).filter(is_usable);
    let shared = head.first(&["og:title"]).map(trim).filter(is_usable);
    let in_tab = head.title.clone().map(trim).filter(is_usable);
    let only = match headings.own.as_slice() {
        [(id, text)] if logo.is_none() => Some(without_kicker(dom, *id, text, shared.as_ref())),
        _ => None,
    };
    let only = only.filter(|only| is_confirmed(only, &[&headline, &shared, &in_tab])).map(trim);
    // What search engines are told is the longer one.
    let is_agreed = matches!((&only, &shared, &headline), (Some(only), Some(shared), Some(headline))
        if letters(only) == letters(shared) && only.chars().count() < headline.chars().count());
    // A headline with a slogan behind it is cut down to what readers see.
    let is_sloganed = matches!((&headline, &only), (Some(headline), Some(only))
        if headline.strip_prefix(only.as_str()).is_some_and(|rest| rest.starts_with(" | ")));
    let mut claims = Claims::new("title", accounts.is_some());
    let heading_first = is_agreed || is_sloganed;
    if heading_first {
        claims.offer("only h1", || only.clone());
    }
    claims.offer("JSON-LD headline", || headline);
    if !heading_first {
        claims.offer("only h1", || only.clone());
    }
    claims.offer(Source::Meta("og:title"), || shared);
    claims
        .offer(Source::Meta("twitter:title"), || head.first(&["twitter:title"]).map(trim).filter(is_usable));
    claims.offer("title element", || in_tab);
    if only.is_none() {
        claims.offer("first h1", || headings.first());
    }
    claims.settle(accounts.unwrap_or(&mut Vec::new()), Clone::clone)
}

/// The `h1` of a page.
struct Headings {
    /// Those that may be its headline.
    own: Vec<(Id, String)>,
    /// The name of the site, where one of them is that.
    logo: Option<String>,
}

impl Headings {
    fn first(self) -> Option<String> {
        self.own.into_iter().next().map(|(_, text)| text).or(self.logo)
    }
}

fn headings(dom: &Dom<'_>, head: &Head<'_>, page: Option<&Url>) -> Headings {
    let all = dom.with_tag(Tag::H1).take(8).map(|id| (id, dom.text(id, LONGEST)));
    let is_usable = |text: &str| !text.is_empty() && text.chars().count() <= LONGEST;
    let all = all.filter(|(_, text)| is_usable(text));
    let (logos, own): (Vec<_>, Vec<_>) =
        all.partition(|(id, text)| leads_home(dom, *id, page) || is_end_of_tab(text, head));
    Headings { own, logo: logos.into_iter().next().map(|(_, text)| text) }
}

/// Whether a heading is, or stands in, a link to the front page.
fn leads_home(dom: &Dom<'_>, id: Id, page: Option<&Url>) -> bool {
    /// A heading that is a link has it right inside.
    const NODES: usize = 12;
    let is_home = |link: Id| {
        let Some(href) = dom.attribute(link, "href").filter(|_| dom.node(link).is_link()) else {
            return false;
        };
        match page {
            Some(page) => page
                .join(href.trim())
                .is_ok_and(|url| address::is_root(&url) && address::same_site(&url, page)),
            None => href.trim() == "/",
        }
    };
    let whole = || letters(&dom.text(id, LONGEST));
    is_home(dom.parent(id))
        || (id..dom.end(id))
            .take(NODES)
            .any(|inner| is_home(inner) && letters(&dom.text(inner, LONGEST)) == whole())
}

/// Whether a heading is one end of the tab's title, and what is shared is another part of that.
fn is_end_of_tab(heading: &str, head: &Head<'_>) -> bool {
    let (Some(tab), Some(shared)) = (&head.title, head.first(&["og:title"])) else { return false };
    let (name, shared) = (letters(heading), letters(&shared));
    let is_end = |separator: &str| {
        let ends =
            [tab.split_once(separator).map(|(end, _)| end), tab.rsplit_once(separator).map(|(_, end)| end)];
        ends.into_iter().flatten().any(|end| letters(end) == name)
    };
    !shared.is_empty()
        && !shared.contains(&name)
        && !name.contains(&shared)
        && letters(tab).contains(&shared)
        && SEPARATORS.iter().any(|(_, separator)| is_end(separator))
}

/// A heading without what an element in it says before the title that is shared.
fn without_kicker(dom: &Dom<'_>, id: Id, heading: &str, shared: Option<&String>) -> String {
    /// A kicker stands right inside.
    const NODES: usize = 12;
    let (whole, Some(shared)) = (letters(heading), shared) else { return heading.to_owned() };
    let title = letters(shared);
    let kicker = whole.strip_suffix(&title);
    let is_kicker = |kicker: &str| {
        let mut inside = (id + 1..dom.end(id)).take(NODES).filter(|&inner| dom.tag(inner) != Tag::Text);
        !kicker.is_empty() && inside.any(|inner| letters(&dom.text(inner, LONGEST)) == kicker)
    };
    if !title.is_empty() && kicker.is_some_and(is_kicker) { shared.clone() } else { heading.to_owned() }
}

/// The heading that the article stands under: the `h1` with its title, or the first one; where there is none but the site's
/// name, a lower one with the title.
pub fn heading(dom: &Dom<'_>, head: &Head<'_>, title: Option<&str>, around: Around<'_>) -> Option<Id> {
    /// More headings are not compared.
    const MOST: usize = 200;
    let title = letters(title.unwrap_or_default());
    let own = headings(dom, head, around.page).own;
    if let Some((first, _)) = own.first() {
        let same = own.iter().find(|(_, text)| letters(text) == title);
        return Some(same.map_or(*first, |(id, _)| *id));
    }
    let is_same = |id: &Id| {
        let text = letters(&dom.text(*id, LONGEST));
        // The site's name may stand behind it where nothing tells that it is one.
        !text.is_empty() && title.starts_with(&text) && text.len() * 3 >= title.len() * 2
    };
    let mut lower =
        [Tag::H2, Tag::H3].into_iter().filter_map(|tag| dom.with_tag(tag).take(MOST).find(is_same));
    lower.next().or_else(|| dom.with_tag(Tag::H1).next())
}

/// Cuts the section off a title whose site's name was cut off: `Headline - World | Site`.
fn trim_section(title: String, section: Option<&str>) -> String {
    let Some(section) = section.map(letters).filter(|section| !section.is_empty()) else { return title };
    let cut = title
        .rfind(['|', '-', '–', '—', '·', '•', '_', '｜'])
        .filter(|&at| letters(&title[at..]) == section && !title[..at].trim().is_empty());
    cut.map(|at| title[..at].trim().to_owned()).unwrap_or(title)
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

/// What parts a headline from the site's name, each with the sign in it.
const SEPARATORS: [(char, &str); 14] = [
    ('|', " | "),
    ('-', " - "),
    ('–', " – "),
    ('—', " — "),
    ('·', " · "),
    ('•', " • "),
    (':', " :: "),
    ('»', " » "),
    ('«', " « "),
    ('/', " / "),
    ('|', "|"),
    ('｜', "｜"),
    ('ㅣ', "ㅣ"),
    ('_', "_"),
];

/// The end of a title at which a part of it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Front,
    Back,
}

/// Cuts ` | Site` and ` - Site` off a title, at either end, and `: Site` off its back. `Site: ` stays: it tells who speaks.
pub fn trim_site(title: &str, site: Option<&str>, host: Option<&str>) -> String {
    let mut title = title.trim();
    for (sign, separator) in SEPARATORS {
        // Most titles have none or one of them.
        if !title.contains(sign) {
            continue;
        }
        while let Some((start, end)) = title.rsplit_once(separator)
            && !start.trim().is_empty()
            && is_site(end, End::Back, site, host)
        {
            title = start.trim();
        }
        if let Some((start, end)) = title.split_once(separator)
            && !end.trim().is_empty()
            && is_site(start, End::Front, site, host)
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

/// Bytes of an article before a name: `The`, `Die`, `Le`.
const ARTICLE: usize = 3;

/// Whether a part of a title is the name of the site or its address, or at the back much of it: at the front stand places and
/// people, too, after which papers are called.
fn is_site(part: &str, end: End, site: Option<&str>, host: Option<&str>) -> bool {
    // Names have capitals, but for addresses.
    let is_small = |word: &str| word.chars().count() > 3 && word.starts_with(char::is_lowercase);
    let has_small = !part.contains('.') && part.split_whitespace().any(is_small);
    let part = letters(part);
    if part.is_empty() {
        return false;
    }
    let site = site.map(letters).unwrap_or_default();
    let host = host.unwrap_or_default();
    let labels = host.rsplit_once('.').map_or(host, |(labels, _)| labels);
    let name = labels.split('.').map(letters).max_by_key(String::len).unwrap_or_default();
    let host = letters(host);
    if part == site || part == host || part == name {
        return true;
    }
    match end {
        End::Front => part.len() >= 5 && site.ends_with(&part) && site.len() - part.len() <= ARTICLE,
        End::Back => {
            (part.len() >= 5 && (site.contains(&part) || host.contains(&part)))
                || (name.len() >= 4 && part.contains(&name) && part.len() < name.len() + 12 && !has_small)
        }
    }
}
