//! Keeps the house: retention, alarms that are over, the heartbeat.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::feed::{Fetched, Validators};
use crate::fetch::FeedRequest;
use crate::model::Timestamp;
use crate::store::StoreError;

use super::alarms;
use super::app::App;
use super::health::LoopName;
use super::work::{Next, Work};

const ROUND: Duration = Duration::from_mins(1);
const SWEEP_EVERY: Duration = Duration::from_hours(1);
/// Slices of 1,000 articles in one round, so that retention never holds the writer for long.
const SLICES: usize = 20;
/// Loops that must be well for the heartbeat to be sent.
const PATIENCE: Duration = Duration::from_mins(1);

/// When each chore was last done.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    round_at: Option<Timestamp>,
    swept_at: Option<Timestamp>,
}

impl Work for Keeper {
    const NAME: LoopName = LoopName::Keeper;

    fn wake(app: &App) -> &Notify {
        &app.wake.keeper
    }

    async fn turn(&mut self, app: &Arc<App>) -> Result<Next, StoreError> {
        let now = app.clock.now();
        if let Some(last) = self.round_at.filter(|last| now.since(*last) < ROUND) {
            return Ok(Next::At(last + ROUND));
        }
        clear_what_is_over(app, now).await?;
        heartbeat(app, now).await;
        if self.swept_at.is_none_or(|last| now.since(last) >= SWEEP_EVERY) && sweep(app, now).await? {
            self.swept_at = Some(now);
        }
        self.round_at = Some(now);
        Ok(Next::At(now + ROUND))
    }
}

/// Deletes what is older than the retention; returns whether nothing is left to delete.
async fn sweep(app: &App, now: Timestamp) -> Result<bool, StoreError> {
    let before = now - app.setup().config.store.retain;
    let mut total = 0;
    for _ in 0..SLICES {
        let gone = app.store.sweep(before).await?;
        if gone == 0 {
            if total > 0 {
                tracing::info!(articles = total, "retention");
            }
            return Ok(true);
        }
        total += gone;
    }
    Ok(false)
}

/// Alarms whose cause was taken away by hand: a dead delivery retried or dropped, a channel enabled, a feed's new
/// address written into the configuration. A feed that is paused or switched off is watched no more: that it says
/// nothing, or cannot be read, is no news until it is polled again.
pub(super) async fn clear_what_is_over(app: &App, now: Timestamp) -> Result<(), StoreError> {
    let standing = app.store.standing_alarms().await?;
    if standing.is_empty() {
        return Ok(());
    }
    let counts = app.store.counts().await?;
    let setup = app.setup();
    let pauses = app.store.pauses(now).await?;
    let is_watched = |feed: &str| {
        setup.config.feeds.get(feed).is_some_and(|feed| feed.enabled)
            && !pauses.iter().any(|pause| pause.kind == "feed" && pause.name == feed)
    };
    for (kind, subject, _, detail) in &standing {
        let over = match kind.as_str() {
            "dead" => match subject.parse() {
                Ok(id) => app.store.delivery(id).await?.is_none_or(|trail| trail.row.state != "dead"),
                Err(_) => true,
            },
            "disabled" => !counts.held_channels.iter().any(|(name, ..)| name.as_str() == subject),
            "moved" => match setup.config.feeds.get(subject.as_str()) {
                Some(feed) => detail.contains(feed.url.as_str()),
                None => true,
            },
            "silent" | "blind" => !is_watched(subject),
            "paused" => !pauses.iter().any(|pause| pause.kind == "topic" && pause.name == *subject),
            "gone" => !setup.config.feeds.contains_key(subject.as_str()),
            _ => false,
        };
        if over {
            alarms::clear(app, kind, subject, now).await?;
        }
    }
    Ok(())
}

/// Asks the heartbeat address, through the same guard as everything else, while every loop is well.
async fn heartbeat(app: &App, now: Timestamp) {
    let setup = app.setup();
    let Some(url) = &setup.config.operator.heartbeat_url else { return };
    if !app.health.stuck(&LoopName::ALL, PATIENCE, now).is_empty() {
        return;
    }
    let validators = Validators::default();
    let request =
        FeedRequest { url: url.reveal(), validators: &validators, basic: None, headers: &[], proxy: None };
    if let Fetched::Failed(reason) = setup.client.feed(request).await {
        tracing::warn!("heartbeat: {reason}");
    }
}
