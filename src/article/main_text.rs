//! The main text of a page.

use super::blocks;
use super::brief;
use super::cards;
use super::clean;
use super::compare;
use super::container::{self, Choice};
use super::dom::{self, Dom, Id};
use super::drop;
use super::embedded;
use super::furniture;
use super::gallery::Gallery;
use super::lead;
use super::measure::Measures;
use super::names::Signs;
use super::paywall;
use super::select::{self, Selected, Why};
use super::text::{self, Paragraph};
use super::verdict::{self, Verdict};

/// The text and how it was found.
#[derive(Debug)]
pub struct MainText {
    /// Paragraphs separated by a blank line.
    pub text: Option<String>,
    /// How.
    pub method: &'static str,
    /// What the page is.
    pub verdict: Verdict,
    /// What the choice rested on.
    pub grounds: Grounds,
}

/// What the choice of the text rested on, for those who ask why.
#[derive(Debug)]
pub struct Grounds {
    /// The element whose content was taken.
    pub chosen: Id,
    /// What every node weighs without what was dropped.
    pub measures: Measures,
    /// The nodes that were dropped, the outermost of each.
    pub dropped: Vec<bool>,
    /// The paragraphs of the element that are not the article's.
    pub left_out: Vec<(Paragraph, Why)>,
}

/// What is known of the page before its text is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// The forms of its headline, the chosen one first.
    pub titles: &'k [String],
    /// Who wrote it.
    pub authors: &'k [String],
    /// It is in English.
    pub is_english: bool,
    /// What it says it is about.
    pub description: Option<&'k str>,
    /// The `articleBody` of its JSON-LD.
    pub described_body: Option<&'k str>,
}

/// The English press puts a line under its headline that its articles do not need; a longer text is an introduction. In
/// other languages a standfirst opens the article, which goes on from there.
const ENGLISH_STANDFIRST: u32 = 300;

/// What a page shows without scripts is its article from this weight on.
const LEAST_OPENED: u32 = 300;

/// A page with this much prose has a text.
const ENOUGH: u32 = 1500;

/// Finds the main text.
pub fn find(dom: &Dom<'_>, signs: &[Signs], known: Known<'_>) -> MainText {
    let all = Measures::new(dom, |id| dom.node(id).is_unread());
    let headline = container::headline(dom, signs, &all, known.titles);
    let mut dropped = drop::furniture(dom, signs, &all, headline);
    for card in cards::around(dom, signs, &all, headline) {
        dropped[card] = true;
    }
    let found = find_without(dom, signs, known, headline, (&all, dropped));
    if let Some(gallery) = find_gallery(dom, signs, known, &all, &found) {
        return gallery;
    }
    if found.text.is_some() {
        return found;
    }
    let elsewhere = if all[0].good < ENOUGH {
        find_embedded(dom, known).or_else(|| find_opened(dom, known))
    } else {
        // There is prose, but all of it bears the names of furniture: then names tell nothing here.
        let unnamed = vec![0; signs.len()];
        let dropped = drop::furniture(dom, &unnamed, &all, headline);
        Some(find_without(dom, signs, known, headline, (&all, dropped))).filter(|again| again.text.is_some())
    };
    elsewhere.unwrap_or_else(|| brief::read(dom, signs, known, headline, found))
}

/// The text of a page that a script builds, from the data it brings along.
fn find_embedded(dom: &Dom<'_>, known: Known<'_>) -> Option<MainText> {
    let title = known.titles.first().map(String::as_str);
    let html = embedded::html(dom, title).or_else(|| blocks::html(dom))?;
    let found = find_in(&dom::parse(&html), known);
    found.text.is_some().then_some(MainText { method: "embedded", ..found })
}

/// The text of a page that shows it only without scripts, or in the root of a shadow: what only asks for scripts says less.
fn find_opened(dom: &Dom<'_>, known: Known<'_>) -> Option<MainText> {
    let found = find_in(&dom.opened()?, known);
    let text = found.text.as_deref()?;
    (clean::weight(text) >= LEAST_OPENED && text.contains("\n\n")).then_some(found)
}

/// The text of what a page brings along besides what it shows.
fn find_in(dom: &Dom<'_>, known: Known<'_>) -> MainText {
    let signs = furniture::signs(dom);
    let all = Measures::new(dom, |id| dom.node(id).is_unread());
    let headline = container::headline(dom, &signs, &all, known.titles);
    let dropped = drop::furniture(dom, &signs, &all, headline);
    find_without(dom, &signs, known, headline, (&all, dropped))
}

/// The text of a page that tells by its captions, where there is more of them than of what was found without.
fn find_gallery(
    dom: &Dom<'_>,
    signs: &[Signs],
    known: Known<'_>,
    all: &Measures,
    found: &MainText,
) -> Option<MainText> {
    let weight = |main: &MainText| main.text.as_deref().map_or(0, clean::weight);
    let gallery = Gallery::find(dom, all, &found.grounds.dropped, found.grounds.chosen, weight(found))?;
    let mut dropped = found.grounds.dropped.clone();
    gallery.take_back(dom, signs, &mut dropped);
    let measures = all.again(dom, |id| dropped[id]);
    let choice = Choice { id: gallery.root, method: "gallery" };
    let mut paragraphs = text::paragraphs(dom, choice.id, |id| dropped[id]);
    for paragraph in &mut paragraphs {
        paragraph.is_caption = gallery.has(dom, paragraph.block);
    }
    let read = read(dom, signs, known, (choice, paragraphs), (measures, dropped));
    (weight(&read) > weight(found)).then_some(read)
}

fn find_without(
    dom: &Dom<'_>,
    signs: &[Signs],
    known: Known<'_>,
    headline: Option<Id>,
    (all, dropped): (&Measures, Vec<bool>),
) -> MainText {
    let measures = all.again(dom, |id| dropped[id]);
    let choice = container::choose(dom, signs, &measures, headline);
    let paragraphs = text::paragraphs(dom, choice.id, |id| dropped[id]);
    read(dom, signs, known, (choice, paragraphs), (measures, dropped))
}

/// Reads the text of an element from its paragraphs; what was left out, and the weights of what was not, go along.
fn read(
    dom: &Dom<'_>,
    signs: &[Signs],
    known: Known<'_>,
    (choice, paragraphs): (Choice, Vec<Paragraph>),
    (measures, dropped): (Measures, Vec<bool>),
) -> MainText {
    let mut selected = select::select(paragraphs, known);
    let mut method = choice.method;
    if let Some(body) = known.described_body {
        if compare::is_better(body, &selected.kept) {
            selected.kept = compare::paragraphs(body);
            selected.is_walled = false;
            method = "json-ld";
        } else {
            compare::filter(&mut selected, body);
        }
    }
    let Selected { mut kept, left_out, is_walled } = selected;
    let standfirst = lead::find(dom, signs, choice.id, known.description, |id| dropped[id]);
    let standfirst = select::select(standfirst, known).kept;
    let weight: u32 = standfirst.iter().map(|p| clean::weight(&p.text)).sum();
    if !known.is_english || weight >= ENGLISH_STANDFIRST {
        add_standfirst(&mut kept, standfirst);
    }
    let text = text::join(&kept);
    let last = kept.iter().map(|p| p.block).max().unwrap_or(choice.id);
    let is_closed = || is_walled || paywall::is_closed(dom, choice.id, last);
    let title = known.titles.first().map(String::as_str);
    let verdict = match verdict::judge(&text, title, is_closed) {
        // What a wall says may be notices all of it.
        Verdict::Nothing => verdict::of_notices(&notices(&left_out), title),
        Verdict::Article if verdict::is_rest_of_form(&text, || notices(&left_out), title) => Verdict::Consent,
        verdict => verdict,
    };
    let grounds = Grounds { chosen: choice.id, measures, dropped, left_out };
    if verdict.has_text() {
        MainText { text: Some(text), method, verdict, grounds }
    } else {
        MainText { text: None, method: "none", verdict, grounds }
    }
}

/// The notices that were left out.
fn notices(left_out: &[(Paragraph, Why)]) -> String {
    let notices = left_out.iter().filter(|(_, why)| matches!(why, Why::Notice(_)));
    notices.map(|(p, _)| p.text.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// Puts the standfirst before the body unless the body says the same.
fn add_standfirst(kept: &mut Vec<Paragraph>, standfirst: Vec<Paragraph>) {
    let new: Vec<Paragraph> = standfirst
        .into_iter()
        .filter(|p| select::is_statement(&p.text))
        .filter(|p| {
            !kept
                .iter()
                .take(8)
                .any(|known| known.text.contains(p.text.as_str()) || p.text.contains(known.text.as_str()))
        })
        .collect();
    if !kept.is_empty() {
        kept.splice(0..0, new);
    }
}
