//! A reader gives a story, or one of its topics, a rest: the link in a message, and what following it does.

use std::time::Duration;

use crate::digest::AlarmSubject;
use crate::model::{Name, Pausable, StoryId, Timestamp};
use crate::store::{Pause, StoreError};

use super::alarms;
use super::app::App;

/// What the link of a message may silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snoozable {
    /// The story.
    pub story: StoryId,
    /// Its headline.
    pub title: String,
    /// Its topics that the configuration has: name and title.
    pub topics: Vec<(Name, String)>,
    /// Those of its pauses, and of its topics', that hold: until when.
    pub standing: Vec<(Pausable, Option<Timestamp>)>,
}

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// An hour.
    Hour,
    /// Twenty-four hours.
    Day,
    /// Seven times as much.
    Week,
    /// Until a person ends it.
    Open,
}

impl Rest {
    /// From the shortest.
    pub const ALL: [Self; 4] = [Self::Hour, Self::Day, Self::Week, Self::Open];

    fn until(self, now: Timestamp) -> Option<Timestamp> {
        let hours = match self {
            Self::Hour => 1,
            Self::Day => 24,
            Self::Week => 7 * 24,
            Self::Open => return None,
        };
        Some(now + Duration::from_hours(hours))
    }
}

impl Snoozable {
    /// What can be given a rest: the story, and each of its topics, which rests for every story about it.
    pub fn choices(&self) -> impl Iterator<Item = Pausable> {
        let topics = self.topics.iter().map(|(name, _)| Pausable::Topic(name.clone()));
        std::iter::once(Pausable::Story(self.story)).chain(topics)
    }
}

/// The story of a link that this installation signed, as it is now; `None` for any other link, and for a story that is no
/// longer kept.
///
/// # Errors
/// The store cannot be read.
pub async fn snoozable(app: &App, token: &str) -> Result<Option<Snoozable>, StoreError> {
    let Some(story) = app.store.link_key().read_snooze(token) else { return Ok(None) };
    let Some((title, names)) = app.store.story_named(story).await? else { return Ok(None) };
    let titles = app.setup().topic_titles();
    let topics = names.into_iter().filter_map(|name| titles.get(&name).cloned().map(|title| (name, title)));
    let mut found = Snoozable { story, title, topics: topics.collect(), standing: Vec::new() };
    let pauses = app.store.pauses(app.clock.now()).await?;
    let until = |what: &Pausable| pauses.iter().find(|pause| pause.what == *what).map(|pause| pause.until);
    found.standing = found.choices().filter_map(|what| until(&what).map(|until| (what, until))).collect();
    Ok(Some(found))
}

/// Gives it a rest from now on; a rest that stands is moved. The operator hears of a topic's, which is everybody's.
///
/// # Errors
/// The store cannot be used.
pub async fn snooze(app: &App, what: &Pausable, rest: Rest) -> Result<(), StoreError> {
    let now = app.clock.now();
    let until = rest.until(now);
    let end = until.map_or_else(
        || "until it is resumed".to_owned(),
        |at| format!("until {}", at.written(app.setup().config.newsroom.zone, "%A %-d %B, %H:%M %Z")),
    );
    tracing::info!("{what} is paused {end} by a link in a message");
    app.store.pause(Pause { what: what.clone(), since: now, until }).await?;
    if let Pausable::Topic(topic) = what {
        let detail = format!(
            "nothing is told of it {end}: somebody followed the link in a message; end it with `vigie resume topic {topic}`"
        );
        let subject = AlarmSubject::Paused(topic.clone());
        alarms::clear(app, &subject, now).await?;
        alarms::raise(app, &subject, &detail, now).await?;
    }
    app.call(&app.wake.composer);
    Ok(())
}

/// Ends a rest; ending none changes nothing. Where it was the operator who gave it to a topic, the operator hears of its end.
///
/// # Errors
/// The store cannot be used.
pub async fn wake_up(app: &App, what: &Pausable) -> Result<(), StoreError> {
    if app.store.resume(what).await? {
        tracing::info!("{what} is resumed by a link in a message");
        if let Pausable::Topic(topic) = what {
            tell_end(app, topic).await?;
        }
        app.call(&app.wake.composer);
    }
    Ok(())
}

/// A rest that a link began has an alarm, whose end is told. One that the operator began has none, and its end would be silent.
async fn tell_end(app: &App, topic: &Name) -> Result<(), StoreError> {
    let now = app.clock.now();
    let (subject, standing) = (AlarmSubject::Paused(topic.clone()), app.store.standing_alarms().await?);
    if !standing.iter().any(|alarm| alarm.subject == subject) {
        let detail = format!(
            "it is told again: somebody followed the link in a message and ended the pause; `vigie pause topic {topic}` begins \
             another"
        );
        alarms::raise(app, &subject, &detail, now).await?;
    }
    alarms::clear(app, &subject, now).await
}
