//! The page at `/`: how the house is, at a glance. No script, no image, nothing from elsewhere.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::answers::READ_HEADERS;
use crate::daemon::{App, Setup, Subject, counts_and_stranded};
use crate::model::{DeliveryState, FeedState, RuleName};
use crate::store::{Counts, Rest, StoreError};

#[derive(Template)]
#[template(path = "status.html", config = "src/web/askama.toml")]
struct Status {
    newsroom: String,
    now: String,
    trouble: Option<String>,
    counts: Counts,
    /// Owed under rules that the configuration no longer has.
    stranded: Vec<(RuleName, usize)>,
    alarms: Vec<Row>,
    pauses: Vec<Row>,
    blind: Vec<Row>,
    held: Vec<Row>,
    feeds: Vec<Subscribable>,
    version: &'static str,
}

/// A line of a table, its time on the newsroom's clocks.
struct Row {
    what: String,
    when: String,
    why: String,
}

/// All stories, a topic or a digest with the path of its page and feeds, less their ends.
struct Subscribable {
    title: String,
    path: Subject,
}

pub(super) async fn status(State(app): State<Arc<App>>) -> Response {
    match compose(&app).await {
        Ok(page) => (READ_HEADERS, Html(page)).into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, READ_HEADERS, format!("{why}\n")).into_response(),
    }
}

async fn compose(app: &App) -> Result<String, String> {
    let page = look(app).await.map_err(|error| error.to_string())?;
    page.render().map_err(|error| error.to_string())
}

async fn look(app: &App) -> Result<Status, StoreError> {
    let (setup, now) = (app.setup(), app.clock.now());
    let zone = setup.config.newsroom.zone;
    let (counts, stranded) = counts_and_stranded(app).await?;
    let pauses = app.store.named_pauses(now).await?.into_iter().map(|(pause, title)| Row {
        what: format!("{} {}", pause.what.kind(), title.unwrap_or_else(|| pause.what.name())),
        when: pause.since.in_full(zone),
        why: pause.until.map_or_else(|| "it is resumed".to_owned(), |at| at.in_full(zone)),
    });
    let alarms = counts.alarms.iter().map(|alarm| Row {
        what: format!("{} {}", alarm.subject.kind(), alarm.subject),
        when: alarm.since.in_full(zone),
        why: alarm.detail.clone(),
    });
    let held = counts.held_channels.iter().map(|held| Row {
        what: held.channel.to_string(),
        when: match held.rest {
            Rest::Until(at) if at > now => at.in_full(zone),
            Rest::Until(_) => "tried again".to_owned(),
            Rest::Disabled => "enabled by hand".to_owned(),
        },
        why: held.why.clone(),
    });
    let feeds = app.store.feed_list().await?.into_iter();
    let blind = feeds.filter(|feed| feed.failures > 0 || feed.state == FeedState::Gone).map(|feed| Row {
        what: feed.name.to_string(),
        when: feed.last_ok_at.map_or_else(|| "never".to_owned(), |at| at.in_full(zone)),
        why: feed.reason.unwrap_or_else(|| feed.state.to_string()),
    });
    Ok(Status {
        newsroom: setup.config.newsroom.name.clone(),
        now: now.in_full(zone),
        trouble: app.health.store_trouble().map(|trouble| trouble.sentence),
        stranded,
        alarms: alarms.collect(),
        pauses: pauses.collect(),
        blind: blind.collect(),
        held: held.collect(),
        feeds: subscribable(&setup),
        version: env!("CARGO_PKG_VERSION"),
        counts,
    })
}

/// What can be read and subscribed to: everything, then digests, which are few.
fn subscribable(setup: &Setup) -> Vec<Subscribable> {
    let all = Subscribable { title: "All stories".to_owned(), path: Subject::Stories };
    let digests = setup.config.digests.values();
    let digests = digests
        .map(|rule| Subscribable { title: rule.title.clone(), path: Subject::Digest(rule.name.clone()) });
    let topics = setup.config.topics.iter();
    let topics = topics
        .map(|topic| Subscribable { title: topic.title.clone(), path: Subject::Topic(topic.name.clone()) });
    std::iter::once(all).chain(digests).chain(topics).collect()
}
