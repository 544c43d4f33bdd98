//! Who reads a message, and which article of a story tells it to them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasher;

use crate::model::{ArticleId, ItemId, Language, MessageId, Name, Timestamp};

use super::{Correction, Item};

/// A channel of a rule, as its readers are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The channel.
    pub channel: Name,
    /// What they would rather read, best first; empty where they have no preference.
    pub languages: Vec<Language>,
}

/// Channels of one rule that are told the same stories in the same words.
#[derive(Clone, Debug, PartialEq)]
pub struct Audience {
    /// The channels, in the rule's order.
    pub channels: Vec<Name>,
    /// What they would rather read, best first.
    pub languages: Vec<Language>,
    /// What they are owed.
    pub items: Vec<Item>,
}

/// Where the article of a correction's item was shown before it was corrected: in this channel first by that message.
pub type Showing = ((ItemId, Name), MessageId);

/// Parts a rule's channels by what they are told: by language, by the corrections they hear, and by what an alert was too late to
/// tell them. A correction is for the channels that `shown` says were shown the article, in each as an answer to the message that
/// showed it there first.
#[must_use]
pub fn audiences<S: BuildHasher>(
    readers: &[Reader],
    items: &[Item],
    shown: &HashMap<(ItemId, Name), MessageId, S>,
) -> Vec<Audience> {
    let mut parts: Vec<Audience> = Vec::new();
    for Reader { channel, languages } in readers {
        let heard = items.iter().filter_map(|item| {
            if item.only.as_ref().is_some_and(|only| only != channel) {
                return None;
            }
            let item = Item { only: None, ..item.clone() };
            let Some(correction) = item.correction else { return Some(item) };
            let answers = *shown.get(&(item.id, channel.clone()))?;
            Some(Item { correction: Some(Correction { answers, ..correction }), ..item })
        });
        let heard: Vec<Item> = heard.collect();
        match parts.iter_mut().find(|part| part.items == heard && part.languages == *languages) {
            Some(part) => part.channels.push(channel.clone()),
            None => parts.push(Audience {
                channels: vec![channel.clone()],
                languages: languages.clone(),
                items: heard,
            }),
        }
    }
    parts
}

/// An article of a story that could tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Teller {
    /// The article.
    pub article_id: ArticleId,
    /// Its language.
    pub language: Language,
    /// Its full text is known: its page was read, or the feed's words are the article.
    pub has_text: bool,
    /// When it was first seen.
    pub first_seen_at: Timestamp,
    /// The topics it matches.
    pub topics: BTreeSet<Name>,
}

/// The article that tells an item's story to readers of these languages: the earliest full text in the best of their
/// languages that the story has one in, else the earliest full text, else the earliest of the feeds' words.
///
/// Only articles about one of the item's topics can tell it. Of full texts in one language, those go first that are about
/// all that the item's own article is about (what made a story grow is shown), then those about most of its topics. A correction is told by the article that
/// is corrected, and where no article matches any more, the item's own stands.
#[must_use]
pub fn teller(item: &Item, tellers: &[Teller], languages: &[Language]) -> ArticleId {
    if item.correction.is_some() {
        return item.article_id;
    }
    let wanted: BTreeSet<&Name> = item.topics.iter().collect();
    let own = tellers.iter().find(|teller| teller.article_id == item.article_id);
    let own: BTreeSet<&Name> =
        own.into_iter().flat_map(|own| &own.topics).filter(|topic| wanted.contains(topic)).collect();
    let order = |teller: &&Teller| {
        let about = teller.topics.iter().filter(|topic| wanted.contains(topic)).count();
        let liked = languages.iter().position(|language| *language == teller.language);
        (
            !teller.has_text,
            liked.unwrap_or(languages.len()),
            own.iter().any(|topic| !teller.topics.contains(*topic)),
            Reverse(about),
            teller.first_seen_at,
            teller.article_id,
        )
    };
    let about = tellers.iter().filter(|teller| teller.topics.iter().any(|topic| wanted.contains(topic)));
    about.min_by_key(order).map_or(item.article_id, |teller| teller.article_id)
}
