//! `/unsubscribe/TOKEN`: the one-click address of RFC 8058. Only a POST unsubscribes, because mail programs and their
//! filters follow every link they see.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::answers::{form, form_page, later};
use super::parts;
use crate::daemon::{App, Setup, is_unsubscribed, subscription, unsubscribe};
use crate::model::Name;

#[derive(Template)]
#[template(path = "unsubscribe.html", config = "src/web/askama.toml")]
struct Page<'a> {
    newsroom: &'a str,
    recipient: &'a str,
    channel: &'a str,
    /// What goes through the channel, as people know it.
    rules: Vec<String>,
    step: Step,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Ask,
    Done,
    Already,
    Unknown,
}

/// Asks whether it is meant; changes nothing.
pub(super) async fn ask(State(app): State<Arc<App>>, Path(token): Path<String>) -> Response {
    let Some((channel, recipient)) = subscription(&app, &token) else { return unknown(&app) };
    match is_unsubscribed(&app, &channel, &recipient).await {
        Ok(is_over) => {
            let step = if is_over { Step::Already } else { Step::Ask };
            page(&app, StatusCode::OK, (&channel, &recipient), step)
        }
        Err(_) => later(()),
    }
}

/// Unsubscribes.
pub(super) async fn confirm(State(app): State<Arc<App>>, Path(token): Path<String>, body: Body) -> Response {
    let Some((channel, recipient)) = subscription(&app, &token) else { return unknown(&app) };
    let body = match form(body).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    if !is_one_click(&body) {
        return page(&app, StatusCode::BAD_REQUEST, (&channel, &recipient), Step::Ask);
    }
    match unsubscribe(&app, channel.clone(), recipient.clone()).await {
        Ok(is_new) => {
            let step = if is_new { Step::Done } else { Step::Already };
            page(&app, StatusCode::OK, (&channel, &recipient), step)
        }
        Err(_) => later(()),
    }
}

/// `List-Unsubscribe=One-Click`, as a form or in parts (RFC 8058 section 3.2).
fn is_one_click(body: &[u8]) -> bool {
    let is_it = |name: &str, value: &str| name == "List-Unsubscribe" && value.trim() == "One-Click";
    url::form_urlencoded::parse(body).any(|(name, value)| is_it(&name, &value))
        || parts::fields(&String::from_utf8_lossy(body)).iter().any(|(name, value)| is_it(name, value))
}

fn page(app: &App, status: StatusCode, (channel, recipient): (&Name, &str), step: Step) -> Response {
    let setup = app.setup();
    let newsroom = &setup.config.newsroom.name;
    let rules = rules(&setup, channel);
    form_page(status, &Page { newsroom, recipient, channel: channel.as_str(), rules, step })
}

fn unknown(app: &App) -> Response {
    let newsroom = &app.setup().config.newsroom.name;
    let page = Page { newsroom, recipient: "", channel: "", rules: Vec::new(), step: Step::Unknown };
    form_page(StatusCode::NOT_FOUND, &page)
}

/// What goes through a channel, as people know it.
fn rules(setup: &Setup, channel: &Name) -> Vec<String> {
    let config = &setup.config;
    let digests = config.digests.values().filter(|rule| rule.channels.contains(channel));
    let alerts = config.alerts.values().filter(|rule| rule.channels.contains(channel));
    let mut rules: Vec<String> = digests.map(|rule| format!("digest “{}”", rule.title)).collect();
    rules.extend(alerts.map(|rule| format!("alert “{}”", rule.name)));
    if config.operator.channels.contains(channel) {
        rules.push("notices to the operator".to_owned());
    }
    rules
}
