//! A rule or an article that fails for a reason of its own: put off, told to the operator, and in nobody's way.

use std::fmt;

use crate::digest::AlarmKind;
use crate::model::{ArticleId, RuleName, Timestamp};
use crate::store::StoreError;

use super::alarms;
use super::app::App;
use super::fault::Fault;
use super::orphans::has_rule;

/// How the subject of an article's alarm begins.
const ARTICLE: &str = "article:";

/// What is stuck, as its alarm names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stuck {
    /// A rule whose message cannot be composed.
    Rule(RuleName),
    /// An article that cannot be given a story.
    Article(ArticleId),
}

impl fmt::Display for Stuck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(rule) => rule.fmt(f),
            Self::Article(id) => write!(f, "{ARTICLE}{id}"),
        }
    }
}

impl Stuck {
    fn of(subject: &str) -> Option<Self> {
        match subject.strip_prefix(ARTICLE) {
            Some(id) => id.parse().ok().map(Self::Article),
            None => subject.parse().ok().map(Self::Rule),
        }
    }
}

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
    alarms::raise(app, AlarmKind::Stuck, &Stuck::Rule(rule.clone()).to_string(), &detail, now).await
}

/// A rule goes on: its alarm is over.
pub(super) async fn clear_rule(app: &App, rule: &RuleName, now: Timestamp) -> Result<(), StoreError> {
    alarms::clear(app, AlarmKind::Stuck, &Stuck::Rule(rule.clone()).to_string(), now).await
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
    alarms::raise(app, AlarmKind::Stuck, &Stuck::Article(id).to_string(), &detail, now).await
}

/// Whether an alarm is over without a word from the loop that raised it: its rule is gone, or its article no longer waits.
pub(super) async fn is_over(app: &App, subject: &str) -> Result<bool, StoreError> {
    match Stuck::of(subject) {
        Some(Stuck::Rule(rule)) => Ok(!has_rule(&app.setup().config, &rule)),
        Some(Stuck::Article(id)) => Ok(!app.store.waits_for_story(id).await?),
        None => Ok(true),
    }
}
