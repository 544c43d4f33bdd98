//! Whether a rule reaches anybody: what nobody would get is not composed, it waits.

use std::time::Duration;

use crate::config::Config;
use crate::deliver::{self, Unwanted};
use crate::digest::AlarmSubject;
use crate::model::{Name, RuleName, Timestamp};
use crate::store::{StoreError, Suppression};

use super::alarms;
use super::app::App;

/// A rule that reaches nobody is looked at again so soon: somebody may have been unsuppressed by hand.
pub(super) const LOOK_AGAIN: Duration = Duration::from_mins(1);

/// Who gets nothing, at one moment.
#[derive(Debug)]
pub(super) struct Reach {
    suppressed: Vec<Suppression>,
}

impl Reach {
    pub(super) async fn now(app: &App) -> Result<Self, StoreError> {
        Ok(Self { suppressed: app.store.suppressions().await? })
    }

    /// Whether the recipient that an alarm is about is suppressed; on any channel where it names none.
    pub(super) fn is_suppressed(
        &self,
        channel: Option<&Name>,
        recipient: &str,
        rule: Option<&RuleName>,
    ) -> bool {
        let key = deliver::mailbox_key(recipient);
        self.suppressed.iter().any(|suppression| {
            let Suppression { channel: own, recipient, what, .. } = suppression;
            let is_of_rule = matches!(what, Unwanted::Rule(_));
            channel.is_none_or(|channel| channel == own)
                && *recipient == key
                && rule.map_or(!is_of_rule, |rule| is_of_rule && what.covers(rule))
        })
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
            let is_suppressed = |to: &String| {
                let key = deliver::mailbox_key(to);
                let mut own = self.suppressed.iter();
                own.any(|own| own.is_of(name, &key) && own.what.covers(rule))
            };
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
    alarms::raise(app, &AlarmSubject::Unheard(rule.clone()), detail, now).await
}
