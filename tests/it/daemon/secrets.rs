//! What must never be printed is not, whatever goes wrong.

use vigie::clock::Clock;

use crate::support::app::{News, TestApp};
use crate::support::press::Answer;

const CANARY: &str = "canary-7f3a9c";

#[tokio::test(flavor = "multi_thread")]
async fn secrets_stay_out_of_logs_errors_lists_and_metrics() {
    let mut house = TestApp::new().await;
    let file = |name: &str, text: String| {
        let path = house.folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.display().to_string()
    };
    let shut = file("shut", format!("http://127.0.0.1:9/hook/{CANARY}"));
    let inside = file("inside", format!("http://10.1.2.3/hook?token={CANARY}"));
    let slack = file("slack", format!("http://{CANARY}.invalid/services/{CANARY}"));
    let word = file("word", CANARY.to_owned());
    let proxy = file("proxy", format!("http://desk:{CANARY}@127.0.0.1:9"));
    let header = file("headers", format!("X-Api-Key: {CANARY}\n"));
    house.extra = format!(
        "[smtp]\nhost = \"127.0.0.1\"\nport = 9\ntls = \"none\"\nusername = \"vigie\"\npassword_file = \"{word}\"\n\
         from = \"Vigie <vigie@example.org>\"\n[channels.mail.email]\nto = [\"desk@example.org\"]\n\
         [channels.shut.webhook]\nurl_file = \"{shut}\"\nsecret_file = \"{word}\"\n\
         [channels.inside.webhook]\nurl_file = \"{inside}\"\n[channels.talk.slack]\nurl_file = \"{slack}\"\n\
         [alerts.all]\ntopics = [\"*\"]\nchannels = [\"mail\", \"shut\", \"inside\", \"talk\"]\n"
    );
    let keys = format!(
        "full_text = \"never\"\nusername = \"desk\"\npassword_file = \"{word}\"\nheaders_file = \"{header}\""
    );
    house.feed_with("wire", &keys, &[News::new("one", "Drone seen over the harbour", Clock::system().now())]);
    house.feed_with("bad", &keys, &[]);
    house.press.answer("/bad.xml", Answer::status(401));
    house.feed_with("behind", &format!("proxy_file = \"{proxy}\""), &[]);
    let mut printed = String::new();
    for arguments in [
        &["--log", "vigie=trace,reqwest=warn", "run", "--once"][..],
        &["--format", "json", "delivery", "list"],
        &["--format", "json", "status"],
        &["--format", "json", "feed", "list"],
        &["check"],
    ] {
        let mut command = house.vigie(arguments);
        let done = tokio::task::spawn_blocking(move || command.output().expect("the program"))
            .await
            .expect("no panic");
        printed.push_str(&String::from_utf8_lossy(&done.stdout));
        printed.push_str(&String::from_utf8_lossy(&done.stderr));
    }
    let tried = house.press.requests_for("/wire.xml");
    assert_eq!(tried[0].header("x-api-key"), CANARY, "it is sent where it belongs");
    assert_eq!(house.press.requests_for("/behind.xml").len(), 0, "its proxy is shut");
    assert!(
        printed.contains("behind") && printed.contains("HTTP 401") && printed.contains("retry"),
        "everything was tried:\n{printed}"
    );
    let app = house.open().await;
    printed.push_str(&app.metrics.encode());
    let setup = format!("{:?}", app.setup());
    assert!(!printed.contains(CANARY) && !setup.contains(CANARY), "{printed}\n{setup}");
}
