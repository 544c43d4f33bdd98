//! That more outlets have a story, told in the threads of what told it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::digest::{self, AlertRule, Item, Reason, Told};
use crate::model::{MessageId, Name, RuleName, Timestamp};

use super::app::{App, Setup};
use super::compose::{Edition, View, stories_editions};
use super::fault::Fault;

/// Alerts that answered a short while ago. Where many stories grow at once, each in a thread of its own, an alert answers once
/// in its `group_interval`, the one that waits longest first; what grows meanwhile goes into its story's answer.
#[derive(Debug)]
pub(super) struct Answered {
    /// Until when each has no further answer.
    until: HashMap<RuleName, Timestamp>,
}

impl Answered {
    pub(super) async fn at(app: &App, setup: &Setup, now: Timestamp) -> Result<Self, Fault> {
        let interval = |rule: &RuleName| match rule {
            RuleName::Alert(name) => setup.config.alerts.get(name).map(|rule| rule.group_interval),
            RuleName::Digest(_) | RuleName::Operator | RuleName::Test => None,
        };
        let mut until = HashMap::new();
        for (rule, last) in app.store.answered().await? {
            // An answer of a time to come was composed under a wrong clock: nothing waits for its end.
            let end = interval(&rule).map(|span| last + span).filter(|end| *end > now && last <= now);
            if let Some(end) = end {
                until.insert(rule, end);
            }
        }
        Ok(Self { until })
    }

    /// When a rule may answer again that may not at the moment.
    pub(super) fn until(&self, rule: &RuleName) -> Option<Timestamp> {
        self.until.get(rule).copied()
    }

    /// What of a rule's items need not wait for that.
    pub(super) fn tellable(&self, rule: &RuleName, mut items: Vec<Item>) -> Vec<Item> {
        if self.until.contains_key(rule) {
            items.retain(|item| item.reason != Reason::Sources);
        }
        items
    }
}

/// Answers in the threads of a story that was told: which outlets have it that had not by then. Channels that were told at
/// different times hear of different ones; where there is no thread, or nothing new, nobody hears.
pub(super) async fn answers(
    app: &Arc<App>,
    setup: &Arc<Setup>,
    (id, view): (MessageId, &View),
    rule: &AlertRule,
    items: Vec<Item>,
    now: Timestamp,
) -> Result<Vec<Edition>, Fault> {
    let Some(story) = items.first().map(|item| item.story_id) else { return Ok(Vec::new()) };
    let mut by_known: BTreeMap<usize, Vec<Name>> = BTreeMap::new();
    for (channel, known) in app.store.threads(&view.rule, story, &rule.threads).await? {
        by_known.entry(known).or_default().push(channel);
    }
    let mut answers = Vec::new();
    for (known, channels) in by_known {
        for mut edition in stories_editions(app, setup, (id, view), &channels, items.clone(), now).await? {
            let outlets = edition.told.first().map_or(0, |told| told.outlets);
            let Told::Stories { stories, .. } = &mut edition.notice.told else { continue };
            if let ([story], true) = (stories.as_mut_slice(), outlets > known) {
                digest::answer(story, &edition.sources, outlets - known);
                answers.push(edition);
            }
        }
    }
    Ok(answers)
}
