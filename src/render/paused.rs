//! What is paused, in words: whoever reads that nothing is new must know what nobody looked at.

use crate::digest::Coverage;
use crate::model::{Timestamp, Zone};

use super::catalogue as say;

/// Paused feeds and topics that are named, each.
const MAX_NAMED: usize = 8;

/// For the footer: each that is paused, and until when.
pub(super) fn footer(coverage: &Coverage, at: Timestamp, zone: Zone) -> Vec<String> {
    let end = |until: Option<Timestamp>| until.map(|until| say::clock_time(until, at, zone));
    let feeds = coverage.paused_feeds.iter();
    let feeds = named(feeds.map(|paused| say::paused(paused.feed.as_str(), end(paused.until))).collect());
    let topics = coverage.paused_topics.iter();
    let topics = topics.map(|paused| say::paused(&say::topic(&paused.topic), end(paused.until))).collect();
    feeds.into_iter().chain(named(topics)).collect()
}

/// The first of some names, and how many there are besides.
pub(super) fn named(mut names: Vec<String>) -> Vec<String> {
    let besides = names.len().saturating_sub(MAX_NAMED);
    names.truncate(MAX_NAMED);
    if besides > 0 {
        names.push(say::and_more(besides));
    }
    names
}
