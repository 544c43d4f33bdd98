//! Manners towards a host: robots.txt, one request at a time, gaps and silence; and what is posted.

use std::time::Duration;

use url::Url;
use vigie::clock::Clock;
use vigie::config::{FetchConfig, Secret};
use vigie::feed::{FailureReason, Fetched, SubscriptionState};
use vigie::fetch::{Client, HubError, PageError};
use vigie::model::Timestamp;

use super::{FEED, body_of, client, config, fetch};
use crate::support::hub::subscription;
use crate::support::press::{Answer, Press};

#[tokio::test]
async fn a_hub_is_asked_under_the_manners_of_every_host() {
    let start = Timestamp::parse_rfc3339("2026-06-11T07:00:00Z").unwrap();
    let (clock, hand) = Clock::manual(start);
    let press = Press::open("127.0.0.1", clock.clone()).await;
    press.answer("/hub", Answer::status(503).header("retry-after", "90"));
    press.answer("/feed", Answer::ok(FEED));
    let client = Client::new(&config(), clock).unwrap();
    let wanted = subscription(SubscriptionState::Asked, press.url("/hub"), press.url("/feed"));
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
async fn of_a_long_robots_txt_the_beginning_counts() {
    let press = Press::start().await;
    let filler = "# of no use to anybody but long\n".repeat(40_000);
    let rules = format!("User-agent: *\nDisallow: /closed\n{filler}Disallow: /behind\n");
    press.answer("/robots.txt", Answer::ok(rules).content_type("text/plain"));
    press.answer("/behind", Answer::ok("<p>open</p>"));
    let client = client(&config());
    let page = |path: &str| Url::parse(&press.url(path)).unwrap();
    assert_eq!(client.page(&page("/closed")).await, Err(PageError::Robots));
    client.page(&page("/behind")).await.expect("a rule behind the first 512 KiB is not looked at");
}

#[tokio::test]
async fn robots_txt_that_redirects_in_a_circle_is_none() {
    let press = Press::start().await;
    press.answer("/robots.txt", Answer::redirect(302, "/robots"));
    press.answer("/robots", Answer::redirect(302, "/robots.txt"));
    press.answer("/page", Answer::ok("<p>x").content_type("text/html"));
    let page = press.url("/page").parse().expect("an address");
    client(&config()).page(&page).await.expect("it is allowed");
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
    assert_eq!(page, Err(PageError::Failed(FailureReason::WrongKind("application/pdf".to_owned()))));
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
