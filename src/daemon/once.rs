//! One pass over everything that is due, then stop: `vigie run --once`, `vigie demo`, `vigie digest send`.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;

use crate::model::DeliveryState;
use crate::schedule::WAIT_FOR_PAGE;
use crate::store::Worker;

use super::alarms;
use super::app::App;
use super::clusterer::cluster;
use super::composer::compose_due;
use super::courier::Courier;
use super::fault::{Fault, Postponed};
use super::keeper;
use super::poller::Poller;
use super::reader::Reader;
use super::shares::{RENEW_EVERY, renew};

/// A channel that rests this long at most (Slack wants one message a second) is waited for.
const REST: Duration = Duration::from_secs(3);
/// Batches of one step in one pass, against a store that returns the same batch for ever.
const ROUNDS: usize = 100_000;

/// What one pass did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pass {
    /// Feeds polled.
    pub feeds: usize,
    /// Of them, those that could not be read.
    pub blind: usize,
    /// Articles that were new.
    pub articles: usize,
    /// Pages read.
    pub pages: usize,
    /// Pages put off or given up; the feed's words stand.
    pub pages_failed: usize,
    /// Articles that were found to be about a topic, each topic counted: by the feed's words or by the page, not by both.
    pub matches: usize,
    /// Stories begun.
    pub stories: usize,
    /// Stories owed to a rule.
    pub items: usize,
    /// Messages composed.
    pub messages: usize,
    /// Deliveries accepted by their channel.
    pub sent: usize,
    /// Delivery attempts that failed and will be made again: these stay in the outbox.
    pub unsent: usize,
    /// Deliveries given up.
    pub dead: usize,
}

/// Polls what is due of the hosts that no other worker has, reads, matches, clusters, composes with `group_wait` taken as over
/// (quiet hours still hold), delivers what is due, and stops. What could not be read or sent stays in the store for the next pass.
///
/// # Errors
/// The store cannot be used. Everything committed before stands.
pub async fn once(app: &Arc<App>) -> Result<Pass, Fault> {
    once_watched(app, &watch::Sender::default()).await
}

/// As [`once`], with the counts so far in `progress` after every step.
///
/// # Errors
/// See [`once`].
pub async fn once_watched(app: &Arc<App>, progress: &watch::Sender<Pass>) -> Result<Pass, Fault> {
    app.store.share_work(Worker::Pass).await?;
    let mut pass = pin!(pass(app, progress));
    loop {
        tokio::select! {
            done = &mut pass => return done,
            () = app.clock.sleep(RENEW_EVERY), if app.store.is_shared() => renew(app, Worker::Pass).await,
        }
    }
}

async fn pass(app: &Arc<App>, progress: &watch::Sender<Pass>) -> Result<Pass, Fault> {
    let before = app.store.match_count().await?;
    poll_all(app, progress).await?;
    read_all(app, progress).await?;
    let found = app.store.match_count().await? - before;
    // A page may also take back what the feed's words promised of an article from before.
    progress.send_modify(|pass| pass.matches = usize::try_from(found).unwrap_or(0));
    cluster_all(app, progress).await?;
    compose_all(app, progress).await?;
    deliver_due(app, progress).await?;
    Ok(*progress.borrow())
}

async fn poll_all(app: &Arc<App>, progress: &watch::Sender<Pass>) -> Result<(), Fault> {
    keeper::wake_feeds(app, app.clock.now()).await?;
    let mut poller = Poller::due_by(app.clock.now());
    while poller.fill(app).await? > 0 && poller.join().await {
        for polled in go_on_unless_outage(poller.settle(app))? {
            progress.send_modify(|pass| {
                pass.feeds += 1;
                pass.blind += usize::from(!polled.ok);
                pass.articles += polled.committed.new_articles;
            });
        }
    }
    Ok(())
}

async fn read_all(app: &Arc<App>, progress: &watch::Sender<Pass>) -> Result<(), Fault> {
    let mut reader = Reader::due_by(app.clock.now());
    while reader.fill(app).await? > 0 && reader.join().await {
        for read in go_on_unless_outage(reader.settle(app))? {
            progress.send_modify(|pass| {
                pass.pages += usize::from(read.text);
                pass.pages_failed += usize::from(!read.text);
            });
        }
    }
    Ok(())
}

async fn cluster_all(app: &Arc<App>, progress: &watch::Sender<Pass>) -> Result<(), Fault> {
    let mut postponed = Postponed::default();
    for _ in 0..ROUNDS {
        // A match waits so long for its page; a pass does not.
        let clustered = cluster(app, app.clock.now() + WAIT_FOR_PAGE, &mut postponed).await?;
        if clustered.articles == 0 {
            break;
        }
        progress.send_modify(|pass| {
            pass.stories += clustered.stories;
            pass.items += clustered.items;
        });
    }
    Ok(())
}

async fn compose_all(app: &Arc<App>, progress: &watch::Sender<Pass>) -> Result<(), Fault> {
    let mut postponed = Postponed::default();
    for _ in 0..ROUNDS {
        let round = compose_due(app, app.clock.now(), true, &mut postponed).await?;
        if let Some(fault) = &round.failed {
            tracing::error!("what was corrected could not be owed: {fault}");
        }
        if round.messages == 0 {
            break;
        }
        progress.send_modify(|pass| pass.messages += round.messages);
    }
    keeper::look_after(app, app.clock.now()).await?;
    alarms::tell_operator(app, app.clock.now(), true).await?;
    Ok(())
}

/// Sends what is due in the outbox and stops; channels that rest for a moment are waited for.
///
/// # Errors
/// The store cannot be used.
pub async fn deliver_due(app: &Arc<App>, progress: &watch::Sender<Pass>) -> Result<(), Fault> {
    let mut courier = Courier::new();
    for _ in 0..ROUNDS {
        if courier.fill(app).await? == 0 {
            let now = app.clock.now();
            match app.store.next_due().await?.delivery.filter(|due| due.since(now) <= REST) {
                // Due and not claimed: another process has the channel.
                Some(due) if due > now => app.clock.sleep_until(due).await,
                _ => break,
            }
            continue;
        }
        courier.join().await;
        for state in courier.settle() {
            progress.send_modify(|pass| match state {
                DeliveryState::Sent => pass.sent += 1,
                DeliveryState::Dead => pass.dead += 1,
                DeliveryState::Pending
                | DeliveryState::Sending
                | DeliveryState::Retry
                | DeliveryState::Uncertain
                | DeliveryState::Dropped => pass.unsent += 1,
            });
        }
    }
    Ok(())
}

/// One feed's or page's own trouble was reported where it arose; only an outage ends the pass.
fn go_on_unless_outage<T>(settled: Result<Vec<T>, Fault>) -> Result<Vec<T>, Fault> {
    match settled {
        Err(fault) if fault.is_outage() => Err(fault),
        Err(_) => Ok(Vec::new()),
        done => done,
    }
}
