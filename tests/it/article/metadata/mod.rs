//! Title, authors, dates, language, addresses: each source alone, and who wins where two disagree.

mod authors;
mod dates;
mod others;
mod titles;

use url::Url;
use vigie::article::{Extracted, Hints, Page, extract, extract_with};

const ADDRESS: &str = "https://www.courier.example/harbour/cranes";

fn read_at(address: &str, head: &str, body: &str) -> Extracted {
    let page = format!("<!doctype html><html><head>{head}</head><body>{body}</body></html>");
    extract(&Page { bytes: page.as_bytes(), content_type: None, url: Some(&Url::parse(address).unwrap()) })
}

fn read(head: &str, body: &str) -> Extracted {
    read_at(ADDRESS, head, body)
}

/// As [`read`], for an article that the feed calls so.
fn read_told(told: &str, head: &str, body: &str) -> Extracted {
    let page = format!("<!doctype html><html><head>{head}</head><body>{body}</body></html>");
    let url = Url::parse(ADDRESS).unwrap();
    extract_with(
        &Page { bytes: page.as_bytes(), content_type: None, url: Some(&url) },
        &Hints { title: Some(told), ..Hints::default() },
    )
}

fn json_ld(fields: &str) -> String {
    format!(r#"<script type="application/ld+json">{{"@type":"NewsArticle",{fields}}}</script>"#)
}

#[track_caller]
fn check_title(head: &str, body: &str, expected: &str) {
    assert_eq!(read(head, body).title.as_deref(), Some(expected), "{head} {body}");
}
