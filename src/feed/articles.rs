//! Which entries of a feed are new, which changed, and whether their stories are told.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::again::is_relinked;
use super::identity::content_hash;
use super::poll::{Due, FullText, PollPolicy};
use super::types::Entry;
use super::update::{ChangedEntry, NewEntry, PageTarget, Read, SharedLink, Telling};
use super::words::{entry_article, is_shorter};
use crate::article::url_key;
use crate::model::{Hash16, IdMint, SourceTags, Timestamp};

/// `full_text = "when-short"`: the page is read when the feed's text has fewer characters.
const SHORT: usize = 800;
/// A feed of this many entries of which `BURST_PERCENT` are new was refilled, not written.
const BURST_ENTRIES: usize = 10;
const BURST_PERCENT: usize = 80;

/// What is known when a feed's entries are looked at.
pub(super) struct Known<'a> {
    pub(super) due: &'a Due,
    pub(super) policy: &'a PollPolicy,
    pub(super) tags: &'a SourceTags,
    pub(super) ids: &'a IdMint,
    pub(super) now: Timestamp,
}

/// Why old entries may have come all at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Backlog {
    No,
    FirstPoll,
    BlindOrBurst,
}

/// The entries never seen before and those whose words changed, in the feed's order, each once.
pub(super) fn read_entries(known: &Known<'_>, read: Read) -> (Vec<NewEntry>, Vec<ChangedEntry>) {
    let Read { parsed, keys, known: in_store, shared: parted } = read;
    let total = parsed.entries.len();
    let fresh: HashSet<Hash16> = keys.iter().filter(|key| !in_store.contains_key(*key)).copied().collect();
    let backlog = known.backlog(total, fresh.len());
    let links = entry_links(&parsed.entries);
    let mut seen = HashSet::with_capacity(total);
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for ((entry, key), link) in parsed.entries.into_iter().zip(keys).zip(links) {
        // An entry that has nothing but an id may say more tomorrow; until then there is no article in it.
        if !seen.insert(key) || !entry.is_told() {
            continue;
        }
        let hash = content_hash(&entry);
        let before = in_store.get(&key);
        let is_parted = |link: &EntryLink| before.is_none() && parted.contains_key(&link.key);
        let (shared, link) = match link {
            Some(link) if link.is_shared || is_parted(&link) => (Some(link.key), None),
            link => (None, link),
        };
        let relinked = link.as_ref().map(|link| link.key);
        let relinked = relinked.filter(|key| before.is_some_and(|before| is_relinked(before, *key)));
        if relinked.is_none() && before.is_some_and(|before| before.content_hash == hash) {
            continue;
        }
        let article = entry_article(&entry, known.tags, link.as_ref().map(|link| &link.url));
        let page = link.as_ref().and_then(|link| known.page(&entry, &link.url));
        match before {
            Some(before) => changed.push(ChangedEntry {
                key,
                article_id: before.article_id,
                entry,
                content_hash: hash,
                article,
                relinked,
                page,
                indexed: None,
            }),
            None => new.push(NewEntry {
                key,
                article_id: known.ids.next(known.now),
                telling: known.telling(&entry, backlog),
                entry,
                content_hash: hash,
                article,
                url_keys: link.into_iter().map(|link| link.key).collect(),
                shared: shared.map(|key| SharedLink { key, parts: parted.get(&key).copied().flatten() }),
                page,
                indexed: None,
            }),
        }
    }
    (new, changed)
}

impl Known<'_> {
    fn backlog(&self, total: usize, fresh: usize) -> Backlog {
        match self.due.last_ok_at {
            None => Backlog::FirstPoll,
            Some(last) if self.now.since(last) > self.policy.backlog => Backlog::BlindOrBurst,
            Some(_) if total >= BURST_ENTRIES && fresh * 100 >= total * BURST_PERCENT => {
                Backlog::BlindOrBurst
            }
            Some(_) => Backlog::No,
        }
    }

    fn telling(&self, entry: &Entry, backlog: Backlog) -> Telling {
        let dated = entry.published.or(entry.updated);
        let old = dated.map(|date| self.now.since(date) > self.policy.backlog);
        match (backlog, old) {
            (Backlog::No, _) | (_, Some(false)) => Telling::All,
            (_, Some(true)) | (Backlog::FirstPoll, None) => Telling::Nothing,
            (Backlog::BlindOrBurst, None) => Telling::DigestsOnly,
        }
    }

    /// The page to read for an entry that has a link of its own.
    fn page(&self, entry: &Entry, url: &Url) -> Option<PageTarget> {
        let wanted = match self.policy.full_text {
            FullText::Always => true,
            FullText::Never => false,
            FullText::WhenShort => is_shorter(entry, SHORT),
        };
        let host = url.host_str().filter(|_| wanted)?;
        Some(PageTarget { url: url.as_str().to_owned(), host: host.to_owned() })
    }
}

/// The link of an entry to what may be its page.
#[derive(Clone, Debug)]
pub(super) struct EntryLink {
    pub(super) url: Url,
    pub(super) key: Hash16,
    /// Other entries of the document have it, too: it is the page of none of them.
    pub(super) is_shared: bool,
}

/// The links of a feed's entries.
pub(super) fn entry_links(entries: &[Entry]) -> Vec<Option<EntryLink>> {
    let mut links: Vec<Option<EntryLink>> =
        entries.iter().map(|entry| page_url(entry).map(unshared)).collect();
    let mut users: HashMap<Hash16, (usize, bool)> = HashMap::with_capacity(links.len());
    for (place, link) in links.iter().enumerate() {
        let Some(link) = link else { continue };
        let (first, shared) = users.entry(link.key).or_insert((place, false));
        // The same entry twice shares its link with nobody.
        *shared |=
            *first != place && (entries[place].id.is_none() || entries[*first].id != entries[place].id);
    }
    for link in links.iter_mut().flatten() {
        link.is_shared = users.get(&link.key).is_some_and(|(_, shared)| *shared);
    }
    links
}

fn unshared(url: Url) -> EntryLink {
    let key = url_key(&url);
    EntryLink { url, key, is_shared: false }
}

/// The address of an entry's page; a site's root is the page of no entry.
fn page_url(entry: &Entry) -> Option<Url> {
    let url = Url::parse(entry.link.as_deref()?).ok()?;
    let root = url.path() == "/" && url.query().is_none();
    (matches!(url.scheme(), "http" | "https") && url.has_host() && !root).then_some(url)
}
