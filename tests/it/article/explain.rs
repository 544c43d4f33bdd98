//! Why a page was read as it was, for an editor who writes a rule.

use std::process::{Command, Output};

use serde_json::Value;

/// A page with an article, a larger guide beside it, a box of related links and a newsletter.
const PAGE: &str = r#"<!doctype html><html lang=en><head><title>Tide tables printed | Quay Post</title>
<meta property="og:title" content="Tide tables printed"><meta name=author content="Quay Post">
<meta property="og:site_name" content="Quay Post"><meta property="article:published_time" content="2026-02-11T18:40:00+01:00">
<link rel=canonical href="https://tides.example/new"></head><body>
<nav class=top-menu><a href=/a>Harbour and coast</a> <a href=/b>Weather and tides</a></nav>
<main><article class="story lead"><h1>Tide tables printed</h1><span class=author>Ottilie Crane</span>
<p>The harbour office has printed new tide tables for the coming year, for the first time in two colours, it said.</p>
<div class=newsletter-box>Read the quay's own letter every morning before the boats go out.</div>
<p>They are sold out already, and the office does not know yet when the printer will have paper again, or ink.</p></article></main>
<div class=guide><p>How to read a tide table: the first column is the hour, the second the height over the chart's own zero.</p></div>
</body></html>"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tides.html"), PAGE).unwrap();
    folder
}

fn run(folder: &tempfile::TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vigie"))
        .current_dir(folder.path())
        .env_remove("VIGIE_CONFIG")
        .args(arguments)
        .output()
        .unwrap()
}

fn explained(folder: &tempfile::TempDir, arguments: &[&str]) -> Value {
    let common = ["article", "extract", "--format", "json", "--explain", "tides.html"];
    let output = run(folder, &[&common, arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn an_editor_sees_the_block_its_rivals_and_what_was_left_out() {
    let output = run(&folder(), &["article", "extract", "--explain", "tides.html"]);
    insta::with_settings!({ snapshot_path => "../../data/article/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("explained", String::from_utf8(output.stdout).unwrap());
    });
}

#[test]
fn a_script_reads_the_same_in_json() {
    let row = explained(&folder(), &[]);
    let why = &row["explanation"];
    assert_eq!(why["block"]["path"], "html > body > main > article.story");
    assert_eq!(why["block"]["links"], 0);
    assert_eq!(why["dropped"][0]["why"], "its class `newsletter-box`");
    assert_eq!(
        why["left_out"][1],
        serde_json::json!({"text": "Tide tables printed", "why": "the headline again"})
    );
    assert_eq!(why["rule"], Value::Null);
    let authors = why["fields"].as_array().unwrap().iter().find(|field| field["field"] == "authors").unwrap();
    assert_eq!(authors["chosen"]["source"], "marked byline");
    assert_eq!(authors["chosen"]["value"], "Ottilie Crane");
    assert_eq!(authors["overruled"][0]["source"], "meta author");
    assert_eq!(row["authors"][0], "Ottilie Crane");
    // Every field of the shape has an account.
    let fields: Vec<&str> =
        why["fields"].as_array().unwrap().iter().filter_map(|field| field["field"].as_str()).collect();
    for field in [
        "canonical_url",
        "site_name",
        "language",
        "section",
        "title",
        "authors",
        "published",
        "modified",
        "image",
        "tags",
    ] {
        assert!(fields.contains(&field), "{field} is not among {fields:?}");
    }
    let plain = run(&folder(), &["article", "extract", "--format", "json", "tides.html"]);
    let plain: Value = serde_json::from_slice(&plain.stdout).unwrap();
    assert!(plain.get("explanation").is_none());
}

#[test]
fn a_rule_is_tried_as_it_is_written_or_from_a_file() {
    let folder = folder();
    let row = explained(
        &folder,
        &["--rule", "text = 'div.guide'\ndrop = ['.newsletter-box']\nauthor = ['.gone', '.author']"],
    );
    assert!(row["text"].as_str().unwrap().starts_with("How to read a tide table"), "{row}");
    assert_eq!(row["method"], "site-rule");
    assert_eq!(row["explanation"]["rule_of"], "--rule");
    assert_eq!(row["explanation"]["rule"]["gave"], serde_json::json!(["text", "author"]));
    assert_eq!(
        row["explanation"]["rule"]["matches"][0],
        serde_json::json!({"key": "author", "selector": ".gone", "matches": 0})
    );
    std::fs::write(folder.path().join("rule.toml"), "[sites.\"tides.example\"]\ntext = \".guide\"\n")
        .unwrap();
    assert_eq!(explained(&folder, &["--rule", "rule.toml"])["method"], "site-rule");
}

#[test]
fn a_rule_with_mistakes_is_refused_with_place_and_help() {
    let output =
        run(&folder(), &["article", "extract", "tides.html", "--rule", "text = 'div['\nauthors = '.x'"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("--rule:1:8") && told.contains("`div[` is not a CSS selector"), "{told}");
    assert!(told.contains("--rule:2:1") && told.contains("did you mean `author`"), "{told}");
    let output = run(&folder(), &["article", "extract", "tides.html", "--rule", "rules/gone.toml"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && told.contains("cannot read `rules/gone.toml`"), "{told}");
}

#[test]
fn the_rule_of_the_configuration_is_found_by_the_address_given_or_by_the_pages_own() {
    let folder = folder();
    let config =
        "[sites.\"tides.example\"]\ntext = \".guide\"\n[sites.\"other.example\"]\ntext = \".author\"\n";
    std::fs::write(folder.path().join("vigie.toml"), config).unwrap();
    let row = explained(&folder, &["--config", "vigie.toml"]);
    assert_eq!(row["explanation"]["rule_of"], "tides.example");
    let row = explained(&folder, &["--config", "vigie.toml", "--url", "https://news.other.example/a"]);
    assert_eq!(row["explanation"]["rule_of"], "other.example");
    assert_eq!(row["url"], "https://news.other.example/a");
    assert_eq!(row["text"], "Ottilie Crane");
    let row = explained(&folder, &["--config", "vigie.toml", "--url", "https://third.example/a"]);
    assert_eq!(row["explanation"]["rule_of"], Value::Null);
}

#[test]
fn an_editor_sees_the_phrase_that_cost_a_paragraph() {
    let folder = folder();
    let page = PAGE.replace(
        "<div class=newsletter-box>",
        "<p>Sign up for the quay's own letter.</p><div class=newsletter-box>",
    );
    std::fs::write(folder.path().join("tides.html"), page).unwrap();
    let row = explained(&folder, &[]);
    let left_out = row["explanation"]["left_out"].as_array().unwrap();
    let notice = left_out.iter().find(|part| part["text"] == "Sign up for the quay's own letter.").unwrap();
    assert_eq!(notice["why"], "a notice, by `sign up for`");
}
