//! The far end of a webhook channel: keeps what comes, answers as scripted, lets a test wait for the next.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use tokio::sync::watch;

use super::within;

/// Nothing that is awaited takes this long on any machine; a test that waits so long has failed.
pub const CEILING: Duration = Duration::from_mins(1);

/// A webhook as it came.
#[derive(Clone, Debug)]
pub struct Hook {
    /// `webhook-id`
    pub id: String,
    pub body: serde_json::Value,
}

impl Hook {
    /// The `type` of the body.
    pub fn kind(&self) -> &str {
        self.body["type"].as_str().expect("a type")
    }

    /// Titles of the stories told.
    pub fn titles(&self) -> Vec<&str> {
        let stories = self.body["stories"].as_array().expect("stories");
        stories.iter().map(|story| story["title"].as_str().expect("a title")).collect()
    }
}

/// What the receiver answers instead of 204.
#[derive(Clone, Copy, Debug)]
pub enum Reply {
    Status(u16),
    /// Takes the request and never answers.
    Silence,
}

#[derive(Debug, Default)]
struct Desk {
    hooks: watch::Sender<Vec<Hook>>,
    replies: Mutex<VecDeque<Reply>>,
    /// Stays when the queue is empty.
    usual: Mutex<Option<Reply>>,
}

/// A server on loopback; it stops when it is dropped.
#[derive(Debug)]
pub struct Receiver {
    pub url: String,
    desk: Arc<Desk>,
    server: tokio::task::JoinHandle<()>,
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let desk = Arc::new(Desk::default());
        let app = Router::new().route("/hook", post(take)).with_state(Arc::clone(&desk));
        let server = tokio::spawn(async move { axum::serve(listener, app).await.expect("it serves") });
        Self { url, desk, server }
    }

    /// Answers so from now on; `None` is 204.
    pub fn reply(&self, usual: Option<Reply>) {
        *self.desk.usual.lock().unwrap() = usual;
    }

    /// Answers so once each, in order.
    pub fn reply_once(&self, replies: impl IntoIterator<Item = Reply>) {
        self.desk.replies.lock().unwrap().extend(replies);
    }

    /// Everything that came.
    pub fn hooks(&self) -> Vec<Hook> {
        self.desk.hooks.borrow().clone()
    }

    /// What came after the first `count`.
    pub fn hooks_after(&self, count: usize) -> Vec<Hook> {
        self.desk.hooks.borrow()[count..].to_vec()
    }

    /// Waits until `count` have come; returns them all.
    #[track_caller]
    pub fn wait_for(&self, count: usize) -> impl Future<Output = Vec<Hook>> {
        let (mut hooks, desk) = (self.desk.hooks.subscribe(), Arc::clone(&self.desk));
        async move {
            match within(CEILING, hooks.wait_for(|hooks| hooks.len() >= count)).await {
                Some(hooks) => hooks.expect("the receiver lives").clone(),
                None => {
                    panic!("{count} webhooks were due, {} came", desk.hooks.borrow().len())
                }
            }
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn take(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Response {
    let id = headers.get("webhook-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
    let body = serde_json::from_slice(&body).expect("JSON");
    // Kept before it is answered: what a receiver has seen counts, whatever the sender hears.
    desk.hooks.send_modify(|hooks| hooks.push(Hook { id, body }));
    let reply = desk.replies.lock().unwrap().pop_front().or(*desk.usual.lock().unwrap());
    match reply {
        None => StatusCode::NO_CONTENT.into_response(),
        Some(Reply::Status(code)) => StatusCode::from_u16(code).expect("a status").into_response(),
        Some(Reply::Silence) => std::future::pending().await,
    }
}
