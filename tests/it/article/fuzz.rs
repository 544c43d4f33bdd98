//! What the fuzzer found worth keeping, replayed; and properties of any metadata at all.

use proptest::prelude::{ProptestConfig, prop, prop_assert_eq, proptest};
use proptest::strategy::Strategy;
use url::Url;
use vigie::article::{DateHabits, canonical, normalise_url, page_date};

use super::bounds;

#[test]
fn what_the_fuzzer_kept_is_read_within_its_bounds() {
    let folder = std::path::Path::new("tests/data/article/fuzz");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the fuzzer's corpus") {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("a file");
        bounds::read(&bytes);
        bounds::page(&bytes);
        count += 1;
    }
    assert!(count >= 30, "only {count} files in {}", folder.display());
}

/// Pieces of which pages are made, so that what is tried is no mere noise.
fn page() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<meta property=article:published_time content='",
        "<meta name=author content='",
        "<meta property=og:url content='",
        "<meta name=keywords content=\"",
        "<link rel=canonical href='",
        "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"author\":",
        "\"datePublished\":\"",
        "\"headline\":\"",
        "</script>",
        "<h1>",
        "</h1>",
        "<p class=date>",
        "<span class=author>",
        "<time datetime='",
        "<article>",
        "</article>",
        "'>",
        "\">",
        "\",",
        "\"}",
        "By ",
        "Von ",
        "Автор: ",
        "记者：",
        "Ida Marsh",
        "&lt;b&gt;",
        "&#27;",
        "\u{1b}[31m",
        "11 февраля 2026",
        "2026-02-11T18:40:00+14:00",
        "31.12.1989",
        "2569",
        "tháng 2 năm ",
        "https://www.press.example/",
        "//m.press.example/a/amp/?utm_x=1#y",
        "/a//b/%c3",
        "١١",
    ]);
    let noise = proptest::string::string_regex("\\PC{0,12}").expect("a pattern");
    let part = proptest::prop_oneof![4 => piece.prop_map(str::to_owned), 1 => noise];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn metadata_of_any_page_keep_their_bounds(page in page()) {
        bounds::read(page.as_bytes());
    }

    #[test]
    fn any_page_is_read_within_its_bounds(choice: u8, page in page()) {
        bounds::page(&[&[choice], page.as_bytes()].concat());
    }

    #[test]
    fn a_canonical_address_is_its_own(path in "[a-zA-Z0-9/?&=#:@.%_ -]{0,60}", host in "[a-z]{1,8}(\\.[a-z]{2,6}){1,3}") {
        let Ok(url) = Url::parse(&format!("https://{host}/{path}")) else { return Ok(()) };
        let normal = normalise_url(&url);
        prop_assert_eq!(&normalise_url(&normal), &normal);
        if let Some(found) = canonical(url.as_str(), None) {
            prop_assert_eq!(canonical(found.as_str(), Some(&found)), Some(found.clone()));
        }
    }

    #[test]
    fn a_date_is_in_its_range_whatever_was_written(text in "\\PC{0,80}", day in "[0-9]{1,4}[-./ ][0-9]{1,2}[-./ ][0-9]{1,4}[T ]?[0-9:+Z-]{0,14}") {
        for text in [&text, &day] {
            for tag in [None, Some("hr"), Some("en-US"), Some("th")] {
                if let Some(found) = page_date(text, DateHabits::of(tag)) {
                    let year: i32 = found.to_string()[..4].parse().unwrap();
                    proptest::prop_assert!((1990..=2100).contains(&year), "{found} in {text}");
                }
            }
        }
    }
}
