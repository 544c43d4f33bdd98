//! What people are owed and how it is put together: items, verdicts, digests and alerts. Pure.

mod age;
mod alarm;
mod changes;
mod correct;
mod coverage;
mod decide;
mod earlier;
mod held;
mod late;
mod owed;
mod rank;
mod readers;
mod sentence;
mod sources;
mod tell;

pub use age::{Paused, Pausing};
pub use alarm::{Alarm, AlarmKind};
pub use changes::{ToldChange, ToldCorrection};
pub use correct::{Corrected, Correction, corrections, corrections_left, one_message, recorrected};
pub use coverage::{BlindFeed, Coverage, PausedFeed, PausedTopic, SilentTopic};
pub use decide::{decide_alert, decide_digest, sendable, whole};
pub use earlier::Earlier;
pub use held::{still_about, tellable};
pub use late::{Aged, Handing, Own, hand_on, overdue, roll_late};
pub use owed::{owed, ready_earlier};
pub use rank::rank;
pub use readers::{Audience, Reader, Showing, Teller, audiences, teller};
pub use sentence::around as sentence;
pub use sources::{answer, outlets};
pub use tell::{passage, tell};

use std::collections::BTreeSet;
use std::ops::Range;
use std::str::FromStr;
use std::time::Duration;

use serde::Serialize;

use crate::model::{
    ArticleId, ItemId, Language, MessageId, Name, Priority, RuleName, StoryId, Timestamp, Zone,
};
use crate::schedule::{Calendar, QuietHours};
use crate::topic::Match;

// ── rules ───────────────────────────────────────────────────────────────────

/// Which topics a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TopicSelection {
    /// `["*"]`
    All,
    /// Those named.
    Some(BTreeSet<Name>),
}

impl TopicSelection {
    /// Whether a topic is selected.
    #[must_use]
    pub fn contains(&self, topic: &Name) -> bool {
        match self {
            Self::All => true,
            Self::Some(names) => names.contains(topic),
        }
    }
}

/// `[alerts.NAME]`: stories at once.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertRule {
    /// Name.
    pub name: Name,
    /// Which topics.
    pub topics: TopicSelection,
    /// To whom.
    pub channels: Vec<Name>,
    /// How long the first story of a message waits for company.
    pub group_wait: Duration,
    /// Least time between two messages.
    pub group_interval: Duration,
    /// Stories in one message.
    pub max_items: usize,
    /// Older than this since the match: into the next digest, marked late.
    pub max_age: Duration,
    /// Topics below are left out.
    pub min_priority: Priority,
    /// Hours in which it holds: nights, weekends.
    pub quiet: Vec<QuietHours>,
    /// Of its channels, those that can answer in the thread of what they told: they hear when more outlets have a story.
    pub threads: Vec<Name>,
}

/// `[digests.NAME]`: stories on a calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct DigestRule {
    /// Name.
    pub name: Name,
    /// Shown in subject and heading; the name when not given.
    pub title: String,
    /// Which topics.
    pub topics: TopicSelection,
    /// To whom.
    pub channels: Vec<Name>,
    /// When.
    pub calendar: Calendar,
    /// Zone of the calendar and of times shown.
    pub zone: Zone,
    /// Stories in one digest.
    pub max_items: usize,
    /// Whether an empty digest is sent ("all quiet").
    pub send_empty: bool,
}

/// Every rule of a configuration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// Alerts.
    pub alerts: Vec<AlertRule>,
    /// Digests.
    pub digests: Vec<DigestRule>,
}

// ── items ───────────────────────────────────────────────────────────────────

/// Why a story is owed to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// Never told to this rule.
    New,
    /// Its topics grew since it was told.
    Grew,
    /// It became urgent.
    Urgent,
    /// It changed in substance.
    Correction,
    /// An alert too old to send, handed to the digest.
    Late,
    /// More outlets have it: an answer in the thread of what told it.
    Sources,
}

impl Reason {
    /// The word used in the store and in messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Grew => "grew",
            Self::Urgent => "urgent",
            Self::Correction => "correction",
            Self::Late => "late",
            Self::Sources => "sources",
        }
    }
}

impl FromStr for Reason {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::New, Self::Grew, Self::Urgent, Self::Correction, Self::Late, Self::Sources]
            .into_iter()
            .find(|r| r.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no reason"))
    }
}

/// One story owed to one rule: membership, written with the story.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// The rule that owes it.
    pub rule: RuleName,
    /// The story.
    pub story_id: StoryId,
    /// The article that made it owed.
    pub article_id: ArticleId,
    /// Why.
    pub reason: Reason,
    /// The rule's topics the story is about.
    pub topics: Vec<Name>,
    /// Highest of those topics.
    pub priority: Priority,
    /// When the match was told to the rule.
    pub created_at: Timestamp,
    /// End of `group_wait` or of the quiet window; for digests, `created_at`.
    pub ready_at: Timestamp,
    /// Of a correction: what it corrects.
    pub correction: Option<Correction>,
}

impl Item {
    /// Whether it is for those alone who were told before: a correction, or more outlets.
    #[must_use]
    pub const fn is_answer(&self) -> bool {
        self.correction.is_some() || matches!(self.reason, Reason::Sources)
    }
}

// ── verdicts ────────────────────────────────────────────────────────────────

/// What the store knows of one rule's open items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRule {
    /// The rule.
    pub rule: RuleName,
    /// Its unsent items, whatever their `ready_at`.
    pub open: usize,
    /// The earliest `ready_at` among them.
    pub first_ready_at: Option<Timestamp>,
    /// The earliest `ready_at` among those of priority `urgent`: they pass quiet hours.
    pub first_urgent_at: Option<Timestamp>,
    /// Its last message.
    pub last_composed_at: Option<Timestamp>,
    /// Its last slot, sent, empty or `start`.
    pub last_slot_at: Option<Timestamp>,
}

/// Send now or hold, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Compose now.
    Send {
        /// The digest's slot; `None` for alerts.
        slot_at: Option<Timestamp>,
    },
    /// Nothing to do before then.
    Hold {
        /// When to look again; `None` when only a new item changes it.
        until: Option<Timestamp>,
        /// `group_wait`, `group_interval`, `quiet hours`, `not due`, `nothing open`.
        why: &'static str,
    },
}

// ── what is told ────────────────────────────────────────────────────────────

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
    /// Every article of the story, first seen first: site and address.
    pub sources: Vec<Source>,
    /// Of a correction: headline and text as people were told them.
    pub before: Option<(String, String)>,
    /// The story that this one goes on from, while the store has an article of it.
    pub earlier: Option<Earlier>,
}

/// One outlet of a story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
    /// With [`Reason::Sources`]: how many outlets have it that had not when it was told last.
    pub new_outlets: usize,
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
    /// `vigie channel test`.
    Test,
}
