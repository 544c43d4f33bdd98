//! The head of a page, sorted.

use std::borrow::Cow;

use url::Url;

use super::address;
use super::clean;
use super::date;
use super::dom::{Dom, Id, Tag, attribute};
use super::page_time::PageTime;

const MOST_METAS: usize = 400;
/// Most pages have fewer.
const USUAL_METAS: usize = 64;
/// A longer `content` says nothing of an article.
const LONGEST_CONTENT: usize = 20_000;

/// What the `meta`, `link`, `base` and `title` elements say.
#[derive(Debug, Default)]
pub struct Head<'a> {
    /// `name`, `property` or `itemprop` in lower case, and the raw content.
    metas: Vec<(Cow<'a, str>, &'a str)>,
    /// `rel` in lower case and the raw address.
    links: Vec<(Cow<'a, str>, &'a str)>,
    /// The `title` element.
    pub title: Option<String>,
    /// The `href` of the first `base`.
    base: Option<&'a str>,
}

impl<'a> Head<'a> {
    /// Collects it.
    pub fn read(dom: &Dom<'a>) -> Self {
        let mut head = Self { metas: Vec::with_capacity(USUAL_METAS), ..Self::default() };
        for id in dom.landmarks() {
            let node = dom.node(id);
            match node.tag {
                Tag::Meta if head.metas.len() < MOST_METAS => head.meta(node.raw),
                // What stands in the text came with a piece of another page.
                Tag::Link if head.links.len() < MOST_METAS && !is_in_article(dom, id) => head.link(node.raw),
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
        let is_told = |content: &&str| !content.trim().is_empty() && content.len() < LONGEST_CONTENT;
        let Some(content) = content.filter(is_told) else { return };
        for name in names.into_iter().flatten() {
            self.metas.push((lower(name.trim()), content));
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
            self.links.push((lower(rel.trim()), href));
        }
    }

    /// The first content of the first of the names that the page has.
    pub fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.all(name).next())
    }

    /// Every content of a name, cleaned.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = String> + 's {
        self.metas
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, c)| clean::line(c))
            .filter(|c| !c.is_empty())
    }

    /// The address of the first `link` of a relation.
    pub fn link_to(&self, rel: &str) -> Option<String> {
        let is = |links: &str| links.split_ascii_whitespace().any(|one| one == rel);
        self.links.iter().find(|(r, _)| is(r)).map(|(_, href)| clean::line(href))
    }

    /// What relative addresses start from: the `base`, else the page.
    pub fn base(&self, page: Option<&Url>) -> Option<Url> {
        let base = self.base.map(clean::line).and_then(|base| match page {
            Some(page) => page.join(&base).ok(),
            None => Url::parse(&base).ok(),
        });
        base.or_else(|| page.cloned())
    }

    /// The address in `link rel=canonical`, whole where anything tells what it starts from.
    pub fn canonical(&self, page: Option<&Url>) -> Option<String> {
        let claimed = self.link_to("canonical").filter(|claimed| !claimed.is_empty())?;
        let claimed = match page {
            Some(page) => address::with_scheme(&claimed, page).into_owned(),
            None => claimed,
        };
        let whole = self.base.and_then(|_| self.base(page)?.join(&claimed).ok());
        Some(whole.map_or(claimed, String::from))
    }

    /// The first date in a `meta` whose name speaks of publishing.
    pub fn published_by_any_name(&self) -> Option<PageTime> {
        let is_publishing = |name: &str| name.contains("publish") || name.contains("pubdate");
        self.metas
            .iter()
            .filter(|(name, _)| is_publishing(name))
            .find_map(|(_, value)| date::machine(&clean::line(value)))
    }

    /// The content that goes with a label for cards: `twitter:label1` and `twitter:data1`.
    pub fn labelled(&self, is_label: impl Fn(&str) -> bool) -> Option<String> {
        [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")]
            .iter()
            .find(|(label, _)| self.all(label).any(|text| is_label(&text)))
            .and_then(|(_, data)| self.all(data).next())
    }
}

fn is_in_article(dom: &Dom<'_>, id: Id) -> bool {
    dom.ancestors(id).any(|outer| dom.tag(outer) == Tag::Article)
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}
