//! What keeps the messages of a channel from going out.

use crate::daemon::App;
use crate::model::{Name, Pausable, Timestamp};
use crate::store::{HeldChannel, Pause, Rest, StoreError};

/// Why nothing goes through a channel.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Hold<'a> {
    /// It is disabled: why.
    Disabled(&'a str),
    /// It is paused.
    Paused,
    /// It failed, and is tried again: why.
    Rests(&'a str),
}

/// What holds channels at a time.
pub(super) struct Holds {
    now: Timestamp,
    held: Vec<HeldChannel>,
    pauses: Vec<Pause>,
}

impl Holds {
    pub(super) async fn now(app: &App) -> Result<Self, StoreError> {
        let now = app.clock.now();
        Ok(Self { now, held: app.store.held_channels().await?, pauses: app.store.pauses(now).await? })
    }

    /// What holds a channel; of several reasons the one that takes the most to end.
    pub(super) fn of(&self, channel: &Name) -> Option<Hold<'_>> {
        let held = self.held.iter().find(|held| held.channel == *channel && held.rest.holds(self.now));
        let paused = Pausable::Channel(channel.clone());
        let is_paused = self.pauses.iter().any(|pause| pause.what == paused);
        match held {
            Some(HeldChannel { rest: Rest::Disabled, why, .. }) => Some(Hold::Disabled(why)),
            _ if is_paused => Some(Hold::Paused),
            Some(HeldChannel { rest: Rest::Until(_), why, .. }) => Some(Hold::Rests(why)),
            None => None,
        }
    }
}
