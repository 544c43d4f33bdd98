//! Asks every rule whether it sends now, and tells the operator what is wrong.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::digest::{self, Verdict};
use crate::model::{RuleName, Timestamp};
use crate::store::{Duty, StoreError, StoryCommit};

use super::alarms;
use super::answers::Answered;
use super::app::{App, Setup};
use super::compose::{compose_alert, compose_digest};
use super::health::LoopName;
use super::pauses::Paused;
use super::reach::{self, Reach};
use super::work::{Next, Work};

/// What one round over all rules came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Round {
    /// Messages composed.
    pub(super) messages: usize,
    /// When a rule that holds looks again.
    pub(super) next: Option<Timestamp>,
}

impl Round {
    fn look_again(&mut self, at: Option<Timestamp>) {
        self.next = match (self.next, at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
}

/// Composes whatever goes out at `now`. With `flush`, `group_wait` counts as over; quiet hours still hold.
pub(super) async fn compose_due(app: &Arc<App>, now: Timestamp, flush: bool) -> Result<Round, StoreError> {
    let setup = app.setup();
    owe_corrections(app, &setup, now).await?;
    let mut round = Round::default();
    let paused = Paused::at(app, now).await?;
    round.look_again(paused.ends_at);
    let reach = Reach::now(app).await?;
    let answered = Answered::at(app, &setup, now).await?;
    for mut open in app.store.open_rules().await? {
        let no_answer_until = answered.until(&open.rule);
        if open.open > 0 && (paused.holds() || no_answer_until.is_some()) {
            // What is held back is not what the rule waits for.
            let items = app.store.open_items(&open.rule, Timestamp::MAX).await?;
            let items = answered.tellable(&open.rule, paused.tellable(items));
            open = open.with_only(&items);
            round.look_again(no_answer_until);
        }
        if open.open > 0 && reach.is_unheard(&setup.config, &open.rule) {
            reach::tell_operator(app, &open.rule, now).await?;
            round.look_again(Some(now + reach::LOOK_AGAIN));
            continue;
        }
        let verdict = match &open.rule {
            RuleName::Alert(name) => match setup.config.alerts.get(name) {
                Some(rule) => digest::decide_alert(rule, &open, now, flush),
                None => continue,
            },
            RuleName::Digest(name) => match setup.config.digests.get(name) {
                Some(rule) => digest::decide_digest(rule, &open, now),
                None => continue,
            },
            RuleName::Operator | RuleName::Test => continue,
        };
        let slot_at = match verdict {
            Verdict::Hold { until, why } => {
                tracing::trace!(rule = %open.rule, why, "holds");
                round.look_again(until);
                continue;
            }
            Verdict::Send { slot_at } => slot_at,
        };
        let composed = match &open.rule {
            RuleName::Alert(name) => {
                compose_alert(app, &setup, &setup.config.alerts[name], &answered, &paused, now).await?
            }
            RuleName::Digest(name) => {
                let rule = &setup.config.digests[name];
                compose_digest(app, &setup, rule, slot_at, &paused, now).await?.is_some()
            }
            RuleName::Operator | RuleName::Test => false,
        };
        round.messages += usize::from(composed);
        // What follows the message (the next slot, the end of `group_interval`) is asked for in the next round.
        round.look_again(Some(now));
    }
    Ok(round)
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
#[derive(Debug)]
pub(super) struct Composer;

impl Work for Composer {
    const NAME: LoopName = LoopName::Composer;
    const DUTY: Option<Duty> = Some(Duty::Composer);

    fn wake(app: &App) -> &Notify {
        &app.wake.composer
    }

    async fn turn(&mut self, app: &Arc<App>) -> Result<Next, StoreError> {
        let mut round = compose_due(app, app.clock.now(), false).await?;
        round.look_again(alarms::tell_operator(app, app.clock.now(), false).await?);
        Ok(Next::at(round.next))
    }
}
