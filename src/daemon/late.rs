//! An alert that could not be sent while it was worth an interruption is told by its channel's next digest.

use std::collections::{BTreeSet, HashMap};

use crate::digest::{self, AlertRule};
use crate::model::{DeliveryId, Name, RuleName, Timestamp};
use crate::store::{StoreError, Waiting};

use super::app::{App, Setup};

/// Up to which delivery each alert's were looked at: the next turn goes on there, and begins anew at the end. What no digest takes
/// goes on waiting, and must not hide what stands behind it.
pub(super) type Looked = HashMap<Name, DeliveryId>;

/// Hands what waits in the outbox for longer than its alert's `max_age` over to digests of the same channel.
pub(super) async fn hand_over(app: &App, setup: &Setup, now: Timestamp) -> Result<(), StoreError> {
    for rule in &setup.rules.alerts {
        let mut after = None;
        loop {
            after = look(app, setup, rule, after, now).await?;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(())
}

/// The same, in turns of a few hundred deliveries of each alert.
pub(super) async fn hand_over_some(
    app: &App,
    setup: &Setup,
    looked: &mut Looked,
    now: Timestamp,
) -> Result<(), StoreError> {
    for rule in &setup.rules.alerts {
        match look(app, setup, rule, looked.get(&rule.name).copied(), now).await? {
            Some(last) => looked.insert(rule.name.clone(), last),
            None => looked.remove(&rule.name),
        };
    }
    Ok(())
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
    for Waiting { delivery_id, channel, items } in &waiting {
        let Some(items) = digest::overdue(rule, channel, items, &setup.rules, app.store.ids(), now) else {
            continue;
        };
        let takers: BTreeSet<String> = items.iter().map(|item| item.rule.to_string()).collect();
        let takers = takers.into_iter().collect::<Vec<_>>().join(", ");
        let why = format!("too old for an alert (`max_age`): {takers} tells it, marked late");
        if app.store.hand_over(*delivery_id, &why, items, now).await? {
            tracing::warn!(%channel, rule = %name, delivery = %delivery_id, "{why}");
        }
    }
    Ok(waiting.last().map(|last| last.delivery_id))
}
