//! Sitemaps as sources: those for news, plain ones with dates, and indexes of them.

use std::time::Duration;

use vigie::clock::Clock;
use vigie::feed::{ParseHints, ParsedFeed, Parts, SitemapRef, Validators, keep_recent, parse};
use vigie::model::Timestamp;

use crate::support::app::TestApp;
use crate::support::press::{Answer, gzip};

const NOW: &str = "2026-06-11T08:00:00Z";

fn time(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).expect("a time")
}

#[track_caller]
fn read(xml: &str) -> ParsedFeed {
    parse(xml.as_bytes(), ParseHints::default()).expect("a sitemap")
}

/// A news sitemap of (path, title, date).
fn news(entries: &[(&str, &str, &str)]) -> String {
    let urls = entries
        .iter()
        .map(|(path, title, date)| {
            format!(
                "<url><loc>http://press.example/{path}</loc><news:news><news:publication><news:name>The Tide</news:name>\
                 <news:language>en</news:language></news:publication><news:publication_date>{date}</news:publication_date>\
                 <news:title>{title}</news:title><news:keywords>harbour, ferry</news:keywords></news:news></url>"
            )
        })
        .collect::<Vec<_>>()
        .concat();
    format!(
        "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">{urls}</urlset>"
    )
}

fn index(sitemaps: &[(&str, &str)]) -> String {
    let list = sitemaps
        .iter()
        .map(|(url, lastmod)| {
            let lastmod =
                if lastmod.is_empty() { String::new() } else { format!("<lastmod>{lastmod}</lastmod>") };
            format!("<sitemap><loc>{url}</loc>{lastmod}</sitemap>")
        })
        .collect::<Vec<_>>()
        .concat();
    format!("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{list}</sitemapindex>")
}

#[test]
fn a_sitemap_for_news_is_a_feed_with_titles_dates_and_the_publications_name() {
    let feed = read(&news(&[("one", "Ferry &amp; fog", "2026-06-11T09:30:00+02:00")]));
    assert_eq!(feed.format, "news-sitemap");
    assert_eq!((feed.feed.title.as_deref(), feed.feed.language.as_deref()), (Some("The Tide"), Some("en")));
    let entry = &feed.entries[0];
    assert_eq!(entry.title_text.as_deref(), Some("Ferry & fog"));
    assert_eq!(entry.link.as_deref(), Some("http://press.example/one"));
    assert_eq!(entry.published, Some(time("2026-06-11T07:30:00Z")));
    assert_eq!(entry.categories, ["harbour", "ferry"]);
}

#[test]
fn a_damaged_or_packed_sitemap_is_read_as_feeds_are() {
    let whole = news(&[("one", "A & B", "2026-06-11"), ("two", "C", "2026-06-11")]);
    let no_namespaces = whole
        .replace(" xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"", "")
        .replace(" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"", "");
    for damaged in [no_namespaces, whole.replace("</urlset>", ""), format!("\n <b>Warning</b>: x {whole}")] {
        let feed = read(&damaged);
        assert_eq!((feed.format, feed.entries.len()), ("news-sitemap", 2), "{damaged}");
        assert_eq!(feed.entries[0].title_text.as_deref(), Some("A & B"));
    }
    assert_eq!(parse(&gzip(whole.as_bytes()), ParseHints::default()).unwrap().entries.len(), 2);
}

#[test]
fn of_a_plain_sitemap_only_what_changed_lately_is_news() {
    let urls = |dates: &[&str]| -> String {
        let url = |(n, date): (usize, &&str)| {
            format!("<url><loc>http://press.example/{n}</loc><lastmod>{date}</lastmod></url>")
        };
        format!("<urlset>{}</urlset>", dates.iter().enumerate().map(url).collect::<String>())
    };
    let mut feed = read(&urls(&["2020-01-01", "2026-06-11T07:00:00Z", "", "2026-06-10"]));
    assert_eq!((feed.format, feed.entries.len()), ("sitemap", 4));
    keep_recent(&mut feed, time(NOW) - Duration::from_hours(48)).expect("dates");
    let links: Vec<_> = feed.entries.iter().filter_map(|entry| entry.link.as_deref()).collect();
    assert_eq!(links, ["http://press.example/1", "http://press.example/3"]);
    let mut undated = read(&urls(&["", ""]));
    let error = keep_recent(&mut undated, time(NOW)).unwrap_err().to_string();
    assert!(error.contains("a sitemap without dates"), "{error}");
}

#[test]
fn an_index_names_its_sitemaps_and_says_so() {
    let feed = read(&index(&[
        ("http://press.example/a.xml?x=1&amp;y=2", "2026-06-11"),
        ("ftp://press.example/b.xml", ""),
        ("http://press.example/c.xml", "2026-06-11T07:59:00Z"),
    ]));
    assert_eq!((feed.format, feed.entries.len()), ("sitemap-index", 0));
    let seen: Vec<_> = feed.hints.sitemaps.iter().map(|s| (s.url.as_str(), s.lastmod, s.is_day)).collect();
    assert_eq!(
        seen,
        [
            ("http://press.example/a.xml?x=1&y=2", Some(time("2026-06-11T00:00:00Z")), true),
            ("http://press.example/c.xml", Some(time("2026-06-11T07:59:00Z")), false),
        ]
    );
    assert_eq!(feed.problems, ["an index of 2 sitemaps: a poll reads the newest of them"]);
}

/// The places of the sitemaps an index is followed to.
#[track_caller]
fn check_newest(lastmods: &[Option<&str>], names: &[&str], expected: &[usize]) {
    let index: Vec<SitemapRef> = lastmods
        .iter()
        .enumerate()
        .map(|(n, lastmod)| SitemapRef {
            url: format!("http://press.example/{}{n}.xml", names.get(n).unwrap_or(&"")),
            lastmod: lastmod.map(time),
            is_day: false,
        })
        .collect();
    let due = Parts::default().of_index(&index).due();
    let places: Vec<usize> =
        due.iter().map(|ask| index.iter().position(|sitemap| sitemap.url == ask.url).unwrap()).collect();
    assert_eq!(places, expected);
}

#[test]
fn an_index_is_followed_to_a_few_of_its_newest_sitemaps() {
    let old = Some("2020-01-01T00:00:00Z");
    check_newest(&[old, Some(NOW), None, Some("2026-06-10T00:00:00Z")], &[], &[1, 3, 0]);
    check_newest(&[None; 20], &[], &[19, 0, 18, 1, 17, 2, 16, 3]);
    check_newest(&[None; 4], &["", "", "news", ""], &[2, 3, 0, 1]);
    check_newest(&[old; 12], &[], &[0, 1, 2, 3, 4, 5, 6, 7]);
    check_newest(&[Some(NOW), None], &["", "news"], &[0, 1]);
    check_newest(&[], &[], &[]);
}

#[test]
fn a_sitemap_is_asked_for_again_when_the_index_says_so_or_does_not_say_exactly() {
    let sitemap = |url: &str, lastmod: Option<&str>, is_day: bool| SitemapRef {
        url: url.to_owned(),
        lastmod: lastmod.map(time),
        is_day,
    };
    let index = |exact: &str| {
        [
            sitemap("http://press.example/exact", Some(exact), false),
            sitemap("http://press.example/today", Some("2026-06-11T00:00:00Z"), true),
            sitemap("http://press.example/past", Some("2026-06-01T00:00:00Z"), true),
        ]
    };
    let mut parts = Parts::default().of_index(&index(NOW));
    assert_eq!(parts.due().len(), 3, "nothing was read");
    let etag = Validators { etag: Some(b"\"1\"\xff".to_vec()), ..Validators::default() };
    for ask in parts.due() {
        parts.note_read(ask.place, time(NOW), Some(&etag));
    }
    let mut parts = Parts::from_json(&parts.to_json());
    let urls = |parts: &Parts| -> Vec<String> {
        parts.due().into_iter().map(|ask| ask.url.rsplit('/').next().unwrap().to_owned()).collect()
    };
    assert_eq!(urls(&parts), ["today"], "a day is not over until it is over everywhere");
    assert_eq!(parts.due()[0].validators, etag, "byte for byte");
    parts.note_read(1, time("2026-06-13T08:00:00Z"), None);
    assert_eq!(urls(&parts), [""; 0]);
    let parts = parts.of_index(&index("2026-06-13T09:00:00Z"));
    assert_eq!(urls(&parts), ["exact"]);
    assert_eq!(parts.due()[0].validators, etag, "and conditionally");
    assert_eq!(Parts::from_json("{broken"), Parts::default());
}

/// A house whose only source is the index at `/index.xml`.
async fn house(clock: Clock) -> TestApp {
    let mut house = TestApp::under(clock).await;
    house.extra = format!(
        "[feeds.tide]\nurl = \"{}\"\nevery = \"1m\"\nfull_text = \"never\"\n",
        house.press.url("/index.xml")
    );
    house
}

#[tokio::test]
async fn an_index_is_one_source_whose_unchanged_sitemaps_are_not_asked_for() {
    let (clock, hand) = Clock::manual(time(NOW));
    let house = house(clock).await;
    let url = |path: &str| house.press.url(path);
    let old = "2026-06-01T00:00:00Z";
    let list = |lastmod: &str| {
        index(&[(&url("/old.xml.gz"), old), (&url("/new.xml"), lastmod), (&url("/plain.xml"), "")])
    };
    house.press.answer("/index.xml", Answer::ok(list("2026-06-11T07:00:00Z")).header("etag", "\"i1\""));
    let old_news = gzip(news(&[("zero", "Old pier", "2026-06-11T05:00:00Z")]).as_bytes());
    house.press.answer("/old.xml.gz", Answer::ok(old_news).content_type("application/gzip"));
    house.press.answer(
        "/new.xml",
        Answer::ok(news(&[("one", "Ferry late", "2026-06-11T07:00:00Z")])).header("etag", "\"n1\""),
    );
    let pass = house.once().await;
    assert_eq!((pass.feeds, pass.blind, pass.articles), (1, 0, 2));
    assert_eq!(
        house.press.requests_for("/plain.xml").len(),
        0,
        "those with a date come first, and nothing else says news"
    );
    // Nothing new: one conditional request, for the index alone.
    hand.advance(Duration::from_mins(2));
    assert_eq!(house.once().await.articles, 0);
    assert_eq!(house.press.last().header("if-none-match"), "\"i1\"");
    assert_eq!(house.press.requests_for("/new.xml").len(), 1);
    // One sitemap changed.
    house.press.answer("/index.xml", Answer::ok(list("2026-06-11T08:03:00Z")).header("etag", "\"i2\""));
    let more =
        news(&[("two", "Pier opens", "2026-06-11T08:02:00Z"), ("one", "Ferry late", "2026-06-11T07:00:00Z")]);
    house.press.answer("/new.xml", Answer::ok(more).header("etag", "\"n2\""));
    hand.advance(Duration::from_mins(2));
    assert_eq!(house.once().await.articles, 1);
    assert_eq!(house.press.requests_for("/old.xml.gz").len(), 1);
    assert_eq!(house.press.requests_for("/new.xml")[1].header("if-none-match"), "\"n1\"");
}

#[tokio::test]
async fn sitemaps_without_dates_are_asked_conditionally_though_their_index_stays() {
    let (clock, hand) = Clock::manual(time(NOW));
    let house = house(clock).await;
    let list = index(&[(&house.press.url("/news.xml"), "")]);
    house.press.answer("/index.xml", Answer::ok(list).header("etag", "\"i1\""));
    house.press.answer("/news.xml", Answer::ok(news(&[("one", "Ferry late", NOW)])).header("etag", "\"n1\""));
    assert_eq!(house.once().await.articles, 1);
    hand.advance(Duration::from_mins(2));
    assert_eq!(house.once().await.articles, 0);
    assert_eq!(house.press.last().header("if-none-match"), "\"n1\"");
    let more = news(&[("two", "Pier opens", NOW), ("one", "Ferry late", NOW)]);
    house.press.answer("/news.xml", Answer::ok(more).header("etag", "\"n2\""));
    hand.advance(Duration::from_mins(2));
    assert_eq!(house.once().await.articles, 1, "the index answered 304, its sitemap did not");
    hand.advance(Duration::from_mins(2));
    assert_eq!(house.once().await.articles, 0);
    let asked = house.press.requests_for("/index.xml");
    assert_eq!(asked.len(), 4);
    assert!(asked[1..].iter().all(|seen| seen.header("if-none-match") == "\"i1\""), "its validators stay");
}

#[tokio::test]
async fn a_sitemap_that_fails_is_tried_again_and_hides_nothing_of_the_others() {
    let (clock, hand) = Clock::manual(time(NOW));
    let house = house(clock).await;
    let list = index(&[(&house.press.url("/a.xml"), NOW), (&house.press.url("/b.xml"), NOW)]);
    house.press.answer("/index.xml", Answer::ok(list).header("etag", "\"i1\""));
    house.press.answer("/a.xml", Answer::status(500));
    house.press.answer("/b.xml", Answer::ok(news(&[("one", "Ferry late", NOW)])));
    let pass = house.once().await;
    assert_eq!((pass.blind, pass.articles), (0, 1));
    house.press.answer("/a.xml", Answer::ok(news(&[("two", "Pier opens", NOW)])));
    hand.advance(Duration::from_mins(2));
    assert_eq!(house.once().await.articles, 1, "though the index has not changed");
    assert_eq!(house.press.requests_for("/b.xml").len(), 1);
}

#[tokio::test]
async fn silence_that_a_sitemap_asks_for_is_kept_by_the_whole_host_and_after_a_restart() {
    let (clock, hand) = Clock::manual(time(NOW));
    let house = house(clock).await;
    let list = index(&[(&house.press.url("/a.xml"), NOW), (&house.press.url("/b.xml"), NOW)]);
    house.press.answer("/index.xml", Answer::ok(list));
    house.press.answer("/a.xml", Answer::ok(news(&[("one", "Ferry late", NOW)])));
    house.press.answer("/b.xml", Answer::status(503).header("retry-after", "7200"));
    let pass = house.once().await;
    assert_eq!((pass.blind, pass.articles), (0, 1), "the other sitemap was read");
    let app = house.open().await;
    let held = app.store.held_hosts(house.clock.now()).await.unwrap();
    assert_eq!(held, [("127.0.0.1".to_owned(), house.clock.now() + Duration::from_hours(2))]);
    app.store.clone().close().await.unwrap();
    drop(app);
    hand.advance(Duration::from_hours(1));
    assert_eq!(house.once().await.feeds, 0);
    hand.advance(Duration::from_hours(1));
    assert_eq!(house.once().await.feeds, 1);
}

#[tokio::test]
async fn an_index_whose_only_sitemap_asks_for_silence_was_told_to_wait() {
    let house = house(Clock::manual(time(NOW)).0).await;
    house.press.answer("/index.xml", Answer::ok(index(&[(&house.press.url("/a.xml"), NOW)])));
    house.press.answer("/a.xml", Answer::status(429).header("retry-after", "7200"));
    assert_eq!(house.once().await.blind, 1);
    let app = house.open().await;
    let feed = app.store.feed_list().await.unwrap().remove(0);
    assert_eq!(feed.reason.as_deref(), Some("HTTP 429, told to wait"));
    assert_eq!(feed.next_poll_at, Some(house.clock.now() + Duration::from_hours(2)));
}

#[tokio::test]
async fn an_index_none_of_whose_sitemaps_can_be_read_is_blind() {
    let house = house(Clock::system()).await;
    let list = index(&[(&house.press.url("/a.xml"), NOW)]);
    house.press.answer("/index.xml", Answer::ok(list));
    house.press.answer("/a.xml", Answer::ok("<!doctype html><title>Oops</title>").content_type("text/html"));
    assert_eq!(house.once().await.blind, 1);
    let app = house.open().await;
    let feed = app.store.feed_list().await.unwrap().remove(0);
    let why = format!("its sitemap {}: a web page came where a feed was due", house.press.url("/a.xml"));
    assert_eq!(feed.reason, Some(why), "there is nothing wrong with the index");
}

#[tokio::test]
async fn a_sitemap_that_is_good_for_nothing_is_not_read_again_and_again() {
    let (clock, hand) = Clock::manual(time(NOW));
    let house = house(clock).await;
    let undated = "<urlset><url><loc>http://press.example/about</loc></url></urlset>";
    house.press.answer("/pages.xml", Answer::ok(undated).header("etag", "\"p1\""));
    let poll = async |names: &[&str]| {
        let urls: Vec<String> = names.iter().map(|name| house.press.url(name)).collect();
        let list: Vec<(&str, &str)> = urls.iter().map(|url| (url.as_str(), "")).collect();
        house.press.answer("/index.xml", Answer::ok(index(&list)));
        hand.advance(Duration::from_hours(5));
        let pass = house.once().await;
        let app = house.open().await;
        let feed = app.store.feed_list().await.unwrap().remove(0);
        app.store.clone().close().await.unwrap();
        (pass.articles, feed)
    };
    for _ in 0..2 {
        let (_, feed) = poll(&["/pages.xml"]).await;
        let why =
            format!("its sitemap {}: not a feed: a sitemap without dates", house.press.url("/pages.xml"));
        assert!(feed.reason.as_ref().is_some_and(|reason| reason.starts_with(&why)), "{:?}", feed.reason);
    }
    assert_eq!(house.press.last().header("if-none-match"), "\"p1\"", "asked conditionally all the same");
    house.press.answer(
        "/news.xml",
        Answer::ok(news(&[("one", "Ferry late", &house.clock.now().to_utc().to_rfc3339())])),
    );
    let (articles, feed) = poll(&["/pages.xml", "/news.xml"]).await;
    assert_eq!((articles, feed.reason), (1, None));
    let told = feed.body.expect("a note").problems.concat();
    assert!(told.contains("/pages.xml: not a feed: a sitemap without dates"), "{told}");
}

#[tokio::test]
async fn a_sitemap_that_was_cut_is_read_whole_the_next_time() {
    let (clock, hand) = Clock::manual(time(NOW));
    let house = house(clock).await;
    let list = index(&[(&house.press.url("/news.xml"), "")]);
    house.press.answer("/index.xml", Answer::ok(list).header("etag", "\"i1\""));
    let whole = news(&[("one", "Ferry late", NOW), ("two", "Pier opens", NOW), ("three", "Fog", NOW)]);
    let cut = whole[..whole.find("three").expect("a third")].to_owned();
    let [cut, whole] = [cut, whole].map(|body| Answer::ok(body).header("etag", "\"v1\""));
    house.press.answers("/news.xml", [cut, whole]);
    let first = house.once().await.articles;
    hand.advance(Duration::from_mins(2));
    assert_eq!(first + house.once().await.articles, 3);
    let asked = house.press.requests_for("/news.xml");
    assert_eq!(asked[1].header("if-none-match"), "", "nothing that vouches for what was cut off");
    hand.advance(Duration::from_mins(2));
    assert_eq!(house.once().await.articles, 0);
    assert_eq!(house.press.last().header("if-none-match"), "\"v1\"");
}
