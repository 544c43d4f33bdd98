//! All loops under one shutdown, and what the world outside asks of them: signals and the service manager.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::config::StoreUrl;
use crate::model::Timestamp;
use crate::schedule::backoff;
use crate::store::{StoreError, Worker};

use super::alarms;
use super::app::App;
use super::clusterer::Clusterer;
use super::composer::Composer;
use super::courier::Courier;
use super::fault::Fault;
use super::health::{LoopName, StoreTrouble};
use super::keeper::Keeper;
use super::poller::Poller;
use super::reader::Reader;
use super::reload::reload;
use super::shares;
use super::systemd;
use super::websub::Subscriber;
use super::work::{drive, report};

/// The store is tried this often.
const PROBE_EVERY: Duration = Duration::from_secs(10);
/// An outage of the store that is over sooner is a hiccup (a restart of the server), and none of the operator's business.
const TELL_AFTER: Duration = Duration::from_secs(30);
/// Free space that ends a full disk.
const ROOM_BYTES: usize = 4 << 20;
/// Everything has ended by then; what has not is left as it is, which loses nothing.
const PATIENCE: Duration = Duration::from_millis(9_500);

/// Runs every loop until `stop`, then drains: nothing new is begun, sends in flight get 8 s.
///
/// # Errors
/// A loop ended in an internal fault; the others were drained.
pub async fn serve(app: Arc<App>, stop: CancellationToken) -> anyhow::Result<()> {
    shares::renew(&app, Worker::Daemon).await;
    let mut loops = JoinSet::new();
    loops.spawn(drive(Arc::clone(&app), Poller::new(), stop.clone()));
    loops.spawn(drive(Arc::clone(&app), Reader::new(), stop.clone()));
    loops.spawn(drive(Arc::clone(&app), Clusterer::default(), stop.clone()));
    loops.spawn(drive(Arc::clone(&app), Composer::default(), stop.clone()));
    loops.spawn(drive(Arc::clone(&app), Courier::new(), stop.clone()));
    loops.spawn(drive(Arc::clone(&app), Keeper::default(), stop.clone()));
    loops.spawn(drive(Arc::clone(&app), Subscriber::start(&app), stop.clone()));
    let mut aides = JoinSet::new();
    aides.spawn(mind_store(Arc::clone(&app)));
    aides.spawn(mind_others(Arc::clone(&app)));
    aides.spawn(shares::mind(Arc::clone(&app)));
    aides.spawn(shares::mind_calls(Arc::clone(&app)));
    aides.spawn(systemd::watchdog(Arc::clone(&app)));
    let mut fault = None;
    while let Some(ended) = loops.join_next().await {
        if let Err(error) = ended {
            fault.get_or_insert(error);
            stop.cancel();
        }
    }
    aides.shutdown().await;
    fault.map_or(Ok(()), |error| Err(anyhow::Error::new(error).context("a loop ended in an internal fault")))
}

/// The signals the daemon obeys. Listened for before an address is told to anybody, so that whoever knows that the
/// daemon is there can also stop it in order.
#[derive(Debug)]
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}

impl Signals {
    /// From here on SIGTERM, SIGINT and SIGHUP no longer end the process.
    ///
    /// # Errors
    /// They cannot be listened for.
    pub fn listen() -> anyhow::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?,
            interrupt: signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?,
            hangup: signal(SignalKind::hangup()).context("cannot listen for SIGHUP")?,
        })
    }
}

/// Runs the daemon: loops, signals, service manager. Returns when it has drained after SIGTERM or SIGINT, or
/// when `stop` is cancelled. SIGHUP reads the configuration at `config_path` again.
///
/// # Errors
/// A loop ended in an internal fault.
pub async fn run(
    app: Arc<App>,
    config_path: &Path,
    signals: Signals,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let Signals { mut terminate, mut interrupt, mut hangup } = signals;
    let mut serving = tokio::spawn(serve(Arc::clone(&app), stop.clone()));
    systemd::ready(&status(&app));
    tracing::info!("{}", status(&app));
    loop {
        tokio::select! {
            biased;
            served = &mut serving => return served.context("the loops ended")?,
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            () = stop.cancelled() => break,
            _ = hangup.recv() => {
                systemd::reloading();
                // What is wrong was logged with its place; the old configuration goes on.
                let _ = reload(&app, config_path).await;
                systemd::ready(&status(&app));
            }
        }
    }
    systemd::stopping();
    tracing::info!("stopping: sends in flight get 8 s");
    stop.cancel();
    tokio::select! {
        served = &mut serving => served.context("the loops ended")??,
        () = app.clock.sleep(PATIENCE) => tracing::warn!("not everything ended in time; nothing is lost"),
        _ = interrupt.recv() => tracing::warn!("stopped at once; nothing is lost"),
    }
    if let Err(error) = app.store.clone().close().await {
        tracing::warn!("closing the store: {error}");
    }
    tracing::info!("stopped");
    Ok(())
}

fn status(app: &App) -> String {
    let setup = app.setup();
    let config = &setup.config;
    format!(
        "watching: feeds {}, topics {}, alerts {}, digests {}, channels {}",
        config.feeds.values().filter(|feed| feed.enabled).count(),
        config.topics.len(),
        config.alerts.len(),
        config.digests.len(),
        config.channels.len()
    )
}

/// Proves again and again that the store can be written: feeds the writer's beat, ends an outage when it is over,
/// tells the operator of one that lasts.
async fn mind_store(app: Arc<App>) {
    let (mut failures, mut is_told): (u32, bool) = (0, false);
    loop {
        let pause = if app.health.store_trouble().is_some() {
            backoff(failures.max(1), Duration::from_secs(1), PROBE_EVERY, app.clock.jitter())
        } else {
            PROBE_EVERY
        };
        tokio::select! {
            () = app.clock.sleep(pause) => {}
            // An outage that a loop has met: look after a second, not after ten.
            _ = app.health.store_failed(), if failures == 0 => {
                failures = 1;
                continue;
            }
        }
        let probed = probe(&app).await;
        // An answer is progress, whatever it says: a full disk is no reason to be killed.
        app.health.beat(LoopName::Writer, app.clock.now());
        if let Err(fault) = probed {
            failures += 1;
            report(&app, LoopName::Writer, &fault, failures);
            let lasting = app.health.store_trouble().filter(|trouble| is_news(trouble, app.clock.now()));
            if let Some(trouble) = lasting.filter(|_| !is_told) {
                alarms::tell_directly(&app, &trouble).await;
                is_told = true;
            }
        } else {
            (failures, is_told) = (0, false);
            if let Some(trouble) = app.health.mended() {
                end_outage(&app, &trouble).await;
            }
        }
    }
}

/// Whether trouble with the store has lasted so long that the operator should hear of it.
fn is_news(trouble: &StoreTrouble, now: Timestamp) -> bool {
    now.since(trouble.since) >= TELL_AFTER
}

/// The loops go on; an outage that was none of a moment is written down after the fact, so that `status` and the operator know
/// how long it was.
async fn end_outage(app: &App, trouble: &StoreTrouble) {
    let now = app.clock.now();
    app.metrics.store_usable.set(1);
    tracing::info!(seconds = now.since(trouble.since).as_secs(), "the store works again");
    if is_news(trouble, now)
        && alarms::raise(app, &trouble.alarm(), &trouble.sentence, trouble.since).await.is_ok()
    {
        let _ = alarms::clear(app, &trouble.alarm(), now).await;
    }
    app.wake.all();
}

/// Writes a row; after a full disk also asks for room, because a row may fit where a poll does not, and a store that
/// works for a second at a time is no use to anybody.
async fn probe(app: &App) -> Result<(), Fault> {
    app.store.probe().await?;
    let was_full = app.health.store_trouble().is_some_and(|trouble| trouble.is_full);
    let StoreUrl::Sqlite(path) = app.setup().config.store.url.clone() else { return Ok(()) };
    if !was_full {
        return Ok(());
    }
    let asked = app.cpu.run(move || ask_for_room(&path)).await?;
    Ok(asked.map_err(|error| StoreError::Full(error.to_string()))?)
}

/// Writes a file beside the store and takes it away again.
fn ask_for_room(store: &Path) -> std::io::Result<()> {
    let mut name = store.as_os_str().to_owned();
    name.push(".room");
    let written = std::fs::write(&name, vec![0; ROOM_BYTES]);
    std::fs::remove_file(&name)?;
    written
}

/// Wakes every loop when a command beside us has written to the store.
async fn mind_others(app: Arc<App>) {
    loop {
        app.store.changed().await;
        app.wake.all();
    }
}
