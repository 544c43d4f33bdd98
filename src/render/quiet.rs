//! What a message says that has no story: as much as was seen, and no more.

use crate::digest::Coverage;

use super::catalogue as say;
use super::paused;

/// How much silence means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    /// Every source was read: nothing is new.
    Full,
    /// Some were not, or are paused.
    Part,
    /// None was: nobody knows.
    None,
}

fn sight(coverage: &Coverage) -> Sight {
    match coverage.healthy {
        0 => Sight::None,
        healthy if healthy < coverage.sources || !coverage.paused_topics.is_empty() => Sight::Part,
        _ => Sight::Full,
    }
}

/// Whether not one source could be read, though some should have been: that is news itself.
pub(super) fn is_blind(coverage: &Coverage) -> bool {
    sight(coverage) == Sight::None && unread(coverage) > 0
}

/// Sources that should have been read and were not.
const fn unread(coverage: &Coverage) -> usize {
    coverage.sources.saturating_sub(coverage.healthy + coverage.paused_feeds.len())
}

/// For subjects and titles: `All quiet`, `Nothing new; 3 of 25 sources could not be read`, `Nothing could be read`.
pub(super) fn in_short(coverage: &Coverage) -> String {
    match sight(coverage) {
        Sight::Full => say::ALL_QUIET.to_owned(),
        Sight::None if unread(coverage) > 0 => say::NOTHING_READ.to_owned(),
        Sight::None if coverage.sources > 0 => say::ALL_PAUSED.to_owned(),
        Sight::None => say::NOTHING_READ_YET.to_owned(),
        Sight::Part => {
            let mut parts = vec![say::NOTHING_NEW.to_owned()];
            parts.extend(say::unread(unread(coverage), coverage.sources));
            parts.extend(say::paused_sources(coverage.paused_feeds.len()));
            parts.extend(say::paused_topics(&topics(coverage)));
            parts.join("; ")
        }
    }
}

/// For the message itself, in whole sentences.
pub(super) fn sentence(coverage: &Coverage) -> String {
    match sight(coverage) {
        Sight::Full => say::NO_STORIES.to_owned(),
        Sight::None if unread(coverage) > 0 => say::none_read(coverage.sources),
        Sight::None => format!("{}.", in_short(coverage)),
        Sight::Part => {
            let (unread, paused) = (unread(coverage), coverage.paused_feeds.len());
            let mut sentences = vec![say::NO_STORIES.to_owned()];
            sentences.extend(say::unread(unread, coverage.sources).map(|words| format!("Yet {words}.")));
            sentences.extend(say::paused_sources(paused).map(|words| format!("{words}.")));
            let topics = topics(coverage);
            sentences.extend((!topics.is_empty()).then(|| say::untold(&topics)));
            sentences.join(" ")
        }
    }
}

fn topics(coverage: &Coverage) -> String {
    paused::named(coverage.paused_topics.iter().map(|paused| paused.topic.to_string()).collect()).join(", ")
}
