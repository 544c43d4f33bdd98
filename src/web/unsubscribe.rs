//! `/unsubscribe/TOKEN`: the one-click address of RFC 8058. Only a POST unsubscribes, because mail programs and their
//! filters follow every link they see.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::answers::{failed, form, form_page};
use super::parts;
use crate::daemon::{App, Setup, Subscription, is_unsubscribed, subscription, unsubscribe};
use crate::model::RuleName;
use crate::store::StoreError;

#[derive(Template)]
#[template(path = "unsubscribe.html", config = "src/web/askama.toml")]
struct Page<'a> {
    newsroom: &'a str,
    recipient: &'a str,
    channel: &'a str,
    /// What the link's own button ends, as people know it; empty where that is all of the channel.
    own: String,
    /// What goes through the channel besides.
    others: Vec<String>,
    /// Of these too nothing is sent any more.
    all_over: bool,
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
    let Some(subscription) = subscription(&app, &token) else { return unknown(&app) };
    match is_unsubscribed(&app, &subscription, &subscription.own()).await {
        Ok(true) => page(&app, StatusCode::OK, &subscription, Step::Already).await,
        Ok(false) => page(&app, StatusCode::OK, &subscription, Step::Ask).await,
        Err(why) => later(&why),
    }
}

/// Unsubscribes: from what the rule of the mail tells, and from all that goes through its channel where a person says so.
pub(super) async fn confirm(State(app): State<Arc<App>>, Path(token): Path<String>, body: Body) -> Response {
    let Some(subscription) = subscription(&app, &token) else { return unknown(&app) };
    let body = match form(body).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let what = match wish(&body) {
        Some(Wish::OneClick) => subscription.own(),
        Some(Wish::Channel) => Subscription::whole(),
        None => return page(&app, StatusCode::BAD_REQUEST, &subscription, Step::Ask).await,
    };
    match unsubscribe(&app, &subscription, what).await {
        Ok(true) => page(&app, StatusCode::OK, &subscription, Step::Done).await,
        Ok(false) => page(&app, StatusCode::OK, &subscription, Step::Already).await,
        Err(why) => later(&why),
    }
}

/// What a form asks for.
enum Wish {
    OneClick,
    Channel,
}

/// `List-Unsubscribe=One-Click`, as a form or in parts (RFC 8058 section 3.2); `what=channel` only from the page's second button.
fn wish(body: &[u8]) -> Option<Wish> {
    let is_it = |name: &str, value: &str| name == "List-Unsubscribe" && value.trim() == "One-Click";
    let form = || url::form_urlencoded::parse(body);
    if form().any(|(name, value)| name == "what" && value == "channel") {
        return Some(Wish::Channel);
    }
    let one_click = form().any(|(name, value)| is_it(&name, &value))
        || parts::fields(&String::from_utf8_lossy(body)).iter().any(|(name, value)| is_it(name, value));
    one_click.then_some(Wish::OneClick)
}

async fn page(app: &App, status: StatusCode, subscription: &Subscription, step: Step) -> Response {
    let all_over = match is_unsubscribed(app, subscription, &Subscription::whole()).await {
        Ok(all_over) => all_over,
        Err(why) => return later(&why),
    };
    let setup = app.setup();
    let page = Page {
        newsroom: &setup.config.newsroom.name,
        recipient: &subscription.recipient,
        channel: subscription.channel.as_str(),
        own: subscription.rule.as_ref().map(|rule| in_words(&setup, rule)).unwrap_or_default(),
        others: others(&setup, subscription),
        all_over,
        step,
    };
    form_page(status, &page)
}

fn later(why: &StoreError) -> Response {
    failed("nobody can unsubscribe", why, ())
}

fn unknown(app: &App) -> Response {
    let page = Page {
        newsroom: &app.setup().config.newsroom.name,
        recipient: "",
        channel: "",
        own: String::new(),
        others: Vec::new(),
        all_over: false,
        step: Step::Unknown,
    };
    form_page(StatusCode::NOT_FOUND, &page)
}

/// What goes through a subscription's channel besides its own rule, as people know it. What the operator is told is left out: no
/// link ends it.
fn others(setup: &Setup, subscription: &Subscription) -> Vec<String> {
    let (config, channel) = (&setup.config, &subscription.channel);
    let digests = config.digests.values().filter(|rule| rule.channels.contains(channel));
    let alerts = config.alerts.values().filter(|rule| rule.channels.contains(channel));
    let digests = digests.map(|rule| RuleName::Digest(rule.name.clone()));
    let rules = digests.chain(alerts.map(|rule| RuleName::Alert(rule.name.clone())));
    let rules = rules.filter(|rule| subscription.rule.as_ref() != Some(rule));
    rules.map(|rule| in_words(setup, &rule)).collect()
}

/// A rule as people know it.
fn in_words(setup: &Setup, rule: &RuleName) -> String {
    match rule {
        RuleName::Digest(name) => {
            let title = setup.config.digests.get(name).map(|rule| rule.title.as_str());
            format!("digest “{}”", title.unwrap_or(name.as_str()))
        }
        RuleName::Alert(name) => format!("alert “{name}”"),
        RuleName::Operator | RuleName::Test => rule.to_string(),
    }
}
