//! What `[web] listen` serves.

use vigie::clock::Clock;
use vigie::web;

use super::{ALERT, get};
use crate::support::app::{News, Served, TestApp};

#[tokio::test]
async fn health_metrics_and_the_page_say_how_the_house_is() {
    let mut house = TestApp::new().await;
    house.extra.push_str(ALERT);
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    let daemon = house.serve().await;
    house.receiver.wait_for(1).await;
    let served = Served::of(&daemon.app).await;
    let base = served.base.clone();
    assert_eq!(get(&format!("{base}/healthz"), None).await, (200, "ok\n".to_owned()));
    assert_eq!(get(&format!("{base}/readyz"), None).await, (200, "ok\n".to_owned()));
    let (code, metrics) = get(&format!("{base}/metrics"), None).await;
    assert_eq!(code, 200);
    assert!(metrics.contains("vigie_polls_total{result=\"new\"} 1"), "{metrics}");
    assert!(metrics.contains("vigie_feeds 1"), "{metrics}");
    assert!(!metrics.contains("127.0.0.1"), "no metric carries an address");
    let (code, page) = get(&base, None).await;
    assert_eq!(code, 200);
    assert!(page.contains("Test desk") && page.contains("Feeds watched"), "{page}");
    let (code, _) = get(&base, Some("rebound.example")).await;
    assert_eq!(code, 421, "a name that is not ours does not show the desk");
    served.stop().await;
    daemon.stop().await;
}

#[tokio::test]
async fn a_busy_port_is_named_with_what_to_do() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let house = TestApp::new().await;
    let mut config = house.config();
    config.web.listen = Some(taken.local_addr().expect("an address"));
    let error = web::bind(&config.web).await.expect_err("it is taken").to_string();
    assert!(
        error.contains("cannot listen on `127.0.0.1:") && error.contains("`listen` in `[web]`"),
        "{error}"
    );
}
