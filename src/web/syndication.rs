//! `/stories.html`, `/topics/NAME.atom`, `/digests/NAME.json` and their like: feeds and their pages, served as Vigie would be
//! served when it polls.
//!
//! Every answer carries a strong `ETag` and a `Last-Modified`, and a reader that brings either back gets a 304 without a
//! body (RFC 9110 section 13). `Cache-Control` says how soon asking again is worth it, to readers alone and to no cache
//! that others share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Router};
use chrono::DateTime;

use super::answers::{READ_HEADERS, failed};
use crate::daemon::{App, Subject, syndicated};
use crate::model::{Hash16, Name, Timestamp};
use crate::render::FeedForm;

/// A story is in the store a minute after its article at the latest, so asking more often finds nothing.
const CACHE_CONTROL: &str = "private, max-age=60";

/// What each feed was last served as: its hash, and the second in which it was first so. `Last-Modified` could not be told
/// from the store, where words of a story change in half a dozen ways.
#[derive(Debug, Default)]
pub(super) struct Served(Mutex<HashMap<(String, FeedForm), (Hash16, i64)>>);

impl Served {
    /// Since which second the feed has been as it is; `None` within the second in which it was another.
    fn since(&self, path: String, form: FeedForm, hash: Hash16, now: Timestamp) -> Option<i64> {
        let now = now.millis().div_euclid(1_000);
        let mut served = self.0.lock().expect("no panic while held");
        let (known, since) = served.entry((path, form)).or_insert((hash, now));
        if *known != hash {
            // A second that saw two editions vouches for neither.
            (*known, *since) = (hash, now.max(*since + 1));
        }
        (*since <= now).then_some(*since)
    }
}

/// The routes of all topics' stories, one a form.
pub(super) fn of_all_stories() -> Router<Arc<App>> {
    FeedForm::ALL.into_iter().fold(Router::new(), |router, form| {
        let stories = move |app: State<Arc<App>>, served: Extension<Arc<Served>>, headers: HeaderMap| async move {
            answer(&app, &served, Some((Subject::Stories, form)), &headers).await
        };
        router.route(&format!("{}.{}", Subject::Stories, form.extension()), get(stories))
    })
}

pub(super) async fn topic(
    app: State<Arc<App>>,
    served: Extension<Arc<Served>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(&app, &served, named(&file, Subject::Topic), &headers).await
}

pub(super) async fn digest(
    app: State<Arc<App>>,
    served: Extension<Arc<Served>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(&app, &served, named(&file, Subject::Digest), &headers).await
}

/// `air-defense.atom`
fn named(file: &str, subject: fn(Name) -> Subject) -> Option<(Subject, FeedForm)> {
    let (name, extension) = file.rsplit_once('.')?;
    Some((subject(name.parse().ok()?), FeedForm::of_extension(extension)?))
}

async fn answer(
    app: &Arc<App>,
    served: &Served,
    named: Option<(Subject, FeedForm)>,
    headers: &HeaderMap,
) -> Response {
    let Some((subject, form)) = named else { return no_such_feed() };
    match syndicated(app, &subject, form, &base(app, headers)).await {
        Ok(Some(bytes)) => {
            let hash = Hash16::of(&bytes);
            let since = served.since(subject.to_string(), form, hash, app.clock.now());
            conditional(form, bytes, hash, since, headers)
        }
        Ok(None) => no_such_feed(),
        Err(why) => {
            let said = format!("{why}\n");
            failed("a feed cannot be served", &why, said)
        }
    }
}

/// Of any address of the desk that leads nowhere.
pub(super) async fn no_such_page() -> Response {
    no_such_feed()
}

fn no_such_feed() -> Response {
    const PAGE: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>No such page</title>\
        <style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}\
        </style></head><body><p>There is no such page or feed: <a href=\"/\">the first page</a> lists them.</p></body></html>\n";
    (StatusCode::NOT_FOUND, READ_HEADERS, Html(PAGE)).into_response()
}

/// `[web] base_url`, else the name by which this process was asked; the guard let no other through.
fn base(app: &App, headers: &HeaderMap) -> String {
    let host = || headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    app.setup().config.web.base_url.clone().unwrap_or_else(|| format!("http://{}", host()))
}

/// The feed, or a 304 for who has it.
fn conditional(
    form: FeedForm,
    bytes: Vec<u8>,
    hash: Hash16,
    since: Option<i64>,
    headers: &HeaderMap,
) -> Response {
    let etag = format!("\"{hash}\"");
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // Where an ETag is brought, it alone decides (RFC 9110 section 13.1.3).
    let has_it = match text(header::IF_NONE_MATCH) {
        Some(tags) => {
            tags.split(',').map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
        }
        None => text(header::IF_MODIFIED_SINCE)
            .and_then(|date| DateTime::parse_from_rfc2822(date).ok())
            .is_some_and(|date| since.is_some_and(|since| since <= date.timestamp())),
    };
    let mut response =
        if has_it { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(Body::from(bytes)) };
    let answered = response.headers_mut();
    if !has_it {
        let kind = format!("{}; charset=utf-8", form.media_type());
        if form == FeedForm::Html {
            answered.extend(READ_HEADERS.map(|(name, value)| (name, HeaderValue::from_static(value))));
        }
        answered.insert(header::CONTENT_TYPE, HeaderValue::try_from(kind).expect("a media type is ASCII"));
        answered.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    }
    answered.insert(header::ETAG, HeaderValue::try_from(etag).expect("a hash is ASCII"));
    answered.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE_CONTROL));
    if let Some(at) = since.and_then(|since| DateTime::from_timestamp(since, 0)) {
        let date = at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        answered.insert(header::LAST_MODIFIED, HeaderValue::try_from(date).expect("a date is ASCII"));
    }
    response
}
