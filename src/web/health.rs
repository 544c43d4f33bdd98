//! `/healthz`, `/readyz` and `/metrics`.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use crate::daemon::{App, LoopName, stranded, without_stranded};
use crate::metrics::ByChannel;
use crate::model::DeliveryState;

/// A loop without progress for this long is not alive.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long a question to the store may take here.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// 200 while every loop makes progress, else 503 with the names of those that do not.
pub(super) async fn alive(State(app): State<Arc<App>>) -> impl IntoResponse {
    let stuck = app.health.stuck(&LoopName::ALL, PATIENCE, app.clock.now());
    if stuck.is_empty() {
        return (StatusCode::OK, "ok\n".to_owned());
    }
    let names: Vec<&str> = stuck.into_iter().map(LoopName::as_str).collect();
    (StatusCode::SERVICE_UNAVAILABLE, format!("no progress: {}\n", names.join(", ")))
}

/// 200 while the store can be written, else 503 with its sentence.
pub(super) async fn ready(State(app): State<Arc<App>>) -> impl IntoResponse {
    if let Some(trouble) = app.health.store_trouble() {
        return (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", trouble.sentence));
    }
    let probed = tokio::select! {
        probed = app.store.probe() => probed.map_err(|error| error.to_string()),
        () = app.clock.sleep(ANSWER_WITHIN) => Err("the store does not answer".to_owned()),
    };
    match probed {
        Ok(()) => (StatusCode::OK, "ok\n".to_owned()),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
    }
}

/// Every metric, in the `OpenMetrics` text format. Gauges of the store are asked for now.
pub(super) async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    tokio::select! {
        () = measure_store(&app) => {}
        // The counters are worth having without the gauges.
        () = app.clock.sleep(ANSWER_WITHIN) => {}
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.metrics.encode())
}

async fn measure_store(app: &App) {
    let load = app.setup().client.load();
    app.metrics.requests_in_flight.set(i64::try_from(load.in_flight).unwrap_or(i64::MAX));
    app.metrics.requests_waiting.set(i64::try_from(load.waiting).unwrap_or(i64::MAX));
    let Ok(gauges) = app.store.gauges().await else { return };
    let m = &app.metrics;
    m.feeds.set(gauges.feeds);
    m.feeds_blind.set(gauges.blind);
    m.pages_pending.set(gauges.pending_pages);
    if let Ok(open) = app.store.open_rules().await {
        m.items_open.set(without_stranded(gauges.open_items, &stranded(&app.setup().config, &open)));
    }
    m.store_bytes.set(gauges.bytes);
    let age = gauges.oldest_unsettled_at.map_or(Duration::ZERO, |oldest| app.clock.now().since(oldest));
    m.outbox_oldest.set(age.as_secs_f64());
    for channel in app.setup().config.channels.keys() {
        let dead = gauges
            .deliveries
            .iter()
            .find(|(name, state, _)| name == channel && *state == DeliveryState::Dead);
        let label = ByChannel { channel: channel.to_string() };
        m.dead_letters.get_or_create(&label).set(dead.map_or(0, |(_, _, count)| *count));
    }
}
