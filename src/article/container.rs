//! Which element holds the main text.

use super::clean;
use super::dom::{Dom, Id, Tag};
use super::measure::Measures;
use super::names::{BODY, Signs};

/// Percent of the good text that a child must keep to stand for its parent.
const GOOD_KEPT: u64 = 90;
/// Percent of the text outside links that it must keep.
const PLAIN_KEPT: u64 = 60;

/// One of several articles is told from a card from this weight on.
const BRIEF: u32 = 150;

/// What stands around a headline is the article from this weight on,
const TEXT: u32 = 400;
/// and from this percentage of the page's good text on.
const HOME: u64 = 10;

/// A chosen element and why.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The element.
    pub id: Id,
    /// How it was found.
    pub method: &'static str,
}

/// Chooses the element whose content is the article.
pub fn choose(dom: &Dom<'_>, signs: &[Signs], measures: &Measures, titles: &[String]) -> Choice {
    let home = home(dom, measures, titles);
    let total = measures[home.unwrap_or(0)].good;
    let enough = |id: Id, percent: u32| {
        measures[id].good > 0 && u64::from(measures[id].good) * 100 >= u64::from(total) * u64::from(percent)
    };
    let is_here = |id: Id| home.is_none_or(|home| dom.contains(home, id));
    let marked = (1..dom.nodes.len()).filter(|&id| signs[id] & BODY != 0 && is_here(id));
    let bodies: Vec<Id> = outermost(dom, marked);
    if let Some(id) = join(dom, measures, &bodies)
        && enough(id, 30)
    {
        return Choice { id, method: "body" };
    }
    if let Some(home) = home {
        return Choice { id: descend(dom, measures, home), method: "article" };
    }
    for (tag, method) in [(Tag::Article, "article"), (Tag::Main, "main")] {
        let candidates: Vec<Id> = dom.with_tag(tag).collect();
        let best = candidates.iter().copied().max_by_key(|&id| (measures[id].good, std::cmp::Reverse(id)));
        if let Some(id) = best
            && enough(id, 40)
        {
            return Choice { id: descend(dom, measures, id), method };
        }
    }
    let densest = descend(dom, measures, 0);
    let id = match around_headline(dom, measures, titles) {
        Some(home) if home != densest && dom.contains(densest, home) => descend(dom, measures, home),
        _ => densest,
    };
    Choice { id, method: "density" }
}

/// Of a page with several articles, each under a headline of its own, the one with the page's headline.
fn home(dom: &Dom<'_>, measures: &Measures, titles: &[String]) -> Option<Id> {
    let headline = headline(dom, measures, titles)?;
    let home = dom.ancestors(headline).find(|&outer| dom.tag(outer) == Tag::Article)?;
    let is_apart = |id: Id| !dom.contains(home, id) && !dom.contains(id, home);
    let others = outermost(dom, dom.with_tag(Tag::Article).filter(|&id| is_apart(id)));
    let is_headed = |id: Id| (id..dom.end(id)).any(|inner| dom.tag(inner) == dom.tag(headline));
    let is_article = |id: Id| measures[id].good >= BRIEF;
    (is_article(home) && others.into_iter().any(|id| is_article(id) && is_headed(id))).then_some(home)
}

/// The page's headline among its headings.
pub fn headline(dom: &Dom<'_>, measures: &Measures, titles: &[String]) -> Option<Id> {
    let title = titles.first().map(|title| clean::letters(title))?;
    let is_headline = |&id: &Id| {
        let text = measures[id].text;
        text > 0 && text < 400 && measures[id].link < text && clean::letters(&dom.text(id, 400)) == title
    };
    [Tag::H1, Tag::H2, Tag::H3].into_iter().find_map(|tag| dom.with_tag(tag).find(is_headline))
}

/// The innermost element around the headline that holds a text of some length: what stands beside it is another's.
fn around_headline(dom: &Dom<'_>, measures: &Measures, titles: &[String]) -> Option<Id> {
    let headline = headline(dom, measures, titles)?;
    let total = u64::from(measures[0].good);
    dom.ancestors(headline)
        .find(|&outer| measures[outer].good >= TEXT && u64::from(measures[outer].good) * 100 >= total * HOME)
}

/// Follows the child that keeps nearly all good text and most of what is said in few words.
fn descend(dom: &Dom<'_>, measures: &Measures, from: Id) -> Id {
    let plain = |id: Id| u64::from(measures[id].text - measures[id].link.min(measures[id].text));
    let mut at = from;
    loop {
        let best = dom.children(at).max_by_key(|&child| measures[child].good);
        match best {
            Some(child)
                if u64::from(measures[child].good) * 100 >= u64::from(measures[at].good) * GOOD_KEPT
                    && plain(child) * 100 >= plain(at) * PLAIN_KEPT
                    && dom.tag(child).is_block()
                    && !matches!(dom.tag(child), Tag::P)
                    && measures[child].good > 0 =>
            {
                at = child;
            }
            _ => return at,
        }
    }
}

/// Nodes that stand in no other of the list.
fn outermost(dom: &Dom<'_>, ids: impl Iterator<Item = Id>) -> Vec<Id> {
    let mut end = 0;
    ids.filter(|&id| {
        let is_outer = id >= end;
        if is_outer {
            end = dom.end(id);
        }
        is_outer
    })
    .collect()
}

/// The body, or where an article comes in parts, their common ancestor.
fn join(dom: &Dom<'_>, measures: &Measures, bodies: &[Id]) -> Option<Id> {
    let best = bodies.iter().copied().max_by_key(|&id| measures[id].good)?;
    let sum: u64 = bodies.iter().map(|&id| u64::from(measures[id].good)).sum();
    if u64::from(measures[best].good) * 100 >= sum * 75 {
        return Some(best);
    }
    let ancestor = dom
        .ancestors(best)
        .find(|&outer| bodies.iter().filter(|&&id| measures[id].good > 0).all(|&id| dom.contains(outer, id)));
    let ancestor = ancestor?;
    // Parts of one article fill what they stand in; bodies of several articles do not.
    (u64::from(measures[ancestor].good) * 70 <= sum * 100).then_some(ancestor).or(Some(best))
}
