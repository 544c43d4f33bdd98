//! Which parts of a page are left out before its text is looked for.

use super::change;
use super::dom::{Dom, Id, Tag};
use super::elsewhere::{MOST_NEIGHBOURS, alike};
use super::measure::Measures;
use super::names::{self, APART, BODY, FRAME, FURNITURE, READERS, Signs, TALK, UNSEEN};

/// No part that is dropped for its name may hold more of the page's prose, in percent.
const LARGEST: u64 = 35;
/// What readers wrote may be most of a page, and so may a dialog, if there is so much beside it;
const BESIDE: u32 = 250;
/// around a headline, less is enough.
const BESIDE_AT_HOME: u32 = 60;

/// A page has one `main`, or few.
const MOST_MAINS: usize = 4;

/// The parts that are furniture, the outermost of each, on a page with this headline.
pub fn furniture(dom: &Dom<'_>, signs: &[Signs], all: &Measures, headline: Option<Id>) -> Vec<bool> {
    let parts = Parts::new(dom, signs, all, headline);
    let length = dom.nodes.len();
    let mut dropped = vec![false; length];
    let mut sum = Sum::default();
    let mut id: Id = 1;
    while id < length {
        let is_unread = dom.node(id).is_unread() && !is_question(dom, id) || is_reading(dom, id);
        if is_unread || signs[id] & (FURNITURE | TALK) != 0 && parts.is_furniture(id, &mut sum) {
            dropped[id] = true;
            id = dom.end(id);
        } else {
            id += 1;
        }
    }
    dropped
}

/// A page, and where its article stands in it.
struct Parts<'p, 'a> {
    dom: &'p Dom<'a>,
    signs: &'p [Signs],
    all: &'p Measures,
    /// The innermost element around the headline that holds prose.
    home: Option<Id>,
    /// The `article` or `main` around the headline, if it holds prose.
    frame: Option<Id>,
    /// What holds one of these and prose is no furniture.
    landmarks: Vec<Id>,
}

/// How much prose stands in elements that are made alike, side by side: the last that was asked for.
#[derive(Default)]
struct Sum {
    parent: Id,
    first: Id,
    good: u32,
}

impl<'p, 'a> Parts<'p, 'a> {
    fn new(dom: &'p Dom<'a>, signs: &'p [Signs], all: &'p Measures, headline: Option<Id>) -> Self {
        let around = || headline.into_iter().flat_map(|headline| dom.ancestors(headline));
        let holds = |&outer: &Id| all[outer].good >= BESIDE_AT_HOME;
        let named = |tag: Tag| around().find(|&outer| dom.tag(outer) == tag);
        let frame = named(Tag::Article).filter(holds).or_else(|| named(Tag::Main).filter(holds));
        let mut landmarks: Vec<Id> =
            headline.into_iter().chain(dom.with_tag(Tag::Main).take(MOST_MAINS)).collect();
        let mut headings = dom.with_tag(Tag::H1);
        if let (None, Some(only), None) = (headline, headings.next(), headings.next())
            && dom.ancestors(only).any(|outer| dom.tag(outer) == Tag::Article)
        {
            landmarks.push(only);
        }
        Self { dom, signs, all, home: around().find(holds), frame, landmarks }
    }

    fn is_furniture(&self, id: Id, sum: &mut Sum) -> bool {
        let is_named = self.signs[id] & FURNITURE != 0 || has_posts(self.dom, self.all, id);
        is_named
            && !self.landmarks.iter().any(|&landmark| self.holds(id, landmark))
            && self.may_go(id, sum)
            && !is_in_sentence(self.dom, self.signs, id)
            && !is_correction(self.dom, id)
            && !is_answer(self.dom, self.all, id)
    }

    /// Whether an element holds a landmark and prose beside the words of that.
    fn holds(&self, id: Id, landmark: Id) -> bool {
        let own = if self.dom.tag(landmark).is_heading() { self.all[landmark].good } else { 0 };
        self.dom.contains(id, landmark) && self.all[id].good > own
    }

    /// Whether there is an article without this part.
    fn may_go(&self, id: Id, sum: &mut Sum) -> bool {
        let (all, signs) = (self.all, self.signs[id]);
        let good = all[id].good;
        let is_small = |good: u32| u64::from(good) * 100 <= u64::from(all[0].good) * LARGEST;
        if good == 0 {
            return true;
        }
        let is_named = signs & (READERS | TALK | FRAME | UNSEEN | APART) == 0;
        if is_small(if is_named { self.good_alike(id, sum) } else { good }) || self.is_notice(id) {
            return true;
        }
        let rest = all[0].good - good;
        let is_of_readers = signs & (READERS | TALK) != 0;
        let is_frame = signs & FRAME != 0 && self.dom.node(id).is_closed;
        is_of_readers && (rest >= BESIDE || self.is_talk_at_home(id))
            || is_frame && (rest >= BESIDE || self.is_beside_home(id))
            || self.is_outside(self.frame, id) && (!is_named || !self.holds_body(id))
    }

    /// Whether an element holds what is called the body of an article.
    fn holds_body(&self, id: Id) -> bool {
        self.signs[id..self.dom.end(id)].iter().any(|signs| signs & BODY != 0)
    }

    /// Whether an element stands beside another one.
    fn is_outside(&self, other: Option<Id>, id: Id) -> bool {
        other.is_some_and(|other| !self.dom.contains(other, id) && !self.dom.contains(id, other))
    }

    /// Whether there is prose around the headline without this part.
    fn is_beside_home(&self, id: Id) -> bool {
        let Some(home) = self.home else { return false };
        self.is_outside(self.home, id)
            || self.dom.contains(home, id) && self.all[home].good - self.all[id].good >= BESIDE_AT_HOME
    }

    /// Whether what readers wrote is made of posts under a text that is shorter.
    fn is_talk_at_home(&self, id: Id) -> bool {
        self.is_beside_home(id) && has_posts(self.dom, self.all, id)
    }

    /// Whether an element beside the headline's is called a notice of cookies.
    fn is_notice(&self, id: Id) -> bool {
        let is_named = |names: &str| {
            let lower = names.to_ascii_lowercase();
            ["cookie", "consent", "gdpr", "privacy"].iter().any(|word| lower.contains(word))
        };
        self.is_beside_home(id)
            && (is_named(self.dom.node(id).class())
                || self.dom.attribute(id, "id").is_some_and(|value| is_named(&value)))
    }

    /// The prose of an element and of those beside it that are made alike, as paragraphs are: a name that they share is none of
    /// furniture. Cards have headings and links.
    fn good_alike(&self, id: Id, sum: &mut Sum) -> u32 {
        let (dom, all) = (self.dom, self.all);
        let parent = dom.parent(id);
        let is_plain = |id: Id| all[id].link * 4 < all[id].text;
        if !is_plain(id) || dom.end(id) - id > MOST_IN_PARAGRAPH {
            return all[id].good;
        }
        if (id..dom.end(id)).any(|inner| dom.tag(inner).is_heading()) {
            return all[id].good;
        }
        if sum.good == 0 || sum.parent != parent || dom.made(sum.first) != dom.made(id) {
            let neighbours = dom.children(parent).take(MOST_BESIDE);
            let same = neighbours.filter(|&other| dom.made(other) == dom.made(id) && is_plain(other));
            *sum = Sum { parent, first: id, good: same.map(|other| all[other].good).sum() };
        }
        sum.good.max(all[id].good)
    }
}

/// No paragraph has more nodes.
const MOST_IN_PARAGRAPH: usize = 60;
/// More neighbours are not looked at.
const MOST_BESIDE: usize = 200;

/// Fewer are no talk.
const FEWEST_POSTS: usize = 3;
/// Posts stand no deeper in what is called so.
const DEEPEST_POST: usize = 5;

/// Whether an element is made of posts: alike, each with some prose and with words beside it that say whose it is.
fn has_posts(dom: &Dom<'_>, all: &Measures, id: Id) -> bool {
    let is_post = |post: Id| {
        let measure = all[post];
        measure.good > 0
            && measure.text >= measure.good + 3
            && matches!(dom.tag(post), Tag::Div | Tag::Li | Tag::Article | Tag::Section | Tag::Tr)
    };
    let mut at = id;
    for _ in 0..DEEPEST_POST {
        let Some(first) = dom.children(at).take(MOST_NEIGHBOURS).find(|&child| all[child].good > 0) else {
            return false;
        };
        if is_post(first) && alike(dom, first) + 1 >= FEWEST_POSTS {
            let same = dom.children(at).take(MOST_NEIGHBOURS).filter(|&o| dom.made(o) == dom.made(first));
            return same.filter(|&post| is_post(post)).count() >= FEWEST_POSTS;
        }
        at = first;
    }
    false
}

/// How a word is read stands above it, but where signs around it make it part of the line.
fn is_reading(dom: &Dom<'_>, id: Id) -> bool {
    dom.tag(id) == Tag::Rt && !dom.children(dom.parent(id)).any(|part| dom.tag(part) == Tag::Rp)
}

/// No words within a sentence that have a name of their own are longer, in bytes,
const LONGEST_PART: usize = 160;
/// or have more nodes.
const MOST_IN_PART: usize = 8;
/// A text beside them is no further, in nodes.
const MOST_BETWEEN: usize = 12;

/// Whether an element holds words within a sentence, which goes on behind it: a name tells how they look or where they lead.
fn is_in_sentence(dom: &Dom<'_>, signs: &[Signs], id: Id) -> bool {
    let end = dom.end(id);
    if signs[id] & (UNSEEN | APART | FRAME) != 0
        || dom.tag(id).is_block()
        || dom.tag(id) == Tag::Sup
        || end - id > MOST_IN_PART
        || (id + 1..end).any(|inner| dom.tag(inner).is_block() || dom.tag(inner) == Tag::Img)
        || dom.text(id, LONGEST_PART).len() >= LONGEST_PART
    {
        return false;
    }
    let Some(block) = dom.ancestors(id).find(|&outer| dom.tag(outer).is_block()) else { return false };
    let first = block + 1;
    let before = text_in(dom, block, (first.max(id.saturating_sub(MOST_BETWEEN))..id).rev());
    let behind = || text_in(dom, block, end..dom.end(block).min(end + MOST_BETWEEN));
    before.is_some_and(|before| {
        behind().is_some_and(|behind| {
            let goes_on = behind.trim_start().starts_with(|c: char| {
                c.is_lowercase() || matches!(c, ',' | '.' | ';' | ':' | ')' | '?' | '!' | '’' | '\'')
            });
            let begins = !behind.trim_start().starts_with(['|', '•', '·', '/', '»', '›']);
            let ends = before.trim_end().ends_with(['.', '!', '?', '…', ':', '|', '•', '·', '/', '»', '›']);
            goes_on || begins && !ends
        })
    })
}

/// The first of these nodes that is a text of this block, not of one in it nor behind a line break.
fn text_in<'a>(dom: &Dom<'a>, block: Id, mut nodes: impl Iterator<Item = Id>) -> Option<&'a str> {
    let is_end = |id: Id| dom.tag(id).is_block() || dom.tag(id) == Tag::Br;
    let text = nodes
        .find(|&id| is_end(id) || dom.tag(id) == Tag::Text && !dom.node(id).raw.trim().is_empty())
        .filter(|&id| !is_end(id))?;
    let around = dom.ancestors(text).find(|&outer| dom.tag(outer).is_block() || dom.node(outer).is_unread());
    (around == Some(block)).then(|| dom.node(text).raw)
}

/// A button that is a heading opens what stands under it, and so does one that asks and says what it opens.
fn is_question(dom: &Dom<'_>, id: Id) -> bool {
    if dom.tag(id) != Tag::Button {
        return false;
    }
    let opens = || ["aria-expanded", "aria-controls"].iter().any(|name| dom.attribute(id, name).is_some());
    dom.tag(dom.parent(id)).is_heading() || opens() && asks(dom, id)
}

/// No button asks longer, in bytes.
const LONGEST_QUESTION: usize = 400;

/// What is hidden until a question above it is touched, or a button that says so.
fn is_answer(dom: &Dom<'_>, all: &Measures, id: Id) -> bool {
    let node = dom.node(id);
    let has = |name: &str| dom.attribute(id, name);
    let is_hidden = ["hidden", "style", "aria-hidden"].into_iter().any(|name| has(name).is_some());
    if !is_hidden || !matches!(node.tag, Tag::Div | Tag::Section | Tag::P | Tag::Dd) {
        return false;
    }
    let is_named =
        ["class", "id"].into_iter().filter_map(has).any(|value| names::signs(&value) & FURNITURE != 0);
    let before = dom.children(dom.parent(id)).take(MOST_BESIDE).take_while(|&other| other < id);
    let question = before.filter(|&other| dom.tag(other) != Tag::Text).last();
    !is_named && question.is_some_and(|question| asks(dom, question) || opens(dom, all, question, id))
}

/// The button that an element is, or that stands right in it.
fn button(dom: &Dom<'_>, id: Id) -> Option<Id> {
    (id..dom.end(id)).take(MOST_IN_PART).find(|&inner| dom.tag(inner) == Tag::Button)
}

/// Whether a button in an element says that it opens another one, which holds more than links.
fn opens(dom: &Dom<'_>, all: &Measures, id: Id, other: Id) -> bool {
    let Some(button) = button(dom, id) else { return false };
    let (controls, name) = (dom.attribute(button, "aria-controls"), dom.attribute(other, "id"));
    let is_headed = dom.tag(id).is_heading() || dom.tag(id) == Tag::Dt;
    controls.is_some()
        && controls == name
        && all[other].link * 2 < all[other].text
        && (is_headed || all[other].good > 0)
}

/// Whether an element is a question, or a button in it is.
fn asks(dom: &Dom<'_>, id: Id) -> bool {
    let asking = |id: Id| dom.text(id, LONGEST_QUESTION).trim_end().ends_with(['?', '؟', '？', ';']);
    asking(id) || button(dom, id).is_some_and(|button| button != id && asking(button))
}

/// No note of a correction is longer, in bytes.
const LONGEST_NOTE: usize = 800;

/// Beside or under its article a publisher may say what was wrong in it.
fn is_correction(dom: &Dom<'_>, id: Id) -> bool {
    if !matches!(dom.tag(id), Tag::Aside | Tag::Footer)
        || !dom.ancestors(id).any(|outer| dom.tag(outer) == Tag::Article)
    {
        return false;
    }
    let text = dom.text(id, LONGEST_NOTE + 1);
    text.len() <= LONGEST_NOTE && change::is_note(&text)
}
