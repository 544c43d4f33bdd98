//! Stories by topic, what is urgent first.

use crate::digest::{ToldStory, ToldTopic};
use crate::model::{Name, Priority, Timestamp, Zone};

use super::catalogue as say;
use super::clean;
use super::view::{MAX_NAME_CHARS, MAX_TOPICS, StoryView, direction, lang, story_view};

/// The stories of one topic.
pub(super) struct Group {
    pub(super) title: String,
    /// All stories about it, those shown elsewhere too.
    pub(super) count: usize,
    pub(super) stories: Vec<StoryView>,
    /// Stories about it that another group shows.
    pub(super) also: Vec<Mention>,
}

/// A story shown under another topic.
#[derive(Clone)]
pub(super) struct Mention {
    /// Which story it is.
    pub(super) story: usize,
    pub(super) site: String,
    pub(super) title: String,
    pub(super) href: Option<String>,
    pub(super) lang: String,
    pub(super) dir: &'static str,
}

/// Each topic once, in the order of its first story; a story stands under its first topic and is named under the others.
///
/// What finds no room is cut from the end, so no ordinary story stands before an urgent one: where topics alone would bring it
/// there, the urgent ones have a group of their own.
pub(super) fn groups(stories: &[ToldStory], at: Timestamp, zone: Zone) -> Vec<Group> {
    if let [story] = stories {
        let titles: Vec<String> = story.topics.iter().take(MAX_TOPICS).map(|t| title_of(Some(t))).collect();
        let view = story_view(0, story, at, zone);
        return vec![Group { title: titles.join(", "), count: 1, stories: vec![view], also: Vec::new() }];
    }
    let is_urgent = |place: usize| stories[place].priority == Priority::Urgent;
    let groups = by_topic(stories, &|_| false, at, zone);
    let order = groups.iter().flat_map(|group| &group.stories).map(|story| is_urgent(story.story));
    if order.is_sorted_by_key(|urgent| !urgent) { groups } else { by_topic(stories, &is_urgent, at, zone) }
}

/// Those that are `apart`, by their place, in a group before all topics.
fn by_topic(stories: &[ToldStory], apart: &dyn Fn(usize) -> bool, at: Timestamp, zone: Zone) -> Vec<Group> {
    let mut first = Group { title: say::URGENT_STORIES.into(), count: 0, stories: vec![], also: vec![] };
    let mut order: Vec<(Option<&Name>, Group)> = Vec::new();
    for (place, story) in stories.iter().enumerate() {
        let mut view = Some(story_view(place, story, at, zone));
        if apart(place) {
            first.count += 1;
            first.stories.extend(view.take());
        }
        let topics = story.topics.iter().take(MAX_TOPICS).map(Some);
        let topics: Vec<Option<&ToldTopic>> = match view {
            Some(_) if story.topics.is_empty() => vec![None],
            _ => topics.collect(),
        };
        for topic in topics {
            let name = topic.map(|topic| &topic.name);
            let index = order.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
                order.push((name, Group { title: title_of(topic), count: 0, stories: vec![], also: vec![] }));
                order.len() - 1
            });
            let group = &mut order[index].1;
            group.count += 1;
            match view.take() {
                Some(view) => group.stories.push(view),
                None => group.also.push(mention(place, story)),
            }
        }
    }
    let first = (!first.stories.is_empty()).then_some(first);
    first.into_iter().chain(order.into_iter().map(|(_, group)| group)).collect()
}

pub(super) fn title_of(topic: Option<&ToldTopic>) -> String {
    topic.map_or_else(String::new, |topic| clean::line(&topic.title, MAX_NAME_CHARS))
}

fn mention(place: usize, story: &ToldStory) -> Mention {
    Mention {
        story: place,
        site: clean::line(&story.site, MAX_NAME_CHARS),
        title: clean::line(&story.title.text, MAX_NAME_CHARS),
        href: clean::link(story.url.as_deref()),
        lang: lang(story.language),
        dir: direction(story.language),
    }
}
