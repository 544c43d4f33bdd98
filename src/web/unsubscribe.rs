//! `/unsubscribe/TOKEN`: the one-click address of RFC 8058. Only a POST unsubscribes, because mail programs and their
//! filters follow every link they see.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::answers::{form, form_page, later};
use crate::daemon::{App, subscription, unsubscribe};

#[derive(Template)]
#[template(path = "unsubscribe.html", config = "src/web/askama.toml")]
struct Page<'a> {
    newsroom: &'a str,
    recipient: &'a str,
    step: Step,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Ask,
    Done,
    Unknown,
}

/// Asks whether it is meant; changes nothing.
pub(super) async fn ask(State(app): State<Arc<App>>, Path(token): Path<String>) -> Response {
    match subscription(&app, &token) {
        Some((_, recipient)) => page(&app, StatusCode::OK, &recipient, Step::Ask),
        None => page(&app, StatusCode::NOT_FOUND, "", Step::Unknown),
    }
}

/// Unsubscribes.
pub(super) async fn confirm(State(app): State<Arc<App>>, Path(token): Path<String>, body: Body) -> Response {
    let Some((channel, recipient)) = subscription(&app, &token) else {
        return page(&app, StatusCode::NOT_FOUND, "", Step::Unknown);
    };
    let body = match form(body).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    if !is_one_click(&body) {
        return page(&app, StatusCode::BAD_REQUEST, &recipient, Step::Ask);
    }
    match unsubscribe(&app, channel, recipient.clone()).await {
        Ok(()) => page(&app, StatusCode::OK, &recipient, Step::Done),
        Err(_) => later(()),
    }
}

/// `List-Unsubscribe=One-Click`, as a form or in parts (RFC 8058 section 3.2).
fn is_one_click(body: &[u8]) -> bool {
    let field = ("List-Unsubscribe", "One-Click");
    if url::form_urlencoded::parse(body).any(|(name, value)| (&*name, value.trim()) == field) {
        return true;
    }
    let body = String::from_utf8_lossy(body);
    body.split_once("name=\"List-Unsubscribe\"")
        .is_some_and(|(_, rest)| rest.trim_start().starts_with("One-Click"))
}

fn page(app: &App, status: StatusCode, recipient: &str, step: Step) -> Response {
    let newsroom = &app.setup().config.newsroom.name;
    form_page(status, &Page { newsroom, recipient, step })
}
