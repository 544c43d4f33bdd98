//! The commands on a store, as people and scripts call them.

use std::process::Output;

use serde_json::Value;
use vigie::clock::Clock;

use crate::support::app::{News, TestApp};
use crate::support::receiver::Reply;

const RULES: &str = "[alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"hook\"]\n\
                     [digests.morning]\ntopics = [\"*\"]\nchannels = [\"hook\"]\nat = [\"07:30\"]\n";

/// A house whose feed told of one drone, and after `run --once`.
async fn told() -> TestApp {
    let mut house = TestApp::new().await;
    house.extra.push_str(RULES);
    let at = Clock::system().now();
    house.feed(
        "wire",
        &[News::new("one", "Drone seen over the harbour", at), News::new("two", "Bakers vote", at)],
    );
    let out = run(&house, &["run", "--once"]).await;
    assert!(out.0, "{}", out.2);
    house
}

/// Runs the program beside this test's servers: success, stdout, stderr.
async fn run(house: &TestApp, arguments: &[&str]) -> (bool, String, String) {
    let mut command = house.vigie(arguments);
    let done: Output =
        tokio::task::spawn_blocking(move || command.output().expect("the program")).await.expect("no panic");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.success(), text(&done.stdout), text(&done.stderr))
}

/// The first line of stdout as JSON.
#[track_caller]
fn json(stdout: &str) -> Value {
    let line = stdout.lines().next().expect("a line");
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn run_once_says_what_it_did_as_one_json_line() {
    let mut house = TestApp::new().await;
    house.extra.push_str(RULES);
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    let (ok, stdout, stderr) = run(&house, &["--format", "json", "run", "--once"]).await;
    assert!(ok, "{stderr}");
    assert_eq!(stdout.lines().count(), 1);
    let pass = json(&stdout);
    assert_eq!((&pass["feeds"], &pass["articles"], &pass["sent"]), (&1.into(), &1.into(), &1.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn status_and_feed_list_show_the_house_at_a_glance() {
    let house = told().await;
    let (ok, text, stderr) = run(&house, &["status"]).await;
    assert!(ok, "{stderr}");
    assert!(text.contains("1, 0 blind") && text.contains("hook: 1 sent"), "{text}");
    let (_, text, _) = run(&house, &["--format", "json", "status"]).await;
    assert_eq!((&json(&text)["feeds"], &json(&text)["matches"]), (&1.into(), &1.into()));
    let (_, text, _) = run(&house, &["feed", "list"]).await;
    assert!(text.contains("wire") && text.contains("ok") && text.ends_with("1 feed, 0 blind\n"), "{text}");
    let (_, text, _) = run(&house, &["--format", "json", "feed", "list"]).await;
    assert_eq!((&json(&text)["name"], &json(&text)["failures"]), (&"wire".into(), &0.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn why_walks_from_the_feed_to_the_delivery() {
    let house = told().await;
    let url = house.press.url("/one");
    let (ok, text, stderr) = run(&house, &["why", &url]).await;
    assert!(ok, "{stderr}");
    for stage in [
        "by feed wire",
        "the feed's words",
        "drones, score",
        "“Drone” in the title",
        "alert:breaking",
        "digest:morning",
        "through hook",
    ] {
        assert!(text.contains(stage), "`{stage}` is missing:\n{text}");
    }
    let (_, text, _) = run(&house, &["--format", "json", "why", &url]).await;
    let path = json(&text);
    assert_eq!(path["matches"][0]["topic"], "drones");
    assert_eq!(path["deliveries"][0]["state"], "sent");
    let (ok, text, _) = run(&house, &["why", "https://example.org/never-seen"]).await;
    assert!(!ok && text.contains("not in the store"), "{text}");
    let (ok, text, _) = run(&house, &["why", &house.press.url("/two")]).await;
    assert!(ok && text.contains("none matched"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_are_listed_shown_retried_and_dropped() {
    let mut house = TestApp::new().await;
    house.extra.push_str(RULES);
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    house.receiver.reply(Some(Reply::Status(410)));
    run(&house, &["run", "--once"]).await;
    let (_, text, _) = run(&house, &["--format", "json", "delivery", "list", "--state", "dead"]).await;
    let id = json(&text)["id"].as_str().expect("an id as a string").to_owned();
    let (_, text, _) = run(&house, &["delivery", "show", &id]).await;
    assert!(text.contains("attempt 1") && text.contains("410") && text.contains("vigie.alert"), "{text}");
    let (_, text, _) = run(&house, &["status"]).await;
    assert!(text.contains("channel `hook` rests"), "{text}");
    house.receiver.reply(None);
    let (ok, text, _) = run(&house, &["delivery", "retry", "dead"]).await;
    assert!(ok && text.contains("is due again"), "{text}");
    let (_, text, _) = run(&house, &["--format", "json", "run", "--once"]).await;
    assert_eq!(json(&text)["sent"], 1);
    let (ok, _, stderr) = run(&house, &["delivery", "drop", &id]).await;
    assert!(!ok && stderr.contains("cannot be dropped"), "{stderr}");
    let (ok, _, stderr) = run(&house, &["delivery", "show", "not-an-id"]).await;
    assert!(!ok && stderr.contains("is not a delivery id"), "{stderr}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_receiver_lost_is_sent_again_under_its_id_after_a_dry_run_that_sends_nothing() {
    let house = told().await;
    let first = house.receiver.wait_for(1).await.remove(0);
    let replay = ["delivery", "replay", "--since", "1h", "--channel", "hook"];
    let (ok, text, stderr) = run(&house, &[&replay[..], &["--dry-run"]].concat()).await;
    assert!(
        ok && text.contains("Drone")
            && text.contains(" CE")
            && text.contains("1 would go out again, under the same ids"),
        "{text}{stderr}"
    );
    let (_, text, _) = run(&house, &["--format", "json", "run", "--once"]).await;
    assert_eq!(
        (&json(&text)["sent"], house.receiver.hooks().len()),
        (&0.into(), 1),
        "a dry run sends nothing"
    );
    // It was composed before that time.
    let (ok, text, _) = run(&house, &["delivery", "replay", "--since", "0s", "--channel", "hook"]).await;
    assert!(ok && text.contains("0 due again"), "{text}");
    let (ok, text, stderr) = run(&house, &replay).await;
    assert!(
        ok && text.contains("Drone") && text.contains("1 due again, under the same ids"),
        "{text}{stderr}"
    );
    let (_, text, _) = run(&house, &["--format", "json", "run", "--once"]).await;
    assert_eq!(json(&text)["sent"], 1);
    let hooks = house.receiver.hooks();
    assert_eq!((hooks.len(), &hooks[1].id, &hooks[1].body), (2, &first.id, &first.body));
    let wrong = ["delivery", "replay", "--since", "1h", "--channel", "nobody"];
    let (ok, _, stderr) = run(&house, &wrong).await;
    assert!(!ok && stderr.contains("no channel `nobody`; the configuration has: hook"), "{stderr}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_is_previewed_without_a_trace_and_sent_on_request() {
    let house = told().await;
    let html = house.folder.path().join("mail.html");
    let (ok, text, stderr) =
        run(&house, &["digest", "preview", "morning", "--html", &html.to_string_lossy()]).await;
    assert!(ok, "{stderr}");
    assert!(text.contains("*Drone* seen over the harbour"), "{text}");
    assert!(std::fs::read_to_string(&html).expect("the mail").contains("harbour"));
    let (_, text, _) = run(&house, &["digest", "preview", "morning", "--at", "2001-01-01T00:00:00Z"]).await;
    assert!(text.contains("nothing is open"), "{text}");
    let (ok, text, stderr) = run(&house, &["digest", "send", "morning"]).await;
    assert!(ok && text.contains("1 sent"), "{text}{stderr}");
    assert_eq!(house.receiver.hooks().last().expect("a hook").kind(), "vigie.digest");
    let (_, text, _) = run(&house, &["digest", "send", "morning"]).await;
    assert!(text.contains("nothing is open"), "{text}");
    let (ok, _, stderr) = run(&house, &["digest", "send", "evening"]).await;
    assert!(!ok && stderr.contains("no digest `evening`; the configuration has: morning"), "{stderr}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_beside_a_running_daemon_is_seen_within_its_next_look() {
    let mut house = TestApp::new().await;
    house.extra = RULES.replace(
        "channels = [\"hook\"]\n[digests",
        "channels = [\"hook\"]\ngroup_wait = \"0s\"\ngroup_interval = \"0s\"\n[digests",
    );
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    // So seldom that only the command can make it due.
    let slow = house.write();
    let text = std::fs::read_to_string(slow.join("vigie.toml")).expect("the configuration");
    std::fs::write(slow.join("vigie.toml"), text.replace("every = \"1s\"", "every = \"6h\""))
        .expect("a file");
    let config = vigie::config::load(&slow).expect("it is right").0;
    let app = vigie::daemon::App::open(config, vigie::store::Role::Daemon, Clock::system())
        .await
        .expect("it opens");
    let stop = tokio_util::sync::CancellationToken::new();
    let task = tokio::spawn(vigie::daemon::serve(app, stop.clone()));
    house.receiver.wait_for(1).await;
    house.tell("wire", &[News::new("two", "Second drone", Clock::system().now())]);
    let (ok, text, stderr) = run(&house, &["feed", "poll", "wire"]).await;
    assert!(ok && text.contains("is due now"), "{text}{stderr}");
    house.receiver.wait_for(2).await;
    let (ok, text, _) = run(&house, &["digest", "send", "morning"]).await;
    assert!(ok && text.contains("the running daemon delivers"), "{text}");
    house.receiver.wait_for(3).await;
    let (ok, _, stderr) = run(&house, &["feed", "poll", "nobody"]).await;
    assert!(!ok && stderr.contains("no feed `nobody`"), "{stderr}");
    stop.cancel();
    task.await.expect("no panic").expect("it drains");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_usage_and_wrong_configuration_end_with_two() {
    let mut house = TestApp::new().await;
    let code = |out: std::io::Result<Output>| out.expect("the program").status.code();
    assert_eq!(code(house.vigie(&["--log", "loud", "status"]).output()), Some(2));
    assert_eq!(code(house.vigie(&["digest", "preview", "Not A Name"]).output()), Some(2));
    house.extra = "[fetch]\n".to_owned();
    assert_eq!(code(house.vigie(&["run"]).output()), Some(2));
}

#[test]
fn what_could_steer_a_terminal_is_taken_out() {
    assert_eq!(vigie::cli::plain("a\u{1b}[31mb\u{9b}c\u{202e}d\u{2066}e\tf\n"), "a[31mbcde\tf\n");
    assert_eq!(vigie::cli::plain("Überschrift – 見出し"), "Überschrift – 見出し");
}
