//! What `[web] listen` serves.

use std::time::Duration;

use vigie::clock::Clock;
use vigie::digest::AlarmKind;
use vigie::model::Pausable;
use vigie::store::Pause;
use vigie::web;

use super::{ALERT, get};
use crate::support::app::{News, Served, TestApp};
use crate::support::browser;

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

/// With `VIGIE_LOOK=DIR`, a picture of the page on a phone is left there for people.
#[tokio::test]
async fn the_page_names_what_is_paused_and_wrong_and_fits_a_phone() {
    let mut house = TestApp::new().await;
    house.extra.push_str(ALERT);
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    let app = house.open().await;
    vigie::daemon::once(&app).await.expect("the store works");
    let since = Clock::system().now();
    let story = app.store.placed(since - Duration::from_hours(1), since - Duration::from_hours(1)).await;
    let story = story.expect("a list")[0].story_id;
    for (kind, name) in [("topic", "drones"), ("feed", "wire"), ("story", &story.to_string())] {
        let pause = Pause {
            what: Pausable::read(kind.parse().expect("a kind"), name).expect("a thing"),
            since,
            until: None,
        };
        assert!(app.store.pause(pause).await.expect("the store works"));
    }
    let detail = "given up on channel wire-room: HTTP 400 https://hooks.example.org/services/T0123456789/B0123456789/abcdefghijklmnop";
    let dead = crate::support::alarm(AlarmKind::Dead, "wire-room-of-the-night-desk 427009331200000001");
    app.store.raise_alarm(&dead, detail, since).await.expect("raised");
    let served = Served::of(&app).await;
    let (code, page) = get(&served.base, None).await;
    assert_eq!(code, 200);
    for words in [
        "<h2>Paused</h2>",
        "topic drones",
        "feed wire",
        "story Drone seen over the harbour",
        "<bdi>it is resumed</bdi>",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains(" CE") && !page.contains("Z</td>"), "on the newsroom's clocks: {page}");
    served.stop().await;
    app.store.clone().close().await.expect("it closes");
    let output = house.vigie(&["status"]).output().expect("it starts");
    let status = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(status.contains("(“Drone seen over the harbour”) is paused until it is resumed"), "{status}");
    let file = house.folder.path().join("status.html");
    let script = "<script>document.title = document.documentElement.scrollWidth <= innerWidth ? 'fits' : 'overflows'</script>";
    std::fs::write(&file, page.replace("</body>", &format!("{script}</body>"))).expect("written");
    // A headless window is 500 wide at least: a frame is as narrow as a phone.
    let frame = house.folder.path().join("frame.html");
    let phone =
        "<!doctype html><iframe src=\"status.html\" style=\"width:390px;height:1400px;border:0\"></iframe>";
    std::fs::write(&frame, phone).expect("written");
    let narrow =
        page.replace("max-width: 40rem", "max-width: 400rem").replace("max-width: 60rem;", "width: 358px;");
    std::fs::write(&file, narrow.replace("</body>", &format!("{script}</body>"))).expect("written");
    let Some(dom) = browser::dump_dom(&file) else { return };
    assert!(dom.contains("<title>fits</title>"), "{dom}");
    if let Some(to) = std::env::var_os("VIGIE_LOOK").map(std::path::PathBuf::from) {
        std::fs::write(&file, &page).expect("written");
        browser::screenshot(&frame, 500, 1_420, &to.join("status-phone.png"));
    }
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
