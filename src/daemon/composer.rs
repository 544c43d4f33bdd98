//! Asks every rule whether it sends now, and tells the operator what is wrong.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use tokio::sync::Notify;

use crate::digest::{self, OpenRule, Verdict};
use crate::model::{RuleName, Timestamp};
use crate::store::{Duty, StoreError, StoryCommit};

use super::alarms;
use super::answers::Answered;
use super::app::{App, Setup};
use super::compose::{compose_alert, compose_digest};
use super::fault::{Fault, Postponed};
use super::health::LoopName;
use super::pauses::Paused;
use super::reach::{self, Reach};
use super::stuck;
use super::work::{Next, Work, report};

/// What one round over all rules came to.
#[derive(Debug, Default)]
pub(super) struct Round {
    /// Messages composed.
    pub(super) messages: usize,
    /// When a rule that holds looks again.
    pub(super) next: Option<Timestamp>,
    /// Why what was corrected could not be owed; the rules went on without.
    pub(super) failed: Option<Fault>,
}

impl Round {
    fn look_again(&mut self, at: Option<Timestamp>) {
        self.next = match (self.next, at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
}

/// What the rules are asked under in one round.
struct Moment {
    setup: Arc<Setup>,
    paused: Paused,
    reach: Reach,
    answered: Answered,
    now: Timestamp,
    flush: bool,
}

/// What a rule came to.
enum Told {
    /// A message, or what was to be taken without one.
    Composed(bool),
    /// Nothing yet.
    Held,
}

/// Composes whatever goes out at `now`. With `flush`, `group_wait` counts as over; quiet hours still hold. A rule that fails for
/// a reason of its own goes into `postponed`, and the operator hears of it; the others go on.
pub(super) async fn compose_due(
    app: &Arc<App>,
    now: Timestamp,
    flush: bool,
    postponed: &mut Postponed<RuleName>,
) -> Result<Round, Fault> {
    let setup = app.setup();
    let mut round = Round::default();
    match owe_corrections(app, &setup, now).await.map_err(Fault::from) {
        Err(fault) if fault.is_of_one() => round.failed = Some(fault),
        owed => owed?,
    }
    let paused = Paused::at(app, now).await?;
    round.look_again(paused.ends_at);
    let reach = Reach::now(app).await?;
    let answered = Answered::at(app, &setup, now).await?;
    let moment = Moment { setup, paused, reach, answered, now, flush };
    for open in app.store.open_rules().await? {
        let rule = open.rule.clone();
        if let Some(until) = postponed.until(&rule, now) {
            round.look_again(Some(until));
            continue;
        }
        let composing = AssertUnwindSafe(ask_rule(app, &moment, open, &mut round)).catch_unwind();
        match composing.await.unwrap_or(Err(Fault::Internal)) {
            Ok(told) => {
                let was_put_off = postponed.remove(&rule);
                // An alarm may stand from before this process began.
                if was_put_off || matches!(told, Told::Composed(_)) {
                    stuck::clear_rule(app, &rule, now).await?;
                }
                if let Told::Composed(is_message) = told {
                    round.messages += usize::from(is_message);
                    // What follows the message (the next slot, the end of `group_interval`) is asked for in the next round.
                    round.look_again(Some(now));
                }
            }
            Err(fault) if fault.is_of_one() => {
                let (times, until) = postponed.add(rule.clone(), now, app.clock.jitter());
                report(app, LoopName::Composer, &fault, times);
                stuck::tell_of_rule(app, &rule, &fault, now).await?;
                round.look_again(Some(until));
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(round)
}

/// Asks one rule whether it sends now, and composes what it does.
async fn ask_rule(app: &Arc<App>, at: &Moment, mut open: OpenRule, round: &mut Round) -> Result<Told, Fault> {
    let Moment { setup, paused, reach, answered, now, flush } = at;
    let no_answer_until = answered.until(&open.rule);
    if open.open > 0 && (paused.holds() || no_answer_until.is_some()) {
        // What is held back is not what the rule waits for.
        let items = app.store.open_items(&open.rule, Timestamp::MAX).await?;
        let items = answered.tellable(&open.rule, paused.tellable(items));
        open = open.with_only(&items);
        round.look_again(no_answer_until);
    }
    if open.open > 0 && reach.is_unheard(&setup.config, &open.rule) {
        reach::tell_operator(app, &open.rule, *now).await?;
        round.look_again(Some(*now + reach::LOOK_AGAIN));
        return Ok(Told::Held);
    }
    let held = |round: &mut Round, until, why| {
        tracing::trace!(rule = %open.rule, why, "holds");
        round.look_again(until);
        Ok(Told::Held)
    };
    let composed = match &open.rule {
        RuleName::Alert(name) => {
            let Some(rule) = setup.config.alerts.get(name) else { return Ok(Told::Held) };
            match digest::decide_alert(rule, &open, *now, *flush) {
                Verdict::Hold { until, why } => return held(round, until, why),
                Verdict::Send { .. } => compose_alert(app, setup, rule, answered, paused, *now).await?,
            }
        }
        RuleName::Digest(name) => {
            let Some(rule) = setup.config.digests.get(name) else { return Ok(Told::Held) };
            match digest::decide_digest(rule, &open, *now) {
                Verdict::Hold { until, why } => return held(round, until, why),
                Verdict::Send { slot_at } => {
                    compose_digest(app, setup, rule, slot_at, paused, *now).await?.is_some()
                }
            }
        }
        RuleName::Operator | RuleName::Test => return Ok(Told::Held),
    };
    Ok(Told::Composed(composed))
}

/// Owes what was corrected to the rules that told it (T3).
async fn owe_corrections(app: &App, setup: &Setup, now: Timestamp) -> Result<(), StoreError> {
    loop {
        let corrected = app.store.corrected(now).await?;
        if corrected.is_empty() {
            return Ok(());
        }
        let items = digest::corrections(&corrected, &setup.rules, app.store.ids(), now);
        let corrections = corrected.iter().map(|correction| (correction.article_id, correction.to)).collect();
        let commit = StoryCommit { items, corrections, at: now, ..StoryCommit::default() };
        app.store.commit_stories(commit).await?;
    }
}

/// The loop around [`compose_due`].
#[derive(Debug, Default)]
pub(super) struct Composer {
    postponed: Postponed<RuleName>,
}

impl Work for Composer {
    const NAME: LoopName = LoopName::Composer;
    const DUTY: Option<Duty> = Some(Duty::Composer);

    fn wake(app: &App) -> &Notify {
        &app.wake.composer
    }

    async fn turn(&mut self, app: &Arc<App>) -> Result<Next, Fault> {
        let composed = compose_due(app, app.clock.now(), false, &mut self.postponed).await;
        // Whatever became of the rules, the operator hears what is wrong.
        let told = alarms::tell_operator(app, app.clock.now(), false).await;
        let mut round = composed?;
        round.look_again(told?);
        round.failed.map_or(Ok(Next::at(round.next)), Err)
    }
}
