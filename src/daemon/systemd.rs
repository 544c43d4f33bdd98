//! What the service manager is told; silence where there is none.

use std::sync::Arc;
use std::time::Duration;

use sd_notify::NotifyState;

use super::app::App;
use super::health::LoopName;

/// Loops whose progress feeds the watchdog.
const VITAL: [LoopName; 3] = [LoopName::Poller, LoopName::Writer, LoopName::Courier];
/// A vital loop that shows no progress for this long keeps the watchdog hungry.
const PATIENCE: Duration = Duration::from_secs(45);

pub(super) fn ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(status)]);
}

pub(super) fn reloading() {
    tell(&[NotifyState::Reloading]);
}

pub(super) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Feeds the watchdog, three times in its interval, while poller, writer and courier each make progress.
pub(super) async fn watchdog(app: Arc<App>) {
    let Some(interval) = sd_notify::watchdog_enabled() else { return };
    let mut hungry = false;
    loop {
        app.clock.sleep(interval / 3).await;
        let stuck = app.health.stuck(&VITAL, PATIENCE, app.clock.now());
        if stuck.is_empty() {
            tell(&[NotifyState::Watchdog]);
        } else if !hungry {
            tracing::error!(?stuck, "no progress: the watchdog is not fed");
        }
        hungry = !stuck.is_empty();
    }
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::debug!("the service manager does not hear us: {error}");
    }
}
