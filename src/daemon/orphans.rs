//! What waits for a channel or a rule that the configuration no longer has: kept, because a name may come back.

use crate::config::Config;
use crate::digest::{AlarmSubject, Missing, OpenRule};
use crate::model::{RuleName, Timestamp};
use crate::store::{Counts, StoreError};

use super::alarms;
use super::app::App;

/// Something that waits for what is gone.
#[derive(Debug)]
pub(super) struct Orphan {
    /// The channel or the rule.
    pub(super) what: Missing,
    /// What waits, and what a person can do.
    detail: String,
}

/// Whether a configuration has a rule.
#[must_use]
pub fn has_rule(config: &Config, rule: &RuleName) -> bool {
    match rule {
        RuleName::Alert(name) => config.alerts.contains_key(name),
        RuleName::Digest(name) => config.digests.contains_key(name),
        RuleName::Operator | RuleName::Test => true,
    }
}

/// Rules that a configuration no longer has and that owe stories: how many.
#[must_use]
pub fn stranded(config: &Config, open: &[OpenRule]) -> Vec<(RuleName, usize)> {
    let gone = open.iter().filter(|open| open.open > 0 && !has_rule(config, &open.rule));
    gone.map(|open| (open.rule.clone(), open.open)).collect()
}

/// Of so many stories owed, those that somebody will tell as things are.
#[must_use]
pub fn without_stranded(owed: i64, stranded: &[(RuleName, usize)]) -> i64 {
    let waiting: usize = stranded.iter().map(|(_, count)| count).sum();
    owed.saturating_sub_unsigned(u64::try_from(waiting).unwrap_or(u64::MAX)).max(0)
}

/// What the store counts, and apart from it what is [`stranded`].
///
/// # Errors
/// The store cannot be read.
pub async fn counts_and_stranded(app: &App) -> Result<(Counts, Vec<(RuleName, usize)>), StoreError> {
    let mut counts = app.store.counts().await?;
    let stranded = stranded(&app.setup().config, &app.store.open_rules().await?);
    counts.gauges.open_items = without_stranded(counts.gauges.open_items, &stranded);
    Ok((counts, stranded))
}

/// Channels that are gone for which messages wait, and rules that are gone under which stories do.
pub(super) async fn orphans(app: &App) -> Result<Vec<Orphan>, StoreError> {
    let setup = app.setup();
    let mut orphans = Vec::new();
    for (channel, count) in app.store.waiting_channels().await? {
        if setup.config.channels.contains_key(&channel) {
            continue;
        }
        let what = if count == 1 { "1 message waits".to_owned() } else { format!("{count} messages wait") };
        let detail = format!(
            "{what} for a channel that the configuration no longer has: write it in again under this name, or give them \
             up (`vigie delivery list --channel {channel}`, `vigie delivery drop`)"
        );
        orphans.push(Orphan { what: Missing::Channel(channel), detail });
    }
    let days = setup.config.store.retain.as_secs() / 86_400;
    for (rule, count) in stranded(&setup.config, &app.store.open_rules().await?) {
        let what = if count == 1 { "1 story waits".to_owned() } else { format!("{count} stories wait") };
        let detail = format!(
            "{what} to be told by a rule that the configuration no longer has: bring it back under this name, or what \
             waits is let go with the retention, {days} days after it was found"
        );
        orphans.push(Orphan { what: Missing::Rule(rule), detail });
    }
    Ok(orphans)
}

/// Raises what waits so.
pub(super) async fn tell_operator(app: &App, orphans: &[Orphan], now: Timestamp) -> Result<(), StoreError> {
    for Orphan { what, detail } in orphans {
        alarms::raise(app, &AlarmSubject::Orphaned(what.clone()), detail, now).await?;
    }
    Ok(())
}

/// Lets go what waited under a rule that is gone for longer than the retention: it would keep its stories for ever.
pub(super) async fn let_go(app: &App, before: Timestamp) -> Result<(), StoreError> {
    for (rule, _) in stranded(&app.setup().config, &app.store.open_rules().await?) {
        let count = app.store.let_go(&rule, before).await?;
        if count > 0 {
            tracing::warn!(%rule, stories = count, "owed by a rule that is gone, and too old to keep: let go");
        }
    }
    Ok(())
}
