//! What was learnt of a feed and is kept as bytes or JSON: its rhythm, its last polls, the sitemaps that were read. What cannot be
//! read, because it is damaged or a later version's, is learnt anew; nobody should wonder where it went, so the log says it.

use serde::de::DeserializeOwned;

use crate::feed::{RecentPoll, recent_polls};
use crate::model::Name;
use crate::schedule::Rhythm;

/// `feed_states.rhythm`.
pub(super) fn rhythm(feed: &Name, bytes: Option<Vec<u8>>) -> Option<Rhythm> {
    known(feed, "rhythm", Rhythm::unpack(&bytes?))
}

/// `feed_states.recent`, an older version's too.
pub(super) fn polls(feed: &Name, text: Option<&str>) -> Vec<RecentPoll> {
    let Some(text) = text.filter(|text| !["", "[]"].contains(text)) else { return Vec::new() };
    let polls = recent_polls(text);
    known(feed, "recent", (!polls.is_empty()).then_some(polls)).unwrap_or_default()
}

/// A column of JSON; nothing where nothing was written yet.
pub(super) fn json<T: DeserializeOwned>(feed: &Name, column: &'static str, text: Option<&str>) -> Option<T> {
    let text = text.filter(|text| !text.is_empty())?;
    known(feed, column, serde_json::from_str(text).ok())
}

/// The text of a column of JSON, for who reads it; empty where nobody can.
pub(super) fn text<T: DeserializeOwned>(feed: &Name, column: &'static str, text: Option<String>) -> String {
    if json::<T>(feed, column, text.as_deref()).is_some() { text.unwrap_or_default() } else { String::new() }
}

fn known<T>(feed: &Name, column: &'static str, read: Option<T>) -> Option<T> {
    if read.is_none() {
        tracing::warn!(%feed, column, "what was learnt of the feed cannot be read: learnt anew");
    }
    read
}
