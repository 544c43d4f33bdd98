//! Which element holds the main text.

use super::clean;
use super::dom::{Dom, Id, Tag};
use super::measure::{Measure, Measures};
use super::names::{BODY, FRAME, Signs, UNSEEN};

/// Percent of the good text that a child must keep to stand for its parent.
const GOOD_KEPT: u64 = 90;
/// Percent of the text outside links that it must keep.
const PLAIN_KEPT: u64 = 60;

/// One of several articles is told from a card from this weight on.
const BRIEF: u32 = 150;

/// What stands around a headline is the article from this weight on
const TEXT: u32 = 400;
/// or in paragraphs from that of a brief on, and from this percentage of the page's good text on.
const HOME: u64 = 10;

/// In it a paragraph is prose from this weight on,
const PROSE: u32 = 60;
/// and a shorter one from this.
const LINE: u32 = 40;
/// A brief has no more nodes.
const MOST_IN_BRIEF: usize = 4000;

/// No headline weighs more.
const LONGEST_HEADLINE: u32 = 400;
/// Nor stands it in more hidden places before the one where it is seen.
const MOST_HIDDEN: usize = 8;
/// A heading at the beginning of an element stands no deeper in it, in nodes.
const AT_BEGINNING: usize = 30;
/// Articles that follow each other stand no further around their headlines, of those elements that hold prose,
const DEEPEST: usize = 6;
/// and have no more neighbours.
const MOST_NEIGHBOURS: usize = 100;

/// A chosen element and why.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The element.
    pub id: Id,
    /// How it was found.
    pub method: &'static str,
}

/// Chooses the element whose content is the article, on a page with this headline.
pub fn choose(dom: &Dom<'_>, signs: &[Signs], measures: &Measures, headline: Option<Id>) -> Choice {
    let headline = headline.filter(|&headline| measures[headline].text > 0);
    let home = headline.and_then(|headline| home(dom, measures, headline));
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
        let method = if dom.tag(home) == Tag::Article { "article" } else { "headline" };
        return Choice { id: descend(dom, measures, home), method };
    }
    let own = headline.and_then(|headline| around_headline(dom, measures, headline));
    if let Some(choice) = marked_by_tag(dom, measures, headline, own) {
        return choice;
    }
    let densest = descend(dom, measures, 0);
    let id = match own {
        Some(own) if own != densest && dom.contains(densest, own) => descend(dom, measures, own),
        _ => densest,
    };
    Choice { id, method: "density" }
}

/// The `article` or the `main` with most of the prose, or that with the headline, where it tells more than that.
fn marked_by_tag(
    dom: &Dom<'_>,
    measures: &Measures,
    headline: Option<Id>,
    own: Option<Id>,
) -> Option<Choice> {
    let total = u64::from(measures[0].good);
    let enough =
        |id: Id, percent: u64| measures[id].good > 0 && u64::from(measures[id].good) * 100 >= total * percent;
    let around = |tag: Tag, is_long: bool| {
        let headline = headline?;
        let is_told =
            |outer: Id| if is_long { is_told(dom, measures, outer) } else { measures[outer].good > 0 };
        dom.ancestors(headline).find(|&outer| dom.tag(outer) == tag && is_told(outer))
    };
    let article = around(Tag::Article, true);
    // Where the headline stands outside, a card is no article, and what stands away from its text is none.
    let is_candidate = |id: Id| match (headline, article) {
        (None, _) => true,
        (Some(_), Some(article)) => dom.contains(id, article) || dom.contains(article, id),
        (Some(headline), None) => {
            dom.contains(id, headline)
                || !is_card(dom, measures, id)
                    && own.is_none_or(|own| dom.contains(own, id) || dom.contains(id, own))
        }
    };
    // An article that comes in parts fills more than the first of them.
    let is_alone =
        |own: Id| !dom.with_tag(Tag::Article).any(|id| measures[id].good >= BRIEF && is_apart(dom, own, id));
    let best = |tag: Tag| {
        let candidates = dom.with_tag(tag).filter(|&id| tag == Tag::Main || is_candidate(id));
        let best = candidates.max_by_key(|&id| (measures[id].good, std::cmp::Reverse(id)));
        best.filter(|&id| enough(id, 40))
    };
    // Of a page that says little of its story, most is said elsewhere.
    let brief = |tag: Tag| around(tag, false).filter(|&id| enough(id, HOME) && is_alone(id));
    let article = best(Tag::Article).or_else(|| article.filter(|&id| enough(id, HOME) && is_alone(id)));
    let (id, method) = match article {
        Some(article) => (article, "article"),
        None => match best(Tag::Main).or_else(|| brief(Tag::Main)) {
            Some(main) => (main, "main"),
            None => (brief(Tag::Article)?, "article"),
        },
    };
    Some(Choice { id: descend(dom, measures, id), method })
}

/// Whether an element holds a text, not only a headline with a sentence under it: much, or several paragraphs.
fn is_told(dom: &Dom<'_>, measures: &Measures, id: Id) -> bool {
    let Measure { good, text, .. } = measures[id];
    if !(PROSE..TEXT).contains(&good) || text < BRIEF || matches!(dom.tag(id), Tag::Header | Tag::Hgroup) {
        return good >= TEXT;
    }
    let is_plain = |measure: Measure| measure.text >= LINE && measure.link * 2 < measure.text;
    let is_paragraph = |inner: Id| match dom.tag(inner) {
        tag if !tag.is_block() || tag.is_heading() => false,
        Tag::P => is_plain(measures[inner]),
        _ => measures[inner].good > 0 && !dom.children(inner).any(|child| measures[child].good > 0),
    };
    let paragraphs = (id..dom.end(id)).take(MOST_IN_BRIEF).filter(|&inner| is_paragraph(inner));
    let (count, weight) =
        paragraphs.fold((0, 0), |(count, weight), p| (count + 1, weight + measures[p].text));
    count >= 2 && weight >= BRIEF - LINE
}

/// Whether the first heading in an element is a link.
fn is_card(dom: &Dom<'_>, measures: &Measures, id: Id) -> bool {
    first_heading(dom, id).is_some_and(|heading| measures[heading].link * 2 > measures[heading].text)
}

/// The first heading in an element, if it stands at its beginning.
fn first_heading(dom: &Dom<'_>, id: Id) -> Option<Id> {
    (id..dom.end(id)).take(AT_BEGINNING).find(|&inner| dom.tag(inner).is_heading())
}

fn is_apart(dom: &Dom<'_>, one: Id, other: Id) -> bool {
    !dom.contains(one, other) && !dom.contains(other, one)
}

/// Of a page with several articles, each under a headline of its own, the one with the page's headline.
fn home(dom: &Dom<'_>, measures: &Measures, headline: Id) -> Option<Id> {
    let own = dom.tag(headline);
    let is_article = |id: Id| measures[id].good >= BRIEF;
    let is_own_heading =
        |heading: Id| dom.tag(heading) == own && measures[heading].link * 2 <= measures[heading].text;
    if let Some(home) = dom.ancestors(headline).find(|&outer| dom.tag(outer) == Tag::Article)
        && is_article(home)
    {
        let others = outermost(dom, dom.with_tag(Tag::Article).filter(|&id| is_apart(dom, home, id)));
        let is_headed = |id: Id| {
            (id..dom.end(id)).any(|inner| dom.tag(inner) == own)
                || is_like(dom, home, id)
                    && first_heading(dom, id).is_some_and(|heading| {
                        dom.tag(heading) == Tag::H2 && measures[heading].link * 2 <= measures[heading].text
                    })
        };
        if others.into_iter().any(|id| is_article(id) && is_headed(id)) {
            return Some(home);
        }
    }
    // The same without an `article`: elements side by side that are called alike, each under an `h1`.
    if own != Tag::H1 {
        return None;
    }
    dom.ancestors(headline).filter(|&outer| is_article(outer)).take(DEEPEST).find(|&outer| {
        let neighbours = dom.children(dom.parent(outer)).take(MOST_NEIGHBOURS);
        let mut others = neighbours.filter(|&other| other != outer && is_like(dom, outer, other));
        others.any(|other| is_article(other) && first_heading(dom, other).is_some_and(is_own_heading))
    })
}

/// Whether two elements have the same tag and first class.
fn is_like(dom: &Dom<'_>, one: Id, other: Id) -> bool {
    let first = |id: Id| dom.node(id).class().split_ascii_whitespace().next();
    dom.tag(one) == dom.tag(other) && first(one).is_some() && first(one) == first(other)
}

/// The page's headline among its headings, one that is seen if there is one; a site's name may stand behind it in the title.
pub fn headline(dom: &Dom<'_>, signs: &[Signs], all: &Measures, titles: &[String]) -> Option<Id> {
    let title = titles.first().map(|title| clean::letters(title)).filter(|title| !title.is_empty())?;
    let is_seen = |id: Id| !dom.ancestors(id).any(|outer| signs[outer] & (UNSEEN | FRAME) != 0);
    let (mut hidden, mut begins) = (None, None);
    let mut same = 0;
    for heading in [Tag::H1, Tag::H2, Tag::H3].into_iter().flat_map(|tag| dom.with_tag(tag)) {
        let Measure { text, link, .. } = all[heading];
        if text == 0 || text >= LONGEST_HEADLINE || link >= text {
            continue;
        }
        let own = clean::letters(&dom.text(heading, LONGEST_HEADLINE as usize));
        if own == title {
            same += 1;
            if is_seen(heading) || same > MOST_HIDDEN {
                return Some(heading);
            }
            hidden = hidden.or(Some(heading));
        } else if begins.is_none()
            && title.starts_with(&own)
            && own.len() * 100 >= title.len() * if dom.tag(heading) == Tag::H1 { 50 } else { 66 }
        {
            begins = Some(heading);
        }
    }
    hidden.or(begins)
}

/// The innermost element around the headline that holds a text of some length: what stands beside it is another's.
fn around_headline(dom: &Dom<'_>, measures: &Measures, headline: Id) -> Option<Id> {
    let total = u64::from(measures[0].good);
    dom.ancestors(headline)
        .filter(|&outer| u64::from(measures[outer].good) * 100 >= total * HOME)
        .find(|&outer| is_told(dom, measures, outer))
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
