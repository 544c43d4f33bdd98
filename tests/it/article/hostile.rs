//! Pages made to hang or crash a reader: each ends, on a small stack, with the article kept.

use std::fmt::Write as _;

use proptest::prelude::*;
use vigie::article::{Page, extract};

const SENTENCE: &str = "The harbour board said on Friday that both cranes would be moved before the ice comes, whatever the cost of the barge. ";
const PARAGRAPHS: usize = 12;

fn article() -> String {
    format!(
        "<html><head><title>Hostile</title></head><body><article><h1>Hostile</h1>{}</article>",
        format!("<p>{SENTENCE}</p>").repeat(PARAGRAPHS)
    )
}

/// Runs on the stack of a worker thread, 2 MB.
fn read_text(page: String) -> Option<String> {
    let read = move || extract(&Page { bytes: page.as_bytes(), content_type: None, url: None }).text;
    std::thread::Builder::new().stack_size(2 << 20).spawn(read).unwrap().join().unwrap()
}

#[track_caller]
fn check(page: String) {
    let start: String = page.chars().take(80).collect();
    let text = read_text(page).unwrap_or_default();
    assert!(
        text.matches("both cranes would be moved").count() >= PARAGRAPHS,
        "the article is lost in {start}"
    );
}

#[track_caller]
fn check_after(junk: &str) {
    check(format!("{}{junk}</body></html>", article()));
}

#[test]
fn deep_nesting_after_the_article() {
    for (tag, count) in [
        ("<div>", 100_000),
        ("<span>", 100_000),
        ("<table><tr><td>", 20_000),
        ("<b><p>", 20_000),
        ("<a><font><div>", 5_000),
    ] {
        check_after(&tag.repeat(count));
    }
    check_after(&format!("{}{}", "<font size=1>".repeat(20_000), "<p>".repeat(20_000)));
    check_after(&format!("{}{}", "<ul><li>".repeat(20_000), "</li></ul>".repeat(20_000)));
}

#[test]
fn deep_nesting_before_the_article() {
    check(format!("<body>{}{}", "<div>".repeat(50_000), article()));
    check(format!("<body>{}{}", "<a href=x><font><div>".repeat(5_000), article()));
}

#[test]
fn a_flood_of_one_thing() {
    check_after(&"<br>".repeat(500_000));
    check_after(&"<p>a</p>".repeat(300_000));
    check_after(&"</div>".repeat(300_000));
    check_after(&format!("<p>{}</p>", "&amp;&eacute;&#x2014;".repeat(100_000)));
    check_after(&format!("<p>{}</p>", "&".repeat(500_000)));
    check_after(&format!("<p>{}</p>", "<".repeat(1_000_000)));
    check_after(&"<a".repeat(300_000));
    check_after(&"<!".repeat(300_000));
    check_after(&"<meta name=author content=x>".repeat(50_000));
    check_after(&"<h1>Hostile</h1>".repeat(50_000));
}

#[test]
fn endless_attributes() {
    let mut many = String::from("<div ");
    for n in 0..100_000 {
        write!(many, "a{n}=1 ").unwrap();
    }
    check_after(&format!("{many}>x</div>"));
    check_after(&format!("<div title=\"{}\">x</div>", "y".repeat(5_000_000)));
    check_after(&format!("<div {}>x</div>", "\" ".repeat(200_000)));
    check_after(&format!("<div class=\"{}\">x</div>", "a-b-c ".repeat(100_000)));
}

#[test]
fn what_is_never_closed() {
    for open in [
        "<div class='x",
        "<!-- ",
        "<script>if(a<b){} ",
        "<style>",
        "<title>",
        "<textarea>",
        "<svg><title>",
        "<![CDATA[",
    ] {
        check(format!("{}{open}{}", article(), " y z".repeat(100_000)));
    }
}

#[test]
fn nul_bytes_in_the_text() {
    check(article().replace(' ', " \0"));
}

#[test]
fn hostile_json_ld() {
    let script = |json: &str| check_after(&format!("<script type=application/ld+json>{json}</script>"));
    script(&"[".repeat(100_000));
    script(&format!("{{\"@type\":\"NewsArticle\",\"x\":\"{}\"}}", "y".repeat(5_000_000)));
    script(&format!("[{}1]", "{\"@type\":\"NewsArticle\",\"headline\":\"x\"},".repeat(50_000)));
    script(r#"{"@type":"NewsArticle","headline":"x","author":{"@id":"a"},"@id":"a"}"#);
}

#[test]
fn a_very_long_page_is_read_to_its_end() {
    let page =
        format!("{}{}</body></html>", article(), format!("<div><p>{SENTENCE}</p></div>").repeat(20_000));
    let text = read_text(page).unwrap_or_default();
    assert!(text.matches("both cranes would be moved").count() >= 20_000);
}

#[test]
fn a_site_rule_is_not_applied_to_a_bomb() {
    let rule = vigie::article::SiteRule { text: vec!["article".to_owned()], ..Default::default() };
    let mut bomb = article();
    for n in 0..5_000 {
        write!(bomb, "<font size={n}><p>x").unwrap();
    }
    for page in [bomb, format!("{}{}", article(), "<div>".repeat(50_000))] {
        let found = vigie::article::extract_with(
            &Page { bytes: page.as_bytes(), content_type: None, url: None },
            &vigie::article::Hints { rule: Some(&rule), ..vigie::article::Hints::default() },
        );
        assert!(found.problems.iter().any(|problem| problem.contains("too deep")), "{:?}", found.problems);
        assert_ne!(found.method, "site-rule");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let found = extract(&Page { bytes: &bytes, content_type: None, url: None });
        prop_assert!(found.text.is_none_or(|text| !text.trim().is_empty()));
    }

    #[test]
    fn any_soup_of_tags_is_read_without_harm(
        parts in proptest::collection::vec(prop_oneof![
            "</?(p|div|a|b|li|ul|table|td|tr|h1|script|style|title|head|body|html|br|figure|svg|template|x-y)( (class|id|href|style|hidden|itemprop)(=('[a-zé &;]{0,9}'?|\"[a-z-]{0,9}\"?|[a-z]{0,5})?)?){0,3} ?/?>?",
            "[a-z.,é中ب\u{a0}\u{200b}\u{ad}&;#<>\"' \n]{0,80}",
            "&(#x?[0-9a-f]{0,9}|[a-zA-Z]{0,9});?",
            "(<!--|-->|<!\\[CDATA\\[|\\]\\]>|<\\?|<!|</)",
            "(19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}",
            "[0-9]{1,2}\\.? (mars|June|февраля|helmikuuta|يناير) (19|20)[0-9]{2}",
            Just("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":\"".to_owned()),
        ], 0..60)
    ) {
        let page = parts.concat();
        let found = extract(&Page { bytes: page.as_bytes(), content_type: None, url: None });
        prop_assert!(found.text.as_deref().is_none_or(|text| !text.contains('\0') && !text.contains("\n\n\n")));
    }

    #[test]
    fn plain_words_pass_unchanged(words in "[A-Z][a-z]{3,9}( [a-z]{2,9}){14,30}\\.") {
        let page = format!("<article><p>{words}</p><p>{words}</p></article>");
        let found = extract(&Page { bytes: page.as_bytes(), content_type: None, url: None });
        prop_assert_eq!(found.text, Some(format!("{words}\n\n{words}")));
    }
}
