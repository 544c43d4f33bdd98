//! How every loop turns: do a piece, wait until the next is due, stop when told.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::model::Timestamp;
use crate::schedule::backoff;
use crate::store::Duty;

use super::app::App;
use super::fault::Fault;
use super::health::LoopName;

/// A loop shows that it lives at least this often.
const BEAT: Duration = Duration::from_secs(10);
/// How long what is due and cannot be started yet is left alone before the store is asked again.
pub(super) const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Turns that ask for the next one at once begin at least so far apart: what the store calls due may be nothing that we can
/// start yet.
const PAUSE: Duration = Duration::from_millis(200);

/// Whether so much time has passed; also when the clock was set back meanwhile, since nobody knows how much then.
pub(super) fn is_over(last: Timestamp, span: Duration, now: Timestamp) -> bool {
    now < last || now.since(last) >= span
}

/// When a loop looks again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// At once: there is more.
    Now,
    /// Then, or when woken.
    At(Timestamp),
    /// When woken.
    Woken,
}

impl Next {
    /// Then, or when woken if there is no such time.
    pub(super) fn at(time: Option<Timestamp>) -> Self {
        time.map_or(Self::Woken, Self::At)
    }

    /// When the next piece is due, after a turn that has started what it could at `now`.
    pub(super) fn due(due: Option<Timestamp>, now: Timestamp) -> Self {
        match due {
            Some(due) if due <= now => Self::At(now + LOOK_AGAIN),
            due => Self::at(due),
        }
    }
}

/// One loop's work.
pub(super) trait Work: Send {
    /// Whose work it is.
    const NAME: LoopName;
    /// Of work that one worker does for all: what it must hold.
    const DUTY: Option<Duty> = None;

    /// What wakes this loop.
    fn wake(app: &App) -> &Notify;

    /// One bounded piece of work.
    fn turn(&mut self, app: &Arc<App>) -> impl Future<Output = Result<Next, Fault>> + Send;

    /// Resolves when work that was started has ended and the loop should turn; must lose nothing when dropped.
    fn ended(&mut self) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }

    /// Lets go of what was started.
    fn stop(self, _app: &Arc<App>) -> impl Future<Output = ()> + Send
    where
        Self: Sized,
    {
        std::future::ready(())
    }
}

/// Turns a loop until `stop`.
pub(super) async fn drive<W: Work>(app: Arc<App>, mut work: W, stop: CancellationToken) {
    let (mut failures, mut races) = (0, 0);
    while !stop.is_cancelled() {
        app.health.beat(W::NAME, app.clock.now());
        if app.health.store_trouble().is_some() {
            tokio::select! {
                () = stop.cancelled() => break,
                () = app.health.store_usable() => {}
                () = app.clock.sleep(BEAT) => {}
            }
            continue;
        }
        let began = app.clock.now();
        let turned = match W::DUTY {
            Some(duty) if !app.store.has_duty(duty) => Ok(Next::Woken),
            _ => work.turn(&app).await,
        };
        let (next, failed) = match turned {
            Ok(next) => {
                (failures, races) = (0, 0);
                (next, false)
            }
            // Another worker was faster: nothing is wrong, and there may be more. Only where that goes on, we let it go first.
            Err(fault) if fault.is_race() => {
                races += 1;
                tracing::debug!(r#loop = W::NAME.as_str(), races, "another worker was faster");
                let pause = backoff(races, Duration::from_secs(1), BEAT, app.clock.jitter());
                let pause = if races > 1 { pause } else { Duration::ZERO };
                (Next::At(app.clock.now() + pause), races > 1)
            }
            Err(fault) => {
                failures += 1;
                report(&app, W::NAME, &fault, failures);
                let pause = backoff(failures, Duration::from_secs(1), BEAT, app.clock.jitter());
                (Next::At(app.clock.now() + pause), true)
            }
        };
        if next != Next::Now {
            wait(&app, &mut work, began, (next, failed), &stop).await;
        }
    }
    work.stop(&app).await;
}

/// Waits for the turn after the one that `began` then. After a failure only time ends the wait, so that wake-ups cannot turn it
/// into a busy loop.
async fn wait<W: Work>(
    app: &App,
    work: &mut W,
    began: Timestamp,
    (next, failed): (Next, bool),
    stop: &CancellationToken,
) {
    let now = app.clock.now();
    let until = match next {
        // What came due during the turn needs no pause.
        Next::At(time) => time.max(began + PAUSE).min(now + BEAT),
        Next::Now | Next::Woken => now + BEAT,
    };
    if failed {
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.clock.sleep_until(until) => {}
        }
        return;
    }
    tokio::select! {
        biased;
        () = stop.cancelled() => {}
        () = work.ended() => {}
        () = W::wake(app).notified() => {}
        () = app.clock.sleep_until(until) => {}
    }
}

/// Logs what went wrong, once a spell of it; counts what is the store's, and closes it to the loops when it is an outage.
pub(super) fn report(app: &App, name: LoopName, fault: &Fault, failures: u32) {
    if let Fault::Store(error) = fault {
        app.metrics.store_errors.inc();
        if app.health.note(error, app.clock.now()) {
            app.metrics.store_usable.set(0);
            tracing::error!(r#loop = name.as_str(), "{error}; everything waits until the store works again");
            return;
        }
    }
    if fault.is_race() {
        tracing::info!(r#loop = name.as_str(), "{fault}: somebody else has taken it over");
    } else if !fault.is_outage() && failures == 1 {
        tracing::error!(r#loop = name.as_str(), "{fault}; trying again");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::store::{Role, StoreError};

    /// Loses its first turns to another worker.
    struct Loser(u32, tokio::sync::mpsc::UnboundedSender<Timestamp>);

    impl Work for Loser {
        const NAME: LoopName = LoopName::Clusterer;

        fn wake(app: &App) -> &Notify {
            &app.wake.clusterer
        }

        async fn turn(&mut self, app: &Arc<App>) -> Result<Next, Fault> {
            let _ = self.1.send(app.clock.now());
            self.0 = self.0.saturating_sub(1);
            if self.0 > 0 { Err(StoreError::Fenced.into()) } else { Ok(Next::Woken) }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_turn_lost_to_another_worker_costs_no_time_unless_it_goes_on() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("vigie.toml"), "[store]\nurl = \"sqlite:vigie.db\"\n")
            .expect("a file");
        let Ok((config, _)) = crate::config::load(folder.path()) else { panic!("a good configuration") };
        let (clock, hand) = Clock::manual(Timestamp::from_millis(1_781_000_000_000));
        let app = App::open(config, Role::Daemon, clock).await.expect("it opens");
        let (sender, mut turns) = tokio::sync::mpsc::unbounded_channel();
        let stop = CancellationToken::new();
        let driven = tokio::spawn(drive(Arc::clone(&app), Loser(3, sender), stop.clone()));
        let mut at = Vec::new();
        while at.len() < 3 {
            if let Ok(turn) = turns.try_recv() {
                at.push(turn);
            } else {
                if let Some(due) = hand.next_wake() {
                    hand.advance_to(due);
                }
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(at[1].since(at[0]), PAUSE, "{at:?}");
        assert!(at[2].since(at[1]) >= Duration::from_secs(1), "{at:?}");
        stop.cancel();
        driven.await.expect("no panic");
        app.store.clone().close().await.expect("it closes");
    }
}
