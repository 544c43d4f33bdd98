//! An alert that could not be sent while it was worth an interruption is told by its channel's next digest.

use std::collections::BTreeSet;

use crate::digest;
use crate::model::{Name, RuleName, Timestamp};
use crate::store::StoreError;

use super::app::{App, Setup};

/// Hands what waits in the outbox for longer than its alert's `max_age` over to digests of the same channel.
pub(super) async fn hand_over(app: &App, setup: &Setup, now: Timestamp) -> Result<(), StoreError> {
    for rule in &setup.rules.alerts {
        let digests = setup.rules.digests.iter().flat_map(|digest| &digest.channels);
        let channels: BTreeSet<&Name> = digests.filter(|channel| rule.channels.contains(channel)).collect();
        if channels.is_empty() {
            continue;
        }
        let channels: Vec<Name> = channels.into_iter().cloned().collect();
        let name = RuleName::Alert(rule.name.clone());
        for waiting in app.store.waiting(&name, &channels, now - rule.max_age).await? {
            let (id, channel) = (waiting.delivery_id, &waiting.channel);
            let Some(items) =
                digest::overdue(rule, channel, &waiting.items, &setup.rules, app.store.ids(), now)
            else {
                continue;
            };
            let takers: BTreeSet<String> = items.iter().map(|item| item.rule.to_string()).collect();
            let takers = takers.into_iter().collect::<Vec<_>>().join(", ");
            let why = format!("too old for an alert (`max_age`): {takers} tells it, marked late");
            if app.store.hand_over(id, &why, items, now).await? {
                tracing::warn!(%channel, rule = %name, delivery = %id, "{why}");
            }
        }
    }
    Ok(())
}
