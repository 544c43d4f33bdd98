//! What the binary carries in itself: concept packs, the demo's press, lists of feeds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::Url;
use vigie::article::{Page, extract, site_of};
use vigie::config;
use vigie::feed::read_opml;
use vigie::language::detect;
use vigie::model::{Article, Language, Name};
use vigie::topic::packs;

fn seeds(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(path)
}

/// Files under a folder with an extension, in order.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(seeds(folder))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .flat_map(|path| {
            if path.is_dir() {
                let inside = std::fs::read_dir(path).expect("a folder");
                inside.map(|entry| entry.expect("an entry").path()).collect()
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    found.sort();
    found
}

fn topics() -> config::TopicFiles {
    config::load_topics(&[seeds("topics")]).unwrap_or_else(|report| panic!("{}", report.render(false)))
}

// ── packs ──

#[test]
fn every_pack_is_built_in_under_its_name() {
    let built_in: BTreeMap<&str, &str> = packs().iter().map(|pack| (pack.name, pack.toml)).collect();
    let on_disk = files("topics", "toml");
    assert_eq!(built_in.len(), on_disk.len());
    for path in on_disk {
        let name = path.file_stem().expect("a name").to_str().expect("UTF-8");
        let text = std::fs::read_to_string(&path).expect("a file");
        assert_eq!(built_in.get(name), Some(&text.as_str()), "{name}");
        let pack: toml::Table = text.parse().expect("TOML");
        for table in ["concepts", "topics"] {
            let keys: Vec<&String> = pack[table].as_table().expect("a table").keys().collect();
            assert_eq!(keys, [name], "{name}: [{table}]");
        }
    }
}

#[test]
fn every_concept_speaks_eight_languages_and_more() {
    for (name, concept) in topics().concepts {
        for language in [
            "en", "fr", "de", "es", "it", "pl", "uk", "ru", "pt", "nl", "cs", "sv", "ro", "tr", "ar", "zh",
            "ja",
        ] {
            let lines = concept.by_language.get(&language.parse().expect("a code"));
            assert!(lines.is_some_and(|lines| lines.len() >= 3), "{name} in {language}");
        }
    }
}

#[test]
fn every_topic_has_examples_in_six_languages_each_way() {
    for topic in topics().topics {
        for (side, examples) in [("must_match", &topic.must_match), ("must_not_match", &topic.must_not_match)]
        {
            let languages: BTreeSet<Language> =
                examples.iter().map(|a| detect(&a.title, &a.body, None).language).collect();
            assert!(languages.len() >= 6, "{}: {side} is in {languages:?}", topic.name);
        }
    }
}

#[test]
fn every_example_is_decided_as_it_says() {
    let read = topics();
    let mut wrong = Vec::new();
    for topic in &read.topics {
        let decide =
            |article: &Article| read.index.matches(article).matches.iter().any(|m| m.topic == topic.name);
        wrong.extend(
            topic
                .must_match
                .iter()
                .filter(|a| !decide(a))
                .map(|a| format!("{} misses: {}", topic.name, a.title)),
        );
        wrong.extend(
            topic
                .must_not_match
                .iter()
                .filter(|a| decide(a))
                .map(|a| format!("{} takes: {}", topic.name, a.title)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

// ── the press ──

#[derive(Debug, Deserialize)]
struct Manifest {
    publications: Vec<Publication>,
    articles: Vec<Piece>,
}

#[derive(Debug, Deserialize)]
struct Publication {
    key: Name,
    host: String,
    language: Language,
}

#[derive(Debug, Deserialize)]
struct Piece {
    publication: Name,
    file: String,
    path: String,
    title: String,
    summary: String,
    round: u8,
    topics: BTreeSet<Name>,
    charset: Option<String>,
    status: Option<u16>,
    copy_of: Option<String>,
    event_of: Option<String>,
    corrects: Option<String>,
}

fn manifest() -> Manifest {
    toml::from_str(&std::fs::read_to_string(seeds("articles/press.toml")).expect("a file"))
        .expect("a manifest")
}

/// A page as its reader sees it: on its own address, with what the server says of its charset.
fn read(manifest: &Manifest, piece: &Piece) -> (Article, usize) {
    let publication =
        manifest.publications.iter().find(|p| p.key == piece.publication).expect("a publication");
    let url: Url =
        format!("http://{}.localhost{}", publication.host, piece.path).parse().expect("an address");
    let bytes = std::fs::read(seeds("articles").join(&piece.file)).expect("a page");
    let content_type = format!("text/html; charset={}", piece.charset.as_deref().unwrap_or("utf-8"));
    let extracted = extract(&Page { bytes: &bytes, content_type: Some(&content_type), url: Some(&url) });
    let article = Article {
        title: piece.title.clone(),
        body: extracted.text.unwrap_or_default(),
        url: Some(url.to_string()),
        site: Some(site_of(&url)),
        language: Some(publication.language),
        ..Article::default()
    };
    (article, bytes.len())
}

/// Which of the topics that the press was written for an article matches; the other packs have examples of their own.
fn matched(manifest: &Manifest, topics: &config::TopicFiles, article: &Article) -> BTreeSet<Name> {
    let written_for: BTreeSet<&Name> = manifest.articles.iter().flat_map(|piece| &piece.topics).collect();
    let found = topics.index.matches(article).matches.into_iter().map(|found| found.topic);
    found.filter(|topic| written_for.contains(topic)).collect()
}

#[test]
fn the_manifest_and_the_pages_agree() {
    let manifest = manifest();
    let listed: BTreeSet<PathBuf> =
        manifest.articles.iter().map(|p| seeds("articles").join(&p.file)).collect();
    let there: BTreeSet<PathBuf> = files("articles", "html").into_iter().collect();
    assert_eq!(listed, there);
    assert!(manifest.articles.len() >= 18);
    let languages: BTreeSet<Language> = manifest.publications.iter().map(|p| p.language).collect();
    assert!(languages.len() >= 8, "{languages:?}");
    let hosts: BTreeSet<&str> = manifest.publications.iter().map(|p| p.host.as_str()).collect();
    assert_eq!(hosts.len(), manifest.publications.len());
    for piece in &manifest.articles {
        assert!((1..=2).contains(&piece.round), "{}", piece.file);
        for other in piece.copy_of.iter().chain(&piece.event_of).chain(&piece.corrects) {
            assert!(manifest.articles.iter().any(|p| p.file == *other), "{} names {other}", piece.file);
        }
    }
    assert!(manifest.articles.iter().filter(|p| p.topics.is_empty()).count() >= 6, "hard negatives");
    assert!(manifest.articles.iter().any(|p| p.charset.is_some()), "an old charset");
    assert!(manifest.articles.iter().any(|p| p.status.is_some()), "a page that cannot be read");
}

#[test]
fn the_text_of_every_page_is_found_in_its_furniture_and_matches_as_expected() {
    let (manifest, topics) = (manifest(), topics());
    let mut wrong = Vec::new();
    for piece in &manifest.articles {
        let (article, page_bytes) = read(&manifest, piece);
        let characters = article.body.chars().count();
        // Japanese says in one character what others say in two or three.
        let enough = if article.language.is_some_and(|l| l.as_str() == "ja") { 600 } else { 1_400 };
        assert!(characters >= enough, "{}: {characters} characters of text", piece.file);
        assert!(article.body.len() * 2 < page_bytes * 3, "{} has furniture", piece.file);
        assert!(!article.body.contains('\u{fffd}'), "{} is decoded", piece.file);
        let found = matched(&manifest, &topics, &article);
        if found != piece.topics {
            wrong.push(format!("{}: expected {:?}, found {found:?}", piece.file, piece.topics));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_page_that_cannot_be_read_still_matches_on_what_its_feed_says() {
    let (manifest, topics) = (manifest(), topics());
    for piece in manifest.articles.iter().filter(|piece| piece.status.is_some()) {
        let article =
            Article { title: piece.title.clone(), body: piece.summary.clone(), ..Article::default() };
        assert_eq!(matched(&manifest, &topics, &article), piece.topics, "{}", piece.file);
    }
}

#[test]
fn copies_say_word_for_word_what_they_copy() {
    let manifest = manifest();
    let mut copies = 0;
    for piece in &manifest.articles {
        let Some(source) = &piece.copy_of else { continue };
        let source = manifest.articles.iter().find(|p| p.file == *source).expect("a source");
        let (copy, original) = (read(&manifest, piece).0, read(&manifest, source).0);
        assert_eq!((copy.title, copy.body), (original.title, original.body), "{}", piece.file);
        assert_ne!(piece.publication, source.publication);
        copies += 1;
    }
    assert!(copies >= 3);
}

#[test]
fn a_correction_stands_at_the_address_of_what_it_corrects_and_changes_its_text() {
    let manifest = manifest();
    for piece in &manifest.articles {
        let Some(before) = &piece.corrects else { continue };
        let before = manifest.articles.iter().find(|p| p.file == *before).expect("an article");
        assert_eq!((&piece.publication, &piece.path, piece.round), (&before.publication, &before.path, 2));
        assert_ne!(read(&manifest, piece).0.body, read(&manifest, before).0.body);
    }
}

// ── lists of feeds ──

/// What tells a publisher where its reader came from.
const TRACKS: [&str; 5] = ["utm_", "fbclid", "gclid", "mc_cid", "xtor="];

#[test]
fn every_list_of_feeds_is_well_formed_complete_and_without_duplicates() {
    let mut addresses: BTreeSet<String> = BTreeSet::new();
    let mut titles: BTreeSet<String> = BTreeSet::new();
    let mut countries: BTreeSet<String> = BTreeSet::new();
    for path in files("feeds", "opml") {
        let shown = path.display();
        let text = std::fs::read_to_string(&path).expect("a file");
        let feeds = read_opml(&text).unwrap_or_else(|(why, at)| panic!("{shown} at byte {at}: {why}"));
        assert_eq!(feeds.len(), text.matches("xmlUrl=").count(), "{shown}");
        for feed in feeds {
            let url: Url = feed.url.parse().unwrap_or_else(|why| panic!("{shown}: {}: {why}", feed.url));
            assert_eq!(url.scheme(), "https", "{shown}: {url}");
            assert!(
                feed.site.as_deref().is_some_and(|site| site.parse::<Url>().is_ok()),
                "{shown}: {}",
                feed.title
            );
            assert!(
                feed.language.is_some_and(|code| code.parse::<Language>().is_ok()),
                "{shown}: {}",
                feed.title
            );
            let country = feed.country.as_deref().unwrap_or_default();
            assert!(
                country.len() == 2 && country.bytes().all(|b| b.is_ascii_lowercase()),
                "{shown}: {}",
                feed.title
            );
            assert_eq!(feed.groups.len(), 1, "{shown}: {} lies in one folder", feed.title);
            assert!(titles.insert(feed.title.clone()), "{shown}: {} is there twice", feed.title);
            assert!(TRACKS.iter().all(|track| !url.as_str().contains(track)), "{shown}: {url}");
            countries.insert(feed.country.unwrap_or_default());
            let key = url.as_str().replace("://www.", "://").to_lowercase();
            let key = key.split('#').next().unwrap_or_default().trim_end_matches('/').to_owned();
            assert!(addresses.insert(key), "{shown}: {url} is there twice");
        }
    }
    assert!(countries.len() >= 30, "{countries:?}");
    assert!(addresses.len() >= 600, "{} feeds", addresses.len());
}
