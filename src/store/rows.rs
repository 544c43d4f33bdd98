//! What goes into the store and comes out of it, beyond the core's own types.

use super::page::{EditionRow, Watch};
use super::trail::Announcement;
use crate::deliver::Unwanted;
use crate::digest::{Alarm, AlarmSubject, Item};
use crate::feed::{BodyNote, IntervalReason, RecentPoll, Telling, Validators};
use crate::model::{
    ArticleId, DeliveryId, DeliveryState, FeedId, FeedState, Hash16, ItemId, Language, MessageId, Name,
    Pausable, RuleName, StoryId, TextState, Timestamp,
};
use crate::render::Rendered;
use crate::schedule::Rhythm;
use crate::story::{Assignment, Candidate};
use crate::topic::Match;

/// What T1 did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PollCommitted {
    /// Articles that are new to the store.
    pub new_articles: usize,
    /// Entries whose words changed.
    pub changed: usize,
    /// Page jobs written.
    pub pages: usize,
    /// The feed has another address by now: nothing was written.
    pub is_stale: bool,
}

/// What T3 commits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoryCommit {
    /// The candidates as they were when they were clustered: a match that came since makes the story due again.
    pub candidates: Vec<Candidate>,
    /// The candidates' stories.
    pub assignments: Vec<Assignment>,
    /// The items owed.
    pub items: Vec<Item>,
    /// Items of digests that tell late what an alert did not tell in time, as far as these have not told it themselves.
    pub late: Vec<Item>,
    /// Corrections that are owed with them, or to nobody: article and version.
    pub corrections: Vec<(ArticleId, i64)>,
    /// When.
    pub at: Timestamp,
}

/// What a topic, after an edit, says of an article of the archive.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The article.
    pub article_id: ArticleId,
    /// The version of its words that was judged.
    pub text_version: i64,
    /// The topic's match, if it matches.
    pub found: Option<Match>,
}

/// What became of articles judged anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rematched {
    /// Matches the articles did not have.
    pub new: usize,
    /// Matches of another wording, or of other words, brought up to date.
    pub updated: usize,
    /// Matches that are as they were.
    pub same: usize,
    /// Matches that hold no longer: marked.
    pub lost: usize,
    /// Articles that had new words by then: nothing was written of them.
    pub reworded: Vec<ArticleId>,
}

/// What T4 commits.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageCommit {
    /// The message.
    pub id: MessageId,
    /// The rule.
    pub rule: RuleName,
    /// The digest's slot.
    pub slot_at: Option<Timestamp>,
    /// When.
    pub composed_at: Timestamp,
    /// Every item it takes, those left out by `max_items` too.
    pub items: Vec<ItemId>,
    /// The articles whose words it tells, and where: their pages are read again ([`crate::schedule::next_recheck`]).
    pub told: Vec<ToldArticle>,
    /// Stories told.
    pub stories: usize,
    /// Stories left out.
    pub more: usize,
    /// Subject line.
    pub subject: String,
    /// `None` writes only the slot, which told nobody anything.
    pub deliveries: Option<Vec<(Name, Rendered)>>,
    /// Alarms this message tells the operator of, as it tells them.
    pub alarms: Vec<Alarm>,
    /// Of a digest: what its feed shows.
    pub content: Option<String>,
    /// An answer in threads: the rule's next message keeps no distance to it, its next answer does.
    pub is_answer: bool,
}

/// An article whose words a message tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldArticle {
    /// The story it tells.
    pub story_id: StoryId,
    /// The article.
    pub article_id: ArticleId,
    /// The channel whose readers are shown it: others may be shown another article of the story.
    pub channel: Name,
    /// How many outlets have the story by then.
    pub outlets: usize,
}

/// The earliest time each loop has something to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NextDue {
    /// A feed.
    pub feed: Option<Timestamp>,
    /// A page.
    pub page: Option<Timestamp>,
    /// A story.
    pub story: Option<Timestamp>,
    /// A delivery whose channel may send.
    pub delivery: Option<Timestamp>,
    /// A subscription at a hub.
    pub hub: Option<Timestamp>,
}

/// A feed and its state, as `feed list` shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedRow {
    /// Id.
    pub id: FeedId,
    /// Name.
    pub name: Name,
    /// Address.
    pub url: String,
    /// Whether it is polled.
    pub state: FeedState,
    /// Next poll.
    pub next_poll_at: Option<Timestamp>,
    /// Last poll.
    pub last_poll_at: Option<Timestamp>,
    /// Last success.
    pub last_ok_at: Option<Timestamp>,
    /// Last poll that brought something new.
    pub last_new_at: Option<Timestamp>,
    /// Bad polls in a row.
    pub failures: u32,
    /// Why it is blind, in words for people.
    pub reason: Option<String>,
    /// Interval in force, milliseconds.
    pub interval_ms: i64,
    /// Why that interval.
    pub interval_why: IntervalReason,
    /// From the last good answer.
    pub validators: Validators,
    /// The address that is asked instead of `url`, after permanent redirects were believed.
    pub url_in_use: Option<String>,
    /// Where permanent redirects lead, and how many polls in a row said so.
    pub moved: Option<(String, u32)>,
    /// Articles kept that were first seen through it.
    pub articles: i64,
    /// The last polls, newest first, at most 20.
    pub recent: Vec<RecentPoll>,
    /// What was seen of the last body that parsed.
    pub body: Option<BodyNote>,
    /// Until when its host asked for silence, and why; perhaps over.
    pub host_held: Option<(Timestamp, String)>,
    /// When its entries come; `None` before the first.
    pub rhythm: Option<Rhythm>,
    /// When its silence becomes odd; past: it is silent beyond its rhythm. `None` while too little was learned.
    pub silent_at: Option<Timestamp>,
    /// Until when it is blind because its host wants silence, although it never failed.
    pub unheard_until: Option<Timestamp>,
    /// Since when it is paused, and until when; perhaps over.
    pub paused: Option<(Timestamp, Option<Timestamp>)>,
}

/// Which deliveries to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// One state.
    pub state: Option<DeliveryState>,
    /// One channel.
    pub channel: Option<String>,
    /// One message.
    pub message: Option<MessageId>,
    /// Composed then or later.
    pub since: Option<Timestamp>,
    /// Rows at most; `None`: all.
    pub limit: Option<usize>,
}

/// A recipient who is not written to: a hard bounce, or one who unsubscribed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Through this channel.
    pub channel: Name,
    /// Mail address.
    pub recipient: String,
    /// What of it.
    pub what: Unwanted,
    /// Why.
    pub reason: String,
    /// Since when.
    pub at: Timestamp,
}

impl Suppression {
    /// Whether it is of this recipient, as addresses are compared, on this channel.
    #[must_use]
    pub fn is_of(&self, channel: &Name, key: &str) -> bool {
        self.channel == *channel && self.recipient == key
    }
}

/// A delivery, as `delivery list` shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryRow {
    /// Id.
    pub id: DeliveryId,
    /// Message.
    pub message_id: MessageId,
    /// Rule.
    pub rule: RuleName,
    /// Channel.
    pub channel: Name,
    /// Recipient.
    pub recipient: String,
    /// `Message-ID` or `webhook-id`.
    pub stable_id: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// Attempts so far.
    pub attempts: u32,
    /// Next attempt.
    pub next_at: Option<Timestamp>,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
    /// The last outcome.
    pub outcome: Option<String>,
    /// Subject of the message.
    pub subject: String,
    /// When the message was composed.
    pub composed_at: Timestamp,
}

/// A delivery with everything known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryTrail {
    /// The delivery.
    pub row: DeliveryRow,
    /// Its attempts, first to last.
    pub attempts: Vec<Attempt>,
    /// Its frozen bytes; gone after retention.
    pub bytes: Option<Vec<u8>>,
}

/// One attempt at a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// Start.
    pub started_at: Timestamp,
    /// End; `None` when the process died.
    pub finished_at: Option<Timestamp>,
    /// `sent`, `retry`, `uncertain`, `dead`.
    pub outcome: String,
    /// Named reason or the server's words.
    pub detail: String,
}

/// Everything known of one article, for `why`.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleTrail {
    /// Id.
    pub article_id: ArticleId,
    /// Address.
    pub url: String,
    /// Site.
    pub site: String,
    /// Title shown.
    pub title: String,
    /// Language, and whether it is certain.
    pub language: (Language, bool),
    /// As the publisher says.
    pub published_at: Option<Timestamp>,
    /// First seen.
    pub first_seen_at: Timestamp,
    /// Whose words it has.
    pub text_state: TextState,
    /// Why its page is not read and never will be.
    pub text_reason: Option<String>,
    /// Words of its text.
    pub words: i64,
    /// Whom the backlog rule lets it be told.
    pub telling: Telling,
    /// Entries that announced it.
    pub entries: Vec<Announcement>,
    /// Its page job, unless that is a recheck of what was told: due, attempts, reason.
    pub job: Option<(Timestamp, u32, Option<String>)>,
    /// How its page has fared since people were told of it; `None`: nobody was.
    pub watch: Option<Watch>,
    /// Its text versions, oldest first.
    pub editions: Vec<EditionRow>,
    /// Its matches, with the time.
    pub matches: Vec<(Match, Timestamp)>,
    /// Topics among them that a rematch brought: nobody is told of these.
    pub quiet: Vec<Name>,
    /// Matches that hold no longer.
    pub lost: Vec<LostMatch>,
    /// Its text as stored.
    pub body: String,
    /// Its story and relation.
    pub story: Option<(StoryId, String)>,
    /// Articles in that story.
    pub story_articles: i64,
    /// The story that its story goes on from, and its headline.
    pub earlier: Option<(StoryId, String)>,
    /// Items of the story: the item, the message that told it.
    pub items: Vec<(Item, Option<MessageId>)>,
    /// Deliveries of those messages.
    pub deliveries: Vec<DeliveryRow>,
}

/// A match that holds no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostMatch {
    /// The topic.
    pub topic: Name,
    /// Its definition, as it matched.
    pub version: Hash16,
    /// When it matched.
    pub at: Timestamp,
    /// The topic was edited since: else the article's words were.
    pub is_edited: bool,
}

/// An alarm that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingAlarm {
    /// What it is about.
    pub subject: AlarmSubject,
    /// Since when.
    pub since: Timestamp,
    /// One sentence.
    pub detail: String,
}

/// One match, for comparing two stores.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchRow {
    /// Address of the article.
    pub url: String,
    /// Its title.
    pub title: String,
    /// The match.
    pub matched: Match,
}

/// Something silenced for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// What it is.
    pub what: Pausable,
    /// Since when.
    pub since: Timestamp,
    /// `None`: until it is resumed.
    pub until: Option<Timestamp>,
}
