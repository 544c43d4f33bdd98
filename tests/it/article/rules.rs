//! What an operator says of a site.

use url::Url;
use vigie::article::{Extracted, Hints, Page, SiteRule, Verdict, check_selector, extract_with, rule_of};

const PAGE: &str = "<html lang=en><head><title>Tide tables</title></head><body>
    <div class=x1><p>The harbour office has printed new tide tables for the coming year, for the first time in two colours.</p>
    <div class=promo-x>Buy the tables at the kiosk on the quay, where they cost less than a loaf of bread does.</div>
    <p>They are sold out already.</p></div>
    <div class=x2><span class=w>Ottilie Crane</span> <i class=d>4.9.2014</i></div></body></html>";

fn read(rule: &SiteRule) -> Extracted {
    let url = Url::parse("https://tides.example/new").unwrap();
    extract_with(
        &Page { bytes: PAGE.as_bytes(), content_type: None, url: Some(&url) },
        &Hints { rule: Some(rule), ..Hints::default() },
    )
}

#[test]
fn selectors_override_the_general_rules() {
    let rule = SiteRule {
        text: vec![".x1".to_owned()],
        drop: vec![".promo-x".to_owned()],
        author: vec![".w".to_owned()],
        date: vec![".d".to_owned()],
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
    let found = read(&SiteRule { text: vec![".x1, .x1 p".to_owned()], ..SiteRule::default() });
    assert_eq!(found.text.unwrap_or_default().matches("sold out").count(), 1);
}

#[test]
fn selectors_that_find_nothing_leave_the_general_rules_and_are_told() {
    let found = read(&SiteRule {
        text: vec![".gone".to_owned()],
        author: vec!["[[".to_owned()],
        ..SiteRule::default()
    });
    assert!(found.text.unwrap_or_default().contains("tide tables"));
    assert_eq!(
        found.problems,
        [
            "the site rule's `[[` is not a CSS selector",
            "the site rule's `author` finds nothing on this page",
            "the site rule's `text` finds nothing on this page"
        ]
    );
}

#[test]
fn selectors_that_find_no_name_and_no_date_are_told() {
    let rule = |date: &str| SiteRule {
        author: vec![".d".to_owned()],
        date: vec![date.to_owned()],
        ..SiteRule::default()
    };
    assert_eq!(
        read(&rule(".w")).problems,
        [
            "the site rule's `author` finds no name on this page",
            "the site rule's `date` finds no date on this page"
        ]
    );
    let rule = rule(".d");
    let now = vigie::model::Timestamp::parse_rfc3339("2014-01-01T00:00:00Z");
    let hints = Hints { rule: Some(&rule), now, ..Hints::default() };
    let page = Page { bytes: PAGE.as_bytes(), content_type: None, url: None };
    assert_eq!(
        extract_with(&page, &hints).problems,
        [
            "the site rule's `author` finds no name on this page",
            "the site rule's `date` finds a day that is still to come"
        ]
    );
}

#[test]
fn a_selector_can_be_checked_before_it_is_used() {
    assert_eq!(check_selector("article > p:not(.x)"), Ok(()));
    assert!(check_selector("p[").unwrap_err().starts_with("`p[` is not a CSS selector"));
}

#[test]
fn of_several_selectors_the_first_that_finds_anything_is_used() {
    let rule = SiteRule {
        author: [".gone", ".d .w", ".w"].map(str::to_owned).to_vec(),
        date: [".gone", "i"].map(str::to_owned).to_vec(),
        ..SiteRule::default()
    };
    let found = read(&rule);
    assert_eq!(found.authors, ["Ottilie Crane"]);
    assert_eq!(found.published.map(|time| time.to_string()).as_deref(), Some("2014-09-04T00:00:00Z"));
    assert_eq!(found.problems, <[&str; 0]>::default());
}

#[test]
fn a_page_without_any_of_the_boxes_to_drop_is_told() {
    let found =
        read(&SiteRule { drop: vec![".gone".to_owned(), ".promo-x".to_owned()], ..SiteRule::default() });
    assert_eq!(found.problems, <[&str; 0]>::default());
    let found = read(&SiteRule { drop: vec![".gone".to_owned()], ..SiteRule::default() });
    assert_eq!(found.problems, ["the site rule's `drop` finds nothing on this page"]);
    assert!(found.text.unwrap_or_default().contains("kiosk"));
}

#[test]
fn a_rule_holds_for_subdomains_unless_they_have_one_of_their_own() {
    let rules = ["tides.example", "sport.tides.example", "example"]
        .map(|site| (site.to_owned(), SiteRule::default()))
        .into();
    for (address, expected) in [
        ("https://tides.example/a", Some("tides.example")),
        ("https://www.tides.example/a", Some("tides.example")),
        ("https://m.news.tides.example/a", Some("tides.example")),
        ("https://live.sport.tides.example/a", Some("sport.tides.example")),
        ("https://other.example/a", Some("example")),
        ("https://notides.test/a", None),
    ] {
        let found = rule_of(&rules, &Url::parse(address).unwrap()).map(|(site, _)| site);
        assert_eq!(found, expected, "{address}");
    }
}

#[test]
fn a_page_with_too_many_siblings_is_not_given_to_selectors_that_compare_them() {
    for body in
        ["<p>x</p>".repeat(6_000), format!("<section>{}</section>", "<p>x</p>".repeat(2_000)).repeat(10)]
    {
        let page = format!("<html><body>{body}</body></html>");
        let rule = SiteRule { text: vec!["p:has(~ p:nth-last-child(7))".to_owned()], ..SiteRule::default() };
        let found = extract_with(
            &Page { bytes: page.as_bytes(), content_type: None, url: None },
            &Hints { rule: Some(&rule), ..Hints::default() },
        );
        let problem =
            "the page is too large, too deep or has too many elements side by side for the site's rule";
        assert!(found.problems.contains(&problem.to_owned()), "{found:?}");
    }
}

#[test]
fn a_text_that_a_rule_finds_may_be_a_teaser() {
    let lead = "The office that made the tide tables of the harbour has closed after a hundred and forty years, its keeper said on Friday.";
    let wall = "<div class=w><p>Sie haben bereits ein Abo? Hier anmelden</p></div>";
    let rule = SiteRule { text: vec!["div.t".to_owned()], ..SiteRule::default() };
    let of = |body: &str| {
        let page = format!("<html lang=de><body><h1>Tide tables</h1><div class=t>{body}</div></body></html>");
        extract_with(
            &Page { bytes: page.as_bytes(), content_type: None, url: None },
            &Hints { rule: Some(&rule), ..Hints::default() },
        )
    };
    let found = of(&format!("<p>{lead}</p>{wall}"));
    assert_eq!(
        (found.verdict, found.text.as_deref(), found.method),
        (Verdict::Teaser, Some(lead), "site-rule")
    );
    assert_eq!(of(&format!("<p>{lead}</p>")).verdict, Verdict::Article);
    // The operator answers for texts that say little.
    let flash = of("<p>The tide is out.</p>");
    assert_eq!((flash.verdict, flash.text.as_deref()), (Verdict::Article, Some("The tide is out.")));
}
