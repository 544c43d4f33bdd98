//! The guarded client over real sockets: a press on loopback answers, well and badly.

mod asking;
mod bodies;
mod hosts;
mod redirects;

use std::net::Ipv4Addr;
use std::time::Duration;

use vigie::clock::Clock;
use vigie::config::{Cidr, FetchConfig};
use vigie::feed::{Fetched, Validators};
use vigie::fetch::{Client, FeedRequest};

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
