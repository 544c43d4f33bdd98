//! Where a request may lead: chains of redirects, and addresses that are never asked.

use std::net::Ipv4Addr;
use std::time::Duration;

use url::Url;
use vigie::clock::Clock;
use vigie::config::{Cidr, Credentials, FetchConfig, Secret};
use vigie::feed::{FailureReason, Fetched, Validators};
use vigie::fetch::guard::Guard;
use vigie::fetch::{FeedRequest, PageError};

use super::{FEED, body_of, client, config, failure, fetch};
use crate::support::press::{Answer, Press};

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
    let credentials = Credentials { username: "desk".to_owned(), password };
    let validators = Validators { etag: Some(b"\"1\"".to_vec()), last_modified: None, url: None };
    let request = FeedRequest {
        url: &home.url("/feed"),
        validators: &validators,
        basic: Some(&credentials),
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

#[tokio::test]
async fn credentials_that_a_redirect_leaves_behind_are_named_as_the_cause() {
    let (home, away) = (Press::start().await, Press::open("127.0.0.2", Clock::system()).await);
    home.answer("/feed", Answer::redirect(301, &away.url("/feed")));
    away.answer("/feed", Answer::status(401));
    let password = Secret::new("pass".to_owned());
    let (credentials, validators) =
        (Credentials { username: "desk".to_owned(), password }, Validators::default());
    let url = home.url("/feed");
    let request =
        |basic| FeedRequest { url: &url, validators: &validators, basic, headers: &[], proxy: None };
    let client = client(&config());
    let why = failure(&client.feed(request(Some(&credentials))).await);
    let origin = away.url("");
    assert_eq!(
        why,
        format!("credentials are not sent to {origin}, where it redirects: write that address into `url`")
    );
    assert_eq!(failure(&client.feed(request(None)).await), "HTTP 401: credentials are missing or wrong");
}

#[test]
fn the_same_host_is_still_home_when_it_speaks_tls_on_its_usual_port() {
    let is_home = |one: &str, other: &str| {
        vigie::fetch::is_home(&Url::parse(one).unwrap(), &Url::parse(other).unwrap())
    };
    assert!(is_home("http://press.example/feed", "http://press.example/other"));
    assert!(is_home("http://press.example/feed", "https://press.example/feed"));
    for (one, other) in [
        ("https://press.example/", "http://press.example/"),
        ("http://press.example:8080/", "https://press.example/"),
        ("http://press.example/", "https://press.example:8443/"),
        ("http://press.example/", "https://www.press.example/"),
        ("http://press.example/", "http://other.example/"),
    ] {
        assert!(!is_home(one, other), "{one} {other}");
    }
}

#[tokio::test]
async fn a_location_in_latin_1_is_followed() {
    let press = Press::start().await;
    press.answer("/old", Answer::status(302).header_bytes("location", b"/caf\xe9"));
    press.answer("/caf%E9", Answer::ok(FEED));
    body_of(fetch(&client(&config()), &press.url("/old")).await);
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
