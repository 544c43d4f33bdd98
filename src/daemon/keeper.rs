//! Keeps the house: retention, alarms that are over, the heartbeat.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::digest::{AlarmSubject, Sending};
use crate::feed::{Fetched, Validators};
use crate::fetch::FeedRequest;
use crate::model::{DeliveryState, Name, Pausable, Timestamp};
use crate::store::{DeliveryTrail, Duty, HeldChannel, Pause, Rest, StandingAlarm, StoreError, UnheardFeed};

use super::alarms;
use super::app::{App, Setup};
use super::fault::Fault;
use super::health::LoopName;
use super::orphans::{self, Orphan};
use super::reach::Reach;
use super::stuck;
use super::work::{Next, Work, is_over};

const ROUND: Duration = Duration::from_mins(1);
const SWEEP_EVERY: Duration = Duration::from_hours(1);
/// Slices of 1,000 articles in one round, so that retention never holds the writer for long.
const SLICES: usize = 20;
/// Loops that must be well for the heartbeat to be sent.
const PATIENCE: Duration = Duration::from_mins(1);

/// A worker that has not been heard of for so long is gone; they beat every ten seconds.
const SILENCE: Duration = Duration::from_mins(5);

/// A heartbeat that takes longer is let go: the keeper's other chores do not wait for it.
const BEAT_WITHIN: Duration = Duration::from_secs(10);

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

    async fn turn(&mut self, app: &Arc<App>) -> Result<Next, Fault> {
        let now = app.clock.now();
        if let Some(last) = self.round_at.filter(|last| !is_over(*last, ROUND, now)) {
            return Ok(Next::At(last + ROUND));
        }
        // Every worker by its own configuration.
        app.release_owed().await;
        let is_ours = app.store.has_duty(Duty::Keeper);
        if is_ours {
            wake_feeds(app, now).await?;
            look_after(app, now).await?;
        }
        // Every worker says of itself that it is well.
        heartbeat(app, now).await;
        if is_ours
            && self.swept_at.is_none_or(|last| is_over(last, SWEEP_EVERY, now))
            && sweep(app, now).await?
        {
            self.swept_at = Some(now);
        }
        self.round_at = Some(now);
        Ok(Next::At(now + ROUND))
    }
}

/// After a clock that was ahead, feeds would wait until it is as late again.
pub(super) async fn wake_feeds(app: &App, now: Timestamp) -> Result<(), StoreError> {
    let feeds = app.store.wake_from_the_future(now).await?;
    if feeds > 0 {
        tracing::warn!(feeds, "polled in the future, by a clock that was ahead: due now");
        app.call(&app.wake.poller);
    }
    Ok(())
}

/// Whether this worker's configuration is the newest of a worker that lives. While they are brought to a new one, one after the
/// other, those of the old one would raise every minute what the others clear.
async fn judges(app: &App, now: Timestamp) -> Result<bool, StoreError> {
    app.store.is_in_force(app.setup().config.hash, now - SILENCE).await
}

/// Deletes what is older than the retention; returns whether nothing is left to delete.
async fn sweep(app: &App, now: Timestamp) -> Result<bool, StoreError> {
    let before = now - app.setup().config.store.retain;
    if judges(app, now).await? {
        orphans::let_go(app, before).await?;
    }
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

/// Raises what no loop would see, and clears what is over, where this worker's configuration may judge that.
pub(super) async fn look_after(app: &App, now: Timestamp) -> Result<(), StoreError> {
    if !judges(app, now).await? {
        return Ok(());
    }
    let orphans = orphans::orphans(app).await?;
    orphans::tell_operator(app, &orphans, now).await?;
    clear_what_is_over(app, orphans, now).await?;
    tell_of_unheard(app, now).await
}

/// Feeds that nobody may ask because their hosts want silence are blind, and no poll of theirs says so.
async fn tell_of_unheard(app: &App, now: Timestamp) -> Result<(), StoreError> {
    let unheard = app.store.unheard_feeds(now).await?;
    if unheard.is_empty() {
        return Ok(());
    }
    let (setup, standing) = (app.setup(), app.store.standing_alarms().await?);
    let pauses = app.store.pauses(now).await?;
    for UnheardFeed { feed, since, until } in unheard {
        let subject = AlarmSubject::Blind(feed.clone());
        let stands = standing.iter().any(|alarm| alarm.subject == subject);
        if stands || !is_watched(&setup, &pauses, &feed) {
            continue;
        }
        let zone = setup.config.newsroom.zone;
        let local = |at: Timestamp| at.in_zone(zone).format("%Y-%m-%d %H:%M");
        let detail = format!(
            "no good answer since {}: {} until {}; if that is a mistake, `vigie feed poll {feed} --force` asks at once",
            local(since),
            crate::feed::HELD,
            local(until)
        );
        alarms::raise(app, &subject, &detail, now).await?;
    }
    Ok(())
}

/// Whether a feed is polled: configured, switched on, not paused.
fn is_watched(setup: &Setup, pauses: &[Pause], feed: &Name) -> bool {
    let this = Pausable::Feed(feed.clone());
    setup.config.feeds.get(feed).is_some_and(|feed| feed.enabled)
        && !pauses.iter().any(|pause| pause.what == this)
}

/// Alarms whose cause was taken away by hand: a dead delivery retried or dropped, a channel enabled, a feed's new
/// address written into the configuration. A feed that is paused or switched off is watched no more: that it says
/// nothing, or cannot be read, is no news until it is polled again.
async fn clear_what_is_over(app: &App, orphans: Vec<Orphan>, now: Timestamp) -> Result<(), StoreError> {
    let standing = app.store.standing_alarms().await?;
    if standing.is_empty() {
        return Ok(());
    }
    let house = House {
        setup: app.setup(),
        orphans,
        held: app.store.held_channels().await?,
        pauses: app.store.pauses(now).await?,
        reach: Reach::now(app).await?,
        seen: app.store.seen_again().await?,
    };
    for alarm in &standing {
        if house.is_over(app, alarm).await? {
            alarms::clear(app, &alarm.subject, now).await?;
        }
    }
    Ok(())
}

/// What tells whether an alarm is over.
struct House {
    setup: Arc<Setup>,
    orphans: Vec<Orphan>,
    /// Channels that rest.
    held: Vec<HeldChannel>,
    pauses: Vec<Pause>,
    reach: Reach,
    /// Alarms of feeds whose state says that they are over.
    seen: Vec<AlarmSubject>,
}

impl House {
    async fn is_over(&self, app: &App, alarm: &StandingAlarm) -> Result<bool, StoreError> {
        let config = &self.setup.config;
        let is_seen = self.seen.contains(&alarm.subject);
        Ok(match &alarm.subject {
            AlarmSubject::Dead(Sending { delivery, .. }) => {
                let trail = app.store.delivery(*delivery).await?;
                trail.is_none_or(|trail| trail.row.state != DeliveryState::Dead)
            }
            AlarmSubject::Held(Sending { delivery, .. }) => {
                let trail = app.store.delivery(*delivery).await?;
                trail.is_none_or(|DeliveryTrail { row, .. }| {
                    row.state != DeliveryState::Uncertain || row.next_at.is_some()
                })
            }
            AlarmSubject::Disabled(channel) => {
                !self.held.iter().any(|held| held.channel == *channel && held.rest == Rest::Disabled)
            }
            AlarmSubject::Unheard(rule) => !self.reach.is_unheard(config, rule),
            AlarmSubject::Suppressed { channel, recipient, rule } => {
                !self.reach.is_suppressed(channel.as_ref(), recipient, rule.as_ref())
            }
            AlarmSubject::Orphaned(what) => !self.orphans.iter().any(|orphan| orphan.what == *what),
            // A feed that was blind by its host's silence has no failure whose end a poll could tell, and one that was silent may
            // have been given another address, or be pushed.
            AlarmSubject::Blind(feed) | AlarmSubject::Silent(feed) => {
                !is_watched(&self.setup, &self.pauses, feed) || is_seen
            }
            AlarmSubject::Gone(feed) | AlarmSubject::Moved(feed) => {
                !config.feeds.contains_key(feed) || is_seen
            }
            AlarmSubject::Paused(topic) => {
                let paused = Pausable::Topic(topic.clone());
                !self.pauses.iter().any(|pause| pause.what == paused)
            }
            // The rule's next message says whether its template works again, unless there is none any more.
            AlarmSubject::Template(rule) => !config.layouts.contains_key(rule),
            AlarmSubject::Stuck(what) => stuck::is_over(app, what).await?,
            // A start takes a configuration only when nothing is wrong with it.
            AlarmSubject::Config(_) => alarm.since < app.opened_at,
            AlarmSubject::Disk | AlarmSubject::Store => app.health.store_trouble().is_none(),
        })
    }
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
    let answer = tokio::select! {
        answer = setup.client.feed(request) => answer,
        () = app.clock.sleep(BEAT_WITHIN) => {
            tracing::warn!("heartbeat: no answer within {} s", BEAT_WITHIN.as_secs());
            return;
        }
    };
    // Whoever waits for it in vain should find here why: the address itself is a secret.
    match answer {
        Fetched::Body { .. } | Fetched::NotModified { .. } | Fetched::Skipped => {}
        Fetched::Failed(reason) => tracing::warn!("heartbeat: {reason}"),
        Fetched::Throttled { status, .. } => tracing::warn!("heartbeat: refused for now (HTTP {status})"),
        Fetched::Held(..) => tracing::warn!("heartbeat: its host asked for silence"),
        Fetched::Gone => tracing::warn!("heartbeat: the address is gone for good (HTTP 410)"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::clock::{Clock, ManualClock};
    use crate::store::Role;

    /// An app whose heartbeat goes to a server that counts, and perhaps never answers.
    async fn app(answers: bool) -> (Arc<App>, ManualClock, Arc<AtomicUsize>, tempfile::TempDir) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let router = axum::Router::new().fallback(move || async move {
            counted.fetch_add(1, Ordering::SeqCst);
            if !answers {
                std::future::pending::<()>().await;
            }
            "ok"
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        let folder = tempfile::tempdir().expect("a folder");
        let config = "[operator]\nheartbeat_url_file = \"beat\"\n[store]\nurl = \"sqlite:vigie.db\"\n\
                      [fetch]\nallow_private = [\"127.0.0.0/8\"]\nper_host_gap = \"0s\"\n";
        std::fs::write(folder.path().join("beat"), format!("http://{address}/beat\n")).expect("a file");
        std::fs::write(folder.path().join("vigie.toml"), config).expect("a file");
        let Ok((config, _)) = crate::config::load(folder.path()) else { panic!("a good configuration") };
        let (clock, hand) = Clock::manual(Timestamp::from_millis(1_781_000_000_000));
        let app = App::open(config, Role::Daemon, clock).await.expect("it opens");
        (app, hand, count, folder)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_heartbeat_is_sent_only_while_every_loop_is_well() {
        let (app, hand, count, _folder) = app(true).await;
        let beat = async || {
            heartbeat(&app, app.clock.now()).await;
            count.load(Ordering::SeqCst)
        };
        assert_eq!(beat().await, 1);
        for (at, stuck) in LoopName::ALL.into_iter().enumerate() {
            hand.advance(PATIENCE + Duration::from_secs(1));
            for name in LoopName::ALL.into_iter().filter(|name| *name != stuck) {
                app.health.beat(name, app.clock.now());
            }
            assert_eq!(beat().await, at + 1, "{} makes no progress", stuck.as_str());
            app.health.beat(stuck, app.clock.now());
            assert_eq!(beat().await, at + 2, "{} goes on", stuck.as_str());
        }
        app.store.clone().close().await.expect("it closes");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_heartbeat_without_an_answer_holds_up_nothing() {
        let (app, hand, count, _folder) = app(false).await;
        let beating = tokio::spawn({
            let app = Arc::clone(&app);
            async move { heartbeat(&app, app.clock.now()).await }
        });
        while count.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        assert!(!beating.is_finished(), "it waits a while");
        hand.advance(BEAT_WITHIN);
        beating.await.expect("it lets go");
        app.store.clone().close().await.expect("it closes");
    }
}
