//! `vigie channel test`, as people run it.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::press::{Answer, Press};
use crate::support::smtp::{Script, SmtpServer};

/// A configuration with a mail channel, a Slack channel and a signed webhook on this machine.
fn write_config(folder: &Path, press: &Press, smtp: &SmtpServer) {
    std::fs::write(folder.join("slack-url"), press.url("/canary-slack")).expect("a file");
    std::fs::write(folder.join("key"), "whsec_dHdlbnR5LWZvdXIgYnl0ZXMgb2Yga2V5\n").expect("a file");
    let text = format!(
        r#"
[newsroom]
name = "The Harbour Desk"
[fetch]
allow_private = ["127.0.0.0/8"]
[smtp]
host = "127.0.0.1"
port = {}
tls = "none"
from = "Vigie <vigie@desk.example>"
[channels.desk.email]
to = ["ed@desk.example", "gone@desk.example"]
[channels.wire-room.slack]
url_file = "slack-url"
[channels.cms.webhook]
url = "{}"
secret_file = "key"
"#,
        smtp.port,
        press.url("/hook"),
    );
    std::fs::write(folder.join("vigie.toml"), text).expect("a file");
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.arg("--config").arg(folder).args(["channel", "test"]).args(arguments);
    command.env("NO_COLOR", "1").output().expect("the program starts")
}

/// Runs with this channel's name against servers that take everything but `gone@desk.example`.
async fn tested(arguments: &'static [&'static str]) -> (Output, Press, SmtpServer) {
    let press = Press::start().await;
    press.answer("/canary-slack", Answer::status(404).body("no_service"));
    press.answer("/hook", Answer::ok("thanks"));
    let recipients = [("gone@desk.example".to_owned(), "550 5.1.1 no such mailbox".to_owned())].into();
    let smtp = SmtpServer::start(Script { recipients, ..Script::default() }).await;
    let folder = tempfile::tempdir().expect("a folder");
    write_config(folder.path(), &press, &smtp);
    let ran = tokio::task::spawn_blocking(move || run(folder.path(), arguments));
    (ran.await.expect("it ran"), press, smtp)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn a_test_says_for_each_recipient_what_came_of_it() {
    let (output, _, smtp) = tested(&["desk"]).await;
    assert_eq!(
        text(&output.stdout),
        "desk: sent to ed@desk.example (250 2.0.0 kept as 4711)\n\
         desk: not sent to gone@desk.example: recipient refused: 550 5.1.1 no such mailbox\n"
    );
    assert_eq!(output.status.code(), Some(1));
    let mail = text(&smtp.mails()[0].bytes);
    assert!(mail.contains("Test message") && mail.contains("The Harbour Desk"), "{mail}");
}

#[tokio::test]
async fn a_test_without_its_store_says_that_nobody_knows_who_is_suppressed() {
    let press = Press::start().await;
    press.answer("/hook", Answer::ok("thanks"));
    let smtp = SmtpServer::start(Script::default()).await;
    let folder = tempfile::tempdir().expect("a folder");
    write_config(folder.path(), &press, &smtp);
    // A folder is no store.
    std::fs::create_dir(folder.path().join("vigie.db")).expect("a folder");
    let main = folder.path().join("vigie.toml");
    let text_of_it = std::fs::read_to_string(&main).expect("the configuration");
    std::fs::write(&main, format!("{text_of_it}\n[store]\nurl = \"sqlite:vigie.db\"\n")).expect("a file");
    let output = tokio::task::spawn_blocking(move || run(folder.path(), &["cms"])).await.expect("it ran");
    let said = text(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("who is suppressed is not known") && said.contains("vigie.db"), "{said}");
}

#[tokio::test]
async fn a_webhook_that_answers_ends_well() {
    let (output, press, _) = tested(&["cms", "--format", "json"]).await;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one JSON line");
    assert_eq!((&line["channel"], &line["outcome"]), (&"cms".into(), &"sent".into()));
    let body: serde_json::Value = serde_json::from_slice(&press.last().body).expect("JSON");
    assert_eq!(body["type"], "vigie.test");
    assert!(press.last().header("webhook-signature").starts_with("v1,"));
}

#[tokio::test]
async fn a_refusal_is_told_and_the_address_stays_secret() {
    let (output, ..) = tested(&["wire-room"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "wire-room: not sent: HTTP 404 no_service\n");
    assert!(!text(&output.stderr).contains("canary"));
}

#[tokio::test]
async fn an_unknown_channel_is_wrong_usage_and_names_those_there_are() {
    let (output, ..) = tested(&["dsek"]).await;
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(&output.stderr),
        "vigie: there is no channel `dsek`; the configuration has: cms, desk, wire-room\n"
    );
}
