//! A rule or an article that fails for a reason of its own: put off, told to the operator, and in nobody's way.

use crate::digest::{AlarmSubject, Stuck};
use crate::model::{ArticleId, RuleName, Timestamp};
use crate::store::StoreError;

use super::alarms;
use super::app::App;
use super::fault::Fault;
use super::orphans::has_rule;

/// Raises that a rule's message cannot be composed.
pub(super) async fn tell_of_rule(
    app: &App,
    rule: &RuleName,
    fault: &Fault,
    now: Timestamp,
) -> Result<(), StoreError> {
    let detail = format!(
        "its message could not be composed ({fault}): tried again ever more seldom, the other rules go on"
    );
    alarms::raise(app, &AlarmSubject::Stuck(Stuck::Rule(rule.clone())), &detail, now).await
}

/// A rule goes on: its alarm is over.
pub(super) async fn clear_rule(app: &App, rule: &RuleName, now: Timestamp) -> Result<(), StoreError> {
    alarms::clear(app, &AlarmSubject::Stuck(Stuck::Rule(rule.clone())), now).await
}

/// Raises that an article cannot be given a story.
pub(super) async fn tell_of_article(
    app: &App,
    (id, title, site): (ArticleId, &str, &str),
    fault: &Fault,
    now: Timestamp,
) -> Result<(), StoreError> {
    let detail = format!(
        "“{title}” ({site}) matched, and could not be given a story ({fault}): tried again ever more seldom, the others go on"
    );
    alarms::raise(app, &AlarmSubject::Stuck(Stuck::Article(id)), &detail, now).await
}

/// Whether an alarm is over without a word from the loop that raised it: its rule is gone, or its article no longer waits.
pub(super) async fn is_over(app: &App, stuck: &Stuck) -> Result<bool, StoreError> {
    match stuck {
        Stuck::Rule(rule) => Ok(!has_rule(&app.setup().config, rule)),
        Stuck::Article(id) => Ok(!app.store.waits_for_story(*id).await?),
    }
}
