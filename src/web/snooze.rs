//! `/snooze/TOKEN`: where the link in a message leads. Only a POST changes anything, because mail programs, chats and their
//! filters follow every link they see.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::answers::{failed, form, form_page};
use crate::daemon::{App, Rest, Snoozable, snoozable, snooze, wake_up};
use crate::model::{Pausable, Timestamp};
use crate::store::StoreError;

#[derive(Template)]
#[template(path = "snooze.html", config = "src/web/askama.toml")]
struct Page {
    newsroom: String,
    step: Step,
    /// The story; empty where the link is not valid.
    title: String,
    choices: Vec<Choice>,
    rests: Vec<(&'static str, &'static str)>,
    standing: Vec<Standing>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Ask,
    Paused,
    Resumed,
    Unclear,
    Unknown,
}

/// Something that can be given a rest.
struct Choice {
    value: String,
    label: String,
    effect: &'static str,
    first: bool,
}

/// Something that rests.
struct Standing {
    value: String,
    label: String,
    until: String,
}

/// What a form asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wish {
    Rest(Pausable, Rest),
    Wake(Pausable),
}

/// Shows what can be given a rest, and what rests; changes nothing.
pub(super) async fn ask(State(app): State<Arc<App>>, Path(token): Path<String>) -> Response {
    match snoozable(&app, &token).await {
        Ok(Some(story)) => page(&app, StatusCode::OK, &story, Step::Ask),
        Ok(None) => unknown(&app),
        Err(why) => later(&why),
    }
}

/// Gives it a rest, or ends one.
pub(super) async fn change(State(app): State<Arc<App>>, Path(token): Path<String>, body: Body) -> Response {
    let body = match form(body).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    match changed(&app, &token, &body).await {
        Ok(Some((story, Step::Unclear))) => page(&app, StatusCode::BAD_REQUEST, &story, Step::Unclear),
        Ok(Some((story, step))) => page(&app, StatusCode::OK, &story, step),
        Ok(None) => unknown(&app),
        Err(why) => later(&why),
    }
}

async fn changed(app: &App, token: &str, body: &[u8]) -> Result<Option<(Snoozable, Step)>, StoreError> {
    let Some(story) = snoozable(app, token).await? else { return Ok(None) };
    let step = match wish(&story, body) {
        Some(Wish::Rest(what, rest)) => {
            snooze(app, &what, rest).await?;
            Step::Paused
        }
        Some(Wish::Wake(what)) => {
            wake_up(app, &what).await?;
            Step::Resumed
        }
        None => return Ok(Some((story, Step::Unclear))),
    };
    Ok(snoozable(app, token).await?.map(|story| (story, step)))
}

/// `what=story&for=1h`, `what=topic:drones&for=open`, `wake=story`.
fn wish(story: &Snoozable, body: &[u8]) -> Option<Wish> {
    let field = |wanted: &str| url::form_urlencoded::parse(body).find(|(name, _)| name == wanted);
    if let Some((_, what)) = field("wake") {
        return silenced(story, &what).map(Wish::Wake);
    }
    let ((_, what), (_, rest)) = (field("what")?, field("for")?);
    let rest = Rest::ALL.into_iter().find(|known| written(*known).0 == rest)?;
    Some(Wish::Rest(silenced(story, &what)?, rest))
}

fn silenced(story: &Snoozable, text: &str) -> Option<Pausable> {
    story.choices().find(|what| value(what) == text)
}

/// What a form calls it: a link is about one story, so that needs no name.
fn value(what: &Pausable) -> String {
    match what {
        Pausable::Story(_) => what.kind().to_string(),
        Pausable::Topic(name) | Pausable::Feed(name) | Pausable::Channel(name) => {
            format!("{}:{name}", what.kind())
        }
    }
}

/// A button's value and its words.
const fn written(rest: Rest) -> (&'static str, &'static str) {
    match rest {
        Rest::Hour => ("1h", "1 hour"),
        Rest::Day => ("1d", "1 day"),
        Rest::Week => ("1w", "1 week"),
        Rest::Open => ("open", "Until resumed"),
    }
}

/// What a button is called and what it does: of whatever else is paused than stories and topics, no link tells.
fn words(story: &Snoozable, what: &Pausable) -> (String, &'static str) {
    match what {
        Pausable::Topic(name) | Pausable::Feed(name) | Pausable::Channel(name) => {
            let title = story.topics.iter().find(|(known, _)| known == name).map(|(_, title)| title.as_str());
            (
                format!("Topic {}", title.unwrap_or(name.as_str())),
                "New matches appear on the desk page but are never sent; anything already queued goes out afterwards.",
            )
        }
        Pausable::Story(_) => (
            "This story".to_owned(),
            "No updates or corrections until then; what was already queued goes out afterwards.",
        ),
    }
}

fn page(app: &App, status: StatusCode, story: &Snoozable, step: Step) -> Response {
    let setup = app.setup();
    let zone = setup.config.newsroom.zone;
    let choices = story.choices().enumerate().map(|(at, what)| {
        let (label, effect) = words(story, &what);
        Choice { value: value(&what), label, effect, first: at == 0 }
    });
    let until = |at: Timestamp| format!("until {}", at.written(zone, "%A %-d %B %Y, %H:%M %Z"));
    let standing = story.standing.iter().map(|(what, end)| Standing {
        value: value(what),
        label: words(story, what).0,
        until: end.map_or_else(|| "until it is resumed".to_owned(), until),
    });
    let page = Page {
        newsroom: setup.config.newsroom.name.clone(),
        step,
        title: story.title.clone(),
        choices: choices.collect(),
        rests: Rest::ALL.into_iter().map(written).collect(),
        standing: standing.collect(),
    };
    form_page(status, &page)
}

fn unknown(app: &App) -> Response {
    let page = Page {
        newsroom: app.setup().config.newsroom.name.clone(),
        step: Step::Unknown,
        title: String::new(),
        choices: Vec::new(),
        rests: Vec::new(),
        standing: Vec::new(),
    };
    form_page(StatusCode::NOT_FOUND, &page)
}

fn later(why: &StoreError) -> Response {
    failed("a link in a message cannot be followed", why, "try again in a minute\n")
}
