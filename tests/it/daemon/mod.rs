//! The daemon as a whole: from a feed on loopback to a webhook in its receiver's hands.

mod addresses;
mod alarms;
mod bad_input;
mod corrected;
mod disk;
mod edited_topic;
mod follow_ups;
mod late_text;
mod loops;
mod older_store;
mod once;
mod outbox;
mod pauses;
mod poisoned;
mod readers;
mod rechecks;
mod reload;
mod secrets;
mod shared_links;
mod shutdown;
mod silence;
mod snooze;
mod stores;
mod syndication;
mod systemd;
mod templates;
mod threads;
mod told_once;
mod translate;
mod unsubscribe;
mod walls;
mod web;
mod workers;

use vigie::model::Timestamp;

/// An alert that waits for nobody.
const ALERT: &str = "[alerts.breaking]\ntopics = [\"*\"]\nchannels = [\"hook\"]\ngroup_wait = \"0s\"\ngroup_interval = \"0s\"\n";

#[track_caller]
fn time(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).expect("a time")
}

/// A program that is killed when the test ends, however it ends.
struct Leash(std::process::Child);

impl Drop for Leash {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Status and body of a GET; 0 when there is no answer.
async fn get(url: &str, host: Option<&str>) -> (u16, String) {
    let mut request = client().get(url);
    if let Some(host) = host {
        request = request.header("host", host);
    }
    answered(request).await
}

/// Status and body of a POST; 0 when there is no answer.
async fn post(url: &str, body: &'static str) -> (u16, String) {
    answered(client().post(url).body(body)).await
}

#[expect(
    clippy::disallowed_methods,
    reason = "asks our own server, as strangers, browsers and mail programs do"
)]
fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

async fn answered(request: reqwest::RequestBuilder) -> (u16, String) {
    match request.send().await {
        Ok(answer) => (answer.status().as_u16(), answer.text().await.unwrap_or_default()),
        Err(_) => (0, String::new()),
    }
}

#[track_caller]
fn signal(process: u32, name: &str) {
    let done = std::process::Command::new("kill").arg(format!("-{name}")).arg(process.to_string()).status();
    assert!(done.expect("kill").success());
}
