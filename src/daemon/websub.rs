//! Subscriptions at hubs: asked for, renewed before they end, given up with their feeds.
//!
//! Everything is in the store: a restart goes on where the last process stopped. Whenever a hub is not well its feed is
//! polled as usual at once, so that a hub can only ever make news come sooner.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::Notify;

use crate::config::FeedConfig;
use crate::feed::{Due, HubTask, Hubs, Subscription, SubscriptionState, THROTTLED};
use crate::fetch::HubError;
use crate::model::{Timestamp, host_of};
use crate::random;
use crate::store::{Duty, StoreError};

use super::app::{App, Setup};
use super::fault::Fault;
use super::health::LoopName;
use super::work::{Next, Work};

/// Requests to hubs at a time.
const AT_A_TIME: usize = 16;

/// The loop that speaks to hubs.
#[derive(Debug)]
pub(super) struct Subscriber {
    /// The configuration by which every subscription was last looked through.
    judged_by: Option<Arc<Setup>>,
}

impl Subscriber {
    /// From here on this process can be pushed to.
    pub(super) fn start(app: &App) -> Self {
        app.pushes.store(true, Ordering::Relaxed);
        Self { judged_by: None }
    }

    /// Once for each configuration: what is no longer wanted, or has to be called back elsewhere, is due whatever its time.
    async fn judge(&mut self, app: &App, setup: &Arc<Setup>, now: Timestamp) -> Result<(), StoreError> {
        if self.judged_by.as_ref().is_some_and(|by| Arc::ptr_eq(by, setup)) {
            return Ok(());
        }
        let subscriptions = app.store.subscriptions().await?;
        let of_its_own = |of: &&Subscription| of.task(base_for(setup, of), now).is_some();
        let due = subscriptions.iter().filter(of_its_own).map(|of| of.feed_id).collect();
        app.store.look_at_subscriptions(due, now).await?;
        self.judged_by = Some(Arc::clone(setup));
        Ok(())
    }
}

impl Work for Subscriber {
    const NAME: LoopName = LoopName::Subscriber;
    const DUTY: Option<Duty> = Some(Duty::Subscriber);

    fn wake(app: &App) -> &Notify {
        &app.wake.subscriber
    }

    async fn turn(&mut self, app: &Arc<App>) -> Result<Next, Fault> {
        let (setup, now) = (app.setup(), app.clock.now());
        self.judge(app, &setup, now).await?;
        let due = app.store.due_subscriptions(now, AT_A_TIME).await?;
        let more = due.len() == AT_A_TIME;
        for done in join_all(due.into_iter().map(|of| look(app, &setup, of, now))).await {
            done?;
        }
        Ok(if more { Next::Now } else { Next::at(app.store.next_due().await?.hub.map(|at| at.max(now))) })
    }
}

/// Whether a feed may be pushed: it is configured so, and a hub can reach us.
fn wants(setup: &Setup, feed: &FeedConfig) -> bool {
    feed.enabled && feed.websub && feed.select.is_none() && base(setup).is_some()
}

/// The address hubs reach us by.
fn base(setup: &Setup) -> Option<&str> {
    let web = &setup.config.web;
    let base = web.base_url.as_deref().filter(|_| web.listen.is_some())?;
    setup.client.is_reachable(base).then_some(base)
}

/// The same, where a subscription's feed is still to be pushed.
fn base_for<'s>(setup: &'s Setup, of: &Subscription) -> Option<&'s str> {
    let is_wanted = setup.config.feeds.get(&of.feed).is_some_and(|feed| wants(setup, feed));
    base(setup).filter(|_| is_wanted)
}

/// Does what is to be done about a subscription that is due.
async fn look(app: &App, setup: &Setup, of: Subscription, now: Timestamp) -> Result<(), StoreError> {
    match of.task(base_for(setup, &of), now) {
        Some(task) => act(app, setup, of, task, now).await,
        // Made due by a configuration that is in force no longer: it waits for its own time again.
        None => app.store.keep_subscription(of).await.map(drop),
    }
}

async fn act(
    app: &App,
    setup: &Setup,
    mut of: Subscription,
    task: HubTask,
    now: Timestamp,
) -> Result<(), StoreError> {
    match task {
        HubTask::Subscribe => subscribe(app, setup, of, now).await,
        HubTask::Lost => {
            of.lost(now);
            let is_refused = of.state == SubscriptionState::Refused;
            let why = of.reason.as_deref().filter(|_| is_refused);
            let why = why.unwrap_or("its hub let the subscription end");
            tracing::warn!(feed = %of.feed, "{why}; polled as usual");
            app.store.keep_subscription(of.clone()).await?;
            fall_back(app, &of, now).await?;
            if is_refused { Ok(()) } else { subscribe(app, setup, of, now).await }
        }
        HubTask::Leave => {
            leave(app, &mut of, now).await?;
            farewell(app, setup, of, now).await
        }
        HubTask::Farewell => farewell(app, setup, of, now).await,
    }
}

/// Asks the hub. What is asked is written first: a hub may verify before it answers.
async fn subscribe(app: &App, setup: &Setup, mut of: Subscription, now: Timestamp) -> Result<(), StoreError> {
    let Some(base) = base(setup) else { return Ok(()) };
    let callback = of.callback_under(base);
    let before = of.clone();
    of.asked(callback.clone(), now, app.clock.jitter());
    app.store.keep_subscription(of.clone()).await?;
    if of.failures > 0 {
        fall_back(app, &of, now).await?;
    }
    let (reason, wait) = match setup.client.ask_hub(&of, &callback, true).await {
        Ok(()) => return Ok(()),
        Err(HubError::Held(left)) => return put_back(app, before, left).await,
        Err(HubError::Throttled(reason, wait)) => {
            let wait = wait.unwrap_or(THROTTLED);
            silence(app, setup, &of, wait).await?;
            (reason, wait)
        }
        Err(HubError::Refused(reason)) => (reason, Duration::ZERO),
    };
    tracing::info!(feed = %of.feed, "subscribing at its hub failed: {reason}");
    of.failed(reason, wait, now, app.clock.jitter());
    if app.store.fail_subscription(of.clone(), now).await? {
        fall_back(app, &of, now).await?;
    }
    Ok(())
}

/// A hub that was not asked, because its host wants silence for so long.
async fn put_back(app: &App, before: Subscription, left: Duration) -> Result<(), StoreError> {
    app.store.keep_subscription(before.unasked_until(app.clock.now() + left)).await?;
    Ok(())
}

/// Leaves a hub's host alone, as any host that asks for it: no poll, no page, no other subscription, after no restart.
async fn silence(app: &App, setup: &Setup, of: &Subscription, wait: Duration) -> Result<(), StoreError> {
    let Some(host) = host_of(&of.hub) else {
        return Ok(());
    };
    let until = app.clock.now() + wait;
    app.store.hold_host(&host, until, "as a hub, told to wait").await?;
    app.hold_host(setup, &host, until);
    Ok(())
}

/// Nothing is wanted of the hub any more; its feed is polled as usual.
async fn leave(app: &App, of: &mut Subscription, now: Timestamp) -> Result<(), StoreError> {
    of.leave(now);
    app.store.keep_subscription(of.clone()).await?;
    fall_back(app, of, now).await
}

/// Tells the hub that nothing is wanted any more; after a few times without a word from it, that is that.
async fn farewell(app: &App, setup: &Setup, mut of: Subscription, now: Timestamp) -> Result<(), StoreError> {
    let before = of.clone();
    let Some(callback) = of.farewell(now, app.clock.jitter()) else {
        return app.store.end_subscription(&of.path).await;
    };
    app.store.keep_subscription(of.clone()).await?;
    match setup.client.ask_hub(&of, &callback, false).await {
        Ok(()) => {}
        Err(HubError::Held(left)) => put_back(app, before, left).await?,
        Err(HubError::Throttled(reason, wait)) => {
            tracing::info!(feed = %of.feed, "leaving its hub failed: {reason}");
            silence(app, setup, &of, wait.unwrap_or(THROTTLED)).await?;
        }
        Err(HubError::Refused(reason)) => {
            tracing::info!(feed = %of.feed, "leaving its hub failed: {reason}");
        }
    }
    Ok(())
}

/// The feed is polled as usual from now on.
pub(super) async fn fall_back(app: &App, of: &Subscription, now: Timestamp) -> Result<(), StoreError> {
    if app.store.poll_as_usual(of.feed_id, now).await? {
        app.call(&app.wake.poller);
    }
    Ok(())
}

/// What a poll must know of its feed's hub. `None` where no hub is wanted: then the store is not asked.
pub(super) async fn before_poll(
    app: &App,
    setup: &Setup,
    feed: &FeedConfig,
    due: &Due,
) -> Result<Option<HubState>, Fault> {
    if !app.pushes.load(Ordering::Relaxed) || !wants(setup, feed) {
        return Ok(None);
    }
    let subscription = app.store.subscription_of(due.feed_id).await?;
    let is_healthy = subscription.as_ref().is_some_and(|of| of.is_healthy(app.clock.now()));
    Ok(Some(HubState { subscription, is_healthy }))
}

/// A feed's hub as a poll finds it.
#[derive(Debug)]
pub(super) struct HubState {
    subscription: Option<Subscription>,
    pub(super) is_healthy: bool,
}

/// What a poll found out about hubs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HubPoll {
    /// When the feed would be polled without its hub.
    pub(super) usual_at: Option<Timestamp>,
    /// Entries that the hub should have pushed.
    pub(super) missed: usize,
}

/// Takes note of a hub that the feed names, or names no longer, and of what the hub missed.
pub(super) async fn after_poll(
    app: &App,
    due: &Due,
    state: HubState,
    found: Option<Hubs>,
    poll: HubPoll,
) -> Result<(), Fault> {
    let now = app.clock.now();
    let known = state.subscription;
    match found.map(|hubs| (hubs.hubs.into_iter().next(), hubs.topic)) {
        Some((Some(hub), topic)) => {
            let topic = topic.unwrap_or_else(|| due.url.clone());
            let same = known.as_ref().is_some_and(|of| of.is_at(&hub, &topic));
            if !same && app.store.begin_subscription(fresh(due, hub, topic, now)?).await? {
                app.call(&app.wake.subscriber);
            }
        }
        Some((None, _)) => {
            if let Some(mut of) = known.clone().filter(|of| of.state != SubscriptionState::Leaving) {
                tracing::info!(feed = %of.feed, "it names no hub any more");
                leave(app, &mut of, now).await?;
                app.call(&app.wake.subscriber);
                return Ok(());
            }
        }
        None => {}
    }
    let Some(known) = known else { return Ok(()) };
    // A poll that its hub had put off: what it finds should have been pushed.
    let missed = if known.poll_at.is_some() { poll.missed } else { 0 };
    if known.poll_at == poll.usual_at && missed == 0 {
        return Ok(());
    }
    app.store.note_hub_poll(due.feed_id, poll.usual_at, missed).await?;
    if missed > 0 {
        tracing::warn!(feed = %due.name, missed, "its hub did not push what a poll found; polled as usual");
        fall_back(app, &known, now).await?;
    }
    Ok(())
}

fn fresh(due: &Due, hub: String, topic: String, now: Timestamp) -> Result<Subscription, Fault> {
    let feed = (due.feed_id, due.name.clone());
    let word = random::word::<{ Subscription::WORD_BYTES }>;
    Ok(Subscription::new(feed, (hub, topic), (word()?, word()?), now))
}
