//! From a site's address to its feeds: what a page names, what sites are used to, and the command over a press.

use std::collections::BTreeSet;

use url::Url;
use vigie::article::Page;
use vigie::clock::Clock;
use vigie::feed::{FoundBy, candidates, common_paths, read_links, sitemaps};
use vigie::model::Timestamp;

use crate::support::app::{News, TestApp, rss};
use crate::support::press::Answer;

fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

/// The candidates of a page at `https://press.example/en/`, as `how path`.
#[track_caller]
fn check(html: &str, headers: &str, expected: &[&str]) {
    let page_url = url("https://press.example/en/");
    let page = Page { bytes: html.as_bytes(), content_type: Some("text/html"), url: Some(&page_url) };
    let found = candidates(&page, &read_links(headers));
    let short = |candidate: &vigie::feed::Candidate| {
        let how = match candidate.found_by {
            FoundBy::Header => "header",
            FoundBy::Element => "element",
            FoundBy::Anchor => "anchor",
            other => other.as_str(),
        };
        format!("{how} {}", candidate.url.as_str().trim_start_matches("https://press.example"))
    };
    assert_eq!(found.iter().map(short).collect::<Vec<_>>(), expected, "in {html}");
}

#[test]
fn link_elements_of_every_feed_type_are_candidates() {
    check(r#"<link rel="alternate" type="application/rss+xml" href="/rss">"#, "", &["element /rss"]);
    check(r"<LINK REL=Alternate TYPE=Application/Atom+XML HREF=atom.xml>", "", &["element /en/atom.xml"]);
    check(
        r#"<link rel="alternate" type="application/feed+json" href="f.json">"#,
        "",
        &["element /en/f.json"],
    );
    check(r#"<link type="text/xml; charset=utf-8" rel="home alternate" href="/x">"#, "", &["element /x"]);
    check(r#"<link rel="feed" href="/f">"#, "", &["element /f"]);
    check(
        r#"<link rel="alternate" type="application/rss+xml" href="feed://press.example/r">"#,
        "",
        &["element http://press.example/r"],
    );
    check(r#"<link rel="alternate" hreflang="de" href="/de/">"#, "", &[]);
    check(r#"<link rel="alternate stylesheet" type="text/xml" href="/s.xsl">"#, "", &[]);
    check(r#"<link rel="alternate" type="application/json+oembed" href="/oembed?url=x">"#, "", &[]);
    check(r#"<link rel="stylesheet" type="text/css" href="/rss.css">"#, "", &[]);
}

#[test]
fn link_headers_come_first_and_addresses_are_resolved_against_the_base() {
    check(
        r#"<base href="https://press.example/world/"><link rel=alternate type=application/rss+xml href=rss>"#,
        r#"</all.atom>; rel="alternate"; type="application/atom+xml", <https://hub.example/>; rel=hub"#,
        &["header /all.atom", "element /world/rss"],
    );
}

#[test]
fn links_in_the_text_that_look_like_feeds_are_candidates_by_type_address_or_words() {
    check(r#"<a href="/politics/rss.xml">Politics</a>"#, "", &["anchor /politics/rss.xml"]);
    check(r#"<a href="/feeds/world.rss">World</a>"#, "", &["anchor /feeds/world.rss"]);
    check(r#"<a href="/?feed=rss2">x</a>"#, "", &["anchor /?feed=rss2"]);
    check(r#"<a href="https://feeds.example/all">x</a>"#, "", &["anchor https://feeds.example/all"]);
    check(r#"<a href="/abonnieren/17"> RSS </a>"#, "", &["anchor /abonnieren/17"]);
    check(r#"<a type="application/rss+xml" href="/17">all</a>"#, "", &["anchor /17"]);
    check(r#"<a href="/rss.html">About our feeds</a>"#, "", &[]);
    check(r#"<a href="/news/feeding-the-hungry">Feeding the hungry</a>"#, "", &[]);
    check(r#"<a href="/news/atomic-plant">Atomic plant back on the grid</a>"#, "", &[]);
    check(r#"<a href="mailto:rss@press.example">RSS</a><a href="javascript:rss()">RSS</a>"#, "", &[]);
}

#[test]
fn feeds_of_comments_come_last_and_nothing_is_named_twice() {
    check(
        r#"<link rel="alternate" type="application/rss+xml" title="Harbour news » Comments" href="/comments/feed/">
           <link rel="alternate" type="application/rss+xml" title="Harbour news" href="/feed/">
           <a href="/feed/#top">RSS</a><a href="/politics/rss">Politics</a>"#,
        "",
        &["element /feed/", "anchor /politics/rss", "element /comments/feed/"],
    );
}

#[test]
fn a_page_made_to_hurt_gives_few_candidates() {
    let page = "<div>".repeat(100_000) + &r#"<a href="/rss">"#.repeat(100_000);
    check(&page, "", &["anchor /rss"]);
    let many = (0..5000).map(|n| format!(r#"<a href="/{n}.rss">x</a>"#)).collect::<Vec<_>>().concat();
    let page_url = url("https://press.example/");
    let page = Page { bytes: many.as_bytes(), content_type: None, url: Some(&page_url) };
    assert_eq!(candidates(&page, &[]).len(), 30);
}

#[test]
fn common_paths_begin_below_the_page_and_are_never_the_page_itself() {
    let paths = |text: &str| -> Vec<String> {
        common_paths(&url(text)).iter().map(|url| url.path().to_owned()).collect()
    };
    assert_eq!(
        paths("https://press.example/en/world?x=1#y")[..3],
        ["/en/world/feed", "/en/world/rss.xml", "/feed"]
    );
    assert_eq!(paths("https://press.example/index.html")[0], "/feed");
    assert!(!paths("https://press.example/feed").contains(&"/feed".to_owned()));
    assert!(paths("https://press.example/").len() <= 9, "few requests only");
}

#[test]
fn sitemaps_of_robots_are_read_in_any_case_those_for_news_first() {
    let robots = "User-agent: *\nDisallow: /private\nSitemap: https://press.example/map.xml\r\n\
                  SITEMAP:/sitemap-news.xml\nsitemap : https://press.example/map.xml\nSitemap: ftp://press.example/x\n";
    let found = sitemaps(robots, &url("https://press.example/"));
    let found: Vec<&str> = found.iter().map(Url::as_str).collect();
    assert_eq!(found, ["https://press.example/sitemap-news.xml", "https://press.example/map.xml"]);
}

/// What `feed discover PATH` prints, the press's address and ages taken out; and its exit code.
async fn discover(house: &TestApp, path: &str, format: &str) -> (String, Option<i32>) {
    let mut command = house.vigie(&["--format", format, "feed", "discover", &house.press.url(path)]);
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().expect("it runs");
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (text.replace(&house.press.url(""), "http://press.example"), output.status.code())
}

/// A press whose front page names two feeds, one of which is broken, with a sitemap for news in its robots.txt.
async fn press() -> TestApp {
    let house = TestApp::new().await;
    let news = [News::new(
        "one",
        "Ferry late again",
        Timestamp::parse_rfc3339("2026-06-11T06:00:00Z").expect("a time"),
    )];
    house.press.answer(
        "/",
        Answer::ok(
            r#"<!doctype html><title>The Tide</title><link rel="alternate" type="application/rss+xml" title="All" href="/all.rss">
               <link rel="alternate" type="application/atom+xml" title="Gone" href="/gone.atom">
               <a href="/copy.rss">RSS</a>"#,
        )
        .content_type("text/html"),
    );
    let feed = rss(&news, |id| format!("http://press.example/{id}"));
    house.press.answer("/copy.rss", Answer::ok(feed.clone()));
    house.press.answer(
        "/all.rss",
        Answer::ok(feed).header("link", r#"<https://hub.example/>; rel="hub", </all.rss>; rel="self""#),
    );
    house.press.answer(
        "/robots.txt",
        Answer::ok("User-agent: *\nDisallow: /private\nSitemap: /news-sitemap.xml\n")
            .content_type("text/plain"),
    );
    house.press.answer(
        "/news-sitemap.xml",
        Answer::ok(
            r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
               <url><loc>http://press.example/two</loc><news:news><news:publication><news:name>The Tide</news:name>
               <news:language>en</news:language></news:publication><news:publication_date>2026-06-11T07:00:00Z</news:publication_date>
               <news:title>Pier opens</news:title></news:news></url></urlset>"#,
        ),
    );
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_reads_each_candidate_and_ends_with_lines_to_paste() {
    let house = press().await;
    let (text, code) = discover(&house, "/", "json").await;
    assert_eq!(code, Some(0), "{text}");
    let rows: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 2, "the copy of a feed is no other feed: {text}");
    assert_eq!(rows[0]["url"], "http://press.example/all.rss");
    assert_eq!((&rows[0]["kind"], &rows[0]["entries"]), (&"RSS 2.0".into(), &1.into()));
    assert_eq!(
        (&rows[0]["hub"], &rows[0]["newest"]),
        (&"https://hub.example/".into(), &"2026-06-11T06:00:00Z".into())
    );
    assert_eq!((&rows[1]["kind"], &rows[1]["found_by"]), (&"news sitemap".into(), &"robots.txt".into()));
    let (text, _) = discover(&house, "/", "text").await;
    let toml = text.split("site.toml:").nth(1).expect("lines to paste");
    let pasted = toml.replace("http://press.example", "https://press.example");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("vigie.toml"), &pasted).unwrap();
    let (config, _) =
        vigie::config::load(folder.path()).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let urls: BTreeSet<&str> = config.feeds.values().map(|feed| feed.url.path()).collect();
    assert_eq!(urls, BTreeSet::from(["/all.rss", "/news-sitemap.xml"]), "{text}");
    assert!(text.contains("not a feed: http://press.example/gone.atom (link element): HTTP 404"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_declares_a_feed_is_no_feed_for_what_its_scripts_hold() {
    let house = press().await;
    let page = |link: &str| {
        let html = format!(
            r#"<?xml version="1.0"?><!-- ours --><!DOCTYPE html><html><head><title>The Tide</title>{link}
            <script>var menu = {{"items":[{{"title":"Log in","url":"/login"}},{{"title":"Help","url":"/help"}}]}};</script>
            </head><body><p>Welcome.</p></body></html>"#
        );
        Answer::ok(html).content_type("text/html")
    };
    house.press.answer(
        "/home",
        page(r#"<link rel="alternate" type="application/rss+xml" title="All" href="/all.rss">"#),
    );
    let (text, code) = discover(&house, "/home", "json").await;
    assert_eq!(code, Some(0), "{text}");
    let first: serde_json::Value = serde_json::from_str(text.lines().next().expect("a line")).expect("JSON");
    assert_eq!((&first["url"], &first["kind"]), (&"http://press.example/all.rss".into(), &"RSS 2.0".into()));
    assert!(!text.contains("JSON Feed"), "{text}");
    assert_eq!(house.press.requests_for("/login").len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_polite() {
    let house = press().await;
    discover(&house, "/", "text").await;
    let seen = house.press.requests();
    let paths: Vec<&str> = seen.iter().map(|seen| seen.path.as_str()).collect();
    assert_eq!(paths, ["/robots.txt", "/", "/all.rss", "/gone.atom", "/copy.rss", "/news-sitemap.xml"]);
    for request in &seen {
        assert!(request.header("user-agent").starts_with("Vigie/"));
        assert_eq!((request.header("cookie"), request.header("referer")), ("", ""));
    }
    house.press.answer("/robots.txt", Answer::ok("User-agent: *\nDisallow: /copy\n"));
    discover(&house, "/", "text").await;
    assert_eq!(house.press.requests_for("/copy.rss").len(), 1, "what robots.txt forbids is not asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_declares_to_be_its_feed_is_found_whatever_robots_are_told() {
    let house = press().await;
    house.press.answer("/robots.txt", Answer::ok("User-agent: *\nDisallow: /all\n"));
    for path in ["/", "/all.rss"] {
        let (text, code) = discover(&house, path, "json").await;
        assert_eq!(code, Some(0), "{text}");
        assert!(text.contains("\"url\":\"http://press.example/all.rss\""), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn candidates_that_are_not_looked_at_are_counted() {
    let house = press().await;
    let links =
        (0..20).map(|n| format!(r#"<link rel="alternate" type="application/rss+xml" href="/{n}.rss">"#));
    house.press.answer("/", Answer::ok(links.collect::<String>()).content_type("text/html"));
    house.press.answer("/0.rss", Answer::ok(rss(&[], str::to_owned)));
    let (text, _) = discover(&house, "/", "text").await;
    assert!(text.contains("not looked at: 8 candidates more"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_a_password_is_not_added_without_it() {
    let house = press().await;
    let url = house.press.url("/all.rss").replace("http://", "http://desk:canary@");
    let mut vigie = house.vigie(&["feed", "add", &url]);
    let done =
        tokio::task::spawn_blocking(move || vigie.output().expect("the program")).await.expect("no panic");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(2), "{said}");
    assert!(said.contains("`password_file`") && !said.contains("canary"), "{said}");
    assert_eq!(house.press.requests().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_a_feed_itself_takes_two_requests() {
    let house = press().await;
    let (text, code) = discover(&house, "/all.rss", "json").await;
    assert_eq!(code, Some(0));
    assert!(text.contains("\"found_by\":\"the address itself\""), "{text}");
    assert_eq!(house.press.requests().len(), 2, "robots.txt and the feed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_names_no_feed_is_tried_where_sites_keep_theirs() {
    let house = TestApp::new().await;
    house
        .press
        .answer("/", Answer::ok("<!doctype html><title>Quiet</title><p>Nothing.").content_type("text/html"));
    let news = [News::new("one", "Ferry late again", Clock::system().now())];
    house.press.answer("/feed.xml", Answer::ok(rss(&news, |id| format!("http://press.example/{id}"))));
    let (text, code) = discover(&house, "/", "json").await;
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("/feed.xml") && text.contains("common path"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_tried_in_vain_is_told() {
    let house = TestApp::new().await;
    house
        .press
        .answer("/", Answer::ok("<!doctype html><title>Quiet</title><p>Nothing.").content_type("text/html"));
    let (text, code) = discover(&house, "/", "text").await;
    assert_eq!(code, Some(1));
    assert!(text.starts_with("no feed was found at http://press.example/\n"), "{text}");
    assert!(text.contains("http://press.example/rss.xml (common path): HTTP 404"), "{text}");
    assert!(text.contains("`select`"), "{text}");
    let mut command = house.vigie(&["feed", "discover", "mailto:x@press.example"]);
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sitemap_without_dates_is_no_source_since_every_poll_would_refuse_it() {
    let house = TestApp::new().await;
    let plain = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://example.org/a</loc></url></urlset>";
    house.press.answer("/sitemap.xml", Answer::ok(plain).content_type("application/xml"));
    let url = house.press.url("/sitemap.xml");
    for command in ["discover", "add"] {
        let mut vigie = house.vigie(&["feed", command, &url]);
        let done = tokio::task::spawn_blocking(move || vigie.output().expect("the program"))
            .await
            .expect("no panic");
        let said =
            format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert!(!done.status.success() && said.contains("a sitemap without dates"), "{said}");
        assert!(said.contains("look for a news sitemap"), "{said}");
    }
}
