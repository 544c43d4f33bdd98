//! Rows of cards around an article, each with a linked headline and a few words of another one. Beside a brief they say more
//! than it does.

use std::collections::BTreeMap;

use super::dom::{Dom, Id, Tag};
use super::elsewhere;
use super::measure::Measures;
use super::names::{BODY, Signs};

/// Fewer are no row.
const FEWEST: usize = 3;
/// The items of a list say more on average.
const LIGHTEST_ITEM: usize = 250;
/// An article says at least this.
const LEAST: u32 = 60;
/// Of a heading that is a link, so much is linked, in percent.
const LINKED: u64 = 60;

/// The cards of other articles, outside of where the page's own stands, if they say more than that; `all` weighs everything.
pub fn around(dom: &Dom<'_>, signs: &[Signs], all: &Measures, headline: Option<Id>) -> Vec<Id> {
    let Some(headline) = headline else { return Vec::new() };
    let rows = rows(dom, all);
    let good = |cards: &[Id]| cards.iter().map(|&card| all[card].good).sum::<u32>();
    let is_light = |cards: &[Id]| good(cards) as usize / cards.len() < LIGHTEST_ITEM;
    let in_body = |row: Id| dom.ancestors(row).chain([row]).any(|outer| signs[outer] & BODY != 0);
    let others: Vec<(Id, Vec<Id>)> = rows
        .into_iter()
        .filter(|(_, cards)| cards.iter().all(|&card| !dom.contains(card, headline)))
        .filter(|(row, cards)| is_light(cards) && !in_body(*row))
        .collect();
    // What stands around the headline and is no card is the article, or begins it.
    let own = |outer: Id| {
        let inside = others.iter().filter(|(row, _)| dom.contains(outer, *row));
        all[outer].good.saturating_sub(inside.map(|(_, cards)| good(cards)).sum())
    };
    let Some(home) = dom.ancestors(headline).find(|&outer| own(outer) >= LEAST) else { return Vec::new() };
    let is_around = |row: &Id| !dom.contains(home, *row);
    let around: Vec<Id> =
        others.iter().filter(|(row, _)| is_around(row)).flat_map(|(_, cards)| cards.clone()).collect();
    if good(&around) > own(home) { around } else { Vec::new() }
}

/// Elements with several cards made alike, and these.
fn rows(dom: &Dom<'_>, all: &Measures) -> BTreeMap<Id, Vec<Id>> {
    let mut rows: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for tag in [Tag::H2, Tag::H3, Tag::H4] {
        for heading in dom.with_tag(tag) {
            let measure = all[heading];
            let is_linked = measure.text > 0
                && u64::from(measure.link) * 100 >= u64::from(measure.text) * LINKED
                && (all[dom.parent(heading)].text as usize) < 4 * LIGHTEST_ITEM;
            if !is_linked {
                continue;
            }
            let mut outer = dom
                .ancestors(heading)
                .take(elsewhere::DEEPEST)
                .take_while(|&o| dom.end(o) - o <= elsewhere::LARGEST_CARD);
            if let Some(card) = outer.find(|&outer| elsewhere::alike(dom, outer) + 1 >= FEWEST) {
                let row = rows.entry(dom.parent(card)).or_default();
                if row.last() != Some(&card) {
                    row.push(card);
                }
            }
        }
    }
    rows.retain(|_, cards| cards.len() >= FEWEST);
    rows
}
