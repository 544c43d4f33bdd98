//! The page at `/`: how the house is, at a glance. No script, no image, nothing from elsewhere.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use super::answers::page_headers;
use crate::daemon::{App, Setup, Subject};
use crate::model::Timestamp;
use crate::store::{Counts, FeedRow};

#[derive(Template)]
#[template(path = "status.html", config = "src/web/askama.toml")]
struct Status {
    newsroom: String,
    now: Timestamp,
    trouble: Option<String>,
    counts: Counts,
    blind: Vec<FeedRow>,
    feeds: Vec<Subscribable>,
    version: &'static str,
}

/// A topic or a digest with the path of its feeds, less their ends.
struct Subscribable {
    title: String,
    path: Subject,
}

const HEADERS: [(HeaderName, &str); 4] = page_headers(
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

pub(super) async fn status(State(app): State<Arc<App>>) -> Response {
    match compose(&app).await {
        Ok(page) => (HEADERS, Html(page)).into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, HEADERS, format!("{why}\n")).into_response(),
    }
}

async fn compose(app: &App) -> Result<String, String> {
    let counts = app.store.counts().await.map_err(|error| error.to_string())?;
    let mut blind = app.store.feed_list().await.map_err(|error| error.to_string())?;
    blind.retain(|feed| feed.failures > 0 || feed.state == "gone");
    let setup = app.setup();
    let page = Status {
        newsroom: setup.config.newsroom.name.clone(),
        feeds: subscribable(&setup),
        now: app.clock.now(),
        trouble: app.health.store_trouble().map(|trouble| trouble.sentence),
        counts,
        blind,
        version: env!("CARGO_PKG_VERSION"),
    };
    page.render().map_err(|error| error.to_string())
}

/// What can be subscribed to: digests first, which are few.
fn subscribable(setup: &Setup) -> Vec<Subscribable> {
    let digests = setup.config.digests.values();
    let digests = digests
        .map(|rule| Subscribable { title: rule.title.clone(), path: Subject::Digest(rule.name.clone()) });
    let topics = setup.config.topics.iter();
    let topics = topics
        .map(|topic| Subscribable { title: topic.title.clone(), path: Subject::Topic(topic.name.clone()) });
    digests.chain(topics).collect()
}
