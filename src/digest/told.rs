use std::ops::Range;

use super::{Alarm, Coverage, Earlier, Item, Reason, ToldCorrection};
use crate::model::{Language, MessageId, Name, Priority, RuleName, StoryId, Timestamp, Zone};
use crate::topic::Match;

/// What the store gives for one item: the words, the matches, the other sources.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryDetail {
    /// The item.
    pub item: Item,
    /// Headline of the article shown.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// Its site.
    pub site: String,
    /// Its language.
    pub language: Language,
    /// As the publisher says.
    pub published: Option<Timestamp>,
    /// Its text: the page's, else the feed's.
    pub body: String,
    /// The page could not be read yet.
    pub text_pending: bool,
    /// Its current matches with spans into `title` and `body`.
    pub matches: Vec<Match>,
    /// Of the item's topics that this article does not match: the best matches in others of the story.
    pub elsewhere: Vec<Match>,
    /// Every article of the story, first seen first: site and address.
    pub sources: Vec<Source>,
    /// Of a correction: headline and text as people were told them.
    pub before: Option<(String, String)>,
    /// The story that this one goes on from, while the store has an article of it.
    pub earlier: Option<Earlier>,
}

/// One outlet of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its site.
    pub site: String,
    /// Address of its article.
    pub url: Option<String>,
}

/// A run of text with parts to highlight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Highlighted {
    /// Plain text.
    pub text: String,
    /// Byte ranges of `text`, in order, not overlapping.
    pub marks: Vec<Range<usize>>,
}

/// A story as told in a message.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldStory {
    /// Its id.
    pub id: StoryId,
    /// Headline with hits marked.
    pub title: Highlighted,
    /// Address.
    pub url: Option<String>,
    /// Site.
    pub site: String,
    /// Language.
    pub language: Language,
    /// As the publisher says.
    pub published: Option<Timestamp>,
    /// The matched sentences (at most 3, one for each topic where possible), hits marked.
    pub excerpt: Highlighted,
    /// The rule's topics it is about.
    pub topics: Vec<ToldTopic>,
    /// All its sources, the one shown first.
    pub sources: Vec<Source>,
    /// Why it is told.
    pub reason: Reason,
    /// How pressing.
    pub priority: Priority,
    /// Matched on the feed's words alone.
    pub text_pending: bool,
    /// Of a correction: what changed.
    pub correction: Option<ToldCorrection>,
    /// Address of the page where a reader gives it, or a topic of it, a rest.
    pub snooze: Option<String>,
    /// The headline in the newsroom's language, translated by a machine.
    pub translation: Option<String>,
    /// The story that this one goes on from.
    pub earlier: Option<Earlier>,
    /// With [`Reason::Sources`]: the outlets that have it and had not when it was told last.
    pub new_outlets: Vec<Source>,
}

/// A topic of a told story.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldTopic {
    /// Name.
    pub name: Name,
    /// Title.
    pub title: String,
    /// How pressing it is by itself.
    pub priority: Priority,
    /// Score.
    pub score: f64,
    /// The words that hit, as the article spells them, no duplicates.
    pub terms: Vec<String>,
}

/// A composed message, before it is put into any channel's form.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Its id.
    pub id: MessageId,
    /// Who tells it.
    pub rule: RuleName,
    /// Heading: the digest's title, or the newsroom's name for alerts.
    pub heading: String,
    /// When it was composed.
    pub at: Timestamp,
    /// The digest's slot.
    pub slot_at: Option<Timestamp>,
    /// Zone of times shown.
    pub zone: Zone,
    /// `[newsroom] name`.
    pub newsroom: String,
    /// `[web] base_url`, for links.
    pub base_url: Option<String>,
    /// Of an alert: from when to when quiet hours held what it tells.
    pub held: Option<(Timestamp, Timestamp)>,
    /// What it tells.
    pub told: Told,
}

/// What a notice tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Stories, of an alert or a digest.
    Stories {
        /// In order.
        stories: Vec<ToldStory>,
        /// Stories left out.
        more: usize,
        /// The footer.
        coverage: Coverage,
    },
    /// Alarms to the operator.
    Alarms(Vec<Alarm>),
    /// `vigie channel test`, of this channel.
    Test(Name),
}
