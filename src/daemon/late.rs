//! An alert that could not be sent while it was worth an interruption is told by its channel's next digest.

use std::collections::{BTreeSet, HashMap};

use crate::digest::{self, Aged, AlertRule, Item};
use crate::model::{DeliveryId, Name, RuleName, Timestamp};
use crate::store::{StoreError, StoryCommit, Waiting};

use super::app::{App, Setup};
use super::fault::{Fault, Postponed};
use super::health::LoopName;
use super::work::report;

/// Hands what waits in the outbox for longer than its alert's `max_age` over to digests of the same channel.
pub(super) async fn hand_over(app: &App, setup: &Setup, now: Timestamp) -> Result<(), Fault> {
    for rule in &setup.rules.alerts {
        let mut after = None;
        loop {
            match look(app, setup, rule, after, now).await.map_err(Fault::from) {
                Ok(Some(last)) => after = Some(last),
                Ok(None) => break,
                // One alert's trouble is no reason to keep a digest back.
                Err(fault) if fault.is_of_one() => {
                    report(app, LoopName::Composer, &fault, 1);
                    break;
                }
                Err(fault) => return Err(fault),
            }
        }
    }
    Ok(())
}

/// Looks at what waits for too long, in turns of a few hundred deliveries of each alert.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// Up to which delivery each alert's were looked at: the next turn goes on there, and begins anew at the end. What no digest
    /// takes goes on waiting, and must not hide what stands behind it.
    looked: HashMap<Name, DeliveryId>,
    /// Alerts whose deliveries could not be looked at: that is no reason to send nothing.
    postponed: Postponed<Name>,
}

impl Looks {
    /// As [`hand_over`], one turn.
    pub(super) async fn hand_over_some(
        &mut self,
        app: &App,
        setup: &Setup,
        now: Timestamp,
    ) -> Result<(), Fault> {
        for rule in &setup.rules.alerts {
            if self.postponed.until(&rule.name, now).is_some() {
                continue;
            }
            let looked = look(app, setup, rule, self.looked.get(&rule.name).copied(), now).await;
            match looked.map_err(Fault::from) {
                Ok(last) => {
                    self.postponed.remove(&rule.name);
                    match last {
                        Some(last) => self.looked.insert(rule.name.clone(), last),
                        None => self.looked.remove(&rule.name),
                    };
                }
                Err(fault) if fault.is_of_one() => {
                    let (times, _) = self.postponed.add(rule.name.clone(), now, app.clock.jitter());
                    report(app, LoopName::Courier, &fault, times);
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }
}

/// Looks at some deliveries behind `after`; the last of them, `None` when there was none.
async fn look(
    app: &App,
    setup: &Setup,
    rule: &AlertRule,
    after: Option<DeliveryId>,
    now: Timestamp,
) -> Result<Option<DeliveryId>, StoreError> {
    let digests = setup.rules.digests.iter().flat_map(|digest| &digest.channels);
    let channels: BTreeSet<&Name> = digests.filter(|channel| rule.channels.contains(channel)).collect();
    if channels.is_empty() {
        return Ok(None);
    }
    let channels: Vec<Name> = channels.into_iter().cloned().collect();
    let name = RuleName::Alert(rule.name.clone());
    let waiting = app.store.waiting(&name, &channels, now - rule.max_age, after).await?;
    let pausings = match first_match(waiting.iter().flat_map(|waiting| &waiting.items)) {
        Some(first) => app.store.pausings(first).await?,
        None => Vec::new(),
    };
    for Waiting { delivery_id, channel, composed_at, items } in &waiting {
        let (of, ids) = ((channel, *composed_at), app.store.ids());
        let Some(items) = digest::overdue(rule, of, items, &setup.rules, &pausings, ids, now) else {
            continue;
        };
        let takers: BTreeSet<String> = items.iter().map(|item| item.rule.to_string()).collect();
        let takers = takers.into_iter().collect::<Vec<_>>().join(", ");
        let why = format!("too old for an alert (`max_age`): left to {takers}");
        if app.store.hand_over(*delivery_id, &why, items, now).await? {
            tracing::warn!(%channel, rule = %name, delivery = %delivery_id, "{why}");
        }
    }
    Ok(waiting.last().map(|last| last.delivery_id))
}

fn first_match<'a>(items: impl Iterator<Item = &'a Item>) -> Option<Timestamp> {
    items.map(|item| item.created_at).min()
}

/// Parts what an alert is to tell by age; what is too old for it is owed to digests from now on (T3).
pub(super) async fn part(
    app: &App,
    setup: &Setup,
    rule: &AlertRule,
    items: Vec<Item>,
    now: Timestamp,
) -> Result<Aged, StoreError> {
    let Some(first) = first_match(items.iter()) else { return Ok(Aged::default()) };
    let pausings = app.store.pausings(first).await?;
    let mut aged = digest::roll_late(rule, items, &setup.rules, &pausings, app.store.ids(), now);
    let late = std::mem::take(&mut aged.rolled);
    if !late.is_empty() {
        let takers: BTreeSet<String> = late.iter().map(|item| item.rule.to_string()).collect();
        let takers = takers.into_iter().collect::<Vec<_>>().join(", ");
        let stories = aged.expired.len();
        tracing::warn!(rule = %RuleName::Alert(rule.name.clone()), stories, "too old for an alert (`max_age`): left to {takers}");
        app.store.commit_stories(StoryCommit { late, at: now, ..StoryCommit::default() }).await?;
    }
    Ok(aged)
}
