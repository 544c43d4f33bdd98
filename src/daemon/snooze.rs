//! A reader gives a story, or one of its topics, a rest: the link in a message, and what following it does.

use std::time::Duration;

use crate::digest::AlarmSubject;
use crate::model::{Name, PauseKind, StoryId, Timestamp};
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
    pub standing: Vec<(Silenced, Option<Timestamp>)>,
}

/// One thing that is given a rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silenced {
    /// The story.
    Story,
    /// A topic, for every story about it.
    Topic(Name),
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
    /// Whether it is the story's, or one of its topics.
    #[must_use]
    pub fn has(&self, what: &Silenced) -> bool {
        match what {
            Silenced::Story => true,
            Silenced::Topic(name) => self.topics.iter().any(|(known, _)| known == name),
        }
    }

    fn key(&self, what: &Silenced) -> (PauseKind, String) {
        match what {
            Silenced::Story => (PauseKind::Story, self.story.to_string()),
            Silenced::Topic(name) => (PauseKind::Topic, name.to_string()),
        }
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
    let those = found.topics.iter().map(|(name, _)| Silenced::Topic(name.clone()));
    let those: Vec<Silenced> = std::iter::once(Silenced::Story).chain(those).collect();
    for what in those {
        let (kind, name) = found.key(&what);
        let pause = pauses.iter().find(|pause| pause.is_of(kind, &name));
        found.standing.extend(pause.map(|pause| (what, pause.until)));
    }
    Ok(Some(found))
}

/// Gives it a rest from now on; a rest that stands is moved. The operator hears of a topic's, which is everybody's.
///
/// # Errors
/// The store cannot be used.
pub async fn snooze(app: &App, story: &Snoozable, what: &Silenced, rest: Rest) -> Result<(), StoreError> {
    let now = app.clock.now();
    let until = rest.until(now);
    let (kind, name) = story.key(what);
    let end = until.map_or_else(
        || "until it is resumed".to_owned(),
        |at| format!("until {}", at.written(app.setup().config.newsroom.zone, "%A %-d %B, %H:%M %Z")),
    );
    tracing::info!(%kind, name, "paused {end} by a link in a message");
    app.store.pause(Pause { kind, name: name.clone(), since: now, until }).await?;
    if let Silenced::Topic(topic) = what {
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
pub async fn wake_up(app: &App, story: &Snoozable, what: &Silenced) -> Result<(), StoreError> {
    let (kind, name) = story.key(what);
    if app.store.resume(kind, &name).await? {
        tracing::info!(%kind, name, "resumed by a link in a message");
        if let Silenced::Topic(topic) = what {
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
