//! Entries that keys alone mistake: a guid that stands for something else by now, and a new guid for what is known.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::articles::own_links;
use super::identity::{guid_key, guid_title_key};
use super::update::{KnownEntry, Read};
use crate::article::url_key;
use crate::language;
use crate::model::Hash16;

/// Corrections of an entry's link that are believed: a link that carries the time or a session is another one at every poll.
const MOST_LINKS: u32 = 3;
/// Titles that share less than one in so many of the shorter one's words have nothing in common.
const ALIKE: usize = 3;
/// Shorter words say nothing of what a title is about.
const SHORTEST_WORD: usize = 3;

/// An entry that the store does not know, and the key of the link that it has to itself.
pub type Unknown = (usize, Hash16);

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
    let links = own_links(&read.parsed.entries).into_iter().zip(&read.keys).enumerate();
    links.filter(|(_, (_, key))| !is_known(key)).filter_map(|(n, (link, _))| Some((n, link?.1))).collect()
}

/// Gives entries with a new guid, as where it holds a number of revisions, the keys of the entries with their links. `found`: entries
/// of the feed whose articles these links lead to, the newest first.
pub fn rejoin(read: &mut Read, unknown: &[Unknown], found: Vec<(Hash16, KnownEntry)>) {
    let mut taken: HashSet<Hash16> = read.keys.iter().copied().collect();
    let mut by_link: HashMap<Hash16, (Hash16, KnownEntry)> = HashMap::new();
    for (key, entry) in found {
        // Not only by way of what a page calls its address: many a site gives all its pages the same.
        if let Some(link) = link_key(entry.link.as_deref()) {
            by_link.entry(link).or_insert((key, entry));
        }
    }
    for (place, link) in unknown {
        if let Some((key, entry)) = by_link.remove(link)
            && taken.insert(key)
        {
            read.keys[*place] = key;
            read.known.insert(key, entry);
        }
    }
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
    let (one, other) = (units(one), units(other));
    let shared = one.intersection(&other).count();
    one.is_empty() || other.is_empty() || shared * ALIKE >= one.len().min(other.len())
}

/// The words of a title; of scripts that write no spaces, every two letters.
fn units(title: &str) -> HashSet<String> {
    let is_unspaced =
        |c: char| matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{9fff}' | '\u{20000}'..);
    language::units(&title.to_lowercase(), is_unspaced, SHORTEST_WORD).into_iter().collect()
}
