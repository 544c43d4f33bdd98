//! A feed's history, poll after poll: every entry is new once, every change of its words is an update, and nothing else
//! is anything.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use vigie::feed::{Due, KnownEntry, ParseHints, Read, content_hash, decide, identity_keys, parse};
use vigie::model::{ArticleId, Hash16, IdMint, SourceTags, Timestamp};

use super::decide::{body, due, policy};

/// What polls found.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    polls: usize,
    /// Entries in all polls together.
    entries: usize,
    new: usize,
    updates: usize,
    /// New entries whose address led to an article already.
    known_address: usize,
}

/// The store as far as one feed's polls see it.
struct Desk {
    due: Due,
    known: HashMap<Hash16, KnownEntry>,
    addresses: HashMap<Hash16, ArticleId>,
    ids: IdMint,
    tally: Tally,
    /// Headlines of new entries and updates, in their order.
    told: Vec<(&'static str, String)>,
}

impl Desk {
    fn new() -> Self {
        Self {
            due: due(),
            known: HashMap::new(),
            addresses: HashMap::new(),
            ids: IdMint::new(1),
            tally: Tally::default(),
            told: Vec::new(),
        }
    }

    fn poll(&mut self, bytes: &[u8], now: Timestamp) {
        let parsed = parse(bytes, ParseHints::default()).expect("a feed");
        self.tally.polls += 1;
        self.tally.entries += parsed.entries.len();
        let keys = identity_keys(&parsed.entries);
        let known = keys.iter().filter_map(|key| Some((*key, self.known.get(key)?.clone()))).collect();
        let read = Read { parsed, keys, known, shared: HashMap::new() };
        let update = decide(
            &self.due,
            &policy(),
            &SourceTags::default(),
            &body(bytes),
            Some(read),
            &self.ids,
            now,
            0.5,
        );
        for new in update.new {
            let known = new.url_keys.iter().find_map(|key| self.addresses.get(key).copied());
            self.tally.known_address += usize::from(known.is_some());
            let article_id = known.unwrap_or(new.article_id);
            self.addresses.extend(new.url_keys.iter().map(|key| (*key, article_id)));
            let before = self.known.insert(
                new.key,
                KnownEntry {
                    article_id,
                    content_hash: new.content_hash,
                    title: new.article.title,
                    link: new.entry.link,
                    relinked: 0,
                },
            );
            assert_eq!(before, None, "an entry is new once");
            self.tally.new += 1;
            self.told.push(("new", new.entry.title_text.unwrap_or_default()));
        }
        for changed in update.changed {
            assert_eq!(changed.content_hash, content_hash(&changed.entry));
            let known = self.known.get_mut(&changed.key).expect("an entry seen before");
            assert!(known.content_hash != changed.content_hash || changed.relinked.is_some());
            known.content_hash = changed.content_hash;
            known.relinked += u32::from(changed.relinked.is_some());
            known.link.clone_from(&changed.entry.link);
            self.tally.updates += 1;
            self.told.push(("update", changed.entry.title_text.unwrap_or_default()));
        }
    }
}

/// One poll of our own history: guid, link, headline and text of each item.
type Poll = &'static [(&'static str, &'static str, &'static str, &'static str)];

fn rss(poll: Poll) -> String {
    let items: Vec<String> = poll
        .iter()
        .map(|(guid, link, title, text)| {
            let guid = if guid.is_empty() {
                String::new()
            } else {
                format!("<guid isPermaLink='false'>{guid}</guid>")
            };
            format!(
                "<item>{guid}<link>https://press.example/{link}</link><title>{title}</title>\
                 <description>{text}</description><pubDate>Thu, 11 Jun 2026 06:30:00 GMT</pubDate></item>"
            )
        })
        .collect();
    format!("<rss version='2.0'><channel><title>The Pier</title>{}</channel></rss>", items.concat())
}

#[track_caller]
fn check(polls: &[Poll], expected: &[(&str, &str)]) {
    let mut desk = Desk::new();
    let mut now = Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").expect("a time");
    for poll in polls {
        desk.poll(rss(poll).as_bytes(), now);
        now = now + Duration::from_mins(10);
    }
    let told: Vec<_> = desk.told.iter().map(|(what, title)| (*what, title.as_str())).collect();
    assert_eq!(told, expected);
}

const FERRY: (&str, &str, &str, &str) = ("p1", "ferry", "Ferry late", "Two hours.");
const STORM: (&str, &str, &str, &str) = ("p2", "storm", "Storm ahead", "From the west.");

#[test]
fn replays_and_other_orders_are_nothing_new() {
    let new = [("new", "Ferry late"), ("new", "Storm ahead")];
    check(&[&[FERRY, STORM], &[STORM, FERRY], &[FERRY], &[FERRY, STORM]], &new);
    check(&[&[FERRY, STORM], &[], &[STORM, FERRY]], &new);
}

#[test]
fn headlines_and_texts_that_change_are_updates() {
    check(
        &[
            &[FERRY],
            &[("p1", "ferry", "Ferry very late", "Two hours.")],
            &[("p1", "ferry?utm_source=rss", "Ferry very late", "Three hours.")],
            &[("p1", "ferry?utm_source=mail", "Ferry  very late", "<b>Three</b> hours.")],
            // The same words at another address.
            &[("p1", "ferry-2", "Ferry very late", "Three hours.")],
        ],
        &[
            ("new", "Ferry late"),
            ("update", "Ferry very late"),
            ("update", "Ferry very late"),
            ("update", "Ferry very late"),
        ],
    );
}

#[test]
fn an_item_listed_twice_is_one_and_stays_the_same_when_listed_once() {
    check(
        &[&[FERRY, STORM, FERRY], &[FERRY, STORM], &[STORM, STORM, FERRY]],
        &[("new", "Ferry late"), ("new", "Storm ahead")],
    );
}

#[test]
fn a_guid_that_stands_for_several_items_keeps_them_apart() {
    const A: (&str, &str, &str, &str) = ("news", "ferry", "Ferry late", "Two hours.");
    const B: (&str, &str, &str, &str) = ("news", "storm", "Storm ahead", "From the west.");
    check(&[&[A, B], &[B, A]], &[("new", "Ferry late"), ("new", "Storm ahead")]);
}

#[test]
fn changed_guids_are_new_entries_of_known_articles() {
    let mut desk = Desk::new();
    let now = Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").expect("a time");
    desk.poll(rss(&[FERRY, STORM]).as_bytes(), now);
    desk.poll(
        rss(&[("q1", "ferry", "Ferry late", "Two hours."), ("q2", "storm", "Storm ahead", "From the west.")])
            .as_bytes(),
        now,
    );
    assert_eq!(desk.tally, Tally { polls: 2, entries: 4, new: 4, updates: 0, known_address: 2 });
}

#[test]
fn entries_without_guid_are_known_by_their_link() {
    check(
        &[
            &[("", "ferry", "Ferry late", "Two hours.")],
            &[("", "ferry?utm_medium=feed", "Ferry very late", "Two hours.")],
        ],
        &[("new", "Ferry late"), ("update", "Ferry very late")],
    );
}

/// What an independent reader sees: guids, and how often title or summary of one differ from the snapshot before.
#[derive(Default)]
struct Judge(BTreeMap<String, (String, String)>, usize);

impl Judge {
    fn poll(&mut self, bytes: &[u8]) {
        let plain = |text: Option<feed_rs::model::Text>| {
            text.map(|text| text.content.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default()
        };
        let mut seen = std::collections::BTreeSet::new();
        for entry in feed_rs::parser::parse(bytes).expect("a clean feed").entries {
            if !seen.insert(entry.id.clone()) {
                continue;
            }
            let words = (plain(entry.title), plain(entry.summary));
            if self.0.insert(entry.id, words.clone()).is_some_and(|before| before != words) {
                self.1 += 1;
            }
        }
    }
}

#[test]
#[ignore = "reads the collections in VIGIE_DATA"]
fn half_a_week_of_a_real_feed_gives_every_guid_once_and_every_edit_as_an_update() {
    let data = std::env::var_os("VIGIE_DATA").expect("VIGIE_DATA names the folder of collections");
    let archive = Path::new(&data).join("news/stream_bbcrss_2021/snapshots_2021-03-20_4d.tar.xz");
    let folder = tempfile::tempdir().expect("a folder");
    let unpacked = Command::new("tar").arg("-xJf").arg(&archive).arg("-C").arg(folder.path()).status();
    assert!(unpacked.expect("tar").success(), "{}", archive.display());
    let mut feeds: BTreeMap<String, BTreeMap<i64, std::path::PathBuf>> = BTreeMap::new();
    for feed in std::fs::read_dir(folder.path()).expect("the feeds").map(|feed| feed.expect("a feed").path())
    {
        let name = feed.file_name().expect("a name").to_string_lossy().into_owned();
        for file in std::fs::read_dir(&feed).expect("snapshots").map(|file| file.expect("a file").path()) {
            let seconds = file.file_stem().and_then(|stem| stem.to_str()?.parse().ok()).expect("a time");
            feeds.entry(name.clone()).or_default().insert(seconds, file);
        }
    }
    for (name, snapshots) in feeds {
        let (mut desk, mut judge) = (Desk::new(), Judge::default());
        for (seconds, file) in snapshots {
            let bytes = std::fs::read(file).expect("a snapshot");
            desk.poll(&bytes, Timestamp::from_millis(seconds * 1000));
            judge.poll(&bytes);
        }
        println!(
            "{name}: {:?}; an independent reader: {} guids, {} edits",
            desk.tally,
            judge.0.len(),
            judge.1
        );
        assert_eq!((desk.tally.new, desk.tally.updates), (judge.0.len(), judge.1), "{name}");
    }
}
