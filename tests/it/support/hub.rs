//! A WebSub hub on loopback: takes subscriptions, verifies them as told, pushes signed content.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use ring::hmac;
use url::form_urlencoded;
use vigie::feed::{Subscription, SubscriptionState};

/// A subscription in a state, of which nothing else is known yet.
pub fn subscription(state: SubscriptionState, hub: String, topic: String) -> Subscription {
    let feed = (vigie::model::FeedId::from(7), "wire".parse().expect("a name"));
    let words = ("p".repeat(48), "canary".to_owned());
    let new = Subscription::new(feed, (hub, topic), words, vigie::model::Timestamp::from_millis(0));
    Subscription { state, next_at: None, ..new }
}

/// A request of a subscriber, as its form says.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub mode: String,
    pub topic: String,
    pub callback: String,
    pub secret: String,
    pub lease_seconds: String,
}

/// How the hub treats its subscribers.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// What it answers.
    pub status: u16,
    /// Whether it verifies at once, and the lease it grants.
    pub verifies: Option<u64>,
}

#[derive(Debug)]
struct Desk {
    manner: Mutex<Manner>,
    asked: Mutex<Vec<Asked>>,
    verified: Mutex<Vec<(u16, String)>>,
}

/// A server on loopback; it stops when it is dropped.
#[derive(Debug)]
pub struct Hub {
    pub url: String,
    desk: Arc<Desk>,
    server: tokio::task::JoinHandle<()>,
}

/// The challenge of every verification: with what would be changed by careless handling.
pub const CHALLENGE: &str = "a+b c&d=é<script>";

impl Hub {
    /// A hub that verifies at once and grants ten days.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/hub", listener.local_addr().expect("an address"));
        let manner = Mutex::new(Manner { status: 202, verifies: Some(864_000) });
        let desk = Arc::new(Desk { manner, asked: Mutex::default(), verified: Mutex::default() });
        let app = Router::new().route("/hub", post(take)).with_state(Arc::clone(&desk));
        let server = tokio::spawn(async move { axum::serve(listener, app).await.expect("the hub serves") });
        Self { url, desk, server }
    }

    /// Treats subscribers so from now on.
    pub fn behave(&self, status: u16, verifies: Option<u64>) {
        *self.desk.manner.lock().unwrap() = Manner { status, verifies };
    }

    /// Everything it was asked.
    pub fn asked(&self) -> Vec<Asked> {
        self.desk.asked.lock().unwrap().clone()
    }

    /// The answers to its verifications.
    pub fn verified(&self) -> Vec<(u16, String)> {
        self.desk.verified.lock().unwrap().clone()
    }

    /// Pushes to the latest subscriber, signed with its secret; the status it answers.
    pub async fn push(&self, body: &str) -> u16 {
        let asked = self.asked().pop().expect("a subscriber");
        let signature = sign("sha256", &asked.secret, body.as_bytes());
        push_to(&asked.callback, body, Some(&signature)).await
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// `X-Hub-Signature` of a body.
pub fn sign(method: &str, secret: &str, body: &[u8]) -> String {
    let algorithm = match method {
        "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        "sha256" => hmac::HMAC_SHA256,
        "sha384" => hmac::HMAC_SHA384,
        "sha512" => hmac::HMAC_SHA512,
        other => panic!("no hub signs with {other}"),
    };
    let tag = hmac::sign(&hmac::Key::new(algorithm, secret.as_bytes()), body);
    let hex = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    format!("{method}={hex}")
}

#[expect(clippy::disallowed_methods, reason = "the hub is a stranger to the program it pushes to")]
fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

/// Posts content to a callback; the status it answers.
pub async fn push_to(callback: &str, body: &str, signature: Option<&str>) -> u16 {
    let mut request =
        client().post(callback).header("content-type", "application/rss+xml").body(body.to_owned());
    if let Some(signature) = signature {
        request = request.header("x-hub-signature", signature);
    }
    request.send().await.expect("an answer").status().as_u16()
}

/// Asks a callback with these parameters; status and body.
pub async fn ask(callback: &str, parameters: &[(&str, &str)]) -> (u16, String) {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    let answer = client().get(format!("{callback}?{query}")).send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a body"))
}

async fn take(State(desk): State<Arc<Desk>>, body: Bytes) -> StatusCode {
    let mut asked = Asked::default();
    for (key, value) in form_urlencoded::parse(&body) {
        let value = value.into_owned();
        match &*key {
            "hub.mode" => asked.mode = value,
            "hub.topic" => asked.topic = value,
            "hub.callback" => asked.callback = value,
            "hub.secret" => asked.secret = value,
            "hub.lease_seconds" => asked.lease_seconds = value,
            other => panic!("a subscriber sends `{other}`"),
        }
    }
    let manner = *desk.manner.lock().unwrap();
    desk.asked.lock().unwrap().push(asked.clone());
    if let Some(lease) = manner.verifies {
        // Before the answer: a subscriber must be ready for that.
        let parameters = [
            ("hub.mode", asked.mode.as_str()),
            ("hub.topic", &asked.topic),
            ("hub.challenge", CHALLENGE),
            ("hub.lease_seconds", &lease.to_string()),
        ];
        let answer = ask(&asked.callback, &parameters).await;
        desk.verified.lock().unwrap().push(answer);
    }
    StatusCode::from_u16(manner.status).expect("a status")
}
