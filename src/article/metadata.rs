//! What a page says of its article: title, authors, dates, language, address, site, image, section, tags.
//!
//! Where sources differ, the earlier in the order given at each function wins; [`super::claims`] keeps count of them where
//! an account is wanted.

use url::Url;

use super::Hints;
use super::address;
use super::author::{self, Names};
use super::byline::{self, Byline};
use super::claims::{Claims, FieldAccount, Source, Worth};
use super::dom::{Dom, Id, Tag};
use super::elsewhere::{Elsewhere, Reach};
use super::head::Head;
use super::jsonld::Described;
use super::names::Signs;
use super::picture;
use super::published::{self, Settled};
use super::title;
use super::topics;
use super::visible_date::DateHabits;
use crate::model::Language;

/// A longer name of a site is its slogan, in characters.
const LONGEST_SITE_NAME: usize = 80;

/// What the page says.
#[derive(Debug)]
pub struct Metadata {
    /// Headline.
    pub title: Option<String>,
    /// Names.
    pub authors: Vec<String>,
    /// When it was published and changed.
    pub dates: Settled,
    /// Declared.
    pub language: Option<Language>,
    /// Address.
    pub canonical: Option<Url>,
    /// Publication.
    pub site_name: Option<String>,
    /// Lead image.
    pub image: Option<String>,
    /// Section of the publication.
    pub section: Option<String>,
    /// What the article is filed under.
    pub tags: Vec<String>,
    /// How it writes dates.
    pub habits: DateHabits,
    /// What the page says it is about.
    pub description: Option<String>,
}

/// Where metadata are read from.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'s, 'a> {
    /// The page.
    pub dom: &'s Dom<'a>,
    /// What the names of its elements say.
    pub signs: &'s [Signs],
    /// Its head.
    pub head: &'s Head<'a>,
    /// Its JSON-LD.
    pub described: Option<&'s Described>,
    /// The address it was read from.
    pub page: Option<&'s Url>,
    /// What is known beside it.
    pub hints: &'s Hints<'s>,
}

/// Reads it all; how each field was settled goes to `accounts`, where there is such a list.
pub fn read(seen: Seen<'_, '_>, mut accounts: Option<&mut Vec<FieldAccount>>) -> Metadata {
    let Seen { dom, signs, head, described, page, hints } = seen;
    let canonical = canonical(head, described, page, accounts.as_deref_mut());
    let address = canonical.as_ref().or(page);
    let site_name = site_name(head, described, address, accounts.as_deref_mut());
    let site = site_name.as_deref();
    let declared = language(dom, head, described, accounts.as_deref_mut());
    let habits = DateHabits::of(declared.as_ref().map(|declared| declared.tag.as_str()));
    let section = topics::section(head, described, site, accounts.as_deref_mut());
    let around = title::Around { site, section: section.as_deref(), page: address, told: hints.title };
    let title::Chosen { title, heading: headline } =
        title::choose(dom, head, described, around, accounts.as_deref_mut());
    let byline = byline::read(dom, signs, headline, habits);
    let authors = authors(head, described, &byline, site, accounts.as_deref_mut());
    let sources = published::Sources { head, described, address, byline: &byline, habits, now: hints.now };
    let dates = sources.settle(accounts.as_deref_mut());
    Metadata {
        title,
        authors,
        dates,
        language: declared.map(|declared| declared.language),
        habits,
        image: image(seen, headline, address, accounts.as_deref_mut()),
        tags: topics::tags(dom, head, described, site, accounts),
        description: head.first(&["og:description", "description", "twitter:description"]),
        section,
        canonical,
        site_name,
    }
}

/// `link rel=canonical`, `og:url`, JSON-LD: the first that can be believed and is no version for phones or AMP; where all
/// are, the first.
fn canonical(
    head: &Head<'_>,
    described: Option<&Described>,
    page: Option<&Url>,
    accounts: Option<&mut Vec<FieldAccount>>,
) -> Option<Url> {
    let mut claims = Claims::new("canonical_url", accounts.is_some());
    let judge = |claim: Option<String>| {
        let url = address::canonical(&claim?, page)?;
        let worth = if address::is_version(&url) { Worth::GivesWay } else { Worth::Stands };
        Some((url, worth))
    };
    claims.offer_judged("link rel=canonical", || judge(head.canonical(page)));
    claims.offer_judged(Source::Meta("og:url"), || judge(head.first(&["og:url"])));
    claims.offer_judged("JSON-LD url", || judge(described?.url.clone()));
    claims.settle(accounts.unwrap_or(&mut Vec::new()), Url::to_string)
}

/// `og:site_name`, the JSON-LD publisher, `application-name`, the host.
fn site_name(
    head: &Head<'_>,
    described: Option<&Described>,
    address: Option<&Url>,
    accounts: Option<&mut Vec<FieldAccount>>,
) -> Option<String> {
    let mut claims = Claims::new("site_name", accounts.is_some());
    // Some name themselves by their address.
    let usable = |name: Option<String>| {
        let name = name?;
        let bare =
            name.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        let bare = bare.trim_end_matches('/');
        (!bare.is_empty() && bare.chars().count() <= LONGEST_SITE_NAME).then(|| bare.to_owned())
    };
    claims.offer(Source::Meta("og:site_name"), || usable(head.first(&["og:site_name"])));
    claims.offer("JSON-LD publisher", || usable(described?.publisher.clone()));
    for name in ["application-name", "apple-mobile-web-app-title", "dc.publisher", "twitter:app:name:iphone"]
    {
        claims.offer(Source::Meta(name), || usable(head.first(&[name])));
    }
    claims.offer("host", || address.map(address::site_of).filter(|site| !site.is_empty()));
    claims.settle(accounts.unwrap_or(&mut Vec::new()), Clone::clone)
}

/// A language and the tag that declared it, with its region.
#[derive(Debug)]
struct Declared {
    language: Language,
    tag: String,
}

/// `html lang`, `og:locale`, JSON-LD, `content-language`.
fn language(
    dom: &Dom<'_>,
    head: &Head<'_>,
    described: Option<&Described>,
    accounts: Option<&mut Vec<FieldAccount>>,
) -> Option<Declared> {
    let mut claims = Claims::new("language", accounts.is_some());
    let declared = |tag: String| tag.parse().ok().map(|language| Declared { language, tag });
    claims.offer("html lang", || {
        let html = dom.with_tag(Tag::Html).next()?;
        declared(dom.attribute(html, "lang").or_else(|| dom.attribute(html, "xml:lang"))?.into_owned())
    });
    claims.offer(Source::Meta("og:locale"), || declared(head.first(&["og:locale"])?));
    claims.offer("JSON-LD inLanguage", || declared(described?.language.clone()?));
    for name in ["language", "dc.language", "content-language", "inlanguage"] {
        claims.offer(Source::Meta(name), || declared(head.first(&[name])?));
    }
    claims.settle(accounts.unwrap_or(&mut Vec::new()), |declared| declared.language.to_string())
}

/// `og:image`, `twitter:image`, JSON-LD, `link rel=image_src`, the first picture of the article; http(s) only.
fn image(
    Seen { dom, signs, head, described, .. }: Seen<'_, '_>,
    headline: Option<Id>,
    address: Option<&Url>,
    accounts: Option<&mut Vec<FieldAccount>>,
) -> Option<String> {
    let mut claims = Claims::new("image", accounts.is_some());
    let base = head.base(address);
    let absolute = |claim: Option<String>| {
        let claim = claim?;
        let url = match &base {
            Some(base) => base.join(&claim).ok()?,
            None => Url::parse(&claim).ok()?,
        };
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.to_string())
    };
    for name in ["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"] {
        claims.offer(Source::Meta(name), || absolute(head.first(&[name])));
    }
    claims.offer("JSON-LD image", || absolute(described?.image.clone()));
    claims.offer("link rel=image_src", || absolute(head.link_to("image_src")));
    let elsewhere = Elsewhere::new(dom, signs, Reach::Own, headline);
    claims.offer("first picture", || absolute(picture::find(dom, headline, elsewhere)));
    claims.settle(accounts.unwrap_or(&mut Vec::new()), Clone::clone)
}

/// `meta` tags that name authors, most telling first.
const AUTHORS: &[&str] = &[
    "parsely-author",
    "sailthru.author",
    "author",
    "article:author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "og:article:author",
    "article:author_name",
    "twitter:creator:name",
    "cxenseparse:author",
    "rnews:author",
];

/// JSON-LD, `author` and its like, marked bylines, a name under the text, links to authors, visible bylines; the house or an
/// agency gives way to a person who signs in one of the first four.
fn authors(
    head: &Head<'_>,
    described: Option<&Described>,
    byline: &Byline,
    site: Option<&str>,
    accounts: Option<&mut Vec<FieldAccount>>,
) -> Vec<String> {
    let mut claims = Claims::new("authors", accounts.is_some());
    let judge = |texts: &[String]| {
        let Names { names, is_house } = author::names(texts, site);
        let worth = if is_house { Worth::GivesWay } else { Worth::Stands };
        (!names.is_empty()).then_some((names, worth))
    };
    claims.offer_judged("JSON-LD author", || judge(&described?.authors));
    for name in AUTHORS {
        claims.offer_judged(Source::Meta(name), || judge(&head.all(name).take(40).collect::<Vec<_>>()));
    }
    claims.offer_judged("meta twitter:data", || judge(&[head.labelled(author::is_label)?]));
    // Where the house signs for machines, only a full name that the page marks as an author's says more; where a login does, any.
    let is_told = claims.chosen().is_some();
    let is_signed = claims.chosen().is_some_and(|names| !names.iter().all(|name| author::is_login(name)));
    let says_more = |names: &[String]| !is_told || names.iter().all(|name| author::is_full(name));
    claims.offer_judged("marked byline", || judge(&byline.by.marked).filter(|(names, _)| says_more(names)));
    claims.offer_judged("name under the text", || {
        judge(&byline.by.signed).filter(|(names, _)| says_more(names))
    });
    for (source, texts) in [
        ("link to an author", &byline.by.linked),
        ("byline near the headline", &byline.by.near),
        ("byline in the text", &byline.by.closing),
    ] {
        claims.offer_judged(source, || {
            let (names, _) = judge(texts).filter(|(names, _)| is_signed || says_more(names))?;
            Some((names, if is_signed { Worth::GivesWay } else { Worth::Stands }))
        });
    }
    claims.settle(accounts.unwrap_or(&mut Vec::new()), |names| names.join(", ")).unwrap_or_default()
}
