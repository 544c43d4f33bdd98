//! This worker's part of the work, where several live on one store: taken before the loops begin, renewed while they turn.

use std::sync::Arc;
use std::time::Duration;

use super::app::App;
use super::health::LoopName;
use super::work::report;
use crate::store::Worker;

/// Several times within the life of a lease, so that one renewal that fails costs nothing.
pub(super) const RENEW_EVERY: Duration = Duration::from_secs(10);

/// Renews what this process holds; the loops look again when that is something else now.
pub(super) async fn renew(app: &App, worker: Worker) {
    match app.store.share_work(worker).await {
        Ok(true) => {
            tracing::debug!(hosts = ?app.store.hosts(), in_company = app.store.has_company(), "a new share of the work");
            app.wake.all();
        }
        Ok(false) => {}
        // What is held ends by itself, and the loops rest.
        Err(error) => report(app, LoopName::Poller, &error.into(), 1),
    }
}

/// Renews what a daemon holds for as long as it lives.
pub(super) async fn mind(app: Arc<App>) {
    while app.store.is_shared() {
        app.clock.sleep(RENEW_EVERY).await;
        renew(&app, Worker::Daemon).await;
    }
}

/// Passes calls on to the other workers.
pub(super) async fn mind_calls(app: Arc<App>) {
    loop {
        app.wake.others.notified().await;
        if let Err(error) = app.store.call_others().await {
            tracing::debug!("the other workers look by themselves: {error}");
        }
    }
}
