//! A feed as people are shown it: what the store knows of it beside what the configuration asks for.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Serialize;

use super::hub::HubJson;
use crate::config::{Config, FeedConfig};
use crate::feed::{IntervalReason, RecentPoll, Subscription, Validators};
use crate::model::{FeedId, FeedState, Name, Timestamp, Zone, words};
use crate::schedule::Cadence;
use crate::store::FeedRow;

words! {
    /// What the next conditional request of a feed holds.
    Condition, "condition" {
        /// An `ETag` and a date.
        Both = "both",
        /// An `ETag`.
        Etag = "etag",
        /// The date of the last change.
        Date = "date",
        /// Nothing: it is none.
        None = "none",
    }
}

/// How a feed is, the sick first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Health {
    /// Its server says it is gone for good.
    Gone,
    /// Its last polls failed, or its host wants silence for so long that nobody sees it.
    Blind,
    /// It answers, but has had nothing new for longer than its rhythm allows.
    Silent,
    /// Entries of its last body could not be saved.
    Lossy,
    /// Not polled yet.
    New,
    /// All is well.
    Ok,
    /// Paused until a time or until it is resumed.
    Paused,
    /// `enabled = false`.
    Off,
}

impl Health {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Blind => "blind",
            Self::Silent => "silent",
            Self::Lossy => "lossy",
            Self::New => "new",
            Self::Ok => "ok",
            Self::Paused => "paused",
            Self::Off => "off",
        }
    }
}

/// Subscriptions at hubs, by feed.
pub(super) type Hubs = HashMap<FeedId, Subscription>;

pub(super) fn by_feed(subscriptions: Vec<Subscription>) -> Hubs {
    subscriptions.into_iter().map(|of| (of.feed_id, of)).collect()
}

/// A feed with its configuration; the store may still have feeds the configuration no longer has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    pub(super) row: &'a FeedRow,
    pub(super) config: Option<&'a FeedConfig>,
    pub(super) health: Health,
    /// Its subscription, where it has a hub.
    pub(super) hub: Option<&'a Subscription>,
    /// The newsroom's clocks.
    pub(super) zone: Zone,
}

impl<'a> Shown<'a> {
    pub(super) fn of(row: &'a FeedRow, config: &'a Config, hubs: &'a Hubs, now: Timestamp) -> Self {
        let hub = hubs.get(&row.id);
        let zone = config.newsroom.zone;
        Self { row, config: config.feeds.get(&row.name), health: health(row, now), hub, zone }
    }

    /// Whether the store has not met it: no Vigie has run with it in the configuration.
    pub(super) const fn is_unmet(&self) -> bool {
        matches!(self.health, Health::New) && self.row.next_poll_at.is_none()
    }

    /// `every 5m` or the cron line with its zone; empty for a feed that left the configuration.
    pub(super) fn asked(&self) -> String {
        match self.config.map(|config| &config.policy.cadence) {
            Some(Cadence::Every(every)) => format!("every {}", brief_span(every.as_secs())),
            Some(Cadence::Adaptive(every)) => format!("adaptive from {}", brief_span(every.as_secs())),
            Some(Cadence::Cron(line)) => format!("cron `{}` in {}", line.text, line.zone),
            None => String::new(),
        }
    }

    /// The interval asked for in seconds; cron lines have none.
    pub(super) fn asked_seconds(&self) -> Option<u64> {
        match &self.config?.policy.cadence {
            Cadence::Every(every) | Cadence::Adaptive(every) => Some(every.as_secs()),
            Cadence::Cron(_) => None,
        }
    }

    pub(super) fn in_force_seconds(&self) -> u64 {
        u64::try_from(self.row.interval_ms / 1000).unwrap_or(0)
    }

    /// Why the interval in force is in force, in words; after a failure, with the failure's own.
    pub(super) fn interval_why(&self) -> Cow<'a, str> {
        match (self.row.interval_why, &self.row.reason) {
            (why @ IntervalReason::Backoff, Some(reason)) => format!("{}: {reason}", why.in_words()).into(),
            (why, _) => why.in_words().into(),
        }
    }

    /// Its last poll.
    pub(super) fn last_poll(&self) -> Option<&'a RecentPoll> {
        self.row.recent.first()
    }

    pub(super) fn groups(&self) -> &'a [String] {
        self.config.map_or(&[], |config| &config.tags.groups)
    }

    pub(super) fn condition(&self) -> Condition {
        match (&self.row.validators.etag, &self.row.validators.last_modified) {
            (Some(_), Some(_)) => Condition::Both,
            (Some(_), None) => Condition::Etag,
            (None, Some(_)) => Condition::Date,
            (None, None) => Condition::None,
        }
    }

    pub(super) fn lost(&self) -> usize {
        self.row.body.as_ref().map_or(0, |body| body.lost)
    }

    pub(super) fn repairs(&self) -> &'a [String] {
        self.row.body.as_ref().map_or(&[], |body| &body.problems)
    }

    /// The end of a pause that holds, if it has one.
    pub(super) fn paused_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.row.paused.and_then(|(_, until)| until).filter(|until| *until > now)
    }

    /// Until when the host's wish for silence holds the next poll back, and why.
    pub(super) fn held(&self, now: Timestamp) -> Option<(Timestamp, &'a str)> {
        let (until, why) = self.row.host_held.as_ref()?;
        (*until > now && self.row.next_poll_at.is_some_and(|next| next < *until)).then_some((*until, why))
    }
}

/// A feed of the configuration that the store has not met: nothing is known of it.
pub(super) fn unmet(feed: &FeedConfig) -> FeedRow {
    FeedRow {
        // Nothing in the store has it.
        id: FeedId::from(0),
        name: feed.name.clone(),
        url: feed.url.to_string(),
        state: if feed.enabled { FeedState::Active } else { FeedState::Paused },
        next_poll_at: None,
        last_poll_at: None,
        last_ok_at: None,
        last_new_at: None,
        failures: 0,
        reason: None,
        interval_ms: 0,
        interval_why: IntervalReason::Unpolled,
        validators: Validators::default(),
        url_in_use: None,
        moved: None,
        articles: 0,
        recent: Vec::new(),
        body: None,
        host_held: None,
        rhythm: None,
        silent_at: None,
        unheard_until: None,
        paused: None,
    }
}

fn is_paused(row: &FeedRow, now: Timestamp) -> bool {
    row.paused.is_some_and(|(_, until)| until.is_none_or(|until| until > now))
}

fn health(row: &FeedRow, now: Timestamp) -> Health {
    match row.state {
        FeedState::Gone => Health::Gone,
        FeedState::Paused => Health::Off,
        FeedState::Active | FeedState::Removed => of_polls(row, now),
    }
}

/// How the polls of a feed that is polled fare.
fn of_polls(row: &FeedRow, now: Timestamp) -> Health {
    match row {
        _ if is_paused(row, now) => Health::Paused,
        _ if row.failures > 0 || row.unheard_until.is_some() => Health::Blind,
        _ if row.last_poll_at.is_none() => Health::New,
        _ if row.silent_at.is_some_and(|at| at <= now) => Health::Silent,
        _ if row.body.as_ref().is_some_and(|body| body.lost > 0) => Health::Lossy,
        _ => Health::Ok,
    }
}

/// A span in its largest unit, the rest left out: `45s`, `12m`, `3h`, `9d`.
pub(super) fn coarse_span(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3_600 => format!("{}m", seconds / 60),
        3_600..86_400 => format!("{}h", seconds / 3_600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// An interval in its two largest units, the second only where it counts: `90s` is `1m30s`, `12h` stays.
pub(super) fn brief_span(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3_600 if seconds.is_multiple_of(60) || seconds >= 600 => format!("{}m", seconds / 60),
        60..3_600 => format!("{}m{}s", seconds / 60, seconds % 60),
        3_600..86_400 if seconds % 3_600 < 60 || seconds >= 36_000 => format!("{}h", seconds / 3_600),
        3_600..86_400 => format!("{}h{}m", seconds / 3_600, seconds / 60 % 60),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// One line of `feed list` as JSON.
#[derive(Serialize)]
pub(super) struct Json<'a> {
    name: &'a Name,
    title: Option<&'a str>,
    url: &'a str,
    site: Option<&'a str>,
    health: Health,
    state: FeedState,
    next_poll_at: Option<Timestamp>,
    last_poll_at: Option<Timestamp>,
    last_ok_at: Option<Timestamp>,
    last_new_at: Option<Timestamp>,
    failures: u32,
    reason: Option<&'a str>,
    asked: String,
    asked_seconds: Option<u64>,
    interval_seconds: u64,
    interval_why: Cow<'a, str>,
    conditional: bool,
    validators: Condition,
    url_in_use: Option<&'a str>,
    moved_url: Option<&'a str>,
    host_held_until: Option<Timestamp>,
    paused: bool,
    paused_until: Option<Timestamp>,
    articles: i64,
    language: Option<&'a str>,
    country: Option<&'a str>,
    groups: &'a [String],
    form: Option<&'a str>,
    encoding: Option<&'a str>,
    entries: Option<usize>,
    lost: usize,
    problems: &'a [String],
    /// In words, its hours on the newsroom's clocks.
    rhythm: Option<String>,
    silent_since: Option<Timestamp>,
    hub: Option<HubJson<'a>>,
}

impl<'a> Json<'a> {
    pub(super) fn of(shown: &Shown<'a>, now: Timestamp) -> Self {
        let (row, tags) = (shown.row, shown.config.map(|config| &config.tags));
        let body = row.body.as_ref();
        let moved = row.moved.as_ref().map(|(url, _)| url).or(row.url_in_use.as_ref());
        Self {
            name: &row.name,
            title: shown.config.and_then(|config| config.title.as_deref()),
            url: &row.url,
            site: shown.config.and_then(|config| config.site.as_ref()).map(url::Url::as_str),
            health: shown.health,
            state: row.state,
            next_poll_at: row.next_poll_at,
            last_poll_at: row.last_poll_at,
            last_ok_at: row.last_ok_at,
            last_new_at: row.last_new_at,
            failures: row.failures,
            reason: row.reason.as_deref(),
            asked: shown.asked(),
            asked_seconds: shown.asked_seconds(),
            interval_seconds: shown.in_force_seconds(),
            interval_why: shown.interval_why(),
            conditional: shown.condition() != Condition::None,
            validators: shown.condition(),
            url_in_use: row.url_in_use.as_deref(),
            moved_url: moved.map(String::as_str),
            host_held_until: shown.held(now).map(|(until, _)| until),
            paused: is_paused(row, now),
            paused_until: shown.paused_until(now),
            articles: row.articles,
            language: tags.and_then(|tags| tags.language.as_ref()).map(crate::model::Language::as_str),
            country: tags.and_then(|tags| tags.country.as_deref()),
            groups: shown.groups(),
            form: body.map(|body| body.format.as_str()),
            encoding: body.map(|body| body.encoding.as_str()),
            entries: body.map(|body| body.entries),
            lost: shown.lost(),
            problems: shown.repairs(),
            rhythm: row.rhythm.as_ref().map(|rhythm| rhythm.describe(shown.zone)),
            silent_since: row.silent_at.filter(|at| *at <= now),
            hub: shown.hub.map(HubJson::of),
        }
    }
}
