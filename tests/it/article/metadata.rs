//! Title, authors, dates, language, addresses: each source alone, and who wins where two disagree.

use url::Url;
use vigie::article::{Extracted, Page, extract};

const ADDRESS: &str = "https://www.courier.example/harbour/cranes";

fn read_at(address: &str, head: &str, body: &str) -> Extracted {
    let page = format!("<!doctype html><html><head>{head}</head><body>{body}</body></html>");
    extract(&Page { bytes: page.as_bytes(), content_type: None, url: Some(&Url::parse(address).unwrap()) })
}

fn read(head: &str, body: &str) -> Extracted {
    read_at(ADDRESS, head, body)
}

fn json_ld(fields: &str) -> String {
    format!(r#"<script type="application/ld+json">{{"@type":"NewsArticle",{fields}}}</script>"#)
}

#[track_caller]
fn check_title(head: &str, body: &str, expected: &str) {
    assert_eq!(read(head, body).title.as_deref(), Some(expected), "{head} {body}");
}

#[test]
fn the_name_of_the_site_is_no_part_of_the_title() {
    let site = "<meta property=og:site_name content='Harbour Courier'>";
    check_title(&format!("{site}<title>Cranes arrive | Harbour Courier</title>"), "", "Cranes arrive");
    check_title(&format!("{site}<title>Cranes arrive - Harbour Courier</title>"), "", "Cranes arrive");
    check_title(&format!("{site}<title>Harbour Courier: all news</title>"), "", "Harbour Courier: all news");
    check_title("<title>Cranes arrive – courier.example</title>", "", "Cranes arrive");
    check_title("<title>Cranes – the long wait</title>", "", "Cranes – the long wait");
}

#[test]
fn references_in_titles_are_decoded() {
    check_title(
        "<title>Tom &amp;amp; the &eacute;clair &#8211; a story</title>",
        "",
        "Tom & the éclair – a story",
    );
}

#[test]
fn the_headline_of_json_ld_comes_before_the_others() {
    let head = format!(
        "{}<meta property=og:title content='For sharing'><title>For tabs</title>",
        json_ld(r#""headline":"For readers""#)
    );
    check_title(&head, "<h1>Above the text</h1>", "For readers");
}

#[track_caller]
fn check_authors(head: &str, body: &str, expected: &[&str]) {
    assert_eq!(read(head, body).authors, expected, "{head} {body}");
}

#[test]
fn authors_come_from_json_ld_meta_and_bylines() {
    check_authors(&json_ld(r#""author":"Ida Marsh""#), "", &["Ida Marsh"]);
    check_authors(
        &json_ld(r#""author":[{"name":"Ida Marsh"},{"name":"Tobias Renwick"}]"#),
        "",
        &["Ida Marsh", "Tobias Renwick"],
    );
    check_authors(
        "<meta name=author content='By Ida Marsh and Tobias Renwick'>",
        "",
        &["Ida Marsh", "Tobias Renwick"],
    );
    check_authors("", "<h1>T</h1><a rel=author href=/a>Ida Marsh</a>", &["Ida Marsh"]);
    check_authors("", "<h1>T</h1><span class='article-author__name'>IDA MARSH</span>", &["Ida Marsh"]);
    check_authors("", "<h1>T</h1><p>Von Ida Marsh</p>", &["Ida Marsh"]);
    check_authors("", "<h1>T</h1><p>Por Ida Marsh | 3 de mayo</p>", &["Ida Marsh"]);
    check_authors("", "<h1>T</h1><p>Автор: Ида Марш</p>", &["Ида Марш"]);
}

#[test]
fn addresses_roles_and_scraps_are_no_authors() {
    check_authors("<meta name=author content='https://social.example/courier'>", "", &[]);
    check_authors("<meta name=author content='admin'>", "", &[]);
    check_authors("", "<h1>T</h1><p>By the time the cranes arrived, nobody was waiting.</p>", &[]);
}

#[track_caller]
fn check_published(head: &str, body: &str, expected: Option<&str>) {
    let found = read(head, body).published.map(|time| time.to_string());
    assert_eq!(found.as_deref(), expected, "{head} {body}");
}

#[test]
fn dates_for_machines_are_read_in_every_form() {
    for (written, expected) in [
        ("2026-02-11T18:40:00+01:00", "2026-02-11T17:40:00Z"),
        ("2026-02-11T18:40:00.123Z", "2026-02-11T18:40:00Z"),
        ("2026-02-11T18:40", "2026-02-11T18:40:00Z"),
        ("2026-02-11 18:40:00 +0100", "2026-02-11T17:40:00Z"),
        ("2026-02-11", "2026-02-11T00:00:00Z"),
        ("2026/2/1", "2026-02-01T00:00:00Z"),
        ("20260211", "2026-02-11T00:00:00Z"),
        ("20260211T184000Z", "2026-02-11T18:40:00Z"),
        ("2026-02-11 6:40 PM", "2026-02-11T18:40:00Z"),
        ("2026-02-11T18:40:00 CET", "2026-02-11T17:40:00Z"),
        ("Wed, 11 Feb 2026 18:40:00 +0100", "2026-02-11T17:40:00Z"),
        ("1770835200", "2026-02-11T18:40:00Z"),
        ("1770835200000", "2026-02-11T18:40:00Z"),
    ] {
        check_published(
            &format!("<meta property='article:published_time' content='{written}'>"),
            "",
            Some(expected),
        );
    }
}

#[test]
fn dates_that_cannot_be_are_not_taken() {
    for written in
        ["0001-01-01T00:00:00Z", "1970-01-01", "2026-13-01", "2026-02-30", "9999-12-31", "soon", "2026"]
    {
        check_published(&format!("<meta property='article:published_time' content='{written}'>"), "", None);
    }
}

#[test]
fn dates_for_readers_are_read_in_many_languages() {
    for (written, expected) in [
        ("11 February 2026", "2026-02-11"),
        ("February 11th, 2026", "2026-02-11"),
        ("Mittwoch, 11. Februar 2026, 18.40 Uhr", "2026-02-11"),
        ("le 11 février 2026", "2026-02-11"),
        ("11 de febrero de 2026", "2026-02-11"),
        ("11 fevereiro 2026", "2026-02-11"),
        ("11 febbraio 2026", "2026-02-11"),
        ("11 februari 2026", "2026-02-11"),
        ("11. helmikuuta 2026", "2026-02-11"),
        ("11 lutego 2026", "2026-02-11"),
        ("11. února 2026", "2026-02-11"),
        ("11 Şubat 2026", "2026-02-11"),
        ("2026. február 11.", "2026-02-11"),
        ("11 февраля 2026", "2026-02-11"),
        ("11 лютого 2026", "2026-02-11"),
        ("11 Φεβρουαρίου 2026", "2026-02-11"),
        ("11 فبراير 2026", "2026-02-11"),
        ("11 בפברואר 2026", "2026-02-11"),
        ("2026年2月11日", "2026-02-11"),
        ("2026년 2월 11일", "2026-02-11"),
        ("11.02.2026", "2026-02-11"),
        ("2026.02.11 18:40", "2026-02-11"),
    ] {
        check_published(
            "",
            &format!("<h1>T</h1><p class=date>{written}</p>"),
            Some(&format!("{expected}T00:00:00Z")),
        );
    }
}

#[test]
fn where_the_month_stands_depends_on_the_language() {
    let page = |language: &str| {
        let page =
            format!("<html lang={language}><body><h1>T</h1><p class=date>03/04/2026</p></body></html>");
        extract(&Page { bytes: page.as_bytes(), content_type: None, url: None })
            .published
            .map(|time| time.to_string())
    };
    assert_eq!(page("en-US").as_deref(), Some("2026-03-04T00:00:00Z"));
    assert_eq!(page("fr").as_deref(), Some("2026-04-03T00:00:00Z"));
}

#[test]
fn the_address_tells_the_date_where_nothing_else_does() {
    let at = |address: &str| read_at(address, "", "").published.map(|time| time.to_string());
    assert_eq!(at("https://courier.example/2026/02/11/cranes").as_deref(), Some("2026-02-11T00:00:00Z"));
    assert_eq!(at("https://courier.example/cranes-2026-02-11.html").as_deref(), Some("2026-02-11T00:00:00Z"));
    assert_eq!(at("https://courier.example/news/20260211/cranes").as_deref(), Some("2026-02-11T00:00:00Z"));
    assert_eq!(at("https://courier.example/item/20265511871").as_deref(), None);
}

#[test]
fn a_change_before_the_publication_is_no_change() {
    let found = read(&json_ld(r#""datePublished":"2026-02-11","dateModified":"2026-02-10""#), "");
    assert_eq!(found.modified, None);
    let found = read(&json_ld(r#""datePublished":"2026-02-11","dateModified":"2026-02-12""#), "");
    assert_eq!(found.modified.map(|time| time.to_string()).as_deref(), Some("2026-02-12T00:00:00Z"));
}

#[test]
fn the_language_is_declared_in_several_places() {
    let language = |head: &str| read(head, "").language.map(|language| language.to_string());
    assert_eq!(language("<meta property=og:locale content=pt_BR>").as_deref(), Some("pt"));
    assert_eq!(language(&json_ld(r#""headline":"T","inLanguage":"nb-NO""#)).as_deref(), Some("no"));
    assert_eq!(language("<meta http-equiv=x name=language content=uk>").as_deref(), Some("uk"));
    assert_eq!(language("").as_deref(), None);
}

#[track_caller]
fn check_canonical(head: &str, expected: Option<&str>) {
    assert_eq!(read(head, "").canonical_url.as_deref(), expected, "{head}");
}

#[test]
fn the_address_a_page_claims_is_cleaned_and_checked() {
    check_canonical(
        "<link rel=canonical href='/harbour/cranes?utm_source=x#top'>",
        Some("https://www.courier.example/harbour/cranes"),
    );
    check_canonical("<link rel=canonical href='https://www.courier.example/'>", None);
    check_canonical("<link rel=canonical href='https://agency.example/cranes'>", None);
    check_canonical(
        "<link rel=canonical href='https://www.courier.example/'><meta property=og:url content='https://www.courier.example/a/1'>",
        Some("https://www.courier.example/a/1"),
    );
    check_canonical(
        &json_ld(r#""headline":"T","mainEntityOfPage":{"@id":"https://www.courier.example/b/2"}"#),
        Some("https://www.courier.example/b/2"),
    );
}

#[test]
fn images_are_made_absolute() {
    assert_eq!(
        read("<meta property=og:image content=/i/1.jpg>", "").image.as_deref(),
        Some("https://www.courier.example/i/1.jpg")
    );
    assert_eq!(read("<meta property=og:image content='data:image/png;base64,x'>", "").image, None);
}

#[test]
fn damaged_json_ld_is_read_where_it_can_be_and_told_where_it_cannot() {
    let bare_break = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Two\nlines\"};</script>";
    check_title(bare_break, "", "Two lines");
    let found = read("<script type='application/ld+json'>{\"@type\":</script><title>Kept</title>", "");
    assert_eq!(found.title.as_deref(), Some("Kept"));
    assert_eq!(found.problems, ["JSON-LD cannot be read", "there is no main text"]);
}
