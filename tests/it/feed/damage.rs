//! Damage of every kind done to whole feeds: entries survive, and their texts are intact.

use std::collections::HashMap;
use std::path::Path;

use vigie::feed::{Entry, ParseHints, ParsedFeed, parse};

use super::corpus::{Sample, samples};
use super::recipes::{self, Recipe};

const ENTRIES: usize = 20;

fn read(bytes: &[u8], content_type: Option<&str>) -> Result<ParsedFeed, String> {
    parse(bytes, ParseHints { content_type, ..ParseHints::default() }).map_err(|error| error.to_string())
}

/// Whether nine of ten entries of a sample are there, each with its headline and link; else what is wrong.
fn verdict(sample: &Sample, recipe: &Recipe, damaged: &[u8]) -> Result<(), String> {
    let parsed = read(damaged, recipe.content_type)?;
    let by_title: HashMap<_, _> =
        parsed.entries.iter().map(|entry| (entry.title_text.clone().unwrap_or_default(), entry)).collect();
    let link_of = |title: &String| by_title.get(title).map(|entry| entry.link.clone().unwrap_or_default());
    let wrong: Vec<_> = sample
        .titles
        .iter()
        .zip(&sample.links)
        .filter(|(title, link)| link_of(title).as_ref() != Some(link))
        .map(|(title, link)| (title, link, link_of(title)))
        .collect();
    let twice = recipe.name == "the same feed twice";
    if wrong.len() * 10 > sample.titles.len() || (parsed.entries.len() > sample.titles.len() && !twice) {
        let heads: Vec<_> = parsed.entries.iter().map(|entry| &entry.title_text).take(4).collect();
        return Err(format!(
            "{} entries, {} wrong, such as {:?} in {heads:?}",
            parsed.entries.len(),
            wrong.len(),
            wrong.first()
        ));
    }
    Ok(())
}

#[test]
fn nine_entries_in_ten_survive_every_kind_of_damage_with_their_headlines_intact() {
    let (mut tried, mut failed) = (0, Vec::new());
    for sample in samples(ENTRIES) {
        let clean = Recipe::NONE;
        if let Err(why) = verdict(&sample, &clean, sample.text.as_bytes()) {
            failed.push(format!("{}: without damage: {why}", sample.name));
        }
        for recipe in recipes::all() {
            let Some(damaged) = recipe.damage(&sample.text) else { continue };
            tried += 1;
            if let Err(why) = verdict(&sample, recipe, &damaged) {
                failed.push(format!("{}: {}: {why}", sample.name, recipe.name));
            }
        }
    }
    println!("own feeds: {} recipes, {tried} damaged feeds, {} failed", recipes::all().count(), failed.len());
    assert!(failed.is_empty(), "{} of {tried} failed:\n{}", failed.len(), failed.join("\n"));
}

/// The same over feeds of real publishers, wherever those are given.
#[test]
#[ignore = "reads the collections in VIGIE_DATA"]
fn nine_entries_in_ten_of_real_feeds_survive_every_kind_of_damage() {
    let data = std::env::var_os("VIGIE_DATA").expect("VIGIE_DATA names the folder of collections");
    let feeds = captures(&Path::new(&data).join("feeds/real"));
    assert!(feeds.len() >= 60, "{} feeds are too few", feeds.len());
    let (mut tried, mut failed) = (0, Vec::new());
    for (name, text, before) in &feeds {
        for recipe in recipes::all() {
            let Some(damaged) = recipe.damage(text) else { continue };
            tried += 1;
            let after = read(&damaged, recipe.content_type).map_or_else(|_| Vec::new(), |feed| feed.entries);
            let kept = kept(before, &after);
            if kept * 10 < before.len() * 9 {
                failed.push(format!("{name}: {}: {kept} of {}", recipe.name, before.len()));
            }
        }
    }
    println!("real feeds: {} feeds, {tried} damaged, {} failed", feeds.len(), failed.len());
    assert!(failed.is_empty(), "{} of {tried} failed:\n{}", failed.len(), failed.join("\n"));
}

/// Clean captures in UTF-8 with a few entries, and what is in them.
fn captures(folder: &Path) -> Vec<(String, String, Vec<Entry>)> {
    let list = std::fs::read_dir(folder).expect("the folder of captures");
    let mut paths: Vec<_> = list.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let read = |path: &Path| {
        let text = std::fs::read_to_string(path).ok().filter(|text| text.len() < 200_000)?;
        let feed = read(text.as_bytes(), None).ok()?;
        let titled = feed.entries.iter().all(|entry| entry.title_text.is_some());
        let name = path.file_name()?.to_string_lossy().into_owned();
        (titled && feed.problems.is_empty() && feed.entries.len() >= 10).then_some((name, text, feed.entries))
    };
    paths.iter().filter_map(|path| read(path)).collect()
}

/// How many entries are still there with their headlines, less those that say nothing in letters and digits.
fn kept(before: &[Entry], after: &[Entry]) -> usize {
    let words = |entry: &Entry| {
        let title = entry.title_text.as_deref().unwrap_or_default();
        title.chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    let mut left: HashMap<String, usize> = HashMap::new();
    for entry in after {
        *left.entry(words(entry)).or_default() += 1;
    }
    let mut count = 0;
    for entry in before {
        if let Some(more) = left.get_mut(&words(entry)).filter(|more| **more > 0) {
            *more -= 1;
            count += 1;
        }
    }
    count
}

/// What a recipe's damage is told as where it does any.
#[track_caller]
fn check_told(name: &str, sign: &str) {
    let recipe = recipes::all().find(|recipe| recipe.name == name).expect("a recipe");
    let damaged = samples(ENTRIES).into_iter().filter_map(|sample| recipe.damage(&sample.text));
    let mut problems = damaged.flat_map(|bytes| read(&bytes, recipe.content_type).expect("a feed").problems);
    assert!(problems.any(|problem| problem.contains(sign)), "{name}: nobody says `{sign}`");
}

#[test]
fn what_was_repaired_is_told() {
    check_told("bytes: encoded twice", "encoded twice: undone");
    check_told("control characters", "control characters removed");
    check_told("old encoding, declared as UTF-8", "declared `UTF-8`, read as windows-1252");
    check_told("truncated in the last entry's text", "ends before its last element");
    check_told("stray closing tags", "closed nothing");
    check_told("escaped as a whole", "escaped as a whole: undone");
    check_told("ampersands never escaped", "times `&` where `&amp;` should stand");
    check_told("opening tags in capitals", "tags in the wrong case, such as `<");
    check_told("closing tags in capitals", "tags in the wrong case, such as `<");
    check_told("attributes without quotes", "tags with attributes without quotes");
    check_told("namespaces not declared", "was never declared");
    check_told("entries behind the channel", "stand outside of their channel");
    check_told("the same feed twice", "more than one feed in the document");
    check_told("HTML names of characters", "references that XML does not know");
    check_told("bytes: packed, with junk behind", "junk behind it");
    for sample in samples(ENTRIES) {
        assert_eq!(
            read(sample.text.as_bytes(), None).expect("a feed").problems,
            Vec::<String>::new(),
            "{}",
            sample.name
        );
    }
}

/// An independent reader must say the same of feeds without damage.
#[test]
fn clean_feeds_read_as_feed_rs_reads_them() {
    let mut compared = 0;
    for sample in samples(ENTRIES) {
        let Ok(theirs) = feed_rs::parser::parse(sample.text.as_bytes()) else { continue };
        if theirs.entries.len() != ENTRIES {
            continue;
        }
        let ours = read(sample.text.as_bytes(), None).expect("a feed").entries;
        for (ours, theirs) in ours.iter().zip(&theirs.entries) {
            assert_eq!(ours.link, theirs.links.first().map(|link| link.href.clone()), "{}", sample.name);
            let date = theirs.published.or(theirs.updated).map(vigie::model::Timestamp::from);
            assert_eq!(ours.published.or(ours.updated), date, "{}", sample.name);
        }
        compared += 1;
    }
    assert!(compared >= 8, "{compared}");
}
