//! The commands on a store, as people and scripts call them.

use std::process::Output;

use serde_json::Value;
use vigie::clock::Clock;

use crate::support::app::{News, TestApp};
use crate::support::press::Answer;
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

/// Tells a room that refuses every message, each for its own sake.
fn tell_a_room_that_refuses(house: &mut TestApp) {
    house.press.answer("/room", Answer::status(400));
    let address = house.folder.path().join("room");
    std::fs::write(&address, house.press.url("/room")).expect("a file");
    let rules = RULES.replace("hook", "room");
    house.extra = format!("[channels.room.mattermost]\nurl_file = \"{}\"\n{rules}", address.display());
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
    tell_a_room_that_refuses(&mut house);
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    run(&house, &["run", "--once"]).await;
    let (_, text, _) = run(&house, &["--format", "json", "delivery", "list", "--state", "dead"]).await;
    let id = json(&text)["id"].as_str().expect("an id as a string").to_owned();
    let (_, text, _) = run(&house, &["delivery", "show", &id]).await;
    assert!(text.contains("attempt 1") && text.contains("400") && text.contains("Drone"), "{text}");
    house.press.answer("/room", Answer::ok("ok"));
    let (ok, _, stderr) = run(&house, &["delivery", "retry", "dead", "--channel", "nobody"]).await;
    assert!(!ok && stderr.contains("no channel `nobody`"), "{stderr}");
    let (ok, _, stderr) = run(&house, &["delivery", "retry", &id, "--channel", "room"]).await;
    assert!(!ok && stderr.contains("`--channel` goes with `dead`"), "{stderr}");
    let (ok, text, _) = run(&house, &["delivery", "retry", "dead", "--channel", "hook"]).await;
    assert!(ok && text == "nothing is dead on channel `hook`, and it is not disabled\n", "{text}");
    let (ok, text, _) = run(&house, &["delivery", "retry", "dead", "--channel", "room"]).await;
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
    let arguments = [&["--format", "json"][..], &replay, &["--dry-run"]].concat();
    let (_, text, _) = run(&house, &arguments).await;
    let line = json(&text);
    assert_eq!(
        (&line["dry_run"], line.get("done"), &line["recipient"]),
        (&true.into(), None, &"".into()),
        "{line}"
    );
    assert!(line["subject"].as_str().is_some_and(|subject| subject.contains("Drone")), "{line}");
    let (ok, _, stderr) =
        run(&house, &["delivery", "replay", "--since", "2199-01-01", "--channel", "hook"]).await;
    assert!(!ok && stderr == "vigie: `2199-01-01` is to come: nothing was sent since\n", "{stderr}");
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

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_channel_is_enabled_by_every_way_that_is_promised_although_nothing_is_dead() {
    crate::support::postgres::on_both(async |store: Option<String>| {
        let mut house = TestApp::new().await;
        if let Some(url) = store {
            house.store = url;
        }
        house.extra = RULES.replace("[digests", "group_wait = \"0s\"\ngroup_interval = \"0s\"\n[digests");
        house.feed("wire", &[]);
        let ways: [&[&str]; 3] =
            [&["delivery", "retry", "dead"], &["channel", "test", "hook"], &["resume", "channel", "hook"]];
        for (n, way) in ways.into_iter().enumerate() {
            house.receiver.reply(Some(Reply::Status(410)));
            let news = |part: &str| {
                let id = format!("{part}-{n}");
                News::new(
                    id.as_str(),
                    &format!("Drone {id} {}", ["over ham", "near ore", "by tin"][n]),
                    Clock::system().now(),
                )
            };
            house.tell("wire", &[news("first")]);
            let (ok, _, stderr) = run(&house, &["run", "--once"]).await;
            assert!(ok, "{stderr}");
            let (_, text, _) =
                run(&house, &["--format", "json", "delivery", "list", "--state", "retry"]).await;
            let id = json(&text)["id"].as_str().expect("it waits for its channel").to_owned();
            run(&house, &["delivery", "drop", &id]).await;
            house.tell("wire", &[news("second")]);
            run(&house, &["feed", "poll", "wire"]).await;
            run(&house, &["run", "--once"]).await;
            let (_, text, _) = run(&house, &["status"]).await;
            assert!(text.contains("rests until it is enabled (`vigie channel test hook`)"), "{text}");
            let (_, text, _) =
                run(&house, &["--format", "json", "delivery", "list", "--state", "pending"]).await;
            let waits = json(&text)["id"].as_str().expect("it waits").to_owned();
            let (ok, _, stderr) = run(&house, &["delivery", "retry", &waits]).await;
            assert!(!ok && stderr.contains("its channel is disabled: `vigie channel test hook`"), "{stderr}");
            if way[0] == "channel" {
                let (ok, text, _) = run(&house, way).await;
                assert!(!ok && !text.contains("is enabled"), "it still refuses: {text}");
            }
            house.receiver.reply(None);
            let (ok, text, stderr) = run(&house, way).await;
            assert!(ok && text.contains("channel `hook` is enabled"), "{way:?}: {text}{stderr}");
            let (_, text, _) = run(&house, &["--format", "json", "run", "--once"]).await;
            assert_eq!(json(&text)["sent"], 1, "{way:?}: what waited goes out");
            run(&house, &["feed", "poll", "wire"]).await;
        }
        let (ok, text, _) = run(&house, &["delivery", "retry", "dead"]).await;
        assert!(ok && text.contains("nothing is dead, and no channel is disabled"), "{text}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_digest_left_in_the_outbox_is_counted_with_the_reason() {
    let house = told().await;
    run(&house, &["pause", "channel", "hook"]).await;
    let (ok, text, stderr) = run(&house, &["digest", "send", "morning"]).await;
    let said = "`morning` composed: 0 sent, 1 left in the outbox (channel `hook` is paused)";
    assert!(ok && text.contains(said), "{text}{stderr}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pass_counts_each_match_once_and_the_dead_apart_from_what_waits() {
    let mut house = TestApp::new().await;
    tell_a_room_that_refuses(&mut house);
    let news = News::new("one", "Drone seen over the harbour", Clock::system().now());
    house.feed_with("wire", "full_text = \"always\"", &[news]);
    let body = "A drone was seen over the harbour on Thursday morning by two dockers, who called the coast guard at once.\n\n\
                The harbour was closed for six hours, and the ships had to wait outside until the afternoon, the port said.";
    house.page("one", "Drone seen over the harbour", body);
    let (ok, text, stderr) = run(&house, &["run", "--once"]).await;
    assert!(ok && text.contains(", 1 match,") && text.contains("0 sent, 1 dead"), "{text}{stderr}");
    assert!(!text.contains("waiting"), "{text}");
    let (_, text, _) = run(&house, &["status"]).await;
    assert!(text.contains("matches   1"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_failed_with_nothing_waiting_is_tried_with_its_next_message() {
    let mut house = TestApp::new().await;
    house.extra.push_str(RULES);
    house.feed("wire", &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    house.receiver.reply(Some(Reply::Status(503)));
    run(&house, &["run", "--once"]).await;
    let (_, text, _) = run(&house, &["status"]).await;
    assert!(text.contains("channel `hook` is tried again: 1 failure in a row"), "{text}");
    let (_, text, _) = run(&house, &["--format", "json", "delivery", "list"]).await;
    run(&house, &["delivery", "drop", json(&text)["id"].as_str().expect("an id")]).await;
    let (_, text, _) = run(&house, &["status"]).await;
    assert!(
        text.contains("channel `hook` is tried again with its next message: 1 failure in a row"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_name_is_wrong_usage_everywhere() {
    let house = told().await;
    let url = house.press.url("/one");
    for arguments in [
        &["why", &url, "--topic", "dornes"][..],
        &["feed", "list", "wier"],
        &["feed", "why", "wier"],
        &["feed", "poll", "wier"],
        &["digest", "preview", "mourning"],
        &["digest", "send", "mourning"],
        &["pause", "topic", "dornes"],
        &["channel", "test", "hok"],
    ] {
        let mut command = house.vigie(arguments);
        let done = tokio::task::spawn_blocking(move || command.output().expect("the program"))
            .await
            .expect("no panic");
        let stderr = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.code() == Some(2) && stderr.contains("there is no "), "{arguments:?}: {stderr}");
    }
    let (ok, text, stderr) = run(&house, &["why", &house.press.url("/two"), "--topic", "drones"]).await;
    assert!(ok && text.contains("drones did not match"), "{text}{stderr}");
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_get_one_json_object_a_line_from_every_command() {
    let mut house = told().await;
    house.extra.push_str("[channels.tube.stdout]\n");
    let (ok, text, stderr) = run(&house, &["--format", "json", "channel", "test", "tube"]).await;
    assert!(ok, "{stderr}");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(lines.len() == 1 && lines[0]["message"].as_str().is_some_and(|said| !said.is_empty()), "{text}");
    let (_, text, _) = run(&house, &["--format", "json", "feed", "poll", "wire"]).await;
    assert_eq!(json(&text)["due"], true);
    let (ok, text, _) =
        run(&house, &["--format", "json", "article", "evidence", &house.press.url("/one")]).await;
    assert!(!ok && json(&text)["found"] == false, "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn resume_tells_of_resuming() {
    let house = TestApp::new().await;
    let (_, text, _) = run(&house, &["resume", "--help"]).await;
    assert!(text.contains("enabled too") && !text.contains("Not polled"), "{text}");
}
