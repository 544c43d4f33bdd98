//! Under what a publisher files an article: its section and its tags.

use super::claims::{Claims, FieldAccount, Source};
use super::dom::{Dom, Tag};
use super::head::Head;
use super::jsonld::Described;

/// A longer label is a sentence, in characters.
const LONGEST: usize = 80;
/// Tags of one article at most.
const MOST_TAGS: usize = 30;

/// JSON-LD `articleSection`, `article:section` and its like; of a path such as `News > World` the last.
pub fn section(
    head: &Head<'_>,
    described: Option<&Described>,
    site: Option<&str>,
    accounts: Option<&mut Vec<FieldAccount>>,
) -> Option<String> {
    let mut claims = Claims::new("section", accounts.is_some());
    let usable = |text: String| label(text.rsplit(['>', '|', ';', '»']).next()?, site);
    claims.offer("JSON-LD articleSection", || usable(described?.section.clone()?));
    for name in [
        "article:section",
        "og:article:section",
        "parsely-section",
        "cxenseparse:section",
        "section",
        "articlesection",
        "dc.section",
        "content_category",
        "category",
    ] {
        claims.offer(Source::Meta(name), || head.all(name).find_map(usable));
    }
    claims.settle(accounts.unwrap_or(&mut Vec::new()), Clone::clone)
}

/// JSON-LD `keywords`, `article:tag` and its like, links of `rel=tag`; each tag once.
pub fn tags(
    dom: &Dom<'_>,
    head: &Head<'_>,
    described: Option<&Described>,
    site: Option<&str>,
    accounts: Option<&mut Vec<FieldAccount>>,
) -> Vec<String> {
    let mut claims = Claims::new("tags", accounts.is_some());
    let usable = |texts: Vec<String>| Some(each_once(&texts, site)).filter(|tags| !tags.is_empty());
    claims.offer("JSON-LD keywords", || usable(described?.keywords.clone()));
    for name in [
        "article:tag",
        "og:article:tag",
        "parsely-tags",
        "sailthru.tags",
        "news_keywords",
        "keywords",
        "dc.subject",
    ] {
        claims.offer(Source::Meta(name), || usable(head.all(name).take(MOST_TAGS).collect()));
    }
    claims.offer("links of rel=tag", || {
        let is_tag = |id: &usize| {
            let rel = dom.attribute(*id, "rel");
            rel.is_some_and(|rel| rel.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case("tag")))
        };
        let links = dom.with_tag(Tag::A).filter(|&id| dom.node(id).raw.contains("tag")).filter(is_tag);
        usable(links.take(MOST_TAGS).map(|id| dom.text(id, LONGEST * 4)).collect())
    });
    claims.settle(accounts.unwrap_or(&mut Vec::new()), |tags| tags.join(", ")).unwrap_or_default()
}

/// Texts that may each hold several tags with commas between; a list of texts means what it says.
fn each_once(texts: &[String], site: Option<&str>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let mut known: Vec<String> = Vec::new();
    let is_one = texts.len() == 1;
    let parts = texts.iter().flat_map(|text| {
        text.split(move |c| is_one && matches!(c, ',' | ';' | '،' | '、' | '，')).take(4 * MOST_TAGS)
    });
    for tag in parts.filter_map(|part| label(part, site)) {
        if tags.len() >= MOST_TAGS {
            break;
        }
        let lower = tag.to_lowercase();
        if !known.contains(&lower) {
            known.push(lower);
            tags.push(tag);
        }
    }
    tags
}

/// A text that is a label and not the site's own name.
fn label(text: &str, site: Option<&str>) -> Option<String> {
    let text = text.trim().trim_start_matches('#').trim();
    let is_label = !text.is_empty()
        && text.chars().take(LONGEST + 1).count() <= LONGEST
        && text.chars().any(char::is_alphabetic)
        && !text.contains("://")
        && !text.contains(['<', '>', '{', '}'])
        && site.is_none_or(|site| !site.eq_ignore_ascii_case(text));
    is_label.then(|| text.to_owned())
}
