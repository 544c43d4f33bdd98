use std::fmt;

use super::{Name, PauseKind, StoryId};

/// One thing that people can silence for a while.
///
/// ```
/// use vigie::model::{Pausable, PauseKind};
/// let feed = Pausable::read(PauseKind::Feed, "wire").unwrap();
/// assert_eq!((feed.kind(), feed.name().as_str(), feed.to_string().as_str()), (PauseKind::Feed, "wire", "feed `wire`"));
/// assert!(Pausable::read(PauseKind::Story, "wire").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Pausable {
    /// A feed: it is not polled.
    Feed(Name),
    /// A topic: nothing is told of it.
    Topic(Name),
    /// A channel: its messages wait.
    Channel(Name),
    /// A story: nothing is told of it.
    Story(StoryId),
}

impl Pausable {
    /// What kind of thing it is.
    #[must_use]
    pub const fn kind(&self) -> PauseKind {
        match self {
            Self::Feed(_) => PauseKind::Feed,
            Self::Topic(_) => PauseKind::Topic,
            Self::Channel(_) => PauseKind::Channel,
            Self::Story(_) => PauseKind::Story,
        }
    }

    /// What people call it; of a story, its id.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Feed(name) | Self::Topic(name) | Self::Channel(name) => name.to_string(),
            Self::Story(id) => id.to_string(),
        }
    }

    /// The thing of a kind that people call so: the inverse of [`Pausable::name`].
    ///
    /// # Errors
    /// The text is no name, or no id of a story.
    pub fn read(kind: PauseKind, name: &str) -> Result<Self, String> {
        let read = match kind {
            PauseKind::Feed => name.parse().ok().map(Self::Feed),
            PauseKind::Topic => name.parse().ok().map(Self::Topic),
            PauseKind::Channel => name.parse().ok().map(Self::Channel),
            PauseKind::Story => name.parse().ok().map(Self::Story),
        };
        read.ok_or_else(|| format!("no {kind} can be called `{name}`"))
    }
}

impl fmt::Display for Pausable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind(), self.name())
    }
}
