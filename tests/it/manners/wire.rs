//! Single manners on the wire: what goes to which address, and what each failure is called.

use std::net::Ipv4Addr;
use std::time::Duration;

use url::Url;
use vigie::clock::Clock;
use vigie::config::{Cidr, FetchConfig, Secret};
use vigie::feed::{FailureReason, Fetched, Validators};
use vigie::fetch::{Client, FeedRequest, Load, PageError};
use vigie::model::Timestamp;

use crate::support::press::{Answer, Press};
use crate::support::scoring::answers::{brotli, zstd};

const FEED: &str = "<rss version='2.0'><channel><title>Harbour news</title></channel></rss>";

fn config() -> FetchConfig {
    FetchConfig {
        allow_private: vec![Cidr { address: Ipv4Addr::new(127, 0, 0, 0).into(), prefix: 8 }],
        per_host_gap: Duration::ZERO,
        timeout: Duration::from_secs(5),
        ..FetchConfig::default()
    }
}

fn client() -> Client {
    Client::new(&config(), Clock::system()).expect("a client")
}

async fn fetch(client: &Client, url: &str, validators: &Validators, proxy: Option<&str>) -> Fetched {
    let proxy = proxy.map(|address| Secret::new(address.to_owned()));
    client.feed(FeedRequest { url, validators, basic: None, headers: &[], proxy: proxy.as_ref() }).await
}

async fn fetch_plain(url: &str) -> Fetched {
    fetch(&client(), url, &Validators::default(), None).await
}

#[tokio::test]
async fn validators_go_back_to_the_address_they_came_from_and_to_no_other() {
    let press = Press::start().await;
    press.answer("/feed", Answer::redirect(302, "/monday"));
    press.answer("/monday", Answer::ok(FEED).header("etag", "\"1\""));
    press.answer("/tuesday", Answer::ok("<rss/>").header("etag", "\"1\""));
    let client = client();
    let Fetched::Body { validators, .. } =
        fetch(&client, &press.url("/feed"), &Validators::default(), None).await
    else {
        panic!("no body");
    };
    assert_eq!(validators.url, Some(press.url("/monday")));
    let again = fetch(&client, &press.url("/feed"), &validators, None).await;
    assert!(matches!(&again, Fetched::NotModified { validators: v, .. } if *v == validators), "{again:?}");
    let brought = |path: &str| press.requests_for(path).pop().unwrap().header("if-none-match").to_owned();
    assert_eq!((brought("/feed"), brought("/monday")), (String::new(), "\"1\"".to_owned()));
    // The same tag of another resource vouches for other bytes: nothing is hidden behind a 304.
    press.answer("/feed", Answer::redirect(302, "/tuesday"));
    let moved = fetch(&client, &press.url("/feed"), &validators, None).await;
    assert!(matches!(&moved, Fetched::Body { bytes, .. } if bytes == b"<rss/>"), "{moved:?}");
    assert_eq!(brought("/tuesday"), "");
}

#[tokio::test]
async fn a_410_behind_a_temporary_redirect_is_not_the_feeds_own() {
    let press = Press::start().await;
    press.answer("/gone", Answer::status(410));
    for (code, expected) in [
        (301, Fetched::Gone),
        (308, Fetched::Gone),
        (302, Fetched::Failed(FailureReason::Status(410))),
        (307, Fetched::Failed(FailureReason::Status(410))),
    ] {
        press.answer("/feed", Answer::redirect(code, "/gone"));
        assert_eq!(fetch_plain(&press.url("/feed")).await, expected, "{code}");
    }
}

#[tokio::test]
async fn robots_txt_of_every_hop_of_a_page_is_obeyed() {
    let (home, away) = (Press::start().await, Press::open("127.0.0.2", Clock::system()).await);
    home.answer("/news", Answer::redirect(302, &away.url("/hidden/1")));
    away.answer("/robots.txt", Answer::ok("User-agent: *\nDisallow: /hidden/\n"));
    away.answer("/hidden/1", Answer::ok("<p>Ferry strike</p>").content_type("text/html"));
    let page = client().page(&Url::parse(&home.url("/news")).unwrap()).await;
    assert_eq!(page, Err(PageError::Robots));
    let paths: Vec<String> = away.requests().into_iter().map(|seen| seen.path).collect();
    assert_eq!(paths, ["/robots.txt"]);
}

#[tokio::test]
async fn a_robots_txt_that_asks_for_silence_silences_its_host() {
    let (clock, hand) = Clock::manual(Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").unwrap());
    let press = Press::open("127.0.0.1", clock.clone()).await;
    press.answer("/robots.txt", Answer::status(503).header("retry-after", "600"));
    press.answer("/feed", Answer::ok(FEED));
    let client = Client::new(&config(), clock).unwrap();
    let page = client.page(&Url::parse(&press.url("/news/1")).unwrap()).await;
    let retry_after = Some(Duration::from_mins(10));
    let host = Some("127.0.0.1".to_owned());
    assert_eq!(page, Err(PageError::Throttled { status: 503, retry_after, host }));
    hand.advance(Duration::from_mins(4));
    let held = fetch(&client, &press.url("/feed"), &Validators::default(), None).await;
    assert_eq!(held, Fetched::Held(Duration::from_mins(6)));
    assert_eq!(press.requests().len(), 1);
}

#[tokio::test]
async fn a_retry_after_date_is_counted_by_the_clock_of_the_server_that_gave_it() {
    let now = Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").unwrap();
    let press = Press::start().await;
    for (date, until, minutes) in [
        // Three hours behind: by our clock the time has long passed.
        ("Thu, 11 Jun 2026 04:00:00 GMT", "Thu, 11 Jun 2026 04:20:00 GMT", 20),
        ("Thu, 11 Jun 2026 07:00:00 GMT", "Thu, 11 Jun 2026 07:20:00 GMT", 20),
        // Ahead of ours: the longer of both.
        ("Thu, 11 Jun 2026 09:00:00 GMT", "Thu, 11 Jun 2026 09:20:00 GMT", 140),
    ] {
        press.answer("/feed", Answer::status(429).header("date", date).header("retry-after", until));
        let client = Client::new(&config(), Clock::manual(now).0).unwrap();
        let told = fetch(&client, &press.url("/feed"), &Validators::default(), None).await;
        let retry_after = Some(Duration::from_mins(minutes));
        let expected = Fetched::Throttled { status: 429, challenge: false, retry_after, host: None };
        assert_eq!(told, expected, "{date}");
    }
}

#[tokio::test]
async fn a_retry_after_is_kept_with_every_status_that_speaks_of_load() {
    let press = Press::start().await;
    for (status, kept) in [(403, true), (429, true), (500, true), (503, true), (404, false), (401, false)] {
        press.answer("/feed", Answer::status(status).header("retry-after", "60"));
        let told = fetch_plain(&press.url("/feed")).await;
        assert_eq!(matches!(told, Fetched::Throttled { .. }), kept, "{status}: {told:?}");
    }
}

#[tokio::test]
async fn a_feed_goes_through_a_proxy_of_its_own_and_the_guard_stays() {
    let proxy = Press::start().await;
    proxy.answer("/feed", Answer::ok(FEED));
    let (client, none) = (client(), Validators::default());
    let address = proxy.url("");
    let through = fetch(&client, "http://press.example/feed", &none, Some(&address)).await;
    assert!(matches!(&through, Fetched::Body { .. }), "{through:?}");
    assert_eq!(proxy.last().header("host"), "press.example");
    let inside = fetch(&client, "http://10.1.2.3/feed", &none, Some(&address)).await;
    assert!(matches!(&inside, Fetched::Failed(FailureReason::Refused(_))), "{inside:?}");
    let unusable = fetch(&client, "http://press.example/feed", &none, Some("no address")).await;
    assert!(matches!(&unusable, Fetched::Failed(FailureReason::Unusable(_))), "{unusable:?}");
    assert_eq!(proxy.requests().len(), 1);
}

#[tokio::test]
async fn a_proxy_that_is_down_is_named_as_the_cause() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", free.local_addr().expect("an address"));
    drop(free);
    let (client, none) = (client(), Validators::default());
    let through = fetch(&client, "http://press.example/feed", &none, Some(&address)).await;
    let Fetched::Failed(reason) = through else { panic!("{through:?}") };
    assert_eq!(reason.to_string(), "connection: through the proxy: refused");
}

#[tokio::test]
async fn a_proxy_is_told_the_password_of_its_address_and_nobody_else_is() {
    let proxy = Press::start().await;
    proxy.answer("/feed", Answer::ok(FEED));
    let address = proxy.url("").replace("http://", "http://vigie:correct-horse@");
    let client = client();
    let through = fetch(&client, "http://press.example/feed", &Validators::default(), Some(&address)).await;
    assert!(matches!(&through, Fetched::Body { .. }), "{through:?}");
    let sent = proxy.last();
    assert_eq!(sent.header("proxy-authorization"), "Basic dmlnaWU6Y29ycmVjdC1ob3JzZQ==");
    assert_eq!(sent.header("authorization"), "");
    drop(proxy);
    let shut = fetch(&client, "http://press.example/feed", &Validators::default(), Some(&address)).await;
    assert!(matches!(&shut, Fetched::Failed(_)), "{shut:?}");
    assert!(!format!("{shut:?} {client:?}").contains("correct-horse"), "{shut:?} {client:?}");
}

#[tokio::test]
async fn every_packing_is_unpacked_and_a_cut_one_is_read_as_far_as_it_came() {
    let press = Press::start().await;
    let long = FEED.replace("Harbour", &"Harbour ".repeat(500));
    for (form, packed) in [("br", brotli(long.as_bytes())), ("zstd", zstd(long.as_bytes()))] {
        press.answer("/whole", Answer::ok(packed.clone()).header("content-encoding", form));
        let whole = fetch_plain(&press.url("/whole")).await;
        assert!(matches!(&whole, Fetched::Body { bytes, .. } if bytes == long.as_bytes()), "{form}");
        press
            .answer("/cut", Answer::ok(packed[..packed.len() / 2].to_vec()).header("content-encoding", form));
        let cut = fetch_plain(&press.url("/cut")).await;
        let Fetched::Body { bytes, is_cut: true, .. } = &cut else { panic!("{form}: {cut:?}") };
        assert!(long.as_bytes().starts_with(bytes) && bytes.len() < long.len(), "{form}");
    }
}

#[tokio::test]
async fn failures_are_called_by_names_that_say_what_to_mend() {
    let press = Press::start().await;
    for (answer, name) in [
        (Answer::status(401), "HTTP 401: credentials are missing or wrong"),
        (Answer::status(403), "HTTP 403: forbidden"),
        (Answer::status(404), "HTTP 404: not found"),
        (Answer::status(500), "HTTP 500"),
        (Answer::status(403).header("cf-mitigated", "challenge"), "challenge page (HTTP 403)"),
        (Answer::status(206).body(FEED), "body: a part came where the whole was asked for"),
    ] {
        press.answer("/feed", answer);
        let Fetched::Failed(reason) = fetch_plain(&press.url("/feed")).await else { panic!("{name}") };
        assert_eq!(reason.to_string(), name);
    }
    let guarded =
        Client::new(&FetchConfig { allow_private: Vec::new(), ..config() }, Clock::system()).unwrap();
    let refused = fetch(&guarded, &press.url("/feed"), &Validators::default(), None).await;
    let why =
        "guard: a loopback address is not asked; list its network in `fetch.allow_private` if it is meant";
    assert!(matches!(&refused, Fetched::Failed(reason) if reason.to_string() == why), "{refused:?}");
}

#[tokio::test]
async fn what_is_under_way_and_what_waits_is_counted() {
    let press = Press::start().await;
    press.answer("/mute", Answer::mute());
    let client = Client::new(&FetchConfig { per_host: 1, ..config() }, Clock::system()).unwrap();
    assert_eq!(client.load(), Load::default());
    let url = press.url("/mute");
    let validators = Validators::default();
    let mut both = std::pin::pin!(futures_util::future::join(
        fetch(&client, &url, &validators, None),
        fetch(&client, &url, &validators, None),
    ));
    let waits = async {
        while press.requests().is_empty() || client.load().waiting == 0 {
            tokio::task::yield_now().await;
        }
        client.load()
    };
    tokio::select! {
        _ = &mut both => panic!("the press is mute"),
        load = waits => assert_eq!(load, Load { in_flight: 1, waiting: 1 }),
    }
}
