//! `/websub/PATH`: the callbacks of subscriptions. Hubs reach them from outside, as readers of mail reach `/snooze` and
//! `/unsubscribe`.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use tokio::sync::Semaphore;

use super::answers::{failed, later};
use crate::daemon::{App, Fault, HubAnswer, is_subscribed, take_push, verify_subscription};

/// Pushes read at a time: each may be as large as a feed.
static PLACES: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(8));
/// A push that takes longer to arrive is let go.
const ARRIVES_WITHIN: Duration = Duration::from_secs(20);

/// A hub asks whether we asked.
pub(super) async fn verify(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    answer(verify_subscription(&app, &path, &query.unwrap_or_default()).await)
}

/// A hub pushes.
pub(super) async fn push(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    // A stranger takes none of the places.
    match is_subscribed(&app, &path).await {
        Ok(true) => {}
        nobody => return answer(nobody.map(|_| HubAnswer::Nobody)),
    }
    let Ok(_place) = PLACES.try_acquire() else { return later(()) };
    let most = usize::try_from(app.setup().config.fetch.max_feed_bytes).unwrap_or(usize::MAX);
    let body = tokio::select! {
        body = to_bytes(body, most) => body,
        () = app.clock.sleep(ARRIVES_WITHIN) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let Ok(body) = body else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let signature = text(HeaderName::from_static("x-hub-signature"));
    let content_type = text(header::CONTENT_TYPE).map(str::to_owned);
    answer(take_push(&app, &path, signature, content_type, body.into()).await)
}

fn answer(answer: Result<HubAnswer, Fault>) -> Response {
    match answer {
        // As plain text that no browser takes for a page: the challenge is a stranger's.
        Ok(HubAnswer::Challenge(challenge)) => {
            let headers = [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (headers, challenge).into_response()
        }
        Ok(HubAnswer::Taken) => StatusCode::ACCEPTED.into_response(),
        Ok(HubAnswer::NotAsked) => StatusCode::NOT_FOUND.into_response(),
        Ok(HubAnswer::Nobody) => StatusCode::GONE.into_response(),
        Err(fault) => failed("a hub cannot be answered", &fault, ()),
    }
}
