//! What JSON-LD says of a page, and how far it is believed.

use url::Url;
use vigie::article::{Extracted, Page, extract};

const HERE: &str = "https://www.courier.example/islands/ferry";
const HEADING: &str = "The ferry of Gull Rock sails again";

fn read(json: &str, head: &str, body: &str) -> Extracted {
    let page = format!(
        "<!doctype html><html lang=en><head><title>{HEADING}</title>{head}<script type=application/ld+json>{json}</script></head>\
         <body><article><h1>{HEADING}</h1>{body}</article></body></html>"
    );
    extract(&Page { bytes: page.as_bytes(), content_type: None, url: Some(&Url::parse(HERE).unwrap()) })
}

const OTHER: &str = r#"{"@type":"NewsArticle","headline":"A mill on another island burns down","datePublished":"2020-01-01T00:00:00Z",
    "url":"https://www.courier.example/islands/mill","author":"Cora Other","mainEntityOfPage":"https://www.courier.example/islands/mill"}"#;

#[test]
fn of_several_articles_the_own_one_is_believed() {
    let own = |fields: &str| {
        format!(
            r#"{{"@type":"NewsArticle","datePublished":"2026-03-14T09:05:00Z","author":"Ida Marsh",{fields}}}"#
        )
    };
    for (what, own, head) in [
        ("by its address", own(&format!(r#""headline":"Gull Rock ferry","url":"{HERE}?utm_source=x""#)), ""),
        (
            "by the address the page claims",
            own(r#""headline":"Gull Rock ferry","url":"https://www.courier.example/f/7""#),
            "<link rel=canonical href='https://www.courier.example/f/7'>",
        ),
        ("by its headline", own(&format!(r#""headline":"{HEADING}""#)), ""),
    ] {
        let found = read(&format!("[{OTHER},{own}]"), head, "");
        assert_eq!(found.authors, ["Ida Marsh"], "{what}");
        assert_eq!(
            found.published.map(|time| time.to_string()).as_deref(),
            Some("2026-03-14T09:05:00Z"),
            "{what}"
        );
        assert_ne!(
            found.canonical_url.as_deref(),
            Some("https://www.courier.example/islands/mill"),
            "{what}"
        );
    }
}

#[test]
fn the_address_of_another_article_is_not_the_pages() {
    assert_eq!(read(OTHER, "", "").canonical_url, None);
    let moved = format!(
        r#"{{"@type":"NewsArticle","headline":"{HEADING}","url":"https://www.courier.example/f/7"}}"#
    );
    assert_eq!(read(&moved, "", "").canonical_url.as_deref(), Some("https://www.courier.example/f/7"));
}

#[test]
fn an_address_starts_from_the_base_of_its_page() {
    let head = "<base href='/f/'><link rel=canonical href=7>";
    assert_eq!(read("{}", head, "").canonical_url.as_deref(), Some("https://www.courier.example/f/7"));
}

#[test]
fn json_is_read_with_what_its_grammar_forbids() {
    for json in [
        r#"{"@type":"NewsArticle","headline":"X",,"author":"Ida Marsh",}"#,
        r#"{"@type":"NewsArticle","author":["Ida Marsh",],}"#,
        "<!-- //<![CDATA[\n{\"@type\":\"NewsArticle\",\"author\":\"Ida Marsh\"}\n//]]> -->",
        "/*<![CDATA[*/{\"@type\":\"NewsArticle\",\"author\":\"Ida Marsh\"}/*]]>*/",
        r#"{"@type":"NewsArticle","author":{"givenName":"Ida","familyName":"Marsh"}}"#,
    ] {
        let found = read(json, "", "");
        assert_eq!(
            (found.authors.as_slice(), found.problems.iter().any(|p| p.contains("JSON-LD"))),
            (&["Ida Marsh".to_owned()][..], false),
            "{json}"
        );
    }
    // What only looks like one too many stays in a string.
    let found = read(r#"{"@type":"NewsArticle","headline":"a,, \\\" ,}","author":"Ida Marsh",}"#, "", "");
    assert_eq!((found.title.as_deref(), found.authors.len()), (Some("a,, \\\" ,}"), 1));
}

/// Paragraphs with words of their own.
fn paragraphs() -> Vec<String> {
    const WORDS: [&str; 12] = [
        "lantern", "goat", "harbour", "tide", "engine", "barrel", "keeper", "storm", "letter", "window",
        "candle", "anchor",
    ];
    (0..24)
        .map(|n| {
            let word = |step: usize| WORDS[(n * step + step) % WORDS.len()];
            format!(
                "On day {n} of the crossing the {} stood beside the {}, and whoever came for the {} of number {n} \
                 found a {} in its place, as the log of the boat tells on page {n}.",
                word(1), word(5), word(7), word(11)
            )
        })
        .collect()
}

fn text_with(body: &str, shown: &[String]) -> String {
    let json = serde_json::json!({"@type": "NewsArticle", "headline": HEADING, "articleBody": body});
    let html = format!("<p>{}</p>", shown.join("</p><p>"));
    read(&json.to_string(), "", &html).text.expect("a text")
}

#[test]
fn a_body_that_is_cut_off_costs_no_end() {
    let all = paragraphs();
    let body = all.join("\n\n");
    let text = text_with(&body[..body.len() * 8 / 10], &all);
    for paragraph in &all {
        assert!(text.contains(paragraph.as_str()), "{paragraph}");
    }
}

#[test]
fn an_old_body_hides_no_correction() {
    let mut all = paragraphs();
    let body = all.join("\n\n");
    let note = "Correction: an earlier version of this article counted ten goats.";
    all.insert(0, note.to_owned());
    assert!(text_with(&body, &all).contains(note));
    all.rotate_left(1);
    assert!(text_with(&body, &all).contains(note));
}

#[test]
fn the_updates_of_a_live_blog_are_read_where_the_page_shows_less() {
    let update = |headline: &str, body: &str| {
        format!(r#"{{"@type":"BlogPosting","headline":"{headline}","articleBody":"{body}"}}"#)
    };
    let first = "The keeper of the slip rang the bell at seven, and the boat left with nine goats and the post on board.";
    let second = "Halfway across the sound the engine stopped, and the crew of a trawler threw a line to the captain of the ferry.";
    let json = format!(
        r#"{{"@type":"LiveBlogPosting","headline":"{HEADING}","liveBlogUpdate":[{},{}]}}"#,
        update("A line is thrown", second),
        update("The boat leaves", first)
    );
    let updates = format!("A line is thrown\n\n{second}\n\nThe boat leaves\n\n{first}");
    let bare = read(&json, "", "<p>Follow the boat.</p>");
    assert_eq!((bare.text, bare.is_live), (Some(updates.clone()), true));
    let lead = "The ferry is to sail for the first time since the storm of January, and we are on board of it from the morning on.";
    let with_lead = read(&json, "", &format!("<p>{lead}</p>"));
    assert_eq!(with_lead.text, Some(format!("{lead}\n\n{updates}")));
    // All of it is shown.
    let shown = format!(
        "<p>{lead}</p><h2>A line is thrown</h2><p>{second}</p><h2>The boat leaves</h2><p>{first}</p>"
    );
    assert_ne!(read(&json, "", &shown).method, "json-ld");
}

#[test]
fn an_old_body_hides_no_sentence_that_was_put_in() {
    let described = paragraphs();
    let mut shown = described.clone();
    let added = "UPDATE: The coast guard said on Sunday that a man of sixty-one is missing.";
    shown.insert(3, added.to_owned());
    shown.insert(5, "Who pays for it?".to_owned());
    let text = text_with(&described.join("\n\n"), &shown);
    assert!(text.contains(added) && text.contains("Who pays for it?"), "{text}");
}
