//! What must hold of a page read from any bytes at all; shared with the fuzz targets.

use url::Url;
use vigie::article::{
    ChangeKind, Edition, Explanation, Extracted, Hints, Page, PageLink, PageTime, Piece, SiteRule, canonical,
    check_selector, compare, css_page, explain, extract_with, page_links, word_difference,
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
        let hints = Hints { rule, now, title: None };
        let found = extract_with(&page, &hints);
        hold(&found, bytes.len());
        let (again, why) = explain(&page, &hints);
        assert_eq!(found, again, "asking why changes what is read");
        if rule.is_none() {
            hold_account(&found, &why);
        }
    }
}

/// Labels of charsets, true and false.
const CONTENT_TYPES: [Option<&str>; 8] = [
    None,
    Some("text/html"),
    Some("text/html; charset=windows-1251"),
    Some("text/html; charset=\"shift_jis\""),
    Some("text/html;charset=utf-16le"),
    Some("text/html; charset=gb2312"),
    Some("text/html; charset=iso-2022-jp"),
    Some("charset=no-such-thing; charset="),
];

/// Addresses under which a page may have been read.
const ADDRESSES: [&str; 4] =
    ["", "https://www.press.example/2026/02/11/a?b=1", "http://presse.example.ru", "data:text/html,x"];

/// Reads bytes as a page whose label, address and rule are chosen by the first of them, and its halves as two editions.
pub fn page(bytes: &[u8]) {
    let (Some((&choice, rest)), now) =
        (bytes.split_first(), Timestamp::parse_rfc3339("2026-11-28T12:00:00Z"))
    else {
        return;
    };
    let address = Url::parse(ADDRESSES[usize::from(choice >> 3 & 3)]).ok();
    let (selector, bytes) = selector(choice, rest);
    let page = Page { bytes, content_type: CONTENT_TYPES[usize::from(choice & 7)], url: address.as_ref() };
    let links = page_links(&page);
    assert!(links.len() <= 10_000);
    links.iter().for_each(hold_link);
    let selectors = vec![selector];
    let rule =
        SiteRule { text: selectors.clone(), author: selectors.clone(), date: selectors, drop: Vec::new() };
    let dropping = SiteRule { drop: rule.text.clone(), ..SiteRule::default() };
    for rule in [None, Some(&rule), Some(&dropping)] {
        let hints = Hints { rule, now, title: None };
        let (found, why) = explain(&page, &hints);
        assert_eq!(found, extract_with(&page, &hints), "asking why changes what is read");
        hold(&found, bytes.len());
        let is_obeyed = css_page(&page).is_some();
        assert_eq!(why.rule.is_some(), rule.is_some() && is_obeyed, "a rule without an account");
    }
    let text = String::from_utf8_lossy(bytes);
    let middle = (0..=text.len() / 2).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    hold_editions(&text[..middle], &text[middle..]);
}

/// A selector of the kinds that editors write, or the page's own first line where it is one.
fn selector(choice: u8, rest: &[u8]) -> (String, &[u8]) {
    let end = rest.iter().take(40).position(|&byte| byte == b'\n');
    let own = end.and_then(|end| std::str::from_utf8(&rest[..end]).ok());
    let given = ["p", ".body > *", "#a, time[datetime]", "div:not(.ad) b"][usize::from(choice >> 5 & 3)];
    match own.filter(|line| choice >> 7 == 1 && check_selector(line).is_ok()) {
        Some(line) => (line.to_owned(), &rest[line.len() + 1..]),
        None => (given.to_owned(), rest),
    }
}

fn hold_link(link: &PageLink) {
    assert!(matches!(link.url.scheme(), "http" | "https") && link.url.has_host(), "{link:?}");
    assert!(link.url.username().is_empty(), "{link:?}");
    assert!(link.title.as_ref().is_none_or(|title| title.chars().count() <= 200), "{link:?}");
    assert!(link.rel.iter().all(|rel| *rel == rel.to_ascii_lowercase()), "{link:?}");
}

/// Any two texts can be compared; the difference fits the old one, and its words make up both.
fn hold_editions(old: &str, new: &str) {
    let edition = |text| Edition { title: "Cranes", text, is_live: false };
    let change = compare(&edition(old), &edition(new));
    assert!((0.0..=1.0).contains(&change.share), "{change:?}");
    assert!(change.difference.apply(old).is_some(), "the difference does not fit {old:?}");
    assert_eq!(compare(&edition(old), &edition(old)).kind, ChangeKind::None, "{old:?}");
    let (mut before, mut after) = (String::new(), String::new());
    for piece in word_difference(old, new) {
        if let Piece::Same(text) | Piece::Removed(text) = &piece {
            before.push_str(text);
        }
        if let Piece::Same(text) | Piece::Added(text) = &piece {
            after.push_str(text);
        }
    }
    assert_eq!((before.as_str(), after.as_str()), (old, new));
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
