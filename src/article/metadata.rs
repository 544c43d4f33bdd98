//! What a page says of its article: title, authors, dates, language, address, site, image.
//!
//! Where sources differ, the earlier in the order given at each function wins.

use url::Url;

use super::address;
use super::author;
use super::byline;
use super::clean;
use super::date;
use super::dom::{Dom, Tag, attribute};
use super::jsonld::Described;
use super::names::Signs;
use super::title;
use super::visible_date;
use crate::model::{Language, Timestamp};

/// The head of a page, sorted.
#[derive(Debug, Default)]
pub struct Head<'a> {
    /// `name`, `property` or `itemprop` in lower case, and the raw content.
    metas: Vec<(String, &'a str)>,
    /// `rel` in lower case and the raw address.
    links: Vec<(String, &'a str)>,
    /// The `title` element.
    pub title: Option<String>,
    /// The address relative ones start from.
    base: Option<&'a str>,
}

const MOST_METAS: usize = 400;

impl<'a> Head<'a> {
    /// Collects it.
    pub fn read(dom: &Dom<'a>) -> Self {
        let mut head = Self::default();
        for (id, node) in dom.nodes.iter().enumerate() {
            match node.tag {
                Tag::Meta if head.metas.len() < MOST_METAS => head.meta(node.raw),
                Tag::Link if head.links.len() < MOST_METAS => head.link(node.raw),
                Tag::Base if head.base.is_none() => {
                    head.base = attribute::all(node.raw)
                        .find(|(name, _)| name.eq_ignore_ascii_case("href"))
                        .map(|(_, v)| v);
                }
                Tag::Title if head.title.is_none() && dom.tag(dom.parent(id)) != Tag::Svg => {
                    let raw =
                        dom.nodes.get(id + 1).filter(|next| next.tag == Tag::Text && dom.end(id) > id + 1);
                    head.title = raw.map(|text| clean::line(text.raw)).filter(|title| !title.is_empty());
                }
                _ => {}
            }
        }
        head
    }

    fn meta(&mut self, raw: &'a str) {
        let mut content = None;
        let mut names: [Option<&str>; 2] = [None, None];
        for (name, value) in attribute::all(raw) {
            if name.eq_ignore_ascii_case("content") {
                content = content.or(Some(value));
            } else if ["name", "property", "itemprop"].iter().any(|n| name.eq_ignore_ascii_case(n)) {
                let slot = usize::from(names[0].is_some());
                names[slot] = names[slot].or(Some(value));
            }
        }
        let Some(content) = content.filter(|content| !content.trim().is_empty() && content.len() < 20_000)
        else {
            return;
        };
        for name in names.into_iter().flatten() {
            self.metas.push((name.trim().to_ascii_lowercase(), content));
        }
    }

    fn link(&mut self, raw: &'a str) {
        let mut rel = None;
        let mut href = None;
        for (name, value) in attribute::all(raw) {
            if name.eq_ignore_ascii_case("rel") {
                rel = Some(value);
            } else if name.eq_ignore_ascii_case("href") {
                href = Some(value);
            }
        }
        if let (Some(rel), Some(href)) = (rel, href) {
            self.links.push((rel.trim().to_ascii_lowercase(), href));
        }
    }

    /// The first content of the first of the names that the page has.
    pub fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.all(name).next())
    }

    fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = String> + 's {
        self.metas
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, c)| clean::line(c))
            .filter(|c| !c.is_empty())
    }

    fn link_to(&self, rel: &str) -> Option<String> {
        self.links.iter().find(|(r, _)| r == rel).map(|(_, href)| clean::line(href))
    }

    /// The first date in a `meta` whose name speaks of publishing.
    fn published_by_any_name(&self) -> Option<Timestamp> {
        let is_publishing = |name: &str| name.contains("publish") || name.contains("pubdate");
        self.metas
            .iter()
            .filter(|(name, _)| is_publishing(name))
            .find_map(|(_, value)| date::machine(&clean::line(value)))
    }

    fn date(&self, names: &[&str]) -> Option<Timestamp> {
        names.iter().find_map(|name| self.all(name).find_map(|value| date::machine(&value)))
    }
}

/// What the page says.
#[derive(Debug, Default)]
pub struct Metadata {
    /// Headline.
    pub title: Option<String>,
    /// Names.
    pub authors: Vec<String>,
    /// First published.
    pub published: Option<Timestamp>,
    /// Last changed.
    pub modified: Option<Timestamp>,
    /// Declared.
    pub language: Option<Language>,
    /// Address.
    pub canonical: Option<Url>,
    /// Publication.
    pub site_name: Option<String>,
    /// Lead image.
    pub image: Option<String>,
    /// What the page says it is about.
    pub description: Option<String>,
}

/// Reads it all.
pub fn read(dom: &Dom<'_>, signs: &[Signs], described: Option<&Described>, page: Option<&Url>) -> Metadata {
    let head = Head::read(dom);
    let canonical = canonical(&head, described, page);
    let address = canonical.as_ref().or(page);
    let site_name = site_name(&head, described, address);
    let language = language(dom, &head, described);
    let byline = byline::read(dom, signs, language);
    let published = published(&head, described, address, &byline);
    let modified = modified(&head, described)
        .filter(|&modified| published.is_none_or(|published| modified >= published));
    Metadata {
        title: title::choose(dom, &head, described, site_name.as_deref(), address),
        authors: authors(&head, described, &byline, site_name.as_deref()),
        published,
        modified,
        language,
        image: image(&head, described, address),
        description: head.first(&["og:description", "description", "twitter:description"]),
        canonical,
        site_name,
    }
}

/// `link rel=canonical`, `og:url`, JSON-LD.
fn canonical(head: &Head<'_>, described: Option<&Described>, page: Option<&Url>) -> Option<Url> {
    let claims = [head.link_to("canonical"), head.first(&["og:url"]), described.and_then(|d| d.url.clone())];
    claims.into_iter().flatten().find_map(|claim| address::canonical(&claim, page))
}

/// `og:site_name`, the JSON-LD publisher, `application-name`.
fn site_name(head: &Head<'_>, described: Option<&Described>, address: Option<&Url>) -> Option<String> {
    let named =
        head.first(&["og:site_name"]).or_else(|| described.and_then(|d| d.publisher.clone())).or_else(|| {
            head.first(&[
                "application-name",
                "apple-mobile-web-app-title",
                "dc.publisher",
                "twitter:app:name:iphone",
            ])
        });
    // Some name themselves by their address.
    let named = named.map(|name| {
        let bare =
            name.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        bare.trim_end_matches('/').to_owned()
    });
    named
        .filter(|name| name.chars().count() <= 80)
        .or_else(|| address.map(address::site_of).filter(|site| !site.is_empty()))
}

/// JSON-LD, `article:published_time` and its like, `itemprop`, `time`, the address, the visible byline, the title.
fn published(
    head: &Head<'_>,
    described: Option<&Described>,
    address: Option<&Url>,
    byline: &byline::Byline,
) -> Option<Timestamp> {
    described
        .and_then(|d| d.published.as_deref())
        .and_then(date::machine)
        .or_else(|| {
            head.date(&[
                "article:published_time",
                "og:article:published_time",
                "datepublished",
                "article:published",
                "og:published_time",
                "parsely-pub-date",
                "sailthru.date",
                "pubdate",
                "publishdate",
                "publish-date",
                "publication_date",
                "article.published",
                "cxenseparse:recs:publishtime",
                "article_date_original",
                "dcterms.created",
                "dc.date.issued",
                "dcterms.date",
                "dc.date",
                "datecreated",
                "date",
                "rnews:datepublished",
                "originalpublicationdate",
                "citation_publication_date",
                "article:post_date",
                "vr:published_time",
                "last-published",
                "displaydate",
                "timestamp",
                "published_at",
            ])
        })
        .or(byline.published)
        .or_else(|| head.published_by_any_name())
        .or_else(|| address.and_then(|url| date::in_address(url.path())))
        .or(byline.visible)
        .or_else(|| head.title.as_deref().and_then(|title| visible_date::find(title, false)))
        .or_else(|| {
            head.date(&["article:modified_time", "og:updated_time", "lastmod", "last-modified", "revised"])
        })
}

/// JSON-LD, `article:modified_time` and its like.
fn modified(head: &Head<'_>, described: Option<&Described>) -> Option<Timestamp> {
    described.and_then(|d| d.modified.as_deref()).and_then(date::machine).or_else(|| {
        head.date(&[
            "article:modified_time",
            "og:updated_time",
            "datemodified",
            "article:modified",
            "dcterms.modified",
            "lastmod",
            "last-modified",
        ])
    })
}

/// `html lang`, `og:locale`, JSON-LD, `content-language`.
fn language(dom: &Dom<'_>, head: &Head<'_>, described: Option<&Described>) -> Option<Language> {
    let html = dom.with_tag(Tag::Html).next();
    let of_html = html.and_then(|id| dom.attribute(id, "lang").or_else(|| dom.attribute(id, "xml:lang")));
    let claims = [
        of_html.map(std::borrow::Cow::into_owned),
        head.first(&["og:locale"]),
        described.and_then(|d| d.language.clone()),
        head.first(&["language", "dc.language", "content-language", "inlanguage"]),
    ];
    claims.into_iter().flatten().find_map(|claim| claim.parse().ok())
}

/// `og:image`, `twitter:image`, JSON-LD; http(s) only.
fn image(head: &Head<'_>, described: Option<&Described>, address: Option<&Url>) -> Option<String> {
    let claims = [
        head.first(&["og:image:secure_url", "og:image", "og:image:url"]),
        head.first(&["twitter:image", "twitter:image:src"]),
        described.and_then(|d| d.image.clone()),
        head.link_to("image_src"),
    ];
    let base = head.base.and_then(|base| match address {
        Some(address) => address.join(base.trim()).ok(),
        None => Url::parse(base.trim()).ok(),
    });
    let base = base.as_ref().or(address);
    claims.into_iter().flatten().find_map(|claim| {
        let url = match base {
            Some(base) => base.join(&claim).ok()?,
            None => Url::parse(&claim).ok()?,
        };
        matches!(url.scheme(), "http" | "https").then(|| url.to_string())
    })
}

/// JSON-LD, `author` and its like, marked bylines, visible bylines.
fn authors(
    head: &Head<'_>,
    described: Option<&Described>,
    byline: &byline::Byline,
    site: Option<&str>,
) -> Vec<String> {
    let claimed = described.map(|d| d.authors.clone()).unwrap_or_default();
    let found = author::names(&claimed, site);
    if !found.is_empty() {
        return found;
    }
    for name in [
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
    ] {
        let found = author::names(&head.all(name).collect::<Vec<_>>(), site);
        if !found.is_empty() {
            return found;
        }
    }
    author::names(&byline.authors, site)
}
