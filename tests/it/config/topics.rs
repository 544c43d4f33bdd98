//! `[topics]` and `[concepts]` from files alone.

use std::path::PathBuf;

use proptest::prelude::*;
use vigie::config::load_topics;

#[track_caller]
fn files(files: &[(&str, &str)]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let path = folder.path().to_owned();
    (folder, vec![path])
}

#[test]
fn topics_and_concepts_come_from_every_file_of_a_folder() {
    let (_folder, paths) = files(&[
        ("b.toml", "[topics.bees]\nquery = 'concept:hive'\npriority = 'urgent'\n"),
        (
            "a.toml",
            "[concepts.hive]\nall = ['=Varroa']\nnb = ['bikube']\nno = ['bier']\n[topics.ants]\ntitle = 'Ants'\nquery = 'ant OR concept:nato'\n",
        ),
        ("notes.txt", "not read"),
        ("full.toml", "[newsroom]\nname = 'left alone'\n"),
    ]);
    let read = load_topics(&paths).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let topics: Vec<String> =
        read.topics.iter().map(|t| format!("{} {} {}", t.name, t.title, t.priority)).collect();
    assert_eq!(topics, ["ants Ants normal", "bees bees urgent"]);
    let hive = &read.concepts["hive"];
    assert_eq!(hive.all, ["=Varroa"]);
    let norwegian = "no".parse().unwrap();
    assert_eq!(hive.by_language[&norwegian], ["bikube", "bier"], "no, nb and nn are one language");
    assert!(read.concepts.contains_key("nato"), "a pack's concept is there when a query names it");
    assert!(!read.concepts.contains_key("iran"), "others are not read");
    assert!(!read.topics.iter().any(|t| t.name.as_str() == "nato"), "the packs' topics are not");
}

#[test]
fn an_own_concept_wins_over_the_packs() {
    let (_folder, paths) = files(&[("a.toml", "[concepts.nato]\nall = ['=NATO']\n")]);
    let read = load_topics(&paths).unwrap_or_else(|report| panic!("{}", report.render(false)));
    assert_eq!(read.concepts["nato"].by_language.len(), 0);
}

#[test]
fn examples_are_a_title_and_a_body_or_fields() {
    let text = "[topics.a]\nquery = 'a'\nmust_match = ['Only a title', \"Title\\n\\nFirst.\\n\\nSecond.\", { title = 'T', site = 'example.org', tags = ['x'], published = '2026-06-11T07:30:00Z' }]\n";
    let (_folder, paths) = files(&[("a.toml", text)]);
    let read = load_topics(&paths).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let [only, both, fields] = read.topics[0].must_match.as_slice() else { panic!("{:?}", read.topics) };
    assert_eq!((only.title.as_str(), only.body.as_str()), ("Only a title", ""));
    assert_eq!((both.title.as_str(), both.body.as_str()), ("Title", "First.\n\nSecond."));
    assert_eq!(
        (fields.site.as_deref(), fields.tags.as_slice()),
        (Some("example.org"), ["x".to_owned()].as_slice())
    );
    assert_eq!(fields.published.unwrap().to_string(), "2026-06-11T07:30:00Z");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However a query is written as a TOML string, its mistake is shown where it was written.
    #[test]
    fn a_mistake_in_a_query_is_found_through_escapes(words in "[a-z]{1,8}|[à-ö]{1,4}|[а-я]{1,4}|[𠀀-𠀐]{1,2}", escape in any::<[bool; 16]>(), form in 0..4) {
        let query = format!("{words} OR \"{words}\" OR (missile");
        let escaped: String = query.chars().zip(escape.iter().cycle()).map(|(c, escape)| match c {
            '"' => "\\\"".to_owned(),
            '(' => "(".to_owned(),
            c if *escape => format!("\\U{:08X}", u32::from(c)),
            c => c.to_string(),
        }).collect();
        let written = match form {
            0 => format!("'{query}'"),
            1 => format!("\"{escaped}\""),
            2 => format!("\"\"\"\n{escaped}\"\"\""),
            _ => format!("'''\n{query}'''"),
        };
        let text = format!("[topics.a]\nquery = {written}\n");
        let (_folder, paths) = files(&[("a.toml", &text)]);
        let report = load_topics(&paths).unwrap_err();
        let spans: Vec<&str> = report.diagnostics.iter().map(|d| &text[d.span.clone()]).collect();
        prop_assert_eq!(spans, ["("], "in {}", text);
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let (folder, _) = files(&[]);
    let missing = folder.path().join("none.toml");
    let report = load_topics(&[missing, folder.path().to_owned()]).unwrap_err();
    let messages: Vec<&str> = report.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["cannot be read: there is no such file", "holds no `*.toml` file"]);
}
