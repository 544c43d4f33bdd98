//! Whole pages, from their bytes to what is read in them.

use url::Url;
use vigie::article::{Extracted, Page, extract};

fn read(name: &str, url: Option<&str>) -> Extracted {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/article").join(name);
    let bytes = std::fs::read(path).unwrap();
    let url = url.map(|url| Url::parse(url).unwrap());
    extract(&Page { bytes: &bytes, content_type: None, url: url.as_ref() })
}

#[track_caller]
fn check(name: &str, url: Option<&str>) {
    let shown = serde_json::to_string_pretty(&read(name, url)).unwrap().replace("\\n", "\n");
    insta::with_settings!({ snapshot_path => "../../data/article/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, shown);
    });
}

#[test]
fn a_modern_page_gives_its_text_without_the_furniture() {
    check("radar-line.html", Some("https://www.phare-du-nord.example/monde/radars-printemps"));
}

#[test]
fn a_page_laid_out_in_tables_inside_one_form_keeps_its_text() {
    check("table-layout.html", Some("http://courier.example/2009/cranes.html"));
}

#[test]
fn a_page_whose_text_is_only_in_json_ld_gives_that() {
    check("script-only.html", Some("https://oarna.example/farjan"));
}

#[test]
fn japanese_paragraphs_are_prose_though_short() {
    check("japanese.html", Some("https://minato.example/news/1"));
}

#[test]
fn arabic_bylines_and_text_are_read() {
    check("arabic.html", Some("https://almarsa.example/port"));
}

#[test]
fn bylines_and_dates_are_found_in_visible_words() {
    check("legacy-date.html", Some("https://courier.example/lighthouse"));
}

#[test]
fn a_consent_form_is_no_article() {
    check("consent.html", Some("https://tagblatt.example/politik/eins"));
}

#[test]
fn a_challenge_is_no_article() {
    check("challenge.html", Some("https://checking.example/a"));
}

#[test]
fn nothing_gives_nothing() {
    let found = extract(&Page { bytes: b"", content_type: None, url: None });
    assert_eq!(found.text, None);
    assert_eq!(found.title, None);
}
