//! Why a page was read as it was: which block was taken for the text, which others lost, what was left out of the page and of
//! the block, and which source each field came from. For editors who write a rule for a site.

use serde::Serialize;

use super::claims::FieldAccount;
use super::dom::{Dom, Id, Node, Tag, attribute};
use super::main_text::MainText;
use super::measure::Measures;
use super::names::{self, BODY, FURNITURE, Signs, TALK};
use super::rules::SelectorMatches;
use super::select::Why;
use super::text::Paragraph;

/// Rivals that are shown.
const MOST_RIVALS: usize = 5;
/// Parts left out that are shown, heaviest first.
const MOST_DROPPED: usize = 12;
/// Paragraphs left out that are shown.
const MOST_LEFT_OUT: usize = 40;
/// So much of each, in characters.
const LONGEST_BEGINNING: usize = 200;
/// A part lighter than this is not worth a line.
const LEAST_DROPPED: u32 = 20;
/// A rival holds at least this percentage of the page's prose.
const LEAST_SHARE: u32 = 5;
/// Classes longer than this are made by machines.
const LONGEST_NAME: usize = 40;

/// Why a page was read as it was.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Explanation {
    /// The block that was taken for the article; `None` where the text comes from the page's data, or from nowhere.
    pub block: Option<Block>,
    /// Other blocks that hold prose, and why they lost.
    pub rivals: Vec<Block>,
    /// What was left out as furniture, heaviest first.
    pub dropped: Vec<Dropped>,
    /// Paragraphs of the block that were left out of the text, as they stand on the page.
    pub left_out: Vec<LeftOut>,
    /// How each field was settled.
    pub fields: Vec<FieldAccount>,
    /// The site's rule that was applied.
    pub rule: Option<RuleAccount>,
}

/// A block of a page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Block {
    /// Its place as a CSS selector, such as `html > body > main > article.story`.
    pub path: String,
    /// How much prose is in it: letters and signs in paragraphs, a CJK character as four.
    pub weight: u32,
    /// Percent of the page's prose.
    pub share: u32,
    /// Percent of its text that is links.
    pub links: u32,
    /// Why it was taken, or why not.
    pub why: String,
}

/// A part that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// Its place as a CSS selector.
    pub path: String,
    /// How much text is in it.
    pub weight: u32,
    /// What gave it away.
    pub why: String,
}

/// A paragraph that is no part of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// How it begins.
    pub text: String,
    /// The phrase that gave it away, or what else did.
    pub why: String,
}

/// A site's rule at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleAccount {
    /// What its selectors found.
    pub matches: Vec<SelectorMatches>,
    /// The fields that it gave.
    pub gave: Vec<&'static str>,
}

/// What the general rules did with the text of a page.
pub fn of_text(dom: &Dom<'_>, signs: &[Signs], main: &MainText) -> Explanation {
    let grounds = &main.grounds;
    // Of a text that was found in the page's data the grounds speak of another tree.
    if grounds.dropped.len() != dom.nodes.len() {
        return Explanation::default();
    }
    let measures = &grounds.measures;
    let chosen = grounds.chosen;
    let block = block(dom, measures, chosen, why_chosen(dom, chosen, main));
    let rivals = rivals(dom, signs, measures, chosen);
    let rivals =
        rivals.into_iter().map(|id| self::block(dom, measures, id, why_lost(dom, measures, chosen, id)));
    Explanation {
        rivals: rivals.collect(),
        dropped: dropped(dom, signs, &grounds.dropped),
        left_out: left_out(&grounds.left_out),
        block: Some(block),
        ..Explanation::default()
    }
}

fn block(dom: &Dom<'_>, measures: &Measures, id: Id, why: String) -> Block {
    Block {
        path: path(dom, id),
        weight: measures[id].good,
        share: percent(measures[id].good, measures[0].good),
        links: percent(measures[id].link, measures[id].text),
        why,
    }
}

fn percent(part: u32, whole: u32) -> u32 {
    let percent = (u64::from(part) * 100).checked_div(u64::from(whole)).unwrap_or(0);
    u32::try_from(percent).unwrap_or(u32::MAX)
}

fn why_chosen(dom: &Dom<'_>, chosen: Id, main: &MainText) -> String {
    let how = match main.method {
        "body" => "its name says that it is the body of an article",
        "article" => "the `article` with the most prose, or the part of it that holds nearly all",
        "main" => "the `main` part of the page, or the part of it that holds nearly all",
        "density" => "no name and no tag marks the article: the innermost block with nearly all prose",
        "gallery" => "the captions of its pictures say more than what stands beside them",
        "json-ld" => "it holds too little: the text is the `articleBody` of the page's JSON-LD",
        "none" => main.verdict.reason().unwrap_or("there is no main text"),
        other => other,
    };
    let is_whole = chosen == 0 || matches!(dom.tag(chosen), Tag::Html | Tag::Body);
    format!("{how}{}", if is_whole { "; it is the whole page" } else { "" })
}

/// Blocks that hold prose and are neither the chosen one nor in it: those with the mark of an article, and the largest that
/// stand beside it.
fn rivals(dom: &Dom<'_>, signs: &[Signs], measures: &Measures, chosen: Id) -> Vec<Id> {
    let least = measures[0].good / 100 * LEAST_SHARE;
    let is_marked = |id: Id| matches!(dom.tag(id), Tag::Article | Tag::Main) || signs[id] & BODY != 0;
    let mut found: Vec<Id> = Vec::new();
    let mut id = 1;
    while id < dom.nodes.len() {
        let holds_prose = measures[id].good > 0 && measures[id].good >= least;
        if id == chosen || !holds_prose {
            id = dom.end(id).max(id + 1);
        } else if dom.contains(id, chosen) {
            if is_marked(id) {
                found.push(id);
            }
            id += 1;
        } else if dom.tag(id).is_block() {
            found.push(id);
            id = dom.end(id);
        } else {
            id += 1;
        }
    }
    found.sort_by_key(|&id| std::cmp::Reverse(measures[id].good));
    found.truncate(MOST_RIVALS);
    found
}

fn why_lost(dom: &Dom<'_>, measures: &Measures, chosen: Id, id: Id) -> String {
    if dom.contains(id, chosen) {
        let kept = percent(measures[chosen].good, measures[id].good);
        return format!("surrounds the block taken, which keeps {kept} % of its prose");
    }
    let (own, taken) = (measures[id].good, measures[chosen].good);
    if own > taken {
        "more prose, but stands outside of what is marked as the article".to_owned()
    } else {
        format!("beside the block taken, with {} % as much prose", percent(own, taken))
    }
}

/// The outermost parts that were left out and hold text that a reader sees.
fn dropped(dom: &Dom<'_>, signs: &[Signs], dropped: &[bool]) -> Vec<Dropped> {
    let all = Measures::new(dom, |id| dom.node(id).is_unread());
    let mut parts: Vec<Id> = (1..dom.nodes.len())
        .filter(|&id| dropped[id] && !dom.node(id).is_unread() && all[id].text >= LEAST_DROPPED)
        .collect();
    parts.sort_by_key(|&id| std::cmp::Reverse(all[id].text));
    parts.truncate(MOST_DROPPED);
    let told = |id: Id| Dropped {
        path: path(dom, id),
        weight: all[id].text,
        why: why_dropped(dom.node(id), signs[id]),
    };
    parts.into_iter().map(told).collect()
}

/// The paragraphs that were left out, in the page's order.
fn left_out(paragraphs: &[(Paragraph, Why)]) -> Vec<LeftOut> {
    let mut paragraphs: Vec<&(Paragraph, Why)> = paragraphs.iter().collect();
    paragraphs.sort_by_key(|(p, _)| p.block);
    let told = |(p, why): &&(Paragraph, Why)| LeftOut {
        text: p.text.chars().take(LONGEST_BEGINNING).collect(),
        why: why.to_string(),
    };
    paragraphs.iter().take(MOST_LEFT_OUT).map(told).collect()
}

/// The word, role or tag that gave a part away.
fn why_dropped(node: &Node<'_>, signs: Signs) -> String {
    for (attribute, value) in attribute::all(node.raw) {
        let attribute = attribute.to_ascii_lowercase();
        match attribute.as_str() {
            "class" | "id" => {
                let telling =
                    value.split_ascii_whitespace().find(|name| names::signs(name) & (FURNITURE | TALK) != 0);
                if let Some(name) = telling.filter(|name| name.len() <= 4 * LONGEST_NAME) {
                    return format!("its {attribute} `{name}`");
                }
            }
            "hidden" => return "hidden".to_owned(),
            "role" => return format!("its role `{value}`"),
            "aria-hidden" if value == "true" => return "hidden from screen readers".to_owned(),
            "style" if value.contains("none") || value.contains("hidden") => {
                return "hidden by its style".to_owned();
            }
            _ => {}
        }
    }
    match node.tag.name() {
        _ if signs & (FURNITURE | TALK) == 0 => "a card of another article".to_owned(),
        Some(name) => format!("a `{name}` element"),
        _ => "its name".to_owned(),
    }
}

/// The place of an element as a CSS selector: tags from the outside in, each with its id or first class.
fn path(dom: &Dom<'_>, id: Id) -> String {
    if id == 0 {
        return ":root".to_owned();
    }
    let mut steps: Vec<String> = dom.ancestors(id).map(|outer| step(dom.node(outer))).collect();
    steps.reverse();
    steps.push(step(dom.node(id)));
    steps.join(" > ")
}

fn step(node: &Node<'_>) -> String {
    let mut step = node.tag.name().unwrap_or("*").to_owned();
    let is_plain = |name: &&str| {
        name.len() <= LONGEST_NAME
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    // The frame of a page is told by its tags; its classes speak of the layout.
    if matches!(node.tag, Tag::Html | Tag::Body) {
        return step;
    }
    let value = |wanted: &str| {
        attribute::all(node.raw).find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, v)| v)
    };
    if let Some(class) = value("class").and_then(|classes| classes.split_ascii_whitespace().find(is_plain)) {
        step.push('.');
        step.push_str(class);
    } else if let Some(id) = value("id").map(str::trim).filter(is_plain) {
        step.push('#');
        step.push_str(id);
    }
    step
}
