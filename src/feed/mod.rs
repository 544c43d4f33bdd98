//! Bytes of a feed become entries, and entries become decisions. Pure.

mod decide;
mod identity;
mod opml;
mod parse;
mod poll;
mod sniff;
mod types;
mod update;
mod words;

pub use decide::decide;
pub use identity::identity_keys;
pub use opml::{OpmlFeed, read_opml};
pub use parse::parse;
pub use poll::{Due, FailureReason, Fetched, FullText, PollPolicy, Validators};
pub use sniff::looks_like_challenge;
pub use types::{Enclosure, Entry, FeedHead, FeedHints, ParseError, ParseHints, ParsedFeed};
pub use update::{ChangedEntry, FeedUpdate, KnownEntry, NewEntry, PageTarget, Read, Telling};
pub use words::entry_article;
