//! The headline, without the site's name around it.

use std::cell::LazyCell;

use url::Url;

use super::address;
use super::claims::{Claims, FieldAccount, Source};
use super::clean::{self, letters};
use super::dom::{Dom, Id, Tag};
use super::head::Head;
use super::jsonld::Described;
use super::site_name::{SEPARATORS, trim_site};
use super::title_worth::{self, Judge};

const LONGEST: usize = 400;
/// Percent of a heading's words.
const WORDS_CONFIRMED: usize = 60;
/// A heading that says less may be that of a section, in [`clean::length`].
const LEAST_CONFIRMED: usize = 12;

/// What stands around a headline and is no part of it.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The site's name.
    pub site: Option<&'a str>,
    /// The section that the article stands in.
    pub section: Option<&'a str>,
    /// Its address.
    pub page: Option<&'a Url>,
    /// What the feed calls it.
    pub told: Option<&'a str>,
}

/// What an article is called.
#[derive(Debug)]
pub struct Chosen {
    /// Its title.
    pub title: Option<String>,
    /// The heading that it stands under.
    pub heading: Option<Id>,
}

/// What a page calls its article, without the site's name.
#[derive(Debug, Default)]
struct Said {
    /// In its JSON-LD.
    headline: Option<String>,
    /// `og:title`.
    shared: Option<String>,
    /// The `title` element.
    in_tab: Option<String>,
    /// The only `h1`, where the others confirm it.
    only: Option<String>,
}

/// The JSON-LD headline, the only `h1` where the others confirm it, `og:title`, `twitter:title`, the `title` element; but
/// what readers see and share, where `h1` and `og:title` agree, before a JSON-LD headline that says more: that is made for
/// search engines. The site's name is trimmed. What is the name of the site, or of any page, gives way, and so does what breaks
/// off, and what differs from the feed's title where another does not.
pub fn choose(
    dom: &Dom<'_>,
    head: &Head<'_>,
    described: Option<&Described>,
    around: Around<'_>,
    accounts: Option<&mut Vec<FieldAccount>>,
) -> Chosen {
    let mut judge = Judge::new(around);
    let headings = headings(dom, head, around.page, &judge);
    judge.names.extend(headings.logo.as_deref().map(letters));
    let lower = LazyCell::new(|| lower_headings(dom));
    let trim = |claim: String| headings.trim(&claim, around);
    let trim_tab = |claim: String| headings.part_in(headings.trim(&claim, around), &lower);
    let mut said = Said {
        headline: described.and_then(|d| d.headline.clone()).map(trim).filter(|claim| is_usable(claim)),
        shared: head.first(&["og:title"]).map(trim).filter(|claim| is_usable(claim)),
        in_tab: head.title.clone().map(trim_tab).filter(|claim| is_usable(claim)),
        only: None,
    };
    judge.beside = said.sentence_beside_names(&headings, head, &judge, &lower);
    said.only = said.confirmed(dom, &headings, &judge).map(trim);
    let is_told = said.all().into_iter().flatten().any(|claim| judge.agrees(claim));
    let by_feed = if is_told { None } else { headings.find(&lower, |text| judge.agrees(text)) };
    judge.heed_feed(is_told || by_feed.is_some(), said.is_seen_and_shared());
    let judged = |claim: Option<String>| {
        let claim = claim?;
        let worth = judge.worth(&claim, said.all());
        Some((claim, worth))
    };
    let mut claims = Claims::new("title", accounts.is_some());
    let heading_first = said.has_better_heading();
    if heading_first {
        claims.offer_judged("only h1", || judged(said.only.clone()));
    }
    claims.offer_judged("JSON-LD headline", || judged(said.headline.clone()));
    if !heading_first {
        claims.offer_judged("only h1", || judged(said.only.clone()));
    }
    claims.offer_judged(Source::Meta("og:title"), || judged(said.shared.clone()));
    claims.offer_judged(Source::Meta("twitter:title"), || {
        judged(head.first(&["twitter:title"]).map(trim).filter(|claim| is_usable(claim)))
    });
    claims.offer_judged("title element", || judged(said.in_tab.clone()));
    claims.offer("heading like the feed's title", || by_feed);
    if said.only.is_none() {
        claims.offer_judged("first h1", || judged(headings.first().cloned()));
    }
    claims.offer("the feed's title", || Some(trim(judge.feed_title()?.to_owned())));
    if claims.chosen().is_none_or(|title| judge.is_none(title)) {
        claims.offer("first h2", || lower.iter().find(|text| title_worth::is_sentence(text)).cloned());
    }
    let title = claims.settle(accounts.unwrap_or(&mut Vec::new()), Clone::clone);
    Chosen { heading: heading(dom, &headings.own, title.as_deref()), title }
}

fn is_usable(claim: &str) -> bool {
    !claim.is_empty() && claim.chars().count() <= LONGEST
}

impl Said {
    fn all(&self) -> [Option<&String>; 4] {
        [&self.headline, &self.only, &self.shared, &self.in_tab].map(Option::as_ref)
    }

    /// The only heading of the article, where it is a sentence and nothing tells that the others are more than names: no other
    /// heading is called so, and no name was cut off.
    fn sentence_beside_names(
        &self,
        headings: &Headings,
        head: &Head<'_>,
        judge: &Judge<'_>,
        lower: &[String],
    ) -> Option<String> {
        let heading = headings.single().filter(|heading| title_worth::is_sentence(heading))?;
        let whole = head.title.as_ref().map_or(0, |title| title.trim().len());
        let is_described = self.headline.as_ref().is_some_and(|headline| !judge.is_none(headline));
        if is_described || self.in_tab.as_ref().is_some_and(|tab| tab.len() < whole) {
            return None;
        }
        let is_shown = |claim: &String| lower.iter().any(|text| letters(text) == letters(claim));
        let mut claims = [&self.shared, &self.in_tab].into_iter().flatten();
        let names = |claim: &String| title_worth::is_name_beside(claim, heading) && !is_shown(claim);
        claims.any(names).then(|| heading.to_owned())
    }

    /// The only `h1`, where enough of the others confirm it that are titles.
    fn confirmed(&self, dom: &Dom<'_>, headings: &Headings, judge: &Judge<'_>) -> Option<String> {
        let [(id, text)] = headings.own.as_slice() else { return None };
        let heading = without_kicker(dom, *id, text, self.shared.as_ref().or(self.in_tab.as_ref()));
        let titles = [&self.headline, &self.shared, &self.in_tab].into_iter().flatten();
        let titles: Vec<&String> = titles.filter(|claim| !judge.is_none(claim)).collect();
        // Beside the name of the site it may be that of a section.
        let is_sure = headings.logo.is_none() || titles.is_empty();
        (is_sure && is_confirmed(&heading, &titles) || judge.agrees(&heading)).then_some(heading)
    }

    /// Whether what readers see is what is shared, or told to machines.
    fn is_seen_and_shared(&self) -> bool {
        let others = [&self.headline, &self.shared].into_iter().flatten();
        self.only
            .as_deref()
            .map(letters)
            .is_some_and(|only| others.map(|o| letters(o)).any(|other| other == only))
    }

    /// Whether the heading is a title for readers, and the headline of the JSON-LD one for machines.
    fn has_better_heading(&self) -> bool {
        let (Some(only), Some(headline)) = (&self.only, &self.headline) else { return false };
        // What search engines are told is the longer one.
        let is_agreed = self.shared.as_ref().is_some_and(|shared| letters(only) == letters(shared))
            && only.chars().count() < headline.chars().count();
        // A headline with a slogan behind it is cut down to what readers see.
        is_agreed || headline.strip_prefix(only.as_str()).is_some_and(|rest| rest.starts_with(" | "))
    }
}

/// The `h1` of a page.
struct Headings {
    /// Those that may be its headline.
    own: Vec<(Id, String)>,
    /// The name of the site, where one of them is that.
    logo: Option<String>,
}

impl Headings {
    fn first(&self) -> Option<&String> {
        self.own.first().map(|(_, text)| text).or(self.logo.as_ref())
    }

    /// The only one of the article.
    fn single(&self) -> Option<&str> {
        match self.own.as_slice() {
            [(_, text)] => Some(text),
            _ => None,
        }
    }

    /// The first that is as wanted, of these or those below them.
    fn find(&self, lower: &[String], is_wanted: impl Fn(&str) -> bool) -> Option<String> {
        let mut all = self.own.iter().map(|(_, text)| text).chain(lower);
        all.find(|text| is_wanted(text)).cloned()
    }

    /// A claim without the names of the site and its section.
    fn trim(&self, claim: &str, around: Around<'_>) -> String {
        let host = around.page.map(address::site_of);
        let mut title = trim_site(claim, around.site, host.as_deref());
        let is_whole = |title: &str| title.len() == claim.trim().len();
        if is_whole(&title) && self.logo.is_some() {
            title = trim_site(claim, self.logo.as_deref(), None);
        }
        if is_whole(&title) { title } else { trim_section(title, around.section) }
    }

    /// What a tab says, without what stands around the heading in it.
    fn part_in(&self, title: String, lower: &LazyCell<Vec<String>, impl FnOnce() -> Vec<String>>) -> String {
        if !title.contains(title_worth::PARTS) {
            return title;
        }
        let is_part = |heading: &str| title_worth::is_part(&title, heading);
        self.find(lower, is_part).unwrap_or(title)
    }
}

/// Further down no heading is the article's title.
const MOST_LOWER: usize = 40;

/// The headings below `h1`, but for those of navigation and what stands beside.
fn lower_headings(dom: &Dom<'_>) -> Vec<String> {
    let is_beside =
        |id: Id| dom.ancestors(id).any(|outer| matches!(dom.tag(outer), Tag::Nav | Tag::Aside | Tag::Footer));
    let of_tag = |tag| dom.with_tag(tag).take(MOST_LOWER).filter(|&id| !is_beside(id));
    let all = [Tag::H2, Tag::H3].into_iter().flat_map(of_tag);
    all.map(|id| dom.text(id, LONGEST)).filter(|claim| is_usable(claim)).collect()
}

fn headings(dom: &Dom<'_>, head: &Head<'_>, page: Option<&Url>, judge: &Judge<'_>) -> Headings {
    let all = dom.with_tag(Tag::H1).take(8).map(|id| (id, dom.text(id, LONGEST)));
    let all = all.filter(|(_, text)| is_usable(text));
    let (logos, own): (Vec<_>, Vec<_>) = all.partition(|(id, text)| {
        leads_home(dom, *id, page) || is_end_of_tab(text, head) || judge.is_name(text)
    });
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
fn heading(dom: &Dom<'_>, own: &[(Id, String)], title: Option<&str>) -> Option<Id> {
    /// More headings are not compared.
    const MOST: usize = 200;
    let title = letters(title.unwrap_or_default());
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
fn is_confirmed(heading: &str, others: &[&String]) -> bool {
    let others: Vec<String> = others.iter().map(|other| other.to_lowercase()).collect();
    let lower = heading.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let confirmed = words.iter().filter(|word| others.iter().any(|other| other.contains(**word))).count();
    clean::length(heading) >= LEAST_CONFIRMED
        && (others.is_empty() || confirmed * 100 >= words.len() * WORDS_CONFIRMED)
}

/// Every form of the headline that the page shows.
pub fn all(dom: &Dom<'_>, chosen: Option<&str>) -> Vec<String> {
    let headings = dom.with_tag(Tag::H1).take(4).map(|id| dom.text(id, LONGEST));
    chosen.map(str::to_owned).into_iter().chain(headings).filter(|title| !title.is_empty()).collect()
}
