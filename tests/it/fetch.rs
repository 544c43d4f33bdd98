//! The guarded client over real sockets: a press on loopback answers, well and badly.

use std::io::Read as _;
use std::net::Ipv4Addr;
use std::time::Duration;

use url::Url;
use vigie::clock::Clock;
use vigie::config::{Cidr, FetchConfig, Secret};
use vigie::feed::{FailureReason, Fetched, Subscription, SubscriptionState, Validators};
use vigie::fetch::guard::Guard;
use vigie::fetch::{Client, FeedRequest, HubError, PageError};
use vigie::model::Timestamp;

use crate::support::press::{Answer, Press, gzip};

const FEED: &str = "<rss version='2.0'><channel><title>Harbour news</title></channel></rss>";

fn loopback() -> Vec<Cidr> {
    vec![Cidr { address: Ipv4Addr::new(127, 0, 0, 0).into(), prefix: 8 }]
}

fn config() -> FetchConfig {
    FetchConfig {
        contact_url: Some("https://desk.example/vigie".to_owned()),
        concurrency: 8,
        per_host: 8,
        per_host_gap: Duration::ZERO,
        min_interval: Duration::from_secs(10),
        backlog: Duration::from_hours(24),
        timeout: Duration::from_secs(10),
        max_feed_bytes: 1 << 20,
        max_page_bytes: 1 << 20,
        allow_private: loopback(),
        robots: true,
        proxy: None,
    }
}

fn client(config: &FetchConfig) -> Client {
    Client::new(config, Clock::system()).expect("a client")
}

async fn fetch(client: &Client, url: &str) -> Fetched {
    fetch_with(client, url, &Validators::default()).await
}

async fn fetch_with(client: &Client, url: &str, validators: &Validators) -> Fetched {
    client.feed(FeedRequest { url, validators, basic: None, headers: &[], proxy: None }).await
}

/// The body, or a panic that shows what came instead.
#[track_caller]
fn body_of(fetched: Fetched) -> Vec<u8> {
    match fetched {
        Fetched::Body { bytes, .. } => bytes,
        other => panic!("no body: {other:?}"),
    }
}

/// The failure as people read it.
#[track_caller]
fn failure(fetched: &Fetched) -> String {
    match fetched {
        Fetched::Failed(reason) => reason.to_string(),
        other => panic!("no failure: {other:?}"),
    }
}

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
    let Fetched::Body { validators, fresh_for, .. } = fetch(&client, &press.url("/feed")).await else {
        panic!("no body");
    };
    assert_eq!(validators.etag.as_deref(), Some(b"W/\"odd ''value\"".as_slice()));
    assert_eq!(fresh_for, Some(Duration::from_mins(10)));
    let again = fetch_with(&client, &press.url("/feed"), &validators).await;
    assert!(matches!(&again, Fetched::NotModified { validators: v, .. } if *v == validators), "{again:?}");
    let seen = press.last();
    assert_eq!(seen.header("if-none-match"), "W/\"odd ''value\"");
    assert_eq!(seen.header("if-modified-since"), "Yesterday, about noon");
}

#[tokio::test]
async fn freshness_comes_from_expires_when_no_max_age_is_given() {
    let press = Press::start().await;
    let answer = Answer::ok(FEED)
        .header("date", "Thu, 11 Jun 2026 07:00:00 GMT")
        .header("expires", "Thu, 11 Jun 2026 07:20:00 GMT");
    press.answer("/feed", answer);
    let fetched = fetch(&client(&config()), &press.url("/feed")).await;
    assert!(matches!(fetched, Fetched::Body { fresh_for: Some(f), .. } if f == Duration::from_mins(20)));
}

#[tokio::test]
async fn packed_bodies_are_unpacked_also_those_that_do_not_say_so() {
    let press = Press::start().await;
    press.answer("/named", Answer::status(200).gzip(FEED.as_bytes()));
    press.answer("/unnamed", Answer::ok(gzip(FEED.as_bytes())).content_type("application/xml"));
    let client = client(&config());
    assert_eq!(body_of(fetch(&client, &press.url("/named")).await), FEED.as_bytes());
    assert_eq!(body_of(fetch(&client, &press.url("/unnamed")).await), FEED.as_bytes());
}

#[tokio::test]
async fn packings_that_servers_get_wrong_harm_nothing() {
    let press = Press::start().await;
    let packed = gzip(FEED.as_bytes());
    let deflated = |wrapped: bool| {
        let mut out = Vec::new();
        if wrapped {
            flate2::read::ZlibEncoder::new(FEED.as_bytes(), flate2::Compression::best()).read_to_end(&mut out)
        } else {
            flate2::read::DeflateEncoder::new(FEED.as_bytes(), flate2::Compression::best())
                .read_to_end(&mut out)
        }
        .expect("it packs");
        out
    };
    let named = |bytes: Vec<u8>, name: &str| Answer::ok(bytes).header("content-encoding", name);
    let no_trailer = packed[..packed.len() - 8].to_vec();
    for (path, answer) in [
        ("/plain-gzip", named(FEED.as_bytes().to_vec(), "gzip")),
        ("/plain-deflate", named(FEED.as_bytes().to_vec(), "deflate")),
        ("/zlib", named(deflated(true), "deflate")),
        ("/raw", named(deflated(false), "deflate")),
        ("/junk", Answer::ok([&packed[..], b"<!-- cached -->"].concat())),
        ("/no-trailer", Answer::ok(no_trailer.clone())),
        ("/named-no-trailer", named(no_trailer, "gzip")),
        ("/two-members", Answer::ok([gzip(&FEED.as_bytes()[..20]), gzip(&FEED.as_bytes()[20..])].concat())),
        ("/twice", named(gzip(&packed), "gzip")),
    ] {
        press.answer(path, answer);
        let fetched = fetch(&client(&config()), &press.url(path)).await;
        assert_eq!(body_of(fetched), FEED.as_bytes(), "{path}");
    }
    // Junk that hides a change of what was packed is no junk.
    let mut changed = packed.clone();
    let sum = changed.len() - 8;
    changed[sum] ^= 1;
    press.answer("/changed", Answer::ok(changed));
    assert!(failure(&fetch(&client(&config()), &press.url("/changed")).await).starts_with("body: cut short"));
}

#[tokio::test]
async fn bodies_cut_short_are_failures_and_never_half_a_feed() {
    let press = Press::start().await;
    let packed = gzip(FEED.repeat(50).as_bytes());
    let half = packed[..packed.len() / 2].to_vec();
    press.answer("/length", Answer::cut(FEED));
    press.answer("/named", Answer::ok(half.clone()).header("content-encoding", "gzip"));
    press.answer("/unnamed", Answer::ok(half));
    press.answer("/nonsense", Answer::ok("no feed at all").header("content-encoding", "deflate"));
    let client = client(&config());
    for path in ["/length", "/named", "/unnamed", "/nonsense"] {
        let fetched = fetch(&client, &press.url(path)).await;
        assert!(failure(&fetched).starts_with("body: cut short"), "{path}: {fetched:?}");
    }
}

#[tokio::test]
async fn no_body_is_read_beyond_the_cap() {
    let press = Press::start().await;
    let big = vec![b' '; 50 << 20];
    press.answer("/big", Answer::ok(big.clone()));
    press.answer("/endless", Answer::endless(vec![b'x'; 64 << 10]));
    press.answer("/bomb", Answer::status(200).gzip(&big));
    press.answer("/silent-bomb", Answer::ok(gzip(&big)));
    let client = client(&config());
    for path in ["/big", "/endless", "/bomb", "/silent-bomb"] {
        let fetched = fetch(&client, &press.url(path)).await;
        assert_eq!(fetched, Fetched::Failed(FailureReason::TooLarge(1 << 20)), "{path}");
    }
}

#[tokio::test]
async fn slow_and_silent_servers_run_out_of_time() {
    let press = Press::start().await;
    press.answer("/stalled", Answer::stalled("<rss>"));
    press.answer("/mute", Answer::mute());
    let client = client(&FetchConfig { timeout: Duration::from_millis(300), ..config() });
    for (path, why) in [
        ("/stalled", "timeout: the answer began, but its body did not end in time"),
        ("/mute", "timeout: connected, but no first byte of an answer in time"),
    ] {
        let fetched = fetch(&client, &press.url(path)).await;
        assert_eq!(failure(&fetched), why, "{path}");
    }
}

#[tokio::test]
async fn unknown_hosts_and_refused_connections_are_named() {
    let client = client(&config());
    let fetched = fetch(&client, "http://no-such-host.invalid/feed").await;
    assert_eq!(failure(&fetched), "DNS: no such host");
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let fetched = fetch(&client, &format!("http://127.0.0.1:{port}/feed")).await;
    assert_eq!(failure(&fetched), "connection: refused");
}

#[tokio::test]
async fn a_server_without_tls_is_a_tls_failure() {
    let press = Press::start().await;
    let url = press.url("/feed").replace("http:", "https:");
    let fetched = fetch(&client(&config()), &url).await;
    assert!(matches!(&fetched, Fetched::Failed(FailureReason::Tls(_))), "{fetched:?}");
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
async fn a_hub_is_asked_under_the_manners_of_every_host() {
    let start = Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").unwrap();
    let (clock, hand) = Clock::manual(start);
    let press = Press::open("127.0.0.1", clock.clone()).await;
    press.answer("/hub", Answer::status(503).header("retry-after", "90"));
    press.answer("/feed", Answer::ok(FEED));
    let client = Client::new(&config(), clock).unwrap();
    let wanted = Subscription {
        feed_id: vigie::model::FeedId::from(1),
        feed: "pier".parse().unwrap(),
        hub: press.url("/hub"),
        topic: press.url("/feed"),
        path: "p".to_owned(),
        secret: "s".to_owned(),
        state: SubscriptionState::Asked,
        asked_at: None,
        lease_until: None,
        next_at: None,
        failures: 0,
        reason: None,
        pushed_at: None,
        callback: None,
        poll_at: None,
    };
    let ask = async || client.ask_hub(&wanted, "https://desk.example/websub/p", true).await;
    let why = "the hub answered HTTP 503, told to wait".to_owned();
    assert_eq!(ask().await, Err(HubError::Throttled(why, Some(Duration::from_secs(90)))));
    hand.advance(Duration::from_secs(30));
    let left = Duration::from_mins(1);
    assert_eq!(ask().await, Err(HubError::Held(left)));
    assert_eq!(fetch(&client, &press.url("/feed")).await, Fetched::Held(left), "its feeds wait too");
    assert_eq!(press.requests().len(), 1);
    press.answer("/hub", Answer::status(202));
    hand.advance(left);
    assert_eq!(ask().await, Ok(()));
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

#[tokio::test]
async fn only_the_leading_permanent_part_of_a_chain_moves_the_feed() {
    let press = Press::start().await;
    press.answer("/old", Answer::redirect(301, "/newer"));
    press.answer("/newer", Answer::redirect(308, "/newest"));
    press.answer("/newest", Answer::redirect(302, "/today"));
    press.answer("/today", Answer::ok(FEED));
    press.answer("/detour", Answer::redirect(307, "/old"));
    let client = client(&config());
    for (path, moved) in [("/old", Some("/newest")), ("/detour", None), ("/today", None)] {
        let fetched = fetch(&client, &press.url(path)).await;
        let Fetched::Body { final_url, moved_to, .. } = fetched else { panic!("{path}: {fetched:?}") };
        assert_eq!(final_url, press.url("/today"));
        assert_eq!(moved_to, moved.map(|path| press.url(path)), "{path}");
    }
}

#[tokio::test]
async fn circles_long_chains_and_empty_redirects_fail() {
    let press = Press::start().await;
    press.answer("/a", Answer::redirect(302, "/b"));
    press.answer("/b", Answer::redirect(302, "/a"));
    press.answer("/nowhere", Answer::status(302));
    for hop in 0..8 {
        press.answer(&format!("/hop{hop}"), Answer::redirect(302, &format!("/hop{}", hop + 1)));
    }
    press.answer("/hop8", Answer::ok(FEED));
    let client = client(&config());
    for (path, why) in [
        ("/a", "redirect: it leads in a circle"),
        ("/hop2", "redirect: more than 5 hops"),
        ("/nowhere", "redirect: HTTP 302 without a usable Location"),
    ] {
        assert_eq!(failure(&fetch(&client, &press.url(path)).await), why, "{path}");
    }
    body_of(fetch(&client, &press.url("/hop3")).await);
}

#[tokio::test]
async fn credentials_and_own_headers_stay_with_their_origin() {
    let (home, away) = (Press::start().await, Press::open("127.0.0.2", Clock::system()).await);
    home.answer("/feed", Answer::redirect(302, "/inside"));
    home.answer("/inside", Answer::redirect(302, &away.url("/outside").replace("http://", "http://u:p@")));
    away.answer("/outside", Answer::ok(FEED));
    let (password, token) = (Secret::new("pass:word".to_owned()), Secret::new("token".to_owned()));
    let validators = Validators { etag: Some(b"\"1\"".to_vec()), last_modified: None, url: None };
    let request = FeedRequest {
        url: &home.url("/feed"),
        validators: &validators,
        basic: Some(("desk", &password)),
        headers: &[("X-Subscription".to_owned(), token)],
        proxy: None,
    };
    body_of(client(&config()).feed(request).await);
    for seen in home.requests() {
        assert_eq!(seen.header("authorization"), "Basic ZGVzazpwYXNzOndvcmQ=");
        assert_eq!(seen.header("x-subscription"), "token");
    }
    let seen = away.last();
    assert_eq!((seen.header("authorization"), seen.header("x-subscription")), ("", ""));
}

/// Every disguise of an address that is not the public internet's.
const REFUSED: [&str; 34] = [
    "http://127.0.0.1/",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1./",
    "http://１２７.０.０.１/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[::]/",
    "http://0/",
    "http://0.0.0.0/",
    "http://10.1.2.3/",
    "http://172.31.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://198.51.100.7/",
    "http://localhost/",
    "http://press.localhost/",
    "http://Press.LocalHost./",
    "ftp://press.example/feed",
    "file:///etc/passwd",
    "javascript:alert(1)",
];

#[tokio::test]
async fn addresses_that_are_not_the_public_internet_are_refused_in_every_disguise() {
    let client = client(&FetchConfig { allow_private: Vec::new(), ..config() });
    for url in REFUSED {
        let fetched = fetch(&client, url).await;
        assert!(matches!(&fetched, Fetched::Failed(FailureReason::Refused(_))), "{url}: {fetched:?}");
        let page = client.page(&Url::parse(url).unwrap()).await;
        assert!(matches!(&page, Err(PageError::Failed(FailureReason::Refused(_)))), "{url}: {page:?}");
        let post = client.post(&Secret::new(url.to_owned()), &[], Vec::new(), Duration::from_secs(5)).await;
        assert!(
            matches!(&post, Err(e) if !e.uncertain && matches!(e.reason, FailureReason::Refused(_))),
            "{url}"
        );
    }
}

#[tokio::test]
async fn a_redirect_to_a_refused_address_is_refused() {
    let press = Press::start().await;
    let inside = Press::open("127.0.0.2", Clock::system()).await;
    let only_the_press = vec![Cidr { address: Ipv4Addr::LOCALHOST.into(), prefix: 32 }];
    let client = client(&FetchConfig { allow_private: only_the_press, ..config() });
    for target in [inside.url("/feed"), "http://[::1]/feed".to_owned(), "file:///etc/passwd".to_owned()] {
        press.answer("/feed", Answer::redirect(301, &target));
        let fetched = fetch(&client, &press.url("/feed")).await;
        assert!(matches!(&fetched, Fetched::Failed(FailureReason::Refused(_))), "{target}: {fetched:?}");
    }
    assert!(inside.requests().is_empty());
}

#[tokio::test]
async fn names_under_localhost_lead_to_this_machine_and_nowhere_else() {
    let press = Press::start().await;
    press.answer("/feed", Answer::ok(FEED));
    let url = press.url("/feed").replace("127.0.0.1", "harbour-news.localhost");
    assert_eq!(body_of(fetch(&client(&config()), &url).await), FEED.as_bytes());
    assert!(press.last().header("host").starts_with("harbour-news.localhost:"));
}

#[test]
fn private_networks_are_opened_block_by_block() {
    let block = |text: &str, prefix| Cidr { address: text.parse().unwrap(), prefix };
    let guard = Guard::new(&[block("10.1.0.0", 16), block("fd00:1::", 32)], None);
    let refused = |text: &str| guard.refusal(text.parse().unwrap()).is_some();
    for inside in ["10.1.0.1", "10.1.255.255", "::ffff:10.1.2.3", "fd00:1::5", "8.8.8.8", "2606:4700::1111"] {
        assert!(!refused(inside), "{inside}");
    }
    for outside in ["10.2.0.1", "::ffff:10.2.0.1", "fd00:2::5", "127.0.0.1", "::ffff:8.8.8.8"] {
        assert!(refused(outside), "{outside}");
    }
}

#[tokio::test]
async fn pages_obey_robots_txt_asked_once() {
    let press = Press::start().await;
    let rules = "User-agent: *\nDisallow: /\n\nUser-agent: Vigie\nDisallow: /drafts/\n";
    press.answer("/robots.txt", Answer::ok(rules).content_type("text/plain"));
    press.answer("/news/1", Answer::ok("<p>Ferry strike</p>").content_type("text/html"));
    let client = client(&config());
    let page = |path: &str| Url::parse(&press.url(path)).unwrap();
    assert_eq!(client.page(&page("/news/1")).await.unwrap().bytes, b"<p>Ferry strike</p>");
    assert_eq!(client.page(&page("/drafts/2")).await, Err(PageError::Robots));
    assert_eq!(client.page(&page("/news/3")).await, Err(PageError::Gone(404)));
    assert_eq!(press.requests_for("/robots.txt").len(), 1);
    assert!(press.requests_for("/drafts/2").is_empty());
}

#[tokio::test]
async fn robots_txt_that_fails_forbids_for_now_and_one_that_is_missing_allows() {
    let press = Press::start().await;
    press.answer("/news/1", Answer::ok("<p>Ferry strike</p>"));
    let page = Url::parse(&press.url("/news/1")).unwrap();
    press.answer("/robots.txt", Answer::status(500));
    let now = Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").unwrap();
    let (clock, hand) = Clock::manual(now);
    let client = Client::new(&config(), clock).unwrap();
    assert_eq!(client.page(&page).await, Err(PageError::Failed(FailureReason::Status(500))));
    press.answer("/robots.txt", Answer::status(403));
    hand.advance(Duration::from_mins(6));
    client.page(&page).await.expect("a missing robots.txt allows");
}

#[tokio::test]
async fn what_is_no_page_is_not_downloaded_as_one() {
    let press = Press::start().await;
    press.answer("/report.pdf", Answer::endless("%PDF").content_type("application/pdf"));
    let page = client(&config()).page(&Url::parse(&press.url("/report.pdf")).unwrap()).await;
    let why = "`application/pdf` came where a page was due".to_owned();
    assert_eq!(page, Err(PageError::Failed(FailureReason::NotAFeed(why))));
}

#[tokio::test]
async fn one_host_is_asked_one_at_a_time_and_with_a_gap() {
    let now = Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").unwrap();
    let (clock, hand) = Clock::manual(now);
    let press = Press::open("127.0.0.1", clock.clone()).await;
    press.answer("/feed", Answer::ok(FEED));
    let manners = FetchConfig { per_host: 1, per_host_gap: Duration::from_secs(5), ..config() };
    let client = Client::new(&manners, clock.clone()).unwrap();
    let url = press.url("/feed");
    let all = futures_util::future::join_all((0..4).map(|_| fetch(&client, &url)));
    let mut all = std::pin::pin!(all);
    // Whenever everybody waits for the clock, it is moved to the next one's turn.
    let fetched = loop {
        tokio::select! {
            fetched = &mut all => break fetched,
            () = tokio::task::yield_now() => {
                if let Some(next) = clock_is_awaited(&hand, &press) { hand.advance_to(next); }
            }
        }
    };
    assert_eq!(fetched.into_iter().map(body_of).count(), 4);
    let starts: Vec<u64> = press.requests().iter().map(|seen| seen.at.since(now).as_secs()).collect();
    assert_eq!(starts, [0, 5, 10, 15]);
}

#[tokio::test]
async fn the_gap_is_counted_from_the_end_of_a_slow_answer() {
    let now = Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").unwrap();
    let (clock, hand) = Clock::manual(now);
    let press = Press::open("127.0.0.1", clock.clone()).await;
    press.answers("/feed", [Answer::mute(), Answer::ok(FEED)]);
    let manners = FetchConfig {
        per_host: 1,
        per_host_gap: Duration::from_secs(5),
        timeout: Duration::from_secs(1),
        ..config()
    };
    let client = Client::new(&manners, clock.clone()).unwrap();
    let url = press.url("/feed");
    let mut slow = std::pin::pin!(fetch(&client, &url));
    while press.requests().is_empty() {
        tokio::select! { _ = &mut slow => panic!("it was answered"), () = tokio::task::yield_now() => {} }
    }
    hand.advance(Duration::from_secs(20));
    slow.await;
    let mut next = std::pin::pin!(fetch(&client, &url));
    loop {
        tokio::select! {
            fetched = &mut next => { body_of(fetched); break }
            () = tokio::task::yield_now() => if let Some(wake) = hand.next_wake() { hand.advance_to(wake); }
        }
    }
    assert_eq!(press.last().at.since(now), Duration::from_secs(25));
}

fn clock_is_awaited(hand: &vigie::clock::ManualClock, press: &Press) -> Option<Timestamp> {
    (!press.requests().is_empty()).then(|| hand.next_wake()).flatten()
}

#[tokio::test]
async fn a_host_that_asked_for_silence_is_left_alone_by_feeds_and_pages() {
    let now = Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").unwrap();
    let (clock, hand) = Clock::manual(now);
    let press = Press::open("127.0.0.1", clock.clone()).await;
    press.answer("/feed", Answer::ok(FEED));
    let client = Client::new(&config(), clock).unwrap();
    client.hold_host("127.0.0.1", now + Duration::from_mins(10));
    client.hold_host("127.0.0.1", now + Duration::from_mins(5));
    let left = Duration::from_mins(10);
    let url = press.url("/feed");
    assert_eq!(fetch(&client, &url).await, Fetched::Held(left));
    let page = client.page(&Url::parse(&url).unwrap()).await;
    assert_eq!(page, Err(PageError::Held(left)));
    assert!(press.requests().is_empty());
    hand.advance(Duration::from_mins(10));
    body_of(fetch(&client, &url).await);
}

#[tokio::test]
async fn a_post_carries_its_body_and_headers_and_follows_no_redirect() {
    let press = Press::start().await;
    press.answer("/hook", Answer::status(429).header("retry-after", "7").body("slow down".repeat(40_000)));
    press.answer("/moved", Answer::redirect(307, "/hook"));
    let client = client(&config());
    let post = async |path: &str| {
        let headers = [("webhook-id", "msg_1".to_owned()), ("content-type", "application/json".to_owned())];
        client
            .post(&Secret::new(press.url(path)), &headers, b"{}".to_vec(), Duration::from_secs(5))
            .await
            .unwrap()
    };
    let answer = post("/hook").await;
    assert_eq!((answer.status, answer.retry_after), (429, Some(Duration::from_secs(7))));
    assert_eq!(answer.body.len(), 256 << 10);
    let seen = press.last();
    assert_eq!(seen.method, "POST");
    assert_eq!((&seen.body[..], seen.header("content-length")), (b"{}".as_slice(), "2"));
    assert_eq!((seen.header("webhook-id"), seen.header("transfer-encoding")), ("msg_1", ""));
    assert_eq!(post("/moved").await.status, 307);
    assert_eq!(press.requests_for("/hook").len(), 1);
}

#[tokio::test]
async fn a_post_is_uncertain_only_when_it_may_have_arrived() {
    let press = Press::start().await;
    press.answer("/hook?token=canary", Answer::mute());
    let client = client(&config());
    let send = async |url: String| {
        client.post(&Secret::new(url), &[], b"{}".to_vec(), Duration::from_millis(300)).await.unwrap_err()
    };
    let silent = send(press.url("/hook?token=canary")).await;
    assert!(silent.uncertain && matches!(silent.reason, FailureReason::Timeout(_)), "{silent:?}");
    assert!(!format!("{silent:?}").contains("canary"));
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let refused = send(format!("http://127.0.0.1:{port}/canary")).await;
    assert!(
        !refused.uncertain && refused.reason == FailureReason::Connect("refused".to_owned()),
        "{refused:?}"
    );
    let unknown = send("http://no-such-host.invalid/canary".to_owned()).await;
    assert!(!unknown.uncertain && !format!("{unknown:?}").contains("canary"), "{unknown:?}");
}
