use super::words;

words! {
    /// Where a delivery stands.
    DeliveryState, "state of a delivery" {
        /// It was not tried yet.
        Pending = "pending",
        /// It is on its way.
        Sending = "sending",
        /// It was not accepted, and is tried again.
        Retry = "retry",
        /// It may have arrived: it is tried again under the same id, or waits for a person.
        Uncertain = "uncertain",
        /// It was accepted.
        Sent = "sent",
        /// It was given up.
        Dead = "dead",
        /// It was let go: by hand, or because nobody is there to get it.
        Dropped = "dropped",
    }

    /// Whose words an article's text is.
    TextState, "state of a text" {
        /// The feed's, until its page is read.
        Pending = "pending",
        /// Its page's.
        Read = "read",
        /// The feed's: there is no page to read.
        Feed = "feed",
        /// The feed's: its page may not be read.
        Blocked = "blocked",
        /// The feed's: its page is gone.
        Gone = "gone",
    }

    /// Why an article's page is read.
    JobKind, "kind of a page's job" {
        /// Nobody has read it yet.
        First = "first",
        /// It was asked for in vain.
        Retry = "retry",
        /// It may say something else by now.
        Recheck = "recheck",
    }

    /// What becomes of a feed.
    FeedState, "state of a feed" {
        /// It is polled.
        Active = "active",
        /// The configuration switched it off.
        Paused = "paused",
        /// Its server says that it is gone for good.
        Gone = "gone",
        /// The configuration no longer has it.
        Removed = "removed",
    }

    /// What people can silence for a while.
    PauseKind, "kind of pause" {
        /// A feed is not polled.
        Feed = "feed",
        /// Nothing is told of a topic.
        Topic = "topic",
        /// The messages of a channel wait.
        Channel = "channel",
        /// Nothing is told of a story.
        Story = "story",
    }
}

impl DeliveryState {
    /// Whether nothing more is done of itself.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        match self {
            Self::Pending | Self::Sending | Self::Retry | Self::Uncertain => false,
            Self::Sent | Self::Dead | Self::Dropped => true,
        }
    }
}
