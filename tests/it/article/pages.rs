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

const SENTENCE: &str = "The ferry will leave at noon from the south quay, whatever the weather, the company said on Thursday morning.";

#[track_caller]
fn check_reads(before: &str, after: &str) {
    let page =
        format!("<html><body>{before}{}{after}</body></html>", format!("<p>{SENTENCE}</p>").repeat(20));
    let found = extract(&Page { bytes: page.as_bytes(), content_type: None, url: None });
    let text = found.text.unwrap_or_default();
    assert_eq!(text.matches("leave at noon").count(), 20, "{before} … {after} gives {text}");
}

#[test]
fn careless_markup_does_not_hide_the_text() {
    check_reads("<noscript><div></noscript>", "");
    check_reads("<button>Menu", "");
    check_reads("<svg><path d='M0'/>", "");
    check_reads("<a href=/top>", "");
    check_reads("<b><i><span>", "");
    check_reads("<div class='page'><form action=x>", "</form></div>");
    check_reads("<div class='sidebar-right newsletter'>", "</div>");
    check_reads("<ul class=menu><li><div class='social-share'>", "</div></ul>");
    check_reads("<!-- a -- b --!><script>var a = '<p>';</script>", "<!-- the end");
    check_reads("<body><html><head><title>Again</title></head><body>", "</body></html></body>");
}

#[test]
fn a_page_that_only_speaks_of_cookies_has_no_text() {
    let page = "<html><body><div id=app></div><div class='cookie-banner'><p>We use cookies to measure how this site is used and to \
                show you offers that suit you. You can change your mind at any time.</p></div></body></html>";
    assert_eq!(extract(&Page { bytes: page.as_bytes(), content_type: None, url: None }).text, None);
}
