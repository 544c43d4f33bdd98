use std::fmt;

use serde::{Serialize, Serializer};

use crate::model::{ArticleId, DeliveryId, Name, RuleName, Timestamp, words};

words! {
    /// What kind of trouble an alarm is of.
    AlarmKind, "kind of alarm" {
        /// A feed cannot be read.
        Blind = "blind",
        /// A feed answers, and has had nothing new for longer than its rhythm allows.
        Silent = "silent",
        /// A feed is gone for good.
        Gone = "gone",
        /// A feed has another address now.
        Moved = "moved",
        /// A delivery was given up.
        Dead = "dead",
        /// A delivery waits for a person.
        Held = "held",
        /// Nothing goes through a channel any more.
        Disabled = "disabled",
        /// A recipient is not written to any more.
        Suppressed = "suppressed",
        /// A rule reaches nobody.
        Unheard = "unheard",
        /// Messages or stories wait for a channel or a rule that the configuration no longer has.
        Orphaned = "orphaned",
        /// Somebody paused a topic by a link in a message.
        Paused = "paused",
        /// The disk was full.
        Disk = "disk",
        /// The store could not be used.
        Store = "store",
        /// A rule's template failed.
        Template = "template",
        /// A rule's message or an article's story fails for a reason of its own, and is put off.
        Stuck = "stuck",
        /// A configuration was refused.
        Config = "config",
    }
}

/// What an alarm is about: the trouble, and whose it is. Two alarms of one subject are the same alarm.
///
/// Its text, which the store keeps beside the kind, is what people are shown, and what it is read from again.
///
/// ```
/// use vigie::digest::{AlarmKind, AlarmSubject};
/// let subject = AlarmSubject::read(AlarmKind::Suppressed, "desk ed@desk.example alert:breaking").unwrap();
/// let AlarmSubject::Suppressed { channel, recipient, rule } = &subject else { panic!() };
/// assert_eq!(channel.as_ref().map(|name| name.as_str()), Some("desk"));
/// assert_eq!((recipient.as_str(), rule.clone()), ("ed@desk.example", "alert:breaking".parse().ok()));
/// assert_eq!(subject.to_string(), "desk ed@desk.example alert:breaking");
/// assert!(AlarmSubject::read(AlarmKind::Dead, "a feed").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AlarmSubject {
    /// This feed cannot be read.
    Blind(Name),
    /// This feed answers, and has had nothing new for longer than its rhythm allows.
    Silent(Name),
    /// This feed is gone for good.
    Gone(Name),
    /// This feed has another address than the configuration says.
    Moved(Name),
    /// This delivery was given up.
    Dead(Sending),
    /// This delivery waits for a person.
    Held(Sending),
    /// Nothing goes through this channel any more.
    Disabled(Name),
    /// Somebody is not written to any more.
    Suppressed {
        /// Through this channel; an older version named none.
        channel: Option<Name>,
        /// The mail address.
        recipient: String,
        /// Not of this rule; `None`: of none.
        rule: Option<RuleName>,
    },
    /// This rule reaches nobody.
    Unheard(RuleName),
    /// Something waits for what the configuration no longer has.
    Orphaned(Missing),
    /// Somebody paused this topic by a link in a message.
    Paused(Name),
    /// The disk was full.
    Disk,
    /// The store could not be used.
    Store,
    /// This rule's template failed.
    Template(RuleName),
    /// Something fails for a reason of its own, and is put off.
    Stuck(Stuck),
    /// The configuration at this path was refused.
    Config(String),
}

/// A delivery, as its alarms name it: by its channel too, which a person knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sending {
    /// Its channel; an older version named none.
    pub channel: Option<Name>,
    /// Its id.
    pub delivery: DeliveryId,
}

/// What the configuration no longer has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// A channel for which messages wait.
    Channel(Name),
    /// A rule under which stories wait.
    Rule(RuleName),
}

/// What fails for a reason of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stuck {
    /// A rule whose message cannot be composed.
    Rule(RuleName),
    /// An article that cannot be given a story.
    Article(ArticleId),
}

/// What the subject of alarms about the store itself is called.
const STORE: &str = "store";
/// How the subject of an article's alarm begins.
const ARTICLE: &str = "article:";

impl AlarmSubject {
    /// What kind of trouble it is.
    #[must_use]
    pub const fn kind(&self) -> AlarmKind {
        match self {
            Self::Blind(_) => AlarmKind::Blind,
            Self::Silent(_) => AlarmKind::Silent,
            Self::Gone(_) => AlarmKind::Gone,
            Self::Moved(_) => AlarmKind::Moved,
            Self::Dead(_) => AlarmKind::Dead,
            Self::Held(_) => AlarmKind::Held,
            Self::Disabled(_) => AlarmKind::Disabled,
            Self::Suppressed { .. } => AlarmKind::Suppressed,
            Self::Unheard(_) => AlarmKind::Unheard,
            Self::Orphaned(_) => AlarmKind::Orphaned,
            Self::Paused(_) => AlarmKind::Paused,
            Self::Disk => AlarmKind::Disk,
            Self::Store => AlarmKind::Store,
            Self::Template(_) => AlarmKind::Template,
            Self::Stuck(_) => AlarmKind::Stuck,
            Self::Config(_) => AlarmKind::Config,
        }
    }

    /// The subject that such an alarm's text says: the inverse of [`Display`](fmt::Display).
    ///
    /// # Errors
    /// The text names nothing that an alarm of this kind can be about.
    pub fn read(kind: AlarmKind, text: &str) -> Result<Self, String> {
        let read = || -> Option<Self> {
            Some(match kind {
                AlarmKind::Blind => Self::Blind(text.parse().ok()?),
                AlarmKind::Silent => Self::Silent(text.parse().ok()?),
                AlarmKind::Gone => Self::Gone(text.parse().ok()?),
                AlarmKind::Moved => Self::Moved(text.parse().ok()?),
                AlarmKind::Dead => Self::Dead(Sending::read(text)?),
                AlarmKind::Held => Self::Held(Sending::read(text)?),
                AlarmKind::Disabled => Self::Disabled(text.parse().ok()?),
                AlarmKind::Suppressed => suppressed(text),
                AlarmKind::Unheard => Self::Unheard(text.parse().ok()?),
                AlarmKind::Orphaned => Self::Orphaned(Missing::read(text)?),
                AlarmKind::Paused => Self::Paused(text.parse().ok()?),
                AlarmKind::Disk => (text == STORE).then_some(Self::Disk)?,
                AlarmKind::Store => (text == STORE).then_some(Self::Store)?,
                AlarmKind::Template => Self::Template(text.parse().ok()?),
                AlarmKind::Stuck => Self::Stuck(Stuck::read(text)?),
                AlarmKind::Config => Self::Config(text.to_owned()),
            })
        };
        read().ok_or_else(|| format!("no alarm of kind {kind} is about `{text}`"))
    }
}

/// Channel, recipient and rule, as far as the text has them.
fn suppressed(text: &str) -> AlarmSubject {
    let named = text.split_once(' ').and_then(|(channel, to)| Some((channel.parse().ok()?, to)));
    let (channel, to) = named.map_or((None, text), |(channel, to)| (Some(channel), to));
    let of_rule = channel.as_ref().and_then(|_| to.rsplit_once(' '));
    let of_rule = of_rule.and_then(|(to, rule)| Some((to, rule.parse().ok()?)));
    let (to, rule) = of_rule.map_or((to, None), |(to, rule)| (to, Some(rule)));
    AlarmSubject::Suppressed { channel, recipient: to.to_owned(), rule }
}

impl Sending {
    fn read(text: &str) -> Option<Self> {
        let (channel, id) = match text.split_once(' ') {
            Some((channel, id)) => (Some(channel.parse().ok()?), id),
            None => (None, text),
        };
        Some(Self { channel, delivery: id.parse().ok()? })
    }
}

impl Missing {
    /// A rule's name has a colon, a channel's none.
    fn read(text: &str) -> Option<Self> {
        match text.parse() {
            Ok(channel) => Some(Self::Channel(channel)),
            Err(_) => text.parse().ok().map(Self::Rule),
        }
    }
}

impl Stuck {
    fn read(text: &str) -> Option<Self> {
        match text.strip_prefix(ARTICLE) {
            Some(id) => id.parse().ok().map(Self::Article),
            None => text.parse().ok().map(Self::Rule),
        }
    }
}

impl fmt::Display for AlarmSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blind(name)
            | Self::Silent(name)
            | Self::Gone(name)
            | Self::Moved(name)
            | Self::Disabled(name)
            | Self::Paused(name)
            | Self::Orphaned(Missing::Channel(name)) => name.fmt(f),
            Self::Dead(Sending { channel, delivery }) | Self::Held(Sending { channel, delivery }) => {
                channel.iter().try_for_each(|channel| write!(f, "{channel} "))?;
                delivery.fmt(f)
            }
            Self::Suppressed { channel, recipient, rule } => {
                channel.iter().try_for_each(|channel| write!(f, "{channel} "))?;
                f.write_str(recipient)?;
                rule.iter().try_for_each(|rule| write!(f, " {rule}"))
            }
            Self::Unheard(rule)
            | Self::Template(rule)
            | Self::Orphaned(Missing::Rule(rule))
            | Self::Stuck(Stuck::Rule(rule)) => rule.fmt(f),
            Self::Stuck(Stuck::Article(id)) => write!(f, "{ARTICLE}{id}"),
            Self::Disk | Self::Store => f.write_str(STORE),
            Self::Config(path) => f.write_str(path),
        }
    }
}

impl Serialize for AlarmSubject {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// Something the operator must hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What it is about.
    pub subject: AlarmSubject,
    /// Since when.
    pub since: Timestamp,
    /// One sentence.
    pub detail: String,
    /// It is over.
    pub cleared: bool,
    /// When what the operator has not heard of it happened: its beginning, or its end. From then on it waits for company.
    pub news_at: Timestamp,
}
