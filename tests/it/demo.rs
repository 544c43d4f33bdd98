//! `vigie demo` as its user runs it: the program itself, on loopback.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use mail_parser::MessageParser;
use serde_json::Value;

fn vigie(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(arguments).current_dir(folder).env_remove("VIGIE_CONFIG").env("NO_COLOR", "1");
    command
}

#[track_caller]
fn run(folder: &Path, arguments: &[&str]) -> Output {
    let output = vigie(folder, arguments).output().expect("the program starts");
    assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON")
}

/// The names of a folder's files, in order.
fn listing(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

#[test]
fn the_demo_reads_matches_folds_corrects_and_tells() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &["demo"]);
    let shown = text(&output.stdout);
    for line in [
        "17 fictional publications in 13 languages on loopback; nothing leaves this machine.",
        "First poll: 17 feeds, 24 new articles, 23 pages read, 1 put off (the feed's words stand in).",
        "Matched: 18 of 18 articles that should; 9 of 9 hard negatives stayed out.",
        "Folded: 3 of 3 wire copies, 1 of 1 other reports of an event; 13 stories in the digest.",
        "“Ministry orders 40 launchers to close gap in air defences” is now “Ministry orders 14 launchers",
        "Morning digest",
        "Earlier: Fyrhamn kräver luftvärn: ”Utan kranarna står landet utan bröd”, ",
        "MAIL FROM:<vigie@demo.example>",
        "RCPT TO:<desk@demo.example>",
        "The French article stands under Air defense and Defence spending.",
    ] {
        assert!(shown.contains(line), "no `{line}` in:\n{shown}");
    }
    assert!(!shown.contains('\u{1b}'), "no colour where no terminal is");
    let out = folder.path().join("vigie-demo");
    let kept = ["mail.eml", "mail.html", "mail.txt", "slack-1.json", "webhook-1.json"];
    for file in kept {
        assert!(listing(&out).iter().any(|name| name == file), "{file} in {:?}", listing(&out));
    }
    assert!(!out.join("desk").exists(), "the store goes with the demo unless its place is named");
}

#[test]
fn the_mail_is_one_that_readers_take() {
    let folder = tempfile::tempdir().expect("a folder");
    run(folder.path(), &["demo", "--out", "told"]);
    let bytes = std::fs::read(folder.path().join("told/mail.eml")).expect("a mail");
    let mail = MessageParser::default().parse(&bytes).expect("a mail");
    assert!(mail.subject().is_some_and(|subject| subject.contains("Morning digest")), "{:?}", mail.subject());
    let plain = mail.body_text(0).expect("a text part");
    let html = mail.body_html(0).expect("an HTML part");
    let html_file = std::fs::read_to_string(folder.path().join("told/mail.html")).expect("a page");
    for form in [plain.as_ref(), html.as_ref(), &html_file] {
        let words = ["Air defense", "Defence spending", "réclame un bond de 400", "Fyrhamn kräver"];
        for words in words {
            assert!(form.contains(words), "no `{words}` in {form}");
        }
    }
}

#[test]
fn slack_and_webhook_bodies_are_what_the_receivers_got() {
    let folder = tempfile::tempdir().expect("a folder");
    run(folder.path(), &["demo", "--out", "told"]);
    let told = folder.path().join("told");
    let slack = json(&told.join("slack-1.json"));
    assert!(slack["blocks"].as_array().is_some_and(|blocks| !blocks.is_empty() && blocks.len() <= 50));
    let webhook = json(&told.join("webhook-1.json"));
    assert_eq!((&webhook["type"], &webhook["rule"]), (&"vigie.alert".into(), &"alert:breaking".into()));
    let stories = webhook["stories"].as_array().expect("stories");
    let french = stories.iter().find(|story| story["language"] == "fr").expect("the French story");
    let topics: Vec<&str> = french["topics"]
        .as_array()
        .expect("topics")
        .iter()
        .filter_map(|topic| topic["name"].as_str())
        .collect();
    assert!(topics.contains(&"air-defense") && topics.contains(&"defence-spending"), "{topics:?}");
    // One story goes on from one of the days before.
    let calls: Vec<Value> = (1..=3).map(|n| json(&told.join(format!("webhook-{n}.json")))).collect();
    let stories = calls.iter().flat_map(|call| call["stories"].as_array().expect("stories"));
    let earlier: Vec<&str> = stories.filter_map(|story| story["earlier"]["url"].as_str()).collect();
    assert!(
        matches!(earlier.as_slice(), [url] if url.ends_with("/inrikes/fyrhamn-kraver-luftvarn")),
        "{earlier:?}"
    );
    let headers = std::fs::read_to_string(told.join("webhook-1.headers")).expect("headers");
    for name in ["webhook-id: vigie_", "webhook-timestamp: ", "webhook-signature: v1,"] {
        assert!(headers.contains(name), "no `{name}` in {headers}");
    }
}

#[test]
fn a_named_folder_keeps_the_desk_and_a_second_demo_replaces_its_store() {
    let folder = tempfile::tempdir().expect("a folder");
    for _ in 0..2 {
        let output = run(folder.path(), &["--format", "json", "demo", "--out", "told"]);
        let figures: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
        assert_eq!(figures["ok"], true);
        assert_eq!((&figures["wanted"], &figures["copies_folded"]), (&18.into(), &3.into()));
        assert_eq!(
            (&figures["missed"], &figures["wrongly_matched"]),
            (&Value::Array(vec![]), &Value::Array(vec![]))
        );
    }
    let listed = listing(&folder.path().join("told/desk"));
    assert!(
        ["slack.url", "vigie.db", "vigie.toml", "webhook.secret"]
            .iter()
            .all(|f| listed.iter().any(|l| l == f))
    );
    // What the demo ran with is a configuration like any other.
    let checked = run(folder.path(), &["--config", "told/desk", "check"]);
    assert!(checked.status.success());
}

#[test]
fn served_press_and_desk_stay_open_until_they_are_interrupted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut serving = vigie(folder.path(), &["demo", "--serve"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(serving.stdout.take().expect("a pipe")).lines();
    let mut address = |prefix: &str| {
        let line = lines.by_ref().map(|line| line.expect("a line")).find(|line| line.starts_with(prefix));
        line.expect("a line with the address")[prefix.len()..].trim().to_owned()
    };
    let (desk, press) = (address("The desk: "), address("The press: "));
    assert!(get(&press).contains("Le Phare"));
    assert!(get(&format!("{desk}healthz")).starts_with("HTTP/1.1 200"));
    let interrupted = Command::new("kill").args(["-INT", &serving.id().to_string()]).status().expect("kill");
    assert!(interrupted.success());
    assert!(serving.wait().expect("it ends").success());
}

/// What `GET` on an address of 127.0.0.1 answers, head and body.
fn get(url: &str) -> String {
    use std::io::{Read as _, Write as _};
    let url: url::Url = url.parse().expect("an address");
    let (host, port) = (url.host_str().expect("a host"), url.port().expect("a port"));
    let mut stream = std::net::TcpStream::connect((host, port)).expect("somebody listens");
    let path = url.path();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}:{port}\r\nconnection: close\r\n\r\n")
        .expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}
