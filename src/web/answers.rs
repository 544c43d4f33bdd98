//! What the desk's pages and feeds answer with alike.

use std::fmt::Display;

use askama::Template;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// What the form of a page sends is a few dozen bytes, also in parts.
const MAX_FORM_BYTES: usize = 4 << 10;

/// Of a page whose form goes to itself.
const FORM_HEADERS: [(HeaderName, &str); 4] = page_headers(
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
);

/// Of a page that is only read.
pub(super) const READ_HEADERS: [(HeaderName, &str); 4] = page_headers(
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

/// Headers of a page that is for nobody to frame, keep or pass on; `policy` says what it loads and where its forms go.
const fn page_headers(policy: &'static str) -> [(HeaderName, &'static str); 4] {
    [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ]
}

/// A page with a form.
pub(super) fn form_page(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(page) => (status, FORM_HEADERS, Html(page)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What a form sent, or the status of what is too large for one.
pub(super) async fn form(body: Body) -> Result<Bytes, StatusCode> {
    to_bytes(body, MAX_FORM_BYTES).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)
}

/// What cannot be answered at the moment, and why: the log says it, the stranger who asked need not know.
pub(super) fn failed(what: &str, why: &impl Display, body: impl IntoResponse) -> Response {
    tracing::warn!("{what}: {why}");
    later(body)
}

/// Not at the moment.
pub(super) fn later(body: impl IntoResponse) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")], body).into_response()
}
