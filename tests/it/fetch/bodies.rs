//! Bodies as servers send them: packed, cut short, too large, too slow, or none at all.

use std::io::Read as _;
use std::time::Duration;

use vigie::config::FetchConfig;
use vigie::feed::{FailureReason, Fetched};

use super::{FEED, body_of, client, config, failure, fetch};
use crate::support::press::{Answer, Press, gzip};

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
async fn a_body_that_ends_before_its_announced_length_is_handed_over_as_cut() {
    let press = Press::start().await;
    press.answer("/length", Answer::cut(FEED));
    press.answer("/packed", Answer::cut(gzip(FEED.as_bytes())));
    press.answer("/half", Answer::cut(gzip(FEED.as_bytes())[..60].to_vec()));
    let client = client(&config());
    for (path, is_whole) in [("/length", true), ("/packed", true), ("/half", false)] {
        let fetched = fetch(&client, &press.url(path)).await;
        let Fetched::Body { bytes, is_cut: true, .. } = &fetched else { panic!("{path}: {fetched:?}") };
        assert!(FEED.as_bytes().starts_with(bytes), "{path}");
        assert_eq!(bytes.len() == FEED.len(), is_whole, "{path}");
    }
    press.answer("/nothing", Answer::cut(""));
    assert!(failure(&fetch(&client, &press.url("/nothing")).await).starts_with("body: cut short"));
}

#[tokio::test]
async fn packed_bodies_cut_short_are_failures_and_never_half_a_feed() {
    let press = Press::start().await;
    let packed = gzip(FEED.repeat(50).as_bytes());
    let half = packed[..packed.len() / 2].to_vec();
    press.answer("/named", Answer::ok(half.clone()).header("content-encoding", "gzip"));
    press.answer("/unnamed", Answer::ok(half));
    press.answer("/nonsense", Answer::ok("no feed at all").header("content-encoding", "deflate"));
    let client = client(&config());
    for path in ["/named", "/unnamed", "/nonsense"] {
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
