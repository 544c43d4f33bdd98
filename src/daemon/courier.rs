//! Sends what is in the outbox: all channels at once, one delivery a channel.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::crash::{self, Side};
use crate::deliver::{self, Claim, Outcome};
use crate::digest::{AlarmSubject, Sending};
use crate::metrics::ByChannelAndResult;
use crate::model::{DeliveryState, Name, RuleName, Timestamp};
use crate::schedule::backoff;
use crate::store::{StoreError, Suppressing};

use super::alarms;
use super::app::{App, Setup};
use super::fault::Fault;
use super::flight::Flight;
use super::health::LoopName;
use super::late;
use super::work::{LOOK_AGAIN, Next, Work, is_over, report};

/// A send is over by then (mail: 60 s) and settled. After a crash on PostgreSQL its channel rests this long.
const LEASE: Duration = Duration::from_secs(80);
/// What sends in flight get when the daemon stops; then they are uncertain.
const FAREWELL: Duration = Duration::from_secs(8);

/// The sends in flight.
#[derive(Debug)]
pub(super) struct Courier {
    /// At most one a channel, which is their lane.
    jobs: Flight<Name, DeliveryState>,
    /// Cut: sends in flight end as uncertain.
    cut: CancellationToken,
    /// When it was last looked for what waits too long.
    looked_at: Option<Timestamp>,
    late: late::Looks,
}

impl Courier {
    pub(super) fn new() -> Self {
        Self {
            jobs: Flight::new(),
            cut: CancellationToken::new(),
            looked_at: None,
            late: late::Looks::default(),
        }
    }

    /// Claims one due delivery of each free channel (T5) and sends them; says how many are in flight now.
    pub(super) async fn fill(&mut self, app: &Arc<App>) -> Result<usize, Fault> {
        let setup = app.setup();
        let is_free = |channel: &&Name| self.jobs.in_lane(channel.as_str()) == 0;
        let free: Vec<Name> = setup.config.channels.keys().filter(is_free).cloned().collect();
        if !free.is_empty() {
            let now = app.clock.now();
            if self.looked_at.is_none_or(|last| is_over(last, LOOK_AGAIN, now)) {
                self.late.hand_over_some(app, &setup, now).await?;
                self.looked_at = Some(now);
            }
            for claim in app.store.claim_deliveries(&free, now, now + LEASE).await? {
                let (app, setup, cut) = (Arc::clone(app), Arc::clone(&setup), self.cut.clone());
                let channel = claim.channel.clone();
                let lane = channel.to_string();
                self.jobs.start(channel, lane, deliver_one(app, setup, claim, cut));
            }
        }
        Ok(self.jobs.len())
    }

    /// Waits for one send to end; `false` when none is in flight. Loses nothing when dropped.
    pub(super) async fn join(&mut self) -> bool {
        self.jobs.join().await
    }

    /// Frees the channels of the sends that ended, and says how each did. One that an internal fault kept from being settled
    /// is not among them: it becomes uncertain when its lease ends.
    pub(super) fn settle(&mut self) -> Vec<DeliveryState> {
        let mut states = Vec::new();
        for (channel, state) in self.jobs.settle() {
            if state.is_none() {
                tracing::error!(%channel, "a delivery ended in an internal fault");
            }
            states.extend(state);
        }
        states
    }
}

/// Sends one claimed delivery, settles it (T6) and tells the operator what must be told.
async fn deliver_one(
    app: Arc<App>,
    setup: Arc<Setup>,
    claim: Claim,
    cut: CancellationToken,
) -> DeliveryState {
    let started_at = app.clock.now();
    crash::point("send", Side::Before);
    let outcome = match setup.config.channels.get(&claim.channel) {
        None => Outcome::Uncertain { why: "its channel left the configuration".to_owned() },
        Some(channel) => tokio::select! {
            biased;
            outcome = AssertUnwindSafe(setup.sender.send(channel, &claim)).catch_unwind() => {
                // Nobody knows how far it came.
                let why = "internal fault while it was being sent";
                outcome.unwrap_or_else(|_| Outcome::Uncertain { why: why.to_owned() })
            }
            () = cut.cancelled() => Outcome::Uncertain { why: "stopped while it was being sent".to_owned() },
        },
    };
    crash::point("send", Side::After);
    let on_uncertain = setup.config.channels.get(&claim.channel).map(|channel| channel.on_uncertain);
    let on_uncertain = on_uncertain.unwrap_or_default();
    let settlement =
        deliver::settle(&claim, &outcome, on_uncertain, started_at, app.clock.now(), app.clock.jitter());
    let (state, channel) = (settlement.state, claim.channel.clone());
    let labels = ByChannelAndResult { channel: channel.to_string(), result: state.as_str() };
    app.metrics.deliveries.get_or_create(&labels).inc();
    if state == DeliveryState::Sent {
        tracing::info!(%channel, rule = %claim.rule, delivery = %claim.delivery_id, "sent");
    } else {
        tracing::warn!(%channel, rule = %claim.rule, delivery = %claim.delivery_id, attempt = claim.attempts,
            "{state}: {}", settlement.detail);
    }
    let suppressing = settle(&app, settlement.clone(), &cut).await;
    tell_operator(&app, &claim, &settlement, &suppressing).await;
    state
}

/// Raises what a person must look after: a delivery given up or held, a recipient or a channel no longer written to.
async fn tell_operator(
    app: &App,
    claim: &Claim,
    settlement: &deliver::Settlement,
    suppressing: &Suppressing,
) {
    let (channel, why, now) = (&claim.channel, &settlement.detail, app.clock.now());
    let delivery = claim.delivery_id;
    let sending = || Sending { channel: Some(channel.clone()), delivery };
    // What the operator cannot be told is no news for the operator: an alarm of it would be refused as well, and make
    // the next. The log and the status have it.
    let is_news = claim.rule != RuleName::Operator;
    if is_news && settlement.state == DeliveryState::Dead {
        let detail = format!("given up on channel {channel}: {why}; see `vigie delivery show {delivery}`");
        note(alarms::raise(app, &AlarmSubject::Dead(sending()), &detail, now).await);
    }
    if is_news && settlement.state == DeliveryState::Uncertain && settlement.next_at.is_none() {
        let detail = deliver::held(channel, claim.delivery_id, why);
        note(alarms::raise(app, &AlarmSubject::Held(sending()), &detail, now).await);
    }
    for recipient in &suppressing.freed {
        let subject = deliver::Unwanted::Everything.alarm(channel, recipient);
        note(alarms::clear(app, &subject, now).await);
    }
    if let (Some(why), true) = (&settlement.suppress, suppressing.is_suppressed) {
        let to = &deliver::mailbox_key(&claim.recipient);
        let detail = format!(
            "no more mail through channel {channel}: {why}; undo it with `vigie channel unsuppress {channel} {to}`"
        );
        let subject = deliver::Unwanted::Everything.alarm(channel, to);
        note(alarms::raise(app, &subject, &detail, now).await);
    }
    if let Some(why) = &settlement.disable {
        let detail = format!(
            "nothing goes through it any more: {why}; what waits goes out once its address is corrected, or, where it works again, \
             after `vigie resume channel {channel}`"
        );
        note(alarms::raise(app, &AlarmSubject::Disabled(channel.clone()), &detail, now).await);
    }
}

/// Writes the outcome down, however long that takes: what was sent must not be sent again because the disk was full
/// for a while. Gives up when the lease is lost, and when the daemon stops while the store cannot be used.
async fn settle(app: &App, settlement: deliver::Settlement, cut: &CancellationToken) -> Suppressing {
    let mut failures = 0;
    loop {
        match app.store.settle_delivery(settlement.clone()).await {
            Ok(suppressing) => return suppressing,
            Err(error) => {
                failures += 1;
                let fault = Fault::from(error);
                report(app, LoopName::Courier, &fault, failures);
                if fault.is_race() || cut.is_cancelled() {
                    return Suppressing::default();
                }
            }
        }
        let pause = backoff(failures, Duration::from_secs(1), Duration::from_secs(10), app.clock.jitter());
        tokio::select! {
            () = app.clock.sleep(pause) => {}
            () = cut.cancelled() => {}
        }
    }
}

/// An alarm that cannot be written down is in the log already.
fn note(result: Result<(), StoreError>) {
    if let Err(error) = result {
        tracing::debug!("an alarm could not be written: {error}");
    }
}

impl Work for Courier {
    const NAME: LoopName = LoopName::Courier;

    fn wake(app: &App) -> &Notify {
        &app.wake.courier
    }

    async fn turn(&mut self, app: &Arc<App>) -> Result<Next, Fault> {
        self.settle();
        self.fill(app).await?;
        Ok(Next::due(app.store.next_due().await?.delivery, app.clock.now()))
    }

    async fn ended(&mut self) {
        self.jobs.ended().await;
    }

    async fn stop(mut self, app: &Arc<App>) {
        tokio::select! {
            () = async { while self.join().await {} } => return,
            () = app.clock.sleep(FAREWELL) => {}
        }
        tracing::warn!(
            sends = self.jobs.len(),
            "stopped while sending: these deliveries are uncertain and go out again, same id"
        );
        self.cut.cancel();
        while self.join().await {}
    }
}
