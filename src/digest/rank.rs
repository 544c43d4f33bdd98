use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::BuildHasher;

use crate::model::StoryId;

use super::{Item, Reason};

/// Puts items in the order an editor reads them and cuts at `max_items`. What comes first, each only where those before it
/// are equal:
///
/// 1. priority, the most pressing topic of the story;
/// 2. how many of the rule's topics it is about;
/// 3. how many outlets carry it (`outlets`; a story that is not in it counts as carried by one);
/// 4. novelty: what readers were never told (new, late, a correction) before what they know and what only grew;
/// 5. age, the newest first.
///
/// One entry a story: items of one story are told as its first item with the topics of all, by the article of the first of the
/// most pressing: what makes a story urgent is shown. Corrections of several articles of
/// a story are an entry each: what one outlet had wrong is not what another had. Returns the kept items and how many entries were
/// left out.
#[must_use]
pub fn rank<S: BuildHasher>(
    items: &[Item],
    outlets: &HashMap<StoryId, usize, S>,
    max_items: usize,
) -> (Vec<Item>, usize) {
    let mut places: HashMap<StoryId, Vec<usize>> = HashMap::new();
    let mut stories: Vec<Item> = Vec::new();
    let mut items: Vec<&Item> = items.iter().collect();
    items.sort_by_key(|item| (item.created_at, item.id));
    for item in items {
        let of_story = places.entry(item.story_id).or_default();
        if let Some(&at) = of_story.iter().find(|at| are_one(&stories[**at], item)) {
            merge(&mut stories[at], item);
        } else {
            of_story.push(stories.len());
            stories.push(item.clone());
        }
    }
    stories.sort_by_key(|item| {
        let carried_by = outlets.get(&item.story_id).copied().unwrap_or(1);
        let weight = Reverse((item.priority, item.topics.len(), carried_by));
        (weight, is_known(item.reason), Reverse((item.created_at, item.id)))
    });
    let more = stories.len().saturating_sub(max_items);
    stories.truncate(max_items);
    (stories, more)
}

/// Whether two items of a story are told as one.
fn are_one(one: &Item, other: &Item) -> bool {
    one.correction.is_none() || other.correction.is_none() || one.article_id == other.article_id
}

/// `other` came later.
fn merge(story: &mut Item, other: &Item) {
    let mut topics = std::mem::take(&mut story.topics);
    topics.extend(other.topics.iter().cloned());
    topics.sort();
    topics.dedup();
    let priority = story.priority.max(other.priority);
    let reason = if weight(other.reason) < weight(story.reason) { other.reason } else { story.reason };
    let correction = match (story.correction, other.correction) {
        (Some(a), Some(b)) => Some(a.and(b)),
        (one, other) => one.or(other),
    };
    if story.correction.is_none() && other.correction.is_some() {
        // That something told was wrong comes before whatever else there is to say of the story.
        *story = other.clone();
    } else if story.correction.is_none() && other.priority > story.priority {
        story.article_id = other.article_id;
    }
    story.topics = topics;
    story.priority = priority;
    story.correction = correction;
    story.reason = if story.correction.is_some() { Reason::Correction } else { reason };
}

/// Whether readers were told the story before, with nothing of it wrong.
const fn is_known(reason: Reason) -> bool {
    match reason {
        Reason::New | Reason::Late | Reason::Correction => false,
        Reason::Grew | Reason::Urgent | Reason::Sources => true,
    }
}

/// Which reason people are given when a story has several: that it is late, else that it is new to them.
const fn weight(reason: Reason) -> u8 {
    match reason {
        // Never without a correction, which goes before all others.
        Reason::Correction => 0,
        Reason::Late => 1,
        Reason::New => 2,
        Reason::Urgent => 3,
        Reason::Grew => 4,
        // Alone in its message.
        Reason::Sources => 5,
    }
}
