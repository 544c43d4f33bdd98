//! Whatever the world sends, the daemon stays up and says what is wrong.

use std::os::unix::fs::PermissionsExt as _;

use vigie::clock::Clock;
use vigie::model::DeliveryState;
use vigie::store::DeliveryFilter;

use super::ALERT;
use crate::support::app::{News, TestApp, rss};
use crate::support::press::Answer;
use crate::support::smtp::{Script, SmtpServer};

/// Polls a feed that answers so, beside a good one: the good one is told, the bad one has its reason.
#[track_caller]
fn check(answer: Answer, reason: &str) -> impl Future<Output = ()> {
    let reason = reason.to_owned();
    async move {
        let mut house = TestApp::new().await;
        house.extra.push_str(ALERT);
        house.feed("bad", &[]);
        house.feed("good", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
        house.press.answer("/bad.xml", answer);
        let pass = house.once().await;
        assert_eq!((pass.feeds, pass.blind, pass.sent), (2, 1, 1), "{reason}");
        let app = house.open().await;
        let feeds = app.store.feed_list().await.expect("the feeds");
        let bad = feeds.iter().find(|feed| feed.name.as_str() == "bad").expect("the bad feed");
        let said = bad.reason.clone().unwrap_or_default();
        assert!(said.contains(&reason), "`{said}` does not say `{reason}`");
        assert!(bad.next_poll_at.is_some_and(|at| at > app.clock.now()), "it is tried again, later");
    }
}

#[tokio::test]
async fn a_web_page_where_a_feed_was_due() {
    check(
        Answer::ok("<!doctype html><html><body>Please sign in</body></html>").content_type("text/html"),
        "a web page",
    )
    .await;
}

#[tokio::test]
async fn a_truncated_gzip() {
    let whole = crate::support::press::gzip(&b"<rss version=\"2.0\"><channel></channel></rss>".repeat(100));
    let half = whole[..whole.len() / 2].to_vec();
    check(Answer::ok(half).header("content-encoding", "gzip"), "body").await;
}

#[tokio::test]
async fn a_feed_that_is_cut_in_its_head() {
    check(Answer::cut("<rss version=\"2.0\"><channel><title>The ti"), "body: cut short").await;
}

#[tokio::test]
async fn a_page_that_is_cut_before_anything_could_be_read() {
    check(Answer::cut("<!doctype html><html><body>Not quite"), "body: cut short").await;
}

/// Servers that count letters where bytes are due announce more than they send, each time.
#[tokio::test]
async fn a_feed_that_is_shorter_than_its_announced_length_is_read() {
    let mut house = TestApp::new().await;
    house.extra.push_str(ALERT);
    house.feed("long", &[]);
    let xml = rss(&[News::new("one", "Drone seen over the harbour", Clock::system().now())], str::to_owned);
    house.press.answer("/long.xml", Answer::cut(xml).header("etag", "\"of-half\""));
    let pass = house.once().await;
    assert_eq!((pass.feeds, pass.blind, pass.sent), (1, 0, 1));
    let app = house.open().await;
    let feeds = app.store.feed_list().await.expect("the feeds");
    let body = feeds[0].body.as_ref().expect("what was seen of it");
    assert_eq!((body.entries, body.lost, feeds[0].validators.etag.as_ref()), (1, 0, None));
    assert!(body.problems.iter().any(|problem| problem.contains("fewer bytes")), "{body:?}");
}

#[tokio::test]
async fn a_body_that_never_ends() {
    check(Answer::endless(vec![b'x'; 1 << 16]), "larger than").await;
}

#[tokio::test]
async fn a_body_of_fifty_megabytes() {
    check(Answer::ok(vec![b' '; 50 << 20]), "larger than").await;
}

#[tokio::test]
async fn an_empty_body() {
    check(Answer::ok(""), "empty").await;
}

#[tokio::test]
async fn a_server_error() {
    check(Answer::status(500), "HTTP 500").await;
}

#[tokio::test]
async fn an_unknown_host_and_a_refused_connection() {
    let mut house = TestApp::new().await;
    house.extra = format!(
        "{ALERT}[feeds.nowhere]\nurl = \"http://nowhere.invalid/rss\"\n[feeds.shut]\nurl = \"http://127.0.0.1:9/rss\"\n\
         [feeds.inside]\nurl = \"http://169.254.169.254/latest\"\n"
    );
    house.feed("good", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    let pass = house.once().await;
    assert_eq!((pass.feeds, pass.blind, pass.sent), (4, 3, 1));
    let app = house.open().await;
    let feeds = app.store.feed_list().await.expect("the feeds");
    let reason = |name: &str| {
        feeds
            .iter()
            .find(|feed| feed.name.as_str() == name)
            .and_then(|feed| feed.reason.clone())
            .unwrap_or_default()
    };
    assert!(reason("nowhere").contains("DNS"), "{}", reason("nowhere"));
    assert!(reason("shut").contains("connection"), "{}", reason("shut"));
    assert!(reason("inside").starts_with("guard: a link-local address"), "{}", reason("inside"));
}

#[tokio::test]
async fn a_wrong_smtp_password_keeps_the_mail_in_the_outbox_and_opens_the_breaker() {
    let login = Some(("vigie".to_owned(), "right".to_owned()));
    let script = Script { login, mechanism: "PLAIN", ..Script::default() };
    let server = SmtpServer::start(script.clone()).await;
    let (clock, hand) = Clock::manual(super::time("2026-06-11T08:00:00+02:00"));
    let mut house = TestApp::under(clock.clone()).await;
    let secret = house.folder.path().join("password");
    std::fs::write(&secret, "wrong").expect("a file");
    house.extra = format!(
        "[smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nusername = \"vigie\"\npassword_file = \"{}\"\n\
         from = \"Vigie <vigie@example.org>\"\n[channels.mail.email]\nto = [\"desk@example.org\"]\n{}",
        server.port,
        secret.display(),
        ALERT.replace("\"hook\"", "\"mail\"")
    );
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", clock.now())]);
    let pass = house.once().await;
    assert_eq!((pass.sent, pass.unsent), (0, 1));
    let app = house.open().await;
    let waiting = app.store.deliveries(&DeliveryFilter::default()).await.expect("the outbox").remove(0);
    assert_eq!(waiting.state, DeliveryState::Retry);
    let why = waiting.outcome.clone().unwrap_or_default();
    assert!(why.contains("535") && !why.contains("wrong"), "{why}");
    app.store.clone().close().await.expect("it closes");
    drop(app);
    std::fs::write(&secret, "right").expect("a file");
    hand.advance(std::time::Duration::from_hours(1));
    assert_eq!(house.once().await.sent, 1, "nothing was lost");
    assert_eq!(server.mails().len(), 1);
}

#[test]
fn a_store_folder_that_cannot_be_written_stops_the_start_with_a_sentence() {
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let house = runtime.block_on(async {
        let mut house = TestApp::new().await;
        house.feed("good", &[]);
        house
    });
    house.write();
    let folder = house.folder.path().join("config");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).expect("a mode");
    // Root may write anywhere: then a file stands where the folder should.
    let blocked = folder.join("file");
    let mut house = house;
    let is_root = std::fs::write(&blocked, "").is_ok();
    if is_root {
        house.store = "sqlite:file/vigie.db".to_owned();
    }
    let run = house.vigie(&["run"]).output().expect("the program");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).expect("a mode");
    assert_eq!(run.status.code(), Some(1));
    let said = String::from_utf8_lossy(&run.stderr);
    let last = said.lines().last().unwrap_or_default();
    assert!(last.starts_with("vigie: cannot write the store: ") && last.contains("vigie.db"), "{said}");
}

#[test]
fn a_busy_port_stops_the_start_with_a_sentence() {
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let house = runtime.block_on(TestApp::new());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let folder = house.write();
    let text = std::fs::read_to_string(folder.join("vigie.toml")).expect("the configuration");
    let port = taken.local_addr().expect("an address").to_string();
    let file = house.folder.path().join("busy.toml");
    std::fs::write(&file, text.replace("127.0.0.1:0", &port)).expect("a file");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_vigie"))
        .arg("--config")
        .arg(&file)
        .arg("run")
        .output();
    let run = run.expect("the program");
    assert_eq!(run.status.code(), Some(1));
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(said.contains(&format!("cannot listen on `{port}`")), "{said}");
}
