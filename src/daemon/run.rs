//! All loops under one shutdown, and what the world outside asks of them: signals and the service manager.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::{JoinError, JoinSet};
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
/// A loop, or what helps them, ended in an internal fault; the others were drained.
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
    let ended = last(&mut loops, &mut aides, &stop).await;
    aides.shutdown().await;
    ended.context("a loop, or what helps it, ended in an internal fault")
}

/// Waits until the last loop has ended. One that panics, or one of the aides, without which the loops would wait for what nobody
/// tells them any more, stops them all.
async fn last(
    loops: &mut JoinSet<()>,
    aides: &mut JoinSet<()>,
    stop: &CancellationToken,
) -> Result<(), JoinError> {
    let mut fault = Ok(());
    loop {
        let ended = tokio::select! {
            ended = loops.join_next() => match ended {
                Some(ended) => ended,
                None => return fault,
            },
            // Some have nothing to do here, and end at once.
            Some(ended) = aides.join_next() => ended,
        };
        if ended.is_err() {
            fault = fault.and(ended);
            stop.cancel();
        }
    }
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

/// What is served beside the loops until `stop`. Where it ends in an error or a panic, so does the daemon: health, hubs and the
/// links in messages would be gone, and nobody would know.
pub type Beside = JoinSet<std::io::Result<()>>;

/// Runs the daemon: loops, signals, service manager. Returns when it has drained after SIGTERM or SIGINT, or
/// when `stop` is cancelled. SIGHUP reads the configuration at `config_path` again.
///
/// # Errors
/// A loop, a reload or what is served beside ended in an internal fault.
pub async fn run(
    app: Arc<App>,
    config_path: &Path,
    mut signals: Signals,
    mut beside: Beside,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let mut serving = tokio::spawn(serve(Arc::clone(&app), stop.clone()));
    systemd::ready(&status(&app));
    tracing::info!("{}", status(&app));
    let told = tokio::select! {
        biased;
        served = &mut serving => return served.context("the loops ended")?,
        () = stop.cancelled() => Ok(()),
        told = obey(&app, config_path, &mut signals) => told,
        fault = fault_of(&mut beside) => Err(fault),
    };
    systemd::stopping();
    tracing::info!("stopping: sends in flight get 8 s");
    stop.cancel();
    tokio::select! {
        served = &mut serving => served.context("the loops ended")??,
        () = app.clock.sleep(PATIENCE) => tracing::warn!("not everything ended in time; nothing is lost"),
        _ = signals.interrupt.recv() => tracing::warn!("stopped at once; nothing is lost"),
    }
    if let Err(error) = app.store.clone().close().await {
        tracing::warn!("closing the store: {error}");
    }
    tracing::info!("stopped");
    told
}

/// Does what signals say, until one says to stop. A reload is made beside: a store that does not answer, or a file that nobody
/// writes, keeps no signal waiting, and a reload that is cut short leaves the configuration in force to the next start.
async fn obey(app: &Arc<App>, config_path: &Path, signals: &mut Signals) -> anyhow::Result<()> {
    let mut reloads = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            _ = signals.terminate.recv() => return Ok(()),
            _ = signals.interrupt.recv() => return Ok(()),
            Some(ended) = reloads.join_next() => {
                ended.context("a reload ended in an internal fault")?;
                systemd::ready(&status(app));
            }
            // One after the other: a signal that comes during a reload is heard after it.
            _ = signals.hangup.recv(), if reloads.is_empty() => {
                systemd::reloading();
                let (app, path) = (Arc::clone(app), config_path.to_owned());
                // What is wrong was logged with its place; the old configuration goes on.
                reloads.spawn(async move { drop(reload(&app, &path).await) });
            }
        }
    }
}

/// Resolves when something served beside has ended that should not have: what is served nowhere ends at once, and well.
async fn fault_of(beside: &mut Beside) -> anyhow::Error {
    while let Some(ended) = beside.join_next().await {
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return anyhow::Error::new(error).context("the web side ended"),
            Err(fault) => {
                return anyhow::Error::new(fault).context("the web side ended in an internal fault");
            }
        }
    }
    std::future::pending().await
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
    // Beside: what keeps the store away may keep the mail server away too, and then telling takes minutes.
    let mut telling = JoinSet::new();
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
            Some(told) = telling.join_next() => {
                if let Err(fault) = told {
                    tracing::error!("the operator could not be told of the store's trouble: {fault}");
                }
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
                let app = Arc::clone(&app);
                telling.spawn(async move { alarms::tell_directly(&app, &trouble).await });
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes of loops that go on until they are stopped, beside these.
    async fn ended(aides: impl IntoIterator<Item = fn()>) -> (Result<(), JoinError>, bool) {
        let stop = CancellationToken::new();
        let (mut loops, mut all) = (JoinSet::new(), JoinSet::new());
        for _ in 0..2 {
            loops.spawn(stop.clone().cancelled_owned());
        }
        for aide in aides {
            all.spawn(async move { aide() });
        }
        let mut last = std::pin::pin!(last(&mut loops, &mut all, &stop));
        for _ in 0..100 {
            tokio::select! {
                biased;
                ended = &mut last => return (ended, true),
                () = tokio::task::yield_now() => {}
            }
        }
        stop.cancel();
        (last.await, false)
    }

    #[tokio::test]
    async fn an_aide_that_panics_stops_the_loops_and_one_with_nothing_to_do_does_not() {
        let (fault, by_itself) = ended([(|| {}) as fn(), || panic!("on purpose")]).await;
        assert!(by_itself && fault.is_err_and(|fault| fault.is_panic()));
        let (fault, by_itself) = ended([(|| {}) as fn()]).await;
        assert!(!by_itself && fault.is_ok());
    }

    #[tokio::test]
    async fn a_web_side_that_ends_badly_is_a_fault_and_one_that_is_not_configured_is_none() {
        for (cause, ended) in [
            ("internal fault", (|| panic!("on purpose")) as fn() -> std::io::Result<()>),
            ("out of sockets", || Err(std::io::Error::other("out of sockets"))),
        ] {
            let mut beside = Beside::new();
            beside.spawn(async { Ok(()) });
            beside.spawn(async move { ended() });
            let fault = format!("{:#}", fault_of(&mut beside).await);
            assert!(fault.contains(cause), "{fault}");
        }
    }
}
