//! The conformance suite: every operation, on both stores, with the same outcome.

#[macro_use]
mod on_both;
mod world;

mod archive;
mod care;
mod compose;
mod hubs;
mod moved;
mod outbox;
mod pauses;
mod poll;
mod read;
mod rechecks;
mod rematch;
mod same;
mod schema;
mod search;
mod story;
mod sync;
mod syndication;
mod workers;
