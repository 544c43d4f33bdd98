//! Bytes of a feed become entries, and entries become decisions. Pure.

mod articles;
mod decide;
mod entities;
mod identity;
mod interval;
mod opml;
mod parse;
mod plain;
mod poll;
mod recent;
mod sniff;
mod types;
mod update;
mod words;

pub use decide::decide;
pub use entities::decode_entities;
pub use identity::{body_hash, content_hash, identity_keys};
pub use opml::{OpmlFeed, read_opml};
pub use parse::parse;
pub use plain::plain_text;
pub use poll::{Due, FailureReason, Fetched, FullText, PollPolicy, Validators};
pub use recent::{RecentPoll, recent_polls};
pub use sniff::looks_like_challenge;
pub use types::{Enclosure, Entry, FeedHead, FeedHints, ParseError, ParseHints, ParsedFeed};
pub use update::{ChangedEntry, FeedUpdate, KnownEntry, NewEntry, PageTarget, Read, Telling};
pub use words::entry_article;
