//! Who may ask: a page on another site must not read the desk through a name it points at this machine.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use url::Url;

use crate::daemon::App;

/// Lets a request through whose `Host` is an IP address, `localhost` or the host of `base_url`: a rebound name is none
/// of these.
pub(super) async fn known_host(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let own = app.setup().config.web.base_url.as_deref().and_then(|url| Url::parse(url).ok());
    if is_known(host, own.as_ref()) {
        return next.run(request).await;
    }
    (StatusCode::MISDIRECTED_REQUEST, "this host name is not `[web] base_url`\n").into_response()
}

fn is_known(host: &str, own: Option<&Url>) -> bool {
    let Ok(url) = Url::parse(&format!("http://{host}/")) else { return false };
    let Some(name) = url.host_str() else { return false };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
    address || name == "localhost" || own.and_then(Url::host_str) == Some(name)
}
