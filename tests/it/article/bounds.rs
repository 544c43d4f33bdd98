//! What must hold of the metadata of a page read from any bytes at all; shared with the fuzz target.

use url::Url;
use vigie::article::{
    Explanation, Extracted, Hints, Page, PageTime, SiteRule, canonical, explain, extract_with,
};
use vigie::model::Timestamp;

/// Reads bytes as a page, with and without an account of it, and holds the result to its bounds.
pub fn read(bytes: &[u8]) {
    let address = Url::parse("https://www.press.example/2026/news/1?utm_source=x").ok();
    let rule = SiteRule {
        text: vec!["article > p".to_owned()],
        drop: vec![".ad".to_owned()],
        author: vec![".author".to_owned(), "b".to_owned()],
        date: vec!["time".to_owned(), "i".to_owned()],
    };
    let now = Timestamp::parse_rfc3339("2026-11-28T12:00:00Z");
    let page = Page { bytes, content_type: Some("text/html; charset=utf-8"), url: address.as_ref() };
    for rule in [None, Some(&rule)] {
        let hints = Hints { rule, now };
        let found = extract_with(&page, &hints);
        hold(&found, bytes.len());
        let (again, why) = explain(&page, &hints);
        assert_eq!(found, again, "asking why changes what is read");
        if rule.is_none() {
            hold_account(&found, &why);
        }
    }
}

/// Holds what was read to its bounds.
fn hold(found: &Extracted, bytes: usize) {
    for time in [found.published, found.modified].into_iter().flatten() {
        hold_time(time);
    }
    assert!(found.authors.len() <= 12 && found.tags.len() <= 30, "{found:?}");
    let lines = [&found.title, &found.site_name, &found.section];
    for line in lines.into_iter().flatten().chain(&found.authors).chain(&found.tags) {
        assert!(!line.trim().is_empty() && line.len() <= 4_000, "{line:?}");
        assert!(!line.contains(char::is_control), "a control character in {line:?}");
    }
    for name in found.authors.iter().chain(&found.tags) {
        assert!(!name.contains(['<', '>']), "markup in {name:?}");
    }
    for address in [&found.canonical_url, &found.image].into_iter().flatten() {
        let url = Url::parse(address).expect("an address that was written as one");
        assert!(matches!(url.scheme(), "http" | "https") && url.has_host(), "{address}");
    }
    if let Some(address) = &found.canonical_url {
        let again = canonical(address, None).map(String::from);
        assert_eq!(again.as_ref(), Some(address), "a canonical address is not its own");
    }
    assert!(found.text.as_ref().is_none_or(|text| text.len() <= 8 * bytes + 64));
}

/// 1990 to two days after the reading, and the form that is written.
fn hold_time(time: PageTime) {
    let written = time.to_string();
    assert_eq!(Timestamp::parse_rfc3339(&written), Some(time.time()), "{written}");
    let range =
        ["1989-12-31T00:00:00Z", "2026-11-30T12:00:00Z"].map(|end| Timestamp::parse_rfc3339(end).unwrap());
    assert!((range[0]..=range[1]).contains(&time.time()), "{written} is out of range");
}

/// The account tells of the values that were read.
fn hold_account(found: &Extracted, why: &Explanation) {
    let told = |field: &str| {
        why.fields.iter().find(|account| account.field == field).and_then(|account| account.chosen.as_ref())
    };
    assert_eq!(told("title").map(|claim| &claim.value), found.title.as_ref());
    assert_eq!(told("canonical_url").map(|claim| &claim.value), found.canonical_url.as_ref());
    assert_eq!(
        told("authors").map(|claim| claim.value.clone()).unwrap_or_default(),
        found.authors.join(", ")
    );
    for block in why.block.iter().chain(&why.rivals) {
        assert!(block.links <= 100 && block.share <= 100, "{block:?}");
    }
}
