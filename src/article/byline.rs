//! Authors and dates as the page shows them to its readers.

use std::borrow::Cow;

use super::by;
use super::date;
use super::dom::attribute::Names;
use super::dom::{Dom, Id, Tag};
use super::east;
use super::elsewhere::{Elsewhere, Reach};
use super::names::{AUTHOR, DATE, Signs};
use super::page_time::PageTime;
use super::signature;
use super::signers::{Group, LONGEST, Signatures, is_somebody, leads_to_author, looks_like_names};
use super::stamp::{self, Label, Stamp};
use super::visible_date::{self, DateHabits};

/// What the body of a page says of its authors and dates; texts are uncleaned.
#[derive(Debug, Default)]
pub struct Byline {
    /// Who signs.
    pub by: Signatures,
    /// A date written for machines.
    pub published: Option<PageTime>,
    /// A date of a change, written for machines or for readers.
    pub modified: Option<PageTime>,
    /// A date written for readers.
    pub visible: Option<PageTime>,
    /// It stands near the headline and is marked as a date: no date that is told is more likely the article's.
    pub is_visible_marked: bool,
}

/// How many nodes after the headline a byline may stand.
const NEAR: usize = 400;
/// How many nodes before the headline it may stand.
const ABOVE: usize = 40;

/// How many nodes before a date its label may stand.
const BEFORE: usize = 12;

/// Ranks of a date for readers: a line near the headline, an element there that is marked as a date; others have none.
const LINE: u8 = 1;
const MARKED: u8 = 2;
/// More for what stands behind the headline or in its article: above it stands today's date, too.
const OWN: u8 = 2;

/// Looks for marked elements and for words such as "By" close to the headline; in parts that speak of other articles only for
/// what is nowhere else.
pub fn read(dom: &Dom<'_>, signs: &[Signs], headline: Option<Id>, habits: DateHabits) -> Byline {
    let (mut byline, has_skipped) = read_within(dom, signs, headline, habits, Reach::Own);
    let first = dom.with_tag(Tag::H1).next();
    // A page that signs under its own name has no other byline.
    let others = [(headline, Reach::Wide, has_skipped), (first, Reach::Own, first != headline)];
    for (headline, reach, _) in others.into_iter().filter(|(.., is_other)| *is_other) {
        let has_names = byline.by.has_names();
        let has_date = byline.published.or(byline.visible).is_some();
        if has_names && has_date {
            break;
        }
        let (other, _) = read_within(dom, signs, headline, habits, reach);
        if !has_date {
            byline.visible = other.published.or(other.visible);
        }
        if !has_names {
            byline.by = other.by;
        }
    }
    byline
}

/// Reads what is within reach, and tells whether anything is not.
fn read_within(
    dom: &Dom<'_>,
    signs: &[Signs],
    headline: Option<Id>,
    habits: DateHabits,
    reach: Reach,
) -> (Byline, bool) {
    let elsewhere = Elsewhere::new(dom, signs, reach, headline);
    let mut reader = Reader {
        dom,
        signs,
        habits,
        home: headline.and_then(|headline| home(dom, headline)),
        near: headline
            .map_or(0..0, |headline| headline.saturating_sub(ABOVE)..dom.end(headline).saturating_add(NEAR)),
        headline,
        elsewhere,
        by_rel: Group::default(),
        by_name: Group::default(),
        by_link: Group::default(),
        machine: Best::default(),
        visible: Best::default(),
        changed: None,
        has_skipped: false,
        byline: Byline::default(),
    };
    let mut skip_to = 0;
    for (id, node) in dom.nodes.iter().enumerate() {
        if id < skip_to {
            continue;
        }
        if elsewhere.is_part(id) {
            reader.has_skipped = true;
            skip_to = dom.end(id);
            continue;
        }
        if node.tag == Tag::Text {
            if reader.may_tell(id) {
                reader.text(id);
            } else {
                reader.dateline(id);
            }
        } else if node.raw.len() >= 5 && !node.is_unread() {
            reader.element(id, signs[id]);
        }
    }
    let has_skipped = reader.has_skipped;
    (reader.finish(), has_skipped)
}

/// The first of the best rank.
#[derive(Debug, Default)]
struct Best {
    rank: u8,
    time: Option<PageTime>,
}

impl Best {
    fn offer(&mut self, rank: u8, time: Option<PageTime>) {
        if time.is_some() && (self.time.is_none() || rank > self.rank) {
            *self = Self { rank, time };
        }
    }
}

struct Reader<'d, 'a> {
    dom: &'d Dom<'a>,
    signs: &'d [Signs],
    /// What holds the headline and speaks of its article alone.
    home: Option<Id>,
    habits: DateHabits,
    /// The nodes near the headline.
    near: std::ops::Range<Id>,
    headline: Option<Id>,
    elsewhere: Elsewhere<'d, 'a>,
    has_skipped: bool,
    by_rel: Group,
    by_name: Group,
    by_link: Group,
    machine: Best,
    visible: Best,
    /// A date of a change, written for machines.
    changed: Option<PageTime>,
    byline: Byline,
}

impl Reader<'_, '_> {
    fn element(&mut self, id: Id, signs: Signs) {
        let (dom, node) = (self.dom, self.dom.node(id));
        let is_near = self.near.contains(&id);
        if node.tag == Tag::P && self.headline.is_some_and(|headline| id > headline) {
            self.byline.by.signed.extend(signature::of(dom, id));
        }
        let is_marked = signs & (AUTHOR | DATE) != 0 || node.attributes.has(Names::REL.with(Names::ITEMPROP));
        if !is_marked && !is_near && node.tag != Tag::Time {
            return;
        }
        let is_telling = signs & (AUTHOR | DATE) != 0 || matches!(node.tag, Tag::Time | Tag::A);
        if is_telling && self.elsewhere.is_in_card(id, leads_to_author) {
            self.has_skipped = true;
            return;
        }
        let shows_date = signs & DATE != 0 || node.tag == Tag::Time;
        let may_tell = is_near || self.machine.time.is_none() || self.visible.time.is_none();
        let label = if shows_date && may_tell { self.label_before(id) } else { None };
        // An article tells of other days than its own.
        let is_told = node.tag == Tag::Time && signs & DATE == 0 && may_tell && self.is_in_sentence(id);
        if !is_told {
            self.machine_date(id, label);
        }
        if node.tag == Tag::A {
            let has_rel = node.attributes.has(Names::REL);
            let rel = has_rel.then(|| dom.attribute(id, "rel")).flatten();
            if rel.is_some_and(|rel| rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("author"))) {
                self.by_rel.push(dom, self.signs, id, is_near);
            } else if is_near && dom.attribute(id, "href").is_some_and(|href| leads_to_author(&href)) {
                self.by_link.push(dom, self.signs, id, is_near);
            }
        }
        if signs & AUTHOR != 0 || (is_near && node.tag == Tag::Address) {
            self.by_name.push(dom, self.signs, id, is_near);
        }
        if shows_date && !is_told && (is_near || self.visible.time.is_none()) {
            let text = dom.text(id, LONGEST);
            self.take(stamp::marked(&text, self.habits).labelled(label), self.rank(id, MARKED));
        }
    }

    /// What the words say that stand right before an element or a text in its line, or as all of the block before it: the name
    /// of a field.
    fn label_before(&self, id: Id) -> Option<Label> {
        let dom = self.dom;
        let nodes = (id.saturating_sub(BEFORE)..id).rev();
        let mut texts = nodes.filter(|&at| {
            dom.tag(at) == Tag::Text
                && !dom.node(at).raw.trim_ascii().is_empty()
                && !dom.node(dom.parent(at)).is_unread()
        });
        let raw = dom.node(texts.next()?).raw;
        let end = raw.len().saturating_sub(LONGEST);
        Label::of(&super::clean::line((end..raw.len()).find_map(|at| raw.get(at..))?))
    }

    /// Whether an element stands in a sentence of the article.
    fn is_in_sentence(&self, id: Id) -> bool {
        let line = self.dom.line_around(id, LONGEST + 1);
        let is_paragraph = || {
            self.dom
                .ancestors(id)
                .find(|&outer| self.dom.tag(outer).is_block())
                .is_some_and(|block| self.dom.tag(block) == Tag::P)
        };
        let is_prose = line.len() > LONGEST && is_paragraph() || stamp::is_sentence(&line);
        is_prose && !stamp::begins_stamp(&line)
    }

    /// The rank of a date at a place, where one near the headline has the rank `near`.
    fn rank(&self, id: Id, near: u8) -> u8 {
        let is_own = self.headline.is_some_and(|headline| id > headline)
            || self.home.is_some_and(|home| self.dom.contains(home, id));
        match self.near.contains(&id) {
            true if is_own => near + OWN,
            true => near,
            false => 0,
        }
    }

    /// `itemprop=datePublished`, `time datetime`.
    fn machine_date(&mut self, id: Id, label: Option<Label>) {
        let (dom, node) = (self.dom, self.dom.node(id));
        let is_time = node.tag == Tag::Time;
        let has_itemprop = node.attributes.has(Names::ITEMPROP);
        if !is_time && !has_itemprop {
            return;
        }
        let itemprop = has_itemprop.then(|| dom.attribute(id, "itemprop")).flatten().unwrap_or_default();
        let itemprop = itemprop.to_ascii_lowercase();
        let is_published = itemprop.contains("datepublished");
        let is_modified = itemprop.contains("datemodified") && !is_published;
        if !is_time && !is_published && !is_modified {
            return;
        }
        let Some(value) = dom.attribute(id, "datetime").or_else(|| dom.attribute(id, "content")) else {
            return;
        };
        // Some write there what readers see.
        let time = date::machine(&value).or_else(|| visible_date::find(&value, self.habits));
        let class = dom.attribute(id, "class").unwrap_or_default();
        let is_changed = is_modified
            || class.contains("updated")
            || class.contains("modified")
            || label == Some(Label::Changed);
        if is_changed && !class.contains("publish") && !is_published {
            self.changed = self.changed.or(time);
            return;
        }
        let is_labelled = || label == Some(Label::Published) && self.near.contains(&id);
        let is_marked = class.contains("publish") || node.raw.contains("pubdate") || is_labelled();
        let rank = match is_published {
            true => 2 * LINE + OWN + 1,
            false if is_marked => 2 * LINE + OWN,
            false => self.rank(id, LINE),
        };
        self.machine.offer(rank, time);
    }

    /// Takes what a text tells for readers.
    fn take(&mut self, stamp: Stamp, rank: u8) {
        self.visible.offer(rank, stamp.published);
        self.byline.modified = self.byline.modified.or(stamp.changed);
    }

    /// Whether a text stands where bylines and dates do.
    fn may_tell(&self, id: Id) -> bool {
        let node = self.dom.node(id);
        let is_after = || self.headline.is_some_and(|headline| id > headline);
        let may_close = || self.byline.by.closing.is_empty() && node.raw.len() < 80 && is_after();
        // Further down only a paragraph of its own counts: lists of other articles name their authors, too.
        let is_line = || {
            let parent = self.dom.tag(self.dom.parent(id));
            matches!(parent, Tag::P | Tag::Em | Tag::I | Tag::Strong | Tag::B)
        };
        node.raw.len() <= LONGEST * 2 && (self.near.contains(&id) || may_close() && is_line())
    }

    /// Takes the reporter whom the dateline of a long paragraph near the headline names.
    fn dateline(&mut self, id: Id) {
        let raw = self.dom.node(id).raw;
        if self.near.contains(&id) && self.byline.by.near.is_empty() && east::may_be_dateline(raw) {
            let text = self.dom.text(id, LONGEST);
            self.byline.by.near.extend(east::in_dateline(&text).map(str::to_owned));
        }
    }

    fn text(&mut self, id: Id) {
        let (dom, raw) = (self.dom, self.dom.node(id).raw);
        let is_near = self.near.contains(&id);
        let parent = dom.parent(id);
        if dom.node(parent).is_unread() || raw.trim_ascii_start().is_empty() {
            return;
        }
        if self.headline.is_some_and(|headline| dom.contains(headline, id)) {
            return;
        }
        if is_near && visible_date::may_be_in(raw) {
            self.line(id);
        }
        let list = if is_near { &mut self.byline.by.near } else { &mut self.byline.by.closing };
        if !list.is_empty() {
            return;
        }
        // References stand in words and between them.
        let text = if raw.contains('&') { Cow::Owned(dom.text(id, LONGEST * 2)) } else { Cow::Borrowed(raw) };
        if !by::parts(text.trim_ascii()).any(by::tells_names) {
            self.dateline(id);
            return;
        }
        let mut whole = dom.lines(parent, LONGEST * 2);
        // Some put a whole article into one block, or each word.
        if whole.len() > LONGEST || by::is_only_words(&whole) {
            whole = dom.line_around(id, LONGEST * 2);
        }
        if whole.len() > LONGEST {
            return;
        }
        // A date, a place or a kicker may stand before the names.
        let parts = std::iter::once(whole.as_str()).chain(whole.split(by::BREAKS));
        let labelled = parts.clone().filter_map(by::labelled_part);
        let names = parts
            .filter_map(by::names_part)
            .chain(labelled)
            .find(|names| looks_like_names(names, 0) && is_somebody(names));
        list.extend(names.map(str::to_owned));
    }

    /// Takes the date that a text near the headline tells, if it says more than those before it.
    fn line(&mut self, id: Id) {
        let (dom, raw) = (self.dom, self.dom.node(id).raw);
        let wants_change = || {
            let is_change =
                || stamp::tells_change(&raw.to_lowercase()) || self.label_before(id) == Some(Label::Changed);
            self.byline.modified.is_none() && is_change()
        };
        if self.visible.rank >= self.rank(id, LINE) && !wants_change() {
            return;
        }
        let text = dom.text(id, LONGEST);
        let stamp = if text.len() <= LONGEST { stamp::line(&text, self.habits) } else { Stamp::default() };
        if stamp != Stamp::default() && !self.is_in_running_text(id, &text) {
            self.take(stamp.labelled(self.label_before(id)), self.rank(id, LINE));
        }
    }

    /// Whether a text is part of a sentence or of a long line: links and emphasis set dates apart there, too.
    fn is_in_running_text(&self, id: Id, text: &str) -> bool {
        let line = self.dom.line_around(id, LONGEST + 1);
        line.len() > LONGEST || line != text && stamp::is_sentence(&line)
    }

    fn finish(self) -> Byline {
        let mut byline = self.byline;
        byline.by.marked = if self.by_rel.texts.is_empty() { self.by_name.texts } else { self.by_rel.texts };
        byline.by.linked = self.by_link.texts;
        byline.published = self.machine.time;
        byline.modified = self.changed.or(byline.modified);
        byline.visible = self.visible.time;
        byline.is_visible_marked = self.visible.rank >= MARKED + OWN;
        byline
    }
}

/// What speaks of the headline's article alone, and so may show its date above the headline.
fn home(dom: &Dom<'_>, headline: Id) -> Option<Id> {
    let is_own = |tag: Tag| matches!(tag, Tag::Article | Tag::Header | Tag::Section | Tag::Main);
    dom.ancestors(headline).filter(|&outer| is_own(dom.tag(outer))).last()
}
