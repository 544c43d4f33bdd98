//! Feeds of random stories, read back by feed-rs and by Vigie's own reader.

use proptest::prelude::*;
use vigie::digest::Told;
use vigie::feed::{ParseHints, parse};
use vigie::model::{Language, Timestamp, Zone};
use vigie::render::{FeedForm, Syndication, SyndicationEntry, digest_content};

use super::{bounds, sample};

/// Those that readers read.
const FEEDS: [FeedForm; 2] = [FeedForm::Atom, FeedForm::Json];

fn feed(entries: Vec<SyndicationEntry>) -> Syndication {
    Syndication {
        id: Syndication::id_of("store-1", "topic", "drones"),
        title: "Drones & <more> · Desk".to_owned(),
        about: "Stories about drones".to_owned(),
        newsroom: "Desk".to_owned(),
        language: Language::from_static("en"),
        home: "https://vigie.example.org/".to_owned(),
        address: "https://vigie.example.org/topics/drones".to_owned(),
        zone: Zone::UTC,
        updated: time(9),
        entries,
    }
}

fn time(hour: u32) -> Timestamp {
    sample::time(&format!("2026-06-11T{hour:02}:00:00Z"))
}

/// Entries with ids of their own: random stories share one.
fn entries(told: &Told) -> Vec<SyndicationEntry> {
    let Told::Stories { stories, .. } = told else { unreachable!("stories are told") };
    let entry = |(at, story): (usize, &vigie::digest::ToldStory)| {
        let mut story = story.clone();
        story.id = i64::try_from(at).expect("few").into();
        SyndicationEntry::of_story(&story, "store-1", (time(8), time(9)), Zone::UTC)
    };
    stories.iter().enumerate().map(entry).collect()
}

#[test]
fn a_story_that_moved_up_says_that_it_was_corrected_on_the_newsrooms_clocks() {
    let mut story = sample::stories().remove(1);
    story.published = Some(time(6));
    let entry = SyndicationEntry::of_story(&story, "store-1", (time(8), time(9)), Zone::Asia__Tokyo);
    let feed = Syndication { zone: Zone::Asia__Tokyo, ..feed(vec![entry]) };
    let page = String::from_utf8(feed.write(FeedForm::Html)).expect("UTF-8");
    let words = "Corrected Thu 11 Jun 2026, 18:00 JST · published Thu 11 Jun 2026, 15:00 JST";
    assert!(page.contains(words) && page.contains("</bdi>, 9 June 2026, 01:20"), "{page}");
    let entry = SyndicationEntry::of_story(&story, "store-1", (time(8), time(8)), Zone::Asia__Tokyo);
    let page = String::from_utf8(Syndication { entries: vec![entry], ..feed }.write(FeedForm::Html));
    assert!(!page.expect("UTF-8").contains("Corrected"));
}

/// The words of a text, whatever white space and markup stand between them.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn random_stories_are_read_back_as_they_were_written(any in bounds::any_notice()) {
        let entries = entries(&any.0.told);
        let written = feed(entries.clone());
        for form in FEEDS {
            let bytes = written.write(form);
            prop_assert!(bytes.len() < 4 << 20, "{} bytes", bytes.len());
            let ours = parse(&bytes, ParseHints::default()).expect("our own feed");
            prop_assert_eq!(&ours.problems, &Vec::<String>::new());
            prop_assert_eq!(ours.lost, 0);
            let theirs = feed_rs::parser::parse(&bytes[..]).expect("feed-rs reads it");
            prop_assert_eq!(theirs.entries.len(), ours.entries.len());
            let mut all: Vec<&String> = theirs.entries.iter().map(|entry| &entry.id).collect();
            all.dedup();
            prop_assert_eq!(all.len(), theirs.entries.len());
            for (entry, theirs) in entries.iter().zip(&theirs.entries) {
                prop_assert_eq!(&entry.id, &theirs.id);
                let title = theirs.title.as_ref().map_or("", |title| &title.content);
                prop_assert_eq!(letters(title), letters(&entry.title));
                prop_assert_eq!(theirs.published.map(Timestamp::from), Some(entry.published));
                let content = theirs.content.as_ref().and_then(|content| content.body.clone());
                prop_assert_eq!(letters(&content.unwrap_or_default()), letters(&entry.content));
            }
        }
    }

    #[test]
    fn what_an_entry_shows_is_markup_of_ours_alone(any in bounds::any_notice()) {
        let digest = digest_content(&any.0);
        prop_assert!(digest.len() <= 90_000, "{} bytes", digest.len());
        let shown = entries(&any.0.told).into_iter().map(|entry| entry.content).chain([digest]);
        let tags = ["h2", "h3", "p", "small", "b", "bdi", "br", "mark", "a", "ul", "li"];
        for html in shown {
            let page = scraper::Html::parse_fragment(&html);
            for element in page.root_element().descendent_elements().skip(1) {
                let name = element.value().name();
                prop_assert!(tags.contains(&name), "{name}");
                for (key, value) in element.value().attrs() {
                    prop_assert!(["lang", "dir", "href"].contains(&key), "{key}");
                    prop_assert!(key != "href" || value.starts_with("http"), "{value}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn the_page_of_random_stories_shows_each_and_loads_and_runs_nothing(any in bounds::any_notice()) {
        let entries = entries(&any.0.told);
        let page = String::from_utf8(feed(entries.clone()).write(FeedForm::Html)).expect("UTF-8");
        let page = scraper::Html::parse_document(&page);
        let select = |css: &str| scraper::Selector::parse(css).expect("a selector");
        let titles: Vec<String> =
            page.select(&select("article > h2:first-child")).map(|title| letters(&title.text().collect::<String>())).collect();
        let written: Vec<String> = entries.iter().map(|entry| letters(&entry.title)).collect();
        prop_assert_eq!(titles, written);
        prop_assert!(page.select(&select("script, img, iframe, form, [style], [onclick], [src]")).next().is_none());
        for link in page.select(&select("a")) {
            prop_assert!(link.attr("href").is_some_and(|href| href.starts_with("http")), "{}", link.html());
        }
    }
}

#[test]
fn a_feed_holds_the_newest_fifty_and_no_more_than_a_mebibyte() {
    let Told::Stories { stories, .. } = sample::digest().told else { unreachable!("stories are told") };
    let one = SyndicationEntry::of_story(&stories[0], "store-1", (time(8), time(8)), Zone::UTC);
    let read = |entries: Vec<SyndicationEntry>| {
        let bytes = feed(entries).write(FeedForm::Json);
        parse(&bytes, ParseHints::default()).expect("a feed").entries.len()
    };
    assert_eq!(read(vec![one.clone(); 60]), FeedForm::Json.max_entries());
    let large = SyndicationEntry { content: "x".repeat(300 << 10), ..one.clone() };
    assert_eq!(read(vec![large; 60]), 3);
    let huge = SyndicationEntry { content: "x".repeat(3 << 20), ..one };
    assert_eq!(read(vec![huge; 2]), 1, "the newest is there whatever its size");
}

#[test]
fn ids_are_uuids_that_outlive_addresses_and_tell_installations_apart() {
    let Told::Stories { stories, .. } = sample::digest().told else { unreachable!("stories are told") };
    let id = |store: &str, at: u32| {
        SyndicationEntry::of_story(&stories[0], store, (time(at), time(at)), Zone::UTC).id
    };
    let first = id("store-1", 8);
    assert_eq!(first, id("store-1", 9), "the same story for ever");
    assert_ne!(first, id("store-2", 8));
    let hex = first.strip_prefix("urn:uuid:").expect("a URN of a UUID");
    let lengths: Vec<usize> = hex.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12]);
    assert!(hex[14..].starts_with('8') && "89ab".contains(&hex[19..20]), "version 8 of RFC 9562: {hex}");
}
