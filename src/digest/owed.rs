use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use crate::feed::Telling;
use crate::model::{IdMint, ItemId, Name, Priority, RuleName, StoryId, Timestamp};
use crate::schedule::quiet_until;
use crate::story::{Assignment, Candidate, TopicHit};

use super::{AlertRule, DigestRule, Item, OwedItem, Reason, Rules, StoryState, TopicSelection};

/// Decides which rules a batch of clustered articles is owed to, under the rules of this moment.
///
/// A rule wants a story when the article may be told, has a topic of the rule's selection of sufficient
/// priority (`low` never alerts), and the rule either was never owed the story, or the topic is new to it.
/// An alert also wants a story again that became urgent, and, where it has channels that answer in threads, once more that
/// another article joined what it told. A muted story is owed to nobody, and nothing is owed for a topic
/// that an article has by a rematch. `before`: what the stories were before this batch.
#[must_use]
pub fn owed<S: BuildHasher>(
    assignments: &[Assignment],
    candidates: &[Candidate],
    before: &HashMap<StoryId, StoryState, S>,
    rules: &Rules,
    ids: &IdMint,
    now: Timestamp,
) -> Vec<Item> {
    let by_article: HashMap<_, _> = candidates.iter().map(|c| (c.article_id, c)).collect();
    let mut stories: HashMap<StoryId, StoryState> = HashMap::new();
    let mut items = Vec::new();
    for assignment in assignments {
        let Some(candidate) = by_article.get(&assignment.article_id) else { continue };
        let state = stories
            .entry(assignment.story_id)
            .or_insert_with(|| before.get(&assignment.story_id).cloned().unwrap_or_default());
        if brings_news(candidate, assignment, state) && state.muted_until.is_none_or(|until| until <= now) {
            for asker in Asker::all(rules) {
                let joins = candidate.story_id != Some(assignment.story_id);
                let Some(want) = asker.wants(candidate, state, joins) else { continue };
                state.items.push(OwedItem { rule: asker.rule(), reason: want.reason, is_told: false });
                items.push(Item {
                    id: ids.next(now),
                    rule: asker.rule(),
                    story_id: assignment.story_id,
                    article_id: candidate.article_id,
                    reason: want.reason,
                    topics: want.topics.into_keys().collect(),
                    priority: want.priority,
                    created_at: now,
                    ready_at: asker.ready_at(want.reason, want.priority, now),
                    correction: None,
                    only: None,
                });
            }
        }
        for hit in &candidate.topics {
            let known = state.topics.entry(hit.topic.clone()).or_insert(hit.priority);
            *known = (*known).max(hit.priority);
        }
    }
    items
}

/// The open items of an alert that its quiet hours, changed since they were owed, hold no longer or not for so long, each with the
/// time it is ready now.
#[must_use]
pub fn ready_earlier(rule: &AlertRule, items: &[Item], now: Timestamp) -> Vec<(ItemId, Timestamp)> {
    let earlier = |item: &Item| Some((item.id, Asker::Alert(rule).ready_earlier(item, now)?));
    items.iter().filter_map(earlier).collect()
}

/// An article that stays in its story brings nothing but a topic that the story has not, or one more pressing: whom the others
/// are owed to was decided when they came.
fn brings_news(candidate: &Candidate, assignment: &Assignment, state: &StoryState) -> bool {
    let is_new = |hit: &TopicHit| state.topics.get(&hit.topic).is_none_or(|known| *known < hit.priority);
    candidate.story_id != Some(assignment.story_id) || candidate.topics.iter().any(is_new)
}

/// A rule of either kind, asked whether it wants a story.
#[derive(Clone, Copy)]
pub(super) enum Asker<'a> {
    Alert(&'a AlertRule),
    Digest(&'a DigestRule),
}

/// Why and with what a rule wants a story.
struct Want {
    reason: Reason,
    topics: BTreeMap<Name, Priority>,
    priority: Priority,
}

impl<'a> Asker<'a> {
    pub(super) fn all(rules: &'a Rules) -> impl Iterator<Item = Self> {
        rules.alerts.iter().map(Self::Alert).chain(rules.digests.iter().map(Self::Digest))
    }

    pub(super) fn rule(self) -> RuleName {
        match self {
            Self::Alert(rule) => RuleName::Alert(rule.name.clone()),
            Self::Digest(rule) => RuleName::Digest(rule.name.clone()),
        }
    }

    fn topics(self) -> &'a TopicSelection {
        match self {
            Self::Alert(rule) => &rule.topics,
            Self::Digest(rule) => &rule.topics,
        }
    }

    fn least(self) -> Priority {
        match self {
            Self::Alert(rule) => rule.min_priority.max(Priority::Normal),
            Self::Digest(_) => Priority::Low,
        }
    }

    fn may_tell(self, telling: Telling) -> bool {
        match telling {
            Telling::All => true,
            Telling::DigestsOnly => matches!(self, Self::Digest(_)),
            Telling::Nothing => false,
        }
    }

    /// When it may be told; an answer about more outlets waits `group_interval` for further ones.
    pub(super) fn ready_at(self, reason: Reason, priority: Priority, now: Timestamp) -> Timestamp {
        let waited = self.waited(reason, priority, now);
        match self {
            Self::Alert(rule) if priority < Priority::Urgent => {
                quiet_until(&rule.quiet, waited).unwrap_or(waited)
            }
            _ => waited,
        }
    }

    /// The same without quiet hours.
    fn waited(self, reason: Reason, priority: Priority, now: Timestamp) -> Timestamp {
        match self {
            Self::Alert(rule) if priority < Priority::Urgent => {
                let is_answer = reason == Reason::Sources;
                now + if is_answer { rule.group_interval.max(rule.group_wait) } else { rule.group_wait }
            }
            _ => now,
        }
    }

    /// When it may be told by the rule as it is now, where that is earlier than what was said when it was owed: its quiet hours
    /// were changed since.
    fn ready_earlier(self, item: &Item, now: Timestamp) -> Option<Timestamp> {
        let Self::Alert(rule) = self else { return None };
        let waited = self.waited(item.reason, item.priority, item.created_at).max(now);
        let ready_at = quiet_until(&rule.quiet, waited).unwrap_or(waited);
        (ready_at < item.ready_at).then_some(ready_at)
    }

    /// Whether the article is worth an answer in the thread of what this rule told of the story: none of its own waits yet.
    fn wants_answer(self, state: &StoryState) -> bool {
        let Self::Alert(AlertRule { threads, .. }) = self else { return false };
        let rule = self.rule();
        let own = || state.items.iter().filter(|item| item.rule == rule);
        !threads.is_empty()
            && own().any(|item| item.is_told && item.reason != Reason::Sources)
            && own().all(|item| item.is_told)
    }

    fn wants(self, candidate: &Candidate, state: &StoryState, joins: bool) -> Option<Want> {
        if !self.may_tell(candidate.telling) {
            return None;
        }
        let wanted =
            |topic: &Name, priority: Priority| priority >= self.least() && self.topics().contains(topic);
        let hits: Vec<&TopicHit> =
            candidate.topics.iter().filter(|hit| !hit.quiet && wanted(&hit.topic, hit.priority)).collect();
        if hits.is_empty() {
            return None;
        }
        let rule = self.rule();
        let was_owed = state.items.iter().any(|item| item.rule == rule);
        let before = state.topics.iter().filter(|(topic, priority)| wanted(topic, **priority));
        let urgent_before = before.clone().any(|(_, priority)| *priority == Priority::Urgent);
        let mut topics: BTreeMap<Name, Priority> = before.map(|(t, p)| (t.clone(), *p)).collect();
        let grew = hits.iter().any(|hit| !topics.contains_key(&hit.topic));
        for hit in &hits {
            let known = topics.entry(hit.topic.clone()).or_insert(hit.priority);
            *known = (*known).max(hit.priority);
        }
        let priority = topics.values().copied().max().unwrap_or_default();
        let became_urgent = matches!(self, Self::Alert(_)) && priority == Priority::Urgent && !urgent_before;
        let reason = match (was_owed, grew, became_urgent) {
            (false, ..) => Reason::New,
            (true, true, _) => Reason::Grew,
            (true, false, true) => Reason::Urgent,
            (true, false, false) if joins && self.wants_answer(state) => Reason::Sources,
            (true, false, false) => return None,
        };
        // An answer presses nobody, whatever its story does.
        let priority = if reason == Reason::Sources { priority.min(Priority::Normal) } else { priority };
        Some(Want { reason, topics, priority })
    }
}
