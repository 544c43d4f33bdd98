use std::cmp::Reverse;
use std::collections::HashMap;

use crate::model::StoryId;

use super::{Item, Reason};

/// Puts items in the order people read them and cuts at `max_items`: priority, then number of topics, then newest.
///
/// One entry a story: items of one story are told as its first item with the topics of all. Returns the
/// kept items and how many stories were left out.
#[must_use]
pub fn rank(items: &[Item], max_items: usize) -> (Vec<Item>, usize) {
    let mut place: HashMap<StoryId, usize> = HashMap::new();
    let mut stories: Vec<Item> = Vec::new();
    for item in items {
        if let Some(&at) = place.get(&item.story_id) {
            merge(&mut stories[at], item);
        } else {
            place.insert(item.story_id, stories.len());
            stories.push(item.clone());
        }
    }
    stories.sort_by_key(|item| {
        (Reverse(item.priority), Reverse(item.topics.len()), Reverse(item.created_at), Reverse(item.id))
    });
    let more = stories.len().saturating_sub(max_items);
    stories.truncate(max_items);
    (stories, more)
}

fn merge(story: &mut Item, other: &Item) {
    let mut topics = std::mem::take(&mut story.topics);
    topics.extend(other.topics.iter().cloned());
    topics.sort();
    topics.dedup();
    let priority = story.priority.max(other.priority);
    let reason = if weight(other.reason) < weight(story.reason) { other.reason } else { story.reason };
    if (other.created_at, other.id) < (story.created_at, story.id) {
        *story = other.clone();
    }
    story.topics = topics;
    story.priority = priority;
    story.reason = reason;
}

/// Which reason people are given when a story has several: that it is late, else that it is new to them.
const fn weight(reason: Reason) -> u8 {
    match reason {
        Reason::Late => 0,
        Reason::New => 1,
        Reason::Correction => 2,
        Reason::Urgent => 3,
        Reason::Grew => 4,
    }
}
