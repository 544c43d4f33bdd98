//! What a feed is asked with, and what the answer says beside its body.

use std::time::Duration;

use vigie::clock::Clock;
use vigie::feed::{FailureReason, Fetched, Freshness};
use vigie::fetch::Client;
use vigie::model::Timestamp;

use super::{FEED, body_of, client, config, fetch, fetch_with};
use crate::support::press::{Answer, Press};

#[tokio::test]
async fn a_feed_is_asked_for_with_our_name_and_without_cookies_or_referer() {
    let press = Press::start().await;
    press.answer("/feed", Answer::ok(FEED).content_type("application/rss+xml").header("set-cookie", "a=b"));
    let client = client(&config());
    assert_eq!(body_of(fetch(&client, &press.url("/feed#top")).await), FEED.as_bytes());
    body_of(fetch(&client, &press.url("/feed")).await);
    let seen = press.last();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(seen.header("user-agent"), format!("Vigie/{version} (+https://desk.example/vigie)"));
    assert_eq!(seen.path, "/feed");
    assert!(!seen.headers.contains_key("cookie") && !seen.headers.contains_key("referer"));
    assert!(!seen.headers.contains_key("if-none-match") && !seen.headers.contains_key("if-modified-since"));
    for form in ["gzip", "br", "zstd", "deflate"] {
        assert!(seen.header("accept-encoding").contains(form), "{form} is not offered");
    }
}

#[tokio::test]
async fn validators_go_back_byte_for_byte_and_a_304_is_told() {
    let press = Press::start().await;
    let answer = Answer::ok(FEED)
        .header("etag", "W/\"odd ''value\"")
        .header("last-modified", "Yesterday, about noon")
        .header("cache-control", "public, max-age=900")
        .header("age", "300");
    press.answer("/feed", answer);
    let client = client(&config());
    let Fetched::Body { validators, freshness, .. } = fetch(&client, &press.url("/feed")).await else {
        panic!("no body");
    };
    assert_eq!(validators.etag.as_deref(), Some(b"W/\"odd ''value\"".as_slice()));
    assert_eq!(freshness.left(), Some(Duration::from_mins(10)));
    assert_eq!(freshness.renewed(), Some(Duration::from_mins(15)));
    let again = fetch_with(&client, &press.url("/feed"), &validators).await;
    assert!(matches!(&again, Fetched::NotModified { validators: v, .. } if *v == validators), "{again:?}");
    let seen = press.last();
    assert_eq!(seen.header("if-none-match"), "W/\"odd ''value\"");
    assert_eq!(seen.header("if-modified-since"), "Yesterday, about noon");
}

#[tokio::test]
async fn freshness_comes_from_expires_when_no_max_age_is_given() {
    let press = Press::start().await;
    let answer = || {
        Answer::ok(FEED)
            .header("date", "Thu, 11 Jun 2026 07:00:00 GMT")
            .header("expires", "Thu, 11 Jun 2026 07:20:00 GMT")
    };
    for (path, more, expected) in [
        ("/feed", None, Freshness::Left(Duration::from_mins(20))),
        ("/kept-by-nobody", Some("no-store, max-age=900"), Freshness::Left(Duration::ZERO)),
        (
            "/longer",
            Some("max-age=900"),
            Freshness::MaxAge { max_age: Duration::from_mins(15), age: Duration::ZERO },
        ),
    ] {
        let answer = more.map_or_else(&answer, |more| answer().header("cache-control", more));
        press.answer(path, answer);
        let fetched = fetch(&client(&config()), &press.url(path)).await;
        assert!(matches!(&fetched, Fetched::Body { freshness, .. } if *freshness == expected), "{fetched:?}");
    }
    press.answer("/silent", Answer::ok(FEED));
    let fetched = fetch(&client(&config()), &press.url("/silent")).await;
    assert!(matches!(fetched, Fetched::Body { freshness: Freshness::Unsaid, .. }));
}

#[tokio::test]
async fn statuses_have_their_names() {
    let press = Press::start().await;
    press.answer("/gone", Answer::status(410));
    press.answer("/missing", Answer::status(404));
    press.answer("/broken", Answer::status(500));
    press.answer("/unasked", Answer::status(304));
    let client = client(&config());
    assert_eq!(fetch(&client, &press.url("/gone")).await, Fetched::Gone);
    for (path, code) in [("/missing", 404), ("/broken", 500), ("/unasked", 304)] {
        let fetched = fetch(&client, &press.url(path)).await;
        assert_eq!(fetched, Fetched::Failed(FailureReason::Status(code)));
    }
}

#[tokio::test]
async fn retry_after_is_read_as_seconds_and_as_a_date() {
    let press = Press::start().await;
    let now: Timestamp = Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").unwrap();
    let (clock, _hand) = Clock::manual(now);
    press.answer("/seconds", Answer::status(429).header("retry-after", "120"));
    press.answer("/date", Answer::status(503).header("retry-after", "Thu, 11 Jun 2026 07:05:00 GMT"));
    press.answer("/nothing", Answer::status(429));
    // A month, and what nobody means: an hour of the epoch, and more seconds than a number holds.
    press.answer("/month", Answer::status(429).header("retry-after", "2678400"));
    press.answer("/epoch", Answer::status(429).header("retry-after", "1781000000"));
    press.answer("/absurd", Answer::status(429).header("retry-after", "99999999999999999999"));
    press.answer("/far", Answer::status(429).header("retry-after", "Thu, 11 Jun 2099 07:05:00 GMT"));
    let expected = [
        ("/seconds", 429, Some(120)),
        ("/date", 503, Some(300)),
        ("/nothing", 429, None),
        ("/month", 429, Some(2_678_400)),
        ("/epoch", 429, None),
        ("/absurd", 429, None),
        ("/far", 429, None),
    ];
    for (path, status, seconds) in expected {
        // Each a client of its own: the first answer silences the host.
        let client = Client::new(&config(), clock.clone()).unwrap();
        let retry_after = seconds.map(Duration::from_secs);
        assert_eq!(
            fetch(&client, &press.url(path)).await,
            Fetched::Throttled { status, challenge: false, retry_after, host: None },
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_host_that_answered_is_left_alone_also_behind_a_redirect() {
    let (clock, hand) = Clock::manual(Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").unwrap());
    let (asked, throttled) = (Press::start().await, Press::open("127.0.0.2", clock.clone()).await);
    asked.answer("/feed", Answer::redirect(302, &throttled.url("/feed")));
    asked.answer("/other", Answer::ok(FEED));
    throttled.answer("/feed", Answer::status(503).header("retry-after", "600"));
    let client = Client::new(&config(), clock).unwrap();
    let (retry_after, host) = (Some(Duration::from_mins(10)), Some("127.0.0.2".to_owned()));
    let told = Fetched::Throttled { status: 503, challenge: false, retry_after, host };
    assert_eq!(fetch(&client, &asked.url("/feed")).await, told);
    hand.advance(Duration::from_mins(1));
    assert_eq!(fetch(&client, &throttled.url("/feed")).await, Fetched::Held(Duration::from_mins(9)));
    assert_eq!(throttled.requests().len(), 1);
    body_of(fetch(&client, &asked.url("/other")).await);
}

#[tokio::test]
async fn challenge_pages_are_told_by_header_or_by_their_words() {
    let press = Press::start().await;
    press.answer("/header", Answer::status(403).header("cf-mitigated", "challenge"));
    press.answer("/guarded", Answer::status(403).header("x-datadome", "protected"));
    let page = "<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x'></script>";
    press.answer("/words", Answer::status(503).content_type("text/html; charset=UTF-8").body(page));
    press.answer("/guarded-but-good", Answer::ok(FEED).header("x-datadome", "protected"));
    press.answer("/plain", Answer::status(403).content_type("text/html").body("<h1>Forbidden</h1>"));
    press.answer("/often", Answer::status(429).content_type("text/html").body(page));
    press.answer(
        "/later",
        Answer::status(403).header("cf-mitigated", "challenge").header("retry-after", "90"),
    );
    let client = client(&config());
    for (path, code) in [("/header", 403), ("/guarded", 403), ("/words", 503)] {
        let fetched = fetch(&client, &press.url(path)).await;
        assert_eq!(fetched, Fetched::Failed(FailureReason::Challenge(code)), "{path}");
    }
    body_of(fetch(&client, &press.url("/guarded-but-good")).await);
    assert_eq!(fetch(&client, &press.url("/plain")).await, Fetched::Failed(FailureReason::Status(403)));
    // A test for robots that asks for silence too: both are told.
    for (path, status, seconds) in [("/often", 429, None), ("/later", 403, Some(90))] {
        let retry_after = seconds.map(Duration::from_secs);
        let told = Fetched::Throttled { status, challenge: true, retry_after, host: None };
        assert_eq!(fetch(&client, &press.url(path)).await, told, "{path}");
    }
}
