//! Where the demo's Slack and webhook messages arrive: a small server on loopback that keeps every body.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;

/// A message as it came.
#[derive(Clone, Debug)]
pub(super) struct Received {
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

#[derive(Debug, Default)]
struct Kept {
    slack: Mutex<Vec<Received>>,
    webhook: Mutex<Vec<Received>>,
}

/// The server; it closes when it is dropped.
#[derive(Debug)]
pub(super) struct Receiver {
    port: u16,
    kept: Arc<Kept>,
    server: tokio::task::JoinHandle<()>,
}

impl Receiver {
    /// Opens on a free port of 127.0.0.1.
    pub(super) async fn open() -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let kept: Arc<Kept> = Arc::default();
        let app = Router::new()
            .route("/slack", post(take_slack))
            .route("/webhook", post(take_webhook))
            .with_state(Arc::clone(&kept));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, app).await {
                tracing::error!(%error, "the demo's receiver stopped");
            }
        });
        Ok(Self { port, kept, server })
    }

    /// Where Slack messages go.
    pub(super) fn slack_url(&self) -> String {
        format!("http://slack.localhost:{}/slack", self.port)
    }

    /// Where webhook messages go.
    pub(super) fn webhook_url(&self) -> String {
        format!("http://cms.localhost:{}/webhook", self.port)
    }

    /// Slack messages so far.
    pub(super) fn slack(&self) -> Vec<Received> {
        self.kept.slack.lock().expect("no panic while held").clone()
    }

    /// Webhook messages so far.
    pub(super) fn webhook(&self) -> Vec<Received> {
        self.kept.webhook.lock().expect("no panic while held").clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Slack answers an incoming webhook with the word `ok`.
async fn take_slack(State(kept): State<Arc<Kept>>, headers: HeaderMap, body: Bytes) -> &'static str {
    kept.slack.lock().expect("no panic while held").push(Received { headers, body });
    "ok"
}

async fn take_webhook(State(kept): State<Arc<Kept>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    kept.webhook.lock().expect("no panic while held").push(Received { headers, body });
    StatusCode::NO_CONTENT
}
