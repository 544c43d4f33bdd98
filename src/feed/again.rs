//! Entries that keys alone mistake: a guid that stands for something else by now, and a new guid for what is known.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use url::Url;

use super::articles::{EntryLink, entry_links};
use super::identity::{guid_key, guid_title_key};
use super::types::Entry;
use super::update::{EntryAt, KnownEntry, Read};
use super::words::body_text;
use crate::article::url_key;
use crate::language;
use crate::model::{ArticleId, Hash16};

/// Corrections of an entry's link that are believed: a link that carries the time or a session is another one at every poll.
const MOST_LINKS: u32 = 3;
/// Titles that share less than one in so many of the shorter one's words have nothing in common.
const ALIKE: usize = 3;
/// Shorter words say nothing of what a title is about.
const SHORTEST_WORD: usize = 3;

/// Entries at a link that are compared with a new one there, the newest: a revision comes soon after what it revises.
const MOST_COMPARED: usize = 8;
/// Words in a row that two texts on different things seldom share.
const RUN: usize = 3;

/// An entry that the store does not know by its key, but may by its link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown {
    place: usize,
    /// Key of its link.
    pub link: Hash16,
    /// Others of the document have the link, too.
    is_shared: bool,
}

/// Gives entries whose guid stood for something else until now keys of their own: both their link and their title are another,
/// and the titles have nothing in common. Returns these keys, of which the store is to be asked next.
pub fn part_reused(read: &mut Read) -> Vec<Hash16> {
    let mut own = Vec::new();
    for (entry, key) in read.parsed.entries.iter().zip(&mut read.keys) {
        let Some(before) = read.known.get(key).filter(|_| guid_key(entry) == Some(*key)) else { continue };
        let is_elsewhere = match (link_key(entry.link.as_deref()), link_key(before.link.as_deref())) {
            (Some(now), Some(before)) => now != before,
            _ => false,
        };
        let title = entry.title_text.as_deref().unwrap_or_default();
        if is_elsewhere
            && !is_alike(title, &before.title)
            && let Some(of_its_own) = guid_title_key(entry)
        {
            *key = of_its_own;
            own.push(of_its_own);
        }
    }
    own
}

/// The entries that the store does not know by their keys, but may by their links.
#[must_use]
pub fn unknown_links(read: &Read) -> Vec<Unknown> {
    let is_known = |key: &Hash16| read.known.contains_key(key);
    if read.keys.iter().all(is_known) {
        return Vec::new();
    }
    let links = entry_links(&read.parsed.entries).into_iter().zip(&read.keys).enumerate();
    let unknown = links.filter(|(_, (_, key))| !is_known(key));
    unknown
        .filter_map(|(place, (link, _))| {
            let EntryLink { key: link, is_shared, .. } = link?;
            Some(Unknown { place, link, is_shared })
        })
        .collect()
}

/// Articles whose texts must tell, because headlines do not, whether entries with known links are those that had them before.
#[must_use]
pub fn in_doubt(read: &Read, unknown: &[Unknown], found: &[EntryAt]) -> Vec<ArticleId> {
    let doubtful = unknown.iter().flat_map(|unknown| {
        let entry = &read.parsed.entries[unknown.place];
        at_link(found, unknown.link).filter(|at| are_titles_alike(entry, &at.entry) != Some(true))
    });
    let articles: BTreeSet<ArticleId> = doubtful.map(|at| at.entry.article_id).collect();
    articles.into_iter().collect()
}

/// Gives entries with a new guid, as where it holds a number of revisions, the keys of the entries with their links; one that has no
/// word in common with what its link stood for is something else, and the link the page of neither from then on. `found`: entries of
/// the feed at these links, the newest first; `texts` of those [`in_doubt`].
pub fn rejoin(read: &mut Read, unknown: &[Unknown], found: &[EntryAt], texts: &BTreeMap<ArticleId, String>) {
    let mut taken: HashSet<Hash16> = read.keys.iter().copied().collect();
    for Unknown { place, link, is_shared } in unknown {
        let entry = &read.parsed.entries[*place];
        let is_it = |at: &&EntryAt| tells_the_same(entry, &at.entry, texts.get(&at.entry.article_id));
        let mut there = at_link(found, *link).peekable();
        if there.peek().is_none() {
            continue;
        }
        let same: Vec<&EntryAt> = there.filter(is_it).collect();
        match same.first() {
            Some(at) if !is_shared && taken.insert(at.key) => {
                read.keys[*place] = at.key;
                read.known.insert(at.key, at.entry.clone());
            }
            // Another entry has its place already, or it is one of several: they have the link together.
            Some(_) => {}
            None => {
                let led_to = at_link(found, *link).find(|at| at.is_led_to);
                read.shared.insert(*link, led_to.map(|at| at.entry.article_id));
            }
        }
    }
}

/// The newest of the entries that have a link, and the one whose page it was. Not those that are there only by way of what a page calls
/// its address: many a site gives all its pages the same.
fn at_link(found: &[EntryAt], link: Hash16) -> impl Iterator<Item = &EntryAt> {
    let there = found.iter().filter(move |at| link_key(at.entry.link.as_deref()) == Some(link));
    there.clone().filter(|at| !at.is_led_to).take(MOST_COMPARED).chain(there.filter(|at| at.is_led_to))
}

/// Whether an entry tells what another one told at its link: their headlines have words in common, or else their texts.
fn tells_the_same(entry: &Entry, before: &KnownEntry, text: Option<&String>) -> bool {
    let titles = are_titles_alike(entry, before);
    if titles == Some(true) {
        return true;
    }
    let body = body_text(entry);
    let texts = text.and_then(|text| are_texts_alike(&body, text));
    // Where nothing is said, nothing says that it is something else.
    texts.unwrap_or(titles.is_none())
}

/// Whether the feed corrected an entry's link, which has `key` now.
pub(super) fn is_relinked(before: &KnownEntry, key: Hash16) -> bool {
    before.relinked < MOST_LINKS && link_key(before.link.as_deref()) != Some(key)
}

fn link_key(link: Option<&str>) -> Option<Hash16> {
    Url::parse(link?.trim()).ok().as_ref().map(url_key)
}

/// Whether two titles may be of the same entry. What has no words tells nothing.
fn is_alike(one: &str, other: &str) -> bool {
    share_part(&units(one), &units(other)).unwrap_or(true)
}

fn are_titles_alike(entry: &Entry, before: &KnownEntry) -> Option<bool> {
    let title = entry.title_text.as_deref().unwrap_or_default();
    share_part(&units(title), &units(&before.title))
}

/// Whether two texts have words in a row in common; `None` where one has none.
fn are_texts_alike(one: &str, other: &str) -> Option<bool> {
    let runs = |text: &str| {
        let units = ordered_units(text);
        let runs: HashSet<String> = units.windows(RUN).map(|run| run.join(" ")).collect();
        runs
    };
    share_part(&runs(one), &runs(other))
}

/// Whether the poorer of two sets shares enough with the other; `None` where one is empty.
fn share_part(one: &HashSet<String>, other: &HashSet<String>) -> Option<bool> {
    let least = one.len().min(other.len());
    (least > 0).then(|| one.intersection(other).count() * ALIKE >= least)
}

/// The words of a title; of scripts that write no spaces, every two letters.
fn units(title: &str) -> HashSet<String> {
    ordered_units(title).into_iter().collect()
}

fn ordered_units(text: &str) -> Vec<String> {
    let is_unspaced =
        |c: char| matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{9fff}' | '\u{20000}'..);
    language::units(&text.to_lowercase(), is_unspaced, SHORTEST_WORD)
}
