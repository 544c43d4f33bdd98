//! Why nobody is owed anything for a match.

use crate::config::Config;
use crate::feed::Telling;
use crate::model::{Name, Pausable, Priority};
use crate::store::{ArticleTrail, Pause};
use crate::topic::Match;

/// A sentence for each match that no item of the story is about, and one where the article only joined what was told before.
pub(super) fn reasons(trail: &ArticleTrail, config: &Config, pauses: &[Pause]) -> Vec<String> {
    let Some((story, _)) = &trail.story else { return Vec::new() };
    if trail.telling == Telling::Nothing {
        // Said of the article itself.
        return Vec::new();
    }
    let owed = |topic: &Name| trail.items.iter().any(|(item, _)| item.topics.contains(topic));
    let mut reasons = Vec::new();
    for (found, _) in trail.matches.iter().filter(|(found, _)| !owed(&found.topic)) {
        let why = if trail.quiet.contains(&found.topic) {
            "a rematch found it".to_owned()
        } else if pauses.iter().any(|pause| pause.what == Pausable::Topic(found.topic.clone())) {
            "the topic is paused: nothing is owed for it meanwhile".to_owned()
        } else {
            of_rules(found, trail.telling, config)
        };
        reasons.push(format!("to nobody for {}: {why}", found.topic));
    }
    let own = trail.items.iter().any(|(item, _)| item.article_id == trail.article_id);
    if !own && !trail.items.is_empty() {
        reasons.push(format!(
            "nothing for this article by itself: it joined story {story}, which is owed already"
        ));
    }
    reasons
}

/// What the rules that name a topic, or might, make of a match of it.
fn of_rules(found: &Match, telling: Telling, config: &Config) -> String {
    let alerts: Vec<_> = config.alerts.values().filter(|rule| rule.topics.contains(&found.topic)).collect();
    let in_digest = config.digests.values().any(|rule| rule.topics.contains(&found.topic));
    if alerts.is_empty() && !in_digest {
        return "it is in no alert and no digest".to_owned();
    }
    if in_digest {
        return "its digests and alerts began later, its story rests, or the topic was paused then"
            .to_owned();
    }
    if telling == Telling::DigestsOnly {
        return "it is told in digests only, and the topic is in none".to_owned();
    }
    if found.priority == Priority::Low {
        return "its priority is `low`, which goes to digests only, and it is in none".to_owned();
    }
    if alerts.iter().all(|rule| rule.min_priority > found.priority) {
        return format!("its priority is `{}`, below the `min_priority` of its alerts", found.priority);
    }
    "its alerts began later, its story rests, or the topic was paused then".to_owned()
}
