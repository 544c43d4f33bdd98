//! Whether a rule reaches anybody: what nobody would get is not composed, it waits.

use std::collections::HashSet;
use std::time::Duration;

use crate::config::Config;
use crate::deliver;
use crate::digest::AlarmKind;
use crate::model::{Name, RuleName, Timestamp};
use crate::store::StoreError;

use super::alarms;
use super::app::App;

/// A rule that reaches nobody is looked at again so soon: somebody may have been unsuppressed by hand.
pub(super) const LOOK_AGAIN: Duration = Duration::from_mins(1);

/// Who gets nothing, at one moment.
#[derive(Debug)]
pub(super) struct Reach {
    suppressed: HashSet<(Name, String)>,
}

impl Reach {
    pub(super) async fn now(app: &App) -> Result<Self, StoreError> {
        let suppressed = app.store.suppressions().await?;
        Ok(Self { suppressed: suppressed.into_iter().map(|s| (s.channel, s.recipient)).collect() })
    }

    /// Whether the recipient that an alarm is about is suppressed; on any channel where it names none.
    pub(super) fn is_suppressed(&self, subject: &str) -> bool {
        match deliver::of_suppressed(subject) {
            (Some(channel), key) => self.suppressed.contains(&(channel, key)),
            (None, key) => self.suppressed.iter().any(|(_, suppressed)| *suppressed == key),
        }
    }

    /// Whether every recipient of a rule is suppressed. A rule that is gone, or goes nowhere, has none.
    pub(super) fn is_unheard(&self, config: &Config, rule: &RuleName) -> bool {
        let channels = match rule {
            RuleName::Alert(name) => config.alerts.get(name).map(|rule| &rule.channels),
            RuleName::Digest(name) => config.digests.get(name).map(|rule| &rule.channels),
            RuleName::Operator | RuleName::Test => None,
        };
        let is_deaf = |name: &Name| {
            let to = config.channels.get(name).map(deliver::recipients).unwrap_or_default();
            let is_suppressed =
                |to: &String| self.suppressed.contains(&(name.clone(), deliver::mailbox_key(to)));
            !to.is_empty() && to.iter().all(is_suppressed)
        };
        !self.suppressed.is_empty()
            && channels.is_some_and(|channels| !channels.is_empty() && channels.iter().all(is_deaf))
    }
}

/// Raises that a rule with something to tell reaches nobody.
pub(super) async fn tell_operator(app: &App, rule: &RuleName, now: Timestamp) -> Result<(), StoreError> {
    let detail = "every recipient of its channels is suppressed, so its stories wait; `vigie channel suppressions` shows who \
                  and why, `vigie channel unsuppress` undoes one";
    alarms::raise(app, AlarmKind::Unheard, &rule.to_string(), detail, now).await
}
