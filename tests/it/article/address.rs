use url::Url;
use vigie::article::{canonical, content_hash, normalise_url, same_site, site_of, url_key};

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[track_caller]
fn check_normal(given: &str, expected: &str) {
    let normal = normalise_url(&url(given));
    assert_eq!(normal.as_str(), expected, "normal form of {given}");
    assert_eq!(normalise_url(&normal), normal, "normalising twice changes {given}");
}

#[test]
fn what_only_says_where_the_reader_came_from_is_left_out() {
    check_normal("https://example.org/a?utm_source=rss&utm_medium=feed", "https://example.org/a");
    check_normal("https://example.org/a?PHPSESSID=0a1b2c&id=7", "https://example.org/a?id=7");
    check_normal("https://example.org/a;jsessionid=0A1B.node2?id=7", "https://example.org/a?id=7");
    check_normal("https://example.org/a;v=2/b", "https://example.org/a;v=2/b");
    check_normal("https://example.org/a?id=7&fbclid=x&page=2", "https://example.org/a?id=7&page=2");
    check_normal("https://example.org/a?at_medium=RSS&at_campaign=x&xtor=RSS-1", "https://example.org/a");
    check_normal("https://example.org/a?ref=rss&UTM_Term=b", "https://example.org/a");
    check_normal("https://example.org/a?source=newsletter-eu", "https://example.org/a");
    check_normal("https://example.org/a?ref=chapter-2", "https://example.org/a?ref=chapter-2");
    check_normal("https://example.org/a?", "https://example.org/a");
    check_normal("https://example.org/a?&&id=1&", "https://example.org/a?id=1");
}

#[test]
fn fragments_and_default_ports_do_not_name_another_page() {
    check_normal("https://example.org:443/a#comments", "https://example.org/a");
    check_normal("HTTP://Example.ORG:80/a", "http://example.org/a");
    check_normal("https://example.org:8443/a", "https://example.org:8443/a");
    check_normal("https://example.org/#!/story/7", "https://example.org/#!/story/7");
    check_normal("https://reader:word@example.org//news///7", "https://example.org/news/7");
}

#[test]
fn copies_in_amp_caches_are_unwrapped() {
    check_normal("https://www.google.com/amp/s/www.example.org/a?id=1", "https://www.example.org/a?id=1");
    check_normal(
        "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a",
        "https://www.example.org/a",
    );
    check_normal("https://www.google.com/search?q=amp", "https://www.google.com/search?q=amp");
}

#[track_caller]
fn check_same_key(one: &str, other: &str) {
    assert_eq!(url_key(&url(one)), url_key(&url(other)), "{one} and {other}");
}

#[track_caller]
fn check_other_key(one: &str, other: &str) {
    assert_ne!(url_key(&url(one)), url_key(&url(other)), "{one} and {other}");
}

#[test]
fn forms_of_one_address_share_a_key() {
    check_same_key("http://www.example.org/a/", "https://example.org/a");
    check_same_key("https://m.example.org/a", "https://example.org/a");
    check_same_key("https://amp.example.org/a", "https://example.org/a#x");
    check_same_key("https://example.org/a/amp/", "https://example.org/a");
    check_same_key("https://example.org/amp/a", "https://example.org/a");
    check_same_key("https://example.org/a.amp.html", "https://example.org/a.html");
    check_same_key("https://example.org/a?amp=1", "https://example.org/a");
    check_same_key("https://example.org/a?x=1&y=2", "https://example.org/a?y=2&x=1");
    check_same_key("https://example.org/%c3%a9t%c3%a9", "https://example.org/été");
}

#[test]
fn different_pages_keep_different_keys() {
    check_other_key("https://example.org/a", "https://example.org/b");
    check_other_key("https://example.org/a?id=1", "https://example.org/a?id=2");
    check_other_key("https://example.org/a", "https://example.net/a");
    check_other_key("https://example.org/a", "https://example.org:8443/a");
    check_other_key("https://sport.example.org/a", "https://example.org/a");
    check_other_key("https://example.org/Ab", "https://example.org/ab");
    check_other_key("https://example.org/lamp", "https://example.org/l");
}

#[test]
fn a_site_is_its_host_without_the_fronts() {
    for (given, expected) in [
        ("https://www.example.org/a", "example.org"),
        ("https://www.m.example.org", "example.org"),
        ("https://amp.example.co.uk", "example.co.uk"),
        ("https://amp.dev/", "amp.dev"),
        ("https://www.org/", "www.org"),
        ("https://sport.example.org", "sport.example.org"),
        ("http://127.0.0.1:80/", "127.0.0.1"),
        ("https://example.org./", "example.org"),
        ("mailto:desk@example.org", ""),
    ] {
        assert_eq!(site_of(&url(given)), expected, "site of {given}");
    }
}

#[test]
fn one_publisher_has_one_registered_name() {
    assert!(same_site(&url("https://sport.example.org"), &url("https://www.example.org")));
    assert!(same_site(&url("https://a.example.co.uk"), &url("https://b.example.co.uk")));
    assert!(!same_site(&url("https://example.co.uk"), &url("https://other.co.uk")));
    assert!(!same_site(&url("https://example.org"), &url("https://example.net")));
    assert!(!same_site(&url("http://10.0.0.1"), &url("http://10.1.0.1")));
}

#[track_caller]
fn check_canonical(claimed: &str, page: &str, expected: Option<&str>) {
    let found = canonical(claimed, Some(&url(page)));
    assert_eq!(found.as_ref().map(Url::as_str), expected, "{claimed} claimed by {page}");
}

#[test]
fn a_claimed_address_is_believed_only_on_the_same_site_and_below_its_root() {
    check_canonical("/a?utm_source=x", "https://example.org/a/amp", Some("https://example.org/a"));
    check_canonical(
        "https://www.example.org/a",
        "https://m.example.org/a",
        Some("https://www.example.org/a"),
    );
    check_canonical("https://example.org/", "https://example.org/a", None);
    check_canonical("https://example.org/en/", "https://example.org/en/a", None);
    check_canonical("https://agency.example.net/a", "https://example.org/a", None);
    check_canonical("javascript:void(0)", "https://example.org/a", None);
    check_canonical("  ", "https://example.org/a", None);
    assert_eq!(canonical("relative/a", None), None);
}

#[test]
fn a_claimed_address_may_lack_its_scheme_but_not_its_value() {
    let page = "https://www.example.org/news/a?id=1";
    check_canonical("www.example.org/news/a", page, Some("https://www.example.org/news/a"));
    check_canonical("example.org/news/a", page, Some("https://example.org/news/a"));
    check_canonical("news.example.org/a", page, Some("https://news.example.org/a"));
    check_canonical("www.agency.example.net/news/a", page, None);
    check_canonical("a.html", page, Some("https://www.example.org/news/a.html"));
    check_canonical("archive.v2/a.html", page, Some("https://www.example.org/news/archive.v2/a.html"));
    for none in ["undefined", "null", "/undefined", "https://www.example.org/news/undefined"] {
        check_canonical(none, page, None);
    }
}

#[test]
fn verbatim_copies_hash_alike_whatever_their_white_space_and_case() {
    let body = "Ministers agreed on Tuesday to share the cost of the new radar line. ".repeat(5);
    let one = content_hash("Radar line agreed", &body);
    assert!(one.is_some());
    assert_eq!(one, content_hash("RADAR  line\nagreed", &body.replace(". ", ".\n\n")));
    assert_ne!(one, content_hash("Radar line agreed", &body.replace("radar", "rail")));
    assert_eq!(content_hash("Radar line agreed", "Too short to tell."), None);
}
