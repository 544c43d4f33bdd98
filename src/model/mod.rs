//! The nouns every room shares, with their invariants.
//!
//! Nothing here reads a clock, a file or a socket. A value that fails its invariant cannot be built,
//! so the rooms further down never check it again.

mod article;
mod hash;
mod id;
mod language;
mod name;
mod pause;
mod priority;
mod site;
mod state;
mod time;
mod words;

pub use article::{Article, SourceTags};
pub use hash::{Hash16, hexadecimal, sha256};
pub use id::{ArticleId, DeliveryId, FeedId, IdMint, ItemId, MessageId, StoryId, TopicId, TopicVersionId};
pub use language::Language;
pub use name::{InvalidName, Name, RuleName};
pub use pause::Pausable;
pub use priority::Priority;
pub use site::{host_of, is_this_machine, is_web_address, last_label, site_named, site_of};
pub use state::{DeliveryState, FeedState, JobKind, PauseKind, TextState};
pub use time::{Timestamp, Zone};
pub(crate) use words::words;

/// Removes U+0000 from text: PostgreSQL refuses it and no reader can see it.
///
/// Called where bytes become text, so that no room below has to think of it.
///
/// ```
/// assert_eq!(vigie::model::without_nul("a\0b".to_owned()), "ab");
/// ```
#[must_use]
pub fn without_nul(mut text: String) -> String {
    if memchr::memchr(0, text.as_bytes()).is_some() {
        text.retain(|c| c != '\0');
    }
    text
}

/// Whether a character must not reach a reader's screen: controls, and the marks that reorder what stands beside them; white
/// space is none of them.
///
/// ```
/// assert!(vigie::model::is_unseen('\u{202e}'));
/// assert!(!vigie::model::is_unseen('\n'));
/// ```
#[must_use]
pub fn is_unseen(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}
