//! What an operator says of a site.

use url::Url;
use vigie::article::{Extracted, Page, SiteRule, check_selector, extract_with};

const PAGE: &str = "<html lang=en><head><title>Tide tables</title></head><body>
    <div class=x1><p>The harbour office has printed new tide tables for the coming year, for the first time in two colours.</p>
    <div class=promo-x>Buy the tables at the kiosk on the quay, where they cost less than a loaf of bread does.</div>
    <p>They are sold out already.</p></div>
    <div class=x2><span class=w>Ottilie Crane</span> <i class=d>4.9.2014</i></div></body></html>";

fn read(rule: &SiteRule) -> Extracted {
    let url = Url::parse("https://tides.example/new").unwrap();
    extract_with(&Page { bytes: PAGE.as_bytes(), content_type: None, url: Some(&url) }, Some(rule))
}

#[test]
fn selectors_override_the_general_rules() {
    let rule = SiteRule {
        text: Some(".x1".into()),
        drop: vec![".promo-x".to_owned()],
        author: Some(".w".into()),
        date: Some(".d".into()),
    };
    let found = read(&rule);
    assert_eq!(
        found.text.as_deref(),
        Some(
            "The harbour office has printed new tide tables for the coming year, for the first time in two colours.\n\n\
             They are sold out already."
        )
    );
    assert_eq!(found.method, "site-rule");
    assert_eq!(found.authors, ["Ottilie Crane"]);
    assert_eq!(found.published.map(|time| time.to_string()).as_deref(), Some("2014-09-04T00:00:00Z"));
    assert_eq!(found.problems, <[&str; 0]>::default());
}

#[test]
fn what_is_dropped_is_gone_for_the_general_rules_too() {
    let found = read(&SiteRule { drop: vec![".promo-x".to_owned()], ..SiteRule::default() });
    let text = found.text.unwrap_or_default();
    assert!(text.contains("sold out already"), "{text}");
    assert!(!text.contains("kiosk"), "{text}");
    assert_ne!(found.method, "site-rule");
}

#[test]
fn of_nested_matches_the_outer_counts() {
    let found = read(&SiteRule { text: Some(".x1, .x1 p".into()), ..SiteRule::default() });
    assert_eq!(found.text.unwrap_or_default().matches("sold out").count(), 1);
}

#[test]
fn selectors_that_find_nothing_leave_the_general_rules_and_are_told() {
    let found =
        read(&SiteRule { text: Some(".gone".into()), author: Some("[[".into()), ..SiteRule::default() });
    assert!(found.text.unwrap_or_default().contains("tide tables"));
    assert_eq!(
        found.problems,
        ["the site rule's `[[` is not a CSS selector", "the site rule's selector for `text` finds nothing"]
    );
}

#[test]
fn a_selector_can_be_checked_before_it_is_used() {
    assert_eq!(check_selector("article > p:not(.x)"), Ok(()));
    assert!(check_selector("p[").unwrap_err().starts_with("`p[` is not a CSS selector"));
}
